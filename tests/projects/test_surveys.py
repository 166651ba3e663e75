"""A survey is written on the spot by the Centre or the local office, handed in whole, and then stands."""

import datetime
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.audit import history
from projects.eligibility import eligibility
from projects.models import Beneficiary, Survey
from projects.surveys.services import (
    add_signed_sheet,
    add_survey_photo,
    begin_survey,
    link_survey,
    save_survey,
)
from projects.surveys.workflow import SURVEY_FLOW
from tests import factories as f

pytestmark = pytest.mark.django_db
DAY = datetime.date(2021, 3, 2)
WHOLE = {
    "surveyed_on": DAY, "present": "Lê Văn Nam, Trung tâm; bà Hoa, chủ cơ sở", "products": "Bàn ghế gỗ", "workers": 12,
    "machines": "2 máy cưa", "need": "Máy bào 4 mặt", "land_papers": "Hợp đồng thuê đất",
    "environment_papers": "Không có",
    "counterpart": "200 triệu, vốn tự có",
}  # fmt: skip


def picture(name="xuong.jpg"):
    data = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/jpeg")


def centre():
    return f.person("CENTRE_OFFICER")


def written(place=None, *, by=None, pictures=True, **fields):
    by = by or centre()
    survey = begin_survey(place or f.establishment(), by=by)
    for name, value in (WHOLE | fields).items():
        setattr(survey, name, value)
    save_survey(survey, by=by)
    if pictures:
        add_survey_photo(survey, picture(), by=by)
        add_signed_sheet(survey, picture("phieu.jpg"), by=by)
    return survey


def filed(place=None, *, by=None, **fields):
    survey = written(place, by=by, **fields)
    return SURVEY_FLOW.press(survey, "file", by=by or centre())


def test_it_begins_with_what_is_known_and_the_unfinished_one_is_opened_again():
    place = f.establishment(legal_form="COOPERATIVE", address="Xóm 5", sector="Chế biến chè")
    survey = begin_survey(place, by=centre())
    assert (survey.legal_form, survey.place, survey.sector) == ("COOPERATIVE", "Xóm 5, Xã Thái Yên", "Chế biến chè")
    assert begin_survey(place, by=centre()) == survey
    assert begin_survey(place, by=f.local_officer(place.area)) != survey


def test_filing_says_everything_that_is_missing_at_once_and_saving_asks_for_nothing():
    survey = save_survey(begin_survey(f.establishment(), by=centre()), by=centre())
    with pytest.raises(ValidationError) as error:
        SURVEY_FLOW.press(survey, "file", by=centre())
    said = " ".join(error.value.messages)
    for words in ("ngày khảo sát", "số lao động", "giấy tờ môi trường", "khả năng vốn đối ứng", "ít nhất một ảnh",
                  "có chữ ký"):  # fmt: skip
        assert words in said


@pytest.mark.parametrize(("fields", "said"), [
    ({"surveyed_on": datetime.date(2099, 1, 1)}, "chưa tới"), ({"revenue": -1}, "không được âm"),
])  # fmt: skip
def test_a_day_to_come_or_a_negative_revenue_is_refused(fields, said):
    with pytest.raises(ValidationError, match=said):
        written(pictures=False, **fields)


def test_a_filed_survey_is_not_changed_and_goes_back_only_with_a_reason():
    survey, department = filed(), f.person("DOIT_SPECIALIST")
    survey.workers = 99
    for change in (
        lambda: save_survey(survey, by=centre()),
        lambda: add_survey_photo(survey, picture(), by=centre()),
        lambda: add_signed_sheet(survey, picture(), by=centre()),
    ):
        with pytest.raises(ValidationError, match="“Đã nộp”, không sửa được"):
            change()
    with pytest.raises(ValidationError, match="Phải nêu lý do"):
        SURVEY_FLOW.press(survey, "return", by=department)
    with pytest.raises(PermissionDenied):
        SURVEY_FLOW.press(survey, "return", by=centre(), note="Sửa")

    SURVEY_FLOW.press(survey, "return", by=department, note="Thiếu máy móc hiện có.")

    survey.machines = "3 máy cưa"
    save_survey(survey, by=centre())
    assert SURVEY_FLOW.press(survey, "file", by=centre()).status == "FILED"
    assert [entry.action.split(".")[-1] for entry in history(survey) if entry.action.startswith("projects")] == [
        "file", "save", "return", "file", "save", "begin",
    ]  # fmt: skip


def test_each_office_writes_its_own_and_sees_what_is_in_reach():
    place = f.establishment()
    local, far = f.local_officer(place.area), f.local_officer(f.commune("Xã Xa", under=f.district("Huyện Xa")))
    survey = written(place)
    with pytest.raises(ValidationError, match="Chỉ Trung tâm Khuyến công"):
        save_survey(survey, by=local)
    for nobody in (f.person("DOIT_SPECIALIST"), far):
        with pytest.raises(PermissionDenied):
            begin_survey(place, by=nobody)
    department = f.person("DOIT_SPECIALIST")
    seen = [Survey.objects.visible_to(who).filter(pk=survey.pk).exists() for who in (centre(), department, local, far)]
    assert seen == [True, True, False, False]
    SURVEY_FLOW.press(survey, "file", by=centre())
    seen = [Survey.objects.visible_to(who).filter(pk=survey.pk).exists() for who in (local, far)]
    assert seen == [True, False]


def test_a_survey_made_before_the_dossier_is_linked_to_it_later_and_to_no_other():
    place = f.establishment()
    survey = filed(place)
    row, other = f.project(beneficiaries=[Beneficiary(establishment=place)]), f.project()
    with pytest.raises(ValidationError, match="không phải đơn vị thụ hưởng"):
        link_survey(survey, other, by=centre())
    assert link_survey(survey, row, by=centre()).project == row
    assert "link_survey" in history(row)[0].action and not history(survey)[0].after  # the place's readers are not told
    with pytest.raises(ValidationError, match="đã gắn với"):
        link_survey(survey, row, by=centre())


def test_the_appraisal_shows_the_latest_survey_and_where_it_differs(client):
    place = f.establishment(legal_form="ENTERPRISE", sector="")
    row = f.with_papers(f.project(beneficiaries=[Beneficiary(establishment=place)]))
    filed(place, need="Lần trước", surveyed_on=DAY - datetime.timedelta(days=30), sector="Cơ khí")
    filed(place, legal_form="SME", sector="Chế biến gỗ", need="Máy bào bốn mặt")
    client.force_login(f.person("DOIT_SPECIALIST"))

    page = client.get(reverse("projects:appraisal", args=[row.pk])).content.decode()

    assert "Máy bào bốn mặt" in page and "Lần trước" not in page
    assert "hồ sơ ghi “Doanh nghiệp”, tại chỗ thấy “Doanh nghiệp nhỏ và vừa”" in page
    sector = next(c for c in eligibility(row, f.FILED).criteria if c.label == "Ngành nghề")
    assert (sector.state, sector.found) == ("MET", "Chế biến gỗ (theo phiếu khảo sát ngày 02/03/2021)")


def test_the_page_keeps_pictures_and_words_and_says_all_that_is_wrong(client):
    place = f.establishment()
    client.force_login(f.local_officer(place.area))
    begun = client.post(reverse("projects:new_survey"), {"establishment": place.pk})
    survey = Survey.objects.get()
    assert begun.url == reverse("projects:edit_survey", args=[survey.pk])
    assert f"#{place.pk} " not in client.get(begun.url).content.decode()  # a place without a code is known by its name
    typed = {
        "surveyed_on": "2/3/2021", "present": "Cán bộ xã", "legal_form": "SME", "place": "Xóm 5", "sector": "Mộc",
        "products": "Bàn", "workers": "mười", "revenue": "1,2 tỷ", "need": "Máy bào", "land_papers": "Có",
        "environment_papers": "Không có", "counterpart": "100 triệu",
    }  # fmt: skip
    wrong = client.post(begun.url, typed | {"act": "file", "photos": [picture()]})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "mười" in page and "1,2 tỷ" in page and 'href="#id_workers"' in page
    assert "có chữ ký của người khảo sát" in page and "Ảnh đã chọn được giữ lại (1 tệp)" in page
    done = client.post(begun.url, typed | {"workers": "10", "act": "file", "signed": picture("phieu.jpg")})
    assert done.url == survey.get_absolute_url()
    survey.refresh_from_db()
    assert (survey.status, survey.workers, survey.revenue) == ("FILED", 10, 1_200_000_000)
    assert "Xóm 5" in client.get(done.url).content.decode()
    assert client.get(begun.url).status_code == 302
    for panel in (place.get_absolute_url(), reverse("projects:surveys_of_establishment", args=[place.pk])):
        assert client.get(panel).status_code == 200
    client.force_login(f.local_officer(f.commune("Xã Xa", under=f.district("Huyện Xa"))))
    assert client.get(done.url).status_code == 404
    assert client.post(reverse("projects:new_survey"), {"establishment": place.pk}).status_code == 404
    assert client.post(reverse("projects:new_survey"), {"establishment": "x"}).status_code == 404


def test_rest_writes_files_returns_and_links_as_the_pages_do(client):
    place = f.establishment()
    row = f.project(beneficiaries=[Beneficiary(establishment=place)])
    client.force_login(centre())
    body = WHOLE | {"surveyed_on": "2021-03-02", "establishment": place.pk, "legal_form": "SME", "place": "Xóm 5",
                    "sector": "Mộc"}  # fmt: skip
    made = client.post(
        "/api/v1/surveys/", body, content_type="application/json", headers={"Idempotency-Key": "khao-sat-1"}
    )
    again = client.post("/api/v1/surveys/", body, content_type="application/json",
                        headers={"Idempotency-Key": "khao-sat-1"})  # fmt: skip
    assert made.status_code == 201 and again.json()["id"] == made.json()["id"] and Survey.objects.count() == 1
    url = f"/api/v1/surveys/{made.json()['id']}/"
    assert client.post(f"{url}press/file/").status_code == 400
    for kind in ("photo", "signed"):
        assert client.post(f"{url}documents/", {"kind": kind, "file": picture()}).status_code == 201
    assert client.post(f"{url}press/file/").json()["status"] == "FILED"
    refused = client.patch(url, {"workers": 5}, content_type="application/json")
    assert refused.status_code == 400 and "không sửa được" in refused.content.decode()
    assert client.post(f"{url}link/", {"project": row.pk}, content_type="application/json").json()["project"] == row.pk
    client.force_login(f.person("DOIT_SPECIALIST"))
    sent_back = client.post(f"{url}press/return/", {"note": "Thiếu ảnh máy."}, content_type="application/json")
    assert sent_back.json()["status"] == "RETURNED"
    client.force_login(f.local_officer(f.commune("Xã Xa", under=f.district("Huyện Xa"))))
    assert client.get(url).status_code == 404


def test_which_dossier_a_survey_belongs_to_is_told_to_whoever_sees_the_dossier(client):
    place = f.establishment()
    survey, row = filed(place), f.project(beneficiaries=[Beneficiary(establishment=place)])
    link_survey(survey, row, by=centre())
    url, ours = f"/api/v1/surveys/{survey.pk}/", f"/api/v1/surveys/?project={row.pk}"
    client.force_login(centre())
    assert client.get(url).json()["project"] == row.pk and client.get(ours).json()["count"] == 1
    client.force_login(f.local_officer(place.area))  # a draft of the Centre is not theirs to see
    assert client.get(url).json()["project"] is None and client.get(ours).json()["count"] == 0
    assert client.get("/api/v1/surveys/").json()["count"] == 1


def test_a_survey_written_into_or_out_of_a_dossier_is_told_there():
    place = f.establishment()
    row = f.project(beneficiaries=[Beneficiary(establishment=place)])
    survey = begin_survey(place, by=centre())
    for project in (row, None):
        survey.project = project
        save_survey(survey, by=centre())
    told = [entry.action for entry in history(row)[:2]]
    assert told == ["projects.project.unlink_survey", "projects.project.link_survey"]


def test_whoever_does_not_see_the_dossier_does_not_take_the_survey_out_of_it():
    place = f.establishment()
    local = f.local_officer(place.area)
    survey, row = filed(place, by=local), f.project(beneficiaries=[Beneficiary(establishment=place)])
    link_survey(survey, row, by=centre())
    SURVEY_FLOW.press(survey, "return", by=f.person("DOIT_SPECIALIST"), note="Thiếu ảnh máy.")
    survey.project = None  # as its page sends it: the dossier is not among those to choose from
    save_survey(survey, by=local)
    assert Survey.objects.get(pk=survey.pk).project == row


def test_a_number_too_long_to_be_one_names_nothing(client):
    client.force_login(centre())
    assert client.post(reverse("projects:new_survey"), {"establishment": "9" * 5000}).status_code == 404
