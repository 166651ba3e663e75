"""«Đạt» stands on what the particulars say: what they tell against it is named by its figures, and blocks it alone."""

import datetime

import pytest
from django.urls import reverse

from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.inspections import builders as b
from tests.inspections.test_visits import refusal
from tests.projects.test_details import officer, press, refused, save, under_way

pytestmark = pytest.mark.django_db
MEASURED = datetime.date(2021, 9, 28)


def plant(capacity=60, bod=38):
    """Waste water treated as measured, its work reported whole; BOD5 is limited to 50 mg/l, 60 m³ a day approved."""
    row = under_way("wastewater_establishment")
    f.progress(row, percent=100, value_done=row.total_cost)
    tests = [{"no": 1, "after": 7, "measured_on": MEASURED}, {"no": 2, "after": bod, "measured_on": MEASURED}]
    save(row, sheet={"capacity_built": capacity}, rows={"watertests": tests})
    return row


def test_a_plant_smaller_than_approved_is_not_reported_whole_and_passes_by_its_volume_only():
    row = plant(capacity=5)
    said = "Công suất đã xây dựng chưa đủ công suất được duyệt: hiện có 5 m³/ngày; cần 60 m³/ngày"
    assert said in refused(press, row, "complete")
    press(row, "complete_by_volume", note="Mưa lũ, mới xây một bể.")

    assert f"{row.code}, kết luận “Đạt”: {said}" in refusal(b.record, b.batch(b.place(row)))
    other = b.batch(b.place(row, conclusion="BY_VOLUME"))
    b.record(other)
    row.refresh_from_db()
    assert row.status == "PARTIALLY_ACCEPTED"


@pytest.mark.parametrize(("bod", "status"), [(50, "ACCEPTED"), ("50.1", None), (400, None)])
def test_water_beyond_its_limit_never_passes(bod, status):
    row = press(plant(bod=bod), "complete")
    batch = b.batch(b.place(row))
    if status is None:
        found = str(bod).replace(".", ",")
        said = f"Nước thải sau xử lý chưa đạt Quy chuẩn minh họa: BOD5: hiện có {found} mg/l; cần không quá 50 mg/l"
        assert said in refusal(b.record, batch)
    else:
        b.record(batch)
        row.refresh_from_db()
        assert row.status == status


def test_water_beyond_its_limit_is_mended_and_accepted_again():
    row = press(plant(bod=400), "complete")
    b.record(b.batch(b.place(row, conclusion="DEFECTS")))
    row.refresh_from_db()
    assert row.status == "IN_PROGRESS"

    save(row, rows={"watertests": [{"no": 1}, {"no": 2, "after": 41}]})
    press(row, "complete")
    b.record(b.batch(b.place(row)))
    row.refresh_from_db()
    assert row.status == "ACCEPTED"


def test_what_is_measured_anew_after_the_report_counts_when_the_team_concludes():
    row = press(plant(), "complete")
    batch = b.batch(b.place(row))
    save(row, rows={"watertests": [{"no": 1, "after": None}, {"no": 2, "after": 51}]})
    said = refusal(b.record, batch)
    assert "Thông số nước thải, dòng 1, còn thiếu: sau xử lý" in said and "hiện có 51 mg/l" in said


def test_the_minutes_being_drawn_up_say_what_stands_against_their_conclusion_and_where(client):
    row = press(plant(bod=400), "complete")
    batch = b.batch(b.place(row))
    client.force_login(officer())
    page = client.get(reverse("inspections:batch", args=[batch.pk])).content.decode()
    assert (
        "hiện có <b>400 mg/l</b>; cần <b>không quá 50 mg/l</b>" in page and f'href="{row.get_absolute_url()}"' in page
    )


def test_machines_that_were_not_delivered_are_not_accepted_as_met():
    row = f.project_in("IN_PROGRESS")
    f.progress(row, percent=60, value_done=row.total_cost // 2)
    PROJECT_FLOW.press(row, "complete_by_volume", by=officer(), note="Bên bán chưa giao.")
    assert "chưa giao đủ: hiện có 0 máy; cần 1 máy" in refusal(b.record, b.batch(b.place(row)))
