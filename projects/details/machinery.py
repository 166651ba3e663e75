"""Machines and technology lines: what was approved, at which price, and what was delivered (L26 đ.9; T36 đ.21)."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Func, Q
from django.utils import timezone

from core.audit import record
from core.dates import today
from core.fields import NFCCharField
from core.money import MoneyField, dong
from core.text import fold
from core.workflow import Objection
from norms.models import QuoteRule
from projects.details.base import Family, Form, Row, not_to_come, register, told_by
from projects.project_models import Project

NEW_MACHINES = "TT 46/2012/TT-BCT đ.4.4"
SHORT_SERIAL = 5  # fewer signs than that many makers may have given; then the maker counts too


class Machine(Row):
    """A machine or line as it was approved, and its price."""

    HEADING = "Máy móc, thiết bị được duyệt"
    PLANNED = ("name", "maker", "model", "made_in", "quantity", "unit_price", "is_new")
    NEEDED = ("maker", "model", "quantity", "unit_price", "is_new")

    name = NFCCharField("tên máy, thiết bị", max_length=200)
    maker = NFCCharField("hãng sản xuất", max_length=120, blank=True)
    model = NFCCharField("ký hiệu (model)", max_length=120, blank=True)
    made_in = NFCCharField("xuất xứ", max_length=80, blank=True)
    quantity = models.PositiveIntegerField("số lượng", null=True, blank=True)
    unit_price = MoneyField("đơn giá chưa thuế GTGT", null=True, blank=True)
    is_new = models.BooleanField(
        "tình trạng", null=True, blank=True, choices=[(True, "Mới 100 %"), (False, "Đã qua sử dụng")]
    )

    class Meta(Row.Meta):
        verbose_name = "máy móc, thiết bị được duyệt"
        constraints = [
            models.CheckConstraint(
                name="machine_quantity_positive",
                condition=Q(quantity__gt=0, quantity__lte=10_000),
                violation_error_message="Số lượng phải từ 1 đến 10.000.",
            ),
            models.CheckConstraint(
                name="machine_price_positive",
                condition=Q(unit_price__gt=0),
                violation_error_message="Đơn giá phải lớn hơn 0.",
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.model}".strip()

    @property
    def amount(self):
        """Quantity times unit price, đồng without tax; None while one is unknown."""
        return None if self.quantity is None or self.unit_price is None else self.quantity * self.unit_price


class DeliveredMachine(Row):
    """A machine that was delivered and can be found by its serial, which stands once in the whole province.

    Only what got no State money, or gave all of it back, in a project that ended, may be supported again (`freed_at`).
    """

    HEADING = "Máy móc, thiết bị đã giao"
    LATE = True
    DONE = ("machine", "serial", "maker", "model", "made_year", "delivered_on", "difference")
    NEEDED_DONE = ("maker", "model", "delivered_on")

    machine = models.ForeignKey(Machine, models.PROTECT, related_name="delivered", verbose_name="theo máy được duyệt")
    serial = NFCCharField("số máy (serial)", max_length=80)
    maker = NFCCharField("hãng sản xuất", max_length=120, blank=True)
    model = NFCCharField("ký hiệu (model)", max_length=120, blank=True)
    made_year = models.PositiveSmallIntegerField("năm sản xuất", null=True, blank=True)
    delivered_on = models.DateField("ngày giao máy", null=True, blank=True)
    difference = NFCCharField("giải trình khác biệt so với máy được duyệt", max_length=500, blank=True)
    serial_key = models.CharField(max_length=210, editable=False)
    freed_at = models.DateTimeField(null=True, editable=False)  # its project ended and no State money stays in it

    class Meta(Row.Meta):
        verbose_name = "máy móc, thiết bị đã giao"
        constraints = [
            models.UniqueConstraint(
                name="machine_serial_once",
                fields=["serial_key"],
                condition=Q(removed_at__isnull=True, freed_at__isnull=True),
                violation_error_message=(
                    "Máy mang số này đã có trong một hồ sơ được hỗ trợ; hỏi Sở Công Thương (L26 đ.7)."
                ),
            ),
            models.CheckConstraint(
                name="machine_serial_has_signs",
                condition=~Q(serial_key=""),
                violation_error_message="Số máy phải có chữ hoặc số.",
            ),
        ]

    def __str__(self):
        return f"{self.machine}, số máy {self.serial}"

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude)
        self.serial_key = serial_key(self.serial, self.maker)

    def take_over(self, stored):
        self.freed_at = stored.freed_at if serial_key(self.serial, self.maker) == stored.serial_key else None

    def clean(self):
        errors = {}
        if self.machine_id and self.machine.project_id != self.project_id:
            raise ValidationError({"machine": "Chọn máy trong danh sách được duyệt của đề án này."})
        errors |= not_to_come(self, "delivered_on")
        if self.made_year and not 1950 <= self.made_year <= today().year:
            errors["made_year"] = f"Năm sản xuất {self.made_year}: cần từ 1950 đến {today().year}."
        if self.machine_id and self.differs and not self.difference:
            errors["difference"] = (
                f"Máy đã giao ({self.maker} {self.model}) khác máy được duyệt "
                f"({self.machine.maker} {self.machine.model}): phải giải trình."
            )
        if errors:
            raise ValidationError(errors)

    @property
    def differs(self):
        """Whether another machine was delivered than approved, by maker or model."""
        pairs = [(self.machine.maker, self.maker), (self.machine.model, self.model)]
        return any(there and fold(there) != fold(here) for here, there in pairs)


class Quote(Row):
    """A price offered by a seller; from a set sum on, several must have been asked (dated settings)."""

    HEADING = "Báo giá"
    PLANNED = ("seller", "subject", "dated_on", "amount")
    NEEDED = ("amount",)

    seller = NFCCharField("đơn vị báo giá", max_length=200)
    subject = NFCCharField("báo giá cho", max_length=200, blank=True)
    dated_on = models.DateField("ngày báo giá", null=True, blank=True)
    amount = MoneyField("giá chưa thuế GTGT", null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = "báo giá"
        constraints = [
            models.CheckConstraint(
                name="quote_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Giá báo phải lớn hơn 0.",
            )
        ]

    def __str__(self):
        return self.seller

    def clean(self):
        if errors := not_to_come(self, "dated_on"):
            raise ValidationError(errors)


def serial_key(serial, maker):
    """What makes two serials one: letters and digits only, case and marks aside; short ones count with their maker."""
    key = "".join(char for char in fold(serial) if char.isalnum())
    if not key or len(key) >= SHORT_SERIAL:
        return key
    return f"{key} {fold(maker)}".strip()


def machines_are_listed(project):
    """At least one, with the prices of several sellers from the sum that the rule of the dossier's day names."""
    machines = list(project.machines.all())
    if not machines:
        return [Objection("Chưa kê máy móc, thiết bị", article=NEW_MACHINES)]
    total = sum(machine.amount or 0 for machine in machines)
    rule = QuoteRule.objects.on(project.filed_on).filter(tier=project.tier, above__lte=total).order_by("-above").first()
    sellers = {fold(quote.seller) for quote in project.quotes.all()}
    if rule and len(sellers) < rule.quotes:
        return [
            Objection(
                f"Máy trị giá {dong(total)} phải có báo giá của ít nhất {rule.quotes} đơn vị khác nhau",
                found=f"{len(sellers)} đơn vị",
                needed=f"{rule.quotes} đơn vị",
                article=rule.source if rule.verified else f"{rule.source}, chưa kiểm chứng",
            )
        ]
    return []


def machines_are_new(project):
    """Only new machines are supported."""
    return [
        Objection(f"“{machine}” đã qua sử dụng; chỉ hỗ trợ máy mới", article=NEW_MACHINES)
        for machine in project.machines.all()
        if machine.is_new is False
    ]


def machines_were_delivered(project):
    """As many as were approved, each with its serial."""
    there = Counter(row.machine_id for row in project.deliveredmachines.all())
    return [
        Objection(f"“{machine}” chưa giao đủ", found=f"{there[machine.pk]} máy", needed=f"{machine.quantity} máy")
        for machine in project.machines.all()
        if there[machine.pk] < (machine.quantity or 1)
    ]


def by_name(machine):
    return (fold(machine.name), fold(machine.model)), str(machine)


def which_machines(machine):
    """A second machine of the model is another one only where those of the first file are known by their serials."""
    return (), len(machine.delivered.all()) >= (machine.quantity or 1)


def free_machines_never_paid(project, rows, by):
    """A serial that is written here is no longer held by a project that ended without State money (the database says
    which: `projects_support_stays`)."""
    given = rows.get(DeliveredMachine.list_name(), [])
    keys = {serial_key(str(row.get("serial") or ""), str(row.get("maker") or "")) for row in given} - {""}
    held = (
        DeliveredMachine.objects.filter(
            serial_key__in=keys, freed_at=None, project__status__in=Project.ENDED_WITHOUT_SUPPORT
        )
        .exclude(project=project)
        .annotate(paid=Func("project", function="public.projects_support_stays", output_field=models.BooleanField()))
        .filter(paid=False)
        .select_related("project", "machine")
    )
    for row in held if keys else ():
        DeliveredMachine.objects.filter(pk=row.pk).update(freed_at=timezone.now())
        record(row.project, "projects.project.free_machine", by=by, after={"Máy": str(row)})


MACHINERY = register(
    Family(
        Form.MACHINERY,
        rows=(Machine, Quote, DeliveredMachine),
        filing=machines_are_listed,
        judging=machines_are_new,
        completion=machines_were_delivered,
        content=told_by(Machine, by_name, which_machines, ("delivered",)),
        told_apart="số máy đã giao ghi ở hồ sơ trước",
        prepare=free_machines_never_paid,
    )
)
