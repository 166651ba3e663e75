from django.urls import path

from inspections import batch_views, views

app_name = "inspections"
urlpatterns = [
    path("", views.InspectionList.as_view(), name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/press/<str:name>/", views.press, name="press"),
    path("<int:pk>/findings/<int:finding_pk>/fix/", views.finding_fix, name="finding_fix"),
    path("project/<int:pk>/", views.project_panel, name="project_panel"),
    path("acceptance/", batch_views.BatchList.as_view(), name="batches"),
    path("acceptance/new/", batch_views.edit, name="batch_new"),
    path("acceptance/<int:pk>/", batch_views.detail, name="batch"),
    path("acceptance/<int:pk>/edit/", batch_views.edit, name="batch_edit"),
    path("acceptance/<int:pk>/places/<int:place_pk>/", batch_views.place, name="place"),
    path("acceptance/<int:pk>/places/<int:place_pk>/proof/", batch_views.proof, name="proof"),
    path("acceptance/<int:pk>/press/<str:name>/", batch_views.press, name="batch_press"),
]
