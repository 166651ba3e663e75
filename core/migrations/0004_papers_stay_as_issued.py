from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION core_document_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.content_type_id, OLD.object_id, OLD.kind, OLD.uploaded_by_id, OLD.uploaded_at{columns_old})
        IS DISTINCT FROM (NEW.content_type_id, NEW.object_id, NEW.kind, NEW.uploaded_by_id, NEW.uploaded_at{columns_new})
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
"""

PAPER = ("number", "issued_on", "issuer", "signer", "title", "illustrative")


def function(*columns):
    return FUNCTION.format(
        columns_old="".join(f", OLD.{name}" for name in columns),
        columns_new="".join(f", NEW.{name}" for name in columns),
    )


# Whoever may execute a trigger's function may hang it on a table of their own and feed it rows: the link's function
# writes the chain with its owner's rights. Triggers that exist fire without this right. core_audit_canonical stays open:
# check_audit asks it, and it only reads the row it is given.
FUNCTIONS = "core_audit_link(), core_audit_clock(), core_refuse_change(), core_document_kept()"


class Migration(migrations.Migration):
    """A decision rests on a paper's number, date and signer: they are not changed, and the chain is not fed by hand."""

    dependencies = [("core", "0003_papers_are_kept")]

    operations = [
        migrations.RunSQL(function(*PAPER), function()),
        migrations.RunSQL(
            f"REVOKE EXECUTE ON FUNCTION {FUNCTIONS} FROM PUBLIC", f"GRANT EXECUTE ON FUNCTION {FUNCTIONS} TO PUBLIC"
        ),
    ]
