"""Whether a change has been made already: what it would make is there, what it would drop is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fixer.catalog import objects
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index, Object, Table
from fixer.ddl.base import DdlError, TakenError
from fixer.ddl.run import apply, prepare
from fixer.ddl.tables.alter_table import AlterTable
from fixer.findings.confined import left_out, not_for_the_asking
from fixer.lock_safe.done import done
from fixer.lock_safe.pieces import NotTakenError, pieces
from fixer.lock_safe.same import no_news
from fixer.lock_safe.statement import qualified
from fixer.lock_safe.undo import undo
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.canonical import columns as columns_of
from fixer.sql.parse import SqlSyntaxError
from fixer.values import replace


def there_already(script: str, catalog: Catalog) -> bool:
    """Whether nothing is left to do of a script."""
    try:
        statements = [text for sql, _start in pieces(script) for text in _apart(sql)]
        if any(_is_no_change(*parse.statement(sql)) for sql in statements):
            return False
        return _one_by_one(statements, catalog) or _all_anew(statements, catalog)
    except (NotTakenError, SqlSyntaxError):
        return False


def _is_no_change(kind: str, node: parse.Node) -> bool:
    """Whether a statement is none that a schema can show: it would always seem to have been run."""
    return bool(not_for_the_asking(kind, node)) and not left_out(kind, node)


def _apart(sql: str) -> list[str]:
    ddl = prepare(sql)
    return ddl.apart() if isinstance(ddl, AlterTable) and len(ddl.node["cmds"]) > 1 else [sql]


def _one_by_one(statements: Sequence[str], catalog: Catalog) -> bool:
    """What is renamed or moved is undone first. Then each statement is run where it still can be; of the others, what they
    make has to be there, and what they take has to be gone. In the end nothing may differ.
    """
    state = catalog.overlay()
    for sql in reversed(statements):
        undo(sql, state)
    if not all(_done_or_run(sql, state) for sql in statements):
        return False
    return all(no_news(ref, was, now, catalog) for ref, was, now in state.changes(catalog))


def _done_or_run(sql: str, state: Catalog) -> bool:
    """Runs a statement on ``state``; where it does not fit any more, whether it has been carried out."""
    layer = state.overlay()
    try:
        apply(layer, sql)
    except TakenError:
        bare = state.overlay()
        made = _remade(qualified(sql, state, state), bare)
        return made is not None and all(
            no_news(ref, None, now, state) for ref, _was, now in made.changes(bare)
        )
    except DdlError:
        return done(sql, state)
    layer.commit()
    return True


def _all_anew(statements: Sequence[str], catalog: Catalog) -> bool:
    """Of a script whose statements change what earlier ones make: all that it makes is taken away, last first, and made
    again. In the end nothing may differ.
    """
    state = catalog.overlay()
    for sql in reversed(statements):
        undo(sql, state)
        _remade(sql, state)
    try:
        for sql in statements:
            apply(state, qualified(sql, state, state))
    except DdlError:
        return False
    return all(no_news(ref, was, now, catalog) for ref, was, now in state.changes(catalog))


def _remade(sql: str, state: Catalog) -> Catalog | None:
    """Takes away what a statement makes, as far as it is there, and runs it on top of that; None where it does not fit."""
    while True:
        layer = state.overlay()
        try:
            apply(layer, sql)
        except TakenError as error:
            if not _taken_away(error.ref, state):
                return None
        except DdlError:
            return None
        else:
            return layer


def _taken_away(ref: ObjectRef, state: Catalog) -> bool:
    """Takes an object away, and what it has; whether there is one."""
    table = state.table(ref.schema, ref.table) if ref.kind == "column" and ref.table is not None else None
    if table is not None:
        for part in _of_column(table, ref.name, state):
            state.remove(part)
        state.put(replace(table, columns=tuple(item for item in table.columns if item.name != ref.name)))
        return table.column(ref.name) is not None
    if state.get(ref) is None:
        return False
    own = state.owned(ref) if ref.kind == "table" else ()
    for part in [*(item.ref for item in (*state.children(ref, Object), *own)), ref]:
        state.remove(part)
    return True


def _of_column(table: Table, column: str, state: Catalog) -> Iterator[ObjectRef]:
    """What goes away with a column: its sequence, the constraints and indexes that it is part of."""
    yield from (item.ref for item in state.objects(objects.Sequence) if item.owned_by == (table.ref, column))
    for constraint in state.children(table.ref, Constraint):
        if column in constraint.columns or column in columns_of(constraint.expression or "true"):
            yield constraint.ref
    for index in state.children(table.ref, Index):
        if any(key.column == column for key in index.keys):
            yield index.ref
