"""Particulars of the illustrative projects, one set a family: made up, and saying so where words can say it."""

import datetime

from khuyencong.sample import more_particulars
from khuyencong.sample.outcomes import indicators
from norms.models import SupportCategory
from projects.details.base import family_of
from projects.details.services import save_details

Form = SupportCategory.DetailForm
MADE_UP = "minh họa"


def day(month, number):
    return datetime.date(2021, month, number)


def plan_particulars(project, *, by, used=False):
    """What the application says; `used`: the machine it asks for is not new. The general form tells its indicators."""
    family = family_of(project)
    if family is None:
        indicators(project, "planned", by=by)
    else:
        _save(project, more_particulars.planned(project, by) or _planned(project, used)[family.code], by)


def write_results(project, *, by):
    """What was done, as far as the family asks for it."""
    family = family_of(project)
    if family is None:
        indicators(project, "actual", by=by)
    else:
        _save(project, more_particulars.done(project) or _done(project)[family.code], by)


def _save(project, particulars, by):
    save_details(project, by=by, **particulars)


def _planned(project, used):
    without_tax = (project.total_cost or 110_000_000) * 10 // 11
    machine = {"name": project.title, "maker": f"Hãng {MADE_UP}", "model": "MH-01", "quantity": 1,
               "unit_price": without_tax, "is_new": not used}  # fmt: skip
    return {
        Form.MACHINERY: {"rows": {"machines": [machine], "quotes": _quotes(without_tax)}},
        Form.TRAINING: {
            "rows": {
                "courses": [
                    {"name": project.title, "place": project.place, "days_planned": 2, "learners_planned": 45}
                ]
            }
        },
        Form.DEMO_MODEL: {
            "sheet": {
                "product": f"Sản phẩm {MADE_UP}", "technology": project.title, "scale": f"Một dây chuyền ({MADE_UP})",
                "visitors_planned": 200,
            }
        },
        Form.CLEANER_PRODUCTION: {
            "sheet": {"solution": f"{project.title} ({MADE_UP})", "investment": without_tax},
            "rows": {
                "consumptions": [
                    {"kind": "ELECTRICITY", "unit": "kWh", "before": 84_000, "cost_before": 168_000_000},
                    {"kind": "WATER", "unit": "m³", "before": 3_600, "cost_before": 36_000_000},
                ]
            },
        },
        Form.FAIR: {
            "sheet": {
                "name": f"Hội chợ {MADE_UP}", "place": f"Ngoài tỉnh ({MADE_UP})", "starts_on": day(9, 10),
                "ends_on": day(9, 15), "booths_planned": 12, "booth_price": 6_000_000,
            }
        },
        Form.TRADEMARK: {
            "rows": {
                "trademarks": [
                    {
                        "mark": f"{project.title.removeprefix('Xây dựng nhãn hiệu ')} ({MADE_UP})", "kind": "ORDINARY",
                        "owner": project.beneficiary_words, "goods": f"Sản phẩm {MADE_UP}",
                    }
                ]
            }
        },
        Form.WASTEWATER: {
            "sheet": {
                "technology": f"Keo tụ, lắng, lọc sinh học ({MADE_UP})", "capacity": 60,
                "standard": f"Quy chuẩn {MADE_UP}",
            },
            "rows": {
                "watertests": [
                    {"parameter": "pH", "limit_min": 5, "limit_max": 9, "before": 4},
                    {"parameter": "BOD5", "unit": "mg/l", "limit_max": 50, "before": 420},
                ]
            },
        },
    }  # fmt: skip


def _quotes(price):
    """Three sellers asked, the first the cheapest."""
    return [
        {"seller": f"Công ty {letter} ({MADE_UP})", "subject": "Máy, thiết bị được duyệt", "dated_on": day(3, number),
         "amount": price + more * 1_000_000}
        for letter, number, more in (("A", 2, 0), ("B", 3, 6), ("C", 4, 11))
    ]  # fmt: skip


def _counted(project):
    """Certificates and jobs, where the kind of support counts them."""
    codes = {row["code"] for row in project.category.output_indicators}
    return {"certificates": 40, "employed": 30} if "certified" in codes else {}


def _places(project):
    """The beneficiaries that are establishments, where the database has no sample."""
    rows = project.beneficiaries.select_related("establishment")
    return [row.establishment for row in rows if row.establishment_id]


def _done(project):
    return {
        Form.MACHINERY: {
            "rows": {
                "deliveredmachines": [
                    {
                        "machine": machine, "serial": f"MH-{project.code}-{machine.no}", "maker": machine.maker,
                        "model": machine.model, "made_in": machine.made_in, "made_year": 2021, "is_new": True,
                        "unit_price": machine.unit_price, "delivered_on": day(9, 20),
                    }
                    for machine in project.machines.all()
                ]
            }
        },
        Form.TRAINING: {
            "rows": {
                "courses": [
                    {
                        "no": 1, "opened_on": day(8, 18), "closed_on": day(8, 19), "days": 2, "learners": 43,
                        "women": 17, **_counted(project),
                    }
                ]
            }
        },
        Form.DEMO_MODEL: {
            "sheet": {"opened_on": day(9, 6), "visitors": 210, "effect": f"Đạt yêu cầu trình diễn ({MADE_UP})."}
        },
        Form.CLEANER_PRODUCTION: {
            "rows": {
                "consumptions": [
                    {"no": 1, "after": 61_000, "cost_after": 122_000_000, "measured_on": day(9, 28)},
                    {"no": 2, "after": 2_500, "cost_after": 25_000_000, "measured_on": day(9, 28)},
                ]
            }
        },
        Form.FAIR: {
            "sheet": {"booths": 12, "visitors": 9_000},
            "rows": {
                "fairparticipants": [
                    {"establishment": place, "booths": 4, "sales": 150_000_000}
                    for place in more_particulars.illustrative_places(3) or _places(project)
                ]
            },
        },
        Form.TRADEMARK: {
            "rows": {"trademarks": [{"no": 1, "filing_number": f"4-2021-{project.pk:05}", "filed_on": day(8, 30)}]}
        },
        Form.WASTEWATER: {
            "sheet": {"capacity_built": 60},
            "rows": {
                "watertests": [
                    {"no": 1, "after": 7, "measured_on": day(9, 28)},
                    {"no": 2, "after": 38, "measured_on": day(9, 28)},
                ]
            },
        },
    }  # fmt: skip
