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


def year_that_has_arrived():
    """105 triệu of a machine settled in full, the account of the year final, the rest cancelled: ready to be closed."""
    from tests import factories
    from tests.budgets import builders

    _numbers_of_its_own()
    contract = builders.signed(builders.approved(105), million=105)
    builders.settled(contract, advance=70, payment=35, state=105)
    builders.year_account("consolidate", "examine", "issue_notice", "correct", "finalise")
    builders.cancelled({None: 236}, unit=factories.office("DOIT"))
    builders.cancelled({None: 1000, 1: 895})


def money_on_its_way():
    """Projects of every age, so that a few random acts reach far: listed for approval, approved, under contract and
    advanced, with an open account, with an account sent, settled, and stopped with 40 triệu to come back; a sheet for
    the Treasury; and everybody, some with two roles or stood in for.
    """
    from budgets.treasury_models import TreasurySheet
    from budgets.treasury_sheets import draw_up
    from plans.services import include_project, open_round
    from tests import factories as f
    from tests.budgets import builders as b
    from tests.budgets.test_changes import decided, sent

    _numbers_of_its_own()
    b.year()
    b.settled(b.signed(b.approved(total=411 * b.MILLION)), cost_million=411, vouchers=(250, 161))
    b.submitted(b.signed(b.approved(total=412 * b.MILLION)), payment=30, cost_million=412, vouchers=(250, 162))
    b.account(b.signed(b.approved(total=413 * b.MILLION)), payment=0, cost_million=413, vouchers=(250,))
    advanced = b.signed(b.approved(total=414 * b.MILLION), million=140)
    b.progress(advanced, 90)
    b.paid(advanced, 50)
    stopped = b.signed(b.approved(total=410 * b.MILLION))
    b.progress(stopped, 80)
    b.paid(stopped, 45)
    stopped.project.refresh_from_db()
    decided(sent(stopped.project, "TERMINATE", on=b.day(9, 1)), on=b.day(9, 9))
    b.money_back(stopped, 5, "RESTORE", on=b.day(10, 5))
    b.appropriated(100, kind="ADDITION", dated_on=b.day(6, 1))  # what nothing stands on yet may be taken back
    b.assigned(90, dated_on=b.day(6, 2))
    b.sheet({2: 80})
    b.cancelled({None: 30})
    sheet = TreasurySheet(book_year=b.book(), unit=f.office("CENTRE"), period="Q3")
    draw_up(sheet, by=f.person("CENTRE_ACCOUNTANT"))
    listed, _ = (f.appraised(requested_support=60 * b.MILLION, counterpart=355 * b.MILLION) for _ in range(2))
    by = f.person("DOIT_SPECIALIST")
    include_project(
        open_round(b.plan(), by=by), listed, line=b.line(), source="ALLOCATED", approved_support=60 * b.MILLION, by=by
    )
    b.approved()
    _everybody()


def year_of_two_projects():
    """150 triệu of a machine and 90 of a group of two, settled in full, and everybody."""
    from tests.budgets import builders
    from tests.budgets.test_own_share import accepted_at_both

    _numbers_of_its_own()
    builders.settled()
    builders.approved_account(accepted_at_both(60, 30)[2])
    _everybody()


def groups_of_two():
    """Projects of two parties, of every age: advanced and partly cleared, with an account open, sent, settled with
    something to come back, and sent in the year after, whose estimate took the advances; and everybody.
    """
    from tests.budgets import builders as b
    from tests.budgets import test_groups_charged as later
    from tests.budgets import test_own_share as two
    from tests.budgets.test_clearing import cleared
    from tests.projects.test_amend_title_units import several

    _numbers_of_its_own()
    b.year()
    b.advances_may_be_charged()
    b.given_in_2022()
    b.approved_account(two.accepted_at_both(63, 42, refuse=20)[2])
    _, contracts, sent = two.opened_for_both(60, 42)
    for contract, million in zip(contracts, (120, 60), strict=True):
        b.voucher(sent, million, million // 2, commitment=contract)
    b.press_settlement(sent, "submit", on=b.day(11, 18))
    _, contracts, account = two.opened_for_both(50, 30, common=10)
    for contract, million in zip(contracts, (100, 60, 20), strict=True):
        b.voucher(account, million, million // 2, commitment=contract)
    project = several(2, 150)
    contracts = [two.sign(two.with_(row, project, 75)) for row in project.beneficiaries.all()]
    b.progress(contracts[0], 90)
    for contract, million in zip(contracts, (50, 40), strict=True):
        b.paid(contract, million)
    cleared(contracts[0], 20)
    project, _, contracts = later.charged((60, 40), (20, 10))
    later.listed(project, contracts, (120, 60), refuse=20)
    _everybody()


def _everybody():
    """All who deal with money: two persons with two roles each, two absent colleagues and those who stand in."""
    from accounts.models import RoleGrant, Substitution
    from tests import factories as f

    roles = (
        "CENTRE_OFFICER", "CENTRE_ACCOUNTANT", "CENTRE_DIRECTOR", "DOIT_SPECIALIST", "DOIT_SECTION_HEAD",
        "DOIT_ACCOUNTANT", "DOIT_DIRECTOR", "DOF_REVIEWER", "VIEWER",
    )  # fmt: skip
    for role in roles:
        f.person(role)
    since = datetime.date(2020, 1, 1)
    for name, first, second in (("hai_vai_tt", *roles[:2]), ("hai_vai_so", *roles[5:7])):
        both = f.person(first, username=name)
        RoleGrant.objects.create(user=both, role=second, valid_from=since)
    for absent, substitute in (("CENTRE_DIRECTOR", "CENTRE_OFFICER"), ("DOIT_DIRECTOR", "DOIT_SPECIALIST")):
        Substitution.objects.create(
            absent=f.person(absent), substitute=f.person(substitute), valid_from=since,
            valid_to=datetime.date(2099, 1, 1), paper_number="12/QĐ",
        )  # fmt: skip


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
