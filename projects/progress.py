"""A month's progress of a project: reported by its implementer with figures and photographs, confirmed by the
Department. The months without a report, or with a late one, are told (T36 đ.23.3: by the 25th)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.documents import documents_of, documents_of_each
from core.money import dong
from core.photos import attach_picture
from norms.models import DeadlineRule
from projects.changes.money import decided_on, support_of
from projects.models import ProgressReport, Project
from projects.services import locked
from projects.workflow import FROM_OLD_PAPERS

UNDER_WAY = (Project.Status.CONTRACTED, Project.Status.IN_PROGRESS, Project.Status.COMPLETED)
PHOTO = "photo:progress"


def takes_progress(project):
    """While it is under contract; a file of an old year is only read."""
    return project.status in UNDER_WAY and not project.is_historical


@transaction.atomic
def save_progress(report, *, by):
    """The month's report of the implementer; it may be corrected until the Department confirms it.

    Corrected, it keeps the day on which it first came.
    """
    project = locked(report.project)
    require(by, "projects.run_project", project)
    if project.is_historical:
        raise ValidationError(f"{FROM_OLD_PAPERS}.")
    if not takes_progress(project):
        raise ValidationError(
            f"Chỉ báo cáo tiến độ khi đề án đã ký hợp đồng, giao nhiệm vụ; "
            f"đề án đang ở trạng thái “{project.get_status_display()}”."
        )
    if report.month is not None:
        report.month = report.month.replace(day=1)
    same_month = ProgressReport.objects.select_for_update(no_key=True).filter(project=project, month=report.month)
    stored = same_month.first()
    if stored and stored.is_confirmed:
        raise ValidationError({"month": _confirmed(stored)})
    if stored:
        report.pk, report._state.adding, report.made_on = stored.pk, False, stored.made_on
    report.made_by = by
    report.confirmed_by = report.confirmed_on = None
    report.full_clean(exclude=["project", "made_by"])
    if errors := _progress_errors(report, project):
        raise ValidationError(errors)
    report.save()
    record(
        project,
        "projects.project.report_progress",
        by=by,
        perm="projects.run_project",
        before=_progress_facts(stored) if stored else None,
        after=_progress_facts(report),
    )
    return report


@transaction.atomic
def confirm_progress(report, *, by, on=None):
    """The Department confirms the value of work done: an advance on work done rests on it (T36 đ.13)."""
    require(by, "projects.record_appraisal", report.project)
    report = ProgressReport.objects.select_for_update(no_key=True).select_related("project").get(pk=report.pk)
    if report.is_confirmed:
        raise ValidationError(f"Báo cáo đã được xác nhận ngày {ngay(report.confirmed_on)}.")
    on = on or today()
    if on > today():
        raise ValidationError({"on": f"Ngày xác nhận {ngay(on)} chưa tới."})
    if on < report.month:
        needed = f"cần từ {ngay(report.month)}"
        raise ValidationError(
            {"on": f"Ngày xác nhận {ngay(on)} trước tháng được báo cáo {report.month:%m/%Y}; {needed}."}
        )
    if report.made_by_id == by.pk:
        raise ValidationError("Người lập báo cáo không tự xác nhận báo cáo của mình.")
    report.confirmed_by, report.confirmed_on = by, on
    report.save(update_fields=["confirmed_by", "confirmed_on"])
    record(
        report.project,
        "projects.project.confirm_progress",
        by=by,
        perm="projects.record_appraisal",
        after={"Tháng": f"{report.month:%m/%Y}", "Giá trị xác nhận": dong(report.value_done)},
    )
    return report


@transaction.atomic
def add_progress_photo(report, upload, *, by):
    """Keep a photograph of the work with its month, until the Department confirms it. Returns the Document."""
    require(by, "projects.run_project", report.project)
    rows = ProgressReport.objects.select_for_update(no_key=True, of=("self",)).select_related("project")
    report = rows.get(pk=report.pk)
    if report.is_confirmed:
        raise ValidationError(_confirmed(report))
    title = f"Ảnh tiến độ tháng {report.month:%m/%Y}"
    return attach_picture(report, upload, by=by, kind=PHOTO, title=title, illustrative=report.project.illustrative)


def photos_of(report):
    """Photographs of the month, in the order they were taken in."""
    return [row for row in documents_of(report) if row.kind == PHOTO][::-1]


@dataclass
class Month:
    """A month of the work: its report (None: not sent), its pictures, the last day to send it (None: no rule)."""

    first: date
    due: date | None
    report: ProgressReport | None = None
    photos: list = ()

    @property
    def days_late(self):
        """Days after the last day on which it came; until today while it has not come. 0: in time."""
        if self.due is None:
            return 0
        return max(0, ((self.report.made_on if self.report else today()) - self.due).days)


def months_of(project):
    """[Month], newest first: those reported, and those of the work that lack a report whose last day has passed.

    Nothing is missing before the work began, after it was to end, or once it was reported done. Three queries.
    """
    rules = list(DeadlineRule.objects.filter(code="progress-report", tier=project.tier))
    reports = list(project.progress_reports.select_related("made_by", "confirmed_by"))
    months = {report.month: Month(report.month, _due(rules, report.month), report, []) for report in reports}
    for report, photo in documents_of_each(reports):
        months[report.month].photos.append(photo)
    for first in _months_of_the_work(project):
        due = _due(rules, first)
        if first not in months and due and due < today():
            months[first] = Month(first, due)
    return sorted(months.values(), key=lambda month: month.first, reverse=True)


def owed_months(projects):
    """{project id: [Month]} not reported, the oldest first, this month's with them; only of those that owe one.

    Two queries for any number of projects.
    """
    rules = list(DeadlineRule.objects.filter(code="progress-report"))
    sent = set(ProgressReport.objects.filter(project__in=projects).values_list("project", "month"))
    this_month, found = today().replace(day=1), {}
    for project in projects:
        of_tier = [rule for rule in rules if rule.tier == project.tier]
        for first in _months_of_the_work(project):
            due = _due(of_tier, first)
            if (project.pk, first) not in sent and (due or first == this_month):
                found.setdefault(project.pk, []).append(Month(first, due))
    return found


def late_months(projects):
    """{project id: [Month]} whose last day has passed without a report. Two queries."""
    late = {pk: [month for month in months if month.days_late] for pk, months in owed_months(projects).items()}
    return {pk: months for pk, months in late.items() if months}


def month_words(months):
    """«7, 8, 9/2021, 1/2022»."""
    years = {}
    for month in months:
        years.setdefault(month.first.year, []).append(str(month.first.month))
    return ", ".join(f"{', '.join(numbers)}/{year}" for year, numbers in years.items())


def late_words(months):
    """«thiếu báo cáo tháng 7, 8, 9/2021, trễ 92 ngày» counted from the first one; "" when none is late."""
    return f"thiếu báo cáo tháng {month_words(months)}, trễ {months[0].days_late} ngày" if months else ""


def _due(rules, first):
    rule = next((rule for rule in rules if rule.valid_from <= first <= (rule.valid_to or first)), None)
    return rule.due(after=first) if rule else None


def _months_of_the_work(project):
    """The first days of the months that a project in progress owes a report for."""
    if project.status != Project.Status.IN_PROGRESS or project.is_historical or not project.starts_on:
        return
    first, last = project.starts_on.replace(day=1), min(project.ends_on or today(), today())
    while first <= last:
        yield first
        first = (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _progress_errors(report, project):
    errors = {}
    if sentence := _month_error(report.month, project):
        errors["month"] = [sentence]
    if project.total_cost is not None and report.value_done > project.total_cost:
        errors["value_done"] = [
            f"Giá trị đã thực hiện {dong(report.value_done)} vượt tổng kinh phí {dong(project.total_cost)}."
        ]
    approved = support_of(project)
    most = project.requested_support if approved is None else approved
    if most is not None and report.spent_state > most:
        what = "hỗ trợ" if approved is None else "hỗ trợ được duyệt"
        errors["spent_state"] = [
            f"Đã chi từ kinh phí khuyến công {dong(report.spent_state)} vượt kinh phí {what} {dong(most)} của đề án."
        ]
    earlier = project.progress_reports.filter(month__lt=report.month).first()
    if earlier and report.value_done < earlier.value_done and "value_done" not in errors:
        errors["value_done"] = [
            f"Giá trị lũy kế {dong(report.value_done)} thấp hơn tháng {earlier.month:%m/%Y} "
            f"({dong(earlier.value_done)})."
        ]
    if earlier and report.percent < earlier.percent:
        errors["percent"] = [
            f"Khối lượng lũy kế {report.percent} % thấp hơn tháng {earlier.month:%m/%Y} ({earlier.percent} %)."
        ]
    later = project.progress_reports.filter(month__gt=report.month).last()
    if later and report.value_done > later.value_done and "value_done" not in errors:
        errors["value_done"] = [
            f"Giá trị lũy kế {dong(report.value_done)} cao hơn tháng {later.month:%m/%Y} ({dong(later.value_done)})."
        ]
    if later and report.percent > later.percent:
        errors["percent"] = [
            f"Khối lượng lũy kế {report.percent} % cao hơn tháng {later.month:%m/%Y} ({later.percent} %)."
        ]
    return errors


def _month_error(month, project):
    """The sentence why there was no work to report in that month; "" when there may have been."""
    decided = decided_on(project)
    first = date(project.plan_year, 1, 1)
    if month > today():
        return f"Tháng {month:%m/%Y} chưa tới."
    if decided and decided.replace(day=1) > first:
        if month < decided.replace(day=1):
            return (
                f"Tháng {month:%m/%Y} trước khi đề án được phê duyệt, ngày {ngay(decided)}; "
                f"cần từ tháng {decided:%m/%Y}."
            )
    elif month < first:
        return f"Tháng {month:%m/%Y} trước năm kế hoạch {project.plan_year} của đề án; cần từ tháng {first:%m/%Y}."
    return ""


def _progress_facts(report):
    return {
        "Tháng": f"{report.month:%m/%Y}",
        "Khối lượng": f"{report.percent} %",
        "Giá trị đã thực hiện": dong(report.value_done),
        "Đã chi kinh phí khuyến công": dong(report.spent_state) if report.spent_state else None,
        "Đã chi vốn đối ứng": dong(report.spent_counterpart) if report.spent_counterpart else None,
        "Đã chi nguồn khác": dong(report.spent_other) if report.spent_other else None,
    }


def _confirmed(report):
    return f"Báo cáo tháng {report.month:%m/%Y} đã được Sở xác nhận ngày {ngay(report.confirmed_on)}."
