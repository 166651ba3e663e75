"""An appraisal made by a council: who may sit on it, its founding decision, its minutes as a recorded paper."""

from dataclasses import dataclass, field
from datetime import date

from core.dates import ngay
from core.documents import attach
from core.parts import Part, conflict, parts_of, take_part
from core.text import fold
from projects.council_models import AppraisalCouncil, CouncilMember

MINUTES = "paper:appraisal_minutes"
MOST = 30  # members; more is a mistake of whoever types
Role = CouncilMember.Role


@dataclass
class Council:
    """A council as it is typed: unsaved CouncilMember rows, the decision that founded it, the minutes (PaperInput)."""

    decision_number: str
    decision_on: date
    minutes: object
    members: list = field(default_factory=list)


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
    paper = attach(
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
