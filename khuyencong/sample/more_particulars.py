"""Particulars of clusters, voting, media, consulting, associations and relocation, and of the general form: made up."""

import datetime

from establishments.cluster_services import save_cluster
from establishments.models import Establishment, IndustrialCluster
from norms.models import SupportCategory
from projects.details.cluster import FOUNDING, INFRASTRUCTURE
from projects.details.voting import ORGANISE

Form = SupportCategory.DetailForm
MADE_UP = "minh họa"
HECTARES = 45
PRODUCTS = [
    ("Bộ bàn ghế gỗ gụ", "HANDICRAFT", 86),
    ("Nước mắm cốt", "PROCESSED", 82),
    ("Máy tuốt lạc", "MACHINERY", 64),
]


def day(month, number):
    return datetime.date(2021, month, number)


def planned(project, by):
    """{"sheet": …, "rows": …} of the project's family, as its application tells it; None for a family not here."""
    tell = PLANNED.get(project.category.detail_form)
    return tell and tell(project, by)


def done(project):
    """The same when the work is done."""
    tell = DONE.get(project.category.detail_form)
    return tell and tell(project)


# --- planned ----------------------------------------------------------------------------------------------------------


def cluster_of(project, by):
    """The cluster that the project's title names, entered once; one still to be founded has no decision."""
    words = project.title.rpartition("cụm công nghiệp ")[2]
    name = f"Cụm công nghiệp {words} ({MADE_UP})"[:200]
    found = IndustrialCluster.objects.filter(name=name, area=project.area).first()
    if found:
        return found
    decision = {
        "decision_number": "MH-07/QĐ-UBND", "decided_on": datetime.date(2016, 3, 15), "decided_by": "UBND tỉnh Hà Tĩnh",
        "hectares_leased": 21,
    }  # fmt: skip
    founding = project.category.code == FOUNDING
    cluster = IndustrialCluster(
        name=name, area=project.area, hectares=HECTARES, note="Số liệu minh họa.", illustrative=project.illustrative,
        **({} if founding else decision),
    )  # fmt: skip
    return save_cluster(cluster, by=by)


def _cluster(project, by):
    works = [
        {"kind": "LEVELLING", "name": f"San lấp lô A ({MADE_UP})", "unit": "m³", "quantity": 12_000,
         "value": 700_000_000},
        {"kind": "ROAD", "name": f"Đường nội bộ N1 ({MADE_UP})", "unit": "m", "quantity": 450, "value": 900_000_000},
    ]  # fmt: skip
    return {
        "sheet": {
            "cluster": cluster_of(project, by), "hectares": HECTARES, "consultant": f"Đơn vị tư vấn ({MADE_UP})",
        },
        "rows": {"infrastructureitems": works if project.category.code == INFRASTRUCTURE else []},
    }  # fmt: skip


def _voting(project, by):
    organised = project.category.code.startswith(ORGANISE)
    sheet = {
        "round_name": f"Bình chọn năm 2021 ({MADE_UP})",
        "products_planned": len(PRODUCTS),
        "planned_on": day(9, 1),
    }
    products = [] if organised else [_product(project, name, group) for name, group, _ in PRODUCTS[:2]]
    return {"sheet": sheet, "rows": {"votedproducts": products}}


def _product(project, name, group):
    """Of a beneficiary that is known; a round finds the others by their own names."""
    place = next((row.establishment for row in project.beneficiaries.select_related("establishment")), None)
    product = {"product": f"{name} ({MADE_UP})", "group": group, "establishment": place}
    return product if place else product | {"maker": f"Cơ sở của {name.lower()} ({MADE_UP})"}


def _media(project, by):
    return {
        "rows": {
            "mediapieces": [
                {"kind": "TELEVISION", "subject": project.title, "outlet": f"Đài tỉnh ({MADE_UP})",
                 "pieces_planned": 2},
                {"kind": "ARTICLE", "subject": project.title, "outlet": f"Báo tỉnh ({MADE_UP})", "pieces_planned": 6},
            ]
        }
    }  # fmt: skip


def _consulting(project, by):
    return {
        "rows": {
            "consultations": [
                {"field": "DESIGN", "product": f"Bộ bao bì ({MADE_UP})", "consultant": f"Đơn vị thiết kế ({MADE_UP})",
                 "days_planned": 20}
            ]
        }
    }  # fmt: skip


def _association(project, by):
    linkage = project.category.code == "enterprise_linkage"
    return {
        "sheet": {
            "kind": "LINKAGE" if linkage else "FEDERATION", "name": f"{project.title} ({MADE_UP})"[:200],
            "trade": "Đồ gỗ mỹ nghệ", "members_planned": 24,
        }
    }  # fmt: skip


def _relocation(project, by):
    """A loan whose interest of two years is twice what is asked for."""
    return {
        "sheet": {
            "old_place": f"Khu dân cư ({MADE_UP})", "new_place": f"Cụm công nghiệp ({MADE_UP})",
            "lender": f"Ngân hàng ({MADE_UP})", "contract_number": f"MH-{project.code}", "disbursed_on": day(1, 15),
            "principal": (project.requested_support or 100_000_000) * 10, "rate_percent": 10, "months": 60,
        }
    }  # fmt: skip


def illustrative_places(number):
    """Up to so many establishments of the sample; none in a database that has no sample."""
    return list(Establishment.objects.filter(illustrative=True).order_by("pk")[:number])


# --- done -------------------------------------------------------------------------------------------------------------


def _cluster_done(project):
    sheet = {"hectares_done": HECTARES}
    rows = [
        {"no": item.no, "quantity_done": item.quantity, "accepted_on": day(9, 28)}
        for item in project.infrastructureitems.all()
    ]
    if project.category.code != INFRASTRUCTURE:
        sheet |= {
            "decision_number": "MH-08/QĐ-UBND", "decided_on": day(9, 20), "decided_by": f"UBND huyện ({MADE_UP})",
        }  # fmt: skip
    return {"sheet": sheet, "rows": {"infrastructureitems": rows}}


def _voting_done(project):
    products, award = [], project.category.code.startswith("voting_award_")
    present = list(project.votedproducts.values_list("no", flat=True))
    places = illustrative_places(len(PRODUCTS)) if not present else []
    for number, (name, group, score) in enumerate(PRODUCTS[: len(present) or None], 1):
        recognised = score >= 70
        result = {"score": score, "recognised": recognised}
        if recognised:
            result["certificate"] = f"MH-{project.code}-{number}"
        if award:
            result["prize"] = 3_000_000
        if number <= len(places):
            result |= {"establishment": places[number - 1], "maker": ""}
        products.append(_product(project, name, group) | result | ({"no": number} if number in present else {}))
    return {
        "sheet": {
            "council_decision": f"MH-09/QĐ-UBND, 20/08/2021 ({MADE_UP})", "held_on": day(9, 10),
            "decision_number": f"MH-10/QĐ-UBND ({MADE_UP})", "decided_on": day(9, 25),
        },
        "rows": {"votedproducts": products},
    }  # fmt: skip


def _media_done(project):
    return {
        "rows": {
            "mediapieces": [
                {"no": row.no, "pieces": row.pieces_planned, "first_on": day(7, 5), "last_on": day(9, 20)}
                for row in project.mediapieces.all()
            ]
        }
    }


def _consulting_done(project):
    result = {"begun_on": day(7, 1), "delivered_on": day(9, 3), "days": 20, "outcome": f"Đã dùng ({MADE_UP})"}
    return {"rows": {"consultations": [{"no": row.no, **result} for row in project.consultations.all()]}}


def _association_done(project):
    return {
        "sheet": {
            "decision_number": f"MH-11/QĐ-UBND ({MADE_UP})", "decided_on": day(8, 12),
            "decided_by": "UBND tỉnh Hà Tĩnh", "members": 26,
        }
    }  # fmt: skip


def _relocation_done(project):
    paid = [
        {"paid_on": day(month, 15), "amount": 8_000_000, "paper": f"Phiếu thu {month:02d} ({MADE_UP})"}
        for month in range(2, 10)
    ]
    return {"sheet": {"moved_on": day(9, 1)}, "rows": {"interestpayments": paid}}


PLANNED = {
    Form.CLUSTER: _cluster, Form.VOTING: _voting, Form.MEDIA: _media, Form.CONSULTING: _consulting,
    Form.ASSOCIATION: _association, Form.RELOCATION: _relocation,
}  # fmt: skip
DONE = {
    Form.CLUSTER: _cluster_done, Form.VOTING: _voting_done, Form.MEDIA: _media_done, Form.CONSULTING: _consulting_done,
    Form.ASSOCIATION: _association_done, Form.RELOCATION: _relocation_done,
}  # fmt: skip
