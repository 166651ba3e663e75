"""Keeping, changing and withdrawing a way of looking at the register; only its owner does the last two."""

from types import SimpleNamespace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access import require
from core.audit import record
from reports.models import RegisterView
from reports.register import RegisterFilter
from reports.register_columns import COLUMNS, PARAMETER, chosen
from reports.register_excel import filter_words

MOST_VALUES = 40  # of one name in the address; there are fewer states and columns than that


@transaction.atomic
def keep_view(view, *, by):
    """Save a new way of looking, or one's own changed one. ValidationError {field: sentences} when its name is taken,
    its filters say nothing, or the office shares another already."""
    require(by, "projects.view_project")
    before = None
    if view.pk:
        stored = _own(view, by)
        before = _facts(stored, by)
    view.owner, view.office = by, by.organisation
    view.query = cleaned(view.query)
    if not filters_of(view.query, by).is_valid():
        raise ValidationError({"query": "Điều kiện lọc không đúng. Hãy lọc lại trong sổ rồi giữ cách xem."})
    view.full_clean()
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:  # somebody was faster than the question above
        raise ValidationError("Vừa có một cách xem khác trùng tên hoặc dùng chung. Hãy tải lại trang.") from error
    record(view, f"reports.registerview.{'change' if before else 'keep'}", by=by, before=before,
           after=_facts(view, by))  # fmt: skip
    return view


@transaction.atomic
def withdraw_view(view, *, by):
    """It leaves every list; the trail keeps it."""
    view = _own(view, by)
    view.withdrawn_at = timezone.now()
    view.save(update_fields=["withdrawn_at"])
    record(view, "reports.registerview.withdraw", by=by)
    return view


KNOWN_NAMES = {*RegisterFilter.base_filters, PARAMETER}


def cleaned(query):
    """Only names the register knows, as lists of texts; ValidationError when it is no dictionary."""
    if not isinstance(query, dict):
        raise ValidationError({"query": "Điều kiện lọc phải là danh sách tên và giá trị."})
    found = {}
    for name, values in query.items():
        values = values[:MOST_VALUES] if isinstance(values, list) else [values]
        values = [str(value)[:200] for value in values if value not in (None, "")]
        if name in KNOWN_NAMES and (values or name == "year"):  # an empty year means every year
            found[name] = values or [""]
    known = {column.key for column in COLUMNS}
    if PARAMETER in found:
        found[PARAMETER] = [key for key in found[PARAMETER] if key in known]
    return found


def in_words(query, user):
    """[(what, words)] of what a way of looking shows."""
    filters = filters_of(query, user)
    words = filter_words(filters)
    if "year" not in query:
        words = f"năm đang làm việc; {words}" if words != "tất cả" else "năm đang làm việc"
    order = dict(filters.form.fields["sort"].choices).get(query.get("sort", [""])[0], "Mới nhất")
    columns = chosen(query.get(PARAMETER, []), user)
    return [
        ("Điều kiện lọc", words),
        ("Thứ tự", str(order)),
        ("Các cột", ", ".join(column.words for column in columns)),
    ]


def filters_of(query, user):
    """The filters of a kept query, as they understand it within this person's reach."""
    given = {name: values if name == "status" else values[0] for name, values in query.items() if name != PARAMETER}
    return RegisterFilter(given, request=SimpleNamespace(user=user))


def _own(view, by):
    stored = RegisterView.objects.select_for_update().get(pk=view.pk)
    if stored.owner_id != by.pk:
        raise PermissionDenied("Cách xem này do người khác giữ; hãy lập cách xem của mình.")
    if stored.withdrawn_at:
        raise ValidationError("Cách xem này đã được bỏ.")
    return stored


def _facts(view, by):
    shared = "có" if view.shared else "không"
    return {"Tên cách xem": view.name, "Dùng chung": shared, **dict(in_words(view.query, by))}
