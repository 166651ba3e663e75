from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.password_validation import validate_password

from accounts.models import Area, AreaPlacement, AreaSuccession, Organisation, RoleGrant, Substitution, User
from accounts.services import NOT_TO_ONESELF, set_password
from core.admin import ReferenceAdmin


class AdminLoginForm(AdminAuthenticationForm):
    """What lacks is said by the program, in Vietnamese, and not by the browser."""

    use_required_attribute = False


admin.site.login_form = AdminLoginForm


class UserForm(forms.ModelForm):
    """The administrator sets a first password; nobody can read one."""

    new_password = forms.CharField(
        label="Đặt mật khẩu mới", required=False, strip=False, widget=forms.PasswordInput(render_value=False)
    )

    class Meta:
        model = User
        fields = ["username", "full_name", "position", "organisation", "email", "is_active"]

    def clean_new_password(self):
        password = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        elif not self.instance.pk:
            raise forms.ValidationError("Tài khoản mới phải có mật khẩu.")
        return password


@admin.register(User)
class UserAdmin(ReferenceAdmin):
    form = UserForm
    list_display = ["username", "full_name", "position", "organisation", "is_active"]
    list_select_related = ["organisation"]
    list_filter = ["organisation__kind", "is_active"]
    search_fields = ["username", "full_name"]

    def save_model(self, request, obj, form, change):
        password = form.cleaned_data["new_password"]
        if password:
            form.changed_data.remove("new_password")
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if password:
            set_password(obj, password, by=request.user)


@admin.register(Organisation)
class OrganisationAdmin(ReferenceAdmin):
    list_display = ["name", "kind", "abbreviation", "is_spending_unit", "valid_to"]
    list_filter = ["kind", "is_spending_unit"]
    search_fields = ["name"]


@admin.register(Area)
class AreaAdmin(ReferenceAdmin):
    list_display = ["name", "code", "kind", "valid_from", "valid_to"]
    list_filter = ["kind"]
    search_fields = ["search_text", "code"]


@admin.register(AreaPlacement)
class AreaPlacementAdmin(ReferenceAdmin):
    list_display = ["area", "parent", "valid_from", "valid_to"]
    list_select_related = ["area", "parent"]
    search_fields = ["area__name", "parent__name"]


@admin.register(AreaSuccession)
class AreaSuccessionAdmin(ReferenceAdmin):
    list_display = ["old", "new", "on", "part_only"]
    list_select_related = ["old", "new"]
    search_fields = ["old__name", "new__name"]


class PowerForm(forms.ModelForm):
    """What gives somebody power is filled in by somebody else. `by` is the person at the form."""

    by = None

    def clean(self):
        before = self.instance if self.instance.pk else None
        given_to = {self.cleaned_data.get(self.receiver), getattr(before, self.receiver, None)}
        if self.by in given_to:
            raise forms.ValidationError(NOT_TO_ONESELF)
        return super().clean()


class RoleGrantForm(PowerForm):
    receiver = "user"


class SubstitutionForm(PowerForm):
    receiver = "substitute"


class PowerAdmin(ReferenceAdmin):
    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user  # the class is made anew for each request
        return form


@admin.register(RoleGrant)
class RoleGrantAdmin(PowerAdmin):
    form = RoleGrantForm
    list_display = ["user", "role", "valid_from", "valid_to"]
    list_filter = ["role"]
    list_select_related = ["user"]
    search_fields = ["user__full_name", "user__username"]


@admin.register(Substitution)
class SubstitutionAdmin(PowerAdmin):
    form = SubstitutionForm
    list_display = ["substitute", "absent", "valid_from", "valid_to", "paper_number"]
    list_select_related = ["substitute", "absent"]
    search_fields = ["substitute__full_name", "absent__full_name", "paper_number"]
