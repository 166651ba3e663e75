import time

from django.core.exceptions import ValidationError
from django.db import models

from core.job_models import Job
from core.jobs import JobRefused
from core.stored_files import place_file


class EchoJob(Job):
    """Says back what it was told: as text, or as a file when `into` names one."""

    said = models.CharField(max_length=100)
    seconds = models.FloatField(default=0)
    into = models.CharField(max_length=100, blank=True)
    answer = models.TextField(blank=True)
    deliveries = models.IntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta(Job.Meta):
        app_label = "jobs_app"

    def work(self, progress):
        for part in range(10):
            if self.said != "im lặng":
                progress(part * 10, f"phần {part + 1} của 10")
            time.sleep(self.seconds / 10)
        if self.said == "hỏng":
            raise RuntimeError("something broke inside")
        if self.said == "từ chối":
            raise JobRefused("Không có số liệu của năm này.")
        if self.said == "sai":
            raise ValidationError("Năm phải từ 2017.")
        return self.said.upper()

    def deliver(self, result):
        self.answer = result
        self.deliveries += 1
        if self.into:
            _, self.sha256 = place_file(self.into, (result * 200_000).encode())
        if self.said == "hỏng khi trao":
            raise RuntimeError("no place to put it")
