"""RENAME and SET SCHEMA of every kind of object: the object keeps its identity, and all that refers to it follows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from fixer import function_source
from fixer.catalog.catalog import RELATION_KINDS, Catalog
from fixer.catalog.objects import (
    Column,
    CompositeType,
    Constraint,
    DomainType,
    Extension,
    External,
    Function,
    Index,
    Object,
    Policy,
    Sequence,
    Table,
    Trigger,
    View,
)
from fixer.ddl.base import (
    ACCESS_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    Cost,
    Ddl,
    Session,
    lock,
    locks,
    statement,
)
from fixer.ddl.depends import column_ref, dependents, needs
from fixer.ddl.names import cut, existing, range_parts, routine, signature, type_object
from fixer.ddl.texts import renaming, rewriting, rewritten, with_texts
from fixer.model import ObjectRef
from fixer.sql.names import Name, names
from fixer.sql.quote import identifier, qualified, target
from fixer.sql.tokens import Tokens
from fixer.sql.types import DataType

Map = Callable[[ObjectRef], ObjectRef]


def move(catalog: Catalog, old: ObjectRef, new: ObjectRef) -> None:
    """Gives the object ``old`` the name ``new``; what lives in it and what refers to it follows."""
    item = catalog.get(old)
    if item is None:
        return

    def mapped(ref: ObjectRef) -> ObjectRef:
        if ref == old:
            return new
        if ref.table == old.name and ref.schema == old.schema and old.kind == "table":
            return replace(ref, schema=new.schema, table=new.name)
        return ref

    affected: list[Object] = [
        other for other in catalog.objects(Object) if other.ref == old or _touches(other, catalog, old)
    ]
    texts = {id(other): _retext(other, catalog, old, new) for other in affected}
    moved = [(other, _substituted(texts[id(other)], mapped, old, new)) for other in affected]
    for other, changed in moved:
        if other.ref != changed.ref:
            catalog.remove(other.ref)
    for _other, changed in moved:
        catalog.put(changed)
    if old.kind in ("table", "materialized view") and old.schema != new.schema:
        _take_along(catalog, new, old.schema)
    if old.kind in ("type", "domain"):
        _signatures(catalog)


def _touches(item: Object, catalog: Catalog, old: ObjectRef) -> bool:
    if old in needs(item, catalog):
        return True
    source = getattr(item, "clone_of", None)
    if source is not None and (source == old or (source.schema, source.table) == (old.schema, old.name)):
        return True
    if getattr(item, "table", None) == old or getattr(item, "constraint", None) == old:
        return True
    return isinstance(item, Table) and (item.parent == old or old in item.inherits)


def _take_along(catalog: Catalog, table: ObjectRef, schema: str) -> None:
    """A table's indexes and owned sequences move to its new schema (documentation, ALTER TABLE, SET SCHEMA)."""
    for index in catalog.children(table, Index):
        move(catalog, index.ref, replace(index.ref, schema=table.schema))
    for sequence in list(catalog.objects(Sequence)):
        if sequence.owned_by and sequence.owned_by[0] == table and sequence.ref.schema == schema:
            move(catalog, sequence.ref, replace(sequence.ref, schema=table.schema))


def _signatures(catalog: Catalog) -> None:
    for function in list(catalog.objects(Function)):
        args = signature(function.argument_types)
        if function.kind != "a" and args != function.ref.args:
            catalog.remove(function.ref)
            catalog.put(replace(function, ref=replace(function.ref, args=args)))


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind) if field.name not in ("id", "origin"))


def _substituted(item: Any, mapped: Map, old: ObjectRef, new: ObjectRef) -> Any:
    """``item`` with every reference in its fields mapped, however deep."""
    if isinstance(item, ObjectRef):
        return mapped(item)
    if isinstance(item, DataType):
        if old.kind in ("type", "domain", "table") and (item.schema, item.name) == (old.schema, old.name):
            return replace(item, schema=new.schema, name=new.name)
        return item
    if isinstance(item, tuple):
        return tuple(_substituted(part, mapped, old, new) for part in item)
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        changes = {}
        for name in _fields(type(item)):
            value = getattr(item, name)
            changed = _substituted(value, mapped, old, new) if not isinstance(value, str) else value
            if changed is not value and changed != value:
                changes[name] = changed
        return replace(item, **changes) if changes else item
    return item


def _retext(item: Object, catalog: Catalog, old: ObjectRef, new: ObjectRef) -> Object:
    """The object with the old name replaced in the expressions and queries that it holds."""
    if old.kind not in ("table", "view", "materialized view", "sequence", "type", "domain", "function"):
        return item

    def written(name: Name) -> str:
        short = len(name.parts) == 1 and old.schema == new.schema
        return identifier(new.name) if short else qualified(new.schema, new.name)

    rewrite = renaming(catalog, old, written)
    if isinstance(item, Function):
        return item if item.ref == old else replace(item, source=rewritten(item.source, names, rewrite) or "")
    return with_texts(item, *rewriting(rewrite))


def rename_column(catalog: Catalog, table: ObjectRef, old: str, new: str) -> None:
    """Renames a column of a table and of its children, and follows it into keys, expressions and queries."""
    owner = catalog.find(table, Table)
    if owner is None:
        return
    users = dependents(catalog, column_ref(table, old))
    grants = owner.grants and tuple(
        replace(grant, columns=(new,)) if grant.columns == (old,) else grant for grant in owner.grants
    )
    catalog.put(
        replace(
            owner,
            columns=tuple(_column(c, old, new) for c in owner.columns),
            partition_key=_word(owner.partition_key, old, new),
            grants=grants,
        )
    )
    for item in users:
        current = catalog.get(item.ref)
        if current is not None:
            catalog.put(_follow(current, table, old, new))
    for child in catalog.partitions(table) + catalog.heirs(table):
        rename_column(catalog, child.ref, old, new)


def _column(column: Column, old: str, new: str) -> Column:
    if column.name == old:
        column = replace(column, name=new)
    return replace(column, generated=_word(column.generated, old, new))


def _follow(item: Object, table: ObjectRef, old: str, new: str) -> Object:
    def listed(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if column == old else column for column in columns)

    if isinstance(item, Constraint):
        if item.references == table:
            item = replace(item, referenced_columns=listed(item.referenced_columns))
        if item.table == table:
            item = replace(
                item,
                columns=listed(item.columns),
                include=listed(item.include),
                set_columns=listed(item.set_columns),
                expression=_word(item.expression, old, new),
                exclusion=_word(item.exclusion, old, new),
            )
    elif isinstance(item, Index):
        keys = tuple(
            replace(k, column=new if k.column == old else k.column, expression=_word(k.expression, old, new))
            for k in item.keys
        )
        item = replace(
            item, keys=keys, include=listed(item.include), predicate=_word(item.predicate, old, new)
        )
    elif isinstance(item, Policy):
        item = replace(item, using=_word(item.using, old, new), check=_word(item.check, old, new))
    elif isinstance(item, Sequence):
        item = replace(item, owned_by=(table, new))
    elif isinstance(item, Trigger):
        item = replace(
            item, events=_word(item.events, old, new) or "", condition=_word(item.condition, old, new)
        )
    elif isinstance(item, View):
        item = replace(item, query=_word(item.query, old, new, keep_name=True) or "")
    return item


def _word(text: str | None, old: str, new: str, keep_name: bool = False) -> str | None:
    """``text`` with the column ``old`` called ``new``; a view's own column keeps its name through an alias."""
    if not text:
        return text
    tokens = Tokens(text)
    spellings = {identifier(old), '"' + old.replace('"', '""') + '"'}
    if identifier(old) == old:
        spellings.add(old.lower())
    pieces, last = [], 0
    for position, word in enumerate(tokens.words):
        written = text[tokens.start(position) : tokens.end(position)]
        same = written in spellings or (word == old and not written.startswith(('"', "'")))
        follower = tokens.words[position + 1] if position + 1 < len(tokens) else ""
        if not same or follower in ("(", "."):
            continue
        if position and tokens.words[position - 1] == "as":
            continue
        pieces.append(text[last : tokens.start(position)] + identifier(new))
        if keep_name and _is_output(tokens, position):
            pieces.append(f" AS {identifier(old)}")
        last = tokens.end(position)
    return "".join(pieces) + text[last:]


def _is_output(tokens: Tokens, position: int) -> bool:
    """Whether the column at ``position`` is a whole item of a select list."""
    first = position
    while first >= 2 and tokens.words[first - 1] == ".":
        first -= 2
    before = tokens.words[first - 1] if first else ""
    after = tokens.words[position + 1] if position + 1 < len(tokens) else ""
    if before not in ("select", ",", "distinct") or after not in (",", "from", ""):
        return False
    depth = 0
    for index in range(first - 1, -1, -1):
        word = tokens.words[index]
        depth += {")": 1, "(": -1}.get(word, 0)
        if depth < 0:
            return False
        if depth == 0 and word in ("select", "from", "where", "by", "set"):
            return word == "select"
    return False


_OBJECT_KINDS = {
    "OBJECT_TABLE",
    "OBJECT_INDEX",
    "OBJECT_VIEW",
    "OBJECT_MATVIEW",
    "OBJECT_SEQUENCE",
    "OBJECT_FOREIGN_TABLE",
}


@statement("RenameStmt")
class Rename(Ddl):
    """ALTER … RENAME."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Renames the object, column, constraint, attribute or label."""
        node, kind = self.node, self.node["renameType"]
        new = cut(node["newname"])
        ref = self._target(catalog, session)
        if ref is None:
            if not node.get("missing_ok"):
                session.problem(f"there is nothing of that name to rename to {new}")
            return
        if ref.kind == "column":
            self._column(catalog, session, ref, new)
        elif kind == "OBJECT_ATTRIBUTE":
            self._attribute(catalog, ref, new)
        elif kind == "OBJECT_DOMCONSTRAINT":
            self._domain_constraint(catalog, ref, new)
        elif kind == "OBJECT_SCHEMA":
            self._schema(catalog, ref.name, new)
        else:
            _refuse_taken(catalog, session, ref, replace(ref, name=new))
            self._object(catalog, ref, replace(ref, name=new))

    def _column(self, catalog: Catalog, session: Session, ref: ObjectRef, new: str) -> None:
        table = ObjectRef("table", ref.schema, ref.table or "")
        owner = catalog.find(table, Table)
        column = owner.column(ref.name) if owner else None
        if owner is not None and owner.column(new) is not None:
            session.problem(f"column {identifier(new)} of {target(table)} exists already")
        if column is not None and column.inherited:
            session.problem(f"{target(ref)} is inherited: it is renamed with its parent's")
        rename_column(catalog, table, ref.name, new)

    def _target(self, catalog: Catalog, session: Session) -> ObjectRef | None:
        node, kind = self.node, self.node["renameType"]
        relation = node.get("relation")
        found = existing(catalog, session, range_parts(relation)) if relation else None
        if relation is not None and (found is None or found.ref.kind == "external"):
            return None
        if kind == "OBJECT_COLUMN" and found is not None:
            if isinstance(found, Table) and found.column(node["subname"]):
                return column_ref(found.ref, node["subname"])
            return None
        inside = {
            "OBJECT_TABCONSTRAINT": "constraint",
            "OBJECT_TRIGGER": "trigger",
            "OBJECT_POLICY": "policy",
        }
        if kind in inside and found is not None:
            ref = ObjectRef(inside[kind], found.ref.schema, node["subname"], found.ref.name)
            return ref if catalog.get(ref) else None
        if found is not None:
            return found.ref
        if kind == "OBJECT_SCHEMA":
            ref = ObjectRef("schema", "", node["subname"])
            return ref if catalog.get(ref) else None
        return _plain_target(catalog, session, kind, node.get("object", {}))

    def _object(self, catalog: Catalog, old: ObjectRef, new: ObjectRef) -> None:
        """A constraint and its index share their name: renaming either renames both."""
        item = catalog.get(old)
        if isinstance(item, Function):
            catalog.put(replace(item, source=_named_anew(item, new)))
        move(catalog, old, new)
        if isinstance(item, Index):
            _follow_index(catalog, item, new.name)
            if item.constraint:
                move(catalog, item.constraint, replace(item.constraint, name=new.name))
        elif isinstance(item, Constraint):
            index = catalog.find(ObjectRef("index", old.schema, old.name), Index)
            if index is not None and item.type in "pux":
                move(catalog, index.ref, replace(index.ref, name=new.name))
                _follow_index(catalog, index, new.name)
        if isinstance(item, Trigger) or (isinstance(item, Constraint) and item.type == "c"):
            for child in catalog.partitions(item.table) + catalog.heirs(item.table):
                copy = replace(old, schema=child.ref.schema, table=child.ref.name)
                found = catalog.get(copy)
                if getattr(found, "clone_of", None) in (old, new):
                    self._object(catalog, copy, replace(copy, name=new.name))

    def _attribute(self, catalog: Catalog, ref: ObjectRef, new: str) -> None:
        item = catalog.find(ref, CompositeType)
        if item is not None:
            old = self.node["subname"]
            renamed = tuple(replace(a, name=new) if a.name == old else a for a in item.attributes)
            catalog.put(replace(item, attributes=renamed))

    def _domain_constraint(self, catalog: Catalog, ref: ObjectRef, new: str) -> None:
        item = catalog.find(ref, DomainType)
        if item is not None:
            old = self.node["subname"]
            catalog.put(
                replace(item, checks=tuple(replace(c, name=new) if c.name == old else c for c in item.checks))
            )

    def _schema(self, catalog: Catalog, old: str, new: str) -> None:
        inside: list[Object] = [
            i for i in catalog.objects(Object) if i.ref.schema == old and i.ref.table is None
        ]
        for item in inside:
            if catalog.get(item.ref) is not None:
                move(catalog, item.ref, replace(item.ref, schema=new))
        move(catalog, ObjectRef("schema", "", old), ObjectRef("schema", "", new))

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS EXCLUSIVE on the relation; renaming an index takes SHARE UPDATE EXCLUSIVE (documentation, ALTER INDEX)."""
        ref = self._target(before, session) if "relation" in self.node else None
        if ref is None:
            return Cost()
        mode = SHARE_UPDATE_EXCLUSIVE if ref.kind == "index" else ACCESS_EXCLUSIVE
        if ref.table is None:
            return Cost((lock(ref, mode),))
        table = ObjectRef("table", ref.schema, ref.table)
        return Cost(locks(self._with_children(before, table, ref), mode))

    def _with_children(self, before: Catalog, table: ObjectRef, ref: ObjectRef) -> list[ObjectRef]:
        """The table, and those below it where the rename goes down to them."""
        item = before.get(ref)
        if ref.kind != "column" and not (isinstance(item, Constraint) and item.type == "c"):
            return [table]
        children = before.partitions(table) + before.heirs(table)
        return [
            table,
            *(found for child in children for found in self._with_children(before, child.ref, ref)),
        ]


def _plain_target(catalog: Catalog, session: Session, kind: str, node: dict[str, Any]) -> ObjectRef | None:
    if "ObjectWithArgs" in node:
        function = routine(catalog, session, node["ObjectWithArgs"])
        return function.ref if function else None
    items = node.get("List", {}).get("items") or node.get("TypeName", {}).get("names") or [node]
    parts = [item["String"]["sval"] for item in items if "String" in item]
    if kind in ("OBJECT_TYPE", "OBJECT_DOMAIN", "OBJECT_ATTRIBUTE", "OBJECT_DOMCONSTRAINT"):
        found = type_object(catalog, session, parts)
        return found.ref if found else None
    if kind == "OBJECT_EXTENSION":
        ref = ObjectRef("extension", "", parts[-1])
        return ref if catalog.get(ref) else None
    return None


def _refuse_taken(catalog: Catalog, session: Session, old: ObjectRef, new: ObjectRef) -> None:
    """Two objects of one kind, and two relations of any kind, cannot have the same name."""
    found = catalog.get(new)
    if found is None and old.kind in RELATION_KINDS:
        found = catalog.relation(new.schema, new.name)
    if found is not None and not isinstance(found, External):
        session.problem(f"{found.ref.kind} {target(new)} exists already")


def _named_anew(function: Function, new: ObjectRef) -> str:
    """The source of a function, or aggregate, under another name."""
    if function.kind == "a":
        name = qualified(new.schema, new.name)
        return f"CREATE OR REPLACE AGGREGATE {name}({function.arguments}) ({function.body})"
    return function_source.create_or_replace(function.source, new.schema, new.name)


def _follow_index(catalog: Catalog, index: Index, name: str) -> None:
    """CLUSTER ON and REPLICA IDENTITY go on pointing to an index that is renamed."""
    table = catalog.find(index.table, Table)
    if table is None:
        return
    clustered, identity = table.clustered_on, table.replica_identity
    if index.ref.name == clustered:
        clustered = name
    if f"index:{index.ref.name}" == identity:
        identity = f"index:{name}"
    if (clustered, identity) != (table.clustered_on, table.replica_identity):
        catalog.put(replace(table, clustered_on=clustered, replica_identity=identity))


@statement("AlterObjectSchemaStmt")
class SetSchema(Ddl):
    """ALTER … SET SCHEMA."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Moves the object to another schema."""
        node = self.node
        found = existing(catalog, session, range_parts(node["relation"])) if "relation" in node else None
        ref = (
            found.ref
            if found
            else _plain_target(catalog, session, node["objectType"], node.get("object", {}))
        )
        if ref is None or ref.kind == "external":
            if not node.get("missing_ok"):
                session.problem(f"there is nothing of that name to move to schema {node['newschema']}")
            return
        item = catalog.get(ref)
        moved = replace(ref, schema=node["newschema"])
        if isinstance(item, Extension):
            catalog.put(replace(item, schema=node["newschema"]))
            return
        if moved == ref:
            return
        _refuse_taken(catalog, session, ref, moved)
        if isinstance(item, Function):
            catalog.put(replace(item, source=_named_anew(item, moved)))
        move(catalog, ref, moved)

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS EXCLUSIVE on the relation."""
        found = (
            existing(before, session, range_parts(self.node["relation"])) if "relation" in self.node else None
        )
        return Cost((lock(found.ref, ACCESS_EXCLUSIVE),)) if found else Cost()


def renamable(old: Object, new: Object) -> bool:
    """Whether an object can get from one name to the other by itself: what lives in a table moves with it."""
    if isinstance(old, Index):
        return old.constraint is None and old.ref.schema == new.ref.schema
    if isinstance(old, Constraint | Trigger | Policy):
        copied = isinstance(old, Constraint | Trigger) and old.clone_of is not None
        return not copied and (old.ref.schema, old.ref.table) == (new.ref.schema, new.ref.table)
    return not isinstance(old, Sequence) or old.owned_by is None or old.ref.schema == new.ref.schema


def statements(old: ObjectRef, new: ObjectRef, item: Object) -> list[str]:
    """The ALTER … SET SCHEMA and RENAME TO that lead from one name to the other."""
    word = {"materialized view": "MATERIALIZED VIEW"}.get(old.kind, old.kind.upper())
    if old.kind == "constraint":
        table = target(ObjectRef("table", new.schema, new.table or ""))
        return [f"ALTER TABLE {table} RENAME CONSTRAINT {identifier(old.name)} TO {identifier(new.name)}"]
    if old.kind in ("trigger", "policy"):
        table = target(ObjectRef("table", new.schema, new.table or ""))
        return [f"ALTER {word} {identifier(old.name)} ON {table} RENAME TO {identifier(new.name)}"]
    steps = []
    current = old
    if old.schema != new.schema:
        steps.append(f"ALTER {word} {target(current)} SET SCHEMA {identifier(new.schema)}")
        current = replace(current, schema=new.schema)
    if old.name != new.name:
        steps.append(f"ALTER {word} {target(current)} RENAME TO {identifier(new.name)}")
    return steps
