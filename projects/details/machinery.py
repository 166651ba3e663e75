"""Machines and technology lines: what was approved, at which price, and what was delivered (L26 đ.9; T36 đ.21)."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from core.audit import record
from core.dates import today
from core.fields import NFCCharField
from core.money import MoneyField, dong
from core.text import fold
from core.workflow import Objection
from norms.models import QuoteRule
from projects.details.base import Family, Form, Row, not_to_come, register, told_by, total
from projects.project_models import Project

NEW_MACHINES = "TT 46/2012/TT-BCT đ.4.4"
CONDITION = [(True, "Mới 100 %"), (False, "Đã qua sử dụng")]
FIRST_YEAR = 1950
NEW_FROM = 1  # years before its dossier: a new machine made earlier than that needs a word why
MISREAD, READ_AS = "oil", "011"  # letters that a plate or a hand gives for digits
SHORT_SERIAL = 5  # fewer signs than that many makers may have given; then the maker counts too


class Machine(Row):
    """A machine or line as it was approved, and its price."""

    HEADING = "Máy móc, thiết bị được duyệt"
    PLANNED = ("name", "maker", "model", "made_in", "made_year", "quantity", "unit_price", "is_new")
    NEEDED = ("maker", "model", "quantity", "unit_price", "is_new")

    name = NFCCharField("tên máy, thiết bị", max_length=200)
    maker = NFCCharField("hãng sản xuất", max_length=120, blank=True)
    model = NFCCharField("ký hiệu (model)", max_length=120, blank=True)
    made_in = NFCCharField("xuất xứ", max_length=80, blank=True)
    made_year = models.PositiveSmallIntegerField("năm sản xuất", null=True, blank=True)
    quantity = models.PositiveIntegerField("số lượng", null=True, blank=True)
    unit_price = MoneyField("đơn giá chưa thuế GTGT", null=True, blank=True)
    is_new = models.BooleanField("tình trạng", null=True, blank=True, choices=CONDITION)

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

    def clean(self):
        if errors := year_errors(self):
            raise ValidationError(errors)

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
    DONE = (
        "machine", "serial", "maker", "model", "made_in", "made_year", "is_new", "unit_price", "delivered_on",
        "difference",
    )  # fmt: skip
    NEEDED_DONE = ("maker", "model", "made_year", "is_new", "unit_price", "delivered_on")
    # What an explanation of several differences calls each of them.
    CALLED = {
        "maker": "hãng", "model": "model", "made_in": "xuất xứ", "made_year": "năm", "is_new": "tình trạng",
        "unit_price": "giá",
    }  # fmt: skip

    machine = models.ForeignKey(Machine, models.PROTECT, related_name="delivered", verbose_name="theo máy được duyệt")
    serial = NFCCharField("số máy (serial)", max_length=80)
    maker = NFCCharField("hãng sản xuất", max_length=120, blank=True)
    model = NFCCharField("ký hiệu (model)", max_length=120, blank=True)
    made_in = NFCCharField("xuất xứ", max_length=80, blank=True)
    made_year = models.PositiveSmallIntegerField("năm sản xuất", null=True, blank=True)
    is_new = models.BooleanField("tình trạng", null=True, blank=True, choices=CONDITION)
    unit_price = MoneyField("đơn giá chưa thuế GTGT", null=True, blank=True)
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
                    "Máy mang số này đã có trong một hồ sơ được hỗ trợ; hỏi Sở Công Thương "
                    "(TTLT 26/2014/TTLT-BTC-BCT, Điều 7 khoản 4)."
                ),
            ),
            models.CheckConstraint(
                name="machine_serial_has_signs",
                condition=~Q(serial_key=""),
                violation_error_message="Số máy phải có chữ hoặc số.",
            ),
            models.CheckConstraint(
                name="deliveredmachine_price_positive",
                condition=Q(unit_price__gt=0),
                violation_error_message="Đơn giá phải lớn hơn 0.",
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
        errors |= not_to_come(self, "delivered_on") | year_errors(self)
        if self.machine_id and (unexplained := self.unexplained):
            errors["difference"] = unexplained
        if "số máy" not in self.difference.lower() and (alike := self._reads_alike()):
            errors["serial"] = (
                f"Số máy {self.serial} đọc gần như số máy {alike} (chữ O, I, L lẫn với số 0, 1) đã có trong một hồ sơ "
                "được hỗ trợ; hỏi Sở Công Thương. Cùng một máy thì không kê; là máy khác thì giải trình, nêu rõ “số "
                "máy”."
            )
        if errors:
            raise ValidationError(errors)

    def _reads_alike(self):
        """Another machine's serial that is this one but for letters read as digits; "" when there is none."""
        key = serial_key(self.serial, self.maker)
        alike = Func(F("serial_key"), Value(MISREAD), Value(READ_AS), function="translate")
        rows = DeliveredMachine.objects.filter(freed_at=None).exclude(pk=self.pk).exclude(serial_key=key)
        rows = rows.annotate(read=alike).filter(read=key.translate(str.maketrans(MISREAD, READ_AS)))
        return rows.values_list("serial", flat=True).first() or ""

    @property
    def differences(self):
        """{field: (as approved, as delivered)} in words, where both are known and differ."""
        found = {}
        for name in ("maker", "model", "made_in"):
            approved, here = getattr(self.machine, name), getattr(self, name)
            if approved and here and fold(approved) != fold(here):
                found[name] = approved, here
        if self.made_year and (year := self._expected_year):
            found["made_year"] = year, str(self.made_year)
        if None not in (self.machine.is_new, self.is_new) and self.machine.is_new != self.is_new:
            found["is_new"] = self.machine.get_is_new_display(), self.get_is_new_display()
        if None not in (self.machine.unit_price, self.unit_price) and self.machine.unit_price != self.unit_price:
            found["unit_price"] = dong(self.machine.unit_price), dong(self.unit_price)
        return found

    @property
    def _expected_year(self):
        """The year that was approved when another was delivered, in words; "" when it agrees.

        Where the approval names none, a new machine is one made from the year before its dossier on.
        """
        approved, filed_in = self.machine.made_year, self.project.filed_on.year
        if approved:
            return str(approved) if approved != self.made_year else ""
        late = self.machine.is_new and self.made_year < filed_in - NEW_FROM
        return f"máy mới theo hồ sơ năm {filed_in}" if late else ""

    @property
    def unexplained(self):
        """The sentence that asks for the words still lacking on what was delivered otherwise; "" when all is told.

        Of several differences the explanation names each.
        """
        found, told = self.differences, fold(self.difference)
        named = {name: self.CALLED[name] for name in found}
        left = [word for word in named.values() if fold(word) not in told] if len(found) > 1 else list(named.values())
        if not found or not left or (len(found) == 1 and told):
            return ""
        labels = self.labels()
        words = "; ".join(f"{labels[name]} được duyệt {there}, đã giao {here}" for name, (there, here) in found.items())
        each = "" if len(found) == 1 else f" từng điểm, nêu rõ: {', '.join(left)}"
        return f"Máy đã giao khác máy được duyệt ({words}): phải giải trình{each}."


class Quote(Row):
    """A price offered by a seller; from a set sum on, several must have been asked (dated settings)."""

    HEADING = "Báo giá"
    PROVES = True
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


def year_errors(machine):
    """{field: sentence} for a year in which no such machine was made."""
    if machine.made_year is None or FIRST_YEAR <= machine.made_year <= today().year:
        return {}
    return {"made_year": f"Năm sản xuất {machine.made_year}: cần từ {FIRST_YEAR} đến {today().year}."}


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
    return quotes_are_there(project)


@dataclass(frozen=True)
class QuotesAsked:
    """Machines worth so many đồng need the quotes of several sellers by this rule; `sellers`: whose are there."""

    worth: int
    rule: QuoteRule
    sellers: tuple

    CODE = "quotes"  # where they stand among the papers

    @property
    def lacking(self):
        return len(self.sellers) < self.rule.quotes

    @property
    def words(self):
        """«Báo giá của ít nhất 3 đơn vị khác nhau cho máy trị giá 420.000.000 đ»"""
        return f"Báo giá của ít nhất {self.rule.quotes} đơn vị khác nhau cho máy trị giá {dong(self.worth)}"

    @property
    def found(self):
        return f"{len(self.sellers)} đơn vị" + (f": {', '.join(self.sellers)}" if self.sellers else "")

    def objections(self, asked="có báo giá"):
        if not self.lacking:
            return []
        sentence = f"Máy trị giá {dong(self.worth)} phải {asked} của ít nhất {self.rule.quotes} đơn vị khác nhau"
        needed = f"{self.rule.quotes} đơn vị"
        return [Objection(sentence, f"{len(self.sellers)} đơn vị", needed, self.rule.cited)]


def quotes_asked(projects):
    """{project id: QuotesAsked} of those whose machines need quotes by the rule of their dossier's day, lacking or not.

    A fixed number of queries; of an old year's file nothing is asked.
    """
    projects = [row for row in projects if row.category.detail_form == Form.MACHINERY and not row.is_historical]
    if not projects:
        return {}
    machines, quotes, rules = defaultdict(list), defaultdict(list), list(QuoteRule.objects.all())
    for kind, rows in (Machine, machines), (Quote, quotes):
        for row in kind.objects.filter(project__in=projects):
            rows[row.project_id].append(row)
    found = {row.pk: _asked(row, machines[row.pk], quotes[row.pk], row.filed_on, rules) for row in projects}
    return {pk: asked for pk, asked in found.items() if asked}


def quotes_are_there(project):
    """[Objection]: asked when the application is filed, and before any money goes out."""
    asked = quotes_asked([project]).get(project.pk)
    return asked.objections() if asked else []


def quotes_lacking(project, machines, quotes, on, asked):
    """[Objection] where these machines need more of these quotes, asked in such words, by the rule of that day."""
    needed = _asked(project, machines, quotes, on, QuoteRule.objects.all())
    return needed.objections(asked) if needed else []


def worth_of(machines):
    return sum(machine.amount or 0 for machine in machines)


def _asked(project, machines, quotes, on, rules):
    worth = worth_of(machines)
    standing = [rule for rule in rules if rule.tier == project.tier and rule.above <= worth and rule.holds_on(on)]
    if not standing:
        return None
    sellers = {fold(quote.seller): quote.seller for quote in quotes}
    return QuotesAsked(worth, max(standing, key=lambda rule: rule.above), tuple(sellers.values()))


def machines_are_new(project):
    """Only new machines are supported."""
    return [
        Objection(f"“{machine}” đã qua sử dụng; chỉ hỗ trợ máy mới", article=NEW_MACHINES)
        for machine in project.machines.all()
        if machine.is_new is False
    ]


def machines_were_delivered(project):
    """As many as were approved, each with its serial, and from where if that was approved."""
    there = Counter(row.machine_id for row in project.deliveredmachines.all())
    return [
        Objection(f"“{machine}” chưa giao đủ", found=f"{there[machine.pk]} máy", needed=f"{machine.quantity} máy")
        for machine in project.machines.all()
        if there[machine.pk] < (machine.quantity or 1)
    ] + [
        Objection(f"{DeliveredMachine.HEADING}, dòng {row.no}, còn thiếu: xuất xứ (được duyệt: {row.machine.made_in})")
        for row in DeliveredMachine.of(project)
        if row.machine.made_in and not row.made_in
    ]


def machines_are_as_approved(project):
    """What was delivered is new, and what is otherwise than approved was explained."""
    rows = list(DeliveredMachine.of(project))
    used = [
        Objection(f"“{row}” đã qua sử dụng; chỉ hỗ trợ máy mới", article=NEW_MACHINES)
        for row in rows
        if row.is_new is False
    ]
    return used + [Objection(f"“{row}”: {row.unexplained}") for row in rows if row.unexplained]


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


def planned_figures(machines):
    """What a list of approved machines plans of the indicators."""
    return {"machines": total(machines, "quantity")}


def _figures(project):
    reached = {"machines": project.deliveredmachines.count() or None}
    return {code: (figure, reached[code]) for code, figure in planned_figures(project.machines.all()).items()}


MACHINERY = register(
    Family(
        Form.MACHINERY,
        rows=(Machine, Quote, DeliveredMachine),
        filing=machines_are_listed,
        judging=machines_are_new,
        completion=machines_were_delivered,
        passing=machines_are_as_approved,
        content=told_by(Machine, by_name, which_machines, ("delivered",)),
        told_apart="số máy đã giao ghi ở hồ sơ trước",
        prepare=free_machines_never_paid,
        figures=_figures,
    )
)
