"""What is typed at a year's end; the services decide."""

from django import forms

from budgets.books import books_after
from budgets.cancelling import cancellable, prepare_cancellation
from budgets.carrying import prepare_carry_over
from budgets.charging import is_charge
from budgets.closing import ask_closing
from budgets.models import BookClosing, Cancellation, CarryOver
from core.money import MoneyFormField
from ledger.stages import Stage


class CancellationForm(forms.ModelForm):
    """One amount for every place of the unit where estimate stands; begins with all of it."""

    class Meta:
        model = Cancellation
        fields = ["why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].widget = forms.Textarea(attrs={"rows": 2})
        self.places = []
        for stage, line, there in cancellable(self.instance.book_year, self.instance.unit):
            name = f"{stage.lower()}_{line.pk}" if line else stage.lower()
            about = f"Nội dung {line.no}. {line.text}" if line else "Chưa phân bổ theo nội dung"
            words = f"Hủy của “{about}”" if line else f"Hủy của “{Stage(stage).label}”"
            self.fields[name] = MoneyFormField(label=words, required=False, initial=there)
            self.places.append(
                {"stage": Stage(stage).label, "about": about, "there": there, "field": self[name], "key": (stage, line)}
            )

    @property
    def total(self):
        """Đồng standing in all places."""
        return sum(place["there"] for place in self.places)

    def save(self, by):
        amounts = {place["key"]: self.cleaned_data[place["field"].name] for place in self.places}
        return prepare_cancellation(self.instance, amounts, by=by)


class CarryOverForm(forms.ModelForm):
    class Meta:
        model = CarryOver
        fields = ["renews", "taken_from", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_charge(self.instance):
            del self.fields["renews"], self.fields["taken_from"]
        elif (others := books_after(self.instance.book_year)).exists():
            self.fields["taken_from"].queryset = others
            self.fields["taken_from"].empty_label = "Sổ năm sau cùng mã"
        else:
            del self.fields["taken_from"]
        self.fields["why"].widget = forms.Textarea(attrs={"rows": 3})

    def save(self, by):
        return prepare_carry_over(self.instance, by=by)


class ClosingForm(forms.ModelForm):
    class Meta:
        model = BookClosing
        fields = ["why"]

    def __init__(self, *args, reopen, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].widget = forms.Textarea(attrs={"rows": 3})
        self.fields["why"].required = reopen
        self.fields["why"].label = "Lý do mở lại sổ" if reopen else "Ghi chú"

    def save(self, by):
        return ask_closing(self.instance, by=by)
