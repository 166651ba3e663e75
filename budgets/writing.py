"""How a form of this room ends, and whose steps a record of a unit's money shows."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

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


def steps_for(workflow, record, unit, user):
    """The record's next steps; to somebody of another unit they are others' steps, but for what that person may do."""
    steps = [
        replace(step, who=[f"{DESKS[step.transition.permission]} {unit.short_name}"])
        for step in workflow.steps(record, user)
    ]
    if unit.pk == user.organisation_id:
        return steps
    return [step if step.ready else replace(step, allowed=False, objections=[]) for step in steps]
