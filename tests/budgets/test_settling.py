"""What an approval does to the money of a project, who may approve, and when money comes back."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from budgets.settlements import SETTLEMENT_FLOW, open_settlement
from budgets.settling import figures as reckoned
from budgets.subjects import commitment_place
from core.audit import history
from core.dates import today
from core.parts import parts_of
from inspections.forms import PlaceForm
from inspections.models import Acceptance
from ledger.checking import differences
from ledger.posting import Stage
from ledger.reading import balance
from norms.models import Norm
from tests import factories as f
from tests.budgets import builders as b

STATE = "approved_project"
pytestmark = pytest.mark.django_db
MILLION = 1_000_000


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages)


def stands(commitment):
    """{stage: triệu} of a contract, without what is empty."""
    stages = (Stage.COMMITTED, Stage.ADVANCED, Stage.PAID, Stage.SETTLED, Stage.RECOVERABLE)
    found = {stage.value: balance(commitment_place(commitment, stage)) // MILLION for stage in stages}
    return {stage: millions for stage, millions in found.items() if millions}


def figures(settlement):
    settlement.refresh_from_db()
    names = ("support_final", "cleared", "recovered", "released")
    return {name: getattr(settlement, name) // MILLION for name in names}


# --- the money --------------------------------------------------------------------------------
def test_work_accepted_by_volume_is_settled_at_its_own_cost_and_the_rest_goes_back():
    """240 triệu of 415 were done before the flood: half of them are 120; 105 were advanced, 15 paid, 30 never asked."""
    contract = b.signed()
    account = b.account(contract, payment=15, cost_million=240, by_volume=True)
    assert account.project.status == "PARTIALLY_ACCEPTED"
    b.press_settlement(account, "submit")

    b.approved_account(b.reviewed(account))

    assert figures(account) == {"support_final": 120, "cleared": 105, "recovered": 0, "released": 30}
    assert stands(contract) == {"SETTLED": 120}
    account.project.refresh_from_db()
    assert account.project.status == "SETTLED" and differences() == []


def test_what_was_paid_too_much_without_an_advance_is_recovered_from_what_was_paid():
    """280 triệu of vouchers stand: support 140 of the 150 that were paid after acceptance."""
    contract = b.signed()
    account = b.settled(contract, advance=0, payment=150, refuse=135)

    assert figures(account) == {"support_final": 140, "cleared": 0, "recovered": 10, "released": 0}
    assert stands(contract) == {"SETTLED": 140, "RECOVERABLE": 10}
    assert differences() == []


def test_two_contracts_of_a_project_are_settled_together_and_each_keeps_its_own_money():
    """100 + 50 triệu; 70 + 30 and 35 spent; 200 of vouchers stand, so support is 100: 35 come back, 15 nobody asked."""
    project = b.approved(150)
    first, second = b.signed(project, million=100), b.signed(project, million=50)
    b.progress(first, 90)
    b.paid(first, 70)
    b.paid(second, 35)
    b.accepted(first)
    b.paid(first, 30, "PAYMENT")
    account = open_settlement(first.project, by=f.person("CENTRE_ACCOUNTANT"))
    for million, state in ((200, 150), (215, 0)):
        b.voucher(account, million, state)
    b.press_settlement(account, "submit")

    b.approved_account(b.reviewed(account, refuse=215))

    assert figures(account) == {"support_final": 100, "cleared": 70, "recovered": 35, "released": 15}
    assert stands(first) == {"SETTLED": 65, "RECOVERABLE": 35}
    assert stands(second) == {"SETTLED": 35}
    assert differences() == []


# --- who approves, and when ---------------------------------------------------------------------
def both_hats():
    """One person who heads the Centre and, for a while, the Department."""
    person = f.person("CENTRE_DIRECTOR")
    f.RoleGrant.objects.create(user=person, role="DOIT_DIRECTOR", valid_from=b.day(1, 1))
    return User.objects.get(pk=person.pk)


def approve(account, by, on=None):
    return SETTLEMENT_FLOW.press(account, "approve", by=by, paper=b.paper("60/TB-SCT", on or b.day(11, 30)))


def test_whoever_signed_and_sent_an_account_does_not_approve_it():
    both = both_hats()
    account = b.account(b.signed())
    SETTLEMENT_FLOW.press(account, "submit", by=both)
    b.reviewed(account)

    said = refused(approve, account, both)

    assert "Người đã ký nộp quyết toán, hoặc người thay người ấy, không duyệt quyết toán đó" in said
    assert both.full_name in said
    account.refresh_from_db()
    assert account.status == "REVIEWED"
    assert approve(account, f.person("DOIT_DIRECTOR")).status == "APPROVED"


def test_nor_when_standing_in_for_a_colleague_who_may():
    colleague = f.another("CENTRE_OFFICER")
    f.RoleGrant.objects.create(user=colleague, role="DOIT_DIRECTOR", valid_from=b.day(1, 1))
    account = b.reviewed(b.submitted(b.signed()))

    substitute = f.standing_in(colleague, f.person("CENTRE_DIRECTOR"))

    assert "không duyệt quyết toán đó" in refused(approve, account, substitute)


def test_nor_whoever_was_replaced_when_it_was_sent():
    director = both_hats()
    deputy = f.standing_in(director, f.another("CENTRE_OFFICER"))
    account = b.account(b.signed())
    SETTLEMENT_FLOW.press(account, "submit", by=deputy)
    assert parts_of(account).filter(person=director).exists()
    b.reviewed(account)

    assert "không duyệt quyết toán đó" in refused(approve, account, User.objects.get(pk=director.pk))


@pytest.mark.parametrize("on", [b.day(10, 21), datetime.date(2001, 1, 1), datetime.date(2099, 1, 1)])
def test_the_notice_is_dated_from_the_acceptance_to_today(on):
    account = b.reviewed(b.submitted(b.signed(), payment=0))

    said = refused(approve, account, f.person("DOIT_DIRECTOR"), on)

    assert "ngày" in said.lower() and (on > today() or "cần từ ngày nghiệm thu 22/10/2021 đến" in said)
    account.refresh_from_db()
    assert account.status == "REVIEWED"


def test_nothing_is_settled_on_a_day_before_the_treasury_paid_it():
    account = b.reviewed(b.submitted(b.signed()))  # the rest was paid on 12/11
    said = refused(approve, account, f.person("DOIT_DIRECTOR"), b.day(11, 11))
    assert "cần từ ngày Kho bạc chi lần cuối 12/11/2021 đến" in said
    approve(account, f.person("DOIT_DIRECTOR"), b.day(11, 12))


def test_an_old_year_entered_today_keeps_the_dates_of_its_papers():
    account = b.account(b.signed())
    b.press_settlement(account, "submit")  # stamped with today: there is no paper of it
    assert account.submitted_on == today()

    b.approved_account(b.reviewed(account), on=b.day(11, 30))

    assert account.approved_on == b.day(11, 30)


# --- money that comes back ------------------------------------------------------------------------
@pytest.fixture
def owing():
    """10 triệu to be recovered since the notice of 30/11/2021."""
    contract = b.signed()
    b.settled(contract, advance=0, payment=150, refuse=135)
    return contract


@pytest.mark.parametrize(
    ("kind", "on", "sentence"),
    [
        ("REFUND", datetime.date(2099, 1, 1), "Ngày nộp 01/01/2099 chưa đến"),
        ("RESTORE", datetime.date(2020, 12, 31), "ngoài năm ngân sách 2021: phải nộp trả ngân sách"),
        ("RESTORE", datetime.date(2022, 1, 5), "ngoài năm ngân sách 2021: phải nộp trả ngân sách"),
        ("RESTORE", b.day(11, 29), "vượt số phải thu hồi vào ngày nộp: hiện có 0 đ ngày 29/11/2021; cần 10.000.000 đ"),
    ],
)
def test_money_comes_back_after_it_was_asked_and_is_restored_only_inside_its_year(owing, kind, on, sentence):
    assert sentence in refused(b.money_back, owing, 10, kind, on)
    assert stands(owing)["RECOVERABLE"] == 10


def test_money_comes_back_on_the_day_it_was_asked_or_later(owing):
    b.money_back(owing, 4, "RESTORE", b.day(11, 30))
    b.money_back(owing, 6, "REFUND", datetime.date(2022, 1, 12))

    assert "RECOVERABLE" not in stands(owing) and differences() == []


def test_money_is_not_said_to_have_come_back_before_the_notice_that_disallowed_it(owing):
    account = owing.project.settlements.get()
    b.money_back(owing, 10, "RESTORE", b.day(12, 15))
    year = b.year_account("consolidate", "examine")
    b.disallow(account.vouchers.first(), 5)
    b.press_year(year, "issue_notice")

    said = refused(b.money_back, owing, 5, "REFUND", datetime.date(2022, 3, 14))

    assert "hiện có 0 đ ngày 14/03/2022; cần 5.000.000 đ" in said
    b.money_back(owing, 5, "REFUND", datetime.date(2022, 3, 15))


def test_whoever_goes_on_after_acceptance_is_led_to_the_account(client):
    contract = b.signed()
    project = b.accepted(contract)
    client.force_login(f.person("CENTRE_ACCOUNTANT"), backend="core.backends.RoleBackend")
    begin = f'href="{reverse("budgets:settlements")}?year=2021">Lập quyết toán</a>'
    assert begin in client.get(project.get_absolute_url()).content.decode()

    settlement = open_settlement(project, by=f.person("CENTRE_ACCOUNTANT"))

    page = client.get(project.get_absolute_url()).content.decode()
    assert f'href="{settlement.get_absolute_url()}">Mở quyết toán</a>' in page


def test_closing_a_settled_file_is_the_departments_accountants_task_and_leads_there(client):
    project = b.settled(b.signed()).project
    b.year_account("consolidate", "examine", "issue_notice", "correct", "finalise")
    client.force_login(f.person("DOIT_ACCOUNTANT"), backend="core.backends.RoleBackend")
    page = client.get(project.get_absolute_url()).content.decode()
    assert "Bước tiếp theo: Đóng hồ sơ" in page and "Việc của bạn" in page and "Mở quyết toán" in page
    client.force_login(f.person("DOIT_SECTION_HEAD"), backend="core.backends.RoleBackend")
    assert "Việc của bạn" not in client.get(project.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("base", "agreed"), [("WITHOUT_VAT", 250 + 100), ("WITH_VAT", 250 + 25 + 100 + 10)])
def test_vouchers_count_on_the_base_of_the_norm(db, base, agreed):
    """250 triệu and 25 of tax; of 165 and 16,5 of tax the Department agrees to 100 without tax, so to 10 of the tax."""
    Norm.objects.filter(category=f.category()).update(base=base)
    project = b.approved(total=500 * MILLION)
    settlement = b.account(b.signed(project), cost_million=500, vouchers=())
    for million, vat in ((250, 25), (165, 16.5)):
        total = int((million + vat) * MILLION)
        b.voucher(settlement, million, vat=int(vat * MILLION), invoice_total=total, counterpart_share=total)
    b.press_settlement(settlement, "submit", on=b.day(11, 18))
    b.reviewed(settlement, refuse=65)
    assert reckoned(settlement).accepted_by_vouchers == agreed * MILLION


def test_a_norm_with_tax_compares_the_minutes_and_the_vouchers_with_tax_down_to_the_support(client):
    """Accepted 440 with tax; vouchers 300 + 30 and 100 + 10 of tax, all agreed: 440, not 400. 30 % of 440 = 132 triệu.

    120 were spent, 12 are still earned; vouchers without tax would have given 30 % of 400, so 120, and hidden the 12.
    """
    Norm.objects.filter(category=f.category()).update(base="WITH_VAT", rate_percent=30)
    project = b.approved(total=500 * MILLION)
    settlement = b.account(b.signed(project), payment=15, cost_million=440, vouchers=())
    for million, vat in ((300, 30), (100, 10)):
        total = (million + vat) * MILLION
        b.voucher(settlement, million, vat=vat * MILLION, invoice_total=total, counterpart_share=total)
    b.press_settlement(settlement, "submit", on=b.day(11, 18))
    b.reviewed(settlement)
    now = reckoned(settlement)
    assert (now.accepted_at_acceptance, now.accepted_cost) == (440 * MILLION, 440 * MILLION)
    assert (now.support, now.to_recover, now.unpaid) == (132 * MILLION, 0, 12 * MILLION)
    client.force_login(f.person("DOIT_SPECIALIST"), backend="core.backends.RoleBackend")
    assert "Chứng từ được chấp nhận (gồm thuế)" in client.get(settlement.get_absolute_url()).content.decode()
    place = Acceptance.objects.get(project=settlement.project)
    assert PlaceForm(instance=place).fields["accepted_cost"].help_text.startswith("Đã có thuế GTGT")


# --- support earned and not paid ------------------------------------------------------------------------------
@pytest.fixture
def earned(db):
    """150 triệu earned, 130 of them paid; reviewed."""
    return b.reviewed(b.submitted(b.signed(), payment=25))


def test_earned_support_is_released_only_when_the_director_says_the_figure_and_why(earned):
    paper, by = b.paper("60/TB-SCT", b.day(11, 30)), f.person("DOIT_DIRECTOR")
    assert reckoned(earned).unpaid == 20 * MILLION
    for said, words in (
        ({}, "hiện có 20.000.000 đ chưa thanh toán, xác nhận 0 đ; cần 20.000.000 đ"),
        ({"release_unpaid": 19 * MILLION, "release_why": "x"}, "xác nhận 19.000.000 đ"),
        ({"release_unpaid": 20 * MILLION, "release_why": " "}, "Phải nêu lý do không chi tiếp 20.000.000 đ"),
    ):
        with pytest.raises(ValidationError) as error:
            SETTLEMENT_FLOW.press(earned, "approve", by=by, paper=paper, **said)
        assert words in " ".join(error.value.messages).replace("\xa0", " ")
        earned.refresh_from_db()
        assert earned.status == "REVIEWED"

    said = {"release_unpaid": 20 * MILLION, "release_why": "Đơn vị xin không nhận"}
    SETTLEMENT_FLOW.press(earned, "approve", by=by, paper=paper, note="Đủ hồ sơ.", **said)

    assert earned.released == 20 * MILLION
    told = next(entry for entry in history(earned) if entry.action.endswith(".approve")).note.replace("\xa0", " ")
    assert told == "Không chi tiếp 20.000.000 đ được hỗ trợ, trả về dự toán: Đơn vị xin không nhận. Đủ hồ sơ."


def test_nothing_is_confirmed_where_nothing_is_unpaid(db):
    whole = b.reviewed(b.submitted(b.signed()))
    with pytest.raises(ValidationError, match="xác nhận 5"):
        SETTLEMENT_FLOW.press(
            whole, "approve", by=f.person("DOIT_DIRECTOR"), paper=b.paper("60/TB-SCT", b.day(11, 30)),
            release_unpaid=5, release_why="x",
        )  # fmt: skip
    b.approved_account(whole)
    assert whole.released == 0


def test_the_page_and_rest_ask_the_director_for_the_figure(earned, client):
    director = f.person("DOIT_DIRECTOR")
    client.force_login(director, backend="core.backends.RoleBackend")
    address = reverse("budgets:settlement_press", args=[earned.pk, "approve"])
    given = {"confirmed": "1", "number": "60/TB-SCT", "issued_on": "30/11/2021", "signer": "Trần Văn Minh"}
    asked = client.post(address).content.decode().replace("\xa0", " ")
    assert "Còn 20.000.000 đ được hỗ trợ chưa thanh toán" in asked
    wrong = client.post(address, given | {"release_unpaid": "2 triệu", "release_why": "Xin thôi"})
    assert wrong.status_code == 409
    page = wrong.content.decode().replace("\xa0", " ")
    assert "xác nhận 2.000.000 đ" in page and "Xin thôi" in page
    api = APIClient()
    api.force_authenticate(director)
    press, body = (
        f"/api/v1/settlements/{earned.pk}/press/approve/",
        {"paper": {"number": "60/TB-SCT", "issued_on": "2021-11-30", "signer": "Trần Văn Minh"}},
    )
    assert api.get(f"/api/v1/settlements/{earned.pk}/figures/").json()["unpaid"] == 20 * MILLION
    assert api.post(press, body, format="json").status_code == 400
    right = body | {"release_unpaid": 20 * MILLION, "release_why": "Xin thôi"}
    assert api.post(press, right, format="json").json()["released"] == 20 * MILLION


@pytest.mark.parametrize("page", ["budgets:settlement", "budgets:desk"])
def test_six_contracts_cost_a_settlement_as_many_questions_as_two(db, client, page):
    asked = []
    for many in (2, 6):
        project = b.approved(150)
        contracts = [b.signed(project, million=150 // many) for _ in range(many)]
        b.progress(contracts[0], 90)
        for contract in contracts:
            b.paid(contract, 10)
        account = open_settlement(b.accepted(contracts[0]), by=f.person("CENTRE_ACCOUNTANT"))
        b.voucher(account, 415, 10 * many)
        client.force_login(f.person("DOIT_SPECIALIST"))
        address = reverse(page, args=[account.pk] + ([1] if page == "budgets:desk" else []))
        client.get(address)  # what is asked once in the life of a process
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1], asked
