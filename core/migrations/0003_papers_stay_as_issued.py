from django.db import migrations

FORWARD = """
CREATE FUNCTION core_document_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.content_type_id, OLD.object_id, OLD.kind, OLD.uploaded_by_id, OLD.uploaded_at, OLD.number, OLD.issued_on,
            OLD.issuer, OLD.signer, OLD.title, OLD.illustrative, OLD.corrects_id, OLD.corrects_why)
        IS DISTINCT FROM (NEW.content_type_id, NEW.object_id, NEW.kind, NEW.uploaded_by_id, NEW.uploaded_at, NEW.number,
            NEW.issued_on, NEW.issuer, NEW.signer, NEW.title, NEW.illustrative, NEW.corrects_id, NEW.corrects_why)
    THEN
        RAISE EXCEPTION 'a document stays with its record and person, and as it was issued' USING ERRCODE = 'restrict_violation';
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

-- Whoever may execute a trigger's function may hang it on a table of their own and feed it rows: the link's function
-- writes the chain with its owner's rights. Triggers that exist fire without this right. core_audit_canonical stays open:
-- check_audit asks it, and it only reads the row it is given.
REVOKE EXECUTE ON FUNCTION core_audit_link(), core_audit_clock(), core_refuse_change(), core_document_kept() FROM PUBLIC;
"""

BACK = """
DROP TRIGGER core_document_not_emptied ON core_document;
DROP TRIGGER core_document_not_deleted ON core_document;
DROP TRIGGER core_document_kept ON core_document;
DROP FUNCTION core_document_kept();
"""


class Migration(migrations.Migration):
    """A decision rests on a paper's scan, number, date and signer: a wrong one is withdrawn or corrected by another."""

    replaces = [("core", "0003_papers_are_kept"), ("core", "0004_papers_stay_as_issued")]

    dependencies = [("core", "0002_audit_is_append_only_and_chained")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
