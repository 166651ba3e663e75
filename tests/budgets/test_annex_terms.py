"""An annex gives a signed contract another value or term: the books follow in one act, the contract stays as signed."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.annexes import ANNEX_FLOW, save_annex
from budgets.models import Annex, Commitment
from budgets.subjects import commitment_place, project_place
from core.audit import history
from core.money import dong
from ledger.checking import differences
from ledger.models import Transfer
from ledger.posting import Stage
from ledger.reading import balance
from reports.register import entries
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_annexes import day, refusal

pytestmark = pytest.mark.django_db
STATE = "signed_contract"
MILLION = 1_000_000
REST = {"content_type": "application/json"}


@pytest.fixture
def contract():
    """150 triệu of the 200 approved, work done at 80 %."""
    row = b.signed(b.approved(200, total=600 * MILLION), ends_on=day(10, 30))
    b.progress(row, 80)
    return Commitment.objects.get(pk=row.pk)


def annex(commitment, number="01/PL", by=None, million=None, **fields):
    if million is not None:
        fields["new_value"] = million * MILLION
    facts = {"number": number, "signed_on": day(9, 10), "why": "Điều chỉnh khối lượng."}
    return save_annex(Annex(commitment=commitment, **facts | fields), by=by or f.person("CENTRE_OFFICER"))


def sign(row):
    return ANNEX_FLOW.press(row, "sign", by=f.person("CENTRE_DIRECTOR"))


def now(commitment):
    return Commitment.objects.get(pk=commitment.pk)


def money(commitment):
    """(left to the project, bound by the contract), triệu."""
    bound = balance(commitment_place(commitment, Stage.COMMITTED))
    return balance(project_place(commitment)) // MILLION, bound // MILLION


def test_more_is_bound_and_less_goes_back_to_the_project_in_one_act_dated_by_the_annex(contract):
    assert money(contract) == (50, 150)
    row = sign(annex(contract, million=180))
    assert money(contract) == (20, 180)
    assert (now(contract).value, now(contract).value_in_force) == (150 * MILLION, 180 * MILLION)
    moved = Transfer.objects.latest("pk")
    assert (moved.kind, moved.amount, moved.dated_on, moved.act.case) == ("commit", 30 * MILLION, day(9, 10), row)

    sign(annex(contract, number="02/PL", million=120, signed_on=day(9, 20)))
    assert money(contract) == (80, 120) and now(contract).value_in_force == 120 * MILLION
    assert Transfer.objects.latest("pk").kind == "uncommit" and differences() == []


def test_a_draft_and_a_dropped_annex_change_nothing(contract):
    row = annex(contract, million=180)
    assert money(contract) == (50, 150) and now(contract).value_in_force == 150 * MILLION
    ANNEX_FLOW.press(row, "withdraw", by=f.person("CENTRE_OFFICER"), note="Chưa cần.")
    assert now(contract).value_in_force == 150 * MILLION


def test_what_an_annex_leaves_out_stays_as_it_was(contract):
    sign(annex(contract, new_ends_on=day(12, 15)))
    row = now(contract)
    assert (row.ends_on, row.ends_in_force) == (day(10, 30), day(12, 15))
    assert row.party == row and row.value_in_force == row.value and money(contract) == (50, 150)
    sign(annex(contract, number="02/PL", million=160))
    row = now(contract)
    assert (row.ends_in_force, row.value_in_force, row.party) == (day(12, 15), 160 * MILLION, row)


def test_one_dong_more_than_is_approved_is_refused_with_both_figures(contract):
    said = refusal(sign, annex(contract, new_value=200 * MILLION + 1))
    assert "vượt kinh phí còn được bố trí cho đề án: hiện có 200.000.001 đ; cần không quá 200.000.000 đ" in said
    assert sign(annex(contract, number="02/PL", million=200)).status == "SIGNED" and money(contract) == (0, 200)


def test_the_value_does_not_fall_below_what_was_asked_and_paid(contract):
    b.paid(contract, 80)
    b.request(contract, 20)
    said = refusal(sign, annex(contract, new_value=100 * MILLION - 1))
    assert "thấp hơn số đã đề nghị, đã chi theo hợp đồng: hiện có 99.999.999 đ; cần từ 100.000.000 đ" in said
    assert sign(annex(contract, number="02/PL", million=100)).status == "SIGNED"
    assert money(contract) == (100, 20)


def test_the_value_in_force_is_no_change(contract):
    assert "là giá trị đang hiệu lực" in refusal(sign, annex(contract, million=150))


def test_an_annex_changes_something_and_names_who_is_paid_whole(contract):
    assert "đổi ít nhất một mục" in refusal(annex, contract)
    assert "ghi đủ tên bên, tên tài khoản" in refusal(annex, contract, million=160, payee_account="3713.1")
    assert "cần từ 10/06/2021 trở đi" in refusal(annex, contract, new_ends_on=day(6, 9))


def test_requests_are_measured_by_the_value_in_force(contract):
    row = b.request(contract, 112)
    assert "không quá 105.000.000 đ (70 % của 150.000.000 đ)" in refusal(b.press, row, "check")
    sign(annex(contract, million=160, signed_on=day(8, 1)))
    assert b.press(row, "check").status == "CHECKED"  # 70 % of 160
    assert "không quá 112.000.000 đ (70 % của 160.000.000 đ)" in refusal(b.press, b.request(contract, 1), "check")


def test_a_request_over_a_lowered_value_is_refused(contract):
    sign(annex(contract, million=60, signed_on=day(8, 1)))
    said = refusal(b.press, b.request(contract, 61), "check")
    assert "Tổng đề nghị vượt giá trị hợp đồng: hiện có 61.000.000 đ; cần không quá 60.000.000 đ" in said


def test_of_two_annexes_of_one_day_the_one_drafted_later_is_the_later(contract):
    first, second = annex(contract, million=160), annex(contract, number="02/PL", million=170)
    sign(second)
    assert "lập sau nhưng đã ký cùng ngày" in refusal(sign, first)
    first.refresh_from_db()
    first.signed_on = day(9, 11)
    sign(save_annex(first, by=f.person("CENTRE_OFFICER")))
    assert now(contract).value_in_force == 160 * MILLION and money(contract) == (40, 160)


def test_after_the_work_the_value_may_only_come_down_and_after_the_account_nothing(contract):
    b.paid(contract, 80)
    b.accepted(contract, cost_million=500)
    assert "Đề án không còn ở giai đoạn đổi giá trị" in refusal(
        sign, annex(contract, million=180, signed_on=day(10, 25))
    )
    assert "Đề án không còn ở giai đoạn" in refusal(
        sign, annex(contract, "02/PL", new_ends_on=day(12, 1), signed_on=day(10, 25))
    )
    lower = annex(contract, "03/PL", million=100, signed_on=day(10, 25))
    assert sign(lower).status == "SIGNED" and money(contract) == (100, 20)


def test_an_account_that_was_sent_keeps_the_value():
    settlement = b.submitted(b.signed())
    contract = settlement.project.commitments.get()
    row = annex(contract, million=149, signed_on=day(11, 18))
    assert "Quyết toán của đề án đã nộp, không đổi giá trị hợp đồng nữa" in refusal(sign, row)


def test_a_signed_contract_keeps_its_term_and_value_in_the_database(contract):
    row = sign(annex(contract, million=160))
    for statement in (
        "UPDATE budgets_commitment SET ends_on = '2022-01-01' WHERE id = %s",
        "UPDATE budgets_commitment SET value = value + 1 WHERE id = %s",
        "UPDATE budgets_commitment SET payment_terms = 'khác' WHERE id = %s",
    ):
        with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [contract.pk])
        assert error.value.__cause__.diag.constraint_name == "budgets_commitment_stands"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE budgets_annex SET new_value = 1 WHERE id = %s", [row.pk])


def test_another_value_is_not_signed_around_the_books(contract):
    row = annex(contract, million=160)
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE budgets_annex SET status = 'SIGNED' WHERE id = %s", [row.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert error.value.__cause__.diag.constraint_name == "budgets_annex_in_the_books"


def test_the_pages_tell_the_contract_its_annexes_and_what_is_in_force(client, contract):
    client.force_login(f.person("CENTRE_OFFICER"))
    new = reverse("budgets:annex_new", args=[contract.pk])
    page = client.get(new).content.decode()
    assert "lớn hơn 0, không quá 200.000.000 đ" in page
    sent = {"number": "01/PL", "signed_on": "10/09/2021", "new_value": "210000000", "why": "Thêm máy."}
    answer = client.post(new, sent, follow=True)
    assert "Chưa ký được: Giá trị mới vượt kinh phí" in answer.content.decode()
    edit = reverse("budgets:annex_edit", args=[Annex.objects.get().pk])
    answer = client.post(edit, sent | {"new_value": "180 triệu", "new_ends_on": "15/12/2021"}, follow=True)
    assert "Chưa ký được" not in answer.content.decode()
    client.force_login(f.person("CENTRE_DIRECTOR"))
    assert client.post(reverse("budgets:annex_press", args=[Annex.objects.get().pk, "sign"])).status_code == 302
    page = client.get(contract.get_absolute_url()).content.decode()
    assert "180.000.000 đ" in page and "hợp đồng ký 150.000.000 đ" in page
    assert "15/12/2021" in page and "hợp đồng ký đến 30/10/2021" in page
    told = history(contract)[0]
    assert told.before == {"Giá trị hỗ trợ": "150.000.000 đ", "Thực hiện đến": "30/10/2021"}
    assert told.after == {"Giá trị hỗ trợ": "180.000.000 đ", "Thực hiện đến": "15/12/2021"}
    listed = client.get(f"{reverse('budgets:commitments')}?year=2021").content.decode()
    assert "180.000.000" in listed and "330.000.000" in listed  # the row, and with another of 150 the total


def test_rest_takes_value_and_term_by_the_same_door(client, contract):
    client.force_login(f.person("CENTRE_OFFICER"))
    body = {"commitment": contract.pk, "number": "01/PL", "signed_on": "2021-09-10", "why": "Thêm máy."}
    answer = client.post("/api/v1/annexes/", body, **REST)
    assert answer.status_code == 400 and "đổi ít nhất một mục" in answer.content.decode()
    answer = client.post("/api/v1/annexes/", body | {"new_value": 180_000_000, "new_ends_on": "2021-12-15"}, **REST)
    assert answer.status_code == 201, answer.content
    client.force_login(f.person("CENTRE_DIRECTOR"))
    assert client.post(f"/api/v1/annexes/{answer.json()['id']}/press/sign/", {}, **REST).status_code == 200
    told = client.get(f"/api/v1/commitments/{contract.pk}/").json()
    assert (told["value"], told["value_in_force"]) == (150_000_000, 180_000_000)
    assert (told["ends_on"], told["ends_in_force"]) == ("2021-10-30", "2021-12-15")


def test_the_terms_of_payment_are_written_in_the_contract(client):
    client.force_login(f.person("CENTRE_OFFICER"))
    terms = "Tạm ứng 70 % sau khi ký; phần còn lại sau nghiệm thu."
    row = b.drafted(payment_terms=terms)
    assert terms in client.get(row.get_absolute_url()).content.decode()
    assert terms in client.get(reverse("budgets:commitment_edit", args=[row.pk])).content.decode()
    assert client.get(f"/api/v1/commitments/{row.pk}/").json()["payment_terms"] == terms


def test_the_register_is_due_by_the_term_in_force(contract):
    sign(annex(contract, new_ends_on=day(12, 15)))
    (row,) = entries([contract.project], f.person("DOIT_SPECIALIST"))
    assert row.due == day(12, 15)


def test_my_work_calls_an_annex_for_signature_only_while_its_value_fits(client, contract):
    annex(contract, million=210)
    client.force_login(f.person("CENTRE_DIRECTOR"))
    assert "Ký phụ lục hợp đồng" not in client.get("/").content.decode()
    annex(contract, number="02/PL", million=200)
    assert "Ký phụ lục hợp đồng" in client.get("/").content.decode()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(1, 220 * MILLION)), min_size=1, max_size=5))
def test_whatever_is_signed_and_paid_the_books_hold_the_value_in_force(contract, steps):
    """No đồng lost or twice: what is bound and what was paid add up to the value in force, within what is approved."""
    for role in ("CENTRE_OFFICER", "CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR"):
        f.person(role)  # outlives the rollback
    with transaction.atomic():
        paid = 0
        for no, (pays, amount) in enumerate(steps):
            try:
                with transaction.atomic():
                    if pays:
                        b.paid(contract, amount // MILLION)
                        paid += amount // MILLION * MILLION
                    else:
                        on = day(9, 10) + datetime.timedelta(days=no)
                        sign(annex(contract, number=f"{no}/PL", new_value=amount, signed_on=on))
            except ValidationError:
                pass
            row = now(contract)
            bound, left = balance(commitment_place(row, Stage.COMMITTED)), balance(project_place(row))
            assert bound + paid == row.value_in_force, dong(row.value_in_force)
            assert bound + paid + left == 200 * MILLION and min(bound, left) >= 0
        assert differences() == []
        transaction.set_rollback(True)
