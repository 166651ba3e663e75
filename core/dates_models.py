from django.db import models


class SpecialDay(models.Model):
    """A day on which offices do not follow the week: Tết and other holidays, and the Saturdays worked in exchange.

    Every year's Tết and swap days come by an official notice, so they are data. `verified` says that somebody
    compared the row with that notice.
    """

    class Kind(models.TextChoices):
        OFF = "OFF", "Nghỉ"
        WORK = "WORK", "Làm việc (hoán đổi, làm bù)"

    date = models.DateField("ngày", unique=True)
    kind = models.CharField("loại", max_length=4, choices=Kind)
    name = models.CharField("tên ngày", max_length=120)
    source = models.CharField("căn cứ", max_length=255, blank=True)
    verified = models.BooleanField("đã đối chiếu văn bản", default=False)

    class Meta:
        ordering = ["date"]
        verbose_name = verbose_name_plural = "ngày nghỉ, ngày làm bù"
        constraints = [models.CheckConstraint(name="specialday_kind", condition=models.Q(kind__in=["OFF", "WORK"]))]

    def __str__(self):
        return f"{self.date:%d/%m/%Y} {self.get_kind_display().lower()}: {self.name}"
