"""The particulars of a project: told with the application, completed by what was done, and held to it."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from norms.models import QuoteRule
from projects.details.cleaner_production import payback_months
from projects.details.guards import results_are_met
from projects.details.machinery import DeliveredMachine, Machine, serial_key
from projects.details.services import save_details
from projects.details.views import shown
from projects.workflow import PROJECT_FLOW
from tests import factories as f

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
MACHINE = {"name": "Máy chà nhám", "maker": "Holytek", "model": "SR-RP1000", "quantity": 1,
           "unit_price": 250 * MILLION, "is_new": True}  # fmt: skip


def officer():
    return f.person("CENTRE_OFFICER")


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages)


def planned(*machines, row=None, quotes=()):
    row = row or f.project()
    save_details(row, by=officer(), rows={"machines": list(machines), "quotes": list(quotes)})
    return row


def delivered(row, **fields):
    machine = row.machines.first()
    return {"machine": machine, "serial": "HT-2021-001", "maker": machine.maker, "model": machine.model,
            "made_year": 2021, "is_new": True, "unit_price": machine.unit_price,
            "delivered_on": datetime.date(2021, 9, 1)} | fields  # fmt: skip


def deliver(row, *rows):
    save_details(row, by=officer(), rows={"deliveredmachines": list(rows)})


def press(row, name, **act):
    return PROJECT_FLOW.press(row, name, by=officer(), **act)


# --- with the application ---------------------------------------------------------------------------------------------
def test_an_application_for_machines_lists_them_before_it_is_filed():
    row = f.project()
    assert "Chưa kê máy móc, thiết bị" in refused(press, row, "register")
    planned({"name": "Máy chà nhám"}, row=row)
    said = refused(press, row, "register")
    assert "dòng 1, còn thiếu: hãng sản xuất, ký hiệu (model), số lượng, đơn giá chưa thuế GTGT, tình trạng" in said


def test_a_used_machine_may_be_asked_for_and_is_not_found_eligible():
    row = planned(MACHINE | {"is_new": False})
    f.with_papers(row)
    press(row, "register", on=f.FILED)
    f.record_appraisal(row, points=f.all_points_met(), recommended_support=180 * MILLION,
                       by=f.person("DOIT_SPECIALIST"))  # fmt: skip
    with pytest.raises(ValidationError, match="đã qua sử dụng; chỉ hỗ trợ máy mới"):
        PROJECT_FLOW.press(row, "appraise", by=f.person("DOIT_DIRECTOR"))


@pytest.mark.parametrize(("above", "asked"), [(250, True), (251, False)])
def test_from_a_set_sum_several_sellers_must_have_quoted(above, asked):
    QuoteRule.objects.create(tier="LOCAL", above=above * MILLION, quotes=3, source="Quy định của tỉnh",
                             valid_from=datetime.date(2020, 1, 1))  # fmt: skip
    quotes = [{"seller": name, "amount": 250 * MILLION} for name in ("Công ty A", "CÔNG TY A", "Công ty B")]
    row = f.with_papers(planned(MACHINE, quotes=quotes))
    if asked:
        said = refused(press, row, "register")
        assert "của ít nhất 3 đơn vị khác nhau: hiện có 2 đơn vị; cần 3 đơn vị" in said
        planned(MACHINE, row=row, quotes=[*quotes, {"seller": "Công ty C", "amount": 260 * MILLION}])
    assert press(row, "register", on=f.FILED).status == "REGISTERED"


@pytest.mark.parametrize(("wrong", "said"), [
    ({"quantity": 0}, "Dòng 1"), ({"unit_price": 0}, "Đơn giá phải lớn hơn 0"), ({"colour": "đỏ"}, "Không có mục"),
    ({"name": ""}, "Dòng 1, tên máy, thiết bị"), ({"serial_key": "X"}, "Không có mục"),
])  # fmt: skip
def test_a_machine_that_cannot_be_is_refused_with_its_line(wrong, said):
    assert said in refused(planned, MACHINE | wrong)


def test_rows_keep_their_identity_and_what_goes_keeps_its_trace():
    row = planned(MACHINE, MACHINE | {"name": "Máy bào"})
    second = row.machines.last()
    planned(MACHINE | {"name": "Máy bào 4 mặt", "no": 2}, row=row)
    assert [(machine.pk, machine.name, machine.no) for machine in row.machines.all()] == [
        (second.pk, "Máy bào 4 mặt", 1)
    ]
    assert Machine.everything.filter(project=row, removed_at__isnull=False).count() == 1
    assert "ghi nội dung chi tiết" in history(row)[0].sentence and "Máy bào 4 mặt" in history(row)[0].sentence


def test_what_was_filed_stands():
    row = f.registered()
    assert "không sửa được" in refused(planned, MACHINE, row=row)
    row = f.project_in("IN_PROGRESS")
    machine = row.machines.get()
    said = refused(save_details, row, by=officer(), rows={"machines": [{"no": 1, "unit_price": 1}]})
    assert "“đơn giá chưa thuế GTGT” không sửa được ở bước này" in said
    assert row.machines.get().unit_price == machine.unit_price


def test_only_whoever_writes_the_application_writes_its_particulars():
    row = f.project()
    with pytest.raises(PermissionDenied):
        save_details(row, by=f.person("CENTRE_DIRECTOR"), rows={"machines": [MACHINE]})


# --- what was done ----------------------------------------------------------------------------------------------------
def running():
    row = f.project_in("IN_PROGRESS")
    f.progress(row, percent=100, value_done=row.total_cost)
    return row


def test_work_is_not_reported_done_before_the_machines_are_there():
    row = running()
    assert "chưa giao đủ: hiện có 0 máy; cần 1 máy" in refused(press, row, "complete")
    deliver(row, delivered(row, maker="", delivered_on=None))
    assert "Máy móc, thiết bị đã giao, dòng 1, còn thiếu: hãng sản xuất, ngày giao máy" in refused(
        press, row, "complete"
    )
    deliver(row, delivered(row, no=1))
    assert press(row, "complete").status == "COMPLETED"


def test_another_machine_than_approved_needs_an_explanation():
    row = running()
    said = refused(deliver, row, delivered(row, model="MH-02"))
    assert "khác máy được duyệt (ký hiệu (model) được duyệt MH-01, đã giao MH-02): phải giải trình." in said
    deliver(row, delivered(row, model="mh-01"))
    deliver(row, delivered(row, no=1, model="MH-02", difference="Đời mới hơn, cùng giá"))
    assert row.deliveredmachines.get().difference == "Đời mới hơn, cùng giá"


@pytest.mark.parametrize(("other", "said"), [
    ({"made_year": 1995}, "năm sản xuất được duyệt máy mới theo hồ sơ năm 2021, đã giao 1995"),
    ({"made_year": 2019}, "năm sản xuất được duyệt máy mới theo hồ sơ năm 2021, đã giao 2019"),
    ({"made_year": 2020}, ""),
    ({"is_new": False}, "tình trạng được duyệt Mới 100 %, đã giao Đã qua sử dụng"),
    ({"made_in": "Trung Quốc"}, "xuất xứ được duyệt Nhật Bản, đã giao Trung Quốc"), ({"made_in": "nhật bản"}, ""),
    ({"unit_price": 200 * MILLION}, "được duyệt 377.272.727 đ, đã giao 200.000.000 đ"), ({"unit_price": None}, ""),
    ({"model": "MH-02"}, "ký hiệu (model) được duyệt MH-01, đã giao MH-02"),
])  # fmt: skip
def test_year_origin_condition_and_price_are_held_to_what_was_approved(other, said):
    row = running()
    f.remade(row, made_in="Nhật Bản")
    if not said:
        return deliver(row, delivered(row, **other))
    assert said in refused(deliver, row, delivered(row, **other))
    deliver(row, delivered(row, difference="Bên bán đổi, cơ sở đồng ý", **other))


def test_the_year_that_was_approved_is_the_one_delivered():
    row = running()
    f.remade(row, made_year=2020)
    deliver(row, delivered(row, made_year=2020))
    said = refused(deliver, row, delivered(row, no=1, made_year=2021))
    assert "năm sản xuất được duyệt 2020, đã giao 2021" in said


def test_each_of_several_differences_has_its_explanation():
    row = running()
    other = {"model": "MH-02", "made_year": 1995, "no": 1}
    said = refused(deliver, row, delivered(row, **other, difference="Model mới hơn"))
    assert "phải giải trình từng điểm, nêu rõ: năm" in said and "model" not in said.rpartition("nêu rõ:")[2]
    deliver(row, delivered(row, **other, difference="Model MH-02 mạnh hơn; năm 1995 vì hãng ngừng sản xuất"))


def test_a_used_machine_is_not_accepted_as_met_whatever_was_explained():
    row = running()
    deliver(row, delivered(row, is_new=False, difference="Cơ sở tự chọn"))
    press(row, "complete")
    said = " ".join(str(objection) for objection in results_are_met(row, None))
    assert "đã qua sử dụng; chỉ hỗ trợ máy mới" in said
    DeliveredMachine.objects.update(is_new=True, made_year=1995, difference="")  # as rows of earlier days may stand
    assert "đã giao 1995): phải giải trình" in " ".join(str(row) for row in results_are_met(row, None))


def test_year_condition_and_price_are_asked_and_the_origin_where_it_was_approved():
    row = running()
    f.remade(row, made_in="Nhật Bản")
    deliver(row, delivered(row, made_year=None, is_new=None, unit_price=None))
    said = refused(press, row, "complete")
    assert "còn thiếu: năm sản xuất, tình trạng, đơn giá chưa thuế GTGT" in said
    assert "còn thiếu: xuất xứ (được duyệt: Nhật Bản)" in said
    with pytest.raises(IntegrityError, match="deliveredmachine_price_positive"), transaction.atomic():
        DeliveredMachine.objects.update(unit_price=0)


def test_a_machine_of_another_project_is_not_delivered_here():
    row, other = running(), planned(MACHINE)
    said = refused(deliver, row, delivered(row) | {"machine": other.machines.get()})
    assert "Chọn máy trong danh sách được duyệt của đề án này" in said


def test_nothing_is_delivered_in_the_future():
    row = running()
    assert "chưa tới" in refused(deliver, row, delivered(row, delivered_on=datetime.date(2099, 1, 1)))


# --- one machine, one support -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("serial", "maker", "same"), [
    ("HT-2021-001", "Hãng minh họa", True), ("ht 2021 001", "Hãng minh họa", True), ("HT2021001", "Hãng khác", True),
    ("HT-2021-002", "Hãng minh họa", False), ("HT.2021/001", "Hãng minh họa", True),
])  # fmt: skip
def test_a_serial_is_supported_once_however_it_is_written(serial, maker, same):
    first, second = running(), running()
    deliver(first, delivered(first))
    again = delivered(second, serial=serial, maker=maker, difference="Hãng khác")
    if same:
        said = refused(deliver, second, again)
        assert "Máy mang số này đã có trong một hồ sơ được hỗ trợ" in said and first.code not in said
    else:
        deliver(second, again)


def test_a_short_serial_counts_with_its_maker():
    assert serial_key("007", "Holytek") != serial_key("007", "Gema")
    assert serial_key("0 0-7", "HOLYTEK") == serial_key("007", "Holytek")
    assert serial_key("SN00417", "Holytek") == serial_key("sn-00417", "Gema")


@pytest.mark.parametrize("serial", ["HT-2021-OO1", "ht 2O21 00l", "HT/202I/001"])
def test_a_serial_with_letters_for_digits_is_asked_about_and_said_to_be_another(serial):
    first, second = running(), running()
    deliver(first, delivered(first))
    deliver(first, delivered(first) | {"no": 1})  # its own serial is no other machine's
    said = refused(deliver, second, delivered(second, serial=serial))
    assert "đọc gần như số máy HT-2021-001" in said and "giải trình, nêu rõ “số máy”" in said
    assert first.code not in said
    deliver(second, delivered(second, serial=serial, difference="Đã xem biển máy: số máy đúng như ghi, là máy khác."))
    assert second.deliveredmachines.get().serial == serial


def test_a_serial_of_signs_alone_is_no_serial():
    row = running()
    assert "Số máy phải có chữ hoặc số" in refused(deliver, row, delivered(row, serial="---"))


def test_the_database_itself_keeps_a_serial_single():
    first, second = running(), running()
    deliver(first, delivered(first))
    copy = DeliveredMachine(project=second, machine=second.machines.get(), serial="x", serial_key="ht2021001")
    with pytest.raises(IntegrityError, match="machine_serial_once"), transaction.atomic():
        copy.save()


# --- page and REST ----------------------------------------------------------------------------------------------------
def formset(prefix, *rows, initial=0):
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(initial)}
    return data | {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def test_the_page_writes_them_keeps_what_was_typed_and_shows_them(client):
    row = f.project()
    client.force_login(officer())
    url = reverse("projects:details", args=[row.pk])
    assert url in client.get(row.get_absolute_url()).content.decode()
    typed = {"name": "Máy chà nhám", "maker": "Holytek", "model": "SR-RP1000", "quantity": "1", "is_new": "True"}

    wrong = client.post(url, formset("machines", typed | {"unit_price": "2.50"}) | formset("quotes"))
    assert wrong.status_code == 422 and "Holytek" in wrong.content.decode()
    more = client.post(url, formset("machines", typed) | formset("quotes") | {"add_machines": "1"})
    assert more.status_code == 200 and 'name="machines-1-name"' in more.content.decode()
    assert "is-invalid" not in more.content.decode() and "autofocus" in more.content.decode()
    empty = client.post(url, formset("machines", {"name": ""}) | formset("quotes"), follow=True).content.decode()
    assert "Nội dung chi tiết còn trống: chưa ô nào được ghi." in empty and "Đã lưu" not in empty
    done = client.post(url, formset("machines", typed | {"unit_price": "250 triệu"}) | formset("quotes"), follow=True)

    page = done.content.decode()
    assert "Đã lưu nội dung chi tiết." in page and "SR-RP1000" in page and "250.000.000" in page


def test_the_page_asks_as_few_questions_for_many_machines_as_for_one(client):
    def questions(machines):
        row = f.project_in("IN_PROGRESS")
        f.remade(row, quantity=machines)
        deliver(row, *(delivered(row, serial=f"{row.code}-{n}") for n in range(machines)))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(row.get_absolute_url()).status_code == 200
        return len(asked)

    client.force_login(officer())
    questions(2)
    assert questions(2) == questions(8)


def test_the_page_is_closed_once_the_dossier_is_filed_and_to_whoever_only_reads(client):
    row = f.registered()
    url = reverse("projects:details", args=[row.pk])
    client.force_login(officer())
    assert client.get(url).status_code == 302
    client.force_login(f.person("VIEWER"))
    assert client.get(reverse("projects:details", args=[f.project().pk])).status_code == 403


def test_programs_read_and_write_them_by_the_same_rules():
    row, api = f.project(), APIClient()
    api.force_authenticate(officer())
    url = f"/api/v1/projects/{row.pk}/details/"
    assert api.get(url).json() == {"family": "MACHINERY", "part": "PLANNED", "sheet": {},
                                   "rows": {"machines": [], "quotes": [], "deliveredmachines": []}}  # fmt: skip

    answer = api.post(url, {"rows": {"machines": [MACHINE | {"quantity": 0}]}}, format="json")
    assert answer.status_code == 400 and "machines" in answer.json()
    answer = api.post(url, {"rows": {"machines": [MACHINE]}}, format="json")
    assert (answer.status_code, answer.json()["rows"]["machines"][0]["unit_price"]) == (200, 250 * MILLION)
    for nonsense in ({"rows": {"cars": []}}, {"sheet": {"a": 1}}, {"rows": {"machines": [{"quantity": "x"}]}}):
        assert api.post(url, nonsense, format="json").status_code == 400, nonsense
    api.force_authenticate(f.person("VIEWER"))
    assert api.post(url, {"rows": {"machines": [MACHINE]}}, format="json").status_code == 403


def test_a_kind_of_support_without_its_own_form_says_so():
    row, api = f.project(category=f.category("showroom")), APIClient()
    api.force_authenticate(officer())
    assert api.get(f"/api/v1/projects/{row.pk}/details/").status_code == 404


# --- the other families -----------------------------------------------------------------------------------------------
def of(category, **fields):
    return f.project(category=f.category(category), **fields)


def save(row, **particulars):
    save_details(row, by=officer(), **particulars)


def under_way(category, **fields):
    within = {"requested_support": 30 * MILLION, "counterpart": 385 * MILLION}
    return f.project_in("IN_PROGRESS", category=f.category(category), **within, **fields)


@pytest.mark.parametrize(("category", "said"), [
    ("training_workshop", "Chưa kê lớp nào"), ("trademark", "Chưa kê nhãn hiệu nào"),
    ("demo_model_new", "còn thiếu: sản phẩm của mô hình, công nghệ, kỹ thuật được trình diễn"),
    ("cleaner_production_pilot", "Chưa có số liệu tiêu thụ trước đầu tư"),
    ("fair_join", "còn thiếu: tên hội chợ, triển lãm, nơi tổ chức, khai mạc, bế mạc, số gian hàng dự kiến"),
    ("wastewater_establishment", "Chưa kê thông số nước thải nào cùng giới hạn của quy chuẩn"),
])  # fmt: skip
def test_each_family_says_what_its_application_must_tell(category, said):
    row = of(category)
    assert said in refused(press, row, "register")
    f.with_papers(row)
    assert press(row, "register", on=f.FILED).status == "REGISTERED"


@pytest.mark.parametrize(("category", "said"), [
    ("training_workshop", "Lớp, dòng 1, còn thiếu: khai giảng, bế giảng, số ngày học, số học viên, trong đó nữ"),
    ("trademark", "còn thiếu: số đơn đăng ký, ngày nộp đơn"),
    ("demo_model_new", "còn thiếu: ngày bắt đầu trình diễn, số lượt người tham quan, kết quả trình diễn"),
    ("cleaner_production_pilot", "dòng 2, còn thiếu: sau đầu tư, ngày đo sau đầu tư"),
    ("fair_join", "còn thiếu: số gian hàng thực tế"),
    ("wastewater_establishment", "còn thiếu: công suất đã xây dựng (m³/ngày)"),
])  # fmt: skip
def test_each_family_says_what_must_be_written_when_the_work_is_done(category, said):
    row = under_way(category)
    f.progress(row, percent=100, value_done=row.total_cost)
    assert said in refused(press, row, "complete")
    f.with_results(row)
    assert press(row, "complete").status == "COMPLETED"


def test_as_many_classes_are_listed_as_support_is_asked_for():
    row = f.with_papers(of("training_workshop", units=2))
    assert "vượt số lớp mà hồ sơ kê ra: hiện có 2 lớp; cần không quá 1 lớp" in refused(press, row, "register")
    more = {"name": "Lớp thứ hai", "days_planned": 2, "learners_planned": 30}
    row = of("training_workshop")
    save(row, rows={"courses": [more, more | {"name": "Lớp thứ nhất"}]})
    f.with_papers(row)
    assert "Số lớp kê khác số lượng của hồ sơ: hiện có 2 lớp; cần 1 lớp" in refused(press, row, "register")


@pytest.mark.parametrize(("wrong", "said"), [
    ({"women": 44}, "Trong đó nữ: 44, nhiều hơn số học viên (43)"),
    ({"certificates": 50}, "Số người được cấp chứng chỉ: 50, nhiều hơn số học viên (43)"),
    ({"employed": 50}, "nhiều hơn số học viên (43)"),
    ({"closed_on": datetime.date(2021, 8, 17)}, "Bế giảng 17/08/2021 trước khai giảng 18/08/2021"),
    ({"days": 3}, "Học 3 ngày; từ khai giảng đến bế giảng chỉ có 2 ngày"),
    ({"closed_on": datetime.date(2099, 1, 1)}, "chưa tới"),
])  # fmt: skip
def test_figures_of_a_class_that_cannot_be_are_refused(wrong, said):
    row = under_way("training_workshop")
    done = {"no": 1, "opened_on": datetime.date(2021, 8, 18), "closed_on": datetime.date(2021, 8, 19), "days": 2,
            "learners": 43, "women": 17}  # fmt: skip
    assert said in refused(save, row, rows={"courses": [done | wrong]})


def test_the_database_holds_a_class_together():
    f.with_results(row := under_way("training_workshop"))
    for wrong in ({"women": 44}, {"closed_on": datetime.date(2021, 8, 1)}, {"days_planned": 0}):
        with pytest.raises(IntegrityError, match="course_"), transaction.atomic():
            row.courses.update(**wrong)


def test_cleaner_production_says_what_is_saved_and_how_soon_it_is_paid_back():
    row = under_way("cleaner_production_pilot")
    f.with_results(row)
    sheet = row.cleanerproduction
    saving = (168 - 122 + 36 - 25) * MILLION

    assert payback_months(row) == -(-sheet.investment * 12 // saving)
    words = dict(shown(row)["computed"])
    assert words["Điện (kWh)"] == "84.000 → 61.000, giảm 27 %" and words["Tiết kiệm mỗi năm"] == "57.000.000 đ"


def test_nothing_saved_is_never_paid_back():
    row = under_way("cleaner_production_pilot")
    worse = {"after": 90_000, "cost_after": 400 * MILLION, "measured_on": datetime.date(2021, 9, 28)}
    save(row, rows={"consumptions": [worse | {"no": 1}, worse | {"no": 2}]})
    assert payback_months(row) is None
    assert "tăng 7 %" in dict(shown(row)["computed"])["Điện (kWh)"]


def test_a_collective_mark_needs_rules_of_use():
    row = of("trademark")
    mark = {"mark": "Chè Sơn Kim", "kind": "COLLECTIVE", "owner": "Hợp tác xã", "goods": "Chè khô"}
    save(row, rows={"trademarks": [mark]})
    f.with_papers(row)
    press(row, "register", on=f.FILED)
    type(row).objects.filter(pk=row.pk).update(status="IN_PROGRESS")
    row.refresh_from_db()
    f.progress(row, percent=100, value_done=row.total_cost)
    f.with_results(row)
    assert "Nhãn hiệu tập thể “Chè Sơn Kim” phải có quy chế sử dụng" in refused(press, row, "complete")
    save(row, rows={"trademarks": [{"no": 1, "rules": "Quy chế số 02/QC-HTX ngày 05/08/2021"}]})
    assert press(row, "complete").status == "COMPLETED"


def test_a_certificate_is_supported_once():
    first, second = under_way("trademark"), under_way("trademark", title="Nhãn hiệu nước mắm Kỳ Ninh")
    given = {"no": 1, "certificate_number": "412345", "certified_on": datetime.date(2021, 10, 1)}
    save(first, rows={"trademarks": [given]})
    assert "Giấy chứng nhận này đã có ở một hồ sơ được hỗ trợ" in refused(save, second, rows={"trademarks": [given]})
    assert "phải ghi ngày cấp" in refused(save, second, rows={"trademarks": [{"no": 1, "certificate_number": "9"}]})


@pytest.mark.parametrize(("ph", "bod", "said"), [
    ("7", "38", "2 / 2 thông số"), ("9", "50", "2 / 2 thông số"), ("9.5", "38", "1 / 2 thông số; vượt: pH"),
    ("4.9", "50.1", "0 / 2 thông số; vượt: pH, BOD5"),
])  # fmt: skip
def test_treated_water_is_held_to_its_limits(ph, bod, said):
    row = under_way("wastewater_establishment")
    day = datetime.date(2021, 9, 28)
    save(row, rows={"watertests": [{"no": 1, "after": Decimal(ph), "measured_on": day},
                                   {"no": 2, "after": Decimal(bod), "measured_on": day}]})  # fmt: skip
    assert dict(shown(row)["computed"]) == {"Đạt quy chuẩn": said}


def test_a_parameter_has_a_limit_in_the_right_order():
    row = of("wastewater_establishment")
    assert "Phải ghi giới hạn dưới" in refused(save, row, rows={"watertests": [{"parameter": "pH", "before": 4}]})
    upside_down = {"parameter": "pH", "limit_min": 9, "limit_max": 5}
    assert "Giới hạn trên phải từ giới hạn dưới" in refused(save, row, rows={"watertests": [upside_down]})


def test_a_fair_ends_after_it_begins():
    sheet = {"starts_on": datetime.date(2021, 9, 10), "ends_on": datetime.date(2021, 9, 9)}
    assert "Bế mạc 09/09/2021 trước khai mạc 10/09/2021" in refused(save, of("fair_join"), sheet=sheet)


def abroad(place, year=2021, **fields):
    """A dossier ready to be filed for a fair abroad of that year, in which the place takes part."""
    row = of("fair_abroad", **fields)
    sheet = {"name": f"Hội chợ {row.code}", "place": "Viêng Chăn", "starts_on": datetime.date(year, 9, 10),
             "ends_on": datetime.date(year, 9, 15), "booths_planned": 1}  # fmt: skip
    save(row, sheet=sheet, rows={"fairparticipants": [{"establishment": place, "booths": 1}]})
    return f.with_papers(row)


def test_an_establishment_goes_to_fairs_abroad_twice_a_year():
    place = f.establishment()
    abroad(place)  # a draft nobody filed counts for nothing
    for _ in range(2):
        press(abroad(place), "register", on=f.FILED)
    too_often = "đã dự hội chợ nước ngoài trong năm 2021: hiện có 3 lần kể cả lần này; cần không quá 2 lần"
    assert too_often in refused(press, abroad(place), "register")
    late = f.with_results(under_way("fair_abroad"))
    save(late, rows={"fairparticipants": [{"establishment": place, "booths": 1}]})
    assert too_often in refused(press, late, "complete")


def test_a_fair_counts_in_the_year_it_is_held_whichever_plan_pays_for_it():
    place = f.establishment()
    for plan_year in (2021, 2022):
        press(abroad(place, plan_year=plan_year), "register", on=f.FILED)
    said = refused(press, abroad(place, plan_year=2022), "register")
    assert "trong năm 2021: hiện có 3 lần kể cả lần này" in said
    assert press(abroad(place, year=2022, plan_year=2021), "register", on=f.FILED).status == "REGISTERED"


def test_the_page_fills_in_the_results_of_each_class_and_adds_none(client):
    row = under_way("training_workshop")
    client.force_login(officer())
    url = reverse("projects:details", args=[row.pk])
    page = client.get(url).content.decode()
    assert "Khai giảng" in page and "Số học viên dự kiến" not in page and "add_courses" not in page

    done = {"no": "1", "opened_on": "18/08/2021", "closed_on": "19/08/2021", "days": "2", "learners": "40",
            "women": "41"}  # fmt: skip
    wrong = client.post(url, formset("courses", done, initial=1))
    assert wrong.status_code == 422 and "nhiều hơn số học viên (40)" in wrong.content.decode()
    client.post(url, formset("courses", done | {"women": "15"}, initial=1))

    assert row.courses.get().women == 15


def test_the_page_takes_an_establishment_by_its_code(client):
    row, place = of("fair_join"), f.establishment()
    client.force_login(officer())
    typed = {"sheet-name": "Hội chợ", "sheet-place": "Vinh", "sheet-starts_on": "10/09/2021",
             "sheet-ends_on": "15/09/2021", "sheet-booths_planned": "12"}  # fmt: skip
    url = reverse("projects:details", args=[row.pk])

    wrong = client.post(url, typed | formset("fairparticipants", {"establishment": "Cơ sở không có thật"}))
    assert wrong.status_code == 422 and "Không tìm thấy cơ sở" in wrong.content.decode()
    client.post(url, typed | formset("fairparticipants", {"establishment": place.code, "booths": "2"}))

    assert row.fairparticipants.get().establishment == place and row.fair.booths_planned == 12
    again = client.get(url).content.decode()
    assert place.name in again and 'value="12"' in again
