from django.db import models
from django.db.models import Q

from accounts.models import User
from core.dates import today
from core.fields import NFCTextField
from projects.project_models import OfProjectQuerySet, Project


class RemarkQuerySet(OfProjectQuerySet):
    def pending(self):
        """Neither worked off nor asked again in a later return."""
        return self.filter(done_on=None, later=None)

    def unanswered(self):
        return self.pending().filter(answer="")

    def for_page(self):
        return self.select_related("made_by", "answered_by", "done_by", "later")


class Remark(models.Model):
    """What the officer asks to be mended, at which section of the dossier, with the implementer's answer.

    Each return begins a `round`. A remark ends worked off (`done_on`) or is asked again by a remark of a later round
    (`later`); until then it is pending. All rounds stay readable.
    """

    class Section(models.TextChoices):
        """The headings of an application (TT 36/2013/TT-BCT, Điều 5) and what is filed with it."""

        PARTIES = "PARTIES", "Đơn vị thực hiện, phối hợp, địa điểm"
        BENEFICIARIES = "BENEFICIARIES", "Đơn vị thụ hưởng"
        NEED = "NEED", "Sự cần thiết"
        OBJECTIVE = "OBJECTIVE", "Mục tiêu"
        SCALE = "SCALE", "Quy mô"
        CONTENT = "CONTENT", "Nội dung thực hiện"
        SCHEDULE = "SCHEDULE", "Tiến độ, thời gian"
        ESTIMATE = "ESTIMATE", "Dự toán, kinh phí"
        ORGANISATION = "ORGANISATION", "Tổ chức thực hiện"
        IMPACT = "IMPACT", "Hiệu quả"
        DETAILS = "DETAILS", "Nội dung chi tiết"
        PAPERS = "PAPERS", "Giấy tờ"

    project = models.ForeignKey(Project, models.PROTECT, related_name="remarks")
    round = models.PositiveSmallIntegerField("lần trả lại")
    section = models.CharField("phần hồ sơ", max_length=15, choices=Section)
    text = NFCTextField("yêu cầu")
    reopens = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="later", verbose_name="nêu lại yêu cầu"
    )
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người nêu")
    made_on = models.DateField("ngày nêu", default=today)
    answer = NFCTextField("đã sửa thế nào", blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người trả lời")
    answered_on = models.DateField("ngày trả lời", null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người xác nhận")
    done_on = models.DateField("ngày xác nhận đã sửa", null=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["round", "pk"]
        verbose_name = "yêu cầu bổ sung"
        verbose_name_plural = "yêu cầu bổ sung"
        constraints = [
            models.CheckConstraint(
                name="remark_says_something",
                condition=~Q(text=""),
                violation_error_message="Phải nêu nội dung cần bổ sung, sửa đổi.",
            ),
            models.CheckConstraint(
                name="remark_answer_is_signed",
                condition=Q(answer="", answered_by=None, answered_on=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_on__isnull=False)),
                violation_error_message="Trả lời phải có người và ngày trả lời.",
            ),
            models.CheckConstraint(
                name="remark_done_after_an_answer",
                condition=Q(done_by=None, done_on=None)
                | (~Q(answer="") & Q(done_by__isnull=False, done_on__isnull=False)),
                violation_error_message="Chỉ xác nhận đã sửa khi đơn vị đã trả lời.",
            ),
        ]

    def __str__(self):
        return f"{self.get_section_display()}: {self.text}"

    @property
    def state(self):
        """OPEN (to be answered), ANSWERED (to be judged), DONE, or REOPENED by a later remark."""
        if self.done_on:
            return "DONE"
        if hasattr(self, "later"):
            return "REOPENED"
        return "ANSWERED" if self.answer else "OPEN"

    @property
    def state_label(self):
        return {
            "OPEN": "Chờ trả lời", "ANSWERED": "Đã trả lời, chờ xét", "DONE": "Đã sửa xong",
            "REOPENED": f"Nêu lại ở lần {self.later.round}" if hasattr(self, "later") else "",
        }[self.state]  # fmt: skip

    @property
    def tone(self):
        return {"OPEN": "nghe", "ANSWERED": "lam", "DONE": "la", "REOPENED": "da"}[self.state]
