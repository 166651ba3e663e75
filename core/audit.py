"""The trail: every act leaves a line that reads as a sentence, in the same transaction as the act."""

import datetime
import hashlib

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Case, CharField, Exists, F, OuterRef, When
from django.db.models.functions import Cast
from django.utils import timezone

from core.audit_models import AuditEntry, register_actions
from core.dates import ngay

__all__ = ["STATE", "broken_links", "history", "moved_on", "record", "register_actions", "was_done"]

START = "0" * 64
STATE = "Trạng thái"  # the field of `before` and `after` that tells of a move


def record(obj, action, *, by, note="", before=None, after=None, paper=None, perm="", **data):
    """Write one line about `obj` (a saved record, or None for an act on no record).

    `before`/`after` are {label a reader knows: value}; `paper` is the Document the act rests on;
    `perm` names the permission used, so that a substitute's act also names the person replaced.
    """
    if paper is not None:
        data |= {"paper": paper_words(paper), "paper_id": paper.pk}
    return AuditEntry.objects.create(
        by=by,
        office=by.organisation if by else None,
        in_place_of=by.stands_in_for(perm) if by and perm else None,
        action=action,
        content_type=ContentType.objects.get_for_model(obj) if obj is not None else None,
        object_id=str(obj.pk) if obj is not None else "",
        label=str(obj)[:300] if obj is not None else "",
        note=note,
        before=before,
        after=after,
        data=data,
    )


def paper_words(paper):
    """«173/KH-UBND ngày 27/04/2021»."""
    number = paper.number or paper.title or "văn bản"
    return f"{number} ngày {ngay(paper.issued_on)}" if paper.issued_on else number


def history(obj):
    """What happened to this record, newest first."""
    return AuditEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(obj), object_id=str(obj.pk)
    ).select_related("by", "office", "in_place_of")


def moved_on(rows):
    """{record id: the day it came into its present state}, for records of one model: since when it waits. One query.

    The day of the act that moved it last (its paper's, where it rests on one); of its first entry before any move.
    """
    if not rows:
        return {}
    ids = {str(row.pk): row.pk for row in rows}
    entries = (
        AuditEntry.objects.filter(content_type=ContentType.objects.get_for_model(rows[0]), object_id__in=ids)
        .annotate(latest=Case(When(after__has_key=STATE, then=F("pk")), default=-F("pk")))  # a move before any other
        .order_by("object_id", "-latest")
        .distinct("object_id")
    )
    return {ids[pk]: _day(on, at) for pk, on, at in entries.values_list("object_id", "data__on", "at")}


def was_done(model, action):
    """The condition that an act is in the trail of a row, for a query of `model`."""
    return Exists(
        AuditEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            object_id=Cast(OuterRef("pk"), CharField()),
            action=action,
        )
    )


def _day(on, at):
    return datetime.date.fromisoformat(on) if on else timezone.localdate(at)


def broken_links():
    """Sentences naming what does not fit in the chain, first break first; empty when it is whole.

    Hashes are recomputed here in Python, not by the function in the database that wrote them.
    """
    found, previous, expected = [], START, 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.seq, l.entry_id, l.prev_hash, l.hash, "
            "CASE WHEN e.id IS NOT NULL THEN core_audit_canonical(e) END "
            "FROM core_auditlink l LEFT JOIN core_auditentry e ON e.id = l.entry_id ORDER BY l.seq"
        )
        for seq, entry_id, prev_hash, digest, canonical in cursor:
            if seq != expected:
                found.append(f"Mắt xích {expected} đã mất (tiếp theo là {seq}).")
            if canonical is None:
                found.append(f"Mắt xích {seq}: dòng nhật ký {entry_id} không còn.")
            elif prev_hash != previous:
                found.append(f"Mắt xích {seq} (dòng nhật ký {entry_id}): không nối với mắt xích trước.")
            elif hashlib.sha256(f"{prev_hash}\n{canonical}".encode()).hexdigest() != digest:
                found.append(f"Mắt xích {seq} (dòng nhật ký {entry_id}): nội dung đã bị sửa.")
            previous, expected = digest, seq + 1
        cursor.execute(
            "SELECT e.id FROM core_auditentry e LEFT JOIN core_auditlink l ON l.entry_id = e.id "
            "WHERE l.seq IS NULL ORDER BY e.id"
        )
        found += [f"Dòng nhật ký {entry_id} không có mắt xích." for (entry_id,) in cursor]
    return found
