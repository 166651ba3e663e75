"""Where things are in the sample, and what comes along as a file."""

from io import BytesIO

import openpyxl

from core.file_types import XLSX
from khuyencong.sample.pictures import page
from projects.models import Project
from tests.year.rest import sent


def scan(words):
    """The picture of a paper; other words are another picture."""
    return sent(page([words], "ban-chup.png"))


def project(number):
    return Project.objects.get(code=f"KCĐP-2021-{number:03d}")


def newest(model, **where):
    return model.objects.filter(**where).latest("pk")


def workbook(title):
    """A workbook of one application, as it is sent."""
    book, out, place = openpyxl.Workbook(), BytesIO(), project(9).beneficiaries.get()
    row = {
        "Tên đề án": title, "Năm": 2021, "Nội dung hỗ trợ": "advanced_machinery",
        "Địa bàn": place.establishment.area.name, "Cấp": "Khuyến công địa phương", "Hình thức": "Đề án",
        "Đơn vị thực hiện": "Trung tâm Khuyến công", "Đơn vị thụ hưởng": place.establishment.name,
        "Ngày hồ sơ": "12/03/2021", "Bắt đầu": "15/05/2021", "Kết thúc": "30/10/2021", "Tổng kinh phí": 415_000_000,
        "Đề nghị hỗ trợ": "180 triệu", "Vốn đối ứng": "235 triệu", "Số lượng": 1,
    }  # fmt: skip
    book.active.append(list(row))
    book.active.append(list(row.values()))
    book.save(out)
    return "de-an.xlsx", out.getvalue(), XLSX
