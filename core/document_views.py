"""Files are handed out here and nowhere else: never by a public media address."""

import logging

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.document_models import Document
from core.documents import add_scan, correct, require_filing_office, withdraw

log = logging.getLogger(__name__)

# A stored file is foreign matter: it may not run, load or send anything, and only our own pages frame it. The style of
# the browser's own viewer around a picture or PDF is inline; the PDF viewer does not start inside a sandbox.
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'"
DOWNLOAD_POLICY = f"{_NOTHING}; sandbox; frame-ancestors 'none'"
PICTURE_POLICY = f"{_NOTHING}; sandbox; style-src 'unsafe-inline'; frame-ancestors 'self'"
PDF_POLICY = f"{_NOTHING}; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def file_response(document, *, inline=False):
    """The stored bytes with headers that let them do nothing; Http404 when there is no file."""
    if not document.file:
        raise Http404("Văn bản này chưa có bản chụp.")
    try:
        stored = document.file.open("rb")
    except FileNotFoundError:
        log.error("document %s: file %s is missing", document.pk, document.file.name)
        raise Http404("Không tìm thấy tệp của tài liệu này.") from None
    inline = inline and document.shown_inline
    response = FileResponse(
        stored, as_attachment=not inline, filename=document.original_name, content_type=document.mime
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Frame-Options"] = "SAMEORIGIN" if inline else "DENY"
    response["Content-Security-Policy"] = (
        DOWNLOAD_POLICY if not inline else PICTURE_POLICY if document.is_image else PDF_POLICY
    )
    return response


@require_safe
def open_document(request, pk):
    """A paper's file, for whoever reaches its record; with ?xem=1 a picture or PDF is shown instead of downloaded."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    return file_response(document, inline=request.GET.get("xem") == "1")


class ScanForm(forms.Form):
    file = forms.FileField(label="Bản chụp (PDF, ảnh)")

    def save(self, document, by):
        add_scan(document, self.cleaned_data["file"], by=by)


class CorrectForm(forms.Form):
    file = forms.FileField(label="Bản chụp đúng (PDF, ảnh)")
    why = forms.CharField(label="Vì sao bản trước không đúng", max_length=500)

    def save(self, document, by):
        correct(document, self.cleaned_data["file"], by=by, why=self.cleaned_data["why"])


def scan_document(request, pk):
    """The scan of a paper that was recorded before it."""
    return _bring_file(request, pk, ScanForm, "core/scan.html", "Đã thêm bản chụp.")


def correct_document(request, pk):
    """Put the right scan beside a wrong one that cannot be withdrawn any more."""
    done = "Đã đưa bản đúng vào; bản trước được giữ và ghi là đã có bản đúng."
    return _bring_file(request, pk, CorrectForm, "core/correct.html", done)


def _bring_file(request, pk, form_class, template, done):
    """A file for a paper that is there, then back to its record."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    require_filing_office(document, request.user)
    form = form_class(*(request.POST, request.FILES) if request.method == "POST" else ())
    back = _record_of(document)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(document, request.user)
        except ValidationError as error:
            form.add_error("why" if hasattr(error, "error_dict") else None, error.messages)
        else:
            messages.success(request, done)
            return redirect(back)
    page = {"document": document, "form": form, "back": back}
    return render(request, template, page, status=422 if form.errors else 200)


def _record_of(document):
    return document.subject.get_absolute_url() if hasattr(document.subject, "get_absolute_url") else "/"


@require_POST
def withdraw_document(request, pk):
    """Withdraw a paper and go back to its record."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    try:
        withdraw(document, by=request.user, why=request.POST.get("note", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã rút tài liệu.")
    return redirect(_record_of(document))
