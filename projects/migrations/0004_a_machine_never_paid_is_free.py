from django.db import migrations, models

# Money that was paid and not given back stays; of an old year its papers say so, and a paper without an amount counts as
# paid.
FORWARD = """
CREATE FUNCTION public.projects_support_stays(about bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM public.ledger_account a
        JOIN public.ledger_subject s ON s.id = a.subject_id
        LEFT JOIN public.ledger_subject p ON p.id = s.parent_id
        WHERE a.balance > 0 AND a.stage IN ('ADVANCED', 'PAID', 'SETTLED', 'RECOVERABLE', 'CLAIMED')
          AND (s.kind = 'PROJECT' AND s.ref = about OR p.kind = 'PROJECT' AND p.ref = about)
    ) OR (
        SELECT coalesce(bool_or(old.step <> 'RETURNED' AND old.amount IS NULL), false)
               OR coalesce(sum(CASE old.step WHEN 'RETURNED' THEN -old.amount ELSE old.amount END), 0) > 0
        FROM public.projects_pastpaper old JOIN public.core_document paper ON paper.id = old.document_id
        WHERE old.project_id = about AND paper.withdrawn_at IS NULL
          AND old.step IN ('ADVANCE', 'PAYMENT', 'RETURNED')
    );
$$;
CREATE FUNCTION public.projects_machine_is_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.projects_project
        WHERE id = NEW.project_id AND status IN ('REJECTED', 'WITHDRAWN', 'TERMINATED')
    ) OR public.projects_support_stays(NEW.project_id)
      OR TG_OP = 'UPDATE' AND NEW.serial_key <> OLD.serial_key
    THEN
        RAISE EXCEPTION 'machine % is not free: its project goes on, or State money stays in it', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'machine_freed_when_never_paid';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION public.projects_machine_is_free() FROM PUBLIC;
CREATE TRIGGER machine_freed_when_never_paid BEFORE INSERT OR UPDATE ON public.projects_deliveredmachine
    FOR EACH ROW WHEN (NEW.freed_at IS NOT NULL) EXECUTE FUNCTION public.projects_machine_is_free();
"""

BACK = """
DROP TRIGGER machine_freed_when_never_paid ON public.projects_deliveredmachine;
DROP FUNCTION public.projects_machine_is_free();
DROP FUNCTION public.projects_support_stays(bigint);
"""


class Migration(migrations.Migration):
    """A serial held by a project that ended without State money may be supported again; one that was paid stays."""

    dependencies = [
        ("projects", "0003_who_pays_which_part_of_a_line"),
        ("core", "0001_tables"),
        ("ledger", "0001_tables"),
    ]

    operations = [
        migrations.AddField("deliveredmachine", "freed_at", models.DateTimeField(editable=False, null=True)),
        migrations.RemoveConstraint("deliveredmachine", "machine_serial_once"),
        migrations.AddConstraint(
            "deliveredmachine",
            models.UniqueConstraint(
                condition=models.Q(("freed_at__isnull", True), ("removed_at__isnull", True)),
                fields=("serial_key",),
                name="machine_serial_once",
                violation_error_message="Máy mang số này đã có trong một hồ sơ được hỗ trợ; hỏi Sở Công Thương (L26 đ.7).",
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
