from django.urls import path

from budgets import views_year_end as views

urlpatterns = [
    path("year-end/", views.year_end, name="year_end"),
    path("year-end/cancel/", views.cancel, name="cancel"),
    path("year-end/cancellations/<int:pk>/", views.cancellation, name="cancellation"),
    path("year-end/cancellations/<int:pk>/press/<slug:name>/", views.cancellation_press, name="cancellation_press"),
    path("year-end/books/<int:book_pk>/", views.ask_closing, name="ask_closing"),
    path("year-end/closings/<int:pk>/", views.closing, name="closing"),
    path("year-end/closings/<int:pk>/press/<slug:name>/", views.closing_press, name="closing_press"),
]
