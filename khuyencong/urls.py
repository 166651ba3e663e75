"""Every page prefix in one list."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path
from django.views.generic import RedirectView

from accounts.views import ChangePassword, Login

urlpatterns = [
    path("", include("khuyencong.health")),
    path("login/", Login.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", ChangePassword.as_view(), name="password_change"),
    path("password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    # one door, which ends keys and is written down
    path("admin/password_change/", RedirectView.as_view(pattern_name="password_change"), name="password_change_admin"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("khuyencong.api")),
    path("account/", include("accounts.urls")),
    path("", include("core.urls")),
    path("norms/", include("norms.urls")),
    path("establishments/", include("establishments.urls")),
    path("projects/", include("projects.urls")),
    path("plans/", include("plans.urls")),
    path("inspections/", include("inspections.urls")),
    path("budgets/", include("budgets.urls")),
    path("", include("reports.urls")),
]
