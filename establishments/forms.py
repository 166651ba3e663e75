from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Area, AreaPlacement
from core.dates import DateFormField, ngay
from establishments.models import Establishment, LegalForm, clean_code
from establishments.services import change_identity, save_establishment


def put_errors(form, error):
    """Lay a service's refusal on the form: each sentence at its field, the rest above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


class AreaField(forms.ModelChoiceField):
    """Districts and communes with the years they stood, grouped by the unit above; old ones are for old records."""

    def __init__(self, **kwargs):
        super().__init__(**{"queryset": Area.objects.exclude(kind=Area.Kind.PROVINCE), **kwargs})

    def fill(self):
        """Read the choices now, in one query; a form calls this when it is built."""
        placements = (
            AreaPlacement.objects.exclude(parent=None)
            .select_related("area", "parent")
            .order_by("parent__sort_key", "parent_id", "area__sort_key", "area_id")
        )
        groups = [
            (parent.name, [(placement.area_id, area_label(placement.area)) for placement in members])
            for parent, members in groupby(placements, key=lambda placement: placement.parent)
        ]
        self.choices = [("", "Chọn xã, phường (huyện)"), *groups]


def area_label(area):
    if area.valid_to:
        return f"{area} (đến {ngay(area.valid_to)})"
    return f"{area} (từ {ngay(area.valid_from)})" if area.valid_from else area.name


class EstablishmentForm(forms.ModelForm):
    """Facts of a place. Whatever was typed comes back with every objection beside its field."""

    area = AreaField(label="Xã, phường (huyện)")
    known_since = DateFormField(label="Theo dõi từ ngày", help_text="Đơn vị hành chính phải là đơn vị có vào ngày này.")

    class Meta:
        model = Establishment
        fields = [
            "name", "code", "legal_form", "owner_name", "phone", "area", "address", "sector", "known_since",
            "is_active", "note",
        ]  # fmt: skip
        help_texts = {
            "code": "10 chữ số, 10-3 cho đơn vị phụ thuộc, hoặc 12 chữ số (hộ kinh doanh từ 01/7/2025). "
            "Chưa biết thì bỏ trống."
        }

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["area"].fill()
        self.fields["note"].widget.attrs["rows"] = 3

    def validate_unique(self):
        """The service words a duplicate, minding the reach."""

    def save(self):
        return save_establishment(self.instance, by=self.by)


class IdentityForm(forms.Form):
    """A registered change: the same place under another code, name or form from a day on."""

    name = forms.CharField(label="Tên mới", max_length=255)
    code = forms.CharField(label="Mã số mới", max_length=20, required=False)
    legal_form = forms.ChoiceField(label="Loại hình mới", choices=LegalForm)
    on = DateFormField(label="Từ ngày")
    paper = forms.CharField(
        label="Giấy tờ", max_length=255, required=False, help_text="Số, ngày của giấy đăng ký, giấy chứng nhận."
    )
    note = forms.CharField(label="Ghi chú", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_code(self):
        return clean_code(self.cleaned_data["code"])

    def save(self, establishment, by):
        return change_identity(establishment, by=by, **self.cleaned_data)


class EstablishmentField(forms.Field):
    """One establishment in reach, typed as its code, its name, or picked from what the page suggests.

    Cleans to an Establishment or None. Without JavaScript a name without marks is enough; when several fit, they are
    named. What lies out of reach is not known here.
    """

    def __init__(self, **kwargs):
        super().__init__(**{"label": "Đơn vị thụ hưởng", "required": False, **kwargs})
        self.by = None

    def prepare_value(self, value):
        return value.label if isinstance(value, Establishment) else value

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "").strip()

    def clean(self, value):
        text = (value or "").strip()
        if not text:
            return super().clean(None)
        reach = Establishment.objects.visible_to(self.by)
        head = text.partition(" · ")[0].strip()
        if head.startswith("#") and head[1:].isascii() and head[1:].isdigit() and len(head) < 12:
            return self._only(reach.filter(pk=int(head[1:])), text)
        try:
            return self._only(reach.filter(code=clean_code(head)), text)
        except ValidationError as error:
            if error.code != "code_shape" or head.replace(" ", "").isdigit():
                raise
        exact = [row for row in reach.find(text)[:20] if row.name.casefold() == text.casefold()]
        return exact[0] if len(exact) == 1 else self._only(reach.find(text), text)

    def _only(self, found, text):
        found = list(found[:4])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(f"Không tìm thấy cơ sở “{text}”. Nhập mã số hoặc tên, hoặc thêm cơ sở vào danh mục.")
        names = "; ".join(row.label for row in found[:3]) + ("; …" if len(found) > 3 else "")
        raise ValidationError(f"“{text}” có thể là: {names}. Hãy nhập mã số.")
