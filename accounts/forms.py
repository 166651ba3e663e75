from django.contrib.auth.forms import PasswordChangeForm

from accounts.services import set_password


class ChangePasswordForm(PasswordChangeForm):
    """Old password, new password twice; the service sets it."""

    def save(self, commit=True):
        return set_password(self.user, self.cleaned_data["new_password1"], by=self.user)
