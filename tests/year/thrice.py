"""A bad line between people and the program: whatever asks for an act arrives three times at the same moment."""

import threading
import uuid
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

from tests.year.rest import SECONDS

TIMES = 3
SAFE = ("GET", "HEAD", "OPTIONS")
OF_THE_LINE = {"connection", "keep-alive", "transfer-encoding", "content-encoding", "content-length", "date", "server"}


@contextmanager
def bad_line(address):
    """An address before `address` (http://host:port). Its `sent` counts the acts that went through it."""

    class Line(_Line):
        behind, sent = address, []

    server = ThreadingHTTPServer(("127.0.0.1", 0), Line)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", Line.sent
    finally:
        server.shutdown()
        server.server_close()


class _Line(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_one_way(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        headers["Accept-Encoding"] = "identity"
        if self.command in SAFE:
            return self._pass_on(self._ask(headers, body))
        if self.path.startswith("/api/"):
            headers.setdefault("Idempotency-Key", uuid.uuid4().hex)  # as a client does that cannot trust its line
        self.sent.append((self.command, self.path))
        answers = []
        others = [threading.Thread(target=lambda: answers.append(self._ask(headers, body))) for _ in range(TIMES)]
        for other in others:
            other.start()
        for other in others:
            other.join(SECONDS)
        self._pass_on(answers[0])  # of whoever was first; the others had to wait for him

    do_GET = do_HEAD = do_OPTIONS = do_POST = do_PATCH = do_PUT = do_DELETE = handle_one_way

    def _ask(self, headers, body):
        return requests.request(
            self.command, self.behind + self.path, headers=headers, data=body, allow_redirects=False, timeout=SECONDS
        )

    def _pass_on(self, answer):
        self.send_response(answer.status_code)
        for name, value in answer.raw.headers.items():  # each Set-Cookie by itself
            if name.lower() not in OF_THE_LINE:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        if self.command != "HEAD":
            with suppress(BrokenPipeError):  # the browser has gone on to another page
                self.wfile.write(answer.content)

    def log_message(self, *args):
        pass
