"""The frame around every page: who is offered what, the year, calm refusals, files that are what they say."""

import hashlib
import re
from datetime import timedelta
from pathlib import Path
from unicodedata import normalize

import pytest
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import include, path, reverse
from fontTools.ttLib import TTFont

from accounts.models import Organisation, RoleGrant, User
from core import context, menu
from core.context import chosen_year
from core.dates import today
from core.menu import MENU, menu_for
from tests import factories as f

ROOT = settings.BASE_DIR
VENDOR = ROOT / "static" / "vendor"
PAGES = [page for page in (ROOT / "templates").rglob("*.html") if "papers" not in page.parts]  # papers are print


# --- what is served ---------------------------------------------------------------
def listed_files():
    rows = re.findall(r"^([0-9a-f]{64})  (\S+)$", (VENDOR / "README.md").read_text(), re.MULTILINE)
    return {name: digest for digest, name in rows}


def test_every_third_party_file_is_the_one_that_was_looked_at():
    found = {
        str(file.relative_to(VENDOR)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.rglob("*")
        if file.is_file() and file.name != "README.md"
    }

    assert found == listed_files()
    assert len(found) > 15


def test_every_third_party_thing_brings_its_licence():
    for file in listed_files():
        folder = VENDOR / Path(file).parent
        assert any((folder / name).exists() for name in ("LICENSE", "OFL.txt")), file


@pytest.mark.parametrize("face", ["Regular", "Bold", "Italic", "BoldItalic"])
def test_the_face_of_official_papers_has_every_vietnamese_letter(face):
    vowels = "aăâeêioôơuưy"
    marked = {normalize("NFC", vowel + mark) for vowel in vowels for mark in "\u0300\u0301\u0303\u0309\u0323"}
    letters = set(vowels) | marked | {"đ"}
    known = TTFont(VENDOR / "fonts" / "liberation-serif" / f"LiberationSerif-{face}.ttf").getBestCmap()

    assert not [letter for letter in letters | {letter.upper() for letter in letters} if ord(letter) not in known]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT / "templates")))
def test_no_page_carries_inline_script_or_style_or_names_another_host(page):
    html = page.read_text()

    assert not re.search(r"<style|\sstyle\s*=", html)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", html)


def test_the_style_sheets_load_nothing_from_another_host():
    for sheet in (ROOT / "static" / "css").glob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", sheet.read_text()), sheet.name


# --- people -----------------------------------------------------------------------
@pytest.fixture
def person(db):
    def make(role, username="ha", full_name="Nguyễn Thị Hà"):
        office, _ = Organisation.objects.get_or_create(
            name="Sở Công Thương tỉnh Hà Tĩnh", defaults={"short_name": "Sở Công Thương", "kind": "DOIT"}
        )
        user = User.objects.create_user(
            username, "mat-khau-cua-ha", full_name=full_name, position="Chuyên viên", organisation=office
        )
        RoleGrant.objects.create(user=user, role=role, valid_from=today())
        return user

    return make


def plain_page(request, *args, **kwargs):
    return render(request, "registration/password_change_done.html", {"chosen": chosen_year(request)})


def refuse(request):
    raise PermissionDenied("Chỉ Kế toán Sở Công Thương được phân bổ dự toán.")


def lose(request):
    raise Http404


def fail(request):
    raise RuntimeError("a fault nobody foresaw")


def named(app, *names):
    return include(([path(f"{name}/", plain_page, name=name) for name in names], app))


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", plain_page, name="home"),
                    path("runs/", plain_page, name="runs"),
                    path("register/", plain_page, name="register"),
                    path("register/7/", plain_page),
                ],
                "reports",
            )
        ),
    ),
    path("projects/", named("projects", "list")),
    path("budgets/", named("budgets", "estimate", "payments")),
    path("account/", named("accounts", "me")),
    path("refused/", refuse),
    path("lost/", lose),
    path("failed/", fail),
    path("logout/", lambda request: HttpResponse(), name="logout"),
    path("login/", lambda request: HttpResponse(), name="login"),
]
small_site = override_settings(ROOT_URLCONF=__name__, DEBUG=False)


def labels(groups):
    return [item.label for _, items in groups for item in items]


@small_site
def test_the_menu_offers_what_a_role_may_see_and_what_is_wired_in(person):
    officer, keeper = person("DOIT_SPECIALIST"), person("ADMINISTRATOR", "quantri")

    assert labels(menu_for(officer, "/", 2021)) == [
        "Việc cần xử lý",
        "Sổ theo dõi đề án",
        "Hồ sơ đề án",
        "Dự toán và phân bổ",
        "Tạm ứng, thanh toán",
        "Báo cáo, biểu mẫu",
    ]
    assert labels(menu_for(keeper, "/", 2021)) == ["Việc cần xử lý"]


@small_site
def test_a_record_below_a_list_keeps_the_list_marked_in_the_menu(client, person):
    client.force_login(person("DOIT_SPECIALIST"))

    html = client.get("/register/7/").content.decode()

    assert re.findall(r'<a href="([^"]+)" aria-current="page"', html) == ["/register/", "/register/"]  # desk and phone


def test_menu_words_are_the_offices_own():
    words = [entry.label for _, entries in MENU for entry in entries]

    assert "Sổ theo dõi đề án" in words
    assert "Nội dung và mức chi" in words
    assert len(words) == len(set(words))


def test_a_list_is_headed_as_the_menu_calls_it(client, person):
    """Two lists of projects, two names."""
    client.force_login(person("DOIT_SPECIALIST"))
    for name in ("reports:register", "projects:list"):
        label = next(entry.label for _, entries in MENU for entry in entries if entry.url_name == name)
        assert f"<h1>{label}</h1>" in client.get(reverse(name)).content.decode()


@small_site
def test_a_count_stands_beside_its_entry_and_asks_about_the_person_and_year(client, person, monkeypatch):
    officer = person("DOIT_SPECIALIST")
    asked = []
    monkeypatch.setattr(menu, "_counts", {})
    menu.register_count("reports:home", lambda user, year: asked.append((user.pk, year)) or 5)
    client.force_login(officer)

    html = client.get("/?year=2021").content.decode()

    assert '<span class="count">5<span class="visually-hidden"> việc</span></span>' in html
    assert set(asked) == {(officer.pk, 2021)}


@small_site
def test_the_chosen_year_is_remembered_and_nonsense_changes_nothing(client, person):
    client.force_login(person("DOIT_SPECIALIST"))

    client.get("/?year=2021")
    for nonsense in ("/", "/?year=99999", "/?year=١٢٣٤", "/?year=1066", "/?year=%00", "/?year=-2021"):
        assert client.get(nonsense).context["chosen"] == 2021


def test_the_year_is_this_one_until_only_older_books_exist(monkeypatch):
    monkeypatch.setattr(context, "_years", {})
    assert context.default_year() == today().year

    context.register_years(lambda: [2019, 2021])
    assert context.default_year() == 2021
    context.register_years(lambda: [today().year + 1])  # a plan is drafted for the year to come
    assert context.default_year() == 2021
    assert set(context.years_on_offer()) >= {2019, 2021, today().year, today().year + 1}


@small_site
def test_the_frame_names_the_person_and_the_office(client, person):
    client.force_login(person("DOIT_SPECIALIST", full_name="Nguyễn <b>Thị</b> Hà"))

    html = client.get("/").content.decode()

    assert "Nguyễn &lt;b&gt;Thị&lt;/b&gt; Hà" in html
    assert "Chuyên viên · Sở Công Thương" in html
    assert '<a class="skip" href="#main">' in html


@pytest.mark.parametrize("demo", [True, False])
@small_site
def test_the_demonstration_says_so_and_a_real_office_does_not(client, person, demo):
    client.force_login(person("DOIT_SPECIALIST"))

    with override_settings(DEMO=demo):
        html = client.get("/").content.decode()

    assert ("các đề án năm 2021 là giả định" in html) is demo


# --- calm refusals ------------------------------------------------------------------
@small_site
def test_a_refusal_names_the_rule_and_keeps_the_menu(client, person):
    client.force_login(person("DOIT_SPECIALIST"))

    response = client.get("/refused/")

    assert response.status_code == 403
    assert "Chỉ Kế toán Sở Công Thương được phân bổ dự toán." in response.content.decode()
    assert "Sổ theo dõi đề án" in response.content.decode()


@small_site
def test_what_is_out_of_reach_reads_like_what_does_not_exist(client, person):
    client.force_login(person("DOIT_SPECIALIST"))

    lost, nowhere = client.get("/lost/"), client.get("/no-such-page/")

    assert lost.status_code == nowhere.status_code == 404
    assert "Không tìm thấy trang này" in lost.content.decode()
    for response in (lost, nowhere):
        assert "Về việc cần xử lý" in response.content.decode()


@small_site
def test_a_fault_shows_a_calm_page_and_no_trace(person):
    client = Client(raise_request_exception=False)
    client.force_login(person("DOIT_SPECIALIST"))

    response = client.get("/failed/")

    assert response.status_code == 500
    assert "Có lỗi ở máy chủ" in response.content.decode()
    assert "nobody foresaw" not in response.content.decode()


@pytest.mark.parametrize("name", ["logout", "projects:new_survey"])
def test_the_address_of_a_button_opens_a_page_that_says_so(client, person, name):
    client.force_login(person("CENTRE_OFFICER"))

    response = client.get(reverse(name))

    assert (response.status_code, response["Allow"].split(", ")[0]) == (405, "POST")
    assert "Việc này chỉ làm bằng nút bấm" in response.content.decode()
    assert client.get("/api/v1/token/")["Content-Type"] == "application/json"


@small_site
def test_a_stale_form_is_refused_in_vietnamese(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("DOIT_SPECIALIST"))

    response = client.post("/")

    assert response.status_code == 403
    assert "Phiên làm việc đã cũ" in response.content.decode()


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "405", "500"])
def test_an_error_page_needs_nothing_but_itself(page):
    assert "<h1>" in render_to_string(f"{page}.html")


# --- the door -----------------------------------------------------------------------
def login_page(**page):
    return render_to_string("registration/login.html", {"form": AuthenticationForm(), **page})


def test_accounts_with_a_published_password_are_offered_in_a_demonstration_only():
    account = {"username": "chuyenvien", "full_name": "Nguyễn Thị Hà", "organisation": "Sở Công Thương"}

    offered = login_page(demo=True, demo_accounts=[account], demo_password="khuyencong2021")
    real = login_page(demo=False, demo_accounts=[account], demo_password="khuyencong2021")

    assert 'value="chuyenvien"' in offered
    assert "khuyencong2021" in offered
    assert "chuyenvien" not in real
    assert "khuyencong2021" not in real


def test_a_locked_account_reads_how_long_to_wait():
    html = render_to_string(
        "registration/locked.html", {"failure_limit": 8, "cooloff_timedelta": timedelta(minutes=15)}
    )

    assert "8 lần" in html
    assert "15 phút" in html


@pytest.mark.django_db
def test_the_menu_of_a_telephone_and_the_hint_of_a_date_are_vietnamese(client):
    client.force_login(f.person("DOIT_SPECIALIST"))
    page = client.get(reverse("projects:new")).content.decode()
    assert '<summary class="btn">Danh mục</summary>' in page and "Menu" not in page
    assert 'placeholder="ngày/tháng/năm"' in page and "dd/mm/yyyy" not in page
