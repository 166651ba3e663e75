"""The cost a norm takes its rate of: without tax it is written, or told by the estimate, never the total with tax."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from norms.models import Norm
from projects.ceilings import NO_COST_WITHOUT_TAX, project_ceiling
from projects.models import CostItem, Project
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.projects.test_details import officer, press, refused

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


def estimate(tax):
    """415 triệu: 377 and 38 of tax, told apart or not."""
    if tax is None:
        lines = [("Buồng sơn", 180, None, {}), ("Máy bào", 235, None, {"counterpart": 235 * MILLION})]
    else:
        lines = [("Buồng sơn", 165, 15, {}), ("Máy bào", 212, 23, {"counterpart": 235 * MILLION})]
    return [
        CostItem(content=content, amount=amount * MILLION, vat=vat and vat * MILLION, **paid)
        for content, amount, vat, paid in lines
    ]


def test_a_rate_of_the_cost_without_tax_is_not_taken_of_the_total():
    row = f.with_papers(f.project(eligible_cost=None))  # a draft goes on
    with pytest.raises(ValidationError, match="mức chi lấy tỷ lệ của chi phí chưa có thuế GTGT"):
        project_ceiling(row)
    assert NO_COST_WITHOUT_TAX in refused(press, row, "register")
    row.eligible_cost = 377 * MILLION
    row.save()
    assert project_ceiling(row).amount == 188_500_000
    assert press(row, "register", on=f.FILED).status == "REGISTERED"


def test_the_estimate_tells_it_when_every_line_has_its_tax_apart():
    row = f.project(eligible_cost=None, cost_items=estimate(tax=True))
    limit = project_ceiling(row)
    assert (limit.cost, limit.amount) == (377 * MILLION, 188_500_000)
    assert any("50 % × 377.000.000 đ (chi phí chưa có thuế GTGT)" in step.text for step in limit.steps)
    untold = f.with_papers(f.project(eligible_cost=None, cost_items=estimate(tax=None)))
    assert NO_COST_WITHOUT_TAX in refused(press, untold, "register")


def test_a_norm_of_the_cost_with_tax_takes_the_total():
    f.norm_book()
    Norm.objects.filter(category=f.category()).update(base=Norm.Base.WITH_VAT)
    row = f.project(eligible_cost=None)
    assert project_ceiling(row).amount == 207_500_000


def test_what_has_no_rate_does_not_ask_for_it():
    row = f.project(eligible_cost=None, category=f.category("training_workshop"))
    assert project_ceiling(row).amount == row.total_cost


def test_whoever_was_filed_before_is_not_concluded_without_it():
    row = f.registered()
    Project.objects.filter(pk=row.pk).update(eligible_cost=None)
    row.refresh_from_db()
    f.record_appraisal(
        row, points=f.all_points_met(), recommended_support=180 * MILLION, made_on=f.FILED.replace(month=5),
        by=f.person("DOIT_SPECIALIST"),
    )  # fmt: skip
    said = refused(PROJECT_FLOW.press, row, "appraise", by=f.person("DOIT_DIRECTOR"), on=f.FILED.replace(month=5))
    assert "mức chi lấy tỷ lệ của chi phí chưa có thuế GTGT" in said


def test_the_page_and_the_interface_say_what_is_missing(client):
    row, api = f.project(eligible_cost=None), APIClient()
    client.force_login(officer())
    api.force_authenticate(officer())
    assert "chi phí chưa có thuế GTGT" in client.get(row.get_absolute_url()).content.decode()
    answer = api.get(f"/api/v1/projects/{row.pk}/ceiling/")
    assert "mức chi lấy tỷ lệ của chi phí chưa có thuế GTGT" in answer.content.decode()


def test_the_form_says_the_base_of_the_norm(client):
    row = f.project(eligible_cost=None)
    client.force_login(officer())
    url = reverse("projects:edit", args=[row.pk])
    assert "lấy làm căn cứ, chưa có thuế GTGT. Bỏ trống: lấy cộng dự toán" in client.get(url).content.decode()
    Norm.objects.filter(category=row.category).update(base=Norm.Base.WITH_VAT)
    assert "lấy làm căn cứ, đã có thuế GTGT. Bỏ trống: bằng tổng kinh phí" in client.get(url).content.decode()
    new = client.get(f"{reverse('projects:new')}?year=2021").content.decode()
    assert "đã hay chưa có thuế GTGT theo mức chi" in new
