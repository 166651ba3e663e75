"""The days on which a budget year ends: by the rules of that budget year, with where they were read."""

from datetime import date

import pytest

from norms.catalogue_models import Tier
from norms.selectors import closing_days

pytestmark = pytest.mark.usefixtures("book")


def days(year):
    return {code: row.day for code, row in closing_days([year], Tier.LOCAL)[year].items()}


def test_a_year_before_the_circular_of_2026_ends_by_the_old_law_which_nobody_has_read_yet():
    assert days(2021) == {
        "spending-end": date(2021, 12, 31),
        "liquidation": date(2022, 1, 22),
        "closing-window": date(2022, 1, 31),
        "year-reconciliation": date(2022, 2, 10),
        "advance-return": date(2022, 2, 15),
    }
    rule = closing_days([2021], Tier.LOCAL)[2021]["closing-window"].rule
    assert not rule.verified
    assert rule.cited.endswith("chưa kiểm chứng")


def test_budget_year_2026_ends_by_the_circular_with_its_last_day_at_the_treasury_and_the_carried_balances():
    assert list(days(2026).values()) == [
        date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 22), date(2027, 1, 31), date(2027, 2, 10),
        date(2027, 2, 15), date(2027, 2, 15), date(2027, 2, 20),
    ]  # fmt: skip
    found = closing_days([2026], Tier.LOCAL)[2026]
    assert [row.rule.verified for code, row in found.items() if code != "liquidation"] == [True] * 7
    assert found["treasury-carry-report"].rule.source.startswith("TT 26/2026/TT-BTC")


def test_budget_year_2025_ends_in_2026_and_still_by_the_rules_of_2025():
    found = closing_days([2025], Tier.LOCAL)[2025]
    assert found["advance-return"].day == date(2026, 2, 15)
    assert "TT 26/2026" not in found["advance-return"].rule.source
    assert "treasury-last-papers" not in found and "advance-charge" not in found


def test_before_any_rule_is_known_no_day_is_made_up():
    assert days(2012) == {}


def test_many_years_cost_one_question(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(closing_days(range(2017, 2027), Tier.LOCAL)) == 10
