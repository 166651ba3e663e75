"""Applications that come in a workbook: every fault by its cell, all rows or none, undone without a trace in lists."""

import datetime
import random
import zipfile
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from core.workflow import Act
from khuyencong.sample.pictures import photo
from projects.imports.checking import check
from projects.imports.fields import guessed
from projects.imports.lookups import MOST_GUESSED, Catalogue
from projects.imports.marking import marked, template
from projects.imports.services import bring, content_of, read_again, same_file
from projects.imports.workbook import MAX_COLUMNS, MAX_ROWS, read
from projects.imports.workflow import IMPORT_FLOW
from projects.models import ImportBatch, ImportMapping, Project
from projects.services import save_project
from tests import factories as f

pytestmark = pytest.mark.django_db

GOOD = {
    "Tên đề án": "Dây chuyền sấy gỗ",
    "Năm": 2021,
    "Nội dung hỗ trợ": "advanced_machinery",
    "Địa bàn": "Xã Thái Yên",
    "Cấp": "Khuyến công địa phương",
    "Hình thức": "Đề án",
    "Đơn vị thực hiện": "Trung tâm Khuyến công",
    "Đơn vị dự toán": None,
    "Đơn vị thụ hưởng": "Tổ hợp tác mộc Thái Yên",
    "Ngày hồ sơ": datetime.date(2021, 3, 12),
    "Bắt đầu": "15/05/2021",
    "Kết thúc": datetime.date(2021, 10, 30),
    "Tổng kinh phí": 415_000_000,
    "Đề nghị hỗ trợ": "180 triệu",
    "Vốn đối ứng": "235.000.000 đồng",
    "Chi phí làm căn cứ": None,
    "Số lượng": 1,
    "Hệ số ưu tiên": None,
}
HEADINGS = list(GOOD)


@pytest.fixture(autouse=True)
def stored_elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer():
    f.norm_book()
    f.establishment("Tổ hợp tác mộc Thái Yên")
    return f.person("CENTRE_OFFICER")


def workbook(*rows, headings=HEADINGS, above=()):
    """An upload of these rows ({heading: value}, or lists) below a line of headings."""
    book = openpyxl.Workbook()
    for line in above:
        book.active.append(line)
    book.active.append(headings)
    for row in rows:
        book.active.append([row.get(heading) for heading in headings] if isinstance(row, dict) else row)
    return uploaded(book)


def uploaded(book):
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("de-an.xlsx", out.getvalue())


def cell(heading, row=2):
    return f"{openpyxl.utils.get_column_letter(HEADINGS.index(heading) + 1)}{row}"


# What is changed in the good row -> the cell that is named, a part of what is said, a part of how to mend it.
FAULTS = {
    "no title": ({"Tên đề án": None}, "Tên đề án", "Chưa có tên đề án", "Gõ tên đề án"),
    "a title too long": ({"Tên đề án": "a" * 301}, "Tên đề án", "300", ""),
    "no year": ({"Năm": "  "}, "Năm", "Chưa có năm", ""),
    "a year in words": ({"Năm": "hai nghìn"}, "Năm", "Không phải một số nguyên", "2021"),
    "half a year": ({"Năm": 2021.5}, "Năm", "Không phải một số nguyên", ""),
    "a year long gone": ({"Năm": 1999}, "Năm", "2000", ""),
    "an unknown support": ({"Nội dung hỗ trợ": "Nuôi tôm"}, "Nội dung hỗ trợ", "Không có nội dung", "danh mục"),
    "a support misspelt": ({"Nội dung hỗ trợ": "advanced machinery"}, "Nội dung hỗ trợ", "Không có", "Có phải “"),
    "an unknown place": ({"Địa bàn": "Xã Mặt Trăng"}, "Địa bàn", "Không có đơn vị hành chính này", ""),
    "a place of another time": (
        {"Ngày hồ sơ": datetime.date(2025, 7, 1)}, "Địa bàn", "Ngày 01/07/2025 không có đơn vị hành chính", "sửa ngày",
    ),
    "a name of two places": ({"Địa bàn": "Xã Sơn Lâm"}, "Địa bàn", "2 nơi tên này", "Ghi thêm huyện"),
    "an unknown tier": ({"Cấp": "xã"}, "Cấp", "Không có “Cấp” này", "Khuyến công quốc gia"),
    "an unknown kind": ({"Hình thức": "dự án"}, "Hình thức", "Không có “Hình thức”", "Nhiệm vụ"),
    "an unknown office": ({"Đơn vị thực hiện": "Sở Mặt Trăng"}, "Đơn vị thực hiện", "Không có đơn vị này", ""),
    "another's project": ({"Đơn vị thực hiện": "Sở Công Thương"}, "Đơn vị thực hiện", "chỉ lập đề án do mình", ""),
    "a payer without account": ({"Đơn vị dự toán": "Sở Tài chính"}, "Đơn vị dự toán", "không phải đơn vị dự toán", ""),
    "an unknown tax code": ({"Đơn vị thụ hưởng": 2800999999}, "Đơn vị thụ hưởng", "Không có cơ sở", "danh mục trước"),
    "an unknown workshop": (
        {"Đơn vị thụ hưởng": "Xưởng Mặt Trăng"}, "Đơn vị thụ hưởng", "Không có cơ sở mang tên này",
        "Ghi đúng tên hoặc mã số; cơ sở mới thì thêm vào danh mục cơ sở trước. Ghi bằng chữ chỉ dùng khi",
    ),
    "a workshop misspelt": (
        {"Đơn vị thụ hưởng": "Tổ hợp tác mộc Thái Yêm"}, "Đơn vị thụ hưởng", "Không có cơ sở mang tên này",
        "Có phải “Tổ hợp tác mộc Thái Yên”?",
    ),
    "a name of two workshops": ({"Đơn vị thụ hưởng": "Xưởng mộc"}, "Đơn vị thụ hưởng", "Nhiều cơ sở", "mã số"),
    "a day that never was": ({"Bắt đầu": "31/02/2021"}, "Bắt đầu", "không có ngày 31", "27/04/2021"),
    "a year of two digits": ({"Bắt đầu": "15/5/21"}, "Bắt đầu", "đủ bốn chữ số", ""),
    "a number for a day": ({"Kết thúc": 44_000}, "Kết thúc", "Ô không phải ngày", "27/04/2021"),
    "an end before the beginning": ({"Kết thúc": "14/05/2021"}, "Kết thúc", "từ ngày bắt đầu", ""),
    "an amount in words": ({"Tổng kinh phí": "bốn trăm"}, "Tổng kinh phí", "Không đọc được số tiền", "415 triệu"),
    "an amount of two readings": ({"Tổng kinh phí": "2.740"}, "Tổng kinh phí", "nhiều cách", ""),
    "an amount below nothing": ({"Vốn đối ứng": -235_000_000}, "Vốn đối ứng", "không được âm", ""),
    "half a đồng": ({"Tổng kinh phí": 415_000_000.5}, "Tổng kinh phí", "phần lẻ", "triệu đồng"),
    "millions without their unit": ({"Tổng kinh phí": 415}, "Tổng kinh phí", "quá nhỏ", "415 triệu"),
    "more than any budget": ({"Tổng kinh phí": 10**16}, "Tổng kinh phí", "vượt mức", ""),
    "a total that is no sum": ({"Tổng kinh phí": 416_000_000}, "Tổng kinh phí", "lệch 1.000.000 đ", ""),
    "a base above the total": ({"Chi phí làm căn cứ": 500_000_000}, "Chi phí làm căn cứ", "không được vượt", ""),
    "nothing asked": ({"Đề nghị hỗ trợ": 0, "Tổng kinh phí": 235_000_000}, "Đề nghị hỗ trợ", "lớn hơn 0", ""),
    "no units": ({"Số lượng": 0}, "Số lượng", "từ 1 đến", ""),
    "a factor in words": ({"Hệ số ưu tiên": "cao"}, "Hệ số ưu tiên", "Không phải một số", "1,5"),
    "a factor below one": ({"Hệ số ưu tiên": 0.5}, "Hệ số ưu tiên", "nhỏ hơn 1", ""),
    "Excel's own error": ({"Tổng kinh phí": "#N/A"}, "Tổng kinh phí", "lỗi của Excel", "công thức"),
    "a formula never counted": ({"Tổng kinh phí": "=1+1"}, "Tổng kinh phí", "chưa được tính", "lưu lại"),
    "true or false": ({"Tên đề án": True}, "Tên đề án", "đúng/sai", ""),
    "what is already there": ({"Tên đề án": "Đề án đã có"}, "Tên đề án", "Đã có đề án KCĐP-2021-001", "Xóa dòng"),
}  # fmt: skip


def test_every_faulty_workbook_is_refused_by_its_cell_and_no_row_of_it_is_taken(officer):
    for district in ("Huyện Đức Thọ", "Huyện Hương Sơn"):
        f.commune("Xã Sơn Lâm", under=f.district(district))
    for code in ("2800000901", "2800000902"):
        f.establishment("Xưởng mộc", code=code)
    f.office("DOIT"), f.office("DOF")
    f.project(title="Đề án đã có")
    before, wrong = Project.objects.count(), []
    for number, (name, (change, heading, said, mend)) in enumerate(FAULTS.items()):
        good = GOOD | {"Tên đề án": f"Dòng đúng {number}"}
        batch = bring(workbook(GOOD | change, good), by=officer)
        found = [(f"{one['column']}{one['row']}", one["sentence"], one["mend"]) for one in batch.faults]
        fits = [one for one in found if one[0] == cell(heading) and said in one[1] and mend in one[2]]
        if len(fits) != 1 or any(not at.endswith("2") for at, *_ in found):
            wrong.append(f"{name}: {found}")
        if not wrong:
            assert all(one["mend"] and one["heading"] for one in batch.faults)
        with pytest.raises(ValidationError, match="nhập tất cả hoặc không"):
            IMPORT_FLOW.press(batch, "apply", by=officer)
    assert not wrong, "\n".join(wrong)
    assert len(FAULTS) >= 30 and Project.objects.count() == before


def test_all_faults_of_a_workbook_are_said_at_once_and_twins_name_each_other(officer):
    batch = bring(workbook(GOOD | {"Năm": "x", "Bắt đầu": "x", "Tổng kinh phí": "x"}, GOOD, GOOD), by=officer)
    said = {f"{one['column']}{one['row']}": one["sentence"] for one in batch.faults}
    assert set(said) == {cell("Năm"), cell("Bắt đầu"), cell("Tổng kinh phí"), cell("Tên đề án", 4)}
    assert said[cell("Tên đề án", 4)] == "Trùng dòng 3: cùng tên, cùng năm, cùng địa bàn"


def test_a_day_that_cannot_be_read_is_not_held_against_the_place_of_that_day(officer):
    batch = bring(workbook(GOOD | {"Ngày hồ sơ": "31/02/2021"}), by=officer)
    assert [f"{one['column']}{one['row']}" for one in batch.faults] == [cell("Ngày hồ sơ")]


def test_a_good_workbook_becomes_drafts_through_the_one_door(officer):
    place = f.establishment("Công ty TNHH Mộc Nam")
    rows = [GOOD, GOOD | {"Tên đề án": "=1+1 là tên", "Đơn vị thụ hưởng": place.code}]
    book = openpyxl.load_workbook(workbook(*rows))
    book.active["A3"].data_type = "s"  # text that only looks like a formula
    batch = bring(uploaded(book), by=officer)
    assert (batch.row_count, batch.fault_count, batch.faults) == (2, 0, [])
    IMPORT_FLOW.press(batch, "apply", by=officer)
    first, second = (row.project for row in batch.imported.select_related("project"))
    assert (first.code, first.status, first.created_by, first.spending_unit) == (
        "KCĐP-2021-001", "DRAFT", officer, officer.organisation,
    )  # fmt: skip
    assert (first.total_cost, first.requested_support, first.counterpart, first.other) == (
        415_000_000, 180_000_000, 235_000_000, 0,
    )  # fmt: skip
    assert (first.starts_on, first.ends_on) == (datetime.date(2021, 5, 15), datetime.date(2021, 10, 30))
    assert (first.beneficiary_words, second.beneficiary_words) == ("Tổ hợp tác mộc Thái Yên", place.name)
    assert second.title == "=1+1 là tên" and second.beneficiaries.get().establishment == place
    assert history(first).get().action == "projects.project.create"
    assert [entry.action.rpartition(".")[2] for entry in history(batch)] == ["apply", "bring", "attach"]


def test_a_task_and_a_group_may_come_with_their_beneficiary_in_words(officer):
    words = {"Đơn vị thụ hưởng": "12 cơ sở mộc Thái Yên"}
    rows = [GOOD | words | {"Hình thức": "Nhiệm vụ"}, GOOD | words | {"Hình thức": "Đề án nhóm", "Tên đề án": "Mộc"}]
    batch = bring(workbook(*rows), by=officer)
    assert (batch.row_count, batch.faults, batch.shown["in_words"]) == (2, [], 2)
    IMPORT_FLOW.press(batch, "apply", by=officer)
    task, group = (row.project.beneficiaries.get() for row in batch.imported.select_related("project"))
    assert (task.description, task.name_later) == (group.description, not group.name_later) == (*words.values(), False)


def test_headings_may_stand_below_a_title_say_their_unit_and_be_called_otherwise(officer):
    upload = workbook(
        ["Máy ép gạch", "2021", "advanced_machinery", "thái yên", "12/03/2021", 415, "180", 235.0, "không ai đọc"],
        ["Cộng 1 đề án", None, None, None, None, 415, 180, 235],
        headings=["Tên đề án *", "Năm kế hoạch", "Loại hỗ trợ", "Xã, phường", "Ngày nộp", "Tổng kinh phí (triệu đồng)",
                  "Kinh phí đề nghị hỗ trợ (triệu đồng)", "Đối ứng (triệu đồng)", "Cột lạ"],
        above=[["DANH MỤC ĐĂNG KÝ NĂM 2021"], [], ["Kèm theo công văn số …"]],
    )  # fmt: skip
    batch = bring(upload, by=officer)
    assert (batch.row_count, batch.faults) == (1, [])
    IMPORT_FLOW.press(batch, "apply", by=officer)
    made = Project.objects.get()
    assert (made.total_cost, made.requested_support, made.counterpart) == (415_000_000, 180_000_000, 235_000_000)


def test_a_workbook_whose_columns_nobody_chose_has_no_count_of_faults_yet(officer, client):
    client.force_login(officer)
    batch = bring(workbook(["Máy ép gạch", 2021], headings=["A1", "B1"]), by=officer)
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "1 dòng · chưa kiểm tra: còn cột chưa chọn" in page and "0 lỗi" not in page
    assert ">chưa kiểm tra<" in client.get(reverse("projects:imports")).content.decode()
    whole = bring(workbook(GOOD), by=officer)
    assert "1 dòng · 0 lỗi" in client.get(whole.get_absolute_url()).content.decode()


def test_what_the_columns_mean_is_chosen_once_and_remembered_for_such_headings(officer):
    headings = ["A1", "B1", "C1", "D1"]
    row = ["Máy ép gạch", 2021, "advanced_machinery", "Xã Thái Yên"]
    batch = bring(workbook(row, headings=headings), by=officer)
    assert [str(one) for one in IMPORT_FLOW["apply"].standing_objections(batch, None)] == [
        "Chưa chọn cột cho: Tên đề án, Năm, Nội dung hỗ trợ, Địa bàn."
    ]
    right = {"title": 1, "plan_year": 2, "category": 3, "area": 4}
    for mapping, said in (
        ({"title": 1}, "Chưa chọn cột cho “Năm”"), (right | {"place": 4}, "đã chọn cho hai trường"),
        (right | {"place": 9}, "không có cột này"), (right | {"la": 5}, "Không có trường"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=said):
            read_again(batch, mapping, by=officer)
    batch = read_again(batch, right, by=officer)
    # the commune stood until 2025: without a day of the dossier today's counts
    assert [one["column"] for one in batch.faults] == ["D"]
    told = history(batch).first()
    assert told.action == "projects.importbatch.read_again" and told.by == officer
    assert told.before == {} and told.after["Tên đề án"] == "A1" and told.after["Số lỗi"] == 1
    again = bring(workbook(row, ["Máy khác", *row[1:]], headings=headings), by=officer)
    assert again != batch and again.mapping == right and ImportMapping.objects.count() == 1
    assert bring(workbook(row, row, row, headings=headings), by=f.another("CENTRE_OFFICER")).mapping == {}


def test_the_questions_of_a_check_do_not_grow_with_its_rows(officer):
    """Whatever the rows ask of the norms: a priority factor, each on a day of its own, of several kinds of support."""
    kinds = ["advanced_machinery", "trademark", "demo_model_new"]

    def questions(count):
        rows = [
            GOOD | {"Tên đề án": f"Dây chuyền {no}", "Hệ số ưu tiên": ("1,2", "1,6")[no % 4 == 3],
                    "Ngày hồ sơ": datetime.date(2021, 3, 1 + no), "Nội dung hỗ trợ": kinds[no % 3]}
            for no in range(count)
        ]  # fmt: skip
        sheet = read(workbook(*rows).read())
        with CaptureQueriesContext(connection) as asked:
            found = check(sheet, guessed(sheet.headings), officer)
        assert {fault.heading for fault in found.faults} == {"Hệ số ưu tiên"}
        assert len(found.faults) == count // 4
        return len(asked)

    questions(4)  # what is read once per process
    assert questions(4) == questions(16)


def test_the_same_file_is_known_again_and_never_taken_twice(officer):
    upload = workbook(GOOD)
    batch = bring(upload, by=officer)
    colleague = f.another("CENTRE_OFFICER")
    assert bring(upload, by=colleague) == batch == same_file(batch.sha256, colleague)
    assert same_file(batch.sha256, f.person("DOIT_SPECIALIST")) is None
    IMPORT_FLOW.press(batch, "apply", by=officer)
    assert bring(upload, by=colleague) == batch and Project.objects.count() == 1
    twin = ImportBatch.objects.get(pk=batch.pk)
    twin.pk, twin._state.adding, twin.status = None, True, "CHECKED"
    twin.save()
    with pytest.raises(ValidationError, match="đã nhập rồi"):
        IMPORT_FLOW.press(twin, "apply", by=officer)
    with pytest.raises(IntegrityError, match="importbatch_a_file_is_applied_once"), transaction.atomic():
        ImportBatch.objects.filter(pk=twin.pk).update(status="APPLIED")
    with pytest.raises(IntegrityError, match="importbatch_applied_without_faults"), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(fault_count=1)


def test_a_row_that_has_become_wrong_since_stops_all_of_them(officer):
    batch = bring(workbook(GOOD, GOOD | {"Tên đề án": "Máy ép gạch"}), by=officer)
    f.project(title="Máy ép gạch")
    with pytest.raises(ValidationError, match=r"nay còn 1 lỗi, dòng 3: Đã có đề án"):
        IMPORT_FLOW.press(batch, "apply", by=officer)
    batch.refresh_from_db()
    assert batch.status == "CHECKED" and Project.objects.count() == 1


def seen(client):
    """Everything the office sees of the year 2021 that an import could have changed."""
    return [
        client.get("/register/?year=2021").context["totals"],
        client.get("/projects/?year=2021").context["totals"],
        client.get("/api/v1/projects/?year=2021").json()["results"],
        client.get("/api/v1/register/?year=2021").json(),
        [project.pk for project in client.get("/register/?year=&q=say+go").context["paginator"].object_list],
        "Dây chuyền sấy gỗ" in client.get("/search/?q=day+chuyen+say+go").content.decode().replace("value=", ""),
    ]


def test_a_batch_undone_leaves_no_trace_but_the_trails(officer, client):
    f.project(title="Đề án có trước")
    client.force_login(officer)
    before = seen(client)
    batch = bring(workbook(GOOD, GOOD | {"Tên đề án": "Máy ép gạch"}), by=officer)
    IMPORT_FLOW.press(batch, "apply", by=officer)
    made = [row.project for row in batch.imported.select_related("project")]
    assert seen(client) != before
    with pytest.raises(ValidationError, match="Phải nêu lý do"):
        IMPORT_FLOW.press(batch, "undo", by=officer)
    IMPORT_FLOW.press(batch, "undo", by=officer, note="Nhầm tệp của năm trước")
    assert seen(client) == before
    for row in made:
        row.refresh_from_db()
        assert (row.status, row.undone) == ("WITHDRAWN", True)
        assert client.get(row.get_absolute_url()).status_code == 404
        assert client.get(f"/api/v1/projects/{row.pk}/").status_code == 404
        last = history(row)[0]
        assert (last.by, last.note, last.action) == (
            officer, "Nhầm tệp của năm trước", "projects.project.undo_import",
        )  # fmt: skip
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "Nhầm tệp của năm trước" in page
    assert made[0].code not in page and made[0].title not in page
    assert bring(workbook(GOOD), by=officer) != batch  # the same rows may come again


def test_what_somebody_worked_on_since_is_not_undone(officer):
    batch = bring(workbook(GOOD, GOOD | {"Tên đề án": "Máy ép gạch"}), by=officer)
    IMPORT_FLOW.press(batch, "apply", by=officer)
    row = batch.imported.last().project
    row.objective = "Giảm bụi"
    save_project(row, by=officer)
    with pytest.raises(ValidationError, match=f"Đã có việc làm tiếp trên {row.code}"):
        IMPORT_FLOW.press(batch, "undo", by=officer, note="Nhầm")
    assert not Project.objects.filter(undone=True).exists()


def test_what_is_no_workbook_of_rows_is_refused_with_what_to_do(officer):
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 30_000_000)
    strings = BytesIO()  # no bomb by its ratio: eighteen million bytes, not all of them alike
    with zipfile.ZipFile(workbook(GOOD)) as source, zipfile.ZipFile(strings, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            archive.writestr(entry, source.read(entry))
        archive.writestr("xl/more.xml", random.Random(1).randbytes(300_000).hex() + "x" * 17_400_000)
    half = workbook(GOOD).read()
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'
    with_entity = rewritten(openpyxl.load_workbook(workbook(GOOD)), lambda xml: xml.replace(b"<worksheet", entity, 1))
    for content, said in (
        (bomb.getvalue(), "giải nén ra quá lớn"),
        (strings.getvalue(), "Các ô và chữ của tệp giải nén ra 17,2 MB, tối đa 16 MB. Hãy chép riêng"),
        (half[: len(half) // 2], "hỏng"), (with_entity, "hỏng"),
        (b"x" * (5 * 1024 * 1024 + 1), "quá 5 MB"),
        (uploaded(openpyxl.Workbook()).read(), "Không thấy dòng tiêu đề"),
        (workbook().read(), "không có dòng nào"),
        (workbook(*[["a"]] * (MAX_ROWS + 1)).read(), f"hơn {MAX_ROWS} dòng"),
        (workbook(["a"] * (MAX_COLUMNS + 1)).read(), f"hơn {MAX_COLUMNS} cột"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=said):
            bring(SimpleUploadedFile("de-an.xlsx", content), by=officer)
    assert not ImportBatch.objects.exists()


def zipped(**parts):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(("name", "content", "what", "way"), [
    ("de-an.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "là tệp Excel hoặc Word đời cũ (.xls, .doc)", "dạng"),
    ("de-an.csv", "Tên đề án;Năm\nMáy sơn;2021".encode(), "là tệp chữ, như .csv hoặc .txt", "chọn Lưu dưới dạng (Save"),
    ("de-an.xlsx", "Tên đề án;Năm".encode("utf-16"), "thật ra là tệp chữ, như .csv", "Lưu dưới dạng"),
    ("de-an.pdf", b"%PDF-1.4\n%%EOF", "là tệp PDF", "Xin bản Excel của nơi lập"),
    ("de-an.xlsx", b"%PDF-1.4\n", "thật ra là tệp PDF", "Xin bản Excel của nơi lập"),
    ("de-an.xlsx", photo("Bảng", "a.jpg").read(), "thật ra là ảnh", "Xin bản Excel của nơi lập"),
    ("de-an.ods", zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "(.ods)", "bằng LibreOffice hoặc"),
    ("de-an.zip", zipped(a="b"), "là tệp nén (.zip)", "Giải nén lấy sổ Excel bên trong"),
    ("de-an.xls", b"<html><table><tr><td>1</td></tr></table></html>", "là trang web", "Lưu dưới dạng"),
    ("de-an.xlsx", b"", "thật ra là tệp rỗng", "Lưu dưới dạng"),
    ("de-an.xlsx", b"\x01\0\x02", "thật ra là tệp thuộc loại khác", "gõ theo tệp mẫu"),
])  # fmt: skip
def test_another_kind_of_file_is_told_what_it_is_what_is_taken_and_how_to_get_it(officer, name, content, what, way):
    with pytest.raises(ValidationError) as refused:
        bring(SimpleUploadedFile(name, content), by=officer)
    (said,) = refused.value.messages
    assert said.startswith(f"Tệp “{name}” ") and what in said and way in said, said
    assert "chỉ nhập từ sổ Excel dạng .xlsx" in said and not ImportBatch.objects.exists()


def rewritten(book, change):
    """The bytes of a workbook whose first sheet's XML was changed."""
    source, out = zipfile.ZipFile(BytesIO(uploaded(book).read())), BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for entry in source.infolist():
            content = source.read(entry)
            archive.writestr(entry, change(content) if entry.filename == "xl/worksheets/sheet1.xml" else content)
    return out.getvalue()


def test_a_row_that_claims_a_number_beyond_any_sheet_is_refused_at_once(officer):
    """The reader fills the gap with empty rows: a few bytes would keep a worker busy for hours."""
    book = openpyxl.load_workbook(workbook(GOOD))
    far = rewritten(book, lambda text: text.replace(b'<row r="2"', b'<row r="99999999999"'))
    with pytest.raises(ValidationError, match="trải quá rộng"):
        read(far)
    row = b"".join(b'<row r="%d"><c r="XFD%d" s="0"/></row>' % (at, at) for at in range(3, 400))
    wide = rewritten(book, lambda text: text.replace(b"</sheetData>", row + b"</sheetData>"))
    with pytest.raises(ValidationError, match="trải quá rộng"):
        read(wide)


def test_a_fault_below_merged_cells_is_said_at_their_corner(officer):
    book = openpyxl.load_workbook(workbook(GOOD, GOOD | {"Tên đề án": "Máy ép gạch"}))
    book.active.merge_cells(f"{cell('Năm')}:{cell('Năm', 3)}")
    batch = bring(uploaded(book), by=officer)
    assert [(fault["row"], fault["sentence"][:11]) for fault in batch.faults] == [(3, "Chưa có năm")]
    sheet = openpyxl.load_workbook(BytesIO(marked(content_of(batch), batch))).active
    assert "Chưa có năm" in sheet[cell("Năm")].comment.text


def test_a_draft_somebody_works_on_while_the_batch_is_undone_stays(officer):
    batch = bring(workbook(GOOD), by=officer)
    IMPORT_FLOW.press(batch, "apply", by=officer)
    save_project(batch.imported.get().project, by=officer)  # after the guard was asked
    with pytest.raises(ValidationError, match="Đã có việc làm tiếp"):
        IMPORT_FLOW["undo"].effect(batch, Act(by=officer, note="Nhầm"))


def test_formulas_count_by_their_saved_value_and_nothing_runs_on_the_way_out(officer):
    book = openpyxl.load_workbook(workbook(GOOD | {"Tổng kinh phí": "=A1", "Năm": "x"}))
    book.active["K2"].value, book.active["K2"].data_type = '=cmd|" /C calc"!A0', "s"
    content = rewritten(book, lambda text: text.replace(b"<f>A1</f><v />", b"<f>A1</f><v>415000000</v>").replace(
        b"<f>A1</f><v></v>", b"<f>A1</f><v>415000000</v>"))  # fmt: skip
    assert read(content).rows[0][1][13].content == 415_000_000
    batch = bring(SimpleUploadedFile("de-an.xlsx", content), by=officer)
    assert {one["column"] for one in batch.faults} == {"B", "K"}
    sheet = openpyxl.load_workbook(BytesIO(marked(content_of(batch), batch))).active
    assert "Không phải một số nguyên" in sheet["B2"].comment.text and sheet["K2"].comment
    assert sheet["A2"].comment is None and sheet["A2"].value == GOOD["Tên đề án"]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds and sheet["K2"].value.startswith("=cmd") and sheet["M2"].value == 415_000_000


def test_the_empty_workbook_reads_as_itself(officer):
    book = openpyxl.load_workbook(BytesIO(template()))
    row = {"Tên đề án": "Máy ép gạch", "Năm": 2021, "Nội dung hỗ trợ": book["Danh mục"]["A2"].value,
           "Địa bàn": "Xã Thái Yên", "Ngày hồ sơ": "12/03/2021"}  # fmt: skip
    for column in book.active[1]:
        book.active.cell(2, column.column).value = row.get(column.value)
    assert bring(uploaded(book), by=officer).faults == []


def test_pages_and_rest_do_the_same_and_strangers_find_nothing(officer, client):
    client.force_login(officer)
    page = client.post(reverse("projects:imports"), {"file": SimpleUploadedFile("a.xlsx", b"chu")})
    assert page.status_code == 422 and "Tệp “a.xlsx” thật ra là tệp chữ" in page.content.decode()
    assert client.get(reverse("projects:import_template")).status_code == 200
    page = client.post(reverse("projects:imports"), {"file": workbook(GOOD | {"Năm": "x"})})
    batch = ImportBatch.objects.get()
    assert page.url == batch.get_absolute_url()
    text = client.get(page.url).content.decode()
    assert "B2" in text and "Không phải một số nguyên" in text and "“x”" in text and "disabled" in text
    assert client.get(reverse("projects:import_marked", args=[batch.pk])).status_code == 200
    wrong = client.post(page.url, {"title": "1", "plan_year": "1"})
    assert wrong.status_code == 422 and 'href="#id_category"' in wrong.content.decode()
    mapping = {key: str(column) for key, column in batch.mapping.items()}
    assert client.post(page.url, mapping).status_code == 302
    assert client.post(reverse("projects:import_press", args=[batch.pk, "apply"])).status_code == 409

    api = APIClient()
    api.force_authenticate(officer)
    sent = workbook(GOOD)
    made = api.post(
        "/api/v1/project-imports/", {"file": sent}, format="multipart", headers={"Idempotency-Key": "nhap-1"}
    )
    assert made.status_code == 201 and made.json()["faults"] == []
    at = f"/api/v1/project-imports/{made.json()['id']}/"
    assert api.post(f"{at}mapping/", {"mapping": made.json()["mapping"]}, format="json").json()["row_count"] == 1
    assert api.post(f"{at}mapping/", {"mapping": {"title": 1}}, format="json").status_code == 400
    done = api.post(f"{at}press/apply/", {}, headers={"Idempotency-Key": "nhap-2"})
    assert done.status_code == 200 and len(done.json()["projects"]) == 1
    again = api.post(f"{at}press/apply/", {}, headers={"Idempotency-Key": "nhap-2"})
    assert again.json() == done.json() and Project.objects.count() == 1
    page = client.get(reverse("projects:import", args=[made.json()["id"]]))
    assert Project.objects.get().code in page.content.decode()
    assert api.get(f"{at}steps/").json()[0]["name"] == "undo" and api.get(f"{at}marked/").status_code == 200
    assert api.post(f"{at}press/undo/", {"note": "Nhầm"}, format="json").json()["status"] == "UNDONE"
    assert api.get("/api/v1/project-imports/").json()["count"] == 2

    for stranger, code in (("DOIT_SPECIALIST", 404), ("VIEWER", 403)):
        client.force_login(f.person(stranger))
        assert client.get(batch.get_absolute_url()).status_code == code
        assert client.post(reverse("projects:import_press", args=[batch.pk, "apply"])).status_code == code
        api.force_authenticate(f.person(stranger))
        assert api.get(at).status_code == code
    with pytest.raises(PermissionDenied):
        bring(workbook(GOOD), by=f.person("VIEWER"))


def test_only_the_first_unknown_words_are_held_against_the_catalogue():
    """Each costs a look at every name: a thousand of them would keep the office waiting."""
    centre = f.office("CENTRE")
    offices = Catalogue([centre], lambda row: [row.name])
    mistyped = [f"{centre.name[:-1]} {number}" for number in range(MOST_GUESSED + 1)]
    guesses = [offices.near(words) for words in mistyped]
    assert set(guesses[:MOST_GUESSED]) == {str(centre)} and guesses[MOST_GUESSED] == ""
    assert offices.near(mistyped[0]) == str(centre), "a word looked for already is remembered"
