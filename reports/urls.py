from django.urls import path

from reports import (
    home_views,
    register_views,
    run_views,
    runway_views,
    saved_view_views,
    schema_views,
    search_views,
)

app_name = "reports"
urlpatterns = [
    path("", home_views.home, name="home"),
    path("runway/", runway_views.runway, name="runway"),
    path("runway/stages/<str:code>/", runway_views.stage, name="stage"),
    path("runway/reached/<str:code>/", runway_views.reached, name="reached"),
    path("runway/accounts/<int:pk>/", runway_views.account, name="account"),
    path("register/", register_views.Register.as_view(), name="register"),
    path("register/export/", register_views.export, name="register_export"),
    path("register/<int:pk>/edit/", register_views.edit_row, name="register_edit"),
    path("register/views/", saved_view_views.views, name="register_views"),
    path("register/views/new/", saved_view_views.edit_view, name="register_view_new"),
    path("register/views/<int:pk>/", saved_view_views.edit_view, name="register_view"),
    path("register/views/<int:pk>/withdraw/", saved_view_views.withdraw, name="register_view_withdraw"),
    path("search/", search_views.search, name="search"),
    path("reports/", run_views.Runs.as_view(), name="runs"),
    path("reports/request/", run_views.ask_for, name="request"),
    path("reports/<uuid:pk>/", run_views.detail, name="run"),
    path("reports/<uuid:pk>/progress/", run_views.progress, name="progress"),
    path("reports/<uuid:pk>/again/", run_views.again, name="again"),
    path("reports/<uuid:pk>/<str:kind>/", run_views.download, name="download"),
    path("api-docs/", schema_views.api_docs, name="api_docs"),
    path("favicon.ico", home_views.favicon, name="favicon"),
]
