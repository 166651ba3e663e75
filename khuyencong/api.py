"""The REST interface: every resource in one list, all under /api/v1/."""

from importlib import import_module

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from core.document_api import DocumentViewSet

ROOMS = ["accounts", "norms", "establishments", "projects", "plans", "inspections", "budgets", "reports"]

router = SimpleRouter()
router.register("documents", DocumentViewSet)
paths = []
for room in ROOMS:
    api = import_module(f"{room}.api")
    for prefix, viewset in getattr(api, "ROUTES", []):
        router.register(prefix, viewset)
    paths += getattr(api, "PATHS", [])

urlpatterns = [
    *paths,
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("", include(router.urls)),
]
