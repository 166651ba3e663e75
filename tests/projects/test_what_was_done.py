"""What the particulars of each family must show before its work is reported done or accepted, said by figures."""

import datetime

import pytest

from projects.details.guards import results_are_met
from projects.models import Project
from tests import factories as f
from tests.projects.test_details import of, press, refused, save, under_way

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


def day(month, number):
    return datetime.date(2021, month, number)


def done(category):
    """Its work is done and written, and reported in percent."""
    row = f.with_results(under_way(category))
    f.progress(row, percent=100, value_done=row.total_cost)
    return row


def not_done(row):
    return refused(press, row, "complete")


def objections(row):
    return " ".join(str(objection) for objection in results_are_met(row, None))


def test_a_vocational_class_counts_its_certificates_and_jobs_a_workshop_does_not():
    row = done("vocational_training")
    row.courses.update(certificates=None, employed=None)
    said = "Lớp, dòng 1, còn thiếu: số người được cấp chứng chỉ, số người có việc làm sau đào tạo"
    assert said in not_done(row)
    save(row, rows={"courses": [{"no": 1, "certificates": 40, "employed": 0}]})
    assert press(row, "complete").status == "COMPLETED"

    workshop = done("training_workshop")
    assert workshop.courses.get().certificates is None
    assert press(workshop, "complete").status == "COMPLETED"


def test_a_class_without_learners_was_not_held():
    row = done("training_workshop")
    save(row, rows={"courses": [{"no": 1, "learners": 0, "women": 0}]})
    assert "không có học viên: hiện có 0 học viên; cần 45 học viên" in not_done(row)


def test_a_fair_names_who_took_part_within_its_booths():
    row = done("fair_join")
    place = row.fairparticipants.get().establishment
    for rows, booths, said in (
        ([], 12, "Chưa kê cơ sở tham gia nào"),
        ([{"establishment": place, "booths": 13}], 12, "hiện có 13 gian hàng; cần không quá 12 gian hàng"),
        ([{"establishment": place, "booths": 1}], 0, "Chưa sử dụng gian hàng nào: hiện có 0 gian hàng"),
    ):
        save(row, sheet={"booths": booths}, rows={"fairparticipants": rows})
        assert said in not_done(row)
    save(row, sheet={"booths": 12}, rows={"fairparticipants": [{"establishment": place, "booths": 12}]})
    assert press(row, "complete").status == "COMPLETED"


def test_cleaner_production_has_the_costs_its_payback_is_computed_of():
    row = of("cleaner_production_pilot")
    electricity = {"kind": "ELECTRICITY", "unit": "kWh", "before": 84_000}
    save(row, sheet={"solution": "Thu hồi nhiệt"}, rows={"consumptions": [electricity]})
    said = refused(press, row, "register")
    assert "Nội dung chi tiết còn thiếu: vốn đầu tư chưa thuế GTGT" in said
    assert "dòng 1, còn thiếu: chi phí trước đầu tư" in said

    row = done("cleaner_production_pilot")
    save(row, rows={"consumptions": [{"no": 1, "cost_after": None}, {"no": 2}]})
    assert "dòng 1, còn thiếu: chi phí sau đầu tư" in not_done(row)
    save(row, rows={"consumptions": [{"no": 1, "cost_after": 122 * MILLION}, {"no": 2}]})
    assert press(row, "complete").status == "COMPLETED" and objections(row) == ""


def test_an_assessment_invests_nothing_yet():
    row = of("cleaner_production_assessment")
    electricity = {"kind": "ELECTRICITY", "unit": "kWh", "before": 84_000}
    save(row, sheet={"solution": "Rà soát"}, rows={"consumptions": [electricity]})
    assert "vốn đầu tư" not in refused(press, row, "register")


@pytest.mark.parametrize(("after", "said"), [(169, "hiện có tăng 1.000.000 đ mỗi năm"), (168, "tiết kiệm 0 đ mỗi năm")])
def test_what_saves_nothing_is_not_accepted_as_met(after, said):
    row = done("cleaner_production_pilot")
    water = {"no": 2, "cost_after": 36 * MILLION}
    save(row, rows={"consumptions": [{"no": 1, "cost_after": after * MILLION}, water]})
    assert press(row, "complete").status == "COMPLETED"
    assert "không có thời gian hoàn vốn" in objections(row) and said in objections(row)


def test_a_mark_has_its_filing_or_its_certificate():
    row = done("trademark")
    save(row, rows={"trademarks": [{"no": 1, "filing_number": "", "filed_on": None}]})
    assert "dòng 1, còn thiếu: số đơn đăng ký, ngày nộp đơn (hoặc số giấy chứng nhận)" in not_done(row)
    given = {"no": 1, "certificate_number": "412345", "certified_on": day(10, 1)}
    save(row, rows={"trademarks": [given]})
    assert press(row, "complete").status == "COMPLETED"


def test_a_model_nobody_saw_was_not_demonstrated():
    row = done("demo_model_new")
    save(row, sheet={"visitors": 0})
    assert "Mô hình chưa có người tham quan: hiện có 0 lượt; cần dự kiến 200 lượt" in not_done(row)


def test_works_of_a_cluster_are_done_as_far_as_they_were_approved():
    row = done("cluster_infrastructure")
    save(row, rows={"infrastructureitems": [{"no": 1, "quantity_done": 11_999}, {"no": 2}]})
    assert "chưa làm đủ: hiện có 11.999 m³; cần 12.000 m³" in not_done(row)


def test_advice_takes_at_least_a_day():
    row = done("consulting")
    save(row, rows={"consultations": [{"no": 1, "days": 0}]})
    assert "chưa có ngày công nào: hiện có 0 ngày; cần dự kiến 20 ngày" in not_done(row)


def test_a_draft_may_stay_empty():
    for category in ("vocational_training", "fair_join", "cleaner_production_pilot", "wastewater_cluster"):
        save(row := of(category))
        assert Project.objects.get(pk=row.pk).status == "DRAFT"
