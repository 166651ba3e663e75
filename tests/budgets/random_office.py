"""An office in which anybody does anything: random acts through the services, and what must hold after each of them.

A number `luck` decides how an act goes: below 80 by the person, on the day and with the amount that are right for it,
above that with something wrong. Whatever is refused is refused by a sentence and leaves every table as it was.
"""

import datetime
from collections import Counter
from inspect import getmembers
from weakref import WeakKeyDictionary

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Count, Q
from hypothesis import HealthCheck, Phase, seed, settings, stateful
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, run_state_machine_as_test

from accounts.models import User
from budgets import settling
from budgets.annexes import ANNEX_FLOW, save_annex
from budgets.books import NewBook
from budgets.cancelling import CANCELLATION_FLOW, cancellable, prepare_cancellation
from budgets.carrying import CARRY_FLOW, prepare_carry_over
from budgets.claiming import CLAIM_FLOW, claimable, prepare_claim
from budgets.closing import CLOSING_FLOW, ask_closing
from budgets.commitments import COMMITMENT_FLOW, record_liquidation, save_commitment
from budgets.corrections import CORRECTION_FLOW, KINDS, act_of, ask_correction
from budgets.estimate import allocate, appropriate, assign_estimate, on_line
from budgets.models import (
    AllocationSheet,
    Annex,
    Appropriation,
    Assignment,
    BookClosing,
    Cancellation,
    CarryOver,
    Claim,
    Commitment,
    Correction,
    MoneyBack,
    PaymentRequest,
    Settlement,
    Voucher,
    YearAccount,
)
from budgets.money_back import close_project, return_money
from budgets.papers import attach_paper, missing_papers
from budgets.payments import PAYMENT_FLOW, save_payment
from budgets.settlements import SETTLEMENT_FLOW, open_settlement
from budgets.subjects import commitment_place, owed_places, project_place
from budgets.treasury_models import TreasurySheet
from budgets.treasury_sheets import TREASURY_FLOW, draw_up, write_theirs
from budgets.vouchers import answer, decide_voucher, examine_voucher, save_voucher, withdraw_voucher
from budgets.whose_vouchers import asked_whose
from budgets.year_accounts import YEAR_FLOW, open_year_account
from core.dates import today
from ledger.checking import differences_seen_by
from ledger.models import Account, BookYear
from ledger.posting import Place, Stage
from ledger.reading import balance
from norms.models import DeadlineRule
from plans.issue import approved_place
from plans.models import ApprovalRound, PlanItem
from plans.selectors import approved_item, support_in_force
from plans.services import include_project, open_round, release_support
from plans.workflow import ROUND_FLOW
from projects.models import Project
from projects.naming import share_with
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.invariants import broken
from tests.budgets.test_changes import decided as decided_change
from tests.budgets.test_changes import sent as sent_change
from tests.projects.test_amend_title_units import asked, checked
from tests.projects.test_amend_title_units import decided as agreed_to

MILLION = 1_000_000
WHO = {
    "budgets.prepare_commitment": "CENTRE_OFFICER", "budgets.sign_commitment": "CENTRE_DIRECTOR",
    "budgets.prepare_payment": "CENTRE_OFFICER", "budgets.check_payment": "CENTRE_ACCOUNTANT",
    "budgets.sign_payment": "CENTRE_DIRECTOR", "budgets.prepare_settlement": "CENTRE_ACCOUNTANT",
    "budgets.submit_settlement": "CENTRE_DIRECTOR", "budgets.return_money": "CENTRE_ACCOUNTANT",
    "budgets.review_settlement": "DOIT_SPECIALIST", "budgets.approve_settlement": "DOIT_DIRECTOR",
    "budgets.examine_year_account": "DOF_REVIEWER", "budgets.decide_year_end": "DOIT_DIRECTOR",
    "plans.prepare_round": "DOIT_SPECIALIST", "plans.check_round": "DOIT_SECTION_HEAD",
    "plans.submit_round": "DOIT_DIRECTOR", "plans.record_decision": "DOIT_SPECIALIST",
    "projects.run_project": "CENTRE_OFFICER", "budgets.reconcile_treasury": "CENTRE_ACCOUNTANT",
}  # fmt: skip
RIGHT_DAY = {
    "submit": b.day(5, 20), "record_decision": b.day(5, 28), "approve": b.day(11, 30),
    "issue_notice": datetime.date(2022, 3, 15), "consolidate": datetime.date(2022, 2, 8),
    "decide": datetime.date(2022, 2, 9), "confirm": datetime.date(2022, 2, 9),
}  # fmt: skip
DAYS = [
    datetime.date(2020, 3, 2), b.day(1, 4), b.day(5, 27), b.day(6, 9), b.day(8, 3), b.day(12, 31),
    datetime.date(2022, 1, 31), datetime.date(2022, 2, 1), datetime.date(2022, 3, 20), datetime.date(2023, 5, 4),
    datetime.date(2099, 1, 1),
]  # fmt: skip
SPELLINGS = (str.upper, str.lower, lambda text: f" {text[:3]}-{text[3:]}", lambda text: f"00{text}")


# What is drawn for an act.
some = st.integers(0, 10**6 - 1)  # which of the records there are
luck = st.integers(0, 99)
parts = st.sampled_from([100, 100, 50, 30, 101, 1])  # of what stands there, in percent; 101: one đồng more
steps = st.integers


def rule(weight=2, **drawn):
    """hypothesis' rule, and how often it comes beside the others."""

    def keep(act):
        kept = stateful.rule(**drawn)(act)
        kept.weight = weight
        return kept

    return keep


def there_is(rows, **fit):
    """An act for which there is nothing to act on is not offered."""
    return precondition(lambda office: rows.filter(**fit).exists())


def weighed(times=1, *names):
    """The rules of an office, those named so many times as often as their weights say, others as often.

    hypothesis chooses evenly among the names of the rules: one that comes n times as often has n names.
    """

    def weigh(office):
        for name, act in getmembers(office, lambda member: hasattr(member, "weight")):
            if act.__name__ == name:  # and not one of its other names
                for no in range(1, act.weight * (times if name in names else 1)):
                    setattr(office, f"{name}_{no}", act)
        return office

    return weigh


SEVERAL = Project.objects.annotate(parties=Count("beneficiaries", Q(beneficiaries__removed_at=None)))
SEVERAL = SEVERAL.filter(parties__gt=1)
OWED = Account.objects.filter(stage__in=["RECOVERABLE", "CLAIMED"], balance__gt=0)
ADVANCED = Account.objects.filter(stage="ADVANCED", balance__gt=0).exclude(
    subject__parent__ref__in=Settlement.objects.filter(status__in=Settlement.SENT).values("project")
)
TABLES = [model._meta.db_table for model in apps.get_app_config("budgets").get_models()]
TABLES += ["plans_approvalround", "plans_planitem", "projects_project", "projects_changerequest"]
TABLES += ["projects_changevalue", "ledger_account", "ledger_bookyear"]
GROWING = ("core_auditentry", "core_document", "core_casepart", "ledger_transfer", "ledger_act")
EVERYTHING = "SELECT " + ", ".join(
    [f"(SELECT md5(string_agg(row::text, '|' ORDER BY row.id)) FROM {table} AS row)" for table in TABLES]
    + [f"(SELECT count(*) FROM {table})" for table in GROWING]
)


class Planned:
    """A cursor that lets the database plan each question once; the same few are asked after every act."""

    known = WeakKeyDictionary()  # connection: {question: its name there}

    def __init__(self, cursor):
        self.cursor = cursor

    def execute(self, question, given=None):
        text = self.cursor.mogrify(question, given).decode()
        names = self.known.setdefault(connection.connection, {})
        if text not in names:
            self.cursor.execute(f"PREPARE question_{len(names)} AS {text}")
            names[text] = f"question_{len(names)}"
        self.cursor.execute(f"EXECUTE {names[text]}")

    def fetchall(self):
        return self.cursor.fetchall()


def answered(question):
    """What a function that takes a cursor has to say."""
    with connection.cursor() as cursor:
        return question(Planned(cursor))


def everything(cursor):
    cursor.execute(EVERYTHING)
    return cursor.fetchall()


@weighed()
class Office(RuleBasedStateMachine):
    """One sequence: begins with the state of the file, ends rolled back.

    The rules of the house are asked after every act, not as hypothesis' invariants after every step, which may be many.
    """

    seen = Counter()  # (act, whether it was done): times, of all sequences

    def __init__(self):
        super().__init__()
        self.everything = transaction.atomic()
        self.everything.__enter__()
        self.people = list(User.objects.order_by("pk"))
        paper = Appropriation(unit=f.office("CENTRE"), amount=300 * MILLION, number="88/QĐ", dated_on=b.day(2, 1))
        self.supplement = appropriate(paper, by=b.accountant(), opens=NewBook(2021, "LOCAL", "Nguồn bổ sung")).book_year
        self.standing = answered(everything)
        self.entries = 0

    def teardown(self):
        try:
            if not connection.needs_rollback:
                connection.check_constraints()  # what the database otherwise asks at commit
        finally:
            transaction.set_rollback(True)
            self.everything.__exit__(None, None, None)

    # --- every act goes through here ------------------------------------------------------------------------------
    def act(self, what, act, *args, **kwargs):
        """Its answer; None when it was refused, which changed nothing."""
        try:
            done = act(*args, **kwargs)
        except (ValidationError, PermissionDenied):
            assert answered(everything) == self.standing, f"{what}: bị từ chối mà vẫn để lại thay đổi"
            self.seen[what, False] += 1
            return None
        self.seen[what, True] += 1
        self.look()
        return done

    def look(self):
        self.standing = answered(everything)
        found = answered(broken)
        assert not found, found
        entries = self.standing[0][-2]  # check_books reads the ledger alone
        if entries != self.entries:
            found = answered(differences_seen_by)
            assert not found, found
            self.entries = entries

    def by(self, permission, number):
        """Whose work it is, with bad luck anybody."""
        return (
            self.people[number % len(self.people)] if number >= 90 else f.person(WHO.get(permission, "DOIT_ACCOUNTANT"))
        )

    @staticmethod
    def on(day, number):
        return DAYS[number % len(DAYS)] if 80 <= number < 90 else day

    @staticmethod
    def amount(there, share):
        return there + 1 if share == 101 else there * share // 100

    @staticmethod
    def pick(rows, which):
        rows = list(rows.order_by("pk"))
        return rows[which % len(rows)] if rows else None

    def fitting(self, number, which, rows, **fit):
        """With good luck a record for which the act makes sense, else any."""
        return self.pick(rows.filter(**fit), which) if number < 80 else self.pick(rows, which)

    def book(self, number=0):
        later = BookYear.objects.filter(year=2022).order_by("pk").first() if number == 79 else None
        return later or b.book()

    def some_source(self, which):
        """Of the two books of the year now and then the other."""
        return self.supplement if which % 4 == 1 else b.book()

    def units(self, which):
        units = f.office("CENTRE"), f.office("DOIT")
        return units if which % 4 else units[::-1]

    def go_on(self, flow, row, which, number, times=1):
        """Up to so many steps of a record: the way ahead, with bad luck any other that its state knows."""
        for _ in range(times):
            ways = [step for step in flow.transitions.values() if step.permission and row.status in step.sources]
            if not ways or (row.status == "FINAL" and number % 2):  # a confirmed year seldom goes back
                return
            aside = number % 3 == 0 and which % 5 == 0
            step = ways[which % len(ways)] if aside else next((w for w in ways if w.tone != "danger"), ways[0])
            day = self.on(self.right_day(row, step), number)
            fields = (
                {"paper": b.paper(None, day)} if step.needs_paper else {"on": day} if step.name in RIGHT_DAY else {}
            )
            if flow is SETTLEMENT_FLOW and step.name == "approve":
                fields |= {"release_unpaid": settling.figures(row).unpaid, "release_why": "Không chi tiếp."}
            by = self.by(step.permission, number)
            note = "Theo hồ sơ." if step.needs_note else ""
            if (
                self.act(f"{type(row).__name__}.{step.name}", flow.press, row, step.name, by=by, note=note, **fields)
                is None
            ):
                return

    @staticmethod
    def right_day(row, step):
        if step.name == "pay":
            return row.requested_on + datetime.timedelta(days=4)
        if getattr(row, "way", "") == "CHARGE" and step.name == "decide":
            return datetime.date(2022, 2, 21)
        if isinstance(row, Settlement) and step.name == "approve":  # of a later year not before its money came there
            return RIGHT_DAY["approve"].replace(year=row.book_year.year)
        return RIGHT_DAY.get(step.name)

    # --- the estimate ---------------------------------------------------------------------------------------------
    @rule(weight=1, which=some, number=luck, share=parts)
    def give(self, which, number, share):
        kind = Appropriation.Kind.values[which % 3]
        unit = self.units(which // 3)[1]
        there = balance(Place(self.book(), unit, Stage.APPROPRIATED)) if kind == "CUT" else 300 * MILLION
        self.enter(kind, unit, self.amount(there, share), number)

    @rule(which=some, number=luck, share=parts, later=parts)
    def withhold(self, which, number, share, later):
        """A share is kept back for saving; of what is kept some is let go again, some cut for good."""
        unit = self.units(which)[0]
        self.enter("WITHHOLD", unit, self.amount(balance(Place(self.book(), unit, Stage.APPROPRIATED)), share), number)
        for kind in ("UNWITHHOLD", "CUT_HELD")[:: 1 if which % 2 else -1]:
            kept = balance(Place(self.book(), unit, Stage.WITHHELD))
            self.enter(kind, unit, self.amount(kept, later), number)

    def enter(self, kind, unit, amount, number):
        row = Appropriation(
            book_year=self.book(number), unit=unit, kind=kind, amount=amount, number="1/QĐ",
            dated_on=self.on(b.day(1, 4), number),
        )  # fmt: skip
        self.act(f"give {kind}", appropriate, row, by=self.by("", number))

    @rule(weight=1, which=some, number=luck, share=parts)
    def assign(self, which, number, share):
        to, source = self.units(which)
        there = balance(Place(self.book(), source, Stage.APPROPRIATED))
        row = Assignment(
            book_year=self.book(number), from_unit=source, to_unit=to, amount=self.amount(there, share), number="2/QĐ",
            dated_on=self.on(b.day(1, 15), number),
        )  # fmt: skip
        self.act("assign", assign_estimate, row, by=self.by("", number))

    @rule(which=some, number=luck, share=parts, back=parts)
    def divide(self, which, number, share, back):
        unit, line, book = f.office("CENTRE"), b.line(1 + which % 2), self.some_source(which)
        there = balance(Place(book, unit, Stage.APPROPRIATED))
        amounts = {line: self.amount(there, share)}
        if which % 3 == 0:  # taken back, or from one line to another
            stands = balance(on_line(book, unit, line))
            amounts = {line: -self.amount(stands, back)}
            if which % 2:
                amounts[b.line(2 - which % 2)] = self.amount(stands, back)
        row = AllocationSheet(book_year=book, unit=unit, number="3/QĐ", dated_on=self.on(b.day(5, 5), number))
        self.act("divide", allocate, row, amounts, by=self.by("", number))

    # --- approval -------------------------------------------------------------------------------------------------
    @rule(which=some, number=luck, share=parts)
    @there_is(Project.objects.filter(status="APPRAISED"))
    def list_project(self, which, number, share):
        free = Project.objects.filter(status="APPRAISED").exclude(plan_items__in=PlanItem.objects.live())
        project, by = self.pick(free, which), self.by("plans.prepare_round", number)
        round = ApprovalRound.objects.filter(status="DRAFT").first() or self.act(
            "open round", open_round, b.plan(), by=by
        )
        if project and round:
            book = self.some_source(which // 3)
            self.act(
                "list from the supplement" if book == self.supplement else "list", include_project, round, project,
                line=b.line(1 + which % 2), source=PlanItem.Source.values[which // 2 % 2], book_year=book,
                approved_support=self.amount(project.requested_support, share), by=by,
            )  # fmt: skip

    @rule(weight=3, which=some, number=luck)
    @there_is(ApprovalRound.objects.exclude(status="ISSUED"))
    def approve(self, which, number):
        if round := self.pick(ApprovalRound.objects.exclude(status="ISSUED"), which):
            self.go_on(ROUND_FLOW, round, which, number, times=3)

    @rule(weight=1, which=some, number=luck, share=parts)
    def give_support_back(self, which, number, share):
        """What a project does not need any more, by a paper of its own."""
        rows = PlanItem.objects.decided()
        spare = [row.pk for row in rows if balance(approved_place(row))]
        item = self.fitting(number, which, rows, pk__in=spare)
        if item is None:
            return
        fields = {"why": "Giá máy giảm.", "paper": b.paper(on=self.on(b.day(6, 20), number))}
        by, free = self.by("plans.record_decision", number), balance(approved_place(item))
        self.act("give support back", release_support, item, amount=self.amount(free, share), by=by, **fields)

    # --- contracts ------------------------------------------------------------------------------------------------
    @rule(which=some, number=luck, share=parts)
    def draft_contract(self, which, number, share):
        project = self.pick(Project.objects.filter(status__in=["APPROVED", "CONTRACTED", "IN_PROGRESS"]), which)
        if project is None:
            return
        row = Commitment(
            project=project, kind=Commitment.Kind.values[which % 2], number=f"{which % 1000}/HĐ",
            signed_on=self.on(b.day(6, 10), number), counterparty=("Công ty Gỗ", "Công ty Điện")[which // 3 % 2],
            unit=project.spending_unit, book_year=approved_item(project).book,
        )  # fmt: skip
        row.value = self.amount(balance(project_place(row)), share)
        if self.act("contract", save_commitment, row, by=self.by("budgets.prepare_commitment", number)):
            self.go_on(COMMITMENT_FLOW, row, which, 0 if number < 80 else number)

    @rule(which=some, number=luck)
    @there_is(Commitment.objects.exclude(status__in=["SIGNED", "WITHDRAWN"]))
    def sign_contract(self, which, number):
        if row := self.pick(Commitment.objects.exclude(status__in=["SIGNED", "WITHDRAWN"]), which):
            self.go_on(COMMITMENT_FLOW, row, which, number)

    @rule(weight=5, which=some, number=luck, share=parts)
    def annex(self, which, number, share):
        """Another account, a value up or down by a part of what may move, or another term."""
        contract = self.pick(Commitment.objects.filter(status="SIGNED"), which)
        if contract is None:
            return
        what, now = ("UP", "DOWN", "TERM", "PARTY")[which // 7 % 4], contract.value_in_force
        fields = {
            "UP": lambda: {"new_value": now + self.amount(balance(project_place(contract)), share)},
            "DOWN": lambda: {
                "new_value": now - self.amount(balance(commitment_place(contract, Stage.COMMITTED)), share)
            },
            "TERM": lambda: {"new_ends_on": self.on(b.day(12, 15), number)},
            "PARTY": lambda: {
                "counterparty": contract.counterparty, "payee_name": "Công ty Gỗ", "payee_account": str(which),
                "payee_bank": "Agribank",
            },
        }[what]()  # fmt: skip
        last = max([b.day(8, 4), *contract.annexes.values_list("signed_on", flat=True)])
        row = Annex(
            commitment=contract, number=f"PL{which % 1000}", signed_on=self.on(last, number), why="Theo thực tế.",
            **fields,
        )  # fmt: skip
        if self.act(f"annex {what}", save_annex, row, by=self.by("budgets.prepare_commitment", number)):
            self.go_on(ANNEX_FLOW, row, which, 0 if number < 80 else number)

    @rule(which=some, number=luck)
    @there_is(Annex.objects, status="DRAFT")
    def sign_annex(self, which, number):
        if row := self.pick(Annex.objects.filter(status="DRAFT"), which):
            self.go_on(ANNEX_FLOW, row, which, number)

    @rule(weight=1, which=some, number=luck)
    def liquidate(self, which, number):
        if contract := self.pick(Commitment.objects.filter(status="SIGNED"), which):
            by = self.by("budgets.prepare_commitment", number)
            self.act("liquidate", record_liquidation, contract, self.on(b.day(12, 1), number), by=by)

    # --- advances and payments ------------------------------------------------------------------------------------
    @rule(weight=6, which=some, number=luck, share=parts, clearing=parts, times=steps(0, 4))
    def request(self, which, number, share, clearing, times):
        rows, usual = Commitment.objects.all(), number < 60
        if usual:
            rows = rows.exclude(project__settlements__status__in=Settlement.SENT)
        contract = self.fitting(number, which, rows, project__status__in=["IN_PROGRESS", "ACCEPTED"])
        if contract is None:
            return
        kind = PaymentRequest.Kind.values[which // 3 % 2]
        there = balance(commitment_place(contract, Stage.COMMITTED))
        if usual:  # paid after the acceptance, before it advanced up to 70 % or cleared
            kind = "PAYMENT" if contract.project.status == "ACCEPTED" or which // 11 % 3 == 2 else "ADVANCE"
            there = there if kind == "PAYMENT" else max(there - contract.value_in_force * 3 // 10, 0)
        row = PaymentRequest(
            commitment=contract, kind=kind, amount=self.amount(there, share), content="Kinh phí hỗ trợ",
            requested_on=self.on(b.day(8, 2) if kind == "ADVANCE" else b.day(11, 8), number),
        )  # fmt: skip
        what = "request"
        if kind == "PAYMENT" and which // 11 % 3:
            row.clears = self.amount(balance(commitment_place(contract, Stage.ADVANCED)), clearing)
            what = "request that clears"
            if which // 11 % 3 == 2:  # no money goes out
                row.amount, what = 0, "request that only clears"
        by = self.by("budgets.prepare_payment", number)
        if self.act(what, save_payment, row, by=by) is None:
            return
        if which % 7:  # else without its papers
            for required in missing_papers(row, row.requested_on):
                paper = {"kind": required.paper.code, "where": "commitment", "issued_on": b.day(8, 1)}
                self.act("paper", attach_paper, row, None, by=by, **paper)
        self.go_on(PAYMENT_FLOW, row, which, number, times)

    @rule(weight=5, which=some, number=luck, times=steps(1, 4))
    @there_is(PaymentRequest.objects.exclude(status__in=["PAID", "WITHDRAWN"]))
    def request_goes_on(self, which, number, times):
        if row := self.pick(PaymentRequest.objects.exclude(status__in=["PAID", "WITHDRAWN"]), which):
            self.go_on(PAYMENT_FLOW, row, which, number, times)

    @rule(which=some, number=luck, share=parts)
    @there_is(PaymentRequest.objects, status="PREPARED")
    def mend_request(self, which, number, share):
        if row := self.fitting(number, which, PaymentRequest.objects.all(), status="PREPARED"):
            row.amount, row.clears = self.amount(row.amount, share), self.amount(row.clears, share) if row.clears else 0
            self.act("mend", save_payment, row, by=self.by("budgets.prepare_payment", number))

    # --- the work -------------------------------------------------------------------------------------------------
    @rule(weight=3, which=some)
    @there_is(Commitment.objects, status="SIGNED", project__status="IN_PROGRESS")
    def accept(self, which):
        """The project's own steps, as one act of this office: they are another room's."""
        contract = self.pick(Commitment.objects.filter(status="SIGNED", project__status="IN_PROGRESS"), which)
        if contract and which % 3 == 0:
            several = contract.project.beneficiaries.count() > 1
            costs = ((180, 120), (120, 60), (80, 200)) if several else (414, 300, 120)
            what = "accept each place" if several else "accept"
            self.whole(what, b.accepted, contract, cost_million=costs[which // 3 % 3])

    @rule(weight=1, which=some)
    @there_is(SEVERAL, status__in=["CONTRACTED", "IN_PROGRESS"])
    def one_leaves(self, which):
        project = self.pick(SEVERAL.filter(status__in=["CONTRACTED", "IN_PROGRESS"]), which)
        if project and which % 3 == 0:
            stay = [{"no": project.beneficiaries.all()[which // 3 % 2].pk}]
            self.whole("one leaves", lambda: agreed_to(checked(asked(project, units=1, beneficiaries=stay))))

    @rule(weight=1, which=some, share=parts)
    @there_is(SEVERAL)
    def share_anew(self, which, share):
        """Another part of the support for one of several: less, so that the other finds room, or more."""
        project = self.pick(SEVERAL, which)
        if project:
            row = project.beneficiaries.all()[which // 3 % 2]
            by, paper = self.by("projects.run_project", 0), b.paper(None, b.day(8, 20))
            part = self.amount(row.support_share or 0, share) + which // 7 % 2 * 20 * MILLION
            self.act("share anew", share_with, row, part, paper=paper, by=by)

    @rule(which=some)
    def stop(self, which):
        project = self.pick(Project.objects.filter(status__in=["CONTRACTED", "IN_PROGRESS", "CARRIED_OVER"]), which)
        if project and which % 3 == 0:
            self.whole(
                "stop", lambda: decided_change(sent_change(project, "TERMINATE", on=b.day(9, 2)), on=b.day(9, 9))
            )

    @rule(weight=3, which=some, number=luck, share=parts)
    def change_support(self, which, number, share):
        """Asked, checked and decided at once: more from what the line has free, or less of what no contract took."""
        rows = Project.objects.filter(plan_items__in=PlanItem.objects.decided()).distinct()
        project = self.fitting(number, which, rows, status__in=["APPROVED", "CONTRACTED", "IN_PROGRESS"])
        item = project and approved_item(project)
        if not item:
            return
        now, up = support_in_force(item), which // 7 % 2
        free = balance(approved_place(item))
        new = now + self.amount(10 * MILLION, share) if up else now - self.amount(free, share)
        day = self.on(b.day(9, 2), number)
        self.whole(
            f"support {'UP' if up else 'DOWN'}",
            lambda: decided_change(sent_change(project, support=new, on=day), on=day + datetime.timedelta(days=7)),
        )

    def whole(self, what, act, *args, **kwargs):
        def together():
            with transaction.atomic():
                return act(*args, **kwargs)

        self.act(what, together)

    # --- the account ----------------------------------------------------------------------------------------------
    @rule(which=some, number=luck)
    @there_is(Project.objects, status="ACCEPTED", settlements=None)
    def open_account(self, which, number):
        if project := self.fitting(number, which, Project.objects.all(), status="ACCEPTED", settlements=None):
            self.act("open account", open_settlement, project, by=self.by("budgets.prepare_settlement", number))

    @rule(weight=3, which=some, number=luck, share=parts, copied=steps(0, 1))
    @there_is(Settlement.objects, status__in=["DRAFT", "RETURNED"])
    def list_voucher(self, which, number, share, copied):
        account = self.fitting(number, which, Settlement.objects.all(), status__in=["DRAFT", "RETURNED"])
        if account is None:
            return
        row = Voucher(
            settlement=account, seller_name="Công ty Máy", seller_tax_code=f"30{which:08d}", invoice_form="1C21TAA",
            invoice_number=f"{which % 10**6 + 1:06d}", invoice_date=self.on(b.day(9, 6), number),
            content="Máy chà nhám", invoice_total=163 * MILLION, vat=which % 2 * MILLION,
        )  # fmt: skip
        if copied:  # the same paper of another list or of this one, written another way
            other = self.pick(Voucher.objects.all(), which // 7)
            for name in ("seller_tax_code", "invoice_form", "invoice_number", "invoice_date", "invoice_total"):
                setattr(row, name, getattr(other, name))
            if number % 2:
                row.invoice_number = SPELLINGS[which % 4](other.invoice_number)
        row.amount_without_vat = self.amount(row.invoice_total - row.vat, share)
        row.state_share = min(row.amount_without_vat, 150 * MILLION)
        row.counterpart_share = row.amount_without_vat - row.state_share
        self.name_contract(row, which // 11, number)
        by = self.by("budgets.prepare_settlement", number)
        self.act(f"voucher{self.of_whom(row)}", save_voucher, row, by=by)

    def name_contract(self, row, which, number):
        """Where there are several parties', one of the project, with bad luck any; now and then none."""
        rows = Commitment.objects.all()
        if asked_whose(row.settlement.project) and which % 5:
            row.commitment = self.fitting(number, which, rows, project=row.settlement.project, status="SIGNED")
        elif number >= 95:
            row.commitment = self.pick(rows, which)

    @staticmethod
    def of_whom(voucher):
        return " of one of several" if voucher.commitment and asked_whose(voucher.settlement.project) else ""

    @rule(which=some, number=luck, share=parts)
    @there_is(Voucher.objects, settlement__status__in=["DRAFT", "RETURNED"])
    def change_voucher(self, which, number, share):
        row = self.fitting(number, which, Voucher.objects.all(), settlement__status__in=["DRAFT", "RETURNED"])
        by = self.by("budgets.prepare_settlement", number)
        if row is None:
            return
        if which % 3 == 0:
            self.act("withdraw voucher", withdraw_voucher, row, why="Kê nhầm.", by=by)
        elif which % 3 == 1:
            self.act("answer", answer, row, "Đã bổ sung.", by=by)
        else:
            row.amount_without_vat = self.amount(row.amount_without_vat, share)
            row.counterpart_share = max(row.amount_without_vat - row.state_share, 0)
            self.name_contract(row, which // 11, number)
            self.act("mend voucher", save_voucher, row, by=by)

    @rule(weight=4, which=some, number=luck, share=parts)
    @there_is(Settlement.objects, status="SUBMITTED")
    def review(self, which, number, share):
        account = self.fitting(number, which, Settlement.objects.all(), status="SUBMITTED")
        if account is None:
            return
        by = self.by("budgets.review_settlement", number)
        for no, row in enumerate(account.vouchers.order_by("no")):
            decision = ("AGREED", "AGREED", "REFUSED", "AGREED", "ASKED")[(which + no) % 5 if which % 3 else 0]
            given = {"amount": self.amount(row.amount_without_vat, share)} if decision == "AGREED" else {}
            note = "Bổ sung hợp đồng." if decision == "ASKED" else ""
            self.act(
                f"decide {decision}", decide_voucher, row, decision, by=by, reason="OVER_PRICE", note=note, **given
            )
        self.go_on(SETTLEMENT_FLOW, account, which, number, times=1 + which % 2)

    @rule(weight=5, which=some, number=luck, times=steps(1, 3))
    @there_is(Settlement.objects.exclude(status="APPROVED"))
    def account_goes_on(self, which, number, times):
        row = self.pick(Settlement.objects.exclude(status="APPROVED"), which)
        if row and row.status == "SUBMITTED" and which % 4:
            self.review(which, number, 100)
        elif row:
            self.go_on(SETTLEMENT_FLOW, row, which, number, times)

    @rule(which=some, number=luck, share=parts)
    @there_is(Voucher.objects, settlement__status="APPROVED")
    def examine(self, which, number, share):
        row = self.pick(Voucher.objects.filter(settlement__status="APPROVED"), which)
        if row:
            result = ("DISALLOWED", "DISALLOWED", "LOOKED", "ASKED")[which // 7 % 4]
            amount = self.amount(min(row.settlement.support_final, row.accepted_amount or 0), share)
            by = self.by("budgets.examine_year_account", number)
            what = f"examine {result}{self.of_whom(row)}"
            self.act(what, examine_voucher, row, result, by=by, amount=amount, why="Thiếu hóa đơn gốc.")

    # --- money back -----------------------------------------------------------------------------------------------
    @rule(weight=4, which=some, number=luck, share=parts)
    @there_is(OWED)
    def money_comes_back(self, which, number, share):
        """What is owed; now and then an advance of a project that goes on."""
        rows, of_advance = Commitment.objects.filter(status="SIGNED"), which % 4 == 3
        stands = ADVANCED if of_advance else OWED
        contract = self.fitting(number, which, rows, pk__in=stands.values("subject__ref"))
        if contract is None:
            return
        kind = MoneyBack.Kind.values[which // (4 if of_advance else 5) % 2]
        day = datetime.date(2022, 3, 20) if kind == "REFUND" else b.day(12, 20)
        place = commitment_place(contract, Stage.ADVANCED) if of_advance else owed_places(contract)[0]
        row = MoneyBack(
            commitment=contract, of_advance=of_advance, kind=kind, amount=self.amount(balance(place), share),
            treasury_number="KB-NT", dated_on=self.on(day, number),
        )  # fmt: skip
        what = "advance back" if of_advance else "money back"
        self.act(f"{what} {kind}", return_money, row, by=self.by("budgets.return_money", number))

    @rule(which=some, number=luck)
    @there_is(Project.objects, status__in=["SETTLED", "TERMINATED"])
    def close_file(self, which, number):
        if project := self.fitting(number, which, Project.objects.all(), status__in=["SETTLED", "TERMINATED"]):
            self.act("close file", close_project, project, by=self.by("", number))

    # --- taken back and entered again -----------------------------------------------------------------------------
    @rule(weight=9, which=some, number=luck)
    def take_back(self, which, number):
        kinds = [kind for kind in KINDS.values() if kind.model is not Claim]  # of a closed year: where it was claimed
        kind = kinds[which % len(kinds)]
        rows = kind.model.objects.filter(status=kind.posted) if kind.posted else kind.model.objects.all()
        standing = {"correction": None}
        if kind.model is PaymentRequest:
            standing = {"commitment__project__status__in": ["IN_PROGRESS", "ACCEPTED"]} if number < 80 else {}
        rows = rows.filter(**standing)
        row = rows.order_by("pk").last() if which % 3 else self.pick(rows, which // 7)
        if row is None or (act := act_of(row)) is None:
            return
        day = act.transfers.latest("dated_on").dated_on if which % 2 else today()
        asked = Correction(why="Gõ thừa một số không.", number="05/BB", dated_on=self.on(day, number))
        asks = self.by("", number) if not kind.own_desk else self.by("budgets.return_money", number)
        name = kind.model.__name__
        if self.act(f"take back {name}: ask", ask_correction, asked, row, by=asks):
            self.decide_taking_back(asked, number // 2 if number < 80 else number)

    @rule(which=some, number=luck)
    @there_is(Correction.objects, status="ASKED")
    def answer_taking_back(self, which, number):
        if asked := self.pick(Correction.objects.filter(status="ASKED"), which):
            self.decide_taking_back(asked, number)

    def decide_taking_back(self, asked, number):
        """Confirmed, now and then refused, withdrawn, or left for later; what was taken back is entered again."""
        step = {0: "refuse", 1: "withdraw", 2: None}.get(number % 9, "confirm")
        if step is None:
            return
        case = asked.case
        own = KINDS[case._meta.model_name].own_desk
        decides = "CENTRE_DIRECTOR" if own else "DOIT_SECTION_HEAD"
        if step == "withdraw":
            decides = "CENTRE_ACCOUNTANT" if own else "DOIT_ACCOUNTANT"
        by = self.people[number % len(self.people)] if number >= 90 else f.person(decides)
        name = type(case).__name__
        done = self.act(f"take back {name}: {step}", CORRECTION_FLOW.press, asked, step, by=by, note="Theo hồ sơ.")
        if not done or step != "confirm" or number % 8 == 3:
            return
        case = type(case).objects.get(pk=case.pk)
        if isinstance(case, PaymentRequest):
            self.go_on(PAYMENT_FLOW, case, 1, 1)
        elif isinstance(case, AllocationSheet):
            amounts = {row.line: row.amount for row in case.rows.select_related("line")}
            self.act("enter again AllocationSheet", allocate, again(case), amounts, by=self.by("", 0))
        elif (enter := ENTERED_BY.get(type(case))) is not None:
            by = self.by("budgets.return_money" if own else "", 0)
            self.act(f"enter again {name}", enter, again(case), by=by)

    # --- the Treasury's sheet -------------------------------------------------------------------------------------
    @rule(weight=3, which=some, number=luck, times=steps(0, 2))
    def compare_with_the_treasury(self, which, number, times):
        rows = TreasurySheet.objects.filter(status__in=["DRAFT", "SENT"])
        row = self.pick(rows, which) if which % 3 == 0 else None
        if row is None:
            period = TreasurySheet.Period.values[which // 3 % 5]
            unit = f.office("DOIT") if number == 78 else f.office("CENTRE")
            row = TreasurySheet(book_year=self.book(number), unit=unit, period=period)
            drawn = self.act("draw up a sheet", draw_up, row, by=self.by("budgets.reconcile_treasury", number))
            if drawn is None:
                return
        for _ in range(times):
            if row.status == "SENT":
                theirs = {figure.code: figure.ours for figure in row.rows}
                by = self.by("budgets.reconcile_treasury", number)
                if self.act("the Treasury's figures", write_theirs, row, theirs, by=by) is None:
                    return
            self.go_on(TREASURY_FLOW, row, which, number)

    # --- the year's end -------------------------------------------------------------------------------------------
    @rule(which=some, number=luck, times=steps(1, 5))
    def year_goes_on(self, which, number, times):
        row = self.pick(YearAccount.objects.all(), which)
        if row is None or which % 6 == 0:
            row = self.act(
                "open year", open_year_account, self.book(number), self.units(which)[0], by=self.by("", number)
            )
        if row:
            self.go_on(YEAR_FLOW, row, which, number, times)

    @rule(weight=1, which=some, number=luck, share=parts)
    def cancel(self, which, number, share):
        unit, book = self.units(which)[0], self.some_source(which // 3)
        places = {(stage, line): self.amount(there, share) for stage, line, there in cancellable(book, unit)}
        row = Cancellation(book_year=book, unit=unit, why="Hết nhiệm vụ chi.")
        if self.act("cancellation", prepare_cancellation, row, places, by=self.by("", number)):
            self.go_on(CANCELLATION_FLOW, row, which, 0 if number < 80 else number)

    @rule(weight=3, which=some, number=luck)
    def carry(self, which, number):
        row = self.pick(CarryOver.objects.filter(status="DRAFT", way="CARRY"), which)
        if row is None:
            rows = Project.objects.filter(commitments__status="SIGNED").distinct()
            project = self.fitting(number, which, rows, status__in=["CONTRACTED", "IN_PROGRESS", "TERMINATED"])
            if project is None:
                return
            row = CarryOver(project=project, why="Máy về chậm.")
            row = self.act("carry", prepare_carry_over, row, by=self.by("", number))
        if row:
            self.into_the_next_year(row, which, number)

    def into_the_next_year(self, row, which, number):
        self.go_on(CARRY_FLOW, row, which, number)
        if row.status == "DECIDED" and which % 3:
            row.project.refresh_from_db()
            self.act("continue", PROJECT_FLOW.press, row.project, "continue", by=f.person("CENTRE_OFFICER"))

    @rule(weight=3, which=some, number=luck)
    def charge(self, which, number):
        """An advance not returned becomes one of the next year's estimate, which has come, now and then too little."""
        if not DeadlineRule.objects.filter(code="advance-charge", valid_from__lt=b.day(1, 1)).exists():
            self.act("charge allowed", b.advances_may_be_charged)
        if which % 5 and not Appropriation.objects.filter(book_year__year=2022).exists():
            self.act("give 2022", b.given_in_2022, 40 if number % 7 == 0 else 500)
        row = self.pick(CarryOver.objects.filter(status="DRAFT", way="CHARGE"), which)
        if row is None:
            rows = Project.objects.filter(commitments__status="SIGNED").distinct()
            advanced = Account.objects.filter(stage=Stage.ADVANCED, balance__gt=0, book_year=self.book())
            with_advance = advanced.values("subject__parent__ref")
            project = self.fitting(number, which, rows, status__in=["CONTRACTED", "IN_PROGRESS"], pk__in=with_advance)
            if project is None:
                return
            row = CarryOver(project=project, way="CHARGE", renews=bool(which % 2), why="Đơn vị chưa nộp trả.")
            row = self.act("charge", prepare_carry_over, row, by=self.by("", number))
        if row:
            self.into_the_next_year(row, which, number)
            self.seen["charged", row.status == "DECIDED"] += 1

    @rule(weight=1, which=some, number=luck)
    def close_or_open_the_book(self, which, number):
        row = self.pick(BookClosing.objects.filter(status="ASKED"), which)
        if row is None:
            row = BookClosing(book_year=self.book(number), why="Kho bạc báo thiếu một chứng từ.")
            row = self.act("ask closing", ask_closing, row, by=self.by("", number))
        if row:
            self.go_on(CLOSING_FLOW, row, which, number)

    @rule(weight=1, which=some, number=luck)
    def end_the_year(self, which, number):
        """All that is left to be done before the book may be closed; what may not be done, waits."""
        for unit in self.units(1):
            places = {(stage, line): there for stage, line, there in cancellable(self.book(), unit)}
            row = Cancellation(book_year=self.book(), unit=unit, why="Hết nhiệm vụ chi.")
            if self.act("cancellation", prepare_cancellation, row, places, by=self.by("", 0)):
                self.go_on(CANCELLATION_FLOW, row, 0, 1)
        self.examine(which, number, 50)
        row = YearAccount.objects.filter(unit=f.office("CENTRE"), book_year=self.book()).first()
        row = row or self.act("open year", open_year_account, self.book(), f.office("CENTRE"), by=self.by("", 0))
        if row:
            self.go_on(YEAR_FLOW, row, 1, 1, times=5)
            if row.status == "NOTICE_ISSUED":  # something disallowed is still to come back
                self.money_comes_back(which, number, 100)
                self.go_on(YEAR_FLOW, row, 1, 1, times=2)
        self.close_or_open_the_book(1, number)
        self.claim_of_the_closed_year(number)

    def claim_of_the_closed_year(self, number):
        """Once the book is closed an auditor has some of it back, now and then more than was settled."""
        for place in claimable(f.person("DOIT_ACCOUNTANT"))[:2]:
            row = Claim(
                commitment=place.commitment, of_year=place.of_year, amount=place.left // 3 * (number % 5 + 1),
                number=f"{number}/KTNN", dated_on=datetime.date(2022, 9, 30), issuer="Kiểm toán nhà nước", why="Sai.",
            )  # fmt: skip
            if self.act("claim", prepare_claim, row, by=self.by("", number)):
                self.go_on(CLAIM_FLOW, row, 0, number)
            if number % 3 == 0 and Claim.objects.filter(pk=row.pk, status="DECIDED").exists():
                asked = Correction(why="Gõ thừa một số không.", number="05/BB", dated_on=today())
                if self.act("take back Claim: ask", ask_correction, asked, row, by=self.by("", number)):
                    self.decide_taking_back(asked, number)


def again(paper):
    """The same paper, to be entered once more."""
    names = [field.attname for field in paper._meta.concrete_fields if field.name not in ("id", "correction")]
    return type(paper)(**{name: getattr(paper, name) for name in names})


ENTERED_BY = {Appropriation: appropriate, Assignment: assign_estimate, MoneyBack: return_money}


HOW = settings(
    stateful_step_count=8, database=None, deadline=None, phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck), print_blob=True,
)  # fmt: skip


def tally(seen):
    """How often each act was done and refused, one line each."""
    names = sorted({what for what, _ in seen})
    return "\n".join(f"{name:40}{seen[name, True]:8} done{seen[name, False]:8} refused" for name in names)


def go_through(sequences, office=Office):
    """So many random sequences, others each time; how often each act was done and refused, which is told too.

    Raises with the shortest sequence hypothesis finds that breaks a rule. Its @reproduce_failure goes on the office.
    """
    Office.seen = Counter()
    run_state_machine_as_test(office, settings=settings(HOW, max_examples=sequences))
    print(tally(Office.seen))
    return Office.seen


def go_through_the_same(sequences, until, office=Office):
    """As many in tens, the same every time as long as the program is: hypothesis also draws numbers that stand in it.

    A seed for each ten: from the eleventh on hypothesis mostly varies what it has, and a short run needs all kinds.
    `until`: {(act, whether done)} to be seen; while one is missing further tens follow, eleven at the most.
    """
    Office.seen, tens = Counter(), sequences // 10
    for no in range(tens + 11):
        if no >= tens and until <= set(Office.seen):
            break
        run_state_machine_as_test(seed(no)(office), settings=settings(HOW, max_examples=10))
    print(tally(Office.seen))
    return Office.seen
