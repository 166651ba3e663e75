"""Files are handed out here and nowhere else: never by a public media address."""

import logging

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from core.document_models import Document
from core.documents import withdraw

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
    return redirect(document.subject if hasattr(document.subject, "get_absolute_url") else "/")
