"""The JSON Schema of fixer's own format: ``docs/findings.schema.json`` is this text, ``own`` reads what it allows."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import msgspec

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_Count = Annotated[int, msgspec.Meta(ge=1)]
_Name = Annotated[str, msgspec.Meta(min_length=1)]


class Finding(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One thing that is wrong. It names its object in target, or its place by path and line."""

    source: Annotated[str, msgspec.Meta(description="who found it: a tool, a person, a script")]
    rule: Annotated[_Name, msgspec.Meta(description="fixer's rule, or the source's own that a fixer answers")]
    target: Annotated[
        str | None,
        msgspec.Meta(description="schema.table.column, schema.function(types) …; required without a path"),
    ] = None
    path: str | None = None
    line: _Count | None = None
    column: Annotated[_Count | None, msgspec.Meta(description="in characters, from 1")] = None
    message: str | None = None
    level: Literal["error", "warning", "info"] | None = None
    data: Annotated[
        dict[str, Any] | None, msgspec.Meta(description='what the rule needs: {"check": "price >= 0"}')
    ] = None
    suggestion: Annotated[str | None, msgspec.Meta(description="SQL that would mend it")] = None


class Document(msgspec.Struct, forbid_unknown_fields=True):
    """The findings of a file; a bare list of them and JSON Lines are read too."""

    version: Literal[1]
    findings: list[Finding]


def schema() -> dict[str, Any]:
    """The schema."""
    ((reference,), parts) = msgspec.json.schema_components([Document], ref_template="#/$defs/{name}")
    return {
        "$schema": DIALECT,
        "title": "findings for fixer",
        **reference,
        "$defs": dict(sorted(parts.items())),
    }


def text() -> str:
    """The file's text."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
