"""Two kinds of administration pages: catalogues are edited, records are looked at."""

from django.contrib import admin
from django.contrib.admin.utils import display_for_field, label_for_field, unquote
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models, transaction
from django.utils.dateparse import parse_date
from django.utils.text import capfirst

from core.admin_filters import ActFilter, OfficeFilter, WhenFilter
from core.audit import history, record
from core.audit_models import value_words
from core.dates import ngay
from core.models import AuditEntry, SpecialDay
from core.money import MoneyField, MoneyInput
from core.once import in_turn

# Django shows these as a picture with an English word behind it, and as 10000000.
IN_WORDS = (models.BooleanField, MoneyField)


class ReferenceAdmin(admin.ModelAdmin):
    """For catalogues (norms, areas, organisations): ordinary editing, recorded with before and after."""

    # Django's box for large integers is a number box, which shows "10.000.000" as nothing and would save it so.
    formfield_overrides = {MoneyField: {"widget": MoneyInput}}
    object_history_template = "admin/story.html"

    def get_list_display(self, request):
        return [_column(self.model, name) for name in super().get_list_display(request)]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """One window of a catalogue is saved after the other: what it finds of the other rows (none alike, none of the
        same days) still holds when its own is written, whoever else has a window open."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            in_turn(f"admin:{self.model._meta.label_lower}")
            return super().changeform_view(request, object_id, form_url, extra_context)

    def history_view(self, request, object_id, extra_context=None):
        """The trail of the row; Django's own log knows neither the figures nor what was not done here."""
        row = self.get_object(request, unquote(object_id))
        return super().history_view(request, object_id, {"entries": history(row) if row else []})

    def has_delete_permission(self, request, obj=None):
        return False

    def delete_view(self, request, object_id, extra_context=None):
        raise PermissionDenied(
            "Không xóa dòng nào của danh mục, vì hồ sơ cũ còn dựa vào nó. Dòng không dùng nữa thì ghi ngày kết thúc, "
            "hoặc bỏ dấu đang dùng."
        )

    def save_model(self, request, obj, form, change):
        if change and not form.changed_data:
            return  # nothing happened, so there is nothing to tell
        before = None
        if change:
            stored = type(obj)._base_manager.get(pk=obj.pk)
            before = {self._label(name): self._shown(stored, name) for name in form.changed_data}
        obj.full_clean()
        super().save_model(request, obj, form, change)
        after = {self._label(name): self._shown(obj, name) for name in form.changed_data}
        verb = "change" if change else "add"
        record(obj, f"admin.{verb}", by=request.user, before=before, after=after)

    def _label(self, name):
        return capfirst(label_for_field(name, self.model, self))

    def _shown(self, obj, name):
        field = obj._meta.get_field(name)
        if field.many_to_many:
            return ", ".join(str(item) for item in getattr(obj, name).all())
        if isinstance(field, IN_WORDS):
            return value_words(getattr(obj, name))
        return str(display_for_field(getattr(obj, name), field, "–"))


def _column(model, name):
    """What stands in the column `name` of a list: the field itself, or its value in words."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if not isinstance(field, IN_WORDS):
        return name

    @admin.display(description=field.verbose_name, ordering=name)
    def in_words(row):
        value = getattr(row, name)
        return None if value is None else value_words(value)

    return in_words


class WindowAdmin(admin.ModelAdmin):
    """For records with a workflow or money: look through, change only via services."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)


@admin.register(SpecialDay)
class SpecialDayAdmin(ReferenceAdmin):
    list_display = ["date", "kind", "name", "source"]
    list_filter = ["kind"]


@admin.register(AuditEntry)
class AuditEntryAdmin(WindowAdmin):
    """The trail in the words of the records' own pages."""

    list_display = ["at", "who", "what", "label", "note"]
    list_filter = [("at", WhenFilter), ("office", OfficeFilter), ActFilter]
    list_per_page = 50
    list_select_related = ["by", "office", "in_place_of"]
    search_fields = ["label", "note", "by__full_name"]
    search_help_text = "Tìm theo hồ sơ, ghi chú, tên người thực hiện."
    fields = ["at", "who", "what", "label", "changes", "note", "more"]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Nhật ký"})

    @admin.display(description="người thực hiện", ordering="by__full_name")
    def who(self, entry):
        return entry.who

    @admin.display(description="việc")
    def what(self, entry):
        return capfirst(entry.what)

    @admin.display(description="trước → sau")
    def changes(self, entry):
        lines = [f"{name}: {value_words(old)} → {value_words(new)}" for name, old, new in entry.changes]
        return "\n".join(lines) or "Không sửa số liệu nào"

    @admin.display(description="chi tiết")
    def more(self, entry):
        day = entry.data.get("on")
        found = {
            "Ngày của việc": day and ngay(parse_date(day)),
            "Tệp": entry.data.get("file"),
            "Mã SHA-256 của tệp": entry.data.get("sha256"),
        }
        return "\n".join(f"{name}: {value}" for name, value in found.items() if value) or "–"
