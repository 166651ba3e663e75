"""Advances and payments: the queue by whose turn it is, the request with every condition, its papers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET

from budgets.advances import open_advances
from budgets.clearing import covered, most_to_clear, proposed
from budgets.corrections import with_corrections
from budgets.drawn import drawn
from budgets.figures import stages_of
from budgets.filters import PaymentListFilter
from budgets.forms import PaymentForm, PaymentPaperForm
from budgets.models import Commitment, PaymentRequest
from budgets.money_back import returnable
from budgets.papers import PLACES, paper_rows
from budgets.payments import CONDITIONS, PAYMENT_FLOW
from budgets.so_far import so_far
from budgets.subjects import book_of, with_sources
from budgets.support import final_support
from budgets.views_commitments import MONEY, commitment_of
from budgets.writing import WRONG, steps_for, write
from core import views as core_views
from core.access import require
from core.audit import history
from core.context import chosen_year
from core.dates import today
from core.documents import documents_of
from core.money import dong, floor_percent
from core.parts import parts_of
from core.views import ListPage
from core.workflow import Act
from establishments.forms import put_errors
from inspections.selectors import acceptance_of
from ledger.reading import transfers_for_case
from ledger.stages import Stage
from norms.selectors import advance_rule

P = PaymentRequest.Status
BEFORE_TREASURY = (P.PREPARED, P.CHECKED, P.SIGNED, P.RETURNED)


class PaymentList(ListPage):
    permission_required = MONEY
    queryset = PaymentRequest.objects.for_list()
    filterset_class = PaymentListFilter
    template_name = "budgets/payments.html"
    partial_name = "budgets/_payments_table.html"

    @cached_property
    def totals(self):
        return self.object_list.live().aggregate(
            advance=Sum("amount", filter=Q(kind=PaymentRequest.Kind.ADVANCE)),
            payment=Sum("amount", filter=Q(kind=PaymentRequest.Kind.PAYMENT)),
            paid=Sum("amount", filter=Q(status=P.PAID)),
            clears=Sum("clears"),
            total=Sum("amount"),
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(totals=self.totals, **kwargs)
        with_sources([row.commitment for row in context["page_obj"]])
        if context["filter"].data.get("year") and not self.request.htmx:
            context["advances"] = open_advances(chosen_year(self.request), self.request.user)
        return context


@require_GET
def advances(request):
    """What stands advanced at the end of the year chosen, of earlier years too, by age."""
    require(request.user, MONEY)
    year = chosen_year(request)
    found = open_advances(year, request.user)
    may_clear = request.user.has_perm("budgets.prepare_payment")
    own = [row.commitment for row in found.rows if row.commitment.unit_id == request.user.organisation_id]
    own = own if request.user.has_perm("budgets.return_money") else []
    page = {
        "may_return": returnable(own),
        "advances": found,
        "year": year,
        "rows": [(row, may_clear and row.commitment.unit_id == request.user.organisation_id) for row in found.rows],
    }
    return render(request, "budgets/advances.html", page)


def payment_of(request, pk):
    require(request.user, MONEY)
    return get_object_or_404(PaymentRequest.objects.for_list().visible_to(request.user), pk=pk)


@require_GET
def payment(request, pk):
    row, user = payment_of(request, pk), request.user
    papers = paper_rows(row, row.requested_on)
    kinds = {paper.paper.code for paper in papers}
    entries = list(history(row))
    open_ = row.status in BEFORE_TREASURY
    stages = stages_of(row.commitment)
    return render(
        request,
        "budgets/payment.html",
        {
            "payment": with_corrections([row], user)[0],
            "commitment": row.commitment,
            "project": row.project,
            "steps": steps_for(PAYMENT_FLOW, row, row.commitment.unit, user),
            "conditions": conditions_of(row, user) if open_ else [],
            "rule": advance_rule(row.project.category, row.project.tier, row.requested_on),
            "support": final_support(row.project) if row.kind == PaymentRequest.Kind.PAYMENT else None,
            "spent_in": book_of(row.commitment).year if row.clears else None,
            "covered": covered(row) if row.clears and open_ else None,
            "stages": stages,
            "so_far": so_far(row),
            "papers": papers,
            "missing_count": sum(paper.state == "MISSING" for paper in papers),
            "other_documents": [document for document in documents_of(row) if document.kind not in kinds],
            "transfers": transfers_for_case(row).filter(reverses=None, reversed_by=None),
            "parts": parts_of(row).select_related("person"),
            "history": entries,
            "because": PAYMENT_FLOW.because(entries),
            "after": _after(row, stages),
            "places": places_for(row, user),
            "may_edit": row.status == P.PREPARED and _own(row, user) and user.has_perm("budgets.prepare_payment"),
        },
    )


def _after(row, stages):
    """What a request whose steps are done leaves to do; `stages`: those of its contract."""
    standing = next(stage["balance"] for stage in stages if stage["stage"] == Stage.ADVANCED)
    if row.status == P.PAID and row.kind == PaymentRequest.Kind.ADVANCE and standing:
        return (
            f"Kho bạc đã chi. Hợp đồng còn {dong(standing)} tạm ứng chưa thanh toán: có khối lượng được xác nhận hoặc "
            "nghiệm thu thì thanh toán tạm ứng ở trang hợp đồng."
        )
    return "Đề nghị đã xong, chỉ còn để xem."


def conditions_of(row, user):
    """Every objection to the amount and its papers, for whoever looks; whose step it is, the steps say."""
    act = Act(by=user)
    found = []
    for guard in CONDITIONS[1:]:
        answer = guard(row, act)
        found += answer if isinstance(answer, list) else [answer] if answer else []
    return found


def _own(row, user):
    return row.commitment.unit_id == user.organisation_id


def places_for(row, user):
    """Where this person may put a paper of this request; empty for whoever only looks."""
    works = user.has_perm("budgets.prepare_payment") or user.has_perm("budgets.check_payment")
    if not works or not _own(row, user) or row.status == P.WITHDRAWN:
        return {}
    project = user.has_perm("projects.save_project") or user.has_perm("projects.run_project")
    return {code: words for code, words in PLACES.items() if code != "project" or project}


def payment_new(request):
    require(request.user, "budgets.prepare_payment")
    asked = request.GET.get("commitment", "")
    commitment = commitment_of(request, asked if asked.isascii() and asked.isdigit() else 0)
    initial = _proposal(commitment, request.GET.get("kind"))
    form = PaymentForm(request.POST or None, instance=PaymentRequest(commitment=commitment), initial=initial)
    return _write(request, form, commitment, heading="Lập đề nghị tạm ứng, thanh toán")


def payment_edit(request, pk):
    row = payment_of(request, pk)
    require(request.user, "budgets.prepare_payment")
    if row.status != P.PREPARED:
        messages.error(request, f"Đề nghị đang ở bước “{row.get_status_display()}”, không sửa được.")
        return redirect(row)
    form = PaymentForm(request.POST or None, instance=row)
    return _write(request, form, row.commitment, heading="Sửa đề nghị", payment=row)


CLEARING = "CLEARING"  # ?kind= of a payment that only clears an advance


def _proposal(commitment, kind):
    """What the form proposes: as much advance as the rule allows while nothing was accepted, else a payment.

    Asked to clear only: no money, and as much of the advance as the work covers.
    """
    asked = drawn(PaymentRequest.objects.live(), commitment=commitment)
    support, value = final_support(commitment.project).amount, commitment.value_in_force
    after, clears = support is not None, None
    if kind == CLEARING:
        amount, label, kind = 0, "Thanh toán tạm ứng", "PAYMENT"
        payment = PaymentRequest(commitment=commitment, kind=kind, amount=0, requested_on=today())
        clears = most_to_clear(payment) or None
    else:
        rule = advance_rule(commitment.project.category, commitment.project.tier, today())
        advances = rule is not None and rule.percent is not None
        if kind not in PaymentRequest.Kind.values:
            kind = "ADVANCE" if advances and acceptance_of(commitment.project) is None else "PAYMENT"
        amount, label = None, PaymentRequest.Kind(kind).label
        if kind == "PAYMENT":
            amount = max(min(value, support if after else value) - asked, 0) or None
            clears = proposed(commitment, amount) or None
        elif advances:
            amount = max(floor_percent(value, rule.percent) - asked, 0) or None
    return {
        "kind": kind,
        "amount": amount,
        "clears": clears,
        "content": f"{label} kinh phí hỗ trợ {commitment.project.code}",
        "requested_on": today(),
    }


def _write(request, form, commitment, **page):
    stages = stages_of(commitment)
    page |= {
        "commitment": commitment,
        "stages": stages,
        "advanced": next(row["balance"] for row in stages if row["stage"] == Stage.ADVANCED),
        "clearing": CLEARING,
        "rule": advance_rule(commitment.project.category, commitment.project.tier, today()),
        "support": final_support(commitment.project),
        "others": commitment.payments.live().exclude(pk=form.instance.pk),
        "signed": commitment.status == Commitment.Status.SIGNED,
    }
    return write(
        request, form, lambda: form.save(request.user), "budgets/payment_form.html", done="Đã lưu đề nghị.", **page
    )


def payment_paper(request, pk):
    """One paper at its row, or (`kind=other`) any other."""
    row = payment_of(request, pk)
    places = places_for(row, request.user)
    if not places:
        raise PermissionDenied("Tài khoản của bạn không được giao việc này.")
    asked = request.POST.get("kind") or request.GET.get("kind") or "other"
    paper = next((found.paper for found in paper_rows(row, row.requested_on) if found.paper.code == asked), None)
    initial = {"kind": asked, "title": paper.name if paper else "", "where": "payment"}
    form = PaymentPaperForm(request.POST or None, request.FILES or None, initial=initial, places=places)
    if request.method == "POST" and form.is_valid():
        try:
            document = form.save(row, request.user)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã đưa vào hồ sơ: {document}.")
            return redirect(f"{row.get_absolute_url()}#papers")
    page = {"payment": row, "form": form, "paper": paper}
    return render(request, "budgets/payment_paper.html", page, status=WRONG if form.errors else 200)


def payment_press(request, pk, name):
    row = payment_of(request, pk)
    return core_views.press(request, row, PAYMENT_FLOW, name, context={"facts": _to_compare(row)})


def _to_compare(row):
    """[(term, fact)]: what the paper in hand has to say too."""
    party = row.party
    return [
        *([("Số tiền", dong(row.amount))] if row.amount else []),
        *([("Thanh toán tạm ứng", dong(row.clears))] if row.clears else []),
        ("Tài khoản nhận", ", ".join(filter(None, (party.payee_name, party.payee_account, party.payee_bank)))),
    ]
