"""What the program's own database role may do with the books: read, and add rows without balance, number or clock.

Balances, row numbers, posting times and seals come from the database's triggers; the arrows from migrations.
"""

APPEND_ONLY = {
    "ledger_bookyear": ["year", "tier", "source", "chapter", "category", "item", "state", "closed_at",
                        "reopen_asked_by_id", "reopened_by_id"],
    "ledger_subject": ["kind", "ref", "parent_id", "label"],
    "ledger_account": ["book_year_id", "unit_id", "stage", "subject_id"],
    "ledger_act": ["name", "content_type_id", "object_id", "note", "by_id", "reverses_id"],
    "ledger_transfer": [
        "act_id", "kind", "source_id", "target_id", "amount", "paper_id", "dated_on", "by_id", "reverses_id",
        "carried_from_id",
    ],
}  # fmt: skip
READ_ONLY = ["ledger_arrow"]
MAY_UPDATE = {
    "ledger_bookyear": ["chapter", "category", "item", "state", "reopen_asked_by_id", "reopened_by_id"],
    "ledger_subject": ["label"],
}
