"""The JSON Schemas of the documents, made from their classes: ``docs/plan.schema.json``, ``docs/proof.schema.json``."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from fixer.report import document, proof_document

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(kind: type[msgspec.Struct] = document.Document, title: str = "fixer plan") -> dict[str, Any]:
    """The schema: every field required, no other allowed."""
    ((reference,), parts) = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    return {"$schema": DIALECT, "title": title, **reference, "$defs": dict(sorted(parts.items()))}


def text() -> str:
    """The text of the plan's file."""
    return _written(schema())


def proof_text() -> str:
    """The text of the proofs' file."""
    return _written(schema(proof_document.Document, "fixer verify"))


def _written(made: dict[str, Any]) -> str:
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"
