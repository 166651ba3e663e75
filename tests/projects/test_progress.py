"""The month's report of the work: its pictures, the day it was due, and the months nobody reported."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from core.documents import withdraw
from core.money import dong
from khuyencong.sample.pictures import photo
from projects.models import ProgressReport
from projects.progress import add_progress_photo, confirm_progress, months_of, photos_of
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets import test_changes as changes

pytestmark = pytest.mark.django_db
NOT_A_PICTURE = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def month(number):
    return datetime.date(2021, number, 1)


def sent_on(report, day):
    ProgressReport.objects.filter(pk=report.pk).update(made_on=day)


def test_a_late_report_says_by_how_many_days_and_one_in_time_says_nothing():
    row = f.project_in("IN_PROGRESS", starts_on=month(6), ends_on=datetime.date(2021, 7, 20))
    sent_on(f.progress(row, month=month(6), percent=30, value_done=100_000_000), datetime.date(2021, 6, 25))
    sent_on(f.progress(row, month=month(7)), datetime.date(2021, 8, 1))
    assert [(found.first, found.days_late) for found in months_of(row)] == [(month(7), 7), (month(6), 0)]


def test_a_corrected_report_keeps_the_day_on_which_it_first_came():
    row = f.project_in("IN_PROGRESS")
    sent_on(f.progress(row, percent=50), datetime.date(2021, 7, 20))
    assert f.progress(row, percent=55).made_on == datetime.date(2021, 7, 20)


def test_the_months_nobody_reported_are_named_while_the_work_goes_on(client):
    row = f.project_in("IN_PROGRESS", starts_on=month(5), ends_on=datetime.date(2021, 8, 10))
    f.progress(row, month=month(7))
    missing = [found.first for found in months_of(row) if found.report is None]
    assert missing == [month(8), month(6), month(5)]
    client.force_login(f.person("DOIT_SPECIALIST"))
    page = client.get(reverse("projects:progress", args=[row.pk])).content.decode()
    assert page.count("Chưa nộp") == 3 and "hạn 25/06/2021" in page


def test_nobody_owes_a_report_before_the_work_begins_or_after_it_is_done():
    assert months_of(f.project_in("CONTRACTED", starts_on=month(5))) == []
    done = f.project_in("COMPLETED", starts_on=month(5))
    assert all(found.report for found in months_of(done))


def test_pictures_stay_with_their_month_and_the_same_one_is_kept_once():
    report = f.progress(f.project_in("IN_PROGRESS"))
    officer = f.person("CENTRE_OFFICER")
    for name in ("anh-1.jpg", "anh-1-gui-lai.jpg"):
        add_progress_photo(report, photo("Buồng sơn", name), by=officer)
    add_progress_photo(report, photo("Buồng sấy", "anh-2.jpg"), by=officer)
    assert [row.original_name for row in photos_of(report)] == ["anh-1.jpg", "anh-2.jpg"]
    assert [len(found.photos) for found in months_of(report.project) if found.report] == [2]
    with pytest.raises(ValidationError, match="không phải ảnh"):
        add_progress_photo(report, SimpleUploadedFile("a.jpg", NOT_A_PICTURE), by=officer)


def test_what_the_department_confirmed_takes_no_more_pictures_and_loses_none():
    report = f.progress(f.project_in("IN_PROGRESS"))
    kept = add_progress_photo(report, photo("Buồng sơn", "anh.jpg"), by=f.person("CENTRE_OFFICER"))
    confirm_progress(report, by=f.person("DOIT_SPECIALIST"))
    with pytest.raises(ValidationError, match="đã được Sở xác nhận"):
        add_progress_photo(report, photo("Khác", "khac.jpg"), by=f.person("CENTRE_OFFICER"))
    with pytest.raises(ValidationError, match="là căn cứ của việc đã làm sau nó"):
        withdraw(kept, by=f.person("CENTRE_OFFICER"), why="Nhầm ảnh")


def test_a_bad_file_on_the_page_loses_neither_the_report_nor_the_good_picture(client):
    row = f.project_in("IN_PROGRESS")
    client.force_login(f.person("CENTRE_OFFICER"))
    sent = {
        "month": "7/2021", "percent": "61", "value_done": "253.150.000",
        "photos": [photo("Buồng sơn", "tot.jpg"), SimpleUploadedFile("hong.jpg", b"chu")],
    }  # fmt: skip
    answer = client.post(reverse("projects:progress", args=[row.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "trừ tệp không nhận được" in page and "hong.jpg" in page
    assert [kept.original_name for kept in photos_of(row.progress_reports.get())] == ["tot.jpg"]


def test_pictures_are_sent_and_read_over_rest_within_reach_only():
    report = f.progress(f.project_in("IN_PROGRESS"))
    url = f"/api/v1/progress-reports/{report.pk}/photos/"
    api = APIClient()
    api.force_authenticate(f.person("CENTRE_OFFICER"))
    sent = api.post(url, {"photos": [photo("Buồng sơn", "anh.jpg")]}, format="multipart")
    assert sent.status_code == 200 and [row["original_name"] for row in sent.json()] == ["anh.jpg"], sent.json()
    api.force_authenticate(f.local_officer(f.commune("Xã Xa")))
    assert api.get(url).status_code == 404


def test_more_than_all_the_work_is_refused_with_its_sentence():
    row = f.project_in("IN_PROGRESS")
    api = APIClient()
    api.force_authenticate(f.person("CENTRE_OFFICER"))
    body = {"month": "2021-07-01", "percent": 101, "value_done": 1_000_000}
    refused = api.post(f"/api/v1/projects/{row.pk}/progress/", body, format="json")
    assert refused.status_code == 400 and "từ 0 đến 100 %." in refused.content.decode()


def test_more_spent_than_the_support_is_refused_with_both_figures():
    row = f.project_in("IN_PROGRESS")
    with pytest.raises(ValidationError) as refused:
        f.progress(row, spent_state=row.requested_support + 1)
    assert refused.value.message_dict["spent_state"] == [
        f"Đã chi từ kinh phí khuyến công {dong(row.requested_support + 1)} vượt kinh phí hỗ trợ "
        f"{dong(row.requested_support)} của đề án."
    ]
    assert f.progress(row, spent_state=row.requested_support).spent_state == row.requested_support


def test_a_number_that_is_none_names_no_report():
    api = APIClient()
    api.force_authenticate(f.person("DOIT_SPECIALIST"))
    assert api.get("/api/v1/progress-reports/abc/photos/").status_code == 404
    assert api.post("/api/v1/progress-reports/abc/confirm/").status_code == 404


@pytest.mark.parametrize("percent", ["101", "-1"])
def test_the_page_says_that_the_work_goes_from_nothing_to_all_of_it(client, percent):
    row = f.project_in("IN_PROGRESS")
    client.force_login(f.person("CENTRE_OFFICER"))
    sent = {"month": "7/2021", "percent": percent, "value_done": "253.150.000"}
    answer = client.post(reverse("projects:progress", args=[row.pk]), sent)
    assert answer.status_code == 422 and "Khối lượng từ 0 đến 100 %." in answer.content.decode()


def test_the_share_of_the_value_is_written_in_tenths(client):
    row = f.project_in("IN_PROGRESS")
    f.progress(row, value_done=row.total_cost * 12 // 1000)
    client.force_login(f.person("CENTRE_OFFICER"))
    page = client.get(reverse("projects:progress", args=[row.pk])).content.decode()
    assert ">1,2 %<" in page


def test_no_month_before_the_plan_year_is_reported():
    row = f.project_in("IN_PROGRESS")
    with pytest.raises(ValidationError) as refused:
        f.progress(row, month=datetime.date(2020, 12, 1))
    assert refused.value.message_dict["month"] == [
        "Tháng 12/2020 trước năm kế hoạch 2021 của đề án; cần từ tháng 01/2021."
    ]
    assert f.progress(row, month=month(1)).month == month(1)


def test_no_month_before_the_decision_is_reported():
    """The decision of 28/05: the month itself may be reported."""
    row = b.running(b.signed())
    with pytest.raises(ValidationError) as refused:
        f.progress(row, month=month(4))
    assert refused.value.message_dict["month"] == [
        "Tháng 04/2021 trước khi đề án được phê duyệt, ngày 28/05/2021; cần từ tháng 05/2021."
    ]
    assert f.progress(row, month=month(5)).month == month(5)


def test_what_was_approved_is_the_limit_of_what_is_spent_and_not_what_was_asked():
    approved = b.approved()
    changes.decided(changes.sent(approved, support=120_000_000))
    row = b.running(b.signed(approved, million=120))
    with pytest.raises(ValidationError) as refused:
        f.progress(row, spent_state=120_000_001)
    assert refused.value.message_dict["spent_state"] == [
        "Đã chi từ kinh phí khuyến công 120.000.001 đ vượt kinh phí hỗ trợ được duyệt 120.000.000 đ của đề án."
    ]
    assert f.progress(row, spent_state=120_000_000).spent_state == 120_000_000


def test_what_was_spent_is_told_by_its_source_on_the_page_over_rest_and_in_the_history(client):
    row = f.project_in("IN_PROGRESS")
    client.force_login(f.person("CENTRE_OFFICER"))
    address = reverse("projects:progress", args=[row.pk])
    typed = {
        "month": "7/2021", "percent": "61", "value_done": "253.150.000", "spent_state": "", "spent_other": "3 triệu",
        "spent_counterpart": "100 triệu",
    }  # fmt: skip
    assert client.post(address, typed).status_code == 302
    report = row.progress_reports.get()
    assert (report.spent_state, report.spent_counterpart, report.spent_other) == (0, 100_000_000, 3_000_000)
    page = client.get(address).content.decode()
    assert "100.000.000" in page and "nguồn khác 3.000.000" in page
    told = client.get(f"/api/v1/projects/{row.pk}/progress/").json()
    told = told if isinstance(told, list) else told["results"]
    assert (told[0]["spent_counterpart"], told[0]["spent_other"]) == (100_000_000, 3_000_000)
    said = history(row)[0].sentence
    assert "Đã chi vốn đối ứng: chưa có → 100.000.000 đ" in said and "nguồn khác: chưa có → 3.000.000 đ" in said


@pytest.mark.parametrize(("on", "said"), [
    (datetime.date(2020, 8, 26), "trước tháng được báo cáo 07/2021; cần từ 01/07/2021"),
    (datetime.date(2099, 1, 1), "chưa tới"),
])  # fmt: skip
def test_no_report_is_confirmed_before_the_month_it_tells_of(on, said):
    report = f.progress(f.project_in("IN_PROGRESS"), month=month(7))
    with pytest.raises(ValidationError, match=said):
        confirm_progress(report, by=f.person("DOIT_SPECIALIST"), on=on)
    assert confirm_progress(report, by=f.person("DOIT_SPECIALIST"), on=month(7)).confirmed_on == month(7)


def test_the_value_done_since_the_beginning_does_not_fall_from_month_to_month():
    row = f.project_in("IN_PROGRESS")
    f.progress(row, month=month(7), percent=50, value_done=100 * f.MILLION)
    with pytest.raises(ValidationError, match=r"lũy kế 1 đ thấp hơn tháng 07/2021 \(100\.000\.000 đ\)"):
        f.progress(row, month=month(8), percent=60, value_done=1)
    with pytest.raises(ValidationError, match=r"lũy kế 110\.000\.000 đ cao hơn tháng 07/2021"):
        f.progress(row, month=month(6), percent=40, value_done=110 * f.MILLION)
