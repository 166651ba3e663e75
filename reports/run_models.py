from contextlib import contextmanager
from dataclasses import asdict
from enum import Enum

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import Max, Q
from django.urls import reverse

from core.access import ScopedQuerySet
from core.file_types import XLSX
from core.job_models import Job
from core.jobs import JobRefused
from core.stored_files import place_file
from ledger.models import Transfer
from reports.excel import render_xlsx
from reports.papers.screen import printed_tables
from reports.pdf import PdfUnavailable, render_pdf
from reports.word import render_docx


class ReportRunQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """One's own, and those asked for by the office one works in."""
        if not user.is_authenticated or not user.has_perm("reports.run_report"):
            return self.none()
        return self.filter(Q(requested_by=user) | Q(office=user.organisation_id))

    def for_list(self):
        return self.select_related("requested_by", "office").defer("figures")


class ReportRun(Job):
    """One official paper asked for: which, with what, read from the books at which transfer, and its files.

    `figures` is the data the paper was made of (đồng) and its `tables` in the words it prints, so that page, REST, PDF
    and Word show the same; the workbook has the same figures as numbers.
    """

    FILES = {
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": XLSX,
        "zip": "application/zip",
    }

    report = models.CharField("biểu mẫu", max_length=30, editable=False)  # a code of reports.catalogue.CATALOGUE
    params = models.JSONField("điều kiện lập", default=dict, encoder=DjangoJSONEncoder, editable=False)
    title = models.CharField("tên báo cáo", max_length=300, editable=False)
    office = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", editable=False, verbose_name="đơn vị yêu cầu"
    )
    ledger_position = models.BigIntegerField("đọc sổ đến khoản số", null=True, editable=False)
    figures = models.JSONField("số liệu", null=True, encoder=DjangoJSONEncoder, editable=False)
    illustrative = models.BooleanField("có số liệu minh họa", default=False, editable=False)
    pdf = models.CharField("tệp PDF", max_length=120, blank=True, editable=False)
    pdf_size = models.PositiveIntegerField("dung lượng PDF (byte)", null=True, editable=False)
    pdf_sha256 = models.CharField("SHA-256 của PDF", max_length=64, blank=True, editable=False)
    docx = models.CharField("tệp Word", max_length=120, blank=True, editable=False)
    docx_size = models.PositiveIntegerField("dung lượng Word (byte)", null=True, editable=False)
    docx_sha256 = models.CharField("SHA-256 của Word", max_length=64, blank=True, editable=False)

    # Only of papers with tables; older runs have none.
    xlsx = models.CharField("tệp Excel", max_length=120, blank=True, editable=False)
    xlsx_size = models.PositiveIntegerField("dung lượng Excel (byte)", null=True, editable=False)
    xlsx_sha256 = models.CharField("SHA-256 của Excel", max_length=64, blank=True, editable=False)

    # Only of papers that go out with others.
    zip = models.CharField("gói tệp", max_length=120, blank=True, editable=False)
    zip_size = models.PositiveBigIntegerField("dung lượng gói tệp (byte)", null=True, editable=False)
    zip_sha256 = models.CharField("SHA-256 của gói tệp", max_length=64, blank=True, editable=False)

    objects = ReportRunQuerySet.as_manager()

    class Meta(Job.Meta):
        verbose_name = "báo cáo đã yêu cầu"
        verbose_name_plural = "báo cáo đã yêu cầu"
        constraints = [
            *Job.Meta.constraints,
            models.CheckConstraint(
                name="reportrun_done_has_both_files",
                condition=~Q(state="DONE")
                | Q(
                    pdf_sha256__regex=r"^[0-9a-f]{64}$",
                    docx_sha256__regex=r"^[0-9a-f]{64}$",
                    pdf_size__gt=0,
                    docx_size__gt=0,
                    ledger_position__isnull=False,
                ),
                violation_error_message="Báo cáo đã xong phải có đủ tệp PDF và Word.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("reports:run", args=[self.pk])

    @property
    def kind(self):
        from reports.catalogue import CATALOGUE  # the catalogue's builders read models of every room

        return CATALOGUE[self.report]

    def work(self, progress):
        """Read the books at one moment, write both files in memory."""
        if settings.PDF_UNAVAILABLE:
            raise JobRefused(settings.PDF_UNAVAILABLE)
        progress(5, "Đọc số liệu từ sổ")
        with one_moment():
            position = Transfer.objects.aggregate(last=Max("pk"))["last"] or 0
            data, illustrative = self.kind.build(self.params, self.requested_by)
        paper = self.kind.paper(data)
        progress(35, "Lập tệp Word")
        docx = render_docx(paper, illustrative)
        xlsx = render_xlsx(paper, illustrative)
        progress(55, "Lập tệp PDF")
        try:
            pdf = render_pdf(paper, illustrative)
        except PdfUnavailable as unavailable:
            raise JobRefused(str(unavailable)) from unavailable
        bundle = None
        if self.kind.bundle:
            progress(75, "Gom các bản chụp")
            bundle = self.kind.bundle(data, pdf, illustrative)
        progress(95, "Cất tệp")
        return {
            "position": position,
            "figures": asdict(data, dict_factory=_plain) | {"tables": printed_tables(paper)},
            "illustrative": illustrative,
            "pdf": pdf,
            "docx": docx,
            "xlsx": xlsx,
            "zip": bundle,
        }

    def open_to(self, user, kind):
        """Whether this person, who sees the run, may fetch this file of it: what others filed is theirs to open."""
        return kind != "zip" or self.kind.may_open_bundle(self, user)

    def deliver(self, result):
        self.ledger_position = result["position"]
        self.figures = result["figures"]
        self.illustrative = result["illustrative"]
        for kind in self.FILES:
            if result[kind] is None:  # a paper without tables makes no workbook, most go out alone
                continue
            name = f"reports/{self.requested_at.year}/{self.pk}.{kind}"
            size, digest = place_file(name, result[kind])
            setattr(self, kind, name)
            setattr(self, f"{kind}_size", size)
            setattr(self, f"{kind}_sha256", digest)


def _plain(pairs):
    """A data class as a dictionary that JSON can hold."""
    return {name: value.value if isinstance(value, Enum) else value for name, value in pairs}


@contextmanager
def one_moment():
    """Everything read inside is of one moment of the database, whatever is posted meanwhile.

    Inside a transaction that has already begun (a test's) it is that transaction's view.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
