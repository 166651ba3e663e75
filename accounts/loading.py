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
    """Load `data/<name>.yaml` (province, districts, communes and their predecessors). Returns the province."""
    data = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    sources = data["sources"]
    province, _ = Area.objects.get_or_create(
        code=data["province"]["code"],
        kind=Area.Kind.PROVINCE,
        defaults={"name": data["province"]["name"], "type_word": data["province"]["type_word"]},
    )
    districts = {row["code"]: _district(row, province, sources["districts"]) for row in data["districts"]}
    for row in data["districts"]:
        for code in row.get("divided_into", []):
            AreaSuccession.objects.get_or_create(
                old=districts[row["code"]], new=districts[code], defaults={"on": FIRST_DAY_OF_2025, "part_only": True}
            )
    old_communes = {}
    for row in data["communes"]:
        commune, _ = Area.objects.get_or_create(
            code=row["code"],
            kind=Area.Kind.COMMUNE,
            defaults={
                "name": row["name"],
                "type_word": row["name"].partition(" ")[0].lower(),
                "valid_from": FIRST_DAY_OF_TWO_LEVELS,
                "source": sources["communes"],
            },
        )
        AreaPlacement.objects.get_or_create(
            area=commune, parent=province, defaults={"valid_from": FIRST_DAY_OF_TWO_LEVELS}
        )
        for before in row["predecessors"]:
            key = before["name"], before["district_2021"]
            if key not in old_communes:
                old_communes[key] = _old_commune(before, districts, sources["predecessors"])
            AreaSuccession.objects.get_or_create(
                old=old_communes[key],
                new=commune,
                defaults={"on": FIRST_DAY_OF_TWO_LEVELS, "part_only": before.get("part_only", False)},
            )
    return province


def _district(row, province, source):
    last_day = datetime.date.fromisoformat(row["valid_to"])
    district, _ = Area.objects.get_or_create(
        code=row["code"],
        kind=Area.Kind.DISTRICT,
        defaults={"name": row["name"], "type_word": row["type_word"], "valid_to": last_day, "source": source},
    )
    AreaPlacement.objects.get_or_create(area=district, parent=province, defaults={"valid_to": last_day})
    return district


def _old_commune(row, districts, source):
    """A commune of before 1/7/2025 (its code is not known), under one district or, from 2025, under another."""
    first, later = districts[row["district_2021"]], districts.get(row.get("district_2025"))
    found = Area.objects.filter(
        name=row["name"], kind=Area.Kind.COMMUNE, code=None, placements__parent=first, placements__valid_from=None
    ).first()
    if found:
        return found
    words = row["name"].split(" ")
    commune = Area.objects.create(
        name=row["name"],
        kind=Area.Kind.COMMUNE,
        type_word="thị trấn" if words[0] == "Thị" else words[0].lower(),
        valid_to=LAST_DAY_OF_DISTRICTS,
        source=source,
    )
    AreaPlacement.objects.create(
        area=commune, parent=first, valid_to=LAST_DAY_BEFORE_2025 if later else LAST_DAY_OF_DISTRICTS
    )
    if later:
        AreaPlacement.objects.create(
            area=commune, parent=later, valid_from=FIRST_DAY_OF_2025, valid_to=LAST_DAY_OF_DISTRICTS
        )
    return commune


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
