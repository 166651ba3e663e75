"""Eight wrong passwords for one name from one address lock both for a quarter of an hour (settings, AXES_*)."""

from axes.helpers import get_cool_off, get_failure_limit
from django.http import JsonResponse
from django.shortcuts import render

from core.text import one_line


def client_address(request):
    """Where a request comes from when one proxy of ours stands before the program (BEHIND_TLS_PROXY).

    The proxy appends the address it was asked from to X-Forwarded-For; what stands before, the caller may have written.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return forwarded or request.META.get("REMOTE_ADDR")


def account_name(request, credentials=None):
    """The name as the accounts are asked for it: another spelling of it (unseen characters, spaces) has no more tries.

    Cut to what the table of attempts holds.
    """
    given = (credentials or {}).get("username") or getattr(request, "data", request.POST).get("username") or ""
    return one_line(str(given))[:255]


def locked_out(request, response, credentials):
    """What somebody locked out is answered: a page, and over REST JSON."""
    limit, pause = get_failure_limit(request, credentials), get_cool_off(request)
    if request.path.startswith("/api/"):
        minutes = round(pause.total_seconds() / 60)
        sentence = f"Đã nhập sai mật khẩu quá {limit} lần; việc đăng nhập bị tạm dừng {minutes} phút."
        return JsonResponse({"detail": sentence}, status=429, json_dumps_params={"ensure_ascii": False})
    return render(request, "registration/locked.html", {"failure_limit": limit, "cooloff_timedelta": pause}, status=429)
