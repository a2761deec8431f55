"""GitHub, as far as the bot sees it."""

from __future__ import annotations

from typing import Any

from bot import github_graphql
from bot.forge_server import ABSENT, ME, PATH, Forge, State


def play(state: State, method: str, path: str, query: dict[str, str], data: Any) -> tuple[int, Any]:
    if path == "/user":
        return (
            (403, {"message": "Resource not accessible by integration"})
            if state.app
            else (200, {"login": ME, "user_view_type": "private"})
        )
    parts = path.removeprefix(f"/repos/{PATH}/").split("/")
    match (method, *parts):
        case "GET", "pulls":
            owner, _, branch = query["head"].partition(":")
            found = [
                pull for pull in reversed(state.pulls) if pull["head"]["ref"] == branch and owner == "shop"
            ]
            return 200, found if query["state"] == "all" else [
                pull for pull in found if pull["state"] == "open"
            ]
        case "POST", "pulls":
            if any(p["head"]["ref"] == data["head"] and p["state"] == "open" for p in state.pulls):
                return 422, {"message": "Validation Failed", "documentation_url": "https://docs.github.com"}
            state.pulls.append(pull(state, len(state.pulls) + 1, data))
            return 201, state.pulls[-1]
        case "GET", "pulls", number:
            return 200, state.pulls[int(number) - 1]
        case "PATCH", "pulls", number:
            state.pulls[int(number) - 1].update(data)
            return 200, state.pulls[int(number) - 1]
        case "POST", "pulls", number, "requested_reviewers":
            asked = state.pulls[int(number) - 1]
            people = data.get("reviewers", [])
            if state.strangers & {*people, *data.get("team_reviewers", [])}:
                return 422, {"message": "Reviews may only be requested from collaborators."}
            asked["requested_reviewers"] += [{"login": login} for login in people]
            asked["requested_teams"] += [{"slug": slug} for slug in data.get("team_reviewers", [])]
            return 201, asked
        case "GET", "pulls", _number, "files":
            return 200, state.files
        case "GET", "pulls", "comments", number:  # asked where a comment of a list lacks something
            return 200, _remark(state, number)
        case "PATCH", "pulls", "comments", number:
            _remark(state, number).update(data)
            return 200, _remark(state, number)
        case "GET", "pulls", _number, "comments":
            return 200, state.remarks
        case "POST", "pulls", _number, "reviews":
            if data["commit_id"] != state.pulls[int(_number) - 1]["head"]["sha"]:
                return 422, {"message": "Validation Failed", "documentation_url": "https://docs.github.com"}
            for one in data["comments"]:
                _review_comment(state, one)
            return 200, {"body": data["body"]}
        case "GET", "commits", sha:
            return 200, {"sha": sha}
        case "POST", "issues", number, "labels":
            state.pulls[int(number) - 1]["labels"] += [{"name": name} for name in data["labels"]]
            return 200, state.pulls[int(number) - 1]["labels"]
        case "POST", "issues", number, "assignees":
            known = [{"login": login} for login in data["assignees"] if login not in state.strangers]
            state.pulls[int(number) - 1]["assignees"] += known
            return 201, {"number": int(number), "assignees": state.pulls[int(number) - 1]["assignees"]}
        case "GET", "issues":
            wanted = query.get("labels", "").split(",")
            return 200, [
                i for i in state.issues if {*wanted} <= set(i["labels"]) and query["state"] == i["state"]
            ]
        case "POST", "issues":
            state.issues.append(_issue(state, 9, {**data, "state": "open"}))
            return 201, state.issues[-1]
        case "GET", "issues", "comments", number:
            return 200, _comment(state, number)
        case "PATCH", "issues", "comments", number:
            _comment(state, number).update(data)
            return 200, _comment(state, number)
        case "GET", "issues", number:
            return 200, _issue(state, int(number), {})
        case "PATCH", "issues", number:
            next(one for one in state.issues if one["number"] == int(number)).update(data)
            return 200, state.issues[0]
        case "GET", "issues", number, "comments":
            return 200, state.comments.get(int(number), [])
        case "POST", "issues", number, "comments":
            said = state.comments.setdefault(int(number), [])
            identity = 100 * int(number) + len(said)
            said.append(
                {
                    "id": identity,
                    "url": f"{_base(state)}/issues/comments/{identity}",
                    **data,
                    "user": _me(state),
                }
            )
            return 201, said[-1]
    return 404, {"message": "Not Found", "documentation_url": "https://docs.github.com"}


def _base(state: State) -> str:
    return f"{state.url}/repos/{PATH}"


def _me(state: State) -> dict[str, Any]:
    return {"login": "github-actions[bot]" if state.app else ME, "type": "Bot" if state.app else "User"}


def _issue(state: State, number: int, data: dict[str, Any]) -> dict[str, Any]:
    url = f"{_base(state)}/issues/{number}"
    return {"number": number, "url": url, "comments_url": f"{url}/comments", "pull_request": ABSENT, **data}


def _comment(state: State, identity: str) -> dict[str, Any]:
    return next(one for said in state.comments.values() for one in said if one["id"] == int(identity))


def _remark(state: State, identity: str) -> dict[str, Any]:
    return next(one for one in state.remarks if one["id"] == int(identity))


def _review_comment(state: State, data: dict[str, Any]) -> None:
    identity = 500 + len(state.remarks)
    url = f"{_base(state)}/pulls/comments/{identity}"
    state.remarks.append(
        {"start_line": None, "start_side": "RIGHT", **data, "id": identity, "url": url, "user": _me(state)}
    )


def pull(state: State, number: int, data: dict[str, Any]) -> dict[str, Any]:
    """A pull request: what GitHub makes of what is asked."""
    return {
        "number": number,
        "url": f"{_base(state)}/pulls/{number}",
        "issue_url": f"{_base(state)}/issues/{number}",
        "html_url": f"https://github.com/{PATH}/pull/{number}",
        "state": "open",
        "merged_at": None,
        "title": data["title"],
        "body": data["body"],
        "draft": data.get("draft", False),
        "node_id": f"PR_{number}",
        "labels": [],
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "head": {
            "ref": data["head"],
            "sha": data.get("sha", "0" * 40),
            "repo": {"full_name": data.get("from", PATH), "url": _base(state)},
        },
        "base": {"ref": data["base"]},
    }


GITHUB = Forge(play, github_graphql.described, github_graphql.play)
