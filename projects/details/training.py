"""Classes: workshops, vocational and management training. What was planned, who came, what became of them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.dates import ngay
from core.fields import NFCCharField
from core.text import fold
from core.workflow import Objection
from projects.details.base import Family, Form, Row, at_most, in_order, not_to_come, register, told_by, total

COUNTED = {"certified": "certificates", "employed_after": "employed"}  # {indicator: the field of a class it sums up}


class Course(Row):
    """One class. Learners by sex; certificates and jobs afterwards only as far as they are known."""

    HEADING = "Lớp"
    PLANNED = ("name", "place", "days_planned", "learners_planned")
    DONE = ("opened_on", "closed_on", "days", "learners", "women", "certificates", "employed")
    NEEDED = ("days_planned", "learners_planned")
    NEEDED_DONE = ("opened_on", "closed_on", "days", "learners", "women")

    name = NFCCharField("tên lớp", max_length=200)
    place = NFCCharField("địa điểm mở lớp", max_length=200, blank=True)
    days_planned = models.PositiveSmallIntegerField("số ngày dự kiến", null=True, blank=True)
    learners_planned = models.PositiveSmallIntegerField("số học viên dự kiến", null=True, blank=True)
    opened_on = models.DateField("khai giảng", null=True, blank=True)
    closed_on = models.DateField("bế giảng", null=True, blank=True)
    days = models.PositiveSmallIntegerField("số ngày học", null=True, blank=True)
    learners = models.PositiveSmallIntegerField("số học viên", null=True, blank=True)
    women = models.PositiveSmallIntegerField("trong đó nữ", null=True, blank=True)
    certificates = models.PositiveSmallIntegerField("số người được cấp chứng chỉ", null=True, blank=True)
    employed = models.PositiveSmallIntegerField("số người có việc làm sau đào tạo", null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = "lớp học"
        constraints = [
            models.CheckConstraint(
                name="course_plans_somebody",
                condition=Q(days_planned__gt=0) & Q(learners_planned__gt=0),
                violation_error_message="Số ngày, số học viên dự kiến phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="course_parts_within_learners",
                condition=Q(women__lte=F("learners"))
                & Q(certificates__lte=F("learners"))
                & Q(employed__lte=F("learners")),
                violation_error_message="Số nữ, số chứng chỉ, số có việc làm không nhiều hơn số học viên.",
            ),
            models.CheckConstraint(
                name="course_closes_after_it_opens",
                condition=Q(closed_on__gte=F("opened_on")),
                violation_error_message="Ngày bế giảng phải từ ngày khai giảng trở đi.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def begun(self):
        return f"đã khai giảng {ngay(self.opened_on)}" if self.opened_on else ""

    @classmethod
    def planned_figures(cls, rows):
        """Learners under every name that an indicator gives them."""
        learners = total(rows, "learners_planned")
        return {
            "classes": len(rows) or None, "participants": learners, "trainees": learners,
            "days": total(rows, "days_planned"),
        }  # fmt: skip

    def clean(self):
        errors = {}
        for part in ("women", "certificates", "employed"):
            errors |= at_most(self, part, "learners")
        errors |= in_order(self, "opened_on", "closed_on") | not_to_come(self, "opened_on", "closed_on")
        if self.opened_on and self.closed_on and self.days and not errors:
            there = (self.closed_on - self.opened_on).days + 1
            if self.days > there:
                errors["days"] = f"Học {self.days} ngày; từ khai giảng đến bế giảng chỉ có {there} ngày."
        if errors:
            raise ValidationError(errors)


def classes_are_listed(project):
    """At least one, and no more than the application asks support for (nor fewer: `projects.units`)."""
    there = project.courses.count()
    if there == 0:
        return [Objection("Chưa kê lớp nào")]
    if there > project.units:
        return [Objection("Số lớp kê khác số lượng của hồ sơ", found=f"{there} lớp", needed=f"{project.units} lớp")]
    return []


def what_the_kind_counts_is_written(project):
    """Certificates and jobs are asked where the kind of support counts them (N45 đ.4.1)."""
    counted = {row["code"] for row in project.category.output_indicators}
    asked = [name for code, name in COUNTED.items() if code in counted]
    return [
        Objection(f"{Course.HEADING}, dòng {row.no}, còn thiếu: {', '.join(lacking)}")
        for row in project.courses.all()
        if (lacking := row.lacking(asked))
    ]


def somebody_came(project):
    """A class nobody came to was not held."""
    return [
        Objection(f"Lớp “{row}” không có học viên", found="0 học viên", needed=f"{row.learners_planned} học viên")
        for row in project.courses.all()
        if row.learners == 0
    ]


def done_in_full(project):
    return what_the_kind_counts_is_written(project) + somebody_came(project)


def _sums(project):
    rows = list(project.courses.all())
    learners = [row.learners for row in rows if row.learners is not None]
    if not learners:
        return []
    women = sum(row.women or 0 for row in rows)
    return [("Cộng", f"{len(learners)} lớp đã mở, {sum(learners)} học viên, {women} nữ")]


def by_name(row):
    return (fold(row.name),), str(row)


def when_held(row):
    """The same class comes every year, for others: how long, for how many, whether it was held already."""
    return (row.days_planned, row.learners_planned), row.opened_on is not None


def _figures(project):
    """What the classes add up to."""
    rows = list(project.courses.all())
    learners = total(rows, "learners")
    reached = {
        "classes": len(rows) if learners is not None else None,
        "participants": learners,
        "trainees": learners,
        "participants_female": total(rows, "women"),
        "days": total(rows, "days"),
        "certified": total(rows, "certificates"),
        "employed_after": total(rows, "employed"),
    }
    planned = Course.planned_figures(rows)
    return {code: (planned.get(code), figure) for code, figure in reached.items()}


register(
    Family(
        Form.TRAINING,
        rows=(Course,),
        filing=classes_are_listed,
        completion=done_in_full,
        computed=_sums,
        content=told_by(Course, by_name, when_held),
        told_apart="ngày khai giảng ghi ở hồ sơ trước, hoặc số ngày, số học viên khác",
        counted=lambda project: project.courses.count(),
        listed=lambda project: Course,
        ends=(Course, "closed_on"),
        figures=_figures,
    )
)
