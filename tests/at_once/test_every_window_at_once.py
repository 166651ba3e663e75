"""Every window of the administration that writes, sent three times at the same moment: one row, one change of it."""

import lxml.html
import pytest
import requests
from django.contrib import admin
from django.urls import reverse

from accounts.models import Area, AreaSuccession, Organisation, RoleGrant, Substitution, User
from core.admin import ReferenceAdmin
from core.models import SpecialDay
from norms.models import (
    BudgetCode,
    LegalDocument,
    Norm,
    NormSet,
    PaperKind,
    QuoteRule,
    SupportCategory,
    TreasuryRule,
)
from tests.at_once.line import Line
from tests.at_once.places import newest

pytestmark = pytest.mark.race
KEEPER = "quantri"
LONG_AGO = {"valid_from": "01/01/2001", "valid_to": "31/12/2001"}
# What an office sets up in any year; the windows of the other catalogues are the same code.
EVERY_YEAR = {User, RoleGrant, Substitution, NormSet, Norm, SupportCategory}


def person(name):
    return User.objects.get(username=name).pk


def another(model, there):
    """What is typed over a row that is there, so that another may stand beside it."""
    own = {
        User: {"username": "nguoi.moi", "full_name": "Người Mới", "new_password": "mot-lan-thoi-2031"},
        Organisation: {"name": "Đơn vị Một Lần", "short_name": "Một Lần", "abbreviation": "ML", "kind": "OTHER"},
        RoleGrant: {"user": person("huyen.ductho"), "role": "VIEWER"},
        Substitution: {"absent": person("lanhdao"), "substitute": person("lanhdaophong"), "paper_number": "1/QĐ"},
        SpecialDay: {"date": "01/01/2031"},
        AreaSuccession: {"new": Area.objects.filter(kind="COMMUNE", valid_to=None).first().pk},
        LegalDocument: {"code": "mot-lan", "short_name": "QĐ 1/2031", "number": "1/2031"},
        SupportCategory: {"code": "mot_lan", "name": "Một lần"},
        Norm: {"set": newest(NormSet).pk},
        PaperKind: {"code": "mot_lan", "name": "Giấy một lần"},
        QuoteRule: {"tier": "LOCAL", "above": "50 triệu", "quotes": "3", "source": "Quyết định thử"},
        BudgetCode: {"code": "399"},
        TreasuryRule: {},
    }  # fmt: skip
    return there | LONG_AGO | own.get(model, {"code": "mot-lan"} if "code" in there else {})


CHANGED = ("note", "source", "full_name", "name", "title", "valid_to", "on")  # the first of these there is
DAYS = {"valid_to": "31/12/2090", "on": "02/01/2031"}


@pytest.fixture
def line(sample_database, serve):
    return Line(serve(sample_database, 3))


def windows():
    return [model for model, window in admin.site._registry.items() if isinstance(window, ReferenceAdmin)]


def address(model, what, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def shown(line, page):
    """{name: value} of the window's form."""
    answer = requests.get(line.address + page, cookies=line._session(KEEPER), timeout=120)
    form = max(lxml.html.fromstring(answer.text).forms, key=lambda form: len(form.fields))
    return {name: value.strip() for name, value in form.form_values() if name not in ("once", "csrfmiddlewaretoken")}


@pytest.mark.parametrize("every_year", [True, pytest.param(False, marks=pytest.mark.long)])
def test_every_window_has_one_effect_however_often_it_is_sent_at_once(line, every_year):
    for model in windows():
        if (model in EVERY_YEAR) != every_year:
            continue
        row = model._base_manager.order_by("pk").last()
        there = shown(line, address(model, "change", row.pk)) if row else {}
        line.form(KEEPER, address(model, "add"), another(model, there))
        window = address(model, "change", newest(model).pk)
        there = shown(line, window)
        name = next(name for name in CHANGED if name in there or name in DAYS)
        line.form(KEEPER, window, {name: DAYS.get(name) or f"{there[name]} (sửa)"})
    assert not line.faults, "\n".join(line.faults)
