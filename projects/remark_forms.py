"""The three forms of a returned dossier: what is asked, how it was mended, what is worked off."""

from django import forms

from projects.remark_models import Remark
from projects.remarks import LONGEST, Asked, answer_remarks, work_off

DONE, AGAIN = "DONE", "AGAIN"


def _lines(label, **kwargs):
    return forms.CharField(
        **{"label": label, "required": False, "widget": forms.Textarea(attrs={"rows": 2}), "max_length": LONGEST}
        | kwargs
    )


class ReturnForm(forms.Form):
    """A return's remarks: each line at a section is one; an answered one of before is worked off or asked again."""

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.answered = [row for row in project.remarks.pending() if row.answer]
        for row in self.answered:
            self.fields[f"judged_{row.pk}"] = forms.ChoiceField(
                label=f"{row.get_section_display()}: {row.text}",
                help_text=f"Đơn vị trả lời: “{row.answer}”",
                choices=[(DONE, "Đã sửa xong"), (AGAIN, "Chưa đạt, nêu lại")],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"again_{row.pk}"] = _lines("Nêu lại: còn phải sửa gì")
        for section in Remark.Section:
            self.fields[f"at_{section}"] = _lines(section.label)

    @property
    def judged(self):
        """[(verdict, words)] bound fields of what was answered before."""
        return [(self[f"judged_{row.pk}"], self[f"again_{row.pk}"]) for row in self.answered]

    @property
    def sections(self):
        return [self[f"at_{section}"] for section in Remark.Section]

    def clean(self):
        data, remarks, done = self.cleaned_data, [], []
        for row in self.answered:
            verdict, words = data.get(f"judged_{row.pk}"), data.get(f"again_{row.pk}", "")
            if verdict == DONE:
                done.append(row.pk)
            if verdict == AGAIN and not words:
                self.add_error(f"again_{row.pk}", "Nêu lại thì phải ghi còn phải sửa gì.")
            if words and verdict != AGAIN:
                self.add_error(f"judged_{row.pk}", "Đã ghi còn phải sửa gì thì chọn “Chưa đạt, nêu lại”.")
            if verdict == AGAIN and words:
                remarks.append(Asked(row.section, words, row.pk))
        for section in Remark.Section:
            lines = data.get(f"at_{section}", "").splitlines()
            remarks += [Asked(section, line.strip()) for line in lines if line.strip()]
        return {"remarks": remarks, "done": done}


class AnswersForm(forms.Form):
    """How each pending remark was mended; an answer may still be missing, the dossier then does not go back."""

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[f"answer_{row.pk}"] = _lines("Đã sửa thế nào", initial=row.answer)

    @property
    def asked(self):
        """[(remark, its bound answer)]."""
        return [(row, self[f"answer_{row.pk}"]) for row in self.rows]

    def save(self, project, by):
        answer_remarks(project, {row.pk: self.cleaned_data[f"answer_{row.pk}"] for row in self.rows}, by=by)


class WorkOffForm(forms.Form):
    """Which answered remarks are mended."""

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = [row for row in rows if row.state == "ANSWERED"]
        for row in self.rows:
            self.fields[f"done_{row.pk}"] = forms.BooleanField(label="Đã sửa xong", required=False)

    @property
    def asked(self):
        return [(row, self[f"done_{row.pk}"]) for row in self.rows]

    def save(self, project, by):
        work_off(project, [row.pk for row in self.rows if self.cleaned_data[f"done_{row.pk}"]], by=by)
