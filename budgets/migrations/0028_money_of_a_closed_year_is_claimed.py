"""Money of a closed year is claimed back by a paper that two people enter and decide; what was decided stands.

While it waits, only the answer is written; afterwards only the confirmed correction by which it is taken back.
"""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.money

FORWARD = """
CREATE TRIGGER budgets_claim_waits BEFORE UPDATE ON public.budgets_claim
    FOR EACH ROW WHEN (OLD.status = 'DRAFT')
    EXECUTE FUNCTION public.budgets_stand('status', 'decided_by_id', 'book_year_id');
CREATE TRIGGER budgets_claim_stands BEFORE UPDATE ON public.budgets_claim
    FOR EACH ROW WHEN (OLD.status <> 'DRAFT') EXECUTE FUNCTION public.budgets_stand('correction_id');
CREATE TRIGGER budgets_claim_keep BEFORE DELETE OR TRUNCATE ON public.budgets_claim
    FOR EACH STATEMENT EXECUTE FUNCTION public.budgets_keep();
CREATE TRIGGER budgets_claim_entered BEFORE INSERT ON public.budgets_claim
    FOR EACH ROW WHEN (NEW.correction_id IS NOT NULL) EXECUTE FUNCTION public.budgets_mark_taken_back();
CREATE TRIGGER budgets_claim_taken_back BEFORE UPDATE ON public.budgets_claim
    FOR EACH ROW WHEN (NEW.correction_id IS DISTINCT FROM OLD.correction_id)
    EXECUTE FUNCTION public.budgets_mark_taken_back();
"""

BACKWARD = "".join(
    f"DROP TRIGGER budgets_claim_{name} ON public.budgets_claim;"
    for name in ("waits", "stands", "keep", "entered", "taken_back")
)


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0027_advances_charged_to_the_next_year"),
        ("ledger", "0005_codes_by_their_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", core.money.MoneyField(verbose_name="số tiền phải thu hồi (đồng)")),
                ("why", core.fields.NFCTextField(max_length=1000, verbose_name="lý do, nội dung kiến nghị")),
                ("number", core.fields.NFCCharField(max_length=100, verbose_name="số văn bản kết luận")),
                ("dated_on", models.DateField(verbose_name="ngày văn bản")),
                ("issuer", core.fields.NFCCharField(max_length=200, verbose_name="cơ quan kết luận")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Đã lập, chờ quyết định"),
                            ("DECIDED", "Đã ghi phải thu hồi"),
                            ("REFUSED", "Không đồng ý ghi"),
                            ("WITHDRAWN", "Đã rút"),
                        ],
                        default="DRAFT",
                        editable=False,
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "book_year",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.bookyear",
                        verbose_name="ghi vào sổ năm",
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="budgets.commitment",
                        verbose_name="hợp đồng, nhiệm vụ",
                    ),
                ),
                (
                    "correction",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budgets.correction",
                        verbose_name="hủy ghi",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "of_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="ledger.bookyear",
                        verbose_name="sổ năm đã khóa",
                    ),
                ),
            ],
            options={
                "verbose_name": "kiến nghị thu hồi của năm đã khóa sổ",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("commitment"),
                        models.F("of_year"),
                        models.F("dated_on"),
                        django.db.models.functions.text.Upper(django.db.models.functions.text.Trim("number")),
                        condition=models.Q(("correction", None), ("status__in", ["DRAFT", "DECIDED"])),
                        name="claim_entered_once",
                        violation_error_message="Kiến nghị này của hợp đồng đã ghi: cùng năm, số và ngày văn bản.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="claim_amount_positive",
                        violation_error_message="Số tiền phải thu hồi phải lớn hơn 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", ""), _negated=True),
                            models.Q(("issuer", ""), _negated=True),
                            models.Q(("why", ""), _negated=True),
                        ),
                        name="claim_on_a_paper",
                        violation_error_message="Kiến nghị thu hồi phải ghi số văn bản, cơ quan kết luận và lý do.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "DECIDED"), _negated=True),
                            models.Q(
                                ("book_year__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("created_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="claim_decided_by_another",
                        violation_error_message="Người quyết định phải khác người lập.",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
