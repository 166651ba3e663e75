"""Photographs kept with a record: each picture once, and one bad file does not lose the others."""

import hashlib

from django.core.exceptions import ValidationError
from django.urls import reverse
from rest_framework import serializers

from core.documents import attach, check_upload, documents_of
from core.file_types import JPEG, PNG
from core.models import Document

PICTURES = (JPEG, PNG)


def require_picture(upload):
    """ValidationError unless the upload is a whole JPEG or PNG within the limit of size."""
    if check_upload(upload) not in PICTURES:
        raise ValidationError(f"“{upload.name}” không phải ảnh. Ảnh phải là JPEG hoặc PNG.", code="type")


def attach_picture(subject, upload, *, by, kind, title, illustrative=False):
    """Keep a picture on a record; the same one sent again is the one already kept. Returns the Document."""
    require_picture(upload)
    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    same = documents_of(subject).filter(kind=kind, sha256=digest).first()
    return same or attach(subject, upload, by=by, kind=kind, title=title, illustrative=illustrative)


def refused_uploads(keep, uploads):
    """Hand each upload to `keep`; the sentences of those refused. One bad picture does not lose the others."""
    refused = []
    for upload in uploads:
        try:
            keep(upload)
        except ValidationError as error:
            refused += [f"{upload.name}: {sentence}" for sentence in error.messages]
    return refused


class PhotoSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = ["id", "kind", "title", "original_name", "mime", "size", "sha256", "uploaded_at", "url"]

    def get_url(self, document) -> str:
        return reverse("documents:open", args=[document.pk])


class PhotosSerializer(serializers.Serializer):
    """One or more JPEG or PNG files."""

    photos = serializers.ListField(child=serializers.FileField(), allow_empty=False, max_length=12)
