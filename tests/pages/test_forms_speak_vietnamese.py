"""What lacks in a form is said by the program, in Vietnamese, and not by the browser in its own language."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
FORM = re.compile(r"<form\b[^>]*method=\"post\"(?:\{%.*?%\}|\{\{.*?\}\}|[^>{])*>.*?</form>", re.DOTALL)
TO_FILL_IN = re.compile(
    r"\{% (?:form_fields|field|include) |<select|<textarea|<input(?![^>]*type=\"(?:hidden|submit)\")"
)


def forms():
    for template in sorted(TEMPLATES.rglob("*.html")):
        name = template.relative_to(TEMPLATES).as_posix()
        yield from ((name, form) for form in FORM.findall(template.read_text()) if TO_FILL_IN.search(form))


def test_forms_are_found():
    assert len(list(forms())) > 40


@pytest.mark.parametrize(("name", "form"), [pytest.param(*row, id=row[0]) for row in forms()])
def test_a_form_with_something_to_fill_in_leaves_the_checking_to_the_program(name, form):
    assert "novalidate" in form.partition("{% csrf_token %}")[0]
