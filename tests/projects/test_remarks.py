"""A dossier returned section by section: what was asked, how it was mended, what is worked off; all rounds stay."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from projects.models import Remark
from projects.next_steps import turn_of
from projects.remarks import Asked, answer_remarks, work_off
from projects.services import record_appraisal, save_project
from projects.workflow import PROJECT_FLOW
from tests import factories as f

pytestmark = pytest.mark.django_db
QUOTE, TAX = "Thiếu báo giá thứ ba.", "Tách thuế GTGT khỏi đơn giá."


def officer():
    return f.person("DOIT_SPECIALIST")


def centre():
    return f.person("CENTRE_OFFICER")


def returned(row=None, *asked, **step):
    asked = asked or (Asked("PAPERS", QUOTE), Asked("ESTIMATE", TAX))
    return PROJECT_FLOW.press(row or f.registered(), "return", by=officer(), remarks=asked, **step)


def answered(row, words="Đã bổ sung."):
    answer_remarks(row, {remark.pk: words for remark in row.remarks.unanswered()}, by=centre())
    return row


def filed_again(row):
    return PROJECT_FLOW.press(row, "resubmit", by=centre())


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        call(*args, **kwargs)
    return " ".join(refused.value.messages)


def test_a_return_needs_a_note_or_one_remark(client):
    row = f.registered()
    assert "Phải nêu lý do" in refusal(PROJECT_FLOW.press, row, "return", by=officer())
    returned(row)
    assert history(row)[0].note == f"Giấy tờ: {QUOTE}\nDự toán, kinh phí: {TAX}"
    client.force_login(centre())
    assert f"“Giấy tờ: {QUOTE}<br>Dự toán" in client.get(row.get_absolute_url()).content.decode()
    filed_again(answered(row))
    PROJECT_FLOW.press(row, "return", by=officer(), note="Bổ sung như đã trao đổi.")
    filed_again(row)
    assert [remark.round for remark in row.remarks.all()] == [1, 1]


def test_a_dossier_goes_back_only_when_every_remark_is_answered():
    row = returned()
    said = refusal(PROJECT_FLOW.press, row, "resubmit", by=centre())
    assert f"phần Giấy tờ: “{QUOTE}”" in said and f"phần Dự toán, kinh phí: “{TAX}”" in said
    first, second = row.remarks.all()
    answer_remarks(row, {first.pk: "Đã có ba báo giá."}, by=centre())
    said = refusal(PROJECT_FLOW.press, row, "resubmit", by=centre())
    assert QUOTE not in said and TAX in said
    answer_remarks(row, {first.pk: " ", second.pk: "Đã tách."}, by=centre())  # an answer taken back
    assert QUOTE in refusal(PROJECT_FLOW.press, row, "resubmit", by=centre())
    answer_remarks(row, {first.pk: "Đã có ba báo giá."}, by=centre())
    assert filed_again(row).status == "REGISTERED"


def test_a_remark_is_worked_off_or_asked_again_and_every_round_stays_readable():
    row = filed_again(answered(returned()))
    paper, tax = row.remarks.all()
    record_appraisal(row, points=f.all_points_met(), recommended_support=180_000_000, by=officer())
    said = refusal(PROJECT_FLOW.press, row, "appraise", by=f.person("DOIT_DIRECTOR"))
    assert "Chưa xác nhận yêu cầu bổ sung đã sửa xong, phần Giấy tờ" in said and "phần Dự toán" in said
    told = " ".join(map(str, turn_of(row, officer()).against))  # the officer need not wait for the director to find it
    assert QUOTE in told and TAX in told

    returned(
        row, Asked("ESTIMATE", "Còn sai thuế dòng 2.", tax.pk), Asked("IMPACT", "Nêu số lao động."), done=[paper.pk]
    )

    states = {(remark.round, remark.section): remark.state_label for remark in row.remarks.for_page()}
    assert states == {
        (1, "PAPERS"): "Đã sửa xong", (1, "ESTIMATE"): "Nêu lại ở lần 2",
        (2, "ESTIMATE"): "Chờ trả lời", (2, "IMPACT"): "Chờ trả lời",
    }  # fmt: skip
    filed_again(answered(row))
    work_off(row, [remark.pk for remark in row.remarks.pending()], by=officer())
    record_appraisal(row, points=f.all_points_met(), recommended_support=180_000_000, by=officer())
    f.answered(row)
    PROJECT_FLOW.press(row, "appraise", by=f.person("DOIT_DIRECTOR"))
    assert row.status == "APPRAISED"


def test_whoever_and_whenever_it_is_not_their_turn_is_refused():
    row = returned()
    remark = row.remarks.first()
    with pytest.raises(PermissionDenied):
        answer_remarks(row, {remark.pk: "Đã sửa."}, by=f.person("VIEWER"))
    assert "Chỉ xét yêu cầu bổ sung khi hồ sơ đã nộp lại" in refusal(work_off, row, [remark.pk], by=officer())
    other = returned(f.registered(title="Đề án khác", beneficiaries=[_another_place()])).remarks.first()
    assert "Không có yêu cầu này" in refusal(answer_remarks, row, {other.pk: "Đã sửa."}, by=centre())
    filed_again(answered(row))
    assert "Chỉ trả lời khi hồ sơ bị trả lại" in refusal(answer_remarks, row, {remark.pk: "Khác"}, by=centre())
    with pytest.raises(PermissionDenied):
        work_off(row, [remark.pk], by=centre())
    assert "Chỉ nêu lại được" in refusal(returned, row, Asked("PAPERS", "Lại", other.pk))
    work_off(row, [remark.pk], by=officer())
    assert "Không có yêu cầu này" in refusal(work_off, row, [remark.pk], by=officer())


def test_whoever_wrote_the_dossier_does_not_confirm_that_it_is_mended():
    row = answered(returned())
    writer = f.another("DOIT_SPECIALIST")
    row.objective = "Giảm bụi, thêm việc làm"
    save_project(row, by=writer)
    filed_again(row)
    ids = [remark.pk for remark in row.remarks.pending()]
    assert "phải do người khác làm" in refusal(work_off, row, ids, by=writer)
    said = refusal(PROJECT_FLOW.press, row, "return", by=writer, remarks=[Asked("IMPACT", "Nêu rõ.")], done=ids)
    assert "phải do người khác làm" in said
    work_off(row, ids, by=officer())
    assert not row.remarks.pending()


def _another_place():
    from projects.models import Beneficiary

    return Beneficiary(establishment=f.establishment("Hợp tác xã Mây tre đan Đức Thọ"))


def test_the_pages_ask_at_the_section_take_the_answers_and_keep_what_was_typed(client):
    row = f.registered()
    step, all_rounds = reverse("projects:return", args=[row.pk]), reverse("projects:remarks", args=[row.pk])
    client.force_login(officer())
    page = client.post(step, {"confirmed": "1", "note": ""})
    assert page.status_code in (409, 422) and "Phải nêu lý do" in page.content.decode()
    client.post(step, {"confirmed": "1", "note": "", "at_PAPERS": f"{QUOTE}\n\nThiếu ảnh.", "at_ESTIMATE": TAX})
    assert [(remark.section, remark.text) for remark in row.remarks.all()] == [
        ("ESTIMATE", TAX), ("PAPERS", QUOTE), ("PAPERS", "Thiếu ảnh."),
    ]  # fmt: skip

    client.force_login(centre())
    for address in (row.get_absolute_url(), reverse("projects:edit", args=[row.pk]), all_rounds):
        page = client.get(address).content.decode()
        assert QUOTE in page and TAX in page, address
    first, second, third = row.remarks.all()
    typed = {f"answer_{first.pk}": "Đã có ba báo giá.", f"answer_{second.pk}": "x" * 2001, f"answer_{third.pk}": ""}
    page = client.post(all_rounds, typed)
    assert (
        page.status_code == 422 and "Đã có ba báo giá." in page.content.decode() and not row.remarks.exclude(answer="")
    )
    client.post(all_rounds, typed | {f"answer_{second.pk}": "Đã chụp.", f"answer_{third.pk}": "Đã tách."})
    filed_again(row)

    client.force_login(officer())
    client.post(all_rounds, {f"done_{second.pk}": "on"})
    page = client.post(step, {"confirmed": "1", f"judged_{first.pk}": "AGAIN", f"again_{first.pk}": ""})
    assert "Nêu lại thì phải ghi còn phải sửa gì." in page.content.decode()
    client.post(step, {"confirmed": "1", f"judged_{first.pk}": "AGAIN", f"again_{first.pk}": "Báo giá quá hạn.",
                       f"judged_{third.pk}": "DONE"})  # fmt: skip
    assert [remark.state for remark in row.remarks.for_page()] == ["REOPENED", "DONE", "DONE", "OPEN"]
    page = client.get(all_rounds).content.decode()
    assert "Lần trả lại 1" in page and "Lần trả lại 2" in page and "Nêu lại ở lần 2" in page


def test_the_same_over_rest():
    row, client = f.registered(), APIClient()
    address = f"/api/v1/projects/{row.pk}/"
    client.force_authenticate(officer())
    assert client.post(f"{address}press/return/", {}, format="json").status_code == 400
    wrong = client.post(f"{address}press/return/", {"remarks": [{"section": "X", "text": ""}]}, format="json")
    assert wrong.status_code == 400 and "remarks" in wrong.json()
    asked = {"remarks": [{"section": "PAPERS", "text": QUOTE}]}
    assert client.post(f"{address}press/return/", asked, format="json").json()["status"] == "RETURNED"

    client.force_authenticate(centre())
    assert QUOTE in str(client.post(f"{address}press/resubmit/", {}, format="json").json())
    (remark,) = client.get(f"{address}remarks/").json()
    sent = [{"id": remark["id"], "answer": "Đã bổ sung."}]
    for _ in range(2):  # sent again with the same key it is done once
        answer = client.post(f"{address}remarks/answer/", sent, format="json", HTTP_IDEMPOTENCY_KEY="tra-loi-1")
        assert answer.json()[0]["state"] == "ANSWERED", answer.json()
    assert client.post(f"{address}remarks/answer/", [{"id": 0, "answer": "x"}], format="json").status_code == 400
    assert client.post(f"{address}press/resubmit/", {}, format="json").status_code == 200
    assert client.post(f"{address}remarks/work-off/", {"ids": [remark["id"]]}, format="json").status_code == 403

    client.force_authenticate(officer())
    done = client.post(f"{address}remarks/work-off/", {"ids": [remark["id"]]}, format="json")
    assert done.json()[0]["state"] == "DONE"
    client.force_authenticate(f.local_officer(f.district("Huyện Kỳ Anh")))
    assert client.get(f"{address}remarks/").status_code == 404
    assert Remark.objects.count() == 1
