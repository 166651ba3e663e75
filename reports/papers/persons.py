"""People as an officer types them into one box, made into places to sign: who it is, and as what they sign."""

import re

from .paper import Signer

BULLET = re.compile(r"^\s*(?:[-+•*–]|[0-9]+[.)])\s*")
CHAIR = ("tổ trưởng", "trưởng đoàn", "chủ trì")
SECRETARY = ("thư ký",)
HONORIFIC = re.compile(r"^(?:ông|bà|đồng chí|đ/c)\.?:?\s+", re.IGNORECASE)
PARTS = re.compile(r"\s*,\s*|\s+[-–]\s+")
# What an office, a post or a place begins with: in capitals it looks like a name.
NOT_A_NAME = {
    "Ban", "Bí", "Cán", "Chi", "Chủ", "Chuyên", "Công", "Cục", "Doanh", "Đại", "Giám", "Hộ", "Hội", "Hợp", "Huyện",
    "Kế", "Kho", "Khối", "Lãnh", "Phó", "Phòng", "Phường", "Quỹ", "Sở", "Thành", "Thị", "Thôn", "Thư", "Tổ", "Trung",
    "Trưởng", "Ủy", "Uỷ", "Viên", "Xã",
}  # fmt: skip


def lines_of(text):
    """["Nguyễn Văn Bình, chuyên viên Sở Công Thương", …]: one person a line, or after a semicolon; bullets left out."""
    pieces = (BULLET.sub("", piece).strip(" .") for piece in re.split(r"[\n;]", text))
    return [" ".join(piece.split()) for piece in pieces if piece]


def line_with(text, words):
    """The only line that says one of these words («tổ trưởng»); "" where none does, or several."""
    found = [line for line in lines_of(text) if any(word in line.lower() for word in words)]
    return found[0] if len(found) == 1 else ""


def heads_of(team):
    """{"chair", "secretary"}: the lines of those whom the team itself calls so, "" where it calls nobody."""
    return {"chair": line_with(team, CHAIR), "secretary": line_with(team, SECRETARY)}


def signer_of(line):
    """«Ông Nguyễn Văn Bình, chuyên viên, Sở Công Thương» -> that name, and what is left as the post.

    The name comes first, after «Ông», «Bà», or after a colon («Sở Tài chính: Phan Đình Long, chuyên viên»). A line in
    which no person is named is the post alone, and the name is written by hand beside the signature.
    """
    after = line.partition(":")[2]
    parts = [part for part in PARTS.split(line.replace(":", ",")) if part]
    likely = [part for part in parts if HONORIFIC.match(part)] + parts[:1] + PARTS.split(after.strip())[:1]
    for part in likely:
        name = HONORIFIC.sub("", part)
        if _is_a_name(name):
            parts.remove(part)
            post = ", ".join(parts)
            return Signer(post=post[:1].upper() + post[1:], name=name)
    return Signer(post=line[:1].upper() + line[1:])


def _is_a_name(text):
    """Two to six words that begin with a capital and go on in small letters, and no office or post."""
    words = text.split()
    if not 2 <= len(words) <= 6 or words[0] in NOT_A_NAME:
        return False
    return all(word.isalpha() and word[0].isupper() and word[1:] == word[1:].lower() for word in words)
