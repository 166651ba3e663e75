"""Fourteen sentences that hold of the province's money whatever was done, in whatever order.

Each is asked of the tables by SQL of its own, of papers and books together: it shares nothing with the services, and
nothing with `check_books`, which looks at the books alone. `broken(cursor)` is empty when all of them hold.
"""

# What a paper says once stands in the books once: model, kinds of its entries, what its paper says (id, đồng, day).
PAPERS = {
    "appropriation": (
        "appropriate cut withhold unwithhold",
        "SELECT id, amount, dated_on FROM budgets_appropriation WHERE correction_id IS NULL",
    ),
    "assignment": ("assign", "SELECT id, amount, dated_on FROM budgets_assignment WHERE correction_id IS NULL"),
    "allocationsheet": (
        "allocate unallocate",
        "SELECT s.id, sum(abs(r.amount)), s.dated_on FROM budgets_allocationsheet s "
        "JOIN budgets_allocationrow r ON r.sheet_id = s.id WHERE s.correction_id IS NULL GROUP BY s.id",
    ),
    "approvalround": (
        "reserve",
        "SELECT r.id, sum(i.approved_support), r.decision_date FROM plans_approvalround r "
        "JOIN plans_planitem i ON i.round_id = r.id AND i.removed_at IS NULL AND NOT i.is_reserve "
        "WHERE r.status = 'ISSUED' GROUP BY r.id",
    ),
    "commitment": ("commit", "SELECT id, value, signed_on FROM budgets_commitment WHERE status = 'SIGNED'"),
    "annex": (
        "commit uncommit",
        "SELECT x.id, abs(x.new_value - coalesce(b.new_value, c.value)), x.signed_on FROM budgets_annex x "
        "JOIN budgets_commitment c ON c.id = x.commitment_id LEFT JOIN LATERAL ("
        "SELECT new_value FROM budgets_annex WHERE commitment_id = c.id AND status = 'SIGNED' "
        "AND new_value IS NOT NULL AND (signed_on, id) < (x.signed_on, x.id) ORDER BY signed_on DESC, id DESC LIMIT 1"
        ") b ON true WHERE x.status = 'SIGNED' AND x.new_value IS NOT NULL",
    ),
    "paymentrequest": (
        "advance pay clear",
        "SELECT id, amount + clears, paid_on FROM budgets_paymentrequest WHERE status = 'PAID'",
    ),
    "moneyback": (
        "restore refund",
        "SELECT id, amount, dated_on FROM budgets_moneyback WHERE correction_id IS NULL",
    ),
    "cancellation": (
        "cancel",
        "SELECT c.id, sum(r.amount), c.dated_on FROM budgets_cancellation c "
        "JOIN budgets_cancellationrow r ON r.cancellation_id = c.id "
        "WHERE c.status = 'DECIDED' AND c.correction_id IS NULL GROUP BY c.id",
    ),
    "claim": (
        "claim",
        "SELECT id, amount, dated_on FROM budgets_claim WHERE status = 'DECIDED' AND correction_id IS NULL",
    ),
    "carryover": (
        "carry_out",
        "SELECT id, amount, dated_on FROM budgets_carryover WHERE status = 'DECIDED' AND correction_id IS NULL",
    ),
}
_SAID = " UNION ALL ".join(f"SELECT '{model}', p.* FROM ({said}) AS p" for model, (_, said) in PAPERS.items())
_KINDS = ", ".join(f"('{model}', '{kind}')" for model, (kinds, _) in PAPERS.items() for kind in kinds.split())

# Who took which part of a case is read from the trail, not from the table that keeps persons apart.
STEPS = {
    "PREPARE": "paymentrequest.prepare commitment.save annex.save settlement.open settlement.list_voucher "
    "yearaccount.open yearaccount.consolidate yearaccount.correct cancellation.prepare carryover.prepare claim.prepare "
    "bookclosing.ask correction.ask treasurysheet.draw_up treasurysheet.confirm treasurysheet.differ",
    "CHECK": "paymentrequest.check paymentrequest.send paymentrequest.pay paymentrequest.treasury_return "
    "paymentrequest.send_again paymentrequest.mend settlement.decide_voucher settlement.review settlement.return",
    "APPROVE": "paymentrequest.sign commitment.sign annex.sign settlement.approve cancellation.decide "
    "cancellation.refuse carryover.decide carryover.refuse bookclosing.agree bookclosing.refuse claim.decide "
    "claim.refuse correction.confirm correction.refuse treasurysheet.sign",
    "SIGN": "settlement.submit",  # to send an account and to approve it are two persons
    "EXAMINE": "settlement.examine_voucher yearaccount.examine yearaccount.issue_notice "
    "yearaccount.return yearaccount.finalise",
}
_STEPS = ", ".join(f"('budgets.{step}', '{part}')" for part, steps in STEPS.items() for step in steps.split())

# The project's support as last decided, by the list or by a change after it; what each contract is worth by its last
# annex that says so; and the projects' money of all years.
_SUPPORT = """
    support AS (
        SELECT i.project_id, coalesce(changed.amount, i.approved_support) AS amount,
               (i.ceiling->>'amount')::bigint AS ceiling, r.decision_date
        FROM plans_planitem i JOIN plans_approvalround r ON r.id = i.round_id
        LEFT JOIN LATERAL (
            SELECT v.after::text::bigint AS amount
            FROM projects_changevalue v JOIN projects_changerequest c ON c.id = v.change_id
            WHERE c.project_id = i.project_id AND c.status = 'DECIDED' AND v.what = 'support' AND v.removed_at IS NULL
            ORDER BY c.decided_at DESC, c.id DESC LIMIT 1) changed ON true
        WHERE i.removed_at IS NULL AND NOT i.is_reserve AND r.status = 'ISSUED'),
    in_force AS (
        SELECT c.id, c.project_id, c.status, c.signed_on, coalesce((
            SELECT x.new_value FROM budgets_annex x
            WHERE x.commitment_id = c.id AND x.status = 'SIGNED' AND x.new_value IS NOT NULL
            ORDER BY x.signed_on DESC, x.id DESC LIMIT 1), c.value) AS value
        FROM budgets_commitment c),
    money AS (
        SELECT coalesce(p.ref, s.ref) AS project_id, s.kind, s.ref, a.stage, a.balance, a.id AS account_id
        FROM ledger_account a JOIN ledger_subject s ON s.id = a.subject_id
        LEFT JOIN ledger_subject p ON p.id = s.parent_id WHERE s.kind IN ('PROJECT', 'COMMITMENT'))
"""
# Whose contract it is of several: the beneficiary it names now, who has a part of its own, and one that left has none;
# else whoever is bound by it. What the approval of an account did with the money of each, and the notice after it.
_PARTIES = """
    whose AS (
        SELECT c.id, c.project_id, coalesce('no. ' || one.id, bound.party) AS party, one.id AS beneficiary,
               CASE WHEN one.removed_at IS NULL THEN one.support_share ELSE 0 END AS part
        FROM budgets_commitment c CROSS JOIN LATERAL (SELECT coalesce((
            SELECT x.counterparty FROM budgets_annex x
            WHERE x.commitment_id = c.id AND x.status = 'SIGNED' AND x.counterparty <> ''
            ORDER BY x.signed_on DESC, x.id DESC LIMIT 1), c.counterparty) AS party) bound
        LEFT JOIN LATERAL (
            SELECT b.* FROM projects_beneficiary b JOIN establishments_establishment e ON e.id = b.establishment_id
            WHERE b.project_id = c.project_id AND c.kind = 'CONTRACT' AND e.name = bound.party
              AND EXISTS (SELECT 1 FROM projects_beneficiary o WHERE o.project_id = c.project_id AND o.id <> b.id)
        ) one ON true WHERE c.status = 'SIGNED'),
    told AS (
        SELECT s.* FROM budgets_settlement s WHERE s.status = 'APPROVED' AND NOT EXISTS (
            SELECT 1 FROM budgets_voucher v
            WHERE v.settlement_id = s.id AND v.withdrawn_at IS NULL AND v.commitment_id IS NULL)),
    listed AS (
        SELECT v.settlement_id AS account, w.party, sum(v.accepted_amount) AS agreed,
               coalesce(sum(v.disallowed_amount) FILTER (WHERE v.examined = 'DISALLOWED'), 0) AS disallowed
        FROM budgets_voucher v JOIN whose w ON w.id = v.commitment_id WHERE v.withdrawn_at IS NULL GROUP BY 1, 2),
    at_place AS (
        SELECT DISTINCT ON (a.beneficiary_id) a.beneficiary_id AS beneficiary, a.accepted_cost AS cost
        FROM inspections_acceptance a JOIN inspections_acceptancebatch h ON h.id = a.batch_id AND h.status = 'CONCLUDED'
        ORDER BY 1, h.held_on DESC, h.id DESC),
    moved AS (
        SELECT a.object_id AS case_id, k.model, w.*, m.stage, t.kind, t.amount FROM ledger_transfer t
        JOIN ledger_act a ON a.id = t.act_id JOIN django_content_type k ON k.id = a.content_type_id
        JOIN money m ON m.account_id = t.source_id AND m.kind = 'COMMITMENT' JOIN whose w ON w.id = m.ref
        WHERE t.kind IN ('settle', 'recover') AND t.reverses_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM ledger_transfer u WHERE u.reverses_id = t.id)),
    before AS (
        SELECT project_id, party, sum(amount) AS amount, greatest(sum(amount) - (
            SELECT coalesce(sum(k.amount), 0) FROM budgets_claim k JOIN whose o ON o.id = k.commitment_id
            WHERE k.status = 'DECIDED' AND k.correction_id IS NULL AND o.party = moved.party
              AND o.project_id = moved.project_id), 0) AS unclaimed
        FROM moved WHERE model = 'carryover' GROUP BY 1, 2),
    ended AS (
        SELECT project_id, party, max(beneficiary) AS beneficiary, max(part) AS part, case_id AS account,
               coalesce(sum(amount) FILTER (WHERE kind = 'settle'), 0) AS kept,
               coalesce(sum(amount) FILTER (WHERE kind = 'recover' AND stage <> 'SETTLED'), 0) AS back,
               coalesce(sum(amount) FILTER (WHERE kind = 'recover' AND stage = 'SETTLED'), 0) AS disallowed
        FROM moved WHERE model = 'settlement' GROUP BY 1, 2, 5)
"""
# What was entered and not taken back since; a reversal itself is no entry.
_STANDS = "t.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM ledger_transfer u WHERE u.reverses_id = t.id)"

INVARIANTS = {
    "no đồng is lost": "SELECT book_year_id, sum(balance) FROM ledger_account GROUP BY 1 HAVING sum(balance) <> 0",
    "no đồng counts twice": f"""
        WITH said (model, id, amount, day) AS ({_SAID}),
        written AS (
            SELECT c.model, a.object_id AS id,
                   sum(CASE WHEN t.reverses_id IS NULL THEN t.amount ELSE -t.amount END) AS amount,
                   min(t.dated_on) FILTER (WHERE {_STANDS}), max(t.dated_on) FILTER (WHERE {_STANDS})
            FROM ledger_transfer t JOIN ledger_act a ON a.id = t.act_id
            JOIN django_content_type c ON c.id = a.content_type_id
            JOIN (VALUES {_KINDS}) AS counted (model, kind) ON (counted.model, counted.kind) = (c.model, t.kind)
            GROUP BY 1, 2
            HAVING sum(CASE WHEN t.reverses_id IS NULL THEN t.amount ELSE -t.amount END) <> 0)
        SELECT * FROM said FULL JOIN written w (model, id, amount, first, last) USING (model, id)
        WHERE (said.amount, said.day, said.day) IS DISTINCT FROM (w.amount, w.first, w.last)""",
    "no stage is negative": "SELECT id, stage, balance FROM ledger_account WHERE balance < 0 AND stage <> 'TREASURY'",
    "a balance is what its transfers add up to": """
        SELECT a.id, a.stage, a.balance FROM ledger_account a WHERE a.balance <>
            coalesce((SELECT sum(amount) FROM ledger_transfer WHERE target_id = a.id), 0)
            - coalesce((SELECT sum(amount) FROM ledger_transfer WHERE source_id = a.id), 0)""",
    "support stays under its ceiling, and what decisions reserved is the support": f"""
        WITH {_SUPPORT}, moved AS (
            SELECT m.project_id, CASE WHEN t.target_id = m.account_id THEN t.amount ELSE -t.amount END AS amount,
                   c.model = 'approvalround' AND t.kind = 'reserve' OR c.model = 'changerequest' AND EXISTS (
                       SELECT 1 FROM projects_changerequest q WHERE q.id = a.object_id AND q.kind <> 'TERMINATE'
                   ) AS decided
            FROM ledger_transfer t JOIN money m ON m.account_id IN (t.source_id, t.target_id) AND m.stage = 'APPROVED'
            JOIN ledger_act a ON a.id = t.act_id JOIN django_content_type c ON c.id = a.content_type_id
            WHERE t.kind IN ('reserve', 'release')),
        reserved AS (
            SELECT project_id, sum(amount) AS amount, coalesce(sum(amount) FILTER (WHERE decided), 0) AS decided
            FROM moved GROUP BY 1)
        SELECT project_id, s.amount, s.ceiling, reserved.amount, reserved.decided
        FROM reserved FULL JOIN support s USING (project_id)
        WHERE s.amount IS NULL OR s.amount > s.ceiling OR reserved.decided IS DISTINCT FROM s.amount
           OR reserved.amount NOT BETWEEN 0 AND s.amount""",
    "no more is committed than approved": f"""
        WITH {_SUPPORT}
        SELECT c.project_id, sum(c.value), max(s.amount) FROM in_force c
        LEFT JOIN support s USING (project_id) WHERE c.status = 'SIGNED' GROUP BY 1
        HAVING sum(c.value) > coalesce(max(s.amount), 0)""",
    "no more is paid and advanced than the contract says, nor cleared than was advanced": f"""
        WITH {_SUPPORT}, stands AS (
            SELECT ref AS id, sum(balance) AS amount FROM money
            WHERE kind = 'COMMITMENT' AND stage NOT IN ('COMMITTED', 'CLAIMED') GROUP BY 1),
        went AS (
            SELECT m.ref AS id, sum(CASE WHEN t.reverses_id IS NULL THEN t.amount ELSE -t.amount END) AS amount
            FROM ledger_transfer t JOIN money m ON m.account_id IN (t.source_id, t.target_id) AND m.stage = 'COMMITTED'
            WHERE t.kind IN ('advance', 'pay') GROUP BY 1),
        asked AS (
            SELECT commitment_id AS id, sum(amount) AS amount,
                   coalesce(sum(amount) FILTER (WHERE kind = 'ADVANCE' AND status = 'PAID'), 0) AS advanced,
                   coalesce(sum(clears) FILTER (WHERE status = 'PAID'), 0) AS cleared
            FROM budgets_paymentrequest WHERE status IN ('CHECKED', 'SIGNED', 'SENT', 'PAID') GROUP BY 1),
        returned AS (  -- of advances, by a project that goes on: it may be asked for anew
            SELECT commitment_id AS id, sum(amount) AS amount FROM budgets_moneyback
            WHERE of_advance AND correction_id IS NULL GROUP BY 1)
        SELECT c.id, c.value, stands.amount, went.amount, asked.*, back FROM in_force c
        LEFT JOIN stands USING (id) LEFT JOIN went USING (id) LEFT JOIN asked USING (id) LEFT JOIN returned USING (id)
        CROSS JOIN LATERAL (SELECT coalesce(returned.amount, 0) AS back) b
        WHERE c.value < greatest(stands.amount, went.amount - back, asked.amount - back)
           OR asked.cleared > asked.advanced - back""",
    "no more is settled than the support at the accepted cost": f"""
        WITH {_SUPPORT}, settled AS (  -- and not claimed since
            SELECT project_id, sum(balance) - (
                SELECT coalesce(sum(k.amount), 0)
                FROM budgets_claim k JOIN budgets_commitment c ON c.id = k.commitment_id
                WHERE c.project_id = money.project_id AND k.status = 'DECIDED' AND k.correction_id IS NULL) AS amount
            FROM money WHERE stage = 'SETTLED' GROUP BY 1),
        charged AS (  -- of an old year, before there is an account
            SELECT project_id, sum(settled) AS amount FROM budgets_carryover
            WHERE status = 'DECIDED' AND correction_id IS NULL GROUP BY 1)
        SELECT settled.project_id, settled.amount, account.support_final, charged.amount, s.amount FROM settled
        LEFT JOIN support s USING (project_id) LEFT JOIN charged USING (project_id)
        LEFT JOIN budgets_settlement account ON account.project_id = settled.project_id AND account.status = 'APPROVED'
        WHERE settled.amount > coalesce(account.support_final, charged.amount, 0)
           OR account.support_final > s.amount""",
    "of several each keeps what its own papers give, and only what is its own comes back from it": f"""
        WITH {_SUPPORT}, {_PARTIES}
        SELECT e.party, e.kept, e.back, before.amount, due.amount AS due, e.disallowed, listed.disallowed AS told
        FROM ended e JOIN told ON told.id = e.account
        LEFT JOIN before ON before.project_id = e.project_id AND before.party = e.party
        LEFT JOIN listed ON listed.account = e.account AND listed.party = e.party
        LEFT JOIN at_place ON at_place.beneficiary = e.beneficiary
        LEFT JOIN plans_planitem i ON i.project_id = e.project_id AND i.removed_at IS NULL AND i.ceiling IS NOT NULL
        CROSS JOIN LATERAL (SELECT least(e.part, trunc((i.ceiling->'facts'->>'rate_percent')::numeric / 100
            * least(at_place.cost, coalesce(listed.agreed, 0)))) AS amount) due
        WHERE e.disallowed NOT IN (0, coalesce(listed.disallowed, 0)) OR (e.part IS NOT NULL AND (
            e.kept + coalesce(before.unclaimed, 0) > due.amount
            OR e.back > greatest(e.kept + e.back + coalesce(before.amount, 0) - due.amount, 0)))
        UNION ALL
        SELECT 'contract ' || m.ref, sum(m.balance), NULL, NULL, NULL, NULL, NULL FROM money m
        WHERE m.kind = 'COMMITMENT' AND m.stage = 'SETTLED' GROUP BY m.ref
        HAVING sum(m.balance) > (
            SELECT coalesce(sum(amount), 0) FROM budgets_paymentrequest
            WHERE commitment_id = m.ref AND status = 'PAID') - (
            SELECT coalesce(sum(amount), 0) FROM budgets_moneyback
            WHERE commitment_id = m.ref AND of_advance AND correction_id IS NULL)""",
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
            UNION ALL SELECT 'annex', x.id, c.signed_on, x.signed_on FROM budgets_annex x
            JOIN budgets_commitment c ON c.id = x.commitment_id WHERE x.status = 'SIGNED'
            UNION ALL SELECT 'correction', c.id, t.dated_on, c.dated_on FROM budgets_correction c
            JOIN ledger_transfer t ON t.act_id = c.act_id WHERE c.status = 'CONFIRMED'
            UNION ALL SELECT 'request', p.id, c.signed_on, p.requested_on FROM budgets_paymentrequest p
            JOIN budgets_commitment c ON c.id = p.commitment_id WHERE p.status IN ('CHECKED', 'SIGNED', 'SENT', 'PAID')
            UNION ALL SELECT 'payment', id, requested_on, paid_on FROM budgets_paymentrequest WHERE status = 'PAID'
            UNION ALL SELECT 'account', s.id, b.held_on, s.approved_on FROM budgets_settlement s
            JOIN inspections_acceptance a ON a.project_id = s.project_id
            JOIN inspections_acceptancebatch b ON b.id = a.batch_id AND b.status = 'CONCLUDED'
            WHERE s.status = 'APPROVED'
            UNION ALL SELECT 'notice', y.id, s.approved_on, y.notice_on FROM budgets_yearaccount y
            JOIN budgets_settlement s ON s.book_year_id = y.book_year_id AND s.unit_id = y.unit_id
            UNION ALL SELECT 'claimed', k.id, s.approved_on, k.dated_on FROM budgets_claim k
            JOIN budgets_commitment c ON c.id = k.commitment_id
            JOIN budgets_settlement s ON s.project_id = c.project_id AND s.book_year_id = k.of_year_id
            WHERE s.status = 'APPROVED'
            UNION ALL SELECT 'carried', c.id, make_date(y.year + 1, 1, 1), c.dated_on FROM budgets_carryover c
            JOIN ledger_bookyear y ON y.id = c.book_year_id WHERE c.status = 'DECIDED' AND c.correction_id IS NULL
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
        GROUP BY 1, 2, 3 HAVING count(DISTINCT part) > 1
        UNION ALL
        SELECT c.content_type_id, c.object_id::text, c.decided_by_id, 'TAKE BACK' FROM budgets_correction c
        JOIN ledger_act a ON a.id = c.act_id
        WHERE c.status = 'CONFIRMED' AND c.decided_by_id IN (c.created_by_id, a.by_id)""",
    # Of its period and before, as they were there when it was drawn up, of a year also what was decided on its rest, on
    # whatever day; an advance to come back stands open too.
    "a sheet for the Treasury says what stands in the books": """
        WITH moves AS (
            SELECT a.book_year_id, a.unit_id, a.stage, t.kind, t.dated_on, t.posted_at,
                   CASE WHEN t.target_id = a.id THEN t.amount ELSE -t.amount END AS amount,
                   CASE WHEN t.reverses_id IS NULL THEN r.posted_at ELSE t.posted_at END AS taken_back_at
            FROM ledger_transfer t JOIN ledger_account a ON a.id IN (t.source_id, t.target_id)
            LEFT JOIN ledger_transfer r ON r.reverses_id = t.id),
        standing AS (
            SELECT s.id, coalesce(sum(m.amount) FILTER (
                       WHERE m.stage IN ('APPROPRIATED', 'ALLOCATED', 'APPROVED', 'COMMITTED')), 0) AS unspent,
                   coalesce(sum(m.amount) FILTER (WHERE m.stage = 'ADVANCED'), 0) AS advanced
            FROM budgets_treasurysheet s JOIN moves m ON m.book_year_id = s.book_year_id AND m.unit_id = s.unit_id
            AND (m.dated_on <= s.until OR (s.period = 'YEAR' AND m.kind IN ('cancel', 'carry_out')))
            AND m.posted_at <= s.created_at
            AND (m.taken_back_at IS NULL OR m.taken_back_at > s.created_at) GROUP BY 1)  -- it was never so
        SELECT s.id, s.unspent, s.advanced, f.code, f.ours FROM standing s
        JOIN budgets_treasuryfigure f ON f.sheet_id = s.id
        WHERE (f.code = 'REMAINING' AND f.ours <> s.unspent) OR (f.code = 'ADVANCES' AND f.ours < s.advanced)""",
}


# All of them in one round trip; each row as the database writes it.
ASKED = " UNION ALL ".join(
    f"SELECT '{name}' AS name, row::text FROM ({question}) AS row" for name, question in INVARIANTS.items()
)


def broken(cursor):
    """{name of the invariant: [rows that break it]}."""
    cursor.execute(ASKED)
    found = {}
    for name, row in cursor.fetchall():
        found.setdefault(name, []).append(row)
    return found
