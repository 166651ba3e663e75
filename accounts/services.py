"""Accounts and roles change here, each change with its line in the trail."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from knox.models import AuthToken

from accounts import demo
from accounts.models import RoleGrant, User
from core.access import require
from core.audit import record
from core.dates import ngay, today

NOT_TO_ONESELF = "Không ai tự giao vai trò hoặc phân công thay cho chính mình; việc này do quản trị khác làm."


@transaction.atomic
def create_user(username, password, *, organisation, full_name, position="", by=None, is_demo=False):
    """A new account; a demonstration's has the published password.

    `by=None` is the machine's own administrator at the command line.
    """
    if by is not None:
        require(by, "accounts.add_user")
    user = User(username=username, organisation=organisation, full_name=full_name, position=position, is_demo=is_demo)
    if is_demo:
        user.password = demo.password_hash()
    else:
        validate_password(password, user)
        user.set_password(password)
    user.full_clean()
    user.save()
    record(user, "accounts.user.create", by=by)
    return user


@transaction.atomic
def set_password(user, password, *, by):
    """A new password: one's own, or another's by the administrator. Keys issued before it end with the old one.

    `by=None` is the machine's own administrator at the command line.
    """
    if by is not None and by != user:
        require(by, "accounts.change_user")
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    ended, _ = AuthToken.objects.filter(user=user).delete()
    record(user, "accounts.user.set_password", by=by, note=f"thu hồi {ended} khóa truy cập" if ended else "")
    return user


@transaction.atomic
def grant_role(user, role, *, valid_from=None, valid_to=None, by=None):
    """Give a role from a day on (today when not said)."""
    if by is not None:
        require(by, "accounts.add_rolegrant")
        if by == user:
            raise ValidationError(NOT_TO_ONESELF)
    grant = RoleGrant(user=user, role=role, valid_from=valid_from or today(), valid_to=valid_to)
    grant.full_clean()
    grant.save()
    until = f" đến {ngay(valid_to)}" if valid_to else ""
    record(
        user,
        "accounts.user.grant_role",
        by=by,
        after={"Vai trò": f"{grant.get_role_display()}, từ {ngay(grant.valid_from)}{until}"},
    )
    return grant
