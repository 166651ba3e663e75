"""The way of a survey sheet: written on the spot, handed in, perhaps given back. Filed, it is not changed any more."""

from core.documents import documents_of
from core.workflow import Objection, Transition, Workflow
from projects.models import Survey

S = Survey.Status
PHOTO, SIGNED = "photo", "signed"
NEEDED = (
    "surveyed_on", "present", "legal_form", "place", "sector", "products", "workers", "need", "land_papers",
    "environment_papers", "counterpart",
)  # fmt: skip


def own_office(survey, act):
    if act.by.organisation_id != survey.office_id:
        return Objection("Chỉ đơn vị khảo sát nộp phiếu của mình", needed=str(survey.office))


def survey_is_whole(survey, act):
    """What the appraisal will look for; «không có» is an answer too."""
    labels = {field.name: field.verbose_name for field in survey._meta.fields}
    return [Objection(f"Chưa ghi {labels[name]}", field=name) for name in NEEDED if getattr(survey, name) in (None, "")]


def pictures_are_there(survey, act):
    kinds = set(documents_of(survey).exclude(file="").values_list("kind", flat=True))
    return [
        Objection(sentence, field=field)
        for kind, field, sentence in (
            (PHOTO, "photos", "Phải có ít nhất một ảnh chụp tại cơ sở"),
            (SIGNED, "signed", "Phải có bản phiếu có chữ ký của người khảo sát và cơ sở (ảnh hoặc PDF)"),
        )
        if kind not in kinds
    ]


SURVEY_FLOW = Workflow(
    Transition(
        "file", "Nộp phiếu khảo sát", Survey.WRITABLE, S.FILED, "projects.save_survey",
        (own_office, survey_is_whole, pictures_are_there),
    ),
    Transition(
        "return", "Trả lại phiếu khảo sát", (S.FILED,), S.RETURNED, "projects.return_project", needs_note=True,
        tone="danger",
    ),
)  # fmt: skip
