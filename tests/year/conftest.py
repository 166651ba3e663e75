"""Everybody of an office on its first day, each with a key of their own."""

import pytest

from accounts.demo import PASSWORD
from tests.year.rest import sign_in


@pytest.fixture(scope="session")
def schemas():
    """The published schema as first read; the program does not change between tests."""
    return []


@pytest.fixture
def team(schemas):
    """team(address) -> {username: Person}: everybody with a key of their own, all reading the same schema."""

    def gather(address):
        first = sign_in(address, "chuyenvien", PASSWORD, *schemas)
        schemas[:] = [first.schema]
        names = [
            "chuyenvien.2", "lanhdaophong", "lanhdao", "ketoan", "trungtam", "trungtam.ketoan", "trungtam.giamdoc",
            "taichinh", "huyen.ductho", "xa.ductho", "xem", "quantri",
        ]  # fmt: skip
        return {"chuyenvien": first} | {name: sign_in(address, name, PASSWORD, first.schema) for name in names}

    return gather
