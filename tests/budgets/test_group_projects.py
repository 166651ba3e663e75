"""Money of a group project goes only to beneficiaries that a paper has named, each within its share."""

import pytest
from django.core.exceptions import ValidationError

from core.workflow import PaperInput
from projects.naming import name_beneficiary
from tests import factories as f
from tests.budgets import builders as b


def named(project, million):
    paper = PaperInput(number="31/SCT-QLCN", issued_on=b.day(6, 15), signer="Trần Văn Minh")
    return name_beneficiary(
        project, establishment=f.establishment(), support_share=million * b.MILLION, paper=paper,
        by=f.person("CENTRE_OFFICER"),
    )  # fmt: skip


def test_no_money_goes_to_a_beneficiary_without_a_name_and_no_more_than_the_shares_of_the_named(db):
    project = b.approved(150, kind="GROUP", beneficiaries=[], beneficiaries_planned=2)
    contract = b.signed(project)
    b.progress(contract, 80)
    asked = b.request(contract, 70)

    with pytest.raises(ValidationError, match=r"còn 2 đơn vị thụ hưởng chưa nêu tên.*70\.000\.000 đ.*không quá 0 đ"):
        b.press(asked, "check")
    named(project, 60)
    with pytest.raises(ValidationError, match=r"còn 1 đơn vị .*hiện có 70\.000\.000 đ; cần không quá 60\.000\.000 đ"):
        b.press(asked, "check")
    named(project, 90)
    assert b.pay(b.press(asked, "check", "sign", "send")).status == "PAID"


def test_the_second_request_counts_with_the_first(db):
    project = b.approved(150, kind="GROUP", beneficiaries=[], beneficiaries_planned=2)
    contract = b.signed(project)
    b.progress(contract, 80)
    named(project, 60)
    b.paid(contract, 50)
    with pytest.raises(ValidationError, match=r"hiện có 70\.000\.000 đ; cần không quá 60\.000\.000 đ"):
        b.press(b.request(contract, 20), "check")
