import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever gives roles holds none of business: the database refuses it whatever page or command asks."""

    dependencies = [
        ("accounts", "0002_names_are_kept_in_one_spelling"),
        ("core", "0002_audit_is_append_only_and_chained"),  # the extension that compares ids inside the index
    ]

    operations = [
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (models.F("user"), "="),
                    (
                        models.Func(
                            "valid_from",
                            "valid_to",
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                    (models.Case(models.When(role="ADMINISTRATOR", then=1), default=0), "<>"),
                ],
                name="rolegrant_administrator_has_no_business",
                violation_error_message="Quản trị hệ thống không cùng lúc giữ vai trò nghiệp vụ nào khác.",
            ),
        ),
    ]
