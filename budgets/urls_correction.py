from django.urls import path

from budgets import views_correction as views

urlpatterns = [
    path("corrections/", views.CorrectionList.as_view(), name="corrections"),
    path("corrections/new/", views.ask, name="ask_correction"),
    path("corrections/<int:pk>/", views.correction, name="correction"),
    path("corrections/<int:pk>/press/<slug:name>/", views.correction_press, name="correction_press"),
]
