"""What is typed of a conclusion on money of a closed year; the service decides."""

from django import forms

from budgets.claiming import prepare_claim
from budgets.models import Claim
from core.dates import DateFormField


class ClaimForm(forms.ModelForm):
    """`places`: the contracts with what was settled of them in a closed year and is not claimed yet."""

    place = forms.ChoiceField(label="Hợp đồng, năm đã khóa sổ")
    scan = forms.FileField(label="Bản chụp văn bản kết luận (PDF, ảnh)", required=False)

    class Meta:
        model = Claim
        fields = ["amount", "number", "dated_on", "issuer", "due_on", "why"]
        field_classes = {"dated_on": DateFormField, "due_on": DateFormField}
        help_texts = {"issuer": "Kiểm toán nhà nước, Thanh tra tỉnh, Sở Tài chính…"}

    field_order = ["place", "amount", "number", "dated_on", "issuer", "due_on", "why", "scan"]

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {row.key: row for row in places}
        first = [] if len(places) == 1 else [("", "Chọn hợp đồng")]
        self.fields["place"].choices = first + [(key, str(row)) for key, row in self.places.items()]
        self.fields["why"].widget = forms.Textarea(attrs={"rows": 3})

    def save(self, by):
        place = self.places[self.cleaned_data["place"]]
        self.instance.commitment, self.instance.of_year = place.commitment, place.of_year
        return prepare_claim(self.instance, by=by, scan=self.cleaned_data["scan"])
