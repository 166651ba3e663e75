"""Hints of double support that no key can prove: somebody must look (L26 đ.7.4).

Another record may be the same place under a name written otherwise, with the same representative, telephone or
address; the same place may ask for nearly the same machine; a mark may be nearly another's. Each hint says why. It
never says whose file it is to whom that file is out of reach.
"""

import re
from dataclasses import dataclass, field
from itertools import product

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.urls import reverse

from core.text import fold
from core.workflow import Objection
from establishments.models import Establishment, EstablishmentIdentity
from norms.models import SupportCategory
from projects.answer_models import sealed
from projects.double_support import ARTICLE, contents_of
from projects.eligibility import answer_words, current_answers
from projects.likeness import (
    core_of,
    digits_of,
    like_machine,
    like_name,
    like_text,
    own_part,
    same_address,
    same_person,
    same_phone,
)
from projects.models import Answer, Beneficiary, Project, Trademark

ALIKE_ENOUGH = 0.4  # of the trigrams: a wide net, `likeness` judges what is in it
OWN_NAME = 0.9  # of the name alone, where the trade beside it may be shortened: «Cty VLXD Hồng Lĩnh»
AGAIN = "cùng nội dung ở năm kế hoạch khác"  # for other learners, another machine, another period: or the same again
Form = SupportCategory.DetailForm


@dataclass
class Hint:
    """A likeness of this project to `other`: what (a place, a machine, a mark) and why, in words that tell no file.

    `question` names the rows, as an answer keeps it; a reader knows the hint by `key` alone.
    """

    question: str
    what: str
    why: list
    other: Project
    known: bool = False  # the person who reads may see the other file
    answer: Answer | None = field(default=None)

    @property
    def key(self):
        return sealed(self.question)

    @property
    def asked(self):
        """The question in words; an answer counts while they stay the same."""
        return f"{self.what}: {'; '.join(self.why)}. Có trùng hỗ trợ với hồ sơ khác không?"

    @property
    def where(self):
        return str(self.other) if self.known else "một hồ sơ khác; hỏi Sở Công Thương"

    @property
    def answered(self):
        return answer_words(self.answer) if self.answer else ""

    @property
    def is_same(self):
        return bool(self.answer) and self.answer.verdict == Answer.Verdict.SAME

    @property
    def blocks(self):
        return self.answer is None or self.is_same


def near_matches(project, user, rows=None):
    """[Hint] for this person to read, in a stable order. A fixed number of queries beside those of each likeness.

    `rows`: the Beneficiary rows to look at instead of those the project has.
    """
    if rows is None:
        rows = project.beneficiaries.select_related("establishment")
    places = [row.establishment for row in rows if row.establishment_id]
    found = _other_places(project, places) + _same_place(project, places) + _marks(project, places)
    others = Project.objects.filter(pk__in={hint.other.pk for hint in found})
    seen = set(others.visible_to(user).values_list("pk", flat=True)) if found else set()
    answers = {row.question: row for row in current_answers(project)} if found else {}
    for hint in found:
        hint.known = hint.other.pk in seen
        answer = answers.get(hint.question)
        hint.answer = answer if answer and answer.asked == hint.asked else None
    return found


def likenesses_are_answered(project, act):
    """A hint blocks the conclusion until a named person said it is another case; said to be the same, it blocks too."""
    way = ("Xem dấu hiệu", f"{reverse('projects:appraisal', args=[project.pk])}#likenesses")
    return likeness_objections(near_matches(project, act.by), way)


def likeness_objections(hints, way):
    """What still stands in the way among these hints; `way`: where they are answered."""
    return [
        Objection(
            f"{hint.what}: {'; '.join(hint.why)}. "
            + (
                f"Đã trả lời là trùng: {hint.answered}"
                if hint.is_same
                else "Người thẩm định phải trả lời khác hay trùng"
            ),
            found=hint.where,
            article=ARTICLE,
            way=way,
        )
        for hint in hints
        if hint.blocks
    ]


def _filed():
    """What counts as asked for: filed and not given up."""
    return Project.objects.live().exclude(status=Project.Status.DRAFT)


# --- another record that may be the same place ------------------------------------------------------------------------


def _other_places(project, own):
    if not own:
        return []
    places = {place.pk: place for place in own}
    names = _names([*places])
    candidates = list(_candidates(places.values(), names))
    names |= _names([row.pk for row in candidates])
    form, category = project.category.detail_form, project.category_id
    found = []
    why = {
        (place.pk, other.pk): reasons
        for place in own
        for other in candidates
        if (reasons := _why_one(place, other, names))
    }
    if not why:
        return []
    rows = (
        Beneficiary.objects.filter(establishment__in={other for _, other in why}, project__in=_filed())
        .exclude(project=project)
        .select_related("project__category")
        .order_by("project_id", "establishment_id")
    )
    contents = contents_of([project, *{row.project_id: row.project for row in rows}.values()])
    for row in rows:
        kind = row.project.category
        same_kind = kind.pk == category or (kind.detail_form == form and form != Form.GENERAL)
        if not same_kind and not _meet(contents[project.pk], contents[row.project_id]):
            continue  # another content is no double support
        for place in own:
            if reasons := why.get((place.pk, row.establishment_id)):
                question = f"place-{place.pk}-{row.establishment_id}-{row.project_id}"
                found.append(Hint(question, f"Cơ sở “{place}”", reasons, row.project))
    return found


def _candidates(places, names):
    """Establishments of other filed projects within a wide net of trigrams, telephone, representative, address."""
    net, similar = Q(pk__in=[]), {}
    known = [name for place in places for name in names[place.pk]]
    sought = {own_part(name): OWN_NAME for name in known} | {core_of(name): ALIKE_ENOUGH for name in known}
    for number, (name, enough) in enumerate(sorted((name, enough) for name, enough in sought.items() if name)):
        once = EstablishmentIdentity.objects.filter(establishment=OuterRef("pk"))
        similar[f"near_{number}"] = TrigramWordSimilarity(name, "search_text")
        net |= Q(**{f"near_{number}__gte": enough})
        net |= Exists(once.annotate(near=TrigramWordSimilarity(name, "search_text")).filter(near__gte=enough))
    for place in places:
        if place.owner_name:
            net |= Q(search_text__contains=fold(place.owner_name).split()[-1])
        if digits := digits_of(place.phone):
            net |= Q(digits__endswith=digits)
        if place.code:
            net |= Q(code=_enterprise(place.code)) | Q(code__startswith=f"{_enterprise(place.code)}-")
        if place.address:
            net |= Q(search_text__contains=re.split(r"[^a-z0-9 ]", fold(place.address))[0].strip())
    digits = Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    asked = Beneficiary.objects.filter(establishment=OuterRef("pk"), project__in=_filed())
    return (
        Establishment.objects.annotate(digits=digits, **similar)
        .filter(net, Exists(asked))
        .exclude(pk__in=[place.pk for place in places])
        .order_by("pk")
    )


def _names(ids):
    """{establishment id: every name it ever had}."""
    found = {pk: set() for pk in ids}
    for pk, name in Establishment.objects.filter(pk__in=ids).values_list("pk", "name"):
        found[pk].add(name)
    for pk, name in EstablishmentIdentity.objects.filter(establishment__in=ids).values_list("establishment", "name"):
        found[pk].add(name)
    return found


def _why_one(place, other, names):
    """In words, why two records may be one place; [] when nothing says so."""
    by_name = next(
        (why for one in sorted(names[place.pk]) for two in sorted(names[other.pk]) if (why := like_name(one, two))), ""
    )
    found = [by_name] if by_name else []
    if same_person(place.owner_name, other.owner_name):
        found.append(f"cùng người đại diện {place.owner_name}")
    if place.code and other.code and _enterprise(place.code) == _enterprise(other.code):
        found.append(f"cùng mã số doanh nghiệp {_enterprise(place.code)}, một bên là đơn vị phụ thuộc")
    if same_phone(place.phone, other.phone):
        found.append(f"cùng điện thoại {place.phone}")
    if place.area_id == other.area_id and same_address(place.address, other.address):
        found.append(f"cùng địa chỉ {place.address}")
    return found


def _enterprise(code):
    """The number of the enterprise in its own code and in those of its branches (10-3 digits)."""
    return code.partition("-")[0]


# --- the same place, nearly the same content --------------------------------------------------------------------------


def _same_place(project, places):
    """What is the same is refused already (double_support); here what is only written otherwise, or comes again."""
    ids = [place.pk for place in places]
    others = (
        _filed()
        .exclude(pk=project.pk)
        .filter(beneficiaries__establishment__in=ids, beneficiaries__removed_at=None)
        .select_related("category")
        .distinct()
        .order_by("pk")
    )
    found, contents = [], contents_of([project, *others]) if others else {}
    for other in others:
        theirs = contents[other.pk]
        for number, (key, told) in enumerate(contents[project.pk].items()):
            if key in theirs:
                reasons = {AGAIN} if told.may_be_another(theirs[key]) else set()
            else:
                reasons = {why for there, text in theirs.items() if (why := _why_content(key, told, there, text))}
            if reasons:
                found.append(Hint(f"content-{number}-{other.pk}", f"“{told}”", sorted(reasons), other))
    return found


def _meet(one, other):
    pairs = product(one.items(), other.items())
    return any(key == there or _why_content(key, told, there, text) for (key, told), (there, text) in pairs)


def _why_content(key, told, other_key, other_told):
    """Why two contents may be one, whichever kinds of support they are asked for under; "" when nothing says so."""
    if key[0] == other_key[0] == Form.MACHINERY:
        return like_machine(key[1:], other_key[1:])
    if key[0] in Form.values and other_key[0] in Form.values:
        pairs = product(_texts(key, told), _texts(other_key, other_told))
        return next((why for one, two in pairs if (why := like_text(one, two))), "")
    return ""  # a kind without particulars of its own: another year is another case


def _texts(key, told):
    return sorted({str(told), *(part for part in key[1:] if isinstance(part, str))})


# --- marks ------------------------------------------------------------------------------------------------------------


def _marks(project, places):
    """A mark nearly another's, whoever asks for it."""
    own = list(project.trademarks.all()) if project.category.detail_form == Form.TRADEMARK else []
    if not own:
        return []
    ids = [place.pk for place in places]
    here = Beneficiary.objects.filter(project=OuterRef("project"), establishment__in=ids)
    theirs = Trademark.objects.filter(~Exists(here), project__in=_filed()).exclude(project=project)
    return [
        Hint(f"mark-{mark.no}-{other.pk}", f"Nhãn hiệu “{mark}”", [why], other.project)
        for other in theirs.select_related("project").order_by("pk")
        for mark in own
        if (why := "cùng nhãn hiệu" if fold(mark.mark) == fold(other.mark) else like_text(mark.mark, other.mark))
    ]
