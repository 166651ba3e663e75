from django.urls import path

from budgets import views_claims as views

urlpatterns = [
    path("claims/", views.ClaimList.as_view(), name="claims"),
    path("claims/new/", views.claim_new, name="claim_new"),
    path("claims/<int:pk>/", views.claim, name="claim"),
    path("claims/<int:pk>/press/<slug:name>/", views.claim_press, name="claim_press"),
]
