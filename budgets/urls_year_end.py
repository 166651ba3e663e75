from django.urls import path

from budgets import views_year_end as views

urlpatterns = [
    path("year-end/", views.year_end, name="year_end"),
    path("year-end/cancel/", views.cancel, name="cancel"),
    path("year-end/cancellations/<int:pk>/", views.cancellation, name="cancellation"),
    path("year-end/cancellations/<int:pk>/press/<slug:name>/", views.cancellation_press, name="cancellation_press"),
    path("year-end/carry/", views.carry, name="carry"),
    path("year-end/carried/<int:pk>/", views.carry_over, name="carry_over"),
    path("year-end/carried/<int:pk>/press/<slug:name>/", views.carry_over_press, name="carry_over_press"),
    path("year-end/books/<int:pk>/", views.ask_closing, name="ask_closing"),
    path("year-end/closings/<int:pk>/", views.closing, name="closing"),
    path("year-end/closings/<int:pk>/press/<slug:name>/", views.closing_press, name="closing_press"),
]
