"""The demonstration's accounts share one published password; they are only ever made by the sample loader."""

from functools import cache

from django.contrib.auth.hashers import make_password

PASSWORD = "khuyencong2021"  # noqa: S105  (published on purpose, refused outside a demonstration)


@cache
def password_hash():
    """One hash for all: what everybody may read needs no salt of its own, and each costs a tenth of a second."""
    return make_password(PASSWORD)
