"""The same place is supported once for the same content, whoever files it, in whichever year and tier."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from establishments.services import change_identity
from projects.details.services import save_details
from projects.models import Beneficiary
from projects.services import record_appraisal
from projects.workflow import PROJECT_FLOW
from tests import factories as f

pytestmark = pytest.mark.django_db
MACHINE = {"name": "Máy bào 4 mặt", "maker": "Hãng A", "model": "B4-300", "quantity": 1, "unit_price": 250_000_000,
           "is_new": True}  # fmt: skip


def officer():
    return f.person("CENTRE_OFFICER")


def draft(place, machine=MACHINE, *, by=None, **fields):
    row = f.project(beneficiaries=[Beneficiary(establishment=place)], by=by, **fields)
    save_details(row, by=by or officer(), rows={"machines": [machine]})
    return f.with_papers(row, by=by)


def file(row, by=None):
    return PROJECT_FLOW.press(row, "register", by=by or officer(), on=f.FILED)


def refused(row, by=None):
    with pytest.raises(ValidationError) as error:
        file(row, by)
    return " ".join(error.value.messages)


@pytest.mark.parametrize("again", [
    {}, {"plan_year": 2022}, {"tier": "NATIONAL"}, {"category": "technology_line"},
])  # fmt: skip
@pytest.mark.parametrize("machine", [MACHINE, MACHINE | {"name": "MÁY BÀO  4 MẶT", "model": "b4-300"}])
def test_the_same_machine_is_refused_across_years_tiers_and_kinds_of_support(again, machine):
    place = f.establishment()
    first = file(draft(place))
    fields = again | ({"category": f.category(again["category"])} if "category" in again else {})

    said = refused(draft(place, machine, **fields))

    assert (
        f"“{place}” đã có hồ sơ cùng nội dung (" in said
        and f"hiện có {first.code}" in said
        and "TTLT 26/2014/TTLT-BTC-BCT đ.7.4" in said
    )


def test_another_machine_or_another_place_is_no_double_support():
    place = f.establishment()
    file(draft(place))
    assert file(draft(place, MACHINE | {"name": "Máy cưa"})).status == "REGISTERED"
    assert file(draft(f.establishment())).status == "REGISTERED"


@pytest.mark.parametrize("end", ["withdraw", "reject"])
def test_what_was_given_up_or_refused_may_be_asked_for_again(end):
    place = f.establishment()
    first = file(draft(place))
    by = officer() if end == "withdraw" else f.person("DOIT_DIRECTOR")
    PROJECT_FLOW.press(first, end, by=by, note="Thôi.", reason="dossier")
    assert file(draft(place)).status == "REGISTERED"


def test_a_draft_stands_in_nobodys_way():
    place = f.establishment()
    draft(place)
    assert file(draft(place)).status == "REGISTERED"


def test_two_that_were_filed_at_the_same_moment_are_both_stopped_before_they_are_found_eligible():
    place = f.establishment()
    first, second = file(draft(place)), draft(place)
    type(second).objects.filter(pk=second.pk).update(status="REGISTERED")
    second.refresh_from_db()
    for row in (first, second):
        record_appraisal(row, points=f.all_points_met(), recommended_support=180_000_000,
                         by=f.person("DOIT_SPECIALIST"))  # fmt: skip
        with pytest.raises(ValidationError, match="đã có hồ sơ cùng nội dung"):
            PROJECT_FLOW.press(row, "appraise", by=f.person("DOIT_DIRECTOR"))


def test_a_place_that_became_a_company_under_another_code_is_still_the_same_place():
    place = f.establishment(code="3000123456")
    file(draft(place))
    change_identity(place, by=officer(), code="3000654321", name="Công ty TNHH Mộc Việt", legal_form=place.legal_form,
                    on=datetime.date(2022, 1, 5))  # fmt: skip
    place.refresh_from_db()

    assert "“Công ty TNHH Mộc Việt” đã có hồ sơ cùng nội dung" in refused(draft(place))


def test_the_file_of_another_office_is_not_told():
    place, department = f.establishment(), f.person("DOIT_SPECIALIST")
    theirs = draft(place, by=department, implementing_organisation=f.office("DOIT"), spending_unit=f.office("DOIT"))
    file(theirs, by=department)

    said = refused(draft(place))

    assert "ở hồ sơ khác; hỏi Sở Công Thương" in said and theirs.code not in said


@pytest.mark.parametrize("category", [
    "training_workshop", "demo_model_new", "cleaner_production_pilot", "fair_join", "trademark",
    "wastewater_establishment", "consulting", "information_media", "enterprise_linkage", "voting_organise_province",
    "cluster_infrastructure", "showroom",
])  # fmt: skip
def test_every_family_knows_the_same_content_again(category):
    place = f.establishment()

    def dossier():
        return f.with_papers(f.project(category=f.category(category), beneficiaries=[Beneficiary(establishment=place)]))

    file(dossier())
    assert "đã có hồ sơ cùng nội dung" in refused(dossier())
