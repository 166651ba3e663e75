from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from accounts.models import User
from core.dates import today
from core.fields import NFCCharField, NFCTextField
from projects.project_models import OfProjectQuerySet, Project


def sealed(question):
    """The key of a likeness as it is told: it names rows, and those of another office are not told even by number."""
    return salted_hmac("projects.likeness", question, algorithm="sha256").hexdigest()[:24]


class Answer(models.Model):
    """What neither rule nor figure can tell, answered by a named person with a reason; an earlier answer is kept.

    `question`: the key of an unsettled criterion, or the rows of a likeness to another file. `asked`: its words then;
    once the facts or the rules make it another question, the answer counts no more.
    """

    class Verdict(models.TextChoices):
        MET = "MET", "Đạt"
        NOT_MET = "NOT_MET", "Không đạt"
        DIFFERENT = "DIFFERENT", "Khác, không trùng"
        SAME = "SAME", "Trùng"

    OF_CRITERION = (Verdict.MET, Verdict.NOT_MET)
    OF_LIKENESS = (Verdict.DIFFERENT, Verdict.SAME)

    project = models.ForeignKey(Project, models.PROTECT, related_name="answers")
    question = models.SlugField("mã câu hỏi", max_length=80)
    asked = NFCTextField("điều cần trả lời")
    verdict = models.CharField("trả lời", max_length=9, choices=Verdict)
    reason = NFCTextField("lý do")
    evidence = NFCCharField("giấy tờ làm căn cứ", max_length=255, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người trả lời")
    answered_on = models.DateField("ngày trả lời", default=today)
    is_current = models.BooleanField(default=True, editable=False)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "trả lời khi thẩm định"
        verbose_name_plural = "trả lời khi thẩm định"
        constraints = [
            models.UniqueConstraint(
                name="answer_one_current",
                fields=["project", "question"],
                condition=Q(is_current=True),
                violation_error_message="Câu hỏi này vừa có người trả lời.",
            ),
            models.CheckConstraint(
                name="answer_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Phải nêu lý do.",
            ),
        ]

    def __str__(self):
        return f"{self.get_verdict_display()}: {self.asked}"

    @property
    def key(self):
        """As a reader may know it."""
        return sealed(self.question) if self.verdict in self.OF_LIKENESS else self.question
