"""The lists that a change of an approved project puts anew: as a request keeps them, in words, and what differs.

A line keeps its number from one version to the next; a new line takes the next number.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from core.facts import facts_of
from core.text import figure
from establishments.models import Establishment
from projects.details.base import Row
from projects.details.fair import FairParticipant
from projects.details.machinery import NEW_MACHINES, Machine, Quote
from projects.details.media import MediaPiece
from projects.details.trademark import Trademark
from projects.details.training import Course
from projects.details.voting import VotedProduct
from projects.progress_models import IndicatorValue
from projects.project_models import Beneficiary, CostItem
from projects.rows import RowError, row_errors

MOST_LINES = 200


@dataclass(frozen=True)
class ListOf:
    """Rows of `kind` by the fields that a request may change; `called` names one of them."""

    kind: type
    names: tuple
    called: str
    needed: tuple = ()
    grows: bool = True  # lines may be added and taken out
    shrinks: bool = False  # lines may be taken out alone

    def present(self, project):
        """The lines as they stand, as a request keeps them."""
        return [self.kept(row) for row in self.kind.objects.filter(project=project)]

    def kept(self, row):
        return {"no": row.no} | {name: plain(getattr(row, name)) for name in self.names}

    def built(self, line, project=None):
        """An unsaved row of one kept line."""
        fields = {name: self.kind._meta.get_field(name) for name in self.names}
        values = {name: field.to_python(line.get(name)) for name, field in fields.items()}
        texts = {name for name, field in fields.items() if isinstance(field, models.CharField)}
        values |= {name: "" for name in texts if values[name] is None}
        return self.kind(project=project, no=line["no"], **values)

    def line_words(self, line):
        """«1. Máy bào; hãng sản xuất: Holytek; …»"""
        first, *rest = facts_of(self.built(line), self.names).items()
        return "; ".join([f"{line['no']}. {first[1]}", *(f"{_small(label)}: {it}" for label, it in rest if it)])

    def title(self, line):
        return str(self.built(line))

    def shown(self, line):
        """The line as a form begins with it: its days as days."""
        days = {name for name in self.names if isinstance(self.kind._meta.get_field(name), models.DateField)}
        return line | {name: getattr(self.built(line), name) for name in days}

    def called_in(self, label, line):
        """What a table of changes calls one line."""
        return f"{label}, dòng {line['no']}"

    def words(self, lines):
        return "\n".join(self.line_words(line) for line in lines)

    def differences(self, before, after):
        """[(number, line before or None, line after or None)] of the lines that differ."""
        old, new = ({line["no"]: line for line in lines or ()} for lines in (before, after))
        return [(no, old.get(no), new.get(no)) for no in sorted(old | new) if old.get(no) != new.get(no)]

    def told(self, before, after):
        """Each difference in a few words."""
        found = []
        for no, old, new in self.differences(before, after):
            if old is None or new is None:
                found.append(f"{'bỏ' if new is None else 'thêm'} {self.called} {self.line_words(old or new)}")
                continue
            there, here = (facts_of(self.built(line), self.names) for line in (old, new))
            parts = [
                f"{_small(label)} từ {words or 'chưa ghi'} thành {here[label] or 'để trống'}"
                for label, words in there.items()
                if words != here[label]
            ]
            found.append(f"{self.called} {no} “{next(iter(there.values()))}”: {', '.join(parts)}")
        return "; ".join(found)

    def settled(self, project, given):
        """(lines as a request keeps them, [RowError]) of what was given: dicts, with "no" where a line stands already;
        what such a line does not say stays. A list sent back as it stands, be it empty, asks for nothing and is not
        judged."""
        present = {line["no"]: line for line in self.present(project)}
        last, seen, lines, errors = max(present, default=0), set(), [], []
        for number, values in enumerate(given, 1):
            no = values.get("no")
            if no in seen:
                errors.append(RowError(f"Dòng số {no} ghi hai lần.", number))
            if no not in present:
                no = last = last + 1
            seen.add(no)
            row = self.built({**present.get(no, {}), **_typed(values), "no": no}, project)
            errors += row_errors(row, number)
            if lacking := [_label(self.kind, name) for name in self.needed if getattr(row, name) in (None, "")]:
                errors.append(RowError(f"còn thiếu: {', '.join(lacking)}.", number))
            if getattr(row, "is_new", None) is False:
                errors.append(RowError(f"máy đã qua sử dụng; chỉ hỗ trợ máy mới ({NEW_MACHINES}).", number, "is_new"))
            lines.append(self.kept(row))
        lines = sorted(lines, key=lambda line: line["no"])
        if lines == sorted(present.values(), key=lambda line: line["no"]):
            return lines, []
        if not lines:
            errors.append(RowError(f"Phải còn ít nhất một {self.called}.", 0))
        return lines, errors


@dataclass(frozen=True)
class Targets(ListOf):
    """What is planned of each target of a project: a line is its IndicatorValue; none is added or taken out."""

    def present(self, project):
        return [self.kept(row) for row in project.indicators.all()]

    def kept(self, row):
        return {"no": row.pk, "code": row.code, "name": row.name, "unit": row.unit, "planned": plain(row.planned)}

    def built(self, line, project=None):
        planned = IndicatorValue._meta.get_field("planned").to_python(line["planned"])
        return IndicatorValue(
            pk=line["no"], project=project, code=line["code"], name=line["name"], unit=line["unit"], planned=planned
        )

    def title(self, line):
        return f"{line['name']} ({line['unit']})" if line["unit"] else line["name"]

    def shown(self, line):
        return line | {"planned": self.built(line).planned, "title": self.title(line)}

    def called_in(self, label, line):
        return f"{label}: {line['name']}"

    def line_words(self, line):
        return "" if line["planned"] is None else f"{figure(line['planned'])} {line['unit']}".strip()

    def words(self, lines):
        return "; ".join(f"{line['name']}: {self.line_words(line) or 'chưa ghi'}" for line in lines)

    def told(self, before, after):
        return "; ".join(
            f"{new['name']} từ {self.line_words(old) or 'chưa ghi'} thành {self.line_words(new) or 'để trống'}"
            for _, old, new in self.differences(before, after)
        )

    def settled(self, project, given):
        """Lines are given by their "no" or "code"; what is not given stays."""
        lines = self.present(project)
        known, seen, errors = {line[key]: line for line in lines for key in ("no", "code")}, set(), []
        for number, values in enumerate(given, 1):
            key = values.get("no") if values.get("no") is not None else values.get("code")
            line = known.get(key)
            if line is None:
                there = ", ".join(line["code"] for line in lines) or "không có chỉ tiêu nào"
                errors.append(RowError(f"“{key}” không phải chỉ tiêu của {project.code}; các mã: {there}.", number))
                continue
            if line["no"] in seen:
                errors.append(RowError(f"Chỉ tiêu “{line['name']}” ghi hai lần.", number))
            seen.add(line["no"])
            if "planned" in values:
                line["planned"] = plain(IndicatorValue._meta.get_field("planned").to_python(values["planned"]))
                errors += row_errors(self.built(line, project), number)
        return lines, errors


@dataclass(frozen=True)
class Leavers(ListOf):
    """What the units count, as far as it still belongs to the project: lines are only taken out, a line is its record.

    A list is given whole, by the "no" of those that stay.
    """

    def present(self, project):
        return [self.kept(row) for row in self.rows(project)]

    def rows(self, project):
        """Those that still belong to the project, with who they are named after."""
        rows = self.kind.objects.filter(project=project)
        named = [field.name for field in self.kind._meta.fields if field.related_model is Establishment]
        return rows.select_related(*named) if named else rows

    def staying(self, project, lines):
        return self.rows(project).filter(pk__in=[line["no"] for line in lines])

    @property
    def are_particulars(self):
        return issubclass(self.kind, Row)

    @property
    def come_later(self):
        """Whether others may still be written while the work goes on, so that fewer than the units are no gap."""
        return self.are_particulars and self.kind.LATE

    def units(self, project, lines):
        """How many of what the norm counts these lines are."""
        if not self.are_particulars:
            return len(lines)
        return sum(row.units(project) for row in self.staying(project, lines))

    def kept(self, row):
        return {"no": row.pk, "name": str(row)}

    def title(self, line):
        return line["name"]

    def shown(self, line):
        return line

    def called_in(self, label, line):
        return f"{label}: {line['name']}"

    def line_words(self, line):
        return line["name"]

    def words(self, lines):
        return "; ".join(line["name"] for line in lines)

    def told(self, before, after):
        return "; ".join(f"bỏ {self.called} {old['name']}" for _, old, _ in self.differences(before, after))

    def settled(self, project, given):
        present, errors = {line["no"]: line for line in self.present(project)}, []
        stay = {values.get("no") for values in given}
        for number, values in enumerate(given, 1):
            if values.get("no") not in present:
                errors.append(RowError(f"không phải {self.called} của {project.code}; ở đây chỉ bỏ bớt.", number))
        if present and not stay & present.keys():
            errors.append(RowError(f"Phải còn ít nhất một {self.called}.", 0))
        return [line for no, line in present.items() if no in stay], errors


def plain(value):
    """As JSON keeps it."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _typed(values):
    return {name: value for name, value in values.items() if name != "no"}


def _label(kind, name):
    return str(kind._meta.get_field(name).verbose_name)


def _small(label):
    return label[0].lower() + label[1:]


COST_NAMES = ("content", "unit", "quantity", "unit_price", "amount", "vat", *CostItem.PAYERS)
LISTS = {
    "machines": ListOf(Machine, Machine.PLANNED, "máy", Machine.NEEDED),
    "quotes": ListOf(Quote, Quote.PLANNED, "báo giá", Quote.NEEDED),
    "cost_items": ListOf(CostItem, COST_NAMES, "dòng dự toán", ("content",)),
    "courses": Leavers(Course, (), "lớp", grows=False, shrinks=True),
    "trademarks": Leavers(Trademark, (), "nhãn hiệu", grows=False, shrinks=True),
    "mediapieces": Leavers(MediaPiece, (), "sản phẩm truyền thông", grows=False, shrinks=True),
    "fairparticipants": Leavers(FairParticipant, (), "cơ sở tham gia", grows=False, shrinks=True),
    "votedproducts": Leavers(VotedProduct, (), "sản phẩm dự bình chọn", grows=False, shrinks=True),
    "beneficiaries": Leavers(Beneficiary, (), "đơn vị thụ hưởng", grows=False, shrinks=True),
    "targets": Targets(IndicatorValue, ("planned",), "chỉ tiêu", grows=False),
}
