from django.db import migrations, models

WHAT = [
    ("title", "Tên đề án"),
    ("units", "Số lượng được duyệt"),
    ("courses", "Lớp"),
    ("beneficiaries", "Đơn vị thụ hưởng được hỗ trợ"),
    ("machines", "Máy móc, thiết bị được duyệt"),
    ("quotes", "Báo giá"),
    ("cost_items", "Dự toán"),
    ("eligible_cost", "Chi phí làm căn cứ tính mức hỗ trợ"),
    ("targets", "Chỉ tiêu kế hoạch"),
    ("objective", "Mục tiêu"),
    ("scale", "Quy mô"),
    ("content", "Nội dung thực hiện"),
    ("place", "Địa điểm cụ thể"),
    ("area", "Xã, phường (huyện)"),
    ("starts_on", "Ngày bắt đầu"),
    ("ends_on", "Ngày kết thúc"),
    ("support", "Kinh phí khuyến công hỗ trợ"),
    ("coordinating_organisation", "Đơn vị phối hợp"),
    ("beneficiary", "Đơn vị thụ hưởng"),
    ("until", "Tạm dừng đến ngày"),
]


class Migration(migrations.Migration):
    """A request for fewer units names which classes or beneficiaries leave."""

    dependencies = [("projects", "0011_what_was_asked_stays_and_a_decision_has_its_day")]

    operations = [
        migrations.AlterField(
            "changevalue", "what", models.CharField(choices=WHAT, max_length=30, verbose_name="thay đổi")
        ),
    ]
