"""CREATE TABLE: its columns and constraints, and what comes from parents."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, CompositeType, Constraint, Table, View
from fixer.ddl.base import (
    ACCESS_EXCLUSIVE,
    ON_COMMIT_DROP,
    SHARE_ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    Cost,
    Ddl,
    Session,
    locks,
    statement,
    with_partitions,
)
from fixer.ddl.constraints import constraint as constraints
from fixer.ddl.constraints import not_null_effect
from fixer.ddl.names import place, range_parts, refuse_type_name, relation, type_named
from fixer.ddl.options import with_options
from fixer.ddl.queries.assignable import ordered
from fixer.ddl.queries.derived_collation import collation_of
from fixer.ddl.reach import default_partition
from fixer.ddl.relations.partition_key import key_columns, key_elements, refuse_unique
from fixer.ddl.relations.storage import (
    DEFAULT_METHOD,
    option_name,
    option_value,
    placed,
    stored,
    unless_default,
)
from fixer.ddl.relations.typed_table import refuse_no_composite
from fixer.ddl.tables import column as columns
from fixer.ddl.tables import column_fit
from fixer.ddl.tables.alter_cost import referring
from fixer.ddl.tables.alter_settings import REFUSED_OF_PARTITIONED, refuse_parameters
from fixer.ddl.tables.inheritance import FIRST_TO_AGREE, inherited_columns, take_over
from fixer.ddl.tables.like import like
from fixer.ddl.tables.merged_columns import add_columns
from fixer.ddl.tables.partition_bound import refuse_bound
from fixer.ddl.texts.lacking import all_known
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.parse import Node, without_places
from fixer.sql.quote import identifier, target
from fixer.sql.types import DataType
from fixer.values import replace


class _Create(Ddl):
    """What CREATE TABLE and CREATE FOREIGN TABLE share."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the table, its columns' sequences, its constraints and their indexes."""
        node, relation_node = self.node, self.node["relation"]
        schema, name = place(catalog, session, range_parts(relation_node))
        persistence = relation_node.get("relpersistence", "p")
        ref = ObjectRef("table", "pg_temp" if persistence == "t" else schema, name)
        taken = catalog.relation(ref.schema, name)
        if taken is not None and taken.ref.kind != "external":
            if node.get("if_not_exists"):
                return
            session.problem(f"relation {target(ref)} exists already", taken.ref)
        else:
            refuse_type_name(catalog, session, ref)
        if taken is not None and taken.ref.kind == "external":
            catalog.remove(taken.ref)
        table = Table(
            ref,
            id=catalog.new_id(),
            origin=session.origin,
            persistence=persistence,
            ends_with_transaction=node.get("oncommit") == ON_COMMIT_DROP,
            partition_key=self._partition_key(),
            options=self._options(),
            of_type=type_named(catalog, session, node["ofTypename"]) if "ofTypename" in node else None,
            **self.foreign(session),
        )
        named = [relation(catalog, session, item["RangeVar"]) for item in node.get("inhRelations", [])]
        parents = [parent for parent in named if (parent.schema, parent.name) != (ref.schema, ref.name)]
        if parents != named:
            session.problem(f"{target(ref)} is to come from itself, and is not there yet")
        bound = "partbound" in node and bool(parents)
        if parents:
            _refuse_parents(catalog, session, parents, bound, _with_defaults(node.get("tableElts", [])))
        if parents and not bound and table.partition_key is not None:
            session.problem(f"{target(ref)} inherits: it is not partitioned")
        table = replace(
            table,
            parent=parents[0] if bound else None,
            bound=self._bound() if bound else None,
            inherits=() if bound else tuple(parents),
            columns=tuple(inherited_columns(catalog, parents, ref) or _of_type(catalog, table.of_type)),
        )
        parent = catalog.find(parents[0], Table) if bound else None
        if parent is not None and table.bound is not None:
            refuse_bound(catalog, session, parent, ref, table.bound)
        refuse_parameters(session, table, [item["DefElem"] for item in node.get("options", [])], made=True)
        refused = catalog.major >= REFUSED_OF_PARTITIONED and not catalog.guessed
        if table.partition_key is not None and persistence == "u" and refused:
            session.problem(f"{target(ref)} is partitioned: it is not unlogged")
        if table.of_type is not None:
            refuse_no_composite(catalog, session, table.of_type)
        if table.server is None:
            table = self._stored(catalog, session, table, parent)
        catalog.put(table)
        self._elements(catalog, session, ref)
        for parent_ref in parents:
            take_over(catalog, session, parent_ref, ref, partition=bound)
        self._refuse_partition_key(catalog, session, ref)

    def _refuse_partition_key(self, catalog: Catalog, session: Session, ref: ObjectRef) -> None:
        """Says that a table cannot be partitioned in this way (ComputePartitionAttrs in tablecmds.c)."""
        table = catalog.find(ref, Table)
        if table is None or table.partition_key is None:
            return
        names = key_elements(table)
        strategy = table.partition_key.split("(")[0].strip().lower()
        if strategy == "list" and len(names) > 1:
            session.problem(f"{target(ref)} is partitioned by a list of more than one column")
        for name in key_columns(table):
            column = table.column(name)
            if column is None and all_known(catalog, table):
                session.problem(f"there is no column {identifier(name)} in {target(ref)} to partition it by")
            elif column is not None and column.generated is not None:
                session.problem(f"{target(ref)} is partitioned by {identifier(name)}, which is generated")
            elif (
                column is not None
                and name in names
                and strategy != "hash"
                and not ordered(catalog, column.type)
            ):
                session.problem(f"{target(ref)} is partitioned by {identifier(name)}, of type {column.type}")
        for key in catalog.children(ref, Constraint):
            if key.type in "pu" and key.clone_of is None:
                refuse_unique(catalog, session, ref, key.columns)

    def foreign(self, session: Session) -> dict[str, Any]:
        """The fields that only a foreign table has."""
        return {}

    def cost(self, before: Catalog, session: Session) -> Cost:
        """Locks on the tables that the new one refers to, inherits from or is a partition of (measured)."""
        scratch = before.overlay()
        parents = [relation(scratch, session, item["RangeVar"]) for item in self.node.get("inhRelations", [])]
        elements = [element.get("Constraint") for element in self.node.get("tableElts", [])]
        for column in self.node.get("tableElts", []):
            clauses = column.get("ColumnDef", {}).get("constraints", [])
            elements += [clause["Constraint"] for clause in clauses]
        keys = [e["pktable"] for e in elements if e is not None and e["contype"] == "CONSTR_FOREIGN"]
        named = [relation(scratch, session, key) for key in keys]
        own = relation(scratch, session, self.node["relation"])
        referred = [ref for far in named if far != own for ref in with_partitions(before, far)]
        if "partbound" not in self.node:
            taken = locks(parents, SHARE_UPDATE_EXCLUSIVE)
        else:
            defaults = [ref for parent in parents for ref in default_partition(before, parent)]
            beside = [ref for other in defaults for ref in with_partitions(before, other)]
            taken = locks([*parents, *beside], ACCESS_EXCLUSIVE)
            referred += [ref for parent in parents for ref in referring(before, parent)]
        return Cost((*taken, *locks(referred, SHARE_ROW_EXCLUSIVE)))

    def _stored(self, catalog: Catalog, session: Session, table: Table, parent: Table | None) -> Table:
        """The table with where and how it is stored: a partition as its parent, a method of that from 17 on."""
        node, method = self.node, parent.access_method if parent is not None and catalog.major >= 17 else None
        said = node.get("accessMethod")
        plain = table.partition_key is None
        return replace(
            table,
            tablespace=None
            if table.persistence == "t"
            else placed(
                session, node.get("tablespacename"), parent.tablespace if parent is not None else None
            ),
            access_method=stored(session, said, method)
            if plain
            else unless_default(said or method, DEFAULT_METHOD),
        )

    def _partition_key(self) -> str | None:
        if "partspec" not in self.node:
            return None
        first = self.token(self.node["partspec"]["location"])
        opening = self.tokens.find("(", first)
        return self.tokens.between(first + 2, self.tokens.closing(opening) + 1)

    def _bound(self) -> str:
        tokens = self.tokens
        default = tokens.find("default", tokens.find("of"))
        first = tokens.find("for", tokens.find("of"))
        if first < 0 or (0 <= default < first):
            return "DEFAULT"
        last = first
        while last + 1 < len(tokens) and tokens.words[last + 1] not in (
            "partition",
            "using",
            "with",
            "tablespace",
            "on",
            "server",
        ):
            last += 1
            if tokens.words[last] == "with":
                break
            if tokens.words[last] == "(":
                last = tokens.closing(last)
        if tokens.words[last + 1 : last + 3] == ["with", "("] and tokens.words[last] == "values":
            last = tokens.closing(last + 2)
        return tokens.between(first, last + 1)

    def _options(self) -> tuple[str, ...]:
        return tuple(
            f"{option_name(o)}={option_value(o)}"
            for o in (item["DefElem"] for item in self.node.get("options", []))
        )

    def _elements(self, catalog: Catalog, session: Session, ref: ObjectRef) -> None:
        elements = self.node.get("tableElts", [])
        if not elements:
            return
        tokens = self.tokens
        opening = tokens.find("(", 2)
        pieces = tokens.commas(opening + 1)
        pending: list[constraints.Clause] = []
        definitions: list[columns.Definition] = []
        for element, (begin, end) in zip(elements, pieces, strict=True):
            ((kind, node),) = element.items()
            if kind == "ColumnDef":
                made = columns.define(self, catalog, session, node, begin, end)
                if "typeName" not in node:  # a partition's or typed table's: it changes what is there
                    made.column = _retyped(catalog, session, ref, made.column)
                    if made.column.identity is not None:
                        session.problem(
                            f"{target(ref)} is a partition, or of a type: no column of it is an identity"
                        )
                column_fit.refuse_clauses(catalog, session, made.column, node, made.serial is not None)
                definitions.append(made)
                pending += [(*clause, made.column.name) for clause in made.constraints]
            elif kind == "Constraint":
                pending.append((node, [], begin, end, None))
            elif kind == "TableLikeClause":
                add_columns(catalog, ref, definitions)
                definitions = []
                like(catalog, session, ref, node)
        refuse_repeated(
            session, ref, [element["ColumnDef"]["colname"] for element in elements if "ColumnDef" in element]
        )
        before = catalog.find(ref, Table)
        for definition in definitions if before is not None and before.columns else ():
            _refuse_merge(catalog, session, before, definition.column)
        for column in [definition.column for definition in definitions]:
            if before is not None:
                not_null_effect.refuse_clause(session, before, before.column(column.name), column)
        add_columns(catalog, ref, definitions)
        whole = catalog.find(ref, Table)
        for column in [d.column for d in definitions if d.column.generated is not None]:
            if whole is not None:
                column_fit.refuse_generated(catalog, session, whole, column)
        # keys first: a foreign key of the table to itself refers to its primary key
        for node, attributes, begin, end, name in sorted(
            constraints.without_repeated(pending), key=lambda item: item[0]["contype"] == "CONSTR_FOREIGN"
        ):
            constraints.add(self, catalog, session, ref, node, attributes, begin, end, name)


@statement("CreateStmt")
class CreateTable(_Create):
    """CREATE TABLE, of its own columns, as a partition, LIKE another, or OF a type."""


@statement("CreateForeignTableStmt")
class CreateForeignTable(_Create):
    """CREATE FOREIGN TABLE: a table whose rows are on a foreign server."""

    def __init__(self, node: Node, text: str):
        super().__init__(node["base"], text)
        self.whole = node

    def foreign(self, session: Session) -> dict[str, Any]:
        """The server, and the options there."""
        options = with_options((), self.whole.get("options", []), session)
        return {"server": ObjectRef("server", "", self.whole["servername"]), "fdw_options": options}


def _refuse_merge(catalog: Catalog, session: Session, table: Table | None, column: Column) -> None:
    """Says that a column is declared in another way than it is inherited (MergeAttributes in tablecmds.c)."""
    known = table.column(column.name) if table is not None else None
    if table is None or known is None:
        return
    name = f"column {identifier(column.name)} of {target(table.ref)}"
    if not known.inherited and table.of_type is None:
        session.problem(f"{name} is said twice")
    elif known.type != column.type:
        session.problem(f"{name} is inherited with the type {known.type}, not {column.type}")
    elif collation_of(catalog, known) != collation_of(catalog, column):
        session.problem(f"{name} is inherited with another collation")
    elif known.generated is not None and column.default is not None:
        session.problem(f"{name} is inherited as a generated one: it has no default")
    elif known.generated is not None and column.identity is not None:
        session.problem(f"{name} is inherited as a generated one: it is no identity")
    elif column.generated is not None and (known.generated is None) == (catalog.major >= FIRST_TO_AGREE):
        session.problem(f"{name} is inherited, and not to be generated as it says")


def refuse_repeated(session: Session, ref: ObjectRef, names: list[str]) -> None:
    """Says that a table, or a type, has two columns of a name."""
    for name in sorted(name for name, count in Counter(names).items() if count > 1):
        session.problem(f"column {identifier(name)} of {target(ref)} is said twice")


def _retyped(catalog: Catalog, session: Session, ref: ObjectRef, column: Column) -> Column:
    """The column with the type that it has already, of the parent or the table's type."""
    table = catalog.find(ref, Table)
    known = table.column(column.name) if table else None
    if known is None:
        if table is not None and table.columns and session.strict:
            session.problem(f"there is no column {identifier(column.name)} in {target(ref)}")
        return column
    return replace(column, type=known.type, collation=known.collation)


def _of_type(catalog: Catalog, kind: DataType | None) -> list[Column]:
    """The columns of a typed table."""
    known = catalog.type(kind.schema, kind.name) if kind else None
    attributes = known.attributes if isinstance(known, CompositeType) else ()
    return [Column(a.name, a.type, collation=a.collation, id=catalog.new_id()) for a in attributes]


def _with_defaults(elements: list[Node]) -> set[str]:
    """The columns that say themselves what they are by default."""
    said = [element["ColumnDef"] for element in elements if "ColumnDef" in element]
    clauses = ((node["colname"], item["Constraint"]) for node in said for item in node.get("constraints", []))
    return {name for name, clause in clauses if clause["contype"] in ("CONSTR_DEFAULT", "CONSTR_GENERATED")}


def _value(default: str) -> object:
    """What two defaults are compared by: a constant's text, whatever it is cast to."""
    node = parse.expression(default)
    while "TypeCast" in node:
        node = node["TypeCast"]["arg"]
    if "A_Const" not in node:
        return without_places(node)
    return str(
        [value for part in node["A_Const"].values() if isinstance(part, dict) for value in part.values()]
    )


def _refuse_parents(
    catalog: Catalog, session: Session, parents: list[ObjectRef], bound: bool, said: set[str]
) -> None:
    """Partitions need a partitioned parent, heirs an ordinary one; parents of a child agree about its columns, those about whose
    default it has ``said`` nothing in that, too.
    """
    defaults: dict[str, str] = {}
    for twice in sorted({target(parent) for parent in parents if parents.count(parent) > 1}):
        session.problem(f"{twice} would be inherited from twice")
    types: dict[str, DataType] = {}
    collations: dict[str, str | None] = {}
    for parent in parents:
        item = catalog.get(parent)
        if isinstance(item, View):
            session.problem(f"{target(parent)} is a {parent.kind}: nothing inherits from it")
        for column in item.columns if isinstance(item, Table) else ():
            if types.setdefault(column.name, column.type) != column.type:
                session.problem(f"column {identifier(column.name)} has other types in the parents")
            elif collations.setdefault(column.name, collation_of(catalog, column)) != collation_of(
                catalog, column
            ):
                session.problem(f"column {identifier(column.name)} has other collations in the parents")
            text = column.default if column.name not in said else None
            if text is not None and _value(defaults.setdefault(column.name, text)) != _value(text):
                session.problem(f"column {identifier(column.name)} has other defaults in the parents")
        if isinstance(item, Table) and item.parent is not None and not bound:
            session.problem(f"{target(parent)} is a partition: nothing inherits from it")
        owner = catalog.find(parent, Table)
        if owner is not None and (owner.partition_key is not None) != bound:
            session.problem(f"{target(parent)} is {'not ' if bound else ''}partitioned")
