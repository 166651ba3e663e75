"""A change of the norm book is shown with the open projects it touches before it is saved."""

import pytest
from django.urls import reverse

from norms.models import Norm
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
