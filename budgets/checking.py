"""The papers compared with the books: each that stands says to the đồng and the day what its act did, and no act more.

`check_books` asks this too, in SQL of its own like the ledger's questions. A new kind of paper is one more line of
PAPERS. An auditor reads this page beside ledger/checking.py.
"""

from ledger.checking import register_questions

# What each standing paper says: (model, number, kind of transfer, book, unit, to which unit, about, amount, day). The
# book is 0 where the paper does not name it: a contract's money may have been carried into a later one. `about` is the
# line or contract; a settlement and a carry-over speak of the whole project.
PAPERS = [
    """SELECT 'appropriation', id, CASE kind
            WHEN 'CUT' THEN 'cut' WHEN 'CUT_HELD' THEN 'cut' WHEN 'WITHHOLD' THEN 'withhold'
            WHEN 'UNWITHHOLD' THEN 'unwithhold' ELSE 'appropriate' END, book_year_id, unit_id,
        unit_id, '', amount, dated_on FROM public.budgets_appropriation WHERE correction_id IS NULL""",
    """SELECT 'assignment', id, 'assign', book_year_id, from_unit_id, to_unit_id, '', amount, dated_on
        FROM public.budgets_assignment WHERE correction_id IS NULL""",
    """SELECT 'allocationsheet', s.id, CASE WHEN r.amount > 0 THEN 'allocate' ELSE 'unallocate' END, s.book_year_id,
        s.unit_id, s.unit_id, 'LINE:' || coalesce(l.first_id, l.id), abs(r.amount), s.dated_on
        FROM public.budgets_allocationsheet s JOIN public.budgets_allocationrow r ON r.sheet_id = s.id
        JOIN public.plans_planline l ON l.id = r.line_id
        WHERE s.correction_id IS NULL""",
    """SELECT 'commitment', id, 'commit', 0, unit_id, unit_id, 'COMMITMENT:' || id, value, signed_on
        FROM public.budgets_commitment WHERE status = 'SIGNED'""",
    """SELECT 'paymentrequest', p.id, CASE p.kind WHEN 'ADVANCE' THEN 'advance' ELSE 'pay' END, 0, c.unit_id, c.unit_id,
        'COMMITMENT:' || c.id, p.amount, p.paid_on FROM public.budgets_paymentrequest p
        JOIN public.budgets_commitment c ON c.id = p.commitment_id WHERE p.status = 'PAID'""",
    """SELECT 'paymentrequest', p.id, 'clear', 0, c.unit_id, c.unit_id, 'COMMITMENT:' || c.id, p.clears, p.paid_on
        FROM public.budgets_paymentrequest p JOIN public.budgets_commitment c ON c.id = p.commitment_id
        WHERE p.status = 'PAID' AND p.clears > 0""",
    """SELECT 'annex', id, CASE WHEN new_value > was THEN 'commit' ELSE 'uncommit' END, 0, unit_id, unit_id,
        'COMMITMENT:' || commitment_id, abs(new_value - was), signed_on FROM (
            SELECT x.id, x.new_value, x.commitment_id, x.signed_on, c.unit_id, coalesce(
                lag(x.new_value) OVER (PARTITION BY x.commitment_id ORDER BY x.signed_on, x.id), c.value) AS was
            FROM public.budgets_annex x JOIN public.budgets_commitment c ON c.id = x.commitment_id
            WHERE x.status = 'SIGNED' AND x.new_value IS NOT NULL) of_value""",
    """SELECT 'moneyback', m.id, lower(m.kind) || CASE WHEN m.of_advance THEN ' advance' ELSE '' END, 0, c.unit_id,
        c.unit_id, 'COMMITMENT:' || c.id, m.amount, m.dated_on
        FROM public.budgets_moneyback m JOIN public.budgets_commitment c ON c.id = m.commitment_id
        WHERE m.correction_id IS NULL""",
    """SELECT 'settlement', s.id, f.kind, s.book_year_id, s.unit_id, s.unit_id, '', f.amount, s.approved_on
        FROM public.budgets_settlement s JOIN public.ledger_bookyear own ON own.id = s.book_year_id
        CROSS JOIN LATERAL (SELECT
            (SELECT coalesce(sum(p.amount), 0)::bigint FROM public.budgets_paymentrequest p
                JOIN public.budgets_commitment c ON c.id = p.commitment_id
                WHERE c.project_id = s.project_id AND p.status = 'PAID')
            - (SELECT coalesce(sum(m.amount), 0)::bigint FROM public.budgets_moneyback m
                JOIN public.budgets_commitment c ON c.id = m.commitment_id
                WHERE c.project_id = s.project_id AND m.of_advance AND m.correction_id IS NULL) AS paid,
            (SELECT coalesce(sum(k.settled), 0)::bigint FROM public.budgets_carryover k
                JOIN public.ledger_bookyear b ON b.id = k.book_year_id AND b.year < own.year
                WHERE k.project_id = s.project_id AND k.status = 'DECIDED' AND k.correction_id IS NULL) AS before,
            (SELECT coalesce(sum(m.amount), 0)::bigint FROM public.budgets_claim m
                JOIN public.budgets_commitment c ON c.id = m.commitment_id
                JOIN public.ledger_bookyear b ON b.id = m.of_year_id AND b.year < own.year
                WHERE c.project_id = s.project_id AND m.status = 'DECIDED' AND m.correction_id IS NULL) AS claimed) o
        CROSS JOIN LATERAL (VALUES
            ('clear', s.cleared), ('recover', s.recovered), ('release', s.released),
            ('settle', least(s.support_final, o.paid - s.recovered - o.claimed) - (o.before - o.claimed))
            ) f (kind, amount)
        WHERE s.status = 'APPROVED'""",
    """SELECT 'settlement', s.id, 'disallow', s.book_year_id, s.unit_id, s.unit_id, '', v.disallowed_amount, y.notice_on
        FROM public.budgets_settlement s JOIN public.budgets_voucher v ON v.settlement_id = s.id
        JOIN public.budgets_yearaccount y ON y.book_year_id = s.book_year_id AND y.unit_id = s.unit_id
        WHERE v.withdrawn_at IS NULL AND v.examined = 'DISALLOWED'
          AND y.status IN ('NOTICE_ISSUED', 'CORRECTED', 'FINAL')""",
    """SELECT 'cancellation', c.id, 'cancel', c.book_year_id, c.unit_id, c.unit_id,
        r.stage || coalesce(':' || coalesce(l.first_id, l.id), ''), r.amount, c.dated_on
        FROM public.budgets_cancellation c
        JOIN public.budgets_cancellationrow r ON r.cancellation_id = c.id
        LEFT JOIN public.plans_planline l ON l.id = r.line_id WHERE c.status = 'DECIDED' AND c.correction_id IS NULL""",
    """SELECT 'claim', k.id, 'claim', k.book_year_id, c.unit_id, c.unit_id, 'COMMITMENT:' || c.id, k.amount, k.dated_on
        FROM public.budgets_claim k JOIN public.budgets_commitment c ON c.id = k.commitment_id
        WHERE k.status = 'DECIDED' AND k.correction_id IS NULL""",
    """SELECT 'carryover', c.id, f.kind, c.book_year_id, c.unit_id, c.unit_id, '', f.amount, c.dated_on
        FROM public.budgets_carryover c CROSS JOIN LATERAL (VALUES
            ('carry_out', c.amount), ('settle', c.settled), ('release', c.released)) f (kind, amount)
        WHERE c.status = 'DECIDED' AND c.correction_id IS NULL""",
    """SELECT 'carryover', c.id, 'reserve', y.id, c.unit_id, c.unit_id, '', c.released, c.dated_on
        FROM public.budgets_carryover c JOIN public.ledger_bookyear x ON x.id = c.book_year_id
        JOIN public.ledger_bookyear y ON (y.year, y.tier, y.source, y.chapter, y.category, y.item)
            = (x.year + 1, x.tier, x.source, x.chapter, x.category, x.item)
        WHERE c.status = 'DECIDED' AND c.correction_id IS NULL AND c.renews""",
    """SELECT 'carryover', id, 'cut', taken_from_id, unit_id, unit_id, '', taken, dated_on
        FROM public.budgets_carryover WHERE status = 'DECIDED' AND correction_id IS NULL AND taken > 0""",
    """SELECT 'carryover', c.id, 'appropriate', y.id, c.unit_id, c.unit_id, '', c.taken, c.dated_on
        FROM public.budgets_carryover c JOIN public.ledger_bookyear x ON x.id = c.book_year_id
        JOIN public.ledger_bookyear y ON (y.year, y.tier, y.source, y.chapter, y.category, y.item)
            = (x.year + 1, x.tier, x.source, x.chapter, x.category, x.item)
        WHERE c.status = 'DECIDED' AND c.correction_id IS NULL AND c.taken > 0""",
]

# What stands in the books of the same records, told the same way.
BOOKS = """
SELECT c.model, a.object_id AS number,
    CASE WHEN t.kind = 'recover' AND source.stage = 'SETTLED' THEN 'disallow'
         WHEN t.kind IN ('restore', 'refund') AND source.stage = 'ADVANCED' THEN t.kind || ' advance'
         ELSE t.kind END AS kind,
    CASE WHEN c.model IN ('commitment', 'annex', 'paymentrequest', 'moneyback') THEN 0
         ELSE source.book_year_id END AS book,
    source.unit_id AS unit, target.unit_id AS to_unit,
    CASE WHEN c.model IN ('settlement', 'carryover') THEN ''
         WHEN c.model = 'cancellation' THEN source.stage || coalesce(':' || s.ref, '')
         ELSE coalesce(least(s.kind || ':' || s.ref, g.kind || ':' || g.ref), '') END AS about,
    t.amount, t.dated_on AS day
FROM public.ledger_act a
JOIN public.django_content_type c ON c.id = a.content_type_id AND c.app_label = 'budgets'
JOIN public.ledger_transfer t ON t.act_id = a.id
JOIN public.ledger_account source ON source.id = t.source_id
JOIN public.ledger_account target ON target.id = t.target_id
LEFT JOIN public.ledger_subject s ON s.id = source.subject_id
LEFT JOIN public.ledger_subject g ON g.id = target.subject_id
WHERE a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM public.ledger_act r WHERE r.reverses_id = a.id)
  AND t.kind NOT IN ('carry_in', 'charge')
  AND NOT (c.model IN ('settlement', 'carryover') AND t.kind IN ('commit', 'uncommit'))
"""

NAMES = {
    "appropriation": "Quyết định giao dự toán", "assignment": "Giao dự toán cho đơn vị",
    "allocationsheet": "Bảng phân bổ", "commitment": "Hợp đồng, nhiệm vụ", "annex": "Phụ lục hợp đồng",
    "paymentrequest": "Đề nghị tạm ứng, thanh toán", "moneyback": "Khoản nộp lại", "settlement": "Quyết toán đề án",
    "cancellation": "Hủy dự toán", "carryover": "Chuyển sang năm sau",
    "claim": "Kiến nghị thu hồi của năm đã khóa sổ",
}  # fmt: skip
_NAMED = " ".join(f"WHEN '{model}' THEN '{name}'" for model, name in NAMES.items())

# The number of a voucher as budgets/invoices.py reads it: letters and digits, without "invoice" and "number" before it.
_NUMBER_WORDS = "HÓA[^[:alnum:]]*ĐƠN|HOA[^[:alnum:]]*DON|HOÁ[^[:alnum:]]*ĐƠN|HĐ|HD|SỐ|SO|NO|N[º°]"
NUMBER = rf"""regexp_replace(regexp_replace(upper(normalize(invoice_number)),
    '^([^[:alnum:]]*({_NUMBER_WORDS}))+[^[:alnum:]]*([0-9])', '\3'), '[^[:alnum:]]', '', 'g')"""

# The standing lines by what tells one person's papers apart: `name` without marks, `bare` number, `identity` paper.
LISTED = rf"""
WITH read AS (
    SELECT kind, seller_name, invoice_date, amount_without_vat + vat AS part, invoice_total, {NUMBER} AS number,
           regexp_replace(regexp_replace(lower(translate(normalize(seller_name, NFKD), 'Đđ', 'dd')),
                          '[\u0300-\u036f]', '', 'g'), '\mti\M', 'ty', 'g') AS folded,
           regexp_replace(upper(normalize(payee_paper)), '[^[:alnum:]]', '', 'g') AS identity
    FROM public.budgets_voucher WHERE withdrawn_at IS NULL),
listed AS (
    SELECT *, regexp_replace(folded, '[^[:alnum:]]', '', 'g') AS name,
           coalesce(nullif(ltrim(number, '0'), ''), number) AS bare FROM read)"""


def _added_up(rows):
    return f"""
        SELECT model, number, kind, book, unit, to_unit, about, sum(amount)::bigint AS amount, min(day) AS first,
               max(day) AS last
        FROM ({rows}) each_one (model, number, kind, book, unit, to_unit, about, amount, day)
        GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(amount) <> 0"""


QUESTIONS = [
    (
        "{0} số {1} ({2}): văn bản ghi {3} đồng, ngày {4}; sổ cái ghi {5} đồng, ngày {6}.",
        f"""
        WITH papers AS ({_added_up(" UNION ALL ".join(PAPERS))}), books AS ({_added_up(BOOKS)})
        SELECT CASE model {_NAMED} ELSE model END, number, kind, coalesce(papers.amount, 0),
               coalesce(to_char(papers.last, 'DD/MM/YYYY'), 'không có'), coalesce(books.amount, 0),
               coalesce(to_char(books.last, 'DD/MM/YYYY'), 'không có')
        FROM papers FULL JOIN books USING (model, number, kind, book, unit, to_unit, about)
        WHERE papers.amount IS DISTINCT FROM books.amount OR papers.first IS DISTINCT FROM books.first
           OR papers.last IS DISTINCT FROM books.last
        ORDER BY 1, 2, 3
        """,
    ),
    (
        "Hợp đồng số {0} (đề án {1}): chứng từ của hợp đồng bị xuất toán {2} đồng, sổ cái chỉ thu hồi từ đó {3} đồng "
        "mà ở đó còn {4} đồng đã quyết toán.",
        """
        WITH named AS (
            SELECT v.commitment_id AS id, sum(v.disallowed_amount) AS amount
            FROM public.budgets_voucher v JOIN public.budgets_settlement s ON s.id = v.settlement_id
            JOIN public.budgets_yearaccount y ON y.book_year_id = s.book_year_id AND y.unit_id = s.unit_id
            WHERE v.withdrawn_at IS NULL AND v.examined = 'DISALLOWED'
              AND y.status IN ('NOTICE_ISSUED', 'CORRECTED', 'FINAL') GROUP BY 1),
        settled AS (
            SELECT u.ref AS id, sum(a.balance) AS amount, coalesce(sum(taken.amount), 0) AS taken
            FROM public.ledger_account a JOIN public.ledger_subject u ON u.id = a.subject_id AND u.kind = 'COMMITMENT'
            LEFT JOIN LATERAL (
                SELECT sum(t.amount) AS amount FROM public.ledger_transfer t
                WHERE t.source_id = a.id AND t.kind = 'recover' AND t.reverses_id IS NULL
                  AND NOT EXISTS (SELECT 1 FROM public.ledger_transfer r WHERE r.reverses_id = t.id)) taken ON true
            WHERE a.stage = 'SETTLED' GROUP BY 1)
        SELECT c.id, c.project_id, named.amount, coalesce(settled.taken, 0), coalesce(settled.amount, 0)
        FROM named JOIN public.budgets_commitment c USING (id) LEFT JOIN settled USING (id)
        WHERE coalesce(settled.taken, 0) < named.amount AND coalesce(settled.amount, 0) > 0
        ORDER BY 1
        """,
    ),
    (
        "Hóa đơn {0} của bên bán {1}: các phần đã kê cộng {2} đồng, tổng cộng trên hóa đơn ghi từ {3} đến {4} đồng.",
        rf"""
        WITH plain AS (
            SELECT coalesce(nullif(regexp_replace(seller_tax_code, '[^0-9]', '', 'g'), ''),
                            regexp_replace(upper(normalize(seller_tax_code)), '[^[:alnum:]]', '', 'g')) AS seller,
                   regexp_replace(regexp_replace(upper(normalize(invoice_form)), '[^[:alnum:]]', '', 'g'),
                                  '^[0-9]([CK][0-9]{{2}}[A-Z]{{3}})$', '\1') AS form,
                   {NUMBER} AS number,
                   invoice_date, amount_without_vat + vat AS part, invoice_total
            FROM public.budgets_voucher WHERE withdrawn_at IS NULL AND kind = 'INVOICE')
        SELECT min(number), seller, sum(part), min(invoice_total), max(invoice_total) FROM plain WHERE seller <> ''
        GROUP BY seller, form, coalesce(nullif(ltrim(number, '0'), ''), number), extract(year FROM invoice_date),
                 CASE form WHEN '' THEN invoice_date END
        HAVING sum(part) > min(invoice_total) OR min(invoice_total) <> max(invoice_total)
        ORDER BY 2, 1
        """,
    ),
    (
        "Biên nhận {0} của {1} ngày {2}: các phần đã kê cộng {3} đồng, tổng cộng đã ghi từ {4} đến {5} đồng.",
        rf"""
        {LISTED}
        SELECT min(number), min(seller_name), to_char(invoice_date, 'DD/MM/YYYY'), sum(part), min(invoice_total),
               max(invoice_total) FROM listed WHERE kind = 'RECEIPT' GROUP BY name, bare, invoice_date
        HAVING sum(part) > min(invoice_total) OR min(invoice_total) <> max(invoice_total)
        ORDER BY 2, 1, 3
        """,
    ),
    (
        "Biên nhận {0} ngày {1} của người mang giấy tờ {2}, kê với các tên {3}: các phần đã kê cộng {4} đồng, "
        "tổng cộng đã ghi từ {5} đến {6} đồng.",
        f"""
        {LISTED}
        SELECT min(number), to_char(invoice_date, 'DD/MM/YYYY'), identity, string_agg(DISTINCT seller_name, '; '),
               sum(part), min(invoice_total), max(invoice_total)
        FROM listed WHERE kind = 'RECEIPT' AND identity <> '' GROUP BY identity, bare, invoice_date
        HAVING count(DISTINCT name) > 1
           AND (sum(part) > min(invoice_total) OR min(invoice_total) <> max(invoice_total))
        ORDER BY 3, 1, 2
        """,
    ),
    (
        "Chứng từ {0} ngày {1} của {2} đã kê vừa là hóa đơn vừa là biên nhận; một chứng từ có một loại.",
        f"""
        {LISTED}
        SELECT min(number), to_char(invoice_date, 'DD/MM/YYYY'), min(seller_name)
        FROM listed GROUP BY name, bare, invoice_date HAVING count(DISTINCT kind) > 1 ORDER BY 3, 1, 2
        """,
    ),
]


def register():
    register_questions(*QUESTIONS)
