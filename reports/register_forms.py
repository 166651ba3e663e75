from django import forms

from core.dates import DateFormField
from core.form_errors import ServiceErrors
from projects.in_place import version_of
from projects.services import objections_to_draft
from reports.models import RegisterView


class InPlaceForm(ServiceErrors, forms.Form):
    """What of an application is mended where it stands in the register; `seen` tells whether it changed meanwhile."""

    title = forms.CharField(label="Tên đề án", max_length=300)
    place = forms.CharField(label="Địa điểm cụ thể", max_length=255, required=False)
    starts_on = DateFormField(label="Bắt đầu", required=False)
    ends_on = DateFormField(label="Kết thúc", required=False)
    remark = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, project, by, **kwargs):
        self.project, self.by = project, by
        names = ("title", "place", "starts_on", "ends_on", "remark")
        start = {name: getattr(project, name) for name in names} | {"seen": version_of(project)}
        super().__init__(*args, initial=start, auto_id=f"project_{project.pk}_%s", **kwargs)

    def service_errors(self):
        for name, value in self.cleaned_data.items():
            if name != "seen":
                setattr(self.project, name, value)
        return objections_to_draft(self.project, by=self.by)


class RegisterViewForm(forms.ModelForm):
    """The name of a way of looking; what it shows is the register's address."""

    class Meta:
        model = RegisterView
        fields = ["name", "shared"]
