from django.conf import settings
from django.db import models


class IdempotencyRecord(models.Model):
    """The answer once given to a request with an Idempotency-Key, to be given again instead of acting twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "yêu cầu một lần"
        constraints = [models.UniqueConstraint(name="idempotency_one_answer_per_key", fields=["user", "key"])]
