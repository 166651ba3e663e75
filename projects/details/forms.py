"""The page of a project's particulars: the fields whose turn it is, built from the tables themselves."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from core.dates import DateFormField
from core.decimals import DecimalCommaField
from core.form_errors import wrong_things
from establishments.forms import EstablishmentField
from establishments.models import Establishment
from projects.details.base import family_of
from projects.details.services import fields_now, save_details, writable_part
from projects.forms import Rows, one_row_more, unchecked


def _field(db_field, project):
    """The form field of a column: dates and decimals as they are written here, numbers without spinners."""
    if db_field.get_internal_type() == "DateField":
        return DateFormField(label=_label(db_field), required=False, help_text=db_field.help_text)
    if db_field.get_internal_type() == "DecimalField":
        return DecimalCommaField(
            label=_label(db_field), required=False, help_text=db_field.help_text, max_digits=db_field.max_digits,
            decimal_places=db_field.decimal_places,
        )  # fmt: skip
    field = db_field.formfield(label=_label(db_field))
    field.required = field.required and db_field.get_internal_type() in ("CharField", "ForeignKey")
    if isinstance(field, forms.IntegerField):
        field.widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "num"})
    if db_field.related_model is Establishment:
        return EstablishmentField(label=_label(db_field))
    if isinstance(field, forms.ModelChoiceField):
        of_project = any(column.name == "project" for column in db_field.related_model._meta.fields)
        rows = db_field.related_model._default_manager
        field.queryset = rows.filter(project=project) if of_project else rows.all()
        field.empty_label = "Chọn"
    return field


def _label(db_field):
    return db_field.verbose_name[0].upper() + db_field.verbose_name[1:]


def form_of(kind, names, project, base=forms.Form):
    """A form of these columns of a Sheet or Row class."""
    fields = {name: _field(kind._meta.get_field(name), project) for name in names}
    return type(f"{kind.__name__}Form", (base,), fields)


class RowForm(forms.Form):
    """One row; `no` remembers which present row it is."""

    no = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def row(self):
        values = {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}
        return values if values.get("no") is not None else {k: v for k, v in values.items() if k != "no"}


class Details:
    """The sheet and the lists, filled, checked and saved as one; what was typed always comes back."""

    def __init__(self, project, by, data=None):
        self.project, self.family, self.part = project, family_of(project), writable_part(project)
        names = [kind.list_name() for kind in self.family.rows]
        self.asked_rows = data is not None and next((name for name in names if f"add_{name}" in data), None)
        if self.asked_rows:
            data = one_row_more(data, self.asked_rows)
        self.sheet_form, self.lists, self.general_errors = None, [], []
        if self.family.sheet and (fields := fields_now(self.family.sheet, self.part)):
            stored = self.family.sheet.objects.filter(project=project).first()
            initial = {name: getattr(stored, name) for name in fields} if stored else {}
            self.sheet_form = form_of(self.family.sheet, fields, project)(data, initial=initial, prefix="sheet")
            if self.asked_rows:
                unchecked(self.sheet_form)
        for kind in self.family.rows:
            if fields := fields_now(kind, self.part):
                part = _List(kind, fields, project, self.part, by, data, self.asked_rows)
                if part.grows or part.rows.forms:  # a list that was filed empty has nothing to write
                    self.lists.append(part)

    def save(self, by):
        """True when saved; else every objection lies on the page: what cannot be read and what the service refuses."""
        parts = [self.sheet_form, *(part.rows for part in self.lists)]
        unreadable = [part for part in parts if part is not None and not part.is_valid()]
        try:
            with transaction.atomic():
                save_details(
                    self.project,
                    by=by,
                    sheet=self.sheet_form.cleaned_data if self.sheet_form else None,
                    rows={part.name: part.rows.rows() for part in self.lists},
                )
                transaction.set_rollback(bool(unreadable))
        except ValidationError as error:
            self._put(error)
            return False
        return not unreadable

    @property
    def is_empty(self):
        """Nothing was written: the sheet has no value and no list a row. Asked once it is saved."""
        written = self.sheet_form and any(value not in (None, "") for value in self.sheet_form.cleaned_data.values())
        return not written and not any(part.rows.counted() for part in self.lists)

    def _put(self, error):
        rest = dict(error.error_dict) if hasattr(error, "error_dict") else {None: [error]}
        for part in self.lists:
            if part.name in rest:
                part.errors = part.rows.put_errors(ValidationError(rest.pop(part.name)))
        for name, errors in rest.items():
            if self.sheet_form and name in self.sheet_form.fields:
                if name not in self.sheet_form.errors:
                    self.sheet_form.add_error(name, errors)
            else:
                self.general_errors += ValidationError(errors).messages

    @property
    def wrong(self):
        """What `{% objections %}` reads, in the order of the page."""
        found = [self.general_errors, self.sheet_form] if self.sheet_form else [self.general_errors]
        for part in self.lists:
            found += [part.errors, part.rows]
        return wrong_things(*found)


class _List:
    def __init__(self, kind, fields, project, part, by, data, asked):
        self.kind, self.name, self.heading, self.errors = kind, kind.list_name(), kind.HEADING, []
        adds = kind.PROVES and part == "DONE"  # the present rows stand: the page only takes more
        present = [] if adds else list(kind.of(project))
        self.grows = part != "DONE" or kind.LATE or not kind.PLANNED or adds
        if adds:
            self.heading += " bổ sung"
        initial = [{"no": row.no, **{name: _value(row, name) for name in fields}} for row in present]
        form = form_of(kind, fields, project, base=RowForm)
        formset = forms.formset_factory(
            form, formset=Rows, extra=1 if self.grows else 0, can_delete=self.grows, max_num=300
        )
        self.rows = formset(data, prefix=self.name, initial=initial, by=by, asked=asked)
        self.rows.row_name = f"{kind.HEADING}, dòng"
        for form, row in zip(self.rows.forms, present, strict=False):  # what was typed may have rows more
            form.title = str(row)


def _value(row, name):
    """An establishment is typed by name or code and shown so; any other record by its id."""
    field = row._meta.get_field(name)
    return getattr(row, name if field.related_model is Establishment else field.attname)
