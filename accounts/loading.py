"""Areas and their succession, loaded from data with their sources; loading twice changes nothing."""

import datetime
from pathlib import Path

import yaml
from django.db import transaction

from accounts.models import Area, AreaPlacement, AreaSuccession, Organisation

DATA = Path(__file__).parent / "data"
LAST_DAY_OF_DISTRICTS = datetime.date(2025, 6, 30)
FIRST_DAY_OF_TWO_LEVELS = datetime.date(2025, 7, 1)
LAST_DAY_BEFORE_2025 = datetime.date(2024, 12, 31)
FIRST_DAY_OF_2025 = datetime.date(2025, 1, 1)


@transaction.atomic
def load_areas(name):
    """Load `data/<name>.yaml` (province, districts, communes and their predecessors). Returns the province.

    What is there already is left as it is; a second run makes nothing.
    """
    data = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    areas, placements, successions = _Areas(), [], []
    province = areas.of(Area.Kind.PROVINCE, data["province"], type_word=data["province"]["type_word"])
    districts = {}
    for row in data["districts"]:
        last_day = datetime.date.fromisoformat(row["valid_to"])
        district = areas.of(
            Area.Kind.DISTRICT, row, type_word=row["type_word"], valid_to=last_day, source=data["sources"]["districts"]
        )
        districts[row["code"]] = district
        placements.append(AreaPlacement(area=district, parent=province, valid_to=last_day))
    for row in data["districts"]:
        for code in row.get("divided_into", []):
            successions.append(
                AreaSuccession(old=districts[row["code"]], new=districts[code], on=FIRST_DAY_OF_2025, part_only=True)
            )
    for row in data["communes"]:
        commune = areas.of(
            Area.Kind.COMMUNE, row, type_word=row["name"].partition(" ")[0].lower(),
            valid_from=FIRST_DAY_OF_TWO_LEVELS, source=data["sources"]["communes"],
        )  # fmt: skip
        placements.append(AreaPlacement(area=commune, parent=province, valid_from=FIRST_DAY_OF_TWO_LEVELS))
        for before in row["predecessors"]:
            old, lay_under = areas.old_commune(before, districts, data["sources"]["predecessors"])
            placements += lay_under
            part_only = before.get("part_only", False)
            successions.append(AreaSuccession(old=old, new=commune, on=FIRST_DAY_OF_TWO_LEVELS, part_only=part_only))
    areas.save()
    _save_new(AreaPlacement, placements, ("area", "parent"))
    _save_new(AreaSuccession, successions, ("old", "new"))
    return province


class _Areas:
    """The areas of a load: those that are stored and those that will be, found by code, or by name and district."""

    def __init__(self):
        self._known = {(area.kind, area.code): area for area in Area.objects.exclude(code=None)}
        first = AreaPlacement.objects.filter(area__code=None, valid_from=None).select_related("area", "parent")
        self._known |= {(row.area.name, row.parent.code): row.area for row in first}
        self._fresh = []

    def of(self, kind, row, **fields):
        return self._once((kind, row["code"]), code=row["code"], name=row["name"], kind=kind, **fields)[0]

    def old_commune(self, row, districts, source):
        """(area, its new placements): a commune of before 1/7/2025, whose code is not known, under one district or,
        from 2025, under another."""
        first, later = districts[row["district_2021"]], districts.get(row.get("district_2025"))
        words = row["name"].split(" ")
        area, is_new = self._once(
            (row["name"], row["district_2021"]), name=row["name"], kind=Area.Kind.COMMUNE, source=source,
            type_word="thị trấn" if words[0] == "Thị" else words[0].lower(), valid_to=LAST_DAY_OF_DISTRICTS,
        )  # fmt: skip
        if not is_new:
            return area, []
        until = LAST_DAY_BEFORE_2025 if later else LAST_DAY_OF_DISTRICTS
        lay_under = [AreaPlacement(area=area, parent=first, valid_to=until)]
        if later:
            lay_under.append(
                AreaPlacement(area=area, parent=later, valid_from=FIRST_DAY_OF_2025, valid_to=LAST_DAY_OF_DISTRICTS)
            )
        return area, lay_under

    def _once(self, key, **fields):
        """(the area of this key, whether it is new)."""
        is_new = key not in self._known
        if is_new:
            self._known[key] = Area(**fields)
            self._known[key].derive()
            self._fresh.append(self._known[key])
        return self._known[key], is_new

    def save(self):
        Area.objects.bulk_create(self._fresh)


def _save_new(model, rows, ends):
    """Store the rows whose two ends are not joined yet. The ends were saved after the rows were made."""
    joined, fresh = set(model.objects.values_list(*ends)), []
    for row in rows:
        pair = tuple(getattr(row, end).pk for end in ends)
        if pair not in joined:
            joined.add(pair)
            fresh.append(row)
    model.objects.bulk_create(fresh)


@transaction.atomic
def load_local_offices(province):
    """One office for every district (to 30/6/2025) and commune (from 1/7/2025) of the province."""
    kinds = {Area.Kind.DISTRICT: Organisation.Kind.DISTRICT, Area.Kind.COMMUNE: Organisation.Kind.COMMUNE}
    areas = Area.objects.filter(placements__parent=province).exclude(kind=Area.Kind.PROVINCE).distinct()
    for area in areas:
        plain = area.name[0].lower() + area.name[1:]
        Organisation.objects.get_or_create(
            area=area,
            kind=kinds[area.kind],
            defaults={
                "name": f"Ủy ban nhân dân {plain} ({area.code})",
                "short_name": f"UBND {plain}",
                "abbreviation": "UBND",
                "valid_from": area.valid_from,
                "valid_to": area.valid_to,
            },
        )
