"""ALTER TABLE: the subcommands that set one thing of a table as a whole, and its triggers and rules."""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index, Object, Table, Trigger, View
from fixer.catalog.rare_objects import Publication, Rule
from fixer.ddl.base import Ddl, Session
from fixer.ddl.names import type_named
from fixer.ddl.options import with_options
from fixer.ddl.relations import index as indexes
from fixer.ddl.relations.row_type import refuse_rewrite
from fixer.ddl.relations.storage import (
    DEFAULT_METHOD,
    DEFAULT_TABLESPACE,
    option_name,
    option_value,
    unless_default,
)
from fixer.ddl.relations.storage_parameters import OF_INDEXES, OF_TABLES, OF_VIEWS, refuse_unknown
from fixer.ddl.relations.typed_table import refuse_type_of_others
from fixer.ddl.tables.alter_other import refuse
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import target
from fixer.values import replace

Subcommand = Callable[[Ddl, Catalog, Session, Table, Node, int, int], None]


def refuse_parameters(s: Session, table: Table, said: list[Node], made: bool = False) -> None:
    """Says that a partitioned table, which has no rows itself, has no storage parameters, or that there is none of such a name
    (documentation, CREATE TABLE). ``made``: it is made with them.
    """
    storing = table.partition_key is None and table.access_method is None
    refuse_unknown(s, table.ref, OF_TABLES if storing else None, said, made)
    if table.partition_key is not None and said:
        s.problem(f"{target(table.ref)} is partitioned: it has no storage parameters")


def relation_options(catalog: Catalog, s: Session, item: Object, node: Node) -> None:
    """SET and RESET of the options of a table, view or index."""
    changed = [element["DefElem"] for element in node.get("def", {}).get("List", {}).get("items", [])]
    names = {option_name(element) for element in changed}
    sets = node["subtype"] != "AT_ResetRelOptions"
    if isinstance(item, Index):
        refuse_unknown(s, item.ref, OF_INDEXES.get(item.method), changed if sets else (), made=False)
        kept_text = [o for o in item.options.split(",") if o.strip() and o.split("=")[0].strip() not in names]
        if sets:
            kept_text += [f"{option_name(e)}={option_value(e)}" for e in changed]
        indexes.put(catalog, replace(item, options=", ".join(o.strip() for o in kept_text)))
    elif isinstance(item, Table | View):
        if isinstance(item, Table) and sets:
            refuse_parameters(s, item, changed)
        elif isinstance(item, View) and item.access_method is None and sets:
            refuse_unknown(s, item.ref, OF_TABLES if item.materialized else OF_VIEWS, changed, made=False)
        kept = tuple(o for o in item.options if o.split("=")[0] not in names)
        if sets:
            kept += tuple(f"{option_name(e)}={option_value(e)}" for e in changed)
        catalog.put(
            _with_check(replace(item, options=kept), names)
            if isinstance(item, View)
            else replace(item, options=kept)
        )


def _with_check(view: View, names: set[str]) -> View:
    """The view with its CHECK OPTION, which is one of its options, where it is among those that are set or reset."""
    if "check_option" not in names:
        return view
    said = [option.partition("=")[2] for option in view.options if option.startswith("check_option=")]
    others = tuple(option for option in view.options if not option.startswith("check_option="))
    return replace(view, options=others, check_option=said[0].upper() if said else "")


def _set(**change: object) -> Subcommand:
    def run(d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int) -> None:
        catalog.put(replace(table, **change))  # type: ignore[arg-type]

    return run


def _sub_persistence(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    if table.partition_key is not None:  # no effect until PostgreSQL 17
        if catalog.major >= REFUSED_OF_PARTITIONED and not catalog.guessed:
            s.problem(f"{target(table.ref)} is partitioned: it is neither logged nor unlogged")
        return
    refuse_rewrite(catalog, s, table.ref)
    persistence = "p" if node["subtype"] == "AT_SetLogged" else "u"
    _refuse_persistence(catalog, s, table, persistence)
    catalog.put(replace(table, persistence=persistence))
    for sequence in catalog.owned(table.ref) if catalog.unlogged_sequences else ():
        catalog.put(replace(sequence, persistence=persistence))


REFUSED_OF_PARTITIONED = 18
"""The version from which on a partitioned table is neither made unlogged nor SET LOGGED."""


def _refuse_persistence(catalog: Catalog, s: Session, table: Table, persistence: str) -> None:
    """Says that what is kept would refer to what is not, or that a publication has the table (ATPrepChangePersistence)."""
    if table.server is not None:
        s.problem(f"{target(table.ref)} is a foreign table: it is neither logged nor unlogged")
    keys = catalog.children(table.ref, Constraint) if persistence == "p" else catalog.referrers(table.ref)
    for key in keys:
        ref = key.references if persistence == "p" else key.table
        other = catalog.find(ref, Table) if ref is not None and ref != table.ref else None
        if other is not None and other.persistence != persistence:
            s.problem(f"{target(key.ref)} would refer from a table that is kept to one that is not")
    if persistence == "u":
        for publication in catalog.objects(Publication) if catalog.may_have(Publication) else ():
            if any(entry.table == table.ref for entry in publication.tables):
                s.problem(f"{target(table.ref)} is published by {target(publication.ref)}: it stays logged")


def _refuse_index(catalog: Catalog, s: Session, table: Table, name: str) -> None:
    if all(index.ref.name != name for index in catalog.children(table.ref, Index)):
        s.problem(f"there is no index {name} on {target(table.ref)}")


def _refuse_identity(catalog: Catalog, s: Session, table: Table, name: str) -> None:
    """Says that an index does not tell one row from all others (ATExecReplicaIdentity)."""
    index = next((index for index in catalog.children(table.ref, Index) if index.ref.name == name), None)
    if index is None:
        return
    key = catalog.find(index.constraint, Constraint) if index.constraint is not None else None
    whole = index.unique and index.predicate is None and all(part.column for part in index.keys)
    if not whole or (key is not None and key.deferrable):
        s.problem(
            f"index {target(index.ref)} is no replica identity: it is not unique, partial, deferrable or of expressions"
        )
        return
    for part in index.keys:
        column = table.column(part.column or "")
        if column is not None and not column.required:
            s.problem(f"index {target(index.ref)} is no replica identity: {part.column} may be null")


def _sub_cluster(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    if "name" in node:
        _refuse_index(catalog, s, table, node["name"])
    if table.partition_key is not None:
        s.problem(f"{target(table.ref)} is partitioned: it has no rows to cluster")
    catalog.put(replace(table, clustered_on=node.get("name")))


def _sub_replica_identity(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    kind = node["def"]["ReplicaIdentityStmt"]
    names = {"d": "default", "f": "full", "n": "nothing"}
    value = names.get(kind["identity_type"]) or f"index:{kind['name']}"
    if value.startswith("index:"):
        _refuse_index(catalog, s, table, kind["name"])
        _refuse_identity(catalog, s, table, kind["name"])
    catalog.put(replace(table, replica_identity=value))


_TRIGGER_STATES = {
    "AT_EnableTrig": "O",
    "AT_EnableTrigUser": "O",
    "AT_EnableTrigAll": "O",
    "AT_EnableAlwaysTrig": "A",
    "AT_EnableReplicaTrig": "R",
    "AT_DisableTrig": "D",
    "AT_DisableTrigUser": "D",
    "AT_DisableTrigAll": "D",
}


def _sub_trigger(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    named = [t for t in catalog.children(table.ref, Trigger) if t.ref.name == node.get("name", t.ref.name)]
    if not named and "name" in node:
        s.problem(f"there is no trigger {node['name']} on {target(table.ref)}")
    state, deep = _TRIGGER_STATES[node["subtype"]], not d.only
    for trigger in named:
        _enable(catalog, trigger, state, deep)


def _enable(catalog: Catalog, trigger: Trigger, state: str, deep: bool) -> None:
    """A row trigger's copies on partitions follow unless with ONLY (EnableDisableTrigger)."""
    catalog.put(replace(trigger, enabled=state))
    for partition in catalog.partitions(trigger.table) if deep else ():
        for copy in catalog.children(partition.ref, Trigger):
            if copy.clone_of == trigger.ref:
                _enable(catalog, copy, state, deep)


RULE_STATES = {
    "AT_EnableRule": "O",
    "AT_EnableAlwaysRule": "A",
    "AT_EnableReplicaRule": "R",
    "AT_DisableRule": "D",
}
"""What becomes of a rule (pg_rewrite.ev_enabled), by subcommand."""


def sub_rule(catalog: Catalog, session: Session, item: Object, node: Node) -> None:
    """ENABLE and DISABLE RULE, of tables and views."""
    ref = ObjectRef("rule", item.ref.schema, node["name"], item.ref.name)
    rule = catalog.find(ref, Rule)
    if rule is None:
        session.problem(f"there is no rule {node['name']} on {target(item.ref)}")
    else:
        catalog.put(replace(rule, enabled=RULE_STATES[node["subtype"]]))


def _sub_generic_options(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    if table.server is None:
        refuse(s, table.ref, node["subtype"])
        return
    options = with_options(table.fdw_options, node["def"]["List"]["items"], s)
    catalog.put(replace(table, fdw_options=options))


def _sub_of(d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int) -> None:
    kind = type_named(catalog, s, node["def"]["TypeName"]) if "def" in node else None
    if kind is not None:
        refuse_type_of_others(catalog, s, table, kind)
    catalog.put(replace(table, of_type=kind))


def _unchanged(d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int) -> None:
    """SET WITHOUT OIDS: since PostgreSQL 12 no table has any."""


SETTINGS: dict[str, Subcommand] = {
    "AT_DropOids": _unchanged,
    "AT_AddOf": _sub_of,
    "AT_DropOf": _sub_of,
    "AT_GenericOptions": _sub_generic_options,
    "AT_EnableRowSecurity": _set(row_security=True),
    "AT_DisableRowSecurity": _set(row_security=False),
    "AT_ForceRowSecurity": _set(force_row_security=True),
    "AT_NoForceRowSecurity": _set(force_row_security=False),
    "AT_SetLogged": _sub_persistence,
    "AT_SetUnLogged": _sub_persistence,
    "AT_SetTableSpace": lambda *a: a[1].put(
        replace(a[3], tablespace=unless_default(a[4]["name"], DEFAULT_TABLESPACE))
    ),
    "AT_SetAccessMethod": lambda *a: a[1].put(
        replace(a[3], access_method=unless_default(a[4].get("name"), DEFAULT_METHOD))
    ),
    "AT_ClusterOn": _sub_cluster,
    "AT_DropCluster": _sub_cluster,
    "AT_ReplicaIdentity": _sub_replica_identity,
    **dict.fromkeys(_TRIGGER_STATES, _sub_trigger),
}
