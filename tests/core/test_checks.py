"""A rule of one row asked without the database says what the database says."""

import datetime
from decimal import Decimal
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint
from django.utils import timezone

from core.checks import full_clean, plainly_met, validate_constraints
from core.documents import attach
from projects.models import Beneficiary
from tests import factories as f

pytestmark = pytest.mark.django_db
DAYS = (None, datetime.date(2021, 5, 1), datetime.date(2021, 5, 2))


def rows():
    for asked, counterpart, total in product((None, -1, 0, 180), (None, 235), (None, 415, 416)):
        yield f.filled_project(requested_support=asked, counterpart=counterpart, total_cost=total, other=0)
    for amended, total in product((None, -1, 150), (385, 415)):
        yield f.filled_project(
            requested_support=180, estimate_support=amended, counterpart=235, total_cost=total, other=0
        )
    for status, historical in product(("DRAFT", "REGISTERED"), (True, False)):
        yield f.filled_project(status=status, is_historical=historical, other=None)
    for first, last in product(DAYS, DAYS):
        yield f.filled_project(starts_on=first, ends_on=last)
    for units, factor, base in ((0, None, None), (100_001, Decimal("0.5"), 10**9), (1, Decimal(1), 0)):
        yield f.filled_project(units=units, priority_factor=factor, eligible_cost=base)
    for words, later, share in product(("", "Nhóm hộ"), (True, False), (None, -1, 5)):
        yield Beneficiary(description=words, name_later=later, support_share=share)


def test_a_check_met_here_is_met_there_and_one_broken_there_is_not_met_here():
    asked = broken = 0
    for row in rows():
        against = row._get_field_expression_map(meta=row._meta)
        for rule in (rule for rule in row._meta.constraints if isinstance(rule, CheckConstraint)):
            there = rule.condition.check(against)
            assert plainly_met(rule.condition, row) is there, (rule.name, vars(row))
            asked, broken = asked + 1, broken + (not there)
    assert asked > 300 and broken > 20


def test_a_row_that_breaks_rules_says_all_of_them_in_their_words_and_leaves_out_what_it_is_told():
    row = f.filled_project(units=0, starts_on=DAYS[2], ends_on=DAYS[1], code="x", sequence=1)
    row.created_by = f.person("CENTRE_OFFICER")
    with pytest.raises(ValidationError) as refused:
        full_clean(row)
    assert {"Số lượng phải từ 1 đến 100.000.", "Ngày kết thúc phải từ ngày bắt đầu trở đi."} <= set(
        refused.value.messages
    )
    validate_constraints(row, exclude=["units", "starts_on"])


def test_a_check_that_python_cannot_judge_is_asked_of_the_database():
    """Here how the kind of a paper begins."""
    paper = attach(f.project(), None, by=f.person("CENTRE_OFFICER"), kind="paper:issue", title="Quyết định")
    (rule,) = [rule for rule in paper._meta.constraints if rule.name == "document_of_a_step_stands"]
    validate_constraints(paper)
    paper.withdrawn_at, paper.withdrawn_by, paper.withdrawn_why = timezone.now(), paper.uploaded_by, "Nhầm"
    assert plainly_met(rule.condition, paper) is None
    with pytest.raises(ValidationError, match="document_of_a_step_stands"):
        validate_constraints(paper)
