"""What an office has when a test begins. `python -m tests.states NAME` builds a state into an empty, migrated database.

A test file says `STATE = "…"` when it does not begin like most: see `starting_state` in tests/conftest.py.
"""

import datetime
import os
import sys
from itertools import count


def norm_book():
    """The norm book as delivered, with the province's illustrative set of 2021; nobody and nothing else."""
    from norms.loading import load_illustrative_local_set, load_norms

    load_norms()
    load_illustrative_local_set("42", datetime.date(2021, 1, 1))


def approved_project():
    """The plan and the estimate of 2021, and 150 triệu approved for machinery."""
    from tests.budgets import builders

    _numbers_of_its_own()
    builders.approved()


def project_in_progress():
    """A project that is being carried out, as the rooms before the money know it."""
    from tests import factories

    _numbers_of_its_own()
    factories.project_in("IN_PROGRESS")


def signed_contract():
    """150 triệu for machinery under contract, work done at 80 % of the cost."""
    from tests.budgets import builders

    _numbers_of_its_own()
    builders.progress(builders.signed(), 80)


def two_open_accounts():
    """Two paid projects whose settlements are open and list no voucher yet."""
    from tests.budgets import builders

    _numbers_of_its_own()
    for _ in range(2):
        builders.account(builders.signed(), vouchers=())


def settled_project():
    """150 triệu of a machine, settled in full."""
    from tests.budgets import builders

    _numbers_of_its_own()
    builders.settled()


def sixty_decisions():
    """60 decisions on their way, each to take 100 triệu of one line that holds 799.999.999 đồng."""
    from tests.plans.conftest import Office

    office = Office()
    plan = office.issued(total=10_000_000_000)
    line = plan.lines.get(no=1)
    office.allocate(line, 799_999_999)
    for _ in range(60):
        round = office.round(plan)
        office.include(round, office.project(100_000_000))
        office.sent(round)


def approved_figures():
    """A paper of every kind with an approved figure: see tests/budgets/test_forty_ways.py."""
    from tests.budgets import builders as b
    from tests.budgets.test_annexes import annex, signed

    _numbers_of_its_own()
    contract = b.signed()
    account = b.settled(contract)
    b.disallow(account.vouchers.order_by("no").first(), 5)
    b.year_account("consolidate", "examine", "issue_notice")
    b.money_back(contract, 5)
    b.cancelled({None: 100})
    other = b.signed(b.approved(120), million=120)
    b.progress(other, 90)
    b.paid(other, 45)
    b.press(b.request(other, 2), "check")
    signed(annex(other))


def _numbers_of_its_own():
    """The tests that begin here number their records from 1."""
    from tests import factories
    from tests.budgets import builders

    factories._numbers = builders._numbers = count(9001)


def first_day():
    """Norms, special days, Hà Tĩnh's areas and offices and the people of the demonstration; no plan, no money yet."""
    from accounts.demo import PASSWORD
    from accounts.models import User
    from core.dates import load_special_days
    from khuyencong.sample.people import load_accounts, load_offices
    from norms.loading import load_illustrative_local_set, load_norms

    load_norms()
    load_special_days()
    load_illustrative_local_set("42", datetime.date(2018, 5, 11))
    second = load_accounts(load_offices())["chuyenvien.2"]
    second.set_password(PASSWORD)
    second.save(update_fields=["password"])
    User.objects.update(is_demo=False)  # a real office, not a demonstration


def sample():
    """The year of `load_sample hatinh`; its files go to MEDIA_ROOT."""
    from django.core.management import call_command

    call_command("load_sample", "hatinh")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.settings")
    django.setup()
    globals()[sys.argv[1]]()
