"""A charge names the next year's estimate that came under other codes; a claim names the day its conclusion sets.

What left the named book is written with the decision, the book itself and the day stand as they were entered.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.money

WAITS = """
DROP TRIGGER budgets_carryover_waits ON public.budgets_carryover;
CREATE TRIGGER budgets_carryover_waits BEFORE UPDATE ON public.budgets_carryover
    FOR EACH ROW WHEN (OLD.status = 'DRAFT')
    EXECUTE FUNCTION public.budgets_stand(
        'status', 'number', 'dated_on', 'decided_by_id', 'amount', 'settled', 'released'{more});
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_tables"),
        ("budgets", "0029_a_contract_number_once_however_typed"),
        ("ledger", "0005_codes_by_their_names"),
        ("projects", "0014_whatever_is_counted_leaves_by_a_decision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="carryover",
            name="carryover_of_one_way",
        ),
        migrations.AddField(
            model_name="carryover",
            name="taken",
            field=core.money.MoneyField(default=0, editable=False, verbose_name="lấy từ dự toán của sổ mã khác (đồng)"),
        ),
        migrations.AddField(
            model_name="carryover",
            name="taken_from",
            field=models.ForeignKey(
                blank=True,
                help_text="Khi dự toán năm sau của nguồn này giao theo mã khác: số cần lấy rời sổ ấy, sang sổ năm sau cùng mã.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.bookyear",
                verbose_name="lấy từ dự toán năm sau của sổ",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="due_on",
            field=models.DateField(
                blank=True,
                help_text="Văn bản không nêu hạn thì để trống.",
                null=True,
                verbose_name="hạn nộp theo văn bản",
            ),
        ),
        migrations.AddConstraint(
            model_name="carryover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("released__gte", 0),
                        ("settled__gte", 0),
                        ("way", "CHARGE"),
                        models.Q(
                            ("taken", 0), models.Q(("taken__gt", 0), ("taken_from__isnull", False)), _connector="OR"
                        ),
                    ),
                    models.Q(
                        ("released", 0),
                        ("renews", False),
                        ("settled", 0),
                        ("taken", 0),
                        ("taken_from", None),
                        ("way", "CARRY"),
                    ),
                    _connector="OR",
                ),
                name="carryover_of_one_way",
                violation_error_message="Chỉ khi chuyển tạm ứng mới quyết toán, trả về, bố trí lại cùng văn bản, lấy từ sổ khác.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on", None), ("due_on__gte", models.F("dated_on")), _connector="OR"),
                name="claim_due_after_its_paper",
                violation_error_message="Hạn nộp phải từ ngày văn bản kết luận trở đi.",
            ),
        ),
        migrations.RunSQL(WAITS.format(more=", 'taken'"), WAITS.format(more="")),
    ]
