from django import forms

from accounts.models import Organisation
from budgets.models import Commitment, MoneyBack, Voucher
from budgets.whose_vouchers import HELP, asked_whose, contract_words, only_to_name
from core.dates import DateFormField
from core.money import MoneyFormField, dong
from ledger.models import BookYear


class ContractField(forms.ModelChoiceField):
    """One of the signed contracts of a project, each with whose it is."""

    label_from_instance = staticmethod(contract_words)

    def offer(self, contracts):
        self.queryset = Commitment.objects.filter(pk__in=[row.pk for row in contracts])
        self.choices = [("", "Chọn hợp đồng, đơn vị"), *((row.pk, contract_words(row)) for row in contracts)]
        needed = "; ".join(map(contract_words, contracts))
        self.error_messages["invalid_choice"] = f"Không phải hợp đồng đã ký của đề án này; chọn một trong: {needed}."


class VoucherForm(forms.ModelForm):
    """A line of the voucher list, from the seller's paper; its image comes along. Agreed to, it takes its contract."""

    image = forms.FileField(label="Ảnh, bản chụp chứng từ (PDF, JPEG, PNG)", required=False)

    class Meta:
        model = Voucher
        fields = [
            "commitment", "form", "kind", "seller_name", "seller_tax_code", "payee_paper", "payee_address",
            "invoice_form", "invoice_number", "invoice_date", "content", "amount_without_vat", "vat", "invoice_total",
            "state_share", "counterpart_share",
        ]  # fmt: skip
        field_classes = {"invoice_date": DateFormField, "commitment": ContractField}
        help_texts = {"commitment": HELP}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        contracts = asked_whose(self.instance.settlement.project)
        if contracts:
            self.fields["commitment"].offer(contracts)
        else:  # there is nothing to choose
            del self.fields["commitment"]
        if only_to_name(self.instance, contracts):
            for name in self.fields.keys() - {"commitment"}:
                self.fields[name].disabled = True


class DecideForm(forms.Form):
    """The Department on a voucher; the amount and the reason only when they differ from plain agreement."""

    amount = MoneyFormField(label="Chấp nhận (đồng, trước thuế)", required=False)
    reason = forms.ChoiceField(label="Lý do", choices=[("", "–"), *Voucher.Reason.choices], required=False)
    note = forms.CharField(
        label="Ghi chú, câu hỏi", widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000
    )


class ExamineForm(forms.Form):
    """Finance on a voucher."""

    amount = MoneyFormField(label="Kinh phí hỗ trợ xuất toán (đồng)", required=False)
    why = forms.CharField(
        label="Lý do, câu hỏi", widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000
    )


class AnswerForm(forms.Form):
    text = forms.CharField(label="Trả lời", widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class WithdrawForm(forms.Form):
    why = forms.CharField(label="Lý do rút chứng từ", max_length=500)


class OpenYearForm(forms.Form):
    """Which year and source of which spending unit is to be accounted for."""

    book_year = forms.ModelChoiceField(BookYear.objects.all())
    unit = forms.ModelChoiceField(Organisation.objects.filter(is_spending_unit=True))


class MoneyBackForm(forms.ModelForm):
    scan = forms.FileField(label="Bản chụp chứng từ nộp", required=False)

    class Meta:
        model = MoneyBack
        fields = ["commitment", "of_advance", "kind", "amount", "treasury_number", "dated_on"]
        labels = {"commitment": "Hợp đồng, nhiệm vụ"}
        field_classes = {"dated_on": DateFormField}
        widgets = {"of_advance": forms.HiddenInput}  # the way one came by says it

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commitment"].queryset = Commitment.objects.filter(project=project, status=Commitment.Status.SIGNED)
        if self.fields["commitment"].queryset.count() == 1:
            self.fields["commitment"].initial = self.fields["commitment"].queryset.get()


class RecoveryLetterForm(forms.Form):
    """A letter of recovery as it was sent."""

    number = forms.CharField(label="Số, ký hiệu", max_length=100)
    issued_on = DateFormField(label="Ngày gửi")
    file = forms.FileField(label="Bản chụp (PDF, ảnh)", required=False)


class ReleaseForm(forms.Form):
    """The director says what was earned and is paid no more, to the đồng, and why."""

    release_unpaid = MoneyFormField()
    release_why = forms.CharField(
        label="Lý do không chi tiếp", widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )

    def __init__(self, *args, unpaid, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["release_unpaid"].label = "Số được hỗ trợ không chi tiếp, trả về dự toán (đồng)"
        self.fields["release_unpaid"].help_text = (
            f"Còn {dong(unpaid)} được hỗ trợ chưa thanh toán. Duyệt thì số này trả về dự toán, không chi được nữa: ghi "
            "lại đúng số để xác nhận, hoặc quay lại để đơn vị thanh toán trước."
        )
