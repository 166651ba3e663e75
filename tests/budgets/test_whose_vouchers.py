"""Of several parties each voucher is somebody's: what is not accepted or is disallowed comes back from that one.

Two beneficiaries of a group: 120 and 60 triệu accepted at their places give 60 and 30 at 50 %; both were advanced that.
"""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from budgets.models import Settlement, Voucher
from budgets.owed import owed
from budgets.settling import figures
from budgets.subjects import commitment_place
from budgets.vouchers import save_voucher
from ledger.checking import differences
from ledger.posting import Stage
from ledger.reading import balance
from reports.papers.settlement_tables import project_settlement
from reports.settlement_data import project_settlement_data
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_own_share import accepted_at_both, opened_for_both, with_

pytestmark = pytest.mark.django_db
M = b.MILLION
ACCOUNTANT = "CENTRE_ACCOUNTANT"


def returns(project):
    """{contract id: triệu it has to give back}."""
    return {row.commitment.pk: row.amount // M for row in owed(f.person(ACCOUNTANT), project=project).rows}


def settled(*contracts):
    return [balance(commitment_place(row, Stage.SETTLED)) // M for row in contracts]


# --- the settlement ---------------------------------------------------------------------------------
def test_what_lacks_in_the_vouchers_of_the_second_comes_back_from_the_second():
    """20 of its 60 are not accepted: half of 40 are 20, it holds 30 and returns 10; the first returns nothing."""
    project, (one, two), account = accepted_at_both(60, 30, refuse=20)
    now = figures(account)
    assert (now.support, now.to_recover, now.unpaid) == (80 * M, 10 * M, 0)
    b.approved_account(account)
    assert returns(project) == {two.pk: 10} and settled(one, two) == [60, 20]
    assert (account.support_final, account.recovered) == (80 * M, 10 * M)
    assert differences() == []


def test_more_papers_of_the_first_do_not_earn_what_lacks_in_those_of_the_second():
    """140 and 40 are the 180 accepted; yet the first has its 60 and the second only 20 of its own."""
    project, (one, two), account = accepted_at_both(60, 30, vouchers=(140, 40))
    now = figures(account)
    assert (now.accepted_cost, now.support, now.to_recover, now.unpaid) == (180 * M, 80 * M, 10 * M, 0)
    assert "chứng từ được chấp nhận của đơn vị 40.000.000 đ; tính 20.000.000 đ." in str(now.steps).replace("\xa0", " ")
    b.approved_account(account)
    assert returns(project) == {two.pk: 10} and settled(one, two) == [60, 20]
    assert differences() == []


def test_whoever_has_no_papers_at_all_returns_all_it_has():
    project, (one, two), account = accepted_at_both(60, 30, refuse=60)
    b.approved_account(account)
    assert returns(project) == {two.pk: 30} and settled(one, two) == [60, 0]
    assert differences() == []


def test_what_the_unit_bought_for_all_is_named_by_its_own_task_and_covers_nobody_s_lack():
    """100, 60 and 20 for both by the unit's task; of the second's 60 lack 20, which it returns 10 for."""
    project, (one, two, common), account = opened_for_both(50, 30, common=10)
    for contract, million in ((one, 100), (common, 20), (two, 60)):
        b.voucher(account, million, million // 2, commitment=contract)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    b.reviewed(account, refuse=20)
    now = figures(account)
    assert (now.support, now.to_recover, now.unpaid) == (80 * M, 10 * M, 3 * M)
    b.approved_account(account)
    assert returns(project) == {two.pk: 10} and settled(one, two, common) == [50, 20, 7]
    assert differences() == []


def test_what_the_unit_bought_for_all_beyond_what_was_accepted_comes_back_from_its_own_task():
    """Of 192 listed 180 were accepted and give 90; both hold what their own 112 and 60 give: the 3 are the task's."""
    project, (one, two, common), account = opened_for_both(56, 30, common=10)
    for contract, million in ((one, 112), (common, 20), (two, 60)):
        b.voucher(account, million, million // 2, commitment=contract)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    b.approved_account(b.reviewed(account))
    assert (account.support_final, account.recovered) == (90 * M, 3 * M)
    assert returns(project) == {common.pk: 3} and settled(one, two, common) == [56, 30, 4]
    assert differences() == []


def test_an_account_sent_before_this_was_asked_is_settled_as_before():
    """Its vouchers name nobody: of 160 accepted the support is 80, and the 10 come from the first contract on."""
    project, (one, two), account = opened_for_both(60, 30)
    for million in (120, 60):
        b.voucher(account, million, million // 2)
    Settlement.objects.filter(pk=account.pk).update(status="SUBMITTED", submitted_on=b.day(11, 18))
    account.refresh_from_db()
    b.approved_account(b.reviewed(account, refuse=20))
    assert returns(project) == {one.pk: 10} and settled(one, two) == [50, 30]
    assert differences() == []


def test_of_contracts_with_different_firms_for_one_beneficiary_the_one_whose_vouchers_lack_returns_first():
    """100 and 50 of 150 at 50 %; the second's 100 lack 40: of 260 accepted the support is 130, so 20 come back."""
    project = b.approved(150, total=300 * M)
    one = b.signed(project, million=100, counterparty="Công ty Máy Việt")
    two = b.signed(project, million=50, counterparty="Công ty Điện Nam")
    b.progress(one, 100)
    b.paid(one, 70)
    b.paid(two, 35)
    b.accepted(one, cost_million=300)
    b.paid(one, 30, "PAYMENT")
    b.paid(two, 15, "PAYMENT")
    one.project.refresh_from_db()
    account = b.open_settlement(one.project, by=f.person(ACCOUNTANT))
    b.voucher(account, 200, 100, commitment=one)
    b.voucher(account, 100, 50, commitment=two)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    b.approved_account(b.reviewed(account, refuse=40))
    assert returns(project) == {two.pk: 20} and settled(one, two) == [100, 30]
    assert differences() == []


# --- Finance ----------------------------------------------------------------------------------------
@pytest.fixture
def examined():
    """(project, its contracts, the vouchers of each): 60 and 30 settled, Finance is examining."""
    project, contracts, account = accepted_at_both(60, 30)
    b.approved_account(account)
    year = b.year_account("consolidate", "examine")
    return project, contracts, [account.vouchers.get(commitment=row) for row in contracts], year


def test_what_finance_disallows_of_a_voucher_of_the_second_is_recovered_from_the_second(examined):
    project, (one, two), (_, of_second), year = examined
    b.disallow(of_second, 12)
    b.press_year(year, "issue_notice")
    assert returns(project) == {two.pk: 12} and settled(one, two) == [60, 18]
    assert differences() == []


def test_no_more_is_disallowed_of_a_voucher_than_its_own_party_has_settled(examined):
    """The voucher is of 60 triệu and 90 are settled in all: still no more than the second's 30."""
    project, (one, two), (of_first, of_second), year = examined
    with pytest.raises(ValidationError) as error:
        b.disallow(of_second, 31)
    said = " ".join(error.value.message_dict["amount"]).replace("\xa0", " ")
    assert "không quá 30.000.000 đ (kinh phí đã quyết toán chưa xuất toán của hợp đồng" in said
    assert two.number in said and "Lam Giang" in said
    b.disallow(of_second, 30)
    b.disallow(of_first, 5)
    b.press_year(year, "issue_notice")
    assert returns(project) == {one.pk: 5, two.pk: 30} and settled(one, two) == [55, 0]
    assert differences() == []


def test_the_notice_itself_takes_nothing_from_another_party(examined):
    """Around the program more was written than the second has: the notice says so and is not issued."""
    _, (one, two), (_, of_second), year = examined
    Voucher.objects.filter(pk=of_second.pk).update(examined="DISALLOWED", disallowed_amount=31 * M)
    with pytest.raises(ValidationError) as error:
        b.press_year(year, "issue_notice")
    said = " ".join(error.value.messages).replace("\xa0", " ")
    assert "chứng từ số 2 xuất toán 31.000.000 đ nhưng chỉ còn 30.000.000 đ đã quyết toán của hợp đồng" in said
    assert settled(one, two) == [60, 30]


def test_a_second_contract_of_the_same_party_answers_for_its_voucher_too():
    """One firm has two contracts, 14 and 56 advanced; its one voucher names the small one: all 70 may be disallowed."""
    project = b.approved(150, total=300 * M)
    small, big = (b.signed(project, million=million, counterparty="Công ty Máy Việt") for million in (20, 80))
    other = b.signed(project, million=50, counterparty="Công ty Điện Nam")
    b.progress(small, 100)
    for contract, million in ((small, 14), (big, 56), (other, 35)):
        b.paid(contract, million)
    account = b.open_settlement(b.accepted(small, cost_million=300), by=f.person(ACCOUNTANT))
    b.voucher(account, 200, 100, commitment=small)
    b.voucher(account, 100, 50, commitment=other)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    b.approved_account(b.reviewed(account))
    assert settled(small, big, other) == [14, 56, 35]
    year = b.year_account("consolidate", "examine")
    with pytest.raises(ValidationError, match=r"không quá 70\.000\.000"):
        b.disallow(account.vouchers.get(no=1), 71)
    b.disallow(account.vouchers.get(no=1), 70)
    b.press_year(year, "issue_notice")
    assert settled(small, big, other) == [0, 0, 35] and differences() == []


# --- naming it --------------------------------------------------------------------------------------
def test_an_account_of_several_parties_is_sent_only_when_every_line_names_one(client):
    _, (one, two), account = opened_for_both(60, 30)
    b.voucher(account, 120, 60, commitment=one)
    lacking = [b.voucher(account, million, 10) for million in (40, 20)]
    with pytest.raises(ValidationError) as error:
        b.press_settlement(account, "submit", on=b.day(11, 18))
    said = " ".join(error.value.messages)
    assert "hiện có chưa ghi ở chứng từ số 2, 3; cần một trong:" in said
    assert f"{one.number}, Hợp tác xã Mộc Bình; {two.number}, Công ty TNHH Lam Giang" in said
    client.force_login(f.person("CENTRE_DIRECTOR"))
    page = client.get(account.get_absolute_url()).content.decode()
    assert "chưa ghi ở chứng từ số 2, 3" in page
    assert reverse("budgets:voucher_edit", args=[account.pk, 2]) in page
    for row in lacking:
        row.commitment = two
        save_voucher(row, by=f.person(ACCOUNTANT))
    assert b.press_settlement(account, "submit", on=b.day(11, 18)).status == "SUBMITTED"


def test_one_contract_is_never_asked_for(client):
    account = b.account(b.signed(), vouchers=())
    client.force_login(f.person(ACCOUNTANT))
    form = client.get(reverse("budgets:voucher_new", args=[account.pk])).context["form"]
    assert "commitment" not in form.fields
    assert b.voucher(account, 415, 150).commitment == account.project.commitments.get()


def test_lines_listed_before_this_was_asked_take_the_only_contract_when_the_account_is_sent():
    account = b.account(b.signed(), vouchers=(415,))
    account.vouchers.update(commitment=None)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    assert account.vouchers.get().commitment == account.project.commitments.get()


def test_contracts_of_one_party_are_not_asked_for(client):
    project = b.approved(150)
    one, _ = b.signed(project, million=100), b.signed(project, million=50)
    account = b.account(one, advance=70, payment=30)
    assert list(account.vouchers.values_list("commitment", flat=True)) == [None, None]
    assert b.press_settlement(account, "submit", on=b.day(11, 18)).status == "SUBMITTED"


def test_a_line_of_a_returned_account_that_was_agreed_to_names_its_contract_and_stays_agreed_to():
    """Sent before this was asked, agreed to in part, sent back: only the contract is written, nothing else moves."""
    _, (one, two), account = opened_for_both(60, 30)
    rows = [b.voucher(account, million, million // 2) for million in (120, 60)]
    Settlement.objects.filter(pk=account.pk).update(status="RETURNED", submitted_on=b.day(11, 18))
    account.vouchers.filter(no=1).update(decision="AGREED", accepted_amount=120 * M)
    agreed = Voucher.objects.get(pk=rows[0].pk)
    for change in ({}, {"commitment": one, "content": "Khác"}):
        row = Voucher.objects.get(pk=agreed.pk)
        for name, value in change.items():
            setattr(row, name, value)
        with pytest.raises(ValidationError, match="đã được Sở đồng ý, không sửa được"):
            save_voucher(row, by=f.person(ACCOUNTANT))
    agreed.commitment = one
    save_voucher(agreed, by=f.person(ACCOUNTANT))
    agreed.refresh_from_db()
    assert (agreed.commitment, agreed.decision, agreed.accepted_amount) == (one, "AGREED", 120 * M)
    agreed.commitment = two
    with pytest.raises(ValidationError, match="đã được Sở đồng ý, không sửa được"):
        save_voucher(agreed, by=f.person(ACCOUNTANT))


def test_a_line_agreed_to_opens_for_the_contract_it_lacks_and_else_to_be_taken_off(client):
    """The account is back with the unit: what the Department agreed to is not offered to be rewritten."""
    _, (one, two), account = opened_for_both(60, 30)
    rows = [b.voucher(account, million, 10, commitment=contract) for million, contract in ((120, one), (60, two))]
    b.press_settlement(account, "submit", on=b.day(11, 18))
    for row in rows:
        b.decide_voucher(row, "AGREED", by=f.person("DOIT_SPECIALIST"))
    b.press_settlement(account, "return", "DOIT_SPECIALIST", note="Thiếu giấy tờ.")
    with connection.cursor() as cursor:  # listed before it was asked whose it is
        cursor.execute("UPDATE budgets_voucher SET commitment_id = NULL WHERE id = %s", [rows[1].pk])
    client.force_login(f.person(ACCOUNTANT))
    listed = client.get(account.get_absolute_url()).content.decode()
    assert 'Rút<span class="visually-hidden"> chứng từ số 1' in listed
    assert 'Sửa<span class="visually-hidden"> chứng từ số 2' in listed

    named, lacking = (reverse("budgets:voucher_edit", args=[account.pk, no]) for no in (1, 2))
    said = client.get(named).content.decode().replace("\xa0", " ")
    assert "Sở đã đồng ý 120.000.000 đ, không sửa được" in said and "Rút chứng từ" in said
    assert "Ghi chứng từ" not in said
    assert client.post(named, TYPED | {"invoice_date": "06/09/2021", "commitment": two.pk}).status_code == 422
    fields = client.get(lacking).context["form"].fields
    assert [name for name, field in fields.items() if not field.disabled] == ["commitment"]
    assert client.post(lacking, {"commitment": two.pk, "content": "Khác"}).status_code == 302
    rows[1].refresh_from_db()
    assert (rows[1].commitment, rows[1].decision) == (two, "AGREED") and rows[1].content != "Khác"


# --- another project's ------------------------------------------------------------------------------
TYPED = {
    "form": "8b", "kind": "INVOICE", "seller_name": "Công ty A", "seller_tax_code": "3000000009",
    "invoice_form": "1C21TAA", "invoice_number": "9", "content": "Máy", "amount_without_vat": 60_000_000, "vat": 0,
    "invoice_total": 60_000_000, "state_share": 30_000_000, "counterpart_share": 30_000_000,
}  # fmt: skip


def strangers():
    """(account, its two contracts, a contract of another project, a draft of the same project)."""
    project, contracts, account = opened_for_both(60, 30)
    draft = with_(project.beneficiaries.first(), project, 1)
    return account, contracts, b.signed(b.approved(150, title="Đề án khác")), draft


def test_the_form_offers_the_contracts_of_the_project_and_refuses_any_other(client):
    account, (one, two), other, draft = strangers()
    client.force_login(f.person(ACCOUNTANT))
    address = reverse("budgets:voucher_new", args=[account.pk])
    offered = client.get(address).context["form"].fields["commitment"]
    assert [value for value, _ in offered.choices] == ["", one.pk, two.pk]
    for wrong in (other, draft):
        page = client.post(address, TYPED | {"invoice_date": "06/09/2021", "commitment": wrong.pk})
        said = page.content.decode()
        assert page.status_code == 422 and f"chọn một trong: {one.number}, Hợp tác xã Mộc Bình" in said
        assert 'value="Công ty A"' in said  # what was typed is kept
    client.post(address, TYPED | {"invoice_date": "06/09/2021", "commitment": two.pk})
    assert account.vouchers.get().commitment == two
    edit = reverse("budgets:voucher_edit", args=[account.pk, 1])
    assert f'<option value="{two.pk}" selected>' in client.get(edit).content.decode()


def test_rest_refuses_another_project_s_contract_and_a_draft_and_tells_the_fault():
    account, (one, two), other, draft = strangers()
    api = APIClient()
    api.force_authenticate(f.person(ACCOUNTANT))
    body = TYPED | {"settlement": account.pk, "invoice_date": "2021-09-06"}
    for wrong in (other, draft):
        answer = api.post("/api/v1/vouchers/", body | {"commitment": wrong.pk}, format="json")
        assert answer.status_code == 400 and two.number in str(answer.json()), answer.json()
    made = api.post("/api/v1/vouchers/", body | {"commitment": two.pk}, format="json").json()
    assert made["commitment"] == two.pk
    assert api.patch(f"/api/v1/vouchers/{made['id']}/", {"commitment": other.pk}, format="json").status_code == 400
    changed = api.patch(f"/api/v1/vouchers/{made['id']}/", {"commitment": one.pk}, format="json").json()
    assert changed["commitment"] == one.pk
    assert [row["id"] for row in api.get(f"/api/v1/vouchers/?commitment={one.pk}").json()["results"]] == [made["id"]]


def refused(row, contract):
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE budgets_voucher SET commitment_id = %s WHERE id = %s", [contract.pk, row.pk])
    return error.value.__cause__.diag.constraint_name


def test_the_database_refuses_another_project_s_contract_and_a_draft():
    account, (one, _), other, draft = strangers()
    row = b.voucher(account, 60, 30, commitment=one)
    for wrong in (other, draft):
        assert refused(row, wrong) == "budgets_voucher_names_its_contract"
    with pytest.raises(IntegrityError, match="names a signed contract"), transaction.atomic():
        Voucher.objects.bulk_create([Voucher(**{**_facts(row), "no": 9, "commitment_id": other.pk})])


def _facts(row):
    return {field.attname: getattr(row, field.attname) for field in Voucher._meta.concrete_fields if field.name != "id"}


def test_once_the_account_is_sent_no_voucher_becomes_another_s():
    """Around the program while the Department reviews; by the program it is refused as any other change."""
    _, (one, two), account = opened_for_both(60, 30)
    row = b.voucher(account, 60, 30, commitment=two)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    assert refused(row, one) == "budgets_voucher_names_its_contract"
    row.commitment = one
    with pytest.raises(ValidationError, match="không sửa chứng từ được"):
        save_voucher(row, by=f.person(ACCOUNTANT))
    api = APIClient()
    api.force_authenticate(f.person(ACCOUNTANT))
    answer = api.patch(f"/api/v1/vouchers/{row.pk}/", {"commitment": one.pk}, format="json")
    assert answer.status_code == 400 and "không sửa chứng từ được" in str(answer.json())


# --- where it is read -------------------------------------------------------------------------------
def test_the_list_the_desk_and_the_printed_list_tell_whose_each_voucher_is(client):
    _, (one, two), account = accepted_at_both(60, 30, refuse=20)
    client.force_login(f.person("DOIT_SPECIALIST"))
    page = client.get(account.get_absolute_url()).content.decode()
    assert page.count(f'href="{two.get_absolute_url()}">{two.number}</a>') == 2  # its voucher, and its sum
    assert "Hợp đồng, đơn vị" in page
    desk = client.get(reverse("budgets:desk", args=[account.pk, 2])).content.decode()
    assert "Của hợp đồng" in desk and f'href="{two.get_absolute_url()}">{two.number}</a>' in desk
    data, _ = project_settlement_data({"settlement": account.pk}, f.person("DOIT_SPECIALIST"))
    table = project_settlement(data).annexes[0].blocks[0]
    assert table.columns[1].title == "Hợp đồng, đơn vị"
    assert [row.cells[1] for row in table.rows[:2]] == [
        f"{one.number}, Hợp tác xã Mộc Bình", f"{two.number}, Công ty TNHH Lam Giang",
    ]  # fmt: skip
    api = APIClient()
    api.force_authenticate(f.person("DOIT_SPECIALIST"))
    told = api.get(f"/api/v1/settlements/{account.pk}/figures/").json()["by_contract"]
    assert [(row["commitment"], row["agreed"] // M, row["back"] // M) for row in told] == [
        (one.pk, 120, 0), (two.pk, 40, 10),
    ]  # fmt: skip


def test_nothing_is_told_of_contracts_where_there_is_one(client):
    account = b.submitted(b.signed())
    client.force_login(f.person("DOIT_SPECIALIST"))
    assert "Hợp đồng, đơn vị" not in client.get(account.get_absolute_url()).content.decode()
    assert "Của hợp đồng" not in client.get(reverse("budgets:desk", args=[account.pk, 1])).content.decode()
    data, _ = project_settlement_data({"settlement": account.pk}, f.person("DOIT_SPECIALIST"))
    assert all(column.title != "Hợp đồng, đơn vị" for column in project_settlement(data).annexes[0].blocks[0].columns)
