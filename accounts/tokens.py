"""Keys for programs: hashed at rest, expiring, revocable, each issue in the trail."""

import datetime

from django.db import transaction
from knox.models import AuthToken

from core.audit import record

LIFETIME = datetime.timedelta(days=30)


@transaction.atomic
def issue(user):
    """A new key for `user`: (row, the key itself). The key is told once; the row holds its hash."""
    row, token = AuthToken.objects.create(user=user, expiry=LIFETIME)
    record(user, "accounts.user.issue_token", by=user, note=f"khóa {row.token_key}…")
    return row, token
