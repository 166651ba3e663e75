"""A paper asked for is made once, whole, from the books of one moment, and only its own office fetches it."""

import hashlib
import re
import time
from io import BytesIO
from pathlib import Path

import docx
import pytest
from django.db import connection
from django.test import Client
from django.utils.html import escape
from servers import wait_until

from accounts.models import User
from core.job_models import Job
from core.jobs import run as run_job
from core.money import grouped, trieu
from ledger import reading
from plans.models import ApprovalRound
from reports.catalogue import CATALOGUE, ask
from reports.models import ReportRun
from tests import databases

UNDER = {"JOB_LEASE_SECONDS": "3", "JOB_SWEEP_SECONDS": "1"}
YEAR = {"year": 2021, "tier": "LOCAL", "as_of": "31/12/2021"}


@pytest.fixture
def sample(sample_database, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return sample_database


def user(name):
    return User.objects.get(username=name)


def client_of(name):
    client = Client()
    client.force_login(user(name), backend="core.backends.RoleBackend")
    return client


def asked(code="year_report", data=YEAR, by="chuyenvien"):
    by = user(by)
    form = CATALOGUE[code].form(data, by=by)
    assert form.is_valid(), form.errors
    return ask(CATALOGUE[code], form, by=by)


def now(run):
    return ReportRun.objects.get(pk=run.pk)


def bytes_of(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def words_of_docx(content):
    """Every word of the paper, tables included."""
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


# --- made ----------------------------------------------------------------------------


@pytest.mark.worker
def test_the_workers_two_files_page_and_rest_tell_the_figures_of_the_books(sample, worker, settings):
    worker(sample, MEDIA_ROOT=str(settings.MEDIA_ROOT), **UNDER)
    round_ = ApprovalRound.objects.filter(year=2021, status="ISSUED").first()
    client = client_of("chuyenvien")
    answer = client.post("/reports/request/", YEAR | {"report": "year_report"})
    year = ReportRun.objects.get(pk=answer.headers["Location"].strip("/").split("/")[-1])
    submission = asked("approval_submission", {"round": round_.pk})
    assert wait_until(lambda: now(year).is_over and now(submission).is_over, 60)
    for run in map(now, (year, submission)):
        assert (run.state, run.percent, run.attempts) == (Job.State.DONE, 100, 1), run.error_for_log
        for kind, start in (("pdf", b"%PDF-1.7"), ("docx", b"PK")):
            content = bytes_of(client.get(f"/reports/{run.pk}/{kind}/"))
            assert content.startswith(start)
            assert len(content) == getattr(run, f"{kind}_size")
            assert hashlib.sha256(content).hexdigest() == getattr(run, f"{kind}_sha256")
            assert content == bytes_of(client.get(f"/api/v1/reports/{run.pk}/{kind}/"))
    runway = {row["stage"]: row for row in reading.runway(reading.book_years(2021, "LOCAL"))}
    page = client.get(f"/reports/{year.pk}/").content.decode()
    word = words_of_docx(bytes_of(client.get(f"/reports/{year.pk}/docx/")))
    rest = client.get(f"/api/v1/reports/{year.pk}/").json()
    for stage, row in zip(("PAID", "SETTLED"), rest["figures"]["stages"][5:7], strict=True):
        assert row["reached"] == runway[stage]["reached"]
        assert trieu(row["reached"]) in page
        assert trieu(row["reached"]) in word
    total = sum(item.approved_support for item in round_.items.filter(removed_at=None, is_reserve=False))
    assert grouped(total) in client.get(f"/reports/{submission.pk}/").content.decode()
    assert grouped(total) in words_of_docx(bytes_of(client.get(f"/reports/{submission.pk}/docx/")))


def cells_of_docx(content):
    """[[text of each row]] of each table; a merged cell once."""
    tables = docx.Document(BytesIO(content)).tables
    return [[[cell.text for cell in {cell._tc: cell for cell in row.cells}.values()] for row in t.rows] for t in tables]


@pytest.mark.parametrize("code", ["year_report", "approval_submission"])
def test_page_and_rest_show_the_very_tables_that_are_printed(code, sample):
    """Columns, unit, totals: what is read on the screen is what goes to the leader's desk."""
    round_ = ApprovalRound.objects.filter(year=2021, status="ISSUED").first()
    run = asked(code, YEAR if code == "year_report" else {"round": round_.pk})
    run_job(ReportRun, run.pk)
    client = client_of("chuyenvien")
    printed = cells_of_docx(bytes_of(client.get(f"/reports/{run.pk}/docx/")))
    tables = client.get(f"/api/v1/reports/{run.pk}/").json()["figures"]["tables"]
    page = client.get(f"/reports/{run.pk}/").content.decode()
    assert len(tables) == 2
    for table in tables:
        rows = [[cell["text"] for cell in row["cells"]] for row in table["rows"]]
        assert any(found[-len(rows) :] == rows for found in printed), table["title"]
        assert table["title"] in page and table["unit"] in page
        for row in [*table["head"], *(row["cells"] for row in table["rows"])]:
            shown = [f">{escape(cell['text'])}</t" for cell in row]
            assert all(text in page for text in shown), row
        if table["title"] != "Kinh phí theo khâu":  # stages are no parts of one sum
            assert rows[-1][1].startswith("Tổng cộng")
    if code == "year_report":
        assert {table["unit"] for table in tables} == {"Đơn vị tính: triệu đồng"}


def test_what_only_a_technician_asks_for_is_folded_away(sample):
    run = asked()
    run_job(ReportRun, run.pk)
    page = client_of("chuyenvien").get(f"/reports/{run.pk}/").content.decode()
    assert now(run).pdf_sha256 in page and "<details" in page
    open_part = re.sub(r"<details class=\"fold\">.*?</details>", "", page, flags=re.DOTALL)
    assert "SHA-256" not in open_part and "khoản số" not in open_part and now(run).pdf_sha256 not in open_part


@pytest.mark.worker
@pytest.mark.parametrize("count", [8, pytest.param(20, marks=pytest.mark.long)])
def test_reports_come_out_once_and_whole_though_workers_die_and_the_broker_forgets(
    sample, worker, beat, settings, count
):
    environment = UNDER | {"MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    runs = [asked() for _ in range(count)]
    beat(sample, **environment)
    first = worker(sample, **environment)
    assert wait_until(lambda: ReportRun.objects.filter(state="DONE").count() >= 2, 60)
    assert wait_until(lambda: ReportRun.objects.filter(state="RUNNING").exists(), 20)
    first.kill()
    databases.empty_broker()
    second = worker(sample, **environment)
    done = ReportRun.objects.filter(state="DONE").count()
    assert wait_until(lambda: ReportRun.objects.filter(state="DONE").count() >= done + 2, 60)
    second.kill()
    worker(sample, **environment)
    assert wait_until(lambda: not ReportRun.objects.exclude(state__in=["DONE", "PARKED"]).exists(), 90)
    time.sleep(1)  # a late twin would show itself now
    assert set(ReportRun.objects.values_list("state", flat=True)) == {"DONE"}
    assert ReportRun.objects.filter(attempts__gt=1).exists(), "nobody was interrupted"
    files = sorted(path.name for path in Path(settings.MEDIA_ROOT, "reports").rglob("*") if path.is_file())
    kinds = [kind for kind in ReportRun.FILES if kind != "zip"]  # nothing goes out with a report of the year
    expected = sorted(f"{run.pk}.{kind}" for run in runs for kind in kinds)
    assert [name for name in files if not name.startswith(".")] == expected
    for run in map(now, runs):
        for kind in kinds:
            content = Path(settings.MEDIA_ROOT, getattr(run, kind)).read_bytes()
            assert hashlib.sha256(content).hexdigest() == getattr(run, f"{kind}_sha256")
        assert Path(settings.MEDIA_ROOT, run.pdf).read_bytes().rstrip().endswith(b"%%EOF")


def test_the_figures_of_a_report_are_of_one_moment(sample):
    """Whatever commits while the books are read is not half in it."""
    from reports.run_models import one_moment

    with one_moment(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("on",)


# --- not made ----------------------------------------------------------------------


def test_a_machine_that_cannot_print_parks_the_report_with_its_sentence(sample, settings):
    settings.PDF_UNAVAILABLE = "Thiếu thư viện, chạy dòng lệnh này: apt-get install …"
    run = asked()
    run_job(ReportRun, run.pk)
    parked = now(run)
    assert (parked.state, parked.error_for_person) == (Job.State.PARKED, settings.PDF_UNAVAILABLE)
    client = client_of("chuyenvien")
    assert settings.PDF_UNAVAILABLE in client.get(f"/reports/{run.pk}/").content.decode()
    assert client.get(f"/reports/{run.pk}/pdf/").status_code == 404
    settings.PDF_UNAVAILABLE = ""
    assert client.post(f"/reports/{run.pk}/again/").status_code == 302
    run_job(ReportRun, run.pk)
    assert now(run).state == Job.State.DONE, now(run).error_for_log


def test_a_list_that_is_empty_is_refused_with_the_papers_own_sentence(sample):
    draft = ApprovalRound.objects.filter(year=2021, status="DRAFT").first()
    assert draft is not None
    draft.items.update(is_reserve=True)
    run = asked("approval_submission", {"round": draft.pk})
    run_job(ReportRun, run.pk)
    assert now(run).error_for_person == "Đợt phê duyệt chưa có đề án nào nên chưa lập được tờ trình."


def test_only_the_one_who_asked_and_the_same_office_reach_a_report(sample):
    run = asked()
    run_job(ReportRun, run.pk)
    kinds = ("", "pdf/", "docx/", "progress/")
    addresses = [f"/reports/{run.pk}/{kind}" for kind in kinds] + [
        f"/api/v1/reports/{run.pk}/{kind}" for kind in kinds[:3]
    ]
    for name in ("taichinh", "trungtam", "huyen.ductho", "xem"):
        client = client_of(name)
        for address in addresses:
            assert client.get(address).status_code == 404, (name, address)
        assert str(run.pk) not in client.get("/reports/").content.decode()
        assert client.get("/api/v1/reports/").json()["count"] == 0
        assert client.post(f"/reports/{run.pk}/again/").status_code == 404
    assert client_of("lanhdao").get(addresses[0]).status_code == 200
    response = client_of("lanhdao").get(addresses[1])
    assert response["Cache-Control"] == "private, no-store" and response["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize("name", ["trungtam", "huyen.ductho"])
def test_the_provinces_papers_are_not_for_an_office_that_sees_a_part(name, sample):
    client = client_of(name)
    assert client.get("/reports/").status_code == 200
    assert client.get("/reports/request/?report=year_report").status_code == 403
    assert client.post("/reports/request/", YEAR | {"report": "year_report"}).status_code == 403
    body = {"report": "year_report", "year": 2021, "as_of": "2021-12-31"}
    assert client.post("/api/v1/reports/", body, content_type="application/json").status_code == 403
    assert not ReportRun.objects.exists()


# --- over REST and without JavaScript ---------------------------------------------------


def test_a_report_is_asked_for_and_fetched_over_rest(sample):
    client = client_of("chuyenvien")
    line = CATALOGUE["year_report"].form(YEAR, by=user("chuyenvien")).lines[0]
    body = {
        "report": "year_report", "year": 2021, "as_of": "2021-12-31", "difficulties": "Dịch bệnh.",
        "expected": [{"line": line.identity, "support": 99_000_000}],
    }  # fmt: skip
    answer = client.post("/api/v1/reports/", body, content_type="application/json", headers={"Idempotency-Key": "a1"})
    again = client.post("/api/v1/reports/", body, content_type="application/json", headers={"Idempotency-Key": "a1"})
    assert answer.status_code == 202 and again.json()["id"] == answer.json()["id"]
    run = ReportRun.objects.get()
    assert answer.json()["state"] == "QUEUED" and answer.json()["pdf_url"] is None
    run_job(ReportRun, run.pk)
    done = client.get(f"/api/v1/reports/{run.pk}/").json()
    assert (done["state"], done["percent"]) == ("DONE", 100)
    assert done["figures"]["lines"][0]["expected_support"] == 99_000_000
    content = bytes_of(client.get(done["pdf_url"]))
    assert hashlib.sha256(content).hexdigest() == done["pdf_sha256"]


@pytest.mark.parametrize(
    ("body", "field", "sentence"),
    [
        ({"report": "year_report", "year": 2020, "as_of": "2020-12-31"}, "year", "chưa có kế hoạch"),
        ({"report": "year_report", "year": 2021, "as_of": "2020-12-31"}, "as_of", "trước năm kế hoạch 2021"),
        ({"report": "year_report", "year": 2021}, "as_of", ""),
        ({"report": "approval_submission", "round": 999_999}, "round", ""),
        ({"report": "khong_co"}, "report", ""),
    ],
)
def test_rest_refuses_with_the_pages_sentences(body, field, sentence, sample):
    answer = client_of("chuyenvien").post("/api/v1/reports/", body, content_type="application/json")
    assert answer.status_code == 400 and sentence in " ".join(answer.json()[field])
    assert not ReportRun.objects.exists()


def test_the_round_leads_to_its_submission_with_the_round_chosen(sample):
    round_ = ApprovalRound.objects.filter(year=2021).first()
    page = client_of("chuyenvien").get(f"/reports/request/?round={round_.pk}")
    assert page.status_code == 200 and f'value="{round_.pk}" selected' in page.content.decode()


@pytest.mark.parametrize("code", CATALOGUE)
def test_another_year_in_the_top_bar_keeps_the_form_of_the_paper(code, sample):
    client = client_of("ketoan" if code == "recovery_letter" else "chuyenvien")  # who signs the money out asks it back
    page = client.get(f"/reports/request/?report={code}").content.decode()
    bar = re.search(r'<form method="get" action="([^"]+)" class="year">(.*?)</form>', page, re.DOTALL)
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', bar[2]))
    answer = client.get(bar[1], kept | {"year": "2020"})
    assert answer.status_code == 200 and answer.context["kind"].code == code
    assert 'value="2020" selected' in answer.content.decode()


def test_another_year_after_a_refused_form_keeps_the_form_too(sample):
    answer = client_of("chuyenvien").post("/reports/request/", YEAR | {"report": "year_report", "as_of": "x"})
    assert answer.status_code == 422
    assert 'action="/reports/request/" class="year"' in answer.content.decode()


def test_progress_moves_by_htmx_and_the_page_works_without(sample):
    run = asked()
    client = client_of("chuyenvien")
    assert client.get(f"/reports/{run.pk}/progress/").headers["Location"] == f"/reports/{run.pk}/"
    piece = client.get(f"/reports/{run.pk}/progress/", headers={"HX-Request": "true"})
    assert "hx-trigger" in piece.content.decode() and "HX-Refresh" not in piece.headers
    run_job(ReportRun, run.pk)
    piece = client.get(f"/reports/{run.pk}/progress/", headers={"HX-Request": "true"})
    assert "hx-trigger" not in piece.content.decode() and piece.headers["HX-Refresh"] == "true"
