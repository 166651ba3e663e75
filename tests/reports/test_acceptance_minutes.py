"""The minutes of a batch as a paper: what the batch says, who may print them, at which door."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from rest_framework.test import APIClient

from budgets.models import Commitment
from inspections.models import AcceptanceBatch
from inspections.proofs import add_proof
from inspections.services import remove_place, save_batch, save_place
from inspections.workflow import ACCEPTANCE_FLOW
from projects.models import Beneficiary
from projects.workflow import PROJECT_FLOW
from reports.catalogue import CATALOGUE
from reports.models import ReportRun
from reports.papers.acceptance_minutes import acceptance_minutes
from reports.pdf import render_pdf
from reports.word import render_docx
from tests import factories as f
from tests.budgets import builders as money
from tests.inspections import builders as b
from tests.reports.test_papers import pdf_text, word_text

STATE = "signed_contract"
pytestmark = pytest.mark.django_db
KIND = CATALOGUE["acceptance_minutes"]
REPORTS, ASK = "/api/v1/reports/", "/reports/request/"
TEAM = "Ông Nguyễn Xuân Bình, Giám đốc Trung tâm, tổ trưởng\nBà Trần Thị Hà, chuyên viên Sở Công Thương, thư ký"


@pytest.fixture
def elsewhere():
    """A commune of another district."""
    return f.commune("Xã Kỳ Phú", under=f.district("Huyện Kỳ Anh"))


def centre():
    return f.person("CENTRE_OFFICER")


def contracted():
    """The project under contract, completed: it waits for acceptance."""
    commitment = Commitment.objects.get()
    money.progress(commitment, 100, month=9)
    f.with_results(commitment.project)
    return PROJECT_FLOW.press(commitment.project, "complete", by=centre(), on=money.day(10, 12))


def drawn_up(*places, by=None, **fields):
    batch = AcceptanceBatch(held_on=b.HELD, team=TEAM, **fields)
    return save_batch(batch, by=by or centre(), places=list(places))


def printed(batch, **params):
    """(PDF, Word) texts of the minutes of a batch as its own unit prints them."""
    paper = acceptance_minutes(KIND.build({"batch": batch.pk} | params, centre())[0])
    return pdf_text(render_pdf(paper)), word_text(render_docx(paper))


def client_of(client, user):
    client.force_login(user)
    return client


# --- what the batch says ---


def test_the_minutes_tell_decision_contract_targets_cost_and_proof_of_every_place():
    project, other = contracted(), b.completed(title="Lò sấy gỗ")
    project.indicators.create(code="jobs", name="Số thợ có việc", unit="người", planned=12, actual=15)
    first = b.place(project, accepted_cost=400 * b.MILLION, counterpart_done=250 * b.MILLION, present="Ông Lê Văn An")
    batch = drawn_up(first, b.place(other, conclusion="DEFECTS"))
    add_proof(first, None, by=centre(), title="Bảng kê Mẫu 8b", number="8b", issued_on=datetime.date(2021, 10, 20))
    decision, contract = project.plan_items.get().round, project.commitments.get()
    serial = project.deliveredmachines.get().serial
    for text in printed(batch):
        one, two = text.split("2. Đơn vị thụ hưởng: ")
        for words in (
            f"Căn cứ Quyết định số {decision.decision_number} ngày 28 tháng 5 năm 2021",
            f"Quyết định phê duyệt: {decision.decision_number} ngày 28/05/2021",
            f"Hợp đồng {contract.number}, ký ngày 10/06/2021", "Kinh phí khuyến công hỗ trợ: 150.000.000 đồng",
            str(project.beneficiaries.get()), project.code, "Xưởng sơn", "Ông Lê Văn An", "Buồng sơn chạy tốt",
            "Số thợ có việc người 12 15 125", f"số máy (serial): {serial}", "Máy móc, thiết bị được duyệt:",
            "415.000.000", "400.000.000 đồng (Bằng chữ: Bốn trăm triệu đồng)",
            "250.000.000 đồng (Bằng chữ: Hai trăm năm mươi triệu đồng)",
            "Bảng kê Mẫu 8b, ngày 20/10/2021", "d) Kết luận: Đạt.",
        ):  # fmt: skip
            assert words in one, words
        assert "Lò sấy gỗ" in two and "Chưa nối đất." in two and "20/11/2021" in two
        assert "Chủ trì: Nguyễn Xuân Bình." in text and "Thư ký (người ghi biên bản): Trần Thị Hà." in text
        assert "TRUNG TÂM KHUYẾN CÔNG VÀ XÚC TIẾN THƯƠNG MẠI" in text.upper() and "Số: /BB-TTKC" in text


def test_before_the_day_the_same_paper_is_printed_with_room_for_the_pen():
    """One unit is what a new row begins with, nobody has accepted it."""
    batch = drawn_up(b.place(b.completed(), conclusion="", results="", present=""))
    for text in printed(batch, starts="08:00"):
        assert "Thời gian bắt đầu: 08 giờ 00 phút" in text and "kết thúc vào …… giờ …… phút" in text
        assert "d) Kết luận: ……" in text and "Chi phí được nghiệm thu: ……" in text
        assert f"1 Số lượng {batch.places.get().project.category.unit} 1 ……" in text


def test_recorded_minutes_are_printed_with_the_number_and_the_day_they_were_recorded_with():
    batch = b.record(b.answered(drawn_up(b.place(b.completed()))), issued_on=b.HELD + datetime.timedelta(days=3))
    for text in printed(batch):
        assert "Số: 05/BB-NT" in text and "Hà Tĩnh, ngày 25 tháng 10 năm 2021" in text and "……" not in text


def test_a_place_taken_out_is_not_in_the_minutes():
    one, two = b.completed(title="Xưởng một"), b.completed(title="Xưởng hai")
    batch = drawn_up(b.place(one), b.place(two))
    remove_place(batch.places.get(project=one), by=centre())
    for text in printed(batch):
        assert "Xưởng hai" in text and "Xưởng một" not in text


def test_two_places_of_one_project_say_that_its_figures_are_of_both():
    project = b.completed(places=2)
    Beneficiary.objects.filter(pk=project.beneficiaries.first().pk).update(support_share=70 * b.MILLION)
    for text in printed(drawn_up(b.place(project, 0), b.place(project, 1))):
        assert text.count("Số theo hồ sơ là của cả đề án, gồm 02 nơi.") == 2 and "TỔNG HỢP" in text


def test_the_minutes_tell_what_was_found_of_every_target_at_each_place_and_together():
    project = b.completed(places=2)
    jobs = project.indicators.create(code="jobs", name="Số thợ có việc", unit="người", planned=12, actual=20)
    project.indicators.create(code="growth", name="Mức tăng", unit="%", planned=15, actual=16)
    batch = drawn_up(b.place(project, 0), b.place(project, 1))
    for text in printed(batch):  # on one of two places nobody knows yet what is the project's
        assert text.count("Số thợ có việc người 12 ……") == 2 and "Các nơi cộng lại" not in text
    first, second = batch.places.order_by("pk")
    found = {"jobs": {"value": 5}, "growth": {"value": 14, "remark": "Mới hai ca"}}
    save_place(first, batch=batch, by=centre(), results=found)
    save_place(second, batch=batch, by=centre(), results={"jobs": {"value": 7}, "growth": {"remark": "Mới chạy thử"}})
    for recorded in (False, True):
        if recorded:
            b.record(b.answered(batch))
        for text in printed(batch):
            one, two, summary = re.split(r"2\. Đơn vị thụ hưởng: |III\. TỔNG HỢP", text)
            assert "Số thợ có việc người 12 5 41,7" in one and "Mức tăng: Mới hai ca." in one
            assert "Số thợ có việc người 12 7 58,3" in two and "Mức tăng % 15 không đo" in two
            assert f"{project.code}, Số thợ có việc người 12 12 100" in summary and "không cộng" in summary
    jobs.refresh_from_db()
    assert jobs.actual == 12


def test_minutes_recorded_before_every_place_had_its_figures_tell_the_projects():
    project = b.completed(places=2)
    project.indicators.all().delete()
    batch = b.record(drawn_up(b.place(project, 0), b.place(project, 1)))
    project.indicators.create(code="jobs", name="Số thợ có việc", unit="người", planned=12, actual=20)
    for text in printed(batch):
        assert text.count("Số thợ có việc người 12 20") == 2
        assert text.count("Mục tiêu và số thực hiện là của cả đề án, gồm 02 nơi.") == 2


def test_minutes_of_an_illustrative_batch_say_so_on_the_paper():
    batch = drawn_up(b.place(b.completed()), illustrative=True)
    assert KIND.build({"batch": batch.pk}, centre())[1]
    assert not KIND.build({"batch": drawn_up(b.place(b.completed())).pk}, centre())[1]


# --- what is not printed ---


def test_a_batch_without_a_place_or_called_off_has_no_minutes():
    empty = drawn_up()
    with pytest.raises(ValidationError, match="chưa có nơi nào"):
        KIND.build({"batch": empty.pk}, centre())
    batch = drawn_up(b.place(b.completed()))
    assert batch in AcceptanceBatch.objects.printable_by(centre())
    ACCEPTANCE_FLOW.press(batch, "cancel", by=centre(), note="Ghi nhầm ngày.")
    assert batch not in AcceptanceBatch.objects.printable_by(centre())
    with pytest.raises(ValidationError, match="đợt đã hủy"):
        KIND.build({"batch": batch.pk}, centre())


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"starts": "8 giờ rưỡi"}, "starts", "Giờ viết theo mẫu"),
        ({"starts": "16:30", "ends": "08:00"}, "ends", "phải sau giờ bắt đầu 16:30"),
        ({"chair": "Người lạ"}, "chair", ""),
        ({"chair": TEAM.splitlines()[0], "secretary": TEAM.splitlines()[0]}, "secretary", "hai người khác nhau"),
        ({"secretary": TEAM.splitlines()[0]}, "secretary", "hai người khác nhau"),  # the team's own head
        ({"batch": "999999"}, "batch", ""),
        ({"batch": "9" * 30}, "batch", ""),
    ],
)
def test_the_form_refuses_what_cannot_be(changed, field, sentence):
    batch = drawn_up(b.place(b.completed()))
    form = KIND.form({"batch": str(batch.pk)} | changed, by=centre())
    assert not form.is_valid() and sentence in " ".join(form.errors[field])


def test_the_hours_are_read_as_they_are_written_and_the_heads_are_of_the_team():
    batch = drawn_up(b.place(b.completed()))
    chair, secretary = TEAM.splitlines()
    data = {"batch": str(batch.pk), "chair": secretary, "secretary": chair, "starts": "8h00", "ends": "16:30"}
    form = KIND.form(data, by=centre())
    assert form.is_valid(), form.errors
    assert form.params() == {
        "batch": batch.pk, "chair": secretary, "secretary": chair, "starts": "08:00", "ends": "16:30",
    }  # fmt: skip
    for text in printed(**form.params() | {"batch": batch}):
        assert "Chủ trì: Trần Thị Hà." in text and "08 giờ 00 phút" in text and "16 giờ 30 phút" in text


# --- who may print them ---

EVERY_ROLE = [
    "DOIT_SPECIALIST", "DOIT_SECTION_HEAD", "DOIT_DIRECTOR", "DOIT_ACCOUNTANT", "CENTRE_OFFICER", "CENTRE_ACCOUNTANT",
    "CENTRE_DIRECTOR", "DOF_REVIEWER", "VIEWER",
]  # fmt: skip


def asked_at_every_door(client, user, batch):
    """(page of the form, the form sent, REST): the answers' status."""
    rest = APIClient()
    rest.force_authenticate(user)
    client = client_of(client, user)
    body = {"report": "acceptance_minutes", "batch": batch.pk}
    return (
        client.get(f"{ASK}?report=acceptance_minutes&batch={batch.pk}").status_code,
        client.post(ASK, body).status_code,
        rest.post(REPORTS, body, format="json").status_code,
    )


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_whoever_sees_every_place_prints_the_minutes(role, client):
    batch, user = drawn_up(b.place(b.completed())), f.person(role)
    assert asked_at_every_door(client, user, batch) == (200, 302, 202)
    assert "?report=acceptance_minutes&amp;batch=" in client.get(batch.get_absolute_url()).content.decode()
    assert "Biên bản nghiệm thu" in client.get("/reports/").content.decode()
    assert set(ReportRun.objects.values_list("office", flat=True)) == {user.organisation_id}


def test_a_district_prints_the_minutes_of_its_own_places_and_not_of_those_that_go_further(client, elsewhere):
    officer = f.local_officer(f.district())
    mine = drawn_up(b.place(b.completed()), b.place(b.completed()))
    mixed = drawn_up(b.place(b.completed()), b.place(b.completed(area=elsewhere)))
    theirs = drawn_up(b.place(b.completed(area=elsewhere)))
    assert asked_at_every_door(client, officer, mine) == (200, 302, 202)
    assert ReportRun.objects.count() == 2
    for batch in (mixed, theirs):
        assert asked_at_every_door(client, officer, batch) == (404, 404, 400)
        with pytest.raises(ValidationError, match="Không còn thấy đợt"):
            KIND.build({"batch": batch.pk}, officer)
    assert ReportRun.objects.count() == 2
    page = client.get(mixed.get_absolute_url())  # the batch is there for its own place
    assert page.status_code == 200 and "acceptance_minutes" not in page.content.decode()
    assert client.get(theirs.get_absolute_url()).status_code == 404
    choices = client.get(f"{ASK}?report=acceptance_minutes").content.decode()
    assert f'value="{mine.pk}"' in choices and f'value="{mixed.pk}"' not in choices


def test_an_office_that_sees_no_batch_finds_no_such_paper(client):
    other = f.office("OTHER", name="Hội nghề mộc", short_name="Hội nghề mộc")
    stranger, batch = f.person("VIEWER", organisation=other), drawn_up(b.place(b.completed()))
    assert asked_at_every_door(client, stranger, batch) == (404, 404, 400)
    assert "Biên bản nghiệm thu" not in client.get("/reports/").content.decode()
    assert not ReportRun.objects.exists()


def test_the_unit_that_spends_prints_what_another_office_accepted_of_its_own_projects(client):
    """The Department's team accepts a project of the Centre: the Centre needs the minutes for the Treasury."""
    of_centre = drawn_up(b.place(b.completed()), by=f.person("DOIT_SPECIALIST"))
    department = f.office("DOIT")
    foreign = b.completed()
    type(foreign).objects.filter(pk=foreign.pk).update(implementing_organisation=department, spending_unit=department)
    foreign.refresh_from_db()
    mixed = drawn_up(b.place(b.completed()), b.place(foreign), by=f.person("DOIT_SPECIALIST"))
    accountant = f.person("CENTRE_ACCOUNTANT")
    assert asked_at_every_door(client, accountant, of_centre) == (200, 302, 202)
    assert asked_at_every_door(client, accountant, mixed) == (404, 404, 400)


def test_the_unit_that_drew_up_the_minutes_prints_them_whatever_became_of_its_projects():
    batch = drawn_up(b.place(b.completed()))
    department = f.office("DOIT")
    type(batch.places.get().project).objects.update(implementing_organisation=department, spending_unit=department)
    assert batch in AcceptanceBatch.objects.printable_by(centre())
    assert batch not in AcceptanceBatch.objects.printable_by(f.local_officer(f.district("Huyện Kỳ Anh")))


def test_an_administrator_and_a_closed_account_print_nothing(client):
    batch = drawn_up(b.place(b.completed()))
    assert asked_at_every_door(client, f.person("ADMINISTRATOR"), batch) == (403, 403, 403)
    user = f.person("DOIT_SPECIALIST")
    user.is_active = False
    assert not AcceptanceBatch.objects.printable_by(user).exists()


def test_nobody_is_offered_the_minutes_of_a_batch_called_off(client):
    batch = drawn_up(b.place(b.completed()))
    ACCEPTANCE_FLOW.press(batch, "cancel", by=centre(), note="Ghi nhầm ngày.")
    assert asked_at_every_door(client, centre(), batch) == (404, 404, 400)
    assert "acceptance_minutes" not in client.get(batch.get_absolute_url()).content.decode()


def test_a_batch_without_places_offers_no_button(client):
    assert "acceptance_minutes" not in client_of(client, centre()).get(drawn_up().get_absolute_url()).content.decode()
