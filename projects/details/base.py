"""What every family of particulars shares: a sheet of facts, lists of rows, and when each field may be written.

What is PLANNED belongs to the application and stands with it once it is filed. What is DONE is written while the
project is carried out, until its settlement. A project of an old year takes both from its papers.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from core.dates import ngay, today
from norms.models import SupportCategory
from projects.project_models import OfProjectQuerySet, Project, StandingManager

Form = SupportCategory.DetailForm


class Particulars(models.Model):
    """Fields in two parts; those of NEEDED (NEEDED_DONE) must be there when the application is filed (completed)."""

    PLANNED = ()
    DONE = ()
    NEEDED = ()
    NEEDED_DONE = ()
    PROVES = False  # rows of papers: what was planned stands, but more of them may come while the work goes on

    class Meta:
        abstract = True

    @classmethod
    def labels(cls):
        return {field.name: field.verbose_name for field in cls._meta.fields}

    def lacking(self, names):
        """The labels of these fields that are still empty."""
        labels = self.labels()
        return [labels[name] for name in names if getattr(self, name) in (None, "")]


class Sheet(Particulars):
    """The facts of one project, once."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="%(class)s", editable=False)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        abstract = True


class Row(Particulars):
    """One of several: a machine, a class, a measurement. LATE rows are added while the work goes on."""

    HEADING = ""
    LATE = False

    project = models.ForeignKey(Project, models.PROTECT, related_name="%(class)ss", editable=False)
    no = models.PositiveSmallIntegerField("số TT", default=1, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = StandingManager()
    everything = OfProjectQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["no", "pk"]

    def take_over(self, stored):
        """What nobody types, from the row (`stored`) in whose place this one is saved."""

    def units(self, project):
        """How many of what the norm counts it is, where the norm counts these rows (`Family.listed`)."""
        return 1

    @property
    def begun(self):
        """What was done of it already, in words: it is not taken out of an approved list; "" while nothing was."""
        return ""

    @classmethod
    def planned_figures(cls, rows):
        """{code of an indicator: what a list of these rows plans of it}, None where a row does not tell."""
        return {}

    @classmethod
    def of(cls, project):
        """The project's present rows, with the records they name, in one query."""
        named = [field.name for field in cls._meta.fields if field.is_relation and field.name != "project"]
        rows = getattr(project, cls.list_name()).all()
        return rows.select_related(*named) if named else rows

    @classmethod
    def list_name(cls):
        """The key of the list on forms and over REST: «machines»."""
        return f"{cls._meta.model_name}s"


@dataclass(frozen=True)
class Told:
    """What money is asked for, in words, and what tells this time from another time of the same name.

    `marks`: figures of the plan that differ from one time to the next; `over`: it is delivered, held, broadcast.
    """

    words: str
    year: int
    marks: tuple = ()
    over: bool = False

    def __str__(self):
        return self.words

    def may_be_another(self, other):
        """Another year's, and either other figures or already over there: then only a person can tell (L26 đ.7.4)."""
        return self.year != other.year and (self.over or other.over or self.marks != other.marks)

    def with_row(self, other):
        """Two rows of one application that say the same content."""
        return Told(self.words, self.year, tuple(sorted((*self.marks, *other.marks), key=repr)),
                    self.over and other.over)  # fmt: skip


@dataclass(frozen=True)
class Family:
    """What the family itself objects to: when the application is filed, found eligible, reported done, accepted as met.

    `completion` asks what was done and written; `passing` holds its figures to what was approved: it stands only
    against the conclusion «Đạt», so that a team may still find defects or accept by volume.
    """

    code: str
    sheet: type[Sheet] | None = None
    rows: tuple[type[Row], ...] = ()
    filing: Callable = lambda project: []
    judging: Callable = lambda project: []
    completion: Callable = lambda project: []
    passing: Callable = lambda project: []
    content: Callable | None = None  # {project id: {key: Told}} of what many projects ask for; `told_by` makes one
    told_apart: str = ""  # what another year's file of the same content must say for a person to tell them apart
    prepare: Callable = lambda project, rows, by: None  # before {list: [{field: value}]} of its particulars are written
    computed: Callable = lambda project: []  # [(label, words)] worked out of what is written
    counted: Callable = lambda project: None  # how many of what the norm counts it lists; None: `projects.units` asks
    listed: Callable = lambda project: None  # the kind of rows that the norm counts, None where it counts none
    unit_field: Callable = lambda project: ()  # (indicator, field of the sheet) that are the number of units
    ends: tuple = ()  # (its sheet or rows, the day on which what is supported is over), for `ended_on`
    figures: Callable = lambda project: {}  # {code of an indicator: (planned, reached)}, None where nothing tells it

    @property
    def label(self):
        return Form(self.code).label


def total(rows, name):
    """The sum of a column; None while there is no row or one of them does not tell it."""
    values = [getattr(row, name) for row in rows]
    return None if not values or None in values else sum(values)


def told_by(kind, tell, time=lambda row: ((), False), also=()):
    """What the rows or sheets of `kind` say is supported, however many projects are asked: one query, one for each of
    the lists `also` read with a row.

    tell(row): (key, words), or None while the row does not say. Keys find the same content in another file;
    time(row): the marks of this time, and whether it is over (Told).
    """
    named = ["project__category", *(f.name for f in kind._meta.fields if f.is_relation and f.name != "project")]

    def content(projects):
        found = {project.pk: {} for project in projects}
        years = {project.pk: project.plan_year for project in projects}
        for row in kind.objects.filter(project__in=found).select_related(*named).prefetch_related(*also):
            if told := tell(row):
                key, words = told
                here, once = found[row.project_id], Told(words, years[row.project_id], *time(row))
                here[key] = here[key].with_row(once) if key in here else once
        return found

    return content


def at_most(row, small, large):
    """{field: sentence} when a part is more than its whole; {} while one is unknown."""
    labels, here, there = row.labels(), getattr(row, small), getattr(row, large)
    if here is None or there is None or here <= there:
        return {}
    return {small: f"{labels[small].capitalize()}: {here}, nhiều hơn {labels[large]} ({there})."}


def in_order(row, first, later):
    """{field: sentence} when the later day comes first."""
    labels, here, there = row.labels(), getattr(row, first), getattr(row, later)
    if here is None or there is None or here <= there:
        return {}
    return {later: f"{labels[later].capitalize()} {ngay(there)} trước {labels[first]} {ngay(here)}."}


def not_to_come(row, *names):
    """{field: sentence} for each of these days that has not come yet."""
    labels = row.labels()
    return {
        name: f"{labels[name].capitalize()} {ngay(day)} chưa tới; hôm nay {ngay(today())}."
        for name in names
        if (day := getattr(row, name)) and day > today()
    }


FAMILIES = {}


def register(family):
    FAMILIES[family.code] = family
    return family


def family_of(project):
    """The Family of the project's kind of support, or None: the general form, whose particulars are its indicators."""
    return FAMILIES.get(project.category.detail_form)


def ended_on(projects):
    """{project id: (what its last day is called, that day)} of the classes and fairs of many projects.

    A query for each family that says such a day.
    """
    found = {}
    for family in FAMILIES.values():
        if family.ends:
            kind, name = family.ends
            rows = kind.objects.filter(project__in=projects, **{f"{name}__isnull": False}).order_by(name)
            label = kind._meta.get_field(name).verbose_name
            found |= {pk: (label, day) for pk, day in rows.values_list("project", name)}
    return found


def indicators_told(project, which):
    """{code: figure} of the indicators of its kind of support that the particulars tell; `which`: planned, actual."""
    family, place = family_of(project), ("planned", "actual").index(which)
    if family is None:
        return {}
    told, codes = family.figures(project), {row["code"] for row in project.category.output_indicators}
    return {code: pair[place] for code, pair in told.items() if code in codes and pair[place] is not None}
