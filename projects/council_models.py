from django.db import models
from django.db.models import Q

from accounts.models import User
from core.fields import NFCCharField
from projects.appraisal_models import Appraisal


class AppraisalCouncil(models.Model):
    """The council (hội đồng thẩm định) that made an appraisal in place of one officer; its minutes are a paper."""

    appraisal = models.OneToOneField(Appraisal, models.PROTECT, related_name="council", verbose_name="phiếu thẩm định")
    decision_number = NFCCharField("số quyết định thành lập", max_length=100)
    decision_on = models.DateField("ngày quyết định thành lập")
    minutes = models.ForeignKey("core.Document", models.PROTECT, related_name="+", verbose_name="biên bản họp")

    class Meta:
        verbose_name = "hội đồng thẩm định"
        verbose_name_plural = "hội đồng thẩm định"

    def __str__(self):
        return f"Hội đồng thẩm định theo quyết định {self.decision_number}"


class CouncilMember(models.Model):
    """Who sat: by name and office as the minutes say, and the account of whoever has one."""

    class Role(models.TextChoices):
        CHAIR = "CHAIR", "Chủ tịch"
        MEMBER = "MEMBER", "Ủy viên"
        SECRETARY = "SECRETARY", "Thư ký"

    council = models.ForeignKey(AppraisalCouncil, models.PROTECT, related_name="members")
    no = models.PositiveSmallIntegerField("số TT", default=1)
    role = models.CharField("vai trò", max_length=10, choices=Role, default=Role.MEMBER)
    name = NFCCharField("họ và tên", max_length=120)
    office = NFCCharField("đơn vị", max_length=200)
    position = NFCCharField("chức vụ", max_length=120, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tài khoản")

    class Meta:
        ordering = ["no", "pk"]
        verbose_name = "thành viên hội đồng"
        verbose_name_plural = "thành viên hội đồng"
        constraints = [
            models.UniqueConstraint(
                name="councilmember_one_chair",
                fields=["council"],
                condition=Q(role="CHAIR"),
                violation_error_message="Hội đồng có một chủ tịch.",
            ),
            models.UniqueConstraint(
                name="councilmember_one_secretary",
                fields=["council"],
                condition=Q(role="SECRETARY"),
                violation_error_message="Hội đồng có một thư ký.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.get_role_display()}"
