"""One cell of a workbook as a value of its field, or the sentence that says what is wrong and how to mend it."""

import datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from core.dates import ngay, parse_date
from core.money import parse_money
from core.text import fold, nfc, one_line
from norms.models import Tier
from projects.imports import fields as f
from projects.models import Project

LONGEST = 10_000  # characters of a text
FEW_DONG = 10_000  # below this a plain number is millions whose unit nobody said
CHOICES = {
    "tier": {"dia phuong": Tier.LOCAL, "quoc gia": Tier.NATIONAL},
    "kind": {"nhom": Project.Kind.GROUP, "de an nhom": Project.Kind.GROUP},
}
for _name, _choices in (("tier", Tier), ("kind", Project.Kind)):
    for _value, _label in _choices.choices:
        CHOICES[_name] |= {fold(_label): _value, fold(_value): _value}


class Wrong(Exception):
    """What is wrong with a cell, and how to mend it."""

    def __init__(self, sentence, mend):
        super().__init__(sentence)
        self.sentence, self.mend = sentence, mend


def shown(content):
    """What was found in a cell, as a reader of the sheet sees it."""
    if isinstance(content, (datetime.datetime, datetime.date)):
        return ngay(content)
    if isinstance(content, float) and content.is_integer():
        content = int(content)
    return str(content if content is not None else "")[:200]


def value_of(field, value, *, unit="", books=None, day=None):
    """The field's value of one cell (workbook.Value). `unit`: of the amounts of its column; `day`: of the dossier."""
    if value.problem == "error":
        raise Wrong("Ô báo lỗi của Excel", "Sửa công thức hoặc gõ thẳng giá trị.")
    if value.problem == "uncomputed":
        raise Wrong("Ô có công thức chưa được tính", "Mở tệp bằng Excel, lưu lại rồi tải lên; hoặc gõ thẳng giá trị.")
    content = value.content
    if isinstance(content, bool):
        raise Wrong("Ô chứa giá trị đúng/sai", "Gõ giá trị của cột này.")
    try:
        return READERS[field.kind](field, content, unit, books, day)
    except ValidationError as error:
        raise Wrong(" ".join(error.messages), MENDS.get(field.kind, "Sửa ô này.")) from error


def _text(field, content, unit, books, day):
    text = nfc(shown(content) if not isinstance(content, str) else content).strip()
    if len(text) > LONGEST:
        raise Wrong(f"Dài {len(text)} ký tự", f"Rút ngắn, nhiều nhất {LONGEST} ký tự.")
    return text


def _whole(field, content, unit, books, day):
    if isinstance(content, float) and content.is_integer():
        content = int(content)
    if isinstance(content, str) and content.strip().isascii() and content.strip().isdigit() and len(content) < 12:
        content = int(content)
    if not isinstance(content, int) or not 0 <= content <= 2_000_000_000:
        raise Wrong("Không phải một số nguyên", f"Gõ một số, ví dụ {field.about if field.kind == f.YEAR else '1'}.")
    return content


def _factor(field, content, unit, books, day):
    text = str(content).strip()
    try:
        number = Decimal(text.replace(",", ".") if text.count(",") + text.count(".") <= 1 else "?")
    except InvalidOperation:
        raise Wrong("Không phải một số", "Gõ một số, phần thập phân sau dấu phẩy, ví dụ 1,5.") from None
    if not number.is_finite():
        raise Wrong("Không phải một số", "Gõ một số, ví dụ 1,5.")
    return number


def _money(field, content, unit, books, day):
    """By the one parser. A plain number takes the unit its heading gives; a few đồng alone are an unsaid unit."""
    if not isinstance(content, (str, int, float)):
        raise Wrong("Ô là ngày hoặc giờ, không phải số tiền", "Định dạng lại ô thành số rồi gõ số tiền.")
    if isinstance(content, str):
        alone = not any(char.isalpha() or char == "₫" for char in content)
        amount = parse_money(f"{content} {unit}" if unit and alone else content)
        return _no_few_dong(field, amount, content) if alone and not unit else amount
    if content < 0:
        return parse_money("-1")  # in the parser's own words
    if unit:
        return parse_money(f"{Decimal(str(content)):f} {unit}".replace(".", ","))
    if isinstance(content, float):
        if not content.is_integer():
            raise Wrong("Số tiền có phần lẻ của đồng", "Gõ số tròn đồng, hoặc ghi đơn vị ở tiêu đề: (triệu đồng).")
        content = int(content)
    return _no_few_dong(field, parse_money(content), content)


def _no_few_dong(field, amount, content):
    if 0 < amount < FEW_DONG:
        raise Wrong(
            "Số quá nhỏ để là đồng",
            f"Ghi đơn vị ở tiêu đề cột, ví dụ “{field.words} (triệu đồng)”, hoặc trong ô: {content} triệu.",
        )
    return amount


def _date(field, content, unit, books, day):
    if isinstance(content, datetime.datetime):
        content = content.date()
    if not isinstance(content, (str, datetime.date)):
        raise Wrong("Ô không phải ngày", "Gõ ngày theo mẫu ngày/tháng/năm, ví dụ 27/04/2021.")
    return parse_date(content)


def _choice(field, content, unit, books, day):
    known = CHOICES[field.key]
    if found := known.get(fold(str(content)).strip()):
        return found
    labels = Tier.labels if field.key == "tier" else Project.Kind.labels
    raise Wrong(f"Không có “{field.words}” này", f"Ghi một trong: {', '.join(labels)}.")


def _category(field, content, unit, books, day):
    return _one(books.categories, content, "nội dung hỗ trợ")


def _office(field, content, unit, books, day):
    return _one(books.offices, content, "đơn vị")


def _one(catalogue, content, what):
    found = catalogue.find(str(content))
    if len(found) == 1:
        return found[0]
    if found:
        raise Wrong(f"Có nhiều {what} tên này", "Ghi tên đầy đủ.")
    near = catalogue.near(str(content))
    raise Wrong(f"Không có {what} này trong danh mục", f"Có phải “{near}”?" if near else "Ghi đúng tên trong danh mục.")


def _area(field, content, unit, books, day):
    text = one_line(str(content))
    found = books.areas_on(text, day)
    if len(found) == 1:
        return found[0]
    if found:
        raise Wrong(f"Ngày {ngay(day)} có {len(found)} nơi tên này", f"Ghi thêm huyện: {text.split(',')[0]}, Huyện …")
    if books.areas.find(text.partition(",")[0]):
        raise Wrong(f"Ngày {ngay(day)} không có đơn vị hành chính này", "Ghi đơn vị của ngày ấy, hoặc sửa ngày hồ sơ.")
    near = books.areas.near(text)
    raise Wrong("Không có đơn vị hành chính này", f"Có phải “{near}”?" if near else "Ghi tên xã, phường (huyện).")


def _who(field, content, unit, books, day):
    """An establishment, or the text itself, which only some kinds of application may keep (`known_or_allowed`)."""
    text = one_line(shown(content))
    found = {row.pk: row for row in books.establishments.find(text)}
    if len(found) > 1:
        raise Wrong("Nhiều cơ sở mang tên này", "Ghi mã số của cơ sở.")
    if found:
        return next(iter(found.values()))
    if text.replace(" ", "").replace("-", "").isdigit():
        raise Wrong("Không có cơ sở mang mã số này trong danh mục", "Sửa mã số, hoặc thêm cơ sở vào danh mục trước.")
    if len(text) > 200:
        raise Wrong(f"Dài {len(text)} ký tự", "Rút ngắn, nhiều nhất 200 ký tự.")
    return text


def known_or_allowed(who, kind, books):
    """Refuse words where the application must name an establishment: as an unknown code is refused."""
    if not isinstance(who, str) or kind in (Project.Kind.TASK, Project.Kind.GROUP):
        return
    near = books.establishments.near(who)
    raise Wrong(
        "Không có cơ sở mang tên này trong danh mục",
        (f"Có phải “{near}”? " if near else "")
        + "Ghi đúng tên hoặc mã số; cơ sở mới thì thêm vào danh mục cơ sở trước. Ghi bằng chữ chỉ dùng khi cột Hình "
        "thức là Nhiệm vụ hoặc Đề án nhóm.",
    )


READERS = {
    f.TEXT: _text, f.YEAR: _whole, f.WHOLE: _whole, f.FACTOR: _factor, f.MONEY: _money, f.DATE: _date,
    f.CHOICE: _choice, f.CATEGORY: _category, f.OFFICE: _office, f.AREA: _area, f.WHO: _who,
}  # fmt: skip
MENDS = {
    f.MONEY: "Gõ số tròn đồng, hoặc số kèm đơn vị: 415 triệu.",
    f.DATE: "Gõ ngày theo mẫu ngày/tháng/năm, ví dụ 27/04/2021.",
}
