"""The planned targets that a change of units, machines or estimate moves with it, and those it leaves as they were.

What a list tells is what the new list tells. A target in the unit that the norm counts was the number of units: it
follows that number; one of the counterpart follows the estimate. Any other figure the drafter writes; what still says
the old figure is told (`left_behind`).
"""

from dataclasses import dataclass
from decimal import Decimal

from core.text import figure
from projects.change_models import ChangeValue
from projects.changed_lists import LISTS, plain
from projects.details.base import Sheet, family_of
from projects.details.machinery import planned_figures
from projects.models import cost_sums
from projects.rows import RowError

What = ChangeValue.What
COUNTERPART = "counterpart_amount"  # the code of the indicator that is money of the beneficiary


def with_targets(project, values):
    """(values with every target as it shall stand, {list: [RowError]}); the lists in `values` are settled."""
    present = LISTS[What.TARGETS].present(project)
    given = values.get(What.TARGETS) or present
    follows, told, lines, errors = following(project, values), _told(project, values), [], []
    for number, (old, line) in enumerate(zip(present, given, strict=True), 1):
        code, typed = line["code"], line["planned"] != old["planned"]
        if typed and code in told and line["planned"] != plain(told[code]):
            words = f"{figure(told[code])} {line['unit']}".strip()
            errors.append(RowError(f"danh sách đề nghị cho thấy {words}; số này tính từ danh sách.", number, "planned"))
        lines.append(line if typed or code not in follows else line | {"planned": plain(follows[code])})
    if lines != present or What.TARGETS in values:
        values = values | {What.TARGETS: lines}
    return values, {str(What.TARGETS): errors} if errors else {}


def following(project, values):
    """{code of a target: what it becomes} of those that follow what is asked for."""
    rows, units, items = project.indicators.all(), values.get(What.UNITS), values.get(What.COST_ITEMS)
    found = _told(project, values)
    if units:
        found |= {row.code: Decimal(units) for row in rows if _counts_units(row, project)}
    if items:
        sums = cost_sums([LISTS[What.COST_ITEMS].built(line, project) for line in items])
        if sums["counterpart"] is not None:
            found |= {
                row.code: Decimal(sums["counterpart"])
                for row in rows
                if row.code == COUNTERPART and row.planned == project.counterpart
            }
    return found


def set_by_hand(row, rows):
    """Whether a request (`rows`: all its values) changes a target otherwise than the rest of it does."""
    values = {one.what: one.after for one in rows if one.what != What.TARGETS}
    project = row.change.project
    return row.after != with_targets(project, values)[0].get(What.TARGETS, row.before)


def untouched(change, lines):
    """The lines of a request's targets as the drafter finds them: what only follows is back where it stands."""
    present = LISTS[What.TARGETS].present(change.project)
    follows = following(change.project, {row.what: row.after for row in change.values.all()})
    now = {line["no"]: line for line in present}
    return [
        now.get(line["no"], line) if line["planned"] == plain(follows.get(line["code"])) else line for line in lines
    ]


def left_behind(change):
    """The lines of the targets that may depend on the units or machines asked for and keep their old figure."""
    asked = {row.what: row for row in change.values.all()}
    units, machines = asked.get(What.UNITS), asked.get(What.MACHINES)
    if not (units or (machines and _number(machines.before) != _number(machines.after))):
        return []
    kept = LISTS[What.TARGETS]
    row = asked.get(What.TARGETS)
    before, after = (row.before, row.after) if row else [kept.present(change.project)] * 2
    moved = {no for no, _, _ in kept.differences(before, after)}
    project, count = change.project, units.after if units else change.project.units
    told = _told(project, {row.what: row.after for row in asked.values()})
    return [
        line
        for line in after
        if line["no"] not in moved and line["code"] not in told and line["planned"] is not None
        if (one := kept.built(line)).adds_up and not _is_told_by(project, one, count)
    ]


def _is_told_by(project, row, units):
    """It is what the project says of its units, or of its counterpart: no old figure."""
    counts = row.unit == project.category.unit and row.planned == units
    return counts or (row.code == COUNTERPART and row.planned == project.counterpart)


def _counts_units(row, project):
    return row.planned == project.units and row.unit == project.category.unit


@dataclass(frozen=True)
class SheetUnits:
    """The field of a sheet that is the number of units, told by the indicator `code`: as it stands, as decided."""

    code: str
    sheet: Sheet
    field: str
    units: int


def sheet_with(project, units):
    """The SheetUnits once that many units are decided, None where no sheet says them or they stay as they are.

    More may have been planned than were asked for: fewer units are never more than that, more units never less.
    """
    family = family_of(project)
    code, field = (family and family.unit_field(project)) or ("", "")
    sheet = family.sheet.objects.filter(project=project).first() if field else None
    stands = sheet and getattr(sheet, field)
    if stands is None:
        return None
    becomes = min(stands, units) if units < project.units else max(stands, units)
    return None if becomes == stands else SheetUnits(code, sheet, field, becomes)


def _told(project, values):
    """{code: figure} of what a list asked for tells."""
    machines = [LISTS[What.MACHINES].built(line) for line in values.get(What.MACHINES) or ()]
    found = planned_figures(machines)
    for what, kept in LISTS.items():
        if kept.shrinks and kept.are_particulars and (stay := values.get(what)) is not None:
            found |= kept.kind.planned_figures(list(kept.staying(project, stay)))
    if (units := values.get(What.UNITS)) and (sheet := sheet_with(project, units)):
        found[sheet.code] = sheet.units
    return {code: Decimal(figure) for code, figure in found.items() if figure is not None}


def _number(lines):
    return len(lines), sum(line["quantity"] or 0 for line in lines)
