"""The expressions and queries that objects hold as text, and the names in them."""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Constraint,
    DomainType,
    Extension,
    Function,
    Index,
    Object,
    Policy,
    RangeType,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import (
    DefaultPrivileges,
    OperatorClass,
    OperatorFamily,
    Publication,
    Rule,
    Statistics,
    TextSearchConfiguration,
)
from fixer.catalog.resolve import extension_schema, operator, resolve
from fixer.ddl import temporary
from fixer.ddl.address import in_place, operator_name
from fixer.ddl.base import USUAL_PATHS, Ddl, Session
from fixer.ddl.default_privileges import granted, numbers_granted
from fixer.ddl.depends import (
    class_statement,
    exclusion_statement,
    key_statement,
    partition_statement,
    range_statement,
)
from fixer.ddl.function import with_qualified_head
from fixer.model import ObjectRef
from fixer.sql.builtins import is_builtin
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
        key = item.partition_key and within(partition_statement, item.partition_key, query)
        same = (changed, key) == (item.columns, item.partition_key)
        return item if same else replace(item, columns=changed, partition_key=key)
    if isinstance(item, Policy):
        return replace(item, using=expression(item.using), check=expression(item.check))
    if isinstance(item, Constraint):
        exclusion = item.exclusion and within(exclusion_statement, item.exclusion, query)
        return replace(item, expression=expression(item.expression), exclusion=exclusion)
    if isinstance(item, Index):
        keys = tuple(
            replace(key, expression=expression(key.expression), suffix=_suffix(key.suffix, query))
            for key in item.keys
        )
        return replace(item, keys=keys, predicate=expression(item.predicate))
    if isinstance(item, Trigger):
        return replace(item, condition=expression(item.condition))
    if isinstance(item, DomainType):
        checks = tuple(replace(check, expression=expression(check.expression) or "") for check in item.checks)
        return replace(item, default=expression(item.default), checks=checks)
    if isinstance(item, View):
        return replace(item, query=query(item.query) or "", spelled_out=query(item.spelled_out) or "")
    if isinstance(item, RangeType):
        whole = query(range_statement("", item.definition)) or ""
        return replace(item, definition=whole[len(range_statement("", "")) - 1 : -1])
    if isinstance(item, Rule):
        actions = item.actions if item.actions == "NOTHING" else _each(item.actions, query)
        return replace(item, condition=expression(item.condition), actions=actions)
    if isinstance(item, Statistics):
        return replace(item, keys=tuple(expression(key) or "" for key in item.keys))
    if isinstance(item, OperatorClass):
        return replace(item, items=tuple(within(class_statement, text, query) for text in item.items))
    if isinstance(item, OperatorFamily):
        items = tuple((key, within(class_statement, text, query)) for key, text in item.items)
        return replace(item, items=items)
    if isinstance(item, Publication):
        tables = tuple(replace(entry, condition=expression(entry.condition)) for entry in item.tables)
        return replace(item, tables=tables)
    return item


def _suffix(suffix: str, query: Change) -> str:
    """What stands behind the column of an index, changed: only a collation is named there."""
    whole = query(key_statement(suffix)) or "" if "COLLATE" in suffix else ""
    return whole[len(key_statement("")) - 1 : -1] if whole else suffix


def within(statement: Callable[[str], str], text: str, query: Change) -> str:
    """A text that is the end of a statement, changed as part of that."""
    return (query(statement(text)) or "")[len(statement("")) :]


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
            before = text[: name.start]
            text = f"{before}{in_place(name, other, before)}{text[name.end :]}"
    return text


def qualified(item: Object, catalog: Catalog, path: tuple[str, ...] = ("public",)) -> Object:
    """The object with every name in its texts qualified: what two spellings of the same thing have in common."""
    if isinstance(item, View) and item.spelled_out:
        item = replace(item, query=item.spelled_out, spelled_out="")
    if isinstance(item, Index):  # an operator class
        keys = (replace(key, suffix=key.suffix.replace("public.", "", 1)) for key in item.keys)
        item = replace(item, keys=tuple(keys))
    return with_texts(item, *rewriting(_qualify(catalog, path)))


def _qualify(catalog: Catalog, path: tuple[str, ...], session: Session | None = None) -> Rewrite:
    """Puts a schema before each name that has none. ``session`` is told what cannot be qualified."""

    def rewrite(name: Name) -> str | None:
        if len(name.parts) > 1:
            return None
        ref = resolve(catalog, name, path)
        if ref is not None:
            return qualified_name(ref.schema, ref.name)
        bare = name.parts[0]
        if (known := operator(catalog, name, path)) is not None:
            return operator_name(known) if known.schema != "public" else None
        if name.kind not in ("type", "function", "operator"):
            return None
        if name.kind == "operator" and session is not None:
            _say_if_ambiguous(catalog, session, bare, path)
        schema = extension_schema(catalog, name.kind, bare, path)
        if schema is None or (name.kind != "operator" and is_builtin(name.kind, bare)):
            return None
        if name.kind != "operator":
            return qualified_name(schema, bare)
        if session is not None:  # OPERATOR(schema.%) binds less than % alone
            session.problem(
                f"the operator {bare} may be the one in {schema}, which only the search_path finds"
            )
        return None

    return rewrite


def _say_if_ambiguous(catalog: Catalog, session: Session, name: str, path: tuple[str, ...]) -> None:
    """Says that an operator may be one that only the search_path finds: which of several, the types of the operands say."""
    schema = next((s for s in path if s != "public" and catalog.operators(s, name)), None)
    if schema is not None:
        session.notes.append(
            f"the operator {name} may be the one in {schema}, which only the search_path finds"
        )


def take_effect(ddl: Ddl, catalog: Catalog, session: Session) -> None:
    """Runs a statement on the catalog. Names that only its search_path explains are qualified in what it leaves behind."""
    defaults = catalog.may_have(DefaultPrivileges)
    usual = session.search_path in USUAL_PATHS and not defaults and not session.temporary
    if not ddl.anchors or usual:
        ddl.effect(catalog, session)
        return
    layer, newest = catalog.overlay(), catalog.new_id()
    path = tuple(session.search_path)
    ddl.effect(layer, session)
    if session.temporary:
        temporary.say_what_needs_some(catalog, layer, session)
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
    qualify = _qualify(layer, path, session)
    for _ref, before, after in layer.changes(catalog):
        if after is not None:
            layer.put(_anchored(before, after, qualify))
        if isinstance(after, Index) and before is None:
            _class_of_extension(after, layer, session)
        if after is not None:
            _configurations(after, layer, session)
    layer.commit()


def _class_of_extension(index: Index, catalog: Catalog, session: Session) -> None:
    """Says that an index names a class of operators which may be an extension's, and is found by the search_path."""
    words = [word for key in index.keys for word in key.suffix.split() if word.islower() and "." not in word]
    there = {extension.schema for extension in catalog.objects(Extension)} & {*session.search_path}
    for schema in sorted(filter(None, there)):
        for word in words:
            session.problem(f"{word} may be the one in {schema}, which only the search_path finds")


def _configurations(item: Object, catalog: Catalog, session: Session) -> None:
    """Says that a constant may name a text search configuration which is found by the search_path."""
    elsewhere = {*session.search_path} - {"public"}
    named = {
        one.ref.name: one.ref.schema
        for one in catalog.objects(TextSearchConfiguration)
        if one.ref.schema in elsewhere
    }

    def look(text: str | None) -> str | None:
        for name in (name for name in named if f"'{name}'" in (text or "")):
            session.notes.append(f"{name} may be the one in {named[name]}, which only the search_path finds")
        return text

    if named:
        with_texts(item, look, look)


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
    meaning = operator if old.kind == "operator" else resolve
    return lambda name: written(name) if meaning(catalog, name) == old else None
