from functools import reduce
from operator import or_

from django import forms
from django.db.models import Count, Q

from core.dates import DateFormField, today
from core.money import MoneyFormField
from core.views import PaperForm
from core.workflow import PaperInput
from ledger.models import BookYear
from norms.models import SupportCategory, Tier
from plans.models import AnnualPlan, ApprovalWay, PlanItem, PlanLine
from plans.services import (
    add_opinion,
    drop_line,
    include_project,
    open_round,
    record_historical_round,
    release_support,
    remove_project,
    save_item,
    save_line,
    save_plan,
)


def _rows(form, **rows):
    for name, count in rows.items():
        form.fields[name].widget.attrs["rows"] = count


class PlanForm(forms.ModelForm):
    """Facts of a draft. Year and tier are chosen once; later they stand. A book is chosen where there are several."""

    book_year = forms.ModelChoiceField(
        label="Sổ kinh phí",
        queryset=BookYear.objects.none(),
        required=False,
        empty_label="Sổ duy nhất của năm và cấp",
        help_text="Chỉ cần chọn khi năm và cấp ấy có nhiều sổ: đề án lấy tiền từ đó, trừ khi danh mục ghi nguồn khác.",
    )

    class Meta:
        model = AnnualPlan
        fields = ["year", "tier", "title", "total_budget", "approval_way", "delegated_limit", "guidance", "remark"]
        help_texts = {"title": "Để trống: lấy tên thường dùng."}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["title"].required = False
        _rows(self, remark=3)
        books = BookYear.objects.all()
        if self.instance.pk:
            del self.fields["year"], self.fields["tier"]
            books = books.filter(year=self.instance.year, tier=self.instance.tier)
            self.initial["book_year"] = self.instance.book_year_id
        several = books.order_by().values("year", "tier").annotate(count=Count("pk")).filter(count__gt=1)
        if not several or self.instance.version > 1:
            del self.fields["book_year"]
            return
        pairs = [Q(year=row["year"], tier=row["tier"]) for row in several]
        self.fields["book_year"].queryset = books.filter(reduce(or_, pairs))

    def save(self):
        if chosen := self.cleaned_data.get("book_year"):
            self.instance.book_year = chosen
        return save_plan(self.instance, by=self.by)


class LineForm(forms.ModelForm):
    """A line: its target may be a range, half known, or unknown; so may its money."""

    class Meta:
        model = PlanLine
        fields = ["no", "text", "quantity_min", "quantity_max", "unit", "planned_budget", "categories", "remark"]
        widgets = {"categories": forms.CheckboxSelectMultiple}
        help_texts = {"quantity_min": "Để trống nếu kế hoạch không nêu."}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["categories"].queryset = SupportCategory.objects.filter(active=True)
        _rows(self, remark=2)

    def save(self):
        return save_line(self.instance, categories=self.cleaned_data["categories"], by=self.by)


class WhyForm(forms.Form):
    """A reason, for what leaves a list."""

    why = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def drop(self, line, by):
        return drop_line(line, why=self.cleaned_data["why"], by=by)

    def remove(self, item, by):
        return remove_project(item, why=self.cleaned_data["why"], by=by)


class OpinionForm(forms.Form):
    """A letter of another office, entered for it from the paper."""

    office = forms.CharField(label="Cơ quan có ý kiến", max_length=200)
    received_on = DateFormField(label="Ngày nhận", initial=today)
    agrees = forms.TypedChoiceField(
        label="Ý kiến",
        choices=[("yes", "Thống nhất với dự thảo"), ("no", "Có ý kiến khác")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    content = forms.CharField(
        label="Nội dung ý kiến", widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
    )
    number = forms.CharField(label="Số công văn", max_length=100, required=False)
    issued_on = DateFormField(label="Ngày công văn", required=False)
    signer = forms.CharField(label="Người ký", max_length=200, required=False)
    file = forms.FileField(label="Bản chụp (PDF, ảnh)", required=False)

    def clean(self):
        data = super().clean()
        if (data.get("file") or data.get("issued_on")) and not data.get("number"):
            self.add_error("number", "Công văn phải có số, hoặc ghi “không số”.")
        return data

    def save(self, plan, by):
        data = dict(self.cleaned_data)
        letter = {name: data.pop(name) for name in ("number", "issued_on", "signer")}
        upload = data.pop("file")
        paper = PaperInput(**letter, upload=upload) if letter["number"] else None
        return add_opinion(plan, **data, by=by, paper=paper)


class ScanForm(forms.Form):
    """The scan of a paper that was recorded before it."""

    document = forms.ModelChoiceField(label="Văn bản chưa có bản chụp", queryset=None, empty_label=None)
    file = forms.FileField(label="Bản chụp (PDF, ảnh)")

    def __init__(self, *args, papers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = papers


class RoundForm(forms.Form):
    """A new list to be approved."""

    way = forms.ChoiceField(label="Cách phê duyệt", choices=ApprovalWay)
    source_note = forms.CharField(
        label="Ghi chú", widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000
    )

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        possible = {ApprovalWay.ROUNDS, plan.approval_way}
        if not plan.is_before_the_committee:
            possible.discard(ApprovalWay.WITH_PLAN)
        self.fields["way"].choices = [(way.value, way.label) for way in ApprovalWay if way in possible]
        self.fields["way"].initial = plan.approval_way

    def save(self, by):
        return open_round(self.plan, by=by, **self.cleaned_data)


class HistoricalRoundForm(forms.Form):
    """A round of an old year from its published figures; what the source does not tell is left empty."""

    tier = forms.ChoiceField(label="Cấp", choices=Tier)
    year = forms.IntegerField(label="Năm kế hoạch", min_value=2000, max_value=2100)
    number = forms.IntegerField(label="Đợt số", min_value=1, max_value=99)
    decision_number = forms.CharField(
        label="Số quyết định", max_length=100, required=False, help_text="Để trống nếu nguồn không nêu."
    )
    decision_date = DateFormField(label="Ngày quyết định")
    issuer = forms.CharField(label="Cơ quan quyết định", max_length=200, required=False)
    signer = forms.CharField(label="Người ký", max_length=200, required=False)
    project_count = forms.IntegerField(label="Số đề án đã công bố", min_value=0, required=False)
    total_cost = MoneyFormField(label="Tổng kinh phí đã công bố", required=False)
    total_support = MoneyFormField(label="Kinh phí hỗ trợ đã công bố", required=False)
    total_counterpart = MoneyFormField(label="Vốn đối ứng đã công bố", required=False)
    projects = forms.ModelMultipleChoiceField(
        label="Đề án nhập từ hồ sơ cũ, chưa thuộc đợt nào",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    source_note = forms.CharField(
        label="Nguồn, ghi chú", widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000
    )

    def __init__(self, *args, projects, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["projects"].queryset = projects

    def save(self, by):
        return record_historical_round(**self.cleaned_data, by=by)


class PlaceForm(forms.Form):
    """Where a project stands on the list: line, source of money, amount, perhaps only in reserve."""

    line = forms.ModelChoiceField(label="Nội dung của kế hoạch", queryset=None, empty_label="Chọn nội dung")
    book_year = forms.ModelChoiceField(
        label="Nguồn kinh phí",
        queryset=BookYear.objects.all(),  # the service says why another year's book does not pass
        empty_label=None,
        help_text="Mỗi đề án chỉ lấy tiền từ một nguồn, trong sổ của nguồn ấy.",
    )
    source = forms.ChoiceField(label="Lấy kinh phí từ", choices=PlanItem.Source)
    approved_support = MoneyFormField(label="Kinh phí khuyến công hỗ trợ", min_value=1)
    is_reserve = forms.BooleanField(
        label="Danh mục dự phòng", required=False, help_text="Chờ khi có kinh phí; chưa bố trí tiền."
    )

    def __init__(self, *args, round, **kwargs):
        super().__init__(*args, **kwargs)
        self.round = round
        self.fields["line"].queryset = round.plan.lines.live()
        books, now = list(round.plan.books), self.initial.setdefault("book_year", round.plan.book_year_id)
        if len(books) == 1:
            del self.fields["book_year"]
            return
        self.fields["book_year"].choices = [
            (book.pk, book.source_words if book.is_open else f"{book.source_words} (đã khóa sổ)")
            for book in books
            if book.is_open or book.pk == now
        ]

    def change(self, item, by):
        return save_item(item, **self.cleaned_data, by=by)


class IncludeForm(PlaceForm):
    """Puts an eligible project of reach on the list."""

    project = forms.ModelChoiceField(label="Đề án đủ điều kiện", queryset=None, empty_label="Chọn đề án")
    field_order = ["project"]

    def __init__(self, *args, round, projects, **kwargs):
        super().__init__(*args, round=round, **kwargs)
        self.fields["project"].queryset = projects

    def save(self, by):
        return include_project(self.round, by=by, **self.cleaned_data)


class ReleaseForm(PaperForm):
    """Money an approved project no longer needs, with the paper that says so."""

    amount = MoneyFormField(label="Số tiền trả về", min_value=1)
    why = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    field_order = ["amount", "why"]

    def save(self, item, by):
        data = dict(self.cleaned_data)
        amount, why, upload = data.pop("amount"), data.pop("why"), data.pop("file")
        return release_support(item, amount=amount, why=why, by=by, paper=PaperInput(upload=upload, **data))
