"""The questions that stand open at an appraisal, and the one door to answer them by name."""

from django.core.exceptions import ValidationError
from django.db import transaction

from core.access import require
from core.audit import record
from core.dates import today
from core.parts import Part, take_part
from projects.eligibility import eligibility
from projects.models import Answer, Project
from projects.near_matches import near_matches
from projects.services import locked


def open_questions(project, user):
    """{key: Criterion or Hint} that a named person may answer now: by the dossier's day, by today, and likenesses."""
    rows = [row for on in sorted({project.filed_on, today()}) for row in eligibility(project, on).criteria if row.open]
    return {row.key: row for row in [*rows, *near_matches(project, user)]}


def choices_for(question):
    allowed = Answer.OF_CRITERION if hasattr(question, "state") else Answer.OF_LIKENESS
    return [(verdict.value, verdict.label) for verdict in allowed]


@transaction.atomic
def answer_question(project, key, *, verdict, reason, by, evidence=""):
    """Say by name, with a reason, what no rule tells. A later answer takes the place of this one; both are kept.

    Raises ValidationError {field: sentences}; whoever prepared or concludes the case may not answer.
    """
    require(by, "projects.record_appraisal", project)
    project = locked(project)
    if project.status != Project.Status.REGISTERED:
        raise ValidationError(
            f"Chỉ trả lời khi hồ sơ chờ thẩm định; hồ sơ này đang ở trạng thái “{project.get_status_display()}”."
        )
    question = open_questions(project, by).get(key)
    if question is None:
        raise ValidationError("Điều này không còn cần trả lời: số liệu hoặc quy định đã khác.")
    errors = {}
    if verdict not in dict(choices_for(question)):
        errors["verdict"] = ["Chọn một trong: " + ", ".join(label for _, label in choices_for(question)) + "."]
    if not (reason or "").strip():
        errors["reason"] = ["Phải nêu lý do."]
    if errors:
        raise ValidationError(errors)
    take_part(project, by, Part.CHECK, "projects.record_appraisal")
    project.answers.filter(question=question.question, is_current=True).update(is_current=False)
    answer = Answer(
        project=project, question=question.question, asked=question.asked, verdict=verdict, reason=reason.strip(),
        evidence=evidence, answered_by=by,
    )  # fmt: skip
    answer.full_clean()
    answer.save()
    record(
        project,
        "projects.project.answer",
        by=by,
        perm="projects.record_appraisal",
        note=answer.reason,
        after={"Điều cần trả lời": answer.asked, "Trả lời": answer.get_verdict_display(), "Căn cứ": evidence or None},
    )
    return answer
