"""Media: what was broadcast, printed or put on the web, by whom, how often, between which days."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.dates import ngay
from core.fields import NFCCharField
from core.text import fold
from core.workflow import Objection
from projects.details.base import Family, Form, Row, in_order, not_to_come, register, told_by, total


class MediaPiece(Row):
    """One order with a station, newspaper, printer or web page."""

    HEADING = "Sản phẩm truyền thông"

    class Kind(models.TextChoices):
        TELEVISION = "TELEVISION", "Chương trình truyền hình"
        RADIO = "RADIO", "Chương trình phát thanh"
        ARTICLE = "ARTICLE", "Tin, bài trên báo"
        WEB = "WEB", "Trang thông tin điện tử"
        PRINT = "PRINT", "Ấn phẩm, tờ rơi"
        DATA = "DATA", "Cơ sở dữ liệu"

    PLANNED = ("kind", "subject", "outlet", "pieces_planned")
    DONE = ("pieces", "first_on", "last_on")
    NEEDED = ("outlet", "pieces_planned")
    NEEDED_DONE = ("pieces", "first_on", "last_on")

    kind = models.CharField("hình thức", max_length=12, choices=Kind)
    subject = NFCCharField("nội dung, chủ đề", max_length=300)
    outlet = NFCCharField("đài, báo, đơn vị phát hành", max_length=200, blank=True)
    pieces_planned = models.PositiveIntegerField("số chương trình, bài, bản dự kiến", null=True, blank=True)
    pieces = models.PositiveIntegerField("số chương trình, bài, bản đã phát hành", null=True, blank=True)
    first_on = models.DateField("phát, đăng lần đầu", null=True, blank=True)
    last_on = models.DateField("phát, đăng lần cuối", null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = "sản phẩm truyền thông"
        constraints = [
            models.CheckConstraint(
                name="mediapiece_plans_something",
                condition=Q(pieces_planned__gt=0),
                violation_error_message="Số chương trình, bài, bản dự kiến phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="mediapiece_ends_after_it_begins",
                condition=Q(last_on__gte=F("first_on")),
                violation_error_message="Ngày phát, đăng lần cuối phải từ lần đầu trở đi.",
            ),
        ]

    INDICATORS = {
        "programmes": (Kind.TELEVISION, Kind.RADIO),
        "articles": (Kind.ARTICLE,),
        "copies": (Kind.PRINT,),
    }

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subject}"

    @property
    def begun(self):
        if self.first_on:
            return f"đã phát, đăng từ {ngay(self.first_on)}"
        return f"đã phát hành {self.pieces}" if self.pieces else ""

    @classmethod
    def planned_figures(cls, rows):
        return cls.by_indicator(rows, "pieces_planned")

    @classmethod
    def by_indicator(cls, rows, name):
        """Pieces by the indicator that counts them; none tells what is put on the web or gathered as data."""
        return {code: total([row for row in rows if row.kind in of], name) for code, of in cls.INDICATORS.items()}

    def clean(self):
        if errors := in_order(self, "first_on", "last_on") | not_to_come(self, "first_on", "last_on"):
            raise ValidationError(errors)


def pieces_are_listed(project):
    return [] if project.mediapieces.exists() else [Objection("Chưa kê sản phẩm truyền thông nào")]


def pieces_came_out(project):
    """As many as were ordered; fewer is work done in part."""
    return [
        Objection(f"“{row}” chưa phát hành đủ", found=str(row.pieces or 0), needed=str(row.pieces_planned))
        for row in project.mediapieces.all()
        if (row.pieces or 0) < (row.pieces_planned or 0)
    ]


def by_subject(row):
    return (row.kind, fold(row.outlet), fold(row.subject)), str(row)


def when_on_air(row):
    """A subject is on the air again: how many pieces, whether all of them are out."""
    return (row.pieces_planned,), row.last_on is not None


def _sums(project):
    pieces = Counter()
    for row in project.mediapieces.all():
        pieces[row.get_kind_display()] += row.pieces or 0
    return [(kind, f"{count} đã phát hành") for kind, count in pieces.items() if count]


def _figures(project):
    rows = list(project.mediapieces.all())
    planned, reached = (MediaPiece.by_indicator(rows, name) for name in ("pieces_planned", "pieces"))
    return {code: (planned[code], reached[code]) for code in planned}


register(
    Family(
        Form.MEDIA,
        rows=(MediaPiece,),
        filing=pieces_are_listed,
        completion=pieces_came_out,
        content=told_by(MediaPiece, by_subject, when_on_air),
        told_apart="ngày phát, đăng lần cuối ghi ở hồ sơ trước, hoặc số lượng khác",
        counted=lambda project: project.mediapieces.count(),
        listed=lambda project: MediaPiece,
        computed=_sums,
        figures=_figures,
    )
)
