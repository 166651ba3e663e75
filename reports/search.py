"""The search box: projects, establishments, plans and rounds, papers by number; only what is in reach."""

from dataclasses import dataclass

from django.db.models import Q

from core.fields import found_by
from core.models import Document
from core.text import one_line
from establishments.models import Establishment
from plans.models import AnnualPlan, ApprovalRound
from projects.models import Project
from reports.links import readable

MOST = 20  # of a kind; the lists have the rest
LEAST = 2  # letters


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, what to know of it, where it is."""

    title: str
    detail: str
    url: str
    illustrative: bool = False


@dataclass(frozen=True)
class Group:
    """Hits of one kind; `more`: there are others that are not shown."""

    name: str
    hits: list
    more: bool = False


def exact(words, user):
    """The project whose code was typed, so that a code leads straight to its record; None otherwise."""
    if not user.has_perm("projects.view_project"):
        return None
    return Project.objects.visible_to(user).filter(code__iexact=one_line(words)).first()


def find(words, user):
    """[Group] without empty ones. A fixed number of queries."""
    words = one_line(words)
    if len(words) < LEAST:
        return []
    groups = [_projects(words, user), _establishments(words, user), _plans(words, user), _papers(words, user)]
    return [group for group in groups if group.hits]


def _group(name, rows, told):
    return Group(name, [told(row) for row in rows[:MOST]], len(rows) > MOST)


def _projects(words, user):
    if not user.has_perm("projects.view_project"):
        return Group("Đề án", [])
    rows = list(Project.objects.for_list().visible_to(user).find(words)[: MOST + 1])

    def told(row):
        detail = " · ".join(filter(None, [row.code, row.beneficiary_words, str(row.area), row.get_status_display()]))
        return Hit(row.title, detail, row.get_absolute_url(), row.illustrative)

    return _group("Đề án", rows, told)


def _establishments(words, user):
    if not user.has_perm("establishments.view_establishment"):
        return Group("Cơ sở công nghiệp nông thôn", [])
    rows = list(Establishment.objects.for_list().visible_to(user).find(words)[: MOST + 1])

    def told(row):
        detail = " · ".join(filter(None, [row.code, str(row.area), row.sector]))
        return Hit(row.name, detail, row.get_absolute_url(), row.illustrative)

    return _group("Cơ sở công nghiệp nông thôn", rows, told)


def _plans(words, user):
    rows = []
    if user.has_perm("plans.view_annualplan"):
        rows += AnnualPlan.objects.visible_to(user).filter(found_by(words))[: MOST + 1]
    if user.has_perm("plans.view_approvalround"):
        rows += ApprovalRound.objects.visible_to(user).filter(found_by(words))[: MOST + 1]

    def told(row):
        paper = row.paper_words if isinstance(row, AnnualPlan) else row.decision_words
        return Hit(str(row), f"{paper} · {row.get_status_display()}".lstrip(" ·"), row.get_absolute_url())

    return _group("Kế hoạch, đợt phê duyệt", rows, told)


def _papers(words, user):
    """By number or title; the hit leads to the record the paper lies on."""
    found = Document.objects.visible_to(user).standing().filter(
        Q(number__icontains=words) | Q(title__icontains=words)
    )  # fmt: skip
    rows = list(found.order_by("-issued_on", "-pk").prefetch_related("subject")[: MOST + 1])
    pages = readable([row.subject for row in rows], user)
    hits = []
    for row in rows[:MOST]:
        record, url = pages.get((type(row.subject), row.object_id), (None, ""))
        if record is None:
            continue
        facts = [f"{row.issued_on:%d/%m/%Y}" if row.issued_on else "", row.issuer, f"trong hồ sơ {record}"]
        hits.append(Hit(str(row), " · ".join(filter(None, facts)), url, row.illustrative))
    return Group("Văn bản, giấy tờ", hits, len(rows) > MOST)
