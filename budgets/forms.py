"""What is typed for estimate, commitments and payments; the services decide."""

from django import forms

from accounts.models import Organisation
from budgets.annex_models import PARTY
from budgets.annexes import save_annex
from budgets.books import KINDS, NewBook, codes_of
from budgets.commitments import record_liquidation, save_commitment
from budgets.estimate import allocate, appropriate, assign_estimate, parse_change
from budgets.models import AllocationSheet, Annex, Appropriation, Assignment, Commitment, PaymentRequest
from budgets.papers import PLACES, attach_contract_paper, attach_paper
from budgets.payments import save_payment
from core.dates import DateFormField
from core.money import MAX_AMOUNT, MoneyFormField
from core.text import in_a_sentence
from ledger.models import BookYear

PAPER = ["number", "dated_on", "issuer", "note"]
NEW_BOOK = "NEW"


def spending_units():
    return Organisation.objects.filter(is_spending_unit=True)


class _PaperForm(forms.ModelForm):
    """An act on the estimate with the paper it rests on; the scan comes along or later."""

    scan = forms.FileField(label="Bản chụp (PDF, ảnh)", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].widget.attrs["rows"] = 2


class _OfYearForm(_PaperForm):
    """The open book of the year is chosen; nobody chooses where there are several but the person."""

    book = forms.ChoiceField(label="Nguồn kinh phí")

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year
        self.books = {str(book.pk): book for book in BookYear.objects.filter(year=year, state=BookYear.State.OPEN)}
        choices = [(pk, str(book)) for pk, book in self.books.items()]
        self.fields["book"].choices = choices if len(choices) == 1 else [("", "– chọn sổ –"), *choices]
        for name in ("unit", "from_unit", "to_unit"):
            if name in self.fields:
                self.fields[name].queryset = spending_units()


class AppropriationForm(_OfYearForm):
    """The first paper of a source opens its book: year, tier, source and codes come along then."""

    tier = forms.ChoiceField(label="Cấp", choices=BookYear.Tier, required=False)
    source = forms.CharField(
        label="Tên nguồn kinh phí",
        required=False,
        max_length=100,
        help_text="Cấp quốc gia: kinh phí theo hợp đồng, quyết định của Cục thuộc Bộ Công Thương.",
    )
    chapter, category, item = (
        forms.CharField(label=f"Mã {in_a_sentence(kind.label)}", required=False, widget=forms.Select)
        for kind in KINDS.values()
    )

    field_order = ["book", "tier", "source", *KINDS, "kind", "unit", "amount", *PAPER, "scan"]

    class Meta:
        model = Appropriation
        fields = ["kind", "unit", "amount", *PAPER]
        field_classes = {"dated_on": DateFormField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["book"].choices += [(NEW_BOOK, f"Mở sổ năm {self.year} cho nguồn khác (ghi ở dưới)")]
        if not self.books:
            self.fields["book"].choices = self.fields["book"].choices[1:]
        for name, codes in codes_of(self.year).items():
            offered = [(row.code, str(row)) for row in codes]
            self.fields[name].widget.choices = [("", "Văn bản không ghi"), *offered]
        if not BookYear.objects.filter(year=self.year, tier=BookYear.Tier.LOCAL).exists():
            self.initial = {"source": "Ngân sách tỉnh"} | self.initial

    @property
    def opens(self):
        """Whether the part of the new book is what the person works on."""
        return not self.books or self["book"].value() == NEW_BOOK

    def clean(self):
        data = super().clean()
        typed = [self.fields[name].label for name in ("source", *KINDS) if name in self.changed_data and data.get(name)]
        if data.get("book") == NEW_BOOK:
            if not data.get("source"):
                self.add_error("source", "Mở sổ mới thì phải ghi nguồn kinh phí, ví dụ Ngân sách tỉnh.")
        elif data.get("book") and typed:
            self.add_error(
                "book",
                f"Đã ghi {', '.join(map(in_a_sentence, typed))} của sổ mới mà chọn sổ có sẵn: chọn “Mở sổ … cho nguồn "
                "khác”, hoặc để trống phần ấy.",
            )
        return data

    def save(self, by):
        data = self.cleaned_data
        if data["book"] != NEW_BOOK:
            self.instance.book_year = self.books[data["book"]]
            return appropriate(self.instance, by=by, scan=data["scan"])
        asked = NewBook(self.year, data["tier"] or BookYear.Tier.LOCAL, *(data[name] for name in ("source", *KINDS)))
        return appropriate(self.instance, by=by, scan=data["scan"], opens=asked)


class AssignmentForm(_OfYearForm):
    field_order = ["book", "from_unit", "to_unit", "amount", *PAPER, "scan"]

    class Meta:
        model = Assignment
        fields = ["from_unit", "to_unit", "amount", *PAPER]
        field_classes = {"dated_on": DateFormField}

    def save(self, by):
        self.instance.book_year = self.books[self.cleaned_data["book"]]
        return assign_estimate(self.instance, by=by, scan=self.cleaned_data["scan"])


class ChangeField(MoneyFormField):
    """An amount with a sign: below zero takes back from the line."""

    def __init__(self, **kwargs):
        super().__init__(min_value=-MAX_AMOUNT, **kwargs)

    def to_python(self, value):
        return None if value in self.empty_values else parse_change(value)


class AllocationForm(_PaperForm):
    """The sheet: its paper, and one amount for every line of the plan."""

    class Meta:
        model = AllocationSheet
        fields = PAPER
        field_classes = {"dated_on": DateFormField}

    def __init__(self, *args, rows, counting=False, **kwargs):
        """`counting`: only the amounts matter yet, so that the remainder can be told before the paper is known."""
        super().__init__(*args, **kwargs)
        self.rows = rows
        if counting:
            for name in PAPER:
                self.fields[name].required = False
        for row in rows:
            name = f"line_{row.line.pk}"
            self.fields[name] = ChangeField(label=f"Phân bổ cho nội dung {row.line.no}", required=False)
            row.field = self[name]

    def read(self):
        """Put what was typed on the rows; None where it cannot be read."""
        for row in self.rows:
            row.change = (
                None if row.field.errors else (self.cleaned_data.get(row.field.name) if self.is_bound else 0) or 0
            )

    @property
    def total(self):
        return sum(row.change or 0 for row in self.rows)

    def save(self, by):
        amounts = {row.line: self.cleaned_data[f"line_{row.line.pk}"] for row in self.rows}
        return allocate(self.instance, amounts, by=by, scan=self.cleaned_data["scan"])


class CommitmentForm(forms.ModelForm):
    class Meta:
        model = Commitment
        fields = [
            "kind", "number", "signed_on", "ends_on", "counterparty", "content", "value", "payment_terms",
            "payee_name", "payee_account", "payee_bank",
        ]  # fmt: skip
        field_classes = {"signed_on": DateFormField, "ends_on": DateFormField}
        help_texts = {
            "number": "Chưa có số, chưa có ngày thì để trống; khi ký mới cần đủ.",
            "value": "Phần khuyến công hỗ trợ, không gồm vốn đối ứng.",
            "payment_terms": "Chép từ hợp đồng: tạm ứng bao nhiêu, thanh toán khi nào, theo giấy tờ gì.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("content", "payment_terms"):
            self.fields[name].widget.attrs["rows"] = 3

    def save(self, by):
        return save_commitment(self.instance, by=by)


class AnnexForm(forms.ModelForm):
    class Meta:
        model = Annex
        fields = ["number", "signed_on", *PARTY, "new_value", "new_ends_on", "why"]
        field_classes = {"signed_on": DateFormField, "new_ends_on": DateFormField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].widget.attrs["rows"] = 2

    def save(self, by):
        return save_annex(self.instance, by=by)


class LiquidationForm(forms.Form):
    """The day the contract was liquidated, from its minutes (form 6)."""

    liquidated_on = DateFormField(label="Ngày thanh lý")

    def save(self, commitment, by):
        return record_liquidation(commitment, self.cleaned_data["liquidated_on"], by=by)


class PaymentForm(forms.ModelForm):
    class Meta:
        model = PaymentRequest
        fields = ["kind", "amount", "clears", "content", "requested_on"]
        field_classes = {"requested_on": DateFormField}

    def clean_clears(self):
        return self.cleaned_data["clears"] or 0

    def save(self, by):
        return save_payment(self.instance, by=by)


class ContractPaperForm(forms.Form):
    """The signed contract, decision or annex: its scan, or what is written on it."""

    file = forms.FileField(label="Bản chụp (PDF, ảnh)", required=False)
    title = forms.CharField(label="Tên giấy tờ", max_length=255)
    number = forms.CharField(label="Số, ký hiệu", max_length=100, required=False)
    issued_on = DateFormField(label="Ngày của giấy tờ", required=False)

    def save(self, record, by):
        data = dict(self.cleaned_data)
        return attach_contract_paper(record, data.pop("file"), by=by, **data)


class PaymentPaperForm(forms.Form):
    """One paper of a request: its scan, or what is written on it while the scan is still to come."""

    kind = forms.CharField(widget=forms.HiddenInput)
    where = forms.ChoiceField(label="Lưu vào", choices=list(PLACES.items()), initial="payment")
    file = forms.FileField(label="Bản chụp (PDF, ảnh)", required=False)
    title = forms.CharField(label="Tên giấy tờ", max_length=255, required=False)
    number = forms.CharField(label="Số, ký hiệu", max_length=100, required=False)
    issued_on = DateFormField(label="Ngày của giấy tờ", required=False)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = [(code, words) for code, words in PLACES.items() if code in places]

    def save(self, payment, by):
        data = dict(self.cleaned_data)
        return attach_paper(payment, data.pop("file"), by=by, **data)
