"""Vietnamese text: one spelling inside (NFC), search without marks, the order of the Vietnamese alphabet.

PostgreSQL is asked for none of this: the folded text and the sort key are computed here and stored in columns, so that
every installation finds and sorts alike, whatever its locale.
"""

import re
import unicodedata
from decimal import Decimal

# 29 letters of the Vietnamese alphabet, with f, j, w, z where foreign names expect them.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng; level is 0
_LETTER_MARKS = {"\u0306", "\u0302", "\u031b"}  # ă; â ê ô; ơ ư
_LETTER_KEYS = {letter: chr(ord("A") + position) for position, letter in enumerate(ALPHABET)}
_ETH = str.maketrans("Ðð", "Đđ")  # old typewriters' Icelandic eth, drawn like Đ
_ALIKE = str.maketrans("“”„«»‘’–—−", '"""""\'\'---')
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def nfc(text):
    """The one spelling that is stored: composed letters, plain spaces, no invisible characters. Line breaks stay."""
    if text is None:
        return None
    text = unicodedata.normalize("NFC", text).translate(_ETH).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        " " if unicodedata.category(char) == "Zs" else char
        for char in text
        if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")
    )


def one_line(text):
    """NFC on one line: names, numbers, titles. Runs of white space become one space."""
    return None if text is None else " ".join(nfc(text).split())


def shortened(text, most):
    """At most so many characters, cut between words and with "…" where something is left out."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return f"{(head.rpartition(' ')[0] or head).rstrip(' ,;:')}…"


def in_a_sentence(text):
    """A label as it stands inside a sentence: its first letter small."""
    return text[:1].lower() + text[1:]


def figure(value):
    """A quantity as the office writes it: 1.234,5; no needless zeros."""
    whole, _, decimals = f"{Decimal(value):,f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def plain_characters(text):
    """For figures and dates: NFC, with full-width digits and signs (from East Asian keyboards) made plain."""
    return nfc(text.translate(_FULL_WIDTH))


def fold(text):
    """What search compares: lower case, no marks, đ = d, one kind of quote and hyphen, single spaces.

    "Sản xuất  sạch hơn" -> "san xuat sach hon". hoà = hòa and uỷ = ủy follow by themselves. The syllable tỉ, spelled
    both ways, becomes ty ("tỉ lệ" = "tỷ lệ"); no other i is touched.
    """
    text = unicodedata.normalize("NFKD", nfc(text or "").translate(_ALIKE)).lower().replace("đ", "d")
    text = "".join(char for char in text if not unicodedata.combining(char))
    return re.sub(r"\bti\b", "ty", " ".join(text.split()))


def spelled(text):
    """What tells words apart that `fold` makes one: lower case with every mark, the tone behind its syllable.

    "Chế biến chè" -> "chê4 biên4 che1"; hoà = hòa.
    """
    text = nfc(text or "").translate(_ALIKE).lower()
    return " ".join(re.sub(r"[^\W\d_]+", _tone_behind, text).split())


def _tone_behind(match):
    letters, tones = "", ""
    for char in unicodedata.normalize("NFD", match.group()):
        if char in TONES:
            tones += str(TONES[char])
        else:
            letters += char
    return unicodedata.normalize("NFC", letters) + tones


def sort_key(text):
    """A key whose bytes sort as the Vietnamese alphabet does; store it in a COLLATE "C" column.

    Letters are compared before tones (level, huyền, hỏi, ngã, sắc, nặng; one tone a syllable, so hoà = hòa), digits
    come before letters and count as numbers ("đợt 2" before "đợt 10"), punctuation and case are ignored.
    """
    words, tones = [], []
    for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", nfc(text or "")).lower()):
        letters, tone = _word_key(word)
        words.append(letters)
        tones.append(str(tone))
    return "!".join(words) + " " + "".join(tones)  # " " < "!" < digits < letters


def person_sort_key(full_name):
    """Staff lists go by given name, the last word, then family and middle names."""
    *before, given = one_line(full_name or "").split() or [""]
    return sort_key(" ".join([given, *before]))


def _word_key(word):
    keys, tone = [], 0
    for number, cluster in re.findall(r"([0-9]+)|([^0-9])", word):
        if number:
            digits = number.lstrip("0") or "0"
            keys.append(f"{min(len(digits), 99):02d}{digits}")
            continue
        base, *marks = unicodedata.normalize("NFD", cluster)
        tone = max([tone, *(TONES.get(mark, 0) for mark in marks)])
        letter = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark in _LETTER_MARKS))
        keys.append(_LETTER_KEYS.get(letter) or _LETTER_KEYS.get(base) or cluster)
    return "".join(keys), tone
