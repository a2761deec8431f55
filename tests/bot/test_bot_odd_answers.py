"""What answers in a forge's place (a proxy, a page to log in, a gateway) is an error that can be acted on, never a traceback."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from bot.forge_server import PATH

from fixer.bot.forge import Proposal, PullRequest
from fixer.bot.forges.github import github
from fixer.bot.forges.github_review import github_review
from fixer.bot.forges.gitlab import gitlab
from fixer.bot.forges.gitlab_review import gitlab_review
from fixer.bot.marks import marks
from fixer.bot.review.forge import Reviewed
from fixer.bot.where import Where
from fixer.model import FixerError

pytestmark = pytest.mark.slow

ANSWERS = {
    "a page": (200, "text/html", "<html>Please log in</html>", {}),
    "nothing": (200, "application/json", "", {}),
    "a text": (200, "application/json", '"x"', {}),
    "a list of nothing": (200, "application/json", "[null]", {}),
    "an object with nothing in it": (200, "application/json", "{}", {}),
    "a list of such": (200, "application/json", "[{}]", {}),
    "somewhere else": (301, "text/html", "", {"Location": "/elsewhere"}),
    "a refusal that is a list": (400, "application/json", '{"message": ["a", "b"]}', {}),
    "a refusal that is an object": (422, "application/json", '{"message": {"base": ["no"]}}', {}),
    "a page that refuses": (404, "text/html", "<html>", {}),
}
REQUEST = PullRequest(1, "fixer/x", "t", "b", "open")
PROPOSAL = Proposal("fixer/x", "main", "t", "b")
REVIEWED = Reviewed(1, "main", "a" * 40, "refs/pull/1/head", ())
CALLS: dict[str, Callable[[Any, Any], object]] = {
    "pull_requests": lambda at, _review: at.pull_requests("fixer/x"),
    "open": lambda at, _review: at.open(PROPOSAL),
    "update": lambda at, _review: at.update(REQUEST, PROPOSAL),
    "give": lambda at, _review: at.give(REQUEST, marks(["x"], ["ann"], ["ann"])),
    "set_draft": lambda at, _review: at.set_draft(REQUEST, True),
    "write_body": lambda at, _review: at.write_body(REQUEST, "b"),
    "close": lambda at, _review: at.close(REQUEST, "b"),
    "comments": lambda at, _review: at.comments(REQUEST),
    "comment": lambda at, _review: at.comment(REQUEST, "x"),
    "dashboard": lambda at, _review: at.dashboard("x"),
    "write_dashboard": lambda at, _review: at.write_dashboard(None, "t", "b"),
    "reviewed": lambda _at, review: review.reviewed(1),
    "remarks": lambda _at, review: review.remarks(REVIEWED, "x"),
    "note": lambda _at, review: review.note(REVIEWED, "x"),
    "write_note": lambda _at, review: review.write_note(REVIEWED, None, "x"),
}


@contextlib.contextmanager
def answering(status: int, kind: str, body: str, headers: dict[str, str]) -> Iterator[str]:
    """A server that says the same to everything; its URL."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = do_PATCH = do_PUT = answer  # noqa: N815  as http.server wants it

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("forge", ["github", "gitlab"])
@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_no_forge_gives_is_an_error_or_nothing(answer, forge):
    where = Where(f"{forge}.com", PATH)
    make, review = {"github": (github, github_review), "gitlab": (gitlab, gitlab_review)}[forge]
    failed = set()
    with answering(*ANSWERS[answer]) as url:
        environment = {"GITHUB_API_URL": url, "CI_SERVER_URL": url}
        for name, call in CALLS.items():
            try:
                call(make(where, "t0ken", environment), review(where, "t0ken", environment))
            except FixerError as error:
                failed.add(name)
                assert "t0ken" not in str(error)

    assert {"open", "reviewed"} <= failed
