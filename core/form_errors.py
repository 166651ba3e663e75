"""All that is wrong on a page said in one place, each thing with a link to its field; read by `{% objections %}`."""

from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BaseFormSet


@dataclass(frozen=True)
class Wrong:
    """One thing to mend: what is wrong, at which field (its label), and the address of that field on the page."""

    sentence: str
    label: str = ""
    href: str = ""


class ServiceErrors:
    """A form that says what its service would object to together with its own errors, so that nothing comes in rounds.

    Mix it in before the form class; `service_errors()` gives {field: [sentences]} of what was typed so far. A field
    that cannot be read says only that.
    """

    def service_errors(self):
        raise NotImplementedError

    def _post_clean(self):
        super()._post_clean()
        for name, sentences in self.service_errors().items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, sentences)


def wrong_things(*sources):
    """[Wrong] of forms, formsets, and lists of sentences or Objections, whose `field` is sought in the forms."""
    found = []
    for source in sources:
        if isinstance(source, BaseFormSet):
            found += _of_rows(source)
        elif isinstance(source, BaseForm):
            found += _of_form(source)
        else:
            found += [Wrong(str(row), href=_address(getattr(row, "field", ""), sources)) for row in source or ()]
    return found


def _of_form(form, row=""):
    """The errors of a form, those of no field first; `row` names the row it is."""
    found = [Wrong(sentence, label=row) for sentence in form.errors.get(NON_FIELD_ERRORS, ())]
    for bound in form:
        label = ", ".join(filter(None, [row, str(bound.label)]))
        href = "" if bound.is_hidden else f"#{bound.auto_id}"
        found += [Wrong(sentence, label, href) for sentence in bound.errors]
    return found


def _of_rows(rows):
    found = [Wrong(sentence) for sentence in rows.non_form_errors()]
    for number, form in enumerate(rows, start=1):
        found += _of_form(form, f"{getattr(rows, 'row_name', 'Dòng')} {number}")
    return found


def _address(field, sources):
    """Where on the page a field stands; the name of a formset means its first row."""
    for source in sources if field else ():
        if isinstance(source, BaseFormSet) and source.prefix == field and source.forms:
            return f"#{source.forms[0].visible_fields()[0].auto_id}"
        if isinstance(source, BaseForm) and field in source.fields:
            return f"#{source[field].auto_id}"
    return ""
