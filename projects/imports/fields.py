"""What may be read from a workbook into an application: the fields, how headings call them, which must be there."""

import hashlib
import re
from dataclasses import dataclass

from core.text import fold

TEXT, YEAR, WHOLE, FACTOR, MONEY, DATE = "text", "year", "whole", "factor", "money", "date"
CHOICE, CATEGORY, OFFICE, AREA, WHO = "choice", "category", "office", "area", "who"
UNITS = {"trieu": "triệu đồng", "nghin": "nghìn đồng", "ngan": "nghìn đồng", "ty": "tỷ đồng"}


@dataclass(frozen=True)
class Field:
    """`key` is the field of Project, except "beneficiary". `also`: other headings, folded."""

    key: str
    words: str
    kind: str
    also: tuple = ()
    required: bool = False
    about: str = ""


FIELDS = (
    Field("title", "Tên đề án", TEXT, ("ten de an, nhiem vu", "ten nhiem vu", "de an", "noi dung de an"), True),
    Field("plan_year", "Năm", YEAR, ("nam ke hoach", "ke hoach nam"), True, "2021"),
    Field("category", "Nội dung hỗ trợ", CATEGORY, ("loai ho tro", "noi dung khuyen cong"), True,
          "Tên hoặc mã của nội dung hỗ trợ."),
    Field("area", "Địa bàn", AREA, ("xa, phuong", "xa phuong", "huyen", "xa, phuong (huyen)"), True,
          "Tên xã, phường (huyện) vào ngày của hồ sơ; trùng tên thì ghi thêm huyện: Xã Hòa Lạc, Huyện Đức Thọ."),
    Field("tier", "Cấp", CHOICE, ("cap khuyen cong",), about="Bỏ trống: khuyến công địa phương."),
    Field("kind", "Hình thức", CHOICE, about="Bỏ trống: đề án."),
    Field("implementing_organisation", "Đơn vị thực hiện", OFFICE, ("don vi chu tri",),
          about="Bỏ trống: đơn vị của người nhập."),
    Field("spending_unit", "Đơn vị dự toán", OFFICE, about="Bỏ trống: đơn vị thực hiện, nếu có tài khoản riêng."),
    Field("coordinating_organisation", "Đơn vị phối hợp", OFFICE),
    Field("beneficiary", "Đơn vị thụ hưởng", WHO, ("co so", "co so thu huong", "don vi huong loi"),
          about="Mã số hoặc tên cơ sở trong danh mục; chỉ nhiệm vụ, đề án nhóm được ghi đối tượng bằng chữ."),
    Field("place", "Địa điểm cụ thể", TEXT, ("dia diem", "dia diem thuc hien")),
    Field("filed_on", "Ngày hồ sơ", DATE, ("ngay cua ho so", "ngay nop"), about="Bỏ trống: hôm nay."),
    Field("starts_on", "Bắt đầu", DATE, ("ngay bat dau", "tu ngay")),
    Field("ends_on", "Kết thúc", DATE, ("ngay ket thuc", "den ngay", "thuc hien den")),
    Field("total_cost", "Tổng kinh phí", MONEY, ("tong kinh phi thuc hien", "kinh phi thuc hien", "tong muc")),
    Field("requested_support", "Đề nghị hỗ trợ", MONEY,
          ("kinh phi de nghi ho tro", "kinh phi khuyen cong", "kinh phi ho tro", "kinh phi khuyen cong ho tro")),
    Field("counterpart", "Vốn đối ứng", MONEY, ("doi ung", "von doi ung cua don vi thu huong")),
    Field("other", "Nguồn khác", MONEY),
    Field("eligible_cost", "Chi phí làm căn cứ", MONEY, ("chi phi lam can cu tinh muc ho tro",)),
    Field("units", "Số lượng", WHOLE, about="Bỏ trống: 1."),
    Field("priority_factor", "Hệ số ưu tiên", FACTOR),
    Field("need", "Sự cần thiết", TEXT),
    Field("objective", "Mục tiêu", TEXT),
    Field("scale", "Quy mô", TEXT),
    Field("content", "Nội dung thực hiện", TEXT, ("noi dung",)),
    Field("schedule_text", "Tiến độ", TEXT),
    Field("organisation_text", "Tổ chức thực hiện", TEXT),
    Field("impact", "Hiệu quả", TEXT),
    Field("remark", "Ghi chú", TEXT),
)  # fmt: skip
BY_KEY = {field.key: field for field in FIELDS}
REQUIRED = [field.key for field in FIELDS if field.required]
_BY_HEADING = {name: field.key for field in FIELDS for name in (fold(field.words), *field.also)}


def meaning_of(heading):
    """The field a heading names, "" when it is none of ours."""
    folded = fold(heading).strip(" :*.")
    return _BY_HEADING.get(folded) or _BY_HEADING.get(re.sub(r"\s*\(.*?\)", "", folded).strip(" :*."), "")


def unit_of(heading):
    """The unit a heading gives to the amounts below it: "Kinh phí (triệu đồng)" -> "triệu đồng"; "" without one."""
    return next((unit for word, unit in UNITS.items() if re.search(rf"\b{word}\b", fold(heading))), "")


def header_set_of(headings):
    """A mark of these headings in this order, by which the way to read them is remembered."""
    return hashlib.sha256("\n".join(fold(heading) for heading in headings).encode()).hexdigest()


def guessed(headings):
    """{field: column from 1} as the headings say it; the first of two that say the same."""
    found = {}
    for at, heading in enumerate(headings, 1):
        if key := meaning_of(heading):
            found.setdefault(key, at)
    return found
