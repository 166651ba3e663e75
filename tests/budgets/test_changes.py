"""The money of a changed project: never above the norm of its approval or the money there; stopped, all comes back."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from core.documents import attach
from core.money import dong
from core.workflow import Act, PaperInput
from inspections.models import Acceptance
from inspections.proofs import borne, not_proved, with_proofs
from ledger.models import Account
from ledger.reading import moved, runway, subject
from ledger.stages import Stage
from plans.changes import _room_for
from plans.selectors import given_to_projects, line_progress, support_in_force
from plans.services import amend_plan, save_plan
from plans.workflow import PLAN_FLOW
from projects.changes.services import save_change
from projects.changes.workflow import CHANGE_FLOW
from projects.counterpart import counterpart_of
from projects.models import ChangeRequest, Project
from reports.register import entries, totals
from reports.year_data import year_data
from tests import factories as f
from tests.budgets import builders as b

pytestmark = pytest.mark.django_db
STATE = "approved_project"
MILLION = 1_000_000


def day(month, number):
    return datetime.date(2021, month, number)


def sent(row, kind="AMEND", on=None, **values):
    change = ChangeRequest(project=row, kind=kind, reason="Giá máy thay đổi.")
    save_change(change, by=f.person("CENTRE_OFFICER"), values=values)
    letter = PaperInput(number="12/TTr-TTKC", issued_on=on or day(8, 2), signer="Trần Văn B")
    return CHANGE_FLOW.press(change, "send", by=f.person("CENTRE_OFFICER"), paper=letter)


def decided(change, on=None):
    officer = f.person("DOIT_SPECIALIST")
    CHANGE_FLOW.press(change, "check", by=officer, on=min(on or day(8, 5), day(9, 5)), note="Đúng.")
    issued = PaperInput(number="1500/QĐ-UBND", issued_on=on or day(8, 9), signer="Lê Văn A")
    return CHANGE_FLOW.press(change, "decide", by=officer, paper=issued)


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        call(*args, **kwargs)
    return " ".join(refused.value.messages)


def standing(row):
    """{stage: triệu} of the project, and what is free on its line."""
    stages = runway(project=subject("PROJECT", row.pk))
    found = {stage["stage"]: stage["balance"] // MILLION for stage in stages if stage["balance"]}
    free = Account.objects.get(stage="ALLOCATED", subject__ref=b.line().identity, unit=f.office("CENTRE")).balance
    return found, free // MILLION


def support(row):
    (item,) = row.plan_items.in_force()
    assert item.support == support_in_force(item)  # the list's question and the single one answer alike
    return item.support // MILLION


def test_more_support_is_taken_from_the_line_within_the_norm_of_the_approval():
    row = b.approved()
    said = refusal(sent, row, support=208 * MILLION)  # 50 % of 415 triệu
    assert "vượt mức trần của mức chi khi phê duyệt: hiện có 208.000.000 đ; cần không quá 207.500.000 đ" in said
    _, free = standing(row)
    decided(sent(row, support=180 * MILLION))
    assert support(row) == 180 and standing(row) == ({"APPROVED": 180}, free - 30)
    assert row.change_requests.get(status="DECIDED").sentences == [
        "Tăng kinh phí khuyến công hỗ trợ từ 150.000.000 đ lên 180.000.000 đ."
    ]


def test_more_support_than_the_line_has_free_is_refused_with_the_figures():
    b.sheet({2: 160})
    row = b.approved(150, line=2, title="Máy chà nhám")
    said = refusal(sent, row, support=180 * MILLION)
    assert "Kinh phí chưa bố trí không đủ để tăng 30.000.000 đ" in said
    assert "hiện có 10.000.000 đ; cần 30.000.000 đ" in said
    decided(sent(row, support=160 * MILLION))
    assert support(row) == 160


def test_less_support_releases_what_no_contract_has_taken():
    row = b.approved()
    _, free = standing(row)
    decided(sent(row, support=120 * MILLION))
    assert support(row) == 120 and standing(row) == ({"APPROVED": 120}, free + 30)
    b.signed(row, million=100)
    said = refusal(sent, row, support=90 * MILLION)
    assert "Chỉ giảm được phần chưa ký hợp đồng" in said and "hiện có 20.000.000 đ; cần 30.000.000 đ" in said


def test_the_columns_of_the_plan_say_what_lies_between_them(client):
    row = b.approved()

    def told(title=None):
        line = next(found for found in line_progress(b.plan()) if found.line.no == 1)
        gaps = dict(line.gap_words)
        given = line.approved_support - gaps.get("lấy từ dự toán chưa phân bổ", 0)
        given += gaps.get("của đề án không còn tính", 0)
        assert line.allocated == given - gaps.get("đề án đã trả lại", 0) + line.remaining
        return line, gaps

    line, gaps = told()
    assert gaps == {}
    decided(sent(row, support=120 * MILLION))
    lowered, gaps = told()
    assert gaps == {"đề án đã trả lại": 30 * MILLION}
    assert (lowered.allocated, lowered.remaining) == (line.allocated, line.remaining + 30 * MILLION)
    client.force_login(f.person("DOIT_SPECIALIST"))
    page = client.get(b.plan().get_absolute_url()).content.decode()
    assert "đề án đã trả lại 30<" in page and "Phân bổ = đã bố trí cho đề án − đề án đã trả lại + chưa bố trí." in page

    decided(sent(row, "TERMINATE", on=day(9, 2)), on=day(9, 9))
    _, gaps = told()
    assert gaps == {"đề án đã trả lại": 150 * MILLION, "của đề án không còn tính": 150 * MILLION}


def test_a_stopped_project_gives_back_what_was_not_paid_and_owes_what_was_advanced():
    row = b.approved()
    _, free = standing(row)
    contract = b.signed(row, million=140)
    b.progress(contract, 80)
    b.paid(contract, 90)
    row.refresh_from_db()
    waiting = b.request(contract, 8)
    assert "Còn đề nghị tạm ứng, thanh toán chưa xong: hiện có 1 đề nghị" in refusal(sent, row, "TERMINATE", day(9, 1))
    b.press(waiting, "withdraw", note="Thôi.")
    change = sent(row, "TERMINATE", day(9, 1))
    decided(change, day(9, 10))
    row.refresh_from_db()
    assert row.status == "TERMINATED"
    assert standing(row) == ({"RECOVERABLE": 90}, free + 60)
    b.money_back(contract, 90, "RESTORE", on=day(10, 1))
    assert standing(row) == ({}, free + 150)


def test_a_suspended_project_gets_no_money():
    row = b.approved()
    contract = b.signed(row)
    b.progress(contract, 80)
    row.refresh_from_db()
    decided(sent(row, "SUSPEND", until=day(10, 1)))
    payment = b.request(contract, 90)
    assert "Đề án đang dừng, không tạm ứng, thanh toán" in refusal(b.press, payment, "check")


def test_a_request_signed_before_the_stop_is_not_sent_to_the_treasury():
    row = b.approved()
    contract = b.signed(row)
    b.progress(contract, 80)
    payment = b.press(b.request(contract, 90), "check", "sign")
    row.refresh_from_db()
    decided(sent(row, "SUSPEND", until=day(10, 1)))
    assert "Đề án đang dừng, không tạm ứng, thanh toán" in refusal(b.press, payment, "send")


def checked(change):
    return CHANGE_FLOW.press(change, "check", by=f.person("DOIT_SPECIALIST"), on=day(8, 5), note="Đúng.")


def late(change, on=None):
    """The decision on a change whose guards were asked before another paper was recorded."""
    on = on or day(8, 9)
    document = attach(change, None, by=f.person("DOIT_SPECIALIST"), kind="other", number="26/QĐ-SCT", issued_on=on)
    act = Act(by=f.person("DOIT_SPECIALIST"), paper=document, on=on)
    change.status = "DECIDED"
    change.save(update_fields=["status"])
    return CHANGE_FLOW["decide"].effect(change, act)


def test_of_two_papers_at_once_the_one_that_moved_the_money_last_is_in_force():
    row = b.approved()
    one, two = checked(sent(row, support=180 * MILLION)), checked(sent(row, support=120 * MILLION))
    CHANGE_FLOW["decide"].prepare(one, Act(by=f.person("DOIT_SPECIALIST"), on=day(8, 9)))
    issued = PaperInput(number="27/QĐ-SCT", issued_on=day(8, 9), signer="Lê Văn A")
    CHANGE_FLOW.press(two, "decide", by=f.person("DOIT_SPECIALIST"), paper=issued)
    late(one)
    assert (support(row), standing(row)[0]) == (180, {"APPROVED": 180})


def test_a_project_stopped_meanwhile_takes_no_more_support():
    row = b.approved()
    more, stop = checked(sent(row, support=180 * MILLION)), sent(row, "TERMINATE")
    CHANGE_FLOW["decide"].prepare(more, Act(by=f.person("DOIT_SPECIALIST"), on=day(8, 9)))
    decided(stop)
    with pytest.raises(ValidationError, match="Đề án không ở giai đoạn"), transaction.atomic():
        late(ChangeRequest.objects.get(pk=more.pk))
    assert standing(row)[0] == {}


def test_a_beneficiary_replaced_meanwhile_is_not_replaced_twice():
    row = b.approved()
    leaving = row.beneficiaries.get()
    requests = []
    for name in ("Hợp tác xã Mộc Thái Yên", "Cơ sở mộc Tùng Ảnh"):
        new = f.establishment(name)
        change = ChangeRequest(
            project=row, kind="BENEFICIARY", reason="Xin thôi.", leaving=row.beneficiaries.get(), joining=new
        )
        save_change(change, by=f.person("CENTRE_OFFICER"))
        letter = PaperInput(number="12/TTr-TTKC", issued_on=day(8, 2), signer="Trần Văn B")
        CHANGE_FLOW.press(change, "send", by=f.person("CENTRE_OFFICER"), paper=letter)
        requests.append(checked(change))
    first, second = requests
    CHANGE_FLOW["decide"].prepare(second, Act(by=f.person("DOIT_SPECIALIST"), on=day(8, 9)))
    assert second.leaving == leaving  # read before the other paper
    issued = PaperInput(number="27/QĐ-SCT", issued_on=day(8, 9), signer="Lê Văn A")
    CHANGE_FLOW.press(first, "decide", by=f.person("DOIT_SPECIALIST"), paper=issued)
    with pytest.raises(ValidationError, match="không còn trong danh sách thụ hưởng"), transaction.atomic():
        late(second)
    assert row.beneficiaries.get().establishment == first.joining


def amended_plan(total):
    """The plan of the year in a new version, of that total (đồng)."""
    new = amend_plan(b.plan(), by=f.person("DOIT_SPECIALIST"))
    new.total_budget = total
    save_plan(new, by=f.person("DOIT_SPECIALIST"))
    for step in ("open_registration", "consolidate"):
        PLAN_FLOW.press(new, step, by=f.person("DOIT_SPECIALIST"))
    PLAN_FLOW.press(new, "ask_opinions", by=f.person("DOIT_SECTION_HEAD"))
    PLAN_FLOW.press(new, "submit", by=f.person("DOIT_DIRECTOR"), paper=b.paper("31/TTr-SCT", day(7, 1)))
    return PLAN_FLOW.press(new, "issue", by=f.person("DOIT_SPECIALIST"), paper=b.paper("300/KH-UBND", day(7, 15)))


def test_more_support_keeps_within_the_plan_as_it_was_changed_since_the_decision():
    row = b.approved()
    given = sum(given_to_projects(b.plan().books).values())
    amended_plan(given + 10 * MILLION)
    said = refusal(sent, row, support=170 * MILLION)
    assert f"vượt tổng kinh phí của kế hoạch: hiện có {dong(given + 20 * MILLION)}" in said
    decided(sent(row, support=160 * MILLION))
    assert support(row) == 160


def test_more_support_keeps_within_the_sum_left_to_the_department():
    item = b.approved().plan_items.get()
    item.round.way, item.round.plan.delegated_limit = "DELEGATED", 20 * MILLION  # of which nothing is used
    said = " ".join(str(objection) for objection in _room_for(item, 30 * MILLION))
    assert "Vượt hạn mức Sở được quyết định trong năm" in said
    assert _room_for(item, 20 * MILLION) == []


def test_less_support_leaves_more_to_the_others_and_every_page_says_the_same(client):
    """415 triệu in all, 150 of them decided and later cut to 120: what the others bring is told by one rule."""
    row = b.approved()
    before = row.counterpart
    decided(sent(row, support=120 * MILLION))
    b.signed(row, million=100)
    row.refresh_from_db()
    assert row.counterpart == before and counterpart_of(row) == 295 * MILLION
    client.force_login(f.person("DOIT_SPECIALIST"))
    page = client.get(row.get_absolute_url()).content.decode()
    assert f'295.000.000 đ <span class="muted small">(theo mức hỗ trợ được duyệt; hồ sơ ghi {dong(before)})' in page
    told = client.get("/register/?year=2021&columns=counterpart").content.decode()
    assert told.count("295.000.000") >= 1 and str(dong(before)) not in told
    (entry,) = entries([row], f.person("DOIT_SPECIALIST"))
    everybody = Project.objects.filter(pk=row.pk)
    assert entry.counterpart == totals(everybody, f.person("DOIT_SPECIALIST")).counterpart == 295 * MILLION
    (place,) = with_proofs([Acceptance(project=row)])
    assert place.planned_counterpart == borne(place) == 295 * MILLION and "295.000.000 đ" in not_proved(place)
    (item,) = row.plan_items.all()
    assert item.counterpart == 265 * MILLION, "the list stays as it was decided"


def approved_in_the_report(as_of="2021-12-31"):
    """(support approved, what the runway says came to projects) of the year report, triệu."""
    data, _ = year_data({"year": 2021, "tier": "LOCAL", "as_of": as_of}, f.person("DOIT_SPECIALIST"))
    runway_of_projects = next(stage for stage in data.stages if stage.label == Stage.APPROVED.label)
    return data.sum("approved") / MILLION, runway_of_projects.reached / MILLION


def test_what_a_decided_cut_gave_back_is_no_longer_reported_as_approved():
    """150 triệu decided in June, cut to 119,999999 on 9/8: to the đồng what the runway says, before and after."""
    row = b.approved()
    assert approved_in_the_report() == (150, 150)
    decided(sent(row, support=120 * MILLION - 1))
    assert approved_in_the_report() == (120 - 1 / MILLION, 120 - 1 / MILLION)
    assert approved_in_the_report("2021-08-08") == (150, 150), "an old report stays as it was"


def test_what_a_settlement_did_not_need_was_approved_all_the_same():
    """Of 150 triệu 105 were spent; the 45 that went back with the account had been approved."""
    b.settled(b.signed(b.approved()), payment=0)
    assert moved("release", book_years=b.book()) == 45 * MILLION
    assert approved_in_the_report() == (150, 105)


def test_of_a_stopped_project_only_what_it_owes_stays_approved():
    contract = b.signed(b.approved())
    b.progress(contract, 80)
    b.paid(contract, 50)
    decided(sent(contract.project, "TERMINATE", on=day(9, 2)), on=day(9, 9))
    assert approved_in_the_report() == (50, 50)


def test_a_project_is_not_stopped_before_the_day_its_advance_was_paid():
    """Else the books would say that money was to come back which nobody had yet."""
    contract = b.signed(Project.objects.get())
    b.progress(contract, 90)
    b.paid(contract, 105)
    change = sent(Project.objects.get(), kind="TERMINATE", on=day(7, 20))
    said = refusal(decided, change, on=day(8, 5))
    assert "hiện có 05/08/2021; cần từ ngày Kho bạc chi lần cuối 06/08/2021" in said
    change.refresh_from_db()
    CHANGE_FLOW.press(
        change, "decide", by=f.person("DOIT_SPECIALIST"), paper=PaperInput("1500/QĐ-UBND", day(8, 6), signer="Lê Văn A")
    )
    assert standing(Project.objects.get())[0]["RECOVERABLE"] == 105
