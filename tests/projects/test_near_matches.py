"""Double support is tried in thirty ways: what is the same is refused, what is nearly the same is hinted and answered.

Twenty honest neighbours of the same dossier raise at most one hint.
"""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.audit import history
from establishments.models import Establishment
from establishments.services import change_identity
from projects.answers import answer_question
from projects.details.services import save_details
from projects.double_support import doubles
from projects.likeness import like_name, like_text
from projects.models import Beneficiary
from projects.near_matches import near_matches
from projects.services import record_appraisal
from projects.workflow import PROJECT_FLOW
from tests import factories as f

pytestmark = pytest.mark.django_db
MACHINE = {"name": "Máy bào 4 mặt", "maker": "Hãng A", "model": "B4-300", "quantity": 1, "unit_price": 250_000_000,
           "is_new": True}  # fmt: skip
PLACE = {
    "name": "Công ty TNHH Đồ gỗ Thái Yên", "owner_name": "Trần Văn Bình", "phone": "0912 345 678",
    "address": "Lô B3, cụm công nghiệp Thái Yên", "legal_form": "SME",
}  # fmt: skip


def officer():
    return f.person("CENTRE_OFFICER")


def draft(place, machine=None, *, by=None, **fields):
    row = f.project(beneficiaries=[Beneficiary(establishment=place)], by=by, area=place.area, **fields)
    if row.category.detail_form == "MACHINERY":
        save_details(row, by=by or officer(), rows={"machines": [MACHINE | (machine or {})]})
    elif row.category.detail_form == "TRADEMARK":
        mark = {"mark": (machine or {}).get("mark", "Gỗ Thái Yên"), "kind": "ORDINARY", "owner": "Chủ", "goods": "Gỗ"}
        save_details(row, by=by or officer(), rows={"trademarks": [mark]})
    return row


def file(row, by=None):
    return PROJECT_FLOW.press(f.with_papers(row, by=by), "register", by=by or officer(), on=f.FILED)


def asked_for(row):
    """It counts as filed; the papers of the dossier are not what these tests are about."""
    type(row).objects.filter(pk=row.pk).update(status="REGISTERED")
    row.refresh_from_db()
    return row


def refused(row, by=None):
    """What filing says; the papers are missing as well."""
    with pytest.raises(ValidationError) as error:
        PROJECT_FLOW.press(row, "register", by=by or officer(), on=f.FILED)
    return " ".join(error.value.messages)


def hinted(row):
    return near_matches(row, f.person("DOIT_SPECIALIST"))


def another(**fields):
    """A second record that shares only what is given; `place`: the first one itself."""
    own = {"name": "Cơ sở Hoàng Gia Phát", "owner_name": "", "phone": "", "address": "", "legal_form": "SME"}
    return f.establishment(**own | fields)


# (how, what the second place shares, its machine, the rest of the dossier)
NEARLY = [
    ("không dấu, khác loại hình", {"name": "Hợp tác xã Do go Thai Yen"}, {}, {}),
    ("đảo chữ trong tên", {"name": "Công ty TNHH Đồ gỗ Thia Yên"}, {}, {}),
    ("sai một chữ", {"name": "Công ty TNHH Đồ gỗ Thái Yêm"}, {}, {}),
    ("đảo thứ tự chữ", {"name": "Công ty CP Thái Yên Đồ gỗ"}, {}, {}),
    ("thêm chữ minh họa", {"name": "Cơ sở sản xuất Đồ gỗ Thái Yên (cơ sở 2)"}, {}, {}),
    ("tên cũ", {"name": "Doanh nghiệp tư nhân Đồ gỗ Thái Yên", "renamed": "Công ty TNHH Phú Lộc"}, {}, {}),
    ("cùng chủ", {"owner_name": "ông Trần Văn Bình"}, {}, {}),
    ("cùng chủ, viết hoa", {"owner_name": "TRẦN VĂN BÌNH"}, {}, {}),
    ("cùng điện thoại", {"phone": "+84 912.345.678"}, {}, {}),
    ("cùng địa chỉ", {"address": "lô B3 - Cụm công nghiệp Thái Yên"}, {}, {}),
    ("cùng chủ, năm khác", {"owner_name": "Trần Văn Bình"}, {}, {"plan_year": 2022}),
    ("cùng tên, cấp khác", {"name": "HTX Đồ gỗ Thái Yên"}, {}, {"tier": "NATIONAL"}),
    ("cùng điện thoại, máy khác", {"phone": "0912345678"}, {"name": "Máy cưa", "model": "C1"}, {}),
    ("cùng chỗ, tên máy viết chữ", "place", {"name": "Máy bào bốn mặt", "model": "B4 300"}, {}),
    ("cùng chỗ, đảo chữ ký hiệu", "place", {"model": "4B-300"}, {}),
    ("cùng chỗ, tên khác cùng ký hiệu", "place", {"name": "Máy gia công gỗ"}, {}),
]  # fmt: skip
THE_SAME = [
    ("nguyên văn", {}, {}),
    ("năm sau", {}, {"plan_year": 2022}),
    ("năm trước", {}, {"plan_year": 2020}),
    ("cấp quốc gia", {}, {"tier": "NATIONAL"}),
    ("nội dung khác, cùng máy", {}, {"category": "technology_line"}),
    ("chữ hoa, thừa dấu cách", {"name": "MÁY  BÀO 4 MẶT", "model": "b4-300"}, {}),
    ("bỏ dấu", {"name": "May bao 4 mat"}, {}),
    ("hãng khác", {"maker": "Hãng B"}, {}),
    ("giá khác", {"unit_price": 100_000_000}, {}),
    ("số lượng khác", {"quantity": 2}, {}),
    ("tên đề án khác", {}, {"title": "Đổi mới công nghệ"}),
    ("đơn vị khác lập", {}, {"by": "DOIT_SPECIALIST"}),
]  # fmt: skip


def test_thirty_attempts_at_double_support():
    """Twelve by the same record, sixteen nearly so, one by a serial, one by a renamed place."""
    place = f.establishment(**PLACE)
    first = asked_for(draft(place))
    tried = 0
    for how, machine, fields in THE_SAME:
        fields = dict(fields)
        by = f.person(fields.pop("by")) if "by" in fields else officer()
        if by != officer():
            fields |= {"implementing_organisation": f.office("DOIT"), "spending_unit": f.office("DOIT")}
        if "category" in fields:
            fields["category"] = f.category(fields["category"])
        assert "đã có hồ sơ cùng nội dung" in refused(draft(place, machine, by=by, **fields), by), how
        tried += 1
    for how, shares, machine, fields in NEARLY:
        shares = shares if shares == "place" else dict(shares)
        renamed = "" if shares == "place" else shares.pop("renamed", "")
        other = place if shares == "place" else another(**shares)
        if renamed:
            change_identity(other, by=officer(), code=other.code, name=renamed, legal_form=other.legal_form,
                            on=datetime.date(2022, 1, 5))  # fmt: skip
        hints = hinted(draft(other, machine, **fields))
        assert [(hint.other, bool(hint.why), hint.blocks) for hint in hints] == [(first, True, True)], how
        tried += 1
    refuse_the_same_serial()
    change_identity(place, by=officer(), code="3000654321", name="Công ty TNHH Mộc Việt", legal_form="SME",
                    on=datetime.date(2022, 1, 5))  # fmt: skip
    assert "đã có hồ sơ cùng nội dung" in refused(draft(Establishment.objects.get(pk=place.pk)))
    assert tried + 2 == 30


def refuse_the_same_serial():
    """A machine already delivered to one project is delivered to another, its number written otherwise."""
    rows = [
        draft(another(name=name), {"name": "Máy thử", "model": "T1"}) for name in ("Cơ sở An Phú", "Cơ sở Bình Lộc")
    ]
    for row, serial in zip(rows, ("TY 2021/0045", "ty-2021-0045"), strict=True):
        type(row).objects.filter(pk=row.pk).update(status="IN_PROGRESS")
        facts = {"machine": row.machines.get(), "maker": MACHINE["maker"], "model": "T1", "serial": serial}
        if row == rows[0]:
            save_details(row, by=officer(), rows={"deliveredmachines": [facts]})
        else:
            with pytest.raises(ValidationError, match="đã có trong một hồ sơ được hỗ trợ"):
                save_details(row, by=officer(), rows={"deliveredmachines": [facts]})


HONEST = [
    {"name": "Công ty TNHH Mộc Thái Bình"}, {"name": "Cơ sở cơ khí Thái Yên"}, {"name": "Hợp tác xã Đồ gỗ Lam Giang"},
    {"name": "Công ty TNHH Đồ gỗ Thái Hòa Phát"}, {"name": "Hợp tác xã Mây tre Thái Yên"},
    {"name": "Công ty CP Hạ tầng cụm Thái Yên"}, {"name": "Cơ sở Đồ gỗ Yên Thành"}, {"name": "Cơ sở Đồ gỗ Minh Anh"},
    {"name": "Cơ sở Đồ gỗ Linh Anh"}, {"owner_name": "Trần Văn Bính Quang"}, {"owner_name": "Bình"},
    {"owner_name": "Nguyễn Văn Bình"}, {"owner_name": "Trần Thị Bình"}, {"phone": "0912 345 679"}, {"phone": "345 678"},
    {"phone": "02393 345 678"}, {"address": "Cụm công nghiệp Thái Yên"}, {"address": "Lô B4, cụm công nghiệp Thái Yên"},
    {"address": "Thôn 3"}, {"machine": {"name": "Máy cưa", "model": "B6-300"}},
]  # fmt: skip


def test_twenty_honest_neighbours_raise_at_most_one_hint():
    asked_for(draft(f.establishment(**PLACE)))
    asked_for(draft(f.establishment(name="Cơ sở Hoàng Long", address="Thôn 3", owner_name="Bình", legal_form="SME")))
    alarms = []
    for number, shares in enumerate(HONEST):
        shares = {"name": f"Cơ sở {('Phúc An', 'Tân Tiến', 'Đại Lộc', 'Hưng Thịnh')[number % 4]} {number}"} | shares
        machine = shares.pop("machine", {})
        alarms += [(shares, hint.why) for hint in hinted(draft(another(**shares), machine))]
    assert len(HONEST) == 20 and len(alarms) <= 1, alarms


SHORTENED = [
    "Cty TNHH Đồ gỗ Thái Yên", "C.ty TNHH Đồ gỗ Thái Yên", "CT TNHH đồ gỗ Thái Yên", "Cty T.N.H.H Đồ gỗ Thái Yên",
    "Cty CP Đồ gỗ Thái Yên", "DNTN Đồ gỗ Thái Yên", "HTX Đồ gỗ Thái Yên", "CSSX Đồ gỗ Thái Yên",
    "Cty TNHH 1TV Đồ gỗ Thái Yên", "Cty TNHH SX&TM Đồ gỗ Thái Yên", "Cty TNHH TMDV Đồ gỗ Thái Yên",
    "Cty TNHH SX - TM - DV Đồ gỗ Thái Yên", "Xí nghiệp SXKD Đồ gỗ Thái Yên",
]  # fmt: skip
OTHERS_SHORTENED = [
    "Cty TNHH TM&DV Thái Bình", "CSSX cơ khí Thái Yên", "HTX Mây tre Thái Yên", "Cty CP CBLS Thái Yên",
    "Cty VLXD Thái Yên", "CSSX Đồ gỗ Yên Thành", "Cty TNHH SX&TM Đồ gỗ Lam Giang", "DNTN TM Thái Hòa",
    "Cty TNHH XNK Thái Yên",
]  # fmt: skip


def test_everyday_abbreviations_are_read_as_the_words_they_stand_for():
    assert [name for name in SHORTENED if not like_name(PLACE["name"], name)] == []
    assert [name for name in OTHERS_SHORTENED if like_name(PLACE["name"], name)] == []
    long, short = "Công ty cổ phần Thương mại và Dịch vụ Hồng Lĩnh", "Cty CP TM&DV Hồng Lĩnh"
    assert like_name(long, short) and not like_name(long, "Cty CP TM&DV Hồng Lam")


@pytest.mark.parametrize(("long", "short"), [
    (PLACE["name"], "Cty TNHH Đồ gỗ Thái Yên"), ("Công ty CP Vật liệu xây dựng Hồng Lĩnh", "Cty VLXD Hồng Lĩnh"),
])  # fmt: skip
def test_a_place_is_found_under_its_shortened_name_and_the_other_way_round(long, short):
    first, second = f.establishment(long, legal_form="SME"), another(name=short)
    one, other = asked_for(draft(first)), asked_for(draft(second))
    assert [hint.other for hint in hinted(other)] == [one] and [hint.other for hint in hinted(one)] == [other]


def test_a_branch_is_of_the_enterprise_whose_number_its_code_bears():
    def place(name, code, **fields):
        return f.establishment(name=name, code=code, address="Thôn 9", owner_name="", phone="", **fields)

    first = asked_for(draft(place("Công ty TNHH Hoàng Long", "3001234567")))
    branch = asked_for(draft(place("Xưởng may Kỳ Anh", "3001234567-001")))
    other = asked_for(draft(place("Tổ hợp mộc Vượng Lộc", "3001234568")))
    (hint,) = hinted(branch)
    assert hint.other == first
    assert hint.why == ["cùng mã số doanh nghiệp 3001234567, một bên là đơn vị phụ thuộc"]
    assert [one.other for one in hinted(first)] == [branch] and hinted(other) == []


def test_a_second_machine_or_another_content_is_no_double_support():
    place = f.establishment(**PLACE)
    asked_for(draft(place))
    assert hinted(draft(place, {"name": "Máy chà nhám", "model": "N1"})) == []
    assert hinted(draft(place, {"model": "B6-300"})) == []
    assert hinted(draft(another(phone=PLACE["phone"]), category=f.category("trademark"))) == []


def test_the_same_machine_asked_for_under_another_kind_of_support_is_hinted():
    place = f.establishment(**PLACE)
    asked_for(draft(place))
    for other in (place, another(phone=PLACE["phone"])):
        model = draft(other, category=f.category("demo_model_new"), title="Máy bào 4 mặt")
        assert len(hinted(f.with_details(model))) == 1


def test_the_questions_of_an_appraisal_do_not_grow_with_the_files_of_the_place_and_of_its_likes(client):
    place, alike = f.establishment(**PLACE), another(phone=PLACE["phone"])
    row = draft(place, {"name": "Máy chà nhám", "model": "N1"})
    asked_for(row)
    client.force_login(f.person("DOIT_SPECIALIST"))
    page = reverse("projects:appraisal", args=[row.pk])

    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
            found = doubles(row), hinted(row)
        return len(asked), len(found[0]), len(found[1])

    def others(numbers):
        for number in numbers:
            asked_for(draft(place, {"name": "Máy cưa", "model": f"C{number}"}))
            asked_for(draft(alike, {"name": "Máy cưa", "model": f"D{number}"}))

    others(range(2))
    questions()  # what is read once per process
    few, _, hints = questions()
    others(range(2, 12))
    many, twice, more = questions()
    assert many == few and twice == 0 and more == hints + 10


# --- the same again, in another year ----------------------------------------------------------------------------------
CLASS = {"name": "Lớp may công nghiệp", "days_planned": 10, "learners_planned": 35}
SPOT = {"kind": "TELEVISION", "subject": "Gỗ Thái Yên", "outlet": "Đài tỉnh", "pieces_planned": 2}


def with_rows(place, category, name, row, year=2021):
    project = f.project(
        beneficiaries=[Beneficiary(establishment=place)], area=place.area, category=f.category(category), plan_year=year
    )
    save_details(project, by=officer(), rows={name: [row]})
    return project


def carried_out(project, **written):
    """What was done is written; for the list of machines, their serials."""
    type(project).objects.filter(pk=project.pk).update(status="IN_PROGRESS")
    project.refresh_from_db()
    save_details(project, by=officer(), rows=written)
    return project


AGAIN = [
    ("training_workshop", "courses", CLASS, {"learners_planned": 40}),
    ("information_media", "mediapieces", SPOT, {"pieces_planned": 4}),
]  # fmt: skip


@pytest.mark.parametrize(("category", "name", "row", "differs"), AGAIN)
def test_what_comes_again_in_another_year_with_other_figures_is_asked_about_and_within_the_year_refused(
    category, name, row, differs
):
    place = f.establishment(**PLACE)
    first = asked_for(with_rows(place, category, name, row))
    assert "đã có hồ sơ cùng nội dung" in refused(with_rows(place, category, name, row | differs))
    said = refused(with_rows(place, category, name, row, 2022))
    assert "đã có hồ sơ cùng nội dung" in said and "khác, nếu là lần khác" in said

    again = with_rows(place, category, name, row | differs, 2022)
    assert doubles(again) == []
    assert [(hint.other, hint.why, hint.blocks) for hint in hinted(again)] == [
        (first, ["cùng nội dung ở năm kế hoạch khác"], True)
    ]


def test_the_same_title_with_something_in_brackets_is_hinted():
    place = f.establishment(**PLACE)
    first = asked_for(with_rows(place, "training_workshop", "courses", CLASS))
    again = with_rows(place, "training_workshop", "courses", CLASS | {"name": "Lớp may công nghiệp (đợt 2)"})
    assert [(hint.other, hint.why) for hint in hinted(again)] == [(first, ["tên gần giống"])]


def test_a_title_that_is_all_in_brackets_is_still_a_title():
    assert like_text("(Gỗ Thái Yên)", "Gỗ Thái Yên") and not like_text("(Gỗ Thái Yên)", "(Mộc Đức Mỹ)")


@pytest.mark.parametrize(("category", "name", "row", "done"), [
    ("training_workshop", "courses", CLASS, {"opened_on": datetime.date(2021, 8, 18)}),
    ("information_media", "mediapieces", SPOT, {"last_on": datetime.date(2021, 8, 18)}),
])  # fmt: skip
def test_a_class_held_or_a_piece_broadcast_may_come_again_the_next_year(category, name, row, done):
    place = f.establishment(**PLACE)
    first = carried_out(with_rows(place, category, name, row), **{name: [{"no": 1} | done]})
    again = with_rows(place, category, name, row, 2022)
    assert doubles(again) == [] and [hint.other for hint in hinted(again)] == [first]
    assert "đã có hồ sơ cùng nội dung" in refused(with_rows(place, category, name, row))


def test_a_second_machine_of_a_model_is_asked_about_once_the_first_is_known_by_its_serial():
    place = f.establishment(**PLACE)
    first = asked_for(draft(place, {"quantity": 2}))
    again = draft(place, plan_year=2022)
    assert "cần số máy đã giao ghi ở hồ sơ trước, nếu là lần khác" in refused(again)
    one = {"machine": first.machines.get(), "maker": "Hãng A", "model": "B4-300", "serial": "TY-1001"}
    carried_out(first, deliveredmachines=[one])
    assert doubles(again), "one of two"
    save_details(first, by=officer(), rows={"deliveredmachines": [one | {"no": 1}, one | {"serial": "TY-1002"}]})

    assert doubles(again) == [] and [hint.why for hint in hinted(again)] == [["cùng nội dung ở năm kế hoạch khác"]]
    assert "đã có hồ sơ cùng nội dung" in refused(draft(place)), "of the same year it is the same"


def test_the_hint_of_another_year_is_answered_with_a_reason_and_then_concluded():
    place = f.establishment(**PLACE)
    first = draft(place)
    carried_out(first, deliveredmachines=[
        {"machine": first.machines.get(), "maker": "Hãng A", "model": "B4-300", "serial": "TY-1001"}
    ])  # fmt: skip
    row = file(draft(place, plan_year=2022))
    record_appraisal(row, points=f.all_points_met(), recommended_support=180_000_000, made_on=datetime.date(2021, 5, 4),
                     by=f.person("DOIT_SPECIALIST"))  # fmt: skip
    with pytest.raises(ValidationError, match="phải trả lời khác hay trùng"):
        conclude(row)
    f.answered(row)
    assert conclude(row).status == "APPRAISED"


def test_a_mark_nearly_another_s_is_hinted_whoever_asks():
    trademark = {"category": f.category("trademark")}
    asked_for(draft(f.establishment(**PLACE), {"mark": "Nước mắm Cẩm Biển"}, **trademark))
    row = draft(another(), {"mark": "Nước mắm Cẩm Bển"}, **trademark)
    assert [hint.why for hint in hinted(row)] == [["tên gần giống"]]


# --- the answer -------------------------------------------------------------------------------------------------------


def two_alike():
    """The Centre's dossier, and one of the Department by a place with the same telephone."""
    department = f.person("DOIT_SPECIALIST")
    theirs = draft(f.establishment(**PLACE), by=department, implementing_organisation=f.office("DOIT"),
                   spending_unit=f.office("DOIT"))  # fmt: skip
    asked_for(theirs)
    row = file(draft(another(phone=PLACE["phone"])))
    record_appraisal(row, points=f.all_points_met(), recommended_support=180_000_000, by=department,
                     made_on=datetime.date(2021, 5, 4))  # fmt: skip
    return row, theirs


def conclude(row):
    return PROJECT_FLOW.press(row, "appraise", by=f.person("DOIT_DIRECTOR"), on=datetime.date(2021, 5, 10))


def test_a_hint_waits_for_a_named_answer_and_the_same_stops_the_conclusion():
    row, _ = two_alike()
    specialist = f.person("DOIT_SPECIALIST")
    key = near_matches(row, specialist)[0].key
    with pytest.raises(ValidationError, match="phải trả lời khác hay trùng"):
        conclude(row)
    with pytest.raises(PermissionDenied):
        answer_question(row, key, verdict="DIFFERENT", reason="Khác.", by=officer())
    with pytest.raises(ValidationError, match="Phải nêu lý do"):
        answer_question(row, key, verdict="DIFFERENT", reason="", by=specialist)
    answer_question(row, key, verdict="SAME", reason="Một xưởng hai tên.", by=specialist)
    with pytest.raises(ValidationError, match=r"Đã trả lời là trùng: .*Một xưởng hai tên"):
        conclude(row)

    answer_question(row, key, verdict="DIFFERENT", reason="Hai anh em, hai xưởng.", by=specialist)

    assert conclude(row).status == "APPRAISED"
    told = [entry.note for entry in history(row) if entry.action == "projects.project.answer"]
    assert told == ["Hai anh em, hai xưởng.", "Một xưởng hai tên."]


def test_another_office_s_file_is_not_told_to_whom_it_is_out_of_reach(client):
    row, theirs = two_alike()
    specialist = f.person("DOIT_SPECIALIST")
    answer_question(row, near_matches(row, specialist)[0].key, verdict="SAME", reason="Cùng chủ.", by=specialist)
    page, rest = reverse("projects:appraisal", args=[row.pk]), f"/api/v1/projects/{row.pk}/likenesses/"

    client.force_login(specialist)
    assert theirs.code in client.get(page).content.decode() and client.get(rest).json()[0]["other"] == theirs.pk
    client.force_login(officer())
    for said in (client.get(page), client.get(rest), client.get(row.get_absolute_url())):
        text = said.content.decode()
        assert theirs.code not in text and PLACE["name"] not in text
    assert "một hồ sơ khác; hỏi Sở Công Thương" in client.get(page).content.decode()
    assert client.get(rest).json()[0]["other"] is None


def test_a_district_does_not_learn_even_the_number_of_another_district_s_file(client):
    """Key and answer are told sealed; an answer kept by its rows counts as before."""
    row, theirs = two_alike()
    their_place = theirs.beneficiaries.get().establishment
    elsewhere = f.commune("Xã Kỳ Phong", under=f.district("Huyện Kỳ Anh"))
    type(theirs).objects.filter(pk=theirs.pk).update(area=elsewhere)
    Establishment.objects.filter(pk=their_place.pk).update(area=elsewhere)
    specialist = f.person("DOIT_SPECIALIST")
    hint = near_matches(row, specialist)[0]
    answer_question(row, hint.key, verdict="SAME", reason="Cùng chủ.", by=specialist)
    assert row.answers.get().question == hint.question
    assert near_matches(row, specialist)[0].is_same, "an answer kept by its rows"
    with pytest.raises(ValidationError, match="không còn cần trả lời"):
        answer_question(row, hint.question, verdict="DIFFERENT", reason="Dò số.", by=specialist)

    client.force_login(f.local_officer(f.district()))
    likenesses, answers = (client.get(f"/api/v1/projects/{row.pk}/{part}/") for part in ("likenesses", "answers"))
    page = client.get(reverse("projects:appraisal", args=[row.pk]))
    assert likenesses.json()[0]["key"] == answers.json()[0]["question"] == hint.key
    assert likenesses.json()[0]["other"] is None
    for said in (likenesses, answers, page):
        assert hint.question not in said.content.decode() and theirs.code not in said.content.decode()
    assert not {str(theirs.pk), str(their_place.pk)} & set(hint.key.split("-"))
    assert client.get(f"/api/v1/projects/{theirs.pk}/").status_code == 404
