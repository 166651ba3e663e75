"""The most that may be given, and every step of how that figure comes about.

    amount = min(rate × eligible cost, cap × units) × priority factor, never above the eligible cost

A missing side (rate or cap) does not limit; a norm without any figure says why, and only ACTUAL_COST and
NO_LIMIT then give an amount (the eligible cost). Every product rounds down to the đồng. The result is
frozen with the approval by `as_json()` and recomputed at settlement by `ceiling_from_frozen()`.

A norm of management costs takes its percent of other money (`limit_of` of the kind: the year's, the unit's projects'),
for all tasks of the kind together: amount = rate × base − what the others have, never above the own cost, no factor.

A cap for each place (cơ sở, mô hình) is a cap for each beneficiary's part: `Ceiling.place_limit`, never pooled.
"""

import datetime
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from core.dates import ngay
from core.money import MAX_AMOUNT, dong, floor_percent
from core.text import in_a_sentence
from norms.catalogue_models import SupportCategory, Tier
from norms.norm_models import PLACE_UNITS, PRIORITY_ARTICLE, Norm, NormSet
from norms.words import number_words, percent_words

WHO_SETTLES = {
    Norm.Status.DELEGATED: (
        "Văn bản giao cho tỉnh quy định: HĐND, UBND tỉnh ban hành mức; quản trị nhập bộ mức chi của tỉnh rồi mới tính."
    ),
    Norm.Status.UNKNOWN: (
        "Chưa rõ mức: Sở Công Thương tra văn bản quy định (hoặc hỏi Sở Tài chính), quản trị nhập mức rồi mới tính."
    ),
}


@dataclass(frozen=True)
class Step:
    """One line of the explanation. `amount` (đồng) is the figure reached, where the line gives one."""

    text: str
    amount: int | None = None
    warning: bool = False

    def as_json(self):
        return {"text": self.text, "amount": self.amount, "warning": self.warning}


@dataclass(frozen=True)
class Facts:
    """Everything of a norm that the calculation uses, so that it can be frozen and used again."""

    category: str
    category_name: str
    unit: str
    tier: str
    on: datetime.date
    status: str = Norm.Status.UNKNOWN
    rate_percent: Decimal | None = None
    cap: int | None = None
    cap_per_unit: bool = True
    base: str = Norm.Base.WITHOUT_VAT
    condition: str = ""
    citation: str = ""
    norm_id: int | None = None
    set_code: str = ""
    set_name: str = ""
    multiplier_max: Decimal | None = None
    multiplier_source: str = ""
    illustrative: bool = False
    verified: bool = False
    fallback: bool = False
    limit_of: str = SupportCategory.LimitOf.OWN

    @property
    def is_shared(self):
        """Whether the limit is one for all tasks of the kind together, of other money than their own cost."""
        return self.limit_of != SupportCategory.LimitOf.OWN

    @property
    def takes_its_rate_without_tax(self):
        """Whether the figure is a rate of the cost without tax, which the total of an application does not tell."""
        return self.rate_percent is not None and self.base == Norm.Base.WITHOUT_VAT and not self.is_shared

    @property
    def each_place(self):
        """Whether the cap is one for each place that is supported."""
        return self.status == Norm.Status.SET and bool(self.cap and self.cap_per_unit) and self.unit in PLACE_UNITS

    def as_json(self):
        return {
            **self.__dict__,
            "on": self.on.isoformat(),
            "status": str(self.status),
            "base": str(self.base),
            "tier": str(self.tier),
            "limit_of": str(self.limit_of),
            "rate_percent": None if self.rate_percent is None else str(self.rate_percent),
            "multiplier_max": None if self.multiplier_max is None else str(self.multiplier_max),
        }

    @classmethod
    def from_json(cls, data):
        decimal = {name: data[name] and Decimal(data[name]) for name in ("rate_percent", "multiplier_max")}
        return cls(**{**data, **decimal, "on": datetime.date.fromisoformat(data["on"])})


@dataclass(frozen=True)
class Part:
    """What one of several places is to have, đồng (None: not said yet), against the cap of one place."""

    name: str
    share: int | None
    limit: int

    @property
    def is_over(self):
        return self.share is not None and self.share > self.limit

    def step(self, unit):
        within = f"không quá {dong(self.limit)} của một {unit}"
        if self.share is None:
            return Step(f"{self.name}: chưa ghi phần hỗ trợ, {within}.", self.limit)
        over = f": vượt {dong(self.share - self.limit)}" if self.is_over else ""
        return Step(f"{self.name}: phần hỗ trợ {dong(self.share)}, {within}{over}.", self.share, warning=self.is_over)


@dataclass(frozen=True)
class Ceiling:
    """The answer: `amount` in đồng, or None with the `status` that says why; `norm` and `set` as they stand now.

    Of a shared limit `base` is the money that its percent is taken of (None: not told), `taken` what others have of it.
    """

    amount: int | None
    status: str
    steps: tuple[Step, ...]
    facts: Facts
    cost: int
    units: int
    factor: Decimal
    norm: Norm | None = field(default=None, compare=False)
    set: NormSet | None = field(default=None, compare=False)
    parts: tuple[Part, ...] = ()
    base: int | None = None
    taken: int = 0

    @property
    def place_limit(self):
        """The most one place may have (đồng): the cap, raised once by the factor; None where no cap is for a place."""
        return floor_percent(self.facts.cap, self.factor * 100) if self.facts.each_place else None

    def for_places(self, shares):
        """The same, with the part of each place told before the article. `shares`: [(name, đồng or None), …]."""
        if self.place_limit is None or not shares:
            return self
        parts = tuple(Part(name, share, self.place_limit) for name, share in shares)
        *steps, article = self.steps
        told = (*steps, *(part.step(self.facts.unit) for part in parts), article)
        return replace(self, parts=parts, steps=told)

    @property
    def blocked(self):
        return self.amount is None

    @property
    def article(self):
        return self.facts.citation

    @property
    def verified(self):
        return self.facts.verified

    @property
    def illustrative(self):
        return self.facts.illustrative

    @property
    def warnings(self):
        return [step.text for step in self.steps if step.warning]

    @property
    def status_label(self):
        return Norm.Status(self.status).label

    @property
    def settled_by(self):
        """Who can settle a missing figure, in a sentence; empty when there is an amount."""
        return WHO_SETTLES.get(self.status, "")

    def at(self, cost):
        """The same norm, units and factor at another eligible cost (đồng)."""
        return self._with(cost, self.base, self.taken)

    def within(self, base, taken=0):
        """The same with the money that a shared limit takes its percent of, and what other tasks have of it (đồng)."""
        return self._with(self.cost, base, taken)

    def _with(self, cost, base, taken):
        return _calculate(self.facts, cost, self.units, self.factor, self.norm, self.set, base, taken)

    def as_json(self):
        """What an approval freezes; `ceiling_from_frozen` reads it back."""
        return {
            "amount": self.amount,
            "status": str(self.status),
            "cost": self.cost,
            "units": self.units,
            "factor": str(self.factor),
            "base": self.base,
            "taken": self.taken,
            "facts": self.facts.as_json(),
            "steps": [step.as_json() for step in self.steps],
            "parts": [{"name": part.name, "share": part.share, "limit": part.limit} for part in self.parts],
        }


class NormBook:
    """The sets and norms of every day, for whoever asks about many projects: two queries, at the first question."""

    def __init__(self, province_code=None):
        self._sets = _sets(province_code)

    def of(self, category, on):
        """({tier: set in force}, {set id: norm of this category in it}) of a day."""
        in_force = [each for each in self._sets_of_all_days if each.holds_on(on)]
        known = {each.pk: self._norms.get((each.pk, category.pk)) for each in in_force}
        return {each.tier: each for each in in_force}, {pk: norm for pk, norm in known.items() if norm}

    @cached_property
    def _sets_of_all_days(self):
        return list(self._sets)

    @cached_property
    def _norms(self):
        norms = Norm.objects.filter(set__in=self._sets_of_all_days).in_full()
        return {(norm.set_id, norm.category_id): norm for norm in norms}


def ceiling(category, *, tier, on, cost, units=1, priority_factor=None, province_code=None, book=None, base=None):
    """The ceiling of `category` (record or code) under the norms of `tier` in force on `on`.

    `cost`: eligible cost in đồng, on the norm's base (with or without VAT). `units`: how many of the category's
    unit are supported. `priority_factor`: from 1 to the set's maximum, applied once. `province_code`: whose local
    norms (default: the province that runs the program). `book`: a NormBook to ask instead of the database. `base`: the
    money (đồng) that a shared limit takes its percent of; until it is told only the own cost bounds.
    Raises ValidationError for impossible figures, an unknown category, or when no set is in force on that day.
    """
    cost, units, factor = _checked(cost, units, priority_factor)
    category = find_category(category)
    norm_set, norm, fallback = _choose(category, tier, on, book or _Asked(province_code))
    facts = _facts(category, tier, on, norm_set, norm, fallback)
    return _calculate(facts, cost, units, factor, norm, norm_set, base)


def base_is_told(category, base):
    """Refuses a question about a shared limit that does not say what its percent is taken of."""
    if category.shares_its_limit and base is None:
        of = in_a_sentence(category.get_limit_of_display())
        raise ValidationError({"base": f"Ghi kinh phí làm căn cứ: “{category}” tính theo tỷ lệ của {of}."})


def ceiling_from_frozen(frozen, cost, units=None):
    """The same norm and the same priority factor, at the accepted cost (đồng) and units: for settlement.

    `frozen` is what `as_json()` gave at the approval; later changes of the norm book do not matter.
    """
    cost, units, factor = _checked(cost, frozen["units"] if units is None else units, frozen["factor"])
    facts, base, taken = Facts.from_json(frozen["facts"]), frozen.get("base"), frozen.get("taken", 0)
    return _calculate(facts, cost, units, factor, base=base, taken=taken)


def _checked(cost, units, factor):
    if isinstance(cost, bool) or not isinstance(cost, int) or not 0 <= cost <= MAX_AMOUNT:
        raise ValidationError({"cost": "Chi phí hợp lệ phải là số đồng nguyên, không âm."})
    if isinstance(units, bool) or not isinstance(units, int) or not 1 <= units <= 100_000:
        raise ValidationError({"units": "Số lượng phải là số nguyên từ 1 đến 100.000."})
    try:
        factor = Decimal(1) if factor is None else Decimal(str(factor))
    except InvalidOperation:
        factor = Decimal("NaN")
    if not factor.is_finite():
        raise ValidationError({"priority": "Hệ số ưu tiên phải là một số, ví dụ 1,5."})
    if factor < 1:
        raise ValidationError({"priority": f"Hệ số ưu tiên không được nhỏ hơn 1 (đang ghi {number_words(factor)})."})
    return cost, units, factor


def find_category(category):
    if isinstance(category, SupportCategory):
        return category
    found = SupportCategory.objects.filter(code=category).first()
    if found is None:
        raise ValidationError({"category": f"Không có nội dung hỗ trợ mã “{category}”."})
    return found


def _sets(province_code):
    """The national sets and those of one province."""
    local = province_code or settings.PROVINCE_CODE
    return NormSet.objects.filter(province_code__in=["", local]).select_related("legal_document")


class _Asked:
    """The same answers as a NormBook's, for one question: only what it needs is read."""

    def __init__(self, province_code):
        self._sets = _sets(province_code)

    def of(self, category, on):
        in_force = {each.tier: each for each in self._sets.on(on)}
        norms = Norm.objects.filter(set__in=list(in_force.values()), category=category).in_full()
        return in_force, {norm.set_id: norm for norm in norms}


def _choose(category, tier, on, book):
    """(set, norm or None, whether the national set stands in for a missing local one)."""
    if tier not in Tier.values:
        raise ValidationError({"tier": f"Cấp phải là LOCAL hoặc NATIONAL, không phải “{tier}”."})
    in_force, norms = book.of(category, on)
    own, national = in_force.get(tier), in_force.get(Tier.NATIONAL)
    if own and (own.pk in norms or tier == Tier.NATIONAL):
        return own, norms.get(own.pk), False
    if national and national.pk in norms:
        return national, norms[national.pk], True
    if own or national:
        return own or national, None, own is None
    raise ValidationError({"on": f"Không có bộ mức chi nào có hiệu lực ngày {ngay(on)}."})


def _facts(category, tier, on, norm_set, norm, fallback):
    facts = {
        "category": category.code,
        "category_name": category.name,
        "unit": category.unit,
        "limit_of": category.limit_of,
        "tier": tier,
        "on": on,
        "set_code": norm_set.code,
        "set_name": norm_set.name,
        "multiplier_max": norm_set.priority_multiplier_max,
        "multiplier_source": norm_set.limits_source,
        "illustrative": norm_set.illustrative,
        "fallback": fallback,
        "citation": str(norm_set.legal_document),
    }
    if norm:
        facts |= {
            "status": norm.limit_status,
            "rate_percent": norm.rate_percent,
            "cap": norm.cap,
            "cap_per_unit": norm.cap_per_unit,
            "base": norm.base,
            "condition": norm.condition,
            "citation": norm.citation,
            "norm_id": norm.pk,
            "verified": norm.verified,
        }
    return Facts(**facts)


def _calculate(facts, cost, units, factor, norm=None, norm_set=None, base=None, taken=0):
    """Pure arithmetic on frozen facts; nothing here looks at the database."""
    if sentence := _too_much(facts, factor):
        raise ValidationError({"priority": sentence})
    steps = [Step(f"Bộ mức chi: {facts.set_name}, xét tại ngày {ngay(facts.on)}."), *_warnings(facts)]
    amount = None
    if facts.status in WHO_SETTLES:
        steps.append(Step(_no_figure(facts), warning=True))
    elif facts.status == Norm.Status.SET:
        shared = facts.is_shared
        amount = _shared(facts, cost, base, taken, steps) if shared else _limit(facts, cost, units, factor, steps)
    else:
        amount = cost
        why = (
            "Văn bản không đặt mức trần: theo hợp đồng, đơn giá được duyệt; lấy bằng chi phí hợp lệ"
            if facts.status == Norm.Status.NO_LIMIT
            else "Hỗ trợ theo chi phí thực tế: lấy bằng chi phí hợp lệ"
        )
        steps.append(Step(f"{why} {dong(cost)}.", cost))
        if factor > 1:
            steps.append(Step("Hệ số ưu tiên không nâng mức quá chi phí hợp lệ.", cost))
    steps.append(Step(f"Căn cứ: {facts.citation}."))
    return Ceiling(amount, facts.status, tuple(steps), facts, cost, units, factor, norm, norm_set, (), base, taken)


def _too_much(facts, factor):
    """Why this factor is not taken under these norms, "" when it is. It multiplies once, whatever it is given for."""
    if factor > 1 and facts.is_shared:
        return (
            f"“{facts.category_name}” không nhân hệ số ưu tiên: hệ số phải là 1 (đang ghi {number_words(factor)}; "
            f"{facts.citation})."
        )
    if factor > 1 and facts.multiplier_max is None:
        return f"{facts.set_name} chưa có quy định về hệ số ưu tiên: hệ số phải là 1 (đang ghi {number_words(factor)})."
    if factor > (facts.multiplier_max or 1):
        return (
            f"Hệ số ưu tiên {number_words(factor)} vượt mức tối đa {number_words(facts.multiplier_max)}, chỉ nhân một "
            f"lần cho cả địa bàn và ngành nghề ({facts.set_name}; {facts.multiplier_source or PRIORITY_ARTICLE})."
        )
    return ""


def _warnings(facts):
    if facts.fallback:
        yield Step(
            "Tỉnh chưa có mức cho nội dung này: tạm lấy mức quốc gia để tham khảo, tỉnh mới là cấp quyết định.",
            warning=True,
        )
    if facts.illustrative:
        yield Step("Bộ mức chi minh họa, không phải quy định của tỉnh.", warning=True)
    if facts.norm_id and not facts.verified and facts.status == Norm.Status.SET:
        yield Step("Con số chưa kiểm chứng với văn bản gốc.", warning=True)
    if facts.condition:
        yield Step(f"Chỉ áp dụng cho {facts.condition}.", warning=True)


def _no_figure(facts):
    if facts.norm_id is None:
        return f"{facts.set_name} không có mức cho “{facts.category_name}”. {WHO_SETTLES[Norm.Status.UNKNOWN]}"
    return WHO_SETTLES[facts.status]


def _shared(facts, cost, base, taken, steps):
    """What the limit of all tasks of the kind together leaves for this one; appends how it comes about."""
    of = in_a_sentence(SupportCategory.LimitOf(facts.limit_of).label)
    together = "chung cho mọi nhiệm vụ cùng loại"
    if facts.rate_percent is not None and base is None:
        rate = percent_words(facts.rate_percent)
        steps.append(Step(f"Không quá {rate} của {of}, {together}: so khi trình phê duyệt.", warning=True))
    sides = []
    if facts.rate_percent is not None and base is not None:
        sides.append(floor_percent(base, facts.rate_percent))
        words = f"{percent_words(facts.rate_percent)} × {dong(base)} ({of}) = {dong(sides[-1])}, {together}."
        steps.append(Step(words, sides[-1]))
    if facts.cap is not None:
        sides.append(facts.cap)
        steps.append(Step(f"Không quá {dong(facts.cap)}, {together}.", facts.cap))
    if not sides:
        return cost
    amount = max(min(sides) - taken, 0)
    if taken:
        steps.append(Step(f"Các nhiệm vụ cùng loại khác đã có {dong(taken)}, còn {dong(amount)}.", amount))
    if amount > cost:
        steps.append(Step(f"Không vượt chi phí hợp lệ: {dong(cost)}.", cost))
        amount = cost
    return amount


def _limit(facts, cost, units, factor, steps):
    """The figure of a norm with a rate, a cap, or both; appends how it comes about."""
    base = in_a_sentence(Norm.Base(facts.base).label)
    sides = []
    if facts.rate_percent is not None:
        side = floor_percent(cost, facts.rate_percent)
        sides.append(side)
        steps.append(Step(f"{percent_words(facts.rate_percent)} × {dong(cost)} ({base}) = {dong(side)}.", side))
    if facts.cap is not None:
        many = facts.cap_per_unit and units > 1
        side = facts.cap * units if many else facts.cap
        sides.append(side)
        per = f"/{facts.unit}" if facts.cap_per_unit else ""
        count = f" × {number_words(units)} {facts.unit} = {dong(side)}" if many else ""
        steps.append(Step(f"Không quá {dong(facts.cap)}{per}{count}.", side))
    amount = min(sides)
    if len(sides) > 1:
        steps.append(Step(f"Lấy số nhỏ hơn: {dong(amount)}.", amount))
    if factor > 1:
        raised = floor_percent(amount, factor * 100)
        steps.append(
            Step(
                f"Nhân hệ số ưu tiên {number_words(factor)} một lần "
                f"(tối đa {number_words(facts.multiplier_max)}): {dong(raised)}.",
                raised,
            )
        )
        amount = raised
    if amount > cost:
        steps.append(Step(f"Không vượt chi phí hợp lệ: {dong(cost)}.", cost))
        amount = cost
    return amount
