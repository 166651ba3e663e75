"""Files that a job makes: whole or absent, and one per name however often the job is tried."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.utils._os import safe_join

PIECE = 1024 * 1024  # bytes


def place_file(name, content):
    """Write `content` (bytes, or an open binary file) to MEDIA_ROOT/`name` and return (size, sha256).

    Written beside its place under another name, flushed to disk and moved there in one step: a worker killed in the
    middle leaves no half file, and the next attempt replaces the same name. Call it from `deliver`.
    """
    target = Path(safe_join(settings.MEDIA_ROOT, name))
    if target.name.startswith("."):
        raise SuspiciousFileOperation("a stored file's name does not begin with a dot")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    with open(draft, "wb", opener=_private) as stream:
        size, digest = 0, hashlib.sha256()
        for piece in [content] if isinstance(content, bytes) else iter(lambda: content.read(PIECE), b""):
            stream.write(piece)
            size += len(piece)
            digest.update(piece)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, target)
    return size, digest.hexdigest()


def drop_file(name):
    """Remove a file that nobody will claim; not being there is fine."""
    with suppress(FileNotFoundError):
        Path(safe_join(settings.MEDIA_ROOT, name)).unlink()


def _private(path, flags):
    return os.open(path, flags, settings.FILE_UPLOAD_PERMISSIONS)
