"""Pages of the estimate, contracts, advances and payments, on the sample of Hà Tĩnh."""

import pytest
from django.urls import reverse

from accounts.models import User
from budgets.models import AllocationSheet, Commitment, PaymentRequest

STATE = "sample"
LISTS = ["estimate", "commitments", "payments"]


@pytest.fixture
def browse(sample, client):
    def as_person(username):
        client.force_login(User.objects.get(username=username))
        return client

    return as_person


def get(client, name, *args, status=200, **query):
    answer = client.get(reverse(f"budgets:{name}", args=args), query)
    assert answer.status_code == status, answer
    return answer.content.decode()


@pytest.mark.parametrize("username", [
    "ketoan", "huyen.ductho", *(pytest.param(name, marks=pytest.mark.long)
                                for name in ("trungtam", "trungtam.giamdoc", "lanhdao", "taichinh")),
])  # fmt: skip
def test_everybody_who_may_see_money_opens_every_page_in_reach(browse, username):
    client = browse(username)
    user = User.objects.get(username=username)
    for name in LISTS:
        page = get(client, name, year=2021)
        assert 'style="' not in page and "onclick" not in page
    for model, name in ((AllocationSheet, "sheet"), (Commitment, "commitment"), (PaymentRequest, "payment")):
        for row in model.objects.all():
            visible = model.objects.visible_to(user).filter(pk=row.pk).exists()
            get(client, name, row.pk, status=200 if visible else 404)
            if name == "commitment":
                get(client, "project_panel", row.project_id, status=200 if visible else 404)
