"""The ledger over REST: the pages' figures, reach and papers; constant questions."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from ledger import reading
from ledger.models import Account, Transfer
from ledger.stages import Stage
from projects.models import Project
from reports.reach import accounts_in_reach
from tests.reports.test_figures import by_hand

STATE = "sample"
ACCOUNTS, TRANSFERS = "/api/v1/ledger/accounts/", "/api/v1/ledger/transfers/"


def client_of(name):
    client = Client()
    client.force_login(User.objects.get(username=name), backend="core.backends.RoleBackend")
    return client


def every(client, address, **asked):
    """All rows, page by page."""
    rows, page = [], 1
    while True:
        answer = client.get(address, {**asked, "page": page, "page_size": 50})
        assert answer.status_code == 200, answer.content
        found = answer.json()
        rows += found["results"]
        if found["next"] is None:
            assert len(rows) == found["count"]
            return rows
        page += 1


def test_the_accounts_add_up_to_the_runway_and_the_books_in_every_stage(sample):
    client = client_of("chuyenvien")
    rows = every(client, ACCOUNTS, year=2021, tier="LOCAL")
    assert all(type(row["balance"]) is int for row in rows)
    found = {stage: sum(row["balance"] for row in rows if row["stage"] == stage) for stage in Stage.values}
    stages = client.get("/api/v1/budgets/runway/?year=2021").json()["stages"]
    assert found == {row["stage"]: row["balance"] for row in stages}
    assert {stage: total for stage, total in found.items() if total} == {k: v for k, v in by_hand().items() if v}
    page = client.get("/runway/stages/COMMITTED/?year=2021").context
    rows = every(client, ACCOUNTS, year=2021, stage="COMMITTED", empty="false")
    assert {row["id"]: row["balance"] for row in rows} == {row.pk: row.balance for row in page["accounts"]}


def test_the_statement_is_the_one_of_the_page_with_paper_and_record(sample):
    client = client_of("chuyenvien")
    for account in Account.objects.exclude(stage=Stage.TREASURY):
        page = client.get(f"/runway/accounts/{account.pk}/").context["rows"]
        rows = every(client, f"{ACCOUNTS}{account.pk}/statement/")[: len(page)]
        assert [(r["id"], r["change"], r["standing"], r["paper_opens"]) for r in rows] == [
            (r["transfer"].pk, r["change"], r["standing"], r["paper_opens"]) for r in page
        ]
        assert [r["record_id"] for r in rows] == [r["record"] and r["record"].pk for r in page]
        assert [r["paper"] and r["paper"]["id"] for r in rows] == [r["transfer"].paper_id for r in page]
    paid = Transfer.objects.filter(kind="pay").first()
    row = client.get(f"{TRANSFERS}{paid.pk}/").json()
    assert (row["amount"], row["paper"]["number"], row["record"]) == (
        paid.amount, paid.paper.number, "budgets.paymentrequest",
    )  # fmt: skip
    assert (row["source"]["id"], row["target"]["id"]) == (paid.source_id, paid.target_id)


def test_the_transfers_are_all_of_the_year_and_each_filter_narrows_them(sample):
    client = client_of("chuyenvien")
    rows = every(client, TRANSFERS, year=2021)
    there = Transfer.objects.filter(source__book_year__year=2021)
    assert [row["id"] for row in rows] == list(there.order_by("-pk").values_list("pk", flat=True))

    def ids(**asked):
        return {row["id"] for row in every(client, TRANSFERS, **asked)}

    some = there.filter(target__subject__parent__isnull=False, paper__isnull=False).first()
    project = some.target.subject.parent
    assert ids(project=project.ref) == set(there.filter(reading.touching(project)).values_list("pk", flat=True))
    assert ids(account=some.target_id) == {e.transfer.pk for e in reading.statement(some.target)}
    assert ids(kind=some.kind, act=some.act_id) == set(
        there.filter(kind=some.kind, act=some.act_id).values_list("pk", flat=True)
    )
    day = some.dated_on.isoformat()
    assert ids(dated_from=day, dated_to=day) == set(there.filter(dated_on=some.dated_on).values_list("pk", flat=True))
    assert ids(paper=some.paper_id) == set(there.filter(paper=some.paper_id).values_list("pk", flat=True))
    assert ids(tier="NATIONAL") == ids(year=2020) == ids(project=999999) == set()


@pytest.mark.parametrize(
    "asked", ["year=abc", "tier=X", "kind=X", "dated_from=31/2/2021", "account=0", "project=-1", "book_year=1e3"]
)
def test_nonsense_in_a_filter_is_answered_in_words(sample, asked):
    assert client_of("chuyenvien").get(f"{TRANSFERS}?{asked}").status_code == 400


@pytest.mark.parametrize("name", ["huyen.ductho", "trungtam.ketoan", "chuyenvien", "taichinh"])
def test_everybody_finds_what_the_pages_open_to_them_and_nothing_else(sample, name):
    user, client = User.objects.get(username=name), client_of(name)
    mine = set(accounts_in_reach(user).values_list("pk", flat=True))
    assert {row["id"] for row in every(client, ACCOUNTS)} == mine
    touching = Transfer.objects.filter(source__in=mine) | Transfer.objects.filter(target__in=mine)
    assert {row["id"] for row in every(client, TRANSFERS)} == set(touching.values_list("pk", flat=True))
    for account in Account.objects.exclude(pk__in=mine):
        assert client.get(f"{ACCOUNTS}{account.pk}/").status_code == 404
        assert client.get(f"{ACCOUNTS}{account.pk}/statement/").status_code == 404
    for transfer in Transfer.objects.exclude(pk__in=touching.values("pk"))[:5]:
        assert client.get(f"{TRANSFERS}{transfer.pk}/").status_code == 404
    if name == "huyen.ductho":
        assert 0 < len(mine) < Account.objects.count()
        seen = {row["source"]["subject"]["project"] for row in every(client, TRANSFERS) if row["source"]["subject"]}
        refs = set(Project.objects.visible_to(user).values_list("pk", flat=True))
        assert seen - {None} <= refs


@pytest.mark.parametrize(("name", "status"), [("quantri", 403), (None, 401)])
def test_who_sees_no_money_meets_no_ledger(sample, name, status):
    client = client_of(name) if name else Client()
    for address in (ACCOUNTS, TRANSFERS):
        assert client.get(address).status_code in (status, 403)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_over_rest(sample, method):
    client = client_of("ketoan")
    account, transfer = Account.objects.first(), Transfer.objects.first()
    for address in (ACCOUNTS, TRANSFERS, f"{ACCOUNTS}{account.pk}/", f"{TRANSFERS}{transfer.pk}/"):
        assert getattr(client, method)(address, {"balance": 1}, content_type="application/json").status_code == 405


@pytest.mark.parametrize("name", ["chuyenvien", "huyen.ductho"])
def test_one_row_and_a_whole_page_take_the_same_questions(sample, name):
    """Of one kind of act: each kind of record that a page of entries rests on is looked up once."""
    client = client_of(name)
    accounts = accounts_in_reach(User.objects.get(username=name))
    account = max(accounts.filter(stage=Stage.APPROVED), key=lambda row: len(reading.statement(row)))

    def questions(address, size):
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            rows = client.get(f"{address}page_size={size}").json()["results"]
        return len(asked), len(rows)

    for address in (f"{ACCOUNTS}?", f"{TRANSFERS}?kind=pay&", f"{TRANSFERS}?kind=advance&"):
        questions(address, 1)
        (one, rows), (many, more) = questions(address, 1), questions(address, 50)
        assert rows == 1 < more and many == one, (address, one, many)
    assert questions(f"{ACCOUNTS}{account.pk}/statement/?", 50)[0] <= 20
