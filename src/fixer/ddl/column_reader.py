"""Each column that a statement names, looked up in its own FROM, then in those around it, as PostgreSQL does."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Table
from fixer.catalog.resolve import resolve
from fixer.ddl.common_type import UNDECIDED, UNKNOWN, shared
from fixer.model import ObjectRef
from fixer.sql.names import Name
from fixer.sql.parse import Node, nodes
from fixer.sql.types import DataType

Given = Mapping[str, list[Column]]
"""WITH queries in sight, by name; no columns where they are not known."""
ColumnsOf = Callable[[Node, Given], Sequence[Column] | None]
"""The columns of an item in FROM; None where they cannot be told."""


def is_of(column: ObjectRef, relation: ObjectRef) -> bool:
    """Whether a column is one of a relation."""
    return (column.schema, column.table) == (relation.schema, relation.name)


def column_ref(table: ObjectRef, name: str) -> ObjectRef:
    """The name of a column of a table or view."""
    return ObjectRef("column", table.schema, name, table.name)


@dataclass(frozen=True, eq=False)
class Rows:
    """What an item in FROM is called, and what its columns are called there."""

    alias: str
    names: Mapping[str, ObjectRef | None] | None
    """Name here → column of a relation; None where it is none's, and for all where they are not known."""
    fixed: Collection[str] = ()
    """The names that the query itself gives: in a list of aliases, or by USING."""
    place: int = -1
    """Where a query names the relation (as libpg_query places it); -1 for what is no relation."""
    types: Mapping[str, DataType] = field(default_factory=dict)
    relation: ObjectRef | None = None

    def has(self, name: str) -> bool:
        """Whether it has a column of that name, as far as is known."""
        return self.names is not None and name in self.names

    def column(self, name: str) -> ObjectRef | None:
        """The column of a relation that a name means."""
        return (self.names or {}).get(name)

    def used(self, name: str) -> set[ObjectRef]:
        """The same; empty where there is none."""
        found = self.column(name)
        return {found} if found is not None else set()


class _Merged(NamedTuple):
    """A column that a join has by one name: the source whose column it is as such, if any, and its type."""

    alias: str | None
    type: DataType | None


class Entry(NamedTuple):
    """A column of a join that has an alias: its name, and which of the columns of a source in the join it is, None where it is
    several's.
    """

    name: str
    source: tuple[Rows, int] | None = None
    column: ObjectRef | None = None
    """That of the relation."""
    new: bool = False
    """It is not there yet, so that no list of aliases counts it."""


class Whole(NamedTuple):
    """A join that has an alias, which hides what is in it."""

    rows: Rows
    given: list[str]
    """What the query calls the first of its columns."""
    columns: list[Entry]
    """As they are called by themselves: those that both sides share, then the others of each."""
    end: int
    """The last place in it that the parser tells: of those by one alias the one that ends first has the lowest, or comes first."""

    @property
    def names(self) -> list[str]:
        """As they are called."""
        given = iter(self.given)
        return [entry.name if entry.new else next(given, entry.name) for entry in self.columns]


class _Side(NamedTuple):
    rows: list[Rows]
    merged: dict[str, _Merged]
    columns: list[Entry]
    """All of them, in order, as far as they are known."""

    def offered(self, name: str) -> _Merged:
        """What a name means on this side of a join."""
        found = next((rows for rows in self.rows if rows.has(name)), None)
        if name in self.merged or found is None:
            return self.merged.get(name, _Merged(None, None))
        return _Merged(found.alias, found.types.get(name))

    @property
    def names(self) -> list[str]:
        """What its columns are called, where all are known."""
        return [entry.name for entry in self.columns if not entry.new]


@dataclass
class Scope:
    """What the FROM of one query level offers, by alias."""

    outer: Scope | None
    sources: dict[str, Rows] = field(default_factory=dict)
    merged: dict[str, _Merged] = field(default_factory=dict)
    """Columns that a join has by one name."""
    hidden: bool = False
    """NATURAL, of columns that are not known, stands between the query and its sources."""

    def upwards(self) -> Iterator[Scope]:
        """This level, then those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def named(self, alias: str) -> list[Rows]:
        """What an alias stands for, seen from this level: one source at most."""
        found = (level.sources[alias] for level in self.upwards() if alias in level.sources)
        return list(itertools.islice(found, 1))


def columns_read(
    tree: Node,
    catalog: Catalog,
    columns_of: ColumnsOf | None = None,
    outermost: Scope | None = None,
    path: Sequence[str] = ("public",),
    coming: ObjectRef | None = None,
) -> ColumnReader:
    """What was read of a statement's tree; ``outermost`` is in sight besides, and the search_path finds its relations.
    ``coming`` is a column that its relation is to get.
    """
    reader = ColumnReader(catalog, columns_of, path, coming)
    reader.read(tree, outermost, {})
    return reader


class ColumnReader:
    """Walks statements. With ``columns_of`` it knows the columns of all that is in FROM, and says what each name means."""

    def __init__(
        self,
        catalog: Catalog,
        columns_of: ColumnsOf | None,
        path: Sequence[str],
        coming: ObjectRef | None = None,
    ):
        self.catalog, self.columns_of, self.path, self.coming = catalog, columns_of, path, coming
        self.used: set[ObjectRef] = set()
        self.bare: dict[int, str] = {}
        """Where a bare name is of the only source → that."""
        self.owners: dict[int, str] = {}
        """Where a bare name stands → the source that it is of."""
        self.places: dict[int, tuple[Rows, str]] = {}
        """Where a column is named → what it is of, and what it is called there."""
        self.joined: list[tuple[Rows, str]] = []
        """The columns by which sources are joined with USING or NATURAL."""
        self.levels: list[Scope] = []
        self.relations: list[Rows] = []
        """The relations in FROM."""
        self.wholes: list[Whole] = []
        """The joins that have an alias; those within others come first."""
        self.filled: dict[int, ObjectRef] = {}
        """Where INSERT and UPDATE name a column to be filled → that."""
        self.inserted: list[Rows] = []
        """The tables of INSERT … ON CONFLICT."""
        self.sources = 0

    def read(self, item: Any, scope: Scope | None, named: Given) -> None:
        """Walks a tree. ``named`` are the WITH queries in sight."""
        if isinstance(item, list):
            for part in item:
                self.read(part, scope, named)
        elif isinstance(item, dict):
            for key, value in item.items():
                if key == "SelectStmt":
                    self.query(value, scope, named)
                elif key in ("InsertStmt", "UpdateStmt", "DeleteStmt"):
                    self.change(value, scope, named)
                elif key == "ColumnRef":
                    self.column(value["fields"], scope, value.get("location", 0))
                else:
                    self.read(value, scope, named)

    def query(self, node: Node, outer: Scope | None, named: Given) -> None:
        """A SELECT, VALUES or set operation."""
        named = self._with(node, outer, named)
        for side in ("larg", "rarg"):
            if side in node:
                self.query(node[side], outer, named)
        scope = Scope(outer)
        self.levels.append(scope)
        self._sources(node.get("fromClause", []), scope, named)
        outputs = {
            target["ResTarget"]["name"]
            for target in node.get("targetList", [])
            if "name" in target["ResTarget"]
        }
        for key, value in node.items():
            if key == "sortClause":
                if "larg" not in node:  # else it names what the whole gives
                    self._sorted(value, outputs, scope, named)
            elif key == "targetList":
                self._targets(value, scope, named)
            elif key not in ("withClause", "fromClause", "larg", "rarg"):
                self.read(value, scope, named)

    def change(self, node: Node, outer: Scope | None, named: Given) -> None:
        """An INSERT, UPDATE or DELETE, as rules and WITH have them."""
        named = self._with(node, outer, named)
        scope = Scope(outer)
        table = self._source(node["relation"], scope, named)
        conflict = node.get("onConflictClause", {})
        set_columns = [] if "cols" in node else node.get("targetList", [])
        for item in (*node.get("cols", []), *set_columns, *conflict.get("targetList", [])):
            target = item["ResTarget"]
            column = table.column(target.get("name", ""))
            if column is not None:
                self.filled[target["location"]] = column
        if conflict:
            self.inserted.append(table)
            scope.sources["excluded"] = Rows("excluded", table.names)
        self._sources([*node.get("fromClause", []), *node.get("usingClause", [])], scope, named)
        for key, value in node.items():
            if key not in ("withClause", "fromClause", "usingClause", "relation", "cols"):
                self.read(value, scope, named)

    def _with(self, node: Node, outer: Scope | None, named: Given) -> Given:
        clause = node.get("withClause", {})
        queries = [item["CommonTableExpr"] for item in clause.get("ctes", [])]
        if clause.get("recursive"):
            named = {**named, **{query["ctename"]: [] for query in queries}}
        for query in queries:
            alias = {"aliasname": query["ctename"], "colnames": query.get("aliascolnames", [])}
            whole = {"RangeSubselect": {"subquery": query["ctequery"], "alias": alias}}
            own = self.columns_of(whole, named) if self.columns_of is not None else None
            known = {**named, query["ctename"]: list(own or ())}
            self.read(query["ctequery"], outer, known if clause.get("recursive") else named)
            named = known
        return named

    def _targets(self, items: list[Node], scope: Scope, named: Given) -> None:
        """What is selected. A ``*`` stands for columns only here: as an argument it is the row as a whole."""
        for item in items:
            fields = item["ResTarget"].get("val", {}).get("ColumnRef", {}).get("fields", [{}])
            if "A_Star" not in fields[-1]:
                self.read(item, scope, named)
            elif len(fields) == 1:
                self._all(scope.sources.values())
            else:
                self._all(scope.named(fields[-2]["String"]["sval"]))

    def _sorted(self, items: list[Node], outputs: Iterable[str], scope: Scope, named: Given) -> None:
        """ORDER BY: a bare name means an output column first (documentation of SELECT)."""
        for item in items:
            fields = item["SortBy"]["node"].get("ColumnRef", {}).get("fields", [])
            if len(fields) != 1 or fields[0].get("String", {}).get("sval") not in outputs:
                self.read(item, scope, named)

    # FROM

    def _sources(self, items: list[Node], scope: Scope, named: Given) -> None:
        for item in items:
            self._from(item, scope, named)

    def _from(self, item: Node, scope: Scope, named: Given) -> _Side:
        """Adds what a FROM item offers, and gives it."""
        ((kind, node),) = item.items()
        if kind == "RangeVar":
            return self._alone(self._source(node, scope, named))
        if kind == "RangeTableSample":
            return self._from(node["relation"], scope, named)
        if kind == "JoinExpr":
            return self._join(node, scope, named)
        self.read({key: value for key, value in node.items() if key != "alias"}, scope, named)
        return self._alone(self._other(item, node.get("alias", {}).get("aliasname", ""), scope, named))

    def _join(self, node: Node, scope: Scope, named: Given) -> _Side:
        alias = node.get("alias")
        inner = scope if alias is None else Scope(scope.outer)  # what has an alias is not seen but by that
        left, right = (self._from(node[side], inner, named) for side in ("larg", "rarg"))
        names = [name["String"]["sval"] for name in node.get("usingClause", [])]
        if node.get("isNatural"):
            names = [name for name in left.names if name in right.names]
            inner.hidden |= any(rows.names is None for rows in (*left.rows, *right.rows))
        merged = {name: _merged(node["jointype"], left.offered(name), right.offered(name)) for name in names}
        entries = (entry for side in (left, right) for entry in side.columns)
        others = (entry for entry in entries if entry.new or entry.name not in names)
        joined = _Side(
            [*left.rows, *right.rows],
            {**merged, **left.merged, **right.merged, **merged},
            [*map(Entry, names), *others],
        )
        inner.merged |= merged
        for rows in joined.rows:
            for name in filter(rows.has, names):
                self.joined.append((rows, name))
                self.used |= rows.used(name)
        if "join_using_alias" in node:
            also = node["join_using_alias"]["aliasname"]
            inner.sources[also] = Rows(also, dict.fromkeys(names), names)
            self.joined += [(inner.sources[also], name) for name in names]
        self.read(node.get("quals", {}), inner, named)
        if alias is None:
            return joined
        given = [name["String"]["sval"] for name in alias.get("colnames", [])]
        own = Rows(alias["aliasname"], None, given)
        whole = Whole(own, given, [], _last_place(node))
        if all(rows.names is not None for rows in joined.rows):
            whole = whole._replace(columns=joined.columns)
            known = zip(whole.names, whole.columns, strict=True)
            own = Rows(own.alias, {name: e.column for name, e in known if not e.new}, given)
            whole = whole._replace(rows=own)
        self.wholes.append(whole)
        scope.sources[own.alias] = own
        offered = enumerate(zip(whole.names, whole.columns, strict=True))
        return _Side([own], {}, [Entry(name, (own, at), e.column, e.new) for at, (name, e) in offered])

    def _alone(self, rows: Rows) -> _Side:
        entries = [Entry(name, (rows, at), rows.column(name)) for at, name in enumerate(rows.names or ())]
        if self.coming is not None and rows.relation is not None and is_of(self.coming, rows.relation):
            entries.append(Entry(self.coming.name, (rows, len(entries)), self.coming, True))
        return _Side([rows], {}, entries)

    def _source(self, node: Node, scope: Scope, named: Given) -> Rows:
        alias = node.get("alias", {})
        name = alias.get("aliasname", node["relname"])
        if "schemaname" not in node and node["relname"] in named:
            return self._other({"RangeVar": node}, name, scope, named)
        parts = tuple(node[key] for key in ("schemaname", "relname") if key in node)
        ref = resolve(self.catalog, Name("relation", parts, 0, 0), self.path)
        table = self.catalog.find(ref, Table) if ref is not None else None
        columns: Sequence[Column] | None = table.columns if table is not None else None
        if table is None and ref is not None and self.columns_of is not None:
            plain = {key: value for key, value in node.items() if key != "alias"}
            columns = self.columns_of({"RangeVar": plain}, named)
        if columns is None or ref is None:
            return self._other({"RangeVar": node}, name, scope, named)
        self.sources += 1
        own = [column.name for column in columns]
        given = [item["String"]["sval"] for item in alias.get("colnames", [])]
        shown = [*given, *own[len(given) :]]
        rows = Rows(
            name,
            {here: column_ref(ref, column) for here, column in zip(shown, own, strict=False)},
            given,
            node.get("location", 0),
            _types(shown, columns) if self.columns_of is not None else {},
            ref,
        )
        scope.sources[name] = rows
        self.relations.append(rows)
        return rows

    def _other(self, item: Node, alias: str, scope: Scope, named: Given) -> Rows:
        self.sources += 1
        found = self.columns_of(item, named) if self.columns_of is not None else None
        names = [column.name for column in found or ()]
        rows = Rows(alias, dict.fromkeys(names), names, -1, _types(names, found or ()))
        if not names:
            rows = Rows(alias, None)
        scope.sources[alias] = rows
        return rows

    # names

    def column(self, fields: list[Node], scope: Scope | None, place: int) -> None:
        """Looks a column up. A name that a source of unknown columns may have is looked for further out, too."""
        if scope is None:
            return
        *qualifier, last = fields
        if "A_Star" in last:
            return
        name = last["String"]["sval"]
        if not qualifier:
            self._bare(name, scope, place)
            owner = self._owner(name, scope) if self.columns_of is not None else None
            if owner is not None:
                self.owners[place] = owner
            return
        for rows in scope.named(qualifier[-1]["String"]["sval"]):
            self.used |= rows.used(name)
            self.places[place] = rows, name

    def _bare(self, name: str, scope: Scope, place: int) -> None:
        for level in scope.upwards():
            found = [rows for rows in level.sources.values() if rows.has(name)]
            self.used.update(*(rows.used(name) for rows in found))
            if name not in level.merged and len(found) == 1:
                self.places[place] = found[0], name
                if len(level.sources) == 1 and found[0].column(name):
                    self.bare[place] = found[0].alias
            if found or name in level.sources:  # else it is a whole row, which needs the table alone
                return

    def _owner(self, name: str, scope: Scope) -> str | None:
        """The source that a bare name is of; None where that cannot be told, or something hides it."""
        inner: set[str] = set()
        for level in scope.upwards():
            owners = [alias for alias, rows in level.sources.items() if rows.has(name)]
            if name in level.merged:
                owner = level.merged[name].alias
                others = [o for o in owners if not self.is_joined(level.sources[o], name)]
                owners = ["", ""] if owner is None else [owner, *others]
            if owners or name in level.sources:
                plain = len(owners) == 1 and not level.hidden
                return owners[0] if plain and owners[0] not in inner else None
            if any(rows.names is None for rows in level.sources.values()):
                return None
            inner |= level.sources.keys()
        return None

    def is_joined(self, rows: Rows, name: str) -> bool:
        """Whether a source is joined by a column of that name."""
        return any(one is rows and by == name for one, by in self.joined)

    def _all(self, sources: Iterable[Rows]) -> None:
        for rows in sources:
            self.used.update(*map(rows.used, rows.names or ()))


def _types(names: Iterable[str], columns: Iterable[Column]) -> dict[str, DataType]:
    return {name: column.type for name, column in zip(names, columns, strict=False)}


def _merged(join: str, left: _Merged, right: _Merged) -> _Merged:
    """The column that both sides give by one name: that of a side which has its type already, as the join lets it
    (buildMergedJoinVar in parse_clause.c).
    """
    kinds = [side.type for side in (left, right) if side.type not in (None, UNKNOWN, UNDECIDED)]
    common = shared([Column("", kind) for kind in kinds if kind is not None]).type
    known = len(kinds) > 1 and common != UNKNOWN  # else they are taken to be alike
    sides = [side.alias if side.type == common or not known else None for side in (left, right)]
    chosen = {"JOIN_INNER": sides, "JOIN_LEFT": sides[:1], "JOIN_RIGHT": sides[1:]}.get(join, [])
    return _Merged(next(filter(None, chosen), None), common)


def _last_place(tree: Node) -> int:
    return max(int(part.get("location", 0)) for part in nodes([tree]))
