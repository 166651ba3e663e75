"""A new set of norms: copied from one that is there, written as a whole, put into force in one act.

Until then it is a draft: no calculation, no project and no other set knows of it.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from core.access import require
from core.audit import record
from core.dates import ngay
from norms.norm_models import Norm, NormSet

# What a figure is; where the new text says it and who has read it there is not copied.
COPIED = ("category_id", "rate_percent", "cap", "cap_per_unit", "base", "limit_status", "condition")


@transaction.atomic
def copy_set(source, new, *, by):
    """Save `new` (code, name, text and days filled in) as a draft of the same tier with the figures of `source`.

    Nothing of it is verified: its figures were read in another text.
    """
    require(by, "norms.add_normset")
    new.draft, new.tier, new.province_code = True, source.tier, source.province_code
    new.priority_multiplier_max = source.priority_multiplier_max
    new.advance_limit_percent = source.advance_limit_percent
    new.full_clean()
    new.save()
    Norm.objects.bulk_create(
        Norm(set=new, **{name: getattr(norm, name) for name in COPIED}) for norm in source.norms.all()
    )
    record(new, "norms.normset.copy", by=by, after={"Chép từ": source.name, "Số mức": str(new.norms.count())})
    return new


@transaction.atomic
def write_norms(norm_set, rows, *, by):
    """Save the norms of a draft. `rows`: {SupportCategory: Norm, or None where the new set is to have none}."""
    require(by, "norms.change_norm")
    norm_set = _draft(norm_set)
    stored = {norm.category_id: norm for norm in norm_set.norms.in_full()}
    before, after = {}, {}
    for category, norm in rows.items():
        old = stored.get(category.pk)
        if norm is not None:
            norm.set, norm.category = norm_set, category
            norm.full_clean()
        if (was := _words(old)) == (now := _words(norm)):
            continue
        before[category.name], after[category.name] = was, now
        if norm is not None:
            norm.save()
        else:
            old.delete()  # no calculation has ever seen it; the trail keeps what it said
    if after:
        record(norm_set, "norms.normset.write", by=by, before=before, after=after)
    return len(after)


@transaction.atomic
def put_into_force(norm_set, *, by):
    """From now on it counts on its days. The set that it follows ends on the day before. Returns the NormSet."""
    require(by, "norms.change_normset")
    norm_set = _draft(norm_set)
    if not norm_set.norms.exists():
        raise ValidationError("Bộ này chưa có mức chi nào.")
    followed = followed_set(norm_set)
    if followed:
        last = ngay(followed.valid_to) if followed.valid_to else None
        followed.valid_to = norm_set.valid_from - datetime.timedelta(days=1)
        followed.save(update_fields=["valid_to"])
        after = {"Đến hết ngày": ngay(followed.valid_to)}
        record(followed, "norms.normset.end", by=by, before={"Đến hết ngày": last}, after=after)
    if other := _in_the_way(norm_set):
        ends = f"đến hết {ngay(other.valid_to)}" if other.valid_to else "chưa có ngày kết thúc"
        raise ValidationError(
            f"Bộ mới áp dụng từ {ngay(norm_set.valid_from)}, trùng thời gian với bộ “{other.name}” (từ "
            f"{ngay(other.valid_from)}, {ends}). Cho bộ mới áp dụng sau ngày {ngay(other.valid_from)} thì bộ cũ tự kết "
            f"thúc vào ngày trước đó; hoặc cho bộ mới kết thúc trước ngày {ngay(other.valid_from)}. Ngày của bộ đang "
            "soạn sửa trong danh mục."
        )
    norm_set.draft = False
    norm_set.full_clean()
    norm_set.save(update_fields=["draft"])
    until = f" đến hết {ngay(norm_set.valid_to)}" if norm_set.valid_to else ""
    record(
        norm_set, "norms.normset.put_into_force", by=by,
        after={"Áp dụng": f"từ {ngay(norm_set.valid_from)}{until}", "Văn bản": str(norm_set.legal_document)},
    )  # fmt: skip
    return norm_set


def followed_set(norm_set):
    """The set in force on the first day of a draft that began earlier, which it would end; None without one."""
    begun = _counting_beside(norm_set).filter(valid_from__lt=norm_set.valid_from)
    return begun.filter(Q(valid_to=None) | Q(valid_to__gte=norm_set.valid_from)).first()


def _in_the_way(norm_set):
    """The first set that counts and begins on a day of this draft: nothing ends it; None without one."""
    later = _counting_beside(norm_set).filter(valid_from__gte=norm_set.valid_from)
    if norm_set.valid_to:
        later = later.filter(valid_from__lte=norm_set.valid_to)
    return later.order_by("valid_from").first()


def _counting_beside(norm_set):
    return NormSet.objects.counting().filter(tier=norm_set.tier, province_code=norm_set.province_code)


def _draft(norm_set):
    found = NormSet.objects.select_for_update(of=("self",)).select_related("legal_document").get(pk=norm_set.pk)
    if not found.draft:
        raise ValidationError("Bộ mức chi này đang áp dụng: sửa từng mức trong danh mục.")
    return found


def _words(norm):
    """What a norm says, in the trail's words; None for none."""
    if norm is None:
        return None
    read = "đã kiểm chứng" if norm.verified else "chưa kiểm chứng"
    return "; ".join(filter(None, [norm.figure, norm.get_base_display(), norm.article, read]))
