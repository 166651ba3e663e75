"""An application that is not eligible is refused for a coded reason of the dated table, with what is wrong with it."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from core.workflow import PaperInput
from norms.models import RefusalReason
from projects.models import Survey
from projects.surveys.services import begin_survey, save_survey
from projects.work import worklist
from projects.workflow import PROJECT_FLOW
from tests import factories as f

pytestmark = pytest.mark.django_db
NOTE = "Máy đề nghị hỗ trợ sản xuất năm 2012."


def director():
    return f.person("DOIT_DIRECTOR")


def test_a_refusal_names_a_reason_in_force_and_keeps_its_words():
    row = f.registered()
    RefusalReason.objects.filter(code="capacity").update(valid_to=datetime.date(2020, 12, 31))
    for reason in ("", "khong_co", "capacity"):
        with pytest.raises(ValidationError, match="Chọn một lý do"):
            PROJECT_FLOW.press(row, "reject", by=director(), note=NOTE, reason=reason)
    with pytest.raises(ValidationError, match="Phải nêu lý do"):
        PROJECT_FLOW.press(row, "reject", by=director(), reason="not_new_machine")
    PROJECT_FLOW.press(row, "reject", by=director(), note=NOTE, reason="not_new_machine", on=datetime.date(2021, 5, 4))
    RefusalReason.objects.filter(code="not_new_machine").update(name="Tên khác")
    refusal = row.refusal
    assert (refusal.note, refusal.article, refusal.concluded_on) == (
        NOTE,
        "TT 46/2012/TT-BCT đ.4",
        datetime.date(2021, 5, 4),
    )
    assert refusal.reason_words.startswith("Máy móc, thiết bị không phải máy mới")
    told = " ".join(entry.sentence for entry in history(row)[:2])
    assert NOTE in told and "Máy móc, thiết bị không phải máy mới" in told and "(TT 46/2012/TT-BCT đ.4)" in told


def test_the_page_and_rest_ask_for_the_reason(client):
    row, other = f.registered(), f.registered(title="Đề án khác", beneficiaries=[_place()])
    step = reverse("projects:press", args=[row.pk, "reject"])
    client.force_login(director())
    page = client.post(step, {"confirmed": "1", "note": NOTE}).content.decode()
    assert NOTE in page and "Năng lực của đơn vị" in page and 'href="#id_reason"' in page
    client.post(step, {"confirmed": "1", "note": NOTE, "reason": "capacity"})
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Năng lực của đơn vị thực hiện" in page and f"?report=refusal_letter&amp;project={row.pk}" in page

    rest, address = APIClient(), f"/api/v1/projects/{other.pk}/"
    rest.force_authenticate(director())
    assert rest.get(f"{address}refusal/").status_code == 404
    refused = rest.post(f"{address}press/reject/", {"note": NOTE}, format="json")
    assert refused.status_code == 400 and "reason" in refused.json()
    done = rest.post(f"{address}press/reject/", {"note": NOTE, "reason": "double_support"}, format="json")
    assert done.json()["status"] == "REJECTED"
    assert rest.get(f"{address}refusal/").json()["code"] == "double_support"
    codes = [found["code"] for found in rest.get("/api/v1/norms/refusal-reasons/").json()["results"]]
    assert "double_support" in codes and len(codes) == 8


def test_the_letter_on_a_refusal_waits_at_the_department_until_it_is_recorded_as_sent(client):
    row, specialist = f.registered(), f.person("DOIT_SPECIALIST")

    def waits_for(person):
        return [item.detail for item in worklist(person) if item.title.startswith("Gửi văn bản trả lời")]

    assert waits_for(specialist) == []
    PROJECT_FLOW.press(row, "reject", by=director(), note=NOTE, reason="capacity", on=datetime.date(2021, 5, 4))
    assert waits_for(specialist) == [str(row)] and waits_for(f.person("CENTRE_OFFICER")) == []
    letter = PaperInput(number="115/SCT-QLCN", issued_on=datetime.date(2021, 5, 3), signer="Trần Văn Minh")
    with pytest.raises(ValidationError, match="đề trước ngày kết luận: hiện có 03/05/2021; cần từ 04/05/2021"):
        PROJECT_FLOW.press(row, "send_refusal", by=specialist, paper=letter)
    with pytest.raises(ValidationError, match="Phải ghi số, ngày, người ký"):
        PROJECT_FLOW.press(row, "send_refusal", by=specialist)
    with pytest.raises(PermissionDenied):
        PROJECT_FLOW.press(row, "send_refusal", by=f.person("CENTRE_OFFICER"), paper=letter)
    client.force_login(specialist)
    assert "Ghi nhận văn bản trả lời đã gửi đơn vị" in client.get(row.get_absolute_url()).content.decode()

    letter = replace(letter, issued_on=datetime.date(2021, 5, 6))
    PROJECT_FLOW.press(row, "send_refusal", by=specialist, paper=letter)

    assert waits_for(specialist) == [] and row.status == "REJECTED"
    assert "ghi nhận văn bản trả lời đã gửi đơn vị (115/SCT-QLCN ngày 06/05/2021)" in history(row)[0].sentence
    with pytest.raises(ValidationError, match="đã được ghi nhận"):
        PROJECT_FLOW.press(row, "send_refusal", by=specialist, paper=letter)
    client.force_login(f.person("CENTRE_OFFICER"))
    page = client.get(row.get_absolute_url()).content.decode()
    told = page[page.index("Không còn bước nào phải làm") : page.index("Hồ sơ đã đi hết các bước")]
    assert "Đã trả lời đơn vị:" in told and "Số 115/SCT-QLCN · 06/05/2021" in told


def _place():
    from projects.models import Beneficiary

    return Beneficiary(establishment=f.establishment("Hợp tác xã Mây tre đan Đức Thọ"))


@pytest.mark.parametrize(("step", "by", "words"), [
    ("reject", "DOIT_DIRECTOR", {"reason": "capacity"}), ("withdraw", "CENTRE_OFFICER", {}),
])  # fmt: skip
def test_a_refused_or_withdrawn_file_takes_nothing_more_and_offers_nothing(step, by, words, client):
    """One rule: the page offers it not, its address and REST refuse it in the same words, the service too."""
    row = f.registered()
    surveyor = f.local_officer(f.district())
    survey = save_survey(Survey(establishment=row.beneficiaries.get().establishment), by=surveyor)
    PROJECT_FLOW.press(row, step, by=f.person(by), note=NOTE, on=datetime.date(2021, 5, 4), **words)
    row.refresh_from_db()
    for role in ("CENTRE_OFFICER", "DOIT_SPECIALIST"):
        client.force_login(f.person(role))
        page = client.get(row.get_absolute_url()).content.decode()
        for offer in ("Ghi chỉ tiêu", "Thêm giấy tờ khác", "Ghi thêm số", "Ghi phiếu khảo sát", "Gắn với đề án này"):
            assert offer not in page, (role, offer)
    for name in ("indicators", "add_paper"):
        moved = client.get(reverse(f"projects:{name}", args=[row.pk]), follow=True)
        assert moved.redirect_chain and "không" in moved.content.decode()
    begun = {"project": row.pk, "establishment": survey.establishment_id}
    client.force_login(f.person("CENTRE_OFFICER"))
    answer = client.post(reverse("projects:new_survey"), begun, follow=True)
    assert "không gắn phiếu khảo sát" in answer.content.decode()

    rest, address = APIClient(), f"/api/v1/projects/{row.pk}/"
    rest.force_authenticate(f.person("DOIT_SPECIALIST"))
    letter = rest.post(f"{address}documents/", {"kind": "other", "title": "Đơn", "number": "01/ĐN"})
    assert letter.status_code == 400 and "không nhận thêm giấy tờ" in letter.content.decode()
    linked = rest.post(f"/api/v1/surveys/{survey.pk}/link/", {"project": row.pk}, format="json")
    assert linked.status_code == 400 and "không gắn phiếu khảo sát" in linked.content.decode()
    with pytest.raises(ValidationError, match="không gắn phiếu khảo sát"):
        begin_survey(survey.establishment, by=f.person("CENTRE_OFFICER"), project=row)
    survey.project = row
    with pytest.raises(ValidationError, match="không gắn phiếu khảo sát"):
        save_survey(survey, by=surveyor)
