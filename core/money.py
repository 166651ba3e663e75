"""Money is whole đồng: an int in Python, BIGINT in the database, a number in JSON. No float, no fraction of a đồng.

One parser reads what people type, on pages, over REST and from imported sheets, so that all three refuse with the same
sentence. Where a figure can be read two ways it is refused and the readings are named: a wrong guess is a thousandfold.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.text import fold, plain_characters
from core.words import amount_in_words

__all__ = [
    "MAX_AMOUNT",
    "MoneyField",
    "MoneyFormField",
    "MoneySerializerField",
    "amount_in_words",
    "dong",
    "floor_percent",
    "grouped",
    "parse_money",
    "trieu",
]

MAX_AMOUNT = 10**15  # đồng: a million tỷ, beyond any province's budget

EMPTY = "Chưa nhập số tiền."
NEGATIVE = "Số tiền không được âm."
TOO_LARGE = "Số tiền vượt mức lớn nhất là 1.000.000.000.000.000 đồng (một triệu tỷ)."
TOO_SMALL = "Số tiền nhỏ hơn mức thấp nhất là -1.000.000.000.000.000 đồng (âm một triệu tỷ)."

# Unit as written (folded, without spaces and dots) -> đồng.
UNITS = {
    "dong": 1,
    "d": 1,
    "vnd": 1,
    "₫": 1,
    "nghin": 10**3,
    "ngan": 10**3,
    "trieu": 10**6,
    "tr": 10**6,
    "ty": 10**9,
    "nghinty": 10**12,
    "nganty": 10**12,
}

WRITTEN = re.compile(r"(?P<number>[0-9][0-9., ]*)(?P<unit>[^0-9.,].*)?")
PLAIN = re.compile(r"0|[1-9][0-9]*")
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([. ])[0-9]{3})(?:\1[0-9]{3})*")
SWAP = str.maketrans(",.", ".,")
FOREIGN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")


def parse_money(value):
    """What somebody typed -> whole đồng.

    Takes 2236000000, 2.236.000.000, 2 236 000 000 and a unit: đồng, nghìn, triệu, tỷ (decimal comma: 2,236 tỷ). An int
    passes through the same limits. Raises ValidationError: ambiguous, comma_thousands, mixed, negative, fraction,
    too_large, unit, empty, malformed.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return _within_limits(value)
    if not isinstance(value, str):
        raise _refusal("malformed", "Số tiền phải là số nguyên đồng hoặc chữ, ví dụ 2236000000 hoặc “2,236 tỷ”.")
    text = " ".join(plain_characters(value).split())
    if not text:
        raise _refusal("empty", EMPTY)
    if len(text) > 60:
        raise _refusal("malformed", "Số tiền dài quá 60 ký tự.")
    if re.match(r"[-−–—(]", text):
        raise _refusal("negative", f"{NEGATIVE} Đã ghi “{text}”; cần từ 0 đồng trở lên.")
    written = WRITTEN.fullmatch(text)
    if not written:
        raise _not_understood(text)
    number = written["number"].strip()
    if FOREIGN.fullmatch(number):
        raise _refusal(
            "comma_thousands",
            f"“{number}”: dùng dấu chấm để ngăn hàng nghìn, dấu phẩy chỉ cho phần thập phân. "
            f"Viết {number.translate(SWAP)}.",
        )
    whole, decimals = _split(number)
    unit = _unit(written["unit"])
    if unit is None:
        _refuse_without_unit(number, whole)
    elif decimals == "000" and whole != "0":  # nobody needs these zeros: perhaps the comma parts the thousands
        name = written["unit"].strip()
        raise _ambiguous(number, [f"{whole} {name}", f"{whole}000 {name}"], "Hãy viết lại:")
    elif unit >= 10**9 and not decimals and number.count(".") == 1:
        name = written["unit"].strip()
        raise _ambiguous(number, [f"{number.replace('.', ',')} {name}", f"{whole} {name}"], "Hãy viết lại:")
    amount = Fraction(f"{whole}.{decimals or 0}") * (unit or 1)
    if amount.denominator != 1:
        if unit == 1 and re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", number):
            raise _refusal("comma_thousands", f"Hàng nghìn ngăn bằng dấu chấm: viết {number.replace(',', '.')} đồng.")
        raise _refusal("fraction", f"“{text}” có phần lẻ của đồng. Số tiền phải tròn đồng.")
    return _within_limits(int(amount))


def _within_limits(amount):
    if amount < 0:
        raise _refusal("negative", NEGATIVE)
    if amount > MAX_AMOUNT:
        raise _refusal("too_large", TOO_LARGE)
    return amount


def _split(number):
    """ "1.234,50" -> ("1234", "50"). Refuses mixed separators, a decimal point, stray separators."""
    whole, comma, decimals = number.partition(",")
    if comma and not re.fullmatch(r"[0-9]+", decimals):
        if "." in decimals:
            raise _refusal("mixed", f"“{number}” dùng lẫn dấu chấm và dấu phẩy. Viết theo mẫu 1.234.567,89.")
        raise _not_understood(number)
    if PLAIN.fullmatch(whole):
        return whole, decimals
    if GROUPED.fullmatch(whole):
        return re.sub(r"[. ]", "", whole), decimals
    if "." in whole and " " in whole:
        raise _refusal("mixed", f"“{number}” ngăn hàng nghìn bằng cả dấu chấm và dấu cách. Chỉ dùng một loại.")
    if whole.startswith("0") and whole.isdigit():
        raise _refusal("malformed", f"“{number}”: số tiền không bắt đầu bằng số 0.")
    raise _refusal(
        "malformed",
        f"“{number}”: hàng nghìn ngăn bằng dấu chấm theo nhóm ba chữ số (2.236.000.000), "
        "phần thập phân viết sau dấu phẩy (2,236 tỷ).",
    )


def _unit(text):
    """The number of đồng in the unit as written, None without a unit."""
    if not text:
        return None
    key = re.sub(r"[ .]", "", fold(text))
    if key not in UNITS:
        key = re.sub(r"(dong|vnd|d|₫)$", "", key)
    if key not in UNITS:
        if re.search(r"[0-9]", text):
            raise _refusal("unit", "Chỉ viết một số và một đơn vị, ví dụ 2,236 tỷ đồng.")
        raise _refusal("unit", f"Không hiểu đơn vị “{text.strip()}”. Dùng đồng, nghìn đồng, triệu đồng hoặc tỷ đồng.")
    return UNITS[key]


def _refuse_without_unit(number, whole):
    """Without a unit, "2.740" may be đồng or triệu, and "2,5" means nothing until its unit is said.

    "2740" and "1.234.567" are đồng: nobody writes triệu with all its zeros or with two dots. "1234567,000" may be
    đồng with decimals or a thousand times as much.
    """
    if "," in number and int(whole) < 10**6:
        plain = number.removesuffix(",000")  # what is offered must not be refused in its turn
        readings = [f"{plain} triệu đồng", f"{plain} tỷ đồng"]
        if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", number):
            readings.insert(0, f"{number.replace(',', '.')} đồng")
        raise _ambiguous(number, readings, "Hãy ghi rõ đơn vị:")
    if number.endswith(",000"):
        raise _ambiguous(number, [f"{whole} đồng", f"{whole}000 đồng"], "Hãy viết lại:")
    if len(re.findall(r"[. ]", number)) == 1:
        reading = grouped(int(whole))
        raise _ambiguous(number, [f"{reading} đồng", f"{reading} triệu đồng"], "Hãy ghi rõ đơn vị:")


def _ambiguous(number, readings, lead):
    choices = " hay ".join([", ".join(readings[:-1]), readings[-1]])
    return _refusal("ambiguous", f"“{number}” có thể hiểu nhiều cách. {lead} {choices}?")


def _not_understood(text):
    return _refusal(
        "malformed", f"Không đọc được số tiền “{text}”. Viết 2236000000, 2.236.000.000 đồng, 2.236 triệu hoặc 2,236 tỷ."
    )


def _refusal(code, sentence):
    return ValidationError(sentence, code=code)


def grouped(number):
    """1250000 -> "1.250.000"."""
    return f"{number:,}".replace(",", ".")


def dong(amount):
    """1250000 -> "1.250.000 đ"; an unknown amount shows as a dash, never as zero."""
    return "–" if amount is None else f"{grouped(amount)} đ"


def trieu(amount, places=1):
    """Đồng -> triệu đồng without the unit: 23292200000 -> "23.292,2"; at most `places` decimals, rounded half up."""
    if amount is None:
        return "–"
    rounded = (Decimal(amount) / 10**6).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, decimals = f"{abs(rounded):,f}".partition(".")
    decimals = decimals.rstrip("0")
    sign = "-" if rounded < 0 else ""
    return sign + whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def floor_percent(amount, percent):
    """`percent` (Decimal or int, 30 means 30 %) of `amount` đồng, rounded down to the đồng: limits never round up."""
    if isinstance(percent, float):
        raise TypeError("a percent is a Decimal, not a float")
    return floor(Fraction(amount) * Fraction(percent) / 100)


class MoneyInput(forms.TextInput):
    """A text box for an amount; what it holds is said in words in the <output> beside it.

    Without JavaScript the words appear when the page comes back; `data-words-url` keeps them current while typing.
    """

    template_name = "core/widgets/money.html"

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "off", **(attrs or {})})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-words-url"] = reverse("money_words")
        context["widget"]["words"] = self._words(value)
        return context

    @staticmethod
    def _words(value):
        try:
            return amount_in_words(parse_money(value)) if value not in (None, "") else ""
        except ValidationError:
            return ""  # the field's own error says what is wrong


class MoneyFormField(forms.Field):
    """Reads an amount in đồng from what a person types; cleans to int or None."""

    widget = MoneyInput
    default_error_messages = {"required": EMPTY}

    def __init__(self, *, min_value=0, max_value=MAX_AMOUNT, **kwargs):
        super().__init__(**kwargs)
        self.validators.append(MinValueValidator(min_value, _too_small(min_value)))
        self.validators.append(MaxValueValidator(max_value, _too_large(max_value)))

    def to_python(self, value):
        return None if value in self.empty_values else parse_money(value)

    def prepare_value(self, value):
        """An int is shown so that it reads back as itself: "500.000 đồng" needs its unit, "2.236.000.000" does not."""
        if isinstance(value, int) and not isinstance(value, bool):
            return grouped(value) + (" đồng" if 1000 <= value < 10**6 else "")
        return value

    def has_changed(self, initial, data):
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


def _too_small(limit):
    return "Số tiền phải lớn hơn 0." if limit == 1 else f"Số tiền phải từ {dong(limit)} trở lên."


def _too_large(limit):
    return TOO_LARGE if limit >= MAX_AMOUNT else f"Số tiền không được quá {dong(limit)}."


class MoneyField(models.BigIntegerField):
    """An amount in whole đồng, 0 to 10^15. Null means unknown, never unlimited and never zero.

    What one row must hold (more than 0, no more than something) stands as a CHECK on its model. `full_clean` and forms
    read text as `parse_money` does; the column itself takes only integers. `signed` is for balances that may be below
    zero, such as the Treasury's.
    """

    default_error_messages = {"null": EMPTY, "blank": EMPTY}

    def __init__(self, *args, signed=False, **kwargs):
        self.signed = signed
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "signed": True} if self.signed else kwargs

    @property
    def default_validators(self):
        least = MinValueValidator(-MAX_AMOUNT, TOO_SMALL) if self.signed else MinValueValidator(0, NEGATIVE)
        return [least, MaxValueValidator(MAX_AMOUNT, TOO_LARGE)]

    def to_python(self, value):
        if value is None or (self.signed and type(value) is int):
            return value
        return parse_money(value)

    def get_prep_value(self, value):
        if isinstance(value, (float, bool)):
            raise TypeError("an amount is whole đồng (int), never a float or a bool")
        return super().get_prep_value(value)

    def formfield(self, **kwargs):
        return models.Field.formfield(self, **{"form_class": MoneyFormField, **kwargs})


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 0, "maximum": MAX_AMOUNT})
class MoneySerializerField(serializers.Field):
    """An amount in đồng over REST: a JSON integer out; an integer, or text as a person types it, in."""

    default_error_messages = {"required": EMPTY, "null": EMPTY}

    def __init__(self, *, min_value=0, max_value=MAX_AMOUNT, **kwargs):
        super().__init__(**kwargs)
        self.min_value, self.max_value = min_value, max_value

    def to_internal_value(self, data):
        try:
            amount = parse_money(data)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages, code=error.code) from error
        if amount < self.min_value:
            raise serializers.ValidationError(_too_small(self.min_value), code="min_value")
        if amount > self.max_value:
            raise serializers.ValidationError(_too_large(self.max_value), code="max_value")
        return amount

    def to_representation(self, value):
        return value


serializers.ModelSerializer.serializer_field_mapping[MoneyField] = MoneySerializerField
