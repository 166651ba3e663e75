"""Which papers a project's dossier needs, which it has, who brings what is missing.

Some papers are records of the program itself (a contract, the minutes of an acceptance), some lie in the folder of a
later room's record (a request for payment). Those rooms say which, by `register_records` and `register_filed`, so that
the page never asks for a paper that is already there.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from core.audit import history
from core.dates import ngay, today
from core.documents import documents_of, kinds_on
from norms.models import PaperKind, RequiredPaper
from norms.selectors import required_papers
from projects.details.machinery import QuotesAsked, quotes_asked
from projects.models import ProgressReport, Project

Stage = RequiredPaper.Stage
S = Project.Status

# The stage whose papers a project in this state has to have; later stages are not needed yet.
STAGE_OF = dict.fromkeys(
    (S.DRAFT, S.REGISTERED, S.RETURNED, S.APPRAISED, S.REJECTED, S.PLANNED, S.APPROVED, S.WITHDRAWN), Stage.REGISTRATION
) | {
    S.CONTRACTED: Stage.ADVANCE,
    S.IN_PROGRESS: Stage.ADVANCE,
    S.SUSPENDED: Stage.ADVANCE,
    S.TERMINATED: Stage.ADVANCE,
    S.CARRIED_OVER: Stage.ADVANCE,
    S.COMPLETED: Stage.PAYMENT,
    S.ACCEPTED: Stage.PAYMENT,
    S.PARTIALLY_ACCEPTED: Stage.PAYMENT,
    S.SETTLED: Stage.SETTLEMENT,
    S.CLOSED: Stage.SETTLEMENT,
}
ORDER = list(Stage)

_records = {}  # used as an ordered set: registering twice is registering once
_filed = {}
_there = {}


def register_records(source):
    """Let a later room answer `source(project) -> {code of a paper: (words, address)}`; called when it is ready."""
    _records[source] = None


def register_filed(source):
    """Let a later room answer `source(project) -> {code of a paper: (words, address)}` of what lies in its folders.

    The dossier counts it as there; it does not answer for another folder, where the same paper is asked anew.
    """
    _filed[source] = None


def register_there(source):
    """Let a later room answer both of these for many: `source([project]) -> {project id: {code of a paper}}`."""
    _there[source] = None


def records_of(project):
    """{code of a paper: (words, address) of the record that is this paper}, from this room and the later ones."""
    return {code: record for source in (_confirmed_report, *_records) for code, record in source(project).items()}


@dataclass
class PaperRow:
    """One paper of the dossier: HAVE (there), MISSING (needed now), IF_ANY (only on a condition), LATER (not yet)."""

    paper: PaperKind
    stage: str
    condition: str = ""
    source: str = ""
    state: str = "LATER"
    documents: list = field(default_factory=list)
    record: str = ""  # the record of the program that is this paper, or has it in its folder, in words
    record_url: str = ""
    is_listed: bool = False  # written in the particulars, not brought as a file

    WORDS = {"HAVE": "Đủ", "MISSING": "Thiếu", "IF_ANY": "Nếu có", "LATER": "Chưa cần"}
    TONES = {"HAVE": "la", "MISSING": "nghe", "IF_ANY": "da", "LATER": "da"}

    @property
    def word(self):
        return self.WORDS[self.state]

    @property
    def tone(self):
        return self.TONES[self.state]

    @property
    def stage_label(self):
        return Stage(self.stage).label


def paper_rows(project):
    """([PaperRow] in the order of stages, [Document] of no required kind). A fixed number of queries."""
    documents = list(documents_of(project))
    of_kind = defaultdict(list)
    for document in documents:
        of_kind[document.kind].append(document)
    now, filed_on = ORDER.index(STAGE_OF[project.status]), filing_day(project)
    elsewhere = {code: paper for source in _filed for code, paper in source(project).items()} | records_of(project)
    rows = {}
    for requirement in _required(project):
        if requirement.paper_id in rows:  # asked again at a later stage: once there, it is there
            continue
        row = PaperRow(requirement.paper, requirement.stage, requirement.condition, requirement.cited)
        row.documents = of_kind.pop(requirement.paper.code, [])
        if row.stage == Stage.REGISTRATION:
            tell_late(row.documents, filed_on)
        row.record, row.record_url = elsewhere.get(requirement.paper.code, ("", ""))
        if row.documents or row.record:
            row.state = "HAVE"
        elif ORDER.index(requirement.stage) <= now:
            row.state = "MISSING" if requirement.always else "IF_ANY"
        rows[requirement.paper_id] = row
    if asked := quotes_asked([project]).get(project.pk):
        row = PaperRow(quotes_as_paper(asked), Stage.REGISTRATION, source=asked.rule.cited, is_listed=True)
        row.state, row.record = ("MISSING" if asked.lacking else "HAVE"), asked.found
        row.record_url = f"{project.get_absolute_url()}#details"
        rows[QuotesAsked.CODE] = row
    return list(rows.values()), [document for kind in of_kind.values() for document in kind]


def quotes_as_paper(asked):
    """The quotes that a rule asks for, named as papers are; they are kept in the particulars."""
    return PaperKind(code=QuotesAsked.CODE, name=asked.words)


def filing_day(project):
    """The day the dossier was last filed; None before that, and for an old year's."""
    moves = [f"projects.project.{name}" for name in ("register", "resubmit")]
    entry = history(project).filter(action__in=moves).first()
    return date.fromisoformat(entry.data["on"]) if entry else None


def tell_late(documents, on, what="nộp hồ sơ"):
    """A paper that bears a later day than the act it belongs to gets a `remark`; it counts all the same."""
    for document in documents:
        if on and document.issued_on and document.issued_on > on:
            document.remark = f"Đề ngày {ngay(document.issued_on)}, sau ngày {what} {ngay(on)}."


def missing_papers(project, stage, on):
    """[PaperKind] that the project must have at this stage by the rules of that day, and has not."""
    there = set(documents_of(project).values_list("kind", flat=True))
    rows = required_papers(project.category, stage, on, tier=project.tier)
    return [row.paper for row in rows if row.always and row.paper.code not in there]


def missing_now(projects):
    """{project id: [PaperKind] still MISSING on its page, in the order of the stages}; only of those that lack any.

    The same answer as `paper_rows` for many projects, in a fixed number of queries.
    """
    projects = [project for project in projects if not project.is_historical]
    rules = defaultdict(list)
    rows = RequiredPaper.objects.filter(category__in={project.category_id for project in projects})
    for row in rows.select_related("paper").order_by("paper__order", "paper_id", "tier"):
        rules[row.category_id].append(row)
    ids = [project.pk for project in projects]
    there = defaultdict(set, kinds_on(Project, ids))
    for project in ProgressReport.objects.filter(project__in=ids).exclude(confirmed_on=None).values_list("project"):
        there[project[0]].add("progress_report")
    for source in _there:
        for project, codes in source(projects).items():
            there[project] |= codes
    found, quotes = {}, quotes_asked(projects)
    for project in projects:
        now = ORDER.index(STAGE_OF[project.status])
        of_tier = [row for row in rules[project.category_id] if row.tier in ("", project.tier)]
        asked = {}
        for row in _standing(project, of_tier):
            asked.setdefault(row.paper_id, row)  # asked again at a later stage: once there, it is there
        lacking = [
            row.paper for row in asked.values()
            if row.always and ORDER.index(row.stage) <= now and row.paper.code not in there[project.pk]
        ]  # fmt: skip
        if (asked_of := quotes.get(project.pk)) and asked_of.lacking:
            lacking.append(quotes_as_paper(asked_of))
        if lacking:
            found[project.pk] = lacking
    return found


def _confirmed_report(project):
    """The monthly report that the Department confirmed is the paper on the value of work."""
    report = project.progress_reports.exclude(confirmed_on=None).first()
    if report is None:
        return {}
    words = f"{report}, Sở xác nhận ngày {ngay(report.confirmed_on)}"
    return {"progress_report": (words, reverse("projects:progress", args=[project.pk]))}


def _required(project):
    """Requirements of all stages: the registration's by the dossier's day, later ones by today's rules. One query."""
    rows = (
        RequiredPaper.objects.filter(category=project.category_id, tier__in=["", project.tier])
        .select_related("paper")
        .order_by("paper__order", "paper_id", "tier")
    )
    return _standing(project, rows)


def _standing(project, rows):
    """Those of the rows (in reading order, a tier's own last) in force on the day that counts, by stage."""
    standing = {}
    for row in rows:
        day = project.filed_on if row.stage == Stage.REGISTRATION else today()
        if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to):
            standing[row.stage, row.paper_id] = row
    return sorted(standing.values(), key=lambda row: ORDER.index(row.stage))
