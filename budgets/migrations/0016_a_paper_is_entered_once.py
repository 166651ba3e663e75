"""The same paper is entered once while it stands: its number, its day, the books and the unit it is about."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("budgets", "0015_corrections")]

    operations = [
        migrations.AddConstraint(
            model_name="allocationsheet",
            constraint=models.UniqueConstraint(
                models.F("book_year"),
                models.F("unit"),
                models.F("dated_on"),
                django.db.models.functions.text.Upper(django.db.models.functions.text.Trim("number")),
                condition=models.Q(("correction", None)),
                name="allocationsheet_entered_once",
                violation_error_message="Văn bản này đã nhập vào sổ: cùng sổ năm, đơn vị, số và ngày. Nhập sai thì hủy ghi rồi nhập lại.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appropriation",
            constraint=models.UniqueConstraint(
                models.F("book_year"),
                models.F("unit"),
                models.F("kind"),
                models.F("dated_on"),
                django.db.models.functions.text.Upper(django.db.models.functions.text.Trim("number")),
                condition=models.Q(("correction", None)),
                name="appropriation_entered_once",
                violation_error_message="Văn bản này đã nhập vào sổ: cùng sổ năm, đơn vị, loại, số và ngày. Nhập sai thì hủy ghi rồi nhập lại.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                models.F("book_year"),
                models.F("from_unit"),
                models.F("to_unit"),
                models.F("dated_on"),
                django.db.models.functions.text.Upper(django.db.models.functions.text.Trim("number")),
                condition=models.Q(("correction", None)),
                name="assignment_entered_once",
                violation_error_message="Văn bản này đã nhập vào sổ: cùng sổ năm, đơn vị, số và ngày. Nhập sai thì hủy ghi rồi nhập lại.",
            ),
        ),
        migrations.AddConstraint(
            model_name="moneyback",
            constraint=models.UniqueConstraint(
                models.F("commitment"),
                models.F("kind"),
                models.F("dated_on"),
                django.db.models.functions.text.Upper(django.db.models.functions.text.Trim("treasury_number")),
                condition=models.Q(("correction", None)),
                name="moneyback_entered_once",
                violation_error_message="Chứng từ nộp này đã ghi: cùng hợp đồng, loại, số và ngày. Ghi sai thì hủy ghi rồi ghi lại.",
            ),
        ),
    ]
