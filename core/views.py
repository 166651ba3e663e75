"""What every page shares: the filtered list, and the one way a workflow button is pressed."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django_filters.views import FilterView

from core.dates import DateFormField
from core.workflow import Act, PaperInput


class ListPage(FilterView):
    """A filtered, paged list of what is in reach. htmx gets the table alone, a browser the whole page."""

    permission_required = None
    paginate_by = 25
    partial_name = None  # "projects/_project_table.html"
    strict = False

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.permission_required):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)

    def get_template_names(self):
        if self.request.htmx and not self.request.htmx.boosted and self.partial_name:
            return ["core/_list_answer.html"]
        return super().get_template_names()

    def render_to_response(self, *args, **kwargs):
        response = super().render_to_response(*args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response


class PaperForm(forms.Form):
    """Number, date, signer and scan of a paper issued outside (*Ghi nhận văn bản đã ban hành*)."""

    number = forms.CharField(label="Số, ký hiệu văn bản", max_length=100)
    issued_on = DateFormField(label="Ngày ban hành")
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=200, required=False)
    signer = forms.CharField(label="Người ký", max_length=200)
    file = forms.FileField(label="Bản chụp (PDF, ảnh)", required=False)

    def paper(self):
        data = dict(self.cleaned_data)
        return PaperInput(upload=data.pop("file"), **data)


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Lý do, nội dung cần nêu", widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
    )


def press(request, obj, workflow, name, *, template="core/press.html", context=None, extra_form=None, back=None):
    """Every workflow button ends here. Steps that need a reason or a paper first show their own page.

    POST from a plain button acts at once when nothing more is needed; otherwise the page with the fields
    comes back, with what was typed and every objection. `extra_form` adds the step's own fields; its
    cleaned data go to the transition as `data`.
    """
    transition = workflow.transitions.get(name)
    if transition is None or not transition.permission or not request.user.has_perm(transition.permission, obj):
        raise PermissionDenied("Tài khoản của bạn không được giao việc này.")
    asked = request.method == "POST" and "confirmed" in request.POST
    forms_ = {"note": NoteForm(request.POST if asked else None)}
    if transition.needs_paper:
        forms_["paper"] = PaperForm(request.POST if asked else None, request.FILES if asked else None)
    if extra_form:
        forms_["extra"] = extra_form(request.POST if asked else None, request.FILES if asked else None)
    simple = not (transition.needs_note or transition.needs_paper or extra_form)
    objections = []
    valid = all(form.is_valid() for form in forms_.values() if asked)
    if asked and not valid:
        typed = forms_["extra"].cleaned_data if "extra" in forms_ else {}
        note = transition.note_of(forms_["note"].cleaned_data.get("note", ""), typed)
        objections = transition.objections(obj, Act(by=request.user, note=note), of_paper=False)
    elif request.method == "POST" and (asked or simple):
        try:
            with transaction.atomic():
                workflow.press(
                    obj,
                    name,
                    by=request.user,
                    note=forms_["note"].cleaned_data["note"] if asked else "",
                    paper=forms_["paper"].paper() if "paper" in forms_ else None,
                    **(forms_["extra"].cleaned_data if "extra" in forms_ else {}),
                )
        except ValidationError as error:
            obj.refresh_from_db()
            objections = error.messages
        else:
            messages.success(request, f"{transition.label}: đã xong. Trạng thái: {obj.get_status_display()}.")
            return redirect(back or obj.get_absolute_url())
    page = {
        "object": obj,
        "transition": transition,
        "forms": forms_,
        "objections": objections,
        "back": back or obj.get_absolute_url(),
        **(context or {}),
    }
    return render(request, template, page, status=409 if objections else 200)
