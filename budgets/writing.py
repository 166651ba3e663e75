"""How a form of this room ends, and whose steps a record of a unit's money shows."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from accounts.models import User
from establishments.forms import put_errors

WRONG = 422  # the page comes back with what was typed and what stands in the way


def write(request, form, act, template, *, done, **page):
    """`act()` saves and says where to go; a refusal brings the page back with everything typed and every objection."""
    if request.method == "POST" and form.is_valid():
        try:
            target = act()
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, done)
            return redirect(target)
    wrong = request.method == "POST"
    return render(request, template, {"form": form, **page}, status=WRONG if wrong else 200)


# Who goes on, said of one unit: the permission tells the desk.
DESKS = {
    "budgets.prepare_commitment": "Người lập",
    "budgets.prepare_payment": "Người lập",
    "budgets.check_payment": "Kế toán",
    "budgets.sign_payment": "Chủ tài khoản",
    "budgets.sign_commitment": "Chủ tài khoản",
    "budgets.ask_correction": "Kế toán",
    "budgets.confirm_correction": "Chủ tài khoản",
    "budgets.reconcile_treasury": "Kế toán",
}


SUBMIT = "budgets.submit_settlement"  # in the Department another role holds it than in the Centre


def steps_for(workflow, record, unit, user):
    """The record's next steps; to somebody of another unit they are others' steps, but for what that person may do.

    A step that is not one unit's own, as the Department's review of an account, is told as everywhere.
    """
    return [_of_unit(step, unit, user) for step in workflow.steps(record, user)]


def _of_unit(step, unit, user):
    permission = step.transition.permission
    if permission == SUBMIT:
        step = replace(step, who=User.roles_with(permission, unit.kind))
    elif permission in DESKS:
        step = replace(step, who=[f"{DESKS[permission]} {unit.short_name}"])
    else:
        return step
    return step if step.ready or unit.pk == user.organisation_id else replace(step, allowed=False, objections=[])
