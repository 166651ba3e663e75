"""What proves the part that the beneficiary bore: papers on the result of its place.

The minutes take the word of the team and say where no paper stands behind it; the money waits for the paper
(programme §0b.12, §3.2; L26 đ.7.3, đ.8.3.b). It may come with the minutes or after them, and stays once they are
recorded.
"""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.documents import attach, documents_of, documents_of_each
from core.money import dong
from core.text import one_line
from inspections.models import Acceptance, AcceptanceBatch
from plans.selectors import supports_in_force
from projects.models import Beneficiary

PROOF = "counterpart_proof"
ARTICLE = "TTLT 26/2014/TTLT-BTC-BCT, Điều 7, Điều 8"


def may_prove(batch, user):
    """Whether this person still brings proofs to the places of a batch: its own unit, whatever was recorded."""
    return (
        batch.status != AcceptanceBatch.Status.CANCELLED
        and batch.unit_id == user.organisation_id
        and user.has_perm("inspections.prepare_acceptance")
    )


@transaction.atomic
def add_proof(place, upload, *, by, title="", number="", issued_on=None):
    """Keep a paper on what the beneficiary of this place paid itself; `upload` None: its scan comes later.

    The minutes are held: they are not cancelled, nor the place taken out, meanwhile; nor the same paper kept twice.
    """
    require(by, "inspections.prepare_acceptance", place.batch)
    batches = AcceptanceBatch.objects.select_for_update(no_key=True, of=("self",)).select_related("unit")
    batch = batches.get(pk=place.batch_id)
    if batch.status == AcceptanceBatch.Status.CANCELLED:
        raise ValidationError("Đợt nghiệm thu đã hủy, không nhận thêm chứng từ.")
    if not may_prove(batch, by):
        raise ValidationError(f"Chỉ {batch.unit} đưa chứng từ vào đợt nghiệm thu này.", code="not_yours")
    errors = {}
    if upload is None and not number and issued_on is None:
        errors["file"] = "Chưa có bản chụp thì phải ghi số hoặc ngày của chứng từ."
    if issued_on and issued_on > today():
        errors["issued_on"] = f"Ngày của chứng từ {ngay(issued_on)} chưa tới."
    if errors:
        raise ValidationError(errors)
    place = batch.places.select_related("project", "beneficiary__establishment").filter(pk=place.pk).first()
    if place is None:
        raise ValidationError("Nơi này đã được đưa ra khỏi đợt nghiệm thu, không nhận thêm chứng từ.", code="removed")
    title = title or "Chứng từ vốn đối ứng"
    if same := _brought_before(place, upload, title=title, number=number, issued_on=issued_on):
        raise ValidationError(
            f"Chứng từ này đã có ở nơi nghiệm thu này: {same}. Nếu là chứng từ khác, ghi điểm khác của nó."
        )
    document = attach(
        place, upload, by=by, kind=PROOF, title=title, number=number, issued_on=issued_on,
        illustrative=batch.illustrative,
    )  # fmt: skip
    words = {"Nơi nghiệm thu": f"{place.project.code}, {place.who}", "Chứng từ": str(document)}
    record(
        batch, "inspections.acceptance.prove", by=by, perm="inspections.prepare_acceptance", paper=document, after=words
    )
    return document


def _brought_before(place, upload, *, title, number, issued_on):
    """The standing proof of the place that says all the same and has the same scan, or has none as this one."""
    digest = ""
    if upload is not None:
        upload.seek(0)
        digest = hashlib.file_digest(upload, "sha256").hexdigest()
        upload.seek(0)
    words = {"title": one_line(title), "number": one_line(number) or "", "issued_on": issued_on}
    return documents_of(place).filter(kind=PROOF, sha256=digest, **words).first()


@dataclass(frozen=True)
class Together:
    """The beneficiaries' part of a project of several places: the file tells one figure for all of them (đồng).

    `done`: what the `said` places have told so far, `proved`: of it what papers stand behind.
    """

    places: int
    said: int
    done: int
    proved: int

    @property
    def words(self):
        """«110.000.000 đ ở 1/2 nơi, có chứng từ 0 đ»"""
        if not self.said:
            return f"chưa nơi nào ghi trong {self.places} nơi"
        return f"{dong(self.done)} ở {self.said}/{self.places} nơi, có chứng từ {dong(self.proved)}"


def with_proofs(places):
    """The places, each with its `proofs`, oldest first, and its `planned_counterpart`: what its project's others must
    bring by the support in force, đồng; at one of several places that is the whole project's, and `together` tells how
    far the places have come (None elsewhere). A proof of a later day than the acceptance bears a remark."""
    projects = {place.project_id for place in places}
    supports, told = supports_in_force(projects), _told(projects)
    found, there = defaultdict(list), {place.pk for place in places}
    for place, document in documents_of_each([*places, *(row for row in told if row.pk not in there)]):
        if document.kind != PROOF:
            continue
        found[place.pk].append(document)
        held_on, issued_on = place.batch.held_on, document.issued_on
        if issued_on and issued_on > held_on:
            document.remark = f"Đề ngày {ngay(issued_on)}, sau ngày nghiệm thu {ngay(held_on)}."
    together = _together(projects, told, found)
    for place in places:
        place.proofs = found[place.pk]
        place.planned_counterpart = place.project.counterpart_under(supports.get(place.project_id))
        place.together = together.get(place.project_id) if place.beneficiary_id else None
    return places


def _told(projects):
    """The last standing result of each place of these projects that tells the beneficiary's part. One query."""
    rows = (
        Acceptance.objects.filter(project__in=projects, beneficiary__removed_at=None, counterpart_done__isnull=False)
        .exclude(beneficiary=None)
        .exclude(batch__status=AcceptanceBatch.Status.CANCELLED)
        .exclude(conclusion=Acceptance.Conclusion.DEFECTS)
        .select_related("batch")
        .order_by("batch__held_on", "batch_id", "pk")
    )
    return list({(row.project_id, row.beneficiary_id): row for row in rows}.values())


def _together(projects, told, proofs):
    """{project id: Together} of those with several beneficiaries."""
    counts = Counter(Beneficiary.objects.filter(project__in=projects).values_list("project", flat=True))
    found = {}
    for project, count in counts.items():
        mine = [row for row in told if row.project_id == project]
        proved = sum(row.counterpart_done for row in mine if proofs[row.pk])
        if count > 1:
            found[project] = Together(count, len(mine), sum(row.counterpart_done for row in mine), proved)
    return found


def not_proved(place):
    """The sentence that no paper stands behind the beneficiary's part, "" where one does or there is no such part.

    The part is what the minutes say; while they do not, what was planned. `place` comes from `with_proofs`.
    """
    if place.proofs or not (bore := borne(place)):
        return ""
    if place.counterpart_done is None:
        return f"Chưa ghi phần vốn đối ứng đã thực hiện và chưa có chứng từ (phải có {borne_words(place)}; {ARTICLE})."
    return f"Chưa có chứng từ phần vốn đối ứng {dong(bore)}; thanh toán phải có ({ARTICLE})."


def borne(place):
    """The beneficiary's part at this place in đồng: as accepted, else as planned. `place` comes from `with_proofs`."""
    return place.planned_counterpart if place.counterpart_done is None else place.counterpart_done


def borne_words(place):
    """The same in words: what was planned is, at one of several places, the whole project's."""
    whose = "" if place.together is None or place.counterpart_done is not None else " của cả đề án"
    return f"{dong(borne(place))}{f'{whose}, gồm {place.together.places} nơi' if whose else ''}"
