"""Named in REST_FRAMEWORK, so this module must not import rest_framework.views."""

from rest_framework.permissions import IsAuthenticated


class RolePermissions(IsAuthenticated):
    """Reading needs the model's view permission; acting is decided by the service behind the endpoint."""

    def has_permission(self, request, view):
        if not super().has_permission(request, view):
            return False
        needed = getattr(view, "read_permission", None)
        return needed is None or request.method not in ("GET", "HEAD") or request.user.has_perm(needed)
