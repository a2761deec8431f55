"""The one place where identifiers and literals become SQL text."""

from __future__ import annotations

import re
from functools import lru_cache

from fixer.model import ObjectRef
from fixer.sql.keywords import QUOTED

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")


@lru_cache(maxsize=65536)
def identifier(name: str) -> str:
    """``name`` as an SQL identifier, quoted only where PostgreSQL needs it (as quote_ident does)."""
    if _PLAIN.match(name) and name not in QUOTED:
        return name
    return '"' + name.replace('"', '""') + '"'


def unquoted(written: str) -> str:
    """The name that an identifier in SQL text stands for."""
    return written[1:-1].replace('""', '"') if written.startswith('"') else written.lower()


def literal(value: str) -> str:
    """``value`` as an SQL string constant that means the same whatever standard_conforming_strings says."""
    quoted = "'" + value.replace("'", "''") + "'"
    return "E" + quoted.replace("\\", "\\\\") if "\\" in value else quoted


def qualified(schema: str, name: str) -> str:
    """``schema.name``, each part quoted where needed; the bare name where there is no schema."""
    return f"{identifier(schema)}.{identifier(name)}" if schema else identifier(name)


@lru_cache(maxsize=65536)
def target(ref: ObjectRef) -> str:
    """How a person and every report write the object: schema.table.column, schema.function(types); a migration's name."""
    if ref.kind == "migration":
        return ref.name
    parts = [part for part in (ref.schema, ref.table, ref.name) if part]
    text = ".".join(identifier(part) for part in parts)
    return f"{text}({ref.args})" if ref.args is not None else text


def shown(ref: ObjectRef) -> str:
    """``target`` in sentences: the schema public goes without saying."""
    return target(ref).removeprefix("public.")


def body(text: str) -> str:
    """``text`` as a dollar-quoted string, under a tag that does not occur in it."""
    tag = ""
    while f"${tag}$" in text or text.endswith(f"${tag}"):
        tag += "_" if tag else "body"
    return f"${tag}${text}${tag}$"
