"""Whether two texts are one query: as somebody wrote it, and as PostgreSQL prints it.

PostgreSQL says in sub-selects which source a column is of, and names what has no name (ruleutils.c).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import View
from fixer.ddl.queries.output_names import output_name
from fixer.ddl.queries.used_columns import sources_of_bare_columns
from fixer.ddl.texts.held_texts import condition_statement
from fixer.model import ObjectRef
from fixer.sql.canonical.constants import dotted
from fixer.sql.canonical.forms import Form
from fixer.sql.canonical.reader import Reader
from fixer.sql.parse import Node, SqlSyntaxError, statement


def same_condition(one: str, other: str, table: ObjectRef, catalog: Catalog) -> bool:
    """Whether two conditions on the rows of a table say the same, sub-selects among them."""
    queries = [condition_statement(text, table) for text in (one, other)]
    return same_query(queries[0], queries[1], catalog)


def same_view(one: View, other: View, catalog: Catalog) -> bool:
    """Whether two views show the same."""
    return same_query(one.full_query, other.full_query, catalog, one.columns, other.columns)


def same_query(
    one: str, other: str, catalog: Catalog, names: Sequence[str] = (), other_names: Sequence[str] = ()
) -> bool:
    """Whether two queries give the same rows in columns of the same names; False where that is not known."""
    try:
        return _form(one, catalog, names) == _form(other, catalog, other_names)
    except (SqlSyntaxError, ValueError, RecursionError):
        return False


def _form(query: str, catalog: Catalog, names: Sequence[str]) -> Form:
    kind, node = statement(query)
    tree = {kind: node}
    return _Queries(sources_of_bare_columns(tree, catalog), names).read(tree)


class _Queries(Reader):
    """Reads a query with every column under its source."""

    def __init__(self, sources: Mapping[int, str], names: Sequence[str]):
        super().__init__({})
        self._sources = sources
        self._names = tuple(names)
        """Of the outputs that are read first."""
        self._inside = False

    def read(self, node: Node) -> Form:
        ((kind, body),) = node.items()
        if kind == "ColumnRef":
            return self._sourced(body)
        if kind == "TypeCast" and dotted(body["typeName"]["names"]) == "text":
            return self.read(
                body["arg"]
            )  # PostgreSQL gives one to constants, and leaves out those that do nothing
        if kind == "SubLink":
            around, self._inside = self._inside, True
            form = ("SubLink", *self._fields(body))
            self._inside = around
            return form
        if kind == "SelectStmt":
            if "targetList" in body:
                names, self._names = self._names, ()
                listed = [
                    self._named(item, body, names[n : n + 1]) for n, item in enumerate(body["targetList"])
                ]
                body = body | {"targetList": listed}
            sides = {side: {kind: body[side]} for side in ("larg", "rarg") if side in body}
            return (kind, *self._fields(body | sides))
        return super().read(node)

    def _sourced(self, body: Node) -> Form:
        names = [field["String"]["sval"] if "String" in field else "*" for field in body["fields"]]
        if len(names) == 1 and (source := self._sources.get(body.get("location", 0))) is not None:
            names.insert(0, source)
        return ("col", ".".join(names))

    def _named(self, item: Node, select: Node, name: Sequence[str]) -> Node:
        """An output with the name that it has; without any where nothing asks for it."""
        output = item["ResTarget"]
        bare = {key: value for key, value in output.items() if key != "name"}
        if self._inside and "sortClause" not in select:
            return {"ResTarget": bare}
        known = next(iter(name), "") or output.get("name") or output_name(output["val"])
        return {"ResTarget": bare | {"name": known}}
