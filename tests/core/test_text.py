"""Vietnamese text: stored in one spelling, found without marks, sorted by the Vietnamese alphabet."""

import random
import unicodedata

import pytest
from django import forms
from django.db import models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from core.fields import NFCCharField, NFCTextField, SearchTextField, SortKeyField, found_by
from core.text import fold, nfc, one_line, person_sort_key, shortened, sort_key

FOLDED = [
    ("Sản xuất sạch hơn", "san xuat sach hon"),
    ("SẢN XUẤT SẠCH HƠN", "san xuat sach hon"),
    (unicodedata.normalize("NFD", "Sản xuất sạch hơn"), "san xuat sach hon"),
    ("  Công ty   TNHH\tĐại Lợi ", "cong ty tnhh dai loi"),
    ("Đường", "duong"),
    ("Ðường", "duong"),  # Icelandic eth, as old typewriters had it
    ("hoà", "hoa"),
    ("hòa", "hoa"),
    ("uỷ ban", "uy ban"),
    ("ủy ban", "uy ban"),
    ("tỷ lệ", "ty le"),
    ("tỉ lệ", "ty le"),
    ("Công ti cổ phần", "cong ty co phan"),
    ("tiền", "tien"),  # only the syllable by itself
    ("kỹ thuật", "ky thuat"),
    ("kĩ thuật", "ki thuat"),  # other i and y are kept as spelled
    ("“Trích dẫn”", '"trich dan"'),
    ("2021–2025", "2021-2025"),
    ("12 m²", "12 m2"),
    ("Số 173/KH-UBND", "so 173/kh-ubnd"),
    ("ỨNG DỤNG ơ ư đ Ỹ", "ung dung o u d y"),
    ("Nguyễn\u00a0Thị\u200b Hà", "nguyen thi ha"),
    ("", ""),
    (None, ""),
]

IN_ORDER = [
    "123 Thành Sen",
    "A Lưới",
    "an",
    "àn",
    "ản",
    "ãn",
    "án",
    "ạn",
    "An Bình",
    "ánh",
    "ăn",
    "ân",
    "bà",
    "Ca",
    "da",
    "Dương",
    "đá",
    "Đức",
    "e",
    "ê",
    "Fa",
    "ga",
    "Hà Tĩnh",
    "Hương Khê",
    "Hương Sơn",
    "i",
    "ka",
    "Kỳ Anh",
    "la",
    "Lộc Hà",
    "ma",
    "na",
    "Nghi Xuân",
    "o",
    "ô",
    "ơ",
    "pa",
    "qua",
    "ra",
    "sa",
    "ta",
    "Thạch Hà",
    "u",
    "ư",
    "va",
    "Vũ Quang",
    "xa",
    "ý",
    "Yên",
    "za",
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_search_sees_letters_without_marks(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_names_sort_by_the_vietnamese_alphabet():
    shuffled = IN_ORDER.copy()
    random.Random(173).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == IN_ORDER


def test_the_known_list_of_the_old_system_is_in_order():
    words = ["An", "Ánh", "Ăn", "Ân", "Da", "Dương", "Đức", "E", "Ê", "O", "Ô", "Ơ"]
    assert sorted(set(words), key=sort_key) == words


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("hoa", "hòa"),
        ("hòa", "hỏa"),
        ("hỏa", "hõa"),
        ("hõa", "hóa"),
        ("hóa", "họa"),
        ("họa", "hoai"),  # letters before tones
        ("Hà Tĩnh", "Hà Tĩnh B"),
        ("Hà Tĩnh", "Hải Phòng"),
        ("Đợt 2", "Đợt 10"),
        ("Đợt 02", "Đợt 3"),
        ("9 xã", "a"),
        ("an", "an an"),
        ("an an", "ana"),
        ("d", "đ"),
        ("dz", "đa"),
        ("ăz", "âa"),
        ("ô tô", "ơn"),
    ],
)
def test_one_name_comes_before_the_other(first, second):
    assert sort_key(first) < sort_key(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("Uỷ ban", "ỦY BAN"),
        ("Công ty “Đại Lợi”", "công ty đại lợi"),
        (unicodedata.normalize("NFD", "Đức Thọ"), "Đức Thọ"),
    ],
)
def test_two_spellings_of_one_name_sort_alike(one, other):
    assert sort_key(one) == sort_key(other)


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_bytes_of_a_key_sort_as_the_key_does(one, other):
    """PostgreSQL compares the bytes (COLLATE "C"), Python the letters; both must agree."""
    keys = sort_key(one), sort_key(other)
    assert (keys[0] < keys[1]) == (keys[0].encode() < keys[1].encode())


def test_staff_are_listed_by_given_name():
    people = ["Trần Văn Bình", "Nguyễn Thị An", "Lê An", "Đặng Ánh", "Nguyễn Bình"]
    assert sorted(people, key=person_sort_key) == [
        "Lê An",
        "Nguyễn Thị An",
        "Đặng Ánh",
        "Nguyễn Bình",
        "Trần Văn Bình",
    ]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (unicodedata.normalize("NFD", "Đức Thọ"), "Đức Thọ"),
        ("Ðức Thọ", "Đức Thọ"),
        ("a\u200bb\ufeffc", "abc"),
        ("a\x00b\x07c", "abc"),
        ("a\u202eb", "ab"),  # text that would run backwards
        ("a\u00a0b", "a b"),
        ("hàng 1\r\nhàng 2", "hàng 1\nhàng 2"),
        ("hoà", "hoà"),  # the user's spelling is kept for print
        (None, None),
    ],
)
def test_text_is_stored_in_one_spelling(typed, stored):
    assert nfc(typed) == stored


def test_a_name_stands_on_one_line():
    assert one_line("  Công ty\n TNHH \t Đại  Lợi ") == "Công ty TNHH Đại Lợi"


# --- columns that fill themselves ---------------------------------------------------


with isolate_apps("core"):

    class Named(models.Model):
        name = NFCCharField("tên", max_length=12)
        note = NFCTextField("ghi chú", blank=True)
        search_text = SearchTextField("name", "note")
        sort_key = SortKeyField("name")

        class Meta:
            app_label = "core"


def test_saving_normalises_and_fills_search_and_sort():
    row = Named(name=unicodedata.normalize("NFD", " Đức   Thọ "), note="Hàng 1\r\nHàng 2")
    for field in Named._meta.concrete_fields:
        field.pre_save(row, add=True)
    assert row.name == "Đức Thọ"
    assert row.search_text == "duc tho\nhang 1 hang 2"
    assert row.sort_key == sort_key("Đức Thọ")
    assert Named._meta.get_field("sort_key").db_collation == "C"


def test_a_form_counts_letters_after_composing_them():
    form = forms.modelform_factory(Named, fields=["name"])
    assert form({"name": unicodedata.normalize("NFD", "Đức Thọ Ế Ổ Ử")[:40]}).is_valid() is False  # 13 letters
    accepted = form({"name": unicodedata.normalize("NFD", "Đức Thọ Ế Ổ")})
    assert accepted.is_valid() and accepted.cleaned_data["name"] == "Đức Thọ Ế Ổ"


def test_every_word_must_be_found_whatever_its_marks():
    assert str(found_by("Tỉ lệ  sạch")) == str(found_by("ty le sach"))
    assert len(found_by("sản xuất").children) == 2


def test_columns_describe_themselves_to_migrations():
    for name in ("search_text", "sort_key"):
        _, _, args, kwargs = Named._meta.get_field(name).deconstruct()
        twin = type(Named._meta.get_field(name))(*args, **kwargs)
        assert twin.sources == Named._meta.get_field(name).sources


def test_what_is_cut_is_cut_between_words_and_says_so():
    line = "1. 02 lớp tập huấn gắn với phổ biến cơ chế, chính sách mới"
    assert shortened(line, 50) == "1. 02 lớp tập huấn gắn với phổ biến cơ chế…"
    assert shortened(line, len(line)) == line
    assert shortened("a" * 90, 80) == "a" * 79 + "…"
