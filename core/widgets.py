"""Inputs that several apps share. All are plain HTML first; static/js/app.js only adds comfort."""

from django import forms


class MultiplePhotoInput(forms.ClearableFileInput):
    """Several photographs, from the camera on a phone or from files at a desk."""

    allow_multiple_selected = True
    template_name = "core/widgets/photos.html"

    def __init__(self, attrs=None):
        super().__init__({"accept": "image/jpeg,image/png", "multiple": True, "data-shots": "", **(attrs or {})})


class PhotosField(forms.FileField):
    """Cleans to a list of uploads (empty when none is given); what a file truly is, `core.documents` checks."""

    widget = MultiplePhotoInput
    most = 12

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if len(uploads) > self.most:
            raise forms.ValidationError(f"Mỗi lần gửi tối đa {self.most} ảnh, đang có {len(uploads)} ảnh.")
        if self.required and not uploads:
            raise forms.ValidationError("Chưa có ảnh nào.", code="required")
        return [super(PhotosField, self).clean(upload) for upload in uploads]


class PickOne(forms.RadioSelect):
    """Large answers for a finger: one card a choice."""

    template_name = "core/widgets/pick.html"
