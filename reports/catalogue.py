"""The papers this room writes: who may ask for each, what is asked, and how it is built."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied

from accounts.models import User
from budgets.models import Settlement, TreasurySheet, YearAccount
from core.context import years_on_offer
from core.dates import DateFormField, ngay, today
from core.jobs import submit
from core.money import MoneyFormField
from inspections.models import AcceptanceBatch
from ledger.models import BookYear
from plans.models import ApprovalRound
from plans.selectors import current_plan
from projects.models import Project
from reports.bundle import bundle, may_open, treasury_pack_data
from reports.minutes_data import minutes_data
from reports.models import ReportRun
from reports.money_forms import PackForm, PaymentForm, RecoveryLetterForm
from reports.papers.acceptance_minutes import acceptance_minutes
from reports.papers.approval_submission import approval_submission
from reports.papers.payment_request import payment_request
from reports.papers.persons import heads_of, lines_of, signer_of
from reports.papers.recovery_letter import recovery_letter
from reports.papers.refusal_letter import refusal_letter
from reports.papers.settlement_tables import project_settlement, year_settlement
from reports.papers.treasury_pack import treasury_pack
from reports.papers.treasury_sheet import treasury_sheet
from reports.papers.year_report import year_report
from reports.payment_data import payment_request_data, printable_payments
from reports.recovery_data import owing_contracts, recovery_data
from reports.refusal_data import refusal_data, refused_projects
from reports.settlement_data import (
    printable_settlements,
    printable_years,
    project_settlement_data,
    year_settlement_data,
)
from reports.submission_data import submission_data
from reports.treasury_data import printable_sheets, treasury_data
from reports.year_data import year_data


def _paragraphs(label, help_text):
    return forms.CharField(
        label=label, required=False, max_length=6000, widget=forms.Textarea(attrs={"rows": 4}), help_text=help_text
    )


class SubmissionForm(forms.Form):
    """One round, and the unit its amounts are printed in."""

    round = forms.ModelChoiceField(
        label="Đợt phê duyệt", queryset=ApprovalRound.objects.none(), empty_label="Chọn đợt…"
    )
    unit = forms.ChoiceField(
        label="Đơn vị tính của danh mục",
        choices=[("DONG", "Đồng"), ("TRIEU", "Triệu đồng (chỉ khi mọi số tiền tròn 0,1 triệu)")],
        required=False,
    )
    appraisal = _paragraphs("Về việc khảo sát, thẩm định", "Mỗi dòng một đoạn. Bỏ trống: chỉ nêu số hồ sơ.")

    def __init__(self, data=None, *, by, year=None, **kwargs):
        super().__init__(data, **kwargs)
        rounds = ApprovalRound.objects.visible_to(by).exclude(status=ApprovalRound.Status.HISTORICAL)
        self.fields["round"].queryset = rounds.order_by("-year", "tier", "-number")

    def params(self):
        """What the run keeps, as JSON."""
        asked = self.cleaned_data
        return {
            "round": asked["round"].pk,
            "unit": asked["unit"] or "DONG",
            "appraisal": asked["appraisal"],
        }

    def title(self):
        return f"Tờ trình phê duyệt đề án: {self.cleaned_data['round'].name}"


class YearReportForm(forms.Form):
    """Year, tier, day; the writer's paragraphs; the writer's own estimate for any line of the plan."""

    year = forms.TypedChoiceField(label="Năm kế hoạch", coerce=int, choices=[])
    tier = forms.ChoiceField(label="Cấp", choices=BookYear.Tier.choices)
    as_of = DateFormField(label="Số liệu tính đến ngày")
    guidance = _paragraphs("Công tác chỉ đạo, điều hành", "Mỗi dòng một đoạn. Bỏ trống: không có mục này.")
    difficulties = _paragraphs("Khó khăn, vướng mắc", "Bỏ trống: ghi “Không có”.")
    proposals = _paragraphs("Đề xuất, kiến nghị", "Bỏ trống: ghi “Không có”.")

    def __init__(self, data=None, *, by, year=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["year"].choices = [(value, f"Năm {value}") for value in years_on_offer()]
        if not self.is_bound:
            end = today().replace(year=year, month=12, day=31) if year else today()
            self.initial = {"year": year, "tier": "LOCAL", "as_of": min(today(), end)} | self.initial
        asked = data if data is not None else self.initial
        self.lines = _lines(asked.get("year"), asked.get("tier") or "LOCAL")
        for line in self.lines:
            words = f"{line.no}. {line.text}"
            self.fields[f"done_{line.identity}"] = forms.IntegerField(
                label=f"Số lượng ước cả năm, {words}", required=False, min_value=0, max_value=1_000_000
            )
            self.fields[f"support_{line.identity}"] = MoneyFormField(
                label=f"Kinh phí hỗ trợ ước cả năm, {words}", required=False
            )

    def clean(self):
        asked = self.cleaned_data
        year, as_of = asked.get("year"), asked.get("as_of")
        if year and as_of and as_of.year < year:
            self.add_error("as_of", f"Ngày {ngay(as_of)} trước năm kế hoạch {year}, chưa có gì để báo cáo.")
        if as_of and as_of > today():
            self.add_error("as_of", f"Ngày {ngay(as_of)} chưa đến, phải không sau hôm nay {ngay(today())}.")
        if year and asked.get("tier") and not self.lines:
            self.add_error("year", f"Năm {year} chưa có kế hoạch của cấp này.")
        return asked

    @property
    def estimates(self):
        """[(line, field of the number, field of the money)] for the page."""
        return [(line, self[f"done_{line.identity}"], self[f"support_{line.identity}"]) for line in self.lines]

    def params(self):
        asked = self.cleaned_data
        expected = {}
        for line in self.lines:
            figures = {part: asked.get(f"{part}_{line.identity}") for part in ("done", "support")}
            if given := {part: figure for part, figure in figures.items() if figure is not None}:
                expected[str(line.identity)] = given
        texts = {name: asked[name] for name in ("guidance", "difficulties", "proposals")}
        return (
            {"year": asked["year"], "tier": asked["tier"], "as_of": asked["as_of"].isoformat()}
            | texts
            | {"expected": expected}
        )

    def title(self):
        asked = self.cleaned_data
        tier = "quốc gia" if asked["tier"] == "NATIONAL" else "địa phương"
        return f"Báo cáo kế hoạch khuyến công {tier} năm {asked['year']} (đến {ngay(asked['as_of'])})"


class RefusalLetterForm(forms.Form):
    """Which refused application is answered."""

    project = forms.ModelChoiceField(label="Đề án", queryset=Project.objects.none(), empty_label="Chọn đề án…")

    def __init__(self, data=None, *, by, year=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["project"].queryset = refused_projects(by)

    def params(self):
        return {"project": self.cleaned_data["project"].pk}

    def title(self):
        return f"Trả lời hồ sơ không đủ điều kiện: {self.cleaned_data['project'].code}"


class TreasurySheetForm(forms.Form):
    """Which sheet is printed."""

    sheet = forms.ModelChoiceField(
        label="Bảng đối chiếu", queryset=TreasurySheet.objects.none(), empty_label="Chọn bảng…"
    )

    def __init__(self, data=None, *, by, year=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["sheet"].queryset = printable_sheets(by).select_related("book_year", "unit")

    def params(self):
        return {"sheet": self.cleaned_data["sheet"].pk}

    def title(self):
        return f"Bảng đối chiếu: {self.cleaned_data['sheet']}"


class SettlementForm(forms.Form):
    """Which project's account is printed."""

    settlement = forms.ModelChoiceField(
        label="Hồ sơ quyết toán", queryset=Settlement.objects.none(), empty_label="Chọn hồ sơ…"
    )

    def __init__(self, data=None, *, by, year=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["settlement"].queryset = printable_settlements(by)

    def params(self):
        return {"settlement": self.cleaned_data["settlement"].pk}

    def title(self):
        return f"Bảng quyết toán: {self.cleaned_data['settlement']}"


class YearAccountForm(forms.Form):
    """Which unit's year is printed."""

    account = forms.ModelChoiceField(
        label="Quyết toán năm", queryset=YearAccount.objects.none(), empty_label="Chọn đơn vị, năm…"
    )

    def __init__(self, data=None, *, by, year=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["account"].queryset = printable_years(by)

    def params(self):
        return {"account": self.cleaned_data["account"].pk}

    def title(self):
        return f"Báo cáo quyết toán: {self.cleaned_data['account']}"


class BatchChoice(forms.ModelChoiceField):
    def label_from_instance(self, batch):
        number = f", biên bản {batch.minutes_number}" if batch.minutes_number else ""
        return f"{batch}, {batch.unit}{number}"


class HourField(forms.TimeField):
    """An hour of the day as it is written here: 8:30, 8h30, 8 giờ 30."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "08:30", "autocomplete": "off"})
        formats = ["%H:%M", "%Hh%M", "%H giờ %M", "%H giờ", "%Hh"]
        wrong = {"invalid": "Giờ viết theo mẫu giờ:phút, ví dụ 08:30."}
        super().__init__(required=False, widget=widget, input_formats=formats, error_messages=wrong, **kwargs)


class MinutesForm(forms.Form):
    """Which batch, and what of the day the batch does not keep; what is left out is a dotted line on the paper."""

    batch = BatchChoice(
        label="Đợt nghiệm thu", queryset=AcceptanceBatch.objects.none(), empty_label="Chọn đợt…",
        help_text="Chỉ những đợt mà đơn vị bạn xem được mọi nơi nghiệm thu.",
    )  # fmt: skip
    chair = forms.ChoiceField(label="Chủ trì", required=False)
    secretary = forms.ChoiceField(label="Thư ký (người ghi biên bản)", required=False)
    starts = HourField(label="Bắt đầu lúc")
    ends = HourField(label="Kết thúc lúc")

    def __init__(self, data=None, *, by, year=None, **kwargs):
        super().__init__(data, **kwargs)
        offered = AcceptanceBatch.objects.printable_by(by).select_related("unit").order_by("-held_on", "-pk")
        self.fields["batch"].queryset = offered
        asked = str((self.initial if data is None else data).get("batch") or "")
        batch = offered.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
        self.heads = heads_of(batch.team if batch else "")
        team = [(line, line) for line in lines_of(batch.team)] if batch else []
        for role, line in self.heads.items():
            none = f"Theo thành phần tổ: {signer_of(line).name or line}" if line else "Chưa rõ, để dòng chấm"
            self.fields[role].choices = [("", none), *team]

    def clean(self):
        asked = self.cleaned_data
        starts, ends = asked.get("starts"), asked.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", f"Giờ kết thúc {ends:%H:%M} phải sau giờ bắt đầu {starts:%H:%M}.")
        chair, secretary = (asked.get(role) or line for role, line in self.heads.items())
        if chair and chair == secretary:
            self.add_error("secretary", "Thư ký và người chủ trì là hai người khác nhau.")
        return asked

    def params(self):
        asked = self.cleaned_data
        hours = {name: asked[name].strftime("%H:%M") if asked[name] else "" for name in ("starts", "ends")}
        return {"batch": asked["batch"].pk, "chair": asked["chair"], "secretary": asked["secretary"]} | hours

    def title(self):
        batch = self.cleaned_data["batch"]
        return f"Biên bản nghiệm thu ngày {ngay(batch.held_on)}, {batch.unit}"


def _lines(year, tier):
    try:
        plan = current_plan(int(year), tier)
    except (TypeError, ValueError):
        return []
    return list(plan.lines.live().order_by("no")) if plan else []


def whole_province(office):
    """Papers that tell of the whole province: only for offices that see all of it."""
    return office.covers_province


def every_office(office):
    """Papers on one record: for whoever reaches the record, which the form and the builder ask."""
    return True


@dataclass(frozen=True)
class Kind:
    """A paper of the catalogue. `build(params, by)` -> (data, illustrative); `paper(data)` -> Paper.

    `offices(office)` says whose people may ask for it; `chosen_from(user)`, where given, what it is made of: a person
    with nothing to choose from does not find it in the list. `bundle(data, pdf, illustrative)`, where given, packs the
    paper with others into a ZIP (an open file), which is handed to whom `may_open_bundle(run, user)` says.
    """

    code: str
    name: str
    about: str
    permission: str
    form: type
    build: Callable
    paper: Callable
    offices: Callable = whole_province
    chosen_from: Callable | None = None
    bundle: Callable | None = None
    may_open_bundle: Callable | None = None

    def offered_to(self, user: User):
        return (
            user.has_perm("reports.run_report") and user.has_perm(self.permission) and self.offices(user.organisation)
        )

    def listed_for(self, user: User):
        return self.offered_to(user) and (self.chosen_from is None or self.chosen_from(user).exists())


NOT_THEIRS = "Biểu mẫu này không do đơn vị, vai trò của bạn lập."
CATALOGUE = {
    kind.code: kind
    for kind in (
        Kind(
            "approval_submission",
            "Tờ trình phê duyệt đề án",
            "Tờ trình UBND tỉnh kèm danh mục đề án của một đợt: đơn vị, địa điểm, nội dung, kinh phí, vốn đối ứng.",
            "plans.view_approvalround",
            SubmissionForm,
            submission_data,
            approval_submission,
        ),
        Kind(
            "year_report",
            "Báo cáo tình hình thực hiện kế hoạch năm",
            "Kế hoạch và kết quả theo từng nội dung, kinh phí theo từng khâu, so với cùng kỳ, ước thực hiện cả năm.",
            "budgets.view_money",
            YearReportForm,
            year_data,
            year_report,
        ),
        Kind(
            "refusal_letter",
            "Văn bản trả lời không đủ điều kiện",
            "Công văn trả lời đơn vị về hồ sơ đề án không đủ điều kiện hỗ trợ: lý do, căn cứ, kết quả thẩm định.",
            "reports.write_refusal_letter",
            RefusalLetterForm,
            refusal_data,
            refusal_letter,
        ),
        Kind(
            "acceptance_minutes",
            "Biên bản nghiệm thu",
            "Biên bản của một đợt nghiệm thu: thành phần, kết quả từng nơi so với mục tiêu, chi phí, kết luận, chỗ ký "
            "của các bên. In trước để ký, hoặc in lại biên bản đã ghi nhận.",
            "inspections.view_acceptance",
            MinutesForm,
            minutes_data,
            acceptance_minutes,
            offices=every_office,
            chosen_from=AcceptanceBatch.objects.printable_by,
        ),
        Kind(
            "project_settlement",
            "Bảng quyết toán đề án",
            "Tổng hợp quyết toán một đề án, cách tính kinh phí hỗ trợ, bảng kê chứng từ 8a, 8b. Theo tên gọi các mẫu "
            "của TT 36/2013/TT-BCT; cách trình bày của mẫu gốc chưa được đối chiếu.",
            "budgets.view_settlement",
            SettlementForm,
            project_settlement_data,
            project_settlement,
            offices=every_office,
            chosen_from=printable_settlements,
        ),
        Kind(
            "year_settlement",
            "Báo cáo quyết toán năm của đơn vị",
            "Tình hình kinh phí của một đơn vị, một nguồn trong năm và quyết toán từng đề án, theo sổ.",
            "budgets.view_settlement",
            YearAccountForm,
            year_settlement_data,
            year_settlement,
            offices=every_office,
            chosen_from=printable_years,
        ),
        Kind(
            "treasury_sheet",
            "Bảng đối chiếu với Kho bạc",
            "Dự toán, tạm ứng, thực chi, nộp lại của một quý hoặc cả năm, hai bên ký. Cách trình bày của mẫu do Bộ Tài "
            "chính ban hành chưa được đối chiếu.",
            "budgets.view_money",
            TreasurySheetForm,
            treasury_data,
            treasury_sheet,
            offices=every_office,
            chosen_from=printable_sheets,
        ),
        Kind(
            "payment_request",
            "Giấy đề nghị tạm ứng, thanh toán",
            "Giấy đề nghị gửi Kho bạc theo một hợp đồng, kèm bảng kê chứng từ. Theo tên gọi các mẫu của Nghị định "
            "11/2020/NĐ-CP; cách trình bày của mẫu gốc chưa được đối chiếu.",
            "budgets.view_money",
            PaymentForm,
            payment_request_data,
            payment_request,
            offices=every_office,
            chosen_from=printable_payments,
        ),
        Kind(
            "treasury_pack",
            "Gói hồ sơ gửi Kho bạc",
            "Một tệp ZIP: danh mục (nêu trước các giấy tờ còn thiếu), giấy đề nghị kèm bảng kê, hợp đồng, phụ lục, "
            "biên bản và các bản chụp khác, đánh số, có mã SHA-256 từng tệp. Chỉ kèm bản chụp mà người lập được mở.",
            "budgets.view_money",
            PackForm,
            treasury_pack_data,
            treasury_pack,
            offices=every_office,
            chosen_from=printable_payments,
            bundle=bundle,
            may_open_bundle=may_open,
        ),
        Kind(
            "recovery_letter",
            "Công văn đề nghị hoàn trả kinh phí",
            "Gửi đơn vị đã nhận kinh phí theo hợp đồng: số tiền còn phải hoàn trả, lý do, căn cứ, thời hạn, nơi nộp.",
            "reports.write_recovery_letter",
            RecoveryLetterForm,
            recovery_data,
            recovery_letter,
            offices=every_office,
            chosen_from=owing_contracts,
        ),
    )
}


def ask(kind, form, *, by):
    """Put a run in the queue; `form` is the kind's own form, valid. Returns the ReportRun."""
    if not kind.offered_to(by):
        raise PermissionDenied(NOT_THEIRS)
    return submit(
        ReportRun(
            report=kind.code,
            params=form.params(),
            title=form.title()[:300],
            office=by.organisation,
            requested_by=by,
        )
    )
