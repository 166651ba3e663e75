"""Money of a group project goes only to beneficiaries that a paper has named, each within its share."""

import pytest
from django.core.exceptions import ValidationError

from core.workflow import PaperInput
from projects.naming import name_beneficiary, share_with
from projects.shares import to_be_shared
from tests import factories as f
from tests.budgets import builders as b
from tests.budgets.test_changes import decided, sent


def named(project, million):
    paper = PaperInput(number="31/SCT-QLCN", issued_on=b.day(6, 15), signer="Trần Văn Minh")
    return name_beneficiary(
        project, establishment=f.establishment(), support_share=million and million * b.MILLION, paper=paper,
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


def test_a_share_given_later_opens_the_money_and_keeps_within_the_support_in_force(db):
    project = b.approved(150, kind="GROUP", beneficiaries=[], beneficiaries_planned=3)
    contract = b.signed(project)
    b.progress(contract, 80)
    first, asked = named(project, None), b.request(contract, 60)
    with pytest.raises(ValidationError, match="cần không quá 0 đ"):
        b.press(asked, "check")
    paper = PaperInput(number="44/SCT-QLCN", issued_on=b.day(6, 20), signer="Trần Văn Minh")
    with pytest.raises(ValidationError, match=r"151\.000\.000 đ .* vượt mức hỗ trợ 150\.000\.000 đ"):
        share_with(first, 151 * b.MILLION, paper=paper, by=f.person("CENTRE_OFFICER"))
    share_with(first, 60 * b.MILLION, paper=paper, by=f.person("CENTRE_OFFICER"))
    assert b.press(asked, "check").status == "CHECKED"


def test_the_shares_are_parts_of_the_support_as_a_decided_change_left_it(db):
    """The project asked for and was appraised at more than the decision gave; a change gave more still."""
    project = b.approved(150, kind="GROUP", beneficiaries=[], beneficiaries_planned=2)
    assert to_be_shared(project) == 150 * b.MILLION
    with pytest.raises(ValidationError, match=r"vượt mức hỗ trợ 150\.000\.000 đ"):
        named(project, 151)
    decided(sent(project, support=170 * b.MILLION))
    assert to_be_shared(project) == 170 * b.MILLION
    assert named(project, 170).support_share == 170 * b.MILLION
