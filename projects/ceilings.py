"""The norm's answer for a project, before an approval freezes it (from then on the approval's own counts)."""

from decimal import Decimal

from django.core.exceptions import ValidationError

from core.dates import today
from core.money import dong
from norms.ceiling import ceiling
from norms.impact import Limit
from norms.models import PRIORITY_MOST, Norm
from projects.change_models import ChangeRequest, ChangeValue
from projects.models import Project, cost_sums

NO_COST_WITHOUT_TAX = (
    "Chưa tính được mức hỗ trợ tối đa: mức chi lấy tỷ lệ của chi phí chưa có thuế GTGT. Ghi mục “Chi phí làm căn cứ "
    "tính mức hỗ trợ”, hoặc tách thuế GTGT ở mọi dòng dự toán (không có thuế thì ghi 0)."
)

COST_OF_A_NORM = "Phần chi phí mà mức chi lấy làm căn cứ"
WITHOUT_TAX_LEFT_OUT = "Bỏ trống: lấy cộng dự toán khi mọi dòng đã tách thuế, nếu không thì chưa tính được mức tối đa."
COST_HELP = (
    f"{COST_OF_A_NORM}, đã hay chưa có thuế GTGT theo mức chi của nội dung hỗ trợ. Đã có thuế: bỏ trống là bằng tổng "
    f"kinh phí. Chưa có thuế: ghi ra. {WITHOUT_TAX_LEFT_OUT}"
)


def norm_cost(project, facts):
    """The cost (đồng) that a norm is asked with, on the norm's own base; None while nothing tells it.

    `facts`: those of the norm (`Ceiling.facts`). What the application writes counts, else its total with tax. Without
    tax the estimate tells it once every line has its tax apart; a rate is never taken of a total that may hold tax.
    """
    return cost_of_norm(project.eligible_cost, project.total_cost, project.cost_items.all(), facts)


def cost_of_norm(eligible, total, items, facts):
    """The same of figures that no project has yet: đồng, and the lines of an estimate."""
    if eligible is not None or total is None:
        return eligible
    if facts.base == Norm.Base.WITH_VAT:
        return total
    sums = cost_sums(items)
    if sums["amount"] and sums["vat"] is not None:
        return sums["amount"]
    return None if facts.takes_its_rate_without_tax else total


def cost_help(project):
    """What to write as the eligible cost, by the base of the norm of the dossier's day; of both where none is known."""
    base = None
    if project.category_id and project.filed_on:
        try:
            base = ceiling(project.category, tier=project.tier, on=project.filed_on, cost=0).facts.base
        except ValidationError:
            base = None
    if base == Norm.Base.WITH_VAT:
        return f"{COST_OF_A_NORM}, đã có thuế GTGT. Bỏ trống: bằng tổng kinh phí."
    if base == Norm.Base.WITHOUT_VAT:
        return f"{COST_OF_A_NORM}, chưa có thuế GTGT. {WITHOUT_TAX_LEFT_OUT}"
    return COST_HELP


def at_norm_cost(limit, project):
    """The Ceiling at the project's own cost; ValidationError says what is missing to tell that cost."""
    cost = norm_cost(project, limit.facts)
    if cost is None:
        raise ValidationError(NO_COST_WITHOUT_TAX)
    return limit.at(cost)


def project_ceiling(project, on=None):
    """The live Ceiling of a project on a day, or None while its total is unknown.

    Without a day: that of its current appraisal, else of the dossier. ValidationError: no norm can be asked, or the
    cost on the norm's base is not told.
    """
    if project.eligible_cost is None and project.total_cost is None:
        return None
    if on is None:
        appraisal = current_appraisal(project)
        on = appraisal.made_on if appraisal else project.filed_on
    limit = ceiling(
        project.category,
        tier=project.tier,
        on=on,
        cost=0,
        units=project.units,
        priority_factor=project.priority_factor,
    )
    return with_places(at_norm_cost(limit, project), project)


def places_of(project):
    """The beneficiaries whose part of the support is told apart: of several, those that are an establishment."""
    rows = list(project.beneficiaries.all())
    return [row for row in rows if row.establishment_id] if is_shared(project, rows) else []


def is_shared(project, rows):
    """Whether the support is several beneficiaries' (`rows`: those of now), or was before a decision on fewer: the
    part of one is not another's, nor that of who left."""
    if len(rows) > 1 or project.kind == Project.Kind.GROUP:
        return True
    return any(row.support_share is not None for row in rows) and _some_left(project)


def _some_left(project):
    """Those read with the project's departures (budgets) ask no more of the database."""
    known = getattr(project, "departures", None)
    if known is not None:
        return any(change.fewer for change in known)
    fewer = ChangeValue.objects.filter(what=ChangeValue.What.BENEFICIARIES, change__project=project)
    return fewer.filter(change__status=ChangeRequest.Status.DECIDED).exists()


def with_places(limit, project):
    """The Ceiling with the part of each of several places, where the norm's cap is for a place."""
    if limit.place_limit is None:
        return limit
    return limit.for_places([(str(row), row.support_share) for row in places_of(project)])


def factor_errors(project, book=None):
    """[sentence] why its priority factor is not taken by the norms of its own day; a factor of 1 asks nothing.

    `book`: a NormBook, for whoever asks about many projects.
    """
    factor = project.priority_factor
    asks = isinstance(factor, Decimal) and 1 < factor <= PRIORITY_MOST  # beyond the law the row itself says so
    if not asks or not project.category_id or not project.filed_on:
        return []
    try:
        ceiling(project.category, tier=project.tier, on=project.filed_on, cost=0, priority_factor=factor, book=book)
    except ValidationError as error:
        return error.message_dict.get("priority", [])
    return []


def open_limits(ahead=()):
    """{key: Limit} of every project that no decision has frozen yet: on its own day, on today if it waits, and ahead.

    Nobody knows the day of its decision: it may be any from today on, so a set that begins later counts as well.
    """
    open_ = Project.objects.filter(status__in=Project.UNDECIDED, is_historical=False)
    found = {}
    open_ = open_.prefetch_related("appraisals", "beneficiaries__establishment", "cost_items")
    for project in open_.select_related("category").order_by("code"):
        appraisal = current_appraisal(project)
        asked = appraisal.recommended_support if appraisal else project.requested_support
        for on in sorted({appraisal.made_on if appraisal else project.filed_on, today(), *ahead}):
            limit, reasons = ceiling_or_reason(project, on)
            words = " ".join(reasons) if limit is None else dong(limit.amount) if limit.amount else limit.status_label
            found[project.pk, on] = Limit(str(project), on, words, limit and limit.amount, asked)
    return found


def ceiling_or_reason(project, on=None):
    """(Ceiling or None, sentences that say why there is none): for pages that must never fail."""
    try:
        limit = project_ceiling(project, on)
    except ValidationError as error:
        return None, error.messages
    return limit, [] if limit else ["Chưa ghi tổng kinh phí nên chưa tính được mức hỗ trợ tối đa."]


def current_appraisal(project):
    """The appraisal form that counts now, None while there is none; uses what is prefetched."""
    return next((appraisal for appraisal in project.appraisals.all() if appraisal.is_current), None)
