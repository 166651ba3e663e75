"""What is asked before a paper of one request or one contract is made."""

from django import forms

from budgets.models import Commitment, PaymentRequest
from core.dates import DateFormField, ngay, today
from core.money import dong
from reports.payment_data import printable_payments
from reports.recovery_data import owing_contracts


class PaymentChoice(forms.ModelChoiceField):
    def label_from_instance(self, payment):
        return f"{payment.project.code}: {payment.what.lower()} {dong(payment.spends)}, {ngay(payment.requested_on)}"


class ContractChoice(forms.ModelChoiceField):
    def label_from_instance(self, contract):
        return f"{contract.project.code}: {contract}"


class PaymentForm(forms.Form):
    """Which request is printed, or packed for the Treasury."""

    payment = PaymentChoice(
        label="Đề nghị tạm ứng, thanh toán", queryset=PaymentRequest.objects.none(), empty_label="Chọn đề nghị…"
    )

    def __init__(self, data=None, *, by, year=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["payment"].queryset = printable_payments(by)

    def params(self):
        return {"payment": self.cleaned_data["payment"].pk}

    def title(self):
        return f"Giấy đề nghị {self._words()}"

    def _words(self):
        payment = self.cleaned_data["payment"]
        return f"{payment.what.lower()}: {payment.project.code}, {payment.commitment}"


class PackForm(PaymentForm):
    def title(self):
        return f"Hồ sơ gửi Kho bạc, {self._words()}"


class RecoveryLetterForm(forms.Form):
    """Which contract's money is asked back, and what the books do not keep: where it is paid, a day of one's own."""

    commitment = ContractChoice(
        label="Hợp đồng, nhiệm vụ", queryset=Commitment.objects.none(), empty_label="Chọn hợp đồng…"
    )
    pay_to = forms.CharField(
        label="Nơi nộp (số tài khoản, Kho bạc)", required=False, max_length=300, help_text="Bỏ trống: để dòng chấm."
    )
    by_day = DateFormField(
        label="Nộp chậm nhất ngày", required=False, help_text="Bỏ trống: theo quy định; đã qua hạn thì để dòng chấm."
    )

    def __init__(self, data=None, *, by, year=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["commitment"].queryset = owing_contracts(by)

    def clean_by_day(self):
        day = self.cleaned_data["by_day"]
        if day and day < today():
            raise forms.ValidationError(f"Ngày {ngay(day)} đã qua, phải từ hôm nay {ngay(today())}.")
        return day

    def params(self):
        asked = self.cleaned_data
        day = asked["by_day"].isoformat() if asked["by_day"] else ""
        return {"commitment": asked["commitment"].pk, "pay_to": asked["pay_to"], "by_day": day}

    def title(self):
        contract = self.cleaned_data["commitment"]
        return f"Công văn thu hồi: {contract.project.code}, {contract}"
