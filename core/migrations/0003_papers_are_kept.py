from django.db import migrations

FORWARD = """
CREATE FUNCTION core_document_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.content_type_id, OLD.object_id, OLD.kind, OLD.uploaded_by_id, OLD.uploaded_at)
        IS DISTINCT FROM (NEW.content_type_id, NEW.object_id, NEW.kind, NEW.uploaded_by_id, NEW.uploaded_at)
    THEN
        RAISE EXCEPTION 'a document never moves to another record or person' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.file <> '' AND (OLD.file, OLD.sha256, OLD.size, OLD.mime, OLD.original_name)
        IS DISTINCT FROM (NEW.file, NEW.sha256, NEW.size, NEW.mime, NEW.original_name)
    THEN
        RAISE EXCEPTION 'the scan of a document is never replaced' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.withdrawn_at IS NOT NULL AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'a withdrawn document is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER core_document_kept BEFORE UPDATE ON core_document
    FOR EACH ROW EXECUTE FUNCTION core_document_kept();
CREATE TRIGGER core_document_not_deleted BEFORE DELETE ON core_document
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER core_document_not_emptied BEFORE TRUNCATE ON core_document
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
"""

BACK = """
DROP TRIGGER core_document_not_emptied ON core_document;
DROP TRIGGER core_document_not_deleted ON core_document;
DROP TRIGGER core_document_kept ON core_document;
DROP FUNCTION core_document_kept();
"""


class Migration(migrations.Migration):
    """A paper that a decision rests on stays what it was; a wrong one is withdrawn, not deleted."""

    dependencies = [("core", "0002_audit_is_append_only_and_chained")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
