"""A schema before each name that has none: what two spellings of one thing have in common, and what a search_path found."""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Index, Object, View
from fixer.catalog.resolve import extension_schema, operator, resolve
from fixer.ddl.address import operator_name
from fixer.ddl.base import Session
from fixer.ddl.texts.called_routines import meant_by
from fixer.ddl.texts.held_texts import HeldText, with_held
from fixer.ddl.texts.rewritten_names import Rewrite, in_text
from fixer.sql.builtins import is_builtin
from fixer.sql.names import Name
from fixer.sql.quote import identifier
from fixer.sql.quote import qualified as qualified_name
from fixer.values import replace


def qualified(item: Object, catalog: Catalog, path: tuple[str, ...] = ("public",)) -> Object:
    """The object with every name in its texts qualified: what two spellings of the same thing have in common. That of a function
    is its own.
    """
    if isinstance(item, View) and item.spelled_out:
        item = replace(item, query=item.spelled_out, spelled_out="")
    if isinstance(item, Index):  # an operator class
        keys = (replace(key, suffix=key.suffix.replace("public.", "", 1)) for key in item.keys)
        item = replace(item, keys=tuple(keys))
    return item if isinstance(item, Function) else with_held(item, in_text(qualifying(catalog, path)))


def qualifying(
    catalog: Catalog, path: tuple[str, ...], session: Session | None = None
) -> Callable[[HeldText], Rewrite]:
    """Puts a schema before each name that has none in a text. ``session`` is told what cannot be qualified."""
    by_name = _by_name(catalog, path, session)

    def of(held: HeldText) -> Rewrite:
        meant = meant_by(held, catalog, path)

        def rewrite(name: Name) -> str | None:
            told = meant(name) if name.kind == "function" and len(name.parts) == 1 else None
            if told is None:
                return by_name(name)
            if not told.certain and session is not None:
                session.unmodelled(
                    f"which {identifier(name.parts[0])} of the search_path is called cannot be told by its arguments"
                )
            return qualified_name(told.routine.schema, told.routine.name) if told.routine else None

        return rewrite

    return of


def _by_name(catalog: Catalog, path: tuple[str, ...], session: Session | None) -> Rewrite:
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
