from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.me, name="me"),
    path("keys/new/", views.new_token, name="new_token"),
    path("keys/shown/", views.show_token, name="show_token"),
    path("keys/<slug:key>/revoke/", views.revoke_token, name="revoke_token"),
]
