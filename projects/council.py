"""An appraisal made by a council: who may sit on it, its founding decision, its minutes as a recorded paper."""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from core.access import require
from core.audit import history, record
from core.dates import ngay
from core.documents import attach, documents_of
from core.parts import Part, conflict, parts_of, take_part, withdraw_part
from core.text import fold
from projects.council_models import AppraisalCouncil, CouncilMember
from projects.models import Project
from projects.sheets import sheet_sent_back

MINUTES = "paper:appraisal_minutes"
MOST = 30  # members; more is a mistake of whoever types
APPRAISE = "projects.record_appraisal"
APPRAISED_BY_HAND = ("projects.project.record_appraisal", "projects.project.answer")  # what takes the part as well
Role = CouncilMember.Role


@dataclass
class Council:
    """A council as it is typed: unsaved CouncilMember rows, the decision that founded it, the minutes (PaperInput)."""

    decision_number: str
    decision_on: date
    minutes: object
    members: list = field(default_factory=list)


def council_in_place(project):
    """The council whose sheet counts, or was sent back to be mended; None where one officer appraises."""
    sheet = project.appraisals.filter(is_current=True).first() or sheet_sent_back(project)
    return AppraisalCouncil.objects.filter(appraisal=sheet).select_related("appraisal", "minutes").first()


def council_errors(project, council, made_on):
    """{field: sentences} that `seat` would refuse with; {} when all is well. How many sit is the decision's matter."""
    errors = {}
    if not (council.decision_number or "").strip():
        errors["decision_number"] = ["Phải ghi số quyết định thành lập hội đồng."]
    if council.decision_on is None:
        errors["decision_on"] = ["Phải ghi ngày quyết định thành lập hội đồng."]
    elif made_on and council.decision_on > made_on:
        errors["decision_on"] = [
            f"Quyết định thành lập ngày {ngay(council.decision_on)}, sau ngày họp {ngay(made_on)}."
        ]
    minutes = council.minutes
    if minutes is None or not (minutes.number and minutes.issued_on and minutes.signer):
        errors["minutes"] = ["Phải ghi số, ngày, người ký của biên bản họp hội đồng."]
    elif made_on and minutes.issued_on < made_on:
        errors["minutes"] = [f"Biên bản đề ngày {ngay(minutes.issued_on)}, trước ngày họp {ngay(made_on)}."]
    if found := [*_composition(council.members), *_who_may_not_sit(project, council.members)]:
        errors["members"] = found
    return errors


def _composition(members):
    found = []
    for role, words in ((Role.CHAIR, "chủ tịch"), (Role.SECRETARY, "thư ký")):
        if (count := sum(member.role == role for member in members)) != 1:
            found.append(f"Hội đồng phải có một {words}; đang ghi {count}.")
    for number, member in enumerate(members, 1):
        if not (member.name or "").strip() or not (member.office or "").strip():
            found.append(f"Dòng {number}: phải ghi họ tên và đơn vị.")
    names = [(fold(member.name or ""), fold(member.office or "")) for member in members]
    if len(set(names)) < len(names):
        found.append("Một người chỉ ngồi một chỗ trong hội đồng.")
    return found


def _who_may_not_sit(project, members):
    """Judged by the persons the minutes name (programme §0b.2): nobody who prepared, nobody of who carries it out."""
    preparers = {
        fold(part.person.full_name) for part in parts_of(project).filter(part=Part.PREPARE).select_related("person")
    }
    sides = [project.implementing_organisation.name, project.implementing_organisation.short_name]
    sides += [str(row) for row in project.beneficiaries.select_related("establishment")]
    offices = {fold(name) for name in sides if name}
    found = []
    for member in members:
        own = member.user and member.user.organisation_id == project.implementing_organisation_id
        if own or fold(member.office or "") in offices:
            found.append(f"{member.name}: người của đơn vị thực hiện, thụ hưởng không thẩm định đề án này.")
        elif fold(member.name or "") in preparers:
            found.append(f"{member.name}: người đã lập hồ sơ không thẩm định hồ sơ này.")
        elif member.user and (clash := conflict(project, member.user, Part.CHECK)):
            found.append(f"{member.name}: {clash}")
    return found


def seat(appraisal, council, *, by):
    """Keep the council of a saved appraisal: its minutes among the project's papers, each account's part."""
    minutes = council.minutes
    paper = _the_same_minutes(appraisal.project, minutes) or attach(
        appraisal.project, minutes.upload, by=by, kind=MINUTES,
        title=minutes.title or "Biên bản họp hội đồng thẩm định", number=minutes.number, issued_on=minutes.issued_on,
        issuer=minutes.issuer, signer=minutes.signer, illustrative=appraisal.project.illustrative,
    )  # fmt: skip
    kept = AppraisalCouncil(
        appraisal=appraisal, decision_number=council.decision_number, decision_on=council.decision_on, minutes=paper
    )
    kept.full_clean()
    kept.save()
    for number, member in enumerate(council.members, 1):
        member.council, member.no = kept, number
        member.full_clean()
        member.save()
        if member.user:
            take_part(appraisal.project, member.user, Part.CHECK)
    return kept


def _the_same_minutes(project, minutes):
    """The paper of an earlier sheet, where a corrected one rests on the same minutes and brings no other scan.

    Who issued them and their title count where they are said: the page asks for neither.
    """
    if minutes.upload:
        return None
    facts = {"number": minutes.number, "issued_on": minutes.issued_on, "signer": minutes.signer}
    facts |= {name: getattr(minutes, name) for name in ("issuer", "title") if getattr(minutes, name)}
    return documents_of(project).filter(kind=MINUTES, **facts).first()


@transaction.atomic
def withdraw_account(member, *, by, why):
    """Take off a seat the account named there by mistake, before the conclusion; who it was stays in the trail.

    The seat stays as the minutes name it. The account's part of the case is withdrawn with it, so that the person may
    take later steps, unless something else that person did for this appraisal rests on it.
    """
    project = Project.objects.select_for_update(no_key=True, of=("self",)).get(pk=member.council.appraisal.project_id)
    require(by, APPRAISE, project)
    if project.status not in (Project.Status.REGISTERED, Project.Status.RETURNED):
        raise ValidationError(
            f"Chỉ rút tài khoản ghi nhầm trước khi kết luận; hồ sơ đang ở trạng thái “{project.get_status_display()}”."
        )
    member = CouncilMember.objects.select_related("user").get(pk=member.pk)  # as it stands under the lock
    person = member.user
    if person is None:
        raise ValidationError(f"{member}: không ghi tài khoản nào, hoặc tài khoản đã được rút.")
    if person in (by, by.stands_in_for(APPRAISE)):
        raise ValidationError("Không ai tự rút phần việc của mình; việc này do chuyên viên khác ghi.")
    if not (why or "").strip():
        raise ValidationError({"why": ["Phải nêu lý do rút tài khoản."]})
    member.user = None
    member.save(update_fields=["user"])
    if not _appraises_otherwise(project, person):
        withdraw_part(project, person, Part.CHECK, by=by, why=why)
    seat_words = f"Tài khoản của {member} trong hội đồng"
    record(
        project, "projects.project.withdraw_council_account", by=by, note=why, perm=APPRAISE,
        before={seat_words: str(person)}, after={seat_words: None},
    )  # fmt: skip
    return member


def _appraises_otherwise(project, person):
    seats = CouncilMember.objects.filter(council__appraisal__project=project, user=person)
    acts = history(project).filter(Q(by=person) | Q(in_place_of=person), action__in=APPRAISED_BY_HAND)
    return seats.exists() or acts.exists()


def seats_with_accounts(project):
    """The members of all its councils, present and earlier, that an account stands for. One query."""
    seats = CouncilMember.objects.filter(council__appraisal__project=project).exclude(user=None)
    return seats.select_related("user", "council__appraisal").order_by("-council__appraisal", "no")
