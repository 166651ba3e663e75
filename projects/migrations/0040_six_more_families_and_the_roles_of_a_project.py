import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.money


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_an_administrator_has_no_business"),
        ("core", "0006_the_right_scan_beside_a_wrong_one"),
        ("establishments", "0040_industrial_clusters"),
        ("norms", "0002_how_many_quotes"),
        ("projects", "0006_particulars_of_six_families"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Association",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ASSOCIATION", "Hội ngành nghề"),
                            ("FEDERATION", "Hiệp hội ngành nghề"),
                            ("LINKAGE", "Cụm liên kết doanh nghiệp"),
                        ],
                        max_length=12,
                        verbose_name="loại hình",
                    ),
                ),
                (
                    "name",
                    core.fields.NFCCharField(
                        blank=True, max_length=200, verbose_name="tên hội, hiệp hội, cụm liên kết"
                    ),
                ),
                ("trade", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="ngành nghề")),
                (
                    "members_planned",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="số hội viên, thành viên dự kiến"),
                ),
                (
                    "decision_number",
                    core.fields.NFCCharField(blank=True, max_length=100, verbose_name="số quyết định thành lập"),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="ngày quyết định thành lập")),
                (
                    "decided_by",
                    core.fields.NFCCharField(blank=True, max_length=200, verbose_name="cơ quan quyết định thành lập"),
                ),
                ("members", models.PositiveIntegerField(blank=True, null=True, verbose_name="số hội viên, thành viên")),
            ],
            options={
                "verbose_name": "hội, hiệp hội, cụm liên kết",
            },
        ),
        migrations.CreateModel(
            name="ClusterWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hectares",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="diện tích lập báo cáo, quy hoạch, được phục vụ (ha)",
                    ),
                ),
                (
                    "consultant",
                    core.fields.NFCCharField(blank=True, max_length=200, verbose_name="đơn vị tư vấn dự kiến"),
                ),
                (
                    "hectares_done",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="diện tích được duyệt, được phục vụ (ha)",
                    ),
                ),
                (
                    "decision_number",
                    core.fields.NFCCharField(blank=True, max_length=100, verbose_name="số văn bản phê duyệt"),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="ngày phê duyệt")),
                ("decided_by", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="cơ quan phê duyệt")),
            ],
            options={
                "verbose_name": "nội dung cụm công nghiệp",
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("INVESTMENT", "Lập dự án đầu tư"),
                            ("MARKETING", "Marketing"),
                            ("MANAGEMENT", "Quản lý sản xuất, tài chính, kế toán, nhân lực"),
                            ("FOUNDING", "Thành lập doanh nghiệp"),
                            ("JOINT_VENTURE", "Liên doanh, liên kết sản xuất, kinh doanh"),
                            ("DESIGN", "Thiết kế mẫu mã, bao bì"),
                            ("TECHNOLOGY", "Ứng dụng công nghệ, thiết bị mới"),
                            ("OTHER", "Lĩnh vực khác"),
                        ],
                        max_length=15,
                        verbose_name="lĩnh vực tư vấn",
                    ),
                ),
                ("product", core.fields.NFCCharField(max_length=300, verbose_name="sản phẩm tư vấn")),
                (
                    "consultant",
                    core.fields.NFCCharField(blank=True, max_length=200, verbose_name="đơn vị, chuyên gia tư vấn"),
                ),
                (
                    "days_planned",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số ngày công dự kiến"),
                ),
                ("begun_on", models.DateField(blank=True, null=True, verbose_name="ngày bắt đầu")),
                ("delivered_on", models.DateField(blank=True, null=True, verbose_name="ngày bàn giao sản phẩm")),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số ngày công đã làm")),
                ("outcome", core.fields.NFCCharField(blank=True, max_length=300, verbose_name="kết quả áp dụng")),
            ],
            options={
                "verbose_name": "nội dung tư vấn",
                "ordering": ["no", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InfrastructureItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("LEVELLING", "San lấp mặt bằng"),
                            ("ROAD", "Đường nội bộ"),
                            ("WATER", "Cấp nước"),
                            ("DRAINAGE", "Thoát nước"),
                            ("OTHER", "Hạng mục khác"),
                        ],
                        max_length=12,
                        verbose_name="loại hạng mục",
                    ),
                ),
                ("name", core.fields.NFCCharField(max_length=200, verbose_name="tên hạng mục")),
                ("unit", core.fields.NFCCharField(blank=True, max_length=40, verbose_name="đơn vị tính")),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="khối lượng được duyệt"
                    ),
                ),
                ("value", core.money.MoneyField(blank=True, null=True, verbose_name="giá trị chưa thuế GTGT")),
                (
                    "quantity_done",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="khối lượng đã làm"
                    ),
                ),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="ngày nghiệm thu hạng mục")),
            ],
            options={
                "verbose_name": "hạng mục hạ tầng",
                "ordering": ["no", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InterestPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("paid_on", models.DateField(verbose_name="ngày trả lãi")),
                ("amount", core.money.MoneyField(verbose_name="tiền lãi")),
                ("paper", core.fields.NFCCharField(blank=True, max_length=120, verbose_name="chứng từ (số, ngày)")),
            ],
            options={
                "verbose_name": "lãi vay đã trả",
                "ordering": ["no", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MediaPiece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("TELEVISION", "Chương trình truyền hình"),
                            ("RADIO", "Chương trình phát thanh"),
                            ("ARTICLE", "Tin, bài trên báo"),
                            ("WEB", "Trang thông tin điện tử"),
                            ("PRINT", "Ấn phẩm, tờ rơi"),
                            ("DATA", "Cơ sở dữ liệu"),
                        ],
                        max_length=12,
                        verbose_name="hình thức",
                    ),
                ),
                ("subject", core.fields.NFCCharField(max_length=300, verbose_name="nội dung, chủ đề")),
                (
                    "outlet",
                    core.fields.NFCCharField(blank=True, max_length=200, verbose_name="đài, báo, đơn vị phát hành"),
                ),
                (
                    "pieces_planned",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="số chương trình, bài, bản dự kiến"
                    ),
                ),
                (
                    "pieces",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="số chương trình, bài, bản đã phát hành"
                    ),
                ),
                ("first_on", models.DateField(blank=True, null=True, verbose_name="phát, đăng lần đầu")),
                ("last_on", models.DateField(blank=True, null=True, verbose_name="phát, đăng lần cuối")),
            ],
            options={
                "verbose_name": "sản phẩm truyền thông",
                "ordering": ["no", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Relocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old_place", core.fields.NFCCharField(blank=True, max_length=255, verbose_name="địa điểm cũ")),
                (
                    "new_place",
                    core.fields.NFCCharField(
                        blank=True, max_length=255, verbose_name="địa điểm mới (khu, cụm công nghiệp)"
                    ),
                ),
                ("lender", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="tổ chức cho vay")),
                (
                    "contract_number",
                    core.fields.NFCCharField(blank=True, max_length=100, verbose_name="số hợp đồng tín dụng"),
                ),
                ("disbursed_on", models.DateField(blank=True, null=True, verbose_name="ngày bắt đầu tính lãi")),
                ("principal", core.money.MoneyField(blank=True, null=True, verbose_name="số tiền vay")),
                (
                    "rate_percent",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="lãi suất (%/năm)"
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="thời hạn vay (tháng)"),
                ),
                ("moved_on", models.DateField(blank=True, null=True, verbose_name="ngày di dời xong")),
            ],
            options={
                "verbose_name": "di dời",
            },
        ),
        migrations.CreateModel(
            name="VotedProduct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="số TT")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("product", core.fields.NFCCharField(max_length=200, verbose_name="tên sản phẩm, bộ sản phẩm")),
                (
                    "maker",
                    core.fields.NFCCharField(
                        blank=True, max_length=200, verbose_name="hoặc tên cơ sở chưa có trong danh mục"
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("HANDICRAFT", "Thủ công mỹ nghệ"),
                            ("PROCESSED", "Chế biến nông, lâm, thủy sản và đồ uống"),
                            ("MACHINERY", "Thiết bị, máy móc, dụng cụ và phụ tùng cơ khí"),
                            ("OTHER", "Sản phẩm khác"),
                        ],
                        max_length=12,
                        verbose_name="nhóm sản phẩm",
                    ),
                ),
                (
                    "score",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="điểm bình quân"
                    ),
                ),
                (
                    "recognised",
                    models.BooleanField(
                        blank=True,
                        choices=[(True, "Được công nhận"), (False, "Chưa được công nhận")],
                        null=True,
                        verbose_name="kết quả",
                    ),
                ),
                ("certificate", core.fields.NFCCharField(blank=True, max_length=80, verbose_name="số giấy chứng nhận")),
                ("prize", core.money.MoneyField(blank=True, null=True, verbose_name="tiền thưởng")),
            ],
            options={
                "verbose_name": "sản phẩm dự bình chọn",
                "ordering": ["no", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Voting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round_name", core.fields.NFCCharField(blank=True, max_length=200, verbose_name="kỳ bình chọn")),
                (
                    "products_planned",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="số sản phẩm dự kiến"),
                ),
                ("planned_on", models.DateField(blank=True, null=True, verbose_name="ngày dự kiến bình chọn")),
                (
                    "council_decision",
                    core.fields.NFCCharField(
                        blank=True, max_length=200, verbose_name="quyết định thành lập hội đồng (số, ngày)"
                    ),
                ),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="ngày bình chọn")),
                (
                    "decision_number",
                    core.fields.NFCCharField(
                        blank=True, max_length=100, verbose_name="số quyết định công nhận, khen thưởng"
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="ngày quyết định")),
            ],
            options={
                "verbose_name": "bình chọn sản phẩm",
            },
        ),
        migrations.AddField(
            model_name="beneficiary",
            name="named_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="ngày nêu tên"),
        ),
        migrations.AddField(
            model_name="beneficiary",
            name="named_paper",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.document",
                verbose_name="văn bản nêu tên",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="beneficiaries_planned",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Của đề án nhóm: nêu tên từng đơn vị sau khi phê duyệt.",
                null=True,
                verbose_name="số đơn vị thụ hưởng dự kiến",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="investor_establishment",
            field=models.ForeignKey(
                blank=True,
                help_text="Bên bỏ vốn đối ứng. Bỏ trống: đơn vị thụ hưởng.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="investments",
                to="establishments.establishment",
                verbose_name="nhà đầu tư (cơ sở)",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="investor_organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="nhà đầu tư (cơ quan, đơn vị)",
            ),
        ),
        migrations.AddConstraint(
            model_name="beneficiary",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("named_on__isnull", True), ("named_paper__isnull", True)),
                    models.Q(
                        ("establishment__isnull", False), ("named_on__isnull", False), ("named_paper__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="beneficiary_named_by_a_paper",
                violation_error_message="Đơn vị thụ hưởng nêu sau phải có ngày và văn bản.",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("investor_establishment__isnull", True), ("investor_organisation__isnull", True), _connector="OR"
                ),
                name="project_one_investor",
                violation_error_message="Nhà đầu tư là một cơ sở, hoặc một cơ quan, đơn vị; không chọn cả hai.",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("beneficiaries_planned__isnull", True),
                    models.Q(("beneficiaries_planned__gt", 0), ("kind", "GROUP")),
                    _connector="OR",
                ),
                name="project_only_a_group_counts_beneficiaries",
                violation_error_message="Chỉ đề án nhóm ghi số đơn vị thụ hưởng dự kiến, từ 1 trở lên.",
            ),
        ),
        migrations.AddField(
            model_name="association",
            name="project",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s",
                to="projects.project",
            ),
        ),
        migrations.AddField(
            model_name="clusterwork",
            name="cluster",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="works",
                to="establishments.industrialcluster",
                verbose_name="cụm công nghiệp",
            ),
        ),
        migrations.AddField(
            model_name="clusterwork",
            name="project",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s",
                to="projects.project",
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="project",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="projects.project",
            ),
        ),
        migrations.AddField(
            model_name="infrastructureitem",
            name="project",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="projects.project",
            ),
        ),
        migrations.AddField(
            model_name="interestpayment",
            name="project",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="projects.project",
            ),
        ),
        migrations.AddField(
            model_name="mediapiece",
            name="project",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="projects.project",
            ),
        ),
        migrations.AddField(
            model_name="relocation",
            name="project",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s",
                to="projects.project",
            ),
        ),
        migrations.AddField(
            model_name="votedproduct",
            name="establishment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="voted_products",
                to="establishments.establishment",
                verbose_name="cơ sở có sản phẩm",
            ),
        ),
        migrations.AddField(
            model_name="votedproduct",
            name="project",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="projects.project",
            ),
        ),
        migrations.AddField(
            model_name="voting",
            name="project",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s",
                to="projects.project",
            ),
        ),
        migrations.AddConstraint(
            model_name="association",
            constraint=models.CheckConstraint(
                condition=models.Q(("members_planned__gte", 2), ("members__gte", 2)),
                name="association_has_members",
                violation_error_message="Hội, hiệp hội, cụm liên kết phải có từ 2 thành viên.",
            ),
        ),
        migrations.AddConstraint(
            model_name="clusterwork",
            constraint=models.CheckConstraint(
                condition=models.Q(("hectares__gt", 0), ("hectares_done__gt", 0)),
                name="clusterwork_hectares_positive",
                violation_error_message="Diện tích phải lớn hơn 0.",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("days_planned__gt", 0)),
                name="consultation_plans_days",
                violation_error_message="Số ngày công dự kiến phải lớn hơn 0.",
            ),
        ),
        migrations.AddConstraint(
            model_name="infrastructureitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0), ("value__gt", 0)),
                name="infrastructureitem_planned_positive",
                violation_error_message="Khối lượng, giá trị được duyệt phải lớn hơn 0.",
            ),
        ),
        migrations.AddConstraint(
            model_name="infrastructureitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity_done__gte", 0), ("quantity_done__lte", models.F("quantity"))),
                name="infrastructureitem_done_within_planned",
                violation_error_message="Khối lượng đã làm không được âm và không vượt khối lượng được duyệt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="interestpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="interestpayment_positive",
                violation_error_message="Tiền lãi phải lớn hơn 0.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mediapiece",
            constraint=models.CheckConstraint(
                condition=models.Q(("pieces_planned__gt", 0)),
                name="mediapiece_plans_something",
                violation_error_message="Số chương trình, bài, bản dự kiến phải lớn hơn 0.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mediapiece",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("first_on"))),
                name="mediapiece_ends_after_it_begins",
                violation_error_message="Ngày phát, đăng lần cuối phải từ lần đầu trở đi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="relocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("principal__gt", 0), ("months__gt", 0), ("rate_percent__gt", 0), ("rate_percent__lte", 100)
                ),
                name="relocation_loan_is_one",
                violation_error_message="Số tiền vay, thời hạn, lãi suất phải lớn hơn 0; lãi suất không quá 100 %/năm.",
            ),
        ),
        migrations.AddConstraint(
            model_name="votedproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("establishment__isnull", False), models.Q(("maker", ""), _negated=True), _connector="OR"
                ),
                name="votedproduct_is_somebodys",
                violation_error_message="Chọn cơ sở có sản phẩm, hoặc ghi tên cơ sở.",
            ),
        ),
        migrations.AddConstraint(
            model_name="votedproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__gte", 0), ("score__lte", 100)),
                name="votedproduct_score_of_a_hundred",
                violation_error_message="Điểm bình quân từ 0 đến 100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="votedproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recognised__isnull", True),
                    ("recognised", False),
                    ("score__isnull", True),
                    ("score__gte", 70),
                    _connector="OR",
                ),
                name="votedproduct_recognised_with_points",
                violation_error_message="Sản phẩm được công nhận phải đạt bình quân từ 70 điểm.",
            ),
        ),
        migrations.AddConstraint(
            model_name="votedproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(("prize__gt", 0)),
                name="votedproduct_prize_positive",
                violation_error_message="Tiền thưởng phải lớn hơn 0.",
            ),
        ),
        migrations.AddConstraint(
            model_name="voting",
            constraint=models.CheckConstraint(
                condition=models.Q(("products_planned__gt", 0)),
                name="voting_plans_products",
                violation_error_message="Số sản phẩm dự kiến phải lớn hơn 0.",
            ),
        ),
    ]
