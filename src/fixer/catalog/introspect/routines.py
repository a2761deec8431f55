"""Functions, procedures and aggregates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from fixer.catalog.introspect.reading import Reading, Row, Rows
from fixer.catalog.objects import External, Function, Object
from fixer.model import ObjectRef
from fixer.sql.quote import literal, qualified
from fixer.sql.tokens import Tokens
from fixer.sql.types import DataType

_KINDS = {"f": "function", "p": "procedure", "a": "aggregate", "w": "function"}
_VOLATILITY = {"v": "volatile", "s": "stable", "i": "immutable"}
_PARALLEL = {"u": "unsafe", "r": "restricted", "s": "safe"}
_LISTS = frozenset(
    {"search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries"}
)
"""Settings whose value is a list of names (GUC_LIST_QUOTE)."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
_KEYWORDS = frozenset({"json", "json_array", "json_arrayagg", "json_exists", "json_object", "json_objectagg", "json_query"}) | {
    "json_scalar", "json_serialize", "json_table", "json_value", "merge_action", "system_user",
}  # fmt: skip
"""What was no keyword until PostgreSQL 15 or 16 and may not be an argument's bare name since: older servers print it so."""
_BEFORE_NAME = frozenset({"(", ",", "in", "out", "inout", "variadic"})
_BEHIND_TYPE = frozenset({")", ",", "[", "default", "=", "."})
"""What stands behind the type of an argument that has no name."""


def _quoted(text: str) -> str:
    """A list of arguments, or what a function returns, with such names in quotes."""
    tokens = Tokens(text)
    words = [",", *tokens.words, ")"]
    for number in reversed(range(len(tokens))):
        before, word, behind = words[number : number + 3]
        if word in _KEYWORDS and before in _BEFORE_NAME and behind not in _BEHIND_TYPE:
            start = tokens.start(number)
            text = f'{text[:start]}"{word}"{text[start + len(word) :]}'
    return text


def made(reading: Reading, rows: Rows) -> Iterator[Object]:
    """The routines; those of extensions and the platform as external ones."""
    for row in rows:
        oid, name, schema = row[:3]
        if reading.is_external("pg_proc", oid, schema):
            types, _names = _inputs(row)
            args = _signature(tuple(reading.types[kind] for kind in types))
            ref = ObjectRef("external", reading.schemas[schema], name, args=args)
            yield External(ref, id=reading.identity("pg_proc", oid))
        else:
            yield _function(reading, row)


@cache
def _signature(types: tuple[DataType, ...]) -> str:
    """What makes up a routine's identity, besides its name."""
    return ", ".join(kind.signature for kind in types)


def _inputs(row: Row) -> tuple[list[int], list[str]]:
    """Types and names of the arguments that make up a routine's identity: a procedure's OUT ones are among them."""
    kind, types, everything, modes, names = row[3], row[7], row[8], row[9], row[10]
    if everything is None:
        return types, [*(names or ()), *[""] * len(types)][: len(types)]
    wanted = "ibvo" if kind == "p" else "ibv"
    places = [place for place, mode in enumerate(modes) if mode in wanted]
    return [everything[place] for place in places], [names[place] if names else "" for place in places]


def _function(reading: Reading, row: Row) -> Function:
    (
        oid, name, schema_oid, kind, owner, acl, language, _types, everything, modes, called, result, returns_set,
        volatility, strict, definer, leakproof, parallel, cost, rows, support, config, source, binary,
        body, arguments, result_text, definition, aggregate,
    ) = row  # fmt: skip
    schema, word = reading.schemas[schema_oid], _KINDS[kind]
    types, names = _inputs(row)
    argument_types = tuple([reading.types[oid] for oid in types])
    returns = None
    outs = [oid for oid, mode in zip(everything or (), modes or (), strict=True) if mode in "ob"]
    if kind == "p":
        returns = reading.types[outs[0]] if len(outs) == 1 else None
    elif kind != "a":
        returns = reading.type(result, setof=returns_set)
    usual_cost = 1 if language in ("c", "internal") else 100
    text = _folded(body) if body else (f"{binary}, {source}" if language == "c" else source)
    if aggregate is not None:
        text = aggregate
        definition = f"CREATE OR REPLACE AGGREGATE {qualified(schema, name)}({arguments}) ({aggregate})"
    if called and not _KEYWORDS.isdisjoint(called):
        said = arguments, result_text
        arguments, result_text = (_quoted(text) for text in said)
        definition = definition.replace(f"({said[0]})", f"({arguments})", 1).replace(said[1], result_text, 1)
    return Function(
        ObjectRef(word, schema, name, args=_signature(argument_types)),
        id=reading.identity("pg_proc", oid),
        comment=reading.comment("pg_proc", oid),
        owner=reading.owner(owner),
        grants=reading.grants(word, acl, owner),
        kind=kind,
        source=definition.rstrip(),
        arguments=_folded(arguments),
        result="" if kind in "pa" else _folded(result_text),
        argument_types=argument_types,
        argument_names=tuple(names),
        returns=returns,
        returns_set=returns_set,
        language=language,
        atomic=body is not None,
        volatility=_VOLATILITY[volatility] if kind != "a" else "volatile",
        strict=strict,
        security_definer=definer,
        leakproof=leakproof,
        parallel=_PARALLEL[parallel] if kind != "a" else "unsafe",
        cost="" if cost == usual_cost or kind == "a" else f"{cost:g}",
        rows="" if rows in (0, 1000) else f"{rows:g}",
        support=support or "",
        config=tuple([_setting(entry) for entry in config]) if config else (),
        body=text,
    )


@cache
def _folded(text: str) -> str:
    """As a function that is read from its CREATE statement has it."""
    return Tokens(text).folded()


@cache
def _setting(entry: str) -> tuple[str, str]:
    """A SET clause: the name, and the value as SET takes it."""
    name, _, value = entry.partition("=")
    if name in _LISTS:
        return name, "''" if value in ("", '""') else value
    return name, value if _NUMBER.match(value) else literal(value)
