from django import forms
from django.core.exceptions import ValidationError
from openpyxl.utils import get_column_letter

from establishments.forms import put_errors
from projects.imports.fields import FIELDS
from projects.imports.services import bring, read_again


class BringForm(forms.Form):
    """The workbook, as it is."""

    file = forms.FileField(
        label="Tệp Excel (.xlsx)",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text="Tối đa 1.000 dòng, 5 MB. Mỗi dòng một đề án; dòng tiêu đề ở trên cùng hoặc dưới tên bảng.",
        error_messages={"required": "Chưa chọn tệp.", "empty": "Tệp rỗng, không có nội dung."},
    )

    def save(self, by):
        """The batch; None with what is wrong laid on the field."""
        try:
            return bring(self.cleaned_data["file"], by=by)
        except ValidationError as error:
            self.add_error("file", error.messages)
            return None


class MappingForm(forms.Form):
    """Which column of the workbook is which field."""

    def __init__(self, *args, batch, **kwargs):
        self.batch = batch
        super().__init__(*args, **kwargs)
        columns = [
            (str(at), f"{get_column_letter(at)} · {heading or '(không tiêu đề)'}")
            for at, heading in enumerate(batch.headings, 1)
        ]
        for field in FIELDS:
            self.fields[field.key] = forms.ChoiceField(
                label=field.words,
                choices=[("", "Chọn cột" if field.required else "Không có trong tệp"), *columns],
                required=field.required,
                initial=str(batch.mapping.get(field.key, "")),
                help_text="" if field.required else field.about,
                error_messages={"required": f"Chưa chọn cột cho “{field.words}”."},
            )

    def save(self, by):
        """The batch read again; None with what is wrong laid on the fields."""
        mapping = {key: int(column) for key, column in self.cleaned_data.items() if column}
        try:
            return read_again(self.batch, mapping, by=by)
        except ValidationError as error:
            put_errors(self, error)
            return None
