"""An advance is cleared: by work confirmed or accepted, in one act with the payment, wholly near the contract's end."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.carrying import prepare_carry_over
from budgets.models import CarryOver, Commitment, PaymentRequest
from budgets.papers import attach_paper, missing_papers
from budgets.payments import save_payment
from budgets.settlements import open_settlement
from budgets.subjects import commitment_place
from ledger.checking import differences
from ledger.models import Transfer
from ledger.posting import Stage
from ledger.reading import balance
from norms.models import AdvanceRule, TreasuryRule
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_annex_terms import annex as of_terms
from tests.budgets.test_annex_terms import sign as sign_annex
from tests.budgets.test_annexes import refusal
from tests.budgets.test_changes import sent as sent_change
from tests.budgets.test_payments import stands

pytestmark = pytest.mark.django_db
STATE = "signed_contract"
MILLION = 1_000_000
REST = {"content_type": "application/json"}


@pytest.fixture
def contract():
    """150 triệu for machinery, work confirmed at 80 % of the cost and of the volume."""
    return Commitment.objects.get()


def clearing(commitment, clears, amount=0, on=None, dong=0):
    """A payment of `amount` that clears `clears` triệu (and so many đồng more), with all its papers."""
    row = PaymentRequest(
        commitment=commitment, kind="PAYMENT", amount=amount * MILLION, clears=clears * MILLION + dong,
        content="Thanh toán tạm ứng", requested_on=on or b.day(9, 20),
    )  # fmt: skip
    save_payment(row, by=f.person("CENTRE_OFFICER"))
    for required in missing_papers(row, row.requested_on):
        attach_paper(row, None, by=f.person("CENTRE_OFFICER"), kind=required.paper.code, where="commitment",
                     issued_on=b.day(8, 1))  # fmt: skip
    return row


def cleared(*args, **kwargs):
    row = clearing(*args, **kwargs)
    return b.pay(b.press(row, "check", "sign", "send"), on=row.requested_on)


def not_checked(row):
    """What is said against the request, which is then withdrawn."""
    said = refusal(b.press, row, "check")
    b.press(row, "withdraw", note="Lập lại cho đúng")
    return said


def full_clearing(percent=80, **fields):
    facts = {
        "code": "FULL_CLEARING", "tier": "LOCAL", "percent": percent, "above": 0, "valid_from": b.day(1, 1),
        "valid_to": b.day(12, 31), "source": "TT 17/2024/TT-BTC đ.6.4", "verified": True,
    }  # fmt: skip
    return TreasuryRule.objects.create(**facts | fields)


# --- what is cleared, and by what ------------------------------------------------------------
def test_an_advance_is_cleared_by_the_confirmed_volume_and_no_money_goes_out(contract):
    b.paid(contract, 105)
    row = cleared(contract, 105)
    assert (row.status, row.what) == ("PAID", "Thanh toán tạm ứng")
    assert (stands(contract, Stage.ADVANCED), stands(contract, Stage.PAID)) == (0, 105)
    assert stands(contract, Stage.COMMITTED) == 45
    moved = Transfer.objects.latest("pk")
    assert (moved.kind, moved.amount, moved.act.case) == ("clear", 105 * MILLION, row) and differences() == []


def test_one_paper_of_the_treasury_pays_and_clears_in_one_act(contract):
    b.paid(contract, 105)
    b.accepted(contract)
    row = cleared(contract, 105, amount=45, on=b.day(11, 8))
    act = Transfer.objects.latest("pk").act
    assert [(one.kind, one.amount // MILLION) for one in act.transfers.order_by("pk")] == [("pay", 45), ("clear", 105)]
    assert act.case == row and stands(contract, Stage.PAID) == 150


def test_no_more_is_cleared_than_stands_advanced(contract):
    b.paid(contract, 100)
    said = refusal(b.press, clearing(contract, 100, dong=1), "check")
    assert "vượt số tạm ứng chưa thanh toán của hợp đồng: hiện có 100.000.001 đ; cần không quá 100.000.000 đ" in said


def test_two_requests_do_not_clear_the_same_advance(contract):
    b.paid(contract, 100)
    b.press(clearing(contract, 60), "check")
    assert "cần không quá 40.000.000 đ" in not_checked(clearing(contract, 41))
    assert b.press(clearing(contract, 40), "check").status == "CHECKED"


def test_one_dong_more_than_the_confirmed_volume_is_not_cleared():
    """90 % of 100 triệu would be 90, 60 % are 60."""
    fair = b.signed(b.approved(100, category=f.category("fair_organise")), million=100)
    b.paid(fair, 70)
    b.progress(fair, 60)
    said = not_checked(clearing(fair, 60, dong=1))
    assert "Thanh toán vượt khối lượng được xác nhận, nghiệm thu: hiện có 60.000.001 đ" in said
    assert "không quá 60.000.000 đ (60 % khối lượng xác nhận tháng 07/2021 của 100.000.000 đ; đã thanh toán 0" in said
    cleared(fair, 60)
    assert "đã thanh toán 60.000.000 đ" in not_checked(clearing(fair, 1))
    b.progress(fair, 90, month=9)
    cleared(fair, 10)


def test_nothing_is_cleared_before_any_work_is_confirmed():
    fair = b.signed(b.approved(100, category=f.category("fair_organise")), million=100)
    b.paid(fair, 70)
    said = refusal(b.press, clearing(fair, 70), "check")
    assert "Chưa thanh toán tạm ứng được: hiện có chưa có báo cáo tiến độ được Sở xác nhận" in said


def test_a_report_of_a_month_to_come_covers_nothing(contract):
    b.paid(contract, 100)
    b.progress(contract, 100, month=10)
    assert "80 % khối lượng xác nhận tháng 07/2021" in refusal(b.press, clearing(contract, 100, amount=21), "check")


def test_money_before_the_acceptance_is_refused_although_an_advance_may_be_cleared(contract):
    b.paid(contract, 60)
    said = refusal(b.press, clearing(contract, 10, amount=10), "check")
    assert "Chưa thanh toán được: đề án chưa được nghiệm thu" in said


def test_after_the_acceptance_the_support_at_the_accepted_cost_covers_it(contract):
    """Half of 200 triệu accepted are 100 of support: 105 advanced, 100 cleared, the account recovers the rest."""
    b.paid(contract, 105)
    b.accepted(contract, cost_million=200)
    said = not_checked(clearing(contract, 101, on=b.day(11, 8)))
    assert "không quá 100.000.000 đ (hỗ trợ theo chi phí nghiệm thu" in said
    cleared(contract, 100, on=b.day(11, 8))
    assert (stands(contract, Stage.ADVANCED), stands(contract, Stage.PAID)) == (5, 100)


def test_only_a_payment_clears_and_a_request_says_some_amount(contract):
    row = PaymentRequest(commitment=contract, kind="ADVANCE", amount=MILLION, clears=1, content="x",
                         requested_on=b.day(9, 1))  # fmt: skip
    said = refusal(save_payment, row, by=f.person("CENTRE_OFFICER"))
    assert "Chỉ đề nghị thanh toán mới thanh toán tạm ứng" in said
    assert "Số tiền đề nghị phải lớn hơn 0" in refusal(clearing, contract, 0)


# --- advance, clear, advance again -------------------------------------------------------------
def test_clearing_gives_no_room_for_another_advance(contract):
    """70 % of 150 are 105: 60 advanced and cleared leave 45, not 105 (design §4: the limit is never the balance)."""
    b.paid(contract, 60)
    cleared(contract, 60)
    assert stands(contract, Stage.ADVANCED) == 0
    over = b.request(contract, 46, on=b.day(9, 21))
    said = refusal(b.press, over, "check")
    assert "Tạm ứng vượt mức cho phép: hiện có 106.000.000 đ; cần không quá 105.000.000 đ" in said
    b.press(over, "withdraw", note="Lập lại cho đúng mức")
    b.paid(contract, 45, on=b.day(9, 21))
    assert (stands(contract, Stage.ADVANCED), stands(contract, Stage.PAID)) == (45, 60)


# --- full clearing near the end ---------------------------------------------------------------
def test_the_payment_that_reaches_eighty_percent_clears_all_that_stands(contract):
    """80 % of 150 are 120: 90 paid and 30 cleared reach it with 20 still advanced."""
    full_clearing()
    b.paid(contract, 50)
    b.accepted(contract)
    row = clearing(contract, 30, amount=90, on=b.day(11, 8))
    said = refusal(b.press, row, "check")
    assert "Thanh toán đạt từ 80 % giá trị hợp đồng thì phải thu hồi hết tạm ứng" in said
    assert "thanh toán đến 120.000.000 đ của 150.000.000 đ, tạm ứng còn 20.000.000 đ" in said
    assert "cần thanh toán tạm ứng 50.000.000 đ trong đề nghị này (TT 17/2024/TT-BTC đ.6.4)" in said
    row.clears = 50 * MILLION
    save_payment(row, by=f.person("CENTRE_OFFICER"))
    assert b.press(row, "check").status == "CHECKED"


def test_one_dong_below_eighty_percent_the_rest_may_still_stand(contract):
    full_clearing()
    b.paid(contract, 50)
    b.accepted(contract)
    row = clearing(contract, 30, amount=89, dong=999_999, on=b.day(11, 8))
    assert b.press(row, "check").status == "CHECKED"


@pytest.mark.parametrize("rule", [{"valid_from": b.day(12, 1)}, {"tier": "NATIONAL"}, {"above": 150 * MILLION}])
def test_the_rule_is_of_its_time_its_tier_and_of_larger_contracts(contract, rule):
    full_clearing(60, **rule)  # 100 of 150 are above 60 %
    b.paid(contract, 50)
    b.accepted(contract)
    assert b.press(clearing(contract, 0, amount=100, on=b.day(11, 8)), "check").status == "CHECKED"


def test_the_percent_is_of_the_value_in_force(contract):
    full_clearing()
    b.paid(contract, 20)
    b.accepted(contract)
    row = clearing(contract, 0, amount=80, on=b.day(11, 8))
    lowered = of_terms(contract, million=100, signed_on=b.day(11, 5))
    sign_annex(lowered)
    assert "thanh toán đến 80.000.000 đ của 100.000.000 đ, tạm ứng còn 20.000.000 đ" in refusal(b.press, row, "check")


def test_where_all_had_to_be_cleared_no_other_advance_is_made(contract):
    """Of a percent of 40, 60 are reached by what was cleared: the 45 that the limit still leaves are not advanced."""
    full_clearing(40)
    b.paid(contract, 60)
    assert b.press(b.request(contract, 30, on=b.day(9, 1)), "check").status == "CHECKED"  # nothing is spent yet
    b.press(PaymentRequest.objects.get(status="CHECKED"), "send_back", "withdraw", note="Lập lại sau")
    cleared(contract, 60)
    said = refusal(b.press, b.request(contract, 30, on=b.day(9, 21)), "check")
    assert "Thanh toán đã đạt từ 40 % giá trị hợp đồng, không tạm ứng nữa" in said
    assert "thanh toán 60.000.000 đ của 150.000.000 đ" in said


# --- the end of the year -----------------------------------------------------------------------
def test_what_was_cleared_is_settled_in_its_year_and_never_carried(contract):
    """100 advanced, 60 cleared by the confirmed 80 %; a flood: accepted by volume, all of it settled, 50 given back."""
    b.paid(contract, 100)
    cleared(contract, 60)
    project = contract.project
    project.refresh_from_db()
    said = refusal(prepare_carry_over, CarryOver(project=project, why="Máy về chậm."), by=b.accountant())
    assert "Phần đã thanh toán phải quyết toán trong năm, không chuyển nguồn: hiện có 60.000.000 đ" in said
    assert "nghiệm thu theo khối lượng đã thực hiện rồi quyết toán" in said
    project = b.accepted(contract, cost_million=200, by_volume=True)
    account = open_settlement(project, by=f.person("CENTRE_ACCOUNTANT"))
    b.voucher(account, 200, 100)
    b.press_settlement(account, "submit", on=b.day(11, 18))
    assert b.approved_account(b.reviewed(account)).status == "APPROVED"
    assert [stands(contract, stage) for stage in (Stage.ADVANCED, Stage.PAID, Stage.COMMITTED)] == [0, 0, 0]
    assert stands(contract, Stage.SETTLED) == 100 and differences() == []


def test_a_stopped_project_of_which_advances_were_cleared_is_settled_by_volume(contract):
    b.paid(contract, 100)
    cleared(contract, 60)
    contract.project.refresh_from_db()
    assert "phải quyết toán theo khối lượng" in refusal(sent_change, contract.project, "TERMINATE", b.day(10, 1))


def test_a_clearing_on_its_way_is_told_with_its_figure_to_whoever_settles(contract):
    b.paid(contract, 60)
    project = b.accepted(contract)
    account = open_settlement(project, by=f.person("CENTRE_ACCOUNTANT"))
    b.voucher(account, 250, 150)
    clearing(contract, 60, on=b.day(11, 8))
    said = refusal(b.press_settlement, account, "submit", on=b.day(11, 18))
    assert "Còn đề nghị tạm ứng, thanh toán chưa xong: hiện có 60.000.000 đ" in said


# --- the database ------------------------------------------------------------------------------
def test_a_request_that_clears_is_paid_only_with_its_clearing_in_the_books(contract):
    b.paid(contract, 100)
    row = b.press(clearing(contract, 60), "check", "sign", "send")
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE budgets_paymentrequest SET status = 'PAID', treasury_number = 'x', paid_on = '2021-09-21' "
            "WHERE id = %s", [row.pk],
        )  # fmt: skip
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert error.value.__cause__.diag.constraint_name == "budgets_paymentrequest_in_the_books"


def test_from_the_check_on_what_is_cleared_stands(contract):
    b.paid(contract, 100)
    row = b.press(clearing(contract, 60), "check")
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE budgets_paymentrequest SET clears = clears + 1 WHERE id = %s", [row.pk])
    assert error.value.__cause__.diag.constraint_name == "budgets_paymentrequest_stands"


# --- pages and REST ------------------------------------------------------------------------------
def test_the_pages_propose_what_may_be_cleared_and_show_it(client, contract):
    b.paid(contract, 105)
    client.force_login(f.person("CENTRE_OFFICER"))
    new = f"{reverse('budgets:payment_new')}?commitment={contract.pk}"
    assert f"{new}&amp;kind=CLEARING" in client.get(contract.get_absolute_url()).content.decode()
    page = client.get(f"{new}&kind=CLEARING").content.decode()
    assert 'name="clears" value="105.000.000"' in page and 'name="amount" value="0"' in page
    sent = {"kind": "PAYMENT", "amount": "0", "clears": "105 triệu", "content": "Đợt 1", "requested_on": "20/09/2021"}
    answer = client.post(f"{new}&kind=CLEARING", sent)
    row = PaymentRequest.objects.get(clears__gt=0)
    assert (answer.status_code, row.amount, row.clears) == (302, 0, 105 * MILLION)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Thanh toán tạm ứng 105.000.000 đ" in page and "Thanh toán tạm ứng lần này" in page
    assert "thực chi của năm 2021, phải quyết toán trong năm, đề án không chuyển nguồn được nữa" in page
    listed = client.get(f"{reverse('budgets:payments')}?year=2021").content.decode()
    assert "Thanh toán tạm ứng</a>" in listed
    wrong = client.post(new, sent | {"kind": "ADVANCE"})
    assert wrong.status_code == 422 and "105 triệu" in wrong.content.decode()
    answer = client.post(new, sent | {"clears": "", "amount": "5 triệu"})
    assert answer.status_code == 302 and PaymentRequest.objects.latest("pk").clears == 0


def test_near_the_end_the_form_proposes_to_clear_all(client, contract):
    b.paid(contract, 30)
    b.accepted(contract)
    client.force_login(f.person("CENTRE_OFFICER"))
    page = client.get(f"{reverse('budgets:payment_new')}?commitment={contract.pk}").content.decode()
    assert 'name="amount" value="120.000.000"' in page and 'name="clears" value="30.000.000"' in page


def chosen(client, contract, kind=""):
    client.force_login(f.person("CENTRE_OFFICER"))
    form = client.get(f"{reverse('budgets:payment_new')}?commitment={contract.pk}&kind={kind}").context["form"]
    return form["kind"].value()


def test_the_form_chooses_an_advance_before_the_acceptance_and_a_payment_after(client, contract):
    assert chosen(client, contract) == "ADVANCE"
    b.accepted(contract)
    assert chosen(client, contract) == "PAYMENT"


def test_the_form_chooses_a_payment_of_a_kind_that_has_no_advance(client, contract):
    AdvanceRule.objects.filter(category=contract.project.category).update(percent=None)
    assert chosen(client, contract) == "PAYMENT" and chosen(client, contract, "ADVANCE") == "ADVANCE"
    AdvanceRule.objects.filter(category=contract.project.category).delete()
    assert chosen(client, contract) == "PAYMENT"


def test_rest_takes_what_is_cleared_by_the_same_door(client, contract):
    b.paid(contract, 105)
    client.force_login(f.person("CENTRE_OFFICER"))
    body = {"commitment": contract.pk, "kind": "PAYMENT", "amount": 0, "content": "Đợt 1", "requested_on": "2021-09-20"}
    answer = client.post("/api/v1/payments/", body | {"clears": 60_000_000}, **REST)
    assert answer.status_code == 201 and answer.json()["clears"] == 60_000_000, answer.content
    answer = client.post("/api/v1/payments/", body, **REST)
    assert answer.status_code == 400 and "lớn hơn 0" in answer.content.decode()


# --- no đồng lost, none twice -----------------------------------------------------------------
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["ADVANCE", "CLEAR"]), st.integers(1, 120 * MILLION)), min_size=1, max_size=5
    )
)
def test_whatever_is_advanced_and_cleared_adds_up(contract, steps):
    """ADVANCED is what was advanced less what was cleared, PAID what was cleared, within limit and confirmed volume."""
    for role in ("CENTRE_OFFICER", "CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR"):
        f.person(role)  # outlives the rollback
    with transaction.atomic():
        advanced = done = 0
        for kind, amount in steps:
            try:
                with transaction.atomic():
                    if kind == "ADVANCE":
                        b.paid(contract, amount // MILLION + 1)
                        advanced += (amount // MILLION + 1) * MILLION
                    else:
                        cleared(contract, 0, dong=amount)
                        done += amount
            except ValidationError:
                pass
            there = {stage: balance(commitment_place(contract, stage)) for stage in Stage}
            assert there[Stage.ADVANCED] == advanced - done and there[Stage.PAID] == done
            assert sum(there[stage] for stage in (Stage.COMMITTED, Stage.ADVANCED, Stage.PAID)) == 150 * MILLION
            assert advanced <= 105 * MILLION and done <= min(advanced, 120 * MILLION)
        assert differences() == []
        transaction.set_rollback(True)
