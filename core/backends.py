"""Who has which permission: answered from the roles a person holds today (accounts/roles.py)."""

from django.contrib.auth.backends import ModelBackend


class RoleBackend(ModelBackend):
    """Logs people in by password and answers has_perm from their roles of today; `obj` must also be in reach."""

    def user_can_authenticate(self, user):
        """Asked at the login and again with every request of a session."""
        return user.may_log_in

    def _permissions(self, user):
        return user.current_permissions() if user.is_active and not user.is_anonymous else frozenset()

    def get_all_permissions(self, user_obj, obj=None):
        return self._permissions(user_obj) if obj is None else set()

    def has_perm(self, user_obj, perm, obj=None):
        if perm not in self._permissions(user_obj):
            return False
        if obj is None or obj.pk is None:
            return True
        return type(obj)._default_manager.visible_to(user_obj).filter(pk=obj.pk).exists()

    def has_module_perms(self, user_obj, app_label):
        return any(perm.partition(".")[0] == app_label for perm in self._permissions(user_obj))
