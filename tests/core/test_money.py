"""What people type into a money box, what it means, and what is sent back to them."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from core.money import (
    MAX_AMOUNT,
    MoneyField,
    MoneyFormField,
    MoneySerializerField,
    dong,
    floor_percent,
    grouped,
    parse_money,
    trieu,
)

ACCEPTED = [
    # plain đồng
    ("2236000000", 2_236_000_000),
    ("0", 0),
    ("1", 1),
    ("2740", 2_740),
    (" 726000000 ", 726_000_000),
    # dots, spaces, spaces that do not break, thin spaces
    ("2.236.000.000", 2_236_000_000),
    ("1.234.567", 1_234_567),
    ("2 236 000 000", 2_236_000_000),
    ("2\u00a0236\u00a0000\u00a0000", 2_236_000_000),
    ("2\u202f236\u2009000\u202f000", 2_236_000_000),
    ("2  236  000  000", 2_236_000_000),
    ("1.234.567,00", 1_234_567),
    ("1500000,0", 1_500_000),
    # đồng said
    ("2.740 đồng", 2_740),
    ("2 740 đ", 2_740),
    ("2740đ", 2_740),
    ("2.236.000.000 VNĐ", 2_236_000_000),
    ("2.236.000.000 vnd", 2_236_000_000),
    ("500.000 ₫", 500_000),
    ("500.000 ĐỒNG", 500_000),
    ("500.000 do\u0302\u0300ng", 500_000),  # decomposed letters
    ("500.000 dong", 500_000),
    # nghìn, triệu, tỷ
    ("500 nghìn", 500_000),
    ("500 ngàn đồng", 500_000),
    ("2.236 triệu", 2_236_000_000),
    ("2.236 triệu đồng", 2_236_000_000),
    ("2236 tr", 2_236_000_000),
    ("2236tr.đ", 2_236_000_000),
    ("2236 trđ", 2_236_000_000),
    ("23.292,2 triệu đồng", 23_292_200_000),
    ("2,236 triệu", 2_236_000),
    ("2,5 triệu", 2_500_000),
    ("2,50 triệu", 2_500_000),
    ("0,000 triệu", 0),
    ("0,5 triệu", 500_000),
    ("2,236 tỷ", 2_236_000_000),
    ("2,236 tỉ đồng", 2_236_000_000),
    ("2,236 TỶ ĐỒNG", 2_236_000_000),
    ("2,236ty", 2_236_000_000),
    ("2 tỷ", 2_000_000_000),
    ("2236 tỷ", 2_236_000_000_000),
    ("1.234,5 tỷ", 1_234_500_000_000),
    ("3 nghìn tỷ đồng", 3_000_000_000_000),
    ("0,000000001 tỷ", 1),
    # full-width keyboards, invisible characters of pasted text
    ("２２３６００００００", 2_236_000_000),
    ("２．２３６．０００．０００", 2_236_000_000),
    ("\ufeff2.236.000.000\u200b", 2_236_000_000),
    # the limit itself
    ("1.000.000.000.000.000", MAX_AMOUNT),
    ("1.000.000 tỷ", MAX_AMOUNT),
]

REFUSED = [
    # could be read two ways
    ("2.740", "ambiguous", "2.740 đồng hay 2.740 triệu đồng"),
    ("726.000", "ambiguous", "726.000 đồng hay 726.000 triệu đồng"),
    ("2 740", "ambiguous", "2.740 đồng hay 2.740 triệu đồng"),
    ("2,5", "ambiguous", "2,5 triệu đồng hay 2,5 tỷ đồng"),
    ("2,236", "ambiguous", "2.236 đồng, 2,236 triệu đồng hay 2,236 tỷ đồng"),
    ("2.740,5", "ambiguous", "2.740,5 triệu đồng"),
    ("0,5", "ambiguous", "0,5 tỷ đồng"),
    ("2.236 tỷ", "ambiguous", "2,236 tỷ hay 2236 tỷ"),
    ("2.236 tỷ đồng", "ambiguous", "2,236 tỷ đồng hay 2236 tỷ đồng"),
    # three zeros behind a comma: decimals, or thousands parted the English way
    ("1,000 đồng", "ambiguous", "1 đồng hay 1000 đồng"),
    ("100,000 VNĐ", "ambiguous", "100 VNĐ hay 100000 VNĐ"),
    ("100,000 nghìn", "ambiguous", "100 nghìn hay 100000 nghìn"),
    ("1,000 triệu", "ambiguous", "1 triệu hay 1000 triệu"),
    ("1,000 triệu đồng", "ambiguous", "1 triệu đồng hay 1000 triệu đồng"),
    ("1,000 tỷ", "ambiguous", "1 tỷ hay 1000 tỷ"),
    ("1234567,000", "ambiguous", "1234567 đồng hay 1234567000 đồng"),
    ("1.234.567,000 đồng", "ambiguous", "1234567 đồng hay 1234567000 đồng"),
    ("1,000", "ambiguous", "1.000 đồng, 1 triệu đồng hay 1 tỷ đồng"),
    ("100,000", "ambiguous", "100.000 đồng, 100 triệu đồng hay 100 tỷ đồng"),
    # commas as thousands
    ("1,234,567", "comma_thousands", "Viết 1.234.567"),
    ("1,234,567 đồng", "comma_thousands", "Viết 1.234.567"),
    ("1,234,567.50", "comma_thousands", "Viết 1.234.567,50"),
    ("1,234.50", "comma_thousands", "Viết 1.234,50"),
    ("2,740 đồng", "comma_thousands", "viết 2.740 đồng"),
    # mixed and broken separators
    ("1.234 567", "mixed", "Chỉ dùng một loại"),
    ("1 234.567", "mixed", "Chỉ dùng một loại"),
    ("1.234,567.89", "mixed", "1.234.567,89"),
    ("12.34.567", "malformed", "nhóm ba chữ số"),
    ("1.234.56", "malformed", "nhóm ba chữ số"),
    ("1234.567", "malformed", "nhóm ba chữ số"),
    ("2.5 tỷ", "malformed", "sau dấu phẩy"),
    ("0.5 tỷ", "malformed", "sau dấu phẩy"),
    ("1..000", "malformed", "nhóm ba chữ số"),
    ("1.000.", "malformed", "nhóm ba chữ số"),
    ("5,", "malformed", "Không đọc được"),
    (",5 tỷ", "malformed", "Không đọc được"),
    ("1,5,5 tỷ", "malformed", "Không đọc được"),
    ("007", "malformed", "không bắt đầu bằng số 0"),
    ("0.236.000", "malformed", "nhóm ba chữ số"),
    # below zero, in every way people write it
    ("-5000000", "negative", "không được âm"),
    ("−5.000.000", "negative", "không được âm"),
    ("–5 triệu", "negative", "không được âm"),
    ("(5.000.000)", "negative", "không được âm"),
    # parts of a đồng
    ("2,5 đồng", "fraction", "tròn đồng"),
    ("1.234.567,89", "fraction", "tròn đồng"),
    ("0,0000001 triệu", "fraction", "tròn đồng"),
    # beyond every budget
    ("1000000000000001", "too_large", "một triệu tỷ"),
    ("1.000.001 tỷ", "too_large", "một triệu tỷ"),
    ("9" * 50, "too_large", "một triệu tỷ"),
    ("9" * 5000, "malformed", "dài quá"),
    # no unit that we know
    ("5 usd", "unit", "Không hiểu đơn vị “usd”"),
    ("5k", "unit", "Không hiểu đơn vị"),
    ("2 tỷ 236 triệu", "unit", "một số và một đơn vị"),
    ("1e9", "unit", "một số và một đơn vị"),
    ("10²", "unit", "Không hiểu đơn vị"),
    ("50%", "unit", "Không hiểu đơn vị"),
    # no figure at all
    ("", "empty", "Chưa nhập"),
    ("   ", "empty", "Chưa nhập"),
    ("đồng", "malformed", "Không đọc được"),
    ("một tỷ", "malformed", "Không đọc được"),
    ("+5000000", "malformed", "Không đọc được"),
    ("١٢٣", "malformed", "Không đọc được"),  # Arabic-Indic digits
    ("1_000_000", "unit", "một số và một đơn vị"),
]


@pytest.mark.parametrize(("text", "amount"), ACCEPTED)
def test_an_amount_is_read_as_the_office_writes_it(text, amount):
    assert parse_money(text) == amount


@pytest.mark.parametrize(("text", "code", "sentence"), REFUSED)
def test_what_is_unclear_is_sent_back_with_a_sentence(text, code, sentence):
    with pytest.raises(ValidationError) as refused:
        parse_money(text)
    assert refused.value.code == code
    assert sentence in refused.value.messages[0]


@pytest.mark.parametrize("text", [text for text, code, _ in REFUSED if code == "ambiguous"])
def test_every_reading_that_is_offered_can_be_typed(text):
    with pytest.raises(ValidationError) as refused:
        parse_money(text)
    readings = refused.value.messages[0].split(": ", 1)[1].rstrip("?").replace(" hay ", ", ").split(", ")
    assert len({parse_money(reading) for reading in readings}) == len(readings) >= 2


@pytest.mark.parametrize("value", [1.5, 2236000000.0, True, False, None, [5], Decimal("5")])
def test_only_whole_numbers_and_text_are_money(value):
    with pytest.raises(ValidationError):
        parse_money(value)


@pytest.mark.parametrize(("number", "sentence"), [(-1, "không được âm"), (MAX_AMOUNT + 1, "một triệu tỷ")])
def test_a_number_keeps_the_same_limits_as_text(number, sentence):
    with pytest.raises(ValidationError, match=sentence):
        parse_money(number)


@given(st.integers(0, MAX_AMOUNT))
def test_what_a_form_shows_reads_back_as_the_same_amount(amount):
    assert parse_money(MoneyFormField().prepare_value(amount)) == amount
    assert parse_money(dong(amount)) == amount


@given(st.text(max_size=40))
def test_no_text_whatever_breaks_the_reader(text):
    try:
        assert 0 <= parse_money(text) <= MAX_AMOUNT
    except ValidationError as refused:
        assert refused.messages[0]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(1_250_000, "1.250.000 đ"), (0, "0 đ"), (999, "999 đ"), (-1_500, "-1.500 đ"), (None, "–")],
)
def test_dong_shows_dots_and_a_dash_for_the_unknown(amount, shown):
    assert dong(amount) == shown


@pytest.mark.parametrize(
    ("amount", "places", "shown"),
    [
        (1_250_000_000, 1, "1.250"),
        (23_292_200_000, 1, "23.292,2"),
        (23_292_250_000, 1, "23.292,3"),
        (23_292_250_000, 2, "23.292,25"),
        (23_292_250_000, 0, "23.292"),
        (50_000, 1, "0,1"),
        (49_999, 1, "0"),
        (-1_250_500_000, 1, "-1.250,5"),
        (-40_000, 1, "0"),
        (0, 1, "0"),
        (None, 1, "–"),
    ],
)
def test_trieu_rounds_once_and_drops_empty_decimals(amount, places, shown):
    assert trieu(amount, places) == shown


@pytest.mark.parametrize(
    ("amount", "percent", "limit"),
    [
        (600_000_000, Decimal(50), 300_000_000),
        (1, Decimal(50), 0),
        (999, Decimal("33.3"), 332),
        (MAX_AMOUNT, Decimal("99.9999999999"), 999_999_999_999_000),
        (300_000_001, 30, 90_000_000),
    ],
)
def test_a_limit_in_percent_never_rounds_up(amount, percent, limit):
    assert floor_percent(amount, percent) == limit


def test_a_percent_is_never_a_float():
    with pytest.raises(TypeError):
        floor_percent(100, 0.3)


# --- one reader behind three doors ----------------------------------------------


with isolate_apps("core"):

    class OneAmount(models.Model):
        amount = MoneyField("số tiền")

        class Meta:
            app_label = "core"


class OneAmountSerializer(serializers.ModelSerializer):
    class Meta:
        model = OneAmount
        fields = ["amount"]


OneAmountForm = forms.modelform_factory(OneAmount, fields=["amount"])


@pytest.mark.parametrize("text", [text for text, _, _ in REFUSED if text.strip()])
def test_form_rest_and_model_refuse_with_one_voice(text):
    with pytest.raises(ValidationError) as refused:
        parse_money(text)
    said = refused.value.messages

    serializer = OneAmountSerializer(data={"amount": text})
    assert not serializer.is_valid()
    with pytest.raises(ValidationError) as row:
        OneAmount(amount=text).full_clean()

    assert OneAmountForm({"amount": text}).errors["amount"] == said
    assert serializer.errors["amount"] == said
    assert row.value.message_dict["amount"] == said


def test_form_rest_and_model_read_alike():
    serializer = OneAmountSerializer(data={"amount": "2,236 tỷ"})
    row = OneAmount(amount="2,236 tỷ")
    row.full_clean()
    assert serializer.is_valid() and serializer.validated_data["amount"] == 2_236_000_000
    assert OneAmountForm({"amount": "2,236 tỷ"}).is_valid()
    assert row.amount == 2_236_000_000
    assert OneAmountSerializer(row).data == {"amount": 2_236_000_000}


@pytest.mark.parametrize("value", [1.0, True, None, [1], {"a": 1}])
def test_rest_takes_no_float_bool_or_structure_for_money(value):
    assert not OneAmountSerializer(data={"amount": value}).is_valid()


def test_a_field_with_a_lowest_amount_says_it_everywhere():
    field = MoneyFormField(min_value=1)
    with pytest.raises(ValidationError, match="lớn hơn 0"):
        field.clean("0")
    with pytest.raises(serializers.ValidationError, match="lớn hơn 0"):
        MoneySerializerField(min_value=1).run_validation("0")
    with pytest.raises(ValidationError, match=r"không được quá 5\.000\.000 đ"):
        MoneyFormField(max_value=5_000_000).clean("6 triệu")


def test_the_column_never_takes_a_float():
    with pytest.raises(TypeError):
        OneAmount._meta.get_field("amount").get_prep_value(1.5)


def test_the_box_says_the_amount_in_words():
    html = str(OneAmountForm({"amount": "2,236 tỷ"})["amount"])
    assert "Hai tỷ hai trăm ba mươi sáu triệu đồng" in html
    assert 'data-words-url="/money-in-words/"' in html


def test_an_unclear_amount_comes_back_without_words():
    form = OneAmountForm({"amount": "2.740"})
    assert not form.is_valid()
    assert '<output class="words" for="id_amount"></output>' in str(form["amount"])


def test_a_stored_amount_is_not_a_change():
    field = MoneyFormField()
    assert not field.has_changed(500_000, "500.000 đồng")
    assert field.has_changed(500_000, "500.001 đồng")
    assert field.has_changed(500_000, "không rõ")


def test_grouping_is_by_dots():
    assert grouped(2_236_000_000) == "2.236.000.000"
