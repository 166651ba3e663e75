"""`Idempotency-Key`: the same request sent twice has one effect and gets the same answer.

The key's row is inserted first, in the same transaction as the act: a twin that arrives meanwhile waits
for it at the unique index, then gets the stored answer. A request that fails leaves no row, so it may be
mended and sent again with the same key.
"""

import hashlib

from django.db import IntegrityError, transaction
from django.http import HttpResponse, JsonResponse
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from core.models import IdempotencyRecord
from core.rest_errors import UNREADABLE, answered

SAFE = ("GET", "HEAD", "OPTIONS")


class _Refused(Exception):
    def __init__(self, response):
        self.response = response


def once(request, answer, view):
    """Run `answer()` (a DRF dispatch) at most once per person and key. Returns its response, or the stored one."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or request.method in SAFE:
        return answer()
    before = request.user
    try:
        user = Request(request, authenticators=[_only_who(how) for how in view.get_authenticators()]).user
    except APIException:
        request.user = before  # REST framework has made it nobody
        return answer()  # which refuses a wrong token in its own words
    if not user.is_authenticated:
        return answer()
    if len(key) > 200:
        return _says("Idempotency-Key dài quá 200 ký tự.", 400)
    try:
        digest = fingerprint(request)
    except UNREADABLE as error:
        refused = answered(error)
        return _says(str(refused.detail), refused.status_code)
    try:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    row = IdempotencyRecord.objects.create(user=user, key=key, request_hash=digest)
            except IntegrityError:
                return _again(IdempotencyRecord.objects.get(user=user, key=key), digest)
            response = answer()
            if hasattr(response, "render"):
                response.render()
            if response.status_code >= 400:
                raise _Refused(response)
            row.status, row.body = response.status_code, response.content
            row.save(update_fields=["status", "body"])
            return response
    except _Refused as refused:
        return refused.response


class _SessionAlone(SessionAuthentication):
    """Whose session it is. The act itself asks for the CSRF token: here the form would be read before its parser."""

    def enforce_csrf(self, request):
        pass


def _only_who(how):
    return _SessionAlone() if isinstance(how, SessionAuthentication) else how


def fingerprint(request):
    """SHA-256 of what is asked. Of a form with files its fields and files: each client draws its own boundary."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.method != "POST" or request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    digest.update(repr(sorted(request.POST.lists())).encode())
    for name, uploads in sorted(request.FILES.lists()):
        for upload in uploads:
            content = hashlib.file_digest(upload.file, "sha256")
            upload.seek(0)
            digest.update(repr((name, upload.name, content.digest())).encode())
    return digest.hexdigest()


def _again(row, digest):
    if row.request_hash != digest:
        return _says("Idempotency-Key này đã dùng cho một yêu cầu khác; hãy dùng khóa mới.", 422)
    return HttpResponse(bytes(row.body), status=row.status, content_type="application/json")


def _says(sentence, status):
    return JsonResponse({"detail": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
