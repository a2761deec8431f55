"""Text search configurations and dictionaries that a text names in a constant, as in ``to_tsvector('words', title)``: of type
regconfig or regdictionary, on which PostgreSQL keeps a dependency (find_expr_references_walker in dependency.c).
"""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Object
from fixer.catalog.rare_objects import TextSearchConfiguration, TextSearchDictionary
from fixer.ddl.texts.held_texts import HeldText, held_by
from fixer.model import ObjectRef
from fixer.sql.names.constants import qualified_name
from fixer.sql.parse import Node, statement_nodes

_CONFIGURATION, _DICTIONARY = "text search configuration", "text search dictionary"
_CASTS = {"regconfig": _CONFIGURATION, "regdictionary": _DICTIONARY}
_TAKES = {
    **{(f"{query}to_tsquery", 2): _CONFIGURATION for query in ("", "plain", "phrase", "websearch_")},
    **{(f"{kind}to_tsvector", 3): _CONFIGURATION for kind in ("json_", "jsonb_")},
    ("to_tsvector", 2): _CONFIGURATION,
    ("ts_headline", 4): _CONFIGURATION,
    ("ts_debug", 2): _CONFIGURATION,
    ("ts_lexize", 2): _DICTIONARY,
}
"""PostgreSQL's functions with so many arguments, and what the first one of these names (pg_proc)."""
_BUILT_IN = (
    "simple arabic armenian basque catalan danish dutch english estonian finnish french german greek hindi hungarian indonesian irish"
    " italian lithuanian nepali norwegian portuguese romanian russian serbian spanish swedish tamil turkish yiddish"
)
_EVERYWHERE = frozenset(_BUILT_IN.split())
"""The configurations of pg_catalog (PostgreSQL 18), which come before those of the user."""


def constants_named(held: HeldText, catalog: Catalog) -> Iterator[ObjectRef]:
    """The configurations and dictionaries of the user that a text surely names."""
    if "'" not in held.text or not _may_have_any(catalog):
        return
    for node in statement_nodes(held.statement):
        call, cast = node.get("FuncCall"), node.get("TypeCast")
        if call is not None:
            name, given = _last_of(call["funcname"]), call.get("args", [])
            kind = _TAKES.get((name, len(given)))
            constant = given[0] if kind is not None else {}
        elif cast is not None:
            kind, constant = _CASTS.get(_last_of(cast["typeName"].get("names", []))), cast["arg"]
        else:
            continue
        ref = _meant(constant, kind) if kind is not None else None
        if ref is not None and catalog.get(ref) is not None:
            yield ref


def may_name(item: Object, gone: ObjectRef) -> bool:
    """Whether a text of an object has the name of a configuration or dictionary as a constant, for whatever that is."""
    if isinstance(item, Function) and not item.atomic:
        return "'" in item.arguments and gone.name in item.arguments
    texts = [held.statement for held in held_by(item) if "'" in held.text and gone.name in held.text]
    return any(_meant(node, gone.kind) == gone for text in texts for node in statement_nodes(text))


def _may_have_any(catalog: Catalog) -> bool:
    return catalog.may_have(TextSearchConfiguration) or catalog.may_have(TextSearchDictionary)


def _meant(node: Node, kind: str) -> ObjectRef | None:
    """What a string constant names; a built-in one is none of the user's."""
    value = node.get("A_Const", {}).get("sval", {}).get("sval")
    parts = [part.name for part in qualified_name(value)] if value else []
    if not parts or (len(parts) == 1 and parts[0] in _EVERYWHERE):
        return None
    return ObjectRef(kind, parts[-2] if len(parts) > 1 else "public", parts[-1])


def _last_of(parts: list[Node]) -> str:
    return str(parts[-1].get("String", {}).get("sval", "")) if parts else ""
