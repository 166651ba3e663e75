"""The days of a project that the register shows and sorts by: each read from the paper that set it.

One expression a day, for rows and for order alike; of an old year's file the day stands on its kept papers.
"""

from django import forms
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from budgets.models import Commitment, PaymentRequest, Settlement
from inspections.models import Acceptance
from inspections.selectors import ACCEPTED, PASSED
from plans.models import PlanItem
from projects.filters import SORTS, ProjectFilter, ProjectOrder
from projects.models import Project
from projects.past_models import PastPaper

Step = PastPaper.Step
NEEDS_MONEY = ("signed_on", "advanced_on", "settled_on")


def _first(rows, name):
    return rows.exclude(**{name: None}).order_by(name).values(name)[:1]


def _last(rows, name):
    return rows.exclude(**{name: None}).order_by(f"-{name}").values(name)[:1]


def _or_past(found, step, pick):
    papers = PastPaper.objects.filter(project=OuterRef("pk"), document__withdrawn_at=None, step=step)
    return Coalesce(Subquery(found), Subquery(pick(papers, "document__issued_on")))


OWN = {"project": OuterRef("pk")}
DATES = {
    "decided_on": _or_past(
        _last(PlanItem.objects.decided().filter(**OWN), "round__decision_date"), Step.DECISION, _last
    ),
    "signed_on": _or_past(
        _first(Commitment.objects.filter(**OWN, status=Commitment.Status.SIGNED), "signed_on"), Step.COMMITMENT, _first
    ),
    "advanced_on": _or_past(
        _first(
            PaymentRequest.objects.filter(
                commitment__project=OuterRef("pk"),
                kind=PaymentRequest.Kind.ADVANCE,
                status=PaymentRequest.Status.PAID,
            ),
            "paid_on",
        ),
        Step.ADVANCE,
        _first,
    ),
    "accepted_on": _or_past(
        _last(
            Acceptance.objects.concluded().filter(**OWN, conclusion__in=PASSED, project__status__in=ACCEPTED),
            "batch__held_on",
        ),
        Step.ACCEPTANCE,
        _last,
    ),
    "settled_on": _or_past(
        _last(Settlement.objects.filter(**OWN, status=Settlement.Status.APPROVED), "approved_on"),
        Step.SETTLEMENT,
        _last,
    ),
}


def dates_of(projects, user):
    """{project id: {name of the day: date or None}}; no day of money for whoever may not see money. One query."""
    names = [name for name in DATES if name not in NEEDS_MONEY or user.has_perm("budgets.view_money")]
    rows = Project.objects.filter(pk__in=projects).order_by().annotate(**{name: DATES[name] for name in names})
    return {row["pk"]: row for row in rows.values("pk", *names)}


class RegisterOrder(ProjectOrder):
    """Also by those days, the newest first; rows without the day come last."""

    def filter(self, queryset, value):
        for name in value or []:
            day = name.removeprefix("-")
            if day in DATES:
                if day in NEEDS_MONEY and not self.parent.request.user.has_perm("budgets.view_money"):
                    return queryset
                order = F(day).desc(nulls_last=True) if name != day else F(day).asc(nulls_last=True)
                return queryset.annotate(**{day: DATES[day]}).order_by(order, "-plan_year", "-sequence")
        return super().filter(queryset, value)


SORTS_BY_DAY = {
    "-decided_on": "Ngày quyết định, mới trước",
    "-signed_on": "Ngày ký hợp đồng, mới trước",
    "-advanced_on": "Ngày tạm ứng, mới trước",
    "-accepted_on": "Ngày nghiệm thu, mới trước",
    "-settled_on": "Ngày duyệt quyết toán, mới trước",
}


def register_order():
    """The field «Xếp theo» of the register: what projects are sorted by, and their days."""
    fields = ProjectFilter.base_filters["sort"].param_map.items()
    return RegisterOrder(
        label="Xếp theo",
        fields=[*fields, *((day, day) for day in DATES)],
        choices=[*(SORTS | SORTS_BY_DAY).items()],
        empty_label="Mới nhất",
        widget=forms.Select,
    )
