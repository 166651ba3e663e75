from django.db import migrations, models

# The last decided request for change that names it: it leads from how the thing stood to how it shall stand, once.
FORWARD = """
CREATE FUNCTION public.projects_last_decided(about bigint, thing text) RETURNS public.projects_changevalue
    LANGUAGE sql STABLE AS $$
    SELECT v FROM public.projects_changevalue v JOIN public.projects_changerequest c ON c.id = v.change_id
    WHERE c.project_id = about AND c.status = 'DECIDED' AND v.what = thing AND v.removed_at IS NULL
    ORDER BY c.decided_at DESC, c.id DESC LIMIT 1;
$$;
CREATE FUNCTION public.projects_stands(status text, is_historical boolean) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT NOT is_historical AND status NOT IN
        ('DRAFT', 'REGISTERED', 'RETURNED', 'APPRAISED', 'REJECTED', 'PLANNED', 'WITHDRAWN');
$$;
CREATE FUNCTION public.projects_approved_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided public.projects_changevalue;
BEGIN
    IF NOT public.projects_stands(OLD.status, OLD.is_historical) THEN
        RETURN NEW;
    END IF;
    IF NEW.title <> OLD.title THEN
        decided := public.projects_last_decided(OLD.id, 'title');
        IF (decided.before, decided.after) IS DISTINCT FROM (to_jsonb(OLD.title), to_jsonb(NEW.title)) THEN
            RAISE EXCEPTION 'the title of approved project % changes by a decision alone', OLD.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'project_approved_title_stands';
        END IF;
    END IF;
    IF NEW.units <> OLD.units THEN
        decided := public.projects_last_decided(OLD.id, 'units');
        IF (decided.before, decided.after) IS DISTINCT FROM (to_jsonb(OLD.units), to_jsonb(NEW.units)) THEN
            RAISE EXCEPTION 'the units of approved project % change by a decision alone', OLD.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'project_approved_units_stand';
        END IF;
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION public.projects_approved_stands() FROM PUBLIC;
CREATE TRIGGER project_approved_stands BEFORE UPDATE ON public.projects_project
    FOR EACH ROW WHEN (NEW.title <> OLD.title OR NEW.units <> OLD.units)
    EXECUTE FUNCTION public.projects_approved_stands();
"""

BACK = """
DROP TRIGGER project_approved_stands ON public.projects_project;
DROP FUNCTION public.projects_approved_stands();
DROP FUNCTION public.projects_stands(text, boolean);
DROP FUNCTION public.projects_last_decided(bigint, text);
"""

WHAT = [
    ("title", "Tên đề án"),
    ("units", "Số lượng được duyệt"),
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
    """The title and the units of an approved project change by a decided request alone, in the database too."""

    dependencies = [("projects", "0005_a_machine_is_delivered_as_it_was_approved")]

    operations = [
        migrations.AlterField(
            "changevalue", "what", models.CharField(choices=WHAT, max_length=30, verbose_name="thay đổi")
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
