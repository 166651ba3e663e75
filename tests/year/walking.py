"""Every address of the program, and which record each part of an address names.

`ADDRESSES` says it by the address's name. An address with a part that is not in the table stops the tests: whoever adds
one decides here whose record it opens.
"""

import io
import zipfile
from html import unescape
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import URLResolver, get_resolver, reverse

from budgets.models import (
    AllocationSheet,
    Annex,
    Appropriation,
    Assignment,
    BookClosing,
    Cancellation,
    CarryOver,
    Claim,
    Commitment,
    Correction,
    MoneyBack,
    PaymentRequest,
    Settlement,
    TreasurySheet,
    Voucher,
    YearAccount,
)  # fmt: skip
from core.models import Document
from establishments.models import Establishment, IndustrialCluster
from inspections.models import Acceptance, AcceptanceBatch, Inspection
from ledger.models import Account, BookYear, Transfer
from norms.models import NormSet, SupportCategory
from plans.models import AnnualPlan, ApprovalRound, PlanItem, PlanLine, PlanOpinion
from projects.models import Appraisal, ChangeRequest, CouncilMember, ProgressReport, Project, Survey
from reports.models import ReportRun

# Asked of before anybody has said who they are.
FOR_ANYBODY = {"healthz", "readyz", "login", "token", "reports:favicon"}

# Of no project and no office: everybody who has logged in may open it.
OPEN = "open"
# The person's own, or addresses of which a stranger's record is no secret but is not theirs.
OWN = "own"

OF_PROJECT = "project", "{pk}"
ADDRESSES = {
    "document": "document", "documents": "document", "project": "project", "projects": "project",
    "establishment": "establishment", "establishments": "establishment", "appraisal": "appraisal",
    "progressreport": "progress", "annualplan": OPEN, "planline": OPEN, "planopinion": OPEN, "approvalround": OPEN,
    "planitem": "item", "inspection": "inspection", "acceptancebatch": "batch", "bookyear": OPEN,
    "appropriation": "appropriation", "assignment": "assignment", "allocationsheet": "sheet",
    "commitment": "commitment", "annex": "annex", "paymentrequest": "payment", "settlement": "settlement",
    "voucher": "voucher",
    "moneyback": "moneyback", "yearaccount": "year", "reportrun": "run", "organisation": OPEN, "area": OPEN,
    "legaldocument": OPEN, "supportcategory": OPEN, "normset": OPEN, "budgetcode": OPEN,
    "industrialcluster": OPEN, "establishments:cluster": OPEN, "establishments:cluster_edit": OPEN,
    "refusalreason": OPEN, "changerequest": "change", "survey": "survey", "projects:survey": "survey",
    "projects:edit_survey": "survey", "projects:press_survey": "survey",
    "projects:surveys_of_establishment": "establishment",
    "accounts:revoke_token": OWN,
    "norms:set": OPEN, "norms:category": OPEN, "norms:copy_set": OPEN, "norms:edit_set": OPEN,
    "norms:put_into_force": OPEN,
    "projects:of_establishment": "establishment", "projects:change": "change", "projects:change_edit": "change",
    "projects:change_press": "change",
    "plans:detail": OPEN, "plans:edit": OPEN, "plans:amend": OPEN, "plans:press": OPEN, "plans:new_line": OPEN,
    "plans:new_opinion": OPEN, "plans:scan": OPEN, "plans:new_round": OPEN, "plans:edit_line": OPEN,
    "plans:drop_line": OPEN, "plans:round_detail": OPEN, "plans:round_press": OPEN, "plans:include": OPEN,
    "plans:round_scan": OPEN, "plans:edit_item": "item", "plans:remove": "item", "plans:release": "item",
    "plans:project_panel": "project",
    "inspections:detail": "inspection", "inspections:edit": "inspection", "inspections:press": "inspection",
    "inspections:finding_fix": "inspection", "inspections:project_panel": "project", "inspections:batch": "batch",
    "inspections:batch_edit": "batch", "inspections:place": "batch",
    "inspections:proof": "batch", "inspections:batch_press": "batch",
    "budgets:sheet": "sheet", "budgets:sheet_press": "sheet", "budgets:commitment": "commitment",
    "budgets:commitment_edit": "commitment", "budgets:commitment_press": "commitment",
    "budgets:commitment_paper": "commitment", "budgets:commitment_liquidate": "commitment",
    "budgets:annex_new": "commitment", "budgets:annex": "annex", "budgets:annex_edit": "annex",
    "budgets:annex_paper": "annex",    "budgets:annex_press": "annex",
    "budgets:payment": "payment", "budgets:payment_edit": "payment", "budgets:payment_paper": "payment",
    "budgets:payment_press": "payment",
    "budgets:project_panel": "project", "budgets:open_settlement": "project", "budgets:settlement": "settlement",
    "budgets:settlement_press": "settlement", "budgets:voucher_new": "settlement", "budgets:desk": "settlement",
    "budgets:voucher_edit": "settlement", "budgets:voucher_withdraw": "settlement", "budgets:money_back": "settlement",
    "budgets:close_project": "settlement", "budgets:year_account": "year", "budgets:year_press": "year",
    "cancellation": "cancellation", "budgets:cancellation": "cancellation",
    "budgets:cancellation_press": "cancellation", "carryover": "carried", "budgets:carry_over": "carried",
    "budgets:carry_over_press": "carried", "bookclosing": "closing", "budgets:closing": "closing",
    "claim": "claim", "budgets:claim": "claim", "budgets:claim_press": "claim",
    "correction": "correction", "budgets:correction": "correction", "budgets:correction_press": "correction",
    "budgets:closing_press": "closing", "budgets:ask_closing": OPEN,
    "budgets:owed_back": "commitment", "budgets:owed_letter": "commitment",
    "treasurysheet": "treasury", "budgets:treasury_sheet": "treasury", "budgets:treasury_theirs": "treasury",
    "budgets:treasury_excel": "treasury", "budgets:treasury_press": "treasury",
    "reports:stage": OPEN, "reports:reached": OPEN, "reports:account": "account",
    "account": "account", "transfer": "transfer",
    "reports:run": "run", "reports:progress": "run",
    "reports:again": "run", "reports:download": "run",
    "register": "project", "reports:register_edit": "project", "registerview": OWN, "reports:register_view": OWN,
    "reports:register_view_withdraw": OWN, "importbatch": OWN, "projects:import": OWN, "projects:import_press": OWN,
    "projects:import_marked": OWN,
}  # fmt: skip

# What the open ones are walked with, and the parts of an address that name no record of their own.
OPEN_RECORDS = {
    "annualplan": AnnualPlan, "planline": PlanLine, "planopinion": PlanOpinion, "approvalround": ApprovalRound,
    "bookyear": BookYear, "budgets:ask_closing": BookYear, "plans:edit_line": PlanLine, "plans:drop_line": PlanLine,
    "industrialcluster": IndustrialCluster, "establishments:cluster": IndustrialCluster,
    "establishments:cluster_edit": IndustrialCluster,
}  # fmt: skip
WORDS = {"name": ["submit", "register", "check", "return"], "kind": ["pdf"], "code": None, "key": ["khongco"]}


def addresses():
    """[(name, {parts of the address})] of the whole program; the administration's windows are Django's own."""
    found = []

    def walk(resolver, space=""):
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                if pattern.app_name != "admin":
                    walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
            else:
                found.append((f"{space}{pattern.name}", set(pattern.pattern.regex.groupindex)))

    walk(get_resolver())
    return found


def kind_of(name):
    """What the first part of this address names, by the table; REST addresses go by their record."""
    if name in ADDRESSES:
        return ADDRESSES[name]
    if ":" in name:
        room = name.split(":")[0]
        return ADDRESSES.get(room)
    return ADDRESSES.get(name.split("-")[0])


def records(kind):
    """{kind: every row an address of that kind could name}."""
    project = {
        "project": Project.objects.all(), "establishment": Establishment.objects.all(),
        "change": ChangeRequest.objects.all(), "appraisal": Appraisal.objects.all(),
        "progress": ProgressReport.objects.all(), "survey": Survey.objects.all(),
        "inspection": Inspection.objects.all(), "batch": AcceptanceBatch.objects.all(),
        "place": Acceptance.objects.all(),
        "commitment": Commitment.objects.all(), "annex": Annex.objects.all(), "payment": PaymentRequest.objects.all(),
        "settlement": Settlement.objects.all(), "voucher": Voucher.objects.all(),
        "moneyback": MoneyBack.objects.all(), "item": PlanItem.objects.all(), "document": Document.objects.all(),
        "account": Account.objects.all(), "transfer": Transfer.objects.all(), "sheet": AllocationSheet.objects.all(),
        "appropriation": Appropriation.objects.all(), "assignment": Assignment.objects.all(),
        "cancellation": Cancellation.objects.all(), "closing": BookClosing.objects.all(),
        "carried": CarryOver.objects.all(), "correction": Correction.objects.all(),
        "treasury": TreasurySheet.objects.all(), "claim": Claim.objects.all(),
        "year": YearAccount.objects.all(), "run": ReportRun.objects.all(),
    }  # fmt: skip
    return project[kind]


def of_projects(account, projects):
    """Accounts of these projects and of their commitments; `account`: the way to it."""
    own = Q(**{f"{account}subject__kind": "PROJECT", f"{account}subject__ref__in": projects})
    return own | Q(**{f"{account}subject__parent__ref__in": projects})


def belonging_to(kind, projects, establishments):
    """Ids of the records of this kind that hang on these projects (and establishments), worked out anew here."""
    project = Q(project__in=projects)
    conditions = {
        "project": Q(pk__in=projects), "establishment": Q(pk__in=establishments), "appraisal": project,
        "change": project, "progress": project, "inspection": project,
        "survey": project | Q(establishment__in=establishments),
        "batch": Q(places__project__in=projects), "place": project, "commitment": project,
        "annex": Q(commitment__project__in=projects),
        "payment": Q(commitment__project__in=projects), "settlement": project,
        "voucher": Q(settlement__project__in=projects), "moneyback": Q(commitment__project__in=projects),
        "item": project, "carried": project, "claim": Q(commitment__project__in=projects),
        "account": of_projects("", projects),
        "transfer": of_projects("source__", projects) | of_projects("target__", projects),
    }  # fmt: skip
    if kind == "document":
        return _documents(projects, establishments)
    if kind not in conditions:
        return []  # the books of spending units: no place has any
    return list(records(kind).filter(conditions[kind]).order_by("pk").values_list("pk", flat=True).distinct())


def _documents(projects, establishments):
    kinds = {
        Project: "project", Establishment: "establishment", Commitment: "commitment", Annex: "annex",
        PaymentRequest: "payment",
        Settlement: "settlement", Voucher: "voucher", MoneyBack: "moneyback", Inspection: "inspection",
        AcceptanceBatch: "batch", Acceptance: "place", ChangeRequest: "change", Appraisal: "appraisal",
        ProgressReport: "progress", Survey: "survey", CarryOver: "carried", Claim: "claim",
    }  # fmt: skip
    # the plan of a year is everybody's to read, with its paper
    condition = Q(content_type=ContentType.objects.get_for_model(AnnualPlan))
    for model, kind in kinds.items():
        ids = belonging_to(kind, projects, establishments)
        condition |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=ids)
    return list(Document.objects.filter(condition).order_by("pk").values_list("pk", flat=True))


def url(name, parts, pk=None):
    """The address with the record's id at its first part; parts of other records take that record's own children."""
    values = {}
    for part in parts:
        if part in ("pk", "project_pk"):
            values[part] = pk
        elif part in ("place", "place_pk"):
            values[part] = _child(AcceptanceBatch, pk, "places")
        elif part in ("finding", "finding_pk"):
            values[part] = _child(Inspection, pk, "findings")
        elif part == "beneficiary_pk":
            values[part] = _child(Project, pk, "beneficiaries")
        elif part == "survey_pk":
            values[part] = _child(Project, pk, "surveys")
        elif part == "report_pk":
            values[part] = _child(Project, pk, "progress_reports")
        elif part in ("member", "member_pk"):
            sat = CouncilMember.objects.filter(council__appraisal__project=pk).first()
            values[part] = sat.pk if sat else 1
        elif part == "no":
            values[part] = 1
        elif part == "code":
            values[part] = _code(name)
        elif part == "format":
            continue
        else:
            values[part] = WORDS[part][0]
    return reverse(name, kwargs=values)


def _child(model, pk, related):
    record = model.objects.filter(pk=pk).first()
    child = getattr(record, related).first() if record else None
    return child.pk if child else 1


def _code(name):
    if name in ("norms:set", "norms:copy_set", "norms:edit_set", "norms:put_into_force"):
        return NormSet.objects.first().code
    if name == "norms:category":
        return SupportCategory.objects.first().code
    return "PAID"


def open_ids(name):
    """Ids that an open address, or one of somebody's own, is walked with."""
    if kind_of(name) == OWN:
        return [1]
    model = OPEN_RECORDS.get(name) or OPEN_RECORDS.get(name.split("-")[0])
    if model is None:
        model = ApprovalRound if "round" in name or name == "plans:include" else AnnualPlan
        if name.split("-")[0] in (
            "organisation",
            "area",
            "legaldocument",
            "supportcategory",
            "normset",
            "refusalreason",
        ):
            return [1]
    return list(model.objects.order_by("pk").values_list("pk", flat=True))[:3]


def text_of(response):
    """All that an answer shows, of a page, REST or a workbook, with its marks resolved."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(chain(book.read(name) for name in book.namelist() if name.endswith(".xml")))
    text = unescape(content.decode(errors="replace"))
    if response.headers.get("Content-Type", "").startswith("application/json"):
        text = text.encode().decode("unicode_escape", errors="ignore") if "\\u" in text else text
    return text
