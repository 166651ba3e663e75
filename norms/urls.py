from django.urls import path

from norms import drafts_views, views

app_name = "norms"
urlpatterns = [
    path("", views.book, name="book"),
    path("rules/", views.rules, name="rules"),
    path("sets/<slug:code>/", views.norm_set, name="set"),
    path("sets/<slug:code>/copy/", drafts_views.copy, name="copy_set"),
    path("sets/<slug:code>/edit/", drafts_views.edit, name="edit_set"),
    path("sets/<slug:code>/put-into-force/", drafts_views.put_into_force, name="put_into_force"),
    path("categories/<slug:code>/", views.category, name="category"),
]
