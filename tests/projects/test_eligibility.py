"""Who may be supported is said criterion by criterion, by the rules of the day it counts for, and kept from then on."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import Area, AreaPlacement
from core.parts import parts_of
from establishments.models import Establishment, EstablishmentIdentity
from norms.eligibility_models import like
from norms.models import EligibilityRule
from projects.answers import answer_question
from projects.eligibility import eligibility, eligibility_of
from projects.models import Answer, Beneficiary
from projects.services import attach_paper, record_appraisal
from projects.workflow import PROJECT_FLOW
from tests import factories as f

pytestmark = pytest.mark.django_db
CONCLUDED = datetime.date(2021, 5, 10)
DECREE_235 = datetime.date(2025, 10, 15)


def states(row, on=f.FILED):
    """{criterion: state} of a project with one beneficiary."""
    return {criterion.label: criterion.state for criterion in eligibility(row, on).criteria}


def one(row, label, on=f.FILED):
    return next(criterion for criterion in eligibility(row, on).criteria if criterion.label == label)


def asked_for(category="advanced_machinery", area=None, title="Dây chuyền sản xuất", **place):
    place = f.establishment(area=area or f.commune(), **place)
    return f.project(
        title=title, category=f.category(category), area=place.area, beneficiaries=[Beneficiary(establishment=place)]
    )


def ward(name, parent, type_word):
    unit = Area.objects.create(name=parent, kind="DISTRICT", type_word=type_word)
    area = Area.objects.create(name=name, kind="COMMUNE", type_word="phường")
    AreaPlacement.objects.create(area=area, parent=unit)
    return area


def appraised_sheet(row):
    record_appraisal(row, points=f.all_points_met(), recommended_support=row.requested_support,
                     made_on=datetime.date(2021, 5, 4), by=f.person("DOIT_SPECIALIST"))  # fmt: skip
    return row


def registered(**fields):
    row = f.with_papers(asked_for(**fields))
    return appraised_sheet(PROJECT_FLOW.press(row, "register", by=f.person("CENTRE_OFFICER"), on=f.FILED))


def conclude(row, on=CONCLUDED):
    return PROJECT_FLOW.press(row, "appraise", by=f.person("DOIT_DIRECTOR"), on=on)


def refused(row, on=CONCLUDED):
    with pytest.raises(ValidationError) as error:
        conclude(row, on)
    return " ".join(error.value.messages)


# --- one criterion after the other ------------------------------------------------------------------------------------

FORMS = [("SME", "MET"), ("COOPERATIVE", "MET"), ("HOUSEHOLD_BUSINESS", "MET"), ("ENTERPRISE", "TO_PROVE"),
         ("PUBLIC_BODY", "NOT_MET")]  # fmt: skip
SECTORS = [
    ("Chế biến chè", "Ngành nghề", "MET"), ("", "Ngành nghề", "UNKNOWN"),
    ("Bán lẻ điện thoại", "Ngành nghề", "UNKNOWN"),
    ("Khai thác đá xây dựng", "Ngành nghề", "UNKNOWN"),
    ("Chế biến khoáng sản (titan)", "Ngành nghề", "UNKNOWN"), ("Tuyển quặng ilmenit", "Ngành nghề", "UNKNOWN"),
    ("Khai thác, chế biến cát, sỏi", "Ngành nghề", "UNKNOWN"), ("Chế biến đá xây dựng", "Ngành nghề", "UNKNOWN"),
    ("Chế biến phế liệu nhựa", "Ngành nghề", "UNKNOWN"),
    ("Chế biến nông, lâm sản", "Ngành nghề", "MET"), ("Chế biến hải sản khô", "Ngành nghề", "MET"),
    ("Cắt đá ốp lát, vật liệu xây dựng", "Ngành nghề", "MET"), ("Chế biến gạo", "Ngành nghề", "MET"),
    ("Sản xuất gạch nung lò vòng", "Không thuộc diện loại trừ", "NOT_MET"),
    ("Sản xuất gạch, lò đứng thủ công cải tiến", "Không thuộc diện loại trừ", "NOT_MET"),
    ("Sản xuất gạch tuynel", "Không thuộc diện loại trừ", "TO_PROVE"),
    ("Sản xuất gạch không nung", "Không thuộc diện loại trừ", "MET"),
]  # fmt: skip


def test_legal_form_sector_and_exclusions_come_from_the_dated_rules():
    row = asked_for()
    place = Establishment.objects.filter(pk=row.beneficiaries.get().establishment_id)
    for legal_form, state in FORMS:
        EstablishmentIdentity.objects.update(legal_form=legal_form)
        assert states(row)["Loại hình"] == state, legal_form
    for sector, label, state in SECTORS:
        place.update(sector=sector)
        assert states(row)[label] == state, sector


def test_the_place_counts_as_it_was_and_what_nobody_has_read_is_not_known():
    in_town = ward("Phường Nam Hồng", "Thị xã Hồng Lĩnh", "thị xã")
    in_city = ward("Phường Nam Hà", "Thành phố Hà Tĩnh", "thành phố")
    assert states(asked_for())["Địa bàn"] == states(asked_for(area=in_town))["Địa bàn"] == "MET"
    city = one(asked_for(area=in_city), "Địa bàn")
    assert (city.state, city.found) == ("UNKNOWN", "phường thuộc thành phố Hà Tĩnh")

    last_day = one(asked_for(area=in_town), "Địa bàn", DECREE_235 - datetime.timedelta(days=1))
    first_day = one(asked_for(area=in_town), "Địa bàn", DECREE_235)

    assert (last_day.state, last_day.article) == ("MET", "NĐ 45/2012/NĐ-CP đ.1; TT 46/2012/TT-BCT đ.3.1.đ")
    assert (first_day.state, first_day.article) == ("UNKNOWN", "NĐ 235/2025/NĐ-CP, chưa kiểm chứng")
    assert "Sở Công Thương đọc NĐ 235/2025/NĐ-CP" in first_day.settled_by


def test_cleaner_production_has_no_limit_of_size_or_place():
    in_city = ward("Phường Nam Hà", "Thành phố Hà Tĩnh", "thành phố")
    row = asked_for("cleaner_production_pilot", in_city, legal_form="ENTERPRISE")
    for on in (f.FILED, DECREE_235):
        assert states(row, on)["Địa bàn"] == states(row, on)["Loại hình"] == "MET"
    assert one(row, "Địa bàn").article == "TT 46/2012/TT-BCT đ.3.2"


def test_a_factor_above_one_rests_on_a_priority_that_a_paper_proves():
    row = asked_for(sector="Cơ khí")
    assert "Hệ số ưu tiên" not in states(row)
    row.priority_factor = Decimal("1.5")
    row.save()
    bare = one(row, "Hệ số ưu tiên")
    assert (bare.state, bare.found) == ("UNKNOWN", "hệ số 1,5; chưa có giấy tờ chứng minh")

    attach_paper(row, None, by=f.person("CENTRE_OFFICER"), kind="priority_evidence", number="12/XN-UBND")

    proven = one(row, "Hệ số ưu tiên")
    assert proven.state == "MET" and "hệ số 1,5; giấy tờ: " in proven.found
    other = asked_for(sector="Chế tác đá cảnh")
    other.priority_factor = Decimal("1.2")
    assert "chưa thấy địa bàn, ngành nghề ưu tiên" in one(other, "Hệ số ưu tiên").found
    EligibilityRule.objects.filter(code="difficult").update(patterns=other.area.name)
    assert one(other, "Hệ số ưu tiên").found == "hệ số 1,2; chưa có giấy tờ chứng minh"


def test_minerals_are_asked_about_by_their_own_rule_and_are_no_priority():
    """N45 đ.5.1.e: mining and mineral processing only where the place is difficult; a factor is for farm products."""
    for sector, priority in (("Chế biến khoáng sản (titan)", "chưa thấy"), ("Chế biến thủy sản", "chưa có giấy tờ")):
        row = asked_for(sector=sector)
        row.priority_factor = Decimal("1.2")
        assert one(row, "Hệ số ưu tiên").found.startswith(f"hệ số 1,2; {priority}"), sector
    mined = one(asked_for(sector="Chế biến khoáng sản (titan)"), "Ngành nghề")
    assert (mined.article, mined.evidence) == (
        "NĐ 45/2012/NĐ-CP đ.5.1.e", "Văn bản công nhận địa bàn có điều kiện kinh tế - xã hội khó khăn",
    )  # fmt: skip
    assert "danh mục địa bàn khó khăn" in mined.settled_by


@pytest.mark.parametrize(("pattern", "words", "fits"), [
    ("*chế biến*gỗ*", "Chế biến gỗ rừng trồng", True), ("*gỗ*", "Sản xuất ngói", False),
    ("xã*", "xã thuộc huyện", True),
    ("xã*", "phường thuộc thị xã", False), ("*", "", True), ("", "gì cũng được", False),
    ("Hợp tác xã", "hop tac xa", True), ("*chế biến*gỗ*", "che bien go", True),
    ("*hóa chất*", "Sản xuất hoá chất", True), ("*NĐ 235/2025*", "nđ 235/2025/nđ-cp", True),
    ("*may*", "Sản xuất máy nông nghiệp", False), ("*chè*", "Cơ khí chế tạo", False),
    ("*gỗ*", "Gò, hàn kim loại", False),
])  # fmt: skip
def test_a_pattern_is_read_in_whole_words(pattern, words, fits):
    assert like(pattern, words) is fits


# --- what it stops, and who answers -----------------------------------------------------------------------------------


def test_what_is_not_met_lets_the_dossier_in_with_a_warning_and_stops_the_conclusion(client):
    row = registered(legal_form="PUBLIC_BODY")
    client.force_login(f.person("DOIT_SPECIALIST"))
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Điều kiện thụ hưởng" in page and "1 không đạt" in page

    assert "không đạt điều kiện “Loại hình”" in refused(row) and "NĐ 45/2012/NĐ-CP đ.1.2.a" in refused(row)
    with pytest.raises(ValidationError, match="không còn cần trả lời"):
        key = one(row, "Loại hình").key
        answer_question(row, key, verdict="MET", reason="Cứ cho là được.", by=f.person("DOIT_SPECIALIST"))


def test_what_is_unknown_waits_for_a_named_answer_with_a_reason():
    row, specialist = registered(sector="Bán lẻ điện thoại"), f.person("DOIT_SPECIALIST")
    key = one(row, "Ngành nghề").key
    assert "chưa rõ điều kiện “Ngành nghề”" in refused(row)
    for who in ("CENTRE_OFFICER", "DOIT_DIRECTOR"):
        with pytest.raises(PermissionDenied):
            answer_question(row, key, verdict="MET", reason="Được.", by=f.person(who))
    with pytest.raises(ValidationError) as error:
        answer_question(row, key, verdict="DIFFERENT", reason=" ", by=specialist)
    assert error.value.message_dict.keys() == {"verdict", "reason"}

    answer_question(row, key, verdict="NOT_MET", reason="Chỉ buôn bán.", by=specialist)
    assert "không đạt điều kiện “Ngành nghề”" in refused(row) and "Chỉ buôn bán" in refused(row)
    answer_question(row, key, verdict="MET", reason="Có xưởng lắp ráp.", by=specialist, evidence="Biên bản 5/BB")

    assert conclude(row).status == "APPRAISED"
    assert [answer.is_current for answer in row.answers.order_by("pk")] == [False, True]


def test_an_answer_to_another_question_counts_no_more():
    row, specialist = registered(sector="Bán lẻ điện thoại"), f.person("DOIT_SPECIALIST")
    answer_question(row, one(row, "Ngành nghề").key, verdict="MET", reason="Có xưởng.", by=specialist)
    place = row.beneficiaries.get().establishment
    type(place).objects.filter(pk=place.pk).update(sector="Bán vé số")
    assert "chưa rõ điều kiện “Ngành nghề”" in refused(row)


def test_whoever_answers_holds_the_part_of_the_checker():
    row, specialist, other = registered(sector=""), f.person("DOIT_SPECIALIST"), f.another("DOIT_SPECIALIST")
    answer_question(row, one(row, "Ngành nghề").key, verdict="MET", reason="Mộc.", by=other)
    assert {part.person for part in parts_of(row).filter(part="CHECK")} == {specialist, other}


def test_the_result_of_the_conclusion_is_kept_when_the_rules_change():
    row = conclude(registered(legal_form="SME"))
    kept = eligibility_of(row)
    assert kept.kept and kept.on == CONCLUDED

    EligibilityRule.objects.filter(code="small", valid_to=None).update(outcome="NOT_MET")
    EligibilityRule.objects.filter(code="small").exclude(valid_to=None).update(outcome="NOT_MET", text="Quy định mới")
    row.refresh_from_db()

    assert states(row, CONCLUDED)["Loại hình"] == "NOT_MET"
    assert eligibility_of(row).criteria == kept.criteria
    assert {c["label"]: c["state"] for c in kept.criteria}["Loại hình"] == "MET"


def test_the_day_of_the_conclusion_counts_not_that_of_the_dossier():
    row = registered()
    assert "Địa bàn theo NĐ 235/2025/NĐ-CP" in refused(row, DECREE_235)
    assert conclude(row).status == "APPRAISED"


def test_page_and_rest_say_and_take_the_same(client):
    row, specialist = registered(sector="Bán lẻ điện thoại"), f.person("DOIT_SPECIALIST")
    key = one(row, "Ngành nghề").key
    client.force_login(specialist)
    url = f"/api/v1/projects/{row.pk}/"
    said = client.get(f"{url}eligibility/?on=2021-05-10").json()
    assert said["on"] == "2021-05-10" and not said["kept"]
    assert [c["state"] for c in said["criteria"] if c["key"] == key] == ["UNKNOWN"]

    page = reverse("projects:answer", args=[row.pk, key])
    assert "Ngành nghề" in client.get(page).content.decode()
    wrong = client.post(page, {"verdict": "MET", "reason": "", "evidence": "Giấy A"})
    assert wrong.status_code == 422 and "Giấy A" in wrong.content.decode()
    done = client.post(page, {"verdict": "MET", "reason": "Có xưởng."})
    assert done.url == reverse("projects:appraisal", args=[row.pk])
    assert client.post(f"{url}answers/", {"question": key, "verdict": "NOT_MET", "reason": "Sai."}).status_code == 201
    assert [(a["verdict"], a["is_current"]) for a in client.get(f"{url}answers/").json()] == [
        ("NOT_MET", True), ("MET", False),
    ]  # fmt: skip
    assert "Trả lời lại" in client.get(done.url).content.decode()
    assert client.get(reverse("projects:answer", args=[row.pk, "khong-co"])).status_code == 302
    client.force_login(f.person("CENTRE_OFFICER"))
    assert client.get(page).status_code == 403
    client.force_login(f.local_officer(f.commune("Xã Khác", under=f.district("Huyện Khác"))))
    assert client.get(page).status_code == client.get(f"{url}eligibility/").status_code == 404
    assert Answer.objects.count() == 2


def test_the_page_asks_the_same_number_of_questions_for_two_places_as_for_ten(django_assert_num_queries):
    def rows(many):
        return f.project(
            kind="GROUP", beneficiaries=[Beneficiary(establishment=f.establishment()) for _ in range(many)]
        )

    for row in (rows(2), rows(10)):
        with django_assert_num_queries(6):
            eligibility(row, f.FILED)
