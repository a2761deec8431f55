"""Tables: CREATE TABLE, ALTER TABLE and its subcommands, and the SQL from one state of a table to another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    CompositeType,
    Constraint,
    Index,
    Object,
    Sequence,
    Table,
    Trigger,
    View,
)
from fixer.ddl import column as columns
from fixer.ddl import constraint as constraints
from fixer.ddl import index as indexes
from fixer.ddl import user_types
from fixer.ddl.alter_cost import alter_table_cost, referring
from fixer.ddl.base import (
    ACCESS_EXCLUSIVE,
    SHARE_ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    Cost,
    Ddl,
    Session,
    locks,
    statement,
)
from fixer.ddl.depends import column_ref, dependents, needs
from fixer.ddl.drop import drop as drop_object
from fixer.ddl.drop import remove, touched_by
from fixer.ddl.names import existing, place, range_parts, relation, type_named
from fixer.ddl.owner import role_name, with_owner
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, target


@statement("CreateStmt")
class CreateTable(Ddl):
    """CREATE TABLE, of its own columns, as a partition, LIKE another, or OF a type."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the table, its columns' sequences, its constraints and their indexes."""
        node, relation_node = self.node, self.node["relation"]
        schema, name = place(session, range_parts(relation_node))
        persistence = relation_node.get("relpersistence", "p")
        ref = ObjectRef("table", "pg_temp" if persistence == "t" else schema, name)
        taken = catalog.relation(schema, name)
        if taken is not None and taken.ref.kind != "external":
            if node.get("if_not_exists"):
                return
            session.problem(f"relation {target(ref)} exists already")
        if taken is not None and taken.ref.kind == "external":
            catalog.remove(taken.ref)
        table = Table(
            ref,
            id=catalog.new_id(),
            origin=session.origin,
            persistence=persistence,
            partition_key=self._partition_key(),
            options=self._options(),
            tablespace=node.get("tablespacename"),
            access_method=node.get("accessMethod"),
            of_type=type_named(catalog, session, node["ofTypename"]) if "ofTypename" in node else None,
        )
        parents = [relation(catalog, session, item["RangeVar"]) for item in node.get("inhRelations", [])]
        bound = "partbound" in node
        _refuse_parents(catalog, session, parents, bound)
        table = replace(
            table,
            parent=parents[0] if bound else None,
            bound=self._bound() if bound else None,
            inherits=() if bound else tuple(parents),
            columns=tuple(_inherited(catalog, parents)),
        )
        catalog.put(table)
        if persistence != "t":
            self._elements(catalog, session, ref)
            for parent in parents:
                _take_over(catalog, parent, ref, partition=bound)

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
        referred = [ref for ref in named if before.get(ref) is not None]
        if "partbound" not in self.node:
            taken = locks(parents, SHARE_UPDATE_EXCLUSIVE)
        else:
            taken = locks(parents, ACCESS_EXCLUSIVE)
            referred += [ref for parent in parents for ref in referring(before, parent)]
        return Cost((*taken, *locks(referred, SHARE_ROW_EXCLUSIVE)))

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
            f"{o['defnamespace'] + '.' if 'defnamespace' in o else ''}{o['defname']}={_option_value(o)}"
            for o in (item["DefElem"] for item in self.node.get("options", []))
        )

    def _elements(self, catalog: Catalog, session: Session, ref: ObjectRef) -> None:
        elements = self.node.get("tableElts", [])
        if not elements:
            return
        tokens = self.tokens
        opening = tokens.find("(", 2)
        pieces = tokens.commas(opening + 1, tokens.closing(opening))
        pending: list[tuple[Node, list[Node], int, int, str | None]] = []
        definitions: list[columns.Definition] = []
        for element, (begin, end) in zip(elements, pieces, strict=True):
            ((kind, node),) = element.items()
            if kind == "ColumnDef":
                made = columns.define(self, catalog, session, node, begin, end)
                definitions.append(made)
                pending += [(*clause, made.column.name) for clause in made.constraints]
            elif kind == "Constraint":
                pending.append((node, [], begin, end, None))
            elif kind == "TableLikeClause":
                _add_columns(catalog, ref, definitions)
                definitions = []
                _like(catalog, session, ref, node)
        _add_columns(catalog, ref, definitions)
        # keys first: a foreign key of the table to itself refers to its primary key
        for node, attributes, begin, end, name in sorted(
            pending, key=lambda item: item[0]["contype"] == "CONSTR_FOREIGN"
        ):
            constraints.add(self, catalog, session, ref, node, attributes, begin, end, name)


def _refuse_parents(catalog: Catalog, session: Session, parents: list[ObjectRef], bound: bool) -> None:
    """Partitions need a partitioned parent, heirs an ordinary one."""
    for parent in parents:
        owner = catalog.find(parent, Table)
        if owner is not None and (owner.partition_key is not None) != bound:
            session.problem(f"{target(parent)} is {'not ' if bound else ''}partitioned")


def _option_value(option: Node) -> str:
    argument = option.get("arg")
    if argument is None:
        return "true"
    ((kind, value),) = argument.items()
    if kind == "TypeName":
        return str(value["names"][-1]["String"]["sval"])
    return str(next(iter(value.values()), 0)) if value else "0"


def _inherited(catalog: Catalog, parents: list[ObjectRef]) -> list[Column]:
    found: dict[str, Column] = {}
    for parent in parents:
        table = catalog.find(parent, Table)
        for column in table.columns if table else ():
            found.setdefault(column.name, replace(column, inherited=True, identity=None, comment=None))
    return list(found.values())


def _take_over(catalog: Catalog, parent: ObjectRef, child: ObjectRef, partition: bool) -> None:
    """Constraints, and for a partition indexes and triggers too, come from the parent."""
    table = catalog.find(child, Table)
    if table is None:
        return
    for constraint in catalog.children(parent, Constraint):
        if (constraint.type == "c" and not constraint.no_inherit) or (partition and constraint.type != "c"):
            constraints.clone(catalog, constraint, table)
    if not partition:
        return
    for index in catalog.children(parent, Index):
        if index.constraint is None:
            indexes.clone(catalog, index, table)
    for trigger in catalog.children(parent, Trigger):
        if trigger.level == "ROW":
            catalog.put(
                replace(
                    trigger,
                    ref=replace(trigger.ref, schema=child.schema, table=child.name),
                    id=catalog.new_id(),
                    table=child,
                    clone_of=trigger.ref,
                )
            )


def _add_columns(catalog: Catalog, ref: ObjectRef, definitions: Iterable[columns.Definition]) -> None:
    """Puts columns behind the table's own; one of an inherited name merges with that."""
    table = catalog.find(ref, Table)
    if table is None or not definitions:
        return
    kept = {column.name: column for column in table.columns}
    for made in definitions:
        column = columns.add_serial(catalog, table, made.column, made.serial) if made.serial else made.column
        known = kept.get(column.name)
        kept[column.name] = _merged(known, column) if known is not None else column
    catalog.put(replace(table, columns=tuple(kept.values())))


def _merged(known: Column, added: Column) -> Column:
    """A column that is inherited and declared: one, whichever came first."""
    if added.inherited:
        return replace(known, inherited=True, local=True)
    not_null = known.not_null or added.not_null
    default = known.default if added.default is None else added.default
    return replace(added, inherited=True, local=True, not_null=not_null, default=default)


# CREATE_TABLE_LIKE_* (src/include/nodes/parsenodes.h)
_COMMENTS, _COMPRESSION, _CONSTRAINTS, _DEFAULTS = 1, 2, 4, 8
_GENERATED, _IDENTITY, _INDEXES, _STORAGE = 16, 32, 64, 256


def _like(catalog: Catalog, session: Session, ref: ObjectRef, node: Node) -> None:
    source = catalog.find(relation(catalog, session, node["relation"]), Table)
    table = catalog.find(ref, Table)
    if source is None or table is None:
        session.problem("LIKE names a table that is not known: its columns are missing from here on")
        return
    wants = node.get("options", 0)
    copied = tuple(
        replace(
            column,
            default=column.default if wants & _DEFAULTS else None,
            generated=column.generated if wants & _GENERATED else None,
            identity=column.identity if wants & _IDENTITY else None,
            comment=column.comment if wants & _COMMENTS else None,
            storage=column.storage if wants & _STORAGE else None,
            compression=column.compression if wants & _COMPRESSION else None,
            statistics=None,
            options=(),
            inherited=False,
            local=False,
            id=catalog.new_id(),
        )
        for column in source.columns
    )
    catalog.put(replace(table, columns=table.columns + copied))
    _like_keys(catalog, source.ref, ref, wants)


def _like_keys(catalog: Catalog, source: ObjectRef, ref: ObjectRef, wants: int) -> None:
    """LIKE … INCLUDING CONSTRAINTS and INDEXES; foreign keys are never copied."""
    for constraint in catalog.children(source, Constraint):
        comment = constraint.comment if wants & _COMMENTS else None
        label = constraint.ref.name
        if constraint.type in "pux":
            label = constraints.default_name(catalog, ref, constraint.type, constraint.columns)
        made = replace(
            constraint,
            ref=ObjectRef("constraint", ref.schema, label, ref.name),
            id=catalog.new_id(),
            table=ref,
            clone_of=None,
            comment=comment,
        )
        if constraint.type == "c" and wants & _CONSTRAINTS:
            catalog.put(replace(made, validated=True))
        if constraint.type in "pux" and wants & _INDEXES:
            catalog.put(made)
            catalog.put(indexes.implicit_index(catalog, made))
    for index in catalog.children(source, Index):
        if index.constraint is None and wants & _INDEXES:
            indexes.copy(catalog, index, ref, index.comment if wants & _COMMENTS else None)


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
        "AT_SetStatistics",
        "AT_AddInherit",
        "AT_DropInherit",
    ]
)


def _wordless(node: Node) -> bool:
    if node["subtype"] == "AT_AddConstraint":
        return node["def"]["Constraint"]["contype"] not in ("CONSTR_CHECK", "CONSTR_EXCLUSION")
    return node["subtype"] in _WORDLESS


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
        tokens = self.tokens
        first = self.token(self.node["relation"]["location"]) + 1
        while first < len(tokens) and tokens.words[first] == ".":
            first += 2
        if first < len(tokens) and tokens.words[first] == "*":
            first += 1
        pieces = tokens.commas(first, len(tokens))
        if len(pieces) != len(nodes):
            pieces = [(first, len(tokens))] * len(nodes)
        return [(node, *piece) for node, piece in zip(nodes, pieces, strict=True)]

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Runs each subcommand in turn."""
        node = self.node["relation"]
        found = existing(catalog, session, range_parts(node))
        if found is None or found.ref.kind == "external":
            if not self.node.get("missing_ok"):
                ref = relation(catalog, session, node)
                if session.strict:
                    session.problem(f"there is no {target(ref)}")
            return
        for command, begin, end in self.commands():
            current = catalog.get(found.ref)
            if current is not None:
                self._run(catalog, session, current, command, begin, end)

    def _run(
        self, catalog: Catalog, session: Session, item: Object, node: Node, begin: int, end: int
    ) -> None:
        kind = node["subtype"]
        if kind == "AT_ChangeOwner":
            catalog.put(with_owner(item, role_name(session, node["newowner"])))
        elif kind in ("AT_SetRelOptions", "AT_ResetRelOptions", "AT_ReplaceRelOptions"):
            _relation_options(catalog, item, node)
        elif isinstance(item, Index):
            self._index(catalog, session, item, node, kind)
        elif isinstance(item, Table):
            if kind in columns.CHANGES:
                self._column(catalog, session, item, node, begin, end)
            elif kind in SUBCOMMANDS:
                SUBCOMMANDS[kind](self, catalog, session, item, node, begin, end)
            else:
                session.problem(f"ALTER TABLE … {kind.removeprefix('AT_')} is not modelled")
        elif isinstance(item, CompositeType):
            user_types.alter_composite(self, catalog, session, item, node, begin, end)
        elif isinstance(item, Sequence) and kind in ("AT_SetLogged", "AT_SetUnLogged"):
            catalog.put(replace(item, persistence="p" if kind == "AT_SetLogged" else "u"))
        else:
            session.problem(f"ALTER {item.ref.kind.upper()} … {kind.removeprefix('AT_')} is not modelled")

    def _index(self, catalog: Catalog, session: Session, index: Index, node: Node, kind: str) -> None:
        if kind == "AT_AttachPartition":
            child = existing(catalog, session, range_parts(node["def"]["PartitionCmd"]["name"]))
            if isinstance(child, Index):
                indexes.attach(catalog, session, index, child)
            else:
                session.problem(f"there is no such index to attach to {target(index.ref)}")
        elif kind == "AT_SetTableSpace":
            catalog.put(replace(index, tablespace=node["name"]))
        else:
            session.problem(f"ALTER INDEX … {kind.removeprefix('AT_')} is not modelled")

    def _column(
        self, catalog: Catalog, session: Session, table: Table, node: Node, begin: int, end: int
    ) -> None:
        column = table.column(node.get("name", ""))
        if column is None:
            session.problem(f"there is no column {node.get('name')} in {target(table.ref)}")
            return
        changed = columns.CHANGES[node["subtype"]](self, catalog, session, column, node, begin, end)
        _change_column(catalog, table, changed, deep=bool(self.node["relation"].get("inh")))

    def cost(self, before: Catalog, session: Session) -> Cost:
        """By subcommand (documentation, ALTER TABLE; measured on PostgreSQL 15)."""
        cost = alter_table_cost(self.node, self.commands(), before, session)
        if any(item["AlterTableCmd"]["subtype"] in _TAKING for item in self.node["cmds"]):
            lost = locks(touched_by(self, before, session), ACCESS_EXCLUSIVE)
            return replace(cost, locks=tuple(dict.fromkeys((*cost.locks, *lost))))
        return cost


def _change_column(catalog: Catalog, table: Table, changed: Column, deep: bool) -> None:
    kept = tuple(
        replace(changed, comment=c.comment, inherited=c.inherited) if c.name == changed.name else c
        for c in table.columns
    )
    catalog.put(replace(table, columns=kept))
    if deep:
        for child in catalog.partitions(table.ref) + catalog.heirs(table.ref):
            _change_column(catalog, child, changed, deep)


def _relation_options(catalog: Catalog, item: Object, node: Node) -> None:
    changed = [element["DefElem"] for element in node.get("def", {}).get("List", {}).get("items", [])]
    names = {element["defname"] for element in changed}
    if isinstance(item, Index):
        kept_text = [o for o in item.options.split(",") if o.strip() and o.split("=")[0].strip() not in names]
        if node["subtype"] != "AT_ResetRelOptions":
            kept_text += [f"{e['defname']}={_option_value(e)}" for e in changed]
        catalog.put(replace(item, options=", ".join(o.strip() for o in kept_text)))
    elif isinstance(item, Table | View):
        kept = tuple(o for o in item.options if o.split("=")[0] not in names)
        if node["subtype"] != "AT_ResetRelOptions":
            kept += tuple(f"{e['defname']}={_option_value(e)}" for e in changed)
        catalog.put(replace(item, options=kept))


# subcommands of a table


def _sub_add_column(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    definition = node["def"]["ColumnDef"]
    if table.column(definition["colname"]) is not None:
        if not node.get("missing_ok"):
            s.problem(f"column {definition['colname']} of {target(table.ref)} exists already")
        return
    if table.parent is not None:
        s.problem(f"{target(table.ref)} is a partition: columns are added to its parent")
    made = columns.define(d, catalog, s, definition, begin, end)
    _add_columns(catalog, table.ref, [made])
    _hand_down(catalog, table.ref, made.column)
    for clause in made.constraints:
        constraints.add(d, catalog, s, table.ref, *clause, made.column.name)


def _hand_down(catalog: Catalog, table: ObjectRef, column: Column) -> None:
    """Gives a new column to the partitions and heirs, of any depth."""
    for child in catalog.partitions(table) + catalog.heirs(table):
        inherited = replace(column, inherited=True, id=catalog.new_id())
        _add_columns(catalog, child.ref, [columns.Definition(inherited)])
        _hand_down(catalog, child.ref, column)


def _sub_drop_column(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    name = node["name"]
    if table.column(name) is None:
        if not node.get("missing_ok"):
            s.problem(f"there is no column {name} in {target(table.ref)}")
        return
    column = table.column(name)
    if column is not None and column.inherited:
        s.problem(f"column {name} of {target(table.ref)} is inherited: it goes with its parent's")
    deep = bool(d.node["relation"].get("inh"))
    drop_column(catalog, s, table, name, node.get("behavior") == "DROP_CASCADE", deep)


def drop_column(
    catalog: Catalog, session: Session, table: Table, name: str, cascade: bool, deep: bool = True
) -> None:
    """Takes a column away, with the constraints, indexes, sequences and grants of its own."""
    for child in catalog.partitions(table.ref) + catalog.heirs(table.ref):
        _drop_inherited(catalog, session, child, name, table.ref, cascade, deep)
    gone = column_ref(table.ref, name)
    for item in dependents(catalog, gone):
        if catalog.get(item.ref) is None:
            continue
        if isinstance(item, Sequence):
            remove(catalog, item.ref)
        elif (isinstance(item, Constraint | Index) and item.table == table.ref) or cascade:
            drop_object(catalog, session, item.ref, cascade)
        else:
            session.problem(f"{item.ref.kind} {target(item.ref)} still needs {target(gone)}")
    for other in table.columns:
        if other.generated is not None and gone in needs(Table(table.ref, columns=(other,)), catalog):
            if cascade:
                drop_column(catalog, session, table, other.name, cascade, deep)
            else:
                session.problem(
                    f"column {target(column_ref(table.ref, other.name))} still needs {target(gone)}"
                )
    current = catalog.find(table.ref, Table)
    if current is not None:
        kept = tuple(c for c in current.columns if c.name != name)
        grants = tuple(grant for grant in current.grants or () if grant.columns != (name,)) or None
        catalog.put(replace(current, columns=kept, grants=grants))


def _drop_inherited(
    catalog: Catalog, s: Session, child: Table, name: str, parent: ObjectRef, cascade: bool, deep: bool
) -> None:
    """A child keeps the column where another parent has it, where it declares it itself, or with ONLY."""
    column = child.column(name)
    others = [catalog.find(ref, Table) for ref in child.inherits if ref != parent]
    if column is None or any(other is not None and other.column(name) for other in others):
        return
    if deep and not column.local:
        drop_column(catalog, s, child, name, cascade)
        return
    kept = replace(column, inherited=False, local=False)
    catalog.put(replace(child, columns=tuple(kept if c is column else c for c in child.columns)))


def _sub_add_constraint(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    constraints.add(d, catalog, s, table.ref, node["def"]["Constraint"], [], begin, end)


def _constraint(catalog: Catalog, s: Session, table: Table, node: Node, name: str) -> Constraint | None:
    found = catalog.find(ObjectRef("constraint", table.ref.schema, name, table.ref.name), Constraint)
    if found is None and not node.get("missing_ok"):
        s.problem(f"there is no constraint {name} on {target(table.ref)}")
    return found


def _sub_drop_constraint(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    found = _constraint(catalog, s, table, node, node["name"])
    if found is not None and found.clone_of is not None:
        s.problem(f"constraint {target(found.ref)} is inherited: it goes with its parent's")
    if found is not None:
        drop_object(catalog, s, found.ref, node.get("behavior") == "DROP_CASCADE")


def _sub_validate(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    found = _constraint(catalog, s, table, node, node["name"])
    if found is None:
        return
    _validate(catalog, found)


def _validate(catalog: Catalog, constraint: Constraint) -> None:
    catalog.put(replace(constraint, validated=True))
    for child in catalog.partitions(constraint.table) + catalog.heirs(constraint.table):
        for copy in catalog.children(child.ref, Constraint):
            if copy.clone_of == constraint.ref:
                _validate(catalog, copy)


def _sub_alter_constraint(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    change = node["def"].get("ATAlterConstraint") or node["def"]["Constraint"]
    found = _constraint(catalog, s, table, node, change["conname"])
    if found is not None:
        deferrable, deferred = bool(change.get("deferrable")), bool(change.get("initdeferred"))
        catalog.put(replace(found, deferrable=deferrable, deferred=deferred))


def _sub_attach(d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int) -> None:
    command = node["def"]["PartitionCmd"]
    child = existing(catalog, s, range_parts(command["name"]))
    if not isinstance(child, Table):
        s.problem(f"there is no table to attach to {target(table.ref)}")
        return
    name = d.tokens.find("partition", begin) + 1
    bound = d.tokens.find("for", name)
    text = d.tokens.between(bound, end) if bound >= 0 else "DEFAULT"
    marked = tuple(replace(column, inherited=True, local=True) for column in child.columns)
    catalog.put(replace(child, parent=table.ref, bound=text, columns=marked))
    _take_over(catalog, table.ref, child.ref, partition=True)
    for index in catalog.children(table.ref, Index):
        indexes.settle(catalog, index)


def _sub_detach(d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int) -> None:
    child = existing(catalog, s, range_parts(node["def"]["PartitionCmd"]["name"]))
    if not isinstance(child, Table) or child.parent != table.ref:
        s.problem(f"there is no such partition to detach from {target(table.ref)}")
        return
    kept = tuple(replace(column, inherited=False, local=False) for column in child.columns)
    catalog.put(replace(child, parent=None, bound=None, columns=kept))
    _disown(catalog, child.ref, table.ref)
    for index in catalog.children(child.ref, Index):
        if index.parent is not None:
            catalog.put(replace(index, parent=None))
    for trigger in catalog.children(child.ref, Trigger):
        if trigger.clone_of is not None:
            catalog.remove(trigger.ref)


def _disown(catalog: Catalog, child: ObjectRef, parent: ObjectRef) -> None:
    """Constraints that came from a parent become the child's own."""
    for constraint in catalog.children(child, Constraint):
        source = constraint.clone_of
        if source is not None and (source.schema, source.table) == (parent.schema, parent.name):
            catalog.put(replace(constraint, clone_of=None))


def _sub_inherit(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    parent = relation(catalog, s, node["def"]["RangeVar"])
    if node["subtype"] == "AT_AddInherit":
        names = {column.name for column in _inherited(catalog, [parent])}
        marked = tuple(
            replace(c, inherited=True, local=c.local or not c.inherited) if c.name in names else c
            for c in table.columns
        )
        catalog.put(replace(table, inherits=(*table.inherits, parent), columns=marked))
        _take_over(catalog, parent, table.ref, partition=False)
    elif parent not in table.inherits:
        s.problem(f"{target(table.ref)} does not inherit from {target(parent)}")
    else:
        left = tuple(ref for ref in table.inherits if ref != parent)
        names = {column.name for column in _inherited(catalog, list(left))}
        marked = tuple(
            c if c.name in names else replace(c, inherited=False, local=False) for c in table.columns
        )
        catalog.put(replace(table, inherits=left, columns=marked))
        _disown(catalog, table.ref, parent)


def _set(**change: object) -> Subcommand:
    def run(d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int) -> None:
        catalog.put(replace(table, **change))  # type: ignore[arg-type]

    return run


def _sub_persistence(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    persistence = "p" if node["subtype"] == "AT_SetLogged" else "u"
    catalog.put(replace(table, persistence=persistence))
    for sequence in list(catalog.objects(Sequence)):
        if sequence.owned_by and sequence.owned_by[0] == table.ref:
            catalog.put(replace(sequence, persistence=persistence))


def _sub_replica_identity(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    kind = node["def"]["ReplicaIdentityStmt"]
    names = {"d": "default", "f": "full", "n": "nothing"}
    value = names.get(kind["identity_type"]) or f"index:{kind['name']}"
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
    for trigger in named:
        catalog.put(replace(trigger, enabled=_TRIGGER_STATES[node["subtype"]]))


SUBCOMMANDS: dict[str, Subcommand] = {
    "AT_AddColumn": _sub_add_column,
    "AT_DropColumn": _sub_drop_column,
    "AT_AddConstraint": _sub_add_constraint,
    "AT_DropConstraint": _sub_drop_constraint,
    "AT_ValidateConstraint": _sub_validate,
    "AT_AlterConstraint": _sub_alter_constraint,
    "AT_AttachPartition": _sub_attach,
    "AT_DetachPartition": _sub_detach,
    "AT_DetachPartitionFinalize": lambda *a: None,
    "AT_AddInherit": _sub_inherit,
    "AT_DropInherit": _sub_inherit,
    "AT_EnableRowSecurity": _set(row_security=True),
    "AT_DisableRowSecurity": _set(row_security=False),
    "AT_ForceRowSecurity": _set(force_row_security=True),
    "AT_NoForceRowSecurity": _set(force_row_security=False),
    "AT_SetLogged": _sub_persistence,
    "AT_SetUnLogged": _sub_persistence,
    "AT_SetTableSpace": lambda *a: a[1].put(replace(a[3], tablespace=a[4]["name"])),
    "AT_SetAccessMethod": lambda *a: a[1].put(replace(a[3], access_method=a[4].get("name"))),
    "AT_ClusterOn": lambda *a: a[1].put(replace(a[3], clustered_on=a[4]["name"])),
    "AT_DropCluster": _set(clustered_on=None),
    "AT_ReplicaIdentity": _sub_replica_identity,
    **dict.fromkeys(_TRIGGER_STATES, _sub_trigger),
}


# from state to state


def create(table: Table, catalog: Catalog) -> list[str]:
    """CREATE TABLE with its columns; constraints, indexes, policies and the rest are objects of their own."""
    name = target(table.ref)
    unlogged = "UNLOGGED " if table.persistence == "u" else ""
    if table.parent is not None:
        text = f"CREATE {unlogged}TABLE {name} PARTITION OF {target(table.parent)} {table.bound}"
    else:
        own = [columns.definition(c) for c in table.columns if not c.inherited or c.local]
        body = "".join(f"\n    {line}," for line in own).rstrip(",")
        text = f"CREATE {unlogged}TABLE {name} ({body}\n)" if own else f"CREATE {unlogged}TABLE {name} ()"
        if table.inherits:
            text += f" INHERITS ({', '.join(target(parent) for parent in table.inherits)})"
    if table.partition_key:
        text += f" PARTITION BY {table.partition_key}"
    if table.access_method:
        text += f" USING {identifier(table.access_method)}"
    if table.options:
        text += f" WITH ({', '.join(table.options)})"
    if table.tablespace:
        text += f" TABLESPACE {identifier(table.tablespace)}"
    return [text, *_settings(replace(table, row_security=False, force_row_security=False), table, late=False)]


def drop(table: Table, catalog: Catalog) -> list[str]:
    """DROP TABLE; a partition of a table that foreign keys refer to has to be detached before."""
    steps = [f"DROP TABLE {target(table.ref)}"]
    parent, ancestor = table.parent, catalog.find(table.parent, Table) if table.parent else None
    while ancestor is not None:
        if parent is not None and catalog.referrers(ancestor.ref):
            return [f"ALTER TABLE {target(parent)} DETACH PARTITION {target(table.ref)}", *steps]
        ancestor = catalog.find(ancestor.parent, Table) if ancestor.parent else None
    return steps


def releases(now: Table, wanted: Table | None, released: Mapping[str, str], catalog: Catalog) -> list[str]:
    """What a table gives up before the objects that its columns use are dropped."""
    steps = []
    generated = {column.name for column in now.columns if column.generated is not None}
    for name, how in sorted(released.items(), key=lambda item: item[0] not in generated):
        column, only = now.column(name), "ONLY " if how == "drop only" else ""
        goal = wanted.column(name) if wanted else None
        table = f"ALTER TABLE {only}{target(now.ref)}"
        if column is None:
            continue
        if how.startswith("drop"):
            steps.append(f"{table} DROP COLUMN {identifier(name)}")
        elif how == "default":
            steps.append(f"{table} ALTER COLUMN {identifier(name)} DROP DEFAULT")
        elif goal is not None:
            changed = replace(column, type=goal.type, collation=goal.collation, default=None)
            steps += [f"{table} {step}" for step in columns.alterations(column, changed)]
    return steps


def alter(old: Table, new: Table) -> list[str] | None:
    """The ALTER TABLE statements between two states; None where only dropping and creating would do."""
    if (old.partition_key, old.of_type, old.persistence == "t") != (
        new.partition_key,
        new.of_type,
        new.persistence == "t",
    ):
        return None
    name = target(new.ref)
    steps = _partition_steps(old, new)
    before = {column.name: column for column in old.columns}
    after = {column.name: column for column in new.columns}
    if not new.parent and not old.parent:
        for gone in [c for c in old.columns if c.name not in after and not c.inherited]:
            steps.append(f"ALTER TABLE {name} DROP COLUMN {identifier(gone.name)}")
        for added in [c for c in new.columns if c.name not in before and not c.inherited]:
            steps.append(f"ALTER TABLE {name} ADD COLUMN {columns.definition(added)}")
    for column_name, column in after.items():
        was = before.get(column_name)
        if was is not None:
            steps += [f"ALTER TABLE {name} {step}" for step in columns.alterations(was, column)]
    return steps + _settings(old, new, late=True)


def _partition_steps(old: Table, new: Table) -> list[str]:
    steps = []
    if old.parent and (old.parent, old.bound) != (new.parent, new.bound):
        steps.append(f"ALTER TABLE {target(old.parent)} DETACH PARTITION {target(new.ref)}")
    if new.parent and (old.parent, old.bound) != (new.parent, new.bound):
        steps.append(f"ALTER TABLE {target(new.parent)} ATTACH PARTITION {target(new.ref)} {new.bound}")
    if old.inherits != new.inherits:
        left = [parent for parent in old.inherits if parent in new.inherits]
        shared = 0  # the order of parents is part of the schema: take back all behind the first that differs
        while shared < len(left) and left[shared] == new.inherits[shared]:
            shared += 1
        name = target(new.ref)
        gone = [parent for parent in old.inherits if parent not in left[:shared]]
        steps += [f"ALTER TABLE {name} NO INHERIT {target(parent)}" for parent in gone]
        steps += [f"ALTER TABLE {name} INHERIT {target(parent)}" for parent in new.inherits[shared:]]
    return steps


def _settings(old: Table, new: Table, late: bool) -> list[str]:
    name = target(new.ref)
    steps = []
    if late and old.persistence != new.persistence:
        steps.append(f"ALTER TABLE {name} SET {'UNLOGGED' if new.persistence == 'u' else 'LOGGED'}")
    if late and old.options != new.options:
        if old.options:
            steps.append(f"ALTER TABLE {name} RESET ({', '.join(o.split('=')[0] for o in old.options)})")
        if new.options:
            steps.append(f"ALTER TABLE {name} SET ({', '.join(new.options)})")
    if late and old.tablespace != new.tablespace:
        steps.append(f"ALTER TABLE {name} SET TABLESPACE {identifier(new.tablespace or 'pg_default')}")
    if late and old.access_method != new.access_method:
        steps.append(f"ALTER TABLE {name} SET ACCESS METHOD {identifier(new.access_method or 'heap')}")
    if old.row_security != new.row_security:
        steps.append(f"ALTER TABLE {name} {'ENABLE' if new.row_security else 'DISABLE'} ROW LEVEL SECURITY")
    if old.force_row_security != new.force_row_security:
        steps.append(
            f"ALTER TABLE {name} {'FORCE' if new.force_row_security else 'NO FORCE'} ROW LEVEL SECURITY"
        )
    return steps


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
