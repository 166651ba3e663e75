"""A beneficiary was replaced: nobody is paid on the old contract until an annex names the new party and account."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from budgets.annexes import ANNEX_FLOW, save_annex
from budgets.models import Annex
from budgets.papers import attach_contract_paper
from core.documents import documents_of
from core.models import Document
from core.workflow import PaperInput
from khuyencong.sample.pictures import page
from projects.changes.services import save_change
from projects.changes.workflow import CHANGE_FLOW
from projects.models import Beneficiary, ChangeRequest
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.budgets import builders as b

pytestmark = pytest.mark.django_db
STATE = "approved_project"
NEW = "Hợp tác xã Mộc Thái Yên"
REST = {"content_type": "application/json"}


def day(month, number):
    return datetime.date(2021, month, number)


def replaced(project, on=None, by=NEW, leaving=None):
    """The decision to replace its only beneficiary, or one of several, is recorded."""
    on = on or day(7, 9)
    change = ChangeRequest(
        project=project, kind="BENEFICIARY", reason="Xưởng xin thôi.", leaving=leaving or project.beneficiaries.get(),
        joining=f.establishment(by),
    )  # fmt: skip
    save_change(change, by=f.person("CENTRE_OFFICER"), values={})
    letter = PaperInput(number="12/TTr-TTKC", issued_on=day(7, 2), signer="Trần Văn B")
    CHANGE_FLOW.press(change, "send", by=f.person("CENTRE_OFFICER"), paper=letter)
    CHANGE_FLOW.press(change, "check", by=f.person("DOIT_SPECIALIST"), on=day(7, 5), note="Đúng.")
    issued = PaperInput(number="25/QĐ-UBND", issued_on=on, signer="Lê Văn A")
    return CHANGE_FLOW.press(change, "decide", by=f.person("DOIT_SPECIALIST"), paper=issued)


def annex(commitment, by=None, **fields):
    facts = {
        "number": "01/PL", "signed_on": day(7, 15), "counterparty": NEW, "payee_name": NEW,
        "payee_account": "3713.0.1", "payee_bank": "Kho bạc Nhà nước Hà Tĩnh", "why": "Thay đơn vị thụ hưởng.",
    }  # fmt: skip
    return save_annex(Annex(commitment=commitment, **facts | fields), by=by or f.person("CENTRE_OFFICER"))


def signed(row):
    return ANNEX_FLOW.press(row, "sign", by=f.person("CENTRE_DIRECTOR"))


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        call(*args, **kwargs)
    return " ".join(refused.value.messages)


@pytest.fixture
def contract():
    row = b.signed()
    b.running(row)
    row.refresh_from_db()
    return row


def stands_against(payment, step="check"):
    return refusal(b.press, payment, step)


def test_no_money_goes_to_who_was_replaced_until_an_annex_names_the_new_party_and_account(contract):
    b.progress(contract, 80)
    before = b.request(contract, 50)
    replaced(contract.project)
    said = stands_against(before)
    assert "Đơn vị thụ hưởng đã được thay, chưa chi theo bên nhận và tài khoản cũ" in said
    assert "phụ lục hợp đồng ký từ ngày 09/07/2021" in said and NEW in said
    row = annex(contract)
    assert "Đơn vị thụ hưởng đã được thay" in stands_against(before)  # a draft changes nothing
    signed(row)
    assert b.pay(b.press(before, "check", "sign", "send")).status == "PAID"
    contract = type(contract).objects.get(pk=contract.pk)
    assert (contract.party.counterparty, contract.party.payee_account) == (NEW, "3713.0.1")
    assert contract.counterparty != NEW  # the contract stays as it was signed


def test_what_was_paid_before_an_annex_tells_whom_it_went_to(client, contract):
    b.progress(contract, 80)
    paid = b.pay(b.press(b.request(contract, 50), "check", "sign", "send"))
    later = paid.paid_on + datetime.timedelta(days=1)
    replaced(contract.project)
    signed(annex(contract, signed_on=max(later, day(7, 15))))
    client.force_login(f.person("CENTRE_OFFICER"))
    page = client.get(paid.get_absolute_url()).content.decode()
    assert contract.counterparty in page and "3713.0.1" not in page
    waiting = client.get(b.request(contract, 10).get_absolute_url()).content.decode()
    assert "3713.0.1" in waiting


def test_what_was_signed_for_one_account_is_not_sent_for_another(client, contract):
    """The account holder signed a sum for an account; an annex of the day after does not turn it to another one."""
    b.progress(contract, 80)
    row, on_its_way = (b.press(b.request(contract, 10), "check", "sign") for _ in range(2))
    b.press(on_its_way, "send")
    replaced(contract.project)
    signed(annex(contract))
    row = type(row).objects.get(pk=row.pk)
    said = stands_against(row, "send")
    assert "Tài khoản nhận đã đổi sau khi chủ tài khoản ký đề nghị này" in said
    assert f"{NEW}, 3713.0.1" in said
    client.force_login(f.person("CENTRE_ACCOUNTANT"))
    assert "3713.0.1</" not in client.get(on_its_way.get_absolute_url()).content.decode()
    assert b.pay(type(row).objects.get(pk=on_its_way.pk)).party == contract  # the Treasury paid what was signed

    b.press(row, "mend", note="Ký lại theo phụ lục")
    assert b.pay(b.press(row, "check", "sign", "send")).party.payee_account == "3713.0.1"


@pytest.mark.parametrize("done", [("check",), ("check", "sign")])
def test_a_request_on_its_way_stops_where_the_replacement_finds_it(contract, done):
    b.progress(contract, 80)
    row = b.press(b.request(contract, 50), *done)
    replaced(contract.project)
    assert "đã được thay" in stands_against(row, {1: "sign", 2: "send"}[len(done)])


def test_an_annex_of_before_the_decision_does_not_do(contract):
    b.progress(contract, 80)
    signed(annex(contract, signed_on=day(7, 1), counterparty="Công ty khác", payee_name="Công ty khác"))
    row = b.request(contract, 50)
    replaced(contract.project)
    assert "Công ty khác, ký ngày 01/07/2021" in stands_against(row)


def test_neither_annex_nor_contract_is_signed_with_who_left(contract):
    left = contract.project.beneficiaries.get().establishment.name
    replaced(contract.project)
    said = refusal(signed, annex(contract, counterparty=f"{left.upper()}"))
    assert "Không ký với đơn vị đã thôi thụ hưởng" in said and f"đơn vị đang thụ hưởng: {NEW}" in said
    said = refusal(signed, annex(contract, number="02/PL", payee_name=left))
    assert "Không ký với đơn vị đã thôi thụ hưởng" in said


def test_a_namesake_of_another_form_may_come_in_place_of_who_left(contract):
    left = contract.project.beneficiaries.get().establishment.name
    namesake = left.replace("Công ty TNHH", "Hợp tác xã")
    assert namesake != left
    replaced(contract.project, by=namesake)
    assert "Không ký với" in refusal(signed, annex(contract, payee_name=left))
    assert "Không ký với" in refusal(signed, annex(contract, number="02/PL", counterparty=left.replace("TNHH", "CP")))
    assert signed(annex(contract, number="03/PL", counterparty=namesake, payee_name=namesake)).status == "SIGNED"


def test_the_account_of_who_left_is_not_paid_under_the_name_of_the_newcomer():
    row = b.signed(payee_name="", payee_account="3713.0.99 99", payee_bank="Kho bạc")
    b.running(row)
    row.refresh_from_db()
    left = row.project.beneficiaries.get().establishment
    type(left).objects.filter(pk=left.pk).update(name=row.counterparty)
    replaced(row.project)
    said = refusal(signed, annex(row, payee_account="37130-9999"))
    assert "Số tài khoản này là của đơn vị đã thôi thụ hưởng: hiện có 37130-9999, " + row.counterparty in said
    assert signed(annex(row, number="02/PL")).status == "SIGNED"


def test_who_stays_is_paid_by_its_own_contract_and_the_newcomer_waits_for_the_annex():
    names = ["Xưởng mộc Bình An", "Xưởng mộc Đức Long"]
    parts = [Beneficiary(establishment=f.establishment(name), support_share=150_000_000) for name in names]
    project = b.approved(300, beneficiaries=parts, units=2, total=2_000_000_000)
    contracts = [b.signed(project, counterparty=name, payee_name=name) for name in names]
    b.running(contracts[1])
    for row in contracts:
        row.refresh_from_db()
    b.progress(contracts[1], 80)
    requests = [b.request(row, 50) for row in contracts]
    replaced(project, leaving=project.beneficiaries.get(establishment__name=names[0]))
    assert "chưa chi theo bên nhận và tài khoản cũ" in stands_against(requests[0])
    assert b.press(requests[1], "check").status == "CHECKED"


@pytest.mark.parametrize("to_who_left", [True, False])
def test_a_task_stays_with_the_unit_and_is_no_way_round_to_who_left(to_who_left):
    project = b.approved()
    left = project.beneficiaries.get().establishment.name
    row = b.signed(project, kind="ASSIGNMENT", counterparty="Trung tâm", payee_name=left if to_who_left else "")
    b.running(row)
    row.refresh_from_db()
    b.progress(row, 80)
    payment = b.request(row, 50)
    replaced(project)
    if to_who_left:
        assert f"{left}, thôi thụ hưởng theo quyết định ngày 09/07/2021" in stands_against(payment)
    else:
        assert b.press(payment, "check").status == "CHECKED"


def test_two_persons_change_who_is_paid(contract):
    director = f.person("CENTRE_DIRECTOR")
    row = annex(contract)
    with pytest.raises(PermissionDenied):
        ANNEX_FLOW.press(row, "sign", by=f.person("CENTRE_OFFICER"))
    with pytest.raises(PermissionDenied):
        annex(contract, number="03/PL", by=f.person("VIEWER"))
    assert ANNEX_FLOW.press(row, "sign", by=director).status == "SIGNED"


def test_what_is_wrong_with_an_annex_is_said(contract):
    assert "từ ngày ký hợp đồng, phụ lục trước (10/06/2021)" in refusal(signed, annex(contract, signed_on=day(6, 1)))
    assert "đã có phụ lục mang số này" in refusal(annex, contract)

    assert "Phải nhập mục này" in refusal(annex, contract, number="")


def test_another_account_alone_is_two_fields_and_the_party_in_force_stays(contract):
    party = contract.party
    row = annex(contract, counterparty="", payee_name="")

    assert (row.counterparty, row.payee_name) == (party.counterparty, party.payee_name or party.counterparty)
    assert "chỉ đổi tài khoản thì ghi số tài khoản và nơi mở" in refusal(
        annex, contract, number="02/PL", counterparty="", payee_name="", payee_bank=""
    )


def test_an_account_without_a_digit_is_no_account_on_the_contract_as_on_its_annex(contract):
    assert "phải có chữ số; hiện “tài khoản cũ”" in refusal(annex, contract, payee_account="tài khoản cũ")
    assert "phải có chữ số" in refusal(b.drafted, payee_account="tài khoản cũ")


def test_an_annex_that_changes_nothing_is_told_what_one_may_change(contract):
    nothing = dict.fromkeys(("counterparty", "payee_name", "payee_account", "payee_bank"), "")
    assert "giá trị, thời hạn, bên thực hiện hoặc tài khoản nhận" in refusal(annex, contract, **nothing)


def test_an_annex_is_for_a_signed_contract():
    assert "Chỉ lập phụ lục cho hợp đồng đã ký" in refusal(annex, b.drafted())


def test_a_signed_annex_stands_in_the_database_too(contract):
    row = signed(annex(contract))
    for statement in (
        "UPDATE budgets_annex SET payee_account = '1' WHERE id = %s",
        "UPDATE budgets_annex SET status = 'DRAFT' WHERE id = %s",
        "DELETE FROM budgets_annex WHERE id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [row.pk])
    assert "không sửa được; lập phụ lục mới" in refusal(save_annex, row, by=f.person("CENTRE_OFFICER"))


def test_the_pages_lead_from_the_contract_to_the_signed_annex(client, contract):
    replaced(contract.project)
    officer, director = f.person("CENTRE_OFFICER"), f.person("CENTRE_DIRECTOR")
    client.force_login(officer)
    page = client.get(contract.get_absolute_url()).content.decode()
    new = f"/budgets/commitments/{contract.pk}/annex/"
    assert new in page
    assert NEW in client.get(new).content.decode()  # begins with the newcomer
    sent = {
        "number": "01/PL", "signed_on": "15/07/2021", "counterparty": NEW, "payee_name": NEW,
        "payee_account": "", "payee_bank": "Kho bạc", "why": "Thay đơn vị.",
    }  # fmt: skip
    answer = client.post(new, sent)
    assert answer.status_code == 422 and "Thay đơn vị." in answer.content.decode()
    answer = client.post(new, sent | {"payee_account": "3713.0.1"})
    row = Annex.objects.get()
    assert answer.status_code == 302 and answer.url == row.get_absolute_url()
    assert client.get(f"{row.get_absolute_url()}edit/").status_code == 200
    client.force_login(director)
    assert "Ký phụ lục hợp đồng" in client.get("/").content.decode()
    assert client.post(f"{row.get_absolute_url()}press/sign/").status_code == 302
    row.refresh_from_db()
    assert row.status == "SIGNED"
    page = client.get(contract.get_absolute_url()).content.decode()
    assert "3713.0.1" in page and "hợp đồng ký với Công ty TNHH Đồ gỗ mỹ nghệ Thái Yên" in page
    assert "thay đổi theo phụ lục hợp đồng" in page.casefold()


def test_who_signs_a_second_annex_sees_the_account_and_term_in_force_not_only_those_of_the_contract(client, contract):
    signed(annex(contract, number="01/PL", payee_account="3713.0.1", new_ends_on=b.day(12, 1)))
    second = annex(contract, number="02/PL", payee_account="3713.0.2", new_ends_on=b.day(12, 15))

    client.force_login(f.person("CENTRE_DIRECTOR"))
    page = client.get(second.get_absolute_url()).content.decode()

    assert f"đang hiệu lực theo phụ lục 01/PL: {NEW}, 3713.0.1, " in page
    assert "đang hiệu lực đến 01/12/2021" in page


def test_rest_is_the_same_door(client, contract):
    client.force_login(f.person("CENTRE_OFFICER"))
    body = {
        "commitment": contract.pk, "number": "01/PL", "signed_on": "2021-07-15", "counterparty": NEW,
        "payee_name": NEW, "payee_account": "3713.0.1", "payee_bank": "Kho bạc", "why": "Thay đơn vị.",
    }  # fmt: skip
    answer = client.post("/api/v1/annexes/", body, **REST)
    assert answer.status_code == 201, answer.content
    number = answer.json()["id"]
    assert client.post(f"/api/v1/annexes/{number}/press/sign/", {}, **REST).status_code == 403
    client.force_login(f.person("CENTRE_DIRECTOR"))
    assert client.post(f"/api/v1/annexes/{number}/press/sign/", {}, **REST).status_code == 200
    assert Annex.objects.get().status == "SIGNED"
    told = client.get(f"/api/v1/commitments/{contract.pk}/").json()
    assert (told["counterparty"], told["party"]["counterparty"]) == (contract.counterparty, NEW)
    assert told["party"]["payee_account"] == "3713.0.1"
    stranger = f.local_officer(f.commune("Xã Kỳ Phú", under=f.district("Huyện Kỳ Anh")))
    client.force_login(stranger)
    assert client.get(f"/api/v1/annexes/{number}/").status_code in (403, 404)
    assert client.get(f"/budgets/annexes/{number}/").status_code in (403, 404)


def test_a_contract_drafted_before_a_backdated_decision_was_recorded_waits_as_well():
    """The paper of the decision bears an earlier day than the contract, which names who left in other words."""
    project = b.approved()
    left = project.beneficiaries.get().establishment.name
    contract = b.signed(project, counterparty=f"{left}, đại diện ông An", signed_on=day(7, 20))
    PROJECT_FLOW.press(contract.project, "start", by=f.person("CENTRE_OFFICER"), on=day(7, 20))
    b.progress(contract, 80)
    row = b.request(contract, 50)
    replaced(project)
    assert "soạn trước khi quyết định thay được ghi nhận" in stands_against(row)
    signed(annex(contract, signed_on=day(7, 25)))
    assert b.press(row, "check").status == "CHECKED"


def test_the_scan_of_an_annex_is_a_paper_of_the_annex_shown_on_both_pages(client, contract):
    replaced(contract.project)
    officer = f.person("CENTRE_OFFICER")
    row = signed(annex(contract))
    client.force_login(officer)
    papers = f"{row.get_absolute_url()}papers/"
    assert client.get(papers).status_code == 200
    assert client.post(papers, {"title": ""}).status_code == 422
    sent = {"title": "Phụ lục đã ký", "number": "01/PL", "file": page(["Phụ lục"], "phu-luc.png")}
    assert client.post(papers, sent).url == row.get_absolute_url()
    (paper,) = documents_of(row)
    assert (paper.kind, paper.title) == ("annex", "Phụ lục đã ký") and not documents_of(contract)
    for address in (row.get_absolute_url(), contract.get_absolute_url()):
        shown = client.get(address).content.decode()
        assert "Phụ lục đã ký" in shown and f"/documents/{paper.pk}/" in shown
    told = client.post(f"/api/v1/annexes/{row.pk}/papers/", {"title": "Bản số 2", "number": "01/PL"})
    assert told.status_code == 201 and [one["title"] for one in told.json()] == ["Bản số 2", "Phụ lục đã ký"]
    assert len(client.get(f"/api/v1/annexes/{row.pk}/papers/").json()) == 2


def test_the_papers_of_an_annex_are_seen_by_who_sees_those_of_the_contract(contract):
    replaced(contract.project)
    row = annex(contract)
    paper = attach_contract_paper(row, None, by=f.person("CENTRE_OFFICER"), title="Phụ lục", number="01/PL")
    other = attach_contract_paper(contract, None, by=f.person("CENTRE_OFFICER"), title="Hợp đồng", number="07/HĐ")
    here = f.local_officer(contract.project.area)
    stranger = f.local_officer(f.commune("Xã Kỳ Phú", under=f.district("Huyện Kỳ Anh")))
    for person in (here, stranger, f.person("VIEWER"), f.person("DOF_REVIEWER"), f.person("CENTRE_ACCOUNTANT")):
        seen = [Document.objects.visible_to(person).filter(pk=one.pk).exists() for one in (paper, other)]
        assert seen[0] == seen[1], person
    assert not Document.objects.visible_to(stranger).filter(pk=paper.pk).exists()
    with pytest.raises(PermissionDenied):
        attach_contract_paper(row, None, by=f.person("CENTRE_ACCOUNTANT"), title="Phụ lục")
    ANNEX_FLOW.press(row, "withdraw", by=f.person("CENTRE_OFFICER"), note="Soạn nhầm.")
    assert "đã bỏ, không nhận thêm giấy tờ" in refusal(
        attach_contract_paper, row, None, by=f.person("CENTRE_OFFICER"), title="Phụ lục"
    )
