"""The page on the spot: form, findings and files, kept, judged and sent as one."""

from functools import partial

from django.core.exceptions import ValidationError

from core.photos import refused_uploads
from core.workflow import Act
from establishments.forms import put_errors
from inspections.forms import VisitForm, finding_rows
from inspections.objections import finding_errors
from inspections.services import add_minutes, add_photo, save_inspection
from inspections.workflow import INSPECTION_FLOW


class VisitSheet:
    """A visit being written down. Whatever is wrong, with the saving and with the sending, is said at once.

    Files are kept before anything else is judged, so that no picture is taken twice.
    """

    def __init__(self, visit, data=None, *, by):
        self.visit, self.by = visit, by
        self.form, self.rows = VisitForm(data, instance=visit, by=by), finding_rows(visit, data)
        self.is_saved = False
        self.kept_files = 0
        self.objections = []  # to the sending

    def keep(self, files, *, send=False):
        """Keep the files and what was typed, with `send` hand it in; whether all that was asked for is done."""
        refused = {
            "photos": refused_uploads(partial(add_photo, self.visit, by=self.by), files.getlist("photos")),
            "minutes": refused_uploads(partial(add_minutes, self.visit, by=self.by), files.getlist("minutes")),
        }
        sent = [*files.getlist("photos"), *files.getlist("minutes")]
        self.kept_files = len(sent) - sum(map(len, refused.values()))
        self._judge_rows()
        self.is_saved = all([self.form.is_valid(), self.rows.is_valid()]) and self._saved()
        for name, sentences in refused.items():
            if sentences:
                self.form.add_error(name, sentences)
        if send:
            self.objections = self._objections_to_sending()
        done = self.is_saved and not self.objections and not any(refused.values())
        if done and send:
            done = self._sent()
        if self.is_saved and not done:
            self.rows = finding_rows(self.visit)  # with the numbers they were given
        return done

    @property
    def title(self):
        """The line above all that is wrong."""
        if not self.is_saved:
            return "Chưa lưu được"
        return "Đã lưu, nhưng chưa gửi được" if self.objections else "Đã lưu, trừ tệp không nhận được"

    def _judge_rows(self):
        """Lay on each row what the service will object to; the day of the visit is the one just typed."""
        self.form.is_valid()
        for row in self.rows if self.rows.is_bound else ():
            finding = row.finding() if row.is_valid() else None
            for name, sentences in finding_errors(finding, self.visit).items() if finding else ():
                row.add_error(name, sentences)

    def _saved(self):
        try:
            save_inspection(self.visit, by=self.by, findings=list(filter(None, (row.finding() for row in self.rows))))
        except ValidationError as error:
            put_errors(self.form, error)
            return False
        return True

    def _objections_to_sending(self):
        """What the report still lacks; a field that cannot be read is not missing as well."""
        typed = list(filter(None, (row.finding_as_meant() for row in self.rows)))
        act = Act(by=self.by, data={"findings": typed})
        found = INSPECTION_FLOW["file"].standing_objections(self.visit, act)
        return [row for row in found if row.field not in self.form.errors]

    def _sent(self):
        try:
            INSPECTION_FLOW.press(self.visit, "file", by=self.by)
        except ValidationError as error:
            self.objections = error.messages
            return False
        return True
