"""The norm book as delivered: loaded once, complete, and never written over what the administrator has changed."""

from datetime import date

import pytest
import yaml
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from core.audit import history
from norms.loading import DATA, load_illustrative_local_set, load_norms
from norms.models import (
    AdvanceRule,
    DeadlineRule,
    LegalDocument,
    Norm,
    NormSet,
    RequiredPaper,
    SupportCategory,
    Tier,
)
from norms.selectors import treasury_rule
from tests.norms.conftest import IN_2017, IN_2021

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(db):
    """Loaded by each test itself: what loading does is what is looked at here."""
    return load_norms()


def rows():
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_app_config("norms").get_models()
    }


def test_a_second_load_changes_nothing(book):
    before = rows()

    again = load_norms()

    assert book.total > 900 and (again.total, again.differences) == (0, [])
    assert rows() == before


def test_what_the_administrator_changed_stays_and_is_reported(book):
    norm = Norm.objects.get(set__code="national-tt28-2018", category__code="trademark")
    norm.cap = 40_000_000
    norm.save()
    SupportCategory.objects.filter(code="showroom").update(name="Phòng trưng bày của Trung tâm")

    again = load_norms()

    norm.refresh_from_db()
    assert norm.cap == 40_000_000
    assert again.total == 0 and len(again.differences) == 2
    assert any("đang là “40000000”, dữ liệu gốc là “35000000”; giữ nguyên." in s for s in again.differences)


def test_a_rule_that_the_administrator_replaced_does_not_come_back(book):
    rule = AdvanceRule.objects.get(category__code="demo_model_new", tier=Tier.LOCAL)
    AdvanceRule.objects.filter(pk=rule.pk).update(valid_from=date(2013, 1, 1), percent=50)

    again = load_norms()

    assert again.total == 0
    assert any("trong cùng thời gian, không nạp" in sentence for sentence in again.differences)


def test_what_is_missing_is_added_to_what_is_there(book):
    Norm.objects.filter(category__code="trademark").delete()

    assert load_norms().created == {"mức chi": 2}


def test_every_delivered_row_obeys_the_rules_of_its_form(book):
    RequiredPaper.objects.exclude(category__code="trademark").delete()  # the same list 43 times over
    for model in apps.get_app_config("norms").get_models():
        for row in model._base_manager.all():
            row.full_clean()


def test_the_figures_are_those_of_the_file(book):
    file = yaml.safe_load((DATA / "norm_sets.yaml").read_text(encoding="utf-8"))
    for norm_set in file["sets"]:
        stored = {norm.category.code: norm for norm in Norm.objects.filter(set__code=norm_set["code"])}
        assert len(stored) == len(norm_set["norms"])
        for norm in norm_set["norms"]:
            mine = stored[norm["category"]]
            assert (mine.rate_percent, mine.cap, mine.verified) == (
                norm.get("rate_percent"),
                norm.get("cap"),
                norm["verified"],
            )


def test_every_source_says_the_law_by_its_name(book):
    codes = tuple(f"{code} " for code in LegalDocument.objects.values_list("code", flat=True))
    sourced = [model for model in apps.get_app_config("norms").get_models() if hasattr(model, "source")]
    said = {row.source for model in sourced for row in model._base_manager.all()}
    said |= set(NormSet.objects.values_list("limits_source", flat=True))
    assert "TT 46/2012/TT-BCT đ.4" in said
    assert not [source for source in said if any(part.startswith(codes) for part in source.split("; "))]


def test_hatinhs_own_resolution_is_known_but_not_used(book):
    resolution = LegalDocument.objects.get(number="86/2018/NQ-HĐND")

    assert not resolution.verified and resolution.issued_on == date(2018, 7, 18)
    assert not resolution.norm_sets.exists()
    assert not NormSet.objects.filter(tier=Tier.LOCAL).exists()


def test_only_a_verified_text_of_its_own_goes_above_the_general_limit_of_the_treasury(book):
    rules = AdvanceRule.objects.all()
    assert rules.filter(special=True).exists() and rules.filter(percent=70, special=False).exists()
    assert not rules.filter(special=True).exclude(verified=True, percent__isnull=False).exists()
    assert treasury_rule("GENERAL_ADVANCE", "LOCAL", date(2024, 4, 30)) is None
    general, full = (treasury_rule(code, "LOCAL", date(2024, 5, 1)) for code in ("GENERAL_ADVANCE", "FULL_CLEARING"))
    assert (general.percent, general.above, full.percent) == (50, 50_000_000, 80)
    assert str(general) == "Mức tạm ứng chung 50 % giá trị hợp đồng, hợp đồng trên 50.000.000 đ"


def test_the_command_says_what_it_did(db, capsys):
    call_command("load_norms")
    assert "bộ mức chi: thêm 2" in capsys.readouterr().out
    call_command("load_norms")
    assert capsys.readouterr().out.strip() == "Không có gì mới."


def test_loading_a_set_leaves_a_line_in_the_trail(book):
    entry = history(NormSet.objects.get(code="national-l26-2014")).get()

    assert entry.by is None and entry.what == "nạp bộ mức chi"


def test_the_illustrative_set_copies_the_national_figures_of_that_day(local):
    national = {n.category_id: n for n in Norm.objects.filter(set__code="national-tt28-2018")}
    mine = {n.category_id: n for n in local.norms.all()}

    assert (local.tier, local.province_code, local.illustrative, local.verified) == (Tier.LOCAL, "42", True, False)
    assert local.valid_from == date(2018, 5, 11) and local.valid_to is None
    assert (local.priority_multiplier_max, local.advance_limit_percent, local.limits_verified) == (1.5, 70, False)
    assert len(mine) == SupportCategory.objects.count()
    for pk, norm in mine.items():
        source = national.get(pk)
        if source and source.limit_status == Norm.Status.SET:
            assert (norm.rate_percent, norm.cap, norm.citation) == (source.rate_percent, source.cap, source.citation)
        else:
            assert norm.limit_status == Norm.Status.ACTUAL_COST


def test_the_illustrative_set_is_made_once(local):
    before = rows()

    assert load_illustrative_local_set("42", IN_2021) == local
    assert rows() == before


def test_an_illustrative_set_never_covers_a_real_one(book):
    NormSet.objects.create(
        code="hatinh",
        name="Nghị quyết của tỉnh",
        tier=Tier.LOCAL,
        province_code="42",
        legal_document=LegalDocument.objects.get(code="NQ86"),
        valid_from=date(2019, 1, 1),
    )
    with pytest.raises(ValidationError, match="đã có bộ mức chi khác trong cùng thời gian"):
        load_illustrative_local_set("42", IN_2021)


def test_an_illustrative_set_needs_national_figures_to_copy(db):
    with pytest.raises(ValidationError, match="06/10/2017"):
        load_illustrative_local_set("42", IN_2017)


def test_local_settings_taken_from_the_national_tier_say_so(book):
    assert not AdvanceRule.objects.filter(tier=Tier.LOCAL, by_analogy=False).exists()
    assert not AdvanceRule.objects.filter(tier=Tier.NATIONAL, by_analogy=True).exists()
    assert DeadlineRule.objects.get(code="registration", tier=Tier.LOCAL).by_analogy


def test_the_book_opens_before_anything_is_loaded(client, person):
    client.force_login(person("VIEWER"), backend="core.backends.RoleBackend")

    response = client.get(reverse("norms:book"))

    assert response.status_code == 200
    assert "Chưa có nội dung hỗ trợ nào" in response.content.decode()
