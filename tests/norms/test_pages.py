"""The norm book on screen: the calculator, the marks on unsure figures, who may open it."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.audit import history
from core.dates import today
from norms.ceiling import ceiling
from norms.models import NormSet, RefusalReason, SupportCategory

pytestmark = pytest.mark.django_db

BOOK = reverse("norms:book")
QUESTION = {
    "category": "advanced_machinery",
    "tier": "LOCAL",
    "on": "28/05/2021",
    "cost": "415 triệu đồng",
    "units": "1",
    "priority": "1",
}


@pytest.fixture
def reader(client, person):
    client.force_login(person("VIEWER"), backend="core.backends.RoleBackend")
    return client


def test_the_book_shows_todays_norms_and_marks_what_is_unsure(local, reader):
    page = reader.get(BOOK).content.decode()

    assert "Mức chi minh họa của tỉnh" in page and "chưa kiểm chứng" in page and "minh họa" in page
    assert "tối đa 50 % chi phí, không quá 300.000.000 đ/cơ sở" in page


def test_deadlines_deciders_and_texts_say_where_they_come_from(local, reader):
    page = reader.get(reverse("norms:rules")).content.decode()

    assert "ngày 25 hằng tháng" in page and "20/5 năm trước" in page and "10 ngày làm việc" in page
    assert "TT 36/2013/TT-BCT đ.11 · áp dụng tương tự" in page and "Bộ trưởng Bộ Công Thương" in page
    assert "NQ 86/2018/NQ-HĐND" in page
    assert (
        "<div>Máy móc, thiết bị không phải máy mới" in page
        and '<div class="muted small">TT 46/2012/TT-BCT đ.4</div>' in page
    )
    RefusalReason.objects.filter(source="TT 46/2012/TT-BCT đ.4").update(valid_to=date(2020, 12, 31))
    assert "không phải máy mới" not in reader.get(reverse("norms:rules")).content.decode()


def test_a_note_about_the_search_for_a_figure_is_folded_and_a_note_that_is_part_of_the_rule_is_not(local, reader):
    def open_part(address):
        page = reader.get(address).content.decode()
        assert "Ghi chú của người nhập" in page
        return re.sub(r'<details class="fold">.*?</details>', "", page, flags=re.DOTALL)

    page = "".join(open_part(row.get_absolute_url()) for row in NormSet.objects.filter(illustrative=False))
    assert "Chỉ vé máy bay." in page and "Giao UBND tỉnh quy định." in page
    page += open_part(reverse("norms:rules"))
    page += open_part(SupportCategory.objects.get(code="trademark").get_absolute_url())
    for words in ("trí nhớ", "tin cậy", "Chưa tìm thấy", "chưa đọc được", "Chưa đọc"):
        assert words not in page


def test_the_calculator_answers_with_every_step(local, reader):
    page = reader.get(BOOK, QUESTION).content.decode()

    assert "Hỗ trợ tối đa 207.500.000 đ" in page
    assert "Lấy số nhỏ hơn: 207.500.000 đ." in page
    assert "khoản 4 Điều 8 TT 28/2018/TT-BTC" in page


def test_the_calculator_takes_a_decimal_comma_for_the_factor(local, reader):
    page = reader.get(BOOK, QUESTION | {"priority": "1,5", "cost": "2 tỷ"}).content.decode()

    assert "Hỗ trợ tối đa 450.000.000 đ" in page


def test_a_blocked_answer_says_who_can_settle_it(local, reader):
    page = reader.get(BOOK, QUESTION | {"category": "showroom", "tier": "NATIONAL"}).content.decode()

    assert "Chưa tính được mức hỗ trợ" in page and "Chưa rõ mức: Sở Công Thương tra văn bản" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"priority": "1,6"}, "vượt mức tối đa 1,5"),
        ({"priority": "nhiều"}, "errors"),
        ({"on": "01/01/2010"}, "Không có bộ mức chi nào có hiệu lực ngày 01/01/2010"),
        ({"on": "31/02/2021"}, "không có ngày 31"),
        ({"cost": "abc"}, "errors"),
        ({"units": "0"}, "errors"),
        ({"category": "may_bay"}, "errors"),
        ({"tier": "HUYEN"}, "errors"),
    ],
)
def test_a_wrong_question_comes_back_with_its_sentence(local, reader, changes, sentence):
    response = reader.get(BOOK, QUESTION | changes)

    assert response.status_code == 200
    page = response.content.decode()
    assert sentence in page and "Hỗ trợ tối đa" not in page


def test_each_set_and_each_kind_of_support_has_its_page(local, reader):
    for norm_set in NormSet.objects.all():
        assert norm_set.name in reader.get(norm_set.get_absolute_url()).content.decode()
    for category in SupportCategory.objects.all():
        page = reader.get(category.get_absolute_url())
        assert page.status_code == 200 and category.name in page.content.decode()
    assert reader.get(reverse("norms:set", args=["khong-co"])).status_code == 404
    assert reader.get(reverse("norms:category", args=["khong-co"])).status_code == 404


@pytest.mark.parametrize(("days", "said"), [(1, "chưa có hiệu lực"), (0, "còn hiệu lực")])
def test_a_set_to_come_is_not_in_force_yet(local, reader, days, said):
    NormSet.objects.filter(pk=local.pk).update(valid_from=today() + timedelta(days=days))

    assert said in reader.get(local.get_absolute_url()).content.decode()


def test_the_illustrative_set_says_so_on_its_page(local, reader):
    page = reader.get(local.get_absolute_url()).content.decode()

    assert "minh họa" in page and "chưa kiểm chứng" in page and "1,5 lần" in page


def test_from_a_kind_of_support_the_calculator_opens_with_it_chosen(local, reader):
    page = reader.get(BOOK, {"category": "trademark"}).content.decode()

    assert '<option value="trademark" selected>' in page


def test_pages_take_the_same_questions_however_long_the_book(local, reader):
    def questions(url, data=None):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert reader.get(url, data).status_code == 200
        return len(captured)

    category = SupportCategory.objects.get(code="trademark")
    urls = [
        (reverse("norms:rules"), None),
        (BOOK, None),
        (BOOK, QUESTION),
        (local.get_absolute_url(), None),
        (category.get_absolute_url(), None),
    ]
    few = [questions(*url) for url in urls]
    for n in range(30):
        extra = SupportCategory.objects.create(
            code=f"them-{n}", name=f"Nội dung thêm {n}", name_short="Thêm", unit="cái"
        )
        local.norms.create(category=extra, limit_status="SET", cap=1_000_000)

    assert [questions(*url) for url in urls] == few


def test_without_the_role_the_book_stays_closed(local, client, person):
    user = person("VIEWER")
    user.role_grants.update(valid_to="2020-12-31")
    client.force_login(user, backend="core.backends.RoleBackend")

    assert client.get(BOOK).status_code == 403
    client.logout()
    assert client.get(BOOK).status_code == 302


def test_the_administrator_edits_the_book_and_the_trail_keeps_both_figures(local, client, person):
    client.force_login(person("ADMINISTRATOR"), backend="core.backends.RoleBackend")
    norm = local.norms.get(category__code="trademark")
    url = reverse("admin:norms_norm_change", args=[norm.pk])
    shown = client.get(url).context["adminform"].form.initial
    data = {name: "" if value is None else value for name, value in shown.items()}

    assert client.post(url, data | {"cap": "40.000.000"}).status_code == 302

    norm.refresh_from_db()
    entry = history(norm).get()
    assert norm.cap == 40_000_000
    assert entry.before != entry.after and entry.by.username == "administrator"


def test_the_administrator_adds_a_set_a_kind_of_support_and_its_norm(local, client, person):
    client.force_login(person("ADMINISTRATOR"), backend="core.backends.RoleBackend")
    kind = {
        "code": "label_printing", "order": "430", "name": "Thiết kế và in tem nhãn", "name_short": "In tem nhãn",
        "unit": "mẫu", "detail_form": "GENERAL", "limit_of": "OWN", "active": "on",
        "output_indicators": "labels | Số mẫu tem nhãn | mẫu",
    }  # fmt: skip
    assert client.post(reverse("admin:norms_supportcategory_add"), kind).status_code == 302
    category = SupportCategory.objects.get(code="label_printing")
    asked = {"tier": "LOCAL", "cost": 50_000_000}
    assert ceiling(category, on=date(2030, 1, 1), **asked).blocked

    ended = reverse("admin:norms_normset_change", args=[local.pk])
    shown = client.get(ended).context["adminform"].form.initial
    data = {name: "" if value is None else value for name, value in shown.items()} | {"valid_to": "31/12/2029"}
    assert client.post(ended, data).status_code == 302
    new = {
        "code": "tinh-2030", "name": "Mức chi của tỉnh từ năm 2030", "tier": "LOCAL", "province_code": "42",
        "legal_document": local.legal_document_id, "valid_from": "01/01/2030",
    }  # fmt: skip
    assert client.post(reverse("admin:norms_normset_add"), new).status_code == 302
    norm = {
        "set": NormSet.objects.get(code="tinh-2030").pk, "category": category.pk, "rate_percent": "50",
        "cap": "20.000.000", "cap_per_unit": "on", "base": "WITHOUT_VAT", "limit_status": "SET", "article": "Điều 7",
    }  # fmt: skip
    assert client.post(reverse("admin:norms_norm_add"), norm).status_code == 302

    assert ceiling(category, on=date(2029, 12, 31), **asked).blocked
    answer = ceiling(category, on=date(2030, 1, 1), **asked)
    assert (answer.amount, answer.verified) == (20_000_000, False)
    assert "In tem nhãn" in client.get(BOOK, {"on": "01/01/2030"}).content.decode()


def test_the_administrator_cannot_make_two_sets_overlap(local, client, person):
    client.force_login(person("ADMINISTRATOR"), backend="core.backends.RoleBackend")
    data = {
        "code": "moi",
        "name": "Bộ mới",
        "tier": "LOCAL",
        "province_code": "42",
        "legal_document": local.legal_document_id,
        "valid_from": "01/01/2022",
    }
    response = client.post(reverse("admin:norms_normset_add"), data)

    assert response.status_code == 200
    assert "hãy kết thúc bộ cũ trước" in response.content.decode()
    assert not NormSet.objects.filter(code="moi").exists()
