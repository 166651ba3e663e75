"""People, places and records to start a test from. What a rule speaks about goes through the services.

`office("DOIT")`, `person("DOIT_SPECIALIST")` and `commune()` give the same row again within a test, so that a test may
name them where it needs them.
"""

import datetime
from functools import wraps
from itertools import count

from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from accounts.models import Area, AreaPlacement, Organisation, RoleGrant, Substitution, User
from core.dates import today
from establishments.models import Establishment, LegalForm
from establishments.services import save_establishment
from khuyencong.sample.particulars import plan_particulars, write_results
from norms.models import NormSet, RequiredPaper, SupportCategory
from norms.selectors import required_papers
from projects.answers import answer_question, choices_for, open_questions
from projects.change_models import ChangeRequest, ChangeValue
from projects.changed_lists import LISTS
from projects.details.base import family_of
from projects.models import APPRAISAL_POINTS, Beneficiary, ProgressReport, Project
from projects.progress import save_progress
from projects.services import attach_paper, record_appraisal, save_project
from projects.workflow import PROJECT_FLOW
from tests import states

FILED = datetime.date(2021, 3, 12)
DECIDED = datetime.date(2021, 5, 28)
LAST_DAY_OF_DISTRICTS = datetime.date(2025, 6, 30)
MILLION = 1_000_000

OFFICES = {
    "PPC": ("Ủy ban nhân dân tỉnh Hà Tĩnh", "UBND tỉnh", "UBND"),
    "DOIT": ("Sở Công Thương tỉnh Hà Tĩnh", "Sở Công Thương", "SCT"),
    "DOF": ("Sở Tài chính tỉnh Hà Tĩnh", "Sở Tài chính", "STC"),
    "CENTRE": ("Trung tâm Khuyến công và Xúc tiến thương mại", "Trung tâm Khuyến công", "TTKC"),
}
OFFICE_OF = {"DOIT": "DOIT", "CENTRE": "CENTRE", "DOF": "DOF", "VIEWER": "DOIT", "ADMINISTRATOR": "DOIT"}
_numbers = count(1)
_kept = {}


def forget(sender=None, **_):
    """What was kept is asked for anew: before every test, and once such a row was written."""
    if sender is None or sender._meta.app_label in ("accounts", "norms"):
        _kept.clear()


post_save.connect(forget, dispatch_uid="factories")
post_delete.connect(forget, dispatch_uid="factories-too")


def _kept_within_a_test(make):
    """The same object again as long as nothing about it was written: a person finds its roles of the day once."""

    @wraps(make)
    def again(*args, **fields):
        key = make.__name__, today(), args, *fields.items()
        if key not in _kept:
            made = make(*args, **fields)
            _kept[key] = made
        return _kept[key]

    return again


# --- offices, people, places ------------------------------------------------------------------------------------------


def office(kind, **fields):
    """The one office of a province-wide kind, or (with fields) a new one."""
    return Organisation.objects.create(kind=kind, **fields) if fields else _office(kind)


@_kept_within_a_test
def _office(kind):
    name, short_name, abbreviation = OFFICES[kind]
    return Organisation.objects.get_or_create(
        name=name,
        defaults={
            "short_name": short_name,
            "abbreviation": abbreviation,
            "kind": kind,
            "is_spending_unit": kind in ("DOIT", "CENTRE"),
        },
    )[0]


@_kept_within_a_test
def person(role, *, organisation=None, username=None, full_name=None, since=datetime.date(2020, 1, 1)):
    """Somebody with a role, at the office that usually has it; without a username always the same person."""
    username = username or f"{role.lower()}{f'_{organisation.pk}' if organisation else ''}"
    if found := User.objects.filter(username=username).first():
        return found
    organisation = organisation or office(OFFICE_OF[next(key for key in OFFICE_OF if role.startswith(key))])
    user = User.objects.create_user(
        username, "mat-khau-dai-2021", full_name=full_name or f"Nguyễn Thị {username}", organisation=organisation
    )
    RoleGrant.objects.create(user=user, role=role, valid_from=since)
    return user


def another(role, **fields):
    """A second person with the same role."""
    return person(role, username=f"{role.lower()}_{next(_numbers)}", **fields)


def standing_in(absent, substitute):
    """The substitute, these days in the place of somebody absent."""
    Substitution.objects.create(
        absent=absent, substitute=substitute, valid_from=today(), valid_to=today() + datetime.timedelta(days=3),
        paper_number="12/QĐ-SCT",
    )  # fmt: skip
    return User.objects.get(pk=substitute.pk)


@_kept_within_a_test
def province():
    return Area.objects.get_or_create(name="Hà Tĩnh", kind="PROVINCE", defaults={"code": "42", "type_word": "tỉnh"})[0]


@_kept_within_a_test
def district(name="Huyện Đức Thọ"):
    """A district until 30/06/2025."""
    area, created = Area.objects.get_or_create(
        name=name, kind="DISTRICT", defaults={"type_word": "huyện", "valid_to": LAST_DAY_OF_DISTRICTS}
    )
    if created:
        AreaPlacement.objects.create(area=area, parent=province(), valid_to=LAST_DAY_OF_DISTRICTS)
    return area


@_kept_within_a_test
def commune(name="Xã Thái Yên", under=None):
    """A commune of before 07/2025, under its district."""
    parent = under or district()
    found = Area.objects.filter(name=name, kind="COMMUNE", placements__parent=parent).first()
    if found:
        return found
    area = Area.objects.create(name=name, kind="COMMUNE", type_word="xã", valid_to=LAST_DAY_OF_DISTRICTS)
    AreaPlacement.objects.create(area=area, parent=parent, valid_to=LAST_DAY_OF_DISTRICTS)
    return area


def local_officer(area):
    """The officer who follows the programme at the office of a district or commune."""
    organisation = Organisation.objects.filter(area=area).first() or office(
        area.kind, name=f"Ủy ban nhân dân {area}", short_name=f"UBND {area}", area=area
    )
    return person("LOCAL_OFFICER", organisation=organisation)


# --- decided changes, where a test is about something else ------------------------------------------------------------


def decided(row, what, after, before=None):
    """A request for change of an approved project that was decided: what the database asks for before it moves."""
    change = ChangeRequest.objects.create(
        project=row, kind="AMEND", reason="Thử.", status="DECIDED", decider="PPC", decided_at=timezone.now(),
        decided_on=DECIDED, checked_on=DECIDED, check_note="Đúng.", created_by=row.created_by,
    )  # fmt: skip
    ChangeValue.objects.create(change=change, what=what, before=before, after=after)


def retitled(row, title, **fields):
    decided(row, "title", title, row.title)
    Project.objects.filter(pk=row.pk).update(title=title, **fields)


def remade(row, **fields):
    """Its approved machines with other facts."""
    kept = LISTS["machines"]
    before = kept.present(row)
    after = [line | fields for line in before]
    if after == before:
        return
    decided(row, "machines", after, before)
    row.machines.update(removed_at=timezone.now())
    for line in after:
        kept.built(line, row).save()


# --- norms ------------------------------------------------------------------------------------------------------------


def norm_book():
    """The norm book as delivered, with the province's illustrative set of 2021: most tests begin with it."""
    if not NormSet.objects.exists():
        states.norm_book()


@_kept_within_a_test
def category(code="advanced_machinery"):
    norm_book()
    return SupportCategory.objects.get(code=code)


# --- establishments and projects --------------------------------------------------------------------------------------


def establishment(name=None, *, by=None, **fields):
    """A workshop of its own; the number in its name tells it from the others."""
    number = next(_numbers)
    row = Establishment(
        name=f"Công ty TNHH Đồ gỗ mỹ nghệ Thái Yên {number}" if name is None else name,
        **{
            "code": f"28{number:08d}",
            "legal_form": LegalForm.ENTERPRISE,
            "sector": "Chế biến gỗ, đồ gỗ mỹ nghệ",
            "area": fields.pop("area", None) or commune(),
            "known_since": FILED,
            **fields,
        },
    )
    return save_establishment(row, by=by or person("CENTRE_OFFICER"))


def filled_project(**fields):
    """An unsaved application whose figures are right: 415 triệu (no tax in them), 180 asked, 235 of one's own."""
    return Project(
        **{
            "title": "Dây chuyền sơn tĩnh điện đồ gỗ mỹ nghệ",
            "plan_year": 2021,
            "category": fields.pop("category", None) or category(),
            "implementing_organisation": fields.pop("implementing_organisation", None) or office("CENTRE"),
            "spending_unit": fields.pop("spending_unit", None) or office("CENTRE"),
            "area": fields.pop("area", None) or commune(),
            "need": "Sơn tay bụi, không đều màu.",
            "objective": "Nâng chất lượng sơn, giảm bụi và dung môi.",
            "scale": "Một dây chuyền tại xưởng.",
            "content": "Đầu tư buồng sơn tĩnh điện.",
            "schedule_text": "Tháng 5 đặt máy, tháng 9 chạy thử.",
            "organisation_text": "Trung tâm Khuyến công thực hiện, xưởng vận hành.",
            "impact": "Thêm 5 việc làm.",
            "starts_on": datetime.date(2021, 5, 15),
            "ends_on": datetime.date(2021, 10, 30),
            "total_cost": 415 * MILLION,
            "requested_support": 180 * MILLION,
            "counterpart": 235 * MILLION,
            "other": 0,
            "eligible_cost": fields.get("total_cost", 415 * MILLION),
            "filed_on": FILED,
            **fields,
        }
    )


def project(*, by=None, beneficiaries=None, cost_items=None, **fields):
    """A saved draft with one beneficiary."""
    by = by or person("CENTRE_OFFICER")
    row = filled_project(**fields)
    if beneficiaries is None:
        beneficiaries = [Beneficiary(establishment=establishment(area=row.area))]
    return save_project(row, by=by, beneficiaries=beneficiaries, cost_items=cost_items)


def with_papers(row, *, by=None, stage=RequiredPaper.Stage.REGISTRATION, on=FILED):
    """Record every paper the stage needs (their scans come later); an application tells its particulars too."""
    if stage == RequiredPaper.Stage.REGISTRATION:
        with_details(row, by=by)
    for required in required_papers(row.category, stage, on, tier=row.tier):
        if required.always:
            attach_paper(row, None, by=by or person("CENTRE_OFFICER"), kind=required.paper.code, issued_on=on)
    return row


def with_details(row, *, by=None):
    """What the application says of its family, unless it says something already."""
    family = family_of(row)
    if not any(kind.objects.filter(project=row).exists() for kind in _tables(family)):
        plan_particulars(row, by=by or person("CENTRE_OFFICER"))
    return row


def _tables(family):
    return [*family.rows, *filter(None, [family.sheet])] if family else []


def with_results(row, *, by=None):
    """What was done, as its family asks."""
    write_results(row, by=by or person("CENTRE_OFFICER"))
    return row


def all_points_met():
    return {code: {"ok": True, "finding": ""} for code in APPRAISAL_POINTS}


def registered(**fields):
    row = with_papers(project(**fields))
    return PROJECT_FLOW.press(row, "register", by=person("CENTRE_OFFICER"), on=FILED)


def appraised(support=None, **fields):
    """Appraised and concluded; recommends what was asked unless told otherwise."""
    row = registered(**fields)
    record_appraisal(
        row,
        points=all_points_met(),
        recommended_support=row.requested_support if support is None else support,
        made_on=datetime.date(2021, 5, 4),
        by=person("DOIT_SPECIALIST"),
    )
    return PROJECT_FLOW.press(row, "appraise", by=person("DOIT_DIRECTOR"), on=datetime.date(2021, 5, 10))


def answered(row, *, by=None):
    """Whatever no rule tells is answered by the appraiser: the condition is met, the other file is another case."""
    by = by or person("DOIT_SPECIALIST")
    for key, question in open_questions(row, by).items():
        if question.blocks:
            answer_question(row, key, verdict=choices_for(question)[0][0], reason="Đã xem tại chỗ.", by=by)


CAUSED = {
    "PLANNED": ["plan"],
    "APPROVED": ["approve"],
    "CONTRACTED": ["approve", "commit"],
    "IN_PROGRESS": ["approve", "commit", "start"],
    "COMPLETED": ["approve", "commit", "start", "report", "complete"],
    "ACCEPTED": ["approve", "commit", "start", "report", "complete", "accept"],
}


def project_in(status, **fields):
    """A project that has reached a state by its own steps. Later rooms' facts (money, acceptance) are not there."""
    if status == "DRAFT":
        return project(**fields)
    if status == "REGISTERED":
        return registered(**fields)
    row = appraised(**fields)
    officer = person("CENTRE_OFFICER")
    for name in CAUSED.get(status, []):
        if name == "report":
            with_results(progress(row, percent=100, value_done=row.total_cost).project)
        elif PROJECT_FLOW[name].permission:
            PROJECT_FLOW.press(row, name, by=officer, on=DECIDED)
        else:
            PROJECT_FLOW.cause(row, name, by=officer, on=DECIDED)
    return row


def progress(row, *, by=None, month=datetime.date(2021, 7, 1), percent=61, value_done=253_150_000, **fields):
    report = ProgressReport(project=row, month=month, percent=percent, value_done=value_done, **fields)
    return save_progress(report, by=by or person("CENTRE_OFFICER"))
