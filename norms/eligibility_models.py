"""Who may be supported: dated rules that the administrator edits, each with its source and how sure we are of it."""

import re

from django.db import models

from core.fields import NFCCharField, NFCTextField
from core.text import fold, nfc, spelled
from norms.catalogue_models import SupportCategory
from norms.dated import Dated, ends_after_it_begins, no_overlap
from norms.setting_models import Sourced


class EligibilityRule(Dated, Sourced):
    """One case of a criterion and what follows from it. The first rule (by `order`) whose pattern fits counts."""

    class Criterion(models.TextChoices):
        LEGAL_FORM = "LEGAL_FORM", "Loại hình"
        PLACE = "PLACE", "Địa bàn"
        SECTOR = "SECTOR", "Ngành nghề"
        EXCLUSION = "EXCLUSION", "Không thuộc diện loại trừ"
        PRIORITY_AREA = "PRIORITY_AREA", "Địa bàn ưu tiên"
        PRIORITY_SECTOR = "PRIORITY_SECTOR", "Ngành nghề ưu tiên"

    class Outcome(models.TextChoices):
        MET = "MET", "Đạt"
        NOT_MET = "NOT_MET", "Không đạt"
        TO_PROVE = "TO_PROVE", "Cần chứng minh"
        UNKNOWN = "UNKNOWN", "Chưa rõ"

    criterion = models.CharField("tiêu chí", max_length=16, choices=Criterion)
    code = models.SlugField("mã", max_length=50)
    order = models.PositiveSmallIntegerField("thứ tự xét", default=100)
    detail_form = models.CharField(
        "chỉ cho loại nội dung",
        max_length=20,
        choices=SupportCategory.DetailForm,
        blank=True,
        help_text="Bỏ trống: mọi nội dung hỗ trợ.",
    )
    text = NFCCharField("nội dung quy định", max_length=400)
    patterns = NFCTextField(
        "áp dụng khi",
        blank=True,
        help_text="Mỗi dòng một mẫu, gõ đủ dấu, dấu * thay cho chữ bất kỳ; không phân biệt chữ hoa. Ví dụ: "
        "*chế biến*gỗ*. Bỏ trống: chưa áp dụng cho trường hợp nào.",
    )
    outcome = models.CharField("kết quả", max_length=8, choices=Outcome)
    evidence = NFCCharField("giấy tờ chứng minh", max_length=200, blank=True)
    settled_by = NFCCharField("ai làm rõ", max_length=300, blank=True)

    class Meta:
        ordering = ["criterion", "order", "code", "-valid_from"]
        verbose_name = "điều kiện thụ hưởng"
        verbose_name_plural = "điều kiện thụ hưởng"
        constraints = [
            ends_after_it_begins("eligibilityrule_ends_after_it_begins"),
            no_overlap(
                "eligibilityrule_one_at_a_time",
                "criterion",
                "code",
                "detail_form",
                message="Mã này đã có quy định khác trong cùng thời gian.",
            ),
            models.CheckConstraint(
                name="eligibilityrule_unknown_names_who_settles",
                condition=~models.Q(outcome="UNKNOWN") | ~models.Q(settled_by=""),
                violation_error_message="Kết quả “Chưa rõ” phải ghi ai làm rõ.",
            ),
        ]

    def __str__(self):
        return f"{self.get_criterion_display()}: {self.text}"

    @property
    def article(self):
        """The source as it is quoted: never surer than we are."""
        doubts = [
            words
            for words, holds in (("áp dụng tương tự", self.by_analogy), ("chưa kiểm chứng", not self.verified))
            if holds
        ]
        return ", ".join([self.source, *doubts])

    @property
    def tone(self):
        return {"MET": "la", "NOT_MET": "son"}.get(self.outcome, "nghe")

    def fits(self, words):
        """Whether one of the patterns is the whole of `words`."""
        return any(like(line, words) for line in self.patterns.splitlines())


def like(pattern, words):
    """«*chế biến*gỗ*» is like «Chế biến gỗ rừng trồng» and «che bien go»: whole words, case aside; «*» is anything.

    A word typed without marks may be any that has them; one typed with marks is itself: «gò» is no «gỗ».
    """
    parts = [part.strip() for part in re.split(r"(\*)", nfc(pattern))]
    if not any(part and part != "*" for part in parts):
        return "*" in parts
    shape = "".join(".*" if part == "*" else rf"\b{_shape_of(part)}\b" for part in parts if part)
    return re.fullmatch(shape, spelled(words)) is not None


def _shape_of(part):
    """Each word with its marks, or as it is typed without them."""
    pieces = re.split(r"([^\W_]+)", " ".join(part.split()))
    words = [f"(?:{re.escape(spelled(word))}|{re.escape(fold(word))})" for word in pieces[1::2]]
    return re.escape(pieces[0]) + "".join(
        word + re.escape(between) for word, between in zip(words, pieces[2::2], strict=True)
    )
