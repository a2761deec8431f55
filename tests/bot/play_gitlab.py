"""GitLab, as far as the bot sees it."""

from __future__ import annotations

from typing import Any

from bot.forge_server import PATH, Forge, State
from bot.gitlab_api import gitlab_description

ME = {"id": 3, "username": "fixer-bot"}
PEOPLE = [{"id": 7, "username": "ann"}, {"id": 8, "username": "bob"}]
SHAS = {"base_sha": "a" * 40, "start_sha": "b" * 40}


def play(state: State, method: str, path: str, query: dict[str, str], data: Any) -> tuple[int, Any]:
    if path == "/api/v4/users":
        return 200, [one for one in PEOPLE if one["username"] == query["username"]]
    if path == "/api/v4/user":
        return 200, ME
    parts = path.removeprefix(f"/api/v4/projects/{PATH}/").split("/")
    match (method, *parts):
        case "GET", "merge_requests":
            found = [p for p in reversed(state.pulls) if p["source_branch"] == query["source_branch"]]
            return 200, found if query["state"] == "all" else [
                p for p in found if p["state"] == query["state"]
            ]
        case "POST", "merge_requests":
            if any(
                p["source_branch"] == data["source_branch"] and p["state"] == "opened" for p in state.pulls
            ):
                return 409, {"message": ["Another open merge request already exists for this source branch"]}
            state.pulls.append(pull(len(state.pulls) + 1, data))
            return 201, state.pulls[-1]
        case "GET", "merge_requests", number:
            return 200, state.pulls[int(number) - 1]
        case "PUT", "merge_requests", number:
            one = state.pulls[int(number) - 1]
            if data.pop("state_event", "") == "close":
                one["state"] = "closed"
            one["labels"] += data.pop("add_labels", [])
            one.update(people(data))
            one.update(titled(data))
            return 200, one
        case "GET", "merge_requests", _number, "diffs":
            return 200, state.files
        case "GET", "merge_requests", number, "notes":
            return 200, state.comments.get(int(number), [])
        case "POST", "merge_requests", number, "notes":
            said = state.comments.setdefault(int(number), [])
            said.append({"id": 100 * int(number) + len(said), **data, "author": ME})
            return 201, said[-1]
        case "PUT", "merge_requests", number, "notes", note:
            found = next(one for one in state.comments[int(number)] if one["id"] == int(note))
            found.update(data)
            return 200, found
        case "GET", "merge_requests", _number, "discussions":
            return 200, [_thread(one) for one in state.remarks]
        case "POST", "merge_requests", _number, "discussions":
            identity = 500 + len(state.remarks)
            state.remarks.append({"id": identity, "resolved": False, "author": ME, **data})
            return 201, _thread(state.remarks[-1])
        case "PUT", "merge_requests", _number, "discussions", thread:
            _remark(state, thread)["resolved"] = data["resolved"]
            return 200, _thread(_remark(state, thread))
        case "PUT", "merge_requests", _number, "discussions", thread, "notes", _note:
            _remark(state, thread).update(data)
            return 200, _remark(state, thread)
        case "GET", "issues":
            return 200, [
                i for i in state.issues if query["labels"] == i["labels"][0] and query["state"] == i["state"]
            ]
        case "POST", "issues":
            state.issues.append({"iid": 9, "state": "opened", **data})
            return 201, state.issues[-1]
        case "PUT", "issues", _number:
            state.issues[0].update(data)
            return 200, state.issues[0]
    return 404, {"message": "404 Not found"}


def _remark(state: State, thread: str) -> dict[str, Any]:
    return next(one for one in state.remarks if one["id"] == int(thread.removeprefix("thread")))


def _thread(remark: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"thread{remark['id']}",
        "individual_note": False,
        "notes": [{**remark, "type": "DiffNote"}],
    }


def pull(number: int, data: dict[str, Any]) -> dict[str, Any]:
    """A merge request: what GitLab makes of what is asked."""
    sha = data.pop("sha", "c" * 40)
    asked = {"reviewers": [], "assignees": [], **people(data)}
    kept = {name: value for name, value in data.items() if name != "remove_source_branch"}
    return {
        "iid": number,
        "state": "opened",
        "web_url": f"https://gitlab.example/{PATH}/-/merge_requests/{number}",
        "source_project_id": 1,
        "target_project_id": 1,
        "sha": sha,
        "diff_refs": {**SHAS, "head_sha": sha},
        "labels": [],
        **titled(kept),
        **asked,
    }


def people(data: dict[str, Any]) -> dict[str, Any]:
    """Takes numbers of people out of what is asked; the people of whom they are."""
    return {
        f"{kind}s": [one for one in PEOPLE if one["id"] in numbers]
        for kind in ("reviewer", "assignee")
        if (numbers := data.pop(f"{kind}_ids", None)) is not None
    }


def titled(data: dict[str, Any]) -> dict[str, Any]:
    """A title, and whether it says that it is a draft."""
    return {**data, "draft": data["title"].startswith("Draft: ")} if "title" in data else data


GITLAB = Forge(play, gitlab_description)
