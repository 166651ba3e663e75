from django.urls import path

from norms import views

app_name = "norms"
urlpatterns = [
    path("", views.book, name="book"),
    path("rules/", views.rules, name="rules"),
    path("sets/<slug:code>/", views.norm_set, name="set"),
    path("categories/<slug:code>/", views.category, name="category"),
]
