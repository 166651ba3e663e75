"""What is typed to ask that an entry be taken back; the service decides."""

from django import forms

from budgets.corrections import ask_correction
from budgets.models import Correction
from core.dates import DateFormField


class CorrectionForm(forms.ModelForm):
    scan = forms.FileField(label="Bản chụp văn bản, biên bản (PDF, ảnh)", required=False)

    class Meta:
        model = Correction
        fields = ["why", "number", "dated_on"]
        field_classes = {"dated_on": DateFormField}

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["why"].widget = forms.Textarea(attrs={"rows": 3})

    def save(self, by):
        return ask_correction(self.instance, self.case, by=by, scan=self.cleaned_data["scan"])
