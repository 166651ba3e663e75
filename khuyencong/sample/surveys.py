"""Two illustrative survey sheets: one handed in by the Centre, one that the district has only begun."""

import datetime

from khuyencong.sample.pictures import page, photo
from projects.models import Project
from projects.surveys.services import add_signed_sheet, add_survey_photo, begin_survey, save_survey
from projects.surveys.workflow import SURVEY_FLOW

MADE_UP = "(minh họa)"
SEEN = {
    "surveyed_on": datetime.date(2021, 3, 4),
    "present": f"Cán bộ Trung tâm Khuyến công; giám đốc hợp tác xã {MADE_UP}.",
    "products": f"Bưởi quả phân loại, bưởi sấy {MADE_UP}.",
    "workers": 18,
    "revenue": 3_200_000_000,
    "machines": f"Một máy rửa quả, phân loại bằng tay {MADE_UP}.",
    "need": f"Máy phân loại và bọc bưởi, công suất 2 tấn/giờ {MADE_UP}.",
    "land_papers": f"Hợp đồng thuê đất của xã, còn 15 năm {MADE_UP}.",
    "environment_papers": f"Đăng ký môi trường tại UBND xã {MADE_UP}.",
    "counterpart": f"160 triệu đồng, vốn góp của thành viên {MADE_UP}.",
    "remark": f"Mặt bằng, điện đủ để lắp máy {MADE_UP}.",
}


def load_surveys(people):
    """The Centre saw the place of a dossier that waits for its appraisal; the district is still writing."""
    centre = people["trungtam"]
    dossier = Project.objects.get(title="Máy phân loại và bọc bưởi xuất khẩu")
    survey = begin_survey(_place(dossier), by=centre, project=dossier)
    for name, value in SEEN.items():
        setattr(survey, name, value)
    save_survey(survey, by=centre)
    add_survey_photo(survey, photo("Xưởng phân loại bưởi", "xuong.jpg"), by=centre)
    add_signed_sheet(survey, page(["Phiếu khảo sát", "Văn bản minh họa"], "phieu-khao-sat.png"), by=centre)
    SURVEY_FLOW.press(survey, "file", by=centre, on=datetime.date(2021, 3, 5))
    begin_survey(_place(Project.objects.get(title="Máy chạm khắc gỗ CNC 4 đầu")), by=people["huyen.ductho"])


def _place(project):
    return project.beneficiaries.get().establishment
