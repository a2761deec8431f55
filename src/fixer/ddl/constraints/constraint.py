"""Table constraints: from a Constraint node to the catalog, and to the tables below."""

from __future__ import annotations

from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, External, Index, IndexKey, Table
from fixer.ddl.base import Ddl, Session, with_partitions
from fixer.ddl.constraints import keys_beside, not_null, not_null_effect
from fixer.ddl.constraints.constraint_fit import refuse, refuse_name
from fixer.ddl.names import cut, free_constraint_name, free_name, relation
from fixer.ddl.queries.output_names import figure
from fixer.ddl.queries.used_columns import SYSTEM_COLUMNS
from fixer.ddl.relations.index import implicit_index, name_part
from fixer.ddl.relations.storage import option_value, placed
from fixer.model import ObjectRef
from fixer.sql.canonical import canonical
from fixer.sql.canonical import columns as columns_of
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.sql.quote import target
from fixer.values import replace

TYPES = {
    "CONSTR_CHECK": "c",
    "CONSTR_PRIMARY": "p",
    "CONSTR_UNIQUE": "u",
    "CONSTR_EXCLUSION": "x",
    "CONSTR_FOREIGN": "f",
}


Clause = tuple[Node, list[Node], int, int, str | None]
"""A constraint's node, its attributes, its first and last token, and the column that it was written with."""


def without_repeated(clauses: list[Clause]) -> list[Clause]:
    """The clauses of one CREATE TABLE without a UNIQUE that says what a key before it says, the primary key being the
    first of all; one without a name takes that of the other (src/backend/parser/parse_utilcmd.c,
    transformIndexConstraints).
    """
    keys = [clause for clause in clauses if clause[0]["contype"] in ("CONSTR_PRIMARY", "CONSTR_UNIQUE")]
    keys.sort(key=lambda clause: clause[0]["contype"] != "CONSTR_PRIMARY")
    first: dict[object, int] = {}
    gone: set[int] = set()
    named: dict[int, str] = {}
    for clause in keys:
        node, attributes, _begin, _end, column = clause
        kind = TYPES[node["contype"]]
        same = (
            _key_columns(node, kind, column),
            tuple(item["String"]["sval"] for item in node.get("including", [])),
            bool(node.get("nulls_not_distinct")),
            bool(node.get("deferrable"))
            or _has(attributes, "CONSTR_ATTR_DEFERRABLE", "CONSTR_ATTR_DEFERRED"),
            bool(node.get("initdeferred")) or _has(attributes, "CONSTR_ATTR_DEFERRED"),
        )
        prior = first.setdefault(same, id(node))
        if prior != id(node) and kind == "u":
            gone.add(id(node))
            if "conname" in node:
                named.setdefault(prior, node["conname"])
    return [
        ({"conname": named[id(clause[0])], **clause[0]}, *clause[1:]) if id(clause[0]) in named else clause
        for clause in clauses
        if id(clause[0]) not in gone
    ]


def add(
    ddl: Ddl,
    catalog: Catalog,
    session: Session,
    table: ObjectRef,
    node: Node,
    attributes: list[Node],
    begin: int,
    end: int,
    column: str | None = None,
) -> Constraint | None:
    """Adds the constraint that a node describes; ``column`` is set where it was written with one."""
    kind = TYPES.get(node["contype"])
    owner = catalog.find(table, Table)
    if owner is not None and node["contype"] == "CONSTR_NOTNULL":
        _add_not_null(ddl, catalog, session, owner, node, column)
    if kind is None or owner is None:
        return None
    columns = () if kind == "c" else _key_columns(node, kind, column)
    expression = None
    if kind == "c":
        expression = ddl.tokens.inside(ddl.tokens.find("(", begin))
    using = node.get("indexname")
    if using:
        return _from_index(ddl, catalog, session, owner, node, kind, using)
    if "conname" in node:
        name = cut(node["conname"])
    else:
        named_after = _check_columns(expression, owner) if expression is not None else columns
        included = tuple(item["String"]["sval"] for item in node.get("including", []))
        name = default_name(catalog, table, kind, named_after + included)
    enforced = kind not in "cf" or (
        bool(node.get("is_enforced")) and not _has(attributes, "CONSTR_ATTR_NOT_ENFORCED")
    )
    made = Constraint(
        ObjectRef("constraint", table.schema, name, table.name),
        id=catalog.new_id(),
        origin=session.origin,
        table=table,
        type=kind,
        columns=_excluded(node) if kind == "x" else columns,
        expression=expression,
        enforced=enforced,
        period=bool(node.get("without_overlaps") or node.get("fk_with_period")),
        validated=enforced and (_of_new_table(ddl, owner) or not node.get("skip_validation", False)),
        deferrable=bool(node.get("deferrable"))
        or _has(attributes, "CONSTR_ATTR_DEFERRABLE", "CONSTR_ATTR_DEFERRED"),
        deferred=bool(node.get("initdeferred")) or _has(attributes, "CONSTR_ATTR_DEFERRED"),
        no_inherit=bool(node.get("is_no_inherit")),
        nulls_not_distinct=bool(node.get("nulls_not_distinct")),
        include=tuple(item["String"]["sval"] for item in node.get("including", [])),
        exclusion=_exclusion(ddl, begin) if kind == "x" else None,
        index_options=_index_options(node),
        index_tablespace=placed(session, node.get("indexspace")) if kind in "pux" else None,
        **(_foreign_key(catalog, session, node) if kind == "f" else {}),
    )
    taken = catalog.relation(table.schema, name) if kind in "pux" else None
    there = catalog.get(made.ref) or taken
    if isinstance(there, Constraint) and _merges(there, made):
        merged = replace(there, local=owner.parent is None)
        catalog.put(merged)
        return merged
    if there is not None and not isinstance(there, External):
        session.problem(f"constraint {target(made.ref)} exists already", there.ref)
    elif name in keys_beside.taken(catalog, table):
        session.problem(
            f"the partitions that a foreign key of {target(table)} refers to take the name {name}"
        )
    if kind == "c" and _of_new_table(ddl, owner):
        not_null_effect.give_way(catalog, made)
    refuse_name(catalog, session, made)
    if kind == "p" and catalog.primary_key(table):
        key = next(item for item in catalog.children(table, Constraint) if item.type == "p")
        session.problem(f"{target(table)} has a primary key already", key.ref)
    if kind == "p" and not ddl.only:
        for ref in with_partitions(catalog, table)[1:]:
            if catalog.primary_key(ref) not in ((), columns):
                session.problem(f"partition {target(ref)} has a primary key already")
    refuse(catalog, session, ddl, owner, made, node)
    if kind == "p":
        declared = "cmds" not in ddl.node or column is not None
        not_null_effect.for_key(catalog, session, owner, columns, not ddl.only, declared)
    catalog.put(made)
    alone = kind in "pux" and ddl.only and catalog.partitions(table)
    if kind in "pux":  # ONLY: until each partition's own index is attached
        called = columns if kind == "x" else ()
        catalog.put(replace(implicit_index(catalog, made, called), valid=not alone))
    if made.references is not None:
        keys_beside.add(catalog, session, made.ref, [one.ref for one in catalog.partitions(made.references)])
    if not alone:
        _to_partitions(catalog, session, made)
    return made


def _of_new_table(ddl: Ddl, table: Table) -> bool:
    """Whether a table is made right there: it has no rows, so that NOT VALID says nothing (transformCheckConstraints)."""
    return "cmds" not in ddl.node and table.server is None


def _merges(there: Constraint, added: Constraint) -> bool:
    """Whether an heir says again what it inherits (MergeWithExistingConstraint)."""
    if there.type != "c" or added.type != "c" or there.clone_of is None or added.no_inherit:
        return False
    return canonical(there.expression or "") == canonical(added.expression or "")


def _has(attributes: list[Node], *kinds: str) -> bool:
    return any(attribute["contype"] in kinds for attribute in attributes)


def _key_columns(node: Node, kind: str, column: str | None) -> tuple[str, ...]:
    if kind == "x":
        elements = [item["List"]["items"][0]["IndexElem"] for item in node.get("exclusions", [])]
        return tuple(element.get("name") or figure(element["expr"]) or "expr" for element in elements)
    listed = node.get("fk_attrs" if kind == "f" else "keys", [])
    return tuple(item["String"]["sval"] for item in listed) or ((column,) if column else ())


def _excluded(node: Node) -> tuple[str, ...]:
    """The columns of an exclusion constraint, as introspection has them: ``expr`` for an expression."""
    elements = [item["List"]["items"][0]["IndexElem"] for item in node.get("exclusions", [])]
    return tuple(element.get("name", "expr") for element in elements)


def _check_columns(expression: str, table: Table) -> tuple[str, ...]:
    try:
        used = columns_of(expression)
    except SqlSyntaxError:
        return ()
    return (*(column.name for column in table.columns if column.name in used), *sorted(used & SYSTEM_COLUMNS))


def _exclusion(ddl: Ddl, begin: int) -> str:
    """``USING gist (…) WITH (…) WHERE (…)`` as written, without the tablespace."""
    tokens = ddl.tokens
    first = tokens.find("exclude", begin) + 1
    last = tokens.closing(tokens.find("(", first)) + 1
    for word in ("include", "with"):
        if tokens.words[last : last + 1] == [word]:
            last = tokens.closing(last + 1) + 1
    text = tokens.between(first, last)
    if tokens.words[last : last + 2] == ["using", "index"]:
        last += len(("using", "index", "tablespace", "its name"))
    if tokens.words[last : last + 1] == ["where"]:
        text += " " + tokens.between(last, tokens.closing(last + 1) + 1)
    return text


def _index_options(node: Node) -> str:
    """``fillfactor=70``: the options of a key's index."""
    options = [item["DefElem"] for item in node.get("options", [])]
    return ", ".join(f"{o['defname']}={option_value(o)}" for o in options)


def _foreign_key(catalog: Catalog, session: Session, node: Node) -> dict[str, Any]:
    """The fields of a foreign key that say what it refers to and how."""
    referenced = relation(catalog, session, node["pktable"])
    columns = tuple(item["String"]["sval"] for item in node.get("pk_attrs", []))
    columns = columns or catalog.primary_key(referenced)
    return {
        "references": referenced,
        "referenced_columns": columns,
        "on_update": node.get("fk_upd_action", "a"),
        "on_delete": node.get("fk_del_action", "a"),
        "set_columns": tuple(item["String"]["sval"] for item in node.get("fk_del_set_cols", [])),
        "match": node.get("fk_matchtype", "s"),
    }


def default_name(catalog: Catalog, table: ObjectRef, kind: str, columns: tuple[str, ...]) -> str:
    """PostgreSQL's own choice (ChooseConstraintName and ChooseIndexName); ``columns`` are all that the key's index has,
    or that a CHECK uses.
    """
    if kind in "pux":
        label = {"p": "pkey", "u": "key", "x": "excl"}[kind]
        second = "" if kind == "p" else name_part(tuple(map(IndexKey, columns)))
        return free_name(catalog, table.schema, table.name, second, label, of_constraint=True)
    if kind == "f":
        return keys_beside.default_name(catalog, table, columns)
    second = columns[0] if len(columns) == 1 else ""
    return free_constraint_name(catalog, table.schema, table.name, second, "check")


def key_names(catalog: Catalog, key: Constraint) -> tuple[str, ...]:
    """What the columns of a key's index are called."""
    index = catalog.find(ObjectRef("index", key.ref.schema, key.ref.name), Index)
    return index.called if index is not None and index.called else key.columns + key.include


def _add_not_null(
    ddl: Ddl, catalog: Catalog, session: Session, table: Table, node: Node, column: str | None
) -> None:
    """A NOT NULL that is written as a constraint of the table, from PostgreSQL 18 on."""
    about = not_null.written(catalog, node)
    for name in _key_columns(node, "n", column):
        if "cmds" not in ddl.node:
            not_null_effect.declare(catalog, session, table, name, about)
        else:
            holds = not node.get("skip_validation")
            not_null_effect.add(catalog, session, table, name, about, holds, deep=not ddl.only)


def _from_index(
    ddl: Ddl, catalog: Catalog, session: Session, table: Table, node: Node, kind: str, using: str
) -> Constraint | None:
    """ADD CONSTRAINT … USING INDEX: the index takes the constraint's name (documentation, ALTER TABLE)."""
    index = catalog.find(ObjectRef("index", table.ref.schema, using), Index)
    if index is None:
        session.problem(f"there is no index {using} for the constraint on {target(table.ref)}")
        return None
    if index.table != table.ref or index.constraint is not None:
        session.problem(f"index {target(index.ref)} is of another table, or a key's already")
        return None
    if kind == "p" and catalog.primary_key(table.ref):
        session.problem(f"{target(table.ref)} has a primary key already")
    if not index.unique or index.predicate or any(key.column is None for key in index.keys):
        session.problem(
            f"index {target(index.ref)} holds no key: it is not unique, partial, or of expressions"
        )
        return None
    name = node.get("conname", using)
    columns = tuple(key.column or "" for key in index.keys)
    made = Constraint(
        ObjectRef("constraint", table.ref.schema, name, table.ref.name),
        id=catalog.new_id(),
        origin=session.origin,
        table=table.ref,
        type=kind,
        columns=columns,
        include=index.include,
        nulls_not_distinct=index.nulls_not_distinct,
        index_options=index.options,
        index_tablespace=index.tablespace,
        deferrable=bool(node.get("deferrable")),
        deferred=bool(node.get("initdeferred")),
    )
    taken = catalog.relation(table.ref.schema, name)
    if name != using and taken is not None and not isinstance(taken, External):
        session.problem(f"{taken.ref.kind} {target(taken.ref)} exists already", taken.ref)
    refuse_name(catalog, session, made)
    catalog.remove(index.ref)
    catalog.put(replace(index, ref=ObjectRef("index", table.ref.schema, name), constraint=made.ref))
    if kind == "p":
        not_null_effect.for_key(catalog, session, table, columns, deep=not ddl.only)
    catalog.put(made)
    return made


def _to_partitions(catalog: Catalog, session: Session, made: Constraint) -> None:
    """A partitioned or inherited table's constraint goes to its children, except NO INHERIT ones and plain keys of heirs."""
    children = catalog.partitions(made.table)
    if made.type == "c" and not made.no_inherit:
        children += catalog.heirs(made.table)
    for child in children:
        clone(catalog, session, made, child)


def clone(catalog: Catalog, session: Session, parent: Constraint, child: Table) -> None:
    """Gives a partition (or heir) its copy of a parent's constraint, under the name that PostgreSQL chooses."""
    of_child = catalog.children(child.ref, Constraint)
    if parent.type == "c":
        for check in [c for c in of_child if c.clone_of and _alike(catalog, c, parent)]:
            catalog.put(replace(check, clone_of=inherited_from(catalog, child, check.ref.name)))
            return
    known = [c for c in of_child if c.clone_of == parent.ref]
    if known or (parent.type != "c" and child.parent != parent.table):
        return
    same = next(
        (c for c in of_child if c.type == parent.type and c.clone_of is None and _alike(catalog, c, parent)),
        None,
    )
    if same is not None:
        if same.type == "f" and same.enforced != parent.enforced:
            session.problem(
                f"constraint {target(same.ref)} is ENFORCED, or not, where {target(parent.ref)} is another"
            )
        valid = same.validated or (parent.type == "f" and parent.validated)
        local = parent.type == "c" and child.parent is None
        catalog.put(replace(same, clone_of=parent.ref, validated=valid, local=local))
        index = catalog.find(ObjectRef("index", same.ref.schema, same.ref.name), Index)
        if index is not None and parent.type in "pux":
            catalog.put(replace(index, parent=ObjectRef("index", parent.ref.schema, parent.ref.name)))
        return
    name = parent.ref.name
    if parent.type in "pux":
        name = default_name(catalog, child.ref, parent.type, key_names(catalog, parent))
    elif parent.type == "f" and catalog.get(ObjectRef("constraint", child.ref.schema, name, child.ref.name)):
        name = keys_beside.name_for(catalog, child.ref, parent)
    copy = replace(
        parent,
        ref=ObjectRef("constraint", child.ref.schema, name, child.ref.name),
        id=catalog.new_id(),
        table=child.ref,
        clone_of=parent.ref,
        local=False,
        comment=None,
        beside=(),
        index_tablespace=placed(session, parent.index_tablespace) if parent.type in "pux" else None,
    )
    catalog.put(copy)
    if copy.type in "pux":
        index = implicit_index(catalog, copy, key_names(catalog, parent))
        catalog.put(replace(index, parent=ObjectRef("index", parent.ref.schema, parent.ref.name)))
    if copy.type == "p":
        not_null_effect.for_key(catalog, Session(), child, copy.columns, deep=True)
    _to_partitions(catalog, session, copy)


def inherited_from(catalog: Catalog, child: Table, name: str) -> ObjectRef | None:
    """The CHECK that a child has from its parents: of those that have it, from the first."""
    for parent in (child.parent,) if child.parent else child.inherits:
        check = catalog.find(ObjectRef("constraint", parent.schema, name, parent.name), Constraint)
        if check is not None and check.type == "c" and not check.no_inherit:
            return check.ref
    return None


_SAME_KEY = ("columns", "references", "referenced_columns")
_SAME_FOREIGN_KEY = (*_SAME_KEY, "deferrable", "deferred", "on_update", "on_delete", "match")


def _alike(catalog: Catalog, one: Constraint, other: Constraint) -> bool:
    """Whether a child's own constraint becomes the copy of its parent's (of foreign keys: tryAttachPartitionForeignKey)."""
    if one.type == "c":
        return one.ref.name == other.ref.name
    if one.type == "f" and not one.validated and catalog.major < keys_beside.NAMED_AFTER_KEY:
        return False
    fields = _SAME_FOREIGN_KEY if one.type == "f" else _SAME_KEY
    return all(getattr(one, field) == getattr(other, field) for field in fields)
