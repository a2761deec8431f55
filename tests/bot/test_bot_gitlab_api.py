"""What is written down of GitLab's API in ``gitlab_api.py`` agrees with what others say of it.

python-gitlab declares for each of its objects where it is, and what a list can be filtered by, what a new one takes and what
an old one. GitLab's own description (``doc/api/openapi/openapi_v3.yaml`` of its repository) is in no package; whoever has it
names the file: ``FIXER_GITLAB_OPENAPI=openapi_v3.yaml python -m pytest tests/bot/test_bot_gitlab_api.py``.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from bot import gitlab_api
from bot.gitlab_api import ONE, PAGES, PATHS, PROJECT
from gitlab.types import CommaSeparatedListAttribute
from gitlab.v4 import objects

MANAGERS: dict[str, Any] = {
    "/users": objects.UserManager,
    f"{PROJECT}/merge_requests": objects.ProjectMergeRequestManager,
    f"{ONE}/notes": objects.ProjectMergeRequestNoteManager,
    f"{ONE}/discussions": objects.ProjectMergeRequestDiscussionManager,
    f"{ONE}/discussions/{{discussion_id}}/notes": objects.ProjectMergeRequestDiscussionNoteManager,
    f"{PROJECT}/issues": objects.ProjectIssueManager,
}
ASKED_FOR_BY_PATH = {"/user", f"{ONE}/diffs"}
"""What the bot asks python-gitlab for by its path."""
NOT_DECLARED = {"add_labels", "assignee_ids"}
"""What GitLab takes of an old merge request, by its own description, and python-gitlab does not know of."""
OPERATIONS = [(method, path) for path, item in PATHS.items() for method in item]


def anonymous(path: str) -> str:
    """A path whatever its parts are called."""
    return re.sub(r"\{\w+\}", "{}", path)


def body_of(operation: Any) -> Any:
    return operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")


def collection(path: str) -> str:
    """Where the objects are of which a path names all, or one."""
    return path if path in MANAGERS else path.rpartition("/")[0]


def test_python_gitlab_has_its_objects_where_they_are_written_down():
    for path, manager in MANAGERS.items():
        assert anonymous(manager._path) == anonymous(path)
    assert {collection(path) for path in PATHS if path not in ASKED_FOR_BY_PATH} == set(MANAGERS)


@pytest.mark.parametrize(
    ("method", "path"), [pair for pair in OPERATIONS if pair[1] not in ASKED_FOR_BY_PATH]
)
def test_python_gitlab_declares_what_is_written_down(method, path):
    operation, manager = PATHS[path][method], MANAGERS[collection(path)]

    filters = {one["name"] for one in operation["parameters"]} - set(PAGES)
    assert filters <= set(manager._list_filters)
    if (schema := body_of(operation)) is None:
        return
    declared = manager._create_attrs if method == "post" else manager._update_attrs
    assert tuple(schema.get("required", ())) == declared.required
    known = {*declared.required, *declared.optional, *declared.exclusive}
    known |= NOT_DECLARED if (method, path) == ("put", ONE) else set()
    assert set(schema["properties"]) <= known
    assert (schema.get("maxProperties") == 1) == bool(declared.exclusive)
    for name, one in schema["properties"].items():
        if manager._types.get(name) is CommaSeparatedListAttribute:
            assert one["type"] == "array"


def published() -> dict[str, Any]:
    """GitLab's own description. Skips the test where nobody has named it."""
    document = gitlab_api.published()
    if document is None:
        pytest.skip("GitLab's description is in no package: FIXER_GITLAB_OPENAPI names the file")
    return document


def followed(schema: Any) -> Any:
    """A schema, where there is one, with its reference followed."""
    while schema and "$ref" in schema:
        found: Any = published()
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema or {}


def theirs(method: str, path: str) -> Any:
    """The operation there. Skips the test where that version of the description has none."""
    wanted = anonymous(f"/api/v4{path}")
    found = next((item for known, item in published()["paths"].items() if anonymous(known) == wanted), {})
    if method not in found:
        pytest.skip(f"it does not describe {method} {path}")
    return found[method]


def listed(schema: Any) -> Any:
    """What one of a list is like."""
    schema = followed(schema)
    return followed(schema["items"]) if schema.get("type") == "array" else schema


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_gitlabs_own_description_says_the_same(method, path):
    ours, own = PATHS[path][method], theirs(method, path)
    given = [followed(one) for one in own.get("parameters", ())]
    queries = {one["name"]: one.get("schema", one) for one in given if one["in"] == "query"}
    for one in ours["parameters"]:
        agree(one["schema"], queries[one["name"]], in_query=True)
    if (schema := body_of(ours)) is not None:
        body = followed(body_of(own) or next(one["schema"] for one in given if one["in"] == "body"))
        assert set(schema.get("required", ())) >= set(body.get("required", ()))
        for name, value in schema["properties"].items():
            agree(value, followed(body["properties"][name]))
    status = next(code for code in ours["responses"] if code.startswith("2"))
    answer = own["responses"][status]
    said = listed(answer.get("content", {}).get("application/json", {}).get("schema") or answer.get("schema"))
    wanted = listed(ours["responses"][status]["content"]["application/json"]["schema"])
    in_lists_alone = {"diff_refs"} if method == "get" and path.endswith("merge_requests") else set()
    assert set(wanted["properties"]) - in_lists_alone <= set(said["properties"])


def agree(ours: Any, own: Any, in_query: bool = False) -> None:
    """The same type, and no value that they do not know; a list is one text in a query."""
    kind = "string" if in_query and own["type"] == "array" else own["type"]
    assert ours["type"] == kind
    assert set(ours.get("enum", ())) <= set(own.get("enum", ours.get("enum", ())))
    for name, value in ours.get("properties", {}).items():
        agree(value, followed(own["properties"][name]))
