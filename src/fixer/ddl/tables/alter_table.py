"""ALTER TABLE and its subcommands."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import CompositeType, Index, Object, Sequence, Table, View
from fixer.ddl.address import refuse_other
from fixer.ddl.any_object.drop import touched_by
from fixer.ddl.base import ACCESS_EXCLUSIVE, Cost, Ddl, Session, locks, statement
from fixer.ddl.constraints import not_null, not_null_effect
from fixer.ddl.names import changed_elsewhere, existing, range_parts
from fixer.ddl.owner import role_name, with_owner
from fixer.ddl.reach import below, with_other_parents
from fixer.ddl.relations import identity, identity_sequence
from fixer.ddl.relations.typed_table import refuse_own_columns
from fixer.ddl.tables import column as columns
from fixer.ddl.tables.alter_column import change_column, refuse_new_type, sub_add_column, sub_drop_column
from fixer.ddl.tables.alter_constraint import (
    sub_add_constraint,
    sub_alter_constraint,
    sub_drop_constraint,
    sub_validate,
)
from fixer.ddl.tables.alter_cost import alter_table_cost
from fixer.ddl.tables.alter_other import alter_index, alter_sequence, alter_view, refuse
from fixer.ddl.tables.alter_settings import RULE_STATES, SETTINGS, Subcommand, relation_options, sub_rule
from fixer.ddl.tables.column_fit import refuse_change, refuse_type
from fixer.ddl.tables.composite_type import alter_attribute
from fixer.ddl.tables.inheritance import sub_attach, sub_detach, sub_finalize, sub_inherit
from fixer.ddl.tables.made_anew import make_anew
from fixer.ddl.tables.written_anew import say_what_is_written_anew
from fixer.ddl.texts.lacking import say_missing_in
from fixer.sql.parse import Node
from fixer.sql.quote import target
from fixer.values import replace

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
            relation_options(catalog, session, item, node)
        elif isinstance(item, Index):
            alter_index(catalog, session, item, node)
        elif kind in RULE_STATES:
            sub_rule(catalog, session, item, node)
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
            if session.exact and "raw_default" in node["def"]["ColumnDef"]:
                say_missing_in(catalog, session, table, node["def"]["ColumnDef"]["raw_default"])
            for heir in with_other_parents(catalog, table.ref, column.name):
                session.problem(
                    f"{target(heir)} has {column.name} from another parent, too: its type does not change"
                )
            if not recurses and len(below(catalog, table.ref)) > 1:
                session.problem(f"{target(table.ref)}.{column.name} is inherited: its type changes with all")
        change_column(catalog, table, changed, recurses, _SAID.get(node["subtype"], ""))
        if node["subtype"] == "AT_AlterColumnType":
            for ref in below(catalog, table.ref) if recurses else [table.ref]:
                say_what_is_written_anew(catalog, session, ref, column.name, column.type, changed.type)
            make_anew(catalog, table.ref, column.name)

    def cost(self, before: Catalog, session: Session) -> Cost:
        """By subcommand (documentation, ALTER TABLE; measured on PostgreSQL 15)."""
        cost = alter_table_cost(self.node, self.commands(), before, session)
        if any(item["AlterTableCmd"]["subtype"] in _TAKING for item in self.node["cmds"]):
            lost = locks(touched_by(self, before, session), ACCESS_EXCLUSIVE)
            return replace(cost, locks=tuple(dict.fromkeys((*cost.locks, *lost))))
        return cost


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
    "AT_AddInherit": sub_inherit,
    "AT_DropInherit": sub_inherit,
    **SETTINGS,
}
