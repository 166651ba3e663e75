"""What is typed on the sheet for the Treasury; the services decide."""

from django import forms
from django.core.exceptions import ValidationError

from budgets.forms import ChangeField
from budgets.models import TreasurySheet
from budgets.treasury_excel import read_theirs
from budgets.treasury_models import Row
from budgets.treasury_sheets import draw_up, write_theirs


class DrawUpForm(forms.ModelForm):
    class Meta:
        model = TreasurySheet
        fields = []

    def save(self, by):
        return draw_up(self.instance, by=by)


class TheirsForm(forms.Form):
    """The Treasury's figure of every row, or the workbook with them."""

    file = forms.FileField(
        label="Tệp Excel đã điền",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text="Thay cho gõ từng ô: bảng này tải về, đã điền cột số của Kho bạc. Một ô sai thì không nhận ô nào.",
        error_messages={"empty": "Tệp rỗng, không có nội dung."},
    )

    def __init__(self, *args, sheet, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet, self.rows = sheet, []
        for figure in sheet.rows:
            field = ChangeField(
                label=f"Số của Kho bạc, {figure.get_code_display()}", required=False, initial=figure.theirs
            )
            self.fields[figure.code] = field
            self.rows.append((figure, self[figure.code]))

    def save(self, by):
        """The sheet; ValidationError names every wrong cell of the file."""
        asked = self.cleaned_data
        if upload := asked.pop("file", None):
            try:
                amounts = read_theirs(upload.read(), upload.name, self.sheet)
            except ValidationError as error:
                raise ValidationError({"file": error.messages}) from error
        else:
            amounts = {code: asked[code] for code in Row.values if code in asked}
        return write_theirs(self.sheet, amounts, by=by)
