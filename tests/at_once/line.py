"""A bad line: what somebody sends arrives several times at the same moment, and must do what one sending does.

What one sending does is tried first, within a transaction that is taken back: so many rows of each table. The same
bytes are then sent to the real server together.
"""

from collections import Counter
from contextlib import contextmanager
from itertools import count
from urllib.parse import urljoin, urlsplit

import lxml.html
import requests
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve

from accounts.models import User
from accounts.tokens import issue
from core.once import FIELD
from tests.year.rest import PREFIX, at_once

TIMES = 3
# Who was logged in where, and what was sent when, is no act of the office.
ASIDE = {"django_session", "knox_authtoken", "core_idempotencyrecord", "axes_accesslog", "axes_accessattempt",
         "axes_accessattemptexpiration", "axes_accessfailurelog"}  # fmt: skip


def rows_by_table():
    """Counter of the rows of every table that the office's acts write."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - ASIDE)
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables))
        return Counter(dict(cursor.fetchall()))


class Line:
    """`faults`: what had more or less than one effect, one sentence each; `used`: what was sent; `steps`: of it the
    steps over REST, (room, step)."""

    def __init__(self, address):
        self.address, self.used, self.steps, self.faults = address, set(), set(), []
        self._sessions, self._keys, self._numbers = {}, {}, count(1)

    # --- a form of a page ---

    def form(self, who, page, typed=None, action=None, adds=True):
        """Send the form on `page` that posts to `action` (else to the page itself), with `typed` over what stands in
        it; None leaves a field out, a file is (name, bytes, type). `adds=False`: no row is added by it.
        """
        session = self._session(who)
        shown = requests.get(self.address + page, cookies=session, timeout=120)
        action = action or page
        form = _form_of(shown, self.address + page, action)
        if form is None:
            return self._fault(f"{who} {page}: trả {shown.status_code}, không có biểu mẫu gửi tới {action}")
        if not form.fields.get(FIELD):
            return self._fault(f"{who} {page}: biểu mẫu không có dấu một lần")
        typed = typed or {}
        fields = [(name, value) for name, value in form.form_values() if name not in typed]
        for name, value in typed.items():
            many = value if isinstance(value, list) else [] if value is None else [value]
            fields += [(name, one) for one in many]
        body = {"data": fields}
        if form.get("enctype") == "multipart/form-data":
            body = {"files": [(name, one if isinstance(one, tuple) else (None, str(one))) for name, one in fields]}
        cookies = {**session, "csrftoken": shown.cookies["csrftoken"]}
        address = urljoin(self.address + page, action)
        ask = requests.Request("POST", address, cookies=cookies, **body).prepare()
        self.used.add(resolve(urlsplit(address).path).view_name)
        return self._several(f"{who} {action}", ask, lambda answer: answer.headers.get("Location", ""), {302}, adds)

    def _session(self, who):
        if who not in self._sessions:
            browser = Client()
            browser.force_login(User.objects.get(username=who))
            self._sessions[who] = {"sessionid": browser.cookies["sessionid"].value}
        return self._sessions[who]

    # --- an operation over REST ---

    def rest(self, who, method, template, json=None, *, form=None, files=None, adds=True, **ids):
        """Send it under one key; the answer, or None where it went wrong. `adds=False`: no row is added by it."""
        words, ask = self._operation(who, method, template, json, form, files, ids)
        ask.headers["Idempotency-Key"] = f"{next(self._numbers)}-{template}"
        answer = self._several(words, ask, lambda answer: answer.text, {200, 201, 202, 204}, adds)
        return answer.json() if answer is not None and answer.content else None

    def first(self, who, method, template, json=None, **ids):
        """Send it without a key, what has a rule of its own against a second time: one is done, the others are refused
        by a sentence. The answer of the one, None where it went wrong."""
        words, ask = self._operation(who, method, template, json, None, None, ids)
        before = rows_by_table()
        one = _tried(ask) - before
        answers = at_once(*[lambda: requests.Session().send(ask, timeout=120)] * TIMES)
        done = [answer for answer in answers if answer.status_code in (200, 201)]
        if len(done) != 1 or {answer.status_code for answer in answers} - {200, 201, 400, 409}:
            return self._fault(f"{words}: {[answer.status_code for answer in answers]} {_refusal(answers)}")
        if not one or rows_by_table() - before != one:
            self._fault(f"{words}: gửi một lần thêm {dict(one)}, gửi {TIMES} lần thêm {dict(rows_by_table() - before)}")
        return done[0].json()

    def _operation(self, who, method, template, json, form, files, ids):
        """(what it is in words, the request); noted as used."""
        address = self.address + PREFIX + template.format(**ids)
        headers = {"Authorization": self._token(who)}
        ask = requests.Request(method, address, headers=headers, json=json, data=form, files=files).prepare()
        self.used.add((method, template))
        if "/press/" in template:
            self.steps.add((template.split("/")[0], ids["name"]))
        return f"{who} {method} {template.format(**ids)}", ask

    def read(self, who, template, **ids):
        """The record as it is shown to be changed."""
        address = self.address + PREFIX + template.format(**ids)
        return requests.get(address, headers={"Authorization": self._token(who)}, timeout=120).json()

    def _token(self, who):
        if who not in self._keys:
            self._keys[who] = issue(User.objects.get(username=who))[1]
        return f"Token {self._keys[who]}"

    def both_ways(self, who, template, change, again, **ids):
        """A record changed in part, then sent back whole with something else changed."""
        self.rest(who, "PATCH", template, change, **ids)
        return self.rest(who, "PUT", template, self.read(who, template, **ids) | again, **ids)

    # --- both ---

    def _several(self, words, ask, told, wanted, adds=True):
        before = rows_by_table()
        one = _tried(ask) - before
        answers = at_once(*[lambda: requests.Session().send(ask, allow_redirects=False, timeout=120)] * TIMES)
        done = rows_by_table() - before
        if {answer.status_code for answer in answers} - wanted:
            return self._fault(f"{words}: {[answer.status_code for answer in answers]} {_refusal(answers)}")
        if len({told(answer) for answer in answers}) != 1:
            self._fault(f"{words}: trả lời khác nhau {[told(answer)[:200] for answer in answers]}")
        if bool(one) != adds or done != one:
            self._fault(f"{words}: gửi một lần thêm {dict(one)}, gửi {TIMES} lần thêm {dict(done)}")
        return answers[0]

    @contextmanager
    def telling_faults(self):
        """What goes wrong afterwards, for want of a record that was not made, says what went wrong before it."""
        try:
            yield
        except Exception as error:
            raise AssertionError("\n".join([*self.faults, repr(error)])) from error

    def _fault(self, words):
        self.faults.append(words)


def _tried(ask):
    """The rows there are after one sending; it is taken back."""
    asked = ("Cookie", "Authorization", "Idempotency-Key")
    headers = {name: ask.headers[name] for name in asked if name in ask.headers}
    parts = urlsplit(ask.url)
    with transaction.atomic():
        kind = ask.headers.get("Content-Type", "")
        Client().generic(ask.method, parts.path, ask.body or b"", kind, headers=headers, QUERY_STRING=parts.query)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the triggers write at the commit
        rows = rows_by_table()
        transaction.set_rollback(True)
    return rows


def _form_of(shown, base, action):
    if shown.status_code != 200:
        return None
    wanted = urlsplit(urljoin(base, action))
    for form in lxml.html.fromstring(shown.text).forms:
        there = urlsplit(urljoin(base, form.get("action") or ""))
        if form.method == "POST" and there.path == wanted.path:
            return form
    return None


def _refusal(answers):
    text = max(answers, key=lambda answer: answer.status_code).text
    if not text.lstrip().startswith("<"):
        return text[:600]
    page = lxml.html.fromstring(text)
    told = page.xpath("//*[contains(@class,'errors') or contains(@class,'error') or contains(@class,'why')]")
    return [" ".join(part.text_content().split()) for part in told][:8] or " ".join(page.text_content().split())[:400]
