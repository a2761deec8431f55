"""What statements do to a NOT NULL, in the table that they name and in those below it (src/backend/commands/tablecmds.c)."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, NotNull, Table
from fixer.ddl.base import Session
from fixer.ddl.constraints.not_null import (
    USUAL,
    called,
    free,
    given,
    has_name,
    is_constraint,
    is_parents,
    kept_below,
    kept_by,
    name_of,
    named,
    passed_on,
    said,
    says_names,
    spoken,
    stated,
    with_name,
)
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, target
from fixer.values import replace

# a table gets one, and those below


def set_not_null(catalog: Catalog, session: Session, table: Table, name: str, deep: bool) -> None:
    """SET NOT NULL (ATExecSetNotNull). Where nobody says the version, one with ONLY is not NO INHERIT, which an earlier
    PostgreSQL does not know, partitions may have theirs before, and heirs that lost theirs get it again.
    """
    column = table.column(name)
    if column is None:
        return
    if not column.required:
        children = () if deep else _children(catalog, table)
        lacking = not catalog.guessed or not all(_requires(child, name) for child in children)
        if children and table.partition_key is not None and lacking:
            session.problem(f"{spoken(table, name)} is not added with ONLY: the partitions have it, too")
        about = NotNull(no_inherit=bool(children) and not catalog.guessed)
        _new(catalog, session, table, column, True, about, deep)
        return
    about = said(column)
    if about.no_inherit and deep:
        session.problem(f"{spoken(table, name)} is NO INHERIT: only ALTER CONSTRAINT changes that")
    elif given(catalog, table, name) and not about.local:
        _put(catalog, table, stated(column, column.not_null, replace(about, local=True)))
    elif not column.not_null:
        validate(catalog, session, table, name, deep)
    if catalog.guessed and deep:
        _again(catalog, session, table, column)


def refuse_only(catalog: Catalog, session: Session, table: Table, name: str, sets: bool) -> None:
    """Says that partitions have what their parent has, until 17 (ATPrepSetNotNull, ATPrepDropNotNull)."""
    partitions = catalog.partitions(table.ref)
    if partitions and not (sets and all(_requires(child, name) for child in partitions)):
        done = "added" if sets else "dropped"
        session.problem(f"{spoken(table, name)} is not {done} with ONLY: the partitions have it, too")


def refuse_kept(catalog: Catalog, session: Session, table: Table, name: str) -> None:
    """Says that a table below needs what all lose that have it, until 17 (ATExecDropNotNull, in each of them)."""
    for child, why in kept_below(catalog, table, name):
        session.problem(f"column {target(child.ref)}.{identifier(name)} is {why}: it stays NOT NULL")


def refuse_name(catalog: Catalog, session: Session, table: Table, column: str, about: NotNull) -> None:
    """Says that another constraint of the table has the name."""
    if about.name and says_names(catalog):
        _refuse_taken(catalog, session, table, column, about.name)


def _refuse_taken(catalog: Catalog, session: Session, table: Table, column: str, name: str) -> None:
    taken = catalog.get(ObjectRef("constraint", table.ref.schema, name, table.ref.name))
    if taken is not None or has_name(catalog, table.ref, name, but=column):
        session.problem(f"constraint {identifier(name)} exists already on {target(table.ref)}")


def give_way(catalog: Catalog, check: Constraint) -> None:
    """A CHECK of a new table has its name first: a NOT NULL whose name that table does not say gets another (AddRelationNewConstraints)."""
    table = catalog.find(check.table, Table)
    column = named(table, check.ref.name) if table is not None and catalog.names_not_null else None
    if table is None or column is None:
        return
    if not said(column).name or (given(catalog, table, column.name) and not said(column).local):
        catalog.put(check)
        free_again = stated(column, column.not_null, replace(said(column), name=""))
        _put(catalog, table, with_name(catalog, table.ref, free_again))


def _again(catalog: Catalog, session: Session, table: Table, above: Column) -> None:
    for child in () if said(above).no_inherit else _children(catalog, table):
        theirs = child.column(above.name)
        if theirs is not None and theirs.required:
            _again(catalog, session, child, theirs)
        else:
            hand_down(catalog, session, child, above, table.ref)


def add(
    catalog: Catalog, session: Session, table: Table, name: str, about: NotNull, holds: bool, deep: bool
) -> None:
    """ADD CONSTRAINT … NOT NULL (ATAddCheckNNConstraint, AdjustNotNullInheritance)."""
    column = table.column(name)
    if column is None:
        if session.strict and table.columns:
            session.problem(f"there is no column {identifier(name)} in {target(table.ref)}")
        return
    if not column.required:
        if about.no_inherit and table.partition_key is not None:
            session.problem(f"{spoken(table, name)} is inherited: the table is partitioned")
        if not deep and not about.no_inherit and _children(catalog, table):
            session.problem(f"{spoken(table, name)} is inherited: it is not added with ONLY")
        refuse_name(catalog, session, table, name, about)
        _new(catalog, session, table, column, holds, about)
        return
    own = said(column)
    if own.no_inherit != about.no_inherit:
        session.problem(f"{spoken(table, name)} is there already, and {_inheriting(own)}")
    elif holds and not column.not_null:
        session.problem(f"{spoken(table, name)} is there already, and NOT VALID")
    elif about.name and (own.name or catalog.names_not_null) and about.name != name_of(table.ref, column):
        called_so = identifier(name_of(table.ref, column))
        session.problem(f"{spoken(table, name)} is there already: {called_so}")
    elif given(catalog, table, name) and not own.local:
        _put(catalog, table, stated(column, column.not_null, replace(own, local=True)))


def declare(catalog: Catalog, session: Session, table: Table, name: str, about: NotNull) -> None:
    """A table constraint of CREATE TABLE: one with what the column's own clause says, and with what comes from parents."""
    column = table.column(name)
    if column is None or not column.required:
        add(catalog, session, table, name, about, holds=True, deep=True)
        return
    own, inherits = said(column), given(catalog, table, name)
    if own.no_inherit != about.no_inherit:
        session.problem(f"{spoken(table, name)} is said to be NO INHERIT, and not to be")
    known = "" if inherits and not own.local else own.name
    if about.name and known and about.name != known:
        session.problem(f"{spoken(table, name)} has two names: {identifier(known)}, {identifier(about.name)}")
    refuse_name(catalog, session, table, name, about)
    about = replace(about, name=about.name or known, local=inherits and is_constraint(catalog))
    _put(catalog, table, with_name(catalog, table.ref, stated(column, True, about)))


def for_key(
    catalog: Catalog,
    session: Session,
    table: Table,
    names: tuple[str, ...],
    deep: bool,
    declared: bool = False,
) -> None:
    """The columns of a primary key (ATPrepAddPrimaryKey), until 17 also of heirs that lost theirs; ``declared`` by CREATE TABLE,
    it declares them NOT NULL as well.
    """
    for name in names:
        now = catalog.find(table.ref, Table)
        column = now.column(name) if now is not None else None
        if now is None or column is None:
            continue
        if column.required and (said(column).no_inherit or not column.not_null):
            how = "NO INHERIT" if column.not_null else "NOT VALID"
            session.problem(f"{spoken(now, name)} is {how}: the column is part of no primary key")
        elif not column.required:
            below = _children(catalog, now) if says_names(catalog) else catalog.partitions(now.ref)
            if not deep and not all(_requires(child, name) for child in below):
                session.problem(f"{spoken(now, name)} is added with ONLY: tables below have none")
            _new(catalog, session, now, column, True, USUAL, deep)
        elif deep and not declared and not says_names(catalog):
            _again(catalog, session, now, column)
        elif declared and is_constraint(catalog) and given(catalog, now, name):
            own = column if said(column).local else stated(column, True, NotNull(local=True))
            _put(catalog, now, with_name(catalog, now.ref, own))


def _new(
    catalog: Catalog,
    session: Session,
    table: Table,
    column: Column,
    holds: bool,
    about: NotNull,
    deep: bool = True,
) -> None:
    made = with_name(catalog, table.ref, stated(column, holds, about))
    _put(catalog, table, made)
    for child in () if about.no_inherit else _children(catalog, table):
        if deep or _requires(child, column.name):
            hand_down(catalog, session, child, made, table.ref)


def hand_down(catalog: Catalog, session: Session, child: Table, above: Column, parent: ObjectRef) -> None:
    """A child that has one already has it from its parent as well from then on."""
    column = child.column(above.name)
    if column is None:
        return
    if not column.required:
        about = NotNull(passed_on(catalog, parent, above))
        refuse_name(catalog, session, child, column.name, about)
        _new(catalog, session, child, column, above.not_null, about)
        return
    own = said(column)
    if own.no_inherit:
        session.problem(f"{spoken(child, column.name)} is NO INHERIT: it cannot be inherited as well")
    if is_constraint(catalog) and not given(catalog, child, column.name, but=parent):
        _put(catalog, child, stated(column, column.not_null, replace(own, local=True)))


# and loses it


def drop(catalog: Catalog, session: Session, table: Table, name: str, deep: bool) -> None:
    """DROP NOT NULL, and DROP CONSTRAINT (dropconstraint_internal)."""
    column = table.column(name)
    if column is None or not column.required:
        return
    if is_parents(catalog, table, name):
        session.problem(f"{spoken(table, name)} is inherited: it goes with its parent's")
    _put(catalog, table, free(column))
    children = () if said(column).no_inherit else _children(catalog, table)
    for child in children:
        _lose(catalog, session, child, name, deep)


def _lose(catalog: Catalog, session: Session, child: Table, name: str, deep: bool) -> None:
    """A child keeps what another parent has, or it has declared itself, or with ONLY. Until 17 all lose it: so where nobody
    says the version, since that it is NOT NULL can be said twice, but for what an earlier one refuses to take away.
    """
    column = child.column(name)
    if column is None or not column.required:
        return
    shared = given(catalog, child, name)
    why = kept_by(catalog, child, column)
    as_since = not catalog.guessed or why
    if shared and as_since:
        return
    if not deep or (said(column).local and as_since):
        _own(catalog, child, column, shared)
        return
    if why:
        session.problem(f"column {target(child.ref)}.{identifier(name)} is {why}: it stays NOT NULL")
    _put(catalog, child, free(column))
    for below in _children(catalog, child):
        _lose(catalog, session, below, name, deep)


def _own(catalog: Catalog, child: Table, column: Column, shared: bool) -> None:
    """A child has it for itself, besides what it has from another parent where it is ``shared``."""
    _put(catalog, child, stated(column, column.not_null, replace(said(column), local=shared)))


# what is said of it changes


def rename(catalog: Catalog, session: Session, table: Table, column: Column, new: str, deep: bool) -> None:
    """RENAME CONSTRAINT, in all tables below as well (rename_constraint_internal)."""
    if given(catalog, table, column.name):
        session.problem(f"{spoken(table, column.name)} is inherited: it is renamed with its parent's")
    children = () if said(column).no_inherit else _children(catalog, table)
    if children and not deep:
        session.problem(f"{spoken(table, column.name)} is inherited: it is not renamed with ONLY")
    _rename(catalog, session, table, column, name_of(table.ref, column), new)


def _rename(catalog: Catalog, session: Session, table: Table, column: Column, old: str, new: str) -> None:
    if catalog.names_not_null and name_of(table.ref, column) != old:
        session.problem(f"{spoken(table, column.name)} is not called {identifier(old)}, as its parent's is")
    _refuse_taken(catalog, session, table, "", new)
    _put(catalog, table, called(table.ref, column, new))
    for child in () if said(column).no_inherit else _children(catalog, table):
        theirs = child.column(column.name)
        if theirs is not None and theirs.required:
            _rename(catalog, session, child, theirs, old, new)


def validate(catalog: Catalog, session: Session, table: Table, name: str, deep: bool) -> None:
    """VALIDATE CONSTRAINT, in all tables below as well."""
    column = table.column(name)
    if column is None or not column.required or column.not_null:
        return
    children = () if said(column).no_inherit else _children(catalog, table)
    if children and not deep:
        session.problem(f"{spoken(table, name)} is validated in the tables below as well, not with ONLY")
    _put(catalog, table, stated(column, True, said(column)))
    for child in children:
        _validate_below(catalog, child, name)


def _validate_below(catalog: Catalog, table: Table, name: str) -> None:
    column = table.column(name)
    if column is not None and column.required and not column.not_null:
        _put(catalog, table, stated(column, True, said(column)))
    for child in _children(catalog, table):
        _validate_below(catalog, child, name)


def pass_on(catalog: Catalog, session: Session, table: Table, name: str, no_inherit: bool) -> None:
    """ALTER CONSTRAINT … INHERIT and NO INHERIT, with ONLY or without: what tables below get holds, be the parent's NOT VALID
    (ATExecAlterConstrInheritability).
    """
    column = table.column(name)
    if column is None or said(column).no_inherit == no_inherit:
        return
    if given(catalog, table, name):
        session.problem(f"{spoken(table, name)} is inherited: it is altered with its parent's")
    changed = stated(column, column.not_null, replace(said(column), no_inherit=no_inherit))
    _put(catalog, table, changed)
    for child in _children(catalog, table):
        theirs = child.column(name)
        if no_inherit and theirs is not None and theirs.required:
            _own(catalog, child, theirs, shared=given(catalog, child, name))
        elif not no_inherit:
            hand_down(catalog, session, child, stated(changed, True, said(changed)), table.ref)


# tables that get a parent, or leave one


def joined(catalog: Catalog, parent: Table, child: ObjectRef) -> None:
    """A table that was attached or made to inherit: a partition's own count as the parent's, those of heirs as both
    (MergeConstraintsIntoExisting).
    """
    table = catalog.find(child, Table)
    if table is None or not is_constraint(catalog):
        return
    local = table.parent is None
    for column in table.columns:
        got = column.required and given(catalog, replace(table, parent=parent.ref, inherits=()), column.name)
        if got and not given(catalog, table, column.name, but=parent.ref):
            changed = stated(column, column.not_null, replace(said(column), local=local))
            _put(catalog, table, changed)
            table = catalog.find(child, Table) or table


def left(catalog: Catalog, child: ObjectRef) -> None:
    """A table that left a parent has for itself what it had from that one alone."""
    table = catalog.find(child, Table)
    for column in table.columns if table is not None else ():
        if said(column).local and table is not None and not given(catalog, table, column.name):
            _put(catalog, table, stated(column, column.not_null, replace(said(column), local=False)))
            table = catalog.find(child, Table)


def refuse_clause(session: Session, table: Table, known: Column | None, column: Column) -> None:
    """Says that a column of a new table is not NO INHERIT: what it inherits is not, nor what partitions get."""
    if not said(column).no_inherit:
        return
    if (known is not None and known.required) or table.partition_key is not None:
        session.problem(f"{spoken(table, column.name)} is inherited, which NO INHERIT denies")


def refuse_join(session: Session, child: Table, own: Column, above: Column) -> None:
    """Says that a table has not what it would inherit, or only in part (MergeConstraintsIntoExisting)."""
    if not above.required or said(above).no_inherit:
        return
    name = spoken(child, own.name)
    if not own.required:
        session.problem(f"column {own.name} of {target(child.ref)} is not NOT NULL, as its parent has it")
    elif said(own).no_inherit:
        session.problem(f"{name} is NO INHERIT, which the parent's is not")
    elif above.not_null and not own.not_null:
        session.problem(f"{name} is NOT VALID, which the parent's is not")


def _requires(table: Table, name: str) -> bool:
    column = table.column(name)
    return column is not None and column.required


def _put(catalog: Catalog, table: Table, changed: Column) -> None:
    kept = tuple(changed if column.name == changed.name else column for column in table.columns)
    catalog.put(replace(table, columns=kept))


def _inheriting(about: NotNull) -> str:
    return "NO INHERIT" if about.no_inherit else "inherited"


def _children(catalog: Catalog, table: Table) -> tuple[Table, ...]:
    return catalog.partitions(table.ref) + catalog.heirs(table.ref)
