"""A council appraises in place of one officer: who may sit, its decision, its minutes; the sheet names who sat."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from core.documents import documents_of
from core.models import CasePart
from core.parts import parts_of
from core.workflow import PaperInput
from projects.council import Council, withdraw_account
from projects.models import APPRAISAL_POINTS, CouncilMember
from projects.services import record_appraisal
from projects.workflow import PROJECT_FLOW
from tests import factories as f

pytestmark = pytest.mark.django_db


def day(number):
    return datetime.date(2021, 5, number)


def officer():
    return f.person("DOIT_SPECIALIST")


def chair(**fields):
    head = f.person("DOIT_SECTION_HEAD")
    facts = {"name": head.full_name, "office": "Sở Công Thương", "position": "Trưởng phòng", "user": head}
    return CouncilMember(role="CHAIR", **facts | fields)


def secretary(**fields):
    return CouncilMember(**{"role": "SECRETARY", "name": "Lê Thị Thư", "office": "Sở Công Thương"} | fields)


def member(**fields):
    return CouncilMember(**{"name": "Phạm Văn Bình", "office": "Sở Tài chính"} | fields)


def recorded(row, *members, decision=1, minutes=4, signer="Lê Văn A", by=None, **said):
    paper = PaperInput(number="05/BB-HĐTĐ", issued_on=day(minutes), signer=signer, **said)
    council = Council("120/QĐ-SCT", day(decision), paper, list(members or (chair(), secretary(), member())))
    return record_appraisal(
        row, points=f.all_points_met(), recommended_support=180_000_000, made_on=day(4), council=council,
        by=by or officer(),
    )  # fmt: skip


def refusal(*args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        recorded(*args, **kwargs)
    return " ".join(refused.value.messages)


def test_the_sheet_of_a_council_is_concluded_like_an_officers_and_its_minutes_are_a_paper():
    row = f.registered()
    sheet = recorded(row)
    assert [str(one) for one in sheet.council.members.all()] == [
        f"{chair().name}, Chủ tịch", "Lê Thị Thư, Thư ký", "Phạm Văn Bình, Ủy viên",
    ]  # fmt: skip
    (minutes,) = documents_of(row).filter(number="05/BB-HĐTĐ")
    assert minutes == sheet.council.minutes and minutes.of_a_step
    with pytest.raises(ValidationError, match="phải do người khác làm"):  # who sat does not conclude
        from core.parts import Part, take_part

        take_part(row, chair().user, Part.APPROVE)
    PROJECT_FLOW.press(row, "appraise", by=f.person("DOIT_DIRECTOR"), on=day(10))
    assert row.status == "APPRAISED"


def test_whoever_the_minutes_name_without_an_account_does_not_conclude_either():
    row, director = f.registered(), f.person("DOIT_DIRECTOR")
    recorded(row, chair(name=director.full_name, user=None), secretary(), member())
    for step, data in (("appraise", {}), ("reject", {"note": "Trùng.", "reason": "double"})):
        with pytest.raises(ValidationError, match="đã ngồi trong hội đồng thẩm định"):
            PROJECT_FLOW.press(row, step, by=director, on=day(10), **data)
    PROJECT_FLOW.press(row, "appraise", by=f.another("DOIT_DIRECTOR"), on=day(10))


def test_who_prepared_or_carries_it_out_or_benefits_does_not_sit():
    row = f.registered()
    centre, place = f.person("CENTRE_OFFICER"), row.beneficiaries.get().establishment
    for unfit in (
        member(name=centre.full_name, office="Sở Khoa học"),
        member(name="Ai đó", office="Sở Khoa học", user=f.person("CENTRE_DIRECTOR")),
        member(office="TRUNG TÂM khuyến công"),
        member(office=place.name),
    ):
        said = refusal(row, chair(), secretary(), unfit)
        assert f"{unfit.name}: người" in said and "không thẩm định" in said, said
    own = f.with_papers(f.project(by=officer(), title="Sở lập", beneficiaries=[_place()]))
    PROJECT_FLOW.press(own, "register", by=officer())
    said = refusal(own, chair(), secretary(user=officer(), name="Tên viết khác"), by=f.another("DOIT_SPECIALIST"))
    assert "đã giữ phần việc “lập”" in said or "phải do người khác làm" in said
    assert not row.appraisals.exists() and not own.appraisals.exists()


def by_mistake(row, name="Trần Văn Minh"):
    """The director's account at the seat of a man of that name; returns the seat."""
    sheet = recorded(row, chair(), secretary(), member(name=name, user=f.person("DOIT_DIRECTOR")))
    return sheet.council.members.get(name=name)


def test_an_account_named_by_mistake_is_taken_off_and_its_person_concludes():
    row, director, other = f.registered(), f.person("DOIT_DIRECTOR"), f.another("DOIT_SPECIALIST")
    seat = by_mistake(row)
    with pytest.raises(ValidationError, match="phải do người khác làm"):
        PROJECT_FLOW.press(row, "appraise", by=director, on=day(10))
    withdraw_account(seat, by=other, why="Trùng họ tên với  lãnh đạo Sở.")
    PROJECT_FLOW.press(row, "appraise", by=director, on=day(10))
    kept = CasePart.objects.get(object_id=row.pk, person=director, part="CHECK")
    assert (kept.withdrawn_by, kept.withdrawn_why) == (other, "Trùng họ tên với lãnh đạo Sở.") and kept.withdrawn_at
    assert parts_of(row).get(person=director).part == "APPROVE"
    told = history(row).get(action="projects.project.withdraw_council_account").sentence
    assert f"Tài khoản của Trần Văn Minh, Ủy viên trong hội đồng: {director}" in told and "Trùng họ tên" in told
    seat.refresh_from_db()
    assert (seat.name, seat.user) == ("Trần Văn Minh", None)


def test_also_after_the_sheet_was_written_again_without_that_member():
    row, director = f.registered(), f.person("DOIT_DIRECTOR")
    seat = by_mistake(row)
    recorded(row, minutes=5)
    withdraw_account(seat, by=officer(), why="Nhầm tài khoản.")
    PROJECT_FLOW.press(row, "appraise", by=director, on=day(10))


def test_whoever_appraised_otherwise_keeps_the_part():
    row, checker = f.registered(), f.another("DOIT_SPECIALIST")
    record_appraisal(row, points=f.all_points_met(), recommended_support=1, made_on=day(3), by=checker)
    seat = recorded(row, chair(), secretary(), member(user=checker)).council.members.get(user=checker)
    withdraw_account(seat, by=officer(), why="Nhầm.")
    assert parts_of(row).get(person=checker).part == "CHECK"
    first = recorded(row, chair(), secretary(), minutes=6).council.members.get(role="CHAIR")
    withdraw_account(first, by=officer(), why="Nhầm.")  # the account sat in the council before as well
    assert parts_of(row).get(person=chair().user).part == "CHECK"


def test_an_account_is_taken_off_before_the_conclusion_once_with_a_reason_and_by_somebody_else():
    row = f.registered()
    seat = recorded(row, chair(), secretary(user=f.another("DOIT_SPECIALIST")), member()).council.members.get(no=2)
    for by, why, said in (
        (officer(), "  ", "Phải nêu lý do rút tài khoản"),
        (seat.user, "Nhầm.", "Không ai tự rút phần việc của mình"),
    ):
        with pytest.raises(ValidationError, match=said):
            withdraw_account(seat, by=by, why=why)
    with pytest.raises(PermissionDenied):
        withdraw_account(seat, by=f.person("CENTRE_OFFICER"), why="Nhầm.")
    withdraw_account(seat, by=officer(), why="Nhầm.")
    with pytest.raises(ValidationError, match="tài khoản đã được rút"):
        withdraw_account(seat, by=officer(), why="Nhầm.")
    PROJECT_FLOW.press(row, "appraise", by=f.person("DOIT_DIRECTOR"), on=day(10))
    with pytest.raises(ValidationError, match="trước khi kết luận; hồ sơ đang ở trạng thái"):
        withdraw_account(chair_of(row), by=officer(), why="Nhầm.")


def chair_of(row):
    return row.appraisals.get().council.members.get(role="CHAIR")


def test_the_page_and_rest_take_an_account_off(client):
    row = f.registered()
    by_mistake(row)
    sheet, rest = reverse("projects:appraisal", args=[row.pk]), APIClient()
    seats = {seat.role: seat for seat in row.appraisals.get().council.members.exclude(user=None)}
    address = reverse("projects:council_account", args=[row.pk, seats["MEMBER"].pk])
    client.force_login(f.person("VIEWER"))
    assert client.get(address).status_code == 403
    client.force_login(officer())
    assert address in client.get(sheet).content.decode()
    assert client.post(address, {"why": ""}).status_code == 422
    assert client.post(address, {"why": "Trùng tên."}).url == sheet
    assert address not in client.get(sheet).content.decode() and client.get(address).status_code == 404
    rest.force_authenticate(officer())
    url = f"/api/v1/projects/{row.pk}/council-members/{seats['CHAIR'].pk}/withdraw-account/"
    assert rest.post(url, {}, format="json").status_code == 400
    done = rest.post(url, {"why": "Nhầm."}, format="json")
    assert (done.status_code, done.json()["user"]) == (200, None), done.json()
    assert not parts_of(row).filter(part="CHECK", person=seats["CHAIR"].user).exists()


def _place():
    from projects.models import Beneficiary

    return Beneficiary(establishment=f.establishment("Hợp tác xã Mây tre đan Đức Thọ"))


def test_everything_that_is_wrong_with_a_council_is_said_at_once():
    row = f.registered()
    said = refusal(row, chair(), chair(name="Khác"), member(name=""), decision=5, minutes=3)
    for words in (
        "có một chủ tịch; đang ghi 2", "có một thư ký; đang ghi 0", "Dòng 3: phải ghi họ tên",
        "sau ngày họp 04/05/2021", "trước ngày họp 04/05/2021",
    ):  # fmt: skip
        assert words in said
    assert "Một người chỉ ngồi một chỗ" in refusal(row, chair(), secretary(), member(), member())
    assert "người ký của biên bản" in refusal(row, signer="")


def test_the_page_takes_the_members_and_rest_does_the_same(client):
    row = f.registered()
    address = reverse("projects:council", args=[row.pk])
    typed = {
        "decision_number": "120/QĐ-SCT", "decision_on": "01/05/2021", "minutes_number": "05/BB-HĐTĐ",
        "minutes_on": "04/05/2021", "minutes_signer": "Lê Văn A", "made_on": "04/05/2021",
        "recommended_support": "180 triệu", "members-TOTAL_FORMS": "3", "members-INITIAL_FORMS": "0",
        "members-0-name": "Trần Văn Chủ", "members-0-office": "Sở Công Thương", "members-0-role": "CHAIR",
        "members-1-name": "Lê Thị Thư", "members-1-office": "Sở Công Thương", "members-1-role": "SECRETARY",
        "members-2-role": "MEMBER",
    } | {f"{code}_ok": "yes" for code in APPRAISAL_POINTS}  # fmt: skip
    client.force_login(f.person("CENTRE_OFFICER"))
    assert client.get(address).status_code == 403
    client.force_login(officer())
    page = client.post(address, typed | {"add_members": "1"}).content.decode()
    assert "members-3-name" in page and "Trần Văn Chủ" in page and "autofocus" in page
    page = client.post(address, {"members-TOTAL_FORMS": "1", "members-INITIAL_FORMS": "0", "add_members": "1"})
    assert "Phải nhập mục này" not in page.content.decode() and "Chưa trả lời" not in page.content.decode()
    wrong = client.post(address, typed | {"members-1-role": "CHAIR", "made_on": "31/02/2021"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "đang ghi 2" in page and "không có ngày 31" in page and "Lê Thị Thư" in page
    assert client.post(address, typed).url == row.get_absolute_url()
    page = client.get(reverse("projects:appraisal", args=[row.pk])).content.decode()
    assert "Trần Văn Chủ" in page or client.get(row.get_absolute_url()).status_code == 200
    assert row.appraisals.get().council.members.count() == 2

    rest = APIClient()
    rest.force_authenticate(officer())
    body = {
        "points": f.all_points_met(), "recommended_support": 170_000_000, "made_on": "2021-05-04",
        "council": {
            "decision_number": "120/QĐ-SCT", "decision_on": "2021-05-01",
            "minutes": {"number": "06/BB-HĐTĐ", "issued_on": "2021-05-04", "signer": "Lê Văn A"},
            "members": [{"role": "CHAIR", "name": "Trần Văn Chủ", "office": "Sở Công Thương"}],
        },
    }  # fmt: skip
    url = f"/api/v1/projects/{row.pk}/appraisals/"
    refused = rest.post(url, body, format="json")
    assert refused.status_code == 400 and "thư ký" in str(refused.json())
    body["council"]["members"].append({"role": "SECRETARY", "name": "Lê Thị Thư", "office": "Sở Công Thương"})
    made = rest.post(url, body, format="json")
    assert made.status_code == 201 and len(made.json()["council"]["members"]) == 2, made.json()
    assert [sheet["is_current"] for sheet in rest.get(url).json()] == [True, False]


@pytest.mark.parametrize("corrected", [{"issuer": "Hội đồng thẩm định Sở Công Thương"}, {"title": "Biên bản họp số 5"}])
def test_a_correction_of_who_issued_the_minutes_or_of_their_title_is_kept(corrected):
    row = f.registered()
    first = recorded(row, issuer="Sở Công Thuơng").council.minutes
    paper = recorded(row, issuer="Sở Công Thuơng").council.minutes
    assert paper == first  # nothing of it was corrected
    paper = recorded(row, **{"issuer": "Sở Công Thuơng"} | corrected).council.minutes
    assert {name: getattr(paper, name) for name in corrected} == corrected and paper != first
    assert recorded(row).council.minutes == paper  # the page asks for neither: what was said last stands


def test_an_officers_sheet_does_not_replace_the_councils(client):
    row = f.registered()
    recorded(row)
    plain = {"points": f.all_points_met(), "recommended_support": 240_000_000, "made_on": day(4)}
    with pytest.raises(ValidationError, match=r"do hội đồng thẩm định .*05/BB-HĐTĐ.* không thay được"):
        record_appraisal(row, **plain, by=officer())
    rest = APIClient()
    rest.force_authenticate(officer())
    answer = rest.post(f"/api/v1/projects/{row.pk}/appraisals/", plain | {"made_on": "2021-05-04"}, format="json")
    assert answer.status_code == 400 and "phiếu của hội đồng" in str(answer.json())
    client.force_login(officer())
    address, council = (reverse(f"projects:{name}", args=[row.pk]) for name in ("appraisal", "council"))
    page = client.get(address).content.decode()
    assert council in page and "Sửa phiếu của hội đồng" in page and 'name="recommended_support"' not in page
    assert client.post(address, {"recommended_support": "240 triệu"}).url == council
    assert row.appraisals.get().recommended_support == 180_000_000


@pytest.mark.parametrize("sent_back", [False, True])
def test_the_page_of_the_council_opens_with_its_sheet_and_its_ceiling_and_keeps_the_minutes(client, sent_back):
    row = f.registered()
    recorded(row)
    if sent_back:
        PROJECT_FLOW.press(row, "send_sheet_back", by=f.person("DOIT_DIRECTOR"), note="Ghi nhầm số.")
    client.force_login(officer())
    address = reverse("projects:council", args=[row.pk])
    page = client.get(address).content.decode()
    for typed in ("120/QĐ-SCT", "05/BB-HĐTĐ", "Lê Văn A", "Phạm Văn Bình", "180.000.000", "Hỗ trợ tối đa"):
        assert typed in page, typed
    sheet = {
        "decision_number": "120/QĐ-SCT", "decision_on": "01/05/2021", "minutes_number": "05/BB-HĐTĐ",
        "minutes_on": "04/05/2021", "minutes_signer": "Lê Văn A", "made_on": "04/05/2021",
        "recommended_support": "170 triệu", "members-TOTAL_FORMS": "3", "members-INITIAL_FORMS": "3",
        "members-0-name": chair().name, "members-0-office": "Sở Công Thương", "members-0-role": "CHAIR",
        "members-0-user": chair().user.pk,
        "members-1-name": "Lê Thị Thư", "members-1-office": "Sở Công Thương", "members-1-role": "SECRETARY",
        "members-2-name": "Phạm Văn Bình", "members-2-office": "Sở Tài chính", "members-2-role": "MEMBER",
    } | {f"{code}_ok": "yes" for code in APPRAISAL_POINTS}  # fmt: skip
    assert client.post(address, sheet).status_code == 302
    now = row.appraisals.get(is_current=True)
    assert now.recommended_support == 170_000_000 and now.council.members.count() == 3
    assert documents_of(row).filter(number="05/BB-HĐTĐ").count() == 1  # one paper, two sheets
    assert client.post(address, sheet | {"minutes_number": "06/BB-HĐTĐ"}).status_code == 302
    assert documents_of(row).filter(kind="paper:appraisal_minutes").count() == 2
