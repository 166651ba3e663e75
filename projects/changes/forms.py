"""The form of a request for change: the fields of its kind, filled with how things stand."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Organisation
from core.dates import DateFormField
from core.decimals import DecimalCommaField
from core.form_errors import ServiceErrors, wrong_things
from core.money import MoneyFormField
from establishments.forms import AreaField, EstablishmentField
from projects.change_models import ChangeValue
from projects.changed_lists import LISTS, MOST_LINES
from projects.changes.carrying_out import current_value
from projects.changes.rules import Kind, What, fields_of
from projects.changes.services import change_errors, save_change
from projects.changes.targets import untouched
from projects.details.forms import RowForm, form_of
from projects.forms import Rows, one_row_more, unchecked

LONG = (What.OBJECTIVE, What.SCALE, What.CONTENT)
LINES = (
    "Để nguyên thì không đề nghị thay đổi. Dòng thay đổi được giữ cả nội dung cũ và mới; dòng thêm vào mang số "
    "tiếp theo."
)
LEAVERS = "Giảm số lượng thì đánh dấu bỏ những dòng thôi thực hiện; các dòng còn lại bằng số lượng mới."
LATE_LEAVERS = "Giảm số lượng thì đánh dấu bỏ những dòng thôi thực hiện; các dòng còn lại không quá số lượng mới."
HINTS = {
    What.QUOTES: "Máy đắt lên đến mức phải có báo giá thì kê báo giá mới lập cho đề nghị này: thêm dòng, hoặc ghi giá "
    "mới ở dòng của đơn vị báo giá cũ.",
    What.TARGETS: "Số máy, chỉ tiêu bằng số lượng được duyệt và vốn đối ứng tự đổi theo đề nghị; chỉ tiêu khác nếu "
    "cũng đổi thì ghi số mới ở đây.",
}
LONGEST = {What.TITLE: 300, What.PLACE: 255}


def _field(what):
    label = What(what).label
    if what in ChangeValue.DATES:
        return DateFormField(label=label, required=False)
    if what in (What.SUPPORT, What.ELIGIBLE_COST):
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


class TargetRow(RowForm):
    """What is planned of one target: an amount is typed as amounts are, any other as a figure."""

    planned = DecimalCommaField(required=False, max_digits=14, decimal_places=2, min_value=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        planned = self.initial.get("planned")
        if self.initial.get("unit") == "đồng" and (planned is None or planned == int(planned)):
            self.initial["planned"] = None if planned is None else int(planned)
            self.fields["planned"] = MoneyFormField(required=False)
        self.fields["planned"].label = self.initial.get("title", "Kế hoạch")


class ChangeForm(ServiceErrors, forms.Form):
    """What shall change, and why; what is left as it stands is not part of the request."""

    reason = forms.CharField(label="Lý do", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data=None, *, change, by):
        self.change, self.by = change, by
        asked = {row.what: row for row in change.values.all()} if change.pk else {}
        self.plain = [what for what in fields_of(change) if what not in LISTS]
        names = [str(what) for what in fields_of(change) if what in LISTS]
        self.asked_rows = data is not None and next((name for name in names if f"add_{name}" in data), None)
        if self.asked_rows:
            data = one_row_more(data, self.asked_rows)
        self.lists = [
            _List(name, change, by, data, self.asked_rows, asked[name].after if name in asked else None)
            for name in names
        ]
        initial = {"reason": change.reason, "leaving": change.leaving_id, "joining": change.joining}
        for what in self.plain:
            initial[str(what)] = asked[what].new if what in asked else current_value(change, what)
        if change.kind == Kind.COORDINATOR and not change.pk:
            initial.pop(str(What.COORDINATOR))
        super().__init__(data, initial=initial)
        for what in self.plain:
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
        if self.asked_rows:
            unchecked(self)
        self.order_fields([name for name in self.fields if name != "reason"])  # the reason comes last

    def _filled(self):
        data = self.cleaned_data
        self.change.reason = data.get("reason", "")
        if self.change.kind == Kind.BENEFICIARY:
            self.change.leaving, self.change.joining = data.get("leaving"), data.get("joining")
        values = {what: data[str(what)] for what in self.plain if str(what) in data}
        return values | {part.name: part.rows.rows() for part in self.lists if part.sent}

    def is_valid(self):
        """With the lists: what cannot be read in them is said together with the rest."""
        readable = [part.rows.is_valid() for part in self.lists if part.sent]
        return super().is_valid() and all(readable) and not any(part.errors for part in self.lists)

    def service_errors(self):
        found = change_errors(self.change, self._filled(), self.by)
        for part in self.lists:
            if part.name in found:
                part.errors = part.rows.put_errors(ValidationError(found.pop(part.name)))
        return found

    @property
    def wrong(self):
        """What `{% objections %}` reads, in the order of the page."""
        rows = [thing for part in self.lists if part.sent for thing in (part.errors, part.rows)]
        return wrong_things(self, *rows)

    def save(self):
        return save_change(self.change, by=self.by, values=self._filled())


class _List:
    """One list of the project as it shall be: its lines filled in, more may be added, a tick takes one out."""

    def __init__(self, name, change, by, data, asked_rows, lines):
        kept, self.name, self.errors = LISTS[name], name, []
        self.heading = What(name).label
        self.sent = data is not None and f"{name}-TOTAL_FORMS" in data
        self.grows, self.shrinks, self.hint = kept.grows, kept.shrinks, HINTS.get(name, LINES)
        if kept.shrinks:  # who leaves stays to be seen, and to be ticked back
            self.hint = LATE_LEAVERS if kept.come_later else LEAVERS
            stay = None if lines is None else {line["no"] for line in lines}
            present = kept.present(change.project)
            lines = [line | {"DELETE": stay is not None and line["no"] not in stay} for line in present]
        elif lines is None:
            lines = kept.present(change.project)
        elif name == What.TARGETS:
            lines = untouched(change, lines)
        targets = name == What.TARGETS
        form = TargetRow if targets else form_of(kept.kind, kept.names, change.project, base=RowForm)
        formset = forms.formset_factory(
            form, formset=Rows, extra=0, can_delete=kept.grows or kept.shrinks, max_num=MOST_LINES
        )
        self.rows = formset(
            data if self.sent else None, prefix=name, initial=[*map(kept.shown, lines)], by=by, asked=asked_rows
        )
        self.rows.row_name = f"{self.heading}, dòng"
        for row, line in zip(self.rows.forms, lines, strict=False):
            row.title = kept.title(line)
