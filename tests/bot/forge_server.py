"""A local HTTP server that plays a forge: what it takes and what it gives is held against the forge's own description."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from bot.openapi import Description, NotDescribedError

PATH = "shop/db"
ME = "fixer-bot"
SILENT = -1
"""No answer, and the connection stays: nothing is said until the server ends."""
ABSENT = "(absent)"
"""A value that takes a key of the example away."""


@dataclass
class State:
    """What the forge holds, and the requests that came: method, path, body."""

    token: str = "s3cret-token"
    pulls: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    """By pull request: its id, body and author."""
    files: list[dict[str, Any]] = field(default_factory=list)
    """What the pull request that is reviewed changes."""
    remarks: list[dict[str, Any]] = field(default_factory=list)
    """The comments on its lines."""
    strangers: set[str] = field(default_factory=set)
    """Those who may not be asked, or assigned."""
    app: bool = False
    """The token is that of an app, which cannot ask who it is."""
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    fail_next: list[tuple[str, int, dict[str, str], bool]] = field(default_factory=list)
    """Method, status (0: no answer at all, or SILENT), headers, whether it is done all the same: answers to give first."""
    wrong: list[str] = field(default_factory=list)
    """What was not as described."""
    url: str = ""

    def writes(self) -> list[tuple[str, str, Any]]:
        """The requests that may change something; a query of GraphQL does not."""
        return [
            (method, path, data)
            for method, path, data in self.requests
            if method != "GET" and not (path == "/graphql" and "mutation" not in data["query"])
        ]

    def said(self, number: int) -> list[str]:
        return [one["body"] for one in self.comments.get(number, [])]


Play = Callable[[State, str, str, dict[str, str], Any], tuple[int, Any]]


@dataclass(frozen=True)
class Forge:
    """How a forge behaves, and how it is described."""

    play: Play
    description: Callable[[], Description]
    graphql: Callable[[State, Any], tuple[int, Any]] | None = None


def merged(example: Any, given: Any) -> Any:
    """An answer: what the description gives as an example, and over it what the forge holds."""
    if isinstance(example, dict) and isinstance(given, dict):
        whole = {**example, **{key: merged(example.get(key), value) for key, value in given.items()}}
        return {key: value for key, value in whole.items() if value != ABSENT}
    if isinstance(example, list) and isinstance(given, list):
        return [merged(example[0], value) for value in given] if example else given
    return given


@contextmanager
def serving(forge: Forge) -> Iterator[State]:
    """The forge, on a port of this machine. Fails where a request or an answer was not as described."""
    state, description, over = State(), forge.description(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            url = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            data = json.loads(raw) if raw else None
            query = {name: values[-1] for name, values in parse_qs(url.query).items()}
            state.requests.append((self.command, unquote(url.path), data))
            headers: dict[str, str] = {}
            if state.token not in (
                self.headers.get("Authorization", "").split(" ")[-1],
                self.headers.get("PRIVATE-TOKEN"),
            ):
                return self.send(401, {"message": "Bad credentials"}, {})
            if state.fail_next and state.fail_next[0][0] == self.command:
                _method, status, headers, done = state.fail_next.pop(0)
                if done:
                    self.played(url.path, query, data)
                if status in (0, SILENT):
                    self.close_connection = True
                    if status == SILENT:
                        over.wait()
                    return None
                return self.send(status, {"message": headers.pop("message", "not now")}, headers)
            return self.send(*self.played(url.path, query, data), headers)

        def played(self, path: str, query: dict[str, str], data: Any) -> tuple[int, Any]:
            """What the forge answers; whatever is not as described is noted."""
            if path == "/graphql" and forge.graphql is not None:
                return forge.graphql(state, data)
            try:
                call = description.call(self.command, path)
                description.check_request(call, query, data)
                status, given = forge.play(state, self.command, unquote(path), query, data)
                said = merged(description.example(call, status), given) if status < 400 else given
                description.check_answer(call, status, said)
            except NotDescribedError as error:
                state.wrong.append(str(error))
                return 418, {"message": str(error)}
            return status, said

        def send(self, status: int, said: Any, headers: dict[str, str]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            told = {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
            for name, value in told.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer  # noqa: N815  as http.server wants it

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
    assert not state.wrong, state.wrong
