"""The form of a request for change: the fields of its kind, filled with how things stand."""

from django import forms

from accounts.models import Organisation
from core.dates import DateFormField
from core.form_errors import ServiceErrors
from core.money import MoneyFormField
from establishments.forms import AreaField, EstablishmentField
from projects.change_models import ChangeValue
from projects.changes.carrying_out import current_value
from projects.changes.rules import FIELDS, Kind, What
from projects.changes.services import change_errors, save_change

LONG = (What.OBJECTIVE, What.SCALE, What.CONTENT)
LONGEST = {What.TITLE: 300, What.PLACE: 255}


def _field(what):
    label = What(what).label
    if what in ChangeValue.DATES:
        return DateFormField(label=label, required=False)
    if what == What.SUPPORT:
        return MoneyFormField(label=f"{label} (đồng)", required=False, min_value=1)
    if what == What.AREA:
        return AreaField(label=label)
    if what == What.COORDINATOR:
        return forms.ModelChoiceField(
            label="Đơn vị phối hợp mới", queryset=Organisation.objects.all(), empty_label="Chọn", required=False
        )
    if what == What.UNITS:
        digits = forms.TextInput(attrs={"inputmode": "numeric", "class": "num"})
        return forms.IntegerField(label=label, required=False, min_value=1, max_value=100_000, widget=digits)
    widget = forms.Textarea(attrs={"rows": 3}) if what in LONG else forms.TextInput()
    return forms.CharField(label=label, required=False, widget=widget, max_length=LONGEST.get(what))


class ChangeForm(ServiceErrors, forms.Form):
    """What shall change, and why; what is left as it stands is not part of the request."""

    reason = forms.CharField(label="Lý do", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, change, by, **kwargs):
        self.change, self.by = change, by
        asked = {row.what: row for row in change.values.all()} if change.pk else {}
        initial = {"reason": change.reason, "leaving": change.leaving_id, "joining": change.joining}
        for what in FIELDS.get(change.kind, ()):
            initial[str(what)] = asked[what].new if what in asked else current_value(change, what)
        if change.kind == Kind.COORDINATOR and not change.pk:
            initial.pop(str(What.COORDINATOR))
        super().__init__(*args, initial=initial, **kwargs)
        for what in FIELDS.get(change.kind, ()):
            self.fields[str(what)] = _field(what)
        if str(What.AREA) in self.fields:
            self.fields[str(What.AREA)].fill()
        if change.kind == Kind.BENEFICIARY:
            rows = change.project.beneficiaries.select_related("establishment")
            self.fields["leaving"] = forms.ModelChoiceField(
                label="Đơn vị thôi thụ hưởng", queryset=rows, empty_label="Chọn"
            )
            self.fields["joining"] = EstablishmentField(
                label="Đơn vị thay thế", help_text="Mã số hoặc tên; cơ sở chưa có thì thêm vào danh mục trước."
            )
            self.fields["joining"].by = by
        self.order_fields([name for name in self.fields if name != "reason"])  # the reason comes last

    def _filled(self):
        data = self.cleaned_data
        self.change.reason = data.get("reason", "")
        if self.change.kind == Kind.BENEFICIARY:
            self.change.leaving, self.change.joining = data.get("leaving"), data.get("joining")
        return {what: data[str(what)] for what in FIELDS.get(self.change.kind, ()) if str(what) in data}

    def service_errors(self):
        return change_errors(self.change, self._filled(), self.by)

    def save(self):
        return save_change(self.change, by=self.by, values=self._filled())
