"""Joins in views that have an alias, or join by columns that are no source's as such: what their lists of aliases come to when
a table gets, loses or renames a column, as PostgreSQL prints such a view (ruleutils.c, set_join_column_names and
colname_is_unique).
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator, Sequence

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import Session
from fixer.ddl.column_aliases import listed, with_aliases
from fixer.ddl.column_reader import ColumnReader, Entry, column_ref, columns_read
from fixer.ddl.query_columns import columns_of
from fixer.function_source.routine import TextEdit, apply
from fixer.model import ObjectRef
from fixer.sql.parse import Node, Offsets, SqlSyntaxError, nodes, statement
from fixer.sql.quote import unquoted
from fixer.sql.tokens import Tokens


def with_column(text: str, catalog: Catalog, relation: ObjectRef, names: Sequence[str], added: str) -> str:
    """A query once its relation has got a column behind those of these ``names``."""
    if "join" not in text.lower():
        return text
    read = _read(text, catalog)
    if read is None:
        return text
    reader, every = read
    column = column_ref(relation, added)
    tokens, offsets = Tokens(text), Offsets(text)
    edits: list[TextEdit] = []
    for level in reader.levels:
        if added in level.merged and level.merged[added].alias is None:
            new = free(added, {*names, *level.merged})
            for rows in level.sources.values():
                if rows.column(added) == column and not rows.fixed and not reader.is_joined(rows, added):
                    edits += with_aliases(every, rows.place, [*names, new], tokens, offsets)
    for whole in reader.wholes:
        is_new = [entry.source is not None and _of(entry) == column for entry in whole.columns]
        if any(is_new):
            old = [entry for entry, new_one in zip(whole.columns, is_new, strict=True) if not new_one]
            taken = _distinct([*whole.given, *(entry.name for entry in old[len(whole.given) :])])
            kept = iter(taken)
            shown = [
                free(entry.name, taken) if new_one else next(kept)
                for entry, new_one in zip(whole.columns, is_new, strict=True)
            ]
            said = len(whole.given) + sum(is_new[: len(whole.given)])
            own = [entry.name for entry in whole.columns]
            last = max((at for at in range(len(shown)) if at < said or shown[at] != own[at]), default=-1)
            wanted = shown[: last + 1] if shown != own else []
            edits += relisted(tokens, behind_alias(tokens, whole.rows.alias), wanted)
    return apply(text, edits)


def _read(text: str, catalog: Catalog) -> tuple[ColumnReader, list[Node]] | None:
    try:
        kind, node = statement(text)
    except (SqlSyntaxError, ValueError):
        return None
    reader = columns_read({kind: node}, catalog, columns_of(catalog, Session()))
    return reader, list(nodes([{kind: node}]))


def _of(entry: Entry) -> ObjectRef | None:
    return entry.source[0].column(entry.source[1]) if entry.source is not None else None


def relisted(tokens: Tokens, places: Iterator[int], names: list[str]) -> Iterator[TextEdit]:
    """The edit that makes the list at one of these places what is given. Two joins of one alias cannot be told apart."""
    found = list(places)
    if len(found) != 1:
        return
    end, text = found[0], listed(names) if names else ""
    if tokens.words[end : end + 1] == ["("]:
        yield tokens.start(end), tokens.end(tokens.closing(end)), text
    elif text:
        yield tokens.end(end - 1), tokens.end(end - 1), text


def behind_alias(tokens: Tokens, alias: str) -> Iterator[int]:
    """The tokens behind an alias that something in parentheses has, a join at least."""
    for closing, word in enumerate(tokens.words):
        if word != ")":
            continue
        at = closing + (2 if tokens.words[closing + 1 : closing + 2] == ["as"] else 1)
        if at < len(tokens) and unquoted(tokens.text[tokens.start(at) : tokens.end(at)]) == alias:
            yield at + 1


def _distinct(names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        found.append(name if name not in found else free(name, {*found, *names}))
    return found


def free(name: str, taken: Container[str]) -> str:
    """The name, with a number where it is taken."""
    numbered = (f"{name}_{number}" for number in itertools.count(1))
    return name if name not in taken else next(found for found in numbered if found not in taken)
