import datetime
from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from accounts.models import Organisation
from core.dates import DateFormField, today
from core.decimals import DecimalCommaField
from core.form_errors import ServiceErrors
from core.money import MoneyFormField
from core.photos import refused_uploads
from core.views import PaperForm
from core.widgets import PhotosField
from core.workflow import PaperInput
from establishments.forms import AreaField, EstablishmentField, put_errors
from norms.models import RefusalReason, SupportCategory
from projects.ceilings import cost_help
from projects.details.base import indicators_told
from projects.models import APPRAISAL_POINTS, Beneficiary, CostItem, ProgressReport, Project
from projects.naming import name_beneficiary, naming_errors, share_later_errors, share_with
from projects.past import FromPaper, Step, add_past_paper, correct_historical, enter_historical, withdraw_historical
from projects.progress import add_progress_photo, save_progress
from projects.services import attach_paper, plan_stands, record_appraisal, save_project


class ProjectForm(forms.ModelForm):
    """The application. A draft may be left incomplete; what was typed always comes back."""

    HEADINGS = ["need", "objective", "scale", "content", "schedule_text", "organisation_text", "impact"]

    area = AreaField(label="Xã, phường (huyện)")
    investor_establishment = EstablishmentField(
        label="Nhà đầu tư (cơ sở)", help_text="Bên bỏ vốn đối ứng. Bỏ trống: đơn vị thụ hưởng."
    )
    starts_on = DateFormField(label="Bắt đầu", required=False)
    ends_on = DateFormField(label="Kết thúc", required=False)
    filed_on = DateFormField(
        label="Ngày của hồ sơ", help_text="Đơn vị hành chính và giấy tờ phải có được xét theo ngày này."
    )
    priority_factor = DecimalCommaField(
        label="Hệ số ưu tiên", required=False, max_digits=4, decimal_places=2,
        help_text="Bỏ trống: 1. Chỉ nhân một lần, cho địa bàn hoặc ngành nghề ưu tiên.",
    )  # fmt: skip

    class Meta:
        model = Project
        fields = [
            "title", "tier", "plan_year", "kind", "category", "implementing_organisation",
            "coordinating_organisation", "investor_establishment", "investor_organisation", "beneficiaries_planned",
            "spending_unit", "area", "place", "filed_on", "starts_on", "ends_on",
            "total_cost", "requested_support", "counterpart", "other", "eligible_cost", "units", "priority_factor",
            "need", "objective", "scale", "content", "schedule_text", "organisation_text", "impact", "remark",
        ]  # fmt: skip

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["area"].fill()
        self.fields["category"].queryset = SupportCategory.objects.filter(active=True)
        self.fields["spending_unit"].queryset = Organisation.objects.filter(is_spending_unit=True)
        for name in ("category", "implementing_organisation", "spending_unit"):
            self.fields[name].empty_label = "Chọn"
        self.fields["coordinating_organisation"].empty_label = "Không có"
        self.fields["investor_organisation"].empty_label = "Không có"
        self.fields["investor_establishment"].by = by
        _suggest_establishments(self["investor_establishment"])
        self.initial["investor_establishment"] = self.instance.investor_establishment
        for name in self.HEADINGS:
            self.fields[name].widget.attrs["rows"] = 3
        self.fields["remark"].widget.attrs["rows"] = 2
        self.fields["eligible_cost"].help_text = cost_help(self.instance)
        self.fields["plan_year"].widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "num"})
        for name in ("units", "beneficiaries_planned"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "num"})
        if self.instance.pk:  # both are part of the code
            self.fields["tier"].disabled = self.fields["plan_year"].disabled = True
        elif not by.organisation.covers_province:
            self.initial["implementing_organisation"] = by.organisation.pk
            if by.organisation.is_spending_unit:
                self.initial["spending_unit"] = by.organisation.pk

    def _post_clean(self):
        """Fill the instance; its rules are checked by the service together with the rows below it."""
        self.instance = forms.models.construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)

    def validate_unique(self):
        """The code is the service's to give."""


class HistoricalForm(ProjectForm):
    """A project of an earlier year from its papers: what nobody knows any more stays empty."""

    status = forms.ChoiceField(
        label="Đã đi đến bước", choices=[(state.value, state.label) for state in Project.HISTORICAL]
    )
    filed_on = DateFormField(
        label="Ngày của hồ sơ", required=False,
        help_text="Đơn vị hành chính được xét theo ngày này. Bỏ trống: ngày sớm nhất của các văn bản ghi ở dưới.",
    )  # fmt: skip
    note = forms.CharField(
        label="Nguồn của số liệu", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Văn bản, trang thông tin làm căn cứ nhập.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["status"] = self.instance.status
            self.fields["note"].label = "Vì sao sửa"
            self.fields["filed_on"].help_text = "Đơn vị hành chính được xét theo ngày này. Bỏ trống: giữ ngày đã ghi."
            self.fields["note"].help_text = "Chỗ đã nhập sai và văn bản làm căn cứ sửa; số cũ được giữ trong diễn biến."


class BeneficiaryForm(forms.Form):
    """One row of who enjoys the result. An empty row counts for nothing."""

    establishment = EstablishmentField(label="Đơn vị thụ hưởng")
    description = forms.CharField(label="hoặc đối tượng (nhóm, lớp…)", max_length=200, required=False)
    name_later = forms.BooleanField(label="Nêu sau", required=False)
    place = forms.CharField(label="Địa điểm", max_length=255, required=False)
    support_share = MoneyFormField(label="Phần hỗ trợ (đồng)", required=False)

    def row(self):
        data = self.cleaned_data
        return Beneficiary(
            establishment=data.get("establishment"),
            description=data.get("description", ""),
            name_later=bool(data.get("name_later")) and not data.get("establishment"),
            place=data.get("place", ""),
            support_share=data.get("support_share"),
        )


COST_COLUMNS = ["content", "unit", "quantity", "unit_price", "amount", "vat", *CostItem.PAYERS]


class CostItemForm(forms.Form):
    """One line of the estimate; an amount left empty is quantity times unit price, a payer left empty pays the rest."""

    content = forms.CharField(label="Nội dung chi", max_length=300)
    unit = forms.CharField(label="Đơn vị tính", max_length=40, required=False)
    quantity = DecimalCommaField(label="Số lượng", required=False, max_digits=12, decimal_places=3)
    unit_price = MoneyFormField(label="Đơn giá (đồng)", required=False)
    amount = MoneyFormField(label="Thành tiền (đồng)", required=False)
    vat = MoneyFormField(label="Thuế GTGT (đồng)", required=False)
    support = MoneyFormField(label="Kinh phí khuyến công (đồng)", required=False)
    counterpart = MoneyFormField(label="Vốn đối ứng (đồng)", required=False)
    other = MoneyFormField(label="Nguồn khác (đồng)", required=False)

    def row(self):
        return CostItem(**{name: self.cleaned_data.get(name) for name in COST_COLUMNS})


class PastPaperForm(forms.Form):
    """One paper of an old project: which step it was, its number and day, the amount it gives, its scan."""

    step = forms.ChoiceField(label="Việc", choices=[("", "Chọn"), *Step.choices])
    number = forms.CharField(label="Số, ký hiệu", max_length=100, required=False)
    dated_on = DateFormField(label="Ngày", required=False)
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=255, required=False)
    amount = MoneyFormField(label="Số tiền (đồng)", required=False)
    file = forms.FileField(label="Bản chụp (PDF, ảnh)", required=False)

    def row(self):
        data = dict(self.cleaned_data)
        return FromPaper(upload=data.pop("file"), **data)

    @property
    def sent_file(self):
        """The scan sent with this row, which the page that comes back cannot put into its box again; None: none was."""
        return self.files.get(self.add_prefix("file")) if self.is_bound else None

    def save(self, project, by):
        return add_past_paper(project, self.row(), by=by)


class MistakenEntryForm(forms.Form):
    """Why an old project was entered by mistake."""

    why = forms.CharField(
        label="Vì sao bỏ", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000,
        help_text="Hồ sơ thôi tính vào danh sách, sổ theo dõi, báo cáo, đối chiếu trùng; diễn biến vẫn giữ.",
    )  # fmt: skip

    def save(self, project, by):
        return withdraw_historical(project, by=by, why=self.cleaned_data["why"])


def _suggest_establishments(bound):
    """What is typed is completed from the establishments in reach; the page has a datalist after the input."""
    bound.field.widget.attrs |= {
        "list": f"{bound.auto_id}_list",
        "autocomplete": "off",
        "placeholder": "Mã số hoặc tên",
        "hx-get": reverse("establishments:suggest"),
        "hx-trigger": "input changed delay:300ms",
        "hx-target": "next datalist",
        "hx-swap": "innerHTML",
    }


def _for_a_cell(bound):
    """In a table the column's heading is the label; the input itself still has its name for those who hear the page."""
    widget = bound.field.widget
    kinds = {forms.CheckboxInput: "form-check-input", forms.Select: "form-select"}
    css = next((css for kind, css in kinds.items() if isinstance(widget, kind)), "form-control")
    money = "money" if isinstance(bound.field, MoneyFormField) else ""
    wrong = "is-invalid" if bound.errors else ""
    widget.attrs["class"] = " ".join(filter(None, [css, widget.attrs.get("class", ""), money, wrong]))
    widget.attrs["aria-label"] = bound.label


class Rows(forms.BaseFormSet):
    """Rows that may be added without JavaScript and left out by a tick; empty ones are not there.

    `asked`: the name of the list that got one more row, if that was all the page was sent for. Nothing is checked then,
    and the page comes back with the cursor in the new row.
    """

    def __init__(self, *args, by=None, asked=None, **kwargs):
        self.by, self.asked = by, asked
        super().__init__(*args, **kwargs)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        if self.asked:
            unchecked(form)
        if self.asked == self.prefix and i == self.total_form_count() - 1:
            form.visible_fields()[0].field.widget.attrs["autofocus"] = True
        if "establishment" in form.fields:
            form.fields["establishment"].by = self.by
            _suggest_establishments(form["establishment"])
        for bound in form:
            _for_a_cell(bound)
        return form

    def counted(self):
        """The forms that are rows: not the empty ones, not those left out."""
        return [
            form
            for form in self.forms
            if form.has_changed() or form.initial
            if not (self.can_delete and self._should_delete_form(form))
        ]

    def rows(self):
        return [form.row() for form in self.counted()]

    def put_errors(self, error):
        """Lay the RowErrors of a service at their fields; returns the sentences that belong to no row."""
        counted, rest = self.counted(), []
        for one in error.error_list:
            number = getattr(one, "number", 0)
            if not 0 < number <= len(counted):
                rest += one.messages
                continue
            form = counted[number - 1]
            field = one.field if one.field in form.fields else None
            if field in form.errors or (field is None and form.errors):
                continue  # what cannot be read says only that
            form.add_error(field, one.bare)
            if field:
                _for_a_cell(form[field])
        return rest

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self.can_delete:
            form.fields["DELETE"].label = "Bỏ dòng"


BeneficiaryRows = forms.formset_factory(BeneficiaryForm, formset=Rows, extra=1, can_delete=True, max_num=300)
CostItemRows = forms.formset_factory(CostItemForm, formset=Rows, extra=1, can_delete=True, max_num=300)
PastPaperRows = forms.formset_factory(PastPaperForm, formset=Rows, extra=3, max_num=100)
BeneficiaryRows.row_name, CostItemRows.row_name = "Dòng thụ hưởng", "Dòng dự toán"
PastPaperRows.row_name = "Dòng văn bản"
ROW_SETS = {"beneficiaries": BeneficiaryRows, "cost_items": CostItemRows}
PAST_ROW_SETS = ROW_SETS | {"papers": PastPaperRows}


class Application:
    """The page of an application: the form and its lists of rows, filled, checked and saved as one."""

    def __init__(self, data=None, files=None, *, instance=None, by, historical=False):
        self.by, self.historical = by, historical
        row_sets = PAST_ROW_SETS if historical and not (instance and instance.pk) else ROW_SETS
        self.asked_rows = data is not None and next((name for name in row_sets if f"add_{name}" in data), None)
        if self.asked_rows:
            data = one_row_more(data, self.asked_rows)
        self.form = (HistoricalForm if historical else ProjectForm)(data, instance=instance, by=by)
        if self.asked_rows:
            unchecked(self.form)
        self.row_sets = {
            name: rows(data, files, prefix=name, by=by, asked=self.asked_rows, initial=_initial(name, instance))
            for name, rows in row_sets.items()
        }
        self.row_errors = {}

    @property
    def beneficiaries(self):
        return self.row_sets["beneficiaries"]

    @property
    def cost_items(self):
        return self.row_sets["cost_items"]

    @property
    def papers(self):
        """The papers of an old year; None for an application."""
        return self.row_sets.get("papers")

    def save(self):
        """The saved project, or None with every objection laid on the page."""
        valid = [self.form.is_valid(), *(rows.is_valid() for rows in self.row_sets.values())]
        if not all(valid):
            return None
        rows = {name: row_set.rows() for name, row_set in self.row_sets.items()}
        data = self.form.cleaned_data
        try:
            if self.historical and self.form.instance.pk:
                return correct_historical(
                    self.form.instance, by=self.by, status=data["status"], why=data["note"], **rows
                )
            if self.historical:
                return enter_historical(
                    self.form.instance, by=self.by, status=data["status"], note=data["note"], **rows
                )
            return save_project(self.form.instance, by=self.by, **rows)
        except ValidationError as error:
            put_errors(self.form, self._without_rows(error))
            return None

    def _without_rows(self, error):
        """Objections to rows stand above their list, not above the form."""
        if not hasattr(error, "error_dict"):
            return error
        rest = dict(error.error_dict)
        for name in self.row_sets:
            if name in rest:
                self.row_errors[name] = ValidationError(rest.pop(name)).messages
        return ValidationError(rest)

    @property
    def has_errors(self):
        return bool(
            self.form.errors or self.row_errors or any(rows.total_error_count() for rows in self.row_sets.values())
        )


def one_row_more(data, name):
    """What was posted, with one more empty row in the list of this name."""
    data = MultiValueDict({key: data.getlist(key) for key in data})
    total = f"{name}-TOTAL_FORMS"
    count = data.get(total, "0")
    data[total] = str(int(count) + 1 if count.isascii() and count.isdigit() and len(count) < 10 else 1)
    return data


def unchecked(form):
    """A page sent for one more row says nothing yet of what is wrong or missing on it."""
    form._errors, form.cleaned_data = ErrorDict(), {}


def _initial(name, project):
    if project is None or project.pk is None or name == "papers":
        return []
    if name == "beneficiaries":
        return [
            {
                "establishment": row.establishment,
                "description": row.description,
                "name_later": row.name_later,
                "place": row.place,
                "support_share": row.support_share,
            }
            for row in project.beneficiaries.select_related("establishment")
        ]
    return list(project.cost_items.values(*COST_COLUMNS))


class NamingForm(ServiceErrors, PaperForm):
    """The paper that names a beneficiary of a group project, who it is, and its part of the support."""

    establishment = EstablishmentField(label="Đơn vị thụ hưởng")
    place = forms.CharField(label="Địa điểm", max_length=255, required=False)
    support_share = MoneyFormField(
        label="Phần hỗ trợ", required=False,
        help_text="Bỏ trống: chưa chi được cho đơn vị này đến khi đã chia phần hỗ trợ hoặc đã nêu đủ các đơn vị.",
    )  # fmt: skip
    field_order = ["establishment", "place", "support_share", "number", "issued_on", "issuer", "signer", "file"]

    def __init__(self, *args, project, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.project, self.by, self.newcomer = project, by, None
        self.fields["establishment"].required = True
        self.fields["establishment"].by = by
        _suggest_establishments(self["establishment"])

    def service_errors(self):
        data = {name: self.cleaned_data.get(name) for name in self.fields}
        self.newcomer = data["establishment"]  # the page shows what is asked of it, also where it is refused
        paper = PaperInput(data["number"] or "", data["issued_on"], signer=data["signer"] or "")
        return naming_errors(
            self.project, data["establishment"], paper=paper, by=self.by, support_share=data["support_share"]
        )

    def save(self):
        data = dict(self.cleaned_data)
        who = {name: data.pop(name) for name in ("establishment", "place", "support_share")}
        return name_beneficiary(self.project, paper=PaperInput(upload=data.pop("file"), **data), by=self.by, **who)


class ShareForm(ServiceErrors, PaperForm):
    """The paper that gives one of several beneficiaries its part of the support."""

    support_share = MoneyFormField(label="Phần hỗ trợ")
    field_order = ["support_share", "number", "issued_on", "issuer", "signer", "file"]

    def __init__(self, *args, beneficiary, by, **kwargs):
        super().__init__(*args, initial={"support_share": beneficiary.support_share}, **kwargs)
        self.beneficiary, self.by = beneficiary, by

    def service_errors(self):
        data = {name: self.cleaned_data.get(name) for name in self.fields}
        paper = PaperInput(data["number"] or "", data["issued_on"], signer=data["signer"] or "")
        return share_later_errors(self.beneficiary, data["support_share"], paper=paper, by=self.by)

    def save(self):
        data = dict(self.cleaned_data)
        share = data.pop("support_share")
        return share_with(self.beneficiary, share, paper=PaperInput(upload=data.pop("file"), **data), by=self.by)


class AppraisalForm(forms.Form):
    """The five points, each with its finding, and the support recommended."""

    made_on = DateFormField(label="Ngày thẩm định")
    recommended_support = MoneyFormField(label="Mức hỗ trợ đề nghị")
    note = forms.CharField(label="Ý kiến khác", required=False, max_length=4000,
                           widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, label in APPRAISAL_POINTS.items():
            self.fields[f"{code}_ok"] = forms.TypedChoiceField(
                label="Đánh giá",
                choices=[("yes", "Đạt"), ("no", "Chưa đạt")],
                coerce=lambda value: value == "yes",
                widget=forms.RadioSelect,
                error_messages={"required": f"Chưa trả lời nội dung “{label}”."},
            )
            self.fields[f"{code}_finding"] = forms.CharField(
                label="Nhận xét", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
            )

    @property
    def points(self):
        """[(label, answer, finding)], the latter two bound fields, in the order of the form."""
        return [(label, self[f"{code}_ok"], self[f"{code}_finding"]) for code, label in APPRAISAL_POINTS.items()]

    def clean(self):
        for code, label in APPRAISAL_POINTS.items():
            if self.cleaned_data.get(f"{code}_ok") is False and not self.cleaned_data.get(f"{code}_finding"):
                self.add_error(f"{code}_finding", f"Nội dung “{label}” chưa đạt thì phải nêu nhận xét.")

    def save(self, project, by, council=None):
        data = self.cleaned_data
        points = {code: {"ok": data[f"{code}_ok"], "finding": data[f"{code}_finding"]} for code in APPRAISAL_POINTS}
        return record_appraisal(
            project,
            points=points,
            recommended_support=data["recommended_support"],
            made_on=data["made_on"],
            note=data["note"],
            by=by,
            council=council,
        )


class RefusalForm(forms.Form):
    """The coded reason of a refusal; what is wrong with this dossier is the note."""

    reason = forms.ChoiceField(label="Lý do không đủ điều kiện", widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = RefusalReason.objects.on(today())
        self.fields["reason"].choices = [(row.code, f"{row.name} ({row.source})") for row in rows]


class MonthField(forms.Field):
    """«7/2021» -> the first day of the month."""

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, datetime.date):
            return value or None
        month, _, year = str(value).strip().partition("/")
        try:
            if len(year.strip()) != 4:
                raise ValueError
            return datetime.date(int(year), int(month), 1)
        except ValueError as error:
            raise ValidationError(f"Không đọc được tháng “{value}”. Viết tháng/năm, ví dụ 7/2021.") from error

    def prepare_value(self, value):
        return f"{value.month}/{value.year}" if isinstance(value, datetime.date) else value


class ProgressForm(forms.Form):
    month = MonthField(label="Tháng báo cáo", widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    percent = forms.IntegerField(
        label="Khối lượng thực hiện, lũy kế (%)", min_value=0, max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
        error_messages={"min_value": "Khối lượng từ 0 đến 100 %%.", "max_value": "Khối lượng từ 0 đến 100 %%."},
    )  # fmt: skip
    value_done = MoneyFormField(label="Giá trị đã thực hiện, lũy kế")
    spent_state = MoneyFormField(label="Đã chi từ kinh phí khuyến công", required=False)
    spent_counterpart = MoneyFormField(label="Đã chi từ vốn đối ứng", required=False)
    spent_other = MoneyFormField(label="Đã chi từ nguồn khác", required=False)
    work_done = forms.CharField(label="Công việc đã làm", required=False, max_length=4000,
                                widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip
    difficulties = forms.CharField(label="Khó khăn, kiến nghị", required=False, max_length=4000,
                                   widget=forms.Textarea(attrs={"rows": 2}))  # fmt: skip

    photos = PhotosField(label="Ảnh hiện trường", required=False)

    def save(self, project, by):
        """The saved report. A picture that is refused is told at its field; the report and the others are kept."""
        data = dict(self.cleaned_data)
        photos = data.pop("photos")
        data |= {name: data[name] or 0 for name in ("spent_state", "spent_counterpart", "spent_other")}
        report = save_progress(ProgressReport(project=project, made_on=today(), **data), by=by)
        if refused := refused_uploads(partial(add_progress_photo, report, by=by), photos):
            self.add_error("photos", refused)
        return report


class DossierPaperForm(PaperForm):
    """A paper of the dossier: the scan, or what is written on the paper whose scan comes later."""

    kind = forms.CharField(widget=forms.HiddenInput)
    title = forms.CharField(label="Tên giấy tờ", max_length=255, required=False)
    number = forms.CharField(label="Số, ký hiệu", max_length=100, required=False)
    issued_on = DateFormField(label="Ngày của giấy tờ", required=False)
    signer = forms.CharField(label="Người ký", max_length=200, required=False)

    field_order = ["kind", "file", "title", "number", "issued_on", "issuer", "signer"]

    def save(self, project, by):
        data = dict(self.cleaned_data)
        return attach_paper(project, data.pop("file"), by=by, **data)


class IndicatorForm(forms.Form):
    """Planned and actual figures of the indicators that the kind of support names."""

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.project = project
        present = {row.code: row for row in project.indicators.all()}
        told = {which: indicators_told(project, which) for which in ("planned", "actual")}
        self.rows = []
        for row in project.category.output_indicators:
            value = present.get(row["code"])
            for name, label in (("planned", "kế hoạch"), ("actual", "thực hiện")):
                stands = name == "planned" and plan_stands(project)
                field = self.fields[f"{row['code']}.{name}"] = DecimalCommaField(
                    label=f"{row['name']}, {label}", required=False, max_digits=14, decimal_places=2, min_value=0,
                    initial=getattr(value, name, None), disabled=stands,
                )  # fmt: skip
                if row["code"] in told[name] and not stands:
                    field.initial, field.disabled = told[name][row["code"]], True
                    field.help_text = "Tính từ nội dung chi tiết."
            self.rows.append((row, self[f"{row['code']}.planned"], self[f"{row['code']}.actual"]))

    def values(self):
        return {
            row["code"]: {name: self.cleaned_data[f"{row['code']}.{name}"] for name in ("planned", "actual")}
            for row in self.project.category.output_indicators
        }
