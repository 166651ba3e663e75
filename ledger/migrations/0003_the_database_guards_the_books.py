"""The guard of the books is the database itself.

Whoever writes, through the program or around it: a transfer is numbered, dated and sealed by the database, goes along a
drawn arrow between two accounts that belong together, in an open book year, and moves both balances; the CHECK
ledger_account_balance_not_negative is the only limit. Nothing is changed or deleted afterwards.

Every function runs as the owner of the tables with a fixed search_path and names its tables in full, so that nothing the
caller creates can stand in their place. A refusal carries the name of its rule as CONSTRAINT; ledger/refusals.py says it
in Vietnamese.
"""

from django.db import migrations

FORWARD = r"""
-- One refusal, named like a constraint so that the program can tell which rule spoke.
CREATE FUNCTION public.ledger_refuse(rule text, message text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = rule, MESSAGE = message;
END $$;

-- The program's role may not UPDATE, hence not lock rows itself. Book years first, then accounts, each by id: one order
-- for everybody, so that no two acts wait for each other.
CREATE FUNCTION public.ledger_lock(account_ids bigint[]) RETURNS TABLE (id bigint, balance bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM public.ledger_bookyear b
        WHERE b.id IN (SELECT a.book_year_id FROM public.ledger_account a WHERE a.id = ANY (account_ids))
        ORDER BY b.id FOR SHARE;
    RETURN QUERY SELECT a.id, a.balance FROM public.ledger_account a
        WHERE a.id = ANY (account_ids) ORDER BY a.id FOR NO KEY UPDATE;
END $$;

-- Nothing is deleted, and posted rows are not changed: refused to everyone, the owner included.
CREATE FUNCTION public.ledger_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.ledger_refuse('ledger_keep', format('%s on %s is refused: the books only grow', TG_OP, TG_TABLE_NAME));
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_transfer_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON public.ledger_transfer
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_keep();
CREATE TRIGGER ledger_act_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON public.ledger_act
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_keep();
CREATE TRIGGER ledger_account_keep BEFORE DELETE OR TRUNCATE ON public.ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_keep();
CREATE TRIGGER ledger_subject_keep BEFORE DELETE OR TRUNCATE ON public.ledger_subject
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_keep();
CREATE TRIGGER ledger_bookyear_keep BEFORE DELETE OR TRUNCATE ON public.ledger_bookyear
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_keep();

-- Subjects: a commitment belongs to a project, for good; only the label follows the record's name.
CREATE FUNCTION public.ledger_check_subject() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.id, NEW.kind, NEW.ref) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.ref)
       OR TG_OP = 'UPDATE' AND NEW.parent_id IS DISTINCT FROM OLD.parent_id THEN
        PERFORM public.ledger_refuse('ledger_subject_stays', 'a subject keeps its kind, reference and project');
    END IF;
    IF NEW.kind = 'COMMITMENT' AND NOT EXISTS (
        SELECT 1 FROM public.ledger_subject p WHERE p.id = NEW.parent_id AND p.kind = 'PROJECT') THEN
        PERFORM public.ledger_refuse('ledger_subject_commitment_has_project', 'a commitment belongs to a project');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_subject_check BEFORE INSERT OR UPDATE ON public.ledger_subject
    FOR EACH ROW EXECUTE FUNCTION public.ledger_check_subject();

-- Accounts: opened empty, about the right kind of subject; the balance follows transfers and nothing else.
CREATE FUNCTION public.ledger_check_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subject_kind text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF pg_trigger_depth() < 2 THEN
            PERFORM public.ledger_refuse('ledger_keep', 'a balance is moved by transfers only');
        END IF;
        IF (NEW.id, NEW.book_year_id, NEW.unit_id, NEW.stage) IS DISTINCT FROM (OLD.id, OLD.book_year_id, OLD.unit_id, OLD.stage)
           OR NEW.subject_id IS DISTINCT FROM OLD.subject_id THEN
            PERFORM public.ledger_refuse('ledger_keep', 'an account keeps its place');
        END IF;
        RETURN NEW;
    END IF;
    NEW.balance := 0;
    SELECT s.kind INTO subject_kind FROM public.ledger_subject s WHERE s.id = NEW.subject_id;
    IF subject_kind IS DISTINCT FROM (CASE NEW.stage
            WHEN 'ALLOCATED' THEN 'LINE' WHEN 'APPROVED' THEN 'PROJECT'
            WHEN 'COMMITTED' THEN 'COMMITMENT' WHEN 'ADVANCED' THEN 'COMMITMENT' WHEN 'PAID' THEN 'COMMITMENT'
            WHEN 'SETTLED' THEN 'COMMITMENT' WHEN 'RECOVERABLE' THEN 'COMMITMENT' WHEN 'CLAIMED' THEN 'COMMITMENT'
        END) THEN
        PERFORM public.ledger_refuse('ledger_account_subject',
            format('%s cannot be about %s', NEW.stage, coalesce(subject_kind, 'nothing')));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_account_check BEFORE INSERT OR UPDATE ON public.ledger_account
    FOR EACH ROW EXECUTE FUNCTION public.ledger_check_account();

-- Book years: close only when the money has arrived; reopen only with two people; the source never changes under money.
CREATE FUNCTION public.ledger_check_bookyear() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.closed_at := CASE WHEN NEW.state = 'CLOSED' THEN clock_timestamp() END;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.year, NEW.tier, NEW.source, NEW.chapter, NEW.category, NEW.item)
        IS DISTINCT FROM (OLD.id, OLD.year, OLD.tier, OLD.source, OLD.chapter, OLD.category, OLD.item)
       AND EXISTS (SELECT 1 FROM public.ledger_account a WHERE a.book_year_id = OLD.id) THEN
        PERFORM public.ledger_refuse('ledger_bookyear_stays', 'a book year in use keeps its year and source');
    END IF;
    NEW.closed_at := OLD.closed_at;
    IF NEW.state = 'CLOSED' AND OLD.state <> 'CLOSED' THEN
        IF current_setting('transaction_isolation') <> 'read committed' THEN
            PERFORM public.ledger_refuse('ledger_read_committed', 'the books are kept in READ COMMITTED');
        END IF;
        -- PostgreSQL locks the row before it calls this function, which waits for every FOR SHARE of ledger_lock: nobody
        -- is in the middle of posting here, and whoever comes later finds the year closed.
        IF EXISTS (SELECT 1 FROM public.ledger_account a WHERE a.book_year_id = OLD.id
                   AND a.balance <> 0 AND a.stage NOT IN ('TREASURY', 'SETTLED')) THEN
            PERFORM public.ledger_refuse('ledger_bookyear_arrived', 'money is still on its way in this book year');
        END IF;
        NEW.closed_at := clock_timestamp();
        NEW.reopen_asked_by_id := NULL;
        NEW.reopened_by_id := NULL;
    ELSIF NEW.state <> 'CLOSED' AND OLD.state = 'CLOSED' THEN
        IF NEW.reopen_asked_by_id IS NULL OR NEW.reopened_by_id IS NULL OR NEW.reopen_asked_by_id = NEW.reopened_by_id THEN
            PERFORM public.ledger_refuse('ledger_bookyear_reopened_by_two_people', 'two people reopen a book year');
        END IF;
        NEW.closed_at := NULL;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_bookyear_check BEFORE INSERT OR UPDATE ON public.ledger_bookyear
    FOR EACH ROW EXECUTE FUNCTION public.ledger_check_bookyear();

-- Acts: a reversal is never reversed; the clock and the seal are the database's.
CREATE FUNCTION public.ledger_check_act() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.ledger_act o WHERE o.id = NEW.reverses_id AND o.reverses_id IS NOT NULL) THEN
        PERFORM public.ledger_refuse('ledger_reversal_once', 'a reversal is not reversed');
    END IF;
    NEW.posted_at := transaction_timestamp();
    NEW.seal := encode(sha256(convert_to(concat_ws('|', NEW.id, NEW.name, coalesce(NEW.content_type_id, 0),
        coalesce(NEW.object_id, 0), NEW.note, NEW.by_id, extract(epoch FROM NEW.posted_at), coalesce(NEW.reverses_id, 0)),
        'UTF8')), 'hex');
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_act_check BEFORE INSERT ON public.ledger_act
    FOR EACH ROW EXECUTE FUNCTION public.ledger_check_act();

-- What a project (its APPROVED account) may still give back to the place `place`: reserved from there minus returned
-- there. Money carried in from the year before came from no place of this year; it goes back to the undivided estimate.
CREATE FUNCTION public.ledger_returnable(project public.ledger_account, place public.ledger_account) RETURNS numeric
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(sum(CASE WHEN t.source_id = place.id THEN t.amount ELSE -t.amount END), 0)
         + CASE WHEN place.stage = 'APPROPRIATED' THEN (
               SELECT coalesce(sum(CASE WHEN c.reverses_id IS NULL THEN c.amount ELSE -c.amount END), 0)
               FROM public.ledger_transfer c
               JOIN public.ledger_account a
                 ON a.id = CASE WHEN c.reverses_id IS NULL THEN c.target_id ELSE c.source_id END
               LEFT JOIN public.ledger_subject s ON s.id = a.subject_id
               WHERE c.kind = 'carry_in' AND a.book_year_id = project.book_year_id AND a.unit_id = project.unit_id
                 AND (a.stage = 'APPROVED' AND a.subject_id = project.subject_id
                      OR a.stage = 'COMMITTED' AND s.parent_id = project.subject_id))
           ELSE 0 END
    FROM public.ledger_transfer t
    WHERE t.kind IN ('reserve', 'release')
      AND (t.source_id = place.id AND t.target_id = project.id OR t.source_id = project.id AND t.target_id = place.id)
$$;

-- A transfer, before it is written: locked, numbered under the lock (so that numbers tell the order of events on an
-- account), and every rule asked.
CREATE FUNCTION public.ledger_check_transfer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    undivided CONSTANT text[] := ARRAY['TREASURY', 'APPROPRIATED', 'WITHHELD', 'ALLOCATED', 'APPROVED'];
    a public.ledger_account;        -- source
    b public.ledger_account;        -- target
    book public.ledger_bookyear;
    act public.ledger_act;
    original public.ledger_transfer;
    out_from public.ledger_account; -- where a carried amount stood in the year before
    old_book public.ledger_bookyear;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM public.ledger_refuse('ledger_read_committed', 'the books are kept in READ COMMITTED');
    END IF;
    PERFORM public.ledger_lock(ARRAY[NEW.source_id, NEW.target_id]);
    NEW.id := nextval(pg_get_serial_sequence('public.ledger_transfer', 'id'));
    NEW.posted_at := clock_timestamp();

    SELECT * INTO a FROM public.ledger_account WHERE id = NEW.source_id;
    SELECT * INTO b FROM public.ledger_account WHERE id = NEW.target_id;
    SELECT * INTO book FROM public.ledger_bookyear WHERE id = a.book_year_id;
    IF a.id IS NULL OR b.id IS NULL THEN
        PERFORM public.ledger_refuse('ledger_transfer_accounts', 'no such account');
    END IF;
    IF a.book_year_id <> b.book_year_id THEN
        PERFORM public.ledger_refuse('ledger_one_book', 'both accounts belong to one book year and source');
    END IF;
    IF book.state <> 'OPEN' THEN
        PERFORM public.ledger_refuse('ledger_book_open', 'the book year is closed');
    END IF;

    SELECT * INTO act FROM public.ledger_act WHERE id = NEW.act_id;
    IF act.id IS NULL OR act.posted_at <> transaction_timestamp() THEN
        PERFORM public.ledger_refuse('ledger_act_at_once', 'an act is posted in one transaction');
    END IF;

    IF NEW.reverses_id IS NOT NULL THEN
        SELECT * INTO original FROM public.ledger_transfer WHERE id = NEW.reverses_id;
        IF original.reverses_id IS NOT NULL THEN
            PERFORM public.ledger_refuse('ledger_reversal_once', 'a reversal is not reversed');
        END IF;
        IF (original.kind, original.source_id, original.target_id, original.amount)
            IS DISTINCT FROM (NEW.kind, NEW.target_id, NEW.source_id, NEW.amount) OR NEW.carried_from_id IS NOT NULL THEN
            PERFORM public.ledger_refuse('ledger_reversal_opposite', 'a reversal is the exact opposite');
        END IF;
        IF act.reverses_id IS DISTINCT FROM original.act_id THEN
            PERFORM public.ledger_refuse('ledger_reversal_whole', 'a reversal belongs to the reversal of the whole act');
        END IF;
    ELSE
        IF act.reverses_id IS NOT NULL THEN
            PERFORM public.ledger_refuse('ledger_reversal_whole', 'a reversing act holds reversals only');
        END IF;
        IF NOT EXISTS (SELECT 1 FROM public.ledger_arrow w
                       WHERE w.kind = NEW.kind AND w.from_stage = a.stage AND w.to_stage = b.stage) THEN
            PERFORM public.ledger_refuse('ledger_arrow', format('%s: no way from %s to %s', NEW.kind, a.stage, b.stage));
        END IF;
        IF a.unit_id <> b.unit_id AND NEW.kind <> 'assign' THEN
            PERFORM public.ledger_refuse('ledger_one_unit', 'only assign goes from unit to unit');
        END IF;
        IF NOT a.stage = ANY (undivided) AND NOT b.stage = ANY (undivided) AND a.subject_id <> b.subject_id THEN
            PERFORM public.ledger_refuse('ledger_one_subject', 'money of a commitment stays with the commitment');
        END IF;
        IF NEW.kind IN ('commit', 'uncommit') AND NOT EXISTS (
            SELECT 1 FROM public.ledger_subject s
            WHERE s.id = CASE NEW.kind WHEN 'commit' THEN b.subject_id ELSE a.subject_id END
              AND s.parent_id = CASE NEW.kind WHEN 'commit' THEN a.subject_id ELSE b.subject_id END) THEN
            PERFORM public.ledger_refuse('ledger_commitment_of_project', 'the commitment belongs to another project');
        END IF;
        IF NEW.kind = 'claim' AND NOT EXISTS (
            SELECT 1 FROM public.ledger_account o JOIN public.ledger_bookyear y ON y.id = o.book_year_id
            WHERE o.subject_id = b.subject_id AND o.unit_id = b.unit_id AND y.state = 'CLOSED' AND y.year < book.year
              AND (y.tier, y.source, y.chapter, y.category, y.item)
                = (book.tier, book.source, book.chapter, book.category, book.item)) THEN
            PERFORM public.ledger_refuse('ledger_claim_of_closed_year', 'only money of a closed year is claimed');
        END IF;

        IF (NEW.carried_from_id IS NOT NULL) <> (NEW.kind IN ('carry_in', 'charge')) THEN
            PERFORM public.ledger_refuse('ledger_carry_pair', 'carry_in and charge name their carry_out, others nothing');
        END IF;
        IF NEW.carried_from_id IS NOT NULL THEN
            SELECT * INTO original FROM public.ledger_transfer WHERE id = NEW.carried_from_id;
            SELECT * INTO out_from FROM public.ledger_account WHERE id = original.source_id;
            SELECT * INTO old_book FROM public.ledger_bookyear WHERE id = out_from.book_year_id;
            IF original.kind IS DISTINCT FROM 'carry_out' OR original.reverses_id IS NOT NULL
               OR original.act_id <> NEW.act_id OR original.amount <> NEW.amount
               OR out_from.unit_id <> b.unit_id OR out_from.subject_id IS DISTINCT FROM b.subject_id
               OR old_book.year + 1 <> book.year
               OR (old_book.tier, old_book.source, old_book.chapter, old_book.category, old_book.item)
                  <> (book.tier, book.source, book.chapter, book.category, book.item)
               OR b.stage <> (CASE WHEN out_from.stage = 'RECOVERABLE' THEN 'CLAIMED' ELSE out_from.stage END)
               OR NEW.kind = 'charge' AND out_from.stage <> 'ADVANCED' THEN
                PERFORM public.ledger_refuse('ledger_carry_pair', 'carry_out and carry_in differ');
            END IF;
        END IF;
    END IF;

    IF NEW.kind IN ('reserve', 'release') AND a.stage = 'APPROVED'
       AND public.ledger_returnable(a, b) < NEW.amount THEN
        PERFORM public.ledger_refuse('ledger_release_where_reserved',
            format('reserved from there and not yet returned: %s', public.ledger_returnable(a, b)));
    END IF;

    NEW.seal := encode(sha256(convert_to(concat_ws('|', NEW.id, NEW.act_id, NEW.kind, NEW.source_id, NEW.target_id, NEW.amount,
        coalesce(NEW.paper_id, 0), to_char(NEW.dated_on, 'YYYY-MM-DD'), NEW.by_id, extract(epoch FROM NEW.posted_at),
        coalesce(NEW.reverses_id, 0), coalesce(NEW.carried_from_id, 0)), 'UTF8')), 'hex');
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_transfer_check BEFORE INSERT ON public.ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION public.ledger_check_transfer();

-- Only a row that was really written (not one swallowed by ON CONFLICT) moves money; the CHECK on balance is the limit.
CREATE FUNCTION public.ledger_move_balances() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.ledger_transfer'::regclass THEN
        PERFORM public.ledger_refuse('ledger_keep', 'a balance is moved by transfers only');
    END IF;
    UPDATE public.ledger_account SET balance = balance - NEW.amount WHERE id = NEW.source_id;
    UPDATE public.ledger_account SET balance = balance + NEW.amount WHERE id = NEW.target_id;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_transfer_move AFTER INSERT ON public.ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION public.ledger_move_balances();

-- At commit: an act is not empty, a reversal takes back the whole act, nothing carried out is lost on the way.
CREATE FUNCTION public.ledger_check_whole(act_number bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.ledger_transfer t WHERE t.act_id = act_number) THEN
        PERFORM public.ledger_refuse('ledger_act_not_empty', 'an act has transfers');
    END IF;
    IF EXISTS (
        SELECT 1 FROM public.ledger_act r JOIN public.ledger_transfer o ON o.act_id = r.reverses_id
        WHERE (r.id = act_number OR r.reverses_id = act_number)
        AND NOT EXISTS (SELECT 1 FROM public.ledger_transfer t WHERE t.act_id = r.id AND t.reverses_id = o.id)) THEN
        PERFORM public.ledger_refuse('ledger_reversal_whole', 'the whole act is reversed or nothing of it');
    END IF;
    IF EXISTS (
        SELECT 1 FROM public.ledger_transfer o
        WHERE o.act_id = act_number AND o.kind = 'carry_out' AND o.reverses_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM public.ledger_transfer i WHERE i.carried_from_id = o.id)) THEN
        PERFORM public.ledger_refuse('ledger_carry_pair', 'what is carried out is carried in');
    END IF;
END $$;

CREATE FUNCTION public.ledger_whole_at_commit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Only the last row of an act looks at the whole: the others would see the same and take n times as long.
    IF TG_TABLE_NAME = 'ledger_act' THEN
        PERFORM public.ledger_check_whole(NEW.id);
    ELSIF NOT EXISTS (SELECT 1 FROM public.ledger_transfer t WHERE t.act_id = NEW.act_id AND t.id > NEW.id) THEN
        PERFORM public.ledger_check_whole(NEW.act_id);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_act_whole AFTER INSERT ON public.ledger_act
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.ledger_whole_at_commit();
CREATE CONSTRAINT TRIGGER ledger_transfer_whole AFTER INSERT ON public.ledger_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.ledger_whole_at_commit();

-- Whoever may execute a trigger function may hang it on a table of their own and feed it rows: nobody may. Triggers that
-- exist fire without this right. Locking is what the program needs.
REVOKE EXECUTE ON FUNCTION public.ledger_whole_at_commit(), public.ledger_check_whole(bigint), public.ledger_move_balances(),
    public.ledger_check_transfer(), public.ledger_returnable(public.ledger_account, public.ledger_account),
    public.ledger_check_act(), public.ledger_check_bookyear(), public.ledger_check_account(), public.ledger_check_subject(),
    public.ledger_keep(), public.ledger_refuse(text, text) FROM PUBLIC;

CREATE INDEX ledger_transfer_source_order ON public.ledger_transfer (source_id, id);
CREATE INDEX ledger_transfer_target_order ON public.ledger_transfer (target_id, id);
"""

BACKWARD = r"""
DROP INDEX public.ledger_transfer_source_order, public.ledger_transfer_target_order;
DROP TRIGGER ledger_transfer_whole ON public.ledger_transfer;
DROP TRIGGER ledger_act_whole ON public.ledger_act;
DROP TRIGGER ledger_transfer_move ON public.ledger_transfer;
DROP TRIGGER ledger_transfer_check ON public.ledger_transfer;
DROP TRIGGER ledger_act_check ON public.ledger_act;
DROP TRIGGER ledger_bookyear_check ON public.ledger_bookyear;
DROP TRIGGER ledger_account_check ON public.ledger_account;
DROP TRIGGER ledger_subject_check ON public.ledger_subject;
DROP TRIGGER ledger_bookyear_keep ON public.ledger_bookyear;
DROP TRIGGER ledger_subject_keep ON public.ledger_subject;
DROP TRIGGER ledger_account_keep ON public.ledger_account;
DROP TRIGGER ledger_act_keep ON public.ledger_act;
DROP TRIGGER ledger_transfer_keep ON public.ledger_transfer;
DROP FUNCTION public.ledger_whole_at_commit(), public.ledger_check_whole(bigint), public.ledger_move_balances(),
    public.ledger_check_transfer(), public.ledger_returnable(public.ledger_account, public.ledger_account),
    public.ledger_check_act(), public.ledger_check_bookyear(),
    public.ledger_check_account(), public.ledger_check_subject(), public.ledger_keep(), public.ledger_lock(bigint[]),
    public.ledger_refuse(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_the_ways_money_may_go")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
