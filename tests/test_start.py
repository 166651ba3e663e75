"""The real script/start on copies of this checkout: what a person at a terminal sees, does and kills."""

import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import environment
import pytest
import requests

from accounts.demo import PASSWORD
from tests.checkouts import copied_for, copied_to
from tests.databases import ROOT
from tests.year.rest import Refused, sign_in

ACCOUNTS = [
    "chuyenvien", "lanhdaophong", "lanhdao", "ketoan", "trungtam", "trungtam.ketoan", "trungtam.giamdoc", "taichinh",
    "huyen.ductho", "xa.ductho", "xem", "quantri",
]  # fmt: skip

# Runs the rest of the command line where nothing but the loopback exists.
ALONE = """
import ctypes, fcntl, os, socket, struct, sys
if ctypes.CDLL(None, use_errno=True).unshare(0x40000000):
    sys.exit(1)
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 1))
os.execvp(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """As root it lies below a folder that nobody else may enter: pytest's own."""
    folder = tmp_path_factory.mktemp("checkout")
    assert os.geteuid() or folder.parent.stat().st_mode & 0o077 == 0
    with copied_to(folder) as checkout:
        yield checkout


@pytest.fixture
def own_checkout(tmp_path):
    """Of an ordinary user: `nobody` when root runs the tests, who could not start anything in root's folders."""
    with copied_to(tmp_path / "khuyencong") if os.geteuid() else copied_for("nobody") as checkout:
        yield checkout


def log_in(address, username):
    """A browser's way through the login page; the session and the page it ends on."""
    session = requests.Session()
    form = session.get(f"{address}/", timeout=60)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)[1]
    given = {"username": username, "password": PASSWORD, "next": "/", "csrfmiddlewaretoken": token}
    return form, session.post(form.url, data=given, timeout=60)


def a_report(person):
    """Asked for by a person, made by the worker; the row and the PDF."""
    asked = {"report": "year_report", "year": 2021, "tier": "LOCAL", "as_of": "2022-04-30", "proposals": "Không."}
    run, end = person.post("reports/", asked), time.monotonic() + 120
    while run["state"] != "DONE":
        assert run["state"] != "PARKED" and time.monotonic() < end, run
        time.sleep(0.3)
        run = person.get("reports/{id}/", id=run["id"])
    return run


def pdf(person, run):
    return person.call("GET", "reports/{id}/pdf/", id=run["id"]).content


def test_the_first_start_makes_everything_ctrl_c_ends_it_and_the_work_is_there_again(checkout):
    first = checkout.start().wait_for_first_page()
    assert "Nạp dữ liệu mẫu hatinh" in first.said() and PASSWORD in first.said()
    assert all(re.search(rf"^  {re.escape(name)} ", first.said(), re.MULTILINE) for name in ACCOUNTS)
    form, home = log_in(first.address, "chuyenvien")
    assert form.url.startswith(f"{first.address}/login/") and "Đăng nhập" in form.text
    assert [step.status_code for step in home.history] == [302] and home.url == f"{first.address}/"
    assert home.status_code == 200 and "Việc cần xử lý" in home.text
    person = sign_in(first.address, "lanhdaophong", PASSWORD)
    run = a_report(person)
    paper = pdf(person, run)
    assert paper.startswith(b"%PDF")
    assert ", 0 sai lệch" in checkout.manage("check_books")
    assert ", 0 sai lệch" in checkout.manage("check_audit")
    assert first.press_ctrl_c() == 130
    assert checkout.everything_ended()

    second = checkout.start().wait_for_first_page()
    assert "Nạp dữ liệu mẫu" not in second.said()
    assert second.seconds < first.seconds
    person.address = second.address
    assert pdf(person, run) == paper
    assert second.press_ctrl_c() == 130
    assert checkout.everything_ended()


def test_an_environment_made_for_tests_has_what_the_program_needs():
    """script/start takes it as it is."""
    program, everything = (
        set(re.findall(r"^(\S+==\S+) \\$", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", environment.EVERYTHING)
    )
    assert len(program) > 60 and program < everything


def test_a_busy_port_is_named_with_a_free_one_and_nothing_starts(checkout):
    with socket.create_server(("127.0.0.1", 0)) as other:
        busy = other.getsockname()[1]
        start = checkout.start(port=busy)
        assert start.ends() == 1
    assert f"Cổng {busy} đang có chương trình khác dùng." in start.said()
    offered = int(re.search(r"Cổng (\d+) còn trống: script/start --port \1", start.said())[1])
    socket.create_server(("127.0.0.1", offered)).close()
    assert not checkout.processes()


@pytest.mark.long
def test_after_kill_9_of_everything_it_starts_again_with_the_data(checkout):
    person = sign_in(checkout.start().wait_for_first_page().address, "chuyenvien", PASSWORD)
    assert len(checkout.processes()) > 8  # the script, web, worker, beat, PostgreSQL, Valkey
    checkout.kill_everything()
    again = checkout.start().wait_for_first_page()
    person.address = again.address
    assert person.get("projects/")["count"] > 20  # with the key of before
    assert again.press_ctrl_c() == 130
    assert checkout.everything_ended()
    assert ", 0 sai lệch" in checkout.manage("check_books")
    assert ", 0 sai lệch" in checkout.manage("check_audit")
    assert checkout.everything_ended()


@pytest.mark.long
def test_fresh_deletes_only_after_the_word_was_typed_while_nobody_uses_the_data(checkout):
    running = checkout.start().wait_for_first_page()
    person = sign_in(running.address, "lanhdaophong", PASSWORD)
    run = a_report(person)
    refused = checkout.start("--fresh", answer="xoá\n")
    assert refused.ends() == 1 and "đang được dùng" in refused.said()
    running.press_ctrl_c()

    for answer in ("không\n", "\n", ""):
        asked = checkout.start("--fresh", answer=answer)
        assert asked.ends() == 1 and "Không xoá gì cả." in asked.said()
    again = checkout.start().wait_for_first_page()
    person.address = again.address
    assert pdf(person, run).startswith(b"%PDF")
    again.press_ctrl_c()

    fresh = checkout.start("--fresh", answer="xoá\n")
    assert fresh.says("Nạp dữ liệu mẫu") and fresh.says("mức chi: xong")
    checkout.kill_everything()  # half of the sample is no sample
    last = checkout.start().wait_for_first_page()
    assert "Nạp dữ liệu mẫu" in last.said()
    person.address = last.address
    with pytest.raises(Refused, match="401"):
        person.get("reports/")
    again = sign_in(last.address, "lanhdaophong", PASSWORD)
    assert again.get("projects/")["count"] > 20 and again.get("reports/")["count"] == 0
    last.press_ctrl_c()


@pytest.mark.long
def test_an_ordinary_user_runs_another_checkout_at_the_same_time_with_data_of_its_own(checkout, own_checkout):
    theirs, mine = own_checkout.start(), checkout.start().wait_for_first_page()
    theirs.wait_for_first_page()
    assert (own_checkout.folder / "var" / "servers" / "pg" / "PG_VERSION").exists()
    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in own_checkout.processes()}
    assert owners and 0 not in owners
    person, other = (sign_in(started.address, "lanhdaophong", PASSWORD) for started in (theirs, mine))
    assert pdf(person, a_report(person)).startswith(b"%PDF")
    with pytest.raises(Refused, match="401"):
        replace(person, address=other.address).get("reports/")
    assert theirs.press_ctrl_c() == 130
    assert own_checkout.everything_ended()
    assert other.get("projects/")["count"] > 20  # one leaves, the other stays
    assert ", 0 sai lệch" in own_checkout.manage("check_books")
    mine.press_ctrl_c()


@pytest.mark.long
def test_a_second_start_needs_no_network(checkout):
    alone = [sys.executable, "-c", ALONE]
    if os.geteuid() or subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        pytest.skip("taking the network away needs root and the right to make a network namespace")
    checkout.start().wait_for_first_page().press_ctrl_c()
    second = checkout.start(within=alone).wait_for_first_page()  # it has read the page itself; we cannot from here
    with pytest.raises(requests.ConnectionError):
        requests.get(second.address, timeout=5)
    assert second.press_ctrl_c() == 130
    assert checkout.everything_ended()
