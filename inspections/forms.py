from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import forms
from django.db import transaction

from core.dates import DateFormField, today
from core.decimals import DecimalCommaField
from core.form_errors import ServiceErrors
from core.money import MoneyFormField
from core.text import figure
from core.widgets import PhotosField, PickOne
from inspections.checklist import ANSWERS, NOTE_LENGTH, QUESTIONS
from inspections.models import Acceptance, AcceptanceBatch, Finding, Inspection
from inspections.objections import UNDER_WAY, fix_errors, place_errors, visit_errors, why_no_new_visit
from inspections.proofs import add_proof
from inspections.selectors import waiting_places
from inspections.services import remove_place, save_batch, save_inspection, save_place
from plans.selectors import approved_item, counts_vat
from projects.models import Project


def lines(rows, **attrs):
    return forms.Textarea(attrs={"rows": rows, **attrs})


# --- visits -----------------------------------------------------------------------------------------------------------


class ProjectChoice(forms.ModelChoiceField):
    def label_from_instance(self, project):
        return f"{project.code} · {project.title}"


class PlanVisitForm(ServiceErrors, forms.ModelForm):
    """A visit put on the calendar, or begun now."""

    project = ProjectChoice(label="Đề án", queryset=Project.objects.none(), empty_label="Chọn đề án")
    kind = forms.ChoiceField(label="Loại kiểm tra", choices=Inspection.Kind, widget=PickOne, initial="PERIODIC")
    planned_on = DateFormField(label="Ngày dự kiến", required=False)

    class Meta:
        model = Inspection
        fields = ["project", "kind", "planned_on", "team_paper"]
        help_texts = {"team_paper": "Số, ngày của quyết định hoặc kế hoạch kiểm tra, nếu có."}

    def __init__(self, *args, by, now=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.now = by, now
        projects = Project.objects.visible_to(by).filter(status__in=UNDER_WAY)
        self.fields["project"].queryset = projects.order_by("-plan_year", "code")
        if why_no_new_visit(by.organisation):
            self.fields["planned_on"].label = "Ngày đã kiểm tra"

    def clean(self):
        """Whoever writes the result now was there on the day that is given."""
        data, day = super().clean(), self.cleaned_data.get("planned_on")
        if day and self.now and day <= today():
            self.instance.visited_on = day
        return data

    def service_errors(self):
        return visit_errors(self.instance, by=self.by)

    def save(self):
        return save_inspection(self.instance, by=self.by)


class CoordinateField(forms.DecimalField):
    """Degrees as a phone or a person writes them, 18,5012 or 18.5012, kept to six decimals (a tenth of a metre)."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, **kwargs})
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value):
        number = super().to_python(str(value).strip().replace(",", ".") if value else value)
        try:
            return number if number is None else number.quantize(Decimal("0.000001"), ROUND_HALF_UP)
        except InvalidOperation:  # infinite, or far off the earth: the field's own limits say so
            return number


class VisitForm(ServiceErrors, forms.ModelForm):
    """What is filled in on the spot, step by step; anything may be left for later."""

    visited_on = DateFormField(label="Ngày kiểm tra", required=False)
    latitude = CoordinateField(label="Vĩ độ", min_value=-90, max_value=90)
    longitude = CoordinateField(label="Kinh độ", min_value=-180, max_value=180)
    photos = PhotosField(label="Chụp hoặc chọn ảnh", required=False)
    minutes = forms.FileField(
        label="Biên bản có chữ ký hai bên (ảnh hoặc PDF)",
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )

    class Meta:
        model = Inspection
        fields = [
            "visited_on", "place", "latitude", "longitude", "accuracy_m", "present", "progress_percent", "summary",
        ]  # fmt: skip
        widgets = {"present": lines(3), "summary": lines(4)}
        help_texts = {
            "present": "Họ tên, chức vụ của đoàn kiểm tra và của cơ sở, mỗi người một dòng.",
            "progress_percent": "Ước theo khối lượng thực tế, từ 0 đến 100.",
        }

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        given = {row["code"]: row for row in self.instance.checklist}
        for code, question in QUESTIONS:
            row = given.get(code, {})
            self.fields[f"answer_{code}"] = forms.ChoiceField(
                label=question,
                choices=list(ANSWERS.items()),
                widget=PickOne,
                required=False,
                initial=row.get("answer", ""),
            )
            self.fields[f"note_{code}"] = forms.CharField(
                label=f"Ghi chú: {question}",
                required=False,
                max_length=NOTE_LENGTH,
                initial=row.get("note", ""),
                widget=lines(1, placeholder="Ghi chú, nếu cần"),
            )
        for name, mark in (("latitude", "data-lat"), ("longitude", "data-lon"), ("accuracy_m", "data-accuracy")):
            self.fields[name].widget.attrs[mark] = ""
        for name in ("accuracy_m", "progress_percent"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    @property
    def steps(self):
        """[(question's answer field, its note field)], one step each."""
        return [(self[f"answer_{code}"], self[f"note_{code}"]) for code, _ in QUESTIONS]

    def service_errors(self):
        return visit_errors(self.instance, by=self.by)

    def clean(self):
        data = super().clean()
        self.instance.checklist = [
            {
                "code": code,
                "question": question,
                "answer": data.get(f"answer_{code}", ""),
                "note": data.get(f"note_{code}", ""),
            }
            for code, question in QUESTIONS
        ]
        return data


class FindingForm(forms.Form):
    """One thing to mend; a row emptied of its text is taken back."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label="Tồn tại, kiến nghị", required=False, max_length=2000, widget=lines(2))
    responsible = forms.CharField(label="Ai phải khắc phục", required=False, max_length=200)
    due_on = DateFormField(label="Hạn khắc phục", required=False)

    def clean(self):
        data = super().clean()
        if (
            not (data.get("text") or "").strip()
            and not data.get("id")
            and (data.get("responsible") or data.get("due_on"))
        ):
            self.add_error("text", "Chưa ghi nội dung phải khắc phục.")
        return data

    @property
    def is_filled(self):
        """Whether there is anything in the row to look at: stored, typed, or wrong."""
        return bool(self.initial.get("id") or (self.is_bound and (self.has_changed() or self.errors)))

    def finding(self):
        """The Finding this row asks for, None for an empty row."""
        data = self.cleaned_data
        if not (data.get("text") or "").strip():
            return None
        return Finding(
            pk=data.get("id"), text=data["text"], responsible=data.get("responsible", ""), due_on=data.get("due_on")
        )

    def finding_as_meant(self):
        """The same for judging the whole report: what cannot be read is there, and not missing as well."""
        finding = self.finding()
        if finding and "due_on" in self.errors:
            finding.due_on = today()
        if finding and "responsible" in self.errors:
            finding.responsible = "…"
        return finding


class BaseFindingRows(forms.BaseFormSet):
    row_name = "Kiến nghị"


FindingRows = forms.formset_factory(FindingForm, formset=BaseFindingRows, extra=2, max_num=40, absolute_max=60)


def finding_rows(inspection, data=None):
    initial = [
        {"id": row.pk, "text": row.text, "responsible": row.responsible, "due_on": row.due_on}
        for row in inspection.findings.all()
    ]
    return FindingRows(data, initial=initial, prefix="findings")


class VerdictForm(forms.Form):
    """What the Department concludes from the report."""

    verdict = forms.ChoiceField(label="Kết quả kiểm tra", choices=Inspection.Verdict, widget=PickOne)


class NewDeadlineForm(forms.Form):
    due_on = DateFormField(
        label="Hạn khắc phục mới", required=False, help_text="Bỏ trống: giữ hạn cũ của từng kiến nghị."
    )


class FixForm(ServiceErrors, forms.Form):
    """What was done about a finding, with pictures."""

    fixed_on = DateFormField(label="Ngày khắc phục xong")
    note = forms.CharField(label="Kết quả khắc phục", max_length=2000, widget=lines(3))
    photos = PhotosField(label="Ảnh sau khắc phục", required=False)

    def __init__(self, *args, inspection, **kwargs):
        super().__init__(*args, **kwargs)
        self.inspection = inspection

    def service_errors(self):
        data = self.cleaned_data
        return fix_errors(
            self.inspection, fixed_on=data.get("fixed_on"), note=data.get("note", ""), photos=data.get("photos", ())
        )


# --- acceptance -------------------------------------------------------------------------------------------------------


class BatchForm(forms.ModelForm):
    """The day, the team and the places; results are written place by place."""

    held_on = DateFormField(label="Ngày nghiệm thu")
    waiting = forms.MultipleChoiceField(
        label="Nơi nghiệm thu",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Có nơi đã chọn không còn chờ nghiệm thu; xem lại danh sách."},
    )

    class Meta:
        model = AcceptanceBatch
        fields = ["held_on", "team"]
        widgets = {"team": lines(5)}
        help_texts = {
            "team": "Mỗi người một dòng: họ tên, chức vụ, đơn vị (Sở, Trung tâm, Sở Tài chính, địa phương); ai là tổ "
            "trưởng, thư ký thì ghi thêm. Biên bản in chỗ ký cho từng người."
        }

    def __init__(self, *args, by, chosen=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        present = {}
        if self.instance.pk:
            present = {
                f"{row.project_id}-{row.beneficiary_id or 0}": row
                for row in self.instance.places.select_related("project", "batch")
            }
        self.present = present
        self.offered = {row.key: row for row in waiting_places(by, self.instance if self.instance.pk else None)}
        labels = {key: row.label for key, row in self.offered.items()}
        labels |= {
            key: f"{row.project.code} · {row.project.title}" for key, row in present.items() if key not in labels
        }
        self.fields["waiting"].choices = sorted(labels.items(), key=lambda item: item[1])
        self.initial["waiting"] = list(present) or [
            key for key, row in self.offered.items() if str(row.project.pk) in chosen
        ]

    @transaction.atomic
    def save(self):
        asked = set(self.cleaned_data["waiting"])
        chosen = [self.offered[key] for key in sorted(asked - set(self.present))]
        new = [Acceptance(project=row.project, beneficiary=row.beneficiary, place=row.place) for row in chosen]
        batch = save_batch(self.instance, by=self.by, places=new)
        for key, place in self.present.items():
            if key not in asked:
                remove_place(place, by=self.by)
        return batch


def result_field(target):
    """Where a result is typed, beside its target: an amount as amounts are, anything else as a number."""
    offered = target.reported if target.row is None and target.is_alone else None
    value = target.value if target.row else offered
    aim = f"Mục tiêu{'' if target.is_alone else ' của cả đề án'}: {target.aim}"
    hints = [aim] if target.reported is None else [aim, f"đề án đã ghi {figure(target.reported)}"]
    if offered is not None:
        hints[-1] += ", sửa nếu thực tế khác"
    if not target.is_alone:
        sums = target.indicator.adds_up
        hints.append(f"các nơi cộng lại: {target.total.words}" if sums else "mỗi nơi một số, không cộng")
    words = {"required": False, "help_text": f"{'; '.join(hints)}."}
    if target.unit == "đồng" and (value is None or value == int(value)):
        value = None if value is None else int(value)
        return MoneyFormField(label=f"{target.name} (đồng)", initial=value, **words)
    unit = f" ({target.unit})" if target.unit else ""
    return DecimalCommaField(
        label=f"{target.name}{unit}", max_digits=14, decimal_places=2, min_value=0, initial=value, **words
    )


class PlaceForm(ServiceErrors, forms.ModelForm):
    """The result at one place; half of it may be saved, the minutes ask for all of it."""

    accepted_cost = MoneyFormField(
        label="Chi phí được nghiệm thu (đồng)",
        required=False,
    )
    counterpart_done = MoneyFormField(label="Vốn đối ứng đã thực hiện (đồng)", required=False)
    volume_percent = DecimalCommaField(
        label="Khối lượng đã thực hiện (%)", required=False, max_digits=4, decimal_places=1,
        help_text="Bắt buộc, và chỉ ghi, khi nghiệm thu theo khối lượng: lớn hơn 0, nhỏ hơn 100.",
    )  # fmt: skip
    conclusion = forms.ChoiceField(label="Kết luận", choices=Acceptance.Conclusion, widget=PickOne, required=False)
    new_date = DateFormField(label="Ngày nghiệm thu lại", required=False)

    class Meta:
        model = Acceptance
        fields = [
            "place", "present", "results", "accepted_cost", "accepted_units", "counterpart_done", "conclusion",
            "volume_percent", "defects", "new_date",
        ]  # fmt: skip
        widgets = {"present": lines(3), "results": lines(4), "defects": lines(3)}
        help_texts = {
            "present": "Mỗi người một dòng: họ tên, chức vụ. Biên bản in chỗ ký cho từng người.",
            "results": "So với mục tiêu, khối lượng, máy móc nêu trong quyết định và hợp đồng.",
            "defects": "Bắt buộc khi chưa đạt hoặc nghiệm thu theo khối lượng.",
            "new_date": "Chỉ khi chưa đạt.",
        }

    def __init__(self, *args, targets=(), **kwargs):
        """`targets`: [TargetResult] of the place. Where it is all the project has, what was reported is offered."""
        super().__init__(*args, **kwargs)
        tax = "Đã có" if counts_vat(approved_item(self.instance.project)) else "Chưa có"
        self.fields[
            "accepted_cost"
        ].help_text = f"{tax} thuế GTGT, gồm cả phần cơ sở tự chi (TTLT 26/2014/TTLT-BTC-BCT, Điều 8)."
        self.targets = []
        for target in targets:
            value, remark = f"{target.code}.value", f"{target.code}.remark"
            self.fields[value] = result_field(target)
            self.fields[remark] = forms.CharField(
                label=f"{target.name}: ghi chú", required=False, max_length=300, initial=target.remark
            )
            self.targets.append((target, self[value], self[remark]))

    def service_errors(self):
        return place_errors(self.instance)

    def save(self, by):
        data = self.cleaned_data
        results = {
            target.code: {"value": data[value.name], "remark": data[remark.name]}
            for target, value, remark in self.targets
        }
        return save_place(self.instance, batch=self.instance.batch, by=by, results=results)


class ProofForm(forms.Form):
    """A paper on what the beneficiary paid itself: its scan, or what is written on it while the scan is to come."""

    file = forms.FileField(label="Bản chụp (PDF, ảnh)", required=False)
    title = forms.CharField(
        label="Tên chứng từ", max_length=255, required=False,
        help_text="Hóa đơn, chứng từ thanh toán, hoặc bảng kê chứng từ chi của các nguồn khác (Mẫu 8b).",
    )  # fmt: skip
    number = forms.CharField(label="Số, ký hiệu", max_length=100, required=False)
    issued_on = DateFormField(label="Ngày của chứng từ", required=False)

    def save(self, place, by):
        data = dict(self.cleaned_data)
        return add_proof(place, data.pop("file"), by=by, **data)
