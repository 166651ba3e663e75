"""What lacks in a form is said by the program, in Vietnamese, and not by the browser in its own language."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
OF_THE_FRAME = {"registration/login.html", "registration/password_change_form.html"}
FORM = re.compile(r"<form\b[^>]*method=\"post\"(?:\{%.*?%\}|\{\{.*?\}\}|[^>{])*>.*?</form>", re.DOTALL)
TYPED = re.compile(r"\{% (?:form_fields|field) |\brequired>")


def forms():
    for template in sorted(TEMPLATES.rglob("*.html")):
        name = template.relative_to(TEMPLATES).as_posix()
        if not name.startswith("admin/") and name not in OF_THE_FRAME:
            yield from ((name, form) for form in FORM.findall(template.read_text()))


def test_forms_are_found():
    assert sum(1 for _, form in forms() if TYPED.search(form)) > 30


@pytest.mark.parametrize(("name", "form"), [pytest.param(*row, id=row[0]) for row in forms()])
def test_a_form_with_something_to_fill_in_leaves_the_checking_to_the_program(name, form):
    if TYPED.search(form):
        assert "novalidate" in form.partition("{% csrf_token %}")[0]
