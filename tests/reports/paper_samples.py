"""Long, invented Vietnamese figures for the two papers; the plan itself is Hà Tĩnh's published one of 2021."""

from datetime import date

from reports.papers.approval_submission import ApprovalSubmission, ProjectGroup, ProposedProject
from reports.papers.paper import Issuer, Office, Reference, Signature
from reports.papers.year_report import LineResult, StageOfMoney, YearReport

OFFICE = Office(
    issuer=Issuer(superior=("UBND tỉnh Hà Tĩnh",), body=("Sở Công Thương",)),
    name="Sở Công Thương",
    abbreviation="SCT",
    place="Hà Tĩnh",
    signature=Signature(capacity=("KT. GIÁM ĐỐC",), post="PHÓ GIÁM ĐỐC"),
    archive="VT, QLCN",
)
PLAN = Reference(
    "Kế hoạch",
    "173/KH-UBND",
    date(2021, 4, 27),
    "Ủy ban nhân dân tỉnh",
    "về khuyến công địa phương năm 2021",
)
GROUNDS = (
    "Căn cứ Nghị định số 45/2012/NĐ-CP ngày 21 tháng 5 năm 2012 của Chính phủ về khuyến công",
    "Căn cứ Thông tư số 46/2012/TT-BCT ngày 28 tháng 12 năm 2012 của Bộ trưởng Bộ Công Thương quy định chi tiết một số "
    "nội dung của Nghị định số 45/2012/NĐ-CP ngày 21 tháng 5 năm 2012 của Chính phủ về khuyến công;",
    "Căn cứ Thông tư số 28/2018/TT-BTC ngày 28 tháng 3 năm 2018 của Bộ trưởng Bộ Tài chính hướng dẫn lập, quản lý và "
    "sử dụng kinh phí khuyến công",
)
CENTRE = "Trung tâm Khuyến công và Xúc tiến thương mại Hà Tĩnh"


def project(name, beneficiary, place, content, support, counterpart, period="Tháng 5 - 11/2021", other=0):
    total = support + counterpart + other
    return ProposedProject(name, CENTRE, beneficiary, place, content, total, support, counterpart, period, other)


MACHINERY = (
    project(
        "Hỗ trợ ứng dụng máy móc thiết bị tiên tiến trong sản xuất đồ gỗ mỹ nghệ xuất khẩu",
        "Công ty TNHH Đồ gỗ mỹ nghệ Thái Yên",
        "Xã Thanh Bình Thịnh, huyện Đức Thọ",
        "Máy phay CNC 5 trục, máy chà nhám thùng, hệ thống hút bụi trung tâm công suất 7.500 m³/giờ",
        200_000_000,
        1_234_567_890,
    ),
    project(
        "Hỗ trợ ứng dụng dây chuyền thiết bị tiên tiến trong chế biến nước mắm truyền thống",
        "Hợp tác xã Chế biến và Dịch vụ hải sản Phú Khương",
        "Xã Kỳ Xuân, huyện Kỳ Anh",
        "Hệ thống chiết rót, đóng nắp, dán nhãn tự động 2.000 chai/giờ",
        196_350_000,
        303_650_000,
    ),
    project(
        "Hỗ trợ ứng dụng máy móc thiết bị tiên tiến trong sản xuất gạch không nung từ đá mạt và tro bay nhiệt điện",
        "Công ty CP Sản xuất vật liệu xây dựng không nung Xuân Lĩnh",
        "Phường Đậu Liêu, thị xã Hồng Lĩnh",
        "Máy ép thủy lực song động 600 tấn, hệ thống cấp phối tự động",
        200_000_000,
        9_012_000_000,
        other=150_000_000,
    ),
)
TRADEMARK = (
    project(
        "Hỗ trợ xây dựng và đăng ký nhãn hiệu sản phẩm công nghiệp nông thôn tiêu biểu “Kẹo Cu Đơ Phong Nga”",
        "Hộ kinh doanh Nguyễn Thị Hường",
        "Phường Thạch Quý, thành phố Hà Tĩnh",
        "Thiết kế, đăng ký nhãn hiệu; in bao bì, tem truy xuất nguồn gốc",
        35_000_000,
        42_500_000,
    ),
)
WORKSHOP = (
    project(
        "Tập huấn xây dựng thương hiệu, nhãn hiệu gắn với phổ biến cơ chế, chính sách mới về khuyến công",
        "Các cơ sở công nghiệp nông thôn trên địa bàn tỉnh",
        "Thành phố Hà Tĩnh",
        "02 lớp, mỗi lớp 60 học viên, thời gian 02 ngày",
        84_000_000,
        0,
        "Quý III/2021",
    ),
)
LINE_TITLES = (
    ("Tập huấn xây dựng thương hiệu, nhãn hiệu gắn với phổ biến cơ chế, chính sách mới", "lớp", 2, 2),
    ("Mô hình trình diễn kỹ thuật", "mô hình", 1, 2),
    ("Ứng dụng máy móc thiết bị tiên tiến, dây chuyền công nghệ", "đề án", 5, 7),
    ("Mô hình áp dụng sản xuất sạch hơn", "mô hình", 1, 2),
    ("Tham gia hội chợ triển lãm hàng công nghiệp nông thôn tiêu biểu", "hội chợ", 1, 1),
    ("Tổ chức bình chọn sản phẩm công nghiệp nông thôn tiêu biểu cấp tỉnh", "lần", 1, 1),
    ("Hỗ trợ các cơ sở tham gia bình chọn cấp quốc gia", "sản phẩm", None, None),
    ("Xây dựng nhãn hiệu sản phẩm công nghiệp nông thôn tiêu biểu", "nhãn hiệu", 1, 2),
    ("Lập báo cáo đầu tư thành lập và mở rộng cụm công nghiệp", "báo cáo", 1, 2),
    ("Quy hoạch chi tiết cụm công nghiệp", "quy hoạch", 1, 2),
    ("Sửa chữa, nâng cấp hệ thống xử lý nước thải cho cơ sở công nghiệp nông thôn", "cơ sở", 1, 2),
)


def submission(**changes):
    given = {
        "office": OFFICE,
        "year": 2021,
        "round_number": 1,
        "plan": PLAN,
        "grounds": GROUNDS,
        "groups": (
            ProjectGroup("Hỗ trợ ứng dụng máy móc thiết bị tiên tiến, dây chuyền công nghệ", MACHINERY),
            ProjectGroup("Hỗ trợ xây dựng nhãn hiệu sản phẩm công nghiệp nông thôn tiêu biểu", TRADEMARK),
            ProjectGroup("Tập huấn xây dựng thương hiệu, nhãn hiệu", WORKSHOP),
        ),
        "received": 8,
        "appraisal": "Sở Công Thương đã phối hợp Sở Tài chính, Ủy ban nhân dân các huyện, thị xã, thành phố khảo sát "
        "thực tế tại cơ sở, thẩm định hồ sơ về đối tượng, nội dung, mức hỗ trợ và khả năng bố trí vốn đối ứng.\n"
        "Các đề án chưa được ngân sách nhà nước hỗ trợ cho cùng một nội dung chi.",
        "year_estimate": 2_236_000_000,
        "approved_before": 0,
        "implementation": (
            "Giao Sở Công Thương phân bổ dự toán, hướng dẫn đơn vị thực hiện triển khai đề án; kiểm tra, giám sát, "
            "nghiệm thu và quyết toán theo quy định.",
            "Giao Sở Tài chính phối hợp kiểm tra, hướng dẫn thanh quyết toán kinh phí.",
            "Ủy ban nhân dân các huyện, thị xã, thành phố phối hợp kiểm tra, giám sát việc thực hiện trên địa bàn.",
        ),
    }
    return ApprovalSubmission(**(given | changes))


def many_groups(count):
    """`count` projects with long amounts, in groups of about ten."""
    projects = [
        project(
            f"Hỗ trợ ứng dụng máy móc thiết bị tiên tiến trong chế biến nông, lâm, thủy sản xuất khẩu số {n}",
            f"Công ty TNHH Sản xuất và Thương mại tổng hợp Nghĩa Đức {n}",
            "Xã Thanh Bình Thịnh, huyện Đức Thọ",
            "Hệ thống sấy lạnh, máy phân loại quang học, dây chuyền đóng gói tự động",
            123_456_789_012 + n * 1_111,
            987_654_321_098 + n * 7_777,
            "Tháng 5 - 11/2021",
            1_000_001 * (n % 3),
        )
        for n in range(1, count + 1)
    ]
    return tuple(
        ProjectGroup(f"Nội dung hỗ trợ thứ {at // 10 + 1} của Kế hoạch", tuple(projects[at : at + 10]))
        for at in range(0, count, 10)
    )


DONE = (2, 1, 8, 0, 1, 1, 3, 0, 1, 2, 1)


def line(at, **changes):
    title, unit, low, high = LINE_TITLES[at]
    approved = 60_000_000 + at * 24_350_050
    given = {
        "title": title,
        "unit": unit,
        "done": DONE[at],
        "approved": approved,
        "paid": approved - 10_000_049 if DONE[at] else 0,
        "settled": approved - 30_000_000 if DONE[at] > 1 else 0,
        "counterpart": 412_345_678 * at,
        "target_min": low,
        "target_max": high,
        "expected_done": max(DONE[at], low or 0),
        "expected_support": approved,
    }
    return LineResult(**(given | changes))


LINES = tuple(line(at) for at in range(len(LINE_TITLES)))


def stages(lines=LINES):
    """A year's money that agrees with its lines."""
    approved, paid, settled = (sum(getattr(one, part) for one in lines) for part in ("approved", "paid", "settled"))
    reached = (2_236_000_000, 2_116_000_000, approved, approved - 12_000_000, paid + 95_500_000, paid, settled)
    labels = (
        "Dự toán được giao",
        "Dự toán đã phân bổ",
        "Đã bố trí cho đề án",
        "Đã ký hợp đồng, giao nhiệm vụ",
        "Đã tạm ứng, thanh toán",
        "Đã thanh toán (thực chi)",
        "Đã quyết toán",
    )
    return tuple(
        StageOfMoney(label, now, now - later)
        for label, now, later in zip(labels, reached, (*reached[1:], 0), strict=True)
    )


def report(**changes):
    given = {
        "office": OFFICE,
        "year": 2021,
        "as_of": date(2021, 11, 30),
        "plan": PLAN,
        "lines": LINES,
        "stages": stages(),
        "project_count": 24,
        "accepted_count": 19,
        "settled_count": 7,
        "plan_total": 2_236_000_000,
        "guidance": "Sở Công Thương đã ban hành văn bản hướng dẫn các địa phương, đơn vị đăng ký nhu cầu; tổ chức 02 "
        "đợt khảo sát và 03 cuộc kiểm tra định kỳ tại cơ sở.",
        "difficulties": "Dịch bệnh COVID-19 diễn biến phức tạp làm chậm tiến độ nhập khẩu máy móc, thiết bị của một số "
        "đơn vị thụ hưởng.\nMức hỗ trợ còn thấp so với tổng mức đầu tư nên chưa khuyến khích được cơ sở quy mô lớn.",
        "proposals": "Đề nghị Ủy ban nhân dân tỉnh xem xét bổ sung kinh phí khuyến công trong dự toán năm 2022.",
    }
    return YearReport(**(given | changes))
