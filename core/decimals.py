"""Numbers with a decimal comma, typed and shown as they are written here."""

from django import forms


class DecimalCommaField(forms.DecimalField):
    """A number with a decimal comma, as it is written here."""

    default_error_messages = {"invalid": "Nhập một số, phần thập phân sau dấu phẩy, ví dụ 1,5."}

    def __init__(self, **kwargs):
        super().__init__(**{"widget": forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}), **kwargs})

    def to_python(self, value):
        if isinstance(value, str):
            value = value.strip().replace(" ", "")
            value = value.replace(".", "").replace(",", ".") if "," in value else value
        return super().to_python(value)

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
