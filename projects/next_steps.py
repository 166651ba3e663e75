"""Whose turn it is on a project, what comes next and why not yet."""

from dataclasses import dataclass, field

from django.urls import reverse

from accounts.models import RoleGrant, User
from accounts.roles import roles_with
from core.dates import today
from core.parts import Part, conflict
from core.workflow import Act
from projects.ceilings import current_appraisal
from projects.models import Project
from projects.sheets import sheet_sent_back
from projects.workflow import (
    FROM_OLD_PAPERS,
    PROJECT_FLOW,
    letter_is_sent,
    not_before_the_appraisal,
    who_sat_does_not_conclude,
)

S = Project.Status

# What a later room does next; the project's page says so and leads to the panels below.
AWAITED = {
    S.APPRAISED: ("Đưa vào danh mục, trình phê duyệt", "plans.prepare_round"),
    S.PLANNED: ("Trình phê duyệt trong đợt", "plans.prepare_round"),
    S.SUSPENDED: ("Đề nghị tiếp tục hoặc ngừng thực hiện", "projects.run_project"),
}

# What the office that wrote the dossier does next; who may enter it from that office's paper is not waited for.
OF_ITS_OFFICE = (S.DRAFT, S.RETURNED, S.CONTRACTED, S.IN_PROGRESS, S.SUSPENDED)
CONCLUDE = "projects.conclude_appraisal"

_turns = {}
_ways = {S.SUSPENDED: lambda project: ("Lập đề nghị", reverse("projects:change_new", args=[project.pk]))}


def register_way(status, way):
    """Let a later room lead to its own step on a project in this state: `way(project) -> (label, address)`."""
    _ways[status] = way


def register_turn(status, turn):
    """Let a later room say whose turn it is in this state: `turn(project, user) -> Turn`, without the steps."""
    _turns[status] = turn


@dataclass
class Turn:
    """The box of the next step: its title, who, an act before the buttons (label, url), and the steps themselves."""

    title: str
    who: list
    mine: bool
    label: str = ""
    url: str = ""
    hint: str = ""
    against: list = field(default_factory=list)  # objections that whoever decides will meet
    sent_back: str = ""  # why the appraisal sheet was sent back
    steps: list = field(default_factory=list)

    @property
    def ready(self):
        return [step for step in self.steps if step.ready]

    @property
    def blocked(self):
        return [step for step in self.steps if step.allowed and step.objections]

    @property
    def aside(self):
        """Steps that end the way (give back, refuse, withdraw): offered, never suggested."""
        return [step for step in self.ready if step.transition.tone == "danger"]

    @property
    def forward(self):
        return [step for step in self.ready if step.transition.tone != "danger"]


def turn_of(project, user):
    """What the page says about the next step, for this person."""
    if project.is_historical:
        return _only_papers(project, user)
    steps = PROJECT_FLOW.steps(project, user)
    if project.status == S.REGISTERED and current_appraisal(project) is None:
        ahead = ("appraise", "send_sheet_back")
        return _appraise_first(project, user, [step for step in steps if step.transition.name not in ahead])
    if project.status == S.REJECTED and letter_is_sent(project):
        return Turn("", [], False)
    onward = [step for step in steps if step.transition.tone != "danger"]
    first = next((step for step in onward if step.allowed), onward[0] if onward else None)
    if first:
        turn = Turn(first.transition.label, first.who, first.allowed, steps=steps)
        if first.allowed and first.transition.name == "appraise" and (why := not_his_to_conclude(project, user)):
            return _another_concludes(turn, project, user, why)
        if project.status in OF_ITS_OFFICE:
            _of_its_office(turn, project, user)
        if project.status == S.REGISTERED and user.has_perm("projects.record_appraisal"):
            _may_still_mend(turn, project, user)
        return turn
    if project.status in _turns:
        turn = _turns[project.status](project, user)
        turn.steps = steps
        return turn
    if project.status in AWAITED:
        title, permission = AWAITED[project.status]
        turn = Turn(title, User.roles_with(permission), user.has_perm(permission), steps=steps)
        if project.status in OF_ITS_OFFICE:
            _of_its_office(turn, project, user)
        if turn.mine and project.status in _ways:
            turn.label, turn.url = _ways[project.status](project)
        return turn
    return Turn("", [], False, steps=steps)


def _only_papers(project, user):
    """A project of an old year stands as its papers left it: what may still be done with it, and what not."""
    told = (
        f"{FROM_OLD_PAPERS}. Tiền của năm đó không nằm trong sổ này nên không ký hợp đồng, tạm ứng, nghiệm thu, quyết "
        "toán ở đây. Việc còn làm tiếp theo giấy tờ thì ghi bằng văn bản của nó; cần kinh phí của năm nay thì lập đề "
        "án mới."
    )
    if user.has_perm("projects.save_project") and user.organisation.covers_province:
        return Turn("", [], False, "Ghi thêm văn bản", reverse("projects:add_past_paper", args=[project.pk]), told)
    return Turn("", [], False, hint=f"{told} Có văn bản của hồ sơ này thì gửi Sở Công Thương ghi thêm.")


def of_its_office(project, user):
    """Whether this person's office goes on with its own dossier: the Department with what its people wrote, no other.

    The worklist asks the same (`projects.work`).
    """
    organisation = user.organisation
    return not organisation.covers_province or project.created_by.organisation_id == organisation.pk


def _of_its_office(turn, project, user):
    if turn.mine and of_its_office(project, user):
        return
    if turn.mine and turn.ready:
        turn.hint = "Việc của đơn vị lập hồ sơ; bạn chỉ nhập thay khi đơn vị gửi văn bản."
    turn.who, turn.mine = [str(project.created_by.organisation)], False


def not_his_to_conclude(project, user):
    """Why the conclusion is another person's, who prepared, checked or sat; "" when it may be this one's."""
    sat = who_sat_does_not_conclude(project, Act(by=user))
    return f"{sat.sentence}." if sat else conflict(project, user, Part.APPROVE, CONCLUDE) or ""


def _another_concludes(turn, project, user, why):
    """The page names who else may, and does not offer what would be refused."""
    grants = RoleGrant.objects.on(today()).filter(role__in=roles_with(CONCLUDE))
    others = User.objects.filter(role_grants__in=grants, is_active=True).exclude(pk=user.pk).distinct()
    names = [other.full_name for other in others.order_by("pk") if not not_his_to_conclude(project, other)]
    who = ", ".join(names) or "chưa có ai; quản trị ghi người thay theo văn bản ủy quyền"
    turn.hint, turn.mine = f"{why} Người kết luận được: {who}.", False
    turn.steps = [step for step in turn.steps if not (step.transition.name == "appraise" and step.objections)]
    turn.who = names or turn.who
    return turn


def _may_still_mend(turn, project, user):
    """The appraiser sees what stands against the sheet before the decider has to send it back."""
    if not conflict(project, user, Part.CHECK, "projects.record_appraisal"):
        turn.url, turn.label = reverse("projects:appraisal", args=[project.pk]), "Sửa phiếu thẩm định"
    if not turn.mine:
        turn.against = against_conclusion(project, user)


def against_conclusion(project, user):
    """What the decider would meet today, as far as it is about the application and not about who decides."""
    conclusion = PROJECT_FLOW["appraise"]
    return conclusion.asked_of(project, Act(by=user), apart=(who_sat_does_not_conclude, not_before_the_appraisal))


def _appraise_first(project, user, steps):
    permission = "projects.record_appraisal"
    mine = user.has_perm(permission)
    turn = Turn("Thẩm định hồ sơ", User.roles_with(permission), mine, steps=steps)
    if sent_back := sheet_sent_back(project):
        turn.title, turn.sent_back = "Sửa phiếu thẩm định bị trả lại", sent_back.sent_back_why
    if mine:
        turn.hint = conflict(project, user, Part.CHECK, permission) or ""
        turn.mine = not turn.hint
        if not turn.hint:
            turn.label = "Sửa phiếu thẩm định" if sent_back else "Lập phiếu thẩm định"
            turn.url = reverse("projects:appraisal", args=[project.pk])
    return turn
