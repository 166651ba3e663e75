from django import forms
from django.core.exceptions import ValidationError

from core.dates import DateFormField, today
from core.money import MoneyFormField
from norms.ceiling import base_is_told, ceiling
from norms.models import SupportCategory, Tier


class PriorityField(forms.DecimalField):
    """«1,5» or «1.5»: the decimal comma is how the office writes it."""

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class CeilingForm(forms.Form):
    """What the calculator asks. `answer()` is the Ceiling, or None when the rule refused (errors on the form)."""

    category = forms.ModelChoiceField(
        label="Nội dung hỗ trợ",
        queryset=SupportCategory.objects.filter(active=True),
        to_field_name="code",
        empty_label="Chọn nội dung",
    )
    tier = forms.ChoiceField(label="Cấp", choices=Tier, initial=Tier.LOCAL)
    on = DateFormField(label="Ngày phê duyệt")
    cost = MoneyFormField(label="Chi phí hợp lệ", help_text="Đồng; có thể gõ “415 triệu đồng”.")
    base = MoneyFormField(
        label="Kinh phí làm căn cứ",
        required=False,
        help_text="Chỉ ghi cho chi quản lý: kinh phí được giao trong năm, hoặc kinh phí các đề án của đơn vị.",
    )
    units = forms.IntegerField(
        label="Số lượng", initial=1, min_value=1, max_value=100_000, help_text="Theo đơn vị tính của nội dung."
    )
    priority = PriorityField(
        label="Hệ số ưu tiên", initial=1, required=False, help_text="Để 1 khi không thuộc diện ưu tiên.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip

    def __init__(self, data=None, *, initial=None):
        super().__init__(data, initial={"on": today(), **(initial or {})})

    def answer(self):
        if not self.is_valid():
            return None
        asked = self.cleaned_data
        try:
            base_is_told(asked["category"], asked["base"])
            return ceiling(
                asked["category"],
                tier=asked["tier"],
                on=asked["on"],
                cost=asked["cost"],
                units=asked["units"],
                priority_factor=asked["priority"],
                base=asked["base"],
            )
        except ValidationError as error:
            self.add_error(None, error)
            return None
