"""How the province's offices stand on the papers this room writes."""

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
        place=settings.PROVINCE_NAME.removeprefix("Tỉnh ").removeprefix("Thành phố "),
        signature=Signature(post="GIÁM ĐỐC"),
        archive="VT, QLCN",
    )


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


def _in_force(text, on):
    return (text.in_force_from is None or text.in_force_from <= on) and (
        text.in_force_to is None or on <= text.in_force_to
    )


def _cited(text):
    issued = f" {long_date(text.issued_on)}" if text.issued_on else ""
    return f"Căn cứ {text.kind} số {text.number}{issued} của {text.issuer} {text.title[:1].lower()}{text.title[1:]}"
