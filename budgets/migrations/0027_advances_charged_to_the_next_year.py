"""A carry-over goes one of two ways: with its estimate, or as an advance that the next year's own estimate takes.

What the second way settled and gave back is written with the decision and stands afterwards like the rest of it.
"""

from django.conf import settings
from django.db import migrations, models

import core.fields
import core.money

WAITS = """
DROP TRIGGER budgets_carryover_waits ON public.budgets_carryover;
CREATE TRIGGER budgets_carryover_waits BEFORE UPDATE ON public.budgets_carryover
    FOR EACH ROW WHEN (OLD.status = 'DRAFT')
    EXECUTE FUNCTION public.budgets_stand('status', 'number', 'dated_on', 'decided_by_id', 'amount'{more});
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_tables"),
        ("budgets", "0026_a_voucher_names_its_contract"),
        ("ledger", "0005_codes_by_their_names"),
        ("projects", "0014_whatever_is_counted_leaves_by_a_decision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="carryover",
            options={"ordering": ["-pk"], "verbose_name": "chuyển sang năm sau"},
        ),
        migrations.AddField(
            model_name="carryover",
            name="released",
            field=core.money.MoneyField(
                default=0, editable=False, verbose_name="chưa chi, trả về dự toán của năm (đồng)"
            ),
        ),
        migrations.AddField(
            model_name="carryover",
            name="renews",
            field=models.BooleanField(
                default=False,
                help_text="Không chọn: đề án đi tiếp bằng số đã tạm ứng; hợp đồng giảm giá trị thì ghi phụ lục trước.",
                verbose_name="bố trí tiếp phần chưa chi từ dự toán năm sau",
            ),
        ),
        migrations.AddField(
            model_name="carryover",
            name="settled",
            field=core.money.MoneyField(
                default=0, editable=False, verbose_name="đã thanh toán, quyết toán trong năm (đồng)"
            ),
        ),
        migrations.AddField(
            model_name="carryover",
            name="way",
            field=models.CharField(
                choices=[("CARRY", "Chuyển nguồn"), ("CHARGE", "Chuyển tạm ứng sang dự toán năm sau")],
                default="CARRY",
                max_length=10,
                verbose_name="cách chuyển",
            ),
        ),
        migrations.AlterField(
            model_name="carryover",
            name="status",
            field=models.CharField(
                choices=[
                    ("DRAFT", "Đã lập, chờ quyết định"),
                    ("DECIDED", "Đã chuyển, ghi sổ"),
                    ("REFUSED", "Không đồng ý chuyển"),
                    ("WITHDRAWN", "Đã rút"),
                ],
                default="DRAFT",
                editable=False,
                max_length=10,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AlterField(
            model_name="carryover",
            name="why",
            field=core.fields.NFCTextField(max_length=1000, verbose_name="lý do"),
        ),
        migrations.AddConstraint(
            model_name="carryover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("correction", None), ("status", "DECIDED"), ("way", "CHARGE")),
                fields=("project", "book_year"),
                name="carryover_charged_once_a_year",
                violation_error_message="Tạm ứng của đề án trong năm này đã chuyển sang dự toán năm sau.",
            ),
        ),
        migrations.AddConstraint(
            model_name="carryover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released__gte", 0), ("settled__gte", 0), ("way", "CHARGE")),
                    models.Q(("released", 0), ("renews", False), ("settled", 0), ("way", "CARRY")),
                    _connector="OR",
                ),
                name="carryover_of_one_way",
                violation_error_message="Chỉ khi chuyển tạm ứng mới quyết toán, trả về, bố trí lại cùng văn bản.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="carryover",
            name="carryover_one_at_a_time",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "DRAFT")),
                fields=("project",),
                name="carryover_one_at_a_time",
                violation_error_message="Đề án đã có bản lập chuyển sang năm sau đang chờ quyết định.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="carryover",
            name="carryover_decided_by_another_on_a_paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "DECIDED"), _negated=True),
                    models.Q(
                        ("amount__gt", 0),
                        ("dated_on__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("created_by")), _negated=True),
                        models.Q(("number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="carryover_decided_by_another_on_a_paper",
                violation_error_message="Người quyết định chuyển phải khác người lập, theo một văn bản.",
            ),
        ),
        migrations.RunSQL(WAITS.format(more=", 'settled', 'released'"), WAITS.format(more="")),
    ]
