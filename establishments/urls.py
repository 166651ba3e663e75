from django.urls import path

from establishments import cluster_views, views

app_name = "establishments"
urlpatterns = [
    path("", views.EstablishmentList.as_view(), name="list"),
    path("new/", views.edit, name="new"),
    path("suggest/", views.suggest, name="suggest"),
    path("clusters/", cluster_views.ClusterList.as_view(), name="clusters"),
    path("clusters/new/", cluster_views.edit, name="cluster_new"),
    path("clusters/<int:pk>/", cluster_views.detail, name="cluster"),
    path("clusters/<int:pk>/edit/", cluster_views.edit, name="cluster_edit"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/identity/", views.identity, name="identity"),
]
