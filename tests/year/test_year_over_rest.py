"""The same year over REST alone, driven from the published schema: every act, every figure, one effect for each key."""

import hashlib
import time

import pytest

from core.audit import broken_links
from core.money import trieu
from ledger import reading
from ledger.checking import differences
from ledger.models import Act
from ledger.stages import Stage
from tests.year.papers import numbers_after, pdf_words, row_after, word_rows
from tests.year.rest import PREFIX, Refused, sign_in
from tests.year.story import MILLION, MONEY_ACTS, STAGE_WORDS, STANDING, YEAR, RestYear

STATE = "first_day"


def test_a_programme_year_goes_from_draft_to_settled_report_over_rest_alone(own_database, serve, worker, team):
    address = serve(own_database)
    year = RestYear(team(address))
    year.all()

    assert year.settlement["support_final"] == 170 * MILLION
    assert year.settlement["recovered"] == 4 * MILLION
    assert year.settlement["released"] == 6 * MILLION
    assert year.account["status"] == "FINAL"
    assert {row["status"] for row in year.officer.rows("projects/", year=YEAR)} == {"CLOSED"}

    runway = year.officer.get("budgets/runway/", query={"year": YEAR, "tier": "LOCAL"})["stages"]
    book = reading.runway(book_years=list(reading.book_years(YEAR, "LOCAL")))
    assert [(row["stage"], row["balance"], row["reached"]) for row in runway] == [
        (row["stage"], row["balance"], row["reached"]) for row in book
    ]
    standing = {row["stage"]: row["balance"] for row in runway if row["stage"] != "TREASURY" and row["balance"]}
    assert standing == {stage: millions * MILLION for stage, millions in STANDING.items()}

    worker(own_database)
    the_year_report_says_what_the_ledger_says(year, runway)
    the_submission_lists_what_was_approved(year)

    assert list(differences()) == []
    assert list(broken_links()) == []
    assert {(method, path.removeprefix(PREFIX)) for method, path in year.officer.schema.used} >= MONEY_ACTS


def the_year_report_says_what_the_ledger_says(year, runway):
    run = finished(
        year.officer,
        {"report": "year_report", "year": YEAR, "tier": "LOCAL", "as_of": f"{YEAR + 1}-04-30", "proposals": "Không."},
    )
    by_label = {row["label"]: row for row in run["figures"]["stages"]}
    ledger = {row["stage"]: row for row in runway}
    assert set(by_label) == set(STAGE_WORDS)
    rows, text = word_rows(file_of(year.officer, run, "docx")), pdf_words(file_of(year.officer, run, "pdf"))
    for label, stage in STAGE_WORDS.items():
        figures = by_label[label]["reached"], by_label[label]["balance"]
        assert figures == (ledger[stage]["reached"], ledger[stage]["balance"]), label
        printed = [trieu(amount) for amount in figures]
        # reached, percent of the estimate, balance
        assert row_after(rows, label)[::2] == printed, label
        assert numbers_after(text, label, 3)[::2] == printed, label


def the_submission_lists_what_was_approved(year):
    run = finished(year.officer, {"report": "approval_submission", "round": year.round["id"]})
    listed = [project for group in run["figures"]["groups"] for project in group["projects"]]
    assert [(row["total"], row["support"], row["counterpart"]) for row in listed] == [
        (project["total_cost"], item["approved_support"], item["counterpart"])
        for project, item in zip(
            (year.machine, year.training), year.officer.rows("plan-items/", round=year.round["id"]), strict=True
        )
    ]
    rows, text = word_rows(file_of(year.officer, run, "docx")), pdf_words(file_of(year.officer, run, "pdf"))
    for project in listed:
        for amount in filter(None, (project["total"], project["support"], project["counterpart"])):
            printed = f"{amount:,}".replace(",", ".")
            assert any(printed in row for row in rows), printed
            assert printed in text


def finished(person, asked):
    """Ask for a paper and wait until the worker has made it."""
    run = person.post("reports/", asked)
    end = time.monotonic() + 120
    while run["state"] not in ("DONE", "PARKED"):
        assert time.monotonic() < end, run
        time.sleep(0.3)
        run = person.get("reports/{id}/", id=run["id"])
    assert run["state"] == "DONE", run["error"]
    return run


def file_of(person, run, kind):
    answer = person.call("GET", f"reports/{{id}}/{kind}/", id=run["id"])
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == run[f"{kind}_sha256"]
    return answer.content


def test_a_key_sent_twice_has_one_effect_and_another_body_under_it_is_refused(own_database, serve, team):
    year = RestYear(team(serve(own_database)))
    year.plan_from_draft_to_issued()
    given = {
        "book_year": year.plan["book_year"], "unit": year.doit, "kind": "INITIAL", "amount": 500 * MILLION,
        "number": "3000/QĐ-UBND", "dated_on": f"{YEAR}-01-05",
    }  # fmt: skip
    first = year.accountant.post("appropriations/", given, key="giao-du-toan-1")
    again = year.accountant.post("appropriations/", given, key="giao-du-toan-1")
    assert first == again
    assert Act.objects.count() == 1
    with pytest.raises(Refused) as refused:
        year.accountant.post("appropriations/", given | {"amount": 400 * MILLION}, key="giao-du-toan-1")
    assert refused.value.status == 422
    assert "đã dùng cho một yêu cầu khác" in refused.value.answer
    assert reading.balances(list(reading.book_years(YEAR, "LOCAL")))[Stage.APPROPRIATED] == 500 * MILLION


def test_a_refusal_over_rest_is_the_pages_sentence_with_its_figures_and_changes_nothing(own_database, serve, team):
    year = RestYear(team(serve(own_database)))
    year.plan_from_draft_to_issued()
    year.estimate_from_the_committee_to_the_lines()
    acts = Act.objects.count()
    with pytest.raises(Refused) as refused:
        year.accountant.post(
            "assignments/",
            {
                "book_year": year.plan["book_year"], "from_unit": year.doit, "to_unit": year.centre_office,
                "amount": 101 * MILLION, "number": "13/QĐ-SCT", "dated_on": f"{YEAR}-04-01",
            },
        )  # fmt: skip
    assert refused.value.status == 400
    assert "100.000.000 đ" in refused.value.answer and "101.000.000 đ" in refused.value.answer
    assert Act.objects.count() == acts


def test_an_administrator_carries_no_act_of_the_programme(own_database, serve, team):
    year = RestYear(team(serve(own_database)))
    administrator = year.team["quantri"]
    with pytest.raises(Refused) as refused:
        administrator.post("plans/", {"year": YEAR, "tier": "LOCAL", "total_budget": 1, "approval_way": "ROUNDS"})
    assert refused.value.status == 403
    for path in ("projects/", "plans/", "commitments/", "payments/", "settlements/", "register/", "reports/"):
        with pytest.raises(Refused) as refused:
            administrator.get(path)
        assert refused.value.status == 403, path


def test_a_wrong_password_gives_no_key(own_database, serve):
    with pytest.raises(Refused) as refused:
        sign_in(serve(own_database, 1), "chuyenvien", "sai mật khẩu")
    assert refused.value.status in (401, 403)
