"""Clusters, media, consulting, associations, relocation, voting, and the general form of what is left over."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from establishments.models import IndustrialCluster
from norms.models import SupportCategory
from projects.details.base import FAMILIES
from projects.details.relocation import paid_in_two_years
from projects.details.services import save_details
from projects.details.views import shown
from projects.models import Relocation
from projects.services import record_appraisal
from projects.workflow import PROJECT_FLOW
from tests import factories as f
from tests.projects.test_details import formset, officer, press, refused, save, under_way

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
SMALL = {"requested_support": 30 * MILLION, "counterpart": 385 * MILLION}


def day(month, number):
    return datetime.date(2021, month, number)


def of(category, **fields):
    return f.project(category=f.category(category), **SMALL | fields)


def test_every_kind_of_support_has_one_family_or_the_general_form():
    f.norm_book()
    kinds = dict(SupportCategory.objects.values_list("code", "detail_form"))
    assert {code for code, form in kinds.items() if form not in FAMILIES} == {
        "enterprise_startup", "study_tour_abroad", "showroom", "international_cooperation", "capacity_building",
        "collaborator_allowance", "admin_managing_agency", "admin_implementer",
    }  # fmt: skip
    forms = set(SupportCategory.DetailForm.values)
    assert forms - set(FAMILIES) == {"GENERAL"} and set(kinds.values()) == forms


# --- with the application, and when the work is done ------------------------------------------------------------------
@pytest.mark.parametrize(("category", "planned", "done"), [
    ("cluster_investment_report_establish", "còn thiếu: cụm công nghiệp, diện tích", "Chưa ghi văn bản phê duyệt: số"),
    ("cluster_investment_report_expand", "còn thiếu: cụm công nghiệp", "Chưa ghi văn bản phê duyệt"),
    ("cluster_detailed_plan", "còn thiếu: cụm công nghiệp", "diện tích được duyệt, được phục vụ (ha)"),
    ("cluster_infrastructure", "Chưa kê hạng mục hạ tầng nào", "Hạng mục hạ tầng, dòng 1, còn thiếu: khối lượng"),
    ("information_media", "Chưa kê sản phẩm truyền thông nào", "chưa phát hành đủ: hiện có 0; cần 2"),
    ("consulting", "Chưa kê nội dung tư vấn nào", "còn thiếu: ngày bắt đầu, ngày bàn giao sản phẩm, số ngày"),
    ("association_regional", "còn thiếu: loại hình, tên hội", "còn thiếu: số quyết định thành lập, ngày quyết định"),
    ("enterprise_linkage", "số hội viên, thành viên dự kiến", "số hội viên, thành viên"),
    ("relocation_interest", "địa điểm cũ, địa điểm mới", "Chưa ghi lãi đã trả trong hai năm đầu"),
    ("voting_organise_province", "còn thiếu: kỳ bình chọn, số sản phẩm dự kiến", "Chưa kê sản phẩm dự bình chọn"),
    ("voting_award_province", "Chưa kê sản phẩm được thưởng", "chưa ghi tiền thưởng hoặc chưa được công nhận"),
    ("voting_join_higher", "Chưa kê sản phẩm được thưởng, dự bình chọn", "dòng 1, còn thiếu: kết quả"),
    ("showroom", "Chỉ tiêu kết quả chưa ghi số kế hoạch: Số phòng trưng bày, Số sản phẩm trưng bày",
     "Chỉ tiêu kết quả chưa ghi số thực hiện: Số phòng trưng bày"),
])  # fmt: skip
def test_each_says_what_the_application_must_tell_and_what_was_done(category, planned, done):
    row = of(category)
    assert planned in refused(press, row, "register")
    f.with_papers(row)
    assert press(row, "register", on=f.FILED).status == "REGISTERED"

    row = set_going(row)
    f.progress(row, percent=100, value_done=row.total_cost)
    assert done in refused(press, row, "complete")
    f.with_results(row)
    assert press(row, "complete").status == "COMPLETED"
    assert history(row).filter(action__contains="save_details").exists() or category == "showroom"


def set_going(row):
    """Carried out: what the decision and the contract bring about is not the matter here."""
    type(row).objects.filter(pk=row.pk).update(status="IN_PROGRESS")
    row.refresh_from_db()
    return row


# --- clusters ---------------------------------------------------------------------------------------------------------
def cluster(name, **fields):
    decided = {"decision_number": "15/QĐ-UBND", "decided_on": day(1, 5)}
    return IndustrialCluster.objects.create(
        name=name, area=f.commune(), hectares=45, created_by=officer(), **decided | fields
    )


def test_a_founding_report_is_for_a_cluster_still_to_be_founded_and_a_plan_stays_within_it(client):
    founded = cluster("Cụm A")
    proposed = cluster("Cụm B", decision_number="", decided_on=None)
    for category, place, hectares, said in (
        ("cluster_investment_report_establish", founded, 40, "đã thành lập, không lập báo cáo thành lập nữa"),
        ("cluster_investment_report_expand", proposed, 40, "chưa có quyết định thành lập"),
        ("cluster_detailed_plan", founded, 46, "hiện có 46 ha; cần không quá 45 ha"),
    ):
        row = of(category)
        save(row, sheet={"cluster": place, "hectares": hectares})
        assert said in refused(press, row, "register"), category
    row = of("cluster_investment_report_expand")
    save(row, sheet={"cluster": proposed, "hectares": 40})
    client.force_login(officer())
    page = client.get(row.get_absolute_url()).content.decode()
    assert f'<a href="{reverse("establishments:cluster", args=[proposed.pk])}">Mở trang của cụm</a>' in page
    row = of("cluster_investment_report_expand")
    save(row, sheet={"cluster": founded, "hectares": 60})  # an enlarged cluster is larger than it is today
    assert "cụm" not in refused(press, row, "register").lower()


def test_no_more_of_a_work_is_done_than_was_approved():
    row = under_way("cluster_infrastructure")
    said = refused(save, row, rows={"infrastructureitems": [{"no": 1, "quantity_done": 12_001}, {"no": 2}]})
    assert "nhiều hơn khối lượng được duyệt" in said
    with pytest.raises(IntegrityError, match="infrastructureitem_done"), transaction.atomic():
        row.infrastructureitems.update(quantity_done=10**6)


# --- the others -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("category", "rows", "said"), [
    ("information_media", [{"no": 1, "first_on": day(9, 2), "last_on": day(9, 1)}], "trước phát, đăng lần đầu"),
    ("information_media", [{"no": 1, "first_on": datetime.date(2099, 1, 1)}], "chưa tới"),
    ("consulting", [{"no": 1, "begun_on": day(9, 2), "delivered_on": day(9, 1)}], "trước ngày bắt đầu"),
    ("relocation_interest", [{"paid_on": datetime.date(2099, 1, 1), "amount": 5}], "chưa tới"),
    ("relocation_interest", [{"paid_on": day(3, 1), "amount": 0}], "Tiền lãi phải lớn hơn 0"),
    ("voting_organise_province", [{"product": "Ghế", "group": "OTHER", "maker": "A", "score": 69, "recognised": True}],
     "cần bình quân từ 70 điểm"),
    ("voting_organise_province", [{"product": "Ghế", "group": "OTHER", "maker": "A", "prize": 5}],
     "thì kết quả phải là “Được công nhận”"),
    ("voting_organise_province", [{"product": "Ghế", "group": "OTHER"}], "Chọn cơ sở có sản phẩm, hoặc ghi tên"),
    ("voting_organise_province", [{"product": "Ghế", "group": "OTHER", "maker": "A", "score": 101}], "từ 0 đến 100"),
])  # fmt: skip
def test_what_cannot_have_happened_is_refused(category, rows, said):
    names = {"information_media": "mediapieces", "consulting": "consultations"}
    names |= {"relocation_interest": "interestpayments", "voting_organise_province": "votedproducts"}
    assert said in refused(save, under_way(category), rows={names[category]: rows})


def test_an_association_is_not_a_linkage_and_has_at_least_two_members():
    row = of("enterprise_linkage")
    sheet = {"kind": "FEDERATION", "name": "Hiệp hội gỗ", "trade": "Gỗ", "members_planned": 24}
    assert "phải có từ 2 thành viên" in refused(save, row, sheet=sheet | {"members_planned": 1})
    save(row, sheet=sheet)
    said = refused(press, row, "register")
    assert "hiện có Hiệp hội ngành nghề; cần Cụm liên kết doanh nghiệp" in said


def loan(row, **fields):
    facts = {
        "old_place": "Khu dân cư", "new_place": "Cụm công nghiệp", "lender": "Ngân hàng A",
        "contract_number": "12/HĐTD", "disbursed_on": day(1, 15), "principal": 200 * MILLION, "rate_percent": 9,
        "months": 60,
    }  # fmt: skip
    save(row, sheet=facts | fields)


def test_support_for_interest_is_never_more_than_two_years_of_it():
    row = of("relocation_interest", requested_support=40 * MILLION, counterpart=375 * MILLION)
    loan(row)
    said = refused(press, row, "register")
    assert "hiện có 40.000.000 đ; cần không quá 36.000.000 đ" in said and "đ.4.6" in said
    loan(row, months=12)  # a shorter loan costs less
    assert "không quá 18.000.000 đ" in refused(press, row, "register")
    loan(row, principal=250 * MILLION)
    f.with_papers(row)
    press(row, "register", on=f.FILED)

    Relocation.objects.update(rate_percent=5)  # as if the loan had been agreed anew after the filing
    record_appraisal(row, points=f.all_points_met(), recommended_support=row.requested_support,
                       by=f.person("DOIT_SPECIALIST"))  # fmt: skip
    said = refused(PROJECT_FLOW.press, row, "appraise", by=f.person("DOIT_DIRECTOR"))
    assert "vượt lãi vay của hai năm đầu" in said


def test_only_the_interest_of_the_first_two_years_counts():
    row = under_way("relocation_interest")
    Relocation.objects.update(disbursed_on=datetime.date(2019, 2, 28))
    paid = [(datetime.date(2019, 2, 27), 1), (datetime.date(2019, 2, 28), 2), (datetime.date(2021, 2, 28), 4),
            (datetime.date(2021, 3, 1), 8)]  # fmt: skip
    save(row, rows={"interestpayments": [{"paid_on": on, "amount": n * MILLION, "paper": "PT"} for on, n in paid]})
    assert paid_in_two_years(row) == 6 * MILLION
    assert dict(shown(row)["computed"])["Lãi đã trả đến 28/02/2021"] == "6.000.000 đ"
    assert Relocation(disbursed_on=datetime.date(2020, 2, 29)).counted_until == datetime.date(2022, 2, 28)


def test_a_round_counts_its_products_and_an_award_its_prizes():
    row = under_way("voting_award_province")
    f.with_results(row)
    words = dict(shown(row)["computed"])
    assert words == {"Sản phẩm": "2 dự bình chọn, 2 được công nhận", "Cộng tiền thưởng": "6.000.000 đ"}


# --- page and REST ----------------------------------------------------------------------------------------------------
def test_the_page_says_all_that_is_wrong_at_once_each_with_a_link_to_its_field(client):
    """What cannot be read and what the rules refuse, of the sheet and of each row, in one answer."""
    row = under_way("voting_organise_province")
    client.force_login(officer())
    url = reverse("projects:details", args=[row.pk])
    typed = {"sheet-held_on": "hôm qua", "sheet-decided_on": "01/01/2099", "sheet-decision_number": "1/QĐ"}
    first = {"product": "Ghế", "group": "OTHER", "maker": "A", "score": "6,5,5", "recognised": "True"}
    second = {"product": "Bàn", "group": "OTHER", "maker": "A", "score": "60", "recognised": "True"}
    answer = client.post(url, typed | formset("votedproducts", first, second, {"product": "Tủ", "group": "OTHER"}))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'href="#id_sheet-held_on"' in page and 'href="#id_sheet-decided_on"' in page
    assert 'href="#id_votedproducts-0-score"' in page and 'href="#id_votedproducts-1-score"' in page
    assert "Sản phẩm dự bình chọn, dòng 2, Điểm bình quân" in page and "Chọn cơ sở có sản phẩm" in page
    assert 'value="hôm qua"' in page and 'value="6,5,5"' in page and "Dòng 2, điểm" not in page
    assert not row.votedproducts.exists()

    right = typed | {"sheet-held_on": "10/09/2021", "sheet-decided_on": "25/09/2021"}
    client.post(url, right | formset("votedproducts", first | {"score": "86,5"}, second | {"recognised": "False"}))
    assert [str(product.score) for product in row.votedproducts.all()] == ["86.50", "60.00"]


def test_a_cluster_is_chosen_on_the_page_and_over_rest_by_the_same_rules(client):
    row, place, api = of("cluster_detailed_plan"), cluster("Cụm A"), APIClient()
    client.force_login(officer())
    api.force_authenticate(officer())
    url, rest = reverse("projects:details", args=[row.pk]), f"/api/v1/projects/{row.pk}/details/"

    assert "Cụm A" in client.get(url).content.decode()
    client.post(url, {"sheet-cluster": place.pk, "sheet-hectares": "12,5"} | formset("infrastructureitems"))
    assert api.get(rest).json()["sheet"]["cluster"] == place.pk
    assert "Cụm A" in client.get(row.get_absolute_url()).content.decode()

    for wrong in ({"sheet": {"hectares": 0}}, {"sheet": {"cluster": 0}}, {"sheet": {"hectares": "x"}}):
        assert api.post(rest, wrong, format="json").status_code == 400, wrong
    answer = api.post(rest, {"sheet": {"hectares": "44.75"}}, format="json")
    assert (answer.status_code, answer.json()["sheet"]["hectares"]) == (200, 44.75)


def test_programs_write_every_family_by_the_same_rules():
    api = APIClient()
    api.force_authenticate(officer())
    for category, given, wrong in (
        ("information_media", {"rows": {"mediapieces": [{"kind": "WEB", "subject": "Trang", "pieces_planned": 3}]}},
         {"rows": {"mediapieces": [{"kind": "WEB", "subject": "Trang", "pieces_planned": 0}]}}),
        ("consulting", {"rows": {"consultations": [{"field": "DESIGN", "product": "Bao bì"}]}},
         {"rows": {"consultations": [{"field": "SONG", "product": "Bao bì"}]}}),
        ("association_regional", {"sheet": {"kind": "FEDERATION", "members_planned": 9}},
         {"sheet": {"members_planned": 1}}),
        ("relocation_interest", {"sheet": {"principal": 5, "months": 6, "rate_percent": "7.5"}},
         {"sheet": {"rate_percent": "101"}}),
        ("voting_join_higher", {"rows": {"votedproducts": [{"product": "Ghế", "group": "OTHER", "maker": "A"}]}},
         {"rows": {"votedproducts": [{"product": "Ghế", "group": "OTHER"}]}}),
    ):  # fmt: skip
        url = f"/api/v1/projects/{of(category).pk}/details/"
        assert api.post(url, wrong, format="json").status_code == 400, category
        answer = api.post(url, given, format="json")
        assert answer.status_code == 200, answer.content
        there = api.get(url).json()
        assert there["sheet"] if "sheet" in given else all(there["rows"].values()), category


def test_a_project_of_an_old_year_takes_both_parts_from_its_papers():
    row = of("consulting")
    type(row).objects.filter(pk=row.pk).update(is_historical=True, status="SETTLED")
    row.refresh_from_db()
    told = {"field": "DESIGN", "product": "Bao bì", "days": 20, "delivered_on": day(9, 3)}
    save_details(row, by=f.person("DOIT_SPECIALIST"), rows={"consultations": [told]})
    assert row.consultations.get().days == 20


@pytest.mark.parametrize(
    ("category", "rows"), [("fair_join", "fairparticipants"), ("voting_organise_province", "votedproducts")]
)
def test_who_took_part_is_listed_on_the_page_while_the_work_goes_on(client, category, rows):
    row = f.project_in("IN_PROGRESS", category=f.category(category))
    client.force_login(f.person("CENTRE_OFFICER"))
    page = client.get(reverse("projects:details", args=[row.pk])).content.decode()
    count = getattr(row, rows).count()
    assert f'name="{rows}-{count}-establishment"' in page
