"""Contracts and tasks: after the decision, within it, signed by the unit's own account holder."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from rest_framework.test import APIClient

from budgets.commitments import COMMITMENT_FLOW, save_commitment
from budgets.models import Commitment
from budgets.papers import attach_contract_paper
from budgets.subjects import commitment_place, project_place
from ledger.models import Transfer
from ledger.posting import Stage
from ledger.reading import balance
from plans.services import record_historical_round
from projects.papers import paper_rows
from projects.services import enter_historical
from tests import factories as f
from tests.budgets import builders as b

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


def historical():
    """A project of 2017 that stands on the list of an old round."""
    officer = f.person("DOIT_SPECIALIST")
    row = f.filled_project(plan_year=2017, filed_on=datetime.date(2017, 10, 6))
    enter_historical(row, by=officer, status="APPROVED")
    record_historical_round(
        year=2017, number=1, decision_date=datetime.date(2017, 10, 6), projects=[row], by=officer
    )  # fmt: skip
    return row


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
    api = APIClient()
    api.force_authenticate(f.person("CENTRE_OFFICER"))
    answer = api.post("/api/v1/commitments/", draft)
    assert answer.status_code == 400 and said in str(answer.json()), answer.json()


def test_no_contract_above_what_was_approved_with_both_figures():
    row = b.drafted(million=151)

    said = refused(sign, row)

    assert "hiện có 151.000.000 đ; cần không quá 150.000.000 đ" in said


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


def test_the_scan_of_the_contract_comes_from_whoever_drafts_for_this_unit():
    row = b.signed()

    attach_contract_paper(row, None, by=f.person("CENTRE_OFFICER"), title="Hợp đồng đã ký", number="07/HĐ-KC")

    with pytest.raises(PermissionDenied):
        attach_contract_paper(row, None, by=f.person("CENTRE_ACCOUNTANT"), title="Hợp đồng")


def test_the_dossier_knows_the_signed_contract_and_the_minutes_as_the_papers_they_are():
    contract = b.signed()
    b.required(contract, "project_contract")
    b.required(contract, "acceptance_minutes_5")
    b.accepted(contract)

    rows = {row.paper.code: row for row in paper_rows(contract.project)[0]}

    paper = rows["project_contract"]
    assert (paper.word, paper.record, paper.record_url) == ("Đủ", str(contract), contract.get_absolute_url())
    assert rows["acceptance_minutes_5"].word == "Đủ"
