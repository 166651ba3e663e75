import django.db.models.deletion
from django.db import migrations, models

import core.fields
import core.money


class Migration(migrations.Migration):
    dependencies = [
        ("establishments", "0001_initial"),
        ("projects", "0005_the_machines_of_a_project"),
    ]

    operations = [
        migrations.CreateModel(
            name="DemoModel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("product", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="sản phẩm của mô hình")),
                (
                    "technology",
                    core.fields.NFCCharField(
                        blank=True, max_length=300, verbose_name="công nghệ, kỹ thuật được trình diễn"
                    ),
                ),
                ("scale", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="quy mô, công suất")),
                (
                    "visitors_planned",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="số lượt người tham quan dự kiến"),
                ),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="ngày bắt đầu trình diễn")),
                (
                    "visitors",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="số lượt người tham quan"),
                ),
                ("replicated", models.PositiveIntegerField(blank=True, null=True, verbose_name="số cơ sở làm theo")),
                ("effect", core.fields.NFCTextField(blank=True, verbose_name="kết quả trình diễn")),
                (
                    "project",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "mô hình trình diễn",
            },
        ),
        migrations.CreateModel(
            name="CleanerProduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("solution", core.fields.NFCTextField(blank=True, verbose_name="giải pháp sản xuất sạch hơn")),
                ("investment", core.money.MoneyField(blank=True, null=True, verbose_name="vốn đầu tư chưa thuế GTGT")),
                (
                    "project",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "sản xuất sạch hơn",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("investment__gt", 0)),
                        name="cleanerproduction_investment_positive",
                        violation_error_message="Vốn đầu tư phải lớn hơn 0.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consumption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ELECTRICITY", "Điện"),
                            ("WATER", "Nước"),
                            ("FUEL", "Nhiên liệu"),
                            ("MATERIAL", "Nguyên liệu"),
                            ("WASTE", "Chất thải"),
                        ],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("unit", core.fields.NFCCharField(max_length=40, verbose_name="đơn vị tính (kWh, m³, tấn…)")),
                (
                    "before",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="trước đầu tư"
                    ),
                ),
                ("cost_before", core.money.MoneyField(blank=True, null=True, verbose_name="chi phí trước đầu tư")),
                (
                    "after",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="sau đầu tư"
                    ),
                ),
                ("cost_after", core.money.MoneyField(blank=True, null=True, verbose_name="chi phí sau đầu tư")),
                ("measured_on", models.DateField(blank=True, null=True, verbose_name="ngày đo sau đầu tư")),
                (
                    "project",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "mức tiêu thụ",
                "ordering": ["no", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("before__gte", 0), ("after__gte", 0), ("cost_before__gte", 0), ("cost_after__gte", 0)
                        ),
                        name="consumption_not_negative",
                        violation_error_message="Mức tiêu thụ, chi phí không được âm.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("name", core.fields.NFCCharField(max_length=200, verbose_name="tên lớp")),
                ("place", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="địa điểm mở lớp")),
                (
                    "days_planned",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số ngày dự kiến"),
                ),
                (
                    "learners_planned",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số học viên dự kiến"),
                ),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="khai giảng")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="bế giảng")),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số ngày học")),
                ("learners", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số học viên")),
                ("women", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="trong đó nữ")),
                (
                    "certificates",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số người được cấp chứng chỉ"),
                ),
                (
                    "employed",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="số người có việc làm sau đào tạo"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "lớp học",
                "ordering": ["no", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days_planned__gt", 0), ("learners_planned__gt", 0)),
                        name="course_plans_somebody",
                        violation_error_message="Số ngày, số học viên dự kiến phải lớn hơn 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("women__lte", models.F("learners")),
                            ("certificates__lte", models.F("learners")),
                            ("employed__lte", models.F("learners")),
                        ),
                        name="course_parts_within_learners",
                        violation_error_message="Số nữ, số chứng chỉ, số có việc làm không nhiều hơn số học viên.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_on__gte", models.F("opened_on"))),
                        name="course_closes_after_it_opens",
                        violation_error_message="Ngày bế giảng phải từ ngày khai giảng trở đi.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="tên hội chợ, triển lãm")),
                ("place", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="nơi tổ chức")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="khai mạc")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="bế mạc")),
                (
                    "booths_planned",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="số gian hàng dự kiến"),
                ),
                ("booth_price", core.money.MoneyField(blank=True, null=True, verbose_name="giá một gian hàng")),
                ("booths", models.PositiveIntegerField(blank=True, null=True, verbose_name="số gian hàng thực tế")),
                ("visitors", models.PositiveIntegerField(blank=True, null=True, verbose_name="số lượt khách")),
                (
                    "project",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "hội chợ",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="fair_ends_after_it_starts",
                        violation_error_message="Ngày bế mạc phải từ ngày khai mạc trở đi.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FairParticipant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("booths", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số gian hàng")),
                (
                    "sales",
                    core.money.MoneyField(blank=True, null=True, verbose_name="doanh số bán hàng, hợp đồng ký kết"),
                ),
                (
                    "establishment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fairs",
                        to="establishments.establishment",
                        verbose_name="cơ sở tham gia",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "cơ sở tham gia hội chợ",
                "ordering": ["no", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("project", "establishment"),
                        name="fairparticipant_once",
                        violation_error_message="Cơ sở này đã có trong danh sách tham gia.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Trademark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("mark", core.fields.NFCCharField(max_length=200, verbose_name="nhãn hiệu")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ORDINARY", "Nhãn hiệu thông thường"),
                            ("COLLECTIVE", "Nhãn hiệu tập thể"),
                            ("CERTIFICATION", "Nhãn hiệu chứng nhận"),
                        ],
                        max_length=14,
                        verbose_name="loại nhãn hiệu",
                    ),
                ),
                ("owner", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="chủ nhãn hiệu")),
                (
                    "goods",
                    core.fields.NFCCharField(
                        blank=True, max_length=300, verbose_name="sản phẩm, dịch vụ mang nhãn hiệu"
                    ),
                ),
                ("filing_number", core.fields.NFCCharField(blank=True, max_length=60, verbose_name="số đơn đăng ký")),
                ("filed_on", models.DateField(blank=True, null=True, verbose_name="ngày nộp đơn")),
                (
                    "certificate_number",
                    core.fields.NFCCharField(blank=True, max_length=60, verbose_name="số giấy chứng nhận"),
                ),
                ("certified_on", models.DateField(blank=True, null=True, verbose_name="ngày cấp giấy chứng nhận")),
                (
                    "rules",
                    core.fields.NFCTextField(blank=True, verbose_name="quy chế sử dụng (số, ngày văn bản ban hành)"),
                ),
                (
                    "project",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "nhãn hiệu",
                "ordering": ["no", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("certificate_number", ""), _negated=True), ("removed_at__isnull", True)
                        ),
                        fields=("certificate_number",),
                        name="trademark_certificate_once",
                        violation_error_message="Giấy chứng nhận này đã có ở một hồ sơ được hỗ trợ; hỏi Sở Công Thương (L26 đ.7).",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("certified_on__gte", models.F("filed_on"))),
                        name="trademark_certified_after_it_was_filed",
                        violation_error_message="Ngày cấp giấy chứng nhận phải từ ngày nộp đơn trở đi.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WastewaterPlant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("technology", core.fields.NFCCharField(blank=True, max_length=300, verbose_name="công nghệ xử lý")),
                (
                    "capacity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="công suất thiết kế (m³/ngày)",
                    ),
                ),
                (
                    "standard",
                    core.fields.NFCCharField(
                        blank=True,
                        help_text="Ví dụ QCVN và cột áp dụng.",
                        max_length=120,
                        verbose_name="quy chuẩn áp dụng",
                    ),
                ),
                ("receives", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="nguồn tiếp nhận")),
                (
                    "capacity_built",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="công suất đã xây dựng (m³/ngày)",
                    ),
                ),
                (
                    "project",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "công trình xử lý nước thải",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("capacity__gt", 0), ("capacity_built__gt", 0)),
                        name="wastewaterplant_capacity_positive",
                        violation_error_message="Công suất phải lớn hơn 0.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WaterTest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("parameter", core.fields.NFCCharField(max_length=80, verbose_name="thông số")),
                ("unit", core.fields.NFCCharField(blank=True, max_length=40, verbose_name="đơn vị")),
                (
                    "limit_min",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=12, null=True, verbose_name="giới hạn dưới"
                    ),
                ),
                (
                    "limit_max",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=12, null=True, verbose_name="giới hạn trên"
                    ),
                ),
                (
                    "before",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="trước xử lý"
                    ),
                ),
                (
                    "after",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="sau xử lý"
                    ),
                ),
                ("measured_on", models.DateField(blank=True, null=True, verbose_name="ngày lấy mẫu")),
                ("laboratory", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="đơn vị phân tích")),
                (
                    "project",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "thông số nước thải",
                "ordering": ["no", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("limit_min__isnull", False), ("limit_max__isnull", False), _connector="OR"),
                        name="watertest_has_a_limit",
                        violation_error_message="Phải ghi giới hạn dưới hoặc giới hạn trên của quy chuẩn.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("limit_max__gte", models.F("limit_min"))),
                        name="watertest_limits_in_order",
                        violation_error_message="Giới hạn trên phải từ giới hạn dưới trở lên.",
                    ),
                ],
            },
        ),
    ]
