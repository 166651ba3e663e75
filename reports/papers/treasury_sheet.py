"""Bảng đối chiếu with the Treasury: the unit's figures, room for the Treasury's, both sign.

The rows follow the sheets of TT 77/2017/TT-BTC (01a, 02a-SDKP) as far as this programme has such money; the printed
layout of those forms, and of forms 30 and 31 from budget year 2026, has not been read.
"""

from dataclasses import dataclass
from datetime import date

from core.dates import long_date

from .paper import Column, Heading, Kind, MoneyUnit, Office, Paper, Paragraph, Row, Signatures, Signer, Table


@dataclass(frozen=True)
class Compared:
    """One row: đồng of the unit, of the Treasury (None: not known yet)."""

    name: str
    ours: int
    theirs: int | None


@dataclass(frozen=True)
class TreasurySheetFacts:
    """What the sheet says; `confirmed`: number and day of the Treasury's paper, ("", None) before it answers."""

    office: Office
    period: str
    year: int
    source: str
    until: date
    estimate: tuple[Compared, ...]
    spending: tuple[Compared, ...]
    confirmed: tuple[str, date | None] = ("", None)


def treasury_sheet(data: TreasurySheetFacts) -> Paper:
    number, day = data.confirmed
    answered = f"Kho bạc Nhà nước xác nhận tại văn bản số {number}, {long_date(day)}." if day else ""
    blocks = [
        Paragraph(f"Nguồn kinh phí: {data.source}. Số liệu đến hết {long_date(data.until)}."),
        Heading("I. DỰ TOÁN"),
        _table(data.estimate, "Dự toán"),
        Heading("II. TẠM ỨNG, THỰC CHI, NỘP LẠI"),
        _table(data.spending, "Tạm ứng, thực chi, nộp lại"),
    ]
    if answered:
        blocks.append(Paragraph(answered))
    return Paper(
        office=data.office,
        type_code="BĐC",
        type_name="BẢNG ĐỐI CHIẾU",
        abstract=(
            "Dự toán và tình hình sử dụng kinh phí khuyến công với Kho bạc Nhà nước, "
            f"{data.period} năm {data.year}"
        ),
        year=data.until.year,
        blocks=tuple(blocks),
        closing="Bảng đối chiếu lập thành 02 bản, mỗi bên giữ 01 bản",
        recipients=("Kho bạc Nhà nước", "Lưu: đơn vị"),
        parties=Signatures(
            "Chữ ký của các bên",
            (
                Signer(role="KẾ TOÁN ĐƠN VỊ"), Signer(role="CHỦ TÀI KHOẢN"), Signer(role="KẾ TOÁN KHO BẠC"),
                Signer(role="LÃNH ĐẠO KHO BẠC"),
            ),
        ),
    )  # fmt: skip


def _table(rows, title):
    columns = (
        Column("TT", Kind.CENTRE), Column("Chỉ tiêu", width=62), Column("Số của đơn vị", Kind.MONEY),
        Column("Số của Kho bạc", Kind.MONEY), Column("Chênh lệch", Kind.MONEY),
    )  # fmt: skip
    found = tuple(
        Row((str(no), row.name, row.ours, row.theirs, None if row.theirs is None else row.theirs - row.ours))
        for no, row in enumerate(rows, 1)
    )
    return Table(columns, found, unit=MoneyUnit.DONG, title=title)
