"""A dossier returned section by section: what is asked, how it was mended, what is worked off."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from core.access import require
from core.audit import record
from core.dates import today
from core.parts import Part, conflict
from core.workflow import Objection
from projects.project_models import Project
from projects.remark_models import Remark

LONGEST = 2000  # characters of one remark or answer
MOST = 100  # remarks of one return


@dataclass(frozen=True)
class Asked:
    """One remark of a return: at which section, what; `reopens`: the id of the answered remark it asks again."""

    section: str
    text: str
    reopens: int | None = None


# --- the return itself (called by the workflow) -----------------------------------------------------------------------


def reason_of_return(note, data):
    """The reason as the trail keeps it: the note, then each remark at its section."""
    rows = [f"{Remark.Section(row.section).label}: {row.text}" for row in data.get("remarks", ())]
    return "\n".join(filter(None, [note.strip(), *rows]))


def write_remarks(project, act):
    """Open a round with the remarks of this return; those marked in passing as worked off end here."""
    if done := act.data.get("done"):
        if why := conflict(project, act.by, Part.CHECK, "projects.return_project"):
            raise ValidationError(why, code="two_parts")
        _mark_done(project, done, act.by, act.on)
    asked = act.data.get("remarks", ())
    if not asked:
        return
    last = project.remarks.order_by("-round").values_list("round", flat=True).first() or 0
    judged = {row.pk: row for row in _to_judge(project)}
    for row in asked:
        reopened = judged.pop(row.reopens, None)
        if row.reopens and reopened is None:
            raise ValidationError("Chỉ nêu lại được yêu cầu đã trả lời và chưa xác nhận xong của hồ sơ này.")
        remark = Remark(
            project=project, round=last + 1, section=reopened.section if reopened else row.section, text=row.text,
            reopens=reopened, made_by=act.by, made_on=act.on,
        )  # fmt: skip
        remark.clean_fields(exclude=["project", "made_by", "answered_by", "answered_on", "done_by", "done_on"])
        remark.save()


def remarks_are_answered(project, act):
    """A dossier comes back only when it says of each remark how it was mended."""
    return [
        Objection(f"Chưa trả lời yêu cầu bổ sung, phần {row.get_section_display()}: “{row.text}”")
        for row in project.remarks.unanswered()
    ]


def remarks_are_worked_off(project, act):
    """Nobody finds eligible what was asked for and not looked at since."""
    way = ("Các yêu cầu bổ sung", reverse("projects:remarks", args=[project.pk]))
    return [
        Objection(f"Chưa xác nhận yêu cầu bổ sung đã sửa xong, phần {row.get_section_display()}: “{row.text}”", way=way)
        for row in project.remarks.pending()
    ]


# --- answered and worked off ------------------------------------------------------------------------------------------


@transaction.atomic
def answer_remarks(project, answers, *, by):
    """The implementer says how each remark was mended: {id: words}; may be rewritten until the dossier is filed again.

    Raises ValidationError {id as text: sentences}.
    """
    require(by, "projects.save_project", project)
    project = _locked(project)
    if project.status != Project.Status.RETURNED:
        raise ValidationError(
            f"Chỉ trả lời khi hồ sơ bị trả lại; hồ sơ này đang ở trạng thái “{project.get_status_display()}”."
        )
    rows = {row.pk: row for row in project.remarks.pending()}
    _known(answers, rows, "Không có yêu cầu này đang chờ trả lời.")
    before, after = {}, {}
    for pk, words in answers.items():
        row, words = rows[pk], words.strip()
        if words == row.answer:
            continue
        before[str(row)], after[str(row)] = row.answer or None, words or None
        row.answer = words
        row.answered_by, row.answered_on = (by, today()) if words else (None, None)
        row.save(update_fields=["answer", "answered_by", "answered_on"])
    if after:
        record(project, "projects.project.answer_remarks", by=by, perm="projects.save_project", before=before,
               after=after)  # fmt: skip


@transaction.atomic
def work_off(project, done, *, by):
    """The officer confirms which answered remarks (ids) are mended, before the dossier is judged or returned again."""
    require(by, "projects.return_project", project)
    project = _locked(project)
    if project.status != Project.Status.REGISTERED:
        raise ValidationError(
            f"Chỉ xét yêu cầu bổ sung khi hồ sơ đã nộp lại; hồ sơ này đang ở trạng thái "
            f"“{project.get_status_display()}”."
        )
    if why := conflict(project, by, Part.CHECK, "projects.return_project"):
        raise ValidationError(why, code="two_parts")
    rows = _mark_done(project, done, by, today())
    if rows:
        after = {str(row): "đã sửa xong" for row in rows}
        record(project, "projects.project.work_off", by=by, perm="projects.return_project", after=after)


def _mark_done(project, done, by, on):
    judged = {row.pk: row for row in _to_judge(project)}
    _known(done, judged, "Không có yêu cầu này đang chờ xác nhận.")
    rows = [judged[pk] for pk in dict.fromkeys(done)]
    for row in rows:
        row.done_by, row.done_on = by, on
        row.save(update_fields=["done_by", "done_on"])
    return rows


def _to_judge(project):
    return project.remarks.pending().exclude(answer="")


def _known(ids, rows, sentence):
    if unknown := [pk for pk in ids if pk not in rows]:
        raise ValidationError({str(pk): [sentence] for pk in unknown})


def _locked(project):
    return Project.objects.select_for_update(no_key=True, of=("self",)).get(pk=project.pk)


# --- as pages show them -----------------------------------------------------------------------------------------------


@dataclass
class RemarksOfProject:
    """All remarks of a project, read once: `rounds` [(number, day, remarks)], the pending ones at their sections."""

    rows: list

    @property
    def rounds(self):
        found = defaultdict(list)
        for row in self.rows:
            found[row.round].append(row)
        return [(number, rows[0].made_on, rows) for number, rows in sorted(found.items(), reverse=True)]

    @property
    def pending(self):
        return [row for row in self.rows if row.state in ("OPEN", "ANSWERED")]

    @property
    def at(self):
        """{section: pending remarks}; `FACTS`: of the headings that the project's page shows together."""
        found = defaultdict(list)
        for row in self.pending:
            found[row.section].append(row)
            if row.section not in OWN_SHEET:
                found["FACTS"].append(row)
        return dict(found)


OWN_SHEET = (
    Remark.Section.BENEFICIARIES, Remark.Section.ESTIMATE, Remark.Section.DETAILS, Remark.Section.PAPERS,
)  # fmt: skip


def remarks_of(project):
    """One query."""
    return RemarksOfProject(list(project.remarks.for_page()))
