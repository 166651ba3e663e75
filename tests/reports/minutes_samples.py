"""A day's acceptance in plain figures, with long invented names, for the paper alone."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from reports.papers.acceptance_minutes import AcceptanceMinutes, AcceptedPlace, Target
from reports.papers.paper import Issuer, Office, Signature

CENTRE = "Trung tâm Khuyến công và Xúc tiến thương mại tỉnh Hà Tĩnh"
OFFICE = Office(
    issuer=Issuer(body=(CENTRE,), superior=("Sở Công Thương",)),
    name=CENTRE,
    abbreviation="TTKC",
    place="Hà Tĩnh",
    signature=Signature(post="GIÁM ĐỐC"),
)
TEAM = (
    "Ông Nguyễn Xuân Bình, Giám đốc Trung tâm Khuyến công và Xúc tiến thương mại, tổ trưởng",
    "Bà Nguyễn Thị Hà, chuyên viên Phòng Quản lý công nghiệp, Sở Công Thương",
    "Ông Phan Đình Long, chuyên viên Phòng Tài chính hành chính sự nghiệp, Sở Tài chính",
    "Ông Đặng Văn Thành, chuyên viên Phòng Kinh tế và Hạ tầng, UBND huyện Đức Thọ",
    "Ông Võ Đức Anh, viên chức Trung tâm Khuyến công, thư ký",
)
PASSED = AcceptedPlace(
    code="KC-2021-007",
    title="Hỗ trợ ứng dụng máy móc thiết bị tiên tiến trong sản xuất đồ gỗ mỹ nghệ xuất khẩu",
    implementer=CENTRE,
    beneficiary="Công ty TNHH Đồ gỗ mỹ nghệ Thái Yên",
    where="Cụm công nghiệp Thái Yên, xã Thanh Bình Thịnh, huyện Đức Thọ",
    decision="1234/QĐ-UBND ngày 01/06/2021",
    commitments=("Hợp đồng 12/HĐ-TTKC, ký ngày 15/06/2021",),
    support=200_000_000,
    unit="máy",
    present="Ông Trần Văn An, giám đốc công ty\nBà Lê Thị Hương, Phó Chủ tịch UBND xã Thanh Bình Thịnh",
    targets=(
        Target("Số máy móc, thiết bị được hỗ trợ", "máy", Decimal(3), Decimal(3)),
        Target("Năng suất tăng thêm", "%", Decimal(20), Decimal("17.50")),
    ),
    results="Máy mới, đúng ký mã hiệu theo hợp đồng.\nĐã chạy thử có tải.",
    planned_cost=1_434_567_890,
    accepted_cost=1_398_250_000,
    planned_units=3,
    accepted_units=2,
    planned_counterpart=1_234_567_890,
    counterpart_done=1_198_250_000,
    proofs=("Bảng kê chứng từ chi của các nguồn khác số 8b, ngày 20/10/2021",),
    conclusion="PASS",
)
FAILED = replace(
    PASSED, code="KC-2021-009", beneficiary="Hợp tác xã Hải sản Phú Khương", where="Xã Kỳ Xuân, huyện Kỳ Anh",
    present="Ông Nguyễn Văn Khương, giám đốc hợp tác xã", accepted_cost=150_000_000, counterpart_done=None, proofs=(),
    conclusion="DEFECTS", defects="Chưa nối đất tủ điện.\nChưa có nhật ký vận hành.", new_date=date(2021, 11, 20),
)  # fmt: skip
BY_VOLUME = replace(
    PASSED, code="KC-2021-011", beneficiary="Hộ kinh doanh Nguyễn Thị Hường", accepted_cost=296_350_000,
    counterpart_done=150_000_000, conclusion="BY_VOLUME", volume_percent=Decimal("66.7"),
    defects="Mưa lũ tháng 10, chưa lắp máy thứ hai.",
)  # fmt: skip


def unwritten(place):
    """The place before anybody went there."""
    nothing = {
        "present": "", "results": "", "accepted_cost": None, "accepted_units": None, "counterpart_done": None,
        "proofs": (), "conclusion": "", "volume_percent": None, "defects": "", "new_date": None,
        "targets": tuple(replace(target, actual=None) for target in place.targets),
    }  # fmt: skip
    return replace(place, **nothing)


def minutes(*places, **changes):
    given = {
        "office": OFFICE,
        "held_on": date(2021, 10, 22),
        "team": "\n".join(TEAM),
        "places": places or (PASSED, FAILED, BY_VOLUME),
        "grounds": (
            "Căn cứ Quyết định số 1234/QĐ-UBND ngày 01 tháng 6 năm 2021 của UBND tỉnh phê duyệt đề án khuyến công",
        ),
        "chair": TEAM[0],
        "secretary": TEAM[4],
        "starts": time(8, 0),
        "ends": time(16, 30),
        "recipients": ("Các bên tham gia nghiệm thu", "Sở Công Thương"),
    }
    return AcceptanceMinutes(**(given | changes))
