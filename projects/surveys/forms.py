"""The page on the spot: the sheet, its pictures and the signed paper, kept, judged and handed in as one."""

from functools import partial

from django import forms
from django.core.exceptions import ValidationError

from core.dates import DateFormField
from core.form_errors import ServiceErrors
from core.money import MoneyFormField
from core.photos import refused_uploads
from core.widgets import PhotosField, PickOne
from core.workflow import Act
from establishments.forms import put_errors
from establishments.models import LegalForm
from projects.models import Project, Survey
from projects.surveys.services import add_signed_sheet, add_survey_photo, save_survey, survey_errors
from projects.surveys.workflow import SURVEY_FLOW


def lines(rows=2):
    return forms.Textarea(attrs={"rows": rows})


class SurveyForm(ServiceErrors, forms.ModelForm):
    """What is seen on the spot; anything may be left for later."""

    surveyed_on = DateFormField(label="Ngày khảo sát", required=False)
    legal_form = forms.ChoiceField(label="Loại hình", choices=LegalForm, widget=PickOne, required=False)
    revenue = MoneyFormField(label="Doanh thu năm trước", required=False)
    photos = PhotosField(label="Chụp hoặc chọn ảnh", required=False)
    signed = forms.FileField(
        label="Phiếu có chữ ký (ảnh hoặc PDF)",
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )

    class Meta:
        model = Survey
        fields = [
            "project", "surveyed_on", "present", "legal_form", "place", "sector", "products", "workers", "revenue",
            "machines", "need", "land_papers", "environment_papers", "counterpart", "remark",
        ]  # fmt: skip
        widgets = {
            name: lines()
            for name in (
                "present", "products", "machines", "need", "land_papers", "environment_papers", "counterpart", "remark",
            )
        }  # fmt: skip
        help_texts = {
            "present": "Họ tên, chức vụ của người khảo sát và người của cơ sở.",
            "need": "Máy, nội dung cơ sở muốn đầu tư và vì sao.",
            "land_papers": "Loại giấy tờ, số, ngày; không có thì ghi “không có”.",
            "environment_papers": "Loại giấy tờ, số, ngày; không có thì ghi “không có”.",
            "counterpart": "Cơ sở lo được bao nhiêu, bằng nguồn nào.",
        }

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        mine = Project.objects.visible_to(by).filter(
            beneficiaries__establishment=self.instance.establishment_id, beneficiaries__removed_at=None
        )
        self.fields["project"].queryset = mine.distinct().order_by("-plan_year", "-sequence")
        self.fields["project"].empty_label = "Chưa có đề án"
        self.fields["workers"].widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "num"})

    def service_errors(self):
        return survey_errors(self.instance, by=self.by)


class SurveySheet:
    """A survey being written. Files are kept before anything else is judged, so that no picture is taken twice."""

    def __init__(self, survey, data=None, *, by):
        self.survey, self.by = survey, by
        self.form = SurveyForm(data, instance=survey, by=by)
        self.kept_files, self.is_saved, self.objections = 0, False, []

    def keep(self, files, *, send=False):
        """Keep the files and what was typed, with `send` hand it in; whether all that was asked for is done."""
        given = {"photos": files.getlist("photos"), "signed": files.getlist("signed")}
        doors = {"photos": add_survey_photo, "signed": add_signed_sheet}
        refused = {name: refused_uploads(partial(doors[name], self.survey, by=self.by), given[name]) for name in given}
        self.kept_files = sum(map(len, given.values())) - sum(map(len, refused.values()))
        self.is_saved = self.form.is_valid() and self._saved()
        for name, sentences in refused.items():
            if sentences:
                self.form.add_error(name, sentences)
        if send:
            found = SURVEY_FLOW["file"].standing_objections(self.survey, Act(by=self.by))
            self.objections = [row for row in found if row.field not in self.form.errors]
        if not self.is_saved or self.objections or any(refused.values()):
            return False
        return not send or self._sent()

    @property
    def title(self):
        if not self.is_saved:
            return "Chưa lưu được"
        return "Đã lưu, nhưng chưa nộp được" if self.objections else "Đã lưu, trừ tệp không nhận được"

    def _saved(self):
        try:
            save_survey(self.survey, by=self.by)
        except ValidationError as error:
            put_errors(self.form, error)
            return False
        return True

    def _sent(self):
        try:
            SURVEY_FLOW.press(self.survey, "file", by=self.by)
        except ValidationError as error:
            self.objections = error.messages
            return False
        return True
