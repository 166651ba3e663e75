"""Advances and payments: prepared, checked, signed by three persons, sent, returned or paid by the Treasury.

The ledger moves once, on the date of the Treasury's paper. Every objection comes at once with the figure found and
the figure needed.
"""

from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from budgets.annexes import party_still_benefits
from budgets.clearing import (
    all_is_cleared_near_the_end,
    clears_what_stands,
    confirmed_report,
    no_advance_near_the_end,
    work_covers_what_is_cleared,
)
from budgets.drawn import drawn
from budgets.models import CarryOver, Commitment, PaymentRequest, Settlement
from budgets.own_share import request_within_own_share
from budgets.papers import missing_papers
from budgets.settling import stood_on
from budgets.subjects import book_of, commitment_place
from budgets.support import final_support
from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.money import dong, floor_percent
from core.parts import Part, take_part
from core.text import in_a_sentence
from core.workflow import Objection, Transition, Workflow
from inspections.proofs import ARTICLE as COUNTERPART_ARTICLE
from inspections.proofs import borne_words
from inspections.selectors import acceptance_of, without_proof
from ledger.posting import Kind, Line, Stage, post
from ledger.reading import balance
from ledger.years import refuse_closed
from norms.models import TreasuryRule
from norms.selectors import advance_rule, deadline, treasury_rule
from norms.words import percent_words
from projects.details.machinery import quotes_are_there as quotes_of_the_machines
from projects.models import Project
from projects.services import locked
from projects.shares import shares_as_decided, still_to_name, support_of_the_named


@transaction.atomic
def save_payment(payment, *, by):
    """Prepare a request, or mend one the Treasury returned; every condition is asked again at each later step.

    The lock on the commitment is the one a settlement takes when it is sent: the later of the two sees the earlier.
    """
    require(by, "budgets.prepare_payment")
    commitment = Commitment.objects.select_for_update(no_key=True).get(pk=payment.commitment_id)
    require(by, "projects.view_project", commitment.project)
    _own_unit(commitment, by)
    if commitment.status != Commitment.Status.SIGNED:
        raise ValidationError("Hợp đồng, quyết định giao nhiệm vụ chưa ký, chưa đề nghị tạm ứng, thanh toán được.")
    refuse_closed(book_of(commitment))
    if objection := account_still_open(payment):
        raise ValidationError(str(objection))
    if payment.pk:
        stored = PaymentRequest.objects.select_for_update(no_key=True).get(pk=payment.pk)
        if stored.commitment_id != payment.commitment_id:
            raise ValidationError({"commitment": "Đề nghị đã lập theo hợp đồng nào thì giữ hợp đồng đó."})
        if stored.status != PaymentRequest.Status.PREPARED:
            raise ValidationError(f"Đề nghị đang ở bước “{stored.get_status_display()}”, không sửa được.")
        payment.status = stored.status
    else:
        payment.created_by = by
    payment.full_clean()
    payment.save()
    take_part(payment, by, Part.PREPARE, "budgets.prepare_payment")
    record(
        payment,
        "budgets.paymentrequest.prepare",
        by=by,
        after={"Số tiền": dong(payment.amount)}
        | ({"Thanh toán tạm ứng": dong(payment.clears)} if payment.clears else {})
        | {"Nội dung": payment.content},
    )
    return payment


def _own_unit(commitment, by):
    if commitment.unit_id != by.organisation_id:
        raise ValidationError(
            f"Kinh phí của đề án do {commitment.unit} chi; chỉ đơn vị này lập đề nghị tạm ứng, thanh toán."
        )


# --- what stands in the way -----------------------------------------------------------------------------------


def of_own_unit(payment, act):
    if payment.commitment.unit_id != act.by.organisation_id:
        return Objection("Chỉ người của đơn vị sử dụng kinh phí làm bước này", needed=str(payment.commitment.unit))


def project_goes_on(payment, act):
    """Suspended or stopped by a decision: no money goes out until it goes on."""
    project = payment.project
    if project.status in (Project.Status.SUSPENDED, Project.Status.TERMINATED):
        return Objection("Đề án đang dừng, không tạm ứng, thanh toán", found=f"“{project.get_status_display()}”")


def _while_the_project_goes_on(payment, act):
    """Asked again with the project held, as a decision to suspend it holds it: the later of the two sees the earlier.

    The project is the last of the records, as everywhere: after the request.
    """
    payment.commitment.project = locked(payment.project)
    for objection in (project_goes_on(payment, act), party_still_benefits(payment, act)):
        if objection:
            raise ValidationError(str(objection))


def _while_its_part_lasts(payment, act):
    """The same, and that the requests of one beneficiary, of two at once the later, keep within its part."""
    _while_the_project_goes_on(payment, act)
    if objection := request_within_own_share(payment):
        raise ValidationError(str(objection))


def _sign_for_this_account(payment, act):
    """What is signed names who is paid on which account; an annex signed later does not change it."""
    _while_its_part_lasts(payment, act)
    party = payment.commitment.party
    payment.annex = None if party == payment.commitment else party
    payment.save(update_fields=["annex"])


def party_as_signed(payment, act=None):
    """An annex after the signature names another account: the account holder has not signed for that one."""
    signed, now = payment.party, payment.commitment.party
    if (signed.payee_name, signed.payee_account, signed.payee_bank) == (
        now.payee_name, now.payee_account, now.payee_bank,
    ):  # fmt: skip
        return None
    return Objection(
        "Tài khoản nhận đã đổi sau khi chủ tài khoản ký đề nghị này",
        found=f"ký chi cho {signed.payee_name}, {signed.payee_account or 'chưa ghi tài khoản'}",
        needed=f"trả người lập để ký lại theo phụ lục ngày {ngay(now.signed_on)}: "
        f"{now.payee_name}, {now.payee_account}",
    )


def dated_within_the_contract(payment, act):
    """The day of the request chooses the advance rule and the papers: it lies between the signature and today."""
    signed = payment.commitment.signed_on
    if not signed <= payment.requested_on <= today():
        return Objection(
            "Ngày đề nghị phải từ ngày ký hợp đồng đến hôm nay",
            found=ngay(payment.requested_on),
            needed=f"từ {ngay(signed)} đến {ngay(today())}",
        )


def account_still_open(payment, act=None):
    """What was sent to be settled gets no more money: its account would no longer be true."""
    commitment = payment.commitment
    account = Settlement.objects.filter(project=commitment.project_id, status__in=Settlement.SENT).first()
    if account is not None:
        return Objection(
            "Quyết toán của đề án đã nộp, không đề nghị tạm ứng, thanh toán nữa",
            found=f"“{account.get_status_display()}”",
            needed="quyết toán chưa nộp hoặc được Sở trả lại",
        )


def money_still_bound(payment, act):
    """Told beforehand; the ledger's CHECK is the guard."""
    left = balance(commitment_place(payment.commitment, Stage.COMMITTED))
    if payment.amount > left:
        gave_back = CarryOver.objects.gave_back(payment.commitment.project).first()
        return Objection(
            "Kinh phí của hợp đồng không còn đủ",
            found=dong(left),
            needed=dong(payment.amount),
            article="TTLT 26/2014 đ.8",
            way=("Mở văn bản đã trả phần chưa chi về dự toán", gave_back.get_absolute_url()) if gave_back else (),
        )


def within_commitment(payment, act):
    """Requests alive on the commitment never add up to more than its value (programme §5.4)."""
    others = drawn(PaymentRequest.objects.beside(payment), commitment=payment.commitment)
    value = payment.commitment.value_in_force
    if others + payment.amount > value:
        return Objection(
            "Tổng đề nghị vượt giá trị hợp đồng",
            found=dong(others + payment.amount),
            needed=f"không quá {dong(value)} (các đề nghị khác {dong(others)})",
            article="TTLT 26/2014 đ.8",
        )


def advance_allowed(payment, act):
    """Percent, contract and work done, from the dated rule of the category (T36 đ.13; L26 đ.8.2.b)."""
    if payment.kind != PaymentRequest.Kind.ADVANCE:
        return None
    commitment, project = payment.commitment, payment.project
    rule = advance_rule(project.category, project.tier, payment.requested_on)
    if rule is None or rule.percent is None:
        return Objection("Nội dung này không được tạm ứng", article=rule.cited if rule else "chưa có quy định tạm ứng")
    found = []
    percent, article = rule.percent, rule.cited
    general = general_limit(payment, rule)
    if general and percent > general.percent:
        percent, article = general.percent, general.cited
    limit = floor_percent(commitment.value_in_force, percent)
    advances = PaymentRequest.objects.beside(payment).filter(kind=PaymentRequest.Kind.ADVANCE)
    before = drawn(advances, commitment=commitment)
    if before + payment.amount > limit:
        found.append(
            Objection(
                "Tạm ứng vượt mức cho phép",
                found=dong(before + payment.amount),
                needed=f"không quá {dong(limit)} ({percent_words(percent)} của {dong(commitment.value_in_force)})",
                article=article,
            )
        )
    # Where the rule itself waits for acceptance, an advance after it is the ordinary case.
    if rule.condition != "ACCEPTED" and acceptance_of(project) is not None:
        found.append(Objection("Đề án đã nghiệm thu: đề nghị thanh toán, không tạm ứng nữa"))
    found.append(_condition(payment, rule))
    return [objection for objection in found if objection]


def general_limit(payment, rule):
    """The Treasury's own limit where no text of its own allows this kind of support more, else None (programme §0b.7).

    It is of contracts above a value; a task by decision has none.
    """
    commitment = payment.commitment
    if rule.special or commitment.kind != Commitment.Kind.CONTRACT:
        return None
    general = treasury_rule(TreasuryRule.Code.GENERAL_ADVANCE, payment.project.tier, payment.requested_on)
    return general if general and commitment.value_in_force > general.above else None


def _condition(payment, rule):
    project, kind = payment.project, rule.condition
    if kind in ("VALUE_DONE", "VOLUME_DONE"):
        report = confirmed_report(payment)
        if report is None:
            later = project.progress_reports.filter(confirmed_on__isnull=False).order_by("month").first()
            until = f"đến ngày đề nghị {ngay(payment.requested_on)} chưa có"
            return Objection(
                "Chưa có báo cáo tiến độ được Sở xác nhận",
                found=f"{until}, sớm nhất là của tháng {later.month:%m/%Y}" if later else "",
                needed=rule.condition_text,
                article=rule.cited,
            )
        if kind == "VALUE_DONE":
            done = Decimal(report.value_done * 100) / project.total_cost if project.total_cost else Decimal(0)
            words = "Giá trị đã thực hiện chưa đủ"
        else:
            done, words = Decimal(report.percent), "Khối lượng đã thực hiện chưa đủ"
        if done <= rule.value_threshold_percent:
            return Objection(
                words,
                found=percent_words(done.quantize(Decimal("0.1"), ROUND_DOWN)),
                needed=f"trên {percent_words(rule.value_threshold_percent)}",
                article=rule.cited,
            )
    if kind == "ACCEPTED" and acceptance_of(project) is None:
        return Objection("Chỉ tạm ứng sau nghiệm thu cơ sở", article=rule.cited)
    return None


def payment_after_acceptance(payment, act):
    """The rest is paid on accepted work, never more than the support at the accepted cost (design §4)."""
    if payment.kind != PaymentRequest.Kind.PAYMENT or not payment.amount:
        return None
    support = final_support(payment.project)
    if support.amount is None:
        lacking = in_a_sentence(support.lacking.rstrip("."))
        return Objection(f"Chưa thanh toán được: {lacking}", article="TT 36/2013/TT-BCT đ.14")
    others = drawn(PaymentRequest.objects.beside(payment, whole_project=True), commitment__project=payment.project)
    if others + payment.amount > support.amount:
        return Objection(
            "Tạm ứng và thanh toán vượt mức hỗ trợ tính theo chi phí nghiệm thu",
            found=dong(others + payment.amount),
            needed=f"không quá {dong(support.amount)} (đã đề nghị, đã chi {dong(others)})",
        )


def papers_present(payment, act):
    """Missing papers block money (design §1.6), by the rules of the day of the request; each with its article."""
    missing = missing_papers(payment, payment.requested_on)
    return [Objection(f"Thiếu giấy tờ: {row.paper.name}", article=row.cited) for row in missing]


def quotes_are_there(payment, act):
    """The prices of as many sellers as an application for such machines needs, by the same rule: no money without."""
    way = ("Nội dung chi tiết", f"{payment.project.get_absolute_url()}#details")
    return [replace(objection, way=way) for objection in quotes_of_the_machines(payment.project)]


def counterpart_is_proved(payment, act):
    """The accepted cost holds the beneficiary's own part; support is paid on it once a paper proves that part."""
    if payment.kind != PaymentRequest.Kind.PAYMENT:
        return []
    return [
        Objection(
            f"Thiếu chứng từ phần vốn đối ứng của {row.who} trong kết quả nghiệm thu ngày {ngay(row.batch.held_on)}",
            needed=f"chứng từ chi {borne_words(row)}",
            article=COUNTERPART_ARTICLE,
        )
        for row in without_proof(payment.project)
    ]


def support_is_shared(payment, act):
    """A change may have given less, or more, since the contract: the parts are divided anew first."""
    return shares_as_decided(payment.project)


def goes_to_named_beneficiaries(payment, act):
    """Of a group project only those that have their name get money, each within its share."""
    limit = support_of_the_named(payment.project)
    if limit is None:
        return None
    others = drawn(PaymentRequest.objects.beside(payment, whole_project=True), commitment__project=payment.project)
    if others + payment.amount > limit:
        return Objection(
            f"Đề án nhóm còn {still_to_name(payment.project)} đơn vị thụ hưởng chưa nêu tên: chỉ chi trong phần hỗ trợ "
            "của các đơn vị đã nêu",
            found=dong(others + payment.amount),
            needed=f"không quá {dong(limit)}",
        )


def paid_within_the_year(payment, act):
    """A Treasury paper is dated after the request and inside the year; of work done in it also in its closing window.

    Source: TT 26/2026/TT-BTC đ.15.2, đ.19; for budget years to 2025 Luật NSNN 83/2015 đ.64, NĐ 163/2016 đ.42-43.
    """
    if act.paper is None:
        return None
    if act.on < payment.requested_on:
        return Objection(
            "Chứng từ Kho bạc ghi ngày trước ngày đề nghị",
            found=ngay(act.on),
            needed=f"từ {ngay(payment.requested_on)}",
        )
    if act.on > today():  # said of every step that is recorded ahead of its day
        return None
    year = book_of(payment.commitment).year
    advance = payment.kind == PaymentRequest.Kind.ADVANCE
    spending, last = _last_day("spending-end", payment)
    window, ends = _last_day("closing-window", payment)
    if advance and last and act.on > last:
        return Objection(
            f"Hết ngày {ngay(last)} không tạm ứng từ dự toán của năm {year} nữa; thời gian chỉnh lý chỉ để thanh toán "
            "khối lượng đã xong",
            found=ngay(act.on),
            needed=f"đến {ngay(last)}",
            article=spending.cited,
        )
    if ends and act.on > ends:
        return Objection(
            f"Đã hết thời gian chỉnh lý của năm {year}",
            found=ngay(act.on),
            needed=f"đến {ngay(ends)}",
            article=window.cited,
        )
    accepted = acceptance_of(payment.project)
    if last and act.on > last and accepted and accepted.held_on > last:
        return Objection(
            f"Thời gian chỉnh lý chỉ chi cho khối lượng nghiệm thu đến {ngay(last)}",
            found=f"nghiệm thu ngày {ngay(accepted.held_on)}",
            needed=f"chi từ dự toán năm {year + 1} sau khi chuyển nguồn",
            article=window.cited if window else "",
        )


def paid_after_the_carry(payment, act):
    """Money that came from the year before moves in its new book, not before it came there."""
    carried = CarryOver.objects.last_of(payment.project)
    if act.paper and carried and act.on < carried.dated_on:
        return Objection(
            f"Kinh phí của đề án chuyển sang năm {carried.book_year.year + 1} ngày {ngay(carried.dated_on)}, chứng từ "
            "Kho bạc ghi ngày trước đó",
            found=ngay(act.on),
            needed=f"từ {ngay(carried.dated_on)}; chứng từ của năm {carried.book_year.year} thì hủy ghi văn bản chuyển "
            "trước",
        )


def bound_by_then(payment, act):
    """What the Treasury paid had been bound by that day: an advance is not paid anew before it was returned."""
    there = stood_on(commitment_place(payment.commitment, Stage.COMMITTED), act.on) if act.paper else payment.amount
    if payment.amount > there:
        return Objection(
            "Đến ngày ghi trên chứng từ Kho bạc, hợp đồng chưa có đủ kinh phí để chi khoản này",
            found=f"{dong(max(there, 0))} ngày {ngay(act.on)}", needed=dong(payment.amount),
        )  # fmt: skip


def _last_day(code, payment):
    """(rule, day) of a date of the request's budget year, (None, None) without a rule.

    A year is closed by the rules in force at its end, also in the months after it.
    """
    year = book_of(payment.commitment).year
    rule = deadline(code, payment.project.tier, date(year, 12, 31))
    return rule, rule and rule.due(year=year)


# --- what happens when the Treasury has paid --------------------------------------------------------------------


def _paid(payment, act):
    """What the Treasury's paper says, in one act: money that went out, and advances it cleared."""
    commitment = payment.commitment
    committed, advanced, paid = (
        commitment_place(commitment, stage) for stage in (Stage.COMMITTED, Stage.ADVANCED, Stage.PAID)
    )
    if payment.kind == PaymentRequest.Kind.ADVANCE:
        lines = [Line(Kind.ADVANCE, committed, advanced, payment.amount)]
    else:
        lines = [Line(Kind.PAY, committed, paid, payment.amount), Line(Kind.CLEAR, advanced, paid, payment.clears)]
    post(
        f"{payment.what} {act.paper.number}",
        [line for line in lines if line.amount],
        by=act.by,
        dated_on=act.paper.issued_on,
        paper=act.paper,
        case=payment,
    )


def _note_treasury_paper(payment, act):
    """Number and date go in before the state does: the database wants both on a paid request."""
    payment.treasury_number, payment.paid_on = act.paper.number, act.paper.issued_on
    payment.save(update_fields=["treasury_number", "paid_on"])


def _forget_treasury_paper(payment, act):
    """What the Treasury really did is recorded anew; the paper entered wrongly stays among the request's papers."""
    payment.treasury_number, payment.paid_on = "", None
    payment.save(update_fields=["treasury_number", "paid_on"])


P = PaymentRequest.Status
CONDITIONS = (
    of_own_unit, account_still_open, project_goes_on, party_still_benefits, dated_within_the_contract,
    within_commitment, money_still_bound, advance_allowed, payment_after_acceptance, clears_what_stands,
    work_covers_what_is_cleared, all_is_cleared_near_the_end, no_advance_near_the_end, counterpart_is_proved,
    goes_to_named_beneficiaries, support_is_shared, request_within_own_share, papers_present, quotes_are_there,
)  # fmt: skip

PAYMENT_FLOW = Workflow(
    Transition(
        "check", "Kiểm soát, chuyển chủ tài khoản", (P.PREPARED,), P.CHECKED, "budgets.check_payment", CONDITIONS,
        part=Part.CHECK, prepare=_while_its_part_lasts,
    ),
    Transition(
        "send_back", "Trả lại người lập", (P.CHECKED,), P.PREPARED, "budgets.sign_payment", (of_own_unit,),
        needs_note=True, tone="danger",
    ),
    Transition(
        "sign", "Ký", (P.CHECKED,), P.SIGNED, "budgets.sign_payment", CONDITIONS, part=Part.APPROVE,
        prepare=_sign_for_this_account,
    ),
    Transition(
        "send", "Gửi Kho bạc", (P.SIGNED,), P.SENT, "budgets.check_payment",
        (of_own_unit, project_goes_on, party_still_benefits, party_as_signed), part=Part.CHECK,
        prepare=_while_the_project_goes_on,
    ),
    Transition(
        "pay", "Ghi nhận Kho bạc đã chi", (P.SENT,), P.PAID, "budgets.check_payment",
        (
            of_own_unit, within_commitment, clears_what_stands, paid_within_the_year, paid_after_the_carry,
            bound_by_then,
        ),
        part=Part.CHECK, needs_paper=True, prepare=_note_treasury_paper, effect=_paid,
    ),
    Transition(
        "treasury_return", "Kho bạc trả lại", (P.SENT,), P.RETURNED, "budgets.check_payment", (of_own_unit,),
        part=Part.CHECK, needs_note=True, tone="danger",
    ),
    Transition(
        "send_again", "Gửi lại Kho bạc", (P.RETURNED,), P.SENT, "budgets.check_payment",
        (*CONDITIONS, party_as_signed), part=Part.CHECK, prepare=_while_its_part_lasts,
    ),
    Transition(
        "mend", "Trả người lập để sửa", (P.SIGNED, P.RETURNED), P.PREPARED, "budgets.check_payment", (of_own_unit,),
        part=Part.CHECK, needs_note=True,
    ),
    Transition(
        "withdraw", "Rút đề nghị", (P.PREPARED, P.RETURNED), P.WITHDRAWN, "budgets.prepare_payment", (of_own_unit,),
        needs_note=True, tone="danger",
    ),
    # caused by a confirmed correction (budgets.corrections), after its act was reversed
    Transition("take_back", "Hủy ghi khoản Kho bạc đã chi", (P.PAID,), P.SENT, effect=_forget_treasury_paper),
)  # fmt: skip
