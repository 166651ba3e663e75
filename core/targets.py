"""How a count stands against a target that may be a range: the rule and its words, said once.

The words do not say what was counted (approved, accepted): the heading beside them does.
"""

from django.db.models import TextChoices


class Standing(TextChoices):
    UNDER = "under", "chưa đủ"
    WITHIN = "within", "đủ"
    OVER = "over", "vượt"
    NONE = "none", "chưa có chỉ tiêu"


def standing(count, least, most):
    """The Standing of `count` against `least` to `most`; either end may be unknown (None)."""
    if least is None and most is None:
        return Standing.NONE
    if least is not None and count < least:
        return Standing.UNDER
    return Standing.OVER if most is not None and count > most else Standing.WITHIN
