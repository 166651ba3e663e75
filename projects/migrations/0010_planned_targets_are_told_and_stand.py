"""What the particulars plan is the target; the targets of an approved project move by a decision alone.

Projects written before the rule get the targets that their particulars tell, where nobody typed one. Rows that come
while the work goes on (products of a voting round) are no plan: they are counted of applications alone.
"""

from django.db import migrations, models

WHAT = [
    ("title", "Tên đề án"),
    ("units", "Số lượng được duyệt"),
    ("machines", "Máy móc, thiết bị được duyệt"),
    ("quotes", "Báo giá"),
    ("cost_items", "Dự toán"),
    ("eligible_cost", "Chi phí làm căn cứ tính mức hỗ trợ"),
    ("targets", "Chỉ tiêu kế hoạch"),
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

TELL = """
WITH told (form, project_id, code, figure) AS (
    SELECT 'MACHINERY', project_id, 'machines',
           CASE WHEN bool_and(quantity IS NOT NULL) THEN sum(quantity) END::numeric
    FROM public.projects_machine WHERE removed_at IS NULL GROUP BY project_id
    UNION ALL SELECT 'TRAINING', project_id, 'classes', count(*)
    FROM public.projects_course WHERE removed_at IS NULL GROUP BY project_id
    UNION ALL SELECT 'TRAINING', project_id, codes.told,
           CASE WHEN bool_and(learners_planned IS NOT NULL) THEN sum(learners_planned) END
    FROM public.projects_course, (VALUES ('participants'), ('trainees')) AS codes (told)
    WHERE removed_at IS NULL GROUP BY project_id, codes.told
    UNION ALL SELECT 'TRAINING', project_id, 'days', CASE WHEN bool_and(days_planned IS NOT NULL) THEN sum(days_planned) END
    FROM public.projects_course WHERE removed_at IS NULL GROUP BY project_id
    UNION ALL SELECT 'DEMO_MODEL', project_id, 'visitors', visitors_planned FROM public.projects_demomodel
    UNION ALL SELECT 'FAIR', project_id, 'fairs', 1 FROM public.projects_fair
    UNION ALL SELECT 'FAIR', project_id, 'booths', booths_planned FROM public.projects_fair
    UNION ALL SELECT 'TRADEMARK', project_id, 'trademarks_registered', count(*)
    FROM public.projects_trademark WHERE removed_at IS NULL GROUP BY project_id
    UNION ALL SELECT 'MEDIA', project_id, codes.told,
           CASE WHEN bool_and(pieces_planned IS NOT NULL) THEN sum(pieces_planned) END
    FROM public.projects_mediapiece
    JOIN (VALUES ('TELEVISION', 'programmes'), ('RADIO', 'programmes'), ('ARTICLE', 'articles'), ('PRINT', 'copies'))
        AS codes (kind_of, told) ON kind_of = kind
    WHERE removed_at IS NULL GROUP BY project_id, codes.told
    UNION ALL SELECT 'ASSOCIATION', project_id, codes.told, 1
    FROM public.projects_association, (VALUES ('associations'), ('linkages')) AS codes (told)
    UNION ALL SELECT 'ASSOCIATION', project_id, 'members', members_planned FROM public.projects_association
    UNION ALL SELECT 'CLUSTER', project_id, codes.told, 1
    FROM public.projects_clusterwork, (VALUES ('reports'), ('plans')) AS codes (told)
    UNION ALL SELECT 'CLUSTER', project_id, codes.told, hectares
    FROM public.projects_clusterwork, (VALUES ('hectares'), ('hectares_served')) AS codes (told)
    UNION ALL SELECT 'WASTEWATER', project_id, 'capacity_m3_per_day', capacity FROM public.projects_wastewaterplant
    UNION ALL SELECT 'WASTEWATER', project_id, 'parameters_meeting_standard', count(*)
    FROM public.projects_watertest WHERE removed_at IS NULL GROUP BY project_id
    UNION ALL SELECT 'VOTING', project_id, 'rounds', 1 FROM public.projects_voting
    UNION ALL SELECT 'VOTING', project_id, 'products_registered', products_planned FROM public.projects_voting
    UNION ALL SELECT 'VOTING', product.project_id, codes.told, count(*)
    FROM public.projects_votedproduct product
    JOIN public.projects_project project ON project.id = product.project_id
        AND project.status IN ('DRAFT', 'REGISTERED', 'RETURNED', 'APPRAISED', 'PLANNED', 'APPROVED')
    JOIN public.norms_supportcategory category ON category.id = project.category_id
        AND category.code NOT LIKE 'voting_organise_%'
    CROSS JOIN (VALUES ('products'), ('products_entered')) AS codes (told)
    WHERE product.removed_at IS NULL GROUP BY product.project_id, codes.told
)
INSERT INTO public.projects_indicatorvalue (project_id, code, name, unit, planned)
SELECT told.project_id, told.code, named ->> 'name', named ->> 'unit', told.figure
FROM told
JOIN public.projects_project project ON project.id = told.project_id
JOIN public.norms_supportcategory category ON category.id = project.category_id AND category.detail_form = told.form
CROSS JOIN jsonb_array_elements(category.output_indicators) AS named
WHERE named ->> 'code' = told.code AND told.figure IS NOT NULL
ON CONFLICT (project_id, code) DO UPDATE SET planned = EXCLUDED.planned
WHERE projects_indicatorvalue.planned IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

FORWARD = """
CREATE FUNCTION public.projects_target_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided public.projects_changevalue;
BEGIN
    IF NOT public.projects_project_stands(OLD.project_id) THEN
        RETURN NEW;
    END IF;
    decided := public.projects_last_decided(OLD.project_id, 'targets');
    IF NOT EXISTS (
        SELECT FROM jsonb_to_recordset(decided.before) AS was (no bigint, planned numeric)
        JOIN jsonb_to_recordset(decided.after) AS becomes (no bigint, planned numeric) USING (no)
        WHERE no = OLD.id AND was.planned IS NOT DISTINCT FROM OLD.planned
          AND becomes.planned IS NOT DISTINCT FROM NEW.planned
    ) THEN
        RAISE EXCEPTION 'the targets of approved project % change by a decision alone', OLD.project_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'project_approved_targets_stand';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION public.projects_target_stands() FROM PUBLIC;
CREATE TRIGGER indicatorvalue_stands BEFORE UPDATE ON public.projects_indicatorvalue
    FOR EACH ROW WHEN (NEW.planned IS DISTINCT FROM OLD.planned)
    EXECUTE FUNCTION public.projects_target_stands();
"""

BACK = """
DROP TRIGGER indicatorvalue_stands ON public.projects_indicatorvalue;
DROP FUNCTION public.projects_target_stands();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0009_money_of_a_month_by_source"),
        ("norms", "0002_a_draft_set_counts_for_nothing"),
    ]

    operations = [
        migrations.AlterField(
            "changevalue", "what", models.CharField(choices=WHAT, max_length=30, verbose_name="thay đổi")
        ),
        migrations.RunSQL(TELL, migrations.RunSQL.noop),
        migrations.RunSQL(FORWARD, BACK),
    ]
