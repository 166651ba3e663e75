"""How the province's offices stand on the papers this room writes."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.models import Organisation
from core.dates import long_date
from norms.models import LegalDocument, NormSet
from reports.papers.paper import Issuer, Office, Reference, Signature

# What a submission rests on, in the order of rank; those in force on the day are cited.
GROUNDS = ("N45", "N235", "T46", "L26", "TT28")


def department():
    """Sở Công Thương as the issuer of a paper. The signer's name stays empty until somebody signs."""
    doit = Organisation.objects.filter(kind=Organisation.Kind.DOIT).select_related("superior").order_by("pk").first()
    if doit is None:
        raise ValidationError("Chưa có đơn vị Sở Công Thương trong danh mục nên chưa lập được văn bản.")
    superior = doit.superior.short_name if doit.superior else f"UBND {province_words()}"
    return Office(
        issuer=Issuer(superior=(superior,), body=(doit.short_name,)),
        name=doit.short_name,
        abbreviation=doit.abbreviation or "SCT",
        place=_place(),
        signature=Signature(post="GIÁM ĐỐC"),
        archive="VT, QLCN",
    )


def office_of(organisation):
    """Any office as the issuer of a paper, under its superior and by its full name; Sở Công Thương as `department`."""
    if organisation.kind == Organisation.Kind.DOIT:
        return department()
    superior = organisation.superior
    return Office(
        issuer=Issuer(superior=(superior.short_name,) if superior else (), body=(organisation.name,)),
        name=organisation.name,
        abbreviation=organisation.abbreviation or "…",
        place=_place(),
        signature=Signature(post="GIÁM ĐỐC"),
    )


def _place():
    """Where the province's offices sit, before the date of their papers."""
    return settings.PROVINCE_NAME.removeprefix("Tỉnh ").removeprefix("Thành phố ")


def province_words():
    """«tỉnh Hà Tĩnh»."""
    return settings.PROVINCE_NAME[:1].lower() + settings.PROVINCE_NAME[1:]


def committee():
    """«Ủy ban nhân dân tỉnh Hà Tĩnh»."""
    return f"Ủy ban nhân dân {province_words()}"


def plan_reference(plan):
    """How papers cite the plan; ValidationError while it has no number."""
    if not plan.issued_on or not plan.number:
        raise ValidationError(
            f"{plan} chưa được ghi nhận đã ban hành nên văn bản chưa dẫn được số, ngày của kế hoạch. "
            "Ghi nhận văn bản kế hoạch rồi lập lại."
        )
    tier = "quốc gia" if plan.tier == "NATIONAL" else "địa phương"
    return Reference(
        "Kế hoạch", plan.number, plan.issued_on, plan.issuer or committee(), f"về khuyến công {tier} năm {plan.year}"
    )


def grounds(on, tier):
    """«Căn cứ …» lines: the texts in force on a day, then what the norms of that day rest on."""
    texts = {row.code: row for row in LegalDocument.objects.filter(code__in=GROUNDS)}
    cited = [texts[code] for code in GROUNDS if code in texts and _in_force(texts[code], on)]
    sets = NormSet.objects.on(on).filter(tier=tier, illustrative=False).select_related("legal_document")
    cited += [row.legal_document for row in sets if row.legal_document not in cited]
    return tuple(_cited(text) for text in cited)


# «T46 đ.4.4», «đ.5.1.e»: a text by its code, an article with its clause and point.
ARTICLE = re.compile(r"đ\.(\d+)(?:\.(\d+))?(?:\.([a-zđ]))?")


def in_full(source):
    """«N45 đ.1, đ.5; T46 đ.4.4» -> «Điều 1, Điều 5 Nghị định số 45/2012/NĐ-CP; khoản 4 Điều 4 Thông tư số …».

    The norm book cites in its own shorthand, a text by its code or its short name; a paper that leaves the house names
    the text (Nghị định 30/2020/NĐ-CP, điều 13). What is not written so stands as it is.
    """
    texts = {name: row for row in LegalDocument.objects.all() for name in (row.code, row.short_name)}
    return "; ".join(_article_in_full(part.strip(), texts) for part in source.split(";"))


def _article_in_full(part, texts):
    name, _, articles = part.partition(" đ.")
    found = [ARTICLE.fullmatch(article.strip()) for article in f"đ.{articles}".split(",")]
    if name not in texts or not all(found):
        return part
    return f"{', '.join(map(_article, found))} {texts[name].kind} số {texts[name].number}"


def _article(match):
    article, clause, point = match.groups()
    words = [f"điểm {point}"] if point else []
    return " ".join([*words, *([f"khoản {clause}"] if clause else []), f"Điều {article}"])


def _in_force(text, on):
    return (text.in_force_from is None or text.in_force_from <= on) and (
        text.in_force_to is None or on <= text.in_force_to
    )


def _cited(text):
    issued = f" {long_date(text.issued_on)}" if text.issued_on else ""
    return f"Căn cứ {text.kind} số {text.number}{issued} của {text.issuer} {text.title[:1].lower()}{text.title[1:]}"
