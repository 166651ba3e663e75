from django.db import migrations

FORWARD = r"""
CREATE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER core_auditentry_append_only BEFORE UPDATE OR DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER core_auditentry_not_emptied BEFORE TRUNCATE ON core_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER core_auditlink_append_only BEFORE UPDATE OR DELETE ON core_auditlink
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER core_auditlink_not_emptied BEFORE TRUNCATE ON core_auditlink
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();

-- Of a part of a case only the withdrawal is written, once; before that nothing, after that nothing.
CREATE FUNCTION core_casepart_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
        OR to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by_id' - 'withdrawn_why'
            IS DISTINCT FROM to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by_id' - 'withdrawn_why'
    THEN
        RAISE EXCEPTION 'a part of a case is only withdrawn, once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER core_casepart_withdrawn BEFORE UPDATE ON core_casepart
    FOR EACH ROW EXECUTE FUNCTION core_casepart_withdrawn();
CREATE TRIGGER core_casepart_append_only BEFORE DELETE ON core_casepart
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER core_casepart_not_emptied BEFORE TRUNCATE ON core_casepart
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();

-- The database's clock, whatever the program says.
CREATE FUNCTION core_audit_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER core_auditentry_clock BEFORE INSERT ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_audit_clock();

CREATE FUNCTION core_audit_canonical(e core_auditentry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.by_id,
        e.office_id, e.in_place_of_id, e.action, e.content_type_id, e.object_id, e.label, e.note,
        e.before, e.after, e.data)::text
$$;

-- The link is written at commit, one writer after the other: taken in the middle of transactions the same
-- lock makes deadlocks.
CREATE FUNCTION core_audit_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last public.core_auditlink;
    previous text;
BEGIN
    PERFORM pg_advisory_xact_lock(7302021);
    SELECT * INTO last FROM public.core_auditlink ORDER BY seq DESC LIMIT 1;
    previous := coalesce(last.hash, repeat('0', 64));
    INSERT INTO public.core_auditlink (seq, entry_id, prev_hash, hash) VALUES (
        coalesce(last.seq, 0) + 1, NEW.id, previous,
        encode(sha256(convert_to(previous || E'\n' || public.core_audit_canonical(NEW), 'UTF8')), 'hex'));
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER core_auditentry_link AFTER INSERT ON core_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION core_audit_link();
"""

BACK = """
DROP TRIGGER core_auditentry_link ON core_auditentry;
DROP TRIGGER core_auditentry_clock ON core_auditentry;
DROP TRIGGER core_auditentry_append_only ON core_auditentry;
DROP TRIGGER core_auditentry_not_emptied ON core_auditentry;
DROP TRIGGER core_auditlink_append_only ON core_auditlink;
DROP TRIGGER core_auditlink_not_emptied ON core_auditlink;
DROP TRIGGER core_casepart_append_only ON core_casepart;
DROP TRIGGER core_casepart_withdrawn ON core_casepart;
DROP TRIGGER core_casepart_not_emptied ON core_casepart;
DROP FUNCTION core_casepart_withdrawn();
DROP FUNCTION core_audit_link();
DROP FUNCTION core_audit_canonical(core_auditentry);
DROP FUNCTION core_audit_clock();
DROP FUNCTION core_refuse_change();
"""


class Migration(migrations.Migration):
    """History holds even against somebody with the program's own password."""

    dependencies = [("core", "0001_tables")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
