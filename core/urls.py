from django.urls import include, path

from core import document_views
from core.echo import money_words

documents = [
    path("<int:pk>/", document_views.open_document, name="open"),
    path("<int:pk>/scan/", document_views.scan_document, name="scan"),
    path("<int:pk>/correct/", document_views.correct_document, name="correct"),
    path("<int:pk>/withdraw/", document_views.withdraw_document, name="withdraw"),
]

urlpatterns = [
    path("documents/", include((documents, "documents"))),
    path("money-in-words/", money_words, name="money_words"),
]
