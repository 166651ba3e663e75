from django.urls import path

from budgets import views_treasury as views

urlpatterns = [
    path("treasury/", views.sheets, name="treasury"),
    path("treasury/draw/", views.draw_up, name="treasury_draw"),
    path("treasury/<int:pk>/", views.sheet, name="treasury_sheet"),
    path("treasury/<int:pk>/theirs/", views.theirs, name="treasury_theirs"),
    path("treasury/<int:pk>/excel/", views.excel, name="treasury_excel"),
    path("treasury/<int:pk>/press/<slug:name>/", views.press, name="treasury_press"),
]
