"""The SQL that makes, changes and takes away a NOT NULL, with what only PostgreSQL 18 takes where only that can be meant."""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, NotNull, Table
from fixer.ddl.base import NotWrittenError
from fixer.ddl.constraints.not_null import (
    free,
    given,
    inherited,
    is_constraint,
    is_parents,
    kept_below,
    kept_by,
    name_of,
    parents,
    said,
    says_names,
    stated,
)
from fixer.ddl.names import free_constraint_name, free_not_null_name
from fixer.ddl.reach import below
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, target
from fixer.values import replace


def declared(catalog: Catalog, table: Table, column: Column) -> Column:
    """A column as its own table declares it: without what comes from a parent alone, and what can only come later."""
    inherits = column.inherited and is_constraint(catalog) and not said(column).local
    if inherits and given(catalog, table, column.name):
        return free(column)
    return _as_added(catalog, table, column)


def _as_added(catalog: Catalog, table: Table, column: Column) -> Column:
    """Those of partitioned tables, keys and identity columns become NO INHERIT by ALTER CONSTRAINT alone."""
    if not said(column).no_inherit:
        return column
    bound = table.partition_key is not None or column.identity is not None
    if bound or column.name in catalog.primary_key(table.ref):
        return stated(column, column.not_null, replace(said(column), no_inherit=False))
    return column


def apart(catalog: Catalog, table: Table) -> list[str]:
    """The constraints that a new child declares for columns that it only inherits."""
    declared = [column for column in table.columns if table.parent is None and column.local]
    return [
        f"CONSTRAINT {identifier(name_of(table.ref, column))} {constraint(column)}"
        for column in table.columns
        if says_names(catalog) and column.not_null and said(column).local and column not in declared
    ]


def unvalidated(catalog: Catalog, table: Table) -> list[str]:
    """The subcommands for those NOT VALID ones that a new child has for itself before its parent gets its own: the parent's
    comes when all tables are there, since a new child's would hold.
    """
    return [
        _adding(column, says_names(catalog))
        for column in table.columns
        if column.required
        and not column.not_null
        and given(catalog, table, column.name)
        and (said(column).local or said(column).name != _name_from_parents(catalog, table, column))
    ]


def named_apart(catalog: Catalog, table: Table) -> bool:
    """Whether a partition has one from its parent under another name: then it was made alone and attached."""
    return (
        says_names(catalog)
        and table.parent is not None
        and any(
            column.not_null
            and not said(column).local
            and given(catalog, table, column.name)
            and said(column).name != _name_from_parents(catalog, table, column)
            for column in table.columns
        )
    )


def joins_later(catalog: Catalog, table: Table) -> bool:
    """Whether a new child has one that is NOT VALID from a parent that is there: what it gets from that one would hold."""
    return any(
        column.required and not column.not_null and given(catalog, table, column.name)
        for column in table.columns
    )


def alone(table: Table) -> Table:
    """A child before it has its parents, with all columns for itself."""
    own = tuple(replace(column, inherited=False, local=False) for column in table.columns)
    return replace(table, columns=own, parent=None, bound=None, inherits=())


def kept_apart(state: Catalog, goal: Catalog, now: Table, wanted: Table) -> Iterator[tuple[Table, str]]:
    """The children that have a NOT NULL for themselves which is to come from this parent alone, with the column: where it is
    there before the parent's, it stays their own as well (AdjustNotNullInheritance).
    """
    for column in wanted.columns:
        was = now.column(column.name)
        if was is None or not column.required or said(column).no_inherit or not is_constraint(goal):
            continue
        begins = said(was).no_inherit or (not was.required and column.not_null and not goal.guessed)
        if not begins:
            continue
        for child in (*state.partitions(now.ref), *state.heirs(now.ref)):
            if _comes_again(state, goal, child, column.name):
                yield child, column.name


def _comes_again(state: Catalog, goal: Catalog, now: Table, name: str) -> bool:
    """Whether a child may lose its NOT NULL, since it gets the same from a parent."""
    wanted, own = goal.find(now.ref, Table), now.column(name)
    column = wanted.column(name) if wanted is not None else None
    if wanted is None or column is None or own is None or not own.required or not column.required:
        return False
    stays = (now.parent, now.inherits) == (wanted.parent, wanted.inherits)
    if not stays or said(column).local or given(state, now, name) or not given(goal, wanted, name):
        return False
    if not own.not_null or not column.not_null or kept_by(state, now, own):
        return False
    if any(kept_below(state, now, name)) or (goal.guessed and _declared_below(state, now, name)):
        return False
    return {said(column).name} == set(_names_from_parents(goal, wanted, column))


def _declared_below(catalog: Catalog, table: Table, name: str) -> bool:
    """Whether a table below says itself that a column is NOT NULL, which is no more than a mark where nobody says the version."""
    found = (catalog.find(ref, Table) for ref in below(catalog, table.ref)[1:])
    columns = (child.column(name) for child in found if child is not None)
    return any(column is not None and said(column).local for column in columns)


def _name_from_parents(catalog: Catalog, table: Table, column: Column) -> str:
    return next(_names_from_parents(catalog, table, column), "")


def _names_from_parents(catalog: Catalog, table: Table, column: Column) -> Iterator[str]:
    above = ((parent, parent.column(column.name)) for parent in parents(catalog, table))
    got = (inherited(catalog, parent.ref, table.ref, one) for parent, one in above if one is not None)
    return (said(one).name for one in got if one.required)


def steps(catalog: Catalog, table: Table, old: Column, new: Column) -> list[str]:
    """The subcommands of ALTER TABLE from one state to another; none where they are a parent's to do."""
    key = identifier(new.name)
    inherits = is_constraint(catalog) and is_parents(catalog, table, old.name)
    was, wanted = said(old), said(new)
    if not new.required:
        return [f"ALTER COLUMN {key} DROP NOT NULL"] if old.required and not inherits else []
    anew = _adding(_with_default_name(catalog, table, _as_added(catalog, table, new)), says_names(catalog))
    if not old.required:
        return [anew]
    if old.not_null and not new.not_null:
        return [] if inherits else [f"ALTER COLUMN {key} DROP NOT NULL", anew]
    name, found = identifier(name_of(table.ref, old)), []
    if was.name != wanted.name and not inherits and (says_names(catalog) or _was_renamed(old, new)):
        name, before = identifier(name_of(table.ref, new)), name
        found.append(f"RENAME CONSTRAINT {before} TO {name}")
    if new.not_null and not old.not_null:
        found.append(f"VALIDATE CONSTRAINT {name}")
    if was.no_inherit != wanted.no_inherit and not inherits:
        found.append(f"ALTER CONSTRAINT {name} {'NO ' if wanted.no_inherit else ''}INHERIT")
    if wanted.local and inherits and not was.local and old.not_null:
        found.append(f"ALTER COLUMN {key} SET NOT NULL")
    return found


def goes_alone(catalog: Catalog, table: Table, old: Column, new: Column) -> bool:
    """Whether an heir keeps what it would lose with all others, until 17."""
    loses = old.required and not new.required and (catalog.guessed or not is_constraint(catalog))
    return loses and not catalog.partitions(table.ref) and any(kept_below(catalog, table, old.name))


def refuse_kept(catalog: Catalog, old: Table, new: Table) -> None:
    """Raises NotWrittenError where a partition keeps what it loses with its parent, until 17: with ONLY it is not dropped."""
    if is_constraint(catalog) or not catalog.partitions(old.ref):
        return
    for was, column in ((one, new.column(one.name)) for one in old.columns):
        if column is not None and was.required and not column.required:
            for child, why in kept_below(catalog, old, was.name):
                name = f"{target(child.ref)}.{identifier(was.name)}"
                why = f"partitions lose NOT NULL with their parent, and {name} is {why}"
                raise NotWrittenError(old.ref, why)


def making_way(state: Catalog, goal: Catalog, now: Table, wanted: Table) -> list[str]:
    """The statements that give those a name for the time being whose name another constraint of the table gets."""
    steps = []
    for column in now.columns if state.names_not_null else ():
        other = next((one for one in wanted.columns if one.id == column.id and one.required), None)
        if other is None or not column.required or given(state, now, column.name):
            continue
        name = name_of(now.ref, column)
        taking = (name_of(wanted.ref, one) for one in wanted.columns if one.required and one is not other)
        constraint = goal.get(ObjectRef("constraint", wanted.ref.schema, name, wanted.ref.name))
        if constraint is not None or name in taking:
            away = free_constraint_name(state, now.ref.schema, name, "", "old")
            steps.append(
                f"ALTER TABLE {target(now.ref)} RENAME CONSTRAINT {identifier(name)} TO {identifier(away)}"
            )
    return steps


def _with_default_name(catalog: Catalog, table: Table, column: Column) -> Column:
    """With the default name said where another constraint of the schema has it, so that PostgreSQL would choose another."""
    name = name_of(table.ref, column)
    if (
        not catalog.names_not_null
        or said(column).name
        or free_not_null_name(catalog, table.ref, column.name) == name
    ):
        return column
    return stated(column, column.not_null, replace(said(column), name=name))


def _was_renamed(old: Column, new: Column) -> bool:
    """Whether only PostgreSQL 18 can have led to this, whoever says the version: a column does not get a name, or another one,
    for the NOT NULL that it has.
    """
    return old.id == new.id and bool(said(old).name)


def _adding(column: Column, names_matter: bool) -> str:
    about = said(column)
    if column.not_null and not about.no_inherit and not (names_matter and about.name):
        return f"ALTER COLUMN {identifier(column.name)} SET NOT NULL"
    name = f"CONSTRAINT {identifier(about.name)} " if about.name else ""
    return f"ADD {name}{constraint(column)}{'' if column.not_null else ' NOT VALID'}"


def constraint(column: Column) -> str:
    """It as a constraint of the table, without its name."""
    return f"NOT NULL {identifier(column.name)}{' NO INHERIT' if said(column).no_inherit else ''}"


def clause(column: Column) -> str:
    """What a column's definition says of it; one that is NOT VALID is added later."""
    about = said(column)
    name = f"CONSTRAINT {identifier(about.name)} " if about.name else ""
    return f"{name}NOT NULL{' NO INHERIT' if about.no_inherit else ''}"


def settled(column: Column, names_matter: bool) -> Column:
    """Without what cannot come back: that it is not declared where it is inherited; its name, where SQL may not say that."""
    about = column.not_null_as
    if about is None:
        return column
    return stated(column, column.not_null, NotNull(about.name if names_matter else "", about.no_inherit))
