"""A contract's number stands once on a project however it was typed: "02/hđ-kc" is "02/HĐ-KC".

Contracts that were saved beside each other so are papers of the office: none is renumbered or dropped here. While there
are any the upgrade stops with all of them named and nothing changed; the office drops or renumbers the draft in the
version it has, and of two signed ones decides by their papers which number is wrong.
"""

import django.db.models.functions.text
from django.db import migrations, models

NONE_TWICE = """
DO $$
DECLARE
    found text;
BEGIN
    SELECT string_agg(told, '; ' ORDER BY told) INTO found FROM (
        SELECT 'đề án ' || coalesce(nullif(p.code, ''), p.id::text) || ': '
               || string_agg(c.number || ' (id ' || c.id || ', ' || c.status || ')', ', ' ORDER BY c.id) AS told
        FROM public.budgets_commitment c JOIN public.projects_project p ON p.id = c.project_id
        WHERE c.number <> '' AND c.status <> 'WITHDRAWN'
        GROUP BY p.id, p.code, upper(trim(c.number)) HAVING count(*) > 1) each_one;
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'Có hợp đồng cùng số, chỉ khác chữ hoa, chữ thường hay dấu cách: %', found
            USING HINT = 'Chưa nâng cấp, chưa đổi gì. Ở bản đang chạy bỏ hoặc sửa số bản đang soạn rồi nâng cấp lại.';
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0028_money_of_a_closed_year_is_claimed")]

    operations = [
        migrations.RunSQL(NONE_TWICE, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="commitment", name="commitment_number_once_on_a_project"),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.UniqueConstraint(
                models.F("project"),
                django.db.models.functions.text.Upper(django.db.models.functions.text.Trim("number")),
                condition=models.Q(
                    models.Q(("number", ""), _negated=True), models.Q(("status", "WITHDRAWN"), _negated=True)
                ),
                name="commitment_number_once_on_a_project",
                violation_error_message="Đề án đã có hợp đồng, quyết định giao nhiệm vụ mang số này.",
            ),
        ),
    ]
