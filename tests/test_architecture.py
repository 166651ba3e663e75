"""Imports run one way: an app knows only the apps before it (the order of the programme itself)."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from core import context, menu
from projects import papers

STATE = None
ROOT = Path(__file__).resolve().parent.parent
ORDER = [
    "core",
    "accounts",
    "ledger",
    "norms",
    "establishments",
    "products",
    "projects",
    "plans",
    "inspections",
    "budgets",
    "reports",
    "khuyencong",  # wires the apps together; no app imports it
]
OUTSIDE = {"tests", "script"}


def rooms_imported_by(source):
    """The rooms a piece of Python imports, also inside functions: {(line, room)}."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "import_module":
            names = [word.value for word in node.args[:1] if isinstance(word, ast.Constant)]
        else:
            continue
        found |= {(node.lineno, name.partition(".")[0]) for name in names}
    return found


def wrong_imports(app, source):
    allowed = set(ORDER[: ORDER.index(app) + 1])
    forbidden = set(ORDER) - allowed | OUTSIDE
    return sorted((line, room) for line, room in rooms_imported_by(source) if room in forbidden)


@pytest.mark.parametrize("app", [app for app in ORDER if (ROOT / app).is_dir()])
def test_an_app_imports_only_the_apps_before_it(app):
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {room}"
        for path in sorted((ROOT / app).rglob("*.py"))
        for line, room in wrong_imports(app, path.read_text())
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "source",
    [
        "from budgets.models import Settlement",
        "import reports.queries as q",
        "def late():\n    from plans import services",
        "import_module('khuyencong.settings')",
        "from tests.factories import make",
    ],
)
def test_an_import_against_the_arrow_is_found(source):
    assert wrong_imports("projects", source)
    assert not wrong_imports(
        "projects", "from core.money import dong\nfrom projects.models import Project\nimport json"
    )


def test_every_room_is_installed_in_this_order():
    rooms = [app for app in settings.INSTALLED_APPS if app in ORDER[:-1]]
    assert rooms == [app for app in ORDER[:-1] if (ROOT / app).is_dir()]


def test_an_app_made_ready_twice_registers_once():
    registers = (context._years, papers._records, menu._counts)
    before = [dict(register) for register in registers]
    for room in ("ledger", "budgets", "reports"):
        apps.get_app_config(room).ready()
    assert [dict(register) for register in registers] == before
    assert all(before)


NOW = {"today", "now", "localdate", "localtime"}


def times_taken_once(source):
    """Lines where a piece of Python asks the clock while it is read, not while it runs: module, class, default."""
    waiting, found = [(ast.parse(source), False)], []
    while waiting:
        node, later = waiting.pop()
        if isinstance(node, ast.Call) and not later and getattr(node.func, "attr", getattr(node.func, "id", "")) in NOW:
            found.append(node.lineno)
        body = {id(part) for part in _body(node)}
        waiting += [(part, later or id(part) in body) for part in ast.iter_child_nodes(node)]
    return sorted(found)


def _body(node):
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.body
    return [node.body] if isinstance(node, ast.Lambda) else []


def test_no_file_keeps_the_day_it_was_read_on():
    """A worker runs for weeks, and a test begun before midnight ends after it."""
    kept = [
        f"{path.relative_to(ROOT)}:{line}"
        for room in [*ORDER, *OUTSIDE]
        for path in sorted((ROOT / room).rglob("*.py"))
        for line in times_taken_once(path.read_text())
    ]
    assert kept == []


@pytest.mark.parametrize(
    "source, lines",
    [
        ("TOMORROW = today() + one", [1]),
        ("class A:\n    day = dates.today()", [2]),
        ("def a(on=today()):\n    return today()", [1]),
        ("@given(timezone.now())\ndef a():\n    pass", [1]),
        ("day = lambda: today()\ndef a():\n    return timezone.now()\nfield(default=today)", []),
    ],
)
def test_the_reader_of_clocks_sees_them(source, lines):
    assert times_taken_once(source) == lines
