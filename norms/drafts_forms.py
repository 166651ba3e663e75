"""The forms of a set that is being written: its facts, and all its norms in one table."""

from django import forms

from core.dates import DateFormField
from norms.models import Norm, NormSet, SupportCategory


class PercentField(forms.DecimalField):
    """«50», «2,5»: the decimal comma is how the office writes it."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else f"{value.normalize():f}".replace(".", ",")


class CopyForm(forms.ModelForm):
    valid_from = DateFormField(label="Áp dụng từ ngày")
    valid_to = DateFormField(label="Đến hết ngày", required=False, help_text="Bỏ trống: chưa có ngày kết thúc.")

    class Meta:
        model = NormSet
        fields = ["name", "code", "legal_document", "valid_from", "valid_to", "illustrative"]

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"tier", "province_code"}

    def validate_constraints(self):
        """The tier comes from the set that is copied; the service asks the database's rules."""


class NormForm(forms.ModelForm):
    """A row of the table: the norm of one kind; without a state the set has none for it."""

    NONE = ("", "Không có mức")

    rate_percent = PercentField(label="Tỷ lệ (%)", max_digits=5, decimal_places=2, required=False)
    limit_status = forms.ChoiceField(label="Tình trạng", choices=[NONE, *Norm.Status.choices], required=False)

    class Meta:
        model = Norm
        fields = ["limit_status", "rate_percent", "cap", "cap_per_unit", "base", "article", "verified"]
        labels = {
            "cap": "Không quá (đồng)", "cap_per_unit": "mỗi đơn vị", "base": "Chi phí căn cứ",
            "article": "Điều khoản", "verified": "đã kiểm chứng",
        }  # fmt: skip

    def __init__(self, *args, category, **kwargs):
        self.category = category
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and not self.is_bound:
            self.initial["limit_status"] = ""

    def _post_clean(self):
        if self.cleaned_data.get("limit_status"):
            return super()._post_clean()
        if any(self.cleaned_data.get(name) not in (None, "") for name in ("rate_percent", "cap")):
            self.add_error("limit_status", "Đã ghi con số thì chọn “Có mức”.")

    def norm(self):
        return self.instance if self.cleaned_data["limit_status"] else None


class NormTable:
    """Every kind of support in use as a row; what is wrong in one is said with its name."""

    def __init__(self, norm_set, data=None):
        norms = {norm.category_id: norm for norm in norm_set.norms.in_full()}
        self.rows = [
            NormForm(data, instance=norms.get(kind.pk) or Norm(set=norm_set, category=kind), category=kind,
                     prefix=f"k{kind.pk}")
            for kind in SupportCategory.objects.all() if kind.active or kind.pk in norms
        ]  # fmt: skip

    def is_valid(self):
        return all(row.is_valid() for row in self.rows)

    def norms(self):
        return {row.category: row.norm() for row in self.rows}

    @property
    def errors(self):
        """[ValidationError-like sentences] for the top of the page, each with the name of its kind."""
        return [
            f"{row.category.name}: {sentence}" for row in self.rows if row.is_bound
            for sentences in row.errors.values() for sentence in sentences
        ]  # fmt: skip
