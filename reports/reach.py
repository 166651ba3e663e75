"""Whose money a person may look at: the one question behind the runway, its drill-down and REST.

Province-wide offices see every unit's money, a spending unit its own; whoever has neither sees the money of projects
in reach and no unit's totals. A project in reach shows all its money, whichever unit spends it.
"""

from dataclasses import dataclass, field

from django.db.models import Q
from django.http import Http404

from accounts.models import Organisation
from core.access import require
from ledger import reading
from ledger.models import Account, Transfer
from ledger.stages import Stage
from projects.models import Project

UNDIVIDED = (Stage.TREASURY, Stage.APPROPRIATED, Stage.WITHHELD, Stage.ALLOCATED)


@dataclass(frozen=True)
class Scope:
    """A part of the books. `projects` is a list of ids when only projects' money is meant, else None."""

    year: int
    tier: str
    book_years: list = field(default_factory=list)
    unit: int | None = None
    line: int | None = None
    projects: list | None = None

    @property
    def narrowed(self):
        """Keyword arguments for the questions of `ledger.reading`."""
        return {"book_years": self.book_years, "unit": self.unit, "line": self.line, "project": self.projects}

    @property
    def whose(self):
        """Whose money this is, to be read after «Kinh phí»."""
        if self.projects is not None:
            return "các đề án được xem"
        return f"giao {Organisation.objects.get(pk=self.unit).short_name}" if self.unit else "toàn tỉnh"

    def runway(self):
        """[{stage, label, balance, reached}] in ledger order; a view of projects has no stages of undivided money."""
        rows = reading.runway(**self.narrowed)
        return rows if self.projects is None else [row for row in rows if row["stage"] not in UNDIVIDED]

    def accounts(self):
        return reading.accounts(**self.narrowed)

    def come_to(self, stage):
        return reading.come_to(stage, **self.narrowed)


def scope_for(user, *, year, tier, book_year=None, unit=None, line=None, project=None):
    """What this person may see of a year: every source of the tier, or one. `book_year`, `unit`, `line`, `project`:
    ids that narrow it (a line by its identity).

    PermissionDenied without the right to see money; Http404 for another year's book, a unit or project out of reach.
    """
    require(user, "budgets.view_money")
    book_years = list(reading.book_years(year, tier))
    if book_year is not None:
        book_years = [book for book in book_years if book.pk == book_year]
        if not book_years:
            raise Http404("Không có sổ này của năm và cấp đang xem.")
    office = user.organisation
    projects = None
    if project is not None:
        projects = list(_in_reach(user).filter(pk=project).values_list("pk", flat=True))
        if not projects:
            raise Http404("Không có đề án này.")
    elif not office.covers_province:
        if not office.is_spending_unit:
            projects = list(_in_reach(user).values_list("pk", flat=True))
        elif unit not in (None, office.pk):
            raise Http404("Không có đơn vị này.")
        else:
            unit = office.pk
    return Scope(year, tier, book_years, unit, line, projects)


def given_of(stages):
    """đồng of estimate given to whoever's runway this is; None where it holds no undivided money."""
    return next((row["reached"] for row in stages if row["stage"] == Stage.APPROPRIATED), None)


def accounts_in_reach(user):
    """Every account this person may open: the ledger's own answer, and those of projects in reach."""
    if not user.has_perm("budgets.view_money"):
        return Account.objects.none()
    refs = _in_reach(user).values("pk")
    of_projects = Q(subject__kind="PROJECT", subject__ref__in=refs) | Q(subject__parent__ref__in=refs)
    return Account.objects.filter(Q(pk__in=Account.objects.visible_to(user).order_by().values("pk")) | of_projects)


def transfers_in_reach(user):
    """Every transfer that touches an account this person may open."""
    if user.organisation.covers_province:
        return Transfer.objects.visible_to(user)
    accounts = accounts_in_reach(user).order_by().values("pk")
    return Transfer.objects.filter(Q(source__in=accounts) | Q(target__in=accounts))


def _in_reach(user):
    return Project.objects.visible_to(user).order_by()
