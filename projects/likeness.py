"""Whether two names, two machines, two telephone numbers look like one: in words a person would use, or "" for no."""

import re

from core.text import fold

# How offices shorten what a name begins with, folded; several may be glued or joined by a sign: «SX-TM», «TMDV».
SHORT = {
    "sx": "san xuat", "tm": "thuong mai", "dv": "dich vu", "kd": "kinh doanh", "xd": "xay dung", "cb": "che bien",
    "xnk": "xuat nhap khau", "xk": "xuat khau", "ls": "lam san", "ts": "thuy san", "ns": "nong san",
    "vlxd": "vat lieu xay dung", "cssx": "co so san xuat", "cs": "co so", "dntn": "doanh nghiep tu nhan",
    "dn": "doanh nghiep", "tht": "to hop tac", "xn": "xi nghiep", "cty": "cong ty",
}  # fmt: skip
# What tells the legal form, then what tells the trade: neither tells who it is.
FORMS = (
    "cong ty", "trach nhiem huu han", "tnhh", "mot thanh vien", "mtv", "co phan", "cp", "hop tac xa", "htx",
    "to hop tac", "ho kinh doanh", "hkd", "doanh nghiep tu nhan", "dntn", "doanh nghiep", "co so san xuat", "co so",
    "xi nghiep", "xuong san xuat", "xuong", "san xuat", "thuong mai", "dich vu", "kinh doanh", "va",
)  # fmt: skip
TRADES = (
    "go my nghe", "do go", "my nghe", "che bien", "nong san", "lam san", "thuy san", "hai san", "nong lam", "co khi",
    "may mac", "gach khong nung", "gach ngoi", "gach", "nuoc mam", "xay dung", "thuc pham", "banh keo", "vat lieu",
    "xuat nhap khau", "xuat khau",
    "noi that", "moc", "may", "det", "che", "da op lat",
)  # fmt: skip
NUMBERS = {"mot": "1", "hai": "2", "ba": "3", "bon": "4", "nam": "5", "sau": "6", "bay": "7", "tam": "8", "chin": "9"}
BRACKETED = re.compile(r"\(.*?\)")
_FORMS = re.compile(r"\b(" + "|".join(FORMS) + r")\b")
_TRADES = re.compile(r"\b(" + "|".join(TRADES) + r")\b")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b\.?")  # «T.N.H.H»
_COMPANY = re.compile(r"\bc ty\b|\bct(?= (?:tnhh|trach nhiem|cp|co phan|mtv)\b)")
_SHORT = re.compile(rf"\b(?:{'|'.join(sorted(SHORT, key=len, reverse=True))})+\b")
_EACH_SHORT = re.compile("|".join(sorted(SHORT, key=len, reverse=True)))
_VILLAGE = re.compile(r"\b(thon|xom|to|khoi|khu pho|doi|to dan pho)\s+\d+\b")


def core_of(name):
    """«Công ty TNHH Đồ gỗ Lam Giang (minh họa)», «Cty SX&TM Đồ gỗ Lam Giang» -> "do go lam giang"."""
    text = BRACKETED.sub(" ", fold(name))
    text = _DOTTED.sub(lambda letters: letters.group().replace(".", ""), text)
    text = " ".join(re.sub(r"[^a-z0-9 ]", " ", text).split())
    return " ".join(_FORMS.sub(" ", _in_full(text)).split())


def _in_full(text):
    """Everyday abbreviations as the words they stand for."""
    text = re.sub(r"\b1 ?(?:tv|thanh vien)\b", "mot thanh vien", _COMPANY.sub("cong ty", text))
    return _SHORT.sub(lambda glued: " ".join(SHORT[part] for part in _EACH_SHORT.findall(glued.group())), text)


def like_name(one, other):
    """Why two names may be one: alike but for marks and legal form, words in another order, letters mixed up."""
    a, b = core_of(one), core_of(other)
    if not a or not b or _digits(a) != _digits(b):
        return ""
    if a == b:
        return "cùng tên, chỉ khác dấu hoặc loại hình"
    if sorted(a.split()) == sorted(b.split()):
        return "cùng các chữ trong tên, khác thứ tự"
    own, theirs = _apart(a), _apart(b)
    if not own[1] or not theirs[1]:
        return ""
    trades_meet = own[0] & theirs[0] or not own[0] or not theirs[0]
    if trades_meet and own[1].replace(" ", "") == theirs[1].replace(" ", ""):
        return "cùng tên riêng, cùng ngành"
    if trades_meet and _mistyped(own[1], theirs[1]):
        return "tên gần giống, lệch một vài chữ cái"
    return ""


def like_machine(one, other):
    """Two (name, model), folded: the same model written otherwise, or names alike where no model tells them apart."""
    models = [re.sub(r"[^a-z0-9]", "", model) for _, model in (one, other)]
    names = [" ".join(NUMBERS.get(word, word) for word in re.findall(r"[a-z0-9]+", name)) for name, _ in (one, other)]
    alike = _words_alike(*names)
    if all(models):
        if models[0] == models[1]:
            return "cùng ký hiệu máy" if not alike else "tên và ký hiệu máy gần giống"
        figures = [sorted(re.sub(r"\D", "", model)) for model in models]
        swapped = len(models[0]) >= 5 and slips(*models) <= 1 and figures[0] == figures[1]
        return "tên máy giống, ký hiệu lệch một chữ" if alike and swapped else ""
    return "tên máy gần giống, không có ký hiệu để phân biệt" if alike else ""


def like_text(one, other):
    """Two marks, solutions, fairs, classes; what stands in brackets («(đợt 2)») does not tell them apart."""
    return (
        "tên gần giống"
        if _words_alike(*(_plain(BRACKETED.sub(" ", text)) or _plain(text) for text in (one, other)))
        else ""
    )


def same_phone(one, other):
    a, b = digits_of(one), digits_of(other)
    return len(a) >= 9 and a == b


def digits_of(phone):
    """ "+84 912 345 678", "0912.345.678" -> "912345678"."""
    return re.sub(r"^(?:00?84|84|0)(?=\d{9,10}$)", "", re.sub(r"\D", "", phone or ""))


def same_address(one, other):
    """A house or a plot with its number; «Thôn 3», «Cụm công nghiệp» alone name a whole village."""
    a, b = _plain(one), _plain(other)
    return a == b and bool(re.search(r"\d", _VILLAGE.sub(" ", a)))


def same_person(one, other):
    """A full name of two words at least; «ông», «bà» aside."""
    a, b = (re.sub(r"^(ong|ba|anh|chi)\s+", "", _plain(name)) for name in (one, other))
    return a == b and " " in a


def _plain(text):
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


def _digits(text):
    return sorted(re.findall(r"\d+", text))


def own_part(name):
    """«Cty VLXD Hồng Lĩnh» -> "hong linh": who it is, apart from form and trade."""
    return _apart(core_of(name))[1]


def _apart(core):
    """({what names the trade}, the words that tell who it is)."""
    return set(_TRADES.findall(core)), " ".join(_TRADES.sub(" ", core).split())


def _mistyped(one, other):
    """The same words but for a slip of the pen: more letters bear more, and nobody mistakes the first of a word."""
    initials = [[word[0] for word in text.split()] for text in (one, other)]
    if initials[0] != initials[1]:
        return False
    length, wrong = min(len(one), len(other)), slips(one, other)
    swapped = wrong == 1 and sorted(one) == sorted(other)
    return swapped or wrong <= (0 if length < 8 else 1 if length < 15 else 2)


def _words_alike(one, other):
    if not one or not other or _digits(one) != _digits(other):
        return False
    if sorted(one.split()) == sorted(other.split()) or _mistyped(one, other):
        return True
    a, b = set(one.split()), set(other.split())
    return len(a & b) >= 3 and len(a & b) / len(a | b) >= 0.75


def slips(one, other):
    """Letters added, left out, changed, or two neighbours swapped, to come from one to the other."""
    before, row = [], list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
