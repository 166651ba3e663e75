"""The province's industrial clusters: entered from their decisions, seen by everybody who works here."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from establishments.cluster_services import save_cluster
from establishments.models import IndustrialCluster
from tests import factories as f

pytestmark = pytest.mark.django_db


def cluster(**fields):
    facts = {"name": "Cụm công nghiệp Thái Yên", "area": f.commune(), "hectares": 45, "hectares_leased": 30}
    decided = {"decision_number": "15/QĐ-UBND", "decided_on": datetime.date(2016, 3, 15)}
    return save_cluster(IndustrialCluster(**facts | decided | fields), by=f.person("DOIT_SPECIALIST"))


def test_a_cluster_tells_how_much_of_it_is_let_and_its_story():
    row = cluster()
    assert (row.occupancy_percent, row.is_established) == (66, True)
    row.hectares_leased = 31
    save_cluster(row, by=f.person("CENTRE_OFFICER"))
    assert "30 → 31" in history(row)[0].sentence
    assert IndustrialCluster(hectares=45).occupancy_percent is None
    with pytest.raises(PermissionDenied):
        save_cluster(row, by=f.person("VIEWER"))


@pytest.mark.parametrize(("wrong", "said"), [
    ({"hectares": 0}, "Diện tích phải lớn hơn 0"), ({"hectares_leased": 46}, "không vượt diện tích của cụm"),
    ({"decided_on": None}, "cả số và ngày"), ({"decision_number": ""}, "cả số và ngày"),
    ({"decided_on": datetime.date(2099, 1, 1)}, "chưa tới"), ({"name": ""}, "Phải nhập"),
])  # fmt: skip
def test_figures_that_cannot_be_are_refused(wrong, said):
    with pytest.raises(ValidationError, match=said):
        cluster(**wrong)


def test_a_cluster_stands_once_and_the_database_keeps_its_figures():
    cluster()
    with pytest.raises(ValidationError, match="đã có trong danh mục"):
        cluster()
    with pytest.raises(IntegrityError, match="industrialcluster_leased"), transaction.atomic():
        IndustrialCluster.objects.update(hectares_leased=50)


def test_the_pages_enter_find_and_show_a_cluster(client):
    client.force_login(f.person("CENTRE_OFFICER"))
    new = reverse("establishments:cluster_new")
    typed = {"name": "Cụm công nghiệp Bắc Cẩm Xuyên", "area": f.commune().pk, "hectares": "45,5"}
    wrong = client.post(new, typed | {"hectares": "4.5.5", "decision_number": "1/QĐ", "decided_on": "31/02/2016"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and 'href="#id_hectares"' in page and 'href="#id_decided_on"' in page
    assert 'value="31/02/2016"' in page

    shown = client.post(new, typed, follow=True).content.decode()
    assert "45,5 ha" in shown and "Chưa thành lập" in shown
    row = IndustrialCluster.objects.get()
    decided = {"decision_number": "15/QĐ-UBND", "decided_on": "15/03/2016"}
    client.post(reverse("establishments:cluster_edit", args=[row.pk]), typed | decided)
    lists = reverse("establishments:clusters")
    assert "15/QĐ-UBND" in client.get(f"{lists}?q=bac+cam+xuyen&established=true").content.decode()
    assert "Không có cụm công nghiệp nào khớp" in client.get(f"{lists}?established=false").content.decode()

    client.force_login(f.person("VIEWER"))
    assert client.get(row.get_absolute_url()).status_code == 200
    assert client.get(new).status_code == 403


def test_programs_enter_a_cluster_once_for_each_key_by_the_same_rules():
    api = APIClient()
    api.force_authenticate(f.person("DOIT_SPECIALIST"))
    url, given = "/api/v1/clusters/", {"name": "Cụm A", "area": f.commune().pk, "hectares": "45.50"}
    answer = api.post(url, given | {"hectares_leased": "46"}, format="json")
    assert answer.status_code == 400 and "không vượt" in answer.content.decode()
    first, again = (api.post(url, given, format="json", headers={"Idempotency-Key": "cum-a"}) for _ in range(2))
    assert first.status_code == again.status_code == 201 and IndustrialCluster.objects.count() == 1
    row = f"{url}{first.json()['id']}/"
    changed = api.patch(row, {"hectares_leased": "9.1"}, format="json").json()
    assert changed["occupancy_percent"] == 20 and api.get(f"{url}?established=false").json()["count"] == 1
    api.force_authenticate(f.person("VIEWER"))
    assert api.patch(row, {"hectares": "1"}, format="json").status_code == 403
