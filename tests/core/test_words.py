"""Amounts in words: the table of the papers, and every amount read back by a reader that shares nothing with it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.words import amount_in_words

TABLE = [
    (0, "Không đồng"),
    (1, "Một đồng"),
    (4, "Bốn đồng"),
    (10, "Mười đồng"),
    (11, "Mười một đồng"),
    (15, "Mười lăm đồng"),
    (20, "Hai mươi đồng"),
    (21, "Hai mươi mốt đồng"),
    (24, "Hai mươi bốn đồng"),
    (25, "Hai mươi lăm đồng"),
    (55, "Năm mươi lăm đồng"),
    (100, "Một trăm đồng"),
    (101, "Một trăm linh một đồng"),
    (105, "Một trăm linh năm đồng"),
    (110, "Một trăm mười đồng"),
    (111, "Một trăm mười một đồng"),
    (115, "Một trăm mười lăm đồng"),
    (121, "Một trăm hai mươi mốt đồng"),
    (1_000, "Một nghìn đồng"),
    (1_005, "Một nghìn không trăm linh năm đồng"),
    (1_010, "Một nghìn không trăm mười đồng"),
    (1_100, "Một nghìn một trăm đồng"),
    (15_015, "Mười lăm nghìn không trăm mười lăm đồng"),
    (1_000_000, "Một triệu đồng"),
    (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
    (1_000_005, "Một triệu không trăm linh năm đồng"),
    (10_000_000, "Mười triệu đồng"),
    (11_500_000, "Mười một triệu năm trăm nghìn đồng"),
    (155_000_000, "Một trăm năm mươi lăm triệu đồng"),
    (726_000_000, "Bảy trăm hai mươi sáu triệu đồng"),
    (1_000_000_000, "Một tỷ đồng"),
    (1_000_000_001, "Một tỷ không trăm linh một đồng"),
    (1_001_000_000, "Một tỷ không trăm linh một triệu đồng"),
    (2_236_000_000, "Hai tỷ hai trăm ba mươi sáu triệu đồng"),
    (23_292_200_000, "Hai mươi ba tỷ hai trăm chín mươi hai triệu hai trăm nghìn đồng"),
    (1_000_000_000_000, "Một nghìn tỷ đồng"),
    (1_001_000_000_000, "Một nghìn không trăm linh một tỷ đồng"),
    (1_000_000_001_000, "Một nghìn tỷ không trăm linh một nghìn đồng"),
    (10**15, "Một triệu tỷ đồng"),
    (-500_000, "Âm năm trăm nghìn đồng"),
]


@pytest.mark.parametrize(("amount", "words"), TABLE)
def test_an_amount_is_written_as_on_the_papers(amount, words):
    assert amount_in_words(amount) == words


# --- a reader of its own, by grammar: words -> number ------------------------------

ONES = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7}
ONES |= {"tám": 8, "chín": 9}
SCALES = {"nghìn": 10**3, "triệu": 10**6}


def number_from_words(sentence):
    """Walks the words once: digits gather, "mươi" and "trăm" lift them, scales close a group, "tỷ" lifts everything."""
    *words, unit = sentence.lower().split()
    assert unit == "đồng"
    billions = total = group = digit = 0
    for word in words:
        if word in ONES:
            digit = ONES[word]
        elif word == "mười":
            group, digit = group + 10, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word in SCALES:
            total, group, digit = total + (group + digit) * SCALES[word], 0, 0
        elif word == "tỷ":
            billions, total, group, digit = total + group + digit, 0, 0, 0
        else:
            assert word == "linh", word
    return billions * 10**9 + total + group + digit


@pytest.mark.parametrize(("amount", "words"), TABLE[:-1])
def test_the_reader_of_this_test_reads_the_table(amount, words):
    assert number_from_words(words) == amount


@settings(max_examples=2000, deadline=None)
@given(st.one_of(st.integers(0, 10**15), st.integers(0, 10**6), st.integers(0, 10**6).map(lambda n: n * 10**9)))
def test_every_amount_can_be_read_back_from_its_words(amount):
    words = amount_in_words(amount)
    assert number_from_words(words) == amount
    assert words[0].isupper() and "  " not in words


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_two_amounts_never_share_their_words(one, other):
    assert (amount_in_words(one) == amount_in_words(other)) == (one == other)


@pytest.mark.parametrize("value", [1.0, True, "1000", None])
def test_only_whole_dong_have_words(value):
    with pytest.raises(TypeError):
        amount_in_words(value)


def test_an_amount_beyond_every_budget_has_no_words():
    with pytest.raises(ValueError, match="too large"):
        amount_in_words(10**18)
