"""Geometry of the small drawings: where each compartment and dot stands.

Templates draw it, so it prints and needs no script. All positions are text with a decimal point, ready for an SVG
attribute: a localised "12,5" would not be read.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from core.targets import Standing, standing

# The eight compartments people follow, pale to deep; the number is the class s1…s8 that colours it everywhere.
FOLLOWED = ("APPROPRIATED", "ALLOCATED", "APPROVED", "COMMITTED", "ADVANCED", "PAID", "SETTLED", "RECOVERABLE")
LEAST_SHARE = 1.4  # percent of the bar: below this a compartment could not be seen on a phone


@dataclass(frozen=True)
class Compartment:
    """One stage on the bar. Amounts in đồng; `x` and `width` in percent of the bar, None when nothing stands there."""

    number: int
    stage: str
    label: str
    balance: int
    reached: int
    x: str | None
    width: str | None

    @property
    def end(self):
        return None if self.x is None else f"{float(self.x) + float(self.width):.3f}"


def compartments(stages):
    """The followed stages of a runway in order. A stage that is missing holds nothing.

    `stages` is the ledger's list of {stage, label, balance, reached}.
    """
    by_code = {row["stage"]: row for row in stages}
    rows = [by_code[code] for code in FOLLOWED if code in by_code]
    shares = _shares([max(row["balance"], 0) for row in rows])
    found, x = [], 0.0
    for row, share in zip(rows, shares, strict=True):
        number = FOLLOWED.index(row["stage"]) + 1
        place = (f"{x:.3f}", f"{share:.3f}") if share else (None, None)
        found.append(Compartment(number, row["stage"], str(row["label"]), row["balance"], row["reached"], *place))
        x += share
    return found


def _shares(balances):
    """Percent of the bar for each balance: true to scale, except that what is not nothing can always be seen."""
    total = sum(balances)
    if not total:
        return [0.0] * len(balances)
    raised = [balance * 100 / total < LEAST_SHARE for balance in balances]
    small = sum(LEAST_SHARE for balance, up in zip(balances, raised, strict=True) if up and balance)
    large = sum(balance for balance, up in zip(balances, raised, strict=True) if not up)
    return [
        (LEAST_SHARE if balance else 0.0) if up else balance * (100 - small) / large
        for balance, up in zip(balances, raised, strict=True)
    ]


@dataclass(frozen=True)
class Meter:
    """A band with a dot, on a scale 0 to 120, and where the dot stands."""

    band_x: str | None
    band_width: str | None
    dot: str
    verdict: Standing
    tone: str

    @property
    def word(self):
        return self.verdict.label


SCALE = 120
TONES = {Standing.UNDER: "nghe", Standing.WITHIN: "la", Standing.OVER: "lam", Standing.NONE: "da"}


def meter(count, least, most):
    """Where `count` stands against a target of `least` to `most`; either end may be unknown (None)."""
    count = Decimal(count or 0)
    ends = [Decimal(end) for end in (least, most) if end is not None]
    top = Decimal(ceil(max([count, *(end + max(1, end / 8) for end in ends), Decimal(1)])))
    verdict = standing(count, least, most)
    band = (None, None)
    if ends:
        start = Decimal(least or 0) * SCALE / top
        stop = (Decimal(most) if most is not None else top) * SCALE / top
        width = max(stop - start, Decimal(4))  # an exact target is still a mark that can be seen
        band = (f"{max(start - (width - (stop - start)) / 2, Decimal(0)):.2f}", f"{width:.2f}")
    return Meter(*band, f"{count * SCALE / top:.2f}", verdict, TONES[verdict])
