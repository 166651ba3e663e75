from django.db import migrations, models

# A line is never altered: it leaves its place to the line of the last decided request, or leaves the list by it.
FORWARD = """
CREATE FUNCTION public.projects_project_stands(about bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT public.projects_stands(status, is_historical) FROM public.projects_project WHERE id = about), false
    );
$$;
CREATE FUNCTION public.projects_machine_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lines jsonb;
    listed boolean;
    one public.projects_machine;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD = NEW THEN
        RETURN NEW;
    END IF;
    IF NOT (TG_OP <> 'INSERT' AND public.projects_project_stands(OLD.project_id)
            OR TG_OP <> 'DELETE' AND public.projects_project_stands(NEW.project_id)) THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        lines := (public.projects_last_decided(NEW.project_id, 'machines')).after;
        one := NEW;
        one.removed_at := NULL;
        listed := EXISTS (
            SELECT FROM jsonb_to_recordset(lines) AS line(
                no int, name text, maker text, model text, made_in text, made_year int, quantity int,
                unit_price bigint, is_new boolean
            ) WHERE (line.no, line.name, line.maker, line.model, line.made_in, line.made_year, line.quantity,
                     line.unit_price, line.is_new)
                IS NOT DISTINCT FROM (NEW.no::int, NEW.name::text, NEW.maker::text, NEW.model::text, NEW.made_in::text,
                     NEW.made_year::int, NEW.quantity::int, NEW.unit_price::bigint, NEW.is_new)
        );
    END IF;
    IF TG_OP = 'INSERT' AND listed AND NEW.removed_at IS NULL AND NOT EXISTS (
        SELECT FROM public.projects_machine
        WHERE project_id = NEW.project_id AND no = NEW.no AND removed_at IS NULL
    ) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND lines IS NOT NULL AND NOT listed AND one = OLD AND NEW.removed_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the approved machines of project % change by a decision alone',
        CASE TG_OP WHEN 'INSERT' THEN NEW.project_id ELSE OLD.project_id END
        USING ERRCODE = 'check_violation', CONSTRAINT = 'project_approved_machines_stand';
END $$;
REVOKE EXECUTE ON FUNCTION public.projects_machine_stands() FROM PUBLIC;
CREATE TRIGGER machine_stands BEFORE INSERT OR UPDATE OR DELETE ON public.projects_machine
    FOR EACH ROW EXECUTE FUNCTION public.projects_machine_stands();
"""

BACK = """
DROP TRIGGER machine_stands ON public.projects_machine;
DROP FUNCTION public.projects_machine_stands();
DROP FUNCTION public.projects_project_stands(bigint);
"""

WHAT = [
    ("title", "Tên đề án"),
    ("units", "Số lượng được duyệt"),
    ("machines", "Máy móc, thiết bị được duyệt"),
    ("objective", "Mục tiêu"),
    ("scale", "Quy mô"),
    ("content", "Nội dung thực hiện"),
    ("place", "Địa điểm cụ thể"),
    ("area", "Xã, phường (huyện)"),
    ("starts_on", "Ngày bắt đầu"),
    ("ends_on", "Ngày kết thúc"),
    ("support", "Kinh phí khuyến công hỗ trợ"),
    ("coordinating_organisation", "Đơn vị phối hợp"),
    ("beneficiary", "Đơn vị thụ hưởng"),
    ("until", "Tạm dừng đến ngày"),
]


class Migration(migrations.Migration):
    """The approved machines change by a decided request alone, in the database too; the lines replaced are kept."""

    dependencies = [("projects", "0006_title_and_units_stand_as_decided")]

    operations = [
        migrations.AlterField(
            "changevalue", "what", models.CharField(choices=WHAT, max_length=30, verbose_name="thay đổi")
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
