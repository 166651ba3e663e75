"""How long a workbook of applications takes to be read and checked: 1,000 rows in seconds, and against 100 rows.

script/manage shell < benchmarks/import_preview.py
"""

import time
from io import BytesIO

import openpyxl

from accounts.models import User
from projects.imports.checking import check
from projects.imports.fields import guessed
from projects.imports.workbook import read

HEADINGS = ["Tên đề án", "Năm", "Nội dung hỗ trợ", "Địa bàn", "Hình thức", "Đơn vị thụ hưởng", "Ngày hồ sơ",
            "Bắt đầu", "Kết thúc", "Tổng kinh phí", "Đề nghị hỗ trợ", "Vốn đối ứng", "Mục tiêu",
            "Nội dung thực hiện"]  # fmt: skip


def workbook(rows):
    """Made-up applications of a year nobody works in, every tenth with an amount that does not add up."""
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for n in range(rows):
        book.active.append([
            f"Đề án minh họa {n}", 2099, "advanced_machinery", "Huyện Đức Thọ", "Nhiệm vụ", f"Tổ hợp tác {n}",
            "12/03/2021", "15/05/2021", "30/10/2021", 415_000_000 + (n % 10 == 0), 180_000_000, 235_000_000,
            "Giảm bụi", "Buồng sơn",
        ])  # fmt: skip
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def seconds(rows, by):
    content = workbook(rows)
    began, worked = time.perf_counter(), time.process_time()
    sheet = read(content)
    found = check(sheet, guessed(sheet.headings), by)
    taken = time.perf_counter() - began, time.process_time() - worked
    assert len(found.lines) == rows and len(found.faults) == rows // 10, found.faults[:3]
    return taken


def main():
    by = User.objects.get(username="chuyenvien")
    seconds(10, by)  # what is read once per process
    (hundred, _), (thousand, worked) = (min(seconds(rows, by) for _ in range(3)) for rows in (100, 1_000))
    print(
        f"100 dòng: {hundred:.2f} giây; 1.000 dòng: {thousand:.2f} giây (bộ xử lý làm {worked:.2f} giây); "
        f"gấp {thousand / hundred:.1f} lần"
    )
    assert thousand < 5, "a preview of 1,000 rows must take less than 5 seconds"


main()  # nothing is written
