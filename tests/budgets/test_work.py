"""What the account holder's list calls for his signature is what he may sign on its page, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from budgets.annexes import ANNEX_FLOW
from budgets.commitments import COMMITMENT_FLOW
from budgets.payments import PAYMENT_FLOW
from budgets.work import worklist
from projects.models import Beneficiary
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_annexes import NEW, annex, replaced

pytestmark = pytest.mark.django_db
MILLION = b.MILLION
SIGN, FINISH = "Ký hợp đồng, giao nhiệm vụ", "Hoàn thiện bản soạn hợp đồng, giao nhiệm vụ"
SIGN_ANNEX, FINISH_ANNEX = "Ký phụ lục hợp đồng", "Hoàn thiện phụ lục hợp đồng"


def titles(person, row):
    person = User.objects.get(pk=person.pk)  # what it may do is read anew
    return [item.title for item in worklist(person) if item.url == row.get_absolute_url()]


def director():
    return f.person("CENTRE_DIRECTOR")


def both_roles():
    """Somebody of the Centre who drafts and signs."""
    person = f.another("CENTRE_OFFICER")
    f.RoleGrant.objects.create(user=person, role="CENTRE_DIRECTOR", valid_from=b.day(1, 1))
    return User.objects.get(pk=person.pk)


def may_sign(flow, row, person):
    (step,) = [step for step in flow.steps(row, User.objects.get(pk=person.pk)) if step.transition.name == "sign"]
    return step.ready


def test_whoever_drafted_a_contract_is_not_asked_to_sign_it():
    author = both_roles()
    row = b.drafted(by=author)
    assert not may_sign(COMMITMENT_FLOW, row, author) and titles(author, row) == []
    assert may_sign(COMMITMENT_FLOW, row, director()) and titles(director(), row) == [SIGN]


def test_nor_whoever_stands_in_for_the_account_holder_and_drafted_it():
    substitute = f.standing_in(director(), f.person("CENTRE_OFFICER"))
    row = b.drafted(by=substitute)
    assert not may_sign(COMMITMENT_FLOW, row, substitute) and titles(substitute, row) == []


def test_nor_is_who_stands_in_asked_to_sign_what_the_absent_one_drafted():
    author, substitute = both_roles(), f.another("CENTRE_ACCOUNTANT")
    row = b.drafted(by=author)
    substitute = f.standing_in(author, substitute)
    assert not may_sign(COMMITMENT_FLOW, row, substitute) and titles(substitute, row) == []


def test_a_contract_with_who_was_replaced_waits_for_its_drafter():
    project = b.approved()
    row = b.drafted(project, counterparty=project.beneficiaries.get().establishment.name)
    assert may_sign(COMMITMENT_FLOW, row, director()) and titles(director(), row) == [SIGN]
    replaced(project)
    assert not may_sign(COMMITMENT_FLOW, row, director())
    assert titles(director(), row) == [] and titles(f.person("CENTRE_OFFICER"), row) == [FINISH]


def test_a_contract_of_a_support_not_yet_shared_as_decided_waits_as_well():
    rows = [Beneficiary(establishment=f.establishment(f"Xưởng {n}"), support_share=150 * MILLION) for n in range(2)]
    project = b.approved(300, beneficiaries=rows, units=2, total=900 * MILLION)
    row = b.drafted(project, million=300)
    assert may_sign(COMMITMENT_FLOW, row, director()) and titles(director(), row) == [SIGN]
    project.beneficiaries.filter(pk=rows[0].pk).update(support_share=140 * MILLION)
    assert not may_sign(COMMITMENT_FLOW, row, director())
    assert titles(director(), row) == [] and titles(f.person("CENTRE_OFFICER"), row) == [FINISH]


def test_whoever_drafted_an_annex_is_not_asked_to_sign_it():
    author = both_roles()
    contract = b.signed()
    replaced(contract.project)
    row = annex(contract, by=author)
    assert not may_sign(ANNEX_FLOW, row, author) and titles(author, row) == []
    assert may_sign(ANNEX_FLOW, row, director()) and titles(director(), row) == [SIGN_ANNEX]


@pytest.mark.parametrize("wrong", ["day", "party", "account"])
def test_an_annex_that_could_not_be_signed_waits_for_its_drafter(wrong):
    project = b.approved()
    left = project.beneficiaries.get().establishment.name
    contract = b.signed(project, counterparty=left, payee_account="3713.0.99", payee_bank="Kho bạc")
    replaced(contract.project)
    fields = {"day": {"signed_on": b.day(6, 1)}, "party": {"payee_name": left}, "account": {"payee_account": "3713099"}}
    row = annex(contract, **fields[wrong])
    assert not may_sign(ANNEX_FLOW, row, director())
    assert titles(director(), row) == [] and titles(f.person("CENTRE_OFFICER"), row) == [FINISH_ANNEX]


def test_the_list_asks_the_same_number_of_questions_however_long_it_is():
    def one_more(number):
        rows = [
            Beneficiary(establishment=f.establishment(f"Xưởng {number}.{n}"), support_share=25 * MILLION)
            for n in range(2)
        ]
        project = b.approved(50, beneficiaries=rows, units=2, total=200 * MILLION)
        replaced(project, by=f"{NEW} {number}", leaving=project.beneficiaries.first())
        b.drafted(project, million=50)
        project = b.approved(50, total=200 * MILLION)
        contract = b.signed(project, million=50)
        contract.project.refresh_from_db()
        replaced(contract.project, by=f"{NEW} số {number}")
        annex(contract, counterparty=f"{NEW} số {number}", payee_name=f"{NEW} số {number}")

    def questions():
        people = [User.objects.get(pk=f.person(role).pk) for role in ("CENTRE_OFFICER", "CENTRE_DIRECTOR")]
        with CaptureQueriesContext(connection) as captured:
            for person in people:
                worklist(person)
        return len(captured)

    one_more(1)
    questions()
    before = questions()
    one_more(2)
    one_more(3)
    assert questions() == before


def test_whoever_prepared_a_request_is_not_asked_to_check_or_sign_it():
    author = f.another("CENTRE_OFFICER")
    for role in ("CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR"):
        f.RoleGrant.objects.create(user=author, role=role, valid_from=b.day(1, 1))
    author = User.objects.get(pk=author.pk)
    contract = b.signed()
    b.progress(contract, 80)
    row = b.request(contract, 50, by=author)
    assert titles(author, row) == [] and titles(f.person("CENTRE_ACCOUNTANT"), row) == ["Kiểm soát: tạm ứng"]
    b.press(row, "check")
    assert titles(author, row) == [] and titles(director(), row) == ["Ký: tạm ứng"]
    b.press(row, "sign")
    checker = f.person("CENTRE_ACCOUNTANT")
    for step, title in (("send", "Gửi Kho bạc"), ("treasury_return", "Ghi nhận kết quả của Kho bạc"),
                        ("send_again", "Xử lý hồ sơ Kho bạc trả lại")):  # fmt: skip
        assert titles(author, row) == [] and titles(checker, row) == [f"{title}: tạm ứng"]
        PAYMENT_FLOW.press(row, step, by=checker, note="Sai mã nội dung.")


def test_nor_is_who_stands_in_for_the_accountant_called_to_what_they_prepared():
    contract = b.signed()
    b.progress(contract, 80)
    row = b.press(b.request(contract, 50), "check", "sign", "send")
    substitute = f.standing_in(f.person("CENTRE_ACCOUNTANT"), f.person("CENTRE_OFFICER"))
    assert titles(substitute, row) == []
    another = f.standing_in(f.person("CENTRE_ACCOUNTANT"), f.another("CENTRE_OFFICER"))
    assert titles(another, row) == ["Ghi nhận kết quả của Kho bạc: tạm ứng"]


def with_both(role, other):
    """Somebody who has the second role beside the first."""
    person = f.person(role)
    f.RoleGrant.objects.create(user=person, role=other, valid_from=b.day(1, 1))
    return person


def test_whoever_holds_another_part_of_an_account_is_not_called_to_it():
    settlement = b.account(b.signed())
    drew_up = with_both("CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR")
    assert titles(drew_up, settlement) == ["Hoàn thiện, nộp quyết toán"]
    assert titles(director(), settlement) == ["Ký, nộp quyết toán"]
    b.press_settlement(settlement, "submit", on=b.day(11, 18))
    reviews = with_both("DOIT_SPECIALIST", "DOIT_DIRECTOR")
    b.reviewed(settlement)
    assert titles(reviews, settlement) == [] and titles(f.person("DOIT_DIRECTOR"), settlement) == ["Duyệt quyết toán"]


def test_an_account_without_vouchers_is_not_called_to_be_signed_and_a_returned_one_is():
    settlement = b.account(b.signed(), vouchers=())
    assert titles(director(), settlement) == []
    b.voucher(settlement, 415, 150)
    assert titles(director(), settlement) == ["Ký, nộp quyết toán"]
    b.press_settlement(settlement, "submit", on=b.day(11, 18))
    notice = b.paper(on=b.day(11, 20))
    b.press_settlement(settlement, "return", role="DOIT_SPECIALIST", note="Thiếu hóa đơn.", paper=notice)
    assert titles(director(), settlement) == ["Ký, nộp quyết toán"]
