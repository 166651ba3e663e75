"""Papers of advances and payments: which are needed, which are there (a document, or a record of the program)."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from budgets.models import Annex, Commitment, PaymentRequest, Settlement
from core.access import require
from core.dates import ngay
from core.documents import attach, documents_of, documents_of_each, kinds_on
from core.text import in_a_sentence
from inspections.selectors import acceptance_of, accepted_among
from norms.models import PaperKind, RequiredPaper
from norms.selectors import required_papers
from projects.details.machinery import quotes_asked
from projects.papers import quotes_as_paper, records_of, tell_late
from projects.services import attach_paper as attach_to_project

# Where a paper may lie, and what the office calls it.
PLACES = {"payment": "đề nghị này", "commitment": "hợp đồng, nhiệm vụ", "project": "hồ sơ đề án"}

OF_A_SETTLEMENT = ("settlement_detail_7", "voucher_list_8a", "all_vouchers")


@dataclass
class PaperRow:
    """One paper of a request: HAVE (there), MISSING (blocks), IF_ANY (only on a condition)."""

    paper: PaperKind
    condition: str = ""
    source: str = ""
    documents: list = field(default_factory=list)
    record: str = ""  # the record of the program that is this paper
    record_url: str = ""
    is_listed: bool = False  # the quotes: written in the project's particulars, not brought as a file
    is_lacking: bool = False

    WORDS = {"HAVE": "Đủ", "MISSING": "Thiếu", "IF_ANY": "Nếu có"}
    TONES = {"HAVE": "la", "MISSING": "nghe", "IF_ANY": "da"}

    @property
    def state(self):
        if (self.documents or self.record) and not self.is_lacking:
            return "HAVE"
        return "IF_ANY" if self.condition else "MISSING"

    @property
    def word(self):
        return self.WORDS[self.state]

    @property
    def tone(self):
        return self.TONES[self.state]


def paper_rows(payment, on):
    """[PaperRow] by the rules of that day; a fixed number of queries."""
    of_kind = defaultdict(list)
    for subject in (payment, payment.commitment, payment.project):
        if subject.pk:
            for document in documents_of(subject):
                of_kind[document.kind].append(document)
    records = papers_in_records(payment.project, payment.commitment)
    rows = []
    for required in _required(payment, on):
        words, url = records.get(required.paper.code, ("", ""))
        documents = of_kind.get(required.paper.code, [])
        tell_late(documents, payment.requested_on, "đề nghị")
        rows.append(PaperRow(required.paper, required.condition, required.cited, documents, words, url))
    if asked := quotes_asked([payment.project]).get(payment.project.pk):
        row = PaperRow(quotes_as_paper(asked), source=asked.rule.cited, is_listed=True, is_lacking=asked.lacking)
        row.record, row.record_url = asked.found, f"{payment.project.get_absolute_url()}#details"
        rows.append(row)
    return rows


def missing_papers(payment, on):
    """RequiredPaper rows that block: neither a document nor a record of the program answers them."""
    there = {
        document.kind
        for subject in (payment.project, payment.commitment, payment)
        if subject.pk
        for document in documents_of(subject)
    } | papers_in_records(payment.project, payment.commitment).keys()
    return [row for row in _required(payment, on) if row.always and row.paper.code not in there]


def _required(payment, on):
    """An advance cleared before the acceptance rests on the papers it was given by, with a later confirmed report."""
    early = not payment.amount and acceptance_of(payment.project) is None
    if early or payment.kind == PaymentRequest.Kind.ADVANCE:
        stage = RequiredPaper.Stage.ADVANCE
    else:
        stage = RequiredPaper.Stage.PAYMENT
    return required_papers(payment.project.category, stage, on, tier=payment.project.tier)


def papers_in_records(project, commitment):
    """{code of a paper: (words, address) of the record that is this paper}; the contract is this commitment."""
    contract = _contract(commitment) if commitment.status == Commitment.Status.SIGNED else {}
    return records_of(project) | contract


def contract_and_minutes(project):
    """What this room knows of a project's papers: its first signed contract, the minutes of its acceptance."""
    signed = project.commitments.filter(status=Commitment.Status.SIGNED).order_by("pk").first()
    found = _contract(signed) if signed else {}
    if accepted := acceptance_of(project):
        found["acceptance_minutes_5"] = (str(accepted.batch), accepted.batch.get_absolute_url())
    return found


def sent_settlement(project):
    """The account that the unit sent is its own detail, its list of vouchers and the vouchers (Mẫu 7, 8a)."""
    account = project.settlements.filter(status__in=Settlement.SENT).order_by("-pk").first()
    if account is None:
        return {}
    record = (f"{account}, nộp ngày {ngay(account.submitted_on)}", account.get_absolute_url())
    return dict.fromkeys(OF_A_SETTLEMENT, record)


def filed_with_money(project):
    """{code of a paper: (words, address)} of what lies with the project's living contracts and requests."""
    subjects = [*project.commitments.exclude(status=Commitment.Status.WITHDRAWN)]
    subjects += PaymentRequest.objects.live().filter(commitment__in=subjects).select_related("commitment")
    return {
        document.kind: (f"{document}, lưu cùng {in_a_sentence(str(subject))}", subject.get_absolute_url())
        for subject, document in documents_of_each(subjects)
    }


def there_of_many(projects):
    """{project id: {code of a paper}}: what the three above say of each, for many projects at once."""
    found = defaultdict(set)
    commitments = {}
    living = Commitment.objects.filter(project__in=projects).exclude(status=Commitment.Status.WITHDRAWN)
    for pk, project, status in living.values_list("pk", "project", "status"):
        commitments[pk] = project
        if status == Commitment.Status.SIGNED:
            found[project].add("project_contract")
    payments = dict(PaymentRequest.objects.live().filter(commitment__in=commitments).values_list("pk", "commitment"))
    for pk, kinds in kinds_on(Commitment, list(commitments)).items():
        found[commitments[pk]] |= kinds
    for pk, kinds in kinds_on(PaymentRequest, list(payments)).items():
        found[commitments[payments[pk]]] |= kinds
    for project in Settlement.objects.filter(project__in=projects, status__in=Settlement.SENT).values_list("project"):
        found[project[0]] |= set(OF_A_SETTLEMENT)
    for project in accepted_among(projects):
        found[project].add("acceptance_minutes_5")
    return found


def _contract(commitment):
    return {"project_contract": (str(commitment), commitment.get_absolute_url())}


@transaction.atomic
def attach_paper(payment, upload, *, by, kind, where="payment", title="", number="", issued_on=None):
    """Bring a paper to the request, its commitment or its project: whoever prepares or checks it, in the own unit."""
    if where not in PLACES:
        raise ValidationError({"where": "Chọn nơi lưu giấy tờ: đề nghị, hợp đồng hay hồ sơ đề án."})
    if not (by.has_perm("budgets.prepare_payment", payment) or by.has_perm("budgets.check_payment", payment)):
        raise PermissionDenied("Tài khoản của bạn không được giao việc này.")
    if payment.commitment.unit_id != by.organisation_id:
        raise PermissionDenied("Chỉ người của đơn vị sử dụng kinh phí đưa giấy tờ vào đề nghị này.")
    if payment.status == PaymentRequest.Status.WITHDRAWN:
        raise ValidationError("Đề nghị đã rút, không nhận thêm giấy tờ.")
    paper = PaperKind.objects.filter(code=kind).first()
    if paper is None and kind != "other":
        raise ValidationError({"kind": f"Không có loại giấy tờ mã “{kind}”."})
    if upload is None and not number and issued_on is None:
        raise ValidationError({"file": "Chưa có bản chụp thì phải ghi số hoặc ngày của giấy tờ."})
    words = {"title": title or (paper.name if paper else ""), "number": number, "issued_on": issued_on}
    if where == "project":
        return attach_to_project(payment.project, upload, by=by, kind=kind, **words)
    subject = payment if where == "payment" else payment.commitment
    return attach(subject, upload, by=by, kind=kind, illustrative=subject.illustrative, **words)


def attach_contract_paper(record, upload, *, by, title, number="", issued_on=None):
    """Bring the signed contract or decision to the Commitment, the signed annex to the Annex: whoever drafts them for
    this unit."""
    require(by, "budgets.prepare_commitment", record)
    is_annex = isinstance(record, Annex)
    unit = record.commitment.unit_id if is_annex else record.unit_id
    if unit != by.organisation_id and not by.organisation.covers_province:
        raise PermissionDenied("Chỉ người của đơn vị sử dụng kinh phí đưa giấy tờ vào hợp đồng, phụ lục này.")
    if record.status == record.Status.WITHDRAWN:
        raise ValidationError(f"{record} đã bỏ, không nhận thêm giấy tờ.")
    return attach(
        record,
        upload,
        by=by,
        kind="annex" if is_annex else "contract",
        title=title,
        number=number,
        issued_on=issued_on,
        illustrative=record.illustrative,
    )
