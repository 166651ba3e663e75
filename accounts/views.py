from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST
from knox.models import AuthToken

from accounts import demo
from accounts.forms import ChangePasswordForm
from accounts.models import User
from accounts.tokens import issue, revoke
from core.dates import today

NEW_KEY = "new_key"  # in the session: a key that was made and not looked at yet


class Login(LoginView):
    """The one public page. A demonstration offers its accounts here; elsewhere they do not exist."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        accounts = User.objects.none()
        if settings.DEMO:
            accounts = User.objects.filter(is_demo=True, is_active=True).select_related("organisation").order_by("pk")
        password = demo.PASSWORD if settings.DEMO else ""
        return super().get_context_data(demo_accounts=accounts, demo_password=password, **kwargs)


class ChangePassword(PasswordChangeView):
    """My password; whoever holds one of my keys has to ask for a new one afterwards."""

    form_class = ChangePasswordForm


def me(request):
    """My account: who I am here, what I may do until when, who stands in for whom, my keys for other programs."""
    page = {
        "grants": request.user.role_grants.on(today()),
        **request.user.stand_ins(),
        "tokens": AuthToken.objects.filter(user=request.user).order_by("-created"),
    }
    return render(request, "accounts/me.html", page)


@require_POST
@sensitive_variables("token")
def new_token(request):
    """A key for another program; only its hash is kept.

    Sent twice, the form is one act and leads to one page (core/once.py), so the key waits there for its one look. It
    waits in the session, whose row opens the account to its reader anyway, and is saved before the twin goes on.
    """
    _, token = issue(request.user)
    request.session[NEW_KEY] = token
    request.session.save()
    return redirect("accounts:show_token")


@never_cache
@sensitive_variables("token")
def show_token(request):
    """The new key, at the first look alone."""
    token = request.session.pop(NEW_KEY, None)
    return render(request, "accounts/token.html", {"token": token})


@require_POST
def revoke_token(request, key):
    revoke(get_object_or_404(AuthToken, user=request.user, token_key=key), by=request.user)
    messages.success(request, "Đã thu hồi khóa truy cập.")
    return redirect("accounts:me")
