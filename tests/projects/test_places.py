"""A cap for each place is a cap for each beneficiary's part: what one leaves is not another's (TT 28/2018 đ.8.4)."""

from decimal import Decimal

import pytest

from norms.models import NormSet
from projects.models import Beneficiary
from projects.services import save_project
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.projects.test_details import officer, press, refused
from tests.projects.test_roles import group, name, share

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
OVER = "Phần hỗ trợ của Xưởng 0 vượt mức tối đa của một cơ sở: hiện có {}.000.000 đ; cần không quá {}.000.000 đ"


def asking(*millions, **fields):
    """A draft of several places; the norm of 2021 gives half the cost and no more than 300 triệu to each."""
    total = fields.pop("support", None) or sum(millions)
    rows = [
        Beneficiary(establishment=f.establishment(f"Xưởng {n}"), support_share=part and part * MILLION)
        for n, part in enumerate(millions)
    ]
    money = {
        "total_cost": 1500 * MILLION,
        "requested_support": total * MILLION,
        "counterpart": (1500 - total) * MILLION,
    }
    return f.with_papers(f.project(beneficiaries=rows, units=len(rows), **money, **fields))


def concluded(row):
    press(row, "register", on=f.FILED)
    f.record_appraisal(
        row, points=f.all_points_met(), recommended_support=row.requested_support, made_on=f.FILED.replace(month=5),
        by=f.person("DOIT_SPECIALIST"),
    )  # fmt: skip
    return PROJECT_FLOW.press(row, "appraise", by=f.person("DOIT_DIRECTOR"), on=f.FILED.replace(month=5))


def test_a_part_above_the_cap_of_a_place_is_not_filed_though_all_together_stay_below():
    said = refused(press, asking(350, 50), "register")
    assert f"{OVER.format(350, 300)} (" in said and "28/2018/TT-BTC" in said


def test_without_parts_more_than_one_place_may_have_is_not_filed():
    said = refused(press, asking(None, None, support=301), "register")
    assert "Mức tối đa tính cho từng cơ sở, hồ sơ chưa chia phần hỗ trợ: hiện có 301.000.000 đ chung cho 2" in said
    assert press(asking(None, None, support=300), "register", on=f.FILED).status == "REGISTERED"


def test_the_steps_tell_each_place():
    row = concluded(asking(300, 100))
    assert row.status == "APPRAISED"
    frozen = row.appraisals.get().ceiling
    told = " ".join(step["text"] for step in frozen["steps"])
    assert "Xưởng 0: phần hỗ trợ 300.000.000 đ, không quá 300.000.000 đ của một cơ sở." in told
    assert "Xưởng 1: phần hỗ trợ 100.000.000 đ, không quá 300.000.000 đ của một cơ sở." in told
    assert [part["share"] for part in frozen["parts"]] == [300 * MILLION, 100 * MILLION]


def test_the_conclusion_asks_again():
    row = asking(300, 100)
    press(row, "register", on=f.FILED)
    f.record_appraisal(
        row, points=f.all_points_met(), recommended_support=row.requested_support, made_on=f.FILED.replace(month=5),
        by=f.person("DOIT_SPECIALIST"),
    )  # fmt: skip
    for beneficiary, part in zip(row.beneficiaries.all(), (350, 50), strict=True):
        row.beneficiaries.filter(pk=beneficiary.pk).update(support_share=part * MILLION)
    said = refused(PROJECT_FLOW.press, row, "appraise", by=f.person("DOIT_DIRECTOR"), on=f.FILED.replace(month=5))
    assert OVER.format(350, 300) in said


def test_the_priority_factor_raises_the_cap_of_each_place():
    f.norm_book()
    NormSet.objects.filter(tier="LOCAL").update(priority_multiplier_max=Decimal("1.5"))
    row = asking(450, 50, priority_factor=Decimal("1.5"))
    assert press(row, "register", on=f.FILED).status == "REGISTERED"
    assert OVER.format(451, 450) in refused(press, asking(451, 50, priority_factor=Decimal("1.5")), "register")


def test_a_part_is_within_the_cap_when_a_group_names_it_and_when_it_is_given_later():
    money = {"total_cost": 1500 * MILLION, "requested_support": 500 * MILLION, "counterpart": 1000 * MILLION}
    row = group(units=2, **money)
    said = refused(name, row, support_share=301 * MILLION)
    assert "301.000.000 đ vượt mức tối đa của một cơ sở: cần không quá 300.000.000 đ" in said
    first = name(row, support_share=300 * MILLION)
    assert "301.000.000 đ vượt mức tối đa của một cơ sở" in refused(share, first, 301)


def test_a_cap_of_the_whole_project_is_shared_freely():
    f.norm_book()
    f.category().norms.update(cap_per_unit=False)
    assert press(asking(200, 100), "register", on=f.FILED).status == "REGISTERED"
    assert press(asking(280, 20), "register", on=f.FILED).status == "REGISTERED"


def test_parts_are_put_right_and_filed():
    row = asking(350, 50)
    anew = [
        Beneficiary(establishment=old.establishment, support_share=part * MILLION)
        for old, part in zip(row.beneficiaries.all(), (250, 150), strict=True)
    ]
    save_project(row, by=officer(), beneficiaries=anew)
    assert press(row, "register", on=f.FILED).status == "REGISTERED"
