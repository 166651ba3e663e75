from django.urls import path

from establishments import views

app_name = "establishments"
urlpatterns = [
    path("", views.EstablishmentList.as_view(), name="list"),
    path("new/", views.edit, name="new"),
    path("suggest/", views.suggest, name="suggest"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/identity/", views.identity, name="identity"),
]
