"""A change of an approved project: asked for in writing, checked on site, decided by a paper, then it stands."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Organisation
from core.audit import history
from core.dates import ngay, today
from core.workflow import PaperInput
from norms.models import DeciderRule
from projects.changes.rules import decision_of
from projects.changes.services import save_change
from projects.changes.workflow import CHANGE_FLOW
from projects.models import Beneficiary, ChangeRequest, Project
from projects.next_steps import turn_of
from projects.remarks import Asked, answer_remarks, work_off
from projects.services import record_appraisal
from projects.suspension import tell_until
from projects.work import worklist
from projects.workflow import PROJECT_FLOW
from tests import factories as f

pytestmark = pytest.mark.django_db
STATE = "project_in_progress"
S = Project.Status


def day(month, number):
    return datetime.date(2021, month, number)


def officer():
    return f.person("DOIT_SPECIALIST")


def centre():
    return f.person("CENTRE_OFFICER")


def running():
    """The project that the state begins with, 15/05 to 30/10/2021."""
    return Project.objects.get(status=S.IN_PROGRESS)


def paper(number, on):
    return PaperInput(number=number, issued_on=on, signer="Lê Văn A")


def asked(row, kind="EXTEND", reason="Máy về chậm.", leaving=None, joining=None, **values):
    change = ChangeRequest(project=row, kind=kind, reason=reason, leaving=leaving, joining=joining)
    return save_change(change, by=centre(), values=values)


def sent(change, on=None):
    return CHANGE_FLOW.press(change, "send", by=centre(), paper=paper("12/TTr-TTKC", on or day(8, 2)))


def checked(change, on=None):
    return CHANGE_FLOW.press(change, "check", by=officer(), on=on or day(8, 5), note="Đúng như đề nghị.")


def decided(change, number="25/QĐ-SCT", on=None):
    return CHANGE_FLOW.press(change, "decide", by=officer(), paper=paper(number, on or day(8, 9)))


def through(change, number="25/QĐ-SCT", month=8):
    return decided(checked(sent(change, day(month, 2)), day(month, 5)), number, day(month, 9))


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        call(*args, **kwargs)
    return " ".join(refused.value.messages)


def story(row):
    """The trail as it reads, oldest first."""
    return [entry.sentence for entry in reversed(history(row))]


def test_the_history_of_a_project_that_was_returned_amended_and_stopped_reads_as_sentences():
    row = f.registered(
        title="Dây chuyền xẻ gỗ", beneficiaries=[Beneficiary(establishment=f.establishment("Xưởng Đức Mỹ"))]
    )
    for number in (1, 2, 3):
        PROJECT_FLOW.press(row, "return", by=officer(), remarks=[Asked("PAPERS", f"Thiếu báo giá {number}.")])
        answer_remarks(row, {remark.pk: "Đã bổ sung." for remark in row.remarks.unanswered()}, by=centre())
        PROJECT_FLOW.press(row, "resubmit", by=centre())
        work_off(row, [remark.pk for remark in row.remarks.pending()], by=officer())
    record_appraisal(row, points=f.all_points_met(), recommended_support=180_000_000, made_on=day(5, 4), by=officer())
    PROJECT_FLOW.press(row, "appraise", by=f.person("DOIT_DIRECTOR"), on=day(5, 10))
    for step in ("approve", "commit", "start"):
        PROJECT_FLOW.cause(row, step, by=officer(), on=f.DECIDED)
    through(asked(row, "AMEND", "Mưa lũ.", ends_on=day(11, 30), place="Cụm công nghiệp Thái Yên"), "25/QĐ-SCT")
    new = f.establishment("Hợp tác xã Mộc Thái Yên")
    through(asked(row, "BENEFICIARY", "Xưởng xin thôi.", leaving=row.beneficiaries.get(), joining=new), "31/QĐ-SCT", 9)
    through(asked(row, "SUSPEND", "Lũ ngập xưởng.", until=day(10, 20)), "40/QĐ-SCT", 10)
    assert Project.objects.get(pk=row.pk).status == S.SUSPENDED
    through(asked(row, "RESUME", "Nước đã rút."), "52/QĐ-SCT", 11)

    row.refresh_from_db()
    assert (row.status, row.ends_on, row.beneficiary_words) == (S.IN_PROGRESS, day(11, 30), new.name)
    sct, ttkc = (f"{who.full_name}, {who.organisation.short_name}" for who in (officer(), centre()))
    told = story(row)
    for number in (1, 2, 3):
        assert (
            f"{sct} trả lại hồ sơ, yêu cầu bổ sung; Trạng thái: Đã nhận hồ sơ, chờ thẩm định → Chờ bổ sung, hoàn thiện "
            f"hồ sơ; “Giấy tờ: Thiếu báo giá {number}.”."
        ) in told
        assert f"{ttkc} trả lời yêu cầu bổ sung; Giấy tờ: Thiếu báo giá {number}.: chưa có → Đã bổ sung.." in told
    assert told[-4:] == [
        f"{sct} thực hiện thay đổi đã được quyết định (25/QĐ-SCT ngày 09/08/2021); Ngày kết thúc: 30/10/2021 → "
        "30/11/2021; Địa điểm cụ thể: chưa có → Cụm công nghiệp Thái Yên; “Mưa lũ.”.",
        f"{sct} thực hiện thay đổi đã được quyết định (31/QĐ-SCT ngày 09/09/2021); Đơn vị thụ hưởng: Xưởng Đức Mỹ → "
        "Hợp tác xã Mộc Thái Yên; Điều kiện thụ hưởng: Xưởng Đức Mỹ: 3 đạt, 1 cần chứng minh → Hợp tác xã Mộc Thái "
        "Yên: 3 đạt, 1 cần chứng minh; “Xưởng xin thôi.”.",
        f"{sct} tạm dừng thực hiện (40/QĐ-SCT ngày 09/10/2021); Trạng thái: Đang thực hiện → Tạm dừng thực hiện; "
        "“Lũ ngập xưởng. Tạm dừng thực hiện đến 20/10/2021.”.",
        f"{sct} tiếp tục thực hiện (52/QĐ-SCT ngày 09/11/2021); Trạng thái: Tạm dừng thực hiện → Đang thực hiện; "
        "“Nước đã rút.”.",
    ]
    assert [change.sentences for change in row.change_requests.order_by("pk")] == [
        ["Kéo dài thời gian thực hiện từ 30/10/2021 đến 30/11/2021.",
         "Đổi địa điểm cụ thể từ “chưa ghi” thành “Cụm công nghiệp Thái Yên”."],
        ["Thay đơn vị thụ hưởng “Xưởng Đức Mỹ” bằng “Hợp tác xã Mộc Thái Yên”."],
        ["Tạm dừng thực hiện đến 20/10/2021."],
        ["Tiếp tục thực hiện đề án."],
    ]  # fmt: skip


def test_who_decides_follows_the_dated_rules_and_the_highest_wins():
    row = running()
    for values, kind, who in (
        ({"ends_on": day(12, 15)}, "EXTEND", "DOIT"),
        ({"ends_on": datetime.date(2022, 3, 1)}, "EXTEND", "PPC"),
        ({"place": "Xóm 2"}, "AMEND", "DOIT"),
        ({"place": "Xóm 2", "content": "Thêm máy chà."}, "AMEND", "PPC"),
        ({"until": day(10, 1)}, "SUSPEND", "DOIT"),
        ({}, "TERMINATE", "PPC"),
    ):
        assert decision_of(asked(row, kind, **values), day(8, 9)).decider == who, values
    change = through(asked(row, "AMEND", place="Xóm 2"))
    assert change.decider == "DOIT"
    Project.objects.filter(pk=row.pk).update(tier="NATIONAL")
    assert "Chưa có quy định cấp nào quyết định: Tạm dừng" in refusal(sent, asked(row, "SUSPEND", until=day(10, 1)))
    Project.objects.filter(pk=row.pk).update(kind="GROUP")
    row.refresh_from_db()
    joining = f.establishment("Hợp tác xã Mây tre")
    asked_for = asked(row, "BENEFICIARY", leaving=row.beneficiaries.get(), joining=joining)
    assert decision_of(asked_for, day(8, 9)).rules[0].scope == DeciderRule.Scope.GROUP


@pytest.mark.parametrize("issuer", ["UBND xã Thượng Lộc", "Trung tâm Khuyến công"])
def test_a_change_is_not_decided_by_the_paper_of_an_office_that_the_table_does_not_name(issuer):
    change = checked(sent(asked(running(), ends_on=day(11, 30))))
    told = refusal(
        CHANGE_FLOW.press, change, "decide", by=officer(), paper=replace(paper("25/QĐ", day(8, 9)), issuer=issuer)
    )
    assert f"hiện có “{issuer}”; cần Sở Công Thương" in told
    change.refresh_from_db()
    assert change.status == "CHECKED"


@pytest.mark.parametrize("issuer", ["SỞ CÔNG THƯƠNG HÀ TĨNH", "Uỷ ban nhân dân tỉnh Hà Tĩnh"])
def test_a_change_is_decided_by_whoever_the_table_names_or_by_a_level_above(issuer):
    change = checked(sent(asked(running(), ends_on=day(11, 30))))
    CHANGE_FLOW.press(change, "decide", by=officer(), paper=replace(paper("25/QĐ", day(8, 9)), issuer=issuer))
    assert ChangeRequest.objects.get(pk=change.pk).status == "DECIDED"


def test_a_request_is_refused_with_what_stands_in_the_way():
    row = running()
    with pytest.raises(PermissionDenied):
        save_change(ChangeRequest(project=row, kind="EXTEND", reason="x"), by=f.person("VIEWER"))
    with pytest.raises(ValidationError) as refused:
        asked(row, "EXTEND", reason="")
    assert set(refused.value.message_dict) == {"reason", "ends_on"}
    assert "Chưa đổi mục nào" in refusal(asked, row, "AMEND", place="", ends_on=row.ends_on)
    assert "Loại thay đổi này không đổi mục này" in refusal(asked, row, "EXTEND", ends_on=day(12, 1), place="Xóm 2")
    assert "không đề nghị “Tiếp tục thực hiện” được" in refusal(asked, row, "RESUME")
    assert "Gia hạn phải đến sau ngày kết thúc hiện nay" in refusal(sent, asked(row, ends_on=day(10, 1)))
    assert "Ngày kết thúc trước ngày bắt đầu" in refusal(sent, asked(row, "AMEND", starts_on=day(12, 1)))
    own = Organisation.objects.get(pk=row.implementing_organisation_id)
    said = refusal(sent, asked(row, "COORDINATOR", coordinating_organisation=own))
    assert "phải khác đơn vị thực hiện" in said
    assert "Đề án chưa được bố trí kinh phí trong sổ" in refusal(sent, asked(row, "AMEND", support=1_000_000))
    present = row.beneficiaries.get()
    said = refusal(asked, row, "BENEFICIARY", leaving=None, joining=None)
    assert "Chọn đơn vị đang trong danh sách thụ hưởng." in said and "Nhập đơn vị thay thế." in said
    same = asked(row, "BENEFICIARY", leaving=present, joining=present.establishment)
    assert "đã có trong danh sách thụ hưởng" in refusal(sent, same)
    closed = f.establishment("Xưởng đã đóng", is_active=False)
    assert "đã ngừng hoạt động" in refusal(sent, asked(row, "BENEFICIARY", leaving=present, joining=closed))


def test_whoever_asked_does_not_check_and_the_paper_comes_after_the_check():
    row = running()
    change = save_change(
        ChangeRequest(project=row, kind="EXTEND", reason="x"), by=officer(), values={"ends_on": day(12, 1)}
    )
    letter = paper("12/TTr-TTKC", day(8, 2))
    with pytest.raises(PermissionDenied):  # not sent yet, it is the Department's own draft
        CHANGE_FLOW.press(change, "send", by=centre(), paper=letter)
    CHANGE_FLOW.press(change, "send", by=officer(), paper=letter)
    assert "phải do người khác làm" in refusal(press_check, change, by=officer(), note="Đúng.", on=day(8, 5))
    press_check(change, by=f.another("DOIT_SPECIALIST"), note="Đúng.", on=day(8, 5))
    assert "Văn bản đề trước ngày kiểm tra thực tế" in refusal(decided, change, on=day(8, 4))
    assert "Phải ghi số, ngày, người ký" in refusal(CHANGE_FLOW.press, change, "decide", by=officer())
    Project.objects.filter(pk=row.pk).update(status=S.COMPLETED)
    assert "Đề án không ở giai đoạn" in refusal(decided, change)
    CHANGE_FLOW.press(change, "return", by=officer(), note="Nêu rõ tiến độ.")
    change.reason = "Máy về chậm hai tháng."
    Project.objects.filter(pk=row.pk).update(status=S.IN_PROGRESS)
    save_change(change, by=centre(), values={"ends_on": day(12, 15)})
    checked_again = press_check(sent(change), by=f.another("DOIT_SPECIALIST"), note="Đúng.", on=day(8, 6))
    refused = CHANGE_FLOW.press(
        checked_again, "refuse", by=officer(), note="Không cần.", paper=paper("9/SCT", day(8, 9))
    )
    row.refresh_from_db()
    assert refused.status == "REFUSED" and row.ends_on == day(10, 30)
    assert "không sửa được nữa" in refusal(save_change, change, by=centre(), values={"ends_on": day(12, 1)})


def test_the_site_is_not_checked_before_the_letter_that_asks_for_it():
    change = sent(asked(running(), ends_on=day(12, 15)), day(8, 2))
    said = refusal(checked, change, day(8, 1))
    assert said.startswith("Ngày kiểm tra thực tế trước ngày văn bản đề nghị thay đổi: hiện có 01/08/2021; cần từ ")
    assert "02/08/2021 trở đi" in said and change.checked_on is None
    checked(change, day(8, 2))
    CHANGE_FLOW.press(change, "return", by=officer(), note="Thiếu bản vẽ.")
    checked(sent(change, day(8, 20)), day(8, 3))  # the visit that the first letter asked for still counts
    assert change.checked_on == day(8, 3)


def press_check(change, **act):
    return CHANGE_FLOW.press(change, "check", **act)


def test_what_other_papers_changed_meanwhile_is_what_stood_before():
    row = running()
    first, second = asked(row, ends_on=day(11, 30)), asked(row, ends_on=day(12, 31))
    for change, number in ((first, "25/QĐ-SCT"), (second, "26/QĐ-SCT")):
        through(change, number)
    assert second.sentences == ["Kéo dài thời gian thực hiện từ 30/11/2021 đến 31/12/2021."]


def work_past_its_day(person):
    return [(item.due, item.detail) for item in worklist(person) if "Hết hạn tạm dừng" in item.title]


def test_before_its_day_a_suspension_is_nobody_s_to_decide_and_the_last_decision_counts():
    row, soon = running(), today() + datetime.timedelta(days=20)
    through(asked(row, "SUSPEND", until=day(10, 1)))
    through(asked(row, "RESUME"), "26/QĐ-SCT", 9)
    through(asked(row, "SUSPEND", until=soon), "27/QĐ-SCT", 10)
    row.refresh_from_db()
    assert tell_until([row])[0].stop_words == f"tạm dừng đến {ngay(soon)}" and not row.stop_is_over
    assert work_past_its_day(officer()) == []
    assert [(item.due, item.title) for item in worklist(centre())] == [(soon, "Đề nghị tiếp tục hoặc ngừng thực hiện")]


def test_nothing_is_stopped_until_a_day_before_the_paper_that_stops_it():
    row = running()
    early = asked(row, "SUSPEND", until=day(8, 1))
    said = refusal(sent, early, day(8, 2))
    assert "Ngày tạm dừng đến trước ngày của văn bản: hiện có tạm dừng đến 01/08/2021; cần từ 02/08/2021" in said
    change = checked(sent(asked(row, "SUSPEND", until=day(8, 8)), day(8, 2)))
    assert "hiện có tạm dừng đến 08/08/2021; cần từ 09/08/2021" in refusal(decided, change, on=day(8, 9))
    assert decided(change, on=day(8, 8)).status == "DECIDED"


def test_a_suspended_project_waits_for_a_request_and_every_desk_sees_its_own(client):
    row = running()
    change = sent(asked(row, "SUSPEND", until=day(10, 1)))

    def work(person):
        return [item.title for item in worklist(person) if "thay đổi" in item.title]

    assert (work(officer()), work(centre())) == (["Kiểm tra thực tế đề nghị thay đổi"], [])
    checked(change)
    assert work(officer()) == ["Ghi nhận quyết định về đề nghị thay đổi"]
    decided(change)
    row.refresh_from_db()
    turn = turn_of(row, centre())
    assert (turn.title, turn.label) == ("Đề nghị tiếp tục hoặc ngừng thực hiện", "Lập đề nghị")
    assert [item.title for item in worklist(centre())] == [turn.title]
    assert work_past_its_day(officer()) == [(day(10, 1), f"{row}, tạm dừng đến 01/10/2021")], "whoever decides"
    for person in (centre(), officer()):
        client.force_login(person)
        for name in ("projects:list", "reports:register"):
            page = " ".join(client.get(reverse(name), {"year": "2021"}).content.decode().split())
            assert 'tạm dừng đến 01/10/2021 <span class="tag son">quá hạn</span>' in page, name
    asked(row, "RESUME")
    assert turn.title not in [item.title for item in worklist(centre())]
    assert (work(centre()), work(officer())) == (["Hoàn thiện, gửi đề nghị thay đổi"], [])


def test_the_pages_offer_what_the_state_allows_and_keep_what_was_typed(client):
    row = running()
    new = reverse("projects:change_new", args=[row.pk])
    client.force_login(f.person("VIEWER"))
    assert client.get(new).status_code == 403
    client.force_login(centre())
    page = client.get(new).content.decode()
    assert "Gia hạn thời gian thực hiện" in page and "Tiếp tục thực hiện" not in page
    assert client.get(f"{new}?kind=RESUME").url == row.get_absolute_url()
    for kind in ("AMEND", "BENEFICIARY", "COORDINATOR", "EXTEND", "SUSPEND", "TERMINATE"):
        assert client.get(f"{new}?kind={kind}").status_code == 200, kind
    page = client.post(
        f"{new}?kind=AMEND", {"support": "2.740", "starts_on": "31/02/2021", "place": "Xóm 2", "reason": ""}
    )
    said = page.content.decode()
    assert (
        page.status_code == 422 and "Xóm 2" in said and "có thể hiểu nhiều cách" in said and "không có ngày 31" in said
    )
    assert 'href="#id_reason"' in said
    answer = client.post(f"{new}?kind=EXTEND", {"ends_on": "15/12/2021", "reason": "Máy về chậm."})
    change = ChangeRequest.objects.get()
    assert answer.url == change.get_absolute_url()
    client.post(reverse("projects:change_edit", args=[change.pk]), {"ends_on": "20/12/2021", "reason": "Máy về chậm."})
    step = {"confirmed": "1", "note": "", "number": "12/TTr-TTKC", "issued_on": "02/08/2021", "signer": "Trần B"}
    client.post(reverse("projects:change_press", args=[change.pk, "send"]), step)
    client.force_login(officer())
    press = reverse("projects:change_press", args=[change.pk, "check"])
    assert "Phải nêu lý do" in client.post(press, {"confirmed": "1", "on": "05/08/2021", "note": ""}).content.decode()
    client.post(press, {"confirmed": "1", "on": "05/08/2021", "note": "Đã thấy."})
    page = client.get(change.get_absolute_url()).content.decode()
    assert "Kéo dài thời gian thực hiện từ 30/10/2021 đến 20/12/2021." in page and "12/TTr-TTKC" in page
    assert "Sở Công Thương" in page and "Đã thấy." in page
    step |= {"number": "25/QĐ-SCT", "issued_on": "09/08/2021"}
    client.post(reverse("projects:change_press", args=[change.pk, "decide"]), step)
    row.refresh_from_db()
    assert row.ends_on == day(12, 20)
    assert "Kéo dài thời gian thực hiện" in client.get(row.get_absolute_url()).content.decode()


def test_the_same_over_rest_and_out_of_reach_it_does_not_exist():
    row, client = running(), APIClient()
    client.force_authenticate(centre())
    body = {"project": row.pk, "kind": "AMEND", "reason": "Máy về chậm.", "new_values": {"ends_on": "2021-12-15"}}
    wrong = client.post("/api/v1/change-requests/", body | {"new_values": {"ends_on": "15/12/2021"}}, format="json")
    assert wrong.status_code == 400
    for _ in range(2):
        made = client.post("/api/v1/change-requests/", body, format="json", HTTP_IDEMPOTENCY_KEY="doi-1")
        assert made.status_code == 201, made.json()
    (change,) = ChangeRequest.objects.all()
    address = f"/api/v1/change-requests/{change.pk}/"
    kept = client.patch(address, {"reason": "Máy về chậm hai tháng.", "kind": "SUSPEND"}, format="json").json()
    assert kept["kind"] == "AMEND" and kept["sentences"] == [
        "Kéo dài thời gian thực hiện từ 30/10/2021 đến 15/12/2021."
    ]
    letter = {"number": "12/TTr", "issued_on": "2021-08-02", "signer": "Trần B"}
    order = CHANGE_FLOW.transitions
    for name in order:  # nothing but what the state allows
        person = officer() if order[name].permission != "projects.run_project" else centre()
        client.force_authenticate(person)
        if "DRAFT" not in order[name].sources:
            answer = client.post(f"{address}press/{name}/", {"note": "x", "paper": letter}, format="json")
            # to the Department a draft of the Centre does not exist
            assert answer.status_code == (404 if person == officer() else 400), name
    client.force_authenticate(centre())
    assert client.post(f"{address}press/check/", {"note": "x"}, format="json").status_code == 403
    assert client.post(f"{address}press/send/", {"paper": letter}, format="json").json()["status"] == "SENT"
    client.force_authenticate(officer())
    on_site = {"on": "2021-08-05", "note": "Đúng."}
    assert client.post(f"{address}press/check/", on_site, format="json").json()["checked_on"] == "2021-08-05"
    issued = letter | {"number": "25/QĐ-SCT", "issued_on": "2021-08-09"}
    done = client.post(f"{address}press/decide/", {"paper": issued}, format="json").json()
    assert (done["status"], done["decider"]) == ("DECIDED", "DOIT"), done
    assert client.get("/api/v1/change-requests/", {"project": row.pk}).json()["count"] == 1
    client.force_authenticate(f.local_officer(f.district("Huyện Kỳ Anh")))
    assert client.get(address).status_code == 404
    assert client.post("/api/v1/change-requests/", body, format="json").status_code == 400


def test_no_state_of_a_request_for_change_is_reached_over_rest_out_of_order():
    change, wrong = asked(running(), ends_on=day(12, 15)), []
    letter = {"number": "12/TTr", "issued_on": "2021-08-02", "signer": "Trần B"}
    ChangeRequest.objects.filter(pk=change.pk).update(
        checked_on=day(8, 5), check_note="Đúng.", decider="DOIT", decided_at=timezone.now(), decided_on=day(8, 9)
    )  # what the later states must have
    for status in ChangeRequest.Status.values:
        ChangeRequest.objects.filter(pk=change.pk).update(status=status)
        for name, step in CHANGE_FLOW.transitions.items():
            if status in step.sources:
                continue
            client = APIClient()
            person = centre() if step.permission == "projects.run_project" else officer()
            client.force_authenticate(person)
            answer = client.post(
                f"/api/v1/change-requests/{change.pk}/press/{name}/", {"note": "x", "paper": letter}, format="json"
            )
            unseen = person == officer() and status in ("DRAFT", "WITHDRAWN")  # it was never sent
            refused = answer.status_code == 400 and "không thể" in answer.content.decode()
            if not (answer.status_code == 404 if unseen else refused):
                wrong.append((status, name, answer.status_code, answer.content.decode()[:200]))
        if ChangeRequest.objects.get(pk=change.pk).status != status:
            wrong.append((status, "moved"))
    assert wrong == []


# --- the diagram over REST --------------------------------------------------------------------------------------------

FROM = {
    "register": "DRAFT",
    "resubmit": "RETURNED",
    "appraise": "REGISTERED",
    "send_sheet_back": "REGISTERED",
    "return": "REGISTERED",
    "reject": "REGISTERED",
    "send_refusal": "REJECTED",
    "start": "CONTRACTED",
    "complete": "IN_PROGRESS",
    "complete_by_volume": "IN_PROGRESS",
    "withdraw": "DRAFT REGISTERED RETURNED APPRAISED",
}
CAUSED_ELSEWHERE = (
    "plan", "unplan", "approve", "commit", "rework", "accept", "accept_by_volume", "settle", "close", "suspend",
    "resume", "terminate", "undo_import", "carry_over", "continue", "withdraw_historical",
    "back_to_contract", "back_to_work",
)  # fmt: skip


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.long)])
def test_no_state_of_a_project_is_reached_over_rest_out_of_order(every):
    assert set(PROJECT_FLOW.transitions) == {*FROM, *CAUSED_ELSEWHERE}
    row, clients = running(), {}
    for role in ("DOIT_SPECIALIST", "DOIT_DIRECTOR", "CENTRE_OFFICER"):
        clients[role] = APIClient()
        clients[role].force_authenticate(f.person(role))
    holder = {
        name: next(role for role in clients if f.person(role).has_perm(PROJECT_FLOW[name].permission)) for name in FROM
    }
    wrong = []
    for no, status in enumerate(S.values):
        Project.objects.filter(pk=row.pk).update(status=status)
        for name in list(PROJECT_FLOW.transitions)[no % every :: every]:
            if status in FROM.get(name, "").split():
                continue  # in order: its own tests say what it needs
            client = clients[holder.get(name, "DOIT_DIRECTOR")]
            answer = client.post(f"/api/v1/projects/{row.pk}/press/{name}/", {"note": "Thử"}, format="json")
            code = 400 if name in FROM else 403
            if answer.status_code != code or (code == 400 and "không thể" not in answer.content.decode()):
                wrong.append((status, name, answer.status_code, answer.content.decode()[:200]))
        if Project.objects.get(pk=row.pk).status != status:
            wrong.append((status, "moved"))
    assert wrong == []


def test_a_request_not_sent_is_its_author_s_office_s_alone(client):
    """Not even the Department, which sees the project, learns of it: on no page, in no list, over REST."""
    row = running()
    change, author = asked(row, ends_on=day(12, 15)), f.another("CENTRE_OFFICER")
    paths = [reverse("projects:change", args=[change.pk]), f"/api/v1/change-requests/{change.pk}/"]
    rows, page = f"/api/v1/change-requests/?project={row.pk}", row.get_absolute_url()

    def seen_by(person):
        client.force_login(person)
        listed = client.get(rows).json()["count"], change.get_absolute_url() in client.get(page).content.decode()
        return [client.get(path).status_code for path in paths], *listed

    nothing, everything = ([404, 404], 0, False), ([200, 200], 1, True)
    others = [officer(), f.local_officer(f.district())]
    assert seen_by(author) == everything and [seen_by(other) for other in others] == [nothing, nothing]
    client.force_login(officer())
    assert (
        client.post(reverse("projects:change_press", args=[change.pk, "withdraw"]), {"note": "Thôi."}).status_code
        == 404
    )
    with pytest.raises(PermissionDenied):
        save_change(change, by=officer(), values={})

    sent(change)
    assert [seen_by(other) for other in others] == [everything, everything]
    CHANGE_FLOW.press(change, "return", by=officer(), note="Thiếu ảnh.")
    CHANGE_FLOW.press(change, "withdraw", by=centre(), note="Máy đã về.")
    assert [seen_by(other) for other in others] == [everything, everything], "it was sent once"


def test_a_draft_that_was_dropped_before_it_was_sent_stays_unseen(client):
    change = asked(running(), ends_on=day(12, 15))
    CHANGE_FLOW.press(change, "withdraw", by=centre(), note="Máy đã về.")
    client.force_login(officer())
    assert client.get(change.get_absolute_url()).status_code == 404
    client.force_login(centre())
    assert client.get(change.get_absolute_url()).status_code == 200
