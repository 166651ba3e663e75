"""The norm book as first delivered: norms/data/*.yaml into the database, once.

A row that is already there is never touched, whoever changed it; what differs is reported in sentences.
"""

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import record
from core.dates import ngay
from norms.models import (
    AdvanceRule,
    BudgetCode,
    DeadlineRule,
    DeciderRule,
    EligibilityRule,
    LegalDocument,
    Norm,
    NormSet,
    PaperKind,
    RefusalReason,
    RequiredPaper,
    SupportCategory,
    Tier,
    TreasuryRule,
)

DATA = Path(__file__).resolve().parent / "data"
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times quicker where libyaml is there


@dataclass
class Outcome:
    """What a load did: rows made per model (label: count) and what was found different and left alone."""

    created: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)

    @property
    def total(self):
        return sum(self.created.values())


@transaction.atomic
def load_norms():
    """Make what is missing; a second run makes nothing. Returns an Outcome."""
    out = Outcome()
    documents = _load(out, LegalDocument, _read("legal_documents")["documents"], ["code"])
    category_rows = _read("categories")["categories"]
    categories = _load(
        out, SupportCategory, [{k: v for k, v in row.items() if k != "papers"} for row in category_rows], ["code"]
    )
    papers_file = _read("papers")
    papers = _load(out, PaperKind, papers_file["papers"], ["code"])
    required = _required_papers(category_rows, papers_file, categories, papers)
    _load_dated(out, RequiredPaper, required, ["category", "stage", "paper", "tier"])
    _load_dated(out, AdvanceRule, _advances(_read("advances"), categories), ["category", "tier"])
    _load_dated(out, TreasuryRule, _by_tier(_read("treasury")["rules"]), ["code", "tier"])
    _load_dated(out, BudgetCode, _read("budget_codes")["codes"], ["kind", "code"])
    _load_dated(out, DeadlineRule, _by_tier(_read("deadlines")["deadlines"]), ["code", "tier"])
    _load_dated(out, DeciderRule, _deciders(_read("deciders")), ["tier", "change", "scope"])
    _load_dated(out, EligibilityRule, _read("eligibility")["rules"], ["criterion", "code", "detail_form"])
    _load_dated(out, RefusalReason, _refusals(_read("refusal_reasons")), ["code"])
    for row in _read("norm_sets")["sets"]:
        _load_set(out, row, documents, categories)
    return out


@transaction.atomic
def load_illustrative_local_set(province_code, on):
    """A local set for demonstrations: the national figures in force on `on`, actual cost where they are silent.

    It is marked illustrative everywhere it is used. An existing one is returned unchanged; another local set of
    that time is an error (a real one must never be overlaid).
    """
    code = f"illustrative-{province_code}"
    existing = NormSet.objects.filter(code=code).first()
    if existing:
        return existing
    national = NormSet.objects.on(on).filter(tier=Tier.NATIONAL).select_related("legal_document").first()
    if national is None:
        raise ValidationError(f"Không có bộ mức chi quốc gia có hiệu lực ngày {ngay(on)} để lập bộ minh họa.")
    local = NormSet(
        code=code,
        name="Mức chi minh họa của tỉnh",
        tier=Tier.LOCAL,
        province_code=province_code,
        legal_document=national.legal_document,
        valid_from=national.valid_from,
        illustrative=True,
        priority_multiplier_max=Decimal("1.5"),
        advance_limit_percent=Decimal(70),
        limits_source="TTLT 26/2014/TTLT-BTC-BCT đ.6.2.t (hệ số), đ.8.2.b (tạm ứng)",
        note=f"Lập để minh họa: chép con số của {national.name}; nơi văn bản không có con số thì theo chi phí thực tế. "
        "Không phải quy định của tỉnh.",
    )
    local.full_clean()
    local.save()
    rows = {norm.category_id: norm for norm in national.norms.select_related("legal_document")}
    Norm.objects.bulk_create(
        _illustrative_norm(local, category, rows.get(category.pk)) for category in SupportCategory.objects.all()
    )
    record(local, "norms.normset.load", by=None, count=local.norms.count())
    return local


def _illustrative_norm(local, category, norm):
    if norm is None or norm.limit_status in (Norm.Status.DELEGATED, Norm.Status.UNKNOWN):
        return Norm(
            set=local,
            category=category,
            limit_status=Norm.Status.ACTUAL_COST,
            article="minh họa, không có mức trong",
        )
    copied = ("rate_percent", "cap", "cap_per_unit", "base", "limit_status", "condition", "article", "verified")
    return Norm(
        set=local,
        category=category,
        legal_document=norm.legal_document,
        source=norm.source,
        **{name: getattr(norm, name) for name in copied},
    )


def _read(name):
    text = (DATA / f"{name}.yaml").read_text(encoding="utf-8")
    if name != "legal_documents":
        text = _law_by_name(text)
    return yaml.load(text, Loader=SAFE_LOADER)  # noqa: S506  (a safe loader either way)


def _law_by_name(text):
    """«T46 đ.4» -> «TT 46/2012/TT-BCT đ.4»: the files say a law by its code, people read its name."""
    names = {row["code"]: row["short_name"] for row in _read("legal_documents")["documents"]}
    return re.sub(rf"\b({'|'.join(names)})(?= đ\.)", lambda found: names[found[1]], text)


def _required_papers(category_rows, file, categories, papers):
    for row in category_rows:
        for stage, terms in file["stages"].items():
            listed = row["papers"][stage]
            for code in file["common"][stage] if listed == "common" else listed:
                yield {
                    "category": categories[row["code"]],
                    "stage": stage,
                    "paper": papers[code],
                    "tier": "",
                    "condition": file["conditions"].get(code, ""),
                    "valid_from": _day(terms["valid_from"]),
                    "source": terms["source"],
                    "verified": row["papers"]["verified"] and code not in file["unverified"],
                    "note": file["note"],
                }


def _advances(file, categories):
    for row in file["advances"]:
        for tier in Tier:
            yield row | {
                "category": categories[row["category"]],
                "tier": tier,
                "valid_from": _day(file["valid_from"]),
                "source": file["source"],
                "by_analogy": tier == Tier.LOCAL,
                # A reading nobody has verified is no text that allows more than the Treasury's general limit.
                "special": row["verified"] and row["percent"] is not None,
            }


def _by_tier(rows):
    for row in rows:
        row = dict(row)
        tiers, analogy = row.pop("tiers"), row.pop("analogy", False)
        for tier in tiers:
            yield row | {"tier": tier, "by_analogy": analogy}


def _deciders(file):
    for row in file["deciders"]:
        for tier in Tier:
            if tier in row:
                yield {
                    "tier": tier,
                    "change": row["change"],
                    "scope": row.get("scope", DeciderRule.Scope.PROJECT),
                    "decider": row[tier],
                    "valid_from": file["valid_from"],
                    "source": file["source"],
                    "verified": row.get("verified", True),
                    "by_analogy": tier == Tier.LOCAL,
                    "note": row.get("note", ""),
                }


def _refusals(file):
    for order, row in enumerate(file["reasons"], 1):
        yield {"order": order, "valid_from": _day(file["valid_from"]), "verified": False, "note": file["note"]} | row


def _load_set(out, row, documents, categories):
    row = row | {
        "legal_document": documents[row["legal_document"]],
        "valid_from": _day(row["valid_from"]),
        "valid_to": _day(row["valid_to"]),
    }
    norm_rows = row.pop("norms")
    is_new = not NormSet.objects.filter(code=row["code"]).exists()
    norm_set = _load(out, NormSet, [row], ["code"], apart=["tier", "province_code"]).get(row["code"])
    if norm_set is None:  # another set stands in that time; it was reported
        return
    rows = [
        norm_row
        | {
            "set": norm_set,
            "category": categories[norm_row["category"]],
            "legal_document": documents[norm_row["legal_document"]] if "legal_document" in norm_row else None,
        }
        for norm_row in norm_rows
    ]
    _load(out, Norm, rows, ["set", "category"])
    if is_new:
        record(norm_set, "norms.normset.load", by=None, count=len(rows))


def _load_dated(out, model, rows, apart):
    """Settings with one row in force at a time: what they are about and their first day name a row."""
    _load(out, model, rows, [*apart, "valid_from"], apart=apart)


def _load(out, model, rows, key, *, apart=()):
    """Make the rows whose natural key is not there yet; report what differs. Returns {first part of the key: record}.

    `apart`: fields among which two rows may not be in force on the same day; a row that would overlap another is
    reported instead of made.
    """
    stored_rows = list(model._base_manager.all())
    stored = {_values(obj, key): obj for obj in stored_rows}
    periods = defaultdict(list)
    for obj in stored_rows if apart else ():
        periods[_values(obj, apart)].append(obj)
    found, made = {}, []
    for row in rows:
        fresh = _typed(model(**row))
        obj = stored.get(_values(fresh, key))
        if obj is not None:
            out.differences += _differences(obj, fresh, row)
        elif other := next((other for other in periods[_values(fresh, apart)] if _overlap(fresh, other)), None):
            out.differences.append(
                f"{model._meta.verbose_name.capitalize()} “{fresh}” (từ {ngay(fresh.valid_from)}): "
                f"đã có “{other}” trong cùng thời gian, không nạp."
            )
            continue
        else:
            made.append(obj := fresh)
        found[_values(obj, key)[0]] = obj
    model._base_manager.bulk_create(made)
    if made:
        label = model._meta.verbose_name
        out.created[label] = out.created.get(label, 0) + len(made)
    return found


def _typed(obj):
    """Values as the database would give them back, so that 70 and Decimal("70.00") compare equal."""
    for model_field in obj._meta.concrete_fields:
        if not model_field.primary_key:
            value = getattr(obj, model_field.attname)
            setattr(obj, model_field.attname, model_field.to_python(value))
    return obj


def _values(obj, names):
    return tuple(getattr(obj, obj._meta.get_field(name).attname) for name in names)


def _overlap(one, other):
    far = datetime.date.max
    return one.valid_from <= (other.valid_to or far) and other.valid_from <= (one.valid_to or far)


def _differences(stored, fresh, names):
    for name in names:
        model_field = stored._meta.get_field(name)
        here, there = getattr(stored, model_field.attname), getattr(fresh, model_field.attname)
        if here != there:
            yield (
                f"{stored._meta.verbose_name.capitalize()} “{stored}”: {model_field.verbose_name} đang là "
                f"“{_shown(here)}”, dữ liệu gốc là “{_shown(there)}”; giữ nguyên."
            )


def _shown(value):
    return "trống" if value in (None, "") else value


def _day(value):
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value
