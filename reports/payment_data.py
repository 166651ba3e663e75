"""What the records and books say for a request of the Treasury, and for the pack it goes in."""

from django.core.exceptions import ValidationError
from django.db.models import F

from budgets.models import PaymentRequest
from budgets.payments import general_limit
from budgets.so_far import so_far
from budgets.subjects import book_of
from budgets.support import final_support
from budgets.treasury_pack import pack_of
from core.dates import ngay
from core.money import dong
from core.parts import Part, parts_of
from core.text import in_a_sentence
from norms.selectors import advance_rule
from norms.words import percent_words
from plans.selectors import approved_item
from reports.offices import in_full, office_of
from reports.papers.payment_request import (
    MISSING,
    ON_PAPER,
    SCANNED,
    Amount,
    ListedPaper,
    Payee,
    PaymentRequestFacts,
)


def printable_payments(user):
    """Requests in reach that were not withdrawn, for whoever sees money."""
    if not user.has_perm("budgets.view_money"):
        return PaymentRequest.objects.none()
    return PaymentRequest.objects.for_list().live().visible_to(user)


def payment_of(params, by):
    payment = printable_payments(by).filter(pk=params["payment"]).select_related("commitment__unit__superior").first()
    if payment is None:
        raise ValidationError("Không còn thấy đề nghị tạm ứng, thanh toán này, hoặc đề nghị đã rút.")
    return payment


def payment_request_data(params, by):
    """(PaymentRequestFacts, illustrative) of the request `params["payment"]`: the payee as it was signed."""
    payment = payment_of(params, by)
    return facts_of(payment, pack_of(payment, by)), is_illustrative(payment)


def is_illustrative(payment):
    return payment.illustrative or payment.commitment.illustrative or payment.project.illustrative


def facts_of(payment, pack):
    commitment, project, item = payment.commitment, payment.project, approved_item(payment.project)
    book, money, party = book_of(commitment), so_far(payment), payment.party
    rule, article = _rule(payment)
    return PaymentRequestFacts(
        office=office_of(commitment.unit),
        what=payment.what,
        advance=payment.kind == PaymentRequest.Kind.ADVANCE,
        year=book.year,
        source=f"{in_a_sentence(book.get_tier_display())}, {in_a_sentence(book.source)}",
        codes=(book.chapter, book.category, book.item),
        code=project.code,
        title=project.title,
        decision=item.round.decision_words if item else "",
        contract=f"{commitment} ngày {ngay(commitment.signed_on)}",
        contract_number=commitment.number,
        contract_on=commitment.signed_on,
        annexes=tuple(f"Phụ lục {row.number} ngày {ngay(row.signed_on)}" for row in commitment.signed_annexes()),
        counterparty=party.counterparty,
        payee=Payee(party.payee_name, party.payee_account, party.payee_bank),
        amount=payment.amount,
        clears=payment.clears,
        content=payment.content,
        requested_on=payment.requested_on,
        value=money.value,
        so_far=tuple(Amount(*row) for row in money.rows),
        left=money.left,
        rule=rule,
        article=article,
        papers=tuple(listed(pack)),
        names=_names(payment),
        paid=(payment.treasury_number, payment.paid_on),
    )


def _rule(payment):
    """(the words of what limits the amount, the articles in full)."""
    if payment.kind == PaymentRequest.Kind.ADVANCE:
        rule = advance_rule(payment.project.category, payment.project.tier, payment.requested_on)
        if rule is None:
            return "", ""
        general = general_limit(payment, rule)
        if general and rule.percent is not None and rule.percent > general.percent:
            words = f"Mức tạm ứng chung {percent_words(general.percent)} giá trị hợp đồng trên {dong(general.above)}"
            return f"{rule.sentence}. {words}", f"{in_full(rule.source)}; {in_full(general.source)}"
        return rule.sentence, in_full(rule.source)
    support = final_support(payment.project)
    if support.amount is None:
        return "", ""
    return f"Kinh phí hỗ trợ tính theo chi phí nghiệm thu: {dong(support.amount)}", ""


def _names(payment):
    """(who checked, who signed): on the paper only once the account holder has signed."""
    if payment.status not in PaymentRequest.SIGNED_FOR:
        return "", ""
    acted = parts_of(payment).filter(person=F("taken_by")).select_related("person")  # not whom a substitute stands for
    who = {part.part: part.person.full_name for part in acted}
    return who.get(Part.CHECK, ""), who.get(Part.APPROVE, "")


def listed(pack):
    """ListedPaper of each paper: by its documents; without any, by the record that it is, or as missing."""
    for row in pack:
        for document in row.documents:
            name = row.name if document.title in ("", row.name) else f"{row.name}: {document.title}"
            state = SCANNED if document.file else ON_PAPER
            yield ListedPaper(name, document.number, document.issued_on, state)
        if not row.documents:
            name = f"{row.name}: {row.record}" if row.record and row.record != row.name else row.name
            yield ListedPaper(
                name, "", None, MISSING if row.is_missing else ON_PAPER, _ground(row) if row.is_missing else ""
            )


def _ground(row):
    """The rule that asks for it; the list leaves the house."""
    return in_full(row.source.removesuffix(", chưa kiểm chứng"))
