from django.db import migrations, models

# A row that the units count leaves the list of an approved project when the last decided request says so.
FORWARD = """
CREATE FUNCTION public.projects_counted_row_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided public.projects_changevalue;
BEGIN
    IF NOT public.projects_project_stands(OLD.project_id) THEN
        RETURN NEW;
    END IF;
    decided := public.projects_last_decided(OLD.project_id, TG_ARGV[0]);
    IF NEW.removed_at IS NULL
        OR NOT EXISTS (SELECT FROM jsonb_to_recordset(decided.before) AS line(no bigint) WHERE no = OLD.id)
        OR EXISTS (SELECT FROM jsonb_to_recordset(decided.after) AS line(no bigint) WHERE no = OLD.id)
    THEN
        RAISE EXCEPTION 'the approved % of project % change by a decision alone', TG_ARGV[0], OLD.project_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'project_counted_rows_stand';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION public.projects_counted_row_stands() FROM PUBLIC;
"""
BACK = "DROP FUNCTION public.projects_counted_row_stands();"

COUNTED = {"course": "courses", "trademark": "trademarks", "mediapiece": "mediapieces"}
ON = """
CREATE TRIGGER {table}_stands BEFORE UPDATE ON public.projects_{table}
    FOR EACH ROW WHEN (NEW.removed_at IS DISTINCT FROM OLD.removed_at)
    EXECUTE FUNCTION public.projects_counted_row_stands('{name}');
"""
OFF = "DROP TRIGGER {table}_stands ON public.projects_{table};"

WHAT = [
    ("title", "Tên đề án"),
    ("units", "Số lượng được duyệt"),
    ("courses", "Lớp"),
    ("trademarks", "Nhãn hiệu"),
    ("mediapieces", "Sản phẩm truyền thông"),
    ("fairparticipants", "Cơ sở tham gia hội chợ"),
    ("votedproducts", "Sản phẩm dự bình chọn"),
    ("beneficiaries", "Đơn vị thụ hưởng được hỗ trợ"),
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


class Migration(migrations.Migration):
    """A request for fewer units names which marks, media pieces, participants or products leave; the database holds the
    lists that were filed to what was decided."""

    dependencies = [("projects", "0012_who_leaves_with_fewer_units_is_named")]

    operations = [
        migrations.AlterField(
            "changevalue", "what", models.CharField(choices=WHAT, max_length=30, verbose_name="thay đổi")
        ),
        migrations.RunSQL(FORWARD, BACK),
        *(
            migrations.RunSQL(ON.format(table=table, name=name), OFF.format(table=table))
            for table, name in COUNTED.items()
        ),
    ]
