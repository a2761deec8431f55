"""Which columns of tables a query uses: each name looked up in its own FROM, then in those around it, as PostgreSQL does."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.catalog.resolve import resolve
from fixer.model import ObjectRef
from fixer.sql.names import Name
from fixer.sql.parse import Node, SqlSyntaxError, nodes
from fixer.sql.parse import expression as parse_expression


def column_ref(table: ObjectRef, name: str) -> ObjectRef:
    """The name of a table's column."""
    return ObjectRef("column", table.schema, name, table.name)


SYSTEM_COLUMNS = frozenset({"ctid", "tableoid", "xmin", "xmax", "cmin", "cmax"})
"""What every table has besides its own columns (documentation, 5.5 System Columns)."""


def named_in(expression: str, table: str) -> set[str]:
    """The columns that an expression of one table's names; none where it is a query in part, which has others."""
    try:
        found = list(nodes([parse_expression(expression)]))
    except SqlSyntaxError:
        return set()
    if any("SubLink" in node for node in found):
        return set()
    named = set()
    for node in found:
        fields = [
            field.get("String", {}).get("sval", "") for field in node.get("ColumnRef", {}).get("fields", [])
        ]
        if fields and (len(fields) == 1 or fields[-2] == table):
            named.add(fields[-1])
    return named - SYSTEM_COLUMNS - {"", table}


def columns_used(node: Node, catalog: Catalog) -> frozenset[ObjectRef]:
    """The columns of known tables that a statement's tree uses; those that a ``*`` stands for among them."""
    reader = _Reader(catalog)
    reader.read(node, None, frozenset())
    return frozenset(reader.used)


def sources_of_bare_columns(node: Node, catalog: Catalog) -> dict[int, str]:
    """Where a statement's tree has a column by its bare name (as libpg_query places it) → the one source that it is of."""
    reader = _Reader(catalog)
    reader.read(node, None, frozenset())
    return reader.bare


NamesOf = Callable[[Node], Collection[str] | None]
"""What the columns of an item in FROM are called that is no table; None where that cannot be told."""


def owners_of_bare_columns(node: Node, catalog: Catalog, names_of: NamesOf) -> dict[int, str]:
    """Where a query that PostgreSQL has taken has a column by its bare name (as libpg_query places it) → the source that it is
    of, among others: a source of unknown columns has none of that name, since that would be said of two.
    """
    reader = _Reader(catalog, names_of)
    reader.read(node, None, frozenset())
    return reader.owners if reader.sources > 1 else {}


@dataclass
class _Rows:
    """A table in FROM: what its columns are called there, and by themselves."""

    ref: ObjectRef
    names: dict[str, str]

    def used(self, name: str) -> set[ObjectRef]:
        """The column of that name here; none where there is none."""
        return {column_ref(self.ref, self.names[name])} if name in self.names else set()


@dataclass
class _Scope:
    """What the FROM of one query level offers, by alias: the rows of a table, or None for what has columns that are not
    known.
    """

    outer: _Scope | None
    sources: dict[str, _Rows | None] = field(default_factory=dict)
    others: dict[str, Collection[str]] = field(default_factory=dict)
    """The columns of those that are no tables, where they can be told."""
    shared: set[str] = field(default_factory=set)
    """Columns that a join has by one name, and so by no source's."""
    hidden: bool = False
    """A join that is not looked into stands between the query and its sources."""

    def upwards(self) -> Iterator[_Scope]:
        """This level, then those around it."""
        scope: _Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def offers(self, alias: str, rows: _Rows | None, name: str) -> bool:
        """Whether a source of this level has a column of that name, as far as is known."""
        return name in (self.others.get(alias, ()) if rows is None else rows.names)

    def named(self, alias: str) -> list[_Rows | None]:
        """What an alias stands for, seen from this level: one source at most."""
        found = (level.sources[alias] for level in self.upwards() if alias in level.sources)
        return list(itertools.islice(found, 1))


class _Reader:
    def __init__(self, catalog: Catalog, names_of: NamesOf | None = None):
        self.catalog, self.names_of = catalog, names_of
        self.used: set[ObjectRef] = set()
        self.bare: dict[int, str] = {}
        self.owners: dict[int, str] = {}
        self.sources = 0

    def read(self, item: Any, scope: _Scope | None, named: frozenset[str]) -> None:
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

    def query(self, node: Node, outer: _Scope | None, named: frozenset[str]) -> None:
        """A SELECT, VALUES or set operation."""
        named = self._with(node, outer, named)
        for side in ("larg", "rarg"):
            if side in node:
                self.query(node[side], outer, named)
        scope = _Scope(outer)
        self._sources(node.get("fromClause", []), scope, named)
        outputs = {
            target["ResTarget"]["name"]
            for target in node.get("targetList", [])
            if "name" in target["ResTarget"]
        }
        for key, value in node.items():
            if key == "sortClause":
                self._sorted(value, outputs, scope, named)
            elif key == "targetList":
                self._targets(value, scope, named)
            elif key not in ("withClause", "fromClause", "larg", "rarg"):
                self.read(value, scope, named)

    def change(self, node: Node, outer: _Scope | None, named: frozenset[str]) -> None:
        """An INSERT, UPDATE or DELETE, as rules and WITH have them."""
        named = self._with(node, outer, named)
        scope = _Scope(outer)
        self._source(node["relation"], scope, named)
        self._sources([*node.get("fromClause", []), *node.get("usingClause", [])], scope, named)
        for key, value in node.items():
            if key not in ("withClause", "fromClause", "usingClause", "relation", "cols"):
                self.read(value, scope, named)

    def _with(self, node: Node, outer: _Scope | None, named: frozenset[str]) -> frozenset[str]:
        clause = node.get("withClause", {})
        queries = [item["CommonTableExpr"] for item in clause.get("ctes", [])]
        if clause.get("recursive"):
            named |= {query["ctename"] for query in queries}
        for query in queries:
            self.read(query["ctequery"], outer, named)
            named |= {query["ctename"]}
        return named

    def _targets(self, items: list[Node], scope: _Scope, named: frozenset[str]) -> None:
        """What is selected. A ``*`` stands for columns only here: as an argument it is the row as a whole."""
        for item in items:
            fields = item["ResTarget"].get("val", {}).get("ColumnRef", {}).get("fields", [{}])
            if "A_Star" not in fields[-1]:
                self.read(item, scope, named)
            elif len(fields) == 1:
                self._all(scope.sources.values())
            else:
                self._all(scope.named(fields[-2]["String"]["sval"]))

    def _sorted(
        self, items: list[Node], outputs: Iterable[str], scope: _Scope, named: frozenset[str]
    ) -> None:
        """ORDER BY: a bare name means an output column first (documentation of SELECT)."""
        for item in items:
            fields = item["SortBy"]["node"].get("ColumnRef", {}).get("fields", [])
            if len(fields) != 1 or fields[0].get("String", {}).get("sval") not in outputs:
                self.read(item, scope, named)

    # FROM

    def _sources(self, items: list[Node], scope: _Scope, named: frozenset[str]) -> None:
        for item in items:
            self._from(item, scope, named)

    def _from(self, item: Node, scope: _Scope, named: frozenset[str]) -> list[_Rows]:
        """Adds what a FROM item offers; gives the tables in it."""
        ((kind, node),) = item.items()
        if kind == "RangeVar":
            return self._source(node, scope, named)
        if kind == "RangeTableSample":
            return self._from(node["relation"], scope, named)
        if kind != "JoinExpr":
            alias = node.get("alias", {}).get("aliasname", "")
            scope.sources[alias] = None
            self._other(item, alias, scope)
            self.read({key: value for key, value in node.items() if key != "alias"}, scope, named)
            return []
        left, right = (self._from(node[side], scope, named) for side in ("larg", "rarg"))
        shared = {name["String"]["sval"] for name in node.get("usingClause", [])}
        if node.get("isNatural"):
            names = [{name for rows in side for name in rows.names} for side in (left, right)]
            shared = names[0] & names[1]
        scope.shared |= shared
        scope.hidden |= "alias" in node or bool(node.get("isNatural"))
        for rows in (*left, *right):
            self.used.update(*map(rows.used, shared))
        self.read(node.get("quals", {}), scope, named)
        if "alias" in node:
            scope.sources[node["alias"]["aliasname"]] = None
        return [*left, *right]

    def _source(self, node: Node, scope: _Scope, named: frozenset[str]) -> list[_Rows]:
        self.sources += 1
        alias = node.get("alias", {})
        name = alias.get("aliasname", node["relname"])
        if "schemaname" not in node and node["relname"] in named:
            scope.sources[name] = None
            return []
        parts = tuple(node[key] for key in ("schemaname", "relname") if key in node)
        ref = resolve(self.catalog, Name("relation", parts, 0, 0))
        table = self.catalog.find(ref, Table) if ref is not None else None
        if table is None:
            scope.sources[name] = None
            self._other({"RangeVar": node}, name, scope)
            return []
        own = [column.name for column in table.columns]
        given = [item["String"]["sval"] for item in alias.get("colnames", [])]
        rows = _Rows(table.ref, dict(zip([*given, *own[len(given) :]], own, strict=False)))
        scope.sources[name] = rows
        return [rows]

    def _other(self, item: Node, alias: str, scope: _Scope) -> None:
        self.sources += 1
        found = self.names_of(item) if self.names_of is not None else None
        if found is not None:
            scope.others[alias] = found

    # names

    def column(self, fields: list[Node], scope: _Scope | None, place: int) -> None:
        """Looks a column up. A name that a source of unknown columns may have is looked for further out, too."""
        if scope is None:
            return
        *qualifier, last = fields
        if "A_Star" in last:
            return
        name = last["String"]["sval"]
        if not qualifier:
            self._bare(name, scope, place)
            owner = self._owner(name, scope) if self.names_of is not None else None
            if owner is not None:
                self.owners[place] = owner
            return
        for rows in scope.named(qualifier[-1]["String"]["sval"]):
            self.used |= rows.used(name) if rows is not None else set()

    def _bare(self, name: str, scope: _Scope, place: int) -> None:
        for level in scope.upwards():
            found = {alias: rows for alias, rows in level.sources.items() if rows and name in rows.names}
            self.used.update(*(rows.used(name) for rows in found.values()))
            if len(found) == len(level.sources) == 1:
                self.bare[place] = next(iter(found))
            if found or name in level.sources:  # else it is a whole row, which needs the table alone
                return

    def _owner(self, name: str, scope: _Scope) -> str | None:
        """The source that a bare name is of; None where that cannot be told, or something hides it."""
        inner: set[str] = set()
        for level in scope.upwards():
            owners = [alias for alias, rows in level.sources.items() if level.offers(alias, rows, name)]
            if owners or name in level.sources:
                plain = len(owners) == 1 and not level.hidden and name not in level.shared
                return owners[0] if plain and owners[0] not in inner else None
            if any(rows is None and alias not in level.others for alias, rows in level.sources.items()):
                return None
            inner |= level.sources.keys()
        return None

    def _all(self, sources: Iterable[_Rows | None]) -> None:
        for rows in sources:
            if rows is not None:
                self.used.update(*map(rows.used, rows.names))
