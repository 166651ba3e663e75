"""The one door by which a decided change reaches the project: its facts, its beneficiary, its state, its money."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.audit import record
from core.facts import facts_of
from projects.change_models import ChangeRequest, ChangeValue
from projects.changed_lists import LISTS
from projects.changes.costs import cost_of
from projects.changes.money import carry_out_money, hold_money, money_objections, support_of
from projects.changes.rules import (
    decision_of,
    estimate_fits,
    is_named_later,
    lists_stand_as_asked,
    machines_may_be,
    named_are_kept,
    newcomer_is_answered_for,
    newcomer_may_benefit,
    paper_of_its_decider,
    places_are_enough,
    project_takes_it,
    time_in_order,
    who_leaves_is_named,
)
from projects.changes.targets import sheet_with
from projects.models import Beneficiary, DeliveredMachine
from projects.newcomers import keep_newcomer, told
from projects.services import locked
from projects.workflow import PROJECT_FLOW

Kind, What = ChangeRequest.Kind, ChangeValue.What
STEPS = {Kind.SUSPEND: "suspend", Kind.RESUME: "resume", Kind.TERMINATE: "terminate"}
# By plans, in the list of beneficiaries, on the request, in the project's lists.
KEPT_ELSEWHERE = (What.SUPPORT, What.BENEFICIARY, What.UNTIL, *LISTS)


def current_value(change, what):
    """How one thing stands now: đồng, date, text or record."""
    if what == What.SUPPORT:
        return support_of(change.project, without=change)
    if what == What.BENEFICIARY:
        return change.leaving
    if what in LISTS:
        return LISTS[what].present(change.project)
    return None if what == What.UNTIL else getattr(change.project, what)


def freeze_before(change, row):
    """Write how the thing stands now; again when the paper is recorded, for other papers may have come between."""
    value = current_value(change, row.what)
    row.before, row.before_words = row.stored(row.what, value), row.words(row.what, value, change.project)


def carry_out(change, act):
    """Apply what the paper decided. Locks: what the rooms of money keep, the project, then the ledger's accounts.

    Another paper may have been recorded since the guards were asked: they are asked again once all is held.
    """
    hold_money(change)
    change.project = project = locked(change.project)
    change.decided_at = timezone.now()  # under the locks, so that the last one to move the money is the last
    change.decider = decision_of(change, act.on).decider
    change.save(update_fields=["decided_at", "decider"])
    _ask_again(change, act)
    carry_out_money(change, act)
    rows = list(change.values.all())
    for row in rows:
        freeze_before(change, row)
        row.save(update_fields=["before", "before_words"])
    gone, found = _replace(change, act) if change.kind == Kind.BENEFICIARY else ([], [])
    names = [row.what for row in rows if row.what not in KEPT_ELSEWHERE]
    sheet = sheet_with(project, units) if (units := change.value(What.UNITS)) else None
    for row in rows:
        if row.what in names:
            field = project._meta.get_field(row.what)
            setattr(project, field.attname, row.new)
    told = _put_cost(change, names) if What.COST_ITEMS in {row.what for row in rows} else ({}, {})
    if sheet:
        told = tuple(both | one for both, one in zip(told, _put_sheet(sheet), strict=True))
    for row in rows:
        if row.what in LISTS:
            _put_list(project, row)
    _fewer_to_name(project, names)
    if names:
        _check(project, names)
        project.save()
    said = [row for row in rows if row.what != What.UNTIL]  # the day is said with the step
    if said:
        parts = [part for row in said for part in row.parts]
        record(
            project, "projects.project.change", by=act.by, note=change.reason, paper=act.paper, on=act.on,
            perm="projects.record_change", change=change.pk,
            before={label: old or None for label, old, _ in parts} | told[0] | _conditions(gone),
            after={label: new or None for label, _, new in parts} | told[1] | _conditions(found),
            **({"eligibility_before": gone, "eligibility": found} if found else {}),
        )  # fmt: skip
    if step := STEPS.get(change.kind):
        note = " ".join([change.reason, *(row.sentence for row in rows)])
        PROJECT_FLOW.cause(project, step, by=act.by, note=note, paper=act.paper, on=act.on)


def _fewer_to_name(project, names):
    """A group that is approved for fewer places names no more than those; whoever is named stays (`named_are_kept`)."""
    if What.UNITS in names and is_named_later(project) and project.units < project.beneficiaries_planned:
        project.beneficiaries_planned = project.units
        names.append("beneficiaries_planned")


def _ask_again(change, act):
    """What may have become untrue of the project, or of its list, while this decision waited for another."""
    if change.leaving_id:
        change.leaving.refresh_from_db()
    found = [project_takes_it(change, act), time_in_order(change, act), places_are_enough(change, act)]
    found += (
        who_leaves_is_named(change, act)
        + lists_stand_as_asked(change, act)
        + machines_may_be(change, act)
        + estimate_fits(change, act)
    )
    found += newcomer_may_benefit(change, act) + newcomer_is_answered_for(change, act)
    found += [paper_of_its_decider(change, act), named_are_kept(change, act)]
    found += money_objections(change, act)
    if found := [str(objection) for objection in found if objection]:
        raise ValidationError(found)


def _put_cost(change, names):
    """The project costs what its lines add up to, told as ({label: before}, {label: after}).

    What it asked for stays: the support of the amended lines is a figure of its own.
    """
    project = change.project
    cost = cost_of(project, change)
    sums = {"estimate_support": cost.support, "counterpart": cost.counterpart, "other": cost.other,
            "total_cost": cost.total}  # fmt: skip
    project.estimate_support = project.support_in_estimate
    before = facts_of(project, list(sums))
    for name, amount in sums.items():
        setattr(project, name, amount)
    names += [*sums, "requested_support"]  # judged together
    return before, facts_of(project, list(sums))


def _put_sheet(sheet):
    """The sheet of its particulars plans as many as were decided, told as ({label: before}, {label: after})."""
    before = facts_of(sheet.sheet, [sheet.field])
    setattr(sheet.sheet, sheet.field, sheet.units)
    sheet.sheet.save(update_fields=[sheet.field])
    return before, facts_of(sheet.sheet, [sheet.field])


def _put_list(project, row):
    """The lines that the decision gives stand from now on; those they replace are kept with the time.

    What was delivered after a line is held to the line as it now stands. A target keeps its record, which bears the
    results found of it.
    """
    kept = LISTS[row.what]
    if row.what == What.TARGETS:
        for no, _, new in kept.differences(row.before, row.after):
            project.indicators.filter(pk=no).update(planned=kept.built(new).planned)
        return
    if kept.shrinks:
        gone = [no for no, _, _ in kept.differences(row.before, row.after)]
        kept.kind.objects.filter(project=project, pk__in=gone).update(removed_at=timezone.now())
        return
    present = {line.no: line for line in kept.kind.objects.filter(project=project)}
    for no, _, new in kept.differences(row.before, row.after):
        old = present.get(no)
        if old:
            old.removed_at = timezone.now()
            old.save(update_fields=["removed_at"])
        if new:
            line = kept.built(new, project)
            line.save()
            if old and row.what == What.MACHINES:
                DeliveredMachine.objects.filter(machine=old).update(machine=line)


def _check(project, names):
    """Only what is changed is judged: an old file may lack what is asked of a new one."""
    try:
        project.full_clean(exclude=[field.name for field in project._meta.fields if field.name not in names])
    except ValidationError as error:
        raise ValidationError(error.messages) from error


def _replace(change, act):
    """The newcomer stands where the other stood, at its own place; who left is kept with the time.

    Returns the criteria that were kept of the other, and those now kept of the newcomer.
    """
    old = Beneficiary.objects.select_for_update(no_key=True).get(pk=change.leaving_id)
    old.removed_at = timezone.now()
    old.save(update_fields=["removed_at"])
    Beneficiary.objects.create(
        project=change.project, establishment=change.joining, area=change.joining.area,
        support_share=old.support_share, position=old.position,
    )  # fmt: skip
    return keep_newcomer(change.project, act.on, change.joining, old)


def _conditions(rows):
    return {"Điều kiện thụ hưởng": told(rows)} if rows else {}
