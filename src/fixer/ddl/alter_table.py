"""ALTER TABLE and its subcommands."""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    CompositeType,
    Constraint,
    Index,
    Object,
    Sequence,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import Publication, Rule
from fixer.ddl import column as columns
from fixer.ddl import identity, identity_sequence, not_null, not_null_effect
from fixer.ddl import index as indexes
from fixer.ddl.address import refuse_other
from fixer.ddl.alter_column import change_column, refuse_new_type, sub_add_column, sub_drop_column
from fixer.ddl.alter_constraint import (
    sub_add_constraint,
    sub_alter_constraint,
    sub_drop_constraint,
    sub_validate,
)
from fixer.ddl.alter_cost import alter_table_cost
from fixer.ddl.alter_other import alter_index, alter_sequence, alter_view, refuse
from fixer.ddl.base import (
    ACCESS_EXCLUSIVE,
    Cost,
    Ddl,
    Session,
    locks,
    statement,
)
from fixer.ddl.column_fit import refuse_change, refuse_type
from fixer.ddl.composite_type import alter_attribute
from fixer.ddl.drop import touched_by
from fixer.ddl.foreign_data import with_options
from fixer.ddl.inheritance import sub_attach, sub_detach, sub_finalize, sub_inherit
from fixer.ddl.names import changed_elsewhere, existing, range_parts, type_named
from fixer.ddl.owner import role_name, with_owner
from fixer.ddl.reach import below
from fixer.ddl.row_type import refuse_rewrite
from fixer.ddl.storage import (
    DEFAULT_METHOD,
    DEFAULT_TABLESPACE,
    option_name,
    option_value,
    unless_default,
)
from fixer.ddl.typed_table import refuse_own_columns, refuse_type_of_others
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import target
from fixer.values import replace

Subcommand = Callable[[Ddl, Catalog, Session, Table, Node, int, int], None]


# subcommands whose node says everything: their text need not be looked at
_WORDLESS = frozenset(
    [
        "AT_ChangeOwner",
        "AT_EnableRowSecurity",
        "AT_DisableRowSecurity",
        "AT_ForceRowSecurity",
        "AT_NoForceRowSecurity",
        "AT_SetNotNull",
        "AT_DropNotNull",
        "AT_DropConstraint",
        "AT_ValidateConstraint",
        "AT_DropColumn",
        "AT_ClusterOn",
        "AT_ReplicaIdentity",
        "AT_AddInherit",
        "AT_DropInherit",
        "AT_AddIdentity",
        "AT_SetIdentity",
    ]
)


def _wordless(node: Node) -> bool:
    if node["subtype"] == "AT_AddConstraint":
        return node["def"]["Constraint"]["contype"] not in ("CONSTR_CHECK", "CONSTR_EXCLUSION")
    return node["subtype"] in _WORDLESS


def _drops(node: Node) -> bool:
    """Whether PostgreSQL runs a subcommand before the others of its statement (AT_PASS_DROP)."""
    kind = node["subtype"]
    return kind in (
        "AT_DropColumn",
        "AT_DropConstraint",
        "AT_DropNotNull",
        "AT_DropExpression",
        "AT_DropIdentity",
    ) or (kind == "AT_ColumnDefault" and "def" not in node)


_OF_ONE_TABLE = frozenset(
    [
        "AT_AddIdentity",
        "AT_SetIdentity",
        "AT_DropIdentity",
        "AT_SetCompression",
        "AT_SetOptions",
        "AT_ResetOptions",
    ]
)
"""Subcommands that never go down to heirs and partitions (ATPrepCmd; those of identities until PostgreSQL 16)."""
_NOT_NULL = {"AT_SetNotNull": not_null_effect.set_not_null, "AT_DropNotNull": not_null_effect.drop}
_SAID = {
    "AT_ColumnDefault": "default",
    "AT_SetNotNull": "not_null",
    "AT_DropNotNull": "not_null",
    "AT_SetStatistics": "statistics",
    "AT_SetStorage": "storage",
}
"""Subcommands that heirs and partitions follow also where nothing changes in the table itself, by the field they set; those about
NOT NULL until PostgreSQL 17.
"""
_TAKING = frozenset({"AT_DropColumn", "AT_DropConstraint"})
"""Subcommands by which other relations may lose something."""


@statement("AlterTableStmt")
class AlterTable(Ddl):
    """ALTER TABLE (also INDEX, VIEW, SEQUENCE, TYPE where they share its grammar)."""

    def commands(self) -> list[tuple[Node, int, int]]:
        """Each subcommand with its token range."""
        nodes = [item["AlterTableCmd"] for item in self.node["cmds"]]
        if all(_wordless(node) for node in nodes):
            return [(node, 0, 0) for node in nodes]
        pieces = self.pieces()
        if len(pieces) != len(nodes):
            pieces = [(pieces[0][0], len(self.tokens))] * len(nodes)
        return [(node, *piece) for node, piece in zip(nodes, pieces, strict=True)]

    def pieces(self) -> list[tuple[int, int]]:
        """What top-level commas separate behind the table's name, as token ranges."""
        tokens = self.tokens
        first = self.token(self.node["relation"]["location"]) + 1
        while first < len(tokens) and tokens.words[first] == ".":
            first += 2
        if first < len(tokens) and tokens.words[first] == "*":
            first += 1
        return tokens.commas(first, len(tokens))

    def apart(self) -> list[str]:
        """A statement for each subcommand, as it is written; the whole where commas do not tell them apart."""
        pieces = self.pieces()
        if len(pieces) != len(self.node["cmds"]):
            return [self.text]
        head = self.tokens.between(0, pieces[0][0])
        return [f"{head} {self.tokens.between(*piece)}" for piece in pieces]

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Runs each subcommand in turn."""
        node = self.node["relation"]
        found = existing(catalog, session, range_parts(node))
        if found is None or found.ref.kind == "external":
            if not self.node.get("missing_ok"):
                ref = changed_elsewhere(catalog, session, range_parts(node))
                if session.strict:
                    session.problem(f"there is no {target(ref)}")
            return
        if refuse_other(session, self.node["objtype"], found):
            return
        for command, begin, end in sorted(self.commands(), key=lambda one: not _drops(one[0])):
            current = catalog.get(found.ref)
            if current is not None:
                self._run(catalog, session, current, command, begin, end)

    def _run(
        self, catalog: Catalog, session: Session, item: Object, node: Node, begin: int, end: int
    ) -> None:
        kind = node["subtype"]
        if kind == "AT_ChangeOwner":
            role = role_name(session, node["newowner"])
            catalog.put(with_owner(catalog, item, role))
            for sequence in catalog.owned(item.ref):  # a serial column's has the table's owner
                catalog.put(with_owner(catalog, sequence, role))
            identity_sequence.follow_owner(catalog, item, role)
        elif kind in ("AT_SetRelOptions", "AT_ResetRelOptions", "AT_ReplaceRelOptions"):
            _relation_options(catalog, item, node)
        elif isinstance(item, Index):
            alter_index(catalog, session, item, node)
        elif kind in _RULE_STATES:
            _sub_rule(catalog, session, item, node)
        elif isinstance(item, Table):
            if refuse_own_columns(session, item, kind):
                return
            if kind in columns.CHANGES:
                self._column(catalog, session, item, node, begin, end)
            elif kind in SUBCOMMANDS:
                SUBCOMMANDS[kind](self, catalog, session, item, node, begin, end)
            else:
                refuse(session, item.ref, kind)
        elif isinstance(item, View):
            alter_view(self, catalog, session, item, node, begin, end)
        elif isinstance(item, Sequence):
            alter_sequence(catalog, session, item, node)
        elif isinstance(item, CompositeType):
            alter_attribute(self, catalog, session, item, node, begin, end)
        else:
            refuse(session, item.ref, kind)

    def _column(
        self, catalog: Catalog, session: Session, table: Table, node: Node, begin: int, end: int
    ) -> None:
        column = table.column(node.get("name", ""))
        if column is None:
            session.problem(f"there is no column {node.get('name')} in {target(table.ref)}")
            return
        refuse_change(catalog, session, table, column, node, self.only)
        if node["subtype"] in _NOT_NULL and not_null.is_constraint(catalog):
            _NOT_NULL[node["subtype"]](catalog, session, table, column.name, not self.only)
            return
        if node["subtype"] in _NOT_NULL and self.only:
            not_null_effect.refuse_only(
                catalog, session, table, column.name, node["subtype"] == "AT_SetNotNull"
            )
        elif node["subtype"] == "AT_DropNotNull":
            not_null_effect.refuse_kept(catalog, session, table, column.name)
        changed = columns.CHANGES[node["subtype"]](self, catalog, session, column, node, begin, end)
        if column.identity is None and changed.identity is not None:
            changed = identity.own_sequence(catalog, table, changed)
        recurses = not self.only and node["subtype"] not in _OF_ONE_TABLE
        if node["subtype"] == "AT_AlterColumnType":
            refuse_new_type(catalog, session, table, column.name, deep=recurses)
            refuse_type(catalog, session, table, column, changed.type, node)
            if not recurses and len(below(catalog, table.ref)) > 1:
                session.problem(f"{target(table.ref)}.{column.name} is inherited: its type changes with all")
        change_column(catalog, table, changed, recurses, _SAID.get(node["subtype"], ""))
        if node["subtype"] == "AT_AlterColumnType":
            indexes.name_columns_anew(catalog, table.ref, column.name)

    def cost(self, before: Catalog, session: Session) -> Cost:
        """By subcommand (documentation, ALTER TABLE; measured on PostgreSQL 15)."""
        cost = alter_table_cost(self.node, self.commands(), before, session)
        if any(item["AlterTableCmd"]["subtype"] in _TAKING for item in self.node["cmds"]):
            lost = locks(touched_by(self, before, session), ACCESS_EXCLUSIVE)
            return replace(cost, locks=tuple(dict.fromkeys((*cost.locks, *lost))))
        return cost


def _relation_options(catalog: Catalog, item: Object, node: Node) -> None:
    changed = [element["DefElem"] for element in node.get("def", {}).get("List", {}).get("items", [])]
    names = {option_name(element) for element in changed}
    if isinstance(item, Index):
        kept_text = [o for o in item.options.split(",") if o.strip() and o.split("=")[0].strip() not in names]
        if node["subtype"] != "AT_ResetRelOptions":
            kept_text += [f"{option_name(e)}={option_value(e)}" for e in changed]
        indexes.put(catalog, replace(item, options=", ".join(o.strip() for o in kept_text)))
    elif isinstance(item, Table | View):
        kept = tuple(o for o in item.options if o.split("=")[0] not in names)
        if node["subtype"] != "AT_ResetRelOptions":
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
    if table.partition_key is not None:  # no effect until PostgreSQL 17, refused from 18 on
        return
    refuse_rewrite(catalog, s, table.ref)
    persistence = "p" if node["subtype"] == "AT_SetLogged" else "u"
    _refuse_persistence(catalog, s, table, persistence)
    catalog.put(replace(table, persistence=persistence))
    for sequence in catalog.owned(table.ref) if catalog.unlogged_sequences else ():
        catalog.put(replace(sequence, persistence=persistence))


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


def _sub_cluster_on(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    _refuse_index(catalog, s, table, node["name"])
    catalog.put(replace(table, clustered_on=node["name"]))


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


_RULE_STATES = {
    "AT_EnableRule": "O",
    "AT_EnableAlwaysRule": "A",
    "AT_EnableReplicaRule": "R",
    "AT_DisableRule": "D",
}


def _sub_rule(catalog: Catalog, session: Session, item: Object, node: Node) -> None:
    """ENABLE and DISABLE RULE, of tables and views."""
    ref = ObjectRef("rule", item.ref.schema, node["name"], item.ref.name)
    rule = catalog.find(ref, Rule)
    if rule is None:
        session.problem(f"there is no rule {node['name']} on {target(item.ref)}")
    else:
        catalog.put(replace(rule, enabled=_RULE_STATES[node["subtype"]]))


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


SUBCOMMANDS: dict[str, Subcommand] = {
    "AT_AddColumn": sub_add_column,
    "AT_DropColumn": sub_drop_column,
    "AT_AddConstraint": sub_add_constraint,
    "AT_DropConstraint": sub_drop_constraint,
    "AT_ValidateConstraint": sub_validate,
    "AT_AlterConstraint": sub_alter_constraint,
    "AT_AttachPartition": sub_attach,
    "AT_DetachPartition": sub_detach,
    "AT_DetachPartitionFinalize": sub_finalize,
    "AT_DropOids": _unchanged,
    "AT_AddOf": _sub_of,
    "AT_DropOf": _sub_of,
    "AT_GenericOptions": _sub_generic_options,
    "AT_AddInherit": sub_inherit,
    "AT_DropInherit": sub_inherit,
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
    "AT_ClusterOn": _sub_cluster_on,
    "AT_DropCluster": _set(clustered_on=None),
    "AT_ReplicaIdentity": _sub_replica_identity,
    **dict.fromkeys(_TRIGGER_STATES, _sub_trigger),
}
