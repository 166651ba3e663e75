"""What was reached of each target at each place, and what the places of a project make together.

The team finds a figure for every target at every place, or says why nothing is measured there. Counts and amounts of
several places add up to the project's figure; percents and prices do not: each place keeps its own, and the project the
one value that was written for it. What the particulars tell is never overwritten (`projects.details`).
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError

from core.text import figure
from inspections.models import Acceptance, AcceptanceBatch, PlaceResult
from projects.models import Beneficiary, IndicatorValue
from projects.services import reach_indicators

SEVERAL = "không cộng: tỷ lệ, đơn giá tính riêng từng nơi"


@dataclass(frozen=True)
class Total:
    """What the places of a project say together of one target: `said` of its `places` have answered.

    `value`: their sum; None while a place is silent, where nothing was measured, and of several places where the
    figures do not add up. `part`: the sum of those that have said, where minutes that stand leave the others (`silent`,
    by name) without a figure for ever: it is told, and is no figure of the project.
    """

    indicator: IndicatorValue
    value: Decimal | None
    said: int
    places: int
    part: Decimal | None = None
    silent: tuple = ()

    @property
    def is_whole(self):
        return self.said == self.places

    @property
    def words(self):
        """«15 / 12 người», or why there is no sum."""
        if self.value is not None:
            return f"{figure(self.value)} / {_planned(self.indicator)}"
        if self.part is not None:
            where = f"{self.said}/{self.places} nơi; biên bản không ghi số của {', '.join(self.silent)}"
            return f"{figure(self.part)} / {_planned(self.indicator)} ở {where}"
        if not self.is_whole:
            return f"mới có {self.said}/{self.places} nơi ghi kết quả"
        return "không nơi nào đo" if self.places == 1 or self.indicator.adds_up else SEVERAL


@dataclass(frozen=True)
class TargetResult:
    """One target at one place: what the project promised and reported, what the team found here."""

    indicator: IndicatorValue
    total: Total
    row: PlaceResult | None = None

    @property
    def code(self):
        return self.indicator.code

    @property
    def name(self):
        return self.indicator.name

    @property
    def unit(self):
        return self.indicator.unit

    @property
    def planned(self):
        """The target, of the whole project."""
        return self.indicator.planned

    @property
    def aim(self):
        """«12 người», a dash where nothing was planned."""
        return _planned(self.indicator)

    @property
    def reported(self):
        """What is written of the whole project."""
        return self.indicator.actual

    @property
    def value(self):
        return self.row.value if self.row else None

    @property
    def remark(self):
        return self.row.remark if self.row else ""

    @property
    def is_answered(self):
        return bool(self.row and self.row.is_answered)

    @property
    def is_alone(self):
        """Whether the place is all the project has: its figure is the project's."""
        return self.total.places == 1

    @property
    def reached(self):
        """What is held against the target: the places' sum; where they do not add up, this place; else what was
        reported."""
        if self.total.value is not None:
            return self.total.value
        return self.reported if self.value is None or self.indicator.adds_up else self.value

    @property
    def words(self):
        """«15 / 12 người (ghi chú)», «không đo: lý do»; what is not written is a dash, or what the project reported."""
        if self.value is None:
            if self.is_answered:
                return self.row.words
            here = "–" if self.reported is None else f"{'' if self.is_alone else 'cả đề án '}{figure(self.reported)}"
            return f"{here} / {_planned(self.indicator)}"
        return f"{figure(self.value)} / {_planned(self.indicator)}{f' ({self.remark})' if self.remark else ''}"


def _planned(indicator):
    return f"{'–' if indicator.planned is None else figure(indicator.planned)} {indicator.unit}".strip()


def results_by_target(places, standing):
    """{place pk: [TargetResult]}, every indicator of the place's project in order. Three queries.

    `standing`: {project id: {beneficiary id (None: the project as a whole): the place whose result counts}}.
    """
    projects = {row.project_id for row in places}
    counting = [row for rows in standing.values() for row in rows.values()]
    told = _told([*places, *counting])
    targets, whose = _targets(projects), _beneficiaries(projects)
    totals = {
        project: _totals(targets[project], standing.get(project, {}), whose[project], told) for project in projects
    }
    return {
        row.pk: [
            TargetResult(target, totals[row.project_id][target.pk], told.get((row.pk, target.pk)))
            for target in targets[row.project_id]
        ]
        for row in places
    }


def totals_of(project, standing):
    """[Total] of every indicator of one project over the places whose results count (`standing`)."""
    targets, whose = _targets([project.pk]), _beneficiaries([project.pk])
    totals = _totals(targets[project.pk], standing, whose[project.pk], _told(standing.values()))
    return [totals[target.pk] for target in targets[project.pk]]


def _told(places):
    rows = PlaceResult.objects.filter(acceptance__in={row.pk for row in places}).select_related("indicator")
    return {(row.acceptance_id, row.indicator_id): row for row in rows}


def _targets(projects):
    found = defaultdict(list)
    for target in IndicatorValue.objects.filter(project__in=projects):
        found[target.project_id].append(target)
    return found


def _beneficiaries(projects):
    found = defaultdict(set)
    for project, pk in Beneficiary.objects.filter(project__in=projects).values_list("project", "pk"):
        found[project].add(pk)
    return found


def _totals(targets, standing, beneficiaries, told):
    """{indicator pk: Total}; a project accepted as a whole, or without beneficiaries, is one place."""
    keys = {None} if None in standing or not beneficiaries else beneficiaries
    places = [standing[key] for key in keys if key in standing]
    found = {}
    for target in targets:
        rows = [row for place in places if (row := told.get((place.pk, target.pk))) and row.is_answered]
        values = [row.value for row in rows if row.value is not None]
        sums = len(rows) == len(keys) and values and (target.adds_up or len(keys) == 1)
        silent = [place for place in places if _is_closed(place) and not _answered(told, place, target)]
        rest = silent and values and target.adds_up and len(rows) + len(silent) == len(keys)
        found[target.pk] = Total(
            target, sum(values) if sums else None, len(rows), len(keys), sum(values) if rest else None,
            tuple(place.who for place in silent) if rest else (),
        )  # fmt: skip
    return found


def _answered(told, place, target):
    row = told.get((place.pk, target.pk))
    return bool(row and row.is_answered)


def _is_closed(place):
    """Its minutes are recorded: nothing is added to them."""
    return place.batch.status == AcceptanceBatch.Status.CONCLUDED


# --- what is still to be said ---------------------------------------------------------------------------------------


def unanswered(places):
    """{place pk: [names of the targets]} of those that conclude «Đạt» and have not said what was reached. Two queries.

    A target is what was planned; defects and acceptance by volume may leave targets open.
    """
    passed = [row for row in places if row.conclusion == Acceptance.Conclusion.PASS]
    targets, told = _targets({row.project_id for row in passed}), _told(passed)
    return {
        row.pk: [
            target.name
            for target in targets[row.project_id]
            if target.planned and not ((said := told.get((row.pk, target.pk))) and said.is_answered)
        ]
        for row in passed
    }


def what_is_lacking(places):
    """{place: [what its minutes still have to say]}, of those that lack something. Two queries."""
    places = list(places)
    open_targets = unanswered(places)
    found = {}
    for row in places:
        lacking = row.missing
        if names := open_targets.get(row.pk):
            lacking = [*lacking, f"kết quả hoặc lý do không đo của chỉ tiêu {', '.join(names)}"]
        if lacking:
            found[row] = lacking
    return found


# --- writing --------------------------------------------------------------------------------------------------------


def result_rows(place, results):
    """([PlaceResult], [sentences on what cannot be]): the rows that `results` ask for, not saved; those left out stay.

    `results`: {code of a target: {"value", "remark"}}; both empty take back what was said.
    """
    targets = {row.code: row for row in IndicatorValue.objects.filter(project=place.project)}
    known = {row.indicator_id: row for row in place.target_results.all()} if place.pk else {}
    rows, wrong = [], []
    for code, said in results.items():
        target = targets.get(code)
        if target is None:
            there = ", ".join(targets) or "không có chỉ tiêu nào"
            wrong.append(f"“{code}” không phải chỉ tiêu của {place.project.code}; các mã: {there}.")
            continue
        row = known.get(target.pk) or PlaceResult(acceptance=place, indicator=target)
        row.indicator = target
        row.value, row.remark = said.get("value"), (said.get("remark") or "").strip()
        wrong += [f"{target.name}: {sentence}" for sentence in _wrong_with(row)]
        rows.append(row)
    return rows, wrong


def _wrong_with(row):
    try:
        row.full_clean(exclude=["acceptance"], validate_unique=False)
    except ValidationError as error:
        return error.messages
    return []


def in_words(place):
    """{name of a target: what is said of it here}, for the trail."""
    rows = PlaceResult.objects.filter(acceptance=place).select_related("indicator") if place.pk else []
    return {row.indicator.name: row.words or None for row in rows}


def take_reached(project, standing, *, by, note):
    """What the places of an accepted project make together is the figure of the project from now on."""
    figures = {total.indicator: total.value for total in totals_of(project, standing) if total.value is not None}
    reach_indicators(
        project,
        figures,
        by=by,
        action="inspections.acceptance.reach",
        perm="inspections.conclude_acceptance",
        note=note,
    )
