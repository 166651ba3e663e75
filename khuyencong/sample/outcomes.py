"""What the illustrative projects reckon with: the estimate by items, the figures of their indicators. All made up."""

from decimal import ROUND_UP, Decimal

from norms.models import SupportCategory
from projects.details.base import indicators_told
from projects.details.voting import AWARD
from projects.models import CostItem
from projects.services import record_indicators

Form = SupportCategory.DetailForm
MILLION = 1_000_000

# {family or award: (what the State pays for, what the others pay for)}; each sum is divided evenly, the rest goes to
# the first
ITEMS = {
    Form.TRAINING: (("Báo cáo viên, tài liệu", "Hội trường, ăn ở học viên"), ("Đi lại của học viên",)),
    Form.DEMO_MODEL: (("Máy móc của mô hình", "Tài liệu quy trình, trình diễn"), ("Nhà xưởng", "Máy móc bổ sung")),
    Form.MACHINERY: (("Máy móc, thiết bị (phần hỗ trợ)",), ("Máy móc, thiết bị (phần của cơ sở)", "Lắp đặt, chạy thử")),
    Form.CLEANER_PRODUCTION: (("Thiết bị tiết kiệm", "Tư vấn, đo kiểm"), ("Cải tạo dây chuyền",)),
    Form.FAIR: (("Thuê gian hàng", "Vận chuyển, trang trí"), ("Hàng trưng bày",)),
    Form.VOTING: (("Hội đồng, ban giám khảo", "Trưng bày, trao giải"), ("Vận chuyển sản phẩm",)),
    AWARD: (("Tiền thưởng",), ()),
    Form.TRADEMARK: (("Thiết kế, tra cứu nhãn hiệu", "Lệ phí đăng ký"), ("In bao bì, nhãn mác",)),
    Form.CLUSTER: (("Tư vấn lập hồ sơ", "Khảo sát, đo đạc"), ("Thẩm định, công bố",)),
    Form.WASTEWATER: (("Thiết bị xử lý", "Vật liệu lọc"), ("Xây bể, đường ống",)),
}
ELSE = (("Chi thực hiện",), ("Phần của đơn vị",))

FIGURES = {
    "participants": 45, "participants_female": 18, "days": 2, "trainees": 45, "certified": 40, "employed_after": 30,
    "visitors": 200, "output_increase_percent": 15, "jobs": 12, "replications": 2, "productivity_increase_percent": 20,
    "solutions_proposed": 4, "energy_saved_percent": 25, "water_saved_percent": 30, "waste_cut_percent": 20,
    "booths": 12, "sales_amount": 900 * MILLION, "products_registered": 3, "products_recognised": 2,
    "products_entered": 2, "products": 2, "hectares": 45, "hectares_served": 45, "capacity_m3_per_day": 60,
    "parameters_meeting_standard": 2, "programmes": 2, "articles": 6, "copies": 500, "members": 24, "persons": 6,
    "products_shown": 30, "staff_trained": 20, "collaborators": 12,
}  # fmt: skip


def estimate(project):
    """The [CostItem] of an application whose sums are known, in whole triệu as far as they go."""
    award = project.category.code.startswith(AWARD)
    state, others = ITEMS.get(AWARD if award else project.category.detail_form, ELSE)
    found = _divided(state, project.requested_support, "support")
    return found + _divided(others, project.counterpart, "counterpart")


def _divided(names, amount, payer):
    if not amount:
        return []
    each = amount // len(names) // MILLION * MILLION
    amounts = [amount - each * (len(names) - 1), *[each] * (len(names) - 1)]
    return [
        CostItem(content=f"{name} (minh họa)", unit="gói", quantity=1, unit_price=part, amount=part, **{payer: part})
        for name, part in zip(names, amounts, strict=True)
        if part
    ]


def indicators(project, which, *, by):
    """Write the figures of the indicators that its particulars do not tell. `which`: "planned" or "actual"."""
    own = FIGURES | {"counterpart_amount": project.counterpart or 0}
    told = indicators_told(project, which)
    codes = [row["code"] for row in project.category.output_indicators if row["code"] not in told]
    values = {code: {which: own.get(code, 1)} for code in codes}
    if values:
        record_indicators(project, values, by=by)


def found_at_the_place(project, why):
    """What the team finds of each target at the only place: what was reported. Of work that stopped (`why`) nothing
    was: then what was planned, and the last target could not be measured."""
    rows = list(project.indicators.all())
    found = {row.code: {"value": row.planned if row.actual is None else row.actual} for row in rows}
    if why and rows and rows[-1].actual is None:
        found[rows[-1].code] = {"remark": why}
    return found


def volume_done(accepted, total):
    """The part of the work that an accepted cost stands for, in percent to a tenth."""
    return (Decimal(accepted) * 100 / total).quantize(Decimal("0.1"), ROUND_UP)
