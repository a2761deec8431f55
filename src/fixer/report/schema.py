"""The JSON Schema of the plan document, made from its classes: ``docs/plan.schema.json`` is this text."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from fixer.report.document import Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema: every field required, no other allowed."""
    ((reference,), parts) = msgspec.json.schema_components([Document], ref_template="#/$defs/{name}")
    return {"$schema": DIALECT, "title": "fixer plan", **reference, "$defs": dict(sorted(parts.items()))}


def text() -> str:
    """The file's text."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
