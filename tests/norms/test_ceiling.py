"""The ceiling: every norm with a figure, đồng by đồng, on both sides of its days; what blocks; what is frozen."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import yaml
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from norms.ceiling import Facts, _calculate, ceiling, ceiling_from_frozen
from norms.loading import DATA
from norms.models import Norm, NormSet, SupportCategory, Tier
from tests.factories import person
from tests.norms.conftest import IN_2017, IN_2021

pytestmark = pytest.mark.django_db

SETS = yaml.safe_load((DATA / "norm_sets.yaml").read_text(encoding="utf-8"))["sets"]
SHARED = ("admin_managing_agency", "admin_implementer")  # their percent is not of their own cost
FIGURES = [
    pytest.param(norm_set, norm, id=f"{norm_set['legal_document']}-{norm['category']}")
    for norm_set in SETS
    for norm in norm_set["norms"]
    if norm["limit_status"] == "SET" and norm["category"] not in SHARED
]


# Figures that other provinces published, as (province, category, rate in percent, cap in triệu đồng).
EXAMPLES = [
    ("17", "enterprise_startup", None, 10), ("17", "demo_model_new", 30, 1000),
    ("17", "demo_model_existing", None, 100), ("17", "cleaner_production_pilot", 30, 500),
    ("66", "enterprise_startup", None, 10),
    ("66", "demo_model_new", 30, 800), ("66", "cleaner_production_pilot", 30, 400), ("49", "demo_model_new", 30, 400),
    ("49", "voting_organise_province", None, 80), ("49", "wastewater_establishment", 30, 240),
    ("49", "demo_model_existing", None, 80), ("49", "cluster_detailed_plan", 50, 400),
    ("74", "voting_organise_province", None, 100), ("74", "voting_organise_district", None, 50),
]  # fmt: skip


def by_hand(norm, cost):
    """The rule once more, in plain whole numbers: rates are given to a tenth of a percent."""
    rate, cap = norm.get("rate_percent"), norm.get("cap")
    sides = [cost]
    if rate is not None:
        sides.append(cost * round(rate * 10) // 1000)
    if cap is not None:
        sides.append(cap)
    return min(sides)


def cost_where_cap_begins(norm):
    rate, cap = norm.get("rate_percent"), norm.get("cap")
    if cap is None:
        return 1_000_000_001
    return cap if rate is None else -(-cap * 1000 // round(rate * 10))


@pytest.mark.parametrize(("norm_set", "norm"), FIGURES)
def test_a_norm_holds_to_the_dong_around_the_point_where_its_cap_begins(book, norm_set, norm):
    first, last = (norm_set[key] and date.fromisoformat(norm_set[key]) for key in ("valid_from", "valid_to"))
    holds_to_the_dong(norm, norm_set["code"], first, last, tier=Tier.NATIONAL)


@pytest.mark.parametrize(("province", "category", "rate", "cap"), EXAMPLES)
def test_a_norm_that_another_province_published_holds_once_entered(book, province, category, rate, cap):
    norm = {"category": category, "rate_percent": rate, "cap": cap * 1_000_000}
    first, last = date(2019, 9, 1), date(2025, 6, 30)
    entered = NormSet.objects.create(
        code=f"tinh-{province}", name=f"Mức chi tỉnh {province}", tier=Tier.LOCAL, province_code=province,
        legal_document=NormSet.objects.first().legal_document, valid_from=first, valid_to=last,
    )  # fmt: skip
    Norm.objects.create(
        set=entered, category=SupportCategory.objects.get(code=category), rate_percent=rate, cap=norm["cap"],
        article="Điều 5",
    )  # fmt: skip
    holds_to_the_dong(norm, entered.code, first, last, tier=Tier.LOCAL, province_code=province)


def holds_to_the_dong(norm, code, first, last, **asked):
    """On its first and last day, one đồng of cost before, at and after the cap begins; outside them it is not used."""
    point = cost_where_cap_begins(norm)
    for on in filter(None, (first, last)):
        found = {cost: ceiling(norm["category"], on=on, cost=cost, **asked) for cost in (point - 1, point, point + 1)}
        for cost, answer in found.items():
            assert answer.amount == by_hand(norm, cost), [step.text for step in answer.steps]
            assert answer.set.code == code
            assert f"xét tại ngày {on:%d/%m/%Y}" in answer.steps[0].text
            assert answer.article and answer.steps[-1].text == f"Căn cứ: {answer.article}."
        if norm.get("cap"):
            capped = ceiling(norm["category"], on=on, cost=point * 10, **asked)
            assert capped.amount == norm["cap"] > found[point - 1].amount
    for outside in filter(None, (first - timedelta(days=1), last and last + timedelta(days=1))):
        try:
            other = ceiling(norm["category"], on=outside, cost=point, **asked)
        except ValidationError as error:
            assert "Không có bộ mức chi nào có hiệu lực" in str(error)
        else:
            assert other.set.code != code


@pytest.mark.parametrize("norm_set", SETS, ids=lambda norm_set: norm_set["code"])
def test_a_set_counts_from_its_first_to_its_last_day(book, norm_set):
    first = date.fromisoformat(norm_set["valid_from"])
    asked = {"tier": Tier.NATIONAL, "cost": 10**9}

    assert ceiling("demo_model_new", on=first, **asked).set.code == norm_set["code"]
    if first == min(date.fromisoformat(s["valid_from"]) for s in SETS):
        with pytest.raises(ValidationError, match="Không có bộ mức chi nào có hiệu lực ngày 07/04/2014"):
            ceiling("demo_model_new", on=first - timedelta(days=1), **asked)
    else:
        assert ceiling("demo_model_new", on=first - timedelta(days=1), **asked).set.code != norm_set["code"]
    if norm_set["valid_to"]:
        last = date.fromisoformat(norm_set["valid_to"])
        assert ceiling("demo_model_new", on=last, **asked).set.code == norm_set["code"]
        assert ceiling("demo_model_new", on=last + timedelta(days=1), **asked).set.code != norm_set["code"]


def test_the_explanation_reads_step_by_step(local):
    answer = ceiling("advanced_machinery", tier=Tier.LOCAL, on=IN_2021, cost=415_000_000)

    assert answer.amount == 207_500_000
    assert [step.text for step in answer.steps] == [
        "Bộ mức chi: Mức chi minh họa của tỉnh, xét tại ngày 28/05/2021.",
        "Bộ mức chi minh họa, không phải quy định của tỉnh.",
        "50 % × 415.000.000 đ (chi phí chưa có thuế GTGT) = 207.500.000 đ.",
        "Không quá 300.000.000 đ/cơ sở.",
        "Lấy số nhỏ hơn: 207.500.000 đ.",
        "Căn cứ: khoản 4 Điều 8 TT 28/2018/TT-BTC.",
    ]


def test_a_cap_counts_once_for_each_unit_supported(local):
    answer = ceiling("trademark", tier=Tier.LOCAL, on=IN_2021, cost=400_000_000, units=2)

    assert answer.amount == 70_000_000
    assert "Không quá 35.000.000 đ/nhãn hiệu × 2 nhãn hiệu = 70.000.000 đ." in [step.text for step in answer.steps]


def test_a_cap_of_the_whole_project_does_not_grow_with_units(local):
    Norm.objects.filter(set=local, category__code="trademark").update(cap_per_unit=False)

    assert ceiling("trademark", tier=Tier.LOCAL, on=IN_2021, cost=400_000_000, units=2).amount == 35_000_000


def test_priority_raises_the_ceiling_once(local):
    answer = ceiling("advanced_machinery", tier=Tier.LOCAL, on=IN_2021, cost=10**9, priority_factor="1.5")

    assert answer.amount == 450_000_000
    assert any(step.text.startswith("Nhân hệ số ưu tiên 1,5 một lần") for step in answer.steps)


def test_priority_never_carries_support_above_the_cost(local):
    answer = ceiling("fair_organise", tier=Tier.LOCAL, on=IN_2021, cost=80_000_000, priority_factor=Decimal("1.5"))

    assert answer.amount == 80_000_000
    assert "Không vượt chi phí hợp lệ: 80.000.000 đ." in [step.text for step in answer.steps]


@pytest.mark.parametrize("factor", ["1.51", "2", "0.99", "0", "-1", "NaN", "Infinity", "một"])
def test_a_factor_outside_one_to_the_maximum_is_refused(local, factor):
    with pytest.raises(ValidationError, match="Hệ số ưu tiên"):
        ceiling("advanced_machinery", tier=Tier.LOCAL, on=IN_2021, cost=10**9, priority_factor=factor)


def test_where_no_maximum_is_known_the_factor_is_one(book):
    asked = {"tier": Tier.NATIONAL, "on": IN_2021, "cost": 10**9}

    assert ceiling("advanced_machinery", priority_factor=1, **asked).amount == 300_000_000
    with pytest.raises(ValidationError, match="hệ số phải là 1"):
        ceiling("advanced_machinery", priority_factor="1.01", **asked)


def test_an_unknown_figure_blocks_and_names_who_can_settle_it(book):
    answer = ceiling("showroom", tier=Tier.NATIONAL, on=IN_2021, cost=10**9)

    assert (answer.amount, answer.status, answer.blocked) == (None, Norm.Status.UNKNOWN, True)
    assert "Sở Công Thương" in answer.settled_by and "quản trị" in answer.settled_by


def test_a_delegated_figure_blocks_and_names_the_province(book):
    answer = ceiling("voting_organise_province", tier=Tier.NATIONAL, on=IN_2017, cost=10**9)

    assert (answer.amount, answer.status) == (None, Norm.Status.DELEGATED)
    assert "HĐND, UBND tỉnh" in answer.settled_by


def test_a_kind_of_support_the_set_does_not_know_blocks(book):
    answer = ceiling("training_workshop", tier=Tier.NATIONAL, on=IN_2021, cost=10**9)

    assert (answer.amount, answer.norm) == (None, None)
    assert any("không có mức cho" in step.text for step in answer.steps)


def test_actual_cost_and_no_limit_give_the_eligible_cost(local):
    actual = ceiling("training_workshop", tier=Tier.LOCAL, on=IN_2021, cost=48_000_000)
    no_limit = ceiling("information_media", tier=Tier.NATIONAL, on=IN_2017, cost=90_000_000)

    assert (actual.status, actual.amount) == (Norm.Status.ACTUAL_COST, 48_000_000)
    assert (no_limit.status, no_limit.amount) == (Norm.Status.NO_LIMIT, 90_000_000)
    assert any("không đặt mức trần" in step.text for step in no_limit.steps)


def test_without_a_set_of_its_own_the_province_borrows_the_national_one_with_a_warning(book):
    answer = ceiling("advanced_machinery", tier=Tier.LOCAL, on=IN_2021, cost=10**9)

    assert answer.amount == 300_000_000
    assert answer.facts.fallback and any("tạm lấy mức quốc gia" in text for text in answer.warnings)


def test_a_gap_in_the_local_set_borrows_that_one_norm(local):
    Norm.objects.filter(set=local, category__code="consulting").delete()
    answer = ceiling("consulting", tier=Tier.LOCAL, on=IN_2021, cost=10**9)

    assert answer.set.tier == Tier.NATIONAL and answer.facts.fallback and not answer.illustrative


def test_what_the_province_left_open_is_not_filled_from_the_national_set(local):
    norm = Norm.objects.filter(set=local, category__code="consulting")
    norm.update(limit_status=Norm.Status.UNKNOWN, rate_percent=None, cap=None)

    assert ceiling("consulting", tier=Tier.LOCAL, on=IN_2021, cost=10**9).amount is None


def test_another_provinces_set_is_not_taken(book):
    from norms.loading import load_illustrative_local_set

    load_illustrative_local_set("40", IN_2021)

    assert ceiling("consulting", tier=Tier.LOCAL, on=IN_2021, cost=10**9).facts.fallback
    answer = ceiling("consulting", tier=Tier.LOCAL, on=IN_2021, cost=10**9, province_code="40")
    assert answer.illustrative and not answer.facts.fallback


def test_unverified_and_conditional_figures_say_so(book):
    unverified = ceiling("trademark", tier=Tier.NATIONAL, on=IN_2021, cost=10**8)
    conditional = ceiling("enterprise_startup", tier=Tier.NATIONAL, on=IN_2017, cost=10**8)

    assert not unverified.verified and "Con số chưa kiểm chứng với văn bản gốc." in unverified.warnings
    assert "Chỉ áp dụng cho địa bàn khó khăn, đặc biệt khó khăn." in conditional.warnings


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cost": -1}, "Chi phí hợp lệ"),
        ({"cost": 1.5}, "Chi phí hợp lệ"),
        ({"cost": True}, "Chi phí hợp lệ"),
        ({"cost": 10**16}, "Chi phí hợp lệ"),
        ({"units": 0}, "Số lượng"),
        ({"units": 1.5}, "Số lượng"),
        ({"category": "may_bay"}, "Không có nội dung hỗ trợ mã “may_bay”"),
        ({"tier": "HUYEN"}, "LOCAL hoặc NATIONAL"),
        ({"on": date(2010, 1, 1)}, "Không có bộ mức chi nào có hiệu lực ngày 01/01/2010"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(local, change, sentence):
    asked = {"category": "trademark", "tier": Tier.LOCAL, "on": IN_2021, "cost": 10**8} | change
    with pytest.raises(ValidationError, match=sentence):
        ceiling(asked.pop("category"), **asked)


def test_a_frozen_norm_is_recomputed_although_the_book_has_changed_since(local):
    asked = {"tier": Tier.LOCAL, "on": IN_2021, "cost": 10**9, "units": 1, "priority_factor": "1.2"}
    approved = ceiling("advanced_machinery", **asked)
    frozen = approved.as_json()
    Norm.objects.filter(set=local).update(cap=1, rate_percent=1, limit_status="SET")
    local.priority_multiplier_max = None
    local.save()

    assert ceiling_from_frozen(frozen, 10**9) == approved
    at_settlement = ceiling_from_frozen(frozen, 415_000_001)
    assert at_settlement.amount == 249_000_000  # 50 % of 415,000,001 rounds down before the factor
    assert at_settlement.factor == Decimal("1.2")
    assert ceiling_from_frozen(frozen, 10**9, 2).amount == 600_000_000


def test_what_is_frozen_is_plain_json(local):
    import json

    frozen = ceiling("advanced_machinery", tier=Tier.LOCAL, on=IN_2021, cost=415_000_000).as_json()

    assert json.loads(json.dumps(frozen)) == frozen
    assert frozen["amount"] == 207_500_000 and frozen["facts"]["norm_id"]
    assert frozen["steps"][2]["amount"] == 207_500_000


def test_asking_takes_a_fixed_number_of_questions(local, django_assert_num_queries):
    with django_assert_num_queries(3):
        ceiling("advanced_machinery", tier=Tier.LOCAL, on=IN_2021, cost=10**9)


money = st.integers(min_value=0, max_value=10**12)
hundredths = st.integers(min_value=1, max_value=10_000).map(lambda n: Decimal(n) / 100)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    cost=money,
    rate=st.none() | hundredths,
    cap=st.none() | st.integers(min_value=1, max_value=10**10),
    units=st.integers(min_value=1, max_value=50),
    factor=st.integers(min_value=100, max_value=150).map(lambda n: Decimal(n) / 100),
    per_unit=st.booleans(),
)
def test_support_never_exceeds_cost_cap_or_rate(cost, rate, cap, units, factor, per_unit):
    if rate is None and cap is None:
        return
    facts = Facts(
        "x", "x", "cái", "LOCAL", IN_2021, "SET", rate, cap, per_unit, norm_id=1, multiplier_max=Decimal("1.5")
    )
    answer = _calculate(facts, cost, units, factor)
    more = _calculate(facts, cost + 1, units, factor)

    assert 0 <= answer.amount <= cost
    assert answer.amount <= more.amount
    if cap is not None:
        assert answer.amount <= cap * (units if per_unit else 1) * factor
    if rate is not None:
        assert answer.amount <= cost * rate / 100 * factor
    assert ceiling_from_frozen(answer.as_json(), cost) == answer


def test_every_line_of_the_2021_plan_has_a_usable_norm(local):
    codes = [
        "training_workshop",
        "demo_model_new",
        "demo_model_existing",
        "advanced_machinery",
        "technology_line",
        "cleaner_production_pilot",
        "fair_join",
        "voting_organise_province",
        "voting_award_province",
        "voting_join_higher",
        "trademark",
        "cluster_investment_report_establish",
        "cluster_investment_report_expand",
        "cluster_detailed_plan",
        "wastewater_establishment",
    ]
    for code in codes:
        answer = ceiling(code, tier=Tier.LOCAL, on=date(2021, 4, 27), cost=50_000_000)
        assert answer.amount and not answer.facts.fallback, code
    assert SupportCategory.objects.filter(active=True).count() == NormSet.objects.get(tier=Tier.LOCAL).norms.count()


# --- management costs: one limit for all tasks of the kind -----------------------------------


def of_2017(cost, code="admin_managing_agency", **asked):
    return ceiling(code, tier=Tier.NATIONAL, on=IN_2017, cost=cost, **asked)


def test_management_costs_are_a_percent_of_the_money_they_manage_not_of_themselves(book):
    assert of_2017(50_000_000, base=2_000_000_000).amount == 30_000_000
    assert of_2017(50_000_000, "admin_implementer", base=300_000_001).amount == 7_500_000
    assert of_2017(20_000_000, base=2_000_000_000).amount == 20_000_000  # never more than they cost
    left = of_2017(50_000_000, base=2_000_000_000).within(2_000_000_000, 25_000_000)
    assert left.amount == 5_000_000
    assert ceiling_from_frozen(left.as_json(), 50_000_000).amount == 5_000_000
    assert left.within(2_000_000_000, 35_000_000).amount == 0


def test_until_the_money_is_told_only_the_own_cost_bounds_and_a_warning_says_so(book):
    answer = of_2017(20_000_000)
    assert answer.amount == 20_000_000
    assert "1,5 % của kinh phí khuyến công được giao trong năm" in " ".join(answer.warnings)


def test_no_priority_factor_raises_management_costs(book):
    with pytest.raises(ValidationError, match="không nhân hệ số ưu tiên"):
        of_2017(20_000_000, base=2_000_000_000, priority_factor="1.5")


def test_the_calculator_and_rest_ask_what_the_percent_is_taken_of(book, client):
    client.force_login(person("DOIT_SPECIALIST"))
    asked = {"category": SHARED[0], "tier": "NATIONAL", "on": IN_2017.isoformat(), "cost": "50000000"}
    answer = client.get("/api/v1/norms/ceiling/", asked)
    assert answer.status_code == 400
    assert "Ghi kinh phí làm căn cứ" in answer.content.decode()
    found = client.get("/api/v1/norms/ceiling/", asked | {"base": "2 tỷ"}).json()
    assert (found["amount"], found["base"]) == (30_000_000, 2_000_000_000)
    typed = asked | {"on": f"{IN_2017:%d/%m/%Y}", "units": 1, "priority": 1}
    assert "Ghi kinh phí làm căn cứ" in client.get("/norms/", typed).content.decode()
    page = client.get("/norms/", typed | {"base": "2 tỷ"}).content.decode().replace("\xa0", " ")
    assert "Hỗ trợ tối đa 30.000.000 đ" in page
