"""A group whose advances the next year's estimate took: what the old year settled of one is not asked of another.

Two beneficiaries with parts of 90 and 60 triệu; what is accepted at each place in 2022 gives half of it.
"""

import datetime

import lxml.html
import pytest
from django.core.exceptions import ValidationError

from budgets import settling
from budgets.cancelling import CANCELLATION_FLOW, cancellable, prepare_cancellation
from budgets.claiming import CLAIM_FLOW, prepare_claim
from budgets.closing import CLOSING_FLOW
from budgets.held import held_by
from budgets.models import Cancellation, Claim, Commitment
from budgets.settlements import SETTLEMENT_FLOW, open_settlement
from budgets.vouchers import decide_voucher
from core.money import dong
from ledger.checking import differences
from projects.models import Project
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_charging import of_year
from tests.budgets.test_clearing import cleared
from tests.budgets.test_own_share import group, sign, with_
from tests.budgets.test_whose_vouchers import returns, settled
from tests.projects.test_amend_title_units import asked, checked, decided, several, staying

pytestmark = pytest.mark.django_db
M = b.MILLION
OFFICER, MARCH = "CENTRE_OFFICER", datetime.date(2022, 3, 1)


def again(project):
    return Project.objects.get(pk=project.pk)


@pytest.fixture
def next_estimate():
    b.year()
    b.advances_may_be_charged()
    b.given_in_2022()


def charged(advanced, cleared_of_it):
    """(project, beneficiaries, contracts): each advanced and partly cleared in 2021, in triệu, the rest charged."""
    project, rows = group(90, 60)
    contracts = [sign(with_(row, project, part)) for row, part in zip(rows, (90, 60), strict=True)]
    b.progress(contracts[0], 100)
    for contract, million in zip(contracts, advanced, strict=True):
        b.paid(contract, million)
    for contract, million in zip(contracts, cleared_of_it, strict=True):
        cleared(contract, million)
    b.charged(again(project))
    return again(project), rows, contracts


def listed(project, contracts, costs, refuse=0):
    """The account of 2022 sent: these costs accepted at the places and listed, the second's cut by `refuse` triệu."""
    PROJECT_FLOW.press(project, "continue", by=f.person(OFFICER))
    b.accepted(Commitment.objects.get(pk=contracts[0].pk), cost_million=costs, held_on=MARCH)
    account = open_settlement(again(project), by=f.person("CENTRE_ACCOUNTANT"))
    for contract, million in zip(contracts, costs, strict=True):
        b.voucher(account, million, million // 2, commitment=contract)
    b.press_settlement(account, "submit", on=datetime.date(2022, 3, 20))
    for voucher in account.vouchers.order_by("no"):
        cut = refuse * M if voucher.commitment_id == contracts[-1].pk else 0
        given = {"amount": voucher.amount_without_vat - cut, "reason": "OVER_PRICE"} if cut else {}
        decide_voucher(voucher, "AGREED", by=f.person("DOIT_SPECIALIST"), **given)
    return account


def review(account):
    return SETTLEMENT_FLOW.press(account, "review", by=f.person("DOIT_SPECIALIST"), on=datetime.date(2022, 3, 25))


def test_what_lacks_in_the_second_s_vouchers_comes_back_from_its_money_of_the_new_year(next_estimate):
    """Accepted 120 and 60, of the second's 20 refused: due 60 and 20; held 60 and 40, of which 20 and 10 in 2021."""
    project, _, contracts = charged((60, 40), (20, 10))
    account = review(listed(project, contracts, (120, 60), refuse=20))
    b.approved_account(account, on=datetime.date(2022, 3, 30))
    assert returns(project) == {contracts[1].pk: 20} and settled(*contracts) == [40, 10]
    assert of_year(project, 2021) == {"SETTLED": 30}
    assert of_year(project, 2022) == {"SETTLED": 50, "RECOVERABLE": 20}
    assert differences() == []


def told_of_contracts(account, client):
    """{contract number: words of the page}, [rows of REST]."""
    client.force_login(f.person("DOIT_SPECIALIST"))
    page = lxml.html.fromstring(client.get(account.get_absolute_url()).content)
    rows = page.xpath("//h3[starts-with(., 'Theo từng hợp đồng')]/following-sibling::ul[1]/li")
    words = {row.xpath(".//a")[0].text_content(): " ".join(row.text_content().split()) for row in rows}
    return words, client.get(f"/api/v1/settlements/{account.pk}/figures/").json()["by_contract"]


def test_the_page_and_rest_tell_of_each_contract_the_same_also_what_the_year_before_settled(next_estimate, client):
    project, _, contracts = charged((60, 40), (20, 10))
    account = review(listed(project, contracts, (120, 60), refuse=20))
    for approved in (False, True):
        if approved:
            b.approved_account(account, on=datetime.date(2022, 3, 30))
        words, over_rest = told_of_contracts(account, client)
        assert [row["settled_before"] // M for row in over_rest] == [20, 10]
        for row in over_rest:
            here = f"đã quyết toán {dong(row['settled'])}" if approved else f"đã chi {dong(row['spent'])}"
            back = dong(row["owed"] if approved else row["back"])
            assert words.pop(row["number"]) == (
                f"{row['number']}, {row['counterparty']}Chứng từ được chấp nhận {dong(row['agreed'])} · "
                f"đã quyết toán năm trước {dong(row['settled_before'])} · {here}{back}"
            ).replace("\xa0", " ")
        assert not words


def test_what_the_old_year_settled_of_one_beyond_its_due_is_not_taken_from_the_other(next_estimate):
    """Due 20 and 40; 2021 settled 40 of the first. Of its 10 of 2022 alone it could return; the second owes nothing."""
    project, rows, contracts = charged((50, 40), (40, 10))
    account = listed(project, contracts, (40, 80))
    assert settling.figures(account).beyond_due == [(str(rows[0]), 40 * M, 20 * M)]
    with pytest.raises(ValidationError) as error:
        review(account)
    said = " ".join(error.value.messages).replace("\xa0", " ")
    assert f"Năm trước đã quyết toán cho {rows[0]} nhiều hơn số đơn vị này được hỗ trợ" in said
    assert "hiện có 40.000.000 đ; cần không quá 20.000.000 đ" in said
    assert "khóa sổ năm trước, rồi ghi kiến nghị thu hồi" in said
    assert returns(project) == {}


def closed_2021():
    b.year_account("consolidate", "examine", "issue_notice", "correct", "finalise")
    for unit in (f.office("DOIT"), f.office("CENTRE")):
        places = {(stage, line): there for stage, line, there in cancellable(b.book(), unit)}
        row = Cancellation(book_year=b.book(), unit=unit, why="Hết nhiệm vụ chi.")
        row = prepare_cancellation(row, places, by=b.accountant())
        paper = b.paper("12/QĐ-SCT", datetime.date(2022, 2, 9))
        CANCELLATION_FLOW.press(row, "decide", by=f.person("DOIT_DIRECTOR"), paper=paper)
    CLOSING_FLOW.press(b.asked_to_close(), "agree", by=f.person("DOIT_DIRECTOR"))


def claimed(contract, million):
    row = Claim(
        commitment=contract, of_year=b.book(), amount=million * M, number="15/KL-SCT", why="Nghiệm thu thấp hơn.",
        dated_on=datetime.date(2022, 3, 22), issuer="Sở Công Thương",
    )  # fmt: skip
    return CLAIM_FLOW.press(prepare_claim(row, by=b.accountant()), "decide", by=f.person("DOIT_DIRECTOR"))


def test_it_is_claimed_of_the_closed_year_and_then_the_rest_is_settled(next_estimate):
    """Due 20 and 40; of the first's 40 of 2021, 20 are claimed once that year is closed, its 10 of 2022 come back."""
    project, _, contracts = charged((50, 40), (40, 10))
    account = listed(project, contracts, (40, 80))
    closed_2021()
    claimed(contracts[0], 20)
    assert held_by(contracts)[contracts[0].pk].before == 20 * M
    b.approved_account(review(account), on=datetime.date(2022, 3, 30))
    assert set(returns(project)) == {contracts[0].pk} and settled(*contracts) == [0, 30]
    assert of_year(project, 2021) == {"SETTLED": 50}
    assert of_year(project, 2022) == {"SETTLED": 30, "RECOVERABLE": 10, "CLAIMED": 20}
    assert differences() == []


@pytest.fixture
def leaves(next_estimate):
    """(the project of two, the contract of who is to leave, that of who stays): 50 advanced to each, 20 cleared."""
    row = several(2, 200)
    gone, stays = (
        b.signed(row, million=100, counterparty=one.establishment.name, payee_name=one.establishment.name)
        for one in reversed(row.beneficiaries.all())
    )
    b.progress(stays, 75)
    for contract in (gone, stays):
        b.paid(contract, 50)
    cleared(gone, 20)
    return again(row), gone, stays


def left(project):
    decided(checked(asked(project, units=1, beneficiaries=staying(project, 1))))
    return again(project)


def test_what_was_paid_to_who_left_is_not_settled_by_a_charge(leaves):
    project, gone, _ = leaves
    with pytest.raises(ValidationError) as error:
        b.charged(left(project))
    said = " ".join(error.value.messages).replace("\xa0", " ")
    assert f"đơn vị không còn thụ hưởng ({gone.counterparty}), số này phải thu hồi" in said
    assert "hiện có 20.000.000 đ" in said
    assert of_year(project, 2021)["PAID"] == 20


def test_who_leaves_after_the_charge_keeps_nothing_at_the_cost_of_who_stays(leaves):
    """60 are due to who stays; 20 settled in 2021 went to who left: nobody's support, and nobody else's to return."""
    project, gone, stays = leaves
    b.charged(project)
    PROJECT_FLOW.press(again(project), "continue", by=f.person(OFFICER))
    project = left(again(project))
    b.accepted(type(stays).objects.get(pk=stays.pk), cost_million=200, held_on=MARCH)
    account = open_settlement(again(project), by=f.person("CENTRE_ACCOUNTANT"))
    assert held_by([gone])[gone.pk].before == 20 * M
    assert settling.figures(account).beyond_due == [(gone.counterparty, 20 * M, 0)]
