"""Who joins an approved project later is asked what every beneficiary was asked when the dossier was filed."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from core.audit import history
from core.workflow import PaperInput
from establishments.models import Establishment
from projects.answers import answer_question, open_questions
from projects.change_models import ChangeRequest
from projects.changes.services import save_change
from projects.changes.workflow import CHANGE_FLOW
from projects.models import Beneficiary
from projects.naming import name_beneficiary
from tests import factories as f

pytestmark = pytest.mark.django_db
ALIKE = {"name": "Công ty TNHH Đồ gỗ Lam Giang", "phone": "0912 345 678"}


def day(month, number):
    return datetime.date(2021, month, number)


def centre():
    return f.person("CENTRE_OFFICER")


def specialist():
    return f.person("DOIT_SPECIALIST")


def paper(number, on):
    return PaperInput(number=number, issued_on=on, signer="Lê Văn A")


def refusal(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages)


def running(place=None):
    return f.project_in("IN_PROGRESS", beneficiaries=[Beneficiary(establishment=place or f.establishment("Xưởng A"))])


def asked(row, joining):
    change = ChangeRequest(
        project=row, kind="BENEFICIARY", reason="Xưởng xin thôi.", leaving=row.beneficiaries.get(), joining=joining
    )
    return save_change(change, by=centre())


def sent(change):
    return CHANGE_FLOW.press(change, "send", by=centre(), paper=paper("12/TTr-TTKC", day(8, 2)))


def checked(change):
    return CHANGE_FLOW.press(sent(change), "check", by=specialist(), on=day(8, 5), note="Đúng như đề nghị.")


def decided(change):
    return CHANGE_FLOW.press(change, "decide", by=specialist(), paper=paper("25/QĐ-SCT", day(8, 9)))


def group():
    return f.project_in("APPROVED", kind="GROUP", beneficiaries=[], beneficiaries_planned=2)


def named(row, place):
    return name_beneficiary(row, establishment=place, by=centre(), paper=paper("31/SCT-QLCN", f.DECIDED))


def with_another_file(**place):
    """A filed dossier of another place for the same kind of machine."""
    return f.registered(beneficiaries=[Beneficiary(establishment=f.establishment(**place))])


NOT_ELIGIBLE = [
    ({"legal_form": "PUBLIC_BODY"}, "không đạt điều kiện “Loại hình”"),
    ({"sector": "Sản xuất gạch nung lò vòng"}, "không đạt điều kiện “Không thuộc diện loại trừ”"),
]


@pytest.mark.parametrize(("place", "said"), NOT_ELIGIBLE)
def test_whoever_is_not_eligible_takes_nobody_s_place_and_is_not_named_in_a_group(place, said):
    newcomer = f.establishment("Nơi khác", **place)
    assert said in refusal(sent, asked(running(), newcomer))
    assert said in refusal(named, group(), newcomer)


@pytest.mark.parametrize(("place", "said"), NOT_ELIGIBLE)
def test_what_became_true_after_the_letter_stops_the_decision(place, said):
    newcomer = f.establishment("Nơi khác")
    change = checked(asked(running(), newcomer))
    Establishment.objects.filter(pk=newcomer.pk).update(sector=place.get("sector", newcomer.sector))
    if form := place.get("legal_form"):
        newcomer.identities.update(legal_form=form)
    change = ChangeRequest.objects.get(pk=change.pk)
    assert said in refusal(decided, change)


def test_what_no_rule_tells_is_answered_by_name_before_the_decision():
    row, newcomer = running(), f.establishment("Cửa hàng mới", sector="Bán lẻ điện thoại")
    change = checked(asked(row, newcomer))
    assert "chưa rõ điều kiện “Ngành nghề”" in refusal(decided, change)

    key = next(key for key in open_questions(row, specialist(), newcomer) if key.startswith("sector-"))
    with pytest.raises(PermissionDenied):
        answer_question(row, key, verdict="MET", reason="Có xưởng.", by=centre(), newcomer=newcomer)
    assert "không chờ vào danh sách" in refusal(
        answer_question, row, key, verdict="MET", reason="Có xưởng.", by=specialist(), newcomer=f.establishment()
    )
    answer_question(row, key, verdict="NOT_MET", reason="Chỉ bán.", by=specialist(), newcomer=newcomer)
    said = refusal(decided, change)
    assert "không đạt điều kiện “Ngành nghề”" in said and "Chỉ bán" in said
    answer_question(row, key, verdict="MET", reason="Có xưởng lắp ráp.", by=specialist(), newcomer=newcomer)

    assert decided(change).status == "DECIDED"


def test_a_likeness_that_the_newcomer_brings_waits_for_its_answer():
    other = with_another_file(**ALIKE)
    newcomer = f.establishment("Cty TNHH Đồ gỗ mỹ nghệ Hải Hà", phone=ALIKE["phone"])
    row = running()
    change = checked(asked(row, newcomer))
    said = refusal(decided, change)
    assert "cùng điện thoại" in said and str(other) in said and "phải trả lời khác hay trùng" in said
    assert "cùng điện thoại" in refusal(named, group(), newcomer)

    questions = open_questions(row, specialist(), newcomer)
    key = next(key for key, hint in questions.items() if hasattr(hint, "why"))
    answer_question(row, key, verdict="DIFFERENT", reason="Hai chị em.", by=specialist(), newcomer=newcomer)
    assert decided(change).status == "DECIDED"


def test_the_result_of_the_newcomer_is_kept_with_its_day_and_that_of_the_other_stays_in_the_history():
    old, newcomer = f.establishment("Xưởng A"), f.establishment("Xưởng B", legal_form="SME")
    row = running(old)
    row.refresh_from_db()
    kept = row.eligibility["criteria"]
    decided(checked(asked(row, newcomer)))

    row.refresh_from_db()
    assert [(one["subject"], one["on"]) for one in row.eligibility["criteria"]] == [("Xưởng B", "2021-08-09")] * 4
    entry = next(line for line in history(row) if line.action == "projects.project.change")
    assert entry.data["eligibility_before"] == kept and entry.data["eligibility"] == row.eligibility["criteria"]
    assert "Điều kiện thụ hưởng: Xưởng A: 3 đạt, 1 cần chứng minh → Xưởng B: 4 đạt" in entry.sentence
    api = APIClient()
    api.force_authenticate(specialist())
    told = api.get(f"/api/v1/projects/{row.pk}/eligibility/").json()
    assert told["kept"] and {one["on"] for one in told["criteria"]} == {"2021-08-09"}


def test_every_name_of_a_group_adds_its_result_to_the_one_kept():
    row = group()
    row.refresh_from_db()
    assert row.eligibility["criteria"] == []
    for number in (1, 2):
        named(row, f.establishment(f"Xưởng {number}"))
    row.refresh_from_db()
    assert [one["subject"] for one in row.eligibility["criteria"]] == ["Xưởng 1"] * 4 + ["Xưởng 2"] * 4


def test_the_factor_of_a_project_rests_on_whoever_stays_and_comes():
    row = running()
    type(row).objects.filter(pk=row.pk).update(priority_factor="1.2")
    row.refresh_from_db()
    newcomer = f.establishment("Nơi khác", sector="Đồ gỗ mỹ nghệ")
    change = checked(asked(row, newcomer))
    said = refusal(decided, change)
    assert "chưa rõ điều kiện “Hệ số ưu tiên”" in said and "chưa thấy địa bàn, ngành nghề ưu tiên" in said
    answer_question(row, "priority", verdict="MET", reason="Xã nghèo.", by=specialist(), newcomer=newcomer)
    assert decided(change).status == "DECIDED"


def test_the_page_of_a_newcomer_tells_and_takes_what_is_open_and_rest_does_the_same(client):
    with_another_file(**ALIKE)
    row = group()
    newcomer = f.establishment("Cửa hàng mới", sector="Bán lẻ điện thoại", phone=ALIKE["phone"])
    page = f"{reverse('projects:newcomer', args=[row.pk])}?for={newcomer.pk}"
    client.force_login(centre())
    answer = client.post(
        reverse("projects:name_beneficiary", args=[row.pk]),
        {"establishment": newcomer.label, "number": "31", "issued_on": "28/05/2021", "signer": "A"},
    )
    assert answer.status_code == 422 and page.replace("&", "&amp;") in answer.content.decode()
    assert "/answers/" not in client.get(page).content.decode()
    assert client.get(page.replace(f"={newcomer.pk}", "=99999999")).status_code == 404
    assert client.get(page.replace(f"={newcomer.pk}", "=x")).status_code == 404

    client.force_login(specialist())
    shown = client.get(page).content.decode()
    assert "Ngành nghề" in shown and "cùng điện thoại" in shown
    key = next(key for key in open_questions(row, specialist(), newcomer) if key.startswith("sector-"))
    address = f"{reverse('projects:answer', args=[row.pk, key])}?for={newcomer.pk}"
    assert address in shown
    said = client.post(address, {"verdict": "MET", "reason": "Có xưởng lắp ráp."})
    assert said.status_code == 302 and said.url == page

    api = APIClient()
    api.force_authenticate(specialist())
    url = f"/api/v1/projects/{row.pk}/"
    asked = api.get(f"{url}eligibility/?on=2021-05-28&newcomer={newcomer.pk}").json()["criteria"]
    hints = api.get(f"{url}likenesses/?newcomer={newcomer.pk}").json()
    assert [one["state"] for one in asked if one["label"] == "Ngành nghề"] == ["MET"] and hints[0]["blocks"]
    assert api.get(f"{url}likenesses/?newcomer=99999999").status_code == 404
    body = {"question": hints[0]["key"], "verdict": "DIFFERENT", "reason": "Đã xem.", "newcomer": newcomer.pk}
    assert api.post(f"{url}answers/", body, format="json").status_code == 201
    assert named(row, newcomer).establishment == newcomer
    assert client.get(page).status_code == 302, "it is on the list"
