"""The support at last, where several places share it: each within its own cap, its own cost and its own part."""

import datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.support import by_places, final_support
from core.money import floor_percent
from inspections.models import Acceptance, AcceptanceBatch
from inspections.proofs import add_proof
from inspections.services import save_batch
from inspections.workflow import ACCEPTANCE_FLOW
from norms.ceiling import Ceiling, Facts
from norms.models import Norm
from plans.selectors import approved_item
from projects.models import Beneficiary
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.budgets import builders as b
from tests.inspections.builders import answer_targets

MILLION = 1_000_000
MONEY = st.integers(min_value=0, max_value=10**10)


def frozen(rate=Decimal(50), cap=300 * MILLION, factor=Decimal(1)):
    facts = Facts(
        category="advanced_machinery", category_name="Máy", unit="cơ sở", tier="LOCAL", on=datetime.date(2021, 5, 28),
        status="SET", rate_percent=rate, cap=cap, multiplier_max=Decimal("1.5"), citation="điều 8",
    )  # fmt: skip
    return Ceiling(None, "SET", (), facts, 0, 2, factor).as_json()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine
@given(
    parts=st.lists(st.tuples(st.none() | MONEY, st.none() | MONEY), min_size=1, max_size=8),
    rate=st.integers(min_value=1, max_value=100),
    cap=st.integers(min_value=1, max_value=10**9),
    factor=st.decimals(min_value=1, max_value=Decimal("1.5"), places=2),
)
def test_no_place_has_more_than_its_part_its_cap_or_its_cost_allows(parts, rate, cap, factor):
    named = [(f"Xưởng {n}", share, cost) for n, (share, cost) in enumerate(parts)]
    total, steps = by_places(frozen(Decimal(rate), cap, factor), named)
    each = [step["amount"] for step in steps[:-1]]
    assert total == sum(each) == steps[-1]["amount"] and len(each) == len(parts)
    for amount, (share, cost) in zip(each, parts, strict=True):
        assert amount <= floor_percent(cap, factor * 100)
        assert share is None or amount <= share
        assert cost is None or amount <= min(cost, floor_percent(floor_percent(cost, Decimal(rate)), factor * 100))
    alone = [by_places(frozen(Decimal(rate), cap, factor), [row])[0] for row in named]
    assert total == sum(alone)  # nothing is pooled: no place gains by another


def two_places(shares, costs):
    """A project of two places, approved at the sum of their shares and accepted at these costs, in triệu."""
    rows = [
        Beneficiary(establishment=f.establishment(f"Xưởng {n}"), support_share=part * MILLION)
        for n, part in enumerate(shares)
    ]
    project = b.approved(sum(shares), beneficiaries=rows, units=2, total=2000 * MILLION)
    contract = b.signed(project, million=sum(shares))
    b.progress(contract, 100, month=9)
    project.refresh_from_db()
    f.with_results(project, by=f.person("CENTRE_OFFICER"))
    PROJECT_FLOW.press(project, "complete", by=f.person("CENTRE_OFFICER"), on=b.day(10, 12))
    places = [
        Acceptance(
            project=project, beneficiary=row, place="Xưởng", present="Đại diện cơ sở", results="Đạt",
            accepted_cost=cost * MILLION, conclusion="PASS",
        )
        for row, cost in zip(project.beneficiaries.all(), costs, strict=True)
    ]  # fmt: skip
    batch = save_batch(
        AcceptanceBatch(held_on=b.day(10, 22), team="Tổ nghiệm thu"), by=f.person("CENTRE_OFFICER"), places=places
    )
    for place in places:
        answer_targets(place)
        add_proof(place, None, by=f.person("CENTRE_OFFICER"), number="0000152", issued_on=b.day(10, 20))
    ACCEPTANCE_FLOW.press(batch, "conclude", by=f.person("DOIT_SPECIALIST"), paper=b.paper("12/BB-NT", b.day(10, 22)))
    project.refresh_from_db()
    return project


def test_what_one_place_did_not_spend_is_not_paid_to_the_other(db):
    """Half of 700 + 100 is 400, but the second place spent 100: 250 of its own cap, 50 of its own cost."""
    project = two_places((250, 150), (700, 100))
    support = final_support(project)
    assert support.amount == (250 + 50) * MILLION
    told = [step["text"] for step in support.steps]
    assert (
        "Xưởng 1: phần hỗ trợ 150.000.000 đ, không quá 50.000.000 đ theo chi phí được nghiệm thu 100.000.000 đ; "
        "tính 50.000.000 đ." in told
    )
    assert "Cộng các đơn vị thụ hưởng: 300.000.000 đ." in told
    parts = approved_item(project).ceiling["parts"]
    assert [(part["name"], part["share"], part["limit"]) for part in parts] == [
        ("Xưởng 0", 250 * MILLION, 300 * MILLION), ("Xưởng 1", 150 * MILLION, 300 * MILLION),
    ]  # fmt: skip


def test_nor_where_the_cap_is_one_for_the_whole_project_once_the_support_is_divided(db):
    """Half of 700 + 100 is 400, the whole support: yet 250 and half of 100 is what the two places earned."""
    f.norm_book()
    Norm.objects.filter(category__code="advanced_machinery").update(cap_per_unit=False, cap=500 * MILLION)
    project = two_places((250, 150), (700, 100))
    assert approved_item(project).ceiling["parts"] == []
    assert final_support(project).amount == (250 + 50) * MILLION


def test_a_cap_of_something_else_than_places_is_not_taken_for_the_cap_of_one_place():
    """Two sites share 30 stalls at 10 triệu each: a site with a cost of 400 has half of it, not one stall."""
    facts = frozen(cap=10 * MILLION)
    facts = facts | {"units": 30, "facts": facts["facts"] | {"unit": "gian hàng"}}
    total, steps = by_places(facts, [("A", 180 * MILLION, 400 * MILLION), ("B", 120 * MILLION, None)])
    assert (total, [step["amount"] for step in steps]) == (300 * MILLION, [180 * MILLION, 120 * MILLION, 300 * MILLION])
