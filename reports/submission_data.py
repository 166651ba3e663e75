"""What the database says for «Tờ trình phê duyệt đề án …»: a round's list as it stands."""

from django.core.exceptions import ValidationError

from core.dates import ngay
from plans.models import ApprovalRound, PlanItem
from plans.selectors import appropriated, by_line, of_several_sources
from projects.models import Project
from reports.offices import committee, department, grounds, plan_reference
from reports.papers.approval_submission import ApprovalSubmission, ProjectGroup, ProposedProject
from reports.papers.paper import MoneyUnit

IMPLEMENTATION = (
    "Giao Sở Công Thương phân bổ dự toán, hướng dẫn đơn vị thực hiện triển khai đề án; kiểm tra, giám sát, nghiệm thu "
    "và quyết toán theo quy định.",
    "Giao Sở Tài chính phối hợp kiểm tra, hướng dẫn thanh quyết toán kinh phí.",
    "Chính quyền địa phương nơi thực hiện đề án phối hợp kiểm tra, giám sát việc thực hiện trên địa bàn.",
)
NOT_RECEIVED = (Project.Status.DRAFT, Project.Status.WITHDRAWN)


def submission_data(params, by):
    """(ApprovalSubmission, illustrative) of the round `params["round"]`; amounts in đồng.

    ValidationError for an old round whose amounts nobody knows, and for a plan without its number.
    """
    round_ = ApprovalRound.objects.visible_to(by).select_related("plan__book_year").filter(pk=params["round"]).first()
    if round_ is None:
        raise ValidationError("Không còn thấy đợt phê duyệt này.")
    if round_.is_historical:
        raise ValidationError(f"{round_.name} được nhập từ văn bản cũ, không lập lại tờ trình.")
    items = list(
        round_.items.live()
        .with_project()
        .prefetch_related("project__beneficiaries__establishment")
        .order_by("position", "pk")
    )
    several = of_several_sources(items)
    groups = tuple(
        ProjectGroup(
            group.line.text if group.line else "Nội dung khác",
            tuple(_proposed(item, item.book.source_words if several else "") for item in group.items),
        )
        for group in by_line(items)
    )
    data = ApprovalSubmission(
        office=department(),
        year=round_.year,
        round_number=None if round_.way == "WITH_PLAN" else round_.number,
        tier="quốc gia" if round_.tier == "NATIONAL" else "địa phương",
        plan=plan_reference(round_.plan),
        addressee=committee(),
        grounds=grounds(round_.expected_date, round_.tier),
        groups=groups,
        received=_received(round_),
        appraisal=params.get("appraisal", ""),
        year_estimate=appropriated(round_.plan) or None,
        approved_before=_approved_before(round_),
        implementation=IMPLEMENTATION,
        unit=MoneyUnit.TRIEU if params.get("unit") == "TRIEU" else MoneyUnit.DONG,
    )
    return data, any(item.project.illustrative for item in items)


def _proposed(item, source):
    project = item.project
    if item.counterpart is None:
        raise ValidationError(f"Đề án {project.code} chưa rõ số tiền nên chưa lập được tờ trình.")
    return ProposedProject(
        name=item.listed.title,
        implementer=project.implementing_organisation.name,
        beneficiary=project.beneficiary_words,
        place=project.place or str(project.area),
        content=project.content or str(project.category),
        total=item.listed.total_cost,
        support=item.approved_support,
        counterpart=item.counterpart,
        period=_period(project),
        other=item.listed.other or 0,
        source=source,
    )


def _period(project):
    """«Tháng 6-10/2021»; whole dates over the turn of a year; "" when not known."""
    start, end = project.starts_on, project.ends_on
    if not start or not end:
        return f"Năm {project.plan_year}"
    if start.year != end.year:
        return f"{ngay(start)} - {ngay(end)}"
    return (
        f"Tháng {start.month}/{end.year}" if start.month == end.month else f"Tháng {start.month}-{end.month}/{end.year}"
    )


def _received(round_):
    """Dossiers of the year received and not already on another round's list."""
    elsewhere = PlanItem.objects.live().filter(is_reserve=False).exclude(round=round_).values("project")
    return (
        Project.objects.filter(plan_year=round_.year, tier=round_.tier, is_historical=False)
        .exclude(status__in=NOT_RECEIVED)
        .exclude(pk__in=elsewhere)
        .count()
    )


def _approved_before(round_):
    """đồng of support that the earlier rounds of the year approved, out of every source."""
    items = PlanItem.objects.decided().filter(
        round__plan__isnull=False, round__year=round_.year, round__tier=round_.tier, round__number__lt=round_.number
    )
    return sum(amount for amount in items.values_list("approved_support", flat=True) if amount)
