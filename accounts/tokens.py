"""Keys for programs: hashed at rest, expiring, revocable, each issue and each end in the trail."""

import datetime

from django.db import transaction
from knox import auth
from knox.models import AuthToken
from knox.settings import knox_settings
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import User
from core.audit import record

LIFETIME = datetime.timedelta(days=30)


class TokenAuthentication(auth.TokenAuthentication):
    """`Authorization: Token …`, for whoever could also log in with a password today."""

    def authenticate_credentials(self, token):
        try:
            return super().authenticate_credentials(token)
        except UnicodeDecodeError as error:
            raise AuthenticationFailed("Khóa truy cập có ký tự không hợp lệ.") from error

    def validate_user(self, auth_token):
        if not auth_token.user.may_log_in:
            raise AuthenticationFailed("Tài khoản không được đăng nhập.")
        return auth_token.user, auth_token


@transaction.atomic
def issue(user):
    """A new key for `user`: (row, the key itself). The key is told once; the row holds its hash.

    Nobody keeps more than TOKEN_LIMIT_PER_USER (settings): the oldest make room, so that a program which asks for a key
    every morning is not shut out one day.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two at once would count the same keys
    for oldest in AuthToken.objects.filter(user=user).order_by("-created")[knox_settings.TOKEN_LIMIT_PER_USER - 1 :]:
        revoke(oldest, by=user)
    row, token = AuthToken.objects.create(user=user, expiry=LIFETIME)
    record(user, "accounts.user.issue_token", by=user, note=_name(row))
    return row, token


@transaction.atomic
def revoke(row, *, by):
    """End a key before its time."""
    record(row.user, "accounts.user.revoke_token", by=by, note=_name(row))
    row.delete()


def _name(row):
    return f"khóa {row.token_key}…"
