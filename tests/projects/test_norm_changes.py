"""A change of the norm book is shown with the open projects it touches before it is saved."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.audit import history
from core.dates import today
from norms.models import Norm, NormSet
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    client.force_login(f.person("ADMINISTRATOR"), backend="core.backends.RoleBackend")
    return client


def local_norm():
    return Norm.objects.get(set__tier="LOCAL", set__illustrative=True, category=f.category())


def change(client, norm, **changed):
    url = reverse("admin:norms_norm_change", args=[norm.pk])
    shown = client.get(url).context["adminform"].form.initial
    return client.post(url, {name: "" if value is None else value for name, value in shown.items()} | changed)


def test_a_new_figure_is_shown_with_the_projects_it_touches_and_saved_when_seen(administrator):
    row, norm = f.registered(), local_norm()

    page = change(administrator, norm, cap="150.000.000")

    assert page.status_code == 200 and "Chưa lưu." in page.content.decode()
    (old, new), *_ = page.context["touched"]
    assert (old.case, old.words, new.words) == (str(row), "207.500.000 đ", "150.000.000 đ")
    norm.refresh_from_db()
    assert norm.cap != 150_000_000

    saved = administrator.post(
        reverse("admin:norms_norm_change", args=[norm.pk]), dict(page.context["typed"]) | {"touched-seen": "1"}
    )
    norm.refresh_from_db()
    assert (saved.status_code, norm.cap) == (302, 150_000_000)


def test_a_change_that_touches_nobody_is_saved_at_once(administrator):
    f.registered()
    assert change(administrator, local_norm(), note="Đã đối chiếu").status_code == 302
    other = Norm.objects.get(set=local_norm().set, category__code="trademark")
    assert change(administrator, other, cap="36.000.000").status_code == 302


def test_a_decided_project_keeps_the_figure_of_its_decision_and_is_not_listed(administrator):
    row = f.project_in("APPROVED")
    assert change(administrator, local_norm(), cap="150.000.000").status_code == 302
    assert row.status == "APPROVED"


def test_what_is_wrong_is_said_first(administrator):
    f.registered()
    page = change(administrator, local_norm(), cap="-5")
    assert page.status_code == 200 and "touched" not in (page.context or {})


# --- a set that begins later ---------------------------------------------------------------------


@pytest.fixture
def next_year():
    return date(today().year + 1, 1, 1)


def post_set(client, norm_set, **changed):
    url = reverse("admin:norms_normset_change", args=[norm_set.pk])
    shown = client.get(url).context["adminform"].form.initial
    return client.post(url, {name: "" if value is None else value for name, value in shown.items()} | changed)


def ended_with_the_year(next_year):
    old = local_norm()
    NormSet.objects.filter(pk=old.set_id).update(valid_to=next_year - timedelta(days=1))
    return old


def test_a_norm_of_a_set_that_begins_later_is_shown_with_the_projects_that_may_be_decided_under_it(
    administrator, next_year
):
    row, old = f.registered(), ended_with_the_year(next_year)
    later = NormSet.objects.create(
        code="sau-nay", name="Bộ sau này", tier="LOCAL", province_code=old.set.province_code,
        legal_document=old.set.legal_document, valid_from=next_year,
    )  # fmt: skip
    norm = {
        "set": later.pk, "category": old.category_id, "rate_percent": "10", "cap": "20.000.000", "cap_per_unit": "on",
        "base": "WITHOUT_VAT", "limit_status": "SET",
    }  # fmt: skip
    url = reverse("admin:norms_norm_add")

    page = administrator.post(url, norm)

    [(now, then)] = page.context["touched"]
    assert (then.case, then.on, now.words, then.words) == (str(row), next_year, "207.500.000 đ", "20.000.000 đ")
    told = page.content.decode()
    assert "1 đề án đang đề nghị cao hơn mức mới" in told and "đề nghị vượt mức mới" in told
    assert not later.norms.exists()
    assert administrator.post(url, dict(page.context["typed"]) | {"touched-seen": "1"}).status_code == 302
    assert later.norms.get().cap == 20_000_000


def test_the_end_of_a_set_is_shown_with_the_limit_of_the_day_after(administrator, next_year):
    f.registered()
    old = local_norm()
    Norm.objects.filter(pk=old.pk).update(cap=150_000_000)

    page = post_set(administrator, old.set, valid_to=f"31/12/{today().year}")

    [(now, then)] = page.context["touched"]
    assert (then.on, now.words, then.words) == (next_year, "150.000.000 đ", "207.500.000 đ")
    assert not then.exceeded
    assert NormSet.objects.get(pk=old.set_id).valid_to is None


def test_a_set_that_begins_later_and_touches_nobody_is_saved_at_once_and_recorded_once(administrator, next_year):
    f.project_in("APPROVED")
    old = local_norm()
    Norm.objects.filter(pk=old.pk).update(cap=150_000_000)

    assert post_set(administrator, old.set, valid_to=f"31/12/{today().year}").status_code == 302

    assert NormSet.objects.get(pk=old.set_id).valid_to == next_year - timedelta(days=1)
    assert [entry.action for entry in history(old.set)][:1] == ["admin.change"]
    assert history(old.set).filter(action="admin.change").count() == 1
