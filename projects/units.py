"""How many of what the norm counts an application shows, against how many it asks for: a cap per unit grows with them.

Fewer may be asked for than are shown; the cap is then the smaller one.
"""

import re

from core.workflow import Objection
from norms.models import PLACE_UNITS
from norms.words import number_words
from projects.details.base import family_of
from projects.models import Project


def units_shown(project):
    """How many of the category's unit the records show, None where none of them tells.

    The particulars of the family count first: classes, booths, marks, products. What stands at a place (cơ sở, mô
    hình) is as many as the beneficiaries; where they are told in words only, nobody can count them. The general form
    counts by the indicator that it plans in the same unit.
    """
    family, unit = family_of(project), project.category.unit
    if family and (found := family.counted(project)) is not None:
        return found
    if family is None and (found := _planned(project, unit)) is not None:
        return found
    return _places(project) if unit in PLACE_UNITS else None


def places_counted(project):
    """How many places the beneficiaries are, where the category counts those; None where it counts other things."""
    family = family_of(project)
    if project.category.unit not in PLACE_UNITS or (family and family.counted(project) is not None):
        return None
    return _places(project)


def _places(project):
    rows = list(project.beneficiaries.all())
    if any(row.establishment_id is None and not row.name_later for row in rows):
        return None
    if project.kind == Project.Kind.GROUP:
        return project.beneficiaries_planned
    return len(rows) or None


def _planned(project, unit):
    codes = [row["code"] for row in project.category.output_indicators if row["unit"] == unit]
    rows = {row.code: row.planned for row in project.indicators.all()}
    return next((int(rows[code]) for code in codes if rows.get(code) is not None), None)


def units_are_shown(project, act):
    """No more units than the records show; what they do not tell is told in the remark, with the number."""
    asked, unit = project.units, project.category.unit
    shown = units_shown(project)
    if shown is None:
        if asked == 1 or _told(project):
            return None
        return Objection(
            f"Số lượng {number_words(asked)} {unit} không đếm được từ hồ sơ",
            found="ghi chú chưa nêu",
            needed=f"mục “Ghi chú” có chữ “{asked} {unit}” kèm căn cứ của số ấy, hoặc số lượng 1",
            field="units",
        )
    if asked <= shown:
        return None
    return Objection(
        f"Số lượng đề nghị vượt số {unit} mà hồ sơ kê ra",
        found=f"{number_words(asked)} {unit}",
        needed=(f"không quá {number_words(shown)} {unit}, hoặc " if shown else "")
        + f"kê đủ {number_words(asked)} {unit} trong hồ sơ",
        field="units",
    )


def _told(project):
    """Whether a line of the remark speaks of that number of units."""
    return bool(
        re.search(rf"(?<![\d.]){project.units} {re.escape(project.category.unit)}", project.remark, re.IGNORECASE)
    )
