"""Product voting: the round that is held, joined or paid for, and the products in it (TT 26/2014/TT-BCT)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from core.fields import NFCCharField
from core.money import MoneyField, dong
from core.text import figure, fold
from core.workflow import Objection
from establishments.models import Establishment
from projects.details.base import Family, Form, Row, Sheet, Told, in_order, not_to_come, register, told_by

RECOGNISED_FROM = 70  # points on the average (T26 đ.17.1)
ARTICLE = "TT 26/2014/TT-BCT đ.17"
ORGANISE = "voting_organise_"
AWARD = "voting_award_"


class Voting(Sheet):
    """The round, planned and as it was held."""

    PLANNED = ("round_name", "products_planned", "planned_on")
    DONE = ("council_decision", "held_on", "decision_number", "decided_on")
    NEEDED = ("round_name", "products_planned")
    NEEDED_DONE = ("held_on", "decision_number", "decided_on")

    round_name = NFCCharField("kỳ bình chọn", max_length=200, blank=True)
    products_planned = models.PositiveIntegerField("số sản phẩm dự kiến", null=True, blank=True)
    planned_on = models.DateField("ngày dự kiến bình chọn", null=True, blank=True)
    council_decision = NFCCharField("quyết định thành lập hội đồng (số, ngày)", max_length=200, blank=True)
    held_on = models.DateField("ngày bình chọn", null=True, blank=True)
    decision_number = NFCCharField("số quyết định công nhận, khen thưởng", max_length=100, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)

    class Meta:
        verbose_name = "bình chọn sản phẩm"
        constraints = [
            models.CheckConstraint(
                name="voting_plans_products",
                condition=Q(products_planned__gt=0),
                violation_error_message="Số sản phẩm dự kiến phải lớn hơn 0.",
            )
        ]

    def clean(self):
        if errors := in_order(self, "held_on", "decided_on") | not_to_come(self, "held_on", "decided_on"):
            raise ValidationError(errors)


class VotedProduct(Row):
    """A product in the round: whose it is, its points, whether it was recognised, the prize in đồng."""

    HEADING = "Sản phẩm dự bình chọn"
    LATE = True

    class Group(models.TextChoices):
        HANDICRAFT = "HANDICRAFT", "Thủ công mỹ nghệ"
        PROCESSED = "PROCESSED", "Chế biến nông, lâm, thủy sản và đồ uống"
        MACHINERY = "MACHINERY", "Thiết bị, máy móc, dụng cụ và phụ tùng cơ khí"
        OTHER = "OTHER", "Sản phẩm khác"

    PLANNED = ("product", "establishment", "maker", "group")
    DONE = ("product", "establishment", "maker", "group", "score", "recognised", "certificate", "prize")
    NEEDED_DONE = ("recognised",)

    product = NFCCharField("tên sản phẩm, bộ sản phẩm", max_length=200)
    establishment = models.ForeignKey(
        Establishment, models.PROTECT, null=True, blank=True, related_name="voted_products",
        verbose_name="cơ sở có sản phẩm",
    )  # fmt: skip
    maker = NFCCharField("hoặc tên cơ sở chưa có trong danh mục", max_length=200, blank=True)
    group = models.CharField("nhóm sản phẩm", max_length=12, choices=Group)
    score = models.DecimalField("điểm bình quân", max_digits=5, decimal_places=2, null=True, blank=True)
    recognised = models.BooleanField(
        "kết quả", null=True, blank=True, choices=[(True, "Được công nhận"), (False, "Chưa được công nhận")]
    )
    certificate = NFCCharField("số giấy chứng nhận", max_length=80, blank=True)
    prize = MoneyField("tiền thưởng", null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = "sản phẩm dự bình chọn"
        constraints = [
            models.CheckConstraint(
                name="votedproduct_is_somebodys",
                condition=Q(establishment__isnull=False) | ~Q(maker=""),
                violation_error_message="Chọn cơ sở có sản phẩm, hoặc ghi tên cơ sở.",
            ),
            models.CheckConstraint(
                name="votedproduct_score_of_a_hundred",
                condition=Q(score__gte=0, score__lte=100),
                violation_error_message="Điểm bình quân từ 0 đến 100.",
            ),
            models.CheckConstraint(
                name="votedproduct_recognised_with_points",
                condition=Q(recognised__isnull=True) | Q(recognised=False) | Q(score__isnull=True) | Q(score__gte=70),
                violation_error_message="Sản phẩm được công nhận phải đạt bình quân từ 70 điểm.",
            ),
            models.CheckConstraint(
                name="votedproduct_prize_positive",
                condition=Q(prize__gt=0),
                violation_error_message="Tiền thưởng phải lớn hơn 0.",
            ),
        ]

    def __str__(self):
        return self.product

    @property
    def begun(self):
        return "đã được công nhận" if self.recognised else ""

    @classmethod
    def planned_figures(cls, rows):
        return {"products": len(rows) or None, "products_entered": len(rows) or None}

    def clean(self):
        errors = {}
        if self.recognised and self.score is not None and self.score < RECOGNISED_FROM:
            errors["score"] = (
                f"“{self}” được công nhận với {figure(self.score)} điểm; cần bình quân từ {RECOGNISED_FROM} điểm "
                f"({ARTICLE})."
            )
        if (self.certificate or self.prize) and not self.recognised:
            errors["recognised"] = "Có giấy chứng nhận, tiền thưởng thì kết quả phải là “Được công nhận”."
        if errors:
            raise ValidationError(errors)


def prizes_name_their_products(project):
    """An award, and a place in a higher round, is for products that are known; a round finds its products later."""
    if project.category.code.startswith(ORGANISE) or project.votedproducts.exists():
        return []
    return [Objection("Chưa kê sản phẩm được thưởng, dự bình chọn")]


def products_were_judged(project):
    """A round without products was not held; an award was paid to each product of its list."""
    rows = list(project.votedproducts.all())
    if not rows:
        return [Objection("Chưa kê sản phẩm dự bình chọn và kết quả")]
    if not project.category.code.startswith(AWARD):
        return []
    return [
        Objection(f"“{row}” chưa ghi tiền thưởng hoặc chưa được công nhận")
        for row in rows
        if not row.recognised or row.prize is None
    ]


def by_product(row):
    """A product is the same content once in a year of the same kind of support."""
    return (row.project.category.code, row.project.plan_year, fold(row.product)), str(row)


def rounds_and_products(projects):
    """A round is the same content once in a year, whichever products came to it."""
    rounds = [project for project in projects if project.category.code.startswith(ORGANISE)]
    products = told_by(VotedProduct, by_product)([project for project in projects if project not in rounds])
    return products | {
        project.pk: {(project.category.code, project.plan_year): Told(str(project.category), project.plan_year)}
        for project in rounds
    }


def rounds_or_products(project):
    """A round that is held is one; prizes and places in a higher round go by product."""
    return 1 if project.category.code.startswith(ORGANISE) else project.votedproducts.count()


def _sums(project):
    rows = list(project.votedproducts.all())
    if not rows:
        return []
    found = [("Sản phẩm", f"{len(rows)} dự bình chọn, {sum(bool(row.recognised) for row in rows)} được công nhận")]
    if prizes := sum(row.prize or 0 for row in rows):
        found.append(("Cộng tiền thưởng", dong(prizes)))
    return found


def _figures(project):
    """Products count once the round was held."""
    sheet, rows = Voting.objects.filter(project=project).first(), list(project.votedproducts.all())
    if sheet is None:
        return {}
    held = sheet.held_on is not None and bool(rows)
    recognised = sum(bool(row.recognised) for row in rows)
    known = held and all(row.recognised is not None for row in rows)
    listed = None if project.category.code.startswith(ORGANISE) else len(rows) or None
    return {
        "rounds": (1, 1 if sheet.held_on else None),
        "products_registered": (sheet.products_planned, len(rows) if held else None),
        "products_entered": (listed, len(rows) if held else None),
        "products": (listed, recognised if known else None),
        "products_recognised": (None, recognised if known else None),
    }


register(
    Family(
        Form.VOTING,
        sheet=Voting,
        rows=(VotedProduct,),
        filing=prizes_name_their_products,
        completion=products_were_judged,
        content=rounds_and_products,
        counted=rounds_or_products,
        listed=lambda project: None if project.category.code.startswith(ORGANISE) else VotedProduct,
        computed=_sums,
        figures=_figures,
    )
)
