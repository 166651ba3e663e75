"""Amounts in Vietnamese words, for the line "Bằng chữ: …" of decisions, contracts and payment papers.

Conventions of the office: nghìn, triệu, tỷ; linh (not lẻ); bốn (not tư); mốt and lăm after tens; no commas between
groups; a group without hundreds says "không trăm" inside a number, an empty group is skipped.
"""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", " nghìn", " triệu")  # inside one tỷ; above it the same three are counted again
BILLION = 10**9
LARGEST = 10**18 - 1


def amount_in_words(amount):
    """2236000000 -> "Hai tỷ hai trăm ba mươi sáu triệu đồng".

    `amount` is whole đồng. A negative balance begins with "Âm". Raises ValueError from 10^18 on.
    """
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError(f"an amount is whole đồng (int), not {type(amount).__name__}")
    if abs(amount) > LARGEST:
        raise ValueError("amount too large to write in words")
    words = number_in_words(abs(amount)) + " đồng"
    if amount < 0:
        words = "âm " + words
    return words[0].upper() + words[1:]


def number_in_words(number):
    """Words of a number from 0 to 10^18 - 1, lower case and without unit."""
    if number == 0:
        return DIGITS[0]
    billions, rest = divmod(number, BILLION)
    parts = _groups(billions, leading=True)
    if parts:
        parts[-1] += " tỷ"
    return " ".join(parts + _groups(rest, leading=not billions))


def _groups(number, leading):
    """The groups of three of a number below 10^9; `leading` says that nothing was spoken before it."""
    parts = []
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            parts.append(_three_digits(group, full=not (leading and not parts)) + GROUPS[power])
    return parts


def _three_digits(group, full):
    hundreds, rest = divmod(group, 100)
    tens, units = divmod(rest, 10)
    words = [DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0:
        if units:
            words += ["linh", DIGITS[units]] if words else [DIGITS[units]]
        return " ".join(words)
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if units == 1 and tens > 1:
        words.append("mốt")
    elif units == 5:
        words.append("lăm")
    elif units:
        words.append(DIGITS[units])
    return " ".join(words)
