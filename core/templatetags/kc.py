"""What templates need to show money, dates, states and fields the same way on every page: `{% load kc %}`."""

from django import forms, template
from django.urls import reverse
from django.utils.safestring import mark_safe

from core import cards, dates, money, svg, text, words
from core.audit import moved_on
from core.documents import may_mend
from core.form_errors import wrong_things

register = template.Library()

register.filter("dong", money.dong)
register.filter("trieu", money.trieu)
register.filter("in_a_sentence", text.in_a_sentence)


@register.filter
def ngay(value):
    """27/04/2021; a moment shows the day it fell on here; nothing known shows as a dash."""
    return dates.ngay(value) if value else "–"


@register.filter
def mended_by(document, user):
    """Whether this person may withdraw the paper or put the right scan beside it."""
    return may_mend(document, user)


@register.filter
def in_words(amount):
    """ "Hai tỷ hai trăm ba mươi sáu triệu đồng"; nothing for an unknown amount."""
    return "" if amount is None else words.amount_in_words(amount)


@register.filter
def minutes(delta):
    """A length of time in whole minutes, rounded up."""
    return -int(-delta.total_seconds() // 60)


@register.filter
def number(value):
    """A quantity as the office writes it: 1.234,5; no needless zeros; a dash when unknown."""
    return "–" if value is None or value == "" else text.figure(value)


# --- drawings -----------------------------------------------------------------
@register.inclusion_tag("core/_runway.html")
def runway(stages, brief=False, name="Dòng tiền"):
    """The money bar with its legend and table. `stages`: the ledger's [{stage, label, balance, reached}].

    `brief` draws the bar with a plain list of what is not nothing, for a narrow column.
    """
    shown = svg.compartments(stages)
    followed = {row.stage for row in shown}
    return {
        "name": name,
        "brief": brief,
        "compartments": shown,
        "standing": [row for row in shown if row.balance],
        "aside": [row for row in stages if row["stage"] not in {*followed, "TREASURY"} and row["balance"]],
        "total": sum(row.balance for row in shown),
    }


@register.inclusion_tag("core/_range_meter.html")
def range_meter(count, least, most, unit=""):
    """A band from `least` to `most` with a dot at `count`, and the verdict in a word. Either end may be unknown."""
    return {"meter": svg.meter(count, least, most), "count": count or 0, "unit": unit}


# --- lists --------------------------------------------------------------------
@register.simple_block_tag(name="cards")
def cards_tag(content):
    """{% cards %}<table class="list">…</table>{% endcards %}: one card a row where the window is too narrow for it."""
    return mark_safe(cards.as_cards(content))  # noqa: S308 a rendered template: escaped already


@register.filter
def conditions(filterset):
    """How many conditions the filters set; the order of the rows is none."""
    chosen = filterset.form.cleaned_data if filterset.form.is_valid() else {}
    return sum(bool(value) for name, value in chosen.items() if name != "sort")


# --- states -------------------------------------------------------------------
# Leaf: done. Turmeric: waiting for somebody. Red: refused or overdue only. Grey: not begun or over. Else the main blue.
TONES = {
    "la": "APPROVED ACCEPTED PARTIALLY_ACCEPTED SETTLED ALLOCATED COMPLETED DONE PAID FINAL CONCLUDED PASSED APPRAISED "
    "REVIEWED CLEARED RESOLVED ISSUED OK",
    "nghe": "RETURNED SUSPENDED QUEUED ACTION_REQUIRED CORRECTED CARRIED_OVER QUERIED TREASURY_RETURNED OPEN_FINDINGS "
    "RECOVERING PENDING ASKED",
    "son": "REJECTED TERMINATED REFUSED PARKED OVERDUE DISALLOWED FAILED",
    "da": "DRAFT WITHDRAWN SUPERSEDED CLOSED CANCELLED HISTORICAL REGISTERING RESERVE",
}
TONE_OF = {code: tone for tone, codes in TONES.items() for code in codes.split()}


@register.inclusion_tag("core/_status_tag.html")
def status_tag(obj):
    """The record's state as a coloured word. A model with states of its own says their colours in STATUS_TONE."""
    own = getattr(obj, "STATUS_TONE", {})
    field = "status" if hasattr(obj, "status") else "state"
    code = str(getattr(obj, field))
    return {"tone": own.get(code) or TONE_OF.get(code.upper(), "lam"), "label": getattr(obj, f"get_{field}_display")()}


@register.simple_tag
def state_since(obj):
    """The day the record came into its present state, as the first page says it too."""
    return moved_on([obj]).get(obj.pk)


@register.simple_tag
def press_action(press_url, obj, step):
    """The address a step's button posts to. `press_url` is a URL name taking (pk, name), or a path ending in "/"."""
    name = step.transition.name
    return f"{press_url}{name}/" if "/" in press_url else reverse(press_url, args=[obj.pk, name])


@register.filter
def ready_steps(steps):
    """The steps this person can take now; those that refuse, end the way or are aside of it come last."""
    return sorted((step for step in steps if step.ready), key=lambda step: not step.leads)


@register.filter
def blocked_steps(steps):
    """The steps onward that are this person's turn but not possible yet, with the reasons."""
    return [step for step in steps if step.allowed and step.objections and step.leads]


@register.filter
def awaited_steps(steps):
    """The steps onward that wait for somebody else."""
    return [step for step in steps if not step.allowed and step.leads]


# --- forms --------------------------------------------------------------------
def _kind(widget):
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.Select):
        return "select"
    return "file" if isinstance(widget, forms.FileInput) else "text"


CLASSES = {"check": "form-check-input", "choices": "", "select": "form-select", "file": "form-control"}


@register.inclusion_tag("core/_field.html")
def field(bound, **attrs):
    """One labelled input with its help and its errors; further arguments become attributes (data_key -> data-key).

    `hide_label=True` where the page's heading already asks the question: the label is then only read out.
    """
    hide_label = attrs.pop("hide_label", False)
    kind = _kind(bound.field.widget)
    css = [CLASSES.get(kind, "form-control"), bound.field.widget.attrs.get("class", "")]
    if bound.errors:
        css.append("is-invalid")
    if isinstance(bound.field, money.MoneyFormField):
        css.append("money")
    attrs = {key.replace("_", "-"): value for key, value in attrs.items()}
    if css := " ".join(filter(None, css)):
        attrs["class"] = css
    return {"bound": bound, "kind": kind, "widget": bound.as_widget(attrs=attrs), "hide_label": hide_label}


@register.inclusion_tag("core/_form.html")
def form_fields(form, summary=True):
    """Every field of a form in order, all that is wrong first (`summary=False` where the page says that at its top)."""
    return {"form": form, "summary": summary}


@register.inclusion_tag("core/_objections.html")
def objections(*sources, title=""):
    """All that stands in the way, each thing with a link to its field; nothing when nothing does.

    `sources`: forms, formsets, lists of sentences or Objections, in the order in which they are to be read.
    """
    return {"errors": wrong_things(*sources), "title": title}


@register.simple_tag
def sent_files(request):
    """[name] of every file that came with the page."""
    return [file.name for _, files in request.FILES.lists() for file in files]


@register.simple_tag(takes_context=True)
def query_replace(context, **changes):
    """ "?…" of this address with some parameters replaced (None removes). Whatever changes, paging starts again."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = value
    return f"?{query.urlencode()}"
