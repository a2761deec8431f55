"""ALTER TABLE's subcommands where they are about an index, a view or a sequence; and what is refused, with the reason."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Index, Sequence, Table, View
from fixer.ddl.base import Ddl, Session
from fixer.ddl.names import existing, range_parts
from fixer.ddl.relations import index as indexes
from fixer.ddl.relations.storage import DEFAULT_METHOD, DEFAULT_TABLESPACE, unless_default
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, target
from fixer.values import replace

INTERNAL = frozenset(
    [
        "AT_AddColumnToView",
        "AT_CookedColumnDefault",
        "AT_AddIndex",
        "AT_ReAddIndex",
        "AT_ReAddConstraint",
        "AT_ReAddDomainConstraint",
        "AT_AddIndexConstraint",
        "AT_ReAddComment",
        "AT_ReAddStatistics",
        "AT_ReplaceRelOptions",
    ]
)
"""Subcommands that PostgreSQL makes for itself while it works: no statement parses to them."""
NOT_OF_TABLES = {
    "AT_GenericOptions": "OPTIONS is about foreign tables, and {} is none",
    "AT_AlterColumnGenericOptions": "OPTIONS is about foreign tables, and {} is none",
}


def alter_index(catalog: Catalog, session: Session, index: Index, node: Node) -> None:
    """One subcommand of ALTER INDEX."""
    kind = node["subtype"]
    if kind == "AT_AttachPartition":
        child = existing(catalog, session, range_parts(node["def"]["PartitionCmd"]["name"]))
        owner = catalog.find(index.table, Table)
        if owner is not None and owner.partition_key is None:
            session.problem(
                f"{target(owner.ref)} is not partitioned: nothing is attached to {target(index.ref)}"
            )
        elif isinstance(child, Index):
            indexes.attach(catalog, session, index, child)
        else:
            session.problem(f"there is no such index to attach to {target(index.ref)}")
    elif kind == "AT_SetTableSpace":
        indexes.put(catalog, replace(index, tablespace=unless_default(node["name"], DEFAULT_TABLESPACE)))
    elif kind == "AT_SetStatistics" and ("num" in node or "name" in node):
        number = node.get("num") or _number(index, node["name"])
        if number > len(index.keys) or number < 1 or index.keys[number - 1].column is not None:
            which = identifier(node["name"]) if "name" in node else number
            session.problem(
                f"column {which} of index {target(index.ref)} is no expression: it has no statistics"
            )
            return
        value = node.get("def", {}).get("Integer", {}).get("ival", 0)
        _set_statistics(catalog, index, number, value)
    else:
        session.unmodelled(
            f"ALTER INDEX … {kind.removeprefix('AT_')} is not modelled: {target(index.ref)} may differ"
        )


def _set_statistics(catalog: Catalog, index: Index, number: int, value: int) -> None:
    """Sets the target of a key, of the partitions' indexes as well (measured)."""
    said = dict(index.statistics) | {number: value}
    catalog.put(replace(index, statistics=tuple(sorted((n, v) for n, v in said.items() if v >= 0))))
    for partition in catalog.partitions(index.table):
        for part in catalog.children(partition.ref, Index):
            if part.parent == index.ref:
                _set_statistics(catalog, part, number, value)


def _number(index: Index, name: str) -> int:
    """Which column has that name; 0 for none."""
    named = indexes.column_names(index)
    return named.index(name) + 1 if name in named else 0


_SETTINGS = {
    "AT_ColumnDefault": "DEFAULT",
    "AT_SetStatistics": "STATISTICS",
    "AT_SetStorage": "STORAGE",
    "AT_SetCompression": "COMPRESSION",
}
_RESET = {"STATISTICS": "-1", "STORAGE": "EXTENDED", "COMPRESSION": "default"}
"""What takes each back. A column of a type that is stored otherwise by default ends up EXTENDED."""


def alter_view(
    ddl: Ddl, catalog: Catalog, session: Session, view: View, node: Node, begin: int, end: int
) -> None:
    """One subcommand of ALTER [MATERIALIZED] VIEW."""
    kind = node["subtype"]
    if kind in _SETTINGS:
        word = _SETTINGS[kind]
        said = dict(view.column_settings)
        key = f"{identifier(node['name'])} SET {word}"
        said.pop(key, None)
        value = ddl.tokens.between(ddl.tokens.find(word.lower(), begin) + 1, end) if "def" in node else None
        if value is not None and value.upper() != _RESET.get(word, "").upper():
            said[key] = value
        catalog.put(replace(view, column_settings=tuple(sorted(said.items()))))
    elif kind == "AT_SetTableSpace":
        catalog.put(replace(view, tablespace=unless_default(node["name"], DEFAULT_TABLESPACE)))
    elif kind == "AT_SetAccessMethod":
        catalog.put(replace(view, access_method=unless_default(node.get("name"), DEFAULT_METHOD)))
    elif kind in ("AT_ClusterOn", "AT_DropCluster"):
        catalog.put(replace(view, clustered_on=node.get("name")))
    else:
        session.unmodelled(
            f"ALTER {view.ref.kind.upper()} … {kind.removeprefix('AT_')} is not modelled: {target(view.ref)} may differ"
        )


def view_settings(old: View, new: View) -> list[str]:
    """The ALTER [MATERIALIZED] VIEW … ALTER COLUMN statements between two states."""
    name = f"ALTER {new.ref.kind.upper()} {target(new.ref)}"
    before, after = dict(old.column_settings), dict(new.column_settings)
    steps = []
    for key in sorted({*before, *after}):
        if before.get(key) == after.get(key):
            continue
        column, _, word = key.rpartition(" SET ")
        if key in after:
            steps.append(f"{name} ALTER COLUMN {key} {after[key]}")
        elif word == "DEFAULT":
            steps.append(f"{name} ALTER COLUMN {column} DROP DEFAULT")
        else:
            steps.append(f"{name} ALTER COLUMN {key} {_RESET[word]}")
    if old.clustered_on != new.clustered_on:
        mark = f"CLUSTER ON {identifier(new.clustered_on)}" if new.clustered_on else "SET WITHOUT CLUSTER"
        steps.append(f"{name} {mark}")
    return steps


def alter_sequence(catalog: Catalog, session: Session, sequence: Sequence, node: Node) -> None:
    """SET LOGGED and UNLOGGED of a sequence, the only ones that it shares with tables."""
    kind = node["subtype"]
    if kind in ("AT_SetLogged", "AT_SetUnLogged"):
        catalog.put(replace(sequence, persistence="p" if kind == "AT_SetLogged" else "u"))
    else:
        session.problem(f"ALTER SEQUENCE … {kind.removeprefix('AT_')}: {target(sequence.ref)} is no table")


def refuse(session: Session, ref: ObjectRef, kind: str) -> None:
    """Says that a subcommand of ALTER TABLE is not modelled, and what it may have changed."""
    why = NOT_OF_TABLES.get(kind, "{} may be another table now").format(target(ref))
    session.unmodelled(f"ALTER {ref.kind.upper()} … {kind.removeprefix('AT_')} is not modelled: {why}")
