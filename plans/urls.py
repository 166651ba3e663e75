from django.urls import path

from plans import views

app_name = "plans"
urlpatterns = [
    path("", views.PlanList.as_view(), name="list"),
    path("new/", views.edit, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/amend/", views.amend, name="amend"),
    path("<int:pk>/press/<str:name>/", views.press, name="press"),
    path("<int:pk>/lines/new/", views.new_line, name="new_line"),
    path("<int:pk>/opinions/new/", views.new_opinion, name="new_opinion"),
    path("<int:pk>/scans/", views.plan_scan, name="scan"),
    path("<int:pk>/rounds/new/", views.new_round, name="new_round"),
    path("lines/<int:pk>/edit/", views.edit_line, name="edit_line"),
    path("lines/<int:pk>/drop/", views.drop_line, name="drop_line"),
    path("rounds/", views.RoundList.as_view(), name="rounds"),
    path("rounds/historical/", views.historical_round, name="historical_round"),
    path("rounds/<int:pk>/", views.round_detail, name="round_detail"),
    path("rounds/<int:pk>/press/<str:name>/", views.round_press, name="round_press"),
    path("rounds/<int:pk>/include/", views.include, name="include"),
    path("rounds/<int:pk>/scans/", views.round_scan, name="round_scan"),
    path("items/<int:pk>/edit/", views.edit_item, name="edit_item"),
    path("items/<int:pk>/remove/", views.remove, name="remove"),
    path("items/<int:pk>/release/", views.release, name="release"),
    path("of-project/<int:pk>/", views.project_panel, name="project_panel"),
]
