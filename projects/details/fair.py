"""Fairs, organised and joined: place, days, booths, price, who took part. Abroad a place goes twice a year at most."""

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Q

from core.fields import NFCCharField
from core.money import MoneyField, dong
from core.text import fold
from core.workflow import Objection
from establishments.models import Establishment
from projects.details.base import Family, Form, Row, Sheet, in_order, register, told_by, total
from projects.project_models import Project

ABROAD = "fair_abroad"
JOINED = "fair_join"
MOST_ABROAD = 2  # times a year for one establishment (TT 46/2012/TT-BCT đ.4.1.b)


class Fair(Sheet):
    """The fair itself. `booth_price`: đồng a booth."""

    PLANNED = ("name", "place", "starts_on", "ends_on", "booths_planned", "booth_price")
    DONE = ("booths", "visitors")
    NEEDED = ("name", "place", "starts_on", "ends_on", "booths_planned")
    NEEDED_DONE = ("booths",)

    name = NFCCharField("tên hội chợ, triển lãm", max_length=200, blank=True)
    place = NFCCharField("nơi tổ chức", max_length=200, blank=True)
    starts_on = models.DateField("khai mạc", null=True, blank=True)
    ends_on = models.DateField("bế mạc", null=True, blank=True)
    booths_planned = models.PositiveIntegerField("số gian hàng dự kiến", null=True, blank=True)
    booth_price = MoneyField("giá một gian hàng", null=True, blank=True)
    booths = models.PositiveIntegerField("số gian hàng thực tế", null=True, blank=True)
    visitors = models.PositiveIntegerField("số lượt khách", null=True, blank=True)

    class Meta:
        verbose_name = "hội chợ"
        constraints = [
            models.CheckConstraint(
                name="fair_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Ngày bế mạc phải từ ngày khai mạc trở đi.",
            )
        ]

    def clean(self):
        if errors := in_order(self, "starts_on", "ends_on"):
            raise ValidationError(errors)


class FairParticipant(Row):
    """Who took part, with how many booths and what came of it (đồng)."""

    HEADING = "Cơ sở tham gia"
    LATE = True
    PLANNED = ("establishment", "booths", "sales")
    DONE = ("establishment", "booths", "sales")
    NEEDED_DONE = ("booths",)

    establishment = models.ForeignKey(
        Establishment, models.PROTECT, related_name="fairs", verbose_name="cơ sở tham gia"
    )
    booths = models.PositiveSmallIntegerField("số gian hàng", null=True, blank=True)
    sales = MoneyField("doanh số bán hàng, hợp đồng ký kết", null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = "cơ sở tham gia hội chợ"
        constraints = [
            models.UniqueConstraint(
                name="fairparticipant_once",
                fields=["project", "establishment"],
                condition=Q(removed_at__isnull=True),
                violation_error_message="Cơ sở này đã có trong danh sách tham gia.",
            )
        ]

    def __str__(self):
        return str(self.establishment)

    def units(self, project):
        """Abroad the norm counts who goes, of a joined fair the booths."""
        return 1 if project.category.code == ABROAD else self.booths or 0

    @property
    def begun(self):
        return f"đã ghi doanh số {dong(self.sales)}" if self.sales else ""


def nobody_goes_abroad_too_often(project):
    """An establishment joins fairs abroad with support at most twice a year, whoever filed the other times.

    The year is the one in which the fair is held, whichever plan pays for it. Asked again when the work is done: who
    took part may be known only then.
    """
    if project.category.code != ABROAD:
        return []
    found, rows = [], list(project.fairparticipants.select_related("establishment"))
    _hold(rows)
    starts_on = Fair.objects.filter(project=project).values_list("starts_on", flat=True).first()
    year = starts_on.year if starts_on else project.plan_year
    that_year = Q(fair__starts_on__year=year) | Q(fair__starts_on=None, plan_year=year)
    abroad = Project.objects.live().exclude(status=Project.Status.DRAFT).exclude(pk=project.pk)
    abroad = abroad.filter(that_year, category__code=ABROAD)
    for row in rows:
        there = FairParticipant.objects.filter(establishment=row.establishment, project__in=abroad.order_by())
        times = there.values("project").distinct().count() + 1
        if times > MOST_ABROAD:
            found.append(
                Objection(
                    f"“{row}” đã dự hội chợ nước ngoài trong năm {year}",
                    found=f"{times} lần kể cả lần này",
                    needed=f"không quá {MOST_ABROAD} lần",
                    article="TT 46/2012/TT-BCT đ.4.1.b",
                )
            )
    return found


def booths_or_turns(project):
    """Booths of a fair that is joined; abroad one turn for each place that goes; a fair that is held is one."""
    if project.category.code == ABROAD:
        return project.fairparticipants.count() or None
    if project.category.code == JOINED:
        sheet = Fair.objects.filter(project=project).first()
        return sheet and sheet.booths_planned
    return 1


def _hold(participants):
    """Of two applications filed at once for the same establishment, the later waits here and sees the earlier.

    Nothing is held where a page only asks what stands in the way.
    """
    if connection.in_atomic_block:
        named = [row.establishment_id for row in participants]
        list(Establishment.objects.select_for_update(no_key=True).filter(pk__in=named).order_by("pk").values("pk"))


def booths_were_used(project):
    """Who took part is named, and no more booths than the fair had stood to them."""
    there = list(project.fairparticipants.all())
    if not there:
        return [Objection("Chưa kê cơ sở tham gia nào")]
    booths = Fair.objects.filter(project=project).values_list("booths", flat=True).first()
    if booths is None:
        return []
    if booths == 0:
        return [Objection("Chưa sử dụng gian hàng nào", found="0 gian hàng", needed="từ 1 gian hàng")]
    used = sum(row.booths or 0 for row in there)
    if used > booths:
        return [
            Objection(
                "Số gian hàng của các cơ sở nhiều hơn số gian hàng thực tế",
                found=f"{used} gian hàng",
                needed=f"không quá {booths} gian hàng",
            )
        ]
    return []


def done_in_full(project):
    return booths_were_used(project) + nobody_goes_abroad_too_often(project)


def by_name(fair):
    return ((fold(fair.name), fair.starts_on), fair.name) if fair.name else None


def _figures(project):
    """Who took part and what was sold counts once the fair was held."""
    sheet, rows = Fair.objects.filter(project=project).first(), list(project.fairparticipants.all())
    if sheet is None:
        return {}
    held = sheet.booths is not None
    return {
        "fairs": (1, 1 if held else None),
        "booths": (sheet.booths_planned, sheet.booths),
        "establishments": (None, (len(rows) or None) if held else None),
        "sales_amount": (None, total(rows, "sales") if held else None),
    }


register(
    Family(
        Form.FAIR,
        sheet=Fair,
        rows=(FairParticipant,),
        filing=nobody_goes_abroad_too_often,
        judging=nobody_goes_abroad_too_often,
        completion=done_in_full,
        content=told_by(Fair, by_name),
        counted=booths_or_turns,
        listed=lambda project: FairParticipant if project.category.code in (ABROAD, JOINED) else None,
        unit_field=lambda project: ("booths", "booths_planned") if project.category.code == JOINED else (),
        ends=(Fair, "ends_on"),
        figures=_figures,
    )
)
