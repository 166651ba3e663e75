from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import core.fields
import core.money
from core.tables import CreateTables


class Migration(migrations.Migration):
    """What may be supported, with how much, on whose authority and from when."""

    replaces = [
        ("norms", "0001_initial"),
        ("norms", "0002_how_many_quotes"),
        ("norms", "0003_who_may_be_supported_and_why_not"),
        ("norms", "0004_a_priority_factor_within_the_law"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="LegalDocument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=20, unique=True, verbose_name="ký hiệu tra cứu")),
                        (
                            "short_name",
                            core.fields.NFCCharField(max_length=60, unique=True, verbose_name="tên viết tắt"),
                        ),
                        ("kind", core.fields.NFCCharField(max_length=60, verbose_name="loại văn bản")),
                        ("number", core.fields.NFCCharField(max_length=60, unique=True, verbose_name="số, ký hiệu")),
                        ("title", core.fields.NFCCharField(max_length=500, verbose_name="trích yếu")),
                        ("issuer", core.fields.NFCCharField(max_length=200, verbose_name="cơ quan ban hành")),
                        ("issued_on", models.DateField(blank=True, null=True, verbose_name="ngày ban hành")),
                        ("in_force_from", models.DateField(blank=True, null=True, verbose_name="hiệu lực từ ngày")),
                        ("in_force_to", models.DateField(blank=True, null=True, verbose_name="hiệu lực đến hết ngày")),
                        (
                            "verified",
                            models.BooleanField(
                                default=False, help_text="Đã đọc nội dung văn bản.", verbose_name="đã kiểm chứng"
                            ),
                        ),
                        ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                    ],
                    options={
                        "verbose_name": "văn bản quy định",
                        "verbose_name_plural": "văn bản quy định",
                        "ordering": ["in_force_from", "issued_on", "code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("in_force_to__isnull", True),
                                    ("in_force_from__isnull", True),
                                    ("in_force_to__gte", models.F("in_force_from")),
                                    _connector="OR",
                                ),
                                name="legaldocument_ends_after_it_begins",
                                violation_error_message="Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi.",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="SupportCategory",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(unique=True, verbose_name="mã")),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                        ("name", core.fields.NFCCharField(max_length=200, unique=True, verbose_name="tên nội dung")),
                        ("name_short", core.fields.NFCCharField(max_length=80, verbose_name="tên gọn")),
                        ("unit", core.fields.NFCCharField(max_length=40, verbose_name="đơn vị tính")),
                        (
                            "content_ref",
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="căn cứ nội dung"),
                        ),
                        (
                            "rate_base",
                            core.fields.NFCCharField(
                                blank=True, max_length=200, verbose_name="chi phí làm căn cứ tính"
                            ),
                        ),
                        (
                            "output_indicators",
                            models.JSONField(
                                blank=True,
                                default=list,
                                help_text="Danh sách {“code”, “name”, “unit”}: mã, tên chỉ tiêu, đơn vị tính.",
                                verbose_name="chỉ tiêu kết quả",
                            ),
                        ),
                        (
                            "detail_form",
                            models.CharField(
                                choices=[
                                    ("TRAINING", "Lớp tập huấn, đào tạo"),
                                    ("DEMO_MODEL", "Mô hình trình diễn"),
                                    ("MACHINERY", "Máy móc, dây chuyền, chuyển giao công nghệ"),
                                    ("CLEANER_PRODUCTION", "Sản xuất sạch hơn"),
                                    ("FAIR", "Hội chợ, triển lãm"),
                                    ("VOTING", "Bình chọn sản phẩm"),
                                    ("TRADEMARK", "Thương hiệu, nhãn hiệu"),
                                    ("CLUSTER", "Cụm công nghiệp"),
                                    ("WASTEWATER", "Xử lý ô nhiễm môi trường"),
                                    ("MEDIA", "Truyền thông"),
                                    ("CONSULTING", "Tư vấn"),
                                    ("ASSOCIATION", "Hội, hiệp hội, cụm liên kết"),
                                    ("RELOCATION", "Di dời"),
                                    ("GENERAL", "Mẫu chung"),
                                ],
                                default="GENERAL",
                                max_length=20,
                                verbose_name="mẫu chi tiết",
                            ),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="đang dùng")),
                    ],
                    options={
                        "verbose_name": "nội dung hỗ trợ",
                        "verbose_name_plural": "nội dung hỗ trợ",
                        "ordering": ["order", "code"],
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="PaperKind",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=60, unique=True, verbose_name="mã")),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                        ("name", core.fields.NFCCharField(max_length=200, unique=True, verbose_name="tên giấy tờ")),
                        ("brought_by", core.fields.NFCCharField(blank=True, max_length=100, verbose_name="bên nộp")),
                    ],
                    options={
                        "verbose_name": "loại giấy tờ",
                        "verbose_name_plural": "loại giấy tờ",
                        "ordering": ["order", "code"],
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="RequiredPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="áp dụng từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("source", core.fields.NFCCharField(max_length=300, verbose_name="nguồn")),
                        ("verified", models.BooleanField(default=False, verbose_name="đã kiểm chứng")),
                        (
                            "by_analogy",
                            models.BooleanField(
                                default=False,
                                help_text="Quy định của cấp quốc gia, tạm dùng cho cấp địa phương khi tỉnh chưa có quy định riêng.",
                                verbose_name="áp dụng tương tự",
                            ),
                        ),
                        ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="required_papers",
                                to="norms.supportcategory",
                                verbose_name="nội dung hỗ trợ",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("REGISTRATION", "Đăng ký"),
                                    ("ADVANCE", "Tạm ứng"),
                                    ("PAYMENT", "Thanh toán"),
                                    ("SETTLEMENT", "Quyết toán"),
                                ],
                                max_length=12,
                                verbose_name="khâu",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="required_in",
                                to="norms.paperkind",
                                verbose_name="giấy tờ",
                            ),
                        ),
                        (
                            "tier",
                            models.CharField(
                                blank=True,
                                choices=[("LOCAL", "Khuyến công địa phương"), ("NATIONAL", "Khuyến công quốc gia")],
                                help_text="Bỏ trống: cả hai cấp.",
                                max_length=10,
                                verbose_name="cấp",
                            ),
                        ),
                        ("condition", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="chỉ cần khi")),
                    ],
                    options={
                        "verbose_name": "giấy tờ phải có",
                        "verbose_name_plural": "giấy tờ phải có",
                        "ordering": ["category", "stage", "paper__order", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="requiredpaper_ends_after_it_begins",
                                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("category", "="),
                                    ("stage", "="),
                                    ("paper", "="),
                                    ("tier", "="),
                                    (
                                        models.Func(
                                            models.F("valid_from"),
                                            models.F("valid_to"),
                                            models.Value("[]"),
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="requiredpaper_once_at_a_time",
                                violation_error_message="Giấy tờ này đã được yêu cầu ở khâu ấy trong cùng thời gian.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="AdvanceRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="áp dụng từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("source", core.fields.NFCCharField(max_length=300, verbose_name="nguồn")),
                        ("verified", models.BooleanField(default=False, verbose_name="đã kiểm chứng")),
                        (
                            "by_analogy",
                            models.BooleanField(
                                default=False,
                                help_text="Quy định của cấp quốc gia, tạm dùng cho cấp địa phương khi tỉnh chưa có quy định riêng.",
                                verbose_name="áp dụng tương tự",
                            ),
                        ),
                        ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="advance_rules",
                                to="norms.supportcategory",
                                verbose_name="nội dung hỗ trợ",
                            ),
                        ),
                        (
                            "tier",
                            models.CharField(
                                choices=[("LOCAL", "Khuyến công địa phương"), ("NATIONAL", "Khuyến công quốc gia")],
                                max_length=10,
                                verbose_name="cấp",
                            ),
                        ),
                        (
                            "percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                help_text="Bỏ trống: không được tạm ứng.",
                                max_digits=5,
                                null=True,
                                verbose_name="tạm ứng tối đa (% kinh phí hỗ trợ)",
                            ),
                        ),
                        (
                            "condition",
                            models.CharField(
                                choices=[
                                    ("NONE", "Không tạm ứng"),
                                    ("CONTRACT", "Đã ký hợp đồng"),
                                    ("CONTRACT_PLAN", "Đã ký hợp đồng và có kế hoạch thực hiện"),
                                    ("SUPPORT_CONTRACT", "Đã ký hợp đồng và hợp đồng hỗ trợ"),
                                    ("VALUE_DONE", "Giá trị thực hiện vượt tỷ lệ của tổng vốn đầu tư"),
                                    ("VOLUME_DONE", "Khối lượng thực hiện vượt tỷ lệ của hạng mục được hỗ trợ"),
                                    ("ACCEPTED", "Sau nghiệm thu cơ sở"),
                                    ("MANAGER", "Theo quyết định của cơ quan quản lý"),
                                ],
                                max_length=20,
                                verbose_name="điều kiện",
                            ),
                        ),
                        ("condition_text", core.fields.NFCCharField(max_length=300, verbose_name="nêu rõ điều kiện")),
                        (
                            "value_threshold_percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                verbose_name="phải thực hiện trên (%)",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "quy định tạm ứng",
                        "verbose_name_plural": "quy định tạm ứng",
                        "ordering": ["category", "tier", "-valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="advancerule_ends_after_it_begins",
                                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("category", "="),
                                    ("tier", "="),
                                    (
                                        models.Func(
                                            models.F("valid_from"),
                                            models.F("valid_to"),
                                            models.Value("[]"),
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="advancerule_one_at_a_time",
                                violation_error_message="Nội dung này đã có quy định tạm ứng trong cùng thời gian.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("percent__isnull", True),
                                    models.Q(("percent__gt", 0), ("percent__lte", 100)),
                                    _connector="OR",
                                ),
                                name="advancerule_percent_in_range",
                                violation_error_message="Mức tạm ứng phải lớn hơn 0 và không quá 100 %%.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("condition__in", ["VALUE_DONE", "VOLUME_DONE"]),
                                        ("value_threshold_percent__gte", 0),
                                        ("value_threshold_percent__lte", 100),
                                    ),
                                    models.Q(
                                        models.Q(("condition__in", ["VALUE_DONE", "VOLUME_DONE"]), _negated=True),
                                        ("value_threshold_percent__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="advancerule_threshold_only_for_work_done",
                                violation_error_message="Điều kiện theo khối lượng, giá trị phải ghi tỷ lệ; điều kiện khác thì không.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="DeadlineRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="áp dụng từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("source", core.fields.NFCCharField(max_length=300, verbose_name="nguồn")),
                        ("verified", models.BooleanField(default=False, verbose_name="đã kiểm chứng")),
                        (
                            "by_analogy",
                            models.BooleanField(
                                default=False,
                                help_text="Quy định của cấp quốc gia, tạm dùng cho cấp địa phương khi tỉnh chưa có quy định riêng.",
                                verbose_name="áp dụng tương tự",
                            ),
                        ),
                        ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                        ("code", models.SlugField(max_length=60, verbose_name="mã")),
                        (
                            "tier",
                            models.CharField(
                                choices=[("LOCAL", "Khuyến công địa phương"), ("NATIONAL", "Khuyến công quốc gia")],
                                max_length=10,
                                verbose_name="cấp",
                            ),
                        ),
                        ("text", core.fields.NFCCharField(max_length=300, verbose_name="việc phải làm")),
                        ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số ngày")),
                        (
                            "working_days",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số ngày làm việc"),
                        ),
                        (
                            "day",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="31: ngày cuối tháng.", null=True, verbose_name="ngày"
                            ),
                        ),
                        (
                            "month",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="Bỏ trống: hằng tháng.", null=True, verbose_name="tháng"
                            ),
                        ),
                        (
                            "offset",
                            models.SmallIntegerField(
                                default=0,
                                help_text="-1: năm trước; 1: năm sau (tháng sau).",
                                verbose_name="lệch (năm, hoặc tháng nếu hằng tháng)",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "thời hạn",
                        "verbose_name_plural": "thời hạn",
                        "ordering": ["tier", "code", "-valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="deadlinerule_ends_after_it_begins",
                                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("code", "="),
                                    ("tier", "="),
                                    (
                                        models.Func(
                                            models.F("valid_from"),
                                            models.F("valid_to"),
                                            models.Value("[]"),
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="deadlinerule_one_at_a_time",
                                violation_error_message="Việc này đã có thời hạn khác trong cùng thời gian.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("day__isnull", True),
                                        ("days__isnull", False),
                                        ("month__isnull", True),
                                        ("working_days__isnull", True),
                                    ),
                                    models.Q(
                                        ("day__isnull", True),
                                        ("days__isnull", True),
                                        ("month__isnull", True),
                                        ("working_days__isnull", False),
                                    ),
                                    models.Q(
                                        ("day__gte", 1),
                                        ("day__lte", 31),
                                        ("days__isnull", True),
                                        ("working_days__isnull", True),
                                        models.Q(
                                            ("month__isnull", True),
                                            models.Q(("month__gte", 1), ("month__lte", 12)),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="deadlinerule_counts_one_way",
                                violation_error_message="Ghi một cách tính: số ngày, số ngày làm việc, hoặc ngày (và tháng).",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="QuoteRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="áp dụng từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("source", core.fields.NFCCharField(max_length=300, verbose_name="nguồn")),
                        ("verified", models.BooleanField(default=False, verbose_name="đã kiểm chứng")),
                        (
                            "by_analogy",
                            models.BooleanField(
                                default=False,
                                help_text="Quy định của cấp quốc gia, tạm dùng cho cấp địa phương khi tỉnh chưa có quy định riêng.",
                                verbose_name="áp dụng tương tự",
                            ),
                        ),
                        ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                        (
                            "tier",
                            models.CharField(
                                choices=[("LOCAL", "Khuyến công địa phương"), ("NATIONAL", "Khuyến công quốc gia")],
                                max_length=10,
                                verbose_name="cấp",
                            ),
                        ),
                        ("above", core.money.MoneyField(verbose_name="trị giá từ (đồng)")),
                        ("quotes", models.PositiveSmallIntegerField(verbose_name="số đơn vị báo giá ít nhất")),
                    ],
                    options={
                        "verbose_name": "quy định về báo giá",
                        "verbose_name_plural": "quy định về báo giá",
                        "ordering": ["tier", "above", "-valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="quoterule_ends_after_it_begins",
                                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("tier", "="),
                                    ("above", "="),
                                    (
                                        models.Func(
                                            models.F("valid_from"),
                                            models.F("valid_to"),
                                            models.Value("[]"),
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="quoterule_one_at_a_time",
                                violation_error_message="Mức này đã có quy định trong cùng thời gian.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="DeciderRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="áp dụng từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("source", core.fields.NFCCharField(max_length=300, verbose_name="nguồn")),
                        ("verified", models.BooleanField(default=False, verbose_name="đã kiểm chứng")),
                        (
                            "by_analogy",
                            models.BooleanField(
                                default=False,
                                help_text="Quy định của cấp quốc gia, tạm dùng cho cấp địa phương khi tỉnh chưa có quy định riêng.",
                                verbose_name="áp dụng tương tự",
                            ),
                        ),
                        ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                        (
                            "tier",
                            models.CharField(
                                choices=[("LOCAL", "Khuyến công địa phương"), ("NATIONAL", "Khuyến công quốc gia")],
                                max_length=10,
                                verbose_name="cấp",
                            ),
                        ),
                        (
                            "change",
                            models.CharField(
                                choices=[
                                    ("INCREASE_SUPPORT", "Tăng kinh phí hỗ trợ"),
                                    ("LOWER_SUPPORT", "Giảm hoặc giữ nguyên kinh phí hỗ trợ"),
                                    ("CONTENT", "Thay đổi nội dung"),
                                    ("EXTEND_YEAR", "Kéo dài sang năm sau"),
                                    ("TIME", "Thay đổi thời gian trong năm"),
                                    ("ADD", "Bổ sung đề án"),
                                    ("TERMINATE", "Ngừng thực hiện"),
                                    ("PLACE", "Thay đổi địa điểm"),
                                    ("BENEFICIARY", "Thay đổi đơn vị thụ hưởng"),
                                    ("COORDINATOR", "Thay đổi đơn vị phối hợp"),
                                    ("SUSPEND", "Tạm dừng thực hiện"),
                                    ("RESUME", "Tiếp tục thực hiện"),
                                ],
                                max_length=20,
                                verbose_name="thay đổi",
                            ),
                        ),
                        (
                            "scope",
                            models.CharField(
                                choices=[("PROJECT", "Đề án"), ("GROUP", "Đề án nhóm")],
                                default="PROJECT",
                                max_length=10,
                                verbose_name="loại đề án",
                            ),
                        ),
                        (
                            "decider",
                            models.CharField(
                                choices=[
                                    ("PPC", "UBND tỉnh"),
                                    ("DOIT", "Sở Công Thương"),
                                    ("MINISTER", "Bộ trưởng Bộ Công Thương"),
                                    ("MINISTRY_DEPARTMENT", "Cục thuộc Bộ Công Thương"),
                                ],
                                max_length=20,
                                verbose_name="cấp quyết định",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "thẩm quyền quyết định thay đổi",
                        "verbose_name_plural": "thẩm quyền quyết định thay đổi",
                        "ordering": ["tier", "scope", "change", "-valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="deciderrule_ends_after_it_begins",
                                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("tier", "="),
                                    ("change", "="),
                                    ("scope", "="),
                                    (
                                        models.Func(
                                            models.F("valid_from"),
                                            models.F("valid_to"),
                                            models.Value("[]"),
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="deciderrule_one_at_a_time",
                                violation_error_message="Thay đổi này đã có cấp quyết định trong cùng thời gian.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="RefusalReason",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="áp dụng từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("source", core.fields.NFCCharField(max_length=300, verbose_name="nguồn")),
                        ("verified", models.BooleanField(default=False, verbose_name="đã kiểm chứng")),
                        (
                            "by_analogy",
                            models.BooleanField(
                                default=False,
                                help_text="Quy định của cấp quốc gia, tạm dùng cho cấp địa phương khi tỉnh chưa có quy định riêng.",
                                verbose_name="áp dụng tương tự",
                            ),
                        ),
                        ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                        ("code", models.SlugField(max_length=40, verbose_name="mã")),
                        ("name", core.fields.NFCCharField(max_length=300, verbose_name="lý do")),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                    ],
                    options={
                        "verbose_name": "lý do không đủ điều kiện",
                        "verbose_name_plural": "lý do không đủ điều kiện",
                        "ordering": ["order", "code", "-valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="refusalreason_ends_after_it_begins",
                                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("code", "="),
                                    (
                                        models.Func(
                                            models.F("valid_from"),
                                            models.F("valid_to"),
                                            models.Value("[]"),
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="refusalreason_one_at_a_time",
                                violation_error_message="Mã lý do này đã có trong cùng thời gian.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="EligibilityRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="áp dụng từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("source", core.fields.NFCCharField(max_length=300, verbose_name="nguồn")),
                        ("verified", models.BooleanField(default=False, verbose_name="đã kiểm chứng")),
                        (
                            "by_analogy",
                            models.BooleanField(
                                default=False,
                                help_text="Quy định của cấp quốc gia, tạm dùng cho cấp địa phương khi tỉnh chưa có quy định riêng.",
                                verbose_name="áp dụng tương tự",
                            ),
                        ),
                        ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                        (
                            "criterion",
                            models.CharField(
                                choices=[
                                    ("LEGAL_FORM", "Loại hình"),
                                    ("PLACE", "Địa bàn"),
                                    ("SECTOR", "Ngành nghề"),
                                    ("EXCLUSION", "Không thuộc diện loại trừ"),
                                    ("PRIORITY_AREA", "Địa bàn ưu tiên"),
                                    ("PRIORITY_SECTOR", "Ngành nghề ưu tiên"),
                                ],
                                max_length=16,
                                verbose_name="tiêu chí",
                            ),
                        ),
                        ("code", models.SlugField(verbose_name="mã")),
                        ("order", models.PositiveSmallIntegerField(default=100, verbose_name="thứ tự xét")),
                        (
                            "detail_form",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("TRAINING", "Lớp tập huấn, đào tạo"),
                                    ("DEMO_MODEL", "Mô hình trình diễn"),
                                    ("MACHINERY", "Máy móc, dây chuyền, chuyển giao công nghệ"),
                                    ("CLEANER_PRODUCTION", "Sản xuất sạch hơn"),
                                    ("FAIR", "Hội chợ, triển lãm"),
                                    ("VOTING", "Bình chọn sản phẩm"),
                                    ("TRADEMARK", "Thương hiệu, nhãn hiệu"),
                                    ("CLUSTER", "Cụm công nghiệp"),
                                    ("WASTEWATER", "Xử lý ô nhiễm môi trường"),
                                    ("MEDIA", "Truyền thông"),
                                    ("CONSULTING", "Tư vấn"),
                                    ("ASSOCIATION", "Hội, hiệp hội, cụm liên kết"),
                                    ("RELOCATION", "Di dời"),
                                    ("GENERAL", "Mẫu chung"),
                                ],
                                help_text="Bỏ trống: mọi nội dung hỗ trợ.",
                                max_length=20,
                                verbose_name="chỉ cho loại nội dung",
                            ),
                        ),
                        ("text", core.fields.NFCCharField(max_length=400, verbose_name="nội dung quy định")),
                        (
                            "patterns",
                            core.fields.NFCTextField(
                                blank=True,
                                help_text="Mỗi dòng một mẫu, gõ đủ dấu, dấu * thay cho chữ bất kỳ; không phân biệt chữ hoa. Ví dụ: *chế biến*gỗ*. Bỏ trống: chưa áp dụng cho trường hợp nào.",
                                verbose_name="áp dụng khi",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("MET", "Đạt"),
                                    ("NOT_MET", "Không đạt"),
                                    ("TO_PROVE", "Cần chứng minh"),
                                    ("UNKNOWN", "Chưa rõ"),
                                ],
                                max_length=8,
                                verbose_name="kết quả",
                            ),
                        ),
                        (
                            "evidence",
                            core.fields.NFCCharField(blank=True, max_length=200, verbose_name="giấy tờ chứng minh"),
                        ),
                        ("settled_by", core.fields.NFCCharField(blank=True, max_length=300, verbose_name="ai làm rõ")),
                    ],
                    options={
                        "verbose_name": "điều kiện thụ hưởng",
                        "verbose_name_plural": "điều kiện thụ hưởng",
                        "ordering": ["criterion", "order", "code", "-valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="eligibilityrule_ends_after_it_begins",
                                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("criterion", "="),
                                    ("code", "="),
                                    ("detail_form", "="),
                                    (
                                        models.Func(
                                            models.F("valid_from"),
                                            models.F("valid_to"),
                                            models.Value("[]"),
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="eligibilityrule_one_at_a_time",
                                violation_error_message="Mã này đã có quy định khác trong cùng thời gian.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "UNKNOWN"), _negated=True),
                                    models.Q(("settled_by", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="eligibilityrule_unknown_names_who_settles",
                                violation_error_message="Kết quả “Chưa rõ” phải ghi ai làm rõ.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="NormSet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="áp dụng từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("code", models.SlugField(max_length=60, unique=True, verbose_name="mã")),
                        ("name", core.fields.NFCCharField(max_length=200, verbose_name="tên bộ mức chi")),
                        (
                            "tier",
                            models.CharField(
                                choices=[("LOCAL", "Khuyến công địa phương"), ("NATIONAL", "Khuyến công quốc gia")],
                                max_length=10,
                                verbose_name="cấp",
                            ),
                        ),
                        (
                            "province_code",
                            models.CharField(
                                blank=True,
                                help_text="Chỉ ghi cho cấp địa phương.",
                                max_length=10,
                                verbose_name="mã tỉnh",
                            ),
                        ),
                        (
                            "legal_document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="norm_sets",
                                to="norms.legaldocument",
                                verbose_name="văn bản quy định",
                            ),
                        ),
                        (
                            "illustrative",
                            models.BooleanField(
                                default=False,
                                help_text="Không phải số liệu của văn bản có thật.",
                                verbose_name="minh họa",
                            ),
                        ),
                        (
                            "verified",
                            models.BooleanField(
                                default=False,
                                help_text="Đã đọc đủ trong văn bản quy định.",
                                verbose_name="đã kiểm chứng",
                            ),
                        ),
                        (
                            "priority_multiplier_max",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                help_text="Bỏ trống: chưa có quy định, không được nhân hệ số.",
                                max_digits=4,
                                null=True,
                                verbose_name="hệ số ưu tiên tối đa",
                            ),
                        ),
                        (
                            "advance_limit_percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                verbose_name="mức tạm ứng tối đa trước nghiệm thu (%)",
                            ),
                        ),
                        (
                            "limits_source",
                            core.fields.NFCCharField(
                                blank=True, max_length=300, verbose_name="nguồn của hệ số và mức tạm ứng"
                            ),
                        ),
                        (
                            "limits_verified",
                            models.BooleanField(default=False, verbose_name="hệ số và mức tạm ứng đã kiểm chứng"),
                        ),
                        ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                    ],
                    options={
                        "verbose_name": "bộ mức chi",
                        "verbose_name_plural": "bộ mức chi",
                        "ordering": ["tier", "province_code", "-valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="normset_ends_after_it_begins",
                                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("tier", "="),
                                    ("province_code", "="),
                                    (
                                        models.Func(
                                            models.F("valid_from"),
                                            models.F("valid_to"),
                                            models.Value("[]"),
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="normset_one_at_a_time",
                                violation_error_message="Cấp (và tỉnh) này đã có bộ mức chi khác trong cùng thời gian; hãy kết thúc bộ cũ trước.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("tier", "LOCAL"), models.Q(("province_code", ""), _negated=True)),
                                    models.Q(("province_code", ""), ("tier", "NATIONAL")),
                                    _connector="OR",
                                ),
                                name="normset_province_only_for_local",
                                violation_error_message="Bộ mức chi địa phương phải ghi mã tỉnh; bộ quốc gia thì không.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("priority_multiplier_max__isnull", True),
                                    ("priority_multiplier_max__gte", 1),
                                    _connector="OR",
                                ),
                                name="normset_multiplier_at_least_one",
                                violation_error_message="Hệ số ưu tiên tối đa không được nhỏ hơn 1.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("priority_multiplier_max__isnull", True),
                                    ("priority_multiplier_max__lte", Decimal("1.5")),
                                    _connector="OR",
                                ),
                                name="normset_multiplier_within_the_law",
                                violation_error_message="Hệ số ưu tiên tối đa không được vượt 1,5 lần (TTLT 26/2014/TTLT-BTC-BCT, Điều 6 khoản 2).",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("advance_limit_percent__isnull", True),
                                    models.Q(("advance_limit_percent__gte", 0), ("advance_limit_percent__lte", 100)),
                                    _connector="OR",
                                ),
                                name="normset_advance_limit_is_a_percent",
                                violation_error_message="Mức tạm ứng tối đa phải từ 0 đến 100 %%.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Norm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="norms",
                                to="norms.normset",
                                verbose_name="bộ mức chi",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="norms",
                                to="norms.supportcategory",
                                verbose_name="nội dung hỗ trợ",
                            ),
                        ),
                        (
                            "rate_percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                verbose_name="tỷ lệ tối đa (% chi phí)",
                            ),
                        ),
                        ("cap", core.money.MoneyField(blank=True, null=True, verbose_name="mức trần (đồng)")),
                        (
                            "cap_per_unit",
                            models.BooleanField(default=True, verbose_name="mức trần tính cho mỗi đơn vị"),
                        ),
                        (
                            "base",
                            models.CharField(
                                choices=[
                                    ("WITHOUT_VAT", "Chi phí chưa có thuế GTGT"),
                                    ("WITH_VAT", "Chi phí đã có thuế GTGT"),
                                ],
                                default="WITHOUT_VAT",
                                max_length=12,
                                verbose_name="chi phí căn cứ",
                            ),
                        ),
                        (
                            "limit_status",
                            models.CharField(
                                choices=[
                                    ("SET", "Có mức"),
                                    ("DELEGATED", "Giao cho tỉnh quy định"),
                                    ("ACTUAL_COST", "Theo chi phí thực tế"),
                                    ("NO_LIMIT", "Văn bản không đặt mức trần"),
                                    ("UNKNOWN", "Chưa rõ mức"),
                                ],
                                default="SET",
                                max_length=12,
                                verbose_name="tình trạng mức",
                            ),
                        ),
                        (
                            "condition",
                            core.fields.NFCCharField(blank=True, max_length=300, verbose_name="điều kiện áp dụng"),
                        ),
                        (
                            "legal_document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="norms",
                                to="norms.legaldocument",
                                verbose_name="văn bản (nếu khác)",
                            ),
                        ),
                        ("article", core.fields.NFCCharField(blank=True, max_length=100, verbose_name="điều khoản")),
                        (
                            "verified",
                            models.BooleanField(
                                default=False, help_text="Con số đã đọc trong nguồn dẫn.", verbose_name="đã kiểm chứng"
                            ),
                        ),
                        ("source", core.fields.NFCTextField(blank=True, verbose_name="nguồn tra cứu")),
                        ("note", core.fields.NFCTextField(blank=True, verbose_name="ghi chú")),
                    ],
                    options={
                        "verbose_name": "mức chi",
                        "verbose_name_plural": "mức chi",
                        "ordering": ["category__order", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("set", "category"),
                                name="norm_once_per_set",
                                violation_error_message="Bộ mức chi này đã có mức cho nội dung ấy.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("limit_status", "SET"),
                                        models.Q(
                                            ("rate_percent__isnull", False), ("cap__isnull", False), _connector="OR"
                                        ),
                                    ),
                                    models.Q(
                                        models.Q(("limit_status", "SET"), _negated=True),
                                        ("cap__isnull", True),
                                        ("rate_percent__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="norm_figure_exactly_when_set",
                                violation_error_message="“Có mức” thì phải ghi tỷ lệ hoặc mức trần; tình trạng khác thì không ghi con số.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("rate_percent__isnull", True),
                                    models.Q(("rate_percent__gt", 0), ("rate_percent__lte", 100)),
                                    _connector="OR",
                                ),
                                name="norm_rate_is_a_percent",
                                violation_error_message="Tỷ lệ phải lớn hơn 0 và không quá 100 %%.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("cap__isnull", True), ("cap__gt", 0), _connector="OR"),
                                name="norm_cap_is_positive",
                                violation_error_message="Mức trần phải lớn hơn 0.",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
            ]
        )
    ]
