"""Which steps of the workflows are sent several times at once, and where; (room of the REST address, step).

Pages and REST press the same transition; what one form and one operation of each press address do is shown by the tests
of forms and operations, every step there is by those named here.
"""

from khuyencong.api import router

# tests/at_once/test_every_operation_at_once.py
OF_THE_OPERATIONS = {
    *(("inspections", name) for name in ("file", "conclude", "require_action")),
    *(("acceptance-batches", name) for name in ("conclude", "cancel")),
    *(("surveys", name) for name in ("file", "return")),
    *(("project-imports", name) for name in ("apply", "undo")),
    *(("plans", name) for name in ("open_registration", "consolidate", "ask_opinions")),
    ("projects", "resubmit"), ("change-requests", "send"), ("rounds", "check"),
}  # fmt: skip

# tests/at_once/test_every_step_at_once.py
OF_THE_DOSSIERS = {
    *(("projects", name) for name in (
        "register", "send_sheet_back", "return", "withdraw", "appraise", "reject", "send_refusal",
    )),
    *(("plans", name) for name in ("submit", "return", "issue", "enter_issued")),
    *(("rounds", name) for name in ("send_back", "submit", "return", "record_decision", "decide")),
    *(("inspections", name) for name in ("cancel", "return", "close", "report_fixed", "not_fixed", "confirm_fixed")),
}  # fmt: skip
OF_THE_CONTRACTS = {
    *(("commitments", name) for name in ("return", "resubmit", "withdraw", "sign")),
    *(("projects", name) for name in ("start", "complete", "complete_by_volume", "continue")),
    *(("change-requests", name) for name in ("return", "withdraw", "check", "refuse", "decide")),
    *(("annexes", name) for name in ("withdraw", "sign")),
    *(("allocation-sheets", name) for name in ("ask_correction", "correct", "agree")),
    *(("corrections", name) for name in ("refuse", "withdraw", "confirm")),
    *(("treasury-sheets", name) for name in ("sign", "confirm", "differ", "withdraw")),
    *((room, name) for room in ("cancellations", "carry-overs") for name in ("refuse", "withdraw", "decide")),
}  # fmt: skip
OF_THE_PAYMENTS = {
    *(("payments", name) for name in (
        "check", "send_back", "sign", "mend", "send", "treasury_return", "send_again", "pay", "withdraw",
    )),
    *(("settlements", name) for name in ("submit", "return", "review", "reopen_review", "approve")),
}  # fmt: skip
OF_THE_CLOSED_BOOK = {
    *(("year-accounts", name) for name in (
        "consolidate", "examine", "return", "issue_notice", "correct", "finalise", "take_back",
    )),
    *(("book-closings", name) for name in ("refuse", "withdraw", "agree")),
    *(("claims", name) for name in ("refuse", "withdraw", "decide")),
}  # fmt: skip


def rooms():
    """{room: workflow} of the REST addresses that press."""
    return {prefix: kind.workflow for prefix, kind, _ in router.registry if getattr(kind, "workflow", None)}


def every_step():
    """What a person may press; the consequences of other steps have no address."""
    return {
        (room, step.name) for room, flow in rooms().items() for step in flow.transitions.values() if step.permission
    }
