"""The only code that changes a `status`.

An app writes its state diagram as a table of transitions. Pages draw their buttons from the table, REST
offers the same names, and every move is locked, guarded, dated by its paper and recorded here.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from core import parts
from core.audit import STATE, record
from core.dates import ngay, parse_date, today
from core.document_models import PAPER_OF_A_STEP
from core.documents import attach


@dataclass(frozen=True)
class Objection:
    """Why not yet: the rule in a sentence, the figure found, the figure needed, the article; the field to mend.

    `way`: (label, address) of the page where it is looked at and mended.
    """

    sentence: str
    found: str = ""
    needed: str = ""
    article: str = ""
    field: str = ""
    way: tuple = ()

    def __str__(self):
        figures = "; ".join(
            filter(None, [self.found and f"hiện có {self.found}", self.needed and f"cần {self.needed}"])
        )
        tail = f" ({self.article})" if self.article else ""
        return f"{self.sentence.rstrip('.')}{': ' + figures if figures else ''}{tail}."


@dataclass(frozen=True)
class PaperInput:
    """A paper issued outside, as typed by the officer who records it: *Ghi nhận văn bản đã ban hành*."""

    number: str
    issued_on: datetime.date
    issuer: str = ""
    signer: str = ""
    upload: object = None
    title: str = ""
    illustrative: bool = False


@dataclass
class Act:
    """What a guard may ask: who acts, why, on which paper, and the date that counts.

    The paper's date always; only an act without a dated paper takes the day it is told, else today.
    """

    by: object
    note: str = ""
    paper: object = None
    on: datetime.date = field(default_factory=today)
    data: dict = field(default_factory=dict)


def ahead_of_time(act):
    """Nothing is recorded before its day: neither an act nor a paper. Norms and deadlines are read on that day."""
    days = {act.on, act.paper.issued_on if act.paper else None} - {None}
    return [
        Objection("Ghi nhận một ngày chưa tới", found=ngay(day), needed=f"không sau {ngay(today())}")
        for day in sorted(days)
        if day > today()
    ]


@dataclass(frozen=True)
class Transition:
    """One arrow of the diagram.

    With a permission it is a button a person may press. Without one it is a consequence, caused by the
    service of a later step. In the same transaction `prepare(obj, act)` writes what the new state requires of the
    row, just before it moves, and `effect(obj, act)` runs after.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    permission: str = ""
    guards: tuple[Callable, ...] = ()
    needs_note: bool = False
    needs_paper: bool = False
    part: str = ""
    prepare: Callable | None = None
    effect: Callable | None = None
    reason: Callable | None = None  # (note, data) -> the note with what else was typed for this step
    tone: str = ""  # "danger" for a refusal
    aside: tuple[str, ...] = ()  # sources in which it may be taken though the turn is somebody else's

    def note_of(self, note, data):
        return self.reason(note, data) if self.reason else note

    def objections(self, obj, act, *, of_paper=True):
        """Everything that stands in the way, so that it can be put right in one go.

        `of_paper=False` while the paper's own form says what the paper lacks.
        """
        if obj.status not in self.sources:
            return [Objection(f"{obj} đang ở trạng thái “{obj.get_status_display()}”, không thể “{self.label}”")]
        found = self.standing_objections(obj, act)
        if self.needs_note and not act.note.strip():
            found.append(Objection(f"Phải nêu lý do khi “{self.label}”"))
        whole = act.paper and act.paper.number and act.paper.issued_on and act.paper.signer
        if of_paper and self.needs_paper and not whole:
            found.append(Objection(f"Phải ghi số, ngày, người ký của văn bản khi “{self.label}”"))
        return found + ahead_of_time(act)

    def standing_objections(self, obj, act):
        """What can be said before the person has typed a note or a paper: shown beside the button."""
        found = self.asked_of(obj, act)
        if self.part and self.permission and (clash := parts.conflict(obj, act.by, self.part, self.permission)):
            found.append(clash)
        return [o if isinstance(o, Objection) else Objection(o) for o in found if o]

    def asked_of(self, obj, act, *, apart=()):
        """What the guards say, whoever asks; `apart`: guards that are about the person who presses."""
        found = []
        for guard in self.guards:
            if guard not in apart:
                answer = guard(obj, act)
                found += answer if isinstance(answer, list) else [answer]
        return [objection for objection in found if objection]


@dataclass(frozen=True)
class Step:
    """A transition as the record's page shows it."""

    transition: Transition
    allowed: bool
    objections: list
    who: list[str]
    aside: bool = False

    @property
    def leads(self):
        """It is what the record waits for: neither a refusal nor something possible beside another's turn."""
        return self.transition.tone != "danger" and not self.aside

    @property
    def ready(self):
        return self.allowed and not self.objections


class Workflow:
    def __init__(self, *transitions):
        self.transitions = {transition.name: transition for transition in transitions}

    def __getitem__(self, name):
        return self.transitions[name]

    def buttons(self, obj, user):
        """The transitions this user may press now, on a record read through visible_to()."""
        return [
            transition
            for transition in self.transitions.values()
            if transition.permission and obj.status in transition.sources and user.has_perm(transition.permission)
        ]

    def steps(self, obj, user):
        """What may come next, for whoever's turn it is, with all that stands in the way."""
        return [
            Step(
                transition,
                allowed := user.has_perm(transition.permission),
                transition.standing_objections(obj, Act(by=user)) if allowed else [],
                get_user_model().roles_with(transition.permission),
                obj.status in transition.aside,
            )
            for transition in self.transitions.values()
            if transition.permission and obj.status in transition.sources
        ]

    def because(self, entries):
        """The line of the trail (`entries`, newest first) by which the record came here, if that step gave a reason."""
        moved = next((entry for entry in entries if STATE in (entry.after or {})), None)
        step = moved and self.transitions.get(moved.action.rpartition(".")[2])
        return moved if step and step.needs_note and moved.note else None

    def press(self, obj, name, *, by, note="", paper=None, on=None, **data):
        """A person asks for a transition. `paper` is a Document, or a PaperInput to be attached first."""
        transition = self.transitions.get(name)
        if not transition or not transition.permission or not by.has_perm(transition.permission, obj):
            raise PermissionDenied("Tài khoản của bạn không được giao việc này.")
        return self._move(obj, transition, by=by, note=note, paper=paper, on=on, data=data)

    def cause(self, obj, name, *, by, note="", paper=None, on=None, **data):
        """A later step brings this transition about; it has checked who may."""
        return self._move(obj, self.transitions[name], by=by, note=note, paper=paper, on=on, data=data)

    @transaction.atomic
    def _move(self, obj, transition, *, by, note, paper, on, data):
        # NO KEY: rows that refer to this one can still be written while it is locked.
        obj.refresh_from_db(from_queryset=type(obj)._base_manager.select_for_update(no_key=True))
        action = f"{obj._meta.label_lower}.{transition.name}"
        if isinstance(paper, PaperInput):
            paper = attach(
                obj,
                paper.upload,
                by=by,
                kind=f"{PAPER_OF_A_STEP}{transition.name}",
                title=paper.title or transition.label,
                number=paper.number,
                issued_on=paper.issued_on,
                issuer=paper.issuer,
                signer=paper.signer,
                illustrative=paper.illustrative,
            )
        on = parse_date((paper.issued_on if paper else None) or on or today())
        note = transition.note_of(note, data)
        act = Act(by=by, note=note, paper=paper, on=on, data=data)
        if objections := transition.objections(obj, act):
            raise ValidationError([str(objection) for objection in objections])
        if transition.part:
            parts.take_part(obj, by, transition.part, transition.permission)
        if transition.prepare:
            transition.prepare(obj, act)
        before = obj.get_status_display()
        obj.status = transition.target
        obj.save(update_fields=["status"])
        if transition.effect:
            transition.effect(obj, act)
        after = obj.get_status_display()
        moved = {} if before == after else {"before": {STATE: before}, "after": {STATE: after}}
        record(obj, action, by=by, note=note, paper=paper, perm=transition.permission, on=act.on, **moved)
        return obj
