"""What the database itself refuses, and how the dated settings are asked."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from norms.models import (
    AdvanceRule,
    DeadlineRule,
    DeciderRule,
    LegalDocument,
    Norm,
    NormSet,
    PaperKind,
    RequiredPaper,
    SupportCategory,
    Tier,
)
from norms.selectors import advance_rule, deadline, decider, required_papers
from tests.norms.conftest import IN_2021

pytestmark = pytest.mark.django_db


def refused_by_the_database(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def refused_by_the_form(row, sentence):
    with pytest.raises(ValidationError, match=sentence):
        row.full_clean()


def a_set(**changes):
    facts = {
        "code": "moi",
        "name": "Bộ mới",
        "tier": Tier.LOCAL,
        "province_code": "42",
        "legal_document": LegalDocument.objects.get(code="NQ86"),
        "valid_from": date(2020, 1, 1),
    }
    return NormSet(**facts | changes)


def test_two_sets_of_one_province_never_hold_on_the_same_day(local):
    overlapping = a_set()
    refused_by_the_form(overlapping, "hãy kết thúc bộ cũ trước")
    refused_by_the_database(overlapping)

    local.valid_to = date(2020, 1, 1)
    local.save()
    refused_by_the_database(a_set())  # the last day of one is still its own
    a_set(valid_from=date(2020, 1, 2)).save()


def test_sets_of_two_provinces_and_two_tiers_stand_side_by_side(local):
    a_set(province_code="40").save()
    assert NormSet.objects.on(IN_2021).count() == 3


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"province_code": ""}, "phải ghi mã tỉnh"),
        ({"tier": Tier.NATIONAL, "valid_from": date(2000, 1, 1), "valid_to": date(2000, 2, 1)}, "phải ghi mã tỉnh"),
        ({"priority_multiplier_max": Decimal("0.9")}, "không được nhỏ hơn 1"),
        ({"priority_multiplier_max": Decimal("1.51")}, "không được vượt 1,5 lần (TTLT 26/2014"),
        ({"advance_limit_percent": 101}, "từ 0 đến 100"),
        ({"valid_to": date(2019, 12, 31)}, "Ngày kết thúc"),
    ],
)
def test_a_set_that_makes_no_sense_is_refused(book, changes, sentence):
    try:
        a_set(**changes).full_clean()
    except ValidationError as error:
        assert sentence in str(error)
    else:
        pytest.fail("accepted")
    if "valid_to" not in changes or "tier" in changes:
        refused_by_the_database(a_set(**changes))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"limit_status": "SET"}, "phải ghi tỷ lệ hoặc mức trần"),
        ({"limit_status": "UNKNOWN", "cap": 5}, "phải ghi tỷ lệ hoặc mức trần"),
        ({"limit_status": "ACTUAL_COST", "rate_percent": 50}, "phải ghi tỷ lệ hoặc mức trần"),
        ({"limit_status": "SET", "rate_percent": 0}, "lớn hơn 0"),
        ({"limit_status": "SET", "rate_percent": 101}, "không quá 100"),
        ({"limit_status": "SET", "cap": 0}, "Mức trần phải lớn hơn 0"),
    ],
)
def test_a_norm_without_a_meaning_is_refused(book, facts, sentence):
    norm = Norm(
        set=NormSet.objects.get(code="national-tt28-2018"),
        category=SupportCategory.objects.get(code="training_workshop"),
        **facts,
    )
    refused_by_the_form(norm, sentence)
    refused_by_the_database(norm)


def test_a_set_has_one_norm_for_a_kind_of_support(book):
    norm = Norm.objects.get(set__code="national-tt28-2018", category__code="trademark")
    norm.pk = None
    refused_by_the_form(norm, "đã có mức cho nội dung ấy")
    refused_by_the_database(norm)


@pytest.mark.parametrize("model", [RequiredPaper, AdvanceRule, DeadlineRule, DeciderRule])
def test_a_dated_setting_never_stands_twice_on_the_same_day(book, model):
    row = model.objects.filter(valid_to__isnull=True).first()
    row.pk, row.valid_from = None, IN_2021
    refused_by_the_form(row, "trong cùng thời gian")
    refused_by_the_database(row)


def test_a_setting_is_followed_by_its_successor(book):
    old = advance_rule(SupportCategory.objects.get(code="demo_model_new"), Tier.LOCAL, IN_2021)
    change = date(2024, 7, 1)
    AdvanceRule.objects.filter(pk=old.pk).update(valid_to=change - timedelta(days=1))
    new = AdvanceRule.objects.create(
        category=old.category,
        tier=old.tier,
        percent=50,
        condition="CONTRACT",
        condition_text="đã ký hợp đồng",
        valid_from=change,
        source="quy chế của tỉnh",
    )

    assert advance_rule(old.category, Tier.LOCAL, change - timedelta(days=1)) == old
    assert advance_rule(old.category, Tier.LOCAL, change) == new
    assert advance_rule(old.category, Tier.LOCAL, date(2014, 2, 9)) is None


def test_advances_are_those_of_the_circular(book):
    def rule(code):
        return advance_rule(SupportCategory.objects.get(code=code), Tier.LOCAL, IN_2021)

    machinery, cluster, award = rule("advanced_machinery"), rule("wastewater_cluster"), rule("voting_award_province")
    assert (machinery.percent, machinery.condition, machinery.value_threshold_percent) == (70, "VALUE_DONE", 70)
    assert (cluster.percent, cluster.condition, cluster.value_threshold_percent) == (30, "VOLUME_DONE", 50)
    assert award.percent is None and award.sentence.startswith("Không tạm ứng")
    assert rule("cluster_investment_report_establish").percent is None


def test_papers_come_in_reading_order_by_stage(book):
    machinery = SupportCategory.objects.get(code="advanced_machinery")

    names = [row.paper.code for row in required_papers(machinery, "ADVANCE", IN_2021)]
    assert names == ["project_contract", "progress_report"]
    registration = required_papers(machinery, "REGISTRATION", IN_2021)
    assert [row.paper.code for row in registration if row.always] == [
        "request_letter",
        "project_text",
        "estimate_form_1",
        "counterpart_commitment",
        "no_double_funding_commitment",
    ]
    assert required_papers(machinery, "REGISTRATION", date(2014, 2, 9)) == []


def test_a_paper_of_one_tier_is_asked_in_that_tier_only(book):
    machinery = SupportCategory.objects.get(code="advanced_machinery")
    own = RequiredPaper.objects.create(
        category=machinery,
        stage="ADVANCE",
        paper=PaperKind.objects.get(code="support_contract"),
        tier=Tier.LOCAL,
        valid_from=date(2019, 1, 1),
        source="quy chế của tỉnh",
    )

    assert own in required_papers(machinery, "ADVANCE", IN_2021, tier=Tier.LOCAL)
    assert own not in required_papers(machinery, "ADVANCE", IN_2021, tier=Tier.NATIONAL)
    assert own not in required_papers(machinery, "ADVANCE", IN_2021)


def test_asking_for_papers_takes_one_question(book, django_assert_num_queries):
    machinery = SupportCategory.objects.get(code="advanced_machinery")
    with django_assert_num_queries(1):
        [row.paper.name for row in required_papers(machinery, "PAYMENT", IN_2021)]


@pytest.mark.parametrize(
    ("code", "on", "asked", "due"),
    [
        ("registration", IN_2021, {"year": 2022}, date(2021, 5, 20)),
        ("progress-report", IN_2021, {"after": date(2021, 6, 3)}, date(2021, 6, 25)),
        ("settlement-dossier", IN_2021, {"after": date(2021, 11, 20)}, date(2021, 12, 5)),
        ("liquidation", IN_2021, {"year": 2021}, date(2022, 1, 22)),
        ("closing-window", date(2022, 1, 15), {"year": 2021}, date(2022, 1, 31)),
        ("review-correction", date(2026, 6, 1), {"after": date(2026, 6, 5)}, date(2026, 6, 19)),
        ("advance-clearing", date(2025, 1, 5), {"after": date(2025, 1, 5)}, date(2025, 2, 28)),
        ("treasury-quarter", IN_2021, {"after": date(2021, 12, 31)}, date(2022, 1, 10)),
    ],
)
def test_a_deadline_gives_its_day(book, code, on, asked, due):
    assert deadline(code, Tier.LOCAL, on).due(**asked) == due


def test_a_deadline_asks_for_what_it_counts_from(book):
    with pytest.raises(ValidationError, match="cần năm"):
        deadline("registration", Tier.LOCAL, IN_2021).due(after=IN_2021)
    with pytest.raises(ValidationError, match="cần ngày đó"):
        deadline("settlement-dossier", Tier.LOCAL, IN_2021).due(year=2021)


def test_the_rules_of_the_year_end_change_with_the_circular_of_2026(book):
    assert not deadline("closing-window", Tier.LOCAL, date(2026, 3, 24)).verified
    assert deadline("closing-window", Tier.LOCAL, date(2026, 3, 25)).source.startswith("TT 26/2026/TT-BTC")


def test_who_decides_depends_on_change_tier_and_scope(book):
    assert decider("INCREASE_SUPPORT", Tier.LOCAL, IN_2021).decider == "PPC"
    assert decider("INCREASE_SUPPORT", Tier.NATIONAL, IN_2021).decider == "MINISTER"
    assert decider("BENEFICIARY", Tier.NATIONAL, IN_2021).decider == "MINISTRY_DEPARTMENT"
    assert decider("BENEFICIARY", Tier.NATIONAL, IN_2021, scope="GROUP").decider == "DOIT"
    assert decider("SUSPEND", Tier.NATIONAL, IN_2021) is None


def test_indicators_are_written_out_in_full(book):
    category = SupportCategory.objects.get(code="fair_join")
    category.output_indicators = [{"code": "fairs"}]
    refused_by_the_form(category, "phải ghi đủ")
    category.output_indicators = [{"code": "a", "name": "A", "unit": "x"}] * 2
    refused_by_the_form(category, "không được trùng nhau")


@pytest.mark.parametrize(
    ("category", "words"),
    [
        ("advanced_machinery", "tối đa 50 % chi phí, không quá 300.000.000 đ/cơ sở"),
        ("demo_model_existing", "không quá 100.000.000 đ/mô hình"),
        ("fair_join", "tối đa 80 % chi phí"),
        ("showroom", "Chưa rõ mức"),
    ],
)
def test_a_figure_reads_as_a_clerk_would_say_it(book, category, words):
    assert Norm.objects.get(set__code="national-tt28-2018", category__code=category).figure == words
