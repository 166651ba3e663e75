"""Separation of duties: to prepare, check, approve and examine one case are four different persons.

A case is one application, payment, settlement or visit. A substitute counts as the person replaced too
(programme §0b.2), so an absence cannot bring two parts into one hand.
"""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.models import CasePart
from core.text import one_line

Part = CasePart.Part


def parts_of(case):
    """Who holds which part in this case, oldest first; what was taken by mistake and withdrawn is not among them."""
    content_type = ContentType.objects.get_for_model(case)
    return CasePart.objects.filter(content_type=content_type, object_id=case.pk, withdrawn_at=None)


def conflict(case, by, part, perm=""):
    """The sentence that says why this person may not take this part, or None."""
    persons = _persons(by, perm)
    taken = parts_of(case).filter(person__in=persons).exclude(part=part).select_related("person").first()
    if taken:
        name = taken.person.full_name
        who = "Bạn" if taken.person_id == by.pk else f"{name} (người bạn đang thay)"
        return (
            f"{who} đã giữ phần việc “{taken.get_part_display()}” của hồ sơ này; "
            f"phần “{Part(part).label}” phải do người khác làm."
        )
    return None


def held_otherwise(model, by, part, perm=""):
    """The ids of the cases of a model in which this person may not take this part: `conflict` of a whole list."""
    rows = CasePart.objects.filter(content_type=ContentType.objects.get_for_model(model), withdrawn_at=None)
    return rows.filter(person__in=_persons(by, perm)).exclude(part=part).values_list("object_id", flat=True)


def signed_by(model, by, perm=""):
    """The ids of the cases of a model that this person, or whom they stand in for, has approved or signed already."""
    rows = CasePart.objects.filter(content_type=ContentType.objects.get_for_model(model), withdrawn_at=None)
    return rows.filter(person__in=_persons(by, perm), part=Part.APPROVE).values("object_id")


@transaction.atomic
def take_part(case, by, part, perm=""):
    """Write down that this person takes this part; the unique row per case and person is the guard.

    Raises ValidationError when the person, or the one they stand in for, already holds another part.
    """
    if objection := conflict(case, by, part, perm):
        raise ValidationError(objection, code="two_parts")
    content_type = ContentType.objects.get_for_model(case)
    for person in _persons(by, perm):
        row, created = CasePart.objects.get_or_create(
            content_type=content_type, object_id=case.pk, person=person, withdrawn_at=None,
            defaults={"part": part, "taken_by": by},
        )  # fmt: skip
        if not created and row.part != part:  # somebody was faster than the question above
            raise ValidationError(conflict(case, by, part, perm), code="two_parts")


def withdraw_part(case, person, part, *, by, why):
    """Free this person of this part written down by mistake: the row stays, with who withdrew it, when and why.

    The service that wrote the part down asks whether it was a mistake, and records it in the trail of the case.
    """
    why = one_line(why)
    if not why:
        raise ValidationError("Phải nêu lý do rút phần việc.", code="why")
    rows = parts_of(case).filter(person=person, part=part)
    return rows.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_why=why)


def _persons(by, perm):
    absent = by.stands_in_for(perm) if perm else None
    return [by, absent] if absent else [by]
