"""Two kinds of administration pages: catalogues are edited, records are looked at."""

from django.contrib import admin
from django.contrib.admin.utils import display_for_field, label_for_field

from core.audit import record
from core.models import AuditEntry, SpecialDay


class ReferenceAdmin(admin.ModelAdmin):
    """For catalogues (norms, areas, organisations): ordinary editing, recorded with before and after."""

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
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
        return label_for_field(name, self.model, self)

    def _shown(self, obj, name):
        field = obj._meta.get_field(name)
        if field.many_to_many:
            return ", ".join(str(item) for item in getattr(obj, name).all())
        return str(display_for_field(getattr(obj, name), field, "–"))


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
    list_display = ["at", "by", "action", "label", "note"]
    search_fields = ["label", "note", "action"]
    list_filter = ["action"]
    list_select_related = ["by"]
