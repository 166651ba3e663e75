"""What is asked before a paper of one request or one contract is made."""

from django import forms

from budgets.models import PaymentRequest
from reports.payment_data import printable_payments


class PaymentForm(forms.Form):
    """Which request is printed, or packed for the Treasury."""

    payment = forms.ModelChoiceField(
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
