"""The second pair of eyes: everything in the books recomputed from the transfers alone.

Shares nothing with posting and with the database's guard: its own SQL, its own list of ways. An auditor reads this page
instead of those. `differences()` is empty when the books are right; `manage.py check_books` prints it.
"""

from django.db import connection

# One letter per stage, so that the table of ways can be read at a glance.
T, G, W, P, D, C, A, V, S, R, X = (
    "TREASURY", "APPROPRIATED", "WITHHELD", "ALLOCATED", "APPROVED",
    "COMMITTED", "ADVANCED", "PAID", "SETTLED", "RECOVERABLE", "CLAIMED",
)  # fmt: skip
WAYS = {
    "appropriate": {(T, G)},
    "assign": {(G, G)},
    "withhold": {(G, W)},
    "unwithhold": {(W, G)},
    "allocate": {(G, P)},
    "unallocate": {(P, G)},
    "move": {(P, P)},
    "reserve": {(P, D), (G, D)},
    "release": {(D, P), (D, G)},
    "commit": {(D, C)},
    "uncommit": {(C, D)},
    "advance": {(C, A)},
    "pay": {(C, V)},
    "clear": {(A, V)},
    "settle": {(V, S)},
    "recover": {(A, R), (V, R), (S, R)},
    "restore": {(R, G), (R, P), (A, C)},
    "refund": {(R, T), (X, T), (A, T)},
    "cancel": {(G, T), (P, T), (W, T)},
    "cut": {(G, T), (W, T)},
    "carry_out": {(stage, T) for stage in (G, W, P, D, C, A, R, X)},
    "carry_in": {(T, stage) for stage in (G, W, P, D, C, A, X)},
    "charge": {(G, A)},
    "claim": {(T, X)},
}

# Each question answers with the rows that are wrong; the sentence says so, {0}, {1}… being the row's columns.
QUESTIONS = [
    (
        "Tài khoản {0} ({1}, đơn vị {2}, sổ {3}): số dư ghi {4} đồng, tính lại từ các khoản là {5} đồng.",
        """
        WITH moves AS (
            SELECT target_id AS account_id, amount FROM public.ledger_transfer
            UNION ALL SELECT source_id, -amount FROM public.ledger_transfer)
        SELECT a.id, a.stage, a.unit_id, a.book_year_id, a.balance, coalesce(m.total, 0)
        FROM public.ledger_account a
        LEFT JOIN (SELECT account_id, sum(amount) AS total FROM moves GROUP BY account_id) m ON m.account_id = a.id
        WHERE a.balance <> coalesce(m.total, 0) ORDER BY a.id
        """,
    ),
    (
        "Tài khoản {0} ({1}): sau khoản {2} số dư xuống {3} đồng, dưới 0.",
        """
        WITH moves AS (
            SELECT target_id AS account_id, id, amount FROM public.ledger_transfer
            UNION ALL SELECT source_id, id, -amount FROM public.ledger_transfer),
        steps AS (
            SELECT account_id, id, sum(amount) OVER (PARTITION BY account_id ORDER BY id) AS standing FROM moves)
        SELECT a.id, a.stage, s.id, s.standing FROM steps s JOIN public.ledger_account a ON a.id = s.account_id
        WHERE s.standing < 0 AND a.stage <> 'TREASURY' ORDER BY s.id
        """,
    ),
    (
        "Sổ {0}: các số dư cộng lại là {1} đồng, phải là 0.",
        "SELECT book_year_id, sum(balance) FROM public.ledger_account GROUP BY 1 HAVING sum(balance) <> 0 ORDER BY 1",
    ),
    (
        "Khoản {0}: số tiền {1} đồng không lớn hơn 0, hoặc nơi đi trùng nơi đến.",
        "SELECT id, amount FROM public.ledger_transfer WHERE amount <= 0 OR source_id = target_id ORDER BY id",
    ),
    (
        "Khoản {0} trỏ đến việc, tài khoản, văn bản hoặc người không còn.",
        """
        SELECT t.id FROM public.ledger_transfer t
        LEFT JOIN public.ledger_act c ON c.id = t.act_id
        LEFT JOIN public.ledger_account a ON a.id = t.source_id
        LEFT JOIN public.ledger_account b ON b.id = t.target_id
        LEFT JOIN public.core_document d ON d.id = t.paper_id
        LEFT JOIN public.accounts_user u ON u.id = t.by_id
        WHERE c.id IS NULL OR a.id IS NULL OR b.id IS NULL OR u.id IS NULL OR (t.paper_id IS NOT NULL AND d.id IS NULL)
        ORDER BY t.id
        """,
    ),
    (
        "Khoản {0}: {1} không đi được từ {2} đến {3}.",
        """
        SELECT t.id, t.kind, first.stage, last.stage
        FROM public.ledger_transfer t
        JOIN public.ledger_account first ON first.id = CASE WHEN t.reverses_id > 0 THEN t.target_id ELSE t.source_id END
        JOIN public.ledger_account last ON last.id = CASE WHEN t.reverses_id > 0 THEN t.source_id ELSE t.target_id END
        WHERE NOT EXISTS (
            SELECT 1 FROM unnest(%(kinds)s::text[], %(starts)s::text[], %(ends)s::text[]) AS way (kind, start, finish)
            WHERE way.kind = t.kind AND way.start = first.stage AND way.finish = last.stage)
        ORDER BY t.id
        """,
    ),
    (
        "Bảng đường đi của tiền khác quy định ở: {0} từ {1} đến {2}.",
        """
        WITH ruled AS (SELECT * FROM unnest(%(kinds)s::text[], %(starts)s::text[], %(ends)s::text[]) AS way (k, f, t)),
        drawn AS (SELECT kind::text, from_stage::text, to_stage::text FROM public.ledger_arrow)
        (TABLE ruled EXCEPT TABLE drawn) UNION (TABLE drawn EXCEPT TABLE ruled) ORDER BY 1, 2, 3
        """,
    ),
    (
        "Khoản {0} ({1}): hai đầu khác sổ năm, khác đơn vị hoặc khác đối tượng.",
        """
        SELECT t.id, t.kind FROM public.ledger_transfer t
        JOIN public.ledger_account a ON a.id = t.source_id JOIN public.ledger_account b ON b.id = t.target_id
        LEFT JOIN public.ledger_subject x ON x.id = a.subject_id
        LEFT JOIN public.ledger_subject y ON y.id = b.subject_id
        WHERE a.book_year_id <> b.book_year_id
           OR (a.unit_id <> b.unit_id) <> (t.kind = 'assign')
           OR (x.kind = 'COMMITMENT' AND y.kind = 'COMMITMENT' AND x.id <> y.id)
           OR (x.kind = 'PROJECT' AND y.kind = 'COMMITMENT' AND y.parent_id IS DISTINCT FROM x.id)
           OR (x.kind = 'COMMITMENT' AND y.kind = 'PROJECT' AND x.parent_id IS DISTINCT FROM y.id)
        ORDER BY t.id
        """,
    ),
    (
        "Đối tượng {0} (“{1}”): hợp đồng, nhiệm vụ phải thuộc một đề án, nội dung và đề án thì không thuộc gì.",
        """
        SELECT s.id, s.label FROM public.ledger_subject s LEFT JOIN public.ledger_subject p ON p.id = s.parent_id
        WHERE (s.kind = 'COMMITMENT') <> coalesce(p.kind = 'PROJECT', false)
           OR (s.kind <> 'COMMITMENT' AND s.parent_id IS NOT NULL) ORDER BY s.id
        """,
    ),
    (
        "Tài khoản {0} ({1}) không đúng loại đối tượng.",
        """
        SELECT a.id, a.stage FROM public.ledger_account a LEFT JOIN public.ledger_subject s ON s.id = a.subject_id
        WHERE coalesce(s.kind, '') <> CASE
            WHEN a.stage IN ('TREASURY', 'APPROPRIATED', 'WITHHELD') THEN '' WHEN a.stage = 'ALLOCATED' THEN 'LINE'
            WHEN a.stage = 'APPROVED' THEN 'PROJECT' ELSE 'COMMITMENT' END
        ORDER BY a.id
        """,
    ),
    (
        "Khoản {0} hủy ghi khoản {1} nhưng không ngược đúng khoản ấy, hoặc khoản ấy cũng là bút toán hủy ghi.",
        """
        SELECT r.id, o.id FROM public.ledger_transfer r JOIN public.ledger_transfer o ON o.id = r.reverses_id
        JOIN public.ledger_act c ON c.id = r.act_id
        WHERE o.reverses_id IS NOT NULL OR r.kind <> o.kind OR r.amount <> o.amount OR r.source_id <> o.target_id
           OR r.target_id <> o.source_id OR r.carried_from_id IS NOT NULL OR c.reverses_id IS DISTINCT FROM o.act_id
        ORDER BY r.id
        """,
    ),
    (
        "Việc {0} hủy ghi việc {1} nhưng không đủ và đúng từng khoản ({2} khoản của {3}).",
        """
        SELECT r.id, r.reverses_id,
            (SELECT count(*) FROM public.ledger_transfer t WHERE t.act_id = r.id),
            (SELECT count(*) FROM public.ledger_transfer t WHERE t.act_id = r.reverses_id)
        FROM public.ledger_act r WHERE r.reverses_id IS NOT NULL AND (
            EXISTS (SELECT id FROM public.ledger_transfer WHERE act_id = r.reverses_id
                    EXCEPT SELECT reverses_id FROM public.ledger_transfer WHERE act_id = r.id)
            OR EXISTS (SELECT coalesce(reverses_id, 0) FROM public.ledger_transfer WHERE act_id = r.id
                       EXCEPT SELECT id FROM public.ledger_transfer WHERE act_id = r.reverses_id))
        ORDER BY r.id
        """,
    ),
    (
        "Việc {0} (“{1}”) không có khoản nào.",
        """
        SELECT c.id, c.name FROM public.ledger_act c
        WHERE c.id NOT IN (SELECT act_id FROM public.ledger_transfer) ORDER BY c.id
        """,
    ),
    (
        "Khoản {0} chuyển nguồn ra khỏi năm nhưng không có đúng một khoản nhận ở năm sau.",
        """
        SELECT o.id FROM public.ledger_transfer o
        LEFT JOIN public.ledger_transfer i ON i.carried_from_id = o.id
        WHERE o.kind = 'carry_out' AND o.reverses_id IS NULL GROUP BY o.id HAVING count(i.id) <> 1 ORDER BY o.id
        """,
    ),
    (
        "Khoản {0} ({1}) nhận chuyển nguồn nhưng không khớp khoản đi (số tiền, năm, nguồn, đơn vị, đối tượng, ngăn).",
        """
        SELECT i.id, i.kind FROM public.ledger_transfer i
        JOIN public.ledger_account b ON b.id = i.target_id JOIN public.ledger_bookyear y ON y.id = b.book_year_id
        LEFT JOIN public.ledger_transfer o ON o.id = i.carried_from_id
        LEFT JOIN public.ledger_account a ON a.id = o.source_id
        LEFT JOIN public.ledger_bookyear x ON x.id = a.book_year_id
        WHERE (i.carried_from_id IS NOT NULL OR (i.kind IN ('carry_in', 'charge') AND i.reverses_id IS NULL))
          AND (i.kind NOT IN ('carry_in', 'charge') OR o.kind IS DISTINCT FROM 'carry_out' OR o.reverses_id IS NOT NULL
               OR o.act_id IS DISTINCT FROM i.act_id OR o.amount IS DISTINCT FROM i.amount
               OR a.unit_id IS DISTINCT FROM b.unit_id OR a.subject_id IS DISTINCT FROM b.subject_id
               OR y.year IS DISTINCT FROM x.year + 1
               OR (x.tier, x.source, x.chapter, x.category, x.item)
                  IS DISTINCT FROM (y.tier, y.source, y.chapter, y.category, y.item)
               OR (a.stage IS DISTINCT FROM b.stage AND (a.stage, b.stage) IS DISTINCT FROM ('RECOVERABLE', 'CLAIMED'))
               OR (a.stage = 'RECOVERABLE' AND b.stage <> 'CLAIMED'))
        ORDER BY i.id
        """,
    ),
    (
        "Đề án (đối tượng {0}), sổ {1}: đã trả về tài khoản {2} nhiều hơn số lấy từ đó {3} đồng (đến khoản {4}).",
        """
        WITH given AS (
            SELECT t.id, d.subject_id, d.book_year_id, d.unit_id, p.id AS place, p.stage,
                   CASE WHEN p.id = t.source_id THEN t.amount ELSE -t.amount END AS amount
            FROM public.ledger_transfer t
            JOIN public.ledger_account d ON d.id IN (t.source_id, t.target_id) AND d.stage = 'APPROVED'
            JOIN public.ledger_account p ON p.id IN (t.source_id, t.target_id) AND p.id <> d.id
            WHERE t.kind IN ('reserve', 'release')
            UNION ALL
            SELECT t.id, coalesce(s.parent_id, s.id), d.book_year_id, d.unit_id, g.id, 'APPROPRIATED',
                   CASE WHEN t.reverses_id IS NULL THEN t.amount ELSE -t.amount END
            FROM public.ledger_transfer t
            JOIN public.ledger_account d ON d.id IN (t.source_id, t.target_id) AND d.stage IN ('APPROVED', 'COMMITTED')
            JOIN public.ledger_subject s ON s.id = d.subject_id
            JOIN public.ledger_account g
              ON g.book_year_id = d.book_year_id AND g.unit_id = d.unit_id AND g.stage = 'APPROPRIATED'
            WHERE t.kind = 'carry_in'),
        steps AS (
            SELECT subject_id, book_year_id, place, id,
                   sum(amount) OVER (PARTITION BY subject_id, book_year_id, unit_id, place ORDER BY id) AS still
            FROM given)
        SELECT subject_id, book_year_id, place, -still, id FROM steps WHERE still < 0 ORDER BY id
        """,
    ),
    (
        "Đối tượng {0}, đơn vị {1}: đã ghi phải thu hồi {2} đồng của các năm đã khóa, số đã quyết toán là {3} đồng.",
        """
        WITH claims AS (
            SELECT y.tier, y.source, y.chapter, y.category, y.item, c.unit_id, c.subject_id, max(y.year) AS last,
                   sum(CASE WHEN t.reverses_id > 0 THEN -t.amount ELSE t.amount END) AS total
            FROM public.ledger_transfer t
            JOIN public.ledger_account c ON c.id = CASE WHEN t.reverses_id > 0 THEN t.source_id ELSE t.target_id END
            JOIN public.ledger_bookyear y ON y.id = c.book_year_id
            WHERE t.kind = 'claim' GROUP BY 1, 2, 3, 4, 5, 6, 7)
        SELECT c.subject_id, c.unit_id, c.total, coalesce(s.there, 0) FROM claims c
        LEFT JOIN LATERAL (
            SELECT sum(CASE WHEN a.id = t.target_id THEN t.amount ELSE -t.amount END) AS there
            FROM public.ledger_account a
            JOIN public.ledger_bookyear y ON y.id = a.book_year_id
            JOIN public.ledger_transfer t ON a.id IN (t.source_id, t.target_id)
            WHERE a.stage = 'SETTLED' AND a.unit_id = c.unit_id AND a.subject_id = c.subject_id AND y.year < c.last
              AND (y.state = 'CLOSED' OR y.reopened_by_id IS NOT NULL)
              AND (y.tier, y.source, y.chapter, y.category, y.item)
                = (c.tier, c.source, c.chapter, c.category, c.item)) s ON true
        WHERE c.total > coalesce(s.there, 0) ORDER BY 1, 2
        """,
    ),
    (
        "Sổ {0} (năm {1}) đã khóa nhưng tài khoản {2} ({3}) còn {4} đồng.",
        """
        SELECT y.id, y.year, a.id, a.stage, a.balance FROM public.ledger_bookyear y
        JOIN public.ledger_account a ON a.book_year_id = y.id
        WHERE y.state = 'CLOSED' AND a.balance <> 0 AND a.stage <> 'TREASURY' AND a.stage <> 'SETTLED' ORDER BY a.id
        """,
    ),
    (
        "Khoản {0} ghi sau khi sổ {1} (năm {2}) đã khóa.",
        """
        SELECT DISTINCT t.id, y.id, y.year FROM public.ledger_transfer t
        JOIN public.ledger_account a ON a.id IN (t.source_id, t.target_id)
        JOIN public.ledger_bookyear y ON y.id = a.book_year_id
        WHERE y.state = 'CLOSED' AND (y.closed_at IS NULL OR t.posted_at > y.closed_at) ORDER BY t.id
        """,
    ),
    (
        "Khoản {0}: nội dung đã bị sửa sau khi ghi (dấu của dòng không khớp).",
        """
        SELECT id FROM public.ledger_transfer
        WHERE seal <> encode(sha256(convert_to(
            id || '|' || act_id || '|' || kind || '|' || source_id || '|' || target_id || '|' || amount || '|'
            || coalesce(paper_id::text, '0') || '|' || to_char(dated_on, 'YYYY-MM-DD') || '|' || by_id || '|'
            || extract(epoch FROM posted_at) || '|' || coalesce(reverses_id::text, '0') || '|'
            || coalesce(carried_from_id::text, '0'), 'UTF8')), 'hex')
        ORDER BY id
        """,
    ),
    (
        "Việc {0}: nội dung đã bị sửa sau khi ghi (dấu của dòng không khớp).",
        """
        SELECT id FROM public.ledger_act
        WHERE seal <> encode(sha256(convert_to(
            id || '|' || name || '|' || coalesce(content_type_id::text, '0') || '|'
            || coalesce(object_id::text, '0') || '|' || note || '|' || by_id || '|'
            || extract(epoch FROM posted_at) || '|' || coalesce(reverses_id::text, '0'), 'UTF8')), 'hex')
        ORDER BY id
        """,
    ),
    (
        "Hàng rào của sổ cái không còn: {0}.",
        """
        SELECT guard FROM unnest(%(triggers)s::text[], %(tables)s::text[]) AS needed (guard, place)
        WHERE NOT EXISTS (
            SELECT 1 FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE t.tgname = guard AND c.relname = place AND n.nspname = 'public' AND t.tgenabled IN ('O', 'A'))
        UNION ALL
        SELECT 'ledger_account_balance_not_negative' WHERE NOT EXISTS (
            SELECT 1 FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
            WHERE k.conname = 'ledger_account_balance_not_negative' AND c.relname = 'ledger_account' AND k.convalidated)
        """,
    ),
]

GUARDS = {
    "ledger_transfer_keep": "ledger_transfer",
    "ledger_transfer_check": "ledger_transfer",
    "ledger_transfer_claim": "ledger_transfer",
    "ledger_transfer_move": "ledger_transfer",
    "ledger_transfer_whole": "ledger_transfer",
    "ledger_act_keep": "ledger_act",
    "ledger_act_check": "ledger_act",
    "ledger_act_whole": "ledger_act",
    "ledger_account_keep": "ledger_account",
    "ledger_account_check": "ledger_account",
    "ledger_subject_keep": "ledger_subject",
    "ledger_subject_check": "ledger_subject",
    "ledger_bookyear_keep": "ledger_bookyear",
    "ledger_bookyear_check": "ledger_bookyear",
}


ASKED_BY_OTHERS = []  # of the same shape


def register_questions(*questions):
    """Rooms that keep papers ask here whether these agree with the books; each is asked once, told how often ever."""
    ASKED_BY_OTHERS.extend(question for question in questions if question not in ASKED_BY_OTHERS)


def differences():
    """What does not fit in the books, one Vietnamese sentence each, naming the row; empty when all is right."""
    with connection.cursor() as cursor:
        return differences_seen_by(cursor)


def differences_seen_by(cursor):
    """The same as a given database session sees it."""
    ways = [(kind, start, finish) for kind, pairs in WAYS.items() for start, finish in pairs]
    kinds, starts, ends = (list(column) for column in zip(*ways, strict=True))
    given = {
        "kinds": kinds, "starts": starts, "ends": ends, "triggers": list(GUARDS), "tables": list(GUARDS.values()),
    }  # fmt: skip
    found = []
    for sentence, question in QUESTIONS + ASKED_BY_OTHERS:
        cursor.execute(question, given)
        found += [sentence.format(*row) for row in cursor.fetchall()]
    return found
