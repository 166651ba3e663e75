"""Establishments are entered from their papers by the Department or the Centre; nothing else writes them."""

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.facts import facts_of
from establishments.models import Establishment, EstablishmentIdentity

SHOWN = [
    "code", "name", "legal_form", "owner_name", "phone", "area", "address", "sector", "known_since", "is_active",
    "note",
]  # fmt: skip


@transaction.atomic
def save_establishment(establishment, *, by):
    """Enter an establishment or correct its facts. A change of name, code or form in real life is `change_identity`.

    Raises ValidationError ({field: sentences}) for a code of wrong shape, a code that another place has or had, a
    place that did not exist on the day.
    """
    require(by, "establishments.save_establishment", establishment)
    before = None
    if establishment.pk:
        stored = _locked(establishment)
        before = facts_of(stored, SHOWN)
        establishment.created_by, establishment.illustrative = stored.created_by, stored.illustrative
    else:
        establishment.created_by = by
    _check(establishment, by)
    _write(establishment, by)
    identity = establishment.identities.filter(valid_to=None).first()
    if identity is None:
        identity = EstablishmentIdentity(establishment=establishment, valid_from=establishment.known_since)
    elif establishment.identities.count() == 1:
        identity.valid_from = establishment.known_since
    _copy(establishment, identity)
    facts = facts_of(establishment, SHOWN)
    if before:
        record(establishment, "establishments.establishment.correct", by=by, before=before, after=facts)
    else:  # the whole first text is kept; the story shows what it is known by
        shown = facts_of(establishment, ["name", "code"])
        record(establishment, "establishments.establishment.enter", by=by, after=shown, first_text=facts)
    return establishment


@transaction.atomic
def change_identity(establishment, *, code, name, legal_form, on, by, paper="", note=""):
    """From `on` the same place has another code, name or form: a household that becomes a company stays one record.

    `paper`: number and date of the registration that says so. What it was before stays readable by date.
    """
    require(by, "establishments.save_establishment", establishment)
    establishment = _locked(establishment)
    present = establishment.identities.get(valid_to=None)
    if on > today():
        raise ValidationError({"on": f"Ngày thay đổi {ngay(on)} chưa tới; ghi khi đăng ký mới đã có hiệu lực."})
    if on <= present.valid_from:
        raise ValidationError(
            {"on": f"Ngày thay đổi phải sau ngày bắt đầu của đăng ký hiện tại ({ngay(present.valid_from)})."}
        )
    before = facts_of(establishment, SHOWN)
    establishment.code, establishment.name, establishment.legal_form = code, name, legal_form
    _check(establishment, by)
    if (establishment.code, establishment.name, establishment.legal_form) == (
        present.code,
        present.name,
        present.legal_form,
    ):
        raise ValidationError("Mã số, tên và loại hình đều như cũ: không có gì để thay đổi.")
    present.valid_to = on - datetime.timedelta(days=1)
    present.save(update_fields=["valid_to"])
    _write(establishment, by)
    _copy(establishment, EstablishmentIdentity(establishment=establishment, valid_from=on, paper=paper))
    record(
        establishment,
        "establishments.establishment.change_identity",
        by=by,
        note="; ".join(filter(None, [paper, note])),
        before=before,
        after=facts_of(establishment, SHOWN) | {"Từ ngày": ngay(on)},
    )
    return establishment


def _locked(establishment):
    return Establishment.objects.select_for_update(no_key=True).get(pk=establishment.pk)


def _check(establishment, by):
    """Everything wrong with the record in one ValidationError."""
    errors = {}
    try:
        establishment.full_clean(validate_unique=False)
    except ValidationError as error:
        errors = error.error_dict
    if "code" not in errors and (sentence := _duplicate(establishment, by)):
        errors["code"] = [ValidationError(sentence, code="duplicate")]
    if errors:
        raise ValidationError(errors)


def _duplicate(establishment, by):
    """Whose code this is or was; of a place out of the person's reach nothing is told."""
    if establishment.code is None:
        return None
    once = EstablishmentIdentity.objects.filter(code=establishment.code).values("establishment")
    others = Establishment.objects.filter(Q(code=establishment.code) | Q(pk__in=once)).exclude(pk=establishment.pk)
    if not others.exists():
        return None
    if known := others.visible_to(by).first():
        return f"Mã số {establishment.code} là của “{known}” ({known.area}) đã có trong danh mục."
    return f"Mã số {establishment.code} đã có trong danh mục của nơi khác. Đề nghị hỏi Sở Công Thương."


def _write(establishment, by):
    """Two people may enter the same code at the same moment: the second hears the sentence of the duplicate."""
    try:
        with transaction.atomic():
            establishment.save()
    except IntegrityError as error:
        raise ValidationError({"code": _duplicate(establishment, by) or "Mã số này vừa có người nhập."}) from error


def _copy(establishment, identity):
    identity.code, identity.name = establishment.code, establishment.name
    identity.legal_form = establishment.legal_form
    identity.full_clean()
    identity.save()
