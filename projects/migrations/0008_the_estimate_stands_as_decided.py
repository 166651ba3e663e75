from django.db import migrations, models

# As with the machines; the sums on the project follow its lines (projects_estimate_adds_up).
FORWARD = """
CREATE FUNCTION public.projects_costitem_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lines jsonb;
    listed boolean;
    one public.projects_costitem;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD = NEW THEN
        RETURN NEW;
    END IF;
    IF NOT (TG_OP <> 'INSERT' AND public.projects_project_stands(OLD.project_id)
            OR TG_OP <> 'DELETE' AND public.projects_project_stands(NEW.project_id)) THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        lines := (public.projects_last_decided(NEW.project_id, 'cost_items')).after;
        one := NEW;
        one.removed_at := NULL;
        listed := EXISTS (
            SELECT FROM jsonb_to_recordset(lines) AS line(
                no int, content text, unit text, quantity numeric, unit_price bigint, amount bigint, vat bigint,
                support bigint, counterpart bigint, other bigint
            ) WHERE (line.no, line.content, line.unit, line.quantity, line.unit_price, line.amount, line.vat,
                     line.support, line.counterpart, line.other)
                IS NOT DISTINCT FROM (NEW.no::int, NEW.content::text, NEW.unit::text, NEW.quantity::numeric,
                     NEW.unit_price::bigint, NEW.amount::bigint, NEW.vat::bigint, NEW.support::bigint,
                     NEW.counterpart::bigint, NEW.other::bigint)
        );
    END IF;
    IF TG_OP = 'INSERT' AND listed AND NEW.removed_at IS NULL AND NOT EXISTS (
        SELECT FROM public.projects_costitem
        WHERE project_id = NEW.project_id AND no = NEW.no AND removed_at IS NULL
    ) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND lines IS NOT NULL AND NOT listed AND one = OLD AND NEW.removed_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the approved estimate of project % changes by a decision alone',
        CASE TG_OP WHEN 'INSERT' THEN NEW.project_id ELSE OLD.project_id END
        USING ERRCODE = 'check_violation', CONSTRAINT = 'project_approved_estimate_stands';
END $$;
REVOKE EXECUTE ON FUNCTION public.projects_costitem_stands() FROM PUBLIC;
CREATE TRIGGER costitem_stands BEFORE INSERT OR UPDATE OR DELETE ON public.projects_costitem
    FOR EACH ROW EXECUTE FUNCTION public.projects_costitem_stands();
CREATE FUNCTION public.projects_eligible_cost_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided public.projects_changevalue;
BEGIN
    decided := public.projects_last_decided(OLD.id, 'eligible_cost');
    IF public.projects_stands(OLD.status, OLD.is_historical) AND (
        decided.id IS NULL OR decided.after IS DISTINCT FROM to_jsonb(NEW.eligible_cost)
        OR nullif(decided.before, 'null'::jsonb) IS DISTINCT FROM to_jsonb(OLD.eligible_cost)
    ) THEN
        RAISE EXCEPTION 'the eligible cost of approved project % changes by a decision alone', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'project_approved_eligible_cost_stands';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION public.projects_eligible_cost_stands() FROM PUBLIC;
CREATE TRIGGER project_eligible_cost_stands BEFORE UPDATE ON public.projects_project
    FOR EACH ROW WHEN (NEW.eligible_cost IS DISTINCT FROM OLD.eligible_cost)
    EXECUTE FUNCTION public.projects_eligible_cost_stands();
"""

BACK = """
DROP TRIGGER project_eligible_cost_stands ON public.projects_project;
DROP FUNCTION public.projects_eligible_cost_stands();
DROP TRIGGER costitem_stands ON public.projects_costitem;
DROP FUNCTION public.projects_costitem_stands();
"""

WHAT = [
    ("title", "Tên đề án"),
    ("units", "Số lượng được duyệt"),
    ("machines", "Máy móc, thiết bị được duyệt"),
    ("cost_items", "Dự toán"),
    ("eligible_cost", "Chi phí làm căn cứ tính mức hỗ trợ"),
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
    """The lines of an approved estimate change by a decided request alone; the lines replaced are kept."""

    dependencies = [("projects", "0007_machines_stand_as_decided")]

    operations = [
        migrations.AlterField(
            "changevalue", "what", models.CharField(choices=WHAT, max_length=30, verbose_name="thay đổi")
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
