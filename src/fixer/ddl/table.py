"""Tables: CREATE TABLE, ALTER TABLE and its subcommands, and the SQL from one state of a table to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, Index, Object, Sequence, Table, Trigger, View
from fixer.ddl import column as columns
from fixer.ddl import constraint as constraints
from fixer.ddl import index as indexes
from fixer.ddl.alter_cost import alter_table_cost
from fixer.ddl.base import Cost, Ddl, Session, statement
from fixer.ddl.depends import dependents
from fixer.ddl.drop import remove
from fixer.ddl.names import existing, place, relation, type_named
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, target


@statement("CreateStmt")
class CreateTable(Ddl):
    """CREATE TABLE, of its own columns, as a partition, LIKE another, or OF a type."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the table, its columns' sequences, its constraints and their indexes."""
        node, relation_node = self.node, self.node["relation"]
        parts = [relation_node[key] for key in ("schemaname", "relname") if key in relation_node]
        schema, name = place(session, parts)
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
        if constraint.type == "c" and not constraint.no_inherit or partition and constraint.type != "c":
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


def _add_columns(catalog: Catalog, ref: ObjectRef, definitions: Sequence[columns.Definition]) -> None:
    """Puts columns behind the table's own; one of an inherited name merges with that."""
    table = catalog.find(ref, Table)
    if table is None or not definitions:
        return
    kept = {column.name: column for column in table.columns}
    for made in definitions:
        column = columns.add_serial(catalog, ref, made.column, made.serial) if made.serial else made.column
        kept[column.name] = column
    catalog.put(replace(table, columns=tuple(kept.values())))


# CREATE_TABLE_LIKE_* (src/include/nodes/parsenodes.h)
_COMMENTS, _CONSTRAINTS, _DEFAULTS, _GENERATED, _IDENTITY, _INDEXES = 1, 4, 8, 16, 32, 64


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
            inherited=False,
        )
        for column in source.columns
    )
    catalog.put(replace(table, columns=table.columns + copied))
    for constraint in catalog.children(source.ref, Constraint):
        if constraint.type == "c" and wants & _CONSTRAINTS:
            name = ObjectRef("constraint", ref.schema, constraint.ref.name, ref.name)
            catalog.put(replace(constraint, ref=name, id=catalog.new_id(), table=ref))
        if constraint.type in "pu" and wants & _INDEXES:
            label = constraints.default_name(catalog, ref, constraint.type, constraint.columns)
            name = ObjectRef("constraint", ref.schema, label, ref.name)
            made = replace(constraint, ref=name, id=catalog.new_id(), table=ref, clone_of=None)
            catalog.put(made)
            catalog.put(indexes.implicit_index(catalog, made))


Subcommand = Callable[[Ddl, Catalog, Session, Table, Node, int, int], None]


# subcommands whose node says everything: their text need not be looked at
_WORDLESS = frozenset(
    "AT_ChangeOwner AT_EnableRowSecurity AT_DisableRowSecurity AT_ForceRowSecurity AT_NoForceRowSecurity AT_SetNotNull "
    "AT_DropNotNull AT_DropConstraint AT_ValidateConstraint AT_DropColumn AT_ClusterOn AT_ReplicaIdentity "
    "AT_SetStatistics AT_AddInherit AT_DropInherit".split()
)


def _wordless(node: Node) -> bool:
    if node["subtype"] == "AT_AddConstraint":
        return node["def"]["Constraint"]["contype"] not in ("CONSTR_CHECK", "CONSTR_EXCLUSION")
    return node["subtype"] in _WORDLESS


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
        parts = [node[key] for key in ("schemaname", "relname") if key in node]
        found = existing(catalog, session, parts)
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
            catalog.put(replace(item, owner=_role(node["newowner"])))
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
        elif isinstance(item, Sequence) and kind in ("AT_SetLogged", "AT_SetUnLogged"):
            catalog.put(replace(item, persistence="p" if kind == "AT_SetLogged" else "u"))
        else:
            session.problem(f"ALTER {item.ref.kind.upper()} … {kind.removeprefix('AT_')} is not modelled")

    def _index(self, catalog: Catalog, session: Session, index: Index, node: Node, kind: str) -> None:
        if kind == "AT_AttachPartition":
            child = existing(catalog, session, _range(node["def"]["PartitionCmd"]["name"]))
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
        if self.node["relation"].get("inh", False):
            _change_column(catalog, table, changed, deep=True)
        else:
            _change_column(catalog, table, changed, deep=False)

    def cost(self, before: Catalog, session: Session) -> Cost:
        """By subcommand (documentation, ALTER TABLE; measured on PostgreSQL 15)."""
        return alter_table_cost(self.node, self.commands(), before, session)


def _range(node: Node) -> list[str]:
    return [node[key] for key in ("schemaname", "relname") if key in node]


def _role(node: Node) -> str | None:
    kind = node.get("roletype")
    return node.get("rolename") if kind == "ROLESPEC_CSTRING" else None


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
    made = columns.define(d, catalog, s, definition, begin, end)
    _add_columns(catalog, table.ref, [made])
    for child in catalog.partitions(table.ref) + catalog.heirs(table.ref):
        inherited = replace(made.column, inherited=True, id=catalog.new_id())
        _add_columns(catalog, child.ref, [columns.Definition(inherited)])
    for clause in made.constraints:
        constraints.add(d, catalog, s, table.ref, *clause, made.column.name)


def _sub_drop_column(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    name = node["name"]
    if table.column(name) is None:
        if not node.get("missing_ok"):
            s.problem(f"there is no column {name} in {target(table.ref)}")
        return
    drop_column(catalog, s, table, name, cascade=node.get("behavior") == "DROP_CASCADE")


def drop_column(catalog: Catalog, session: Session, table: Table, name: str, cascade: bool) -> None:
    """Takes a column away, with the constraints, indexes and owned sequences that use it."""
    for child in catalog.partitions(table.ref) + catalog.heirs(table.ref):
        drop_column(catalog, session, child, name, cascade)
    column_ref = ObjectRef("column", table.ref.schema, name, table.ref.name)
    for item in dependents(catalog, column_ref):
        own = isinstance(item, Constraint | Index) and item.table == table.ref or isinstance(item, Sequence)
        if not own and not cascade:
            session.problem(f"{item.ref.kind} {target(item.ref)} still needs {target(column_ref)}")
        remove(catalog, item.ref)
    current = catalog.find(table.ref, Table)
    if current is not None:
        catalog.put(replace(current, columns=tuple(c for c in current.columns if c.name != name)))


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
    if found is not None:
        remove(catalog, found.ref)


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
    child = existing(catalog, s, _range(command["name"]))
    if not isinstance(child, Table):
        s.problem(f"there is no table to attach to {target(table.ref)}")
        return
    name = d.tokens.find("partition", begin) + 1
    bound = d.tokens.find("for", name)
    text = d.tokens.between(bound, end) if bound >= 0 else "DEFAULT"
    marked = tuple(replace(column, inherited=True) for column in child.columns)
    catalog.put(replace(child, parent=table.ref, bound=text, columns=marked))
    _take_over(catalog, table.ref, child.ref, partition=True)
    for index in catalog.children(table.ref, Index):
        indexes.settle(catalog, index)


def _sub_detach(d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int) -> None:
    child = existing(catalog, s, _range(node["def"]["PartitionCmd"]["name"]))
    if not isinstance(child, Table):
        s.problem(f"there is no partition to detach from {target(table.ref)}")
        return
    kept = tuple(replace(column, inherited=False) for column in child.columns)
    catalog.put(replace(child, parent=None, bound=None, columns=kept))
    for constraint in catalog.children(child.ref, Constraint):
        if constraint.clone_of is not None:
            catalog.put(replace(constraint, clone_of=None))
    for index in catalog.children(child.ref, Index):
        if index.parent is not None:
            catalog.put(replace(index, parent=None))
    for trigger in catalog.children(child.ref, Trigger):
        if trigger.clone_of is not None:
            catalog.remove(trigger.ref)


def _sub_inherit(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    parent = relation(catalog, s, node["def"]["RangeVar"])
    if node["subtype"] == "AT_AddInherit":
        names = {column.name for column in _inherited(catalog, [parent])}
        marked = tuple(replace(c, inherited=c.inherited or c.name in names) for c in table.columns)
        catalog.put(replace(table, inherits=(*table.inherits, parent), columns=marked))
        _take_over(catalog, parent, table.ref, partition=False)
    else:
        left = tuple(ref for ref in table.inherits if ref != parent)
        names = {column.name for column in _inherited(catalog, list(left))}
        marked = tuple(replace(c, inherited=c.name in names) for c in table.columns)
        catalog.put(replace(table, inherits=left, columns=marked))


def _set(**change: object) -> Subcommand:
    def run(d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int) -> None:
        catalog.put(replace(table, **change))  # type: ignore[arg-type]

    return run


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
    "AT_SetLogged": _set(persistence="p"),
    "AT_SetUnLogged": _set(persistence="u"),
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
        own = [columns.definition(c) for c in table.columns if not c.inherited]
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


def drop(table: Table) -> list[str]:
    """DROP TABLE."""
    return [f"DROP TABLE {target(table.ref)}"]


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
        if was is not None and not (column.inherited and was.inherited):
            steps += [f"ALTER TABLE {name} {step}" for step in columns.alterations(new, was, column)]
        elif was is None:
            bare = Column(column.name, column.type, column.not_null, column.default, column.identity)
            extra = replace(
                bare, statistics=column.statistics, storage=column.storage, options=column.options
            )
            steps += [f"ALTER TABLE {name} {step}" for step in columns.alterations(new, bare, extra)]
    return steps + _settings(old, new, late=True)


def _partition_steps(old: Table, new: Table) -> list[str]:
    steps = []
    if old.parent and (old.parent, old.bound) != (new.parent, new.bound):
        steps.append(f"ALTER TABLE {target(old.parent)} DETACH PARTITION {target(new.ref)}")
    if new.parent and (old.parent, old.bound) != (new.parent, new.bound):
        steps.append(f"ALTER TABLE {target(new.parent)} ATTACH PARTITION {target(new.ref)} {new.bound}")
    if old.inherits != new.inherits:
        shared = 0  # the order of parents is part of the schema: take back all behind the first that differs
        while old.inherits[shared : shared + 1] == new.inherits[shared : shared + 1] != ():
            shared += 1
        name = target(new.ref)
        steps += [f"ALTER TABLE {name} NO INHERIT {target(parent)}" for parent in old.inherits[shared:]]
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
