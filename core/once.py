"""A form sent twice is one act: a double click, a slow line, the browser's “send again?”.

Every form carries a mark of its own (`{% csrf_token %}` draws it). Whoever sends the same mark with the same content
again gets the answer of the first time, and nothing is written; so too where a part was kept and the page came back
with what is still lacking. The same mark with other content is another act: they went back and wrote something else.
REST has `Idempotency-Key` for it (core/idempotency.py).
"""

import re

from django.contrib import messages
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from core.faster import as_refusal
from core.idempotency import fingerprint
from core.models import AuditEntry, IdempotencyRecord

FIELD = "once"
MARK = re.compile(r"[A-Za-z0-9_-]{1,80}")


class OncePerForm:
    """The act and the note that it was done are one transaction: both stay, or neither."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or getattr(view, "csrf_exempt", False) or not request.user.is_authenticated:
            return None
        mark = request.POST.get(FIELD, "")
        if not MARK.fullmatch(mark):  # not of ours: the form is sent as one without a mark
            return None
        try:
            return _once(request, mark, lambda: view(request, *args, **kwargs))
        except IntegrityError as error:
            refusal = as_refusal(error)
            if refusal is None:
                raise
            return render(request, "409.html", {"sentences": refusal.messages}, status=409)


@transaction.atomic
def _once(request, mark, act):
    who, content = request.user, fingerprint(request)
    key = f"{FIELD}:{mark}:{content}"
    in_turn(key)
    earlier = IdempotencyRecord.objects.filter(user=who, key=key).first()
    if earlier:
        return _again(request, earlier)
    before = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    response = act()
    kept = None
    if _acted(request, response):
        kept = {"status": response.status_code, "body": response.url.encode()}
    elif response.status_code >= 400 and AuditEntry.objects.filter(pk__gt=before, by=who).exists():
        kept = {"status": response.status_code, "body": response.content}  # files and rows stay, the page asks for more
    if kept:
        IdempotencyRecord.objects.create(user=who, key=key, request_hash=content, **kept)
    return response


def in_turn(key):
    """Until the transaction ends, whoever comes with the same key waits here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _acted(request, response):
    """Whether the form did what it is for. Then a page sends on, without a refusal."""
    told = messages.get_messages(request)._queued_messages  # of this answer; to iterate would take them as read
    refused = any(message.level >= messages.ERROR for message in told)
    return isinstance(response, HttpResponseRedirect) and not refused


def _again(request, earlier):
    if earlier.status >= 400:
        return HttpResponse(bytes(earlier.body), status=earlier.status)
    at = timezone.localtime(earlier.at)
    messages.info(request, f"Biểu mẫu này đã gửi lúc {at:%H:%M:%S ngày %d/%m/%Y}; gửi lại không ghi thêm lần nữa.")
    return HttpResponseRedirect(bytes(earlier.body).decode())
