"""A project of an earlier year is entered from its papers in one sitting; what breaks a rule of its time is said."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from core.documents import withdraw
from khuyencong.sample.pictures import photo
from ledger.models import Transfer
from projects.models import Beneficiary, Project
from projects.past import FromPaper, Step, add_past_paper, enter_historical, remarks_on
from tests import factories as f

pytestmark = pytest.mark.django_db
M = f.MILLION


def on(month, day=1):
    return datetime.date(2017, month, day)


def past(*papers, **fields):
    fields = {"plan_year": 2017, "filed_on": on(1), "category": f.category("advanced_machinery")} | fields
    row = f.filled_project(**fields)
    row.total_cost = row.requested_support = row.counterpart = None
    return enter_historical(row, by=f.person("DOIT_SPECIALIST"), status=Project.Status.CLOSED, papers=papers)


def test_one_sitting_brings_facts_papers_amounts_and_days_and_moves_no_money():
    row = past(
        FromPaper(
            Step.DECISION, "2900/QĐ-UBND", on(10, 6), "UBND tỉnh Hà Tĩnh", 150 * M, photo("Quyết định", "qd.jpg")
        ),
        FromPaper(Step.COMMITMENT, "05/HĐ-KC", on(10, 20), amount=150 * M),
        FromPaper(Step.PAYMENT, "KB-11", on(12, 20), "Kho bạc Nhà nước Hà Tĩnh", 150 * M),
        FromPaper(Step.SETTLEMENT, "", on(12, 28), amount=150 * M),
    )
    kept = row.past_papers.standing()
    assert [(paper.get_step_display(), paper.document.number, paper.amount) for paper in kept] == [
        ("Quyết định phê duyệt", "2900/QĐ-UBND", 150 * M), ("Hợp đồng, giao nhiệm vụ", "05/HĐ-KC", 150 * M),
        ("Thanh toán", "KB-11", 150 * M), ("Quyết toán", "", 150 * M),
    ]  # fmt: skip
    assert row.is_historical and remarks_on(row) == [] and not Transfer.objects.exists()


@pytest.mark.parametrize(
    ("papers", "remark"),
    [
        ([(Step.DECISION, 10, 800)], "vượt mức tối đa 200.000.000 đ"),
        ([(Step.DECISION, 10, 150), (Step.COMMITMENT, 9, 150)], "Hợp đồng, giao nhiệm vụ ngày 01/09/2017 trước"),
        ([(Step.DECISION, 5, 150), (Step.COMMITMENT, 6, 160)], "160.000.000 đ vượt kinh phí được duyệt 150.000.000 đ"),
        (
            [(Step.DECISION, 5, 150), (Step.ADVANCE, 6, 100), (Step.PAYMENT, 7, 60)],
            "Đã chi 160.000.000 đ vượt kinh phí",
        ),
        (
            [(Step.DECISION, 5, 150), (Step.ACCEPTANCE, 4, 150)],
            "Biên bản nghiệm thu ngày 01/04/2017 trước quyết định phê duyệt ngày 01/05/2017",
        ),
        (
            [(Step.DECISION, 5, 150), (Step.COMMITMENT, 7, 150), (Step.ACCEPTANCE, 6, 150)],
            "Biên bản nghiệm thu ngày 01/06/2017 trước hợp đồng, giao nhiệm vụ ngày 01/07/2017",
        ),
        ([(Step.PAYMENT, 7, 60), (Step.SETTLEMENT, 8, 50)], "còn phải thu hồi 10.000.000 đ"),
        (
            [(Step.DECISION, 5, 100), (Step.SETTLEMENT, 8, 999_000)],
            "Quyết toán 999.000.000.000 đ vượt kinh phí được duyệt 100.000.000 đ: nhiều hơn 998.900.000.000 đ.",
        ),
    ],
)
def test_a_rule_of_its_time_that_the_papers_break_is_said_and_stops_nobody(papers, remark):
    row = past(*(FromPaper(step, "1", on(month), amount=amount * M) for step, month, amount in papers))
    assert [remark in found for found in remarks_on(row)] == [True], remarks_on(row)
    entered = history(row).get(action="projects.project.enter_historical")
    assert entered.data["remarks"] == remarks_on(row)


@pytest.mark.parametrize(("cost", "said"), [
    (120, "Kinh phí hỗ trợ 150.000.000 đ vượt tổng kinh phí thực hiện 120.000.000 đ: nhiều hơn 30.000.000 đ."),
    (150, None), (None, None),
])  # fmt: skip
def test_a_support_above_the_whole_cost_is_said(cost, said):
    row = past(FromPaper(Step.DECISION, "1", on(5), amount=150 * M))
    row.total_cost = cost and cost * M
    assert [one for one in remarks_on(row) if "tổng kinh phí" in one] == ([said] if said else [])


def of(place, decided=datetime.date(2017, 10, 6), **fields):
    """An old project of one beneficiary, decided in October 2017."""
    row = f.filled_project(
        plan_year=decided.year, filed_on=decided, area=place.area, **{"category": f.category("showroom"), **fields}
    )
    row.total_cost = row.requested_support = row.counterpart = None
    return enter_historical(
        row, by=f.person("DOIT_SPECIALIST"), status="CLOSED", beneficiaries=[Beneficiary(establishment=place)],
        papers=[FromPaper(Step.DECISION, "2900/QĐ-UBND", decided)],
    )  # fmt: skip


def old_place(name="Xưởng cũ", **fields):
    return f.establishment(name, known_since=on(1), **fields)


@pytest.mark.parametrize(("place", "said"), [
    ({"legal_form": "PUBLIC_BODY"}, "không đạt điều kiện “Loại hình” của quy định ngày 06/10/2017, hiện có Cơ quan"),
    ({"sector": "Sản xuất gạch nung lò vòng"}, "không đạt điều kiện “Không thuộc diện loại trừ” của quy định"),
    ({"area": "Phường Nam Hà"}, "chưa rõ điều kiện “Địa bàn” của quy định ngày 06/10/2017, hiện có phường thuộc"),
    ({}, None), ({"sector": ""}, None),
])  # fmt: skip
def test_who_and_where_is_asked_by_the_rules_of_the_day_of_the_decision(place, said):
    if "area" in place:
        city = f.district("Thành phố Hà Tĩnh")
        type(city).objects.filter(pk=city.pk).update(type_word="thành phố")
        area = f.commune("Phường Nam Hà", under=city)
        type(area).objects.filter(pk=area.pk).update(type_word="phường")
        place = {"area": type(area).objects.get(pk=area.pk)}
    row = of(old_place(**place))
    found = remarks_on(row)
    assert [said in one and one.startswith("Xưởng cũ: ") for one in found] == ([True] if said else []), found
    assert row.status == "CLOSED", "it stops nobody"


def test_before_the_first_rule_nothing_is_remarked():
    row = of(old_place(legal_form="PUBLIC_BODY"), decided=datetime.date(2011, 10, 6))
    assert remarks_on(row) == []


def test_the_same_content_in_another_file_is_told_to_whoever_sees_that_file(client):
    place = old_place()
    first, second = of(place), of(place, title="Phòng trưng bày hai")
    department, elsewhere = f.person("DOIT_SPECIALIST"), f.local_officer(f.district("Huyện Kỳ Anh"))
    (said,) = remarks_on(second, department)
    assert "“Xưởng cũ” đã có hồ sơ cùng nội dung" in said and f"hiện có {first.code}" in said
    assert remarks_on(second) == remarks_on(second, elsewhere) == []
    client.force_login(department)
    assert said in client.get(second.get_absolute_url()).content.decode()
    assert said in client.get(f"/api/v1/projects/{second.pk}/past-papers/").json()["remarks"]


def test_money_paid_back_and_a_later_decision_count():
    row = past(
        FromPaper(Step.DECISION, "1", on(5), amount=100 * M), FromPaper(Step.DECISION, "2", on(6), amount=160 * M),
        FromPaper(Step.PAYMENT, "3", on(7), amount=170 * M), FromPaper(Step.RETURNED, "4", on(8), amount=10 * M),
    )  # fmt: skip
    assert remarks_on(row) == []


def test_what_cannot_be_is_refused_with_its_row_and_nothing_is_entered():
    with pytest.raises(ValidationError) as refused:
        past(
            FromPaper(Step.DECISION, "1", on(5)), FromPaper("NOTHING", "2"), FromPaper(Step.PAYMENT),
            FromPaper(Step.PAYMENT, "3", datetime.date(2099, 1, 1), amount=-1),
        )  # fmt: skip
    sentences = refused.value.message_dict["papers"]
    assert [sentence.split(":")[0] for sentence in sentences] == ["Dòng 2", "Dòng 3", "Dòng 4", "Dòng 4"]
    assert not Project.objects.filter(is_historical=True).exists()


def test_a_paper_found_later_is_added_and_a_wrong_one_withdrawn_with_its_reason():
    row, officer = past(), f.person("DOIT_SPECIALIST")
    wrong = add_past_paper(row, FromPaper(Step.DECISION, "1", on(5), amount=900 * M), by=officer)
    assert remarks_on(row)
    withdraw(wrong.document, by=officer, why="Ghi nhầm số tiền")
    add_past_paper(row, FromPaper(Step.DECISION, "1", on(5), amount=90 * M), by=officer)
    assert remarks_on(row) == [] and [paper.amount for paper in row.past_papers.standing()] == [90 * M]
    with pytest.raises(ValidationError, match="không phải hồ sơ năm cũ"):
        add_past_paper(f.project(), FromPaper(Step.DECISION, "1"), by=officer)
    with pytest.raises(PermissionDenied):
        add_past_paper(row, FromPaper(Step.DECISION, "1"), by=f.person("CENTRE_OFFICER"))


def typed(row):
    """What the page sends of an old project with two papers; the file is added by whoever sends it."""
    return {
        "title": row.title, "category": row.category_id, "tier": "LOCAL", "kind": "PROJECT", "plan_year": "2017",
        "implementing_organisation": row.implementing_organisation_id, "spending_unit": row.spending_unit_id,
        "area": row.area_id, "place": "Cụm công nghiệp", "filed_on": "06/01/2017", "units": "1", "status": "CLOSED",
        "note": "Hồ sơ lưu", "beneficiaries-TOTAL_FORMS": 0, "beneficiaries-INITIAL_FORMS": 0,
        "cost_items-TOTAL_FORMS": 0, "cost_items-INITIAL_FORMS": 0, "papers-TOTAL_FORMS": 2, "papers-INITIAL_FORMS": 0,
        "papers-0-step": "DECISION", "papers-0-number": "2900/QĐ-UBND", "papers-0-dated_on": "06/10/2017",
        "papers-0-amount": "800 triệu", "papers-1-step": "PAYMENT", "papers-1-number": "KB-9",
        "papers-1-amount": "100 triệu",
    }  # fmt: skip


def test_the_page_takes_everything_in_one_sitting_and_keeps_what_was_typed(client):
    sent = typed(f.filled_project(plan_year=2017))
    client.force_login(f.person("DOIT_SPECIALIST"))
    page = client.post(reverse("projects:historical"), sent | {
        "papers-0-file": photo("Quyết định", "qd.jpg"), "papers-1-number": "",
    }).content.decode()  # fmt: skip
    assert "Dòng 2: ghi số hoặc ngày của văn bản." in page and "2900/QĐ-UBND" in page
    assert "Tệp đã chọn chưa được giữ, hãy chọn lại: qd.jpg." in page
    assert "Bản chụp “qd.jpg” chưa được giữ, hãy chọn lại ở văn bản này." in page.split("Văn bản 2")[0]
    assert 'data-keep="project-of-an-old-year"' in page  # what waits in the form of an application stays there
    saved = client.post(reverse("projects:historical"), sent | {"papers-0-file": photo("Quyết định", "qd.jpg")})
    shown = client.get(saved.url).content.decode()
    assert "Theo hồ sơ năm cũ" in shown and "vượt mức tối đa 200.000.000 đ" in shown and "KB-9" in shown
    more = reverse("projects:add_past_paper", args=[Project.objects.get(is_historical=True).pk])
    assert client.post(more, {"step": "SETTLEMENT", "amount": "mười"}).status_code == 422
    client.post(more, {"step": "SETTLEMENT", "number": "77/TB", "amount": "100 triệu"})
    assert "77/TB" in client.get(saved.url).content.decode()


def test_the_day_of_the_dossier_left_empty_is_the_first_day_of_its_papers(client):
    """Today would refuse every district: what is left of them is older."""
    district = f.district("Huyện Kỳ Anh")
    type(district).objects.filter(pk=district.pk).update(valid_to=datetime.date(2025, 6, 30))
    sent = typed(f.filled_project(plan_year=2017, area=district)) | {"filed_on": "", "papers-1-dated_on": "20/12/2017"}
    client.force_login(f.person("DOIT_SPECIALIST"))
    url = reverse("projects:historical")
    form = client.get(url).context["form"]
    assert form["filed_on"].value() is None and form["plan_year"].value() is None, "neither is today's"
    undated = sent | {"papers-0-dated_on": "", "papers-1-dated_on": ""}
    assert "ghi ngày của hồ sơ, hoặc ngày của ít nhất một văn bản" in client.post(url, undated).content.decode()
    client.post(url, sent)
    assert Project.objects.get(is_historical=True).filed_on == on(10, 6)


def test_the_day_of_the_dossier_left_out_over_rest_is_the_first_day_of_its_papers():
    row, api = f.filled_project(plan_year=2017), APIClient()
    api.force_authenticate(f.person("DOIT_SPECIALIST"))
    sent = {
        "title": row.title, "category": row.category_id, "kind": "PROJECT", "plan_year": 2017, "status": "CLOSED",
        "implementing_organisation": row.implementing_organisation_id, "spending_unit": row.spending_unit_id,
        "area": row.area_id, "papers": [{"step": "DECISION", "number": "1", "dated_on": "2017-10-06"}],
    }  # fmt: skip
    entered = api.post("/api/v1/projects/historical/", sent, format="json")
    assert entered.status_code == 201 and entered.json()["filed_on"] == "2017-10-06", entered.json()


def test_the_same_over_rest():
    row = past(FromPaper(Step.DECISION, "1", on(10), amount=800 * M))
    api = APIClient()
    api.force_authenticate(f.person("DOIT_SPECIALIST"))
    url = f"/api/v1/projects/{row.pk}/past-papers/"
    sent = api.post(
        url, {"step": "PAYMENT", "number": "KB-1", "dated_on": "2017-12-20", "amount": "90 triệu"}, format="json"
    )
    assert sent.status_code == 201 and sent.json()["amount"] == 90 * M, sent.json()
    told = api.get(url).json()
    assert [paper["number"] for paper in told["papers"]] == ["1", "KB-1"] and "200.000.000 đ" in told["remarks"][0]
    assert api.post(url, {"step": "PAYMENT"}, format="json").status_code == 400


PAPERS = ((Step.DECISION, "2900/QĐ-UBND", on(10, 6)), (Step.PAYMENT, "KB-11", on(12, 20)))


def with_papers(title="Đầu tư máy chế biến gỗ", last=100):
    one, two = PAPERS
    return past(FromPaper(*one, amount=150 * M), FromPaper(*two, amount=last * M), title=title)


def test_the_same_project_by_the_same_papers_is_entered_once():
    first = with_papers()
    with pytest.raises(ValidationError, match=f"Đề án này đã nhập: {first.code} có đúng các nội dung"):
        with_papers()
    with_papers(last=90)
    with_papers("Đầu tư máy sấy gỗ")
    assert Project.objects.filter(is_historical=True).count() == 3


def test_the_same_paper_is_not_added_twice():
    row, officer = past(), f.person("DOIT_SPECIALIST")
    one, other = (FromPaper(Step.PAYMENT, number, on(7), amount=90 * M) for number in ("KB-1", "KB-2"))
    first = add_past_paper(row, one, by=officer)
    with pytest.raises(ValidationError, match="đúng số, ngày, số tiền này đã ghi"):
        add_past_paper(row, one, by=officer)
    add_past_paper(row, other, by=officer)
    withdraw(first.document, by=officer, why="Bản mờ")
    add_past_paper(row, one, by=officer)
    assert [paper.document.number for paper in row.past_papers.standing()] == ["KB-2", "KB-1"]
