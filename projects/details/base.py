"""What every family of particulars shares: a sheet of facts, lists of rows, and when each field may be written.

What is PLANNED belongs to the application and stands with it once it is filed. What is DONE is written while the
project is carried out, until its settlement. A project of an old year takes both from its papers.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from norms.models import SupportCategory
from projects.project_models import OfProjectQuerySet, Project, StandingManager

Form = SupportCategory.DetailForm


class Particulars(models.Model):
    """Fields in two parts; those of NEEDED (NEEDED_DONE) must be there when the application is filed (completed)."""

    PLANNED = ()
    DONE = ()
    NEEDED = ()
    NEEDED_DONE = ()

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

    @classmethod
    def list_name(cls):
        """The key of the list on forms and over REST: «machines»."""
        return f"{cls._meta.model_name}s"


@dataclass(frozen=True)
class Family:
    """What the family itself objects to: when the application is filed, found eligible, reported done."""

    code: str
    sheet: type[Sheet] | None = None
    rows: tuple[type[Row], ...] = ()
    filing: Callable = lambda project: []
    judging: Callable = lambda project: []
    completion: Callable = lambda project: []

    @property
    def label(self):
        return Form(self.code).label


FAMILIES = {}


def register(family):
    FAMILIES[family.code] = family
    return family


def family_of(project):
    """The Family of the project's kind of support, or None: then its indicators say all."""
    return FAMILIES.get(project.category.detail_form)
