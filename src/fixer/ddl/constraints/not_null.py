"""NOT NULL as a constraint: what there is to say of it, what it is called, and whose it is.

That it is since PostgreSQL 18. Before, it is a mark on a column that all tables below have as well: then these functions, and
those of ``not_null_effect``, keep to the mark (documentation, ALTER TABLE and CREATE TABLE; src/backend/commands/tablecmds.c;
measured on 15, 16 and 18).
"""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Index, NotNull, Object, Table
from fixer.ddl.names import cut, free_not_null_name, object_name
from fixer.ddl.reach import below
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, target
from fixer.values import replace

_SINCE = 18
USUAL = NotNull()


def is_constraint(catalog: Catalog) -> bool:
    """Whether a NOT NULL is one there."""
    return catalog.major >= _SINCE


def says_names(catalog: Catalog) -> bool:
    """Whether a name of one that is known is worth SQL that only PostgreSQL 18 takes."""
    return is_constraint(catalog) and not catalog.guessed


def said(column: Column) -> NotNull:
    """What there is to say of a column's NOT NULL."""
    return column.not_null_as or USUAL


def stated(column: Column, holds: bool, about: NotNull) -> Column:
    """The column with a NOT NULL, which ``holds`` for all rows or is NOT VALID."""
    return replace(column, not_null=holds, not_null_as=None if holds and about == USUAL else about)


def free(column: Column) -> Column:
    """The column without a NOT NULL."""
    return replace(column, not_null=False, not_null_as=None)


def written(catalog: Catalog, node: Node) -> NotNull:
    """What a clause says."""
    if not is_constraint(catalog):
        return USUAL
    return NotNull(cut(node.get("conname", "")), bool(node.get("is_no_inherit")))


def clauses(catalog: Catalog, nodes: list[Node]) -> NotNull | None:
    """What the clauses of one column say of its NOT NULL; None where that is nothing."""
    found = [written(catalog, node) for node in nodes if node["contype"] == "CONSTR_NOTNULL"]
    name = next((one.name for one in found if one.name), "")
    about = NotNull(name, any(one.no_inherit for one in found))
    return None if about == USUAL else about


# names


def name_of(table: ObjectRef, column: Column) -> str:
    """What a NOT NULL is called, as far as it is known."""
    return said(column).name or object_name(table.name, column.name, "not_null")


def called(table: ObjectRef, column: Column, name: str) -> Column:
    """The column with a name for its NOT NULL; the default one is not said."""
    name = "" if name == object_name(table.name, column.name, "not_null") else name
    return stated(column, column.not_null, replace(said(column), name=name))


def with_name(catalog: Catalog, table: ObjectRef, column: Column) -> Column:
    """A column with a new NOT NULL, and with its name where that is not, or cannot be, the default one
    (ChooseConstraintName).
    """
    if not column.required:
        return column
    name = said(column).name
    if not name and catalog.names_not_null:
        name = free_not_null_name(catalog, table, column.name)
    return called(table, column, name) if name else column


def with_names(catalog: Catalog, old: Object, new: Object) -> Object:
    """A table that got another name: its constraints keep theirs."""
    if not isinstance(old, Table) or not isinstance(new, Table) or old.ref.name == new.ref.name:
        return new
    pairs = zip(old.columns, new.columns, strict=True)
    return replace(new, columns=tuple(keeping(catalog, old.ref, was, new.ref, now) for was, now in pairs))


def keeping(catalog: Catalog, old: ObjectRef, was: Column, new: ObjectRef, now: Column) -> Column:
    """A column that got another name, or whose table did."""
    if not was.required or not (catalog.names_not_null or said(was).name):
        return now
    return called(new, now, name_of(old, was))


def passed_on(catalog: Catalog, table: ObjectRef, above: Column) -> str:
    """The name that children and copies get, as far as it is known."""
    return name_of(table, above) if catalog.names_not_null else said(above).name


# where it is


def named(table: Table, name: str) -> Column | None:
    """The column whose NOT NULL is called so."""
    found = (column for column in table.columns if column.required and name_of(table.ref, column) == name)
    return next(found, None)


def has_name(catalog: Catalog, table: ObjectRef, name: str, but: str = "") -> bool:
    """Whether a NOT NULL of a table (other than the column ``but``) is called so for certain, as no other constraint is then."""
    owner = catalog.find(table, Table) if says_names(catalog) else None
    column = named(owner, name) if owner is not None else None
    return column is not None and column.name != but and (catalog.names_not_null or said(column).name == name)


def given(catalog: Catalog, table: Table, name: str, but: ObjectRef | None = None) -> bool:
    """Whether a column has its NOT NULL from a parent (other than ``but``)."""
    return any(
        column is not None and column.required and not said(column).no_inherit
        for parent in parents(catalog, table)
        if parent.ref != but
        for column in (parent.column(name),)
    )


def parents(catalog: Catalog, table: Table) -> Iterator[Table]:
    for ref in (table.parent, *table.inherits):
        found = catalog.find(ref, Table) if ref is not None else None
        if found is not None:
            yield found


def is_parents(catalog: Catalog, table: Table, name: str) -> bool:
    """Whether only a parent can lose it. Until 17 those of a partition are its parent's, and heirs lose theirs."""
    return (table.parent is not None or not catalog.guessed) and given(catalog, table, name)


def kept_by(catalog: Catalog, table: Table, column: Column) -> str:
    """What of its own table keeps a column NOT NULL; empty where nothing does."""
    if column.identity is not None:
        return "an identity"
    if column.name in catalog.primary_key(table.ref):
        return "part of the primary key"
    if column.required and column.name in _replica_identity(catalog, table):
        return "in the index of the replica identity"
    return ""


def _replica_identity(catalog: Catalog, table: Table) -> tuple[str | None, ...]:
    """The columns of the index by which replication tells rows."""
    name = table.replica_identity.removeprefix("index:")
    index = catalog.find(ObjectRef("index", table.ref.schema, name), Index)
    return tuple(key.column for key in index.keys) if index is not None and index.table == table.ref else ()


def kept_below(catalog: Catalog, table: Table, name: str) -> Iterator[tuple[Table, str]]:
    """The tables below in which something keeps a column NOT NULL, and what."""
    for ref in below(catalog, table.ref)[1:]:
        child = catalog.find(ref, Table)
        column = child.column(name) if child is not None else None
        if child is not None and column is not None and (why := kept_by(catalog, child, column)):
            yield child, why


# what children and copies get


def inherited(catalog: Catalog, parent: ObjectRef, child: ObjectRef, column: Column) -> Column:
    """A parent's column as a new child gets it: NO INHERIT ones stay behind, and no row is there that breaks one."""
    if not column.required or said(column).no_inherit:
        return free(column)
    return called(child, stated(column, True, USUAL), passed_on(catalog, parent, column))


def copied(catalog: Catalog, source: ObjectRef, table: ObjectRef, column: Column) -> Column:
    """A column as LIKE copies it."""
    if not column.required:
        return column
    about = NotNull(passed_on(catalog, source, column), said(column).no_inherit)
    return called(table, stated(column, True, about), about.name)


def merged(catalog: Catalog, known: Column, added: Column) -> Column:
    """One that is declared, where the column has it from a parent already, or the other way around."""
    if not added.required:
        return replace(added, not_null=known.not_null, not_null_as=known.not_null_as)
    about = said(added)
    inherits = is_constraint(catalog) and known.inherited and known.required
    return stated(added, added.not_null, replace(about, local=True) if inherits else about)


def spoken(table: Table, column: str) -> str:
    return f"the NOT NULL of {target(table.ref)}.{identifier(column)}"
