"""Tables: the SQL that creates and drops one, and that leads from one state of it to another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    Table,
)
from fixer.ddl.base import NotWrittenError
from fixer.ddl.constraints import not_null, not_null_sql
from fixer.ddl.options import options_change, options_clause
from fixer.ddl.reach import below
from fixer.ddl.relations import identity as identities
from fixer.ddl.relations import identity_sequence
from fixer.ddl.relations.row_type import filled, rewritable
from fixer.ddl.relations.storage import DEFAULT_METHOD, DEFAULT_TABLESPACE, parameters
from fixer.ddl.tables import column as columns
from fixer.ddl.tables import left_behind
from fixer.ddl.tables.column_fit import without_default
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, target
from fixer.values import replace


def create(table: Table, catalog: Catalog) -> list[str]:
    """CREATE TABLE with its columns; constraints, indexes, policies and the rest are objects of their own."""
    name = target(table.ref)
    unlogged = "UNLOGGED " if table.persistence == "u" else "FOREIGN " if table.server else ""
    attached = is_attached(table, catalog)
    if table.parent is not None and not attached:
        told = ", ".join((*_other_expressions(table, catalog), *not_null_sql.apart(catalog, table)))
        bound = f"({told}) {table.bound}" if told else table.bound
        text = f"CREATE {unlogged}TABLE {name} PARTITION OF {target(table.parent)} {bound}"
    elif table.of_type is not None:
        given = [c for c in table.columns if c.not_null or c.default is not None]
        said = ", ".join(columns.definition(replace(c, identity=None), typed=False) for c in given)
        text = f"CREATE {unlogged}TABLE {name} OF {table.of_type}" + (f" ({said})" if said else "")
    else:
        own = [
            columns.definition(c if attached else not_null_sql.declared(catalog, table, c))
            for c in (_as_declared(catalog, table, column) for column in table.columns)
            if attached or not c.inherited or c.local
        ]
        own += [] if attached else not_null_sql.apart(catalog, table)
        body = "".join(f"\n    {line}," for line in own).rstrip(",")
        text = f"CREATE {unlogged}TABLE {name} ({body}\n)" if own else f"CREATE {unlogged}TABLE {name} ()"
        if table.inherits and not _joins_later(table, catalog):
            text += f" INHERITS ({', '.join(target(parent) for parent in table.inherits)})"
    if table.partition_key:
        text += f" PARTITION BY {table.partition_key}"
    if table.access_method:
        text += f" USING {identifier(table.access_method)}"
    if table.options:
        text += f" WITH ({', '.join(table.options)})"
    if table.tablespace:
        text += f" TABLESPACE {identifier(table.tablespace)}"
    if table.server is not None:
        text += f" SERVER {identifier(table.server.name)}{options_clause(table.fdw_options)}"
    joining = []
    later = [f"ALTER TABLE {name} {step}" for step in not_null_sql.unvalidated(catalog, table)]
    if (
        table.of_type is not None
    ):  # its CREATE TABLE takes no identity (parse_utilcmd.c, transformColumnDefinition)
        numbered = [(identifier(c.name), c.identity) for c in table.columns if c.identity]
        later += [
            f"ALTER TABLE {name} ALTER COLUMN {one} ADD {identities.clause(of)}" for one, of in numbered
        ]
    if attached and table.parent is not None:
        joining = [f"ALTER TABLE {target(table.parent)} ATTACH PARTITION {name} {table.bound}"]
    elif _joins_later(table, catalog):
        joining = [f"ALTER TABLE {name} INHERIT {target(parent)}" for parent in table.inherits]
    bare = replace(table, row_security=False, force_row_security=False)
    return [text, *later, *joining, *_settings(bare, table, late=False)]


def _other_expressions(partition: Table, catalog: Catalog) -> list[str]:
    """Columns that a partition computes in another way than its parent, which nothing but its making says (from 16 on)."""
    parent = catalog.find(partition.parent, Table) if partition.parent else None
    computed = {column.name: column.generated for column in parent.columns} if parent is not None else {}
    return [
        columns.definition(replace(column, default=None, not_null=False), typed=False)
        for column in partition.columns
        if column.generated is not None and column.generated != computed.get(column.name)
    ]


_FIRST_TO_COMPUTE_ANEW = 16
"""The version from which on a table says how it computes a column that it inherits."""


def _as_declared(catalog: Catalog, heir: Table, column: Column) -> Column:
    """A column that an heir computes as a parent does, without how: it takes that over (MergeAttributes)."""
    if column.generated is None or not column.local:
        return column
    parents = (catalog.find(ref, Table) for ref in heir.inherits)
    above = [found for parent in parents if parent and (found := parent.column(column.name))]
    same = any((one.generated, one.virtual) == (column.generated, column.virtual) for one in above)
    return replace(column, generated=None) if same else column


def _joins_later(table: Table, catalog: Catalog) -> bool:
    """Whether an heir computes a column that its parents do not, which it may only have before it inherits."""
    return catalog.major < _FIRST_TO_COMPUTE_ANEW and any(
        column.local and _as_declared(catalog, table, column).generated is not None
        for column in table.columns
    )


def is_attached(table: Table, catalog: Catalog) -> bool:
    """Whether a partition was made alone and attached, by what it has otherwise than its parent."""
    return _in_another_order(table, catalog) or not_null_sql.named_apart(catalog, table)


def _in_another_order(table: Table, catalog: Catalog) -> bool:
    """Whether a partition has its columns in another order than its parent: then it was made alone and attached."""
    parent = catalog.find(table.parent, Table) if table.parent else None
    return parent is not None and [c.name for c in parent.columns] != [c.name for c in table.columns]


def drop(table: Table, catalog: Catalog) -> list[str]:
    """DROP TABLE; a partition of a table that foreign keys refer to has to be detached before."""
    steps = [f"DROP {'FOREIGN ' if table.server else ''}TABLE {target(table.ref)}"]
    parent, ancestor = table.parent, catalog.find(table.parent, Table) if table.parent else None
    while ancestor is not None:
        if parent is not None and catalog.referrers(ancestor.ref):
            return [f"ALTER TABLE {target(parent)} DETACH PARTITION {target(table.ref)}", *steps]
        ancestor = catalog.find(ancestor.parent, Table) if ancestor.parent else None
    return steps


def releases(now: Table, wanted: Table | None, released: Mapping[str, str], catalog: Catalog) -> list[str]:
    """What a table gives up before the objects that its columns use are dropped."""
    steps = []
    if now.of_type is not None and (wanted is None or wanted.of_type == now.of_type):
        kept = ("default", "identity", "not null")  # the others go with the attributes of its type
        released = {name: how for name, how in released.items() if how in kept}
    elif now.of_type is not None:
        steps.append(f"ALTER TABLE {target(now.ref)} NOT OF")
    for parent, how in released.items():
        if how == "leave":
            partition = now.parent is not None
            steps.append(
                f"ALTER TABLE {parent} DETACH PARTITION {target(now.ref)}"
                if partition
                else f"ALTER TABLE {target(now.ref)} NO INHERIT {parent}"
            )
    if steps and now.parent is not None:  # its columns are its own from then on
        now = replace(now, columns=tuple(replace(column, inherited=False) for column in now.columns))
    generated = {column.name for column in now.columns if column.generated is not None}
    for name, how in sorted(released.items(), key=lambda item: item[0] not in generated):
        column, only = now.column(name), "ONLY " if how == "drop only" else ""
        goal = wanted.column(name) if wanted else None
        table = f"ALTER TABLE {only}{target(now.ref)}"
        if column is None:
            continue
        if how.startswith("drop"):
            # what comes back inherited is no longer declared: the next time it goes with its parent's
            there = "IF EXISTS " if goal is not None and goal.inherited and now.inherits else ""
            if any(left_behind.not_nulls(catalog, now, name, how == "drop")):
                steps.append(f"ALTER TABLE {target(now.ref)} ALTER COLUMN {identifier(name)} DROP NOT NULL")
            steps.append(f"{table} DROP COLUMN {there}{identifier(name)}")
        elif how == "identity":
            steps.append(f"{table} ALTER COLUMN {identifier(name)} DROP IDENTITY")
        elif how == "not null":
            steps.append(f"{table} ALTER COLUMN {identifier(name)} DROP NOT NULL")
        elif how == "default":
            step = f"ALTER COLUMN {identifier(name)} DROP DEFAULT"
            alone = "ONLY " if _leaves_heirs(catalog, now.ref, name, step) else ""
            steps.append(f"ALTER TABLE {alone}{target(now.ref)} {step}")
        elif goal is not None:
            changed = replace(column, type=goal.type, collation=goal.collation, default=None)
            steps += [f"{table} {step}" for step in columns.alterations(column, changed)]
    return steps


_FIXED: tuple[Callable[[Table], object], ...] = (
    lambda table: table.partition_key,
    lambda table: table.persistence == "t",
    lambda table: table.server,
)
"""What no ALTER TABLE changes."""


def alter(old: Table, new: Table, catalog: Catalog) -> list[str] | None:
    """The ALTER TABLE statements between two states; None where only dropping and creating would do."""
    if any(differ(old) != differ(new) for differ in _FIXED):
        return None
    name = target(new.ref)
    leaving, joining = _parents(old, new)
    steps = list(leaving)
    if old.of_type is not None and old.of_type != new.of_type:
        steps.append(f"ALTER TABLE {name} NOT OF")
    before = {column.name: column for column in old.columns}
    after = {column.name: column for column in new.columns}
    computed: list[str] = []
    if not new.parent or joining:  # a partition that was detached has its columns for itself
        gone = [c for c in old.columns if (old.parent or not c.inherited) and c.name not in after]
        gone.sort(key=lambda column: column.generated is None)  # what is computed from others before these
        steps += [f"ALTER TABLE {name} DROP COLUMN {identifier(column.name)}" for column in gone]
        wanted = _wanted_by_parents(old, new, catalog)
        missing = [c for c in new.columns if c.name not in before]
        for added in [c for c in missing if not c.inherited or c.name in wanted]:
            said = [f"ALTER TABLE {name} {step}" for step in _adding(added, old, catalog)]
            (steps if added.generated is None else computed).extend(said)
    steps += _letting_go(old, new)
    staying = _staying(old, new)
    for column_name, column in after.items():
        was = before.get(column_name)
        if was is not None:
            steps += identity_sequence.renaming(old, was, new, column)
            nullability = not_null_sql.steps(catalog, staying, was, column)
            changes = columns.alterations(was, column, nullability)
            alone = set(nullability if not_null_sql.goes_alone(catalog, staying, was, column) else ())
            alone.update(filter(partial(_leaves_heirs, catalog, old.ref, column_name), changes))
            steps += [f"ALTER TABLE {'ONLY ' if step in alone else ''}{name} {step}" for step in changes]
    steps += computed  # once what they are computed from has its type
    steps += joining
    if new.of_type is not None and old.of_type != new.of_type:
        steps.append(f"ALTER TABLE {name} OF {new.of_type}")
    if change := options_change(old.fdw_options, new.fdw_options):
        steps.append(f"ALTER FOREIGN TABLE {name} {change}")
    return steps + _settings(old, new, late=True)


def _leaves_heirs(catalog: Catalog, table: ObjectRef, column: str, step: str) -> bool:
    """Whether a change of a default is one that a table below does not take."""
    about = f"ALTER COLUMN {identifier(column)}"
    return step.startswith((f"{about} SET DEFAULT ", f"{about} DROP DEFAULT")) and any(
        without_default(catalog, ref, column) for ref in below(catalog, table)[1:]
    )


def _has_children(ref: ObjectRef, catalog: Catalog) -> bool:
    return bool(catalog.partitions(ref) or catalog.heirs(ref))


def _adding(column: Column, table: Table, catalog: Catalog) -> list[str]:
    """ADD COLUMN; an identity column cannot be added to a table with children, and a column of it can become one. Nor does
    a table whose row type others have get a column with a value in every row: it has its default from then on. With NOT NULL
    NO INHERIT, PostgreSQL 18 would mark the children's columns, too, which nothing takes back (measured on 18.4).
    """
    if column.identity is None and not_null.said(column).no_inherit and _has_children(table.ref, catalog):
        plain = not_null.free(column)
        later = not_null_sql.steps(catalog, table, plain, column)
        return [*_adding(plain, table, catalog), *columns.alterations(plain, column, later)]
    if filled(column) and not rewritable(catalog, table.ref):
        if column.generated is not None:
            raise NotWrittenError(
                table.ref, f"{identifier(column.name)} is computed, and others have its row type"
            )
        plain = replace(column, identity=None, default=None)
        return [f"ADD COLUMN {columns.definition(plain)}", *columns.alterations(plain, column)]
    if column.identity is None or not _has_children(table.ref, catalog):
        return [f"ADD COLUMN {columns.definition(column)}"]
    plain = replace(column, identity=None, not_null=True)
    return [f"ADD COLUMN {columns.definition(plain)}", *columns.alterations(plain, column)]


def _wanted_by_parents(old: Table, new: Table, catalog: Catalog) -> set[str]:
    """The columns that a table has to have before it gets a new parent."""
    before = (old.parent, *old.inherits)
    gained = [ref for ref in (new.parent, *new.inherits) if ref is not None and ref not in before]
    found = [catalog.find(ref, Table) for ref in gained]
    return {column.name for parent in found if parent is not None for column in parent.columns}


def _parents(old: Table, new: Table) -> tuple[list[str], list[str]]:
    """How a table leaves its parents, before its columns change, and how it gets others, after that."""
    steps, joining = [], []
    if old.parent and (old.parent, old.bound) != (new.parent, new.bound):
        steps.append(f"ALTER TABLE {target(old.parent)} DETACH PARTITION {target(new.ref)}")
    if new.parent and (old.parent, old.bound) != (new.parent, new.bound):
        joining.append(f"ALTER TABLE {target(new.parent)} ATTACH PARTITION {target(new.ref)} {new.bound}")
    if old.inherits != new.inherits:
        left = [parent for parent in old.inherits if parent in new.inherits]
        shared = 0  # the order of parents is part of the schema: take back all behind the first that differs
        while shared < len(left) and left[shared] == new.inherits[shared]:
            shared += 1
        name = target(new.ref)
        gone = [parent for parent in old.inherits if parent not in left[:shared]]
        steps += [f"ALTER TABLE {name} NO INHERIT {target(parent)}" for parent in gone]
        joining += [f"ALTER TABLE {name} INHERIT {target(parent)}" for parent in new.inherits[shared:]]
    return steps, joining


def _staying(old: Table, new: Table) -> Table:
    """The table as it is once it has left the parents that it leaves, and has no others yet."""
    shared = (old.parent, old.bound) == (new.parent, new.bound)
    inherits = tuple(parent for parent in old.inherits if parent in new.inherits)
    return replace(old, parent=old.parent if shared else None, inherits=inherits)


def _settings(old: Table, new: Table, late: bool) -> list[str]:
    name = target(new.ref)
    steps = []
    if late and old.persistence != new.persistence:
        steps.append(f"ALTER TABLE {name} SET {'UNLOGGED' if new.persistence == 'u' else 'LOGGED'}")
    if late:
        steps += parameters(f"ALTER TABLE {name}", old.options, new.options)
    if late and old.tablespace != new.tablespace:
        steps.append(f"ALTER TABLE {name} SET TABLESPACE {identifier(new.tablespace or DEFAULT_TABLESPACE)}")
    if late and old.access_method != new.access_method:
        steps.append(
            f"ALTER TABLE {name} SET ACCESS METHOD {identifier(new.access_method or DEFAULT_METHOD)}"
        )
    if old.row_security != new.row_security:
        steps.append(f"ALTER TABLE {name} {'ENABLE' if new.row_security else 'DISABLE'} ROW LEVEL SECURITY")
    if old.force_row_security != new.force_row_security:
        steps.append(
            f"ALTER TABLE {name} {'FORCE' if new.force_row_security else 'NO FORCE'} ROW LEVEL SECURITY"
        )
    return steps


def _letting_go(old: Table, new: Table) -> list[str]:
    """The columns of an index that replication tells rows by stay NOT NULL until it does so in another way."""
    now = {column.name: column.required for column in new.columns}
    freed = any(column.required and not now.get(column.name, True) for column in old.columns)
    if not freed or old.replica_identity == new.replica_identity or ":" not in old.replica_identity:
        return []
    kind, _, index = new.replica_identity.partition(":")
    return [f"ALTER TABLE {target(new.ref)} REPLICA IDENTITY {'DEFAULT' if index else kind.upper()}"]


def index_settings(old: Table, new: Table) -> list[str]:
    """CLUSTER ON and REPLICA IDENTITY, which need the table's indexes to be there."""
    name = target(new.ref)
    steps = []
    if old.clustered_on != new.clustered_on:
        mark = f"CLUSTER ON {identifier(new.clustered_on)}" if new.clustered_on else "SET WITHOUT CLUSTER"
        steps.append(f"ALTER TABLE {name} {mark}")
    if old.replica_identity != new.replica_identity:
        kind, _, index = new.replica_identity.partition(":")
        identity = f"USING INDEX {identifier(index)}" if index else kind.upper()
        steps.append(f"ALTER TABLE {name} REPLICA IDENTITY {identity}")
    return steps
