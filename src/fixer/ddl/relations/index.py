"""Indexes: CREATE INDEX, what an index costs, and those that come with partitions and constraints."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, External, Index, IndexKey, Table
from fixer.catalog.resolve import TEMPORARY
from fixer.ddl.address import in_schema
from fixer.ddl.base import (
    SHARE,
    SHARE_UPDATE_EXCLUSIVE,
    Cost,
    Ddl,
    Session,
    lock,
    locks,
    statement,
    strings,
    with_partitions,
)
from fixer.ddl.names import cut, free_name, relation
from fixer.ddl.queries.assignable import has_class, ordered
from fixer.ddl.queries.output_names import figure
from fixer.ddl.relations.mutable import refuse_mutable
from fixer.ddl.relations.partition_key import refuse_unique
from fixer.ddl.relations.storage import placed
from fixer.ddl.relations.storage_parameters import OF_INDEXES, refuse_unknown
from fixer.model import Hazard, ObjectRef
from fixer.sql.canonical import columns
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.sql.parse import expression as parsed
from fixer.sql.quote import identifier, target
from fixer.values import replace


@statement("IndexStmt")
class CreateIndex(Ddl):
    """CREATE INDEX."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the index, and one to each partition unless ON ONLY."""
        table = relation(catalog, session, self.node["relation"])
        index = self._index(catalog, session, table)
        taken = catalog.relation(table.schema, index.ref.name)
        if taken is not None:
            if not self.node.get("if_not_exists"):
                session.problem(f"relation {target(index.ref)} exists already", taken.ref)
            return
        owner = catalog.find(table, Table)
        if owner is None and session.strict and table.kind == "table" and not _is_assumed(catalog, table):
            session.problem(f"there is no table {target(table)}")
        if owner is not None and session.strict and (unknown := _unknown(index, owner)):
            session.problem(f"there is no column {identifier(unknown)} in {target(table)}")
        _refuse_method(session, index, self.node)
        refuse_unknown(session, index.ref, OF_INDEXES.get(index.method), self._parameters)
        for computed in self._computed:
            refuse_mutable(catalog, session, f"index {target(index.ref)}", computed)
        _refuse(catalog, session, table, owner, index, self.only)
        if owner is not None and owner.partition_key and self.node.get("concurrent"):
            session.problem(f"{target(table)} is partitioned: no index of it is built concurrently")
        parts = catalog.partitions(table)
        if owner is not None and owner.partition_key and self.only and parts:
            index = replace(index, valid=False)
        catalog.put(index)
        if not self.only:
            _to_partitions(catalog, session, index)

    def _index(self, catalog: Catalog, session: Session, table: ObjectRef) -> Index:
        node = self.node
        keys, include = self._keys(catalog, session)
        where = None
        if "whereClause" in node:
            tokens = self.tokens
            opening = tokens.find("(", tokens.find("on"))
            at = tokens.find("where", tokens.closing(opening) + 1) + 1
            where = tokens.between(at, len(tokens))
        name = node.get("idxname")
        name = (
            cut(name)
            if name
            else free_name(
                catalog, table.schema, table.name, name_part((*keys, *map(IndexKey, include))), "idx"
            )
        )
        return Index(
            ObjectRef("index", table.schema, name),
            id=catalog.new_id(),
            origin=session.origin,
            table=table,
            method=node.get("accessMethod", "btree"),
            keys=keys,
            include=include,
            predicate=where,
            unique=bool(node.get("unique")),
            nulls_not_distinct=bool(node.get("nulls_not_distinct")),
            options=self._options(),
            tablespace=None if table.schema == TEMPORARY else placed(session, node.get("tableSpace")),
        )

    def _keys(self, catalog: Catalog, session: Session) -> tuple[tuple[IndexKey, ...], tuple[str, ...]]:
        elements = [item["IndexElem"] for item in self.node["indexParams"]]
        included = [item["IndexElem"] for item in self.node.get("indexIncludingParams", [])]
        include = tuple(element["name"] for element in included if "name" in element)
        if all("name" in element for element in elements):
            found = (self._key(element, 0, catalog, session) for element in elements)
            return tuple(found), include
        tokens = self.tokens
        opening = tokens.find("(", tokens.find("on"))
        pieces = tokens.commas(opening + 1)
        pairs = zip(elements, pieces, strict=True)
        return tuple(self._key(e, begin, catalog, session) for e, (begin, _end) in pairs), include

    def _key(self, element: Node, begin: int, catalog: Catalog, session: Session) -> IndexKey:
        suffix = _suffix(element, self.node.get("accessMethod", "btree"), catalog, session)
        if "name" in element:
            return IndexKey(element["name"], None, suffix)
        return IndexKey(None, self.tokens.between(begin, self.tokens.past_call(begin)), suffix)

    @property
    def _computed(self) -> list[Node]:
        """The expressions in it."""
        keys = [item["IndexElem"] for item in self.node["indexParams"]]
        where = [self.node["whereClause"]] if "whereClause" in self.node else []
        return [key["expr"] for key in keys if "expr" in key] + where

    @property
    def _parameters(self) -> list[Node]:
        return [item["DefElem"] for item in self.node.get("options", [])]

    def _options(self) -> str:
        if "options" not in self.node:
            return ""
        opening = self.tokens.find("(", self.tokens.find("with", self.tokens.find("on")))
        return self.tokens.inside(opening)

    def cost(self, before: Catalog, session: Session) -> Cost:
        """SHARE on the table, or SHARE UPDATE EXCLUSIVE when built concurrently (documentation, CREATE INDEX)."""
        table = relation(before, session, self.node["relation"])
        if self.node.get("concurrent"):
            return Cost((lock(table, SHARE_UPDATE_EXCLUSIVE),), transactional=False)
        owner = before.find(table, Table)
        if owner is not None and owner.partition_key and self.only:
            return Cost((lock(table, SHARE),))
        hazard = Hazard(
            "blocks-writes", f"writes to {target(table)} wait while the index is built", target(table)
        )
        built = locks(with_partitions(before, table), SHARE)
        return Cost(built, (hazard, Hazard("scan", f"reads all of {target(table)}", target(table))))


_CAN: dict[str, frozenset[str]] = {
    "btree": frozenset({"be unique", "include columns", "have several keys", "have an order"}),
    "hash": frozenset(),
    "gist": frozenset({"include columns", "have several keys"}),
    "gin": frozenset({"have several keys"}),
    "spgist": frozenset({"include columns"}),
    "brin": frozenset({"have several keys"}),
}
"""What indexes of PostgreSQL's own methods may do (IndexAmRoutine)."""


def _refuse_method(session: Session, index: Index, node: Node) -> None:
    """Says what the method of an index cannot do, and what no column that is included has (ComputeIndexAttrs in indexcmds.c)."""
    keys, included = (
        [item["IndexElem"] for item in node.get(part, [])] for part in ("indexParams", "indexIncludingParams")
    )
    wanted = {
        "be unique": index.unique,
        "include columns": bool(included),
        "have several keys": len(keys) > 1,
        "have an order": any(map(_is_ordered, keys)),
    }
    can = _CAN.get(index.method, wanted.keys())
    for what in [what for what, wants in wanted.items() if wants and what not in can]:
        session.problem(f"{target(index.ref)} is to {what}, which no {index.method} index does")
    if any("expr" in one or _is_ordered(one) or "opclass" in one or "collation" in one for one in included):
        session.problem(
            f"{target(index.ref)} includes columns as they are: no expression, order, class or collation"
        )


def _is_ordered(element: Node) -> bool:
    said = (element["ordering"], element["nulls_ordering"])
    return said != ("SORTBY_DEFAULT", "SORTBY_NULLS_DEFAULT")


def _refuse(
    catalog: Catalog, session: Session, table: ObjectRef, owner: Table | None, index: Index, only: bool
) -> None:
    """Says what lets no index be: a relation without rows of its own, types that it does not order, what its method lacks."""
    found = catalog.get(table)
    if (found is not None and table.kind in ("view", "sequence", "index", "type")) or (
        owner and owner.server
    ):
        session.problem(f"{target(table)} has no rows to index")
    for key in index.keys if owner is not None else ():
        column = owner.column(key.column) if owner is not None and key.column and not key.suffix else None
        if column is None:
            continue
        wrong = ""
        if index.method == "btree":
            wrong = "" if ordered(catalog, column.type) else "no index orders"
        elif not has_class(catalog, index.method, column.type):
            wrong = f"has no operator class for {index.method} by default"
        if wrong:
            named = f"column {target(table)}.{identifier(column.name)} is of type {column.type}"
            session.problem(f"{named}, which {wrong}")
    if index.unique and owner is not None:
        refuse_unique(catalog, session, table, [key.column for key in index.keys if key.column], only)


def _is_assumed(catalog: Catalog, table: ObjectRef) -> bool:
    """Whether what makes the table stands elsewhere: an index on it may come back all the same."""
    return catalog.find(ObjectRef("external", table.schema, table.name), External) is not None


def _unknown(index: Index, table: Table) -> str | None:
    """A column that the index is to be on and that the table does not have."""
    texts = [key.expression for key in index.keys] + [index.predicate]
    named = {key.column for key in index.keys if key.column} | set(index.include)
    # the table's own name stands for its whole rows
    named |= {column for text in texts if text for column in columns(text)} - {table.ref.name}
    return min(named - {column.name for column in table.columns}, default=None)


_ORDER = {"SORTBY_ASC": "ASC", "SORTBY_DESC": "DESC"}
_NULLS = {"SORTBY_NULLS_FIRST": "NULLS FIRST", "SORTBY_NULLS_LAST": "NULLS LAST"}


def _suffix(element: Node, method: str, catalog: Catalog, session: Session) -> str:
    """What stands behind a key: collation, operator class with its parameters, order; defaults left out."""
    parts = []
    if "collation" in element:
        named = strings(element["collation"])
        found = in_schema(catalog, session, "collation", named)
        parts.append(f"COLLATE {target(found.ref) if found else '.'.join(map(identifier, named))}")
    if "opclass" in element:
        options = [option["DefElem"] for option in element.get("opclassopts", [])]
        given = ", ".join(f"{option['defname']}={_constant(option.get('arg', {}))}" for option in options)
        named = strings(element["opclass"])
        known = in_schema(catalog, session, "operator class", named, method)
        if known is not None and known.ref.schema != "public":
            named = [known.ref.schema, known.ref.name]
        parts.append(".".join(map(identifier, named)) + (f" ({given})" if given else ""))
    order, nulls = _ORDER.get(element["ordering"], ""), _NULLS.get(element["nulls_ordering"], "")
    default = "NULLS FIRST" if order == "DESC" else "NULLS LAST"
    parts += [order if order == "DESC" else "", "" if nulls == default else nulls]
    return " ".join(part for part in parts if part)


def _constant(node: Node) -> str:
    return str(next(iter(next(iter(node.values())).values()), "")) if node else ""


def name_part(keys: tuple[IndexKey, ...]) -> str:
    """The middle of a default index name."""
    return "_".join(_column_names(keys))


def column_names(index: Index) -> tuple[str, ...]:
    """What an index's own columns are called."""
    return index.called or _column_names((*index.keys, *map(IndexKey, index.include)))


def _column_names(keys: tuple[IndexKey, ...]) -> tuple[str, ...]:
    """Columns, ``expr`` for expressions, made unique (ChooseIndexColumnNames)."""
    names: list[str] = []
    for key in keys:
        base = key.column or _expression_name(key.expression or "") or "expr"
        name, number = base, 0
        while name in names:
            number += 1
            name = f"{base}{number}"
        names.append(name)
    return tuple(names)


def _expression_name(expression: str) -> str:
    try:
        return figure(parsed(expression))
    except SqlSyntaxError:
        return ""


def clone(catalog: Catalog, session: Session, parent: Index, partition: Table, built: bool = False) -> None:
    """Gives a partition its own index, attached to the parent's, as CREATE INDEX on a partitioned table does. An index of it
    that says the same is that; where it is attached to a table, only one that is ``built``.
    """
    same = next(
        (
            index
            for index in catalog.children(partition.ref, Index)
            if index.parent is None
            and index.constraint is None
            and (index.valid or not built)
            and _alike(index, parent)
        ),
        None,
    )
    if same is not None:
        catalog.put(replace(same, parent=parent.ref))
        return
    made = replace(copy(catalog, session, parent, partition.ref), parent=parent.ref, valid=True)
    catalog.put(made)
    _to_partitions(catalog, session, made)


def _to_partitions(catalog: Catalog, session: Session, index: Index) -> None:
    """Gives each partition its index; one that has a part which was not built is not built, either (DefineIndex)."""
    partitions = catalog.partitions(index.table)
    for partition in partitions:
        clone(catalog, session, index, partition)
    parts = (part for partition in partitions for part in catalog.children(partition.ref, Index))
    if not all(part.valid for part in parts if part.parent == index.ref):
        catalog.put(replace(index, valid=False))


def copy(
    catalog: Catalog, session: Session, index: Index, table: ObjectRef, comment: str | None = None
) -> Index:
    """The same index on another table, under the name that PostgreSQL chooses."""
    name = free_name(catalog, table.schema, table.name, "_".join(column_names(index)), "idx")
    ref = ObjectRef("index", table.schema, name)
    made = replace(
        index,
        ref=ref,
        id=catalog.new_id(),
        table=table,
        parent=None,
        valid=True,
        comment=comment,
        tablespace=placed(session, index.tablespace),
        statistics=(),
    )
    catalog.put(made)
    return made


def _alike(one: Index, other: Index) -> bool:
    return (one.method, one.keys, one.include, one.predicate, one.unique) == (
        other.method,
        other.keys,
        other.include,
        other.predicate,
        other.unique,
    )


def implicit_index(catalog: Catalog, constraint: Constraint, called: tuple[str, ...] = ()) -> Index:
    """The index that PostgreSQL makes for a primary key, unique or exclusion constraint, under the same name. ``called`` are
    the columns of one that it copies.
    """
    return Index(
        ObjectRef("index", constraint.ref.schema, constraint.ref.name),
        id=catalog.new_id(),
        table=constraint.table,
        keys=tuple(IndexKey(column) for column in constraint.columns),
        include=constraint.include,
        unique=constraint.type in "pu",
        method="btree" if constraint.type in "pu" and not constraint.period else "gist",
        nulls_not_distinct=constraint.nulls_not_distinct,
        options=constraint.index_options,
        tablespace=constraint.index_tablespace,
        constraint=constraint.ref,
        called=called,
    )


def put(catalog: Catalog, index: Index) -> None:
    """Puts an index whose storage has changed, and its constraint, which has that, too."""
    catalog.put(index)
    owner = catalog.find(index.constraint, Constraint) if index.constraint is not None else None
    if owner is not None:
        catalog.put(replace(owner, index_options=index.options, index_tablespace=index.tablespace))


def attach(catalog: Catalog, session: Session, parent: Index, child: Index) -> None:
    """ALTER INDEX … ATTACH PARTITION; the parent becomes valid when every partition has its index.

    The key that the child belongs to becomes the copy of the parent's key (tablecmds.c, ATExecAttachPartitionIdx).
    """
    if why := _not_attached(catalog, parent, child):
        session.problem(f"{target(child.ref)} is not attached to {target(parent.ref)}: {why}")
        return
    catalog.put(replace(child, parent=parent.ref))
    key = catalog.find(child.constraint, Constraint) if child.constraint else None
    if key is not None and parent.constraint is not None:
        catalog.put(replace(key, clone_of=parent.constraint))
    settle(catalog, parent)


def _not_attached(catalog: Catalog, parent: Index, child: Index) -> str:
    """Why an index cannot be a partition's part of another (ATExecAttachPartitionIdx); "" where nothing is known."""
    table = catalog.find(child.table, Table)
    if table is not None and table.parent != parent.table:
        return f"{target(table.ref)} is no partition of {target(parent.table)}"
    if child.parent not in (None, parent.ref):
        return f"it is a part of {target(child.parent)}"
    if any(one.parent == parent.ref and one.ref != child.ref for one in catalog.children(child.table, Index)):
        return "another one of that table is"
    form = [(one.method, one.unique, [key.column for key in one.keys]) for one in (parent, child)]
    return "" if form[0] == form[1] else "it has other keys"


def settle(catalog: Catalog, parent: Index) -> None:
    """Makes an ON ONLY parent valid once each partition has a valid index attached, and so on upwards."""
    # one is attached after the other, mostly: the last ones lack it longest
    for partition in reversed(catalog.partition_names(parent.table)):
        indexes = catalog.children(partition, Index)
        if not any(index.parent == parent.ref and index.valid for index in indexes):
            return
    now = replace(parent, valid=True)
    catalog.put(now)
    grandparent = catalog.find(parent.parent, Index) if parent.parent else None
    if grandparent is not None:
        settle(catalog, grandparent)
