"""Visits and batches to start a test from; everything goes through the services."""

import datetime
from decimal import Decimal
from io import BytesIO
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.dates import today
from core.workflow import PaperInput
from inspections import checklist
from inspections.models import Acceptance, AcceptanceBatch, Finding, Inspection
from inspections.proofs import add_proof
from inspections.services import add_minutes, add_photo, save_batch, save_inspection, save_place
from inspections.workflow import ACCEPTANCE_FLOW, INSPECTION_FLOW
from projects.details.base import indicators_told
from projects.models import Beneficiary, Project
from tests import factories as f

VISITED = datetime.date(2021, 7, 20)
HELD = datetime.date(2021, 10, 22)
MILLION = 1_000_000

_numbers = count(1)


def picture(name="may-son.jpg", colour="teal", kind="JPEG", size=(64, 48)):
    """A photograph as a telephone sends it."""
    data = BytesIO()
    Image.new("RGB", size, colour).save(data, kind)
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/jpeg")


def inspector():
    return f.person("DOIT_SPECIALIST")


def close(organisation, on=f.LAST_DAY_OF_DISTRICTS):
    """The office ends with its district."""
    organisation.valid_to = on
    organisation.save()


def answers(**changed):
    """Every question answered: all well, unless told otherwise."""
    return [{**row, "answer": changed.get(row["code"], "YES")} for row in checklist.blank()]


def finding(**fields):
    return Finding(
        **{
            "text": "Chưa có nhật ký vận hành buồng sơn.",
            "responsible": "Công ty TNHH Đồ gỗ mỹ nghệ Thái Yên",
            "due_on": datetime.date(2021, 8, 31),
            **fields,
        }
    )


def running():
    """The project being carried out that the state a test began with has, or a new one."""
    return Project.objects.filter(status="IN_PROGRESS").first() or f.project_in("IN_PROGRESS")


def planned(project=None, by=None, **fields):
    """On the calendar for 15 July 2021, which was still to come when it was put there."""
    went_by = "planned_on" not in fields and "visited_on" not in fields
    planned_on = today() if went_by else datetime.date(2021, 7, 15)
    row = Inspection(**{"project": project or running(), "kind": "PERIODIC", "planned_on": planned_on} | fields)
    save_inspection(row, by=by or inspector())
    if went_by:
        row.planned_on = datetime.date(2021, 7, 15)
        Inspection.objects.filter(pk=row.pk).update(planned_on=row.planned_on)
    return row


def written(project=None, by=None, findings=(), photo=True, minutes=True, **fields):
    """A visit written down in full and not sent yet."""
    visit = planned(project, by)
    full = {
        "visited_on": VISITED, "place": "Xưởng sơn, thôn Bình Hà", "present": "Ông Trần Văn An, giám đốc",
        "checklist": answers(), "progress_percent": 70, **fields,
    }  # fmt: skip
    for name, value in full.items():
        setattr(visit, name, value)
    save_inspection(visit, by=by or inspector(), findings=list(findings))
    if photo:
        add_photo(visit, picture(), by=by or inspector())
    if minutes:
        add_minutes(visit, picture("bien-ban.jpg", "white"), by=by or inspector())
    return visit


def filed(*args, **fields):
    visit = written(*args, **fields)
    return INSPECTION_FLOW.press(visit, "file", by=fields.get("by") or inspector())


def concluded(verdict="SATISFACTORY", **fields):
    return INSPECTION_FLOW.press(filed(**fields), "conclude", by=f.person("DOIT_DIRECTOR"), verdict=verdict)


def to_mend(**fields):
    """A visit whose finding is being mended."""
    visit = concluded("MINOR", **{"findings": [finding()], **fields})
    return INSPECTION_FLOW.press(visit, "require_action", by=f.person("DOIT_DIRECTOR"))


def completed(places=1, **fields):
    """A project that waits for acceptance, with so many beneficiaries."""
    beneficiaries = [
        Beneficiary(establishment=f.establishment(f"Hợp tác xã mộc {next(_numbers)}", area=fields.get("area")))
        for _ in range(places)
    ]
    return f.project_in("COMPLETED", beneficiaries=beneficiaries, **fields)


def place(project, number=0, conclusion="PASS", **fields):
    """The unsaved result at one of the project's places."""
    more = {
        "PASS": {"accepted_cost": 400 * MILLION},
        "BY_VOLUME": {
            "accepted_cost": 300 * MILLION,
            "volume_percent": Decimal("75.5"),
            "defects": "Mưa lũ tháng 10, chưa lắp máy thứ hai.",
        },
        "DEFECTS": {"defects": "Chưa nối đất.", "new_date": datetime.date(2021, 11, 20)},
        "": {},
    }[conclusion]
    whose = None if number is None else list(project.beneficiaries.all())[number]
    return Acceptance(
        **{
            "project": project, "beneficiary": whose,
            "place": "Xưởng sơn", "present": "Giám đốc cơ sở", "results": "Buồng sơn chạy tốt",
            "conclusion": conclusion, **more, **fields,
        }
    )  # fmt: skip


def batch(*places, by=None, held_on=HELD, proved=True, answered=True):
    """`answered`: the targets that the particulars plan are said at each place as they were planned."""
    row, by = AcceptanceBatch(held_on=held_on, team="Nguyễn Văn Bình, Sở Công Thương"), by or f.person("CENTRE_OFFICER")
    save_batch(row, by=by, places=list(places))
    for place in places if answered else ():
        answer_targets(place, by=by)
    for place in places if proved else ():
        add_proof(place, None, by=by, number="0000152")
    return row


def answer_targets(place, *, by=None):
    """What the particulars plan is reached at the first place of the project, nothing of it at its others."""
    project = place.project
    first = place.beneficiary_id in (None, project.beneficiaries.values_list("pk", flat=True).first())
    there = set(project.indicators.values_list("code", flat=True))
    told = {code: figure for code, figure in indicators_told(project, "planned").items() if code in there}
    if told:
        results = {code: {"value": Decimal(figure if first else 0)} for code, figure in told.items()}
        save_place(place, batch=place.batch, by=by or f.person("CENTRE_OFFICER"), results=results)


def answered(batch):
    """The batch, whose places say what was reached of all that the particulars plan."""
    for place in batch.places.all():
        answer_targets(place)
    return batch


def minutes(number="05/BB-NT", issued_on=HELD, **fields):
    return PaperInput(number=number, issued_on=issued_on, signer="Tổ nghiệm thu", **fields)


def record(row, by=None, **fields):
    """The minutes are recorded."""
    return ACCEPTANCE_FLOW.press(row, "conclude", by=by or f.person("DOIT_SPECIALIST"), paper=minutes(**fields))
