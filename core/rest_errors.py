"""Every refusal over REST as JSON and in Vietnamese, whoever raises it: a rule of ours, Django or REST framework.

Most words of theirs come translated from `locale/`; here is what they put together beyond any catalogue's reach.
"""

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as RuleBroken
from django.db import IntegrityError
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from rest_framework.exceptions import APIException, NotFound, ParseError, ValidationError
from rest_framework.exceptions import PermissionDenied as NotAllowed
from rest_framework.serializers import as_serializer_error

from core.faster import as_refusal

UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation)

# How a sentence begins that is put together in English -> what is said instead.
BEGINNINGS = {
    "JSON parse error": "Không đọc được nội dung gửi lên: JSON sai cú pháp.",
    "Multipart form parse error": "Không đọc được nội dung gửi lên: sai kiểu multipart/form-data.",
    "CSRF Failed": "Thiếu mã CSRF hoặc mã không đúng. Hãy tải lại trang rồi thử lại.",
}


class TooLarge(APIException):
    status_code = 413
    default_detail = "Nội dung gửi lên quá lớn. Tệp thì gửi theo kiểu multipart/form-data."
    default_code = "too_large"


class Conflict(APIException):
    status_code = 409
    default_code = "faster"


def answered(error):
    """The REST exception that says `error`; the error itself when it is a fault and no refusal."""
    if isinstance(error, IntegrityError):
        refusal = as_refusal(error)
        return Conflict(refusal.messages) if refusal else error
    if isinstance(error, RuleBroken):
        return ValidationError(as_serializer_error(error))
    if isinstance(error, PermissionDenied):
        return NotAllowed(str(error) or None)
    if isinstance(error, Http404):
        # get_object_or_404 names the model in English; a sentence of ours is kept
        return NotFound(None if "matches the given query" in str(error) else str(error) or None)
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, UNREADABLE):
        return ParseError()
    if isinstance(error, (ParseError, NotAllowed)):
        for beginning, sentence in BEGINNINGS.items():
            if str(error.detail).startswith(beginning):
                return type(error)(sentence)
    return error
