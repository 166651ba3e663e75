"""How many of what the norm counts: an application asks for no more of them than it shows."""

import pytest
from django.core.exceptions import ValidationError

from projects.models import Beneficiary, Project
from projects.services import save_project
from projects.units import units_shown
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.projects.test_details import of, officer, press, refused

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
COUNTED = {
    "advanced_machinery": (1, "vượt số cơ sở mà hồ sơ kê ra: hiện có {more} cơ sở; cần không quá {shown} cơ sở"),
    "technology_transfer": (1, "cần không quá {shown} cơ sở"),
    "cleaner_production_assessment": (1, "cần không quá {shown} cơ sở"),
    "consulting": (1, "cần không quá {shown} cơ sở"),
    "relocation_interest": (1, "cần không quá {shown} cơ sở"),
    "wastewater_establishment": (1, "cần không quá {shown} cơ sở"),
    "demo_model_new": (1, "vượt số mô hình mà hồ sơ kê ra: hiện có {more} mô hình; cần không quá {shown} mô hình"),
    "cleaner_production_pilot": (1, "cần không quá {shown} mô hình"),
    "training_workshop": (1, "hiện có {more} lớp; cần không quá {shown} lớp"),
    "fair_join": (12, "hiện có {more} gian hàng; cần không quá {shown} gian hàng"),
    "fair_organise": (1, "cần không quá {shown} hội chợ"),
    "voting_organise_province": (1, "cần không quá {shown} lần"),
    "voting_award_province": (2, "cần không quá {shown} sản phẩm"),
    "trademark": (1, "cần không quá {shown} nhãn hiệu"),
    "information_media": (2, "cần không quá {shown} sản phẩm truyền thông"),
    "association_regional": (1, "cần không quá {shown} hội"),
    "cluster_investment_report_expand": (1, "cần không quá {shown} báo cáo"),
    "cluster_infrastructure": (1, "cần không quá {shown} cụm công nghiệp"),
    "study_tour_abroad": (6, "cần không quá {shown} người"),
    "showroom": (1, "cần không quá {shown} phòng"),
}


@pytest.mark.parametrize("category", COUNTED)
def test_what_is_asked_for_is_no_more_than_the_application_shows(category):
    shown, said = COUNTED[category]
    row = f.with_papers(of(category))
    assert units_shown(row) == shown
    Project.objects.filter(pk=row.pk).update(units=shown + 1)
    row.refresh_from_db()
    assert said.format(shown=shown, more=shown + 1) in refused(press, row, "register")
    Project.objects.filter(pk=row.pk).update(units=shown)
    row.refresh_from_db()
    assert "mà hồ sơ kê ra" not in str(_trying(row))


def _trying(row):
    try:
        press(row, "register")
    except ValidationError as error:
        return error.messages
    return ""


def test_one_beneficiary_is_one_establishment_and_two_are_two():
    """The cap of 300 triệu a place: 600 triệu for one place named twice are not appraised."""
    asked = {"total_cost": 1500 * MILLION, "requested_support": 600 * MILLION, "counterpart": 900 * MILLION}
    alone = f.with_papers(f.project(units=2, **asked))
    assert "hiện có 2 cơ sở; cần không quá 1 cơ sở, hoặc kê đủ 2 cơ sở trong hồ sơ" in refused(press, alone, "register")
    places = [Beneficiary(establishment=f.establishment(), support_share=300 * MILLION) for _ in range(2)]
    row = f.appraised(units=2, beneficiaries=places, **asked)
    assert row.status == "APPRAISED"


def test_whoever_was_filed_before_is_asked_again_at_the_conclusion():
    row = f.registered()
    Project.objects.filter(pk=row.pk).update(units=2)
    row.refresh_from_db()
    said = refused(PROJECT_FLOW.press, row, "appraise", by=f.person("DOIT_DIRECTOR"))
    assert "hiện có 2 cơ sở; cần không quá 1 cơ sở" in said


def test_a_group_counts_those_that_it_will_name():
    row = f.with_papers(f.project(kind="GROUP", units=3, beneficiaries=[], beneficiaries_planned=3))
    assert units_shown(row) == 3 and press(row, "register", on=f.FILED).status == "REGISTERED"


def test_what_no_record_counts_stands_in_the_remark_with_its_number():
    crowd = [Beneficiary(description="Các cơ sở mộc của làng nghề Thái Yên", area=f.commune())]
    row = f.with_papers(f.project(kind="TASK", units=12, beneficiaries=crowd))
    assert units_shown(row) is None
    said = "Số lượng 12 cơ sở không đếm được từ hồ sơ: hiện có ghi chú chưa nêu; cần mục “Ghi chú” có chữ “12 cơ sở”"
    assert said in refused(press, row, "register")
    for words in ("Theo danh sách của xã.", "Danh sách của xã có 112 cơ sở."):
        row.remark = words
        save_project(row, by=officer())
        assert said in refused(press, row, "register")
    row.remark = "UBND xã xác nhận 12 cơ sở mộc (danh sách kèm công văn)."
    save_project(row, by=officer())
    assert press(row, "register", on=f.FILED).status == "REGISTERED"
