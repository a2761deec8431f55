"""Each column that a statement names, looked up in its own FROM, then in those around it, as PostgreSQL does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Table
from fixer.catalog.resolve import resolve
from fixer.ddl.queries.column_scope import (
    ColumnsOf,
    Entry,
    Given,
    Merged,
    Natural,
    Offer,
    Rows,
    Scope,
    Side,
    Star,
    Whole,
    column_ref,
    is_of,
)
from fixer.ddl.queries.common_type import UNDECIDED, UNKNOWN, shared
from fixer.ddl.queries.function_columns import row_columns
from fixer.ddl.queries.output_names import range_alias
from fixer.model import ObjectRef
from fixer.sql.names import Name
from fixer.sql.parse import Node, nodes
from fixer.sql.types import DataType


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
        self.qualified: dict[int, Rows] = {}
        """Where a column, or a ``*``, is named by what it is of → that."""
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
        self.stars: dict[int, Star] = {}
        """By where they begin."""
        self.rows: dict[int, Rows] = {}
        """Where a whole row is named → what it is of."""
        self.naturals: list[Natural] = []
        self.unknown: dict[int, str] = {}
        """Where a bare name is no column of anything in sight → that; where not all columns are known, it is none of these."""
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
                elif key in ("InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"):
                    self.change(value, scope, named)
                elif key == "RowExpr":
                    self._listed(value.get("args", []), scope, named)
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
            elif key == "valuesLists":
                for row in value:
                    self._listed(row["List"]["items"], scope, named)
            elif key not in ("withClause", "fromClause", "larg", "rarg"):
                self.read(value, scope, named)

    def change(self, node: Node, outer: Scope | None, named: Given) -> None:
        """An INSERT, UPDATE, DELETE or MERGE, as rules, functions and WITH have them."""
        named = self._with(node, outer, named)
        scope = Scope(outer)
        self.levels.append(scope)
        table = self._source(node["relation"], scope, named)
        scope.sides.append(self._alone(table))
        whens = [item["MergeWhenClause"] for item in node.get("mergeWhenClauses", [])]
        conflict = node.get("onConflictClause", {})
        set_columns = [] if "cols" in node else node.get("targetList", [])
        lists = (
            node.get("cols", []),
            set_columns,
            *(one.get("targetList", []) for one in (conflict, *whens)),
        )
        for target in (item["ResTarget"] for listed in lists for item in listed):
            column = table.column(target.get("name", ""))
            if column is not None:
                self.filled[target["location"]] = column
        if conflict:
            self.inserted.append(table)
            scope.sources["excluded"] = Rows("excluded", table.names)
        others = (*node.get("fromClause", []), *node.get("usingClause", []))
        merged = [node["sourceRelation"]] if whens else []
        self._sources([*others, *merged], scope, named)
        for key, value in node.items():
            if key == "mergeWhenClauses":
                for when in whens:
                    self._when(when, table, scope, named)
            elif key == "returningClause":
                self._targets(value["exprs"], scope, named)
            elif key not in ("withClause", "fromClause", "usingClause", "relation", "cols", "sourceRelation"):
                self.read(value, scope, named)

    def _when(self, node: Node, table: Rows, scope: Scope, named: Given) -> None:
        """A WHEN of MERGE, which sees what is there (documentation of MERGE)."""
        kind, seen = node["matchKind"], scope.sources
        if kind == "MERGE_WHEN_NOT_MATCHED_BY_TARGET":
            seen = {alias: rows for alias, rows in seen.items() if rows is not table}
        elif kind == "MERGE_WHEN_NOT_MATCHED_BY_SOURCE":
            seen = {table.alias: table}
        self.read(node, Scope(scope.outer, seen, scope.merged, scope.hidden), named)

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
            target = item["ResTarget"]
            value, place = target.get("val", {}), target.get("location", 0)
            fields = value.get("ColumnRef", {}).get("fields", [{}])
            if "A_Star" in fields[-1]:
                self._star(fields, scope, place)
                continue
            parts = value.get("A_Indirection", {})
            if "A_Star" in parts.get("indirection", [{}])[-1] and self.columns_of is not None:  # (row).*
                self._row(parts, scope, place)
            self.read(item, scope, named)

    def _row(self, node: Node, scope: Scope, place: int) -> None:
        """Notes what ``*`` stands for behind a row: one of FROM as a whole, a column, or what a function gives."""
        ((kind, inner),) = node["arg"].items()
        alone = len(node["indirection"]) == 1
        fields = [field.get("String", {}).get("sval", "") for field in inner.get("fields", [])]
        if alone and len(fields) == 1 and not self._is_column(fields[0], scope):
            self._star([*inner["fields"], {}], scope, place)
            return
        found: Sequence[Column] | None = None
        if alone and kind == "FuncCall" and self.columns_of is not None:
            function = {"functions": [{"List": {"items": [node["arg"], {}]}}]}
            found = self.columns_of({"RangeFunction": function}, {})
        elif alone and kind == "ColumnRef":
            sources = list(scope.sources.values()) if len(fields) == 1 else scope.named(fields[-2])
            kinds = [rows.types[fields[-1]] for rows in sources if fields[-1] in rows.types]
            found = row_columns(self.catalog, kinds[0]) if len(kinds) == 1 else None
        offers: list[Offer] | None = None if found is None else [("", column.name) for column in found]
        self.stars[place] = Star(place, offers, of_row=True)

    def _listed(self, items: list[Node], scope: Scope | None, named: Given) -> None:
        """The values of a row, where a ``*`` stands for those of all columns (documentation, 4.2.13 Row Constructors)."""
        for item in items:
            column = item.get("ColumnRef", {})
            if scope is not None and "A_Star" in column.get("fields", [{}])[-1]:
                self._star(column["fields"], scope, column.get("location", 0))
            else:
                self.read(item, scope, named)

    def _star(self, fields: list[Node], scope: Scope, place: int) -> None:
        """Notes what a ``*`` stands for that is the last of the fields."""
        alias = fields[-2]["String"]["sval"] if len(fields) > 1 else None
        found = list(scope.sources.values()) if alias is None else scope.named(alias)
        self._all(found)
        if alias is not None and found:
            self.qualified[place] = found[0]
        if self.columns_of is None:
            return
        bare = len(scope.sources) == 1 and all(rows in scope.sources.values() for rows in found)
        offers: list[Offer] | None = []
        if alias is not None:
            offers = None
            if found and not self._is_column(alias, scope):
                names = found[0].names
                offers = [(alias, None)] if names is None else [(alias, name) for name in names]
        else:
            for side in scope.sides:
                offers = None if offers is None or side.offers is None else [*offers, *side.offers]
        if offers is not None and len(set(offers)) < len(offers):
            offers = None  # one could not be told from the other
        is_table = place < 0
        if is_table:
            place = scope.sides[0].rows[0].place
        self.stars[place] = Star(place, offers, bare, is_table)

    def _is_column(self, name: str, scope: Scope) -> bool:
        """Whether a name is a column's, which it means before it means a row as a whole."""
        return any(rows.has(name) for rows in scope.sources.values())

    def _sorted(self, items: list[Node], outputs: Iterable[str], scope: Scope, named: Given) -> None:
        """ORDER BY: a bare name means an output column first (documentation of SELECT)."""
        for item in items:
            fields = item["SortBy"]["node"].get("ColumnRef", {}).get("fields", [])
            if len(fields) != 1 or fields[0].get("String", {}).get("sval") not in outputs:
                self.read(item, scope, named)

    # FROM

    def _sources(self, items: list[Node], scope: Scope, named: Given) -> None:
        for item in items:
            scope.sides.append(self._from(item, scope, named))

    def _from(self, item: Node, scope: Scope, named: Given) -> Side:
        """Adds what a FROM item offers, and gives it."""
        ((kind, node),) = item.items()
        if kind == "RangeVar":
            return self._alone(self._source(node, scope, named))
        if kind == "RangeTableSample":
            return self._from(node["relation"], scope, named)
        if kind == "JoinExpr":
            return self._join(node, scope, named)
        self.read({key: value for key, value in node.items() if key != "alias"}, scope, named)
        return self._alone(self._other(item, range_alias(item), scope, named))

    def _join(self, node: Node, scope: Scope, named: Given) -> Side:
        alias = node.get("alias")
        inner = scope if alias is None else Scope(scope.outer)  # what has an alias is not seen but by that
        if inner is not scope:
            self.levels.append(inner)
        left, right = (self._from(node[side], inner, named) for side in ("larg", "rarg"))
        names = [name["String"]["sval"] for name in node.get("usingClause", [])]
        known = all(rows.names is not None for rows in (*left.rows, *right.rows))
        if node.get("isNatural"):
            names = [name for name in left.names if name in right.names]
            inner.hidden |= not known
            self.naturals.append(Natural(_first_place(node["rarg"]), names if known else None))
        merged = {name: _merged(node["jointype"], left.offered(name), right.offered(name)) for name in names}
        entries = (entry for side in (left, right) for entry in side.columns)
        others = (entry for entry in entries if entry.new or entry.name not in names)
        offers: list[Offer] | None = None
        if left.offers is not None and right.offers is not None:
            both = [*left.offers, *right.offers]
            if not names and not inner.hidden:
                offers = both
            elif known:
                offers = [*(("", name) for name in names), *(one for one in both if one[1] not in names)]
        joined = Side(
            [*left.rows, *right.rows],
            {**merged, **left.merged, **right.merged, **merged},
            [*map(Entry, names), *others],
            offers,
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
        if known:
            whole = whole._replace(columns=joined.columns)
            named_as = zip(whole.names, whole.columns, strict=True)
            own = Rows(own.alias, {name: e.column for name, e in named_as if not e.new}, given)
            whole = whole._replace(rows=own)
        self.wholes.append(whole)
        scope.sources[own.alias] = own
        offered = enumerate(zip(whole.names, whole.columns, strict=True))
        hidden = [Entry(name, (own, at), e.column, e.new) for at, (name, e) in offered]
        return Side([own], {}, hidden, self._offers(own))

    def _alone(self, rows: Rows) -> Side:
        entries = [Entry(name, (rows, at), rows.column(name)) for at, name in enumerate(rows.names or ())]
        if self.coming is not None and rows.relation is not None and is_of(self.coming, rows.relation):
            entries.append(Entry(self.coming.name, (rows, len(entries)), self.coming, True))
        return Side([rows], {}, entries, self._offers(rows))

    def _offers(self, rows: Rows) -> list[Offer] | None:
        """What ``*`` has of a source; one that has no name is seen by its columns alone."""
        if self.columns_of is None:
            return None
        if rows.names is not None:
            return [(rows.alias, name) for name in rows.names]
        return [(rows.alias, None)] if rows.alias else None

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
        place = item.get("RangeVar", {"location": -1}).get("location", 0)
        rows = Rows(alias, dict.fromkeys(names), names, place, _types(names, found or ()))
        if not names:
            rows = Rows(alias, None, place=place)
        scope.sources[alias] = rows
        return rows

    # names

    def column(self, fields: list[Node], scope: Scope | None, place: int) -> None:
        """Looks a column up. A name that a source of unknown columns may have is looked for further out, too."""
        if scope is None:
            return
        *qualifier, last = fields
        if "A_Star" in last:
            for rows in scope.named(qualifier[-1]["String"]["sval"]) if qualifier else ():
                self.qualified[place] = rows
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
            self.places[place], self.qualified[place] = (rows, name), rows

    def _bare(self, name: str, scope: Scope, place: int) -> None:
        for level in scope.upwards():
            found = [rows for rows in level.sources.values() if rows.has(name)]
            self.used.update(*(rows.used(name) for rows in found))
            if name not in level.merged and len(found) == 1:
                self.places[place] = found[0], name
                if len(level.sources) == 1 and found[0].column(name):
                    self.bare[place] = found[0].alias
            if not found and name in level.sources:  # a whole row, which needs the table alone
                self.rows[place] = level.sources[name]
            if found or name in level.sources:
                return
        if not any(rows.names is None for level in scope.upwards() for rows in level.sources.values()):
            self.unknown[place] = name

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


def _merged(join: str, left: Merged, right: Merged) -> Merged:
    """The column that both sides give by one name: that of a side which has its type already, as the join lets it
    (buildMergedJoinVar in parse_clause.c).
    """
    kinds = [side.type for side in (left, right) if side.type not in (None, UNKNOWN, UNDECIDED)]
    common = shared([Column("", kind) for kind in kinds if kind is not None]).type
    known = len(kinds) > 1 and common != UNKNOWN  # else they are taken to be alike
    sides = [side.alias if side.type == common or not known else None for side in (left, right)]
    chosen = {"JOIN_INNER": sides, "JOIN_LEFT": sides[:1], "JOIN_RIGHT": sides[1:]}.get(join, [])
    return Merged(next(filter(None, chosen), None), common)


def _first_place(tree: Node) -> int:
    return min((p["location"] for p in nodes([tree]) if p.get("location", -1) >= 0), default=0)


def _last_place(tree: Node) -> int:
    return max(int(part.get("location", 0)) for part in nodes([tree]))
