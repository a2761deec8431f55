"""CREATE TABLE … (LIKE …): what a table takes over from another one, a view or a composite type."""

from __future__ import annotations

from collections.abc import Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, CompositeType, Constraint, Index, Table, View
from fixer.catalog.rare_objects import Statistics
from fixer.ddl.base import Session
from fixer.ddl.constraints import constraint as constraints
from fixer.ddl.constraints import not_null
from fixer.ddl.names import relation
from fixer.ddl.queries import query_columns
from fixer.ddl.queries.expression_type import UNKNOWN
from fixer.ddl.relations import identity as identities
from fixer.ddl.relations import index as indexes
from fixer.ddl.relations import statistics
from fixer.ddl.relations.storage import placed
from fixer.ddl.tables.merged_columns import merged
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, target
from fixer.values import replace

# CREATE_TABLE_LIKE_* (src/include/nodes/parsenodes.h)
_COMMENTS, _COMPRESSION, _CONSTRAINTS, _DEFAULTS = 1, 2, 4, 8
_GENERATED, _IDENTITY, _INDEXES, _STATISTICS, _STORAGE = 16, 32, 64, 128, 256


def like(catalog: Catalog, session: Session, ref: ObjectRef, node: Node) -> None:
    """Gives a table what another one has, as far as INCLUDING says so."""
    source = _model(catalog, session, node["relation"])
    table = catalog.find(ref, Table)
    if source is None or table is None:
        session.problem("LIKE names a table that is not known: its columns are missing from here on")
        return
    wants = node.get("options", 0)
    copied = (
        replace(
            column,
            default=column.default if wants & _DEFAULTS else None,
            generated=column.generated if wants & _GENERATED else None,
            virtual=column.virtual and bool(wants & _GENERATED),
            identity=identities.copied_identity(column.identity)
            if column.identity is not None and wants & _IDENTITY
            else None,
            comment=column.comment if wants & _COMMENTS else None,
            storage=column.storage if wants & _STORAGE else None,
            compression=column.compression if wants & _COMPRESSION else None,
            statistics=None,
            options=(),
            inherited=False,
            local=False,
            id=catalog.new_id(),
        )
        for column in (not_null.copied(catalog, source.ref, ref, one) for one in source.columns)
    )
    kept = {column.name: column for column in table.columns}
    for column in copied:
        column = identities.own_sequence(catalog, table, column)
        known = kept.get(column.name)
        if known is not None and not known.inherited:
            session.problem(f"column {identifier(column.name)} of {target(ref)} is said twice")
        kept[column.name] = merged(catalog, known, column) if known is not None else column
    alike = replace(table, columns=tuple(kept.values()))
    catalog.put(alike)
    _like_keys(catalog, session, source.ref, ref, wants)
    for item in catalog.children(source.ref, Statistics) if wants & _STATISTICS else ():
        statistics.copy(catalog, item, alike, item.comment if wants & _COMMENTS else None)


def _model(catalog: Catalog, session: Session, node: Node) -> Table | None:
    """What LIKE names: a table, or what has nothing but columns (a view, a composite type)."""
    item = catalog.get(relation(catalog, session, node))
    columns: Sequence[Column] | None = None
    if isinstance(item, CompositeType):
        columns = item.attributes
    elif isinstance(item, View):
        columns = query_columns.of_view(catalog, session, item)
    if item is None or columns is None or any(c.type == UNKNOWN for c in columns):
        return item if isinstance(item, Table) else None
    bare = (Column(column.name, column.type, collation=column.collation) for column in columns)
    return Table(item.ref, columns=tuple(bare))


def _like_keys(catalog: Catalog, session: Session, source: ObjectRef, ref: ObjectRef, wants: int) -> None:
    """LIKE … INCLUDING CONSTRAINTS and INDEXES; foreign keys are never copied."""
    said = {
        index.constraint: index.comment if wants & _COMMENTS else None
        for index in catalog.children(source, Index)
    }
    for constraint in catalog.children(source, Constraint):
        comment = constraint.comment if wants & _COMMENTS and constraint.type == "c" else None
        label, names = constraint.ref.name, constraints.key_names(catalog, constraint)
        if constraint.type in "pux":
            # to choose a name, PostgreSQL asks for operators before it asks what kind of key has them (ChooseIndexName)
            kind = "x" if constraint.period and constraint.type == "u" else constraint.type
            label = constraints.default_name(catalog, ref, kind, names)
        made = replace(
            constraint,
            ref=ObjectRef("constraint", ref.schema, label, ref.name),
            id=catalog.new_id(),
            table=ref,
            clone_of=None,
            comment=comment,
            index_tablespace=placed(session, constraint.index_tablespace)
            if constraint.type in "pux"
            else None,
        )
        if constraint.type == "c" and wants & _CONSTRAINTS:
            catalog.put(replace(made, validated=made.enforced))
        if constraint.type in "pux" and wants & _INDEXES:
            catalog.put(made)
            index = indexes.implicit_index(catalog, made, names)
            catalog.put(replace(index, comment=said.get(constraint.ref)))
    for index in catalog.children(source, Index):
        if index.constraint is None and wants & _INDEXES:
            indexes.copy(catalog, session, index, ref, index.comment if wants & _COMMENTS else None)
