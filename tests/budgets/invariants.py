"""Twelve sentences that hold of the province's money whatever was done, in whatever order.

Each is asked of the tables by SQL of its own, of papers and books together: it shares nothing with the services, and
nothing with `check_books`, which looks at the books alone. `broken(cursor)` is empty when all of them hold.
"""

# What a paper says once stands in the books once: model, kinds of its entries, what its paper says (id, đồng, day).
PAPERS = {
    "appropriation": ("appropriate cut", "SELECT id, amount, dated_on FROM budgets_appropriation"),
    "assignment": ("assign", "SELECT id, amount, dated_on FROM budgets_assignment"),
    "allocationsheet": (
        "allocate unallocate",
        "SELECT s.id, sum(abs(r.amount)), s.dated_on FROM budgets_allocationsheet s "
        "JOIN budgets_allocationrow r ON r.sheet_id = s.id GROUP BY s.id",
    ),
    "approvalround": (
        "reserve",
        "SELECT r.id, sum(i.approved_support), r.decision_date FROM plans_approvalround r "
        "JOIN plans_planitem i ON i.round_id = r.id AND i.removed_at IS NULL AND NOT i.is_reserve "
        "WHERE r.status = 'ISSUED' GROUP BY r.id",
    ),
    "commitment": ("commit", "SELECT id, value, signed_on FROM budgets_commitment WHERE status = 'SIGNED'"),
    "paymentrequest": ("advance pay", "SELECT id, amount, paid_on FROM budgets_paymentrequest WHERE status = 'PAID'"),
    "moneyback": ("restore refund", "SELECT id, amount, dated_on FROM budgets_moneyback"),
    "cancellation": (
        "cancel",
        "SELECT c.id, sum(r.amount), c.dated_on FROM budgets_cancellation c "
        "JOIN budgets_cancellationrow r ON r.cancellation_id = c.id WHERE c.status = 'DECIDED' GROUP BY c.id",
    ),
    "carryover": ("carry_out", "SELECT id, amount, dated_on FROM budgets_carryover WHERE status = 'DECIDED'"),
}
_SAID = " UNION ALL ".join(f"SELECT '{model}', p.* FROM ({said}) AS p" for model, (_, said) in PAPERS.items())
_KINDS = ", ".join(f"('{model}', '{kind}')" for model, (kinds, _) in PAPERS.items() for kind in kinds.split())

# Who took which part of a case is read from the trail, not from the table that keeps persons apart.
STEPS = {
    "PREPARE": "paymentrequest.prepare commitment.save annex.save settlement.open settlement.list_voucher "
    "yearaccount.open yearaccount.consolidate yearaccount.correct cancellation.prepare carryover.prepare "
    "bookclosing.ask",
    "CHECK": "paymentrequest.check paymentrequest.send paymentrequest.pay paymentrequest.treasury_return "
    "paymentrequest.send_again paymentrequest.mend settlement.decide_voucher settlement.review settlement.return",
    "APPROVE": "paymentrequest.sign commitment.sign annex.sign settlement.approve cancellation.decide "
    "cancellation.refuse carryover.decide carryover.refuse bookclosing.agree bookclosing.refuse",
    "SIGN": "settlement.submit",  # to send an account and to approve it are two persons
    "EXAMINE": "settlement.examine_voucher yearaccount.examine yearaccount.issue_notice yearaccount.finalise",
}
_STEPS = ", ".join(f"('budgets.{step}', '{part}')" for part, steps in STEPS.items() for step in steps.split())

# The project's support as last decided, and its money of all years.
_SUPPORT = """
    support AS (
        SELECT i.project_id, i.approved_support AS amount, (i.ceiling->>'amount')::bigint AS ceiling, r.decision_date
        FROM plans_planitem i JOIN plans_approvalround r ON r.id = i.round_id
        WHERE i.removed_at IS NULL AND NOT i.is_reserve AND r.status = 'ISSUED'),
    money AS (
        SELECT coalesce(p.ref, s.ref) AS project_id, s.kind, s.ref, a.stage, a.balance, a.id AS account_id
        FROM ledger_account a JOIN ledger_subject s ON s.id = a.subject_id
        LEFT JOIN ledger_subject p ON p.id = s.parent_id WHERE s.kind IN ('PROJECT', 'COMMITMENT'))
"""

INVARIANTS = {
    "no đồng is lost": "SELECT book_year_id, sum(balance) FROM ledger_account GROUP BY 1 HAVING sum(balance) <> 0",
    "no đồng counts twice": f"""
        WITH said (model, id, amount, day) AS ({_SAID}),
        written AS (
            SELECT c.model, a.object_id AS id, sum(CASE WHEN t.reverses_id IS NULL THEN t.amount ELSE -t.amount END),
                   min(t.dated_on), max(t.dated_on)
            FROM ledger_transfer t JOIN ledger_act a ON a.id = t.act_id
            JOIN django_content_type c ON c.id = a.content_type_id
            JOIN (VALUES {_KINDS}) AS counted (model, kind) ON (counted.model, counted.kind) = (c.model, t.kind)
            GROUP BY 1, 2)
        SELECT * FROM said FULL JOIN written w (model, id, amount, first, last) USING (model, id)
        WHERE (said.amount, said.day, said.day) IS DISTINCT FROM (w.amount, w.first, w.last)""",
    "no stage is negative": "SELECT id, stage, balance FROM ledger_account WHERE balance < 0 AND stage <> 'TREASURY'",
    "a balance is what its transfers add up to": """
        SELECT a.id, a.stage, a.balance FROM ledger_account a WHERE a.balance <>
            coalesce((SELECT sum(amount) FROM ledger_transfer WHERE target_id = a.id), 0)
            - coalesce((SELECT sum(amount) FROM ledger_transfer WHERE source_id = a.id), 0)""",
    "support stays under its ceiling, money reserved under the support": f"""
        WITH {_SUPPORT}, reserved AS (
            SELECT m.project_id, sum(CASE WHEN t.target_id = m.account_id THEN t.amount ELSE -t.amount END) AS amount
            FROM ledger_transfer t JOIN money m ON m.account_id IN (t.source_id, t.target_id) AND m.stage = 'APPROVED'
            WHERE t.kind IN ('reserve', 'release') GROUP BY 1)
        SELECT project_id, s.amount, s.ceiling, reserved.amount FROM reserved LEFT JOIN support s USING (project_id)
        WHERE s.amount IS NULL OR s.amount > s.ceiling OR reserved.amount NOT BETWEEN 0 AND s.amount""",
    "no more is committed than approved": f"""
        WITH {_SUPPORT}
        SELECT c.project_id, sum(c.value), max(s.amount) FROM budgets_commitment c
        LEFT JOIN support s USING (project_id) WHERE c.status = 'SIGNED' GROUP BY 1
        HAVING sum(c.value) > coalesce(max(s.amount), 0)""",
    "no more is paid and advanced than the contract says": f"""
        WITH {_SUPPORT}, went AS (
            SELECT ref AS id, sum(balance) AS amount FROM money
            WHERE kind = 'COMMITMENT' AND stage <> 'COMMITTED' GROUP BY 1)
        SELECT c.id, c.value, went.amount, sum(p.amount) FROM budgets_commitment c
        LEFT JOIN went ON went.id = c.id
        LEFT JOIN budgets_paymentrequest p
          ON p.commitment_id = c.id AND p.status IN ('CHECKED', 'SIGNED', 'SENT', 'PAID')
        GROUP BY c.id, went.amount HAVING c.value < coalesce(went.amount, 0) OR c.value < coalesce(sum(p.amount), 0)""",
    "no more is settled than the support at the accepted cost": f"""
        WITH {_SUPPORT}, settled AS (
            SELECT project_id, sum(balance) AS amount FROM money WHERE stage = 'SETTLED' GROUP BY 1)
        SELECT settled.project_id, settled.amount, account.support_final, s.amount FROM settled
        LEFT JOIN support s USING (project_id)
        LEFT JOIN budgets_settlement account ON account.project_id = settled.project_id AND account.status = 'APPROVED'
        WHERE settled.amount > coalesce(account.support_final, 0) OR account.support_final > s.amount""",
    "an invoice is listed within its total": """
        SELECT upper(regexp_replace(seller_tax_code, '[^[:alnum:]]', '', 'g')), invoice_date, max(invoice_total),
               sum(amount_without_vat + vat) FROM budgets_voucher
        WHERE withdrawn_at IS NULL AND seller_tax_code <> ''
        GROUP BY 1, 2, upper(regexp_replace(invoice_form, '[^[:alnum:]]', '', 'g')),
                 ltrim(upper(regexp_replace(invoice_number, '[^[:alnum:]]', '', 'g')), '0')
        HAVING min(invoice_total) < sum(amount_without_vat + vat) OR min(invoice_total) <> max(invoice_total)""",
    "papers follow each other in time": f"""
        WITH {_SUPPORT}, steps (what, id, earlier, later) AS (
            SELECT 'contract', c.id, s.decision_date, c.signed_on FROM budgets_commitment c
            JOIN support s USING (project_id) WHERE c.status = 'SIGNED'
            UNION ALL SELECT 'request', p.id, c.signed_on, p.requested_on FROM budgets_paymentrequest p
            JOIN budgets_commitment c ON c.id = p.commitment_id WHERE p.status IN ('CHECKED', 'SIGNED', 'SENT', 'PAID')
            UNION ALL SELECT 'payment', id, requested_on, paid_on FROM budgets_paymentrequest WHERE status = 'PAID'
            UNION ALL SELECT 'account', s.id, b.held_on, s.approved_on FROM budgets_settlement s
            JOIN inspections_acceptance a ON a.project_id = s.project_id
            JOIN inspections_acceptancebatch b ON b.id = a.batch_id AND b.status = 'CONCLUDED'
            WHERE s.status = 'APPROVED'
            UNION ALL SELECT 'notice', y.id, s.approved_on, y.notice_on FROM budgets_yearaccount y
            JOIN budgets_settlement s ON s.book_year_id = y.book_year_id AND s.unit_id = y.unit_id
            UNION ALL SELECT 'carried', c.id, make_date(y.year + 1, 1, 1), c.dated_on FROM budgets_carryover c
            JOIN ledger_bookyear y ON y.id = c.book_year_id WHERE c.status = 'DECIDED'
            UNION ALL
            SELECT 'transfer', id, dated_on, (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM ledger_transfer)
        SELECT * FROM steps WHERE later < earlier""",
    "a closed book keeps nothing on the way and takes no entry": """
        SELECT y.year, a.id, a.stage, a.balance FROM ledger_bookyear y JOIN ledger_account a ON a.book_year_id = y.id
        WHERE y.state = 'CLOSED' AND (
            (a.balance <> 0 AND a.stage NOT IN ('TREASURY', 'SETTLED')) OR EXISTS (
                SELECT 1 FROM ledger_transfer t
                WHERE a.id IN (t.source_id, t.target_id) AND t.posted_at > y.closed_at))""",
    "nobody holds two parts of a case": f"""
        WITH acting AS (
            SELECT e.content_type_id, e.object_id, s.part, who FROM core_auditentry e
            JOIN (VALUES {_STEPS}) AS s (action, part) USING (action),
            unnest(ARRAY[e.by_id, e.in_place_of_id]) AS who WHERE who IS NOT NULL)
        SELECT content_type_id, object_id, who, string_agg(DISTINCT part, ' ') FROM acting
        GROUP BY 1, 2, 3 HAVING count(DISTINCT part) > 1""",
}


def broken(cursor):
    """{name of the invariant: [rows that break it]}."""
    found = {}
    for name, question in INVARIANTS.items():
        cursor.execute(question)
        if rows := cursor.fetchall():
            found[name] = rows
    return found
