"""A local HTTP server that plays the calls of GitHub's and GitLab's REST APIs which the bot makes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PATH = "shop/db"


@dataclass
class State:
    """What the forge holds, and the requests that came: method, path, body."""

    token: str = "s3cret-token"
    pulls: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: dict[int, list[str]] = field(default_factory=dict)
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    fail_next: list[tuple[str, int, dict[str, str], bool]] = field(default_factory=list)
    """Method, status, headers, whether it is done all the same: answers to give first."""
    url: str = ""

    def writes(self) -> list[tuple[str, str, Any]]:
        return [entry for entry in self.requests if entry[0] != "GET"]


def github(state: State, method: str, path: str, query: dict[str, str], data: Any) -> tuple[int, Any]:
    parts = path.removeprefix(f"/repos/{PATH}/").split("/")
    match (method, *parts):
        case "GET", "pulls":
            assert query["state"] == "all"
            owner, _, branch = query["head"].partition(":")
            assert owner == "shop"
            return 200, [pull for pull in reversed(state.pulls) if pull["head"]["ref"] == branch]
        case "POST", "pulls":
            assert set(data) == {"base", "head", "title", "body", "draft"}
            if any(p["head"]["ref"] == data["head"] and p["state"] == "open" for p in state.pulls):
                return 422, {"message": "Validation Failed"}
            state.pulls.append(_github_pull(state, len(state.pulls) + 1, data))
            return 201, state.pulls[-1]
        case "GET", "pulls", number:
            return 200, state.pulls[int(number) - 1]
        case "PATCH", "pulls", number:
            assert set(data) <= {"title", "body", "state"}
            state.pulls[int(number) - 1].update(data)
            return 200, state.pulls[int(number) - 1]
        case "POST", "pulls", number, "requested_reviewers":
            assert set(data) <= {"reviewers", "team_reviewers"}
            state.pulls[int(number) - 1]["asked"] = data
            return 201, state.pulls[int(number) - 1]
        case "POST", "issues", number, "labels":
            state.pulls[int(number) - 1]["labelled"] = data
            return 200, []
        case "POST", "issues", number, "assignees":
            state.pulls[int(number) - 1]["assigned"] = data["assignees"]
            people = [{"login": login, "url": f"{state.url}/users/{login}"} for login in data["assignees"]]
            return 201, {"number": int(number), "assignees": people}
        case "GET", "issues":
            assert (query["state"], query["labels"]) == ("open", "fixer")
            return 200, state.issues
        case "POST", "issues":
            state.issues.append(
                {"number": 9, "url": f"{state.url}/repos/{PATH}/issues/9", **data, "labels": []}
            )
            return 201, state.issues[-1]
        case "GET", "issues", number:
            url = f"{state.url}/repos/{PATH}/issues/{number}"
            return 200, {"number": int(number), "url": url, "comments_url": url + "/comments"}
        case "PATCH", "issues", number:
            state.issues[0].update(data)
            return 200, state.issues[0]
        case "GET", "issues", number, "comments":
            return 200, [{"id": 1, "body": body} for body in state.comments.get(int(number), [])]
        case "POST", "issues", number, "comments":
            state.comments.setdefault(int(number), []).append(data["body"])
            return 201, {"id": 1, **data}
    return 404, {"message": f"Not Found: {method} {path}"}


def _github_pull(state: State, number: int, data: dict[str, Any]) -> dict[str, Any]:
    url = f"{state.url}/repos/{PATH}"
    return {
        "number": number,
        "url": f"{url}/pulls/{number}",
        "issue_url": f"{url}/issues/{number}",
        "html_url": f"https://github.com/{PATH}/pull/{number}",
        "state": "open",
        "merged_at": None,
        "title": data["title"],
        "body": data["body"],
        "draft": data["draft"],
        "head": {"ref": data["head"], "repo": {"full_name": PATH, "url": url}},
    }


def gitlab(state: State, method: str, path: str, query: dict[str, str], data: Any) -> tuple[int, Any]:
    if path == "/api/v4/users":
        return 200, [{"id": 7, "username": "ann"}] if query["username"] == "ann" else []
    parts = path.removeprefix(f"/api/v4/projects/{PATH}/").split("/")
    match (method, *parts):
        case "GET", "merge_requests":
            assert query["state"] == "all"
            return 200, [p for p in reversed(state.pulls) if p["source_branch"] == query["source_branch"]]
        case "POST", "merge_requests":
            if any(
                p["source_branch"] == data["source_branch"] and p["state"] == "opened" for p in state.pulls
            ):
                return 409, {"message": ["Another open merge request already exists"]}
            iid = len(state.pulls) + 1
            made = {**data, "iid": iid, "state": "opened", "web_url": f"https://gitlab.example/{PATH}/{iid}"}
            state.pulls.append({**made, "source_project_id": 1, "target_project_id": 1})
            return 201, state.pulls[-1]
        case "PUT", "merge_requests", number:
            assert set(data) <= {"title", "description", "state_event"}
            if data.pop("state_event", "") == "close":
                state.pulls[int(number) - 1]["state"] = "closed"
            state.pulls[int(number) - 1].update(data)
            return 200, state.pulls[int(number) - 1]
        case "GET", "merge_requests", number, "notes":
            return 200, [{"id": 1, "body": body} for body in state.comments.get(int(number), [])]
        case "POST", "merge_requests", number, "notes":
            state.comments.setdefault(int(number), []).append(data["body"])
            return 201, {"id": 1, **data}
        case "GET", "issues":
            assert (query["state"], query["labels"]) == ("opened", "fixer")
            return 200, state.issues
        case "POST", "issues":
            state.issues.append({"iid": 9, **data})
            return 201, state.issues[-1]
        case "PUT", "issues", _number:
            state.issues[0].update(data)
            return 200, state.issues[0]
    return 404, {"message": f"Not Found: {method} {path}"}


@contextmanager
def serving(play: Any) -> Iterator[State]:
    """The forge, on a port of this machine."""
    state = State()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            url = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            data = json.loads(raw) if raw else None
            path = unquote(url.path)
            state.requests.append((self.command, path, data))
            query = {name: values[-1] for name, values in parse_qs(url.query).items()}
            given = (self.headers.get("Authorization", "").split(" ")[-1], self.headers.get("PRIVATE-TOKEN"))
            headers: dict[str, str] = {}
            if state.token not in given:
                status, said = 401, {"message": "Bad credentials"}
            elif state.fail_next and state.fail_next[0][0] == self.command:
                _method, status, headers, done = state.fail_next.pop(0)
                if done:
                    play(state, self.command, path, query, data)
                said = {"message": "not now"}
            else:
                status, said = play(state, self.command, path, query, data)
            body = json.dumps(said).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_PUT = answer  # noqa: N815  as http.server wants it

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
