"""*Sổ theo dõi đề án*: one row per project with decision, commitment, money by stage and the next step.

Page, Excel and REST read the same rows; a fixed number of queries for any number of projects.
"""

import datetime
from dataclasses import dataclass, field

import django_filters as filters
from django.db.models import Exists, OuterRef, Q

from budgets.models import Commitment, PaymentRequest, Settlement
from core.audit import paper_words
from core.dates import ngay
from ledger import reading
from ledger.models import Account, Subject
from ledger.reading import still_owed
from ledger.stages import OWED, Stage
from plans.models import PlanItem
from plans.selectors import supports_in_force
from projects.filters import ProjectFilter, ProjectListFilter
from projects.models import Project
from projects.papers import missing_now
from projects.past import Step, decided_support, past_papers_of
from projects.progress import late_months, late_words
from projects.suspension import tell_until
from reports.attention import late_reports, old_advances
from reports.register_columns import COLUMN_WORDS, STAGES
from reports.register_dates import dates_of, register_order

S = Project.Status
NEXT = {
    S.DRAFT: "Hoàn thiện, nộp hồ sơ",
    S.REGISTERED: "Thẩm định hồ sơ",
    S.RETURNED: "Bổ sung hồ sơ",
    S.APPRAISED: "Đưa vào danh mục trình phê duyệt",
    S.PLANNED: "Quyết định phê duyệt",
    S.APPROVED: "Ký hợp đồng hoặc giao nhiệm vụ",
    S.CONTRACTED: "Bắt đầu thực hiện",
    S.IN_PROGRESS: "Thực hiện, báo cáo tiến độ",
    S.SUSPENDED: "Quyết định tiếp tục hoặc dừng",
    S.COMPLETED: "Biên bản nghiệm thu",
    S.ACCEPTED: "Hồ sơ quyết toán",
    S.PARTIALLY_ACCEPTED: "Hồ sơ quyết toán",
    S.SETTLED: "Đóng hồ sơ",
}
NO_DECISION = {
    S.DRAFT: "chưa nộp hồ sơ",
    S.REGISTERED: "chưa phê duyệt",
    S.RETURNED: "chưa phê duyệt, hồ sơ đang trả lại để bổ sung",
    S.APPRAISED: "chưa phê duyệt",
    S.PLANNED: "chưa phê duyệt",
    S.REJECTED: "không phê duyệt: không đủ điều kiện",
    S.WITHDRAWN: "không phê duyệt: đơn vị đã rút",
}
LACKING = 3  # missing papers that are named; the project's own page has the rest
P = PaymentRequest.Status
PAYMENT_NEXT = {
    P.PREPARED: "Kế toán kiểm soát đề nghị",
    P.CHECKED: "Chủ tài khoản ký đề nghị",
    P.SIGNED: "Gửi Kho bạc",
    P.SENT: "Chứng từ Kho bạc",
    P.RETURNED: "Sửa đề nghị Kho bạc trả lại",
}
T = Settlement.Status
SETTLEMENT_NEXT = {
    T.DRAFT: "Nộp hồ sơ quyết toán",
    T.SUBMITTED: "Xét duyệt chứng từ",
    T.RETURNED: "Bổ sung hồ sơ quyết toán",
    T.REVIEWED: "Duyệt quyết toán",
}


@dataclass
class Entry:
    """A row. Amounts in đồng; `money` is {stage: balance}, None for whoever may not see money."""

    project: Project
    item: PlanItem | None = None
    commitments: list = field(default_factory=list)
    payment: PaymentRequest | None = None
    settlement: Settlement | None = None
    money: dict | None = None
    past: list = field(default_factory=list)  # papers of an old year
    days: dict = field(default_factory=dict)  # {name: date}, see register_dates
    lacking: list = field(default_factory=list)  # papers that its present stage must have and has not
    late_reports: list = field(default_factory=list)  # months of the work not reported in time
    source: str = ""  # what pays it by its decision, where its year and tier has more than one source

    @property
    def decision(self):
        """«1234/QĐ-UBND ngày 01/06/2021», the round where its paper is not known, "" before the decision."""
        words = self.item.round.decision_words if self.item else ""
        return words or self._past_words(Step.DECISION) or (str(self.item.round) if self.item else "")

    @property
    def late_progress(self):
        """«thiếu báo cáo tháng 7, 8/2021, trễ 92 ngày», "" when no report is late."""
        return late_words(self.late_reports)

    @property
    def undecided_words(self):
        """What is true of a project that has no decision."""
        return NO_DECISION.get(self.project.status, "chưa ghi quyết định")

    @property
    def state_words(self):
        return ", ".join(filter(None, [self.project.get_status_display(), self.project.stop_words]))

    @property
    def commitment_words(self):
        """«Hợp đồng 12/HĐ-TTKC, 15/06/2021; …»."""
        signed = (f"{row.get_kind_display()} {row.number}, {ngay(row.signed_on)}" for row in self.commitments)
        return "; ".join(signed) or self._past_words(Step.COMMITMENT)

    def _past_words(self, step):
        return "; ".join(paper_words(row.document) for row in self.past if row.step == step)

    @property
    def support(self):
        """Support in force, None before the decision (or never known)."""
        if self.item and self.item.support is not None:
            return self.item.support
        return decided_support(self.past)

    @property
    def counterpart(self):
        """What the others bring by the support in force."""
        return self.project.counterpart_under(self.support)

    @property
    def next_step(self):
        """What comes next, with the papers that are missing by now."""
        if self.project.is_historical or not (step := self._next()):
            return ""
        names = [str(paper) for paper in self.lacking[:LACKING]]
        if more := len(self.lacking) - len(names):
            names.append(f"{more} giấy tờ khác")
        return f"{step}; còn thiếu: {', '.join(names)}" if names else step

    def _next(self):
        if self.settlement is not None and self.settlement.status in SETTLEMENT_NEXT:
            return SETTLEMENT_NEXT[self.settlement.status]
        if self.payment is not None:
            return PAYMENT_NEXT[self.payment.status]
        if self.money is not None and still_owed(self.money):
            return "Thu hồi, nộp trả"
        return NEXT.get(self.project.status, "")

    @property
    def due(self):
        """The day by which it should be carried out: the contract's, else the application's."""
        if self.project.status not in (S.APPROVED, S.CONTRACTED, S.IN_PROGRESS, S.SUSPENDED):
            return None
        ends: list[datetime.date] = [day for row in self.commitments if (day := row.ends_in_force)]
        return max(ends) if ends else self.project.ends_on


def entries(projects, user):
    """[Entry] for a list of projects that are already in reach. A fixed number of queries."""
    tell_until(projects)
    ids = [project.pk for project in projects]
    found = {project.pk: Entry(project) for project in projects}
    sources = reading.sources_to_tell()
    decided = PlanItem.objects.decided().in_force().filter(project__in=ids)
    for item in decided.select_related("round__plan"):
        found[item.project_id].item = item
        found[item.project_id].source = sources.get(item.book_id, "")
    for project, papers in past_papers_of(ids).items():
        found[project].past = papers
    for project, months in late_months(projects).items():
        found[project].late_reports = months
    for project, papers in missing_now(projects).items():
        found[project].lacking = papers
    for project, days in dates_of(ids, user).items():
        found[project].days = days
    if not user.has_perm("budgets.view_money"):
        return list(found.values())
    signed = Commitment.objects.filter(project__in=ids, status=Commitment.Status.SIGNED)
    for row in signed.prefetch_related("annexes").order_by("signed_on", "pk"):
        found[row.project_id].commitments.append(row)
    open_ = PaymentRequest.objects.filter(commitment__project__in=ids, status__in=PAYMENT_NEXT)
    for row in open_.select_related("commitment").order_by("pk"):
        found[row.commitment.project_id].payment = row
    for row in Settlement.objects.filter(project__in=ids).order_by("book_year__year", "pk"):
        found[row.project_id].settlement = row
    for ref, money in reading.project_balances(ids).items():
        found[ref].money = money
    return list(found.values())


@dataclass(frozen=True)
class Totals:
    """Sums of the whole filtered set, đồng; `money` as in Entry."""

    count: int
    total_cost: int
    counterpart: int
    requested: int
    support: int
    unknown: int  # projects whose own amounts nobody knows
    money: dict | None


def totals(queryset, user):
    """Totals of every project the queryset holds, not of one page. Six queries."""
    ids = list(queryset.order_by().values_list("pk", flat=True))
    sums = Project.objects.filter(pk__in=ids).totals()
    approved = {project: decided_support(papers) for project, papers in past_papers_of(ids).items()}
    approved |= supports_in_force(ids)
    own = Project.objects.filter(pk__in=ids).only("total_cost", "counterpart", "other", "is_historical")
    support = sum(amount for amount in approved.values() if amount)
    money = reading.balances(project=ids) if user.has_perm("budgets.view_money") else None
    return Totals(
        count=len(set(ids)),
        total_cost=int(sums["total_cost"] or 0),
        counterpart=sum(project.counterpart_under(approved.get(project.pk)) or 0 for project in own),
        requested=int(sums["requested_support"] or 0),
        support=int(support or 0),
        unknown=sums["unknown"],
        money=money,
    )


# --- filters ------------------------------------------------------------------


def source_names(year=None):
    """The sources that are told apart, of one year or of all, each once."""
    return sorted(set(reading.sources_to_tell(year).values()))


MONEY_CHOICES = [(stage.value, COLUMN_WORDS[stage]) for stage in STAGES]


class MoneyFilters(filters.FilterSet):
    """What the register adds to the filters of projects: where their money stands, and what is left lying."""

    stage = filters.ChoiceFilter(
        label="Có tiền ở", choices=MONEY_CHOICES, method="has_money_at", empty_label="Mọi khâu"
    )
    attention = filters.ChoiceFilter(
        label="Cần chú ý",
        choices=[("old_advance", "Tạm ứng quá 90 ngày"), ("late_progress", "Báo cáo tiến độ trễ")],
        method="left_lying",
        empty_label="Tất cả",
    )

    source = filters.ChoiceFilter(
        label="Nguồn kinh phí", choices=lambda: [(words, words) for words in source_names()], method="paid_from",
        empty_label="Mọi nguồn",
    )  # fmt: skip

    def paid_from(self, queryset, name, value):
        books = [pk for pk, words in reading.sources_to_tell().items() if words == value]
        items = PlanItem.objects.decided().filter(project=OuterRef("pk")).of_books(books)
        return queryset.filter(Exists(items))

    def has_money_at(self, queryset, name, value):
        if not self.request.user.has_perm("budgets.view_money"):
            return queryset.none()
        own = Q(subject__kind=Subject.Kind.PROJECT, subject__ref=OuterRef("pk"))
        of_commitment = Q(subject__parent__ref=OuterRef("pk"))
        stages = OWED if value == Stage.RECOVERABLE else (value,)
        return queryset.filter(Exists(Account.objects.filter(own | of_commitment, stage__in=stages, balance__gt=0)))

    def left_lying(self, queryset, name, value):
        if value == "late_progress":
            return queryset.filter(pk__in=late_reports(self.request.user))
        if not self.request.user.has_perm("budgets.view_money"):
            return queryset.none()
        return queryset.filter(pk__in={project for _, project in old_advances(self.request.user)})


class RegisterFilter(MoneyFilters, ProjectFilter):
    """REST: no year unless one is named."""

    sort = register_order()


class RegisterPageFilter(MoneyFilters, ProjectListFilter):
    """The page and its Excel: the year people work in unless they say another."""

    sort = register_order()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = self.data.get("source")
        names = source_names(self.data.get("year"))
        if not names and not asked:
            del self.filters["source"]  # one source alone: nothing to choose
        else:
            self.filters["source"].extra["choices"] = [(words, words) for words in names or source_names()]
