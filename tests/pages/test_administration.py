"""The administration pages as `quantri` meets them: Vietnamese throughout, figures kept, the trail in words."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import django.contrib.admin
import django.contrib.auth
import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Substitution, User
from accounts.roles import CATALOGUES
from core.admin import ReferenceAdmin
from core.audit import history
from core.audit_models import words_of
from core.dates import today
from core.models import AuditEntry
from norms.models import Norm, QuoteRule, SupportCategory

STATE = "sample"
EDITED = [f"{app}_{model}" for app, models in CATALOGUES.items() for model in models]
LISTS = ["core_auditentry", *EDITED]
# Vietnamese syllables and names that Django's English sentences happen to hold as well.
ALSO_VIETNAMESE = {"can", "con", "cho", "ban", "may", "pin", "thanh", "trong", "tinh", "minh", "thu", "web"}


@cache
def english_words():
    """The words of everything Django's administration, forms and accounts say in English."""
    words = set()
    for package in (django, django.contrib.admin, django.contrib.auth):
        folder = Path(package.__file__).parent / ("conf" if package is django else "")
        text = (folder / "locale" / "en" / "LC_MESSAGES" / "django.po").read_text()
        text = re.sub(
            r"%\(\w+\)\w|\{\w*\}|<[^>]*>", " ", "\n".join(re.findall(r'^(?:msgid(?:_plural)? )?"(.*)"$', text, re.M))
        )
        words.update(word.lower() for word in re.findall(r"[A-Za-z]{3,}", text))
    return words - ALSO_VIETNAMESE


class Reader(HTMLParser):
    """What a page says to whoever sees it or has it read aloud; what somebody typed into a box is theirs."""

    UNSEEN = {"script", "style", "textarea"}
    SAID = {"alt", "title", "placeholder", "aria-label"}

    def __init__(self):
        super().__init__()
        self.said, self.unseen = [], 0

    def handle_starttag(self, tag, attrs):
        self.unseen += tag in self.UNSEEN
        attrs = dict(attrs)
        button = tag == "input" and attrs.get("type") in ("submit", "button")
        self.said += [value or "" for name, value in attrs.items() if name in self.SAID or (button and name == "value")]

    def handle_endtag(self, tag):
        self.unseen -= tag in self.UNSEEN

    def handle_data(self, data):
        if not self.unseen:
            self.said.append(data)


def english_in(answer):
    """English words on a page; a code (advanced_machinery) is one word and not among them."""
    reader = Reader()
    reader.feed(answer.content.decode())
    return sorted(set(re.findall(r"\b[a-z]{3,}\b", " ".join(reader.said).lower())) & english_words())


def test_the_check_itself_sees_what_was_wrong():
    """The words of the first review, before anybody mended them."""
    assert {"show", "counts", "please", "errors", "below", "welcome", "search"} <= english_words()


@pytest.fixture
def quantri(client, sample):
    client.force_login(User.objects.get(username="quantri"), backend="core.backends.RoleBackend")
    absent, *colleagues = User.objects.filter(organisation__kind="CENTRE")
    for colleague in colleagues:  # the sample has none
        Substitution.objects.create(
            absent=absent, substitute=colleague, paper_number="12/QĐ-TTKC", valid_from=today(), valid_to=today()
        )
    return client


def first(name):
    return next(model for model in admin.site._registry if f"{model._meta.app_label}_{model._meta.model_name}" == name)


def pages_of(name):
    """Addresses of one catalogue: its list, a search, the form of a row, its history, the empty form."""
    yield reverse(f"admin:{name}_changelist")
    yield reverse(f"admin:{name}_changelist") + "?q=x&_facets=True"
    if row := first(name)._default_manager.order_by("pk").first():
        yield reverse(f"admin:{name}_change", args=[row.pk])
        yield reverse(f"admin:{name}_history", args=[row.pk])
    if name in EDITED:
        yield reverse(f"admin:{name}_add")


def test_every_catalogue_that_is_edited_has_somebody_who_edits_it():
    offered = {
        f"{model._meta.app_label}_{model._meta.model_name}"
        for model, page in admin.site._registry.items()
        if isinstance(page, ReferenceAdmin)
    }
    assert offered <= set(EDITED)


@pytest.mark.parametrize("name", LISTS)
def test_every_page_of_a_catalogue_speaks_vietnamese(quantri, name):
    for url in pages_of(name):
        answer = quantri.get(url)
        assert answer.status_code == 200, url
        assert english_in(answer) == [], url


@pytest.mark.parametrize("name", EDITED)
def test_a_form_sent_empty_or_full_of_nonsense_is_refused_in_vietnamese(quantri, name):
    url = reverse(f"admin:{name}_add")
    fields = quantri.get(url).context["adminform"].form.fields
    refused = False
    for nonsense in ("", "\x00 ý ", "-9" * 400, "31/02/2021"):
        answer = quantri.post(url, dict.fromkeys(fields, nonsense))
        assert answer.status_code == 200, answer.headers
        assert english_in(answer) == []
        refused = refused or "Chưa lưu được. Hãy sửa những mục có ghi lỗi bên dưới." in answer.content.decode()
    assert refused


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/admin/", 200),
        ("/admin/norms/", 200),
        ("/admin/accounts/user/999999/change/", 200),
        ("/admin/accounts/user/khong-co/history/", 200),
        ("/admin/password_change/", 200),
        ("/admin/login/", 200),
        ("/admin/accounts/user/1/delete/", 403),
        ("/admin/projects/project/", 403),
        ("/admin/core/auditentry/add/", 403),
        ("/admin/khong/co/", 404),
    ],
)
def test_the_frame_its_errors_and_refusals_speak_vietnamese(quantri, path, code):
    answer = quantri.get(path, follow=True)
    assert answer.status_code == code
    assert english_in(answer) == []


def test_nothing_is_deleted_and_the_refusal_says_what_to_do(quantri):
    answer = quantri.post("/admin/accounts/user/1/delete/", {"post": "yes"})
    assert answer.status_code == 403
    assert "Không xóa dòng nào của danh mục" in answer.content.decode()


def test_whoever_has_no_business_there_is_told_so_in_vietnamese(client, sample):
    client.force_login(User.objects.get(username="chuyenvien"), backend="core.backends.RoleBackend")
    answer = client.get("/admin/", follow=True)
    assert "không được giao việc quản trị" in answer.content.decode()
    assert not re.search(r"<input[^>]* required", answer.content.decode())  # the browser has nothing to check
    assert english_in(answer) == []


def test_the_scripts_of_the_calendar_speak_vietnamese(quantri):
    words = quantri.get("/admin/jsi18n/").content.decode()
    for said in ("Ch\\u1ecdn ng\\u00e0y", "Th\\u1ee9 Hai", "H\\u00f4m nay"):
        assert said in words
    assert '"FIRST_DAY_OF_WEEK": 1' in words


def test_the_head_names_the_person_in_full_and_leads_back(quantri):
    page = quantri.get("/admin/").content.decode()
    assert "<b>Quản trị hệ thống</b>" in page
    assert "<h1>Danh mục, tài khoản</h1>" in page
    assert '<a href="/">Về chương trình</a>' in page
    assert "Django" not in page


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_the_same_questions_however_many_rows_it_has(quantri, name):
    url, model = reverse(f"admin:{name}_changelist"), first(name)
    if model is QuoteRule:  # the province has fixed none yet
        for above in (50_000_000, 100_000_000):
            QuoteRule.objects.create(tier="LOCAL", above=above, quotes=3, source="x", valid_from="2020-01-01")

    def questions(rows):
        kept = list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:rows])
        with CaptureQueriesContext(connection) as captured:
            assert quantri.get(url, {"pk__in": ",".join(map(str, kept))}).status_code == 200
        return len(captured)

    assert model._default_manager.count() > 1
    questions(1)
    assert questions(20) == questions(1)


# --- figures ----------------------------------------------------------------------
def form_of(answer):
    shown = answer.context["adminform"].form
    return {name: "" if (value := shown[name].value()) is None else value for name in shown.fields}


def test_an_amount_stands_in_a_box_that_can_show_it(quantri):
    norm = Norm.objects.filter(cap=200_000_000).first()
    page = quantri.get(reverse("admin:norms_norm_change", args=[norm.pk])).content.decode()
    box = re.search(r'<input[^>]*name="cap"[^>]*>', page)[0]
    assert 'type="text"' in box and 'value="200.000.000"' in box
    assert "200.000.000" in quantri.get(reverse("admin:norms_norm_changelist")).content.decode()


def test_what_was_ticked_or_typed_is_told_in_words(quantri):
    norm = Norm.objects.filter(cap=200_000_000).first()
    url = reverse("admin:norms_norm_change", args=[norm.pk])
    sent = form_of(quantri.get(url)) | {"cap": "250.000.000", "verified": "" if norm.verified else "on"}
    assert quantri.post(url, sent).status_code == 302
    before, after = ("có", "không") if norm.verified else ("không", "có")
    assert set(history(norm).first().changes) == {
        ("Mức trần (đồng)", "200.000.000", "250.000.000"), ("Đã kiểm chứng", before, after)
    }  # fmt: skip
    story = quantri.get(reverse("admin:norms_norm_history", args=[norm.pk])).content.decode()
    assert "Sửa danh mục" in story and "250.000.000" in story


def test_saving_without_a_change_leaves_no_line_in_the_trail(quantri):
    norm = Norm.objects.filter(cap=200_000_000).first()
    url = reverse("admin:norms_norm_change", args=[norm.pk])
    assert quantri.post(url, form_of(quantri.get(url))).status_code == 302
    assert not history(norm).exists()


def test_indicators_are_lines_and_no_code(quantri):
    row = SupportCategory.objects.get(code="trademark")
    url = reverse("admin:norms_supportcategory_change", args=[row.pk])
    sent = form_of(quantri.get(url)) | {"active": "on", "output_indicators": "so | Số nhãn hiệu | nhãn hiệu\n"}
    answer = quantri.post(url, sent | {"output_indicators": "so | Số nhãn hiệu"})
    assert "“so | Số nhãn hiệu”: phải ghi đủ mã | tên chỉ tiêu | đơn vị tính." in answer.content.decode()
    assert quantri.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert row.output_indicators == [{"code": "so", "name": "Số nhãn hiệu", "unit": "nhãn hiệu"}]
    assert history(row).first().after["Chỉ tiêu kết quả"] == "so | Số nhãn hiệu | nhãn hiệu"


# --- the trail --------------------------------------------------------------------
def test_the_trail_names_acts_people_and_offices_in_words(quantri):
    entry = AuditEntry.objects.filter(action="projects.project.register").first()
    url = reverse("admin:core_auditentry_changelist")
    page = quantri.get(url, {"act": "nộp hồ sơ đăng ký", "office__id__exact": entry.office_id}).content.decode()
    assert entry.who in page
    assert "Nộp hồ sơ đăng ký" in page
    assert not re.search(r"\b[a-z]+\.[a-z]+\.[a-z_]+\b", "".join(re.findall(r"<td.*?</td>", page)))


def test_the_trail_is_narrowed_by_an_act_whichever_room_it_is_of(quantri):
    url = reverse("admin:core_auditentry_changelist")
    codes = set(AuditEntry.objects.values_list("action", flat=True))
    alike = {code for code in codes if words_of(code) == "duyệt quyết toán"}
    found = quantri.get(url, {"act": "duyệt quyết toán"}).context["cl"].queryset
    assert len(alike) == 2
    assert set(found.values_list("action", flat=True)) == alike
    assert not quantri.get(url, {"act": "việc không có"}).context["cl"].queryset.exists()


def test_a_line_of_the_trail_shows_before_and_after(quantri):
    entry = AuditEntry.objects.filter(action="budgets.commitment.sign").exclude(before=None).first()
    page = quantri.get(reverse("admin:core_auditentry_change", args=[entry.pk])).content.decode()
    assert "Trạng thái: Đang soạn → Đã ký, đang hiệu lực" in page
    assert "Ngày của việc: " in page
