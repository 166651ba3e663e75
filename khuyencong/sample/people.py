"""The offices of the sample and the demonstration's accounts."""

import datetime

from accounts.loading import load_areas, load_local_offices
from accounts.models import Organisation, User
from accounts.services import create_user, grant_role

SINCE = datetime.date(2021, 1, 1)
K = Organisation.Kind

# username, name (illustrative), position, office, role
ACCOUNTS = [
    ("chuyenvien", "Nguyễn Thị Hà", "Chuyên viên Phòng Quản lý công nghiệp", "doit", "DOIT_SPECIALIST"),
    ("lanhdaophong", "Lê Quang Huy", "Trưởng phòng Quản lý công nghiệp", "doit", "DOIT_SECTION_HEAD"),
    ("lanhdao", "Trần Văn Minh", "Phó Giám đốc Sở", "doit", "DOIT_DIRECTOR"),
    ("ketoan", "Phạm Thị Thu", "Kế toán Sở", "doit", "DOIT_ACCOUNTANT"),
    ("trungtam", "Võ Đức Anh", "Viên chức Phòng Khuyến công", "centre", "CENTRE_OFFICER"),
    ("trungtam.ketoan", "Hoàng Thị Lan", "Kế toán Trung tâm", "centre", "CENTRE_ACCOUNTANT"),
    ("trungtam.giamdoc", "Nguyễn Xuân Bình", "Giám đốc Trung tâm", "centre", "CENTRE_DIRECTOR"),
    ("taichinh", "Phan Đình Long", "Chuyên viên Phòng Tài chính hành chính sự nghiệp", "dof", "DOF_REVIEWER"),
    ("huyen.ductho", "Đặng Văn Thành", "Chuyên viên Phòng Kinh tế và Hạ tầng", "district", "LOCAL_OFFICER"),
    ("xa.ductho", "Trần Thị Mai", "Chuyên viên Phòng Kinh tế", "commune", "LOCAL_OFFICER"),
    ("xem", "Đoàn kiểm tra", "Thành viên đoàn (chỉ xem)", "ppc", "VIEWER"),
    ("quantri", "Quản trị hệ thống", "Quản trị", "doit", "ADMINISTRATOR"),
]


def load_offices():
    """{key: Organisation}: the provincial offices, the Centre, and Đức Thọ as district and as commune."""
    province = load_areas("hatinh")
    load_local_offices(province)
    ppc = _office("Ủy ban nhân dân tỉnh Hà Tĩnh", "UBND tỉnh Hà Tĩnh", "UBND", K.PPC, province)
    doit = _office("Sở Công Thương tỉnh Hà Tĩnh", "Sở Công Thương", "SCT", K.DOIT, province, ppc, spends=True)
    dof = _office("Sở Tài chính tỉnh Hà Tĩnh", "Sở Tài chính", "STC", K.DOF, province, ppc)
    centre = _office(
        "Trung tâm Khuyến công và Xúc tiến thương mại tỉnh Hà Tĩnh", "Trung tâm Khuyến công", "TTKC", K.CENTRE,
        province, doit, spends=True,
    )  # fmt: skip
    return {
        "ppc": ppc,
        "doit": doit,
        "dof": dof,
        "centre": centre,
        "district": Organisation.objects.get(area__code="440", kind=K.DISTRICT),
        "commune": Organisation.objects.get(area__code="18229", kind=K.COMMUNE),
    }


def _office(name, short, abbreviation, kind, area, superior=None, spends=False):
    office, _ = Organisation.objects.get_or_create(
        name=name,
        defaults={
            "short_name": short,
            "abbreviation": abbreviation,
            "kind": kind,
            "area": area,
            "superior": superior,
            "is_spending_unit": spends,
        },
    )
    return office


def load_accounts(offices):
    """{username: User}: the twelve demonstration accounts, and a second officer of the Department without login."""
    people = {}
    for username, full_name, position, office, role in ACCOUNTS:
        user = create_user(
            username,
            None,
            organisation=offices[office],
            full_name=full_name,
            position=position,
            is_demo=True,
        )
        grant_role(user, role, valid_from=SINCE)
        people[username] = user
    second = User.objects.create_user(
        "chuyenvien.2", None, organisation=offices["doit"], full_name="Bùi Thị Ngọc", position="Chuyên viên (minh họa)"
    )
    grant_role(second, "DOIT_SPECIALIST", valid_from=SINCE)
    people["chuyenvien.2"] = second
    return people
