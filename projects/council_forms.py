"""The sheet of a council: the appraisal form, the founding decision with the minutes, and who sat."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from core.dates import DateFormField, today
from core.workflow import PaperInput
from establishments.forms import put_errors
from projects.council import MOST, Council, council_errors
from projects.forms import AppraisalForm, Rows, one_row_more, unchecked
from projects.models import CouncilMember


class CouncilForm(forms.Form):
    decision_number = forms.CharField(label="Số quyết định thành lập hội đồng", max_length=100)
    decision_on = DateFormField(label="Ngày quyết định")
    minutes_number = forms.CharField(label="Số biên bản họp", max_length=100)
    minutes_on = DateFormField(label="Ngày biên bản")
    minutes_signer = forms.CharField(label="Người ký biên bản", max_length=200)
    minutes_file = forms.FileField(label="Bản chụp biên bản (PDF, ảnh)", required=False)


class MemberForm(forms.Form):
    name = forms.CharField(label="Họ và tên", max_length=120)
    office = forms.CharField(label="Đơn vị", max_length=200)
    position = forms.CharField(label="Chức vụ", max_length=120, required=False)
    role = forms.ChoiceField(label="Vai trò", choices=CouncilMember.Role, initial=CouncilMember.Role.MEMBER)
    user = forms.ModelChoiceField(
        label="Tài khoản (nếu có)", queryset=User.objects.order_by("full_name"), empty_label="Không có", required=False
    )

    def row(self):
        names = ("name", "office", "position", "role", "user")
        return CouncilMember(**{name: self.cleaned_data.get(name) for name in names})


def appraisal_start(project, present):
    """Nothing is answered in advance; a sheet already written is shown for correction."""
    if present is None:
        return {"made_on": today(), "recommended_support": project.requested_support}
    start = {
        "made_on": present.made_on,
        "recommended_support": present.recommended_support,
        "note": present.note,
    }
    for code, point in present.points.items():
        start |= {f"{code}_ok": "yes" if point["ok"] else "no", f"{code}_finding": point["finding"]}
    return start


class AccountMistakeForm(forms.Form):
    why = forms.CharField(label="Lý do", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


MemberRows = forms.formset_factory(MemberForm, formset=Rows, extra=3, can_delete=True, max_num=MOST)


def _council_start(seated):
    """What the sheet in place says of its council, to be corrected; {} for a new one."""
    if seated is None:
        return {}
    minutes = seated.minutes
    return {
        "decision_number": seated.decision_number, "decision_on": seated.decision_on,
        "minutes_number": minutes.number, "minutes_on": minutes.issued_on, "minutes_signer": minutes.signer,
    }  # fmt: skip


def _members_start(seated):
    names = ("name", "office", "position", "role", "user")
    return [{name: getattr(row, name) for name in names} for row in seated.members.all()] if seated else None


class CouncilSheet:
    """The whole page: filled, checked and saved as one; what one part objects to hides nothing of the others."""

    def __init__(self, data=None, files=None, *, project, by, initial=None, seated=None):
        self.project, self.by = project, by
        self.asked_rows = data is not None and "add_members" in data
        if self.asked_rows:
            data = one_row_more(data, "members")
        self.form = AppraisalForm(data, initial=initial)
        self.council = CouncilForm(data, files, initial=_council_start(seated))
        if self.asked_rows:
            unchecked(self.form)
            unchecked(self.council)
        asked = "members" if self.asked_rows else None
        self.members = MemberRows(data, prefix="members", by=by, asked=asked, initial=_members_start(seated))
        self.errors = []

    def save(self):
        """The saved Appraisal, or None with every objection laid on the page."""
        parts = [self.form.is_valid(), self.council.is_valid(), self.members.is_valid()]
        if not (parts[1] and parts[2]):
            return None
        council = self._council()
        found = council_errors(self.project, council, self.form.cleaned_data.get("made_on"))
        self.errors = [sentence for sentences in found.values() for sentence in sentences]
        if found or not parts[0]:
            return None
        try:
            return self.form.save(self.project, self.by, council=council)
        except ValidationError as error:
            put_errors(self.form, error)
            return None

    def _council(self):
        data = self.council.cleaned_data
        minutes = PaperInput(
            number=data["minutes_number"], issued_on=data["minutes_on"], signer=data["minutes_signer"],
            upload=data["minutes_file"],
        )  # fmt: skip
        return Council(data["decision_number"], data["decision_on"], minutes, self.members.rows())
