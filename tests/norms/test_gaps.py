"""A new kind of support says what it still lacks: on its page, to whoever sets it up, and when it is put into force."""

from datetime import date

import pytest
from django.urls import reverse

from norms.gaps import not_set_yet
from norms.models import AdvanceRule, RequiredPaper, SupportCategory

pytestmark = pytest.mark.django_db

DAY = date(2021, 5, 28)


@pytest.fixture
def label(local):
    return SupportCategory.objects.create(code="labels", name="In tem nhãn", name_short="Tem nhãn", unit="mẫu")


@pytest.fixture
def administrator(client, person):
    client.force_login(person("ADMINISTRATOR"), backend="core.backends.RoleBackend")
    return client


def lacks(category, tiers=("LOCAL",)):
    return [gap.words for gap in not_set_yet([category], DAY, tiers)[category]]


def test_a_new_kind_lacks_papers_of_every_stage_results_and_the_rule_of_advances(label):
    assert lacks(label) == [
        "giấy tờ phải có ở khâu Đăng ký", "giấy tờ phải có ở khâu Tạm ứng", "giấy tờ phải có ở khâu Thanh toán",
        "giấy tờ phải có ở khâu Quyết toán", "chỉ tiêu kết quả", "quy định tạm ứng (Khuyến công địa phương)",
    ]  # fmt: skip


def test_a_kind_that_takes_no_advance_lacks_no_papers_of_one(label):
    AdvanceRule.objects.create(
        category=label, tier="LOCAL", condition="NONE", condition_text="không tạm ứng", source="Quyết định của tỉnh",
        valid_from=DAY,
    )  # fmt: skip
    assert not [words for words in lacks(label) if "ạm ứng" in words]


def test_the_kinds_delivered_lack_nothing_but_what_their_texts_do_not_have(local):
    kinds = SupportCategory.objects.filter(active=True)
    assert {kind.code for kind, gaps in not_set_yet(kinds, DAY).items() if gaps} <= {
        "admin_managing_agency", "admin_implementer",
    }  # fmt: skip


def test_its_page_says_what_is_not_set_and_leads_the_administrator_there(label, administrator, client, person):
    page = administrator.get(label.get_absolute_url()).content.decode()
    assert "Nội dung này còn thiếu quy định" in page
    way = f"{reverse('admin:norms_requiredpaper_add')}?category={label.pk}&amp;stage=REGISTRATION"
    assert f'href="{way}"' in page and administrator.get(way.replace("&amp;", "&")).status_code == 200
    trademark = SupportCategory.objects.get(code="trademark")
    assert "còn thiếu quy định" not in administrator.get(trademark.get_absolute_url()).content.decode()
    client.force_login(person("VIEWER"), backend="core.backends.RoleBackend")
    page = client.get(label.get_absolute_url()).content.decode()
    assert "giấy tờ phải có ở khâu Đăng ký" in page and "requiredpaper" not in page


def test_whoever_gives_it_a_norm_is_told_at_once(label, local, administrator):
    norm = {
        "set": local.pk, "category": label.pk, "cap": "20.000.000", "cap_per_unit": "on", "base": "WITHOUT_VAT",
        "limit_status": "SET",
    }  # fmt: skip
    page = administrator.post(reverse("admin:norms_norm_add"), norm, follow=True).content.decode()
    assert "Nội dung “In tem nhãn” chưa có: giấy tờ phải có ở khâu Đăng ký" in page


def test_a_set_put_into_force_names_the_kinds_that_lack_something(label, local, administrator):
    copy = {"name": "Bộ mới", "code": "moi", "legal_document": local.legal_document_id, "valid_from": "01/01/2030"}
    administrator.post(reverse("norms:copy_set", args=[local.code]), copy)
    SupportCategory.objects.get(code="labels").norms.create(
        set=type(local).objects.get(code="moi"), cap=1_000_000, limit_status="SET"
    )
    RequiredPaper.objects.filter(category__code="trademark", stage="PAYMENT").delete()

    page = administrator.get(reverse("norms:put_into_force", args=["moi"]))

    lacking = {kind.code: [gap.words for gap in gaps] for kind, gaps in page.context["lacking"]}
    assert lacking["trademark"] == ["giấy tờ phải có ở khâu Thanh toán"] and len(lacking["labels"]) == 6
    assert "Nội dung còn thiếu quy định khác" in page.content.decode()
