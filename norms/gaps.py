"""What the book does not say yet: kinds that a set has no norm for, and what else a kind of support needs."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from norms.catalogue_models import SupportCategory, Tier
from norms.norm_models import Norm, NormSet
from norms.setting_models import AdvanceRule, RequiredPaper


def kinds_without_norm(norm_set):
    """[(SupportCategory, the national Norm that would be shown in its place, or None)] of the kinds in use."""
    own = norm_set.norms.values("category")
    missing = list(SupportCategory.objects.filter(active=True).exclude(pk__in=own))
    if norm_set.tier == Tier.NATIONAL:
        return [(category, None) for category in missing]
    national = NormSet.objects.on(norm_set.valid_from).filter(tier=Tier.NATIONAL)
    norms = {norm.category_id: norm for norm in Norm.objects.filter(set__in=national, category__in=missing).in_full()}
    return [(category, norms.get(category.pk)) for category in missing]


@dataclass(frozen=True)
class Gap:
    """Something that a kind of support needs and the book does not say: in words, and where it is set."""

    words: str
    url: str


def not_set_yet(categories, on, tiers=Tier.values):
    """{SupportCategory: [Gap]} of those in force on a day: papers by stage, results, advances. Two queries.

    Papers of an advance are not missed where the rule allows none.
    """
    categories = list(categories)
    papers = set(RequiredPaper.objects.on(on).filter(category__in=categories).values_list("category", "stage"))
    rules = {
        (rule.category_id, rule.tier): rule
        for rule in AdvanceRule.objects.on(on).filter(category__in=categories, tier__in=tiers)
    }
    return {category: list(_gaps(category, papers, rules, tiers)) for category in categories}


def _gaps(category, papers, rules, tiers):
    known = [rules.get((category.pk, tier)) for tier in tiers]
    no_advance = all(rule is not None and rule.percent is None for rule in known)
    for stage in RequiredPaper.Stage:
        if (category.pk, stage) not in papers and not (stage == RequiredPaper.Stage.ADVANCE and no_advance):
            yield Gap(f"giấy tờ phải có ở khâu {stage.label}", _add("requiredpaper", category=category.pk, stage=stage))
    if not category.output_indicators:
        where = reverse("admin:norms_supportcategory_change", args=[category.pk])
        yield Gap("chỉ tiêu kết quả", f"{where}#id_output_indicators")
    for tier, rule in zip(tiers, known, strict=True):
        if rule is None:
            words = f"quy định tạm ứng ({Tier(tier).label})"
            yield Gap(words, _add("advancerule", category=category.pk, tier=tier))


def gap_words(category, gaps):
    """«Nội dung “…” chưa có: …; ….», "" without gaps."""
    return f"Nội dung “{category.name}” chưa có: {'; '.join(gap.words for gap in gaps)}." if gaps else ""


def _add(model, **start):
    return f"{reverse(f'admin:norms_{model}_add')}?{urlencode(start)}"
