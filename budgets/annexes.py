"""Annexes to a signed contract: who is paid, its value, its term; whoever left the project is not paid."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects

from budgets.annex_models import PARTY
from budgets.annex_terms import changes_while_it_runs, move_the_value, rooms, terms_in_the_way, value_in_its_room
from budgets.models import Annex, Commitment
from core.access import require
from core.audit import record
from core.dates import ngay, today
from core.money import dong
from core.parts import Part, take_part
from core.text import one_line
from core.workflow import Act, Objection, Transition, Workflow
from projects.change_models import ChangeValue
from projects.changed_lists import LISTS
from projects.likeness import core_of
from projects.models import Beneficiary, ChangeRequest
from projects.services import locked

_FEWER = ChangeValue.objects.filter(what=ChangeValue.What.BENEFICIARIES)
DEPARTURES = (
    ChangeRequest.objects.filter(
        Q(kind=ChangeRequest.Kind.BENEFICIARY) | Exists(_FEWER.filter(change=OuterRef("pk"))),
        status=ChangeRequest.Status.DECIDED,
    )
    .select_related("joining", "leaving__establishment")
    .prefetch_related("leaving__establishment__identities", Prefetch("values", _FEWER, to_attr="fewer"))
    .order_by("-decided_at")
)
ARTICLE = "TT 36/2013/TT-BCT, Điều 11"  # a change of the approved project, here of who benefits


@transaction.atomic
def save_annex(annex, *, by):
    """Draft or revise an annex to a signed contract; it counts once somebody else has signed it.

    Locks as the signature does: the annex, then its contract.
    """
    require(by, "budgets.prepare_commitment")
    stored = annex.pk and Annex.objects.select_for_update(no_key=True).get(pk=annex.pk)
    commitment = Commitment.objects.select_for_update(no_key=True).get(pk=annex.commitment_id)
    require(by, "projects.view_project", commitment.project)
    if commitment.unit_id != by.organisation_id and not by.organisation.covers_province:
        raise ValidationError("Chỉ đơn vị sử dụng kinh phí của đề án được lập phụ lục hợp đồng.")
    if commitment.status != Commitment.Status.SIGNED:
        raise ValidationError(
            f"Chỉ lập phụ lục cho hợp đồng đã ký; hiện nay “{commitment.get_status_display()}”, sửa thẳng bản soạn."
        )
    if stored:
        if stored.commitment_id != annex.commitment_id:
            raise ValidationError({"commitment": "Phụ lục đã lập cho hợp đồng nào thì giữ hợp đồng đó."})
        if stored.status != Annex.Status.DRAFT:
            raise ValidationError(f"Phụ lục “{stored.get_status_display()}”, không sửa được; lập phụ lục mới.")
    else:
        annex.created_by, annex.illustrative = by, commitment.illustrative
    annex.full_clean()
    if annex.new_ends_on and annex.new_ends_on < commitment.signed_on:
        words = (
            f"Thời hạn {ngay(annex.new_ends_on)} trước ngày ký hợp đồng; cần từ {ngay(commitment.signed_on)} trở đi."
        )
        raise ValidationError({"new_ends_on": words})
    annex.save()
    take_part(annex, by, Part.PREPARE, "budgets.prepare_commitment")
    record(annex, "budgets.annex.save", by=by, note=annex.why, after=_told(annex))
    return annex


def _told(annex):
    """{what it changes: from now on}."""
    return _told_of(annex, annex, annex.new_value, annex.new_ends_on)


def _told_of(annex, party, value, ends_on):
    """{what this annex changes: as these have it}."""
    found = {}
    if annex.names_party:
        found["Bên thực hiện"] = party.counterparty
        found["Tài khoản nhận"] = ", ".join(getattr(party, name) for name in PARTY[1:])
    if annex.new_value is not None:
        found["Giá trị hỗ trợ"] = dong(value)
    if annex.new_ends_on is not None:
        found["Thực hiện đến"] = ngay(ends_on) if ends_on else "chưa ghi"
    return found


def _departures(project):
    """The decided changes by which a beneficiary of this project left, the last one first; those read with
    `with_parties` where it was."""
    known = getattr(project, "departures", None)
    return list(DEPARTURES.filter(project=project)) if known is None else known


def _replacements(project):
    return [change for change in _departures(project) if change.kind == ChangeRequest.Kind.BENEFICIARY]


def with_parties(rows, project="project"):
    """A query of records, each with what is asked of its project's beneficiaries of now and before; six queries."""
    return rows.prefetch_related(
        Prefetch(f"{project}__change_requests", queryset=DEPARTURES.all(), to_attr="departures"),
        f"{project}__beneficiaries__establishment",
    )


def replacement_of(project):
    """The last decided replacement of a beneficiary, with the day of its decision; (None, None) when there was none."""
    change = next(iter(_replacements(project)), None)
    if change is None:
        return None, None
    return change, change.decided_on


def _who_left(change):
    """The establishments that left by this change: replaced, or named by a request for fewer."""
    if change.kind == ChangeRequest.Kind.BENEFICIARY:
        return [change.leaving.establishment] if change.leaving.establishment else []
    kept = LISTS[ChangeValue.What.BENEFICIARIES]
    gone = [no for row in change.fewer for no, _, _ in kept.differences(row.before, row.after)]
    rows = Beneficiary.everything.filter(pk__in=gone).exclude(establishment=None).select_related("establishment")
    return [row.establishment for row in rows.prefetch_related("establishment__identities")]


def _leaving_of(project, *names):
    """(name, the change) where one of these names is that, of any time, of somebody who left; ("", None) if none.

    To the letter the name of somebody on the list, it is theirs: «Hợp tác xã X» may come in place of «Công ty X».
    """
    present, gone = _present(project), {}
    for change in _departures(project):
        for establishment in _who_left(change):
            if establishment.pk not in present:
                for name in (establishment.name, *(row.name for row in establishment.identities.all())):
                    gone.setdefault(core_of(name), change)
    gone.pop("", None)
    here = set(present.values())
    name = next((name for name in names if core_of(name) in gone and _letters(name) not in here), "")
    return name, gone.get(core_of(name)) if name else None


def _left(project, *names):
    """Which of these names is of somebody who left; "" if none."""
    return _leaving_of(project, *names)[0]


def left_for_good(commitment):
    """Whether it pays somebody who left and was not replaced: what it has of State money is to come back."""
    party = commitment.party
    _, change = _leaving_of(commitment.project, party.counterparty, party.payee_name)
    return change is not None and change.kind != ChangeRequest.Kind.BENEFICIARY


def _present(project):
    """{establishment id: its name to the letter} of the beneficiaries of now."""
    rows = list(project.beneficiaries.all())
    prefetch_related_objects(rows, "establishment")  # nothing where `with_parties` did
    return {row.establishment_id: _letters(row.establishment.name) for row in rows if row.establishment}


def _letters(name):
    return one_line(name).casefold()


def _stayed(project, *names):
    """Whether each of these names is, to the letter, that of a beneficiary who did not come by a replacement."""
    came = {change.joining_id for change in _replacements(project)}
    here = {name for pk, name in _present(project).items() if pk not in came}
    return all(_letters(name) in here for name in names if name)


def party_still_benefits(payment, act=None):
    """After a replacement, money waits for an annex: the contract of before names the party and account of before."""
    commitment = payment.commitment
    party = commitment.party
    name, leaving = _leaving_of(commitment.project, party.counterparty, party.payee_name)
    if leaving and leaving.kind != ChangeRequest.Kind.BENEFICIARY:
        return Objection(
            "Bên nhận đã thôi thụ hưởng, không chi theo hợp đồng này",
            found=f"{name}, thôi thụ hưởng theo quyết định ngày {ngay(leaving.decided_on)}",
            needed=f"hợp đồng với đơn vị đang thụ hưởng: {commitment.project.beneficiary_words}",
            article=ARTICLE,
        )
    change, decided_on = replacement_of(commitment.project)
    if change is None:
        return None
    if name:
        found = f"{name}, thôi thụ hưởng theo quyết định ngày {ngay(leaving.decided_on)}"
    elif commitment.kind != Commitment.Kind.CONTRACT:
        return None  # a task is assigned to the unit itself
    elif party.signed_on < decided_on and not _stayed(commitment.project, party.counterparty, party.payee_name):
        found = f"{party.counterparty}, ký ngày {ngay(party.signed_on)}"
    elif (
        party.created_at < change.decided_at
        and _letters(party.counterparty) not in _present(commitment.project).values()
    ):
        found = f"{party.counterparty}, soạn trước khi quyết định thay được ghi nhận"  # its paper bears an earlier day
    else:
        return None
    return Objection(
        "Đơn vị thụ hưởng đã được thay, chưa chi theo bên nhận và tài khoản cũ",
        found=found,
        needed=f"phụ lục hợp đồng ký từ ngày {ngay(decided_on)}, ghi bên thực hiện và tài khoản nhận "
        f"(đơn vị thay: {change.joining})",
        article=ARTICLE,
        way=("Mở hợp đồng để lập phụ lục", commitment.get_absolute_url()),
    )


def still_benefits(record_, act=None):
    """A contract or annex is not signed with somebody who has been replaced."""
    if name := _left(record_.project, record_.counterparty, record_.payee_name):
        return Objection(
            "Không ký với đơn vị đã thôi thụ hưởng", found=name,
            needed=f"đơn vị đang thụ hưởng: {record_.project.beneficiary_words}", article=ARTICLE,
        )  # fmt: skip


def account_is_of_the_party(annex, act):
    """The account that this contract paid somebody who left is not the newcomer's, under whatever name."""
    account = _digits(annex.payee_account)
    for before in (annex.commitment, *annex.commitment.signed_annexes()):
        owner = before.payee_name or before.counterparty
        if account and account == _digits(before.payee_account) and _left(annex.project, owner):
            return Objection(
                "Số tài khoản này là của đơn vị đã thôi thụ hưởng", found=f"{annex.payee_account}, {owner}",
                needed="số tài khoản của bên nhận mới", article=ARTICLE,
            )  # fmt: skip


def _digits(account):
    return re.sub(r"[\W_]", "", account).casefold()


def not_yet_signable(annex):
    """[Objection] against the signature, whoever signs."""
    return _party_and_day(annex) + terms_in_the_way(annex)


def _party_and_day(annex):
    act = Act(by=None)
    return [found for rule in SIGNABLE if (found := rule(annex, act))]


def signable_among(annexes):
    """[(annex, whether nothing stands against its signature)] of many that were read `with_parties`; three queries."""
    room = rooms([row for row in annexes if row.new_value is not None])
    found = []
    for row in annexes:
        money = row.new_value is not None and value_in_its_room(row, room[row.pk])
        found.append((row, not (money or changes_while_it_runs(row) or _party_and_day(row))))
    return found


def of_own_unit(annex, act):
    if act.by.organisation_id != annex.commitment.unit_id:
        return Objection("Chỉ đơn vị sử dụng kinh phí ký phụ lục", needed=str(annex.commitment.unit))


def of_own_unit_or_of_the_drafters(annex, act):
    if act.by.organisation_id not in (annex.commitment.unit_id, annex.created_by.organisation_id):
        return Objection(
            "Chỉ đơn vị sử dụng kinh phí hoặc cơ quan đã soạn được bỏ bản soạn này", needed=str(annex.commitment.unit)
        )


def dated_in_order(annex, act):
    """Signed after the contract and the annex before it, and not in days to come.

    Of two of one day the one drafted later is the later one: their order is that of `signed_annexes`.
    """
    last = next((row for row in reversed(annex.commitment.signed_annexes()) if row.pk != annex.pk), annex.commitment)
    before = last.signed_on
    if not before <= annex.signed_on <= today():
        return Objection(
            "Ngày ký phụ lục không hợp lý",
            found=ngay(annex.signed_on),
            needed=f"từ ngày ký hợp đồng, phụ lục trước ({ngay(before)}) đến hôm nay",
        )
    if isinstance(last, Annex) and before == annex.signed_on and last.pk > annex.pk:
        return Objection(
            f"Phụ lục {last.number} lập sau nhưng đã ký cùng ngày", found=ngay(annex.signed_on),
            needed=f"ngày sau {ngay(before)}",
        )  # fmt: skip


def _in_force(annex, act):
    """The books follow; said on the contract too, with what was in force before and what is from now on."""
    party, value, ends_on = annex.before
    move_the_value(annex, value, by=act.by, paper=act.paper)
    record(
        annex.commitment, "budgets.commitment.annex", by=act.by, note=annex.why, on=annex.signed_on,
        before=_told_of(annex, party, value, ends_on), after=_told(annex),
    )  # fmt: skip


def _hold_the_contract(annex, act):
    """Two annexes, or an annex and a request for money, wait for each other at the contract; the project comes last."""
    commitment = Commitment.objects.select_for_update(no_key=True).get(pk=annex.commitment_id)
    commitment.project = locked(commitment.project)
    annex.commitment = commitment
    if found := not_yet_signable(annex):
        raise ValidationError([str(objection) for objection in found])
    annex.before = commitment.party, commitment.value_in_force, commitment.ends_in_force


SIGNABLE = (dated_in_order, still_benefits, account_is_of_the_party)
A = Annex.Status

ANNEX_FLOW = Workflow(
    Transition(
        "sign", "Ký phụ lục", (A.DRAFT,), A.SIGNED, "budgets.sign_commitment",
        (of_own_unit, *SIGNABLE, terms_in_the_way), part=Part.APPROVE,
        prepare=_hold_the_contract, effect=_in_force,
    ),
    Transition(
        "withdraw", "Bỏ bản soạn phụ lục", (A.DRAFT,), A.WITHDRAWN, "budgets.prepare_commitment",
        (of_own_unit_or_of_the_drafters,), needs_note=True, tone="danger",
    ),
)  # fmt: skip
