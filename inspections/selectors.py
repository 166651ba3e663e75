"""What visits and acceptance said of a project, for pages and for the money that follows."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from django.db.models import Max, Prefetch, Q

from core.dates import ngay
from core.documents import documents_of
from core.money import dong
from core.text import figure
from inspections.checklist import ANSWERS, CODES
from inspections.models import Acceptance, AcceptanceBatch
from inspections.proofs import not_proved, with_proofs
from inspections.results import results_by_target
from plans.models import PlanItem
from plans.selectors import approved_item, supports_in_force
from projects.details.base import ended_on
from projects.models import Beneficiary, Project

PASSED = (Acceptance.Conclusion.PASS, Acceptance.Conclusion.BY_VOLUME)
ACCEPTED = (
    Project.Status.ACCEPTED,
    Project.Status.PARTIALLY_ACCEPTED,
    Project.Status.SETTLED,
    Project.Status.CLOSED,
)
PHOTO, FIX_PHOTO, MINUTES = "photo", "photo:fix", "minutes"


@dataclass(frozen=True)
class Accepted:
    """The accepted result of a project over all its places: cost (đồng, on the norm's base) and units."""

    cost: int
    units: int
    held_on: datetime.date
    by_volume: bool
    batch: AcceptanceBatch


def results_of(project):
    """{beneficiary id (None: the project as a whole): its last recorded result}."""
    latest = {}
    rows = project.acceptances.concluded().select_related("batch", "beneficiary__establishment")
    for row in rows.order_by("batch__held_on", "batch_id", "pk"):
        if row.beneficiary is None or row.beneficiary.removed_at is None:
            latest[row.beneficiary_id] = row
    return latest


def places_left(project, results=None):
    """The beneficiaries whose place has no recorded result yet; none once the project was accepted as a whole."""
    results = results_of(project) if results is None else results
    if None in results:
        return []
    return [row for row in project.beneficiaries.select_related("establishment") if row.pk not in results]


def acceptance_of(project):
    """The last result of each place added up; None until every place has passed."""
    results = results_of(project)
    passed = [row for row in results.values() if row.conclusion in PASSED]
    if not passed or len(passed) < len(results) or places_left(project, results):
        return None
    last = max(passed, key=lambda row: (row.batch.held_on, row.batch_id))
    return Accepted(
        cost=sum(row.accepted_cost for row in passed),
        units=max(sum(row.accepted_units for row in passed), 1),
        held_on=last.batch.held_on,
        by_volume=any(row.conclusion == Acceptance.Conclusion.BY_VOLUME for row in passed),
        batch=last.batch,
    )


def accepted_costs(project):
    """{beneficiary id: đồng accepted at its place}; {} where the project was accepted as a whole."""
    rows = results_of(project)
    return {pk: row.accepted_cost for pk, row in rows.items() if pk is not None and row.conclusion in PASSED}


def accepted_among(projects):
    """{project id} of those accepted whole, by their state and a result that passed. One query."""
    rows = Acceptance.objects.concluded().filter(project__in=projects, conclusion__in=PASSED)
    return set(rows.filter(project__status__in=ACCEPTED).values_list("project", flat=True))


def last_accepted_on(projects):
    """{project id: the day of the last place accepted} of those accepted whole, by their state. One query."""
    rows = Acceptance.objects.concluded().filter(project__in=projects, conclusion__in=PASSED)
    rows = rows.filter(project__status__in=ACCEPTED).order_by().values_list("project")
    return dict(rows.annotate(last=Max("batch__held_on")))


def without_proof(project):
    """The results that passed and whose part of the beneficiary no paper proves."""
    passed = [row for row in results_of(project).values() if row.conclusion in PASSED]
    return [row for row in with_proofs(passed) if not_proved(row)]


def with_remarks(places):
    """The places as a list, each with its `results_by_target` ([TargetResult]), its `proofs` ([Document]) and
    `remarks`: sentences on what is beyond the figures of the project, short of its targets, not proved, or accepted
    before it was over. A fixed number of queries.

    A remark and no refusal: the minutes say what the team found, and the money keeps its own limit, for a settlement
    is never above the approved support (programme §0b.12, §5.2). All the places of a project count together.
    """
    places = with_proofs(list(places))
    projects, batches = {row.project_id for row in places}, {row.batch_id for row in places}
    counted, standing = defaultdict(dict), defaultdict(dict)
    rows = Acceptance.objects.filter(project__in=projects).select_related("batch", "beneficiary__establishment")
    passed = Q(batch__status=AcceptanceBatch.Status.CONCLUDED, conclusion__in=PASSED)
    rows = rows.filter(passed | Q(batch__in=batches))
    for row in sorted(rows, key=lambda row: (row.batch_id in batches, row.batch.held_on, row.batch_id, row.pk)):
        if row.accepted_cost is not None:
            counted[row.project_id][row.beneficiary_id] = row
        standing[row.project_id][row.beneficiary_id] = row
    standing = {
        project: {key: row for key, row in rows.items() if row.conclusion != Acceptance.Conclusion.DEFECTS}
        for project, rows in standing.items()
    }
    approved = supports_in_force(projects)
    found = results_by_target(places, standing)
    ended = ended_on(projects)
    for row in places:
        row.results_by_target = found[row.pk]
        together = list(counted[row.project_id].values()) if row.accepted_cost is not None else []
        row.remarks = [
            *_beyond(row.project, together, approved.get(row.project_id)),
            *_more_than_the_volume(row),
            *_short_of(row.results_by_target),
        ]
        if row.conclusion != Acceptance.Conclusion.DEFECTS and (lacking := not_proved(row)):
            row.remarks.append(lacking)
        if row.project_id in ended:
            row.remarks += _too_early(row.batch.held_on, *ended[row.project_id])
    return places


def _too_early(held_on, what, day):
    if held_on >= day:
        return []
    return [f"Nghiệm thu ngày {ngay(held_on)}, trước ngày {what} {ngay(day)}."]


def _short_of(results):
    """Which targets are not reached, of which nobody wrote what was reached, which were reported otherwise."""
    planned = [one for one in results if one.planned]
    unknown = [one.name for one in planned if one.reached is None and not one.is_answered]
    short = [_beside(one, one.planned) for one in planned if one.reached is not None and one.reached < one.planned]
    other = [
        _beside(one, one.reported)
        for one in results
        if None not in (one.total.value, one.reported) and one.total.value != one.reported
    ]
    found = [f"Chỉ tiêu chưa đạt kế hoạch: {'; '.join(short)}."] if short else []
    found += [f"Chỉ tiêu chưa ghi số thực hiện: {', '.join(unknown)}."] if unknown else []
    return found + ([f"Nghiệm thu khác số thực hiện đã ghi của đề án: {'; '.join(other)}."] if other else [])


def _beside(result, other):
    return f"{result.name} {figure(result.reached)} / {figure(other)} {result.unit}".strip()


def _more_than_the_volume(place):
    """What was accepted at a place by volume beyond that part of the whole project: it cannot be so at one of several
    either."""
    if place.conclusion != Acceptance.Conclusion.BY_VOLUME or place.volume_percent is None:
        return []
    project, percent = place.project, place.volume_percent
    found = []
    if place.accepted_cost and project.total_cost and place.accepted_cost * 100 > percent * project.total_cost:
        share, whole = _share(place.accepted_cost, project.total_cost), dong(project.total_cost)
        found.append(
            f"Chi phí được nghiệm thu {dong(place.accepted_cost)} là {share} % tổng kinh phí của đề án ({whole}), "
            f"nhiều hơn khối lượng đã thực hiện {figure(percent)} %."
        )
    if project.units > 1 and place.accepted_units * 100 > percent * project.units:
        found.append(
            f"Số lượng được nghiệm thu {place.accepted_units}/{project.units} là "
            f"{_share(place.accepted_units, project.units)} %, nhiều hơn khối lượng đã thực hiện {figure(percent)} %."
        )
    return found


def _share(part, whole):
    """In percent, rounded up to a tenth: what is more than the volume never reads as the same."""
    return figure((Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_UP))


def _beyond(project, places, approved):
    """What these places of a project together claim beyond its file or its decision (`approved`, đồng)."""
    if not places:
        return []
    cost, units = sum(row.accepted_cost for row in places), sum(row.accepted_units for row in places)
    together = f" của {len(places)} nơi cộng lại" if len(places) > 1 else ""
    found = []
    if project.total_cost is not None and cost > project.total_cost:
        found.append(
            f"Chi phí được nghiệm thu{together} {dong(cost)} vượt tổng kinh phí của đề án ({dong(project.total_cost)})."
        )
    if units > project.units:
        found.append(f"Số lượng được nghiệm thu{together} {units} vượt số lượng theo hồ sơ ({project.units}).")
    if approved is not None and all(row.counterpart_done is not None for row in places):
        left = cost - sum(row.counterpart_done for row in places) - (project.other or 0)
        if left > approved:
            found.append(
                f"Chi phí được nghiệm thu{together} trừ vốn đối ứng và nguồn khác còn {dong(left)}, vượt kinh phí đã "
                f"phê duyệt ({dong(approved)}); phần vượt không được hỗ trợ."
            )
    return found


@dataclass(frozen=True)
class Waiting:
    """A place that waits for acceptance: of which project, whose, where."""

    project: Project
    beneficiary: Beneficiary | None

    @property
    def key(self):
        return f"{self.project.pk}-{self.beneficiary.pk if self.beneficiary else 0}"

    @property
    def place(self):
        return (self.beneficiary.place if self.beneficiary else "") or self.project.place

    @property
    def label(self):
        who = f" · {self.beneficiary}" if self.beneficiary else ""
        return f"{self.project.code} · {self.project.title}{who}"


def waiting_places(user, besides=None, of=None):
    """Places of completed projects in reach with no result yet and in no batch being drawn up; three queries.

    `besides`: a batch whose own places stay on offer; `of`: of this project alone. A place that failed is offered
    again once the project is completed anew; so are those that passed, where the one that had not has left, for the
    minutes of the last of them close the acceptance of the project.
    """
    projects = (
        Project.objects.visible_to(user)
        .filter(status=Project.Status.COMPLETED)
        .select_related("area")
        .prefetch_related("beneficiaries__establishment")
    )
    if of is not None:
        projects = projects.filter(pk=of.pk)
    passed, drawn_up = set(), set()
    rows = Acceptance.objects.filter(project__status=Project.Status.COMPLETED).exclude(
        batch__status=AcceptanceBatch.Status.CANCELLED
    )
    for row in rows.select_related("batch"):
        key = (row.project_id, row.beneficiary_id)
        if row.batch.status == AcceptanceBatch.Status.CONCLUDED:
            if row.conclusion in PASSED:
                passed.add(key)
        elif row.batch != besides:
            drawn_up.add(key)
    found = []
    for project in projects:
        if (project.pk, None) in passed | drawn_up:
            continue
        places = list(project.beneficiaries.all()) or [None]
        keys = {(project.pk, beneficiary.pk if beneficiary else None): beneficiary for beneficiary in places}
        taken = drawn_up if keys.keys() <= passed else passed | drawn_up
        found += [Waiting(project, beneficiary) for key, beneficiary in keys.items() if key not in taken]
    return found


@dataclass(frozen=True)
class Answer:
    """One line of the checklist as people read it."""

    code: str
    question: str
    answer: str
    note: str

    TONES = {"YES": "la", "NO": "son", "UNKNOWN": "nghe"}

    @property
    def label(self):
        return ANSWERS.get(self.answer, "Chưa trả lời")

    @property
    def tone(self):
        return self.TONES.get(self.answer, "da")


def answers_of(inspection):
    """The checklist of a visit, every question in order."""
    given = {row["code"]: row for row in inspection.checklist}
    return [
        Answer(code, question, given.get(code, {}).get("answer", ""), given.get(code, {}).get("note", ""))
        for code, question in CODES.items()
    ]


def remarks_on_visit(inspection):
    """[sentence]: a visit of a day before its project was approved is kept as it is told, and said.

    Of visits read by `with_approval` without another query.
    """
    if not inspection.visited_on:
        return []
    known = getattr(inspection.project, "decided_items", None)
    item = approved_item(inspection.project) if known is None else next(iter(known), None)
    decided = item and item.round.decision_date
    if not decided or inspection.visited_on >= decided:
        return []
    return [
        f"Ngày kiểm tra {ngay(inspection.visited_on)} trước ngày phê duyệt đề án {ngay(decided)} "
        f"({item.round.name}): xem lại ngày kiểm tra hoặc đề án được chọn."
    ]


def with_approval(visits):
    """A query of visits, each with the decision on its project; one query more."""
    decided = PlanItem.objects.decided().select_related("round").order_by("-pk")
    return visits.prefetch_related(Prefetch("project__plan_items", queryset=decided, to_attr="decided_items"))


def minutes_of(inspection):
    """The minutes signed by both sides."""
    return [row for row in documents_of(inspection) if row.kind == MINUTES]


def photos_of(inspection):
    """Photographs of a visit, in the order they were taken in."""
    photos = [row for row in documents_of(inspection) if row.kind in (PHOTO, FIX_PHOTO)]
    return photos[::-1]
