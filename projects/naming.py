"""A beneficiary of a group project gets its name, or one of several its share of the support, later: dated acts.

Each rests on its paper. No money goes to a beneficiary of a group before both are there, and none at all while the
shares are not those of the support in force.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.document_models import PAPER_OF_A_STEP
from core.documents import attach
from core.money import dong
from establishments.models import Establishment
from projects.ceilings import is_shared
from projects.changes.money import decided_on
from projects.double_support import double_objections, doubles
from projects.models import Beneficiary, Project
from projects.newcomers import MAY_NAME, keep_newcomer, not_met, told, unsettled
from projects.services import locked, own_unit
from projects.shares import place_limit, still_to_name, to_be_shared

S = Project.Status
# From the conclusion on, when the dossier itself stands, while money is still to be paid.
MAY_SHARE = (S.APPRAISED, S.PLANNED, *MAY_NAME, S.COMPLETED, S.ACCEPTED, S.PARTIALLY_ACCEPTED)


def may_name(project, user):
    """Whether a beneficiary is still to be named, and this person writes it down."""
    return (
        project.status in MAY_NAME
        and not project.is_historical
        and user.has_perm("projects.run_project")
        and not own_unit(project, user)
        and bool(still_to_name(project))
    )


def naming_errors(project, establishment, *, paper, by, support_share=None):
    """{field: sentences} of all that stands in the way of this name; {} when nothing does."""
    errors = own_unit(project, by) | _of_the_paper(project, paper, "nêu đơn vị thụ hưởng")
    if stands := _why_not_now(project):
        errors["__all__"] = [stands]
    if sentences := _of_the_place(project, establishment, by, paper.issued_on):
        errors["establishment"] = sentences
    if sentence := _of_the_share(project, support_share):
        errors["support_share"] = [sentence]
    return errors


@transaction.atomic
def name_beneficiary(project, *, establishment, paper, by, place="", support_share=None):
    """Write down who the next beneficiary of an approved group project is.

    `paper`: the PaperInput that names it (number, date, signer); `support_share`: đồng, its part of the support. It
    takes the place of a row that was to be named later. Raises ValidationError {field: sentences} with all that is
    wrong, among it support of the same content that the place already has, and a condition that it does not meet on
    the day of the paper; the result is kept with the project.
    """
    require(by, "projects.run_project", project)
    project = locked(project)
    if errors := naming_errors(project, establishment, paper=paper, by=by, support_share=support_share):
        raise ValidationError(errors)
    row = project.beneficiaries.filter(name_later=True, establishment=None).first() or Beneficiary(
        project=project, position=project.beneficiaries.count() + 1
    )
    row.establishment, row.area_id, row.name_later = establishment, establishment.area_id, False
    row.place = place or row.place
    row.support_share = row.support_share if support_share is None else support_share
    document = _keep(project, paper, "name_beneficiary", f"Văn bản nêu đơn vị thụ hưởng: {establishment}", by)
    row.named_on, row.named_paper = paper.issued_on, document
    row.full_clean()
    row.save()
    _, found = keep_newcomer(project, paper.issued_on, establishment)
    after = {"Đơn vị thụ hưởng": str(row), "Điều kiện thụ hưởng": told(found)}
    if row.support_share is not None:
        after["Phần hỗ trợ"] = dong(row.support_share)
    record(
        project, "projects.project.name_beneficiary", by=by, perm="projects.run_project", paper=document,
        on=paper.issued_on, after=after, eligibility=found,
    )  # fmt: skip
    return row


def may_share(project, user):
    """Whether this person still divides the support among the beneficiaries already named."""
    return (
        project.status in MAY_SHARE
        and not project.is_historical
        and user.has_perm("projects.run_project")
        and not own_unit(project, user)
        and _several(project)
    )


def share_later_errors(beneficiary, support_share, *, paper, by):
    """{field: sentences} of all that stands in the way of this share; {} when nothing does."""
    project = beneficiary.project
    errors = own_unit(project, by) | _of_the_paper(project, paper, "chia phần hỗ trợ", decided_on(project))
    if stands := _why_no_share(beneficiary):
        errors["__all__"] = [stands]
    if not support_share:
        errors["support_share"] = ["Ghi phần hỗ trợ của đơn vị thụ hưởng, lớn hơn 0."]
    elif sentence := _of_the_share(project, support_share, beneficiary):
        errors["support_share"] = [sentence]
    return errors


@transaction.atomic
def share_with(beneficiary, support_share, *, paper, by):
    """Give one of several beneficiaries its part of the support (đồng), or another one, by a dated paper.

    Within the support in force; a smaller part is taken in any case, so that the others find room. Raises
    ValidationError {field: sentences} with all that is wrong.
    """
    require(by, "projects.run_project", beneficiary.project)
    project = locked(beneficiary.project)
    row = project.beneficiaries.get(pk=beneficiary.pk)
    if errors := share_later_errors(row, support_share, paper=paper, by=by):
        raise ValidationError(errors)
    document = _keep(project, paper, "share_with", f"Văn bản chia phần hỗ trợ: {row}", by)
    before, row.support_share = row.support_share, support_share
    row.full_clean()
    row.save(update_fields=["support_share"])
    label = f"Phần hỗ trợ của {row}"
    record(
        project, "projects.project.share_with", by=by, perm="projects.run_project", paper=document,
        on=paper.issued_on, before={label: None if before is None else dong(before)},
        after={label: dong(support_share)},
    )  # fmt: skip
    return row


def _keep(project, paper, step, title, by):
    return attach(
        project, paper.upload, by=by, kind=f"{PAPER_OF_A_STEP}{step}", title=paper.title or title[:255],
        number=paper.number, issued_on=paper.issued_on, issuer=paper.issuer, signer=paper.signer,
        illustrative=project.illustrative,
    )  # fmt: skip


def _several(project):
    return is_shared(project, list(project.beneficiaries.all()))


def _why_no_share(beneficiary):
    project = beneficiary.project
    if not _several(project):
        return "Đề án này chỉ có một đơn vị thụ hưởng: không chia phần hỗ trợ."
    if project.status not in MAY_SHARE or project.is_historical:
        return (
            "Chỉ chia lại phần hỗ trợ khi đề án đã thẩm định đạt, chưa quyết toán; đề án đang ở trạng thái "
            f"“{project.get_status_display()}”."
        )
    return "Nêu tên đơn vị thụ hưởng trước khi chia phần hỗ trợ." if beneficiary.name_later else ""


def _why_not_now(project):
    if project.kind != Project.Kind.GROUP:
        return "Chỉ đề án nhóm mới nêu đơn vị thụ hưởng sau."
    if project.status not in MAY_NAME or project.is_historical:
        return (
            "Chỉ nêu đơn vị thụ hưởng của đề án nhóm khi đề án đã phê duyệt, chưa hoàn thành; đề án đang ở trạng thái "
            f"“{project.get_status_display()}”."
        )
    if not still_to_name(project):
        return f"Đề án đã nêu đủ {project.beneficiaries_planned} đơn vị thụ hưởng."
    return ""


def _of_the_place(project, establishment, by, on):
    if establishment is None:
        return ["Chọn đơn vị thụ hưởng."]
    if not Establishment.objects.visible_to(by).filter(pk=establishment.pk).exists():
        return ["Không tìm thấy cơ sở này trong phạm vi của bạn."]
    if not establishment.is_active:
        return [f"{establishment} đã ngừng hoạt động."]
    if project.beneficiaries.filter(establishment=establishment).exists():
        return [f"{establishment} đã là đơn vị thụ hưởng của đề án này."]
    twice = doubles(project, [Beneficiary(project=project, establishment=establishment)])
    found, on = double_objections(twice, by), on or today()
    found += not_met(project, on, establishment) + unsettled(project, on, establishment, by)
    return [str(objection) for objection in found]


def _of_the_share(project, share, own=None):
    """Why it is more than one place may have, or than there is to share; `own`: whose share it takes the place of."""
    most = share and place_limit(project)
    if most and share > most:
        return f"Phần hỗ trợ {dong(share)} vượt mức tối đa của một {project.category.unit}: cần không quá {dong(most)}."
    if own and share and own.support_share and share < own.support_share:
        return ""
    named = project.beneficiaries.filter(name_later=False).exclude(pk=own and own.pk)
    others = sum(row.support_share or 0 for row in named)
    whole = to_be_shared(project)
    if share is None or whole is None or others + share <= whole:
        return ""
    return (
        f"Phần hỗ trợ {dong(share)} cùng phần của các đơn vị đã nêu {dong(others)} vượt mức hỗ trợ {dong(whole)} "
        "của đề án."
    )


def _of_the_paper(project, paper, what, decided=None):
    """`decided`: the day of the decision whose support is divided; a paper of before it divided something else."""
    errors, first = {}, decided or project.filed_on
    labels = {"number": "số, ký hiệu", "issued_on": "ngày ban hành", "signer": "người ký"}
    for name, label in labels.items():
        if not getattr(paper, name):
            errors[name] = [f"Văn bản {what} phải ghi {label}."]
    if paper.issued_on and not first <= paper.issued_on <= today():
        whose = "ngày quyết định phê duyệt" if decided else "ngày của hồ sơ"
        errors["issued_on"] = [
            f"Ngày {ngay(paper.issued_on)} phải từ {whose} {ngay(first)} đến hôm nay {ngay(today())}."
        ]
    return errors
