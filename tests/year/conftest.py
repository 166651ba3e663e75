"""An office on its first day: norms, areas, offices and people, but no plan, no money and no project yet."""

import datetime

import pytest

from accounts.demo import PASSWORD
from accounts.models import User
from core.dates import load_special_days
from khuyencong.sample.people import load_accounts, load_offices
from norms.loading import load_illustrative_local_set, load_norms
from tests.year.rest import sign_in


@pytest.fixture
def office_database(own_database):
    """`own_database` with the norm book, Hà Tĩnh's areas and offices and the people of the demonstration."""
    load_norms()
    load_special_days()
    load_illustrative_local_set("42", datetime.date(2018, 5, 11))
    people = load_accounts(load_offices())
    second = people["chuyenvien.2"]
    second.set_password(PASSWORD)
    second.save(update_fields=["password"])
    User.objects.update(is_demo=False)  # a real office, not a demonstration
    return own_database


@pytest.fixture
def team():
    """team(address) -> {username: Person}: everybody with a key of their own, all reading the same schema."""

    def gather(address):
        first = sign_in(address, "chuyenvien", PASSWORD)
        names = [
            "chuyenvien.2", "lanhdaophong", "lanhdao", "ketoan", "trungtam", "trungtam.ketoan", "trungtam.giamdoc",
            "taichinh", "huyen.ductho", "xa.ductho", "xem", "quantri",
        ]  # fmt: skip
        return {"chuyenvien": first} | {name: sign_in(address, name, PASSWORD, first.schema) for name in names}

    return gather
