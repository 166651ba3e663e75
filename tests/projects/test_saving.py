"""What a saved application keeps: its number, its sums, its rows and their trace; and what the database refuses."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from core.money import dong
from norms.models import NormSet
from projects.models import Beneficiary, CostItem, Project
from projects.services import save_project
from tests import factories as f
from tests.projects.test_past import typed


@pytest.mark.django_db
def test_numbers_run_by_tier_and_year():
    codes = [f.project(**fields).code for fields in
             ({}, {}, {"tier": "NATIONAL"}, {"plan_year": 2022}, {})]  # fmt: skip
    assert codes == ["KCĐP-2021-001", "KCĐP-2021-002", "KCQG-2021-001", "KCĐP-2022-001", "KCĐP-2021-003"]


@pytest.mark.race
def test_twelve_officers_at_once_get_twelve_numbers(own_database):
    officer, place = f.person("CENTRE_OFFICER"), f.commune()
    category, unit = f.category(), f.office("CENTRE")

    def write(n):
        try:
            row = f.filled_project(category=category, area=place, implementing_organisation=unit, spending_unit=unit)
            return save_project(row, by=officer, beneficiaries=[]).sequence
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert sorted(pool.map(write, range(12))) == list(range(1, 13))


@pytest.mark.race
def test_of_one_old_project_sent_many_times_at_once_one_comes_and_the_others_are_told_which(own_database):
    row, officer = f.filled_project(plan_year=2017), f.person("DOIT_SPECIALIST")
    form, body = typed(row), {
        "title": "Gửi qua REST", "category": row.category_id, "tier": "LOCAL", "kind": "PROJECT", "plan_year": 2017,
        "implementing_organisation": row.implementing_organisation_id, "spending_unit": row.spending_unit_id,
        "area": row.area_id, "place": "Cụm công nghiệp", "filed_on": "2017-01-06", "units": 1, "status": "CLOSED",
        "papers": [{"step": "DECISION", "number": "2901/QĐ-UBND", "dated_on": "2017-10-06", "amount": 150_000_000}],
    }  # fmt: skip

    def by_page(_):
        client = Client()
        client.force_login(officer)
        return answered(client.post, reverse("projects:historical"), form)

    def by_rest(_):
        api = APIClient()
        api.force_authenticate(officer)
        return answered(api.post, "/api/v1/projects/historical/", body, format="json")

    def answered(post, *what, **how):
        try:
            return post(*what, **how)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        for send, taken, refused in ((by_page, 302, 422), (by_rest, 201, 400)):
            answers = list(pool.map(send, range(6)))
            assert sorted(answer.status_code for answer in answers) == [taken] + [refused] * 5
            told = [answer.content.decode() for answer in answers if answer.status_code == refused]
            assert all("Đề án này đã nhập" in words for words in told), told[0]
    assert Project.objects.filter(is_historical=True).count() == 2


@pytest.mark.django_db
def test_the_year_is_part_of_the_code_and_stays():
    row = f.project()
    row.plan_year = 2022
    with pytest.raises(ValidationError, match="KCĐP-2021-001"):
        save_project(row, by=f.person("CENTRE_OFFICER"))


@pytest.mark.django_db
def test_all_that_is_wrong_is_said_in_one_go():
    row = f.filled_project(
        title="", counterpart=200_000_000, eligible_cost=500_000_000, starts_on=datetime.date(2021, 12, 1), units=0,
        priority_factor="0.5",
    )  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        save_project(row, by=f.person("CENTRE_OFFICER"), beneficiaries=[Beneficiary()],
                     cost_items=[CostItem(content="Máy", quantity=2, unit_price=100, amount=300)])  # fmt: skip
    said = str(refused.value.message_dict)
    assert {"title", "total_cost", "beneficiaries", "cost_items"} <= set(refused.value.message_dict)
    assert "lệch 35.000.000 đ" in said and "Dòng 1" in said and "200 đ" in said


@pytest.mark.django_db
def test_a_place_must_have_existed_on_the_day_of_the_dossier():
    with pytest.raises(ValidationError) as refused:
        f.project(filed_on=datetime.date(2025, 7, 1))
    assert "không phải đơn vị hành chính của ngày 01/07/2025" in str(refused.value)


@pytest.mark.django_db
def test_the_same_establishment_is_not_named_twice():
    place = f.establishment()
    with pytest.raises(ValidationError, match="đã có ở dòng trên"):
        f.project(beneficiaries=[Beneficiary(establishment=place), Beneficiary(establishment=place)])


@pytest.mark.django_db
def test_only_a_group_project_names_its_beneficiaries_later():
    passes = "hình thức đang chọn là “Đề án”. Bỏ đánh dấu “Nêu sau”, hoặc đổi mục “Hình thức” thành “Đề án nhóm"
    with pytest.raises(ValidationError, match=f"chỉ đề án nhóm mới nêu đơn vị thụ hưởng sau; {passes}"):
        f.project(beneficiaries=[Beneficiary(name_later=True)])
    assert f.project(kind="GROUP", beneficiaries=[Beneficiary(name_later=True)]).beneficiaries.count() == 1


@pytest.mark.django_db
def test_shares_must_add_up_to_the_support():
    with pytest.raises(ValidationError, match=r"100\.000\.000 đ"):
        f.project(beneficiaries=[Beneficiary(establishment=f.establishment(), support_share=100_000_000)])


@pytest.mark.django_db
def test_a_row_taken_out_keeps_its_trace_and_a_row_that_stays_its_id():
    first, second = f.establishment("Cơ sở một"), f.establishment("Cơ sở hai")
    row = f.project(beneficiaries=[Beneficiary(establishment=first), Beneficiary(establishment=second)])
    kept = row.beneficiaries.get(establishment=second).pk
    save_project(row, by=f.person("CENTRE_OFFICER"), beneficiaries=[Beneficiary(establishment=second)])
    assert [b.pk for b in row.beneficiaries.all()] == [kept]
    assert Beneficiary.everything.filter(project=row).count() == 2
    entry = history(row).filter(action="projects.project.revise").get()
    assert ("Đơn vị thụ hưởng", "Cơ sở một; Cơ sở hai", "Cơ sở hai") in entry.changes
    save_project(row, by=f.person("CENTRE_OFFICER"), beneficiaries=[Beneficiary(establishment=first)])
    assert [b.establishment for b in row.beneficiaries.all()] == [first]


@pytest.mark.django_db
def test_the_story_reads_in_sentences_with_before_and_after():
    row = f.project()
    row.total_cost, row.counterpart = 420_000_000, 240_000_000
    save_project(row, by=f.person("CENTRE_OFFICER"))
    assert "415.000.000 đ → 420.000.000 đ" in history(row).first().sentence


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"counterpart": 1}, "project_total_is_the_sum"),
        ({"status": "REGISTERED", "other": None}, "project_money_known_once_filed"),
        ({"requested_support": -1, "counterpart": 415_000_001}, "project_money_not_negative"),
        ({"eligible_cost": 415_000_001}, "project_eligible_within_total"),
        ({"units": 0}, "project_units_counted"),
        ({"priority_factor": 0}, "project_priority_at_least_one"),
        ({"ends_on": datetime.date(2021, 5, 14)}, "project_ends_after_it_starts"),
    ],
)
def test_the_database_refuses_what_slips_past_the_services(change, constraint):
    row = f.project()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Project.objects.filter(pk=row.pk).update(**change)


@pytest.mark.django_db
def test_a_project_is_found_by_code_title_and_any_name_its_beneficiary_ever_had():
    from establishments.services import change_identity

    place = f.establishment("Hộ kinh doanh Nguyễn Văn Thành", legal_form="HOUSEHOLD_BUSINESS")
    row = f.project(beneficiaries=[Beneficiary(establishment=place)])
    change_identity(place, code="2800999999", name="Công ty TNHH Thành Đạt", legal_form="ENTERPRISE",
                    on=datetime.date(2021, 8, 1), by=f.person("CENTRE_OFFICER"))  # fmt: skip
    for words in ("kcdp-2021-001", "SON TINH DIEN", "nguyen van thanh", "Thành Đạt", "2800999999"):
        assert list(Project.objects.find(words)) == [row], words
    assert not Project.objects.find("không có ở đâu cả").exists()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("", "Xã Thái Yên"),
        ("xã Thái Yên", "xã Thái Yên"),
        ("Xưởng mộc, xã Thái Yên", "Xưởng mộc, xã Thái Yên"),
        ("Cụm công nghiệp Thái Yên", "Cụm công nghiệp Thái Yên, Xã Thái Yên"),
    ],
)
@pytest.mark.django_db
def test_a_place_that_names_its_commune_does_not_name_it_twice(place, said):
    project = f.filled_project(place=place, area=f.commune())
    assert (project.where, Beneficiary(place=place, area=project.area).where) == (said, said)
    assert Beneficiary(place=place).where == place


@pytest.mark.django_db
@pytest.mark.parametrize("vat", [-1, 170_000_001])
def test_a_tax_that_cannot_be_is_refused_by_the_database(vat):
    row = f.project(cost_items=[CostItem(content="Buồng sơn", amount=170_000_000, vat=17_000_000)])
    with pytest.raises(IntegrityError, match="costitem_vat_within_amount"), transaction.atomic():
        row.cost_items.update(vat=vat, support=170_000_000 + vat)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"amount": 1, "support": 1}, {"vat": 1, "support": 180_000_001}, {"support": 0, "other": 180_000_000}]
)
def test_the_database_holds_a_filed_estimate_to_what_the_application_asks(change):
    items = [
        CostItem(content="Buồng sơn", amount=180_000_000),
        CostItem(content="Máy bào", amount=235_000_000, counterpart=235_000_000),
    ]
    row = f.registered(cost_items=items)
    with pytest.raises(IntegrityError, match="does not add up"), transaction.atomic():
        row.cost_items.exclude(support=0).update(**change)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="does not add up"), transaction.atomic():
        Project.objects.filter(pk=row.pk).update(counterpart=234_000_000, total_cost=414_000_000, eligible_cost=None)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET project_id = %s", "UPDATE {} SET removed_at = now()", "DELETE FROM {}"]
)
@pytest.mark.parametrize("payers", [("support", "counterpart"), ("support",)], ids=["a line stays", "none stays"])
def test_a_line_that_leaves_a_filed_estimate_is_missed_by_the_database(change, payers):
    amounts = {"support": 180_000_000, "counterpart": 235_000_000}
    items = [CostItem(content="Buồng sơn", amount=amounts[payer], **{payer: amounts[payer]}) for payer in payers]
    own = sum(amounts[payer] for payer in payers if payer != "support")
    row = f.registered(cost_items=items, counterpart=own, total_cost=180_000_000 + own)
    draft, line = f.project(), row.cost_items.exclude(support=0).get().pk
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # what was filed is right
        values = [draft.pk, line] if "%s" in change else [line]
        with pytest.raises(IntegrityError, match="does not add up"), transaction.atomic():
            cursor.execute(f"{change.format('projects_costitem')} WHERE id = %s", values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "paid"),
    [
        ({}, (440, 0, 0)),
        ({"support": 220}, (220, 220, 0)),
        ({"counterpart": 220}, (220, 220, 0)),
        ({"support": 100, "other": 40}, (100, 300, 40)),
        ({"support": 100, "counterpart": 300, "other": 40}, (100, 300, 40)),
    ],
)
def test_the_first_payer_left_empty_pays_what_the_others_leave_of_a_line_with_its_tax(typed, paid):
    line = CostItem(content="Máy bào", quantity=2, unit_price=200, vat=40, **typed)
    row = f.project(cost_items=[line]).cost_items.get()
    assert (row.support, row.counterpart, row.other) == paid


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [{"support": 300, "other": 141}, {"support": 1, "counterpart": 2, "other": 3}])
def test_parts_that_are_not_the_whole_line_are_refused_with_both_figures(typed):
    with pytest.raises(ValidationError) as refused:
        f.project(cost_items=[CostItem(content="Máy bào", amount=440, **typed)])
    told = f"Dòng 1: Ba nguồn cộng lại {dong(sum(typed.values()))}, phải bằng thành tiền cả thuế GTGT của dòng 440 đ."
    assert told in refused.value.messages


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "rule"),
    [("support = support - 1", "paid_whole"), ("support = -1, other = amount + 1", "parts_not_negative")],
)
def test_the_database_holds_the_parts_of_a_line_to_the_whole(change, rule):
    row = f.project(cost_items=[CostItem(content="Máy bào", amount=440)]).cost_items.get()
    refusal = pytest.raises(IntegrityError, match=rule)
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE projects_costitem SET {change} WHERE id = %s", [row.pk])


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["amount = amount + 1", "quantity = 3", "unit_price = unit_price + 1"])
def test_a_line_is_its_quantity_times_its_price_in_the_database_too(change):
    line = CostItem(content="Sơn", quantity="2.5", unit_price=1_000_003)  # 2.500.007,5 is rounded up
    row = f.project(cost_items=[line]).cost_items.get()
    assert row.amount == 2_500_008
    refusal = pytest.raises(IntegrityError, match="costitem_amount_is_the_product")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE projects_costitem SET {change} WHERE id = %s", [row.pk])


@pytest.mark.django_db
def test_a_priority_factor_beyond_the_norms_or_the_law_is_not_saved():
    with pytest.raises(ValidationError) as refused:
        f.project(priority_factor="1.6")
    assert "Hệ số ưu tiên không được vượt 1,5, nhân một lần (TTLT 26/2014" in str(refused.value)
    row = f.project(priority_factor="1.5")
    NormSet.objects.filter(tier="LOCAL").update(priority_multiplier_max="1.2")
    with pytest.raises(ValidationError) as refused:
        save_project(row, by=f.person("CENTRE_OFFICER"))
    (said,) = refused.value.message_dict["priority_factor"]
    assert "Hệ số ưu tiên 1,5 vượt mức tối đa 1,2, chỉ nhân một lần cho cả địa bàn và ngành nghề" in said
    with pytest.raises(IntegrityError, match="project_priority_within_the_law"), transaction.atomic():
        Project.objects.filter(pk=row.pk).update(priority_factor="1.51")
