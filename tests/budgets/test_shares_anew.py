"""Less was decided than several beneficiaries had divided: a paper divides it anew before any money is bound."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from budgets.commitments import COMMITMENT_FLOW
from core.audit import history
from core.workflow import PaperInput
from plans.services import include_project, open_round
from plans.workflow import ROUND_FLOW
from projects.models import Beneficiary
from projects.naming import share_with
from tests import factories as f
from tests.budgets import builders as b


def decided(*parts, million, **fields):
    """A project whose beneficiaries divided what they asked for, approved at less; amounts in triệu."""
    b.year()
    rows = [
        Beneficiary(establishment=f.establishment(f"Xưởng {n}"), support_share=part and part * b.MILLION)
        for n, part in enumerate(parts)
    ]
    asked = sum(filter(None, parts)) * b.MILLION
    row = f.appraised(
        million * b.MILLION, beneficiaries=rows, units=len(rows), requested_support=asked, total_cost=415 * b.MILLION,
        counterpart=415 * b.MILLION - asked, **fields,
    )  # fmt: skip
    officer = f.person("DOIT_SPECIALIST")
    round = open_round(b.plan(), by=officer)
    include_project(round, row, line=b.line(1), source="ALLOCATED", approved_support=million * b.MILLION, by=officer)
    ROUND_FLOW.press(round, "check", by=f.person("DOIT_SECTION_HEAD"), on=b.day(5, 18))
    ROUND_FLOW.press(round, "submit", by=f.person("DOIT_DIRECTOR"), paper=b.paper(on=b.day(5, 20)))
    ROUND_FLOW.press(round, "record_decision", by=officer, paper=b.paper(on=b.day(5, 28)))
    row.refresh_from_db()
    return row


def share(row, million):
    paper = PaperInput(number="44/SCT-QLCN", issued_on=b.day(6, 2), signer="Trần Văn Minh")
    return share_with(row, million * b.MILLION, paper=paper, by=f.person("CENTRE_OFFICER"))


def sign(contract):
    return COMMITMENT_FLOW.press(contract, "sign", by=f.person("CENTRE_DIRECTOR"))


SAID = r"chưa chia theo mức hỗ trợ được duyệt: hiện có cộng {}\.000\.000 đ; cần cộng 60\.000\.000 đ"


def test_a_contract_waits_until_the_parts_are_those_of_the_decision(db):
    project = decided(70, 50, million=60)
    first, second = project.beneficiaries.all()
    contract = b.drafted(project, million=60)
    with pytest.raises(ValidationError, match=SAID.format(120)):
        sign(contract)
    with pytest.raises(ValidationError, match=r"vượt mức hỗ trợ 60\.000\.000 đ"):
        share(first, 75)
    share(first, 35)
    with pytest.raises(ValidationError, match=SAID.format(85)):
        sign(contract)
    share(second, 25)
    told = history(project)[0].sentence
    assert "50.000.000 đ → 25.000.000 đ" in told and "44/SCT-QLCN" in str(told) + str(history(project)[0].data)
    assert sign(contract).status == "SIGNED"


def test_a_payment_waits_as_well_when_the_parts_no_longer_fit(db):
    project = decided(70, 50, million=120)
    contract = b.signed(project, million=120)
    b.progress(contract, 80)
    asked = b.request(contract, 50)
    project.beneficiaries.filter(support_share=70 * b.MILLION).update(support_share=60 * b.MILLION)
    with pytest.raises(ValidationError, match=r"cộng 110\.000\.000 đ; cần cộng 120\.000\.000 đ"):
        b.press(asked, "check")
    share(project.beneficiaries.first(), 70)
    assert b.press(asked, "check").status == "CHECKED"


def test_the_page_offers_it_to_whoever_carries_the_project_out(client, db):
    project = decided(70, 50, million=60)
    first = project.beneficiaries.first()
    url = reverse("projects:share", args=[project.pk, first.pk])
    client.force_login(f.person("CENTRE_OFFICER"))
    assert url in client.get(project.get_absolute_url()).content.decode()
    typed = {"support_share": "35 triệu", "number": "44/SCT", "signer": "Trần Văn Minh", "issued_on": "28/05/2021"}
    assert "Đã chia phần hỗ trợ 35.000.000 đ" in client.post(url, typed, follow=True).content.decode()
    contract = b.drafted(project, million=60)
    assert "chưa chia theo mức hỗ trợ được duyệt" in client.get(contract.get_absolute_url()).content.decode()


def test_nothing_is_asked_where_nothing_was_divided(db):
    project = decided(60, million=60)
    assert sign(b.drafted(project, million=60)).status == "SIGNED"


def test_what_a_decision_gave_is_not_divided_by_a_paper_of_before_it(db):
    first, _ = decided(70, 50, million=60).beneficiaries.all()
    paper = PaperInput(number="44/SCT-QLCN", issued_on=b.day(5, 27), signer="Trần Văn Minh")
    with pytest.raises(ValidationError, match="Ngày 27/05/2021 phải từ ngày quyết định phê duyệt 28/05/2021"):
        share_with(first, 10 * b.MILLION, paper=paper, by=f.person("CENTRE_OFFICER"))
