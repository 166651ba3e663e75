"""Of several beneficiaries each is paid within its own part, not out of what another's paper gives."""

import pytest
from django.core.exceptions import ValidationError

from budgets.annexes import ANNEX_FLOW, save_annex
from budgets.commitments import COMMITMENT_FLOW
from budgets.models import Annex, Commitment
from budgets.owed import owed
from budgets.settlements import open_settlement
from budgets.settling import figures
from budgets.support import final_support
from budgets.work import worklist
from core.workflow import PaperInput
from ledger.checking import differences
from projects.models import Project
from projects.naming import name_beneficiary, share_with
from tests import factories as f
from tests.budgets import builders as b
from tests.projects.test_amend_title_units import asked, checked, decided, several, staying

pytestmark = pytest.mark.django_db
DIRECTOR, OFFICER = "CENTRE_DIRECTOR", "CENTRE_OFFICER"


def paper():
    return PaperInput(number="31/SCT-QLCN", issued_on=b.day(6, 2), signer="Trần Văn Minh")


def group(*parts):
    """(an approved group project of 150 triệu, its beneficiaries as they were named with their parts in triệu).

    Those of a second group are others, and their names tell it.
    """
    project = b.approved(150, kind="GROUP", beneficiaries=[], beneficiaries_planned=len(parts))
    groups = Project.objects.filter(kind="GROUP").count()
    names = ("Hợp tác xã Mộc Bình", "Công ty TNHH Lam Giang")
    places = [f.establishment(f"{name} {groups}" if groups > 1 else name) for name in names]
    rows = [
        name_beneficiary(
            project, establishment=place, support_share=million * b.MILLION, paper=paper(), by=f.person(OFFICER)
        )
        for place, million in zip(places, parts, strict=True)
    ]
    return project, rows


def with_(row, project, million, **fields):
    return b.drafted(project, million=million, counterparty=row.establishment.name, **fields)


def sign(contract):
    return COMMITMENT_FLOW.press(contract, "sign", by=f.person(DIRECTOR))


def called_to_sign(contract):
    return contract.get_absolute_url() in [
        item.url for item in worklist(f.person(DIRECTOR)) if item.title.startswith("Ký hợp đồng")
    ]


def test_a_contract_with_one_of_them_is_not_signed_for_more_than_its_part():
    project, (first, second) = group(100, 50)
    too_much = with_(second, project, 60)
    assert not called_to_sign(too_much)
    with pytest.raises(ValidationError, match=r"Chi cho .*Lam Giang vượt phần.*60\.000\.000 đ.*không quá 50\.000\.000"):
        sign(too_much)
    fits = with_(second, project, 50)
    assert called_to_sign(fits)
    sign(fits)
    another = with_(second, project, 1)
    assert not called_to_sign(another)
    with pytest.raises(ValidationError, match=r"51\.000\.000 đ .*các lần trước 50\.000\.000 đ"):
        sign(another)
    assert sign(with_(first, project, 100)).status == "SIGNED"


def test_a_contract_with_who_carries_it_out_for_all_is_of_the_whole_support():
    project, _ = group(100, 50)
    assert sign(b.drafted(project, million=150)).status == "SIGNED"


def test_a_part_that_became_less_bounds_what_is_still_asked_for():
    project, (first, second) = group(100, 50)
    contract = sign(with_(first, project, 100))
    b.progress(contract, 80)
    asked = b.request(contract, 60)
    share_with(first, 40 * b.MILLION, paper=paper(), by=f.person(OFFICER))
    share_with(second, 110 * b.MILLION, paper=paper(), by=f.person(OFFICER))
    with pytest.raises(ValidationError, match=r"Mộc Bình vượt phần.*60\.000\.000 đ.*không quá 40\.000\.000 đ"):
        b.press(asked, "check")
    share_with(second, 50 * b.MILLION, paper=paper(), by=f.person(OFFICER))
    share_with(first, 100 * b.MILLION, paper=paper(), by=f.person(OFFICER))
    assert b.press(asked, "check").status == "CHECKED"


def test_an_annex_that_pays_another_of_them_pays_within_that_ones_part():
    project, (first, second) = group(100, 50)
    contract = sign(with_(first, project, 100))
    b.progress(contract, 80)
    annex = save_annex(
        Annex(
            commitment=contract, number="PL1", signed_on=b.day(7, 1), counterparty=second.establishment.name,
            payee_name=second.establishment.name, payee_account="123", payee_bank="Ngân hàng A", why="Đổi bên nhận",
        ),
        by=f.person(OFFICER),
    )  # fmt: skip
    ANNEX_FLOW.press(annex, "sign", by=f.person(DIRECTOR))
    with pytest.raises(ValidationError, match=r"Lam Giang vượt phần.*không quá 50\.000\.000 đ"):
        b.press(b.request(contract, 60), "check")


def test_an_annex_gives_no_contract_more_than_the_part_of_whom_it_pays():
    project, (first, second) = group(100, 50)
    contract = sign(with_(second, project, 40))
    sign(with_(first, project, 60))
    annex = Annex(commitment=contract, number="PL1", signed_on=b.day(7, 1), new_value=60 * b.MILLION, why="Thêm việc")
    annex = save_annex(annex, by=f.person(OFFICER))
    with pytest.raises(ValidationError, match=r"Lam Giang vượt phần.*60\.000\.000 đ.*không quá 50\.000\.000 đ"):
        ANNEX_FLOW.press(annex, "sign", by=f.person(DIRECTOR))
    annex.new_value = 50 * b.MILLION
    ANNEX_FLOW.press(save_annex(annex, by=f.person(OFFICER)), "sign", by=f.person(DIRECTOR))
    more = with_(second, project, 5)
    with pytest.raises(ValidationError, match=r"các lần trước 50\.000\.000 đ"):
        sign(more)


def test_an_annex_to_another_of_them_with_more_value_is_measured_by_the_part_of_the_new_one():
    project, (first, second) = group(50, 100)
    contract = sign(with_(first, project, 40))

    def to(row, million, number):
        name = row.establishment.name
        annex = Annex(
            commitment=contract, number=number, signed_on=b.day(7, 1), why="Đổi bên nhận, thêm việc",
            new_value=million * b.MILLION, counterparty=name, payee_name=name, payee_account="123",
            payee_bank="Ngân hàng A",
        )  # fmt: skip
        return ANNEX_FLOW.press(save_annex(annex, by=f.person(OFFICER)), "sign", by=f.person(DIRECTOR))

    assert to(second, 90, "PL1").status == "SIGNED"  # beyond the part of the old one, within that of the new
    with pytest.raises(ValidationError, match=r"Lam Giang vượt phần.*110\.000\.000 đ.*không quá 100\.000\.000 đ"):
        to(second, 110, "PL2")
    with pytest.raises(ValidationError, match=r"Mộc Bình vượt phần.*95\.000\.000 đ.*không quá 50\.000\.000 đ"):
        to(first, 95, "PL3")


def test_who_stays_of_two_is_still_paid_and_settled_within_its_own_part():
    """One of two left; the support was not lowered: its part is not the other's before a paper divides it anew."""
    project = several(2, 200)
    stays, _ = project.beneficiaries.all()
    decided(checked(asked(project, units=1, beneficiaries=staying(project, 1))))
    project = Project.objects.get(pk=project.pk)
    too_much = with_(stays, project, 150)
    assert not called_to_sign(too_much)
    with pytest.raises(ValidationError, match=r"Chi cho Xưởng 0 vượt phần.*150\.000\.000 đ.*không quá 100\.000\.000 đ"):
        sign(too_much)
    assert final_support(project, 400 * b.MILLION, 1).amount == 100 * b.MILLION
    share_with(
        stays, 150 * b.MILLION, paper=PaperInput(number="40/SCT", issued_on=b.day(8, 20), signer="Trần Văn Minh"),
        by=f.person(OFFICER),
    )  # fmt: skip
    project = Project.objects.get(pk=project.pk)
    assert sign(Commitment.objects.get(pk=too_much.pk)).status == "SIGNED"
    assert final_support(project, 400 * b.MILLION, 1).amount == 150 * b.MILLION


def test_each_new_contract_of_a_group_is_drafted_for_the_next_of_them_with_its_part(client):
    """90 and 60 of 150: not three times the first with all that is left."""
    project, (first, second) = group(90, 60)
    client.force_login(f.person(OFFICER))

    def offered():
        form = client.get("/budgets/commitments/new/", {"project": project.pk}).context["form"]
        return form.initial["counterparty"], form.initial["payee_name"], form.initial["value"]

    assert offered() == (first.establishment.name, first.establishment.name, 90 * b.MILLION)
    sign(with_(first, project, 50))
    assert offered()[2] == 40 * b.MILLION
    with_(first, project, 40)  # a draft is somebody's too
    assert offered() == (second.establishment.name, second.establishment.name, 60 * b.MILLION)


def test_the_page_that_names_the_next_says_how_much_is_not_yet_shared(client):
    project = b.approved(150, kind="GROUP", beneficiaries=[], beneficiaries_planned=2)
    name_beneficiary(
        project, establishment=f.establishment("Hợp tác xã Mộc Bình"), support_share=90 * b.MILLION, paper=paper(),
        by=f.person(OFFICER),
    )  # fmt: skip
    client.force_login(f.person(OFFICER))
    page = client.get(f"/projects/{project.pk}/beneficiaries/name/").content.decode().replace("\xa0", " ")
    assert "Mức hỗ trợ hiện hành 150.000.000 đ, còn 60.000.000 đ chưa chia phần." in page


def opened_for_both(first_paid, second_paid, common=0):
    """(project, its contracts, the account without vouchers): 120 and 60 triệu accepted at 50 % give 60 and 30; what
    was advanced to each, triệu. `common`: of the first's 90 a task of the unit itself, 70 % of it advanced."""
    project, (first, second) = group(90, 60)
    contracts = [sign(with_(first, project, 90 - common)), sign(with_(second, project, 60))]
    b.progress(contracts[0], 100)
    if common:
        contracts.append(sign(b.drafted(project, million=common, kind="ASSIGNMENT", counterparty="Trung tâm")))
    for contract, million in zip(contracts, (first_paid, second_paid, common * 7 // 10), strict=False):
        b.paid(contract, million)
    b.accepted(contracts[0], cost_million=(120, 60))
    settlement = open_settlement(Project.objects.get(pk=project.pk), by=f.person("CENTRE_ACCOUNTANT"))
    return project, contracts, settlement


def accepted_at_both(first_paid, second_paid, vouchers=(120, 60), refuse=0):
    """The same with a voucher of each, in triệu, sent and reviewed; the second's cut by `refuse`."""
    project, contracts, settlement = opened_for_both(first_paid, second_paid)
    for contract, million in zip(contracts, vouchers, strict=True):
        b.voucher(settlement, million, million // 2, commitment=contract)
    b.press_settlement(settlement, "submit", on=b.day(11, 18))
    return project, contracts, b.reviewed(settlement, refuse)


def test_what_is_too_much_comes_back_from_whose_place_was_accepted_for_less():
    """Advanced were 63 and 42: the first returns 3, the second 12."""
    project, (one, two), settlement = accepted_at_both(63, 42)
    b.approved_account(settlement)
    rows = owed(f.person("CENTRE_ACCOUNTANT"), project=project).rows
    assert {row.commitment.pk: row.amount for row in rows} == {one.pk: 3 * b.MILLION, two.pk: 12 * b.MILLION}


def test_what_one_has_not_drawn_is_not_the_others_to_keep():
    """Advanced were 15 and 42, together less than the 90 earned: the second still returns 12, the first has 45 open."""
    project, (_, two), settlement = accepted_at_both(15, 42)
    now = figures(settlement)
    assert (now.support, now.to_recover, now.unpaid) == tuple(million * b.MILLION for million in (90, 12, 45))
    b.approved_account(settlement)  # its director says the 45 and why
    rows = owed(f.person("CENTRE_ACCOUNTANT"), project=project).rows
    assert {row.commitment.pk: row.amount for row in rows} == {two.pk: 12 * b.MILLION}
    assert differences() == []
