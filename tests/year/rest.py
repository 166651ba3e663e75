"""A REST client that knows only the published schema: a path, a method or a field that is not in it is refused."""

import re
import threading
from dataclasses import dataclass

import requests

PREFIX = "/api/v1/"
SECONDS = 60


class Refused(AssertionError):
    """The server said no. `status`: 400, 403, 404, 422…; `answer`: what it said, as text."""

    def __init__(self, response):
        self.status, self.answer = response.status_code, response.text
        super().__init__(f"{response.request.method} {response.request.url}: {self.status} {self.answer[:1500]}")


class Schema:
    """The OpenAPI document at /api/v1/schema/, asked what may be called and with which fields."""

    def __init__(self, document):
        self.document, self.used = document, set()

    @classmethod
    def of(cls, address, token):
        answer = requests.get(
            f"{address}{PREFIX}schema/",
            params={"format": "json"},
            headers={"Authorization": f"Token {token}", "Accept": "application/vnd.oai.openapi+json"},
            timeout=SECONDS,
        )
        assert answer.status_code == 200, answer.text[:500]
        return cls(answer.json())

    def operation(self, method, path):
        template = PREFIX + path
        assert template in self.document["paths"], f"{template} không có trong lược đồ công bố"
        operations = self.document["paths"][template]
        assert method.lower() in operations, f"{method} {template} không có trong lược đồ công bố"
        self.used.add((method, template))
        return operations[method.lower()]

    def check(self, method, path, *, query, fields, media):
        operation = self.operation(method, path)
        known = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
        assert set(query) <= known, f"{method} {path}: tham số {set(query) - known} không có trong lược đồ"
        if not fields:
            return
        content = operation.get("requestBody", {}).get("content", {})
        assert media in content, f"{method} {path}: lược đồ không nhận {media}"
        properties = self._properties(content[media]["schema"])
        unknown = {field.split(".")[0].split("[")[0] for field in fields} - properties
        assert not unknown, f"{method} {path}: trường {unknown} không có trong lược đồ"

    def _properties(self, schema):
        if "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        if schema.get("type") == "array":
            return self._properties(schema["items"])
        return set(schema.get("properties", {}))


@dataclass
class Person:
    """One person before the interface, with a key of their own."""

    address: str
    token: str
    schema: Schema
    name: str = ""

    def call(self, method, path, *, query=None, json=None, form=None, files=None, key="", **ids):
        """`path` as the schema writes it below /api/v1/, its {…} filled from `ids`; returns the requests.Response."""
        fields = json[0] if isinstance(json, list) else json or form or {}
        media = "application/json" if json is not None else "multipart/form-data"
        self.schema.check(method, path, query=query or {}, fields={**fields, **(files or {})}, media=media)
        headers = {"Authorization": f"Token {self.token}"} | ({"Idempotency-Key": key} if key else {})
        return requests.request(
            method,
            self.address + PREFIX + re.sub(r"{(\w+)}", lambda part: str(ids[part[1]]), path),
            params=query,
            json=json,
            data=form,
            files=files,
            headers=headers,
            timeout=SECONDS,
        )

    def _answer(self, *args, **kwargs):
        response = self.call(*args, **kwargs)
        if not response.ok:
            raise Refused(response)
        return response.json()

    def get(self, path, *, query=None, **ids):
        return self._answer("GET", path, query=query, **ids)

    def post(self, path, json=None, **kwargs):
        return self._answer("POST", path, json=json, **kwargs)

    def patch(self, path, json, **kwargs):
        return self._answer("PATCH", path, json=json, **kwargs)

    def rows(self, path, **query):
        """All rows of a list, page by page."""
        rows, page = [], 1
        while True:
            answer = self.get(path, query=query | {"page": page})
            rows += answer["results"]
            if not answer["next"]:
                return rows
            page += 1

    def one(self, path, **query):
        rows = self.rows(path, **query)
        assert len(rows) == 1, f"{path} {query}: {len(rows)} dòng"
        return rows[0]

    def press(self, path, pk, name, *, note="", on=None, paper=None, scan=None, key="", **more):
        """A step of the workflow. With `scan` (an upload) it goes as multipart, else as JSON."""
        where = f"{path}{{id}}/press/{{name}}/"
        body = more | ({"note": note} if note else {}) | ({"on": on} if on else {})
        if scan is None:
            return self.post(where, body | ({"paper": paper} if paper else {}), id=pk, name=name, key=key)
        form = body | {f"paper.{field}": value for field, value in paper.items()}
        return self.post(where, form=form, files={"paper.file": sent(scan)}, id=pk, name=name, key=key)


def sent(upload):
    """(name, bytes, type) of an upload, as an HTTP client sends it."""
    upload.seek(0)
    return upload.name, upload.read(), upload.content_type


def sign_in(address, username, password, schema=None):
    """A Person with a fresh key from POST /api/v1/token/."""
    answer = requests.post(
        f"{address}{PREFIX}token/", json={"username": username, "password": password}, timeout=SECONDS
    )
    if not answer.ok:
        raise Refused(answer)
    token = answer.json()["token"]
    return Person(address, token, schema or Schema.of(address, token), username)


def at_once(*asks):
    """Sends all requests together; [requests.Response]."""
    start, answers = threading.Barrier(len(asks)), [None] * len(asks)

    def run(number, ask):
        start.wait(60)
        answers[number] = ask()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(asks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert None not in answers
    return answers
