"""The expressions and queries that objects hold as text, and the names in them."""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Constraint,
    DomainType,
    Function,
    Index,
    Object,
    Policy,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import DefaultPrivileges, Publication, Rule, Statistics
from fixer.catalog.resolve import resolve
from fixer.ddl.base import USUAL_PATHS, Ddl, Session
from fixer.ddl.default_privileges import granted, numbers_granted
from fixer.ddl.function import with_qualified_head
from fixer.model import ObjectRef
from fixer.sql.names import Name, names, names_in_expression
from fixer.sql.parse import SqlSyntaxError
from fixer.sql.quote import qualified as qualified_name
from fixer.values import replace

Change = Callable[[str | None], str | None]
Rewrite = Callable[[Name], str | None]
"""What to write for a name; None to leave it."""


def with_texts(item: Object, expression: Change, query: Change) -> Object:
    """The object with all its expressions and queries changed; a function's body is not among them."""
    if isinstance(item, Table):
        changed = tuple(
            replace(c, default=expression(c.default), generated=expression(c.generated))
            if c.default or c.generated
            else c
            for c in item.columns
        )
        return item if changed == item.columns else replace(item, columns=changed)
    if isinstance(item, Policy):
        return replace(item, using=expression(item.using), check=expression(item.check))
    if isinstance(item, Constraint):
        return replace(item, expression=expression(item.expression))
    if isinstance(item, Index):
        keys = tuple(replace(key, expression=expression(key.expression)) for key in item.keys)
        return replace(item, keys=keys, predicate=expression(item.predicate))
    if isinstance(item, Trigger):
        return replace(item, condition=expression(item.condition))
    if isinstance(item, DomainType):
        checks = tuple(replace(check, expression=expression(check.expression) or "") for check in item.checks)
        return replace(item, default=expression(item.default), checks=checks)
    if isinstance(item, View):
        return replace(item, query=query(item.query) or "", spelled_out=query(item.spelled_out) or "")
    if isinstance(item, Rule):
        actions = item.actions if item.actions == "NOTHING" else _each(item.actions, query)
        return replace(item, condition=expression(item.condition), actions=actions)
    if isinstance(item, Statistics):
        return replace(item, keys=tuple(expression(key) or "" for key in item.keys))
    if isinstance(item, Publication):
        tables = tuple(replace(entry, condition=expression(entry.condition)) for entry in item.tables)
        return replace(item, tables=tables)
    return item


def _each(actions: str, query: Change) -> str:
    """The commands of a rule, changed."""
    if not actions.startswith("("):
        return query(actions) or ""
    return f"({query(actions[1:-1])})"


def rewriting(rewrite: Rewrite) -> tuple[Change, Change]:
    """What changes the names in an expression and in a query."""
    return (
        lambda text: rewritten(text, names_in_expression, rewrite),
        lambda text: rewritten(text, names, rewrite),
    )


def rewritten(text: str | None, find: Callable[[str], tuple[Name, ...]], rewrite: Rewrite) -> str | None:
    """``text`` with other names in it."""
    if not text:
        return text
    try:
        found = [(name, rewrite(name)) for name in find(text) if name.start >= 0]
    except SqlSyntaxError:
        return text
    for name, other in sorted(found, key=lambda pair: -pair[0].start):
        if other is not None:
            text = text[: name.start] + other + text[name.end :]
    return text


def qualified(item: Object, catalog: Catalog, path: tuple[str, ...] = ("public",)) -> Object:
    """The object with every name in its texts qualified: what two spellings of the same thing have in common."""
    if isinstance(item, View) and item.spelled_out:
        item = replace(item, query=item.spelled_out, spelled_out="")
    return with_texts(item, *rewriting(_qualify(catalog, path)))


def _qualify(catalog: Catalog, path: tuple[str, ...]) -> Rewrite:
    def rewrite(name: Name) -> str | None:
        ref = resolve(catalog, name, path) if len(name.parts) == 1 else None
        return qualified_name(ref.schema, ref.name) if ref is not None else None

    return rewrite


def take_effect(ddl: Ddl, catalog: Catalog, session: Session) -> None:
    """Runs a statement on the catalog. Names that only its search_path explains are qualified in what it leaves behind."""
    defaults = catalog.may_have(DefaultPrivileges)
    if session.search_path in USUAL_PATHS and not defaults:
        ddl.effect(catalog, session)
        return
    layer, newest = catalog.overlay(), catalog.new_id()
    path = tuple(session.search_path)
    ddl.effect(layer, session)
    if defaults:
        for _ref, before, after in layer.changes(catalog):
            if after is not None and after.id > newest:
                after = granted(after, layer)
                layer.put(after)
            if isinstance(after, Table):
                layer.put(numbers_granted(after, before, newest, layer))
    if path in USUAL_PATHS:
        layer.commit()
        return
    qualify = _qualify(layer, path)
    for _ref, before, after in layer.changes(catalog):
        if after is not None:
            layer.put(_anchored(before, after, qualify))
    layer.commit()


def _anchored(before: Object | None, after: Object, qualify: Rewrite) -> Object:
    """The object with names qualified in the texts that are new."""
    if isinstance(after, Function):
        return with_qualified_head(after, qualify) if after.source != getattr(before, "source", "") else after
    known: set[str | None] = set()

    def note(text: str | None) -> str | None:
        known.add(text)
        return text

    if before is not None:
        with_texts(before, note, note)
    own = qualified_name(after.ref.schema, after.ref.name) if isinstance(after, View) else None
    # a view is not there yet when its query is read: a type of its name is another
    expression, query = rewriting(lambda name: None if (found := qualify(name)) == own else found)
    return with_texts(
        after,
        lambda text: text if text in known else expression(text),
        lambda text: text if text in known else query(text),
    )


def renaming(catalog: Catalog, old: ObjectRef, written: Callable[[Name], str]) -> Rewrite:
    """Writes a new name wherever ``old`` is meant."""
    return lambda name: written(name) if resolve(catalog, name) == old else None
