"""All that is wrong with a workbook of applications, each fault by its row, its column, what was found, how to mend it.

Nothing is written here: the rows are asked of the same rules by which `save_project` will take them.
"""

from dataclasses import asdict, dataclass, field

from openpyxl.utils import get_column_letter

from core.dates import today
from core.money import dong
from core.text import fold
from projects.imports.cells import Wrong, known_or_allowed, shown, value_of
from projects.imports.fields import BY_KEY, FIELDS, unit_of
from projects.imports.lookups import Catalogues
from projects.models import Beneficiary, Project
from projects.services import objections_to_draft

MEND_THE_ROW = "Sửa dòng này rồi tải tệp lên lại."
SHOWN_ROWS = 20
SHOWN_FIELDS = ("title", "plan_year", "category", "implementing_organisation", "area", "beneficiary", "total_cost",
                "requested_support")  # fmt: skip
# The cell at which a rule of the whole row is mended.
_RULES = {
    "project_total_is_the_sum": "total_cost",
    "project_money_not_negative": "requested_support",
    "project_eligible_within_total": "eligible_cost",
    "project_units_counted": "units",
    "project_priority_at_least_one": "priority_factor",
    "project_priority_within_the_law": "priority_factor",
    "project_ends_after_it_starts": "ends_on",
}
CELL_OF_RULE = {
    rule.violation_error_message: _RULES[rule.name] for rule in Project._meta.constraints if rule.name in _RULES
}


@dataclass(frozen=True)
class Fault:
    """`row` and `column` (a letter, "" for the whole row) as Excel counts them."""

    row: int
    column: str
    heading: str
    found: str
    sentence: str
    mend: str


@dataclass
class Line:
    """A row read: the draft it would become and who would benefit."""

    row: int
    project: Project
    beneficiaries: list
    values: dict


@dataclass
class Checked:
    lines: list = field(default_factory=list)
    faults: list = field(default_factory=list)

    def as_kept(self):
        """What the batch keeps of it, so that its page reads and does not count."""
        return {
            "row_count": len(self.lines),
            "fault_count": len(self.faults),
            "faults": [asdict(fault) for fault in self.faults],
            "shown": {
                "headings": [BY_KEY[key].words for key in SHOWN_FIELDS],
                "rows": [[line.row, *_in_words(line)] for line in self.lines[:SHOWN_ROWS]],
                "total_cost": sum(line.project.total_cost or 0 for line in self.lines),
                "requested_support": sum(line.project.requested_support or 0 for line in self.lines),
                "in_words": sum(isinstance(line.values.get("beneficiary"), str) for line in self.lines),
            },
        }


def check(sheet, mapping, by):
    """The whole sheet (workbook.Sheet) read by `mapping` {field: column from 1} for this person."""
    return _Check(sheet, mapping, by).run()


class _Check:
    def __init__(self, sheet, mapping, by):
        self.sheet, self.mapping, self.by = sheet, mapping, by
        self.books = Catalogues(by)
        self.units = {key: unit_of(sheet.headings[column - 1]) for key, column in mapping.items()}
        self.checked = Checked()

    def run(self):
        for row, cells in self.sheet.rows:
            self._line(row, cells)
        self._twice()
        self.checked.faults.sort(key=lambda fault: (fault.row, len(fault.column), fault.column))
        return self.checked

    def _line(self, row, cells):
        values, wrong = {}, set()
        day = self._read("filed_on", row, cells, values, wrong) or today()
        for each in FIELDS:
            if each.key == "area" and "filed_on" in wrong and self.mapping.get("area") in cells:
                wrong.add("area")  # which places there were is asked of the day, once that can be read
            elif each.key != "filed_on":
                self._read(each.key, row, cells, values, wrong, day)
        if "kind" not in wrong:
            self._is_known(row, cells, values, wrong)
        project, beneficiaries = self._draft(values)
        objections = objections_to_draft(
            project, by=self.by, beneficiaries=beneficiaries, reach=self.books.reach, book=self.books.norms
        )
        for name, sentences in objections.items():
            for sentence in sentences:
                key = "beneficiary" if name == "beneficiaries" else CELL_OF_RULE.get(sentence, name)
                if key not in wrong:
                    self._fault(row, key, cells, sentence, MEND_THE_ROW)
        self.checked.lines.append(Line(row, project, beneficiaries, values))

    def _read(self, key, row, cells, values, wrong, day=None):
        known, column = BY_KEY[key], self.mapping.get(key)
        value = cells.get(column) if column else None
        if value is None:
            if known.required:
                wrong.add(key)
                self._fault(row, key, cells, f"Chưa có {known.words[0].lower()}{known.words[1:]}",
                            f"Gõ {known.words[0].lower()}{known.words[1:]}.")  # fmt: skip
            return None
        try:
            values[key] = value_of(known, value, unit=self.units[key], books=self.books, day=day)
        except Wrong as error:
            wrong.add(key)
            self._fault(row, key, cells, error.sentence, error.mend)
        return values.get(key)

    def _is_known(self, row, cells, values, wrong):
        try:
            known_or_allowed(values.get("beneficiary"), values.get("kind"), self.books)
        except Wrong as error:
            wrong.add("beneficiary")
            self._fault(row, "beneficiary", cells, error.sentence, error.mend)

    def _draft(self, values):
        given = {key: value for key, value in values.items() if key != "beneficiary"}
        office = self.by.organisation
        given.setdefault("implementing_organisation", office)
        if "spending_unit" not in values:
            units = (given["implementing_organisation"], office)
            given["spending_unit"] = next((unit for unit in units if unit.is_spending_unit), None)
        who = values.get("beneficiary")
        rows = []
        if who:
            later = given.get("kind") == Project.Kind.GROUP
            rows = [
                Beneficiary(description=who, name_later=later)
                if isinstance(who, str)
                else Beneficiary(establishment=who)
            ]
        return Project(created_by=self.by, **given), rows

    def _twice(self):
        """The same application twice in the sheet, or already among those one sees."""
        keys = {line.row: _likeness(line.project) for line in self.checked.lines}
        years = {line.project.plan_year for line in self.checked.lines if line.project.plan_year}
        there = {
            (fold(title), year, area): code
            for code, title, year, area in Project.objects.visible_to(self.by).live().order_by()
            .filter(plan_year__in=years).values_list("code", "title", "plan_year", "area")
        }  # fmt: skip
        first = {}
        for (row, cells), line in zip(self.sheet.rows, self.checked.lines, strict=True):
            key = keys[line.row]
            if key is None:
                continue
            if key in there:
                self._fault(row, "title", cells, f"Đã có đề án {there[key]} cùng tên, cùng năm, cùng địa bàn",
                            "Xóa dòng này, hoặc sửa tên cho khác nếu là đề án khác.")  # fmt: skip
            elif key in first:
                self._fault(row, "title", cells, f"Trùng dòng {first[key]}: cùng tên, cùng năm, cùng địa bàn",
                            "Xóa một trong hai dòng, hoặc sửa tên cho khác.")  # fmt: skip
            first.setdefault(key, row)

    def _fault(self, row, key, cells, sentence, mend):
        column = self.mapping.get(key)
        found = shown(cells[column].content) if column in cells else ""
        known = BY_KEY.get(key)
        heading = self.sheet.headings[column - 1] if column else known.words if known else ""
        letter = get_column_letter(column) if column else ""
        self.checked.faults.append(Fault(row, letter, heading, found, sentence.rstrip("."), mend))


def _likeness(project):
    if not (project.title and project.plan_year and project.area_id):
        return None
    return fold(project.title), project.plan_year, project.area_id


def _in_words(line):
    found = []
    for key in SHOWN_FIELDS:
        value = line.values.get(key)
        if key == "implementing_organisation":
            value = line.project.implementing_organisation
        found.append("" if value is None else dong(value) if BY_KEY[key].kind == "money" else str(value))
    return found
