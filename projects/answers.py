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
from projects.newcomers import eligibility_of_newcomer, hints_of_newcomer, leaving_for, may_join
from projects.services import locked


def open_questions(project, user, newcomer=None):
    """{key: Criterion or Hint} that a named person may answer now: by the dossier's day, by today, and likenesses.

    `newcomer`: the Establishment that is to join after the conclusion; then what is open about that one.
    """
    days = sorted({project.filed_on, today()})
    if newcomer is None:
        found, hints = [eligibility(project, on) for on in days], near_matches(project, user)
    else:
        leaving, hints = leaving_for(project, newcomer), hints_of_newcomer(project, newcomer, user)
        found = [eligibility_of_newcomer(project, on, newcomer, leaving) for on in days]
    rows = [row for result in found for row in result.criteria if row.open]
    return {row.key: row for row in [*rows, *hints]}


def choices_for(question):
    allowed = Answer.OF_CRITERION if hasattr(question, "state") else Answer.OF_LIKENESS
    return [(verdict.value, verdict.label) for verdict in allowed]


@transaction.atomic
def answer_question(project, key, *, verdict, reason, by, evidence="", newcomer=None):
    """Say by name, with a reason, what no rule tells. A later answer takes the place of this one; both are kept.

    `newcomer`: the Establishment that is to join an approved project, where the question is about it. Raises
    ValidationError {field: sentences}; whoever prepared or concludes the case may not answer.
    """
    require(by, "projects.record_appraisal", project)
    project = locked(project)
    if newcomer is not None and not may_join(project, newcomer):
        raise ValidationError(f"{newcomer} không chờ vào danh sách thụ hưởng của đề án này.")
    if newcomer is None and project.status != Project.Status.REGISTERED:
        raise ValidationError(
            f"Chỉ trả lời khi hồ sơ chờ thẩm định; hồ sơ này đang ở trạng thái “{project.get_status_display()}”."
        )
    question = open_questions(project, by, newcomer).get(key)
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
