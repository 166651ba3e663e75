"""Contracts and tasks: after the decision, within it, signed by the unit's own account holder."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from budgets.commitments import COMMITMENT_FLOW, not_yet_signable, record_liquidation, save_commitment
from budgets.models import Commitment
from budgets.money_back import close_project
from budgets.papers import attach_contract_paper, attach_paper, missing_papers
from budgets.settlements import open_settlement
from budgets.subjects import commitment_place, project_place
from budgets.work import worklist
from core.audit import history
from ledger.models import Transfer
from ledger.posting import Stage
from ledger.reading import balance
from plans.services import record_historical_round
from projects.next_steps import turn_of
from projects.papers import paper_rows
from projects.past import enter_historical
from tests import factories as f
from tests.budgets import builders as b

STATE = "approved_project"
pytestmark = pytest.mark.django_db
MILLION = 1_000_000


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages)


def sign(row, role="CENTRE_DIRECTOR"):
    return COMMITMENT_FLOW.press(row, "sign", by=f.person(role))


def test_a_signature_binds_the_money_on_its_own_date_and_the_project_is_contracted():
    row = b.drafted()
    assert balance(project_place(row)) == 150 * MILLION

    sign(row)

    assert (balance(project_place(row)), balance(commitment_place(row, Stage.COMMITTED))) == (0, 150 * MILLION)
    assert Transfer.objects.get(kind="commit").dated_on == b.day(6, 10)
    row.project.refresh_from_db()
    assert row.project.status == "CONTRACTED"


def test_whoever_drafts_the_contract_of_an_approved_project_is_led_there():
    row, officer = b.approved(), f.person("CENTRE_OFFICER")
    assert turn_of(row, officer).url == f"{reverse('budgets:commitment_new')}?project={row.pk}"

    draft = b.drafted(row)

    turn = turn_of(draft.project, officer)
    assert (turn.label, turn.url) == ("Mở bản soạn hợp đồng", draft.get_absolute_url())


def test_an_approved_project_waits_for_the_unit_that_spends_and_the_page_says_so_to_everybody(client):
    row = b.approved()

    for role, mine in [("CENTRE_OFFICER", True), ("DOIT_SPECIALIST", False)]:
        person = f.person(role)
        client.force_login(person)
        page = client.get(row.get_absolute_url()).content.decode()
        assert turn_of(row, person).mine == mine == any(str(row) == item.detail for item in worklist(person))
        assert ("Việc của bạn" in page) == mine, role
        assert mine or "Đang chờ: Ký hợp đồng hoặc giao nhiệm vụ" in page


def test_a_whole_draft_waits_for_the_account_holder_of_its_unit():
    row = b.drafted()
    roles = ("CENTRE_DIRECTOR", "CENTRE_OFFICER", "DOIT_DIRECTOR")
    said = {role: turn_of(row.project, f.person(role)) for role in roles}
    assert {role: turn.mine for role, turn in said.items()} == {
        "CENTRE_DIRECTOR": True, "CENTRE_OFFICER": False, "DOIT_DIRECTOR": False,
    }  # fmt: skip
    assert {turn.title for turn in said.values()} == {"Ký hợp đồng, giao nhiệm vụ"}


@pytest.mark.parametrize("lacking", [{"number": ""}, {"signed_on": None}, {"million": 151}, {"signed_on": b.day(5, 1)}])
def test_a_draft_that_could_not_be_signed_waits_for_its_drafter_and_a_whole_one_for_the_signature(lacking):
    officer, director = f.person("CENTRE_OFFICER"), f.person("CENTRE_DIRECTOR")

    def titles(person):
        return {item.title for item in worklist(person) if item.url == row.get_absolute_url()}

    row = b.drafted(**lacking)
    assert not_yet_signable(row)
    assert titles(officer) == {"Hoàn thiện bản soạn hợp đồng, giao nhiệm vụ"} and titles(director) == set()

    row.number, row.signed_on, row.value = "09/HĐ-KC", b.day(6, 10), 150 * MILLION
    save_commitment(row, by=officer)
    assert not not_yet_signable(row)
    assert titles(officer) == set() and titles(director) == {"Ký hợp đồng, giao nhiệm vụ"}


def test_a_draft_binds_nothing():
    row = b.drafted()

    assert balance(commitment_place(row, Stage.COMMITTED)) == 0
    assert row.project.status == "APPROVED"


def test_the_unit_and_the_book_follow_from_the_decision():
    row = b.drafted()

    assert (row.unit, row.book_year) == (f.office("CENTRE"), b.book())


def test_no_contract_before_the_decision():
    row = Commitment(project=f.appraised(), counterparty="Cơ sở", value=MILLION)

    assert "Đề án chưa được phê duyệt kinh phí" in refused(save_commitment, row, by=f.person("CENTRE_OFFICER"))


def historical(status="APPROVED"):
    """A project of 2017 that stands on the list of an old round."""
    officer = f.person("DOIT_SPECIALIST")
    row = f.filled_project(plan_year=2017, filed_on=datetime.date(2017, 10, 6))
    enter_historical(row, by=officer, status=status)
    record_historical_round(
        year=2017, number=1, decision_date=datetime.date(2017, 10, 6), projects=[row], by=officer
    )  # fmt: skip
    return row


@pytest.mark.parametrize("make", [historical, lambda: f.appraised()], ids=["of an old year", "not approved yet"])
def test_no_empty_form_of_a_contract_is_offered_that_could_not_be_saved(make, client):
    """The address leads back with the reason, and the project's page does not lead there."""
    row = make()
    client.force_login(f.person("CENTRE_OFFICER"))
    address = reverse("budgets:commitment_new")
    moved = client.get(f"{address}?project={row.pk}", follow=True)
    assert moved.redirect_chain == [(row.get_absolute_url(), 302)]
    said = refused(save_commitment, Commitment(project=row), by=f.person("CENTRE_OFFICER"))
    assert said in moved.content.decode()
    assert address not in client.get(reverse("budgets:project_panel", args=[row.pk])).content.decode()
    assert address not in moved.content.decode()


def test_no_contract_for_a_project_of_an_old_year(client):
    row = historical()
    draft = {"project": row.pk, "kind": "CONTRACT", "counterparty": "Cơ sở", "value": MILLION}
    said = "Đề án nhập từ hồ sơ năm cũ, chỉ để xem"
    assert said in refused(
        save_commitment, Commitment(project=row, counterparty="Cơ sở", value=MILLION), by=f.person("CENTRE_OFFICER")
    )
    client.force_login(f.person("CENTRE_OFFICER"))
    page = client.post(f"/budgets/commitments/new/?project={row.pk}", draft)
    assert page.status_code < 500
    assert "Soạn hợp đồng" not in client.get(reverse("budgets:project_panel", args=[row.pk])).content.decode()
    api = APIClient()
    api.force_authenticate(f.person("CENTRE_OFFICER"))
    answer = api.post("/api/v1/commitments/", draft)
    assert answer.status_code == 400 and said in str(answer.json()), answer.json()


@pytest.mark.parametrize(("act", "status", "role"), [
    (open_settlement, "ACCEPTED", "CENTRE_ACCOUNTANT"), (close_project, "SETTLED", "DOIT_ACCOUNTANT"),
])  # fmt: skip
def test_no_file_of_an_old_year_is_settled_or_closed_in_these_books(act, status, role):
    assert "Đề án nhập từ hồ sơ năm cũ, chỉ để xem" in refused(act, historical(status), by=f.person(role))


def test_no_contract_above_what_was_approved_with_both_figures():
    row = b.drafted(million=151)

    said = refused(sign, row)

    assert "hiện có 151.000.000 đ; cần không quá 150.000.000 đ" in said


def test_a_contract_does_not_end_before_the_day_it_was_signed():
    said = refused(b.drafted, ends_on=b.day(6, 9))
    assert said == "Thời hạn thực hiện 09/06/2021 trước ngày ký 10/06/2021; cần từ 10/06/2021 trở đi."

    assert b.drafted(ends_on=b.day(6, 10)).ends_on == b.day(6, 10)


def test_a_term_before_the_signature_is_said_beside_its_field_and_over_rest(client):
    project = b.approved()
    officer = f.person("CENTRE_OFFICER")
    draft = {
        "kind": "CONTRACT", "counterparty": "Cơ sở", "value": "150.000.000", "signed_on": "10/06/2021",
        "ends_on": "09/06/2021",
    }  # fmt: skip
    client.force_login(officer)
    page = client.post(f"/budgets/commitments/new/?project={project.pk}", draft)
    assert "ends_on" in page.context["form"].errors and "trước ngày ký 10/06/2021" in page.content.decode()

    api = APIClient()
    api.force_authenticate(officer)
    body = draft | {"project": project.pk, "value": 150 * MILLION, "signed_on": "2021-06-10", "ends_on": "2021-06-09"}
    answer = api.post("/api/v1/commitments/", body)
    assert answer.status_code == 400 and "trước ngày ký 10/06/2021" in answer.content.decode()
    assert not project.commitments.exists()


def test_two_contracts_share_what_was_approved():
    project = b.approved(150)
    sign(b.drafted(project, million=100))
    rest = b.drafted(project, million=60)

    assert "cần không quá 50.000.000 đ" in refused(sign, rest)
    rest.value = 50 * MILLION
    save_commitment(rest, by=f.person("CENTRE_OFFICER"))
    assert sign(rest).status == "SIGNED"


def test_a_contract_is_not_older_than_the_decision():
    said = refused(sign, b.drafted(signed_on=b.day(5, 27)))

    assert "Hợp đồng ký trước quyết định phê duyệt đề án: hiện có ký 27/05/2021; cần từ 28/05/2021" in said


def test_a_contract_that_will_be_signed_binds_nothing_yet():
    row = b.drafted(signed_on=datetime.date(2099, 1, 1))

    assert "Ngày ký hợp đồng chưa đến: hiện có 01/01/2099; cần không sau" in refused(sign, row)


@pytest.mark.parametrize("missing", [{"number": ""}, {"signed_on": None}])
def test_a_signature_needs_number_and_date(missing):
    assert "phải có số và ngày ký" in refused(sign, b.drafted(**missing))


def test_the_account_holder_of_another_unit_does_not_sign():
    said = refused(sign, b.drafted(), "DOIT_DIRECTOR")

    assert "Chỉ chủ tài khoản của đơn vị sử dụng kinh phí được ký: cần Trung tâm Khuyến công" in said


def test_whoever_drafted_does_not_sign():
    officer = f.person("CENTRE_OFFICER")
    f.RoleGrant.objects.create(user=officer, role="CENTRE_DIRECTOR", valid_from=b.day(1, 1))

    assert "phải do người khác làm" in refused(COMMITMENT_FLOW.press, b.drafted(), "sign", by=officer)


def test_an_accountant_signs_nothing():
    with pytest.raises(PermissionDenied):
        sign(b.drafted(), "CENTRE_ACCOUNTANT")


def test_a_task_runs_on_a_decision_without_a_contract():
    row = b.signed(b.approved(100, kind="TASK"), million=100, kind="ASSIGNMENT", number="05/QĐ-TTKC")

    assert str(row) == "Quyết định giao nhiệm vụ 05/QĐ-TTKC"
    assert balance(commitment_place(row, Stage.COMMITTED)) == 100 * MILLION


def test_a_project_that_is_over_takes_no_new_contract():
    row = b.drafted()
    type(row.project).objects.filter(pk=row.project_id).update(status="TERMINATED")

    assert "không ở giai đoạn ký hợp đồng" in refused(sign, Commitment.objects.get(pk=row.pk))


def test_what_is_signed_is_not_changed():
    row = b.signed()
    row.value = 1

    assert "đã ký, không sửa được" in refused(save_commitment, row, by=f.person("CENTRE_OFFICER"))


def test_a_draft_keeps_its_project():
    row = b.drafted()
    row.project = b.approved(100)

    assert "giữ đề án đó" in refused(save_commitment, row, by=f.person("CENTRE_OFFICER"))


def test_a_draft_is_dropped_with_a_reason_and_stays_on_record():
    row = b.drafted()
    assert "Phải nêu lý do" in refused(COMMITMENT_FLOW.press, row, "withdraw", by=f.person("CENTRE_OFFICER"))

    COMMITMENT_FLOW.press(row, "withdraw", by=f.person("CENTRE_OFFICER"), note="Soạn nhầm")

    assert Commitment.objects.get().status == "WITHDRAWN"


def test_a_draft_is_dropped_by_its_unit_or_by_the_office_that_drafted_it_and_nobody_else():
    centres, departments = b.drafted(), b.drafted(by=f.person("DOIT_SPECIALIST"))
    department, centre = f.person("DOIT_SPECIALIST"), f.person("CENTRE_OFFICER")

    said = refused(COMMITMENT_FLOW.press, centres, "withdraw", by=department, note="Bỏ")

    assert "Chỉ đơn vị sử dụng kinh phí hoặc cơ quan đã soạn được bỏ bản soạn này: cần Trung tâm Khuyến công" in said
    assert COMMITMENT_FLOW.press(departments, "withdraw", by=department, note="Soạn nhầm").status == "WITHDRAWN"
    assert COMMITMENT_FLOW.press(centres, "withdraw", by=centre, note="Soạn nhầm").status == "WITHDRAWN"


def test_the_office_that_drafted_for_another_unit_finds_the_step_on_the_page(client):
    row = b.drafted(by=f.person("DOIT_SPECIALIST"))
    client.force_login(f.person("DOIT_SPECIALIST"))

    steps = client.get(row.get_absolute_url()).context["steps"]

    ready = {step.transition.name: step.ready for step in steps}
    assert ready == {"sign": False, "return": False, "withdraw": True}


# --- a draft that cannot be signed ------------------------------------------------------------
def test_whoever_drafts_is_told_at_once_what_will_stand_against_the_signature(client):
    row = b.drafted()
    client.force_login(f.person("CENTRE_OFFICER"))
    form = {"kind": "CONTRACT", "number": row.number, "signed_on": "10/06/2021", "counterparty": "Cơ sở",
            "value": "151 triệu"}  # fmt: skip

    page = client.post(reverse("budgets:commitment_edit", args=[row.pk]), form, follow=True).content.decode()

    assert "Chưa ký được: Giá trị vượt kinh phí còn được bố trí cho đề án: hiện có 151.000.000 đ" in page
    assert "Còn 1 điều chưa đạt" in client.get(row.get_absolute_url()).content.decode()


def test_the_account_holder_sends_a_draft_back_with_the_reason_and_its_author_finds_it(client):
    row, officer, director = b.drafted(million=151), f.person("CENTRE_OFFICER"), f.person("CENTRE_DIRECTOR")
    assert "Phải nêu lý do" in refused(COMMITMENT_FLOW.press, row, "return", by=director)
    COMMITMENT_FLOW.press(row, "return", by=director, note="Vượt kinh phí được duyệt")

    assert [item.title for item in worklist(director)] == []
    assert "Sửa bản soạn bị trả lại" in [item.title for item in worklist(officer)]
    client.force_login(officer)
    assert (
        "Trả lại bản soạn hợp đồng:</b> “Vượt kinh phí được duyệt”"
        in client.get(row.get_absolute_url()).content.decode()
    )
    assert "không thể “Ký, ghi nhận hiệu lực”" in refused(sign, row)

    row.value = 150 * MILLION
    save_commitment(row, by=officer)
    COMMITMENT_FLOW.press(row, "resubmit", by=officer)
    assert sign(row).status == "SIGNED"


def test_a_draft_is_sent_back_by_its_own_units_account_holder_only():
    assert "Chỉ chủ tài khoản của đơn vị" in refused(
        COMMITMENT_FLOW.press, b.drafted(), "return", by=f.person("DOIT_DIRECTOR"), note="Sai"
    )


def test_a_number_stands_once_on_a_project():
    project = b.approved(150)
    first = b.drafted(project, million=100, number="07/HĐ-KC")

    for again in ("07/HĐ-KC", "07/hđ-kc", " 07/HĐ-kc "):  # typed differently, the same number
        assert "mang số này" in refused(b.drafted, project, million=50, number=again)
    COMMITMENT_FLOW.press(first, "withdraw", by=f.person("CENTRE_OFFICER"), note="Soạn nhầm")
    assert b.drafted(project, million=50, number="07/HĐ-KC").status == "DRAFT"


def test_the_database_does_not_take_the_number_typed_otherwise_either():
    first = b.drafted(b.approved(150), million=100, number="07/HĐ-KC")
    second = b.drafted(first.project, million=50, number="08/HĐ-KC")
    with pytest.raises(IntegrityError, match="commitment_number_once_on_a_project"), transaction.atomic():
        Commitment.objects.filter(pk=second.pk).update(number="07/hđ-kc")


# --- liquidation --------------------------------------------------------------------------------
def test_the_day_of_liquidation_is_a_fact_that_is_recorded_and_read_in_the_history():
    row = b.signed()
    b.accepted(row)

    assert record_liquidation(row, b.day(12, 20), by=f.person("CENTRE_OFFICER")) == []

    row.refresh_from_db()
    assert row.liquidated_on == b.day(12, 20)
    assert "ghi ngày thanh lý hợp đồng" in history(row)[0].sentence and "20/12/2021" in history(row)[0].sentence


def test_what_is_unusual_about_a_liquidation_is_said_and_taken():
    row = b.signed()
    officer = f.person("CENTRE_OFFICER")
    assert record_liquidation(row, b.day(10, 1), by=officer) == ["Đã thanh lý nhưng đề án chưa được nghiệm thu."]
    b.accepted(row)
    assert record_liquidation(row, b.day(10, 1), by=officer) == [
        "Thanh lý ngày 01/10/2021, trước ngày nghiệm thu 22/10/2021."
    ]
    assert record_liquidation(row, datetime.date(2022, 1, 22), by=officer) == []
    assert record_liquidation(row, datetime.date(2022, 1, 23), by=officer) == [
        "Thanh lý ngày 23/01/2022, sau hạn 22/01/2022 (TT 36/2013/TT-BCT đ.18.2)."
    ]


@pytest.mark.parametrize("on", [b.day(6, 9), datetime.date(2099, 1, 1)])
def test_no_contract_is_liquidated_before_it_was_signed_or_in_the_future(on):
    assert "phải từ ngày ký 10/06/2021" in refused(record_liquidation, b.signed(), on, by=f.person("CENTRE_OFFICER"))


def test_a_draft_is_not_liquidated_nor_a_contract_by_somebody_who_signs():
    assert "Chỉ thanh lý hợp đồng đã ký" in refused(
        record_liquidation, b.drafted(), b.day(12, 20), by=f.person("CENTRE_OFFICER")
    )
    with pytest.raises(PermissionDenied):
        record_liquidation(b.signed(), b.day(12, 20), by=f.person("CENTRE_DIRECTOR"))


def rest(role):
    client = APIClient()
    client.force_authenticate(f.person(role))
    return client


def test_liquidation_and_the_contracts_papers_go_over_rest_too():
    row, centre = b.signed(), rest("CENTRE_OFFICER")
    url = f"/api/v1/commitments/{row.pk}/"

    answer = centre.post(f"{url}liquidate/", {"liquidated_on": "2021-10-01"}, format="json")
    assert (answer.status_code, answer.json()["warnings"]) == (200, ["Đã thanh lý nhưng đề án chưa được nghiệm thu."])
    assert centre.get(url).json()["liquidated_on"] == "2021-10-01"
    assert centre.post(f"{url}liquidate/", {"liquidated_on": "2021-06-01"}, format="json").status_code == 400

    pdf = SimpleUploadedFile("hop-dong.pdf", b"%PDF-1.4\n%%EOF")
    given = {"title": "Hợp đồng đã ký", "number": "07/HĐ-KC", "issued_on": "2021-06-10", "file": pdf}
    answer = centre.post(f"{url}papers/", given, format="multipart")
    assert (answer.status_code, answer.json()[0]["number"], answer.json()[0]["mime"]) == (
        201, "07/HĐ-KC", "application/pdf",
    )  # fmt: skip
    assert centre.get(f"{url}papers/").json() == answer.json()
    assert rest("CENTRE_ACCOUNTANT").post(f"{url}papers/", {"title": "x", "number": "1"}).status_code == 403


def test_the_page_asks_the_day_of_liquidation_and_shows_what_is_unusual(client):
    row = b.signed()
    client.force_login(f.person("CENTRE_OFFICER"))
    url = reverse("budgets:commitment_liquidate", args=[row.pk])
    assert url in client.get(row.get_absolute_url()).content.decode()

    wrong = client.post(url, {"liquidated_on": "1/6/2021"})
    assert wrong.status_code == 422 and "phải từ ngày ký 10/06/2021" in wrong.content.decode()
    page = client.post(url, {"liquidated_on": "20/12/2021"}, follow=True).content.decode()

    assert "20/12/2021" in page and page.count("chưa được nghiệm thu.") == 2


def test_the_scan_of_the_contract_comes_from_whoever_drafts_for_this_unit():
    row = b.signed()

    attach_contract_paper(row, None, by=f.person("CENTRE_OFFICER"), title="Hợp đồng đã ký", number="07/HĐ-KC")

    with pytest.raises(PermissionDenied):
        attach_contract_paper(row, None, by=f.person("CENTRE_ACCOUNTANT"), title="Hợp đồng")


def test_the_dossier_knows_the_signed_contract_and_the_minutes_as_the_papers_they_are():
    contract = b.signed()
    b.accepted(contract)

    rows = {row.paper.code: row for row in paper_rows(contract.project)[0]}

    paper = rows["project_contract"]
    assert (paper.word, paper.record, paper.record_url) == ("Đủ", str(contract), contract.get_absolute_url())
    assert rows["acceptance_minutes_5"].word == "Đủ"


def asked_paper(million):
    """A request that needs one more paper, filed with the request itself; (request, code of the paper)."""
    contract = b.signed()
    b.progress(contract, 90)
    row = b.request(contract, million, papers=False)
    code = b.required(row, "support_contract").code
    attach_paper(row, None, by=f.person("CENTRE_OFFICER"), kind=code, issued_on=b.day(8, 1))
    return row, code


def test_the_dossier_counts_a_paper_that_was_filed_with_the_request_for_payment():
    row, code = asked_paper(50)

    paper = {paper.paper.code: paper for paper in paper_rows(row.project)[0]}[code]

    assert (paper.word, paper.record_url) == ("Đủ", row.get_absolute_url())
    assert "lưu cùng tạm ứng theo Hợp đồng" in paper.record


def test_a_paper_that_lies_with_a_withdrawn_request_is_missing_from_the_dossier():
    row, code = asked_paper(50)
    b.press(row, "withdraw", note="Lập nhầm")

    assert {paper.paper.code: paper.word for paper in paper_rows(row.project)[0]}[code] == "Thiếu"


def test_a_paper_of_one_request_does_not_stand_for_another():
    row, code = asked_paper(50)

    another = b.request(row.commitment, 55, papers=False)

    assert code in {required.paper.code for required in missing_papers(another, another.requested_on)}
