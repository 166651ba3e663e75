"""The minutes as a job: from the button on the batch's page, or over REST, to the two files of the asking office."""

from io import BytesIO

import docx
import pypdf
import pytest
from django.urls import reverse
from rest_framework.test import APIClient
from servers import wait_until

from core.jobs import run as run_job
from inspections.models import AcceptanceBatch
from inspections.services import save_batch
from reports.models import ReportRun
from tests import factories as f
from tests.inspections import builders as b

REPORTS, ASK = "/api/v1/reports/", "/reports/request/"
CHAIR = "Bà Trần Thị Hà, chuyên viên Sở Công Thương"


@pytest.fixture(autouse=True)
def files(own_database, settings, tmp_path):
    """Workers commit: each test has a database of its own."""
    settings.MEDIA_ROOT = tmp_path
    return own_database


def centre():
    return f.person("CENTRE_OFFICER")


def drawn_up():
    batch = AcceptanceBatch(held_on=b.HELD, team=f"Ông Nguyễn Xuân Bình, Giám đốc Trung tâm\n{CHAIR}")
    return save_batch(batch, by=centre(), places=[b.place(b.completed())])


def client_of(client, user):
    client.force_login(user)
    return client


def test_from_the_page_of_the_batch_to_the_two_files(client):
    batch = drawn_up()
    client = client_of(client, centre())
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "In biên bản để ký" in page
    form = client.get(f"{ASK}?report=acceptance_minutes&batch={batch.pk}").content.decode()
    assert f'value="{batch.pk}" selected' in form and "Trần Thị Hà, chuyên viên" in form
    answer = client.post(ASK, {"report": "acceptance_minutes", "batch": batch.pk, "chair": CHAIR, "starts": "08:00"})
    run = ReportRun.objects.get()
    assert answer.url == reverse("reports:run", args=[run.pk]) and run.title.startswith("Biên bản nghiệm thu ngày 22")
    run_job(ReportRun, run.pk)
    run.refresh_from_db()
    assert run.state == "DONE", run.error_for_log
    pdf = b"".join(client.get(f"/reports/{run.pk}/pdf/").streaming_content)
    word = b"".join(client.get(f"/reports/{run.pk}/docx/").streaming_content)
    assert "Chủ trì: Trần Thị Hà" in pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert any("Chủ trì: Trần Thị Hà" in line.text for line in docx.Document(BytesIO(word)).paragraphs)
    shown = client.get(f"/reports/{run.pk}/").content.decode()
    assert "Nơi 1: khối lượng, chi phí" in shown and "400.000.000" in shown and "để trống cho văn thư" in shown


def test_once_recorded_the_page_prints_the_minutes_again(client):
    batch = b.record(b.answered(drawn_up()))
    client = client_of(client, centre())
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "Biên bản (PDF, Word)" in page and "In biên bản để ký" not in page
    client.post(ASK, {"report": "acceptance_minutes", "batch": batch.pk})
    run = ReportRun.objects.get()
    run_job(ReportRun, run.pk)
    assert "Số, ngày theo biên bản đã ghi nhận." in client.get(f"/reports/{run.pk}/").content.decode()


def test_the_minutes_that_the_centre_asked_for_are_the_centres(client):
    batch = drawn_up()
    assert client_of(client, centre()).post(ASK, {"report": "acceptance_minutes", "batch": batch.pk}).status_code == 302
    run = ReportRun.objects.get()
    run_job(ReportRun, run.pk)
    addresses = [f"/reports/{run.pk}/", f"/reports/{run.pk}/pdf/", f"{REPORTS}{run.pk}/", f"{REPORTS}{run.pk}/docx/"]
    for user, status in (
        (f.person("CENTRE_DIRECTOR"), 200), (f.person("DOIT_DIRECTOR"), 404), (f.local_officer(f.district()), 404),
    ):  # fmt: skip
        for address in addresses:
            assert client_of(client, user).get(address).status_code == status, (user, address)


def test_over_rest_the_minutes_are_asked_for_and_fetched():
    rest, batch = APIClient(), drawn_up()
    rest.force_authenticate(centre())
    body = {"report": "acceptance_minutes", "batch": batch.pk, "starts": "08:00", "ends": "10:15"}
    answer = rest.post(REPORTS, body, format="json")
    assert (answer.status_code, answer.json()["report"]) == (202, "acceptance_minutes")
    run = ReportRun.objects.get()
    run_job(ReportRun, run.pk)
    done = rest.get(f"{REPORTS}{run.pk}/").json()
    assert done["figures"]["places"][0]["accepted_cost"] == 400_000_000
    assert b"".join(rest.get(done["pdf_url"]).streaming_content).startswith(b"%PDF")
    refused = rest.post(REPORTS, body | {"ends": "07:00"}, format="json")
    assert refused.status_code == 400 and "phải sau giờ bắt đầu" in refused.json()["ends"][0]


@pytest.mark.worker
def test_the_worker_makes_the_minutes(files, worker, settings, client):
    worker(files, MEDIA_ROOT=str(settings.MEDIA_ROOT))
    batch = drawn_up()
    client_of(client, centre()).post(ASK, {"report": "acceptance_minutes", "batch": batch.pk})
    assert wait_until(lambda: ReportRun.objects.get().is_over, 60)
    assert ReportRun.objects.get().state == "DONE", ReportRun.objects.get().error_for_log


def test_the_letter_to_a_refused_applicant_is_asked_for_over_rest_too():
    from tests.reports.test_refusal_letter import refused

    rest, row = APIClient(), refused()
    rest.force_authenticate(f.person("DOIT_SPECIALIST"))
    answer = rest.post(REPORTS, {"report": "refusal_letter", "project": row.pk}, format="json")
    assert (answer.status_code, answer.json()["report"]) == (202, "refusal_letter")
    run = ReportRun.objects.get()
    run_job(ReportRun, run.pk)
    assert rest.get(f"{REPORTS}{run.pk}/").json()["state"] == "DONE"
    assert rest.post(REPORTS, {"report": "refusal_letter", "project": 10**6}, format="json").status_code == 400
