"""Extended statistics: CREATE and ALTER STATISTICS, and the SQL from one state to another."""

from __future__ import annotations

from collections.abc import Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import External, Table
from fixer.catalog.rare_objects import Statistics
from fixer.ddl.address import in_schema
from fixer.ddl.base import SHARE_UPDATE_EXCLUSIVE, Cost, Ddl, Session, lock, statement, strings
from fixer.ddl.names import object_name, place, relation
from fixer.ddl.queries.used_columns import SYSTEM_COLUMNS
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, target
from fixer.values import replace

_KINDS = ("ndistinct", "dependencies", "mcv")


_FEWEST = 2
"""Columns of extended statistics."""


def _as_column(element: Node) -> Node:
    """A column in parentheses is that column (CreateStatistics in statscmds.c)."""
    fields = element.get("expr", {}).get("ColumnRef", {}).get("fields", [])
    return {"name": fields[0]["String"]["sval"]} if len(fields) == 1 and "String" in fields[0] else element


@statement("CreateStatsStmt")
class CreateStatistics(Ddl):
    """CREATE STATISTICS."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the object; without a name it gets one as an index does (ChooseExtendedStatisticName)."""
        node = self.node
        table = relation(catalog, session, node["relations"][0]["RangeVar"])
        elements = [_as_column(item["StatsElem"]) for item in node["exprs"]]
        if "defnames" in node:
            ref = ObjectRef("statistics", *place(catalog, session, strings(node["defnames"])))
        else:
            names = [element.get("name", "expr") for element in elements]
            ref = _chosen(catalog, table, names)
        if catalog.get(ref) is not None:
            if not node.get("if_not_exists"):
                session.problem(f"statistics {target(ref)} exist already", ref)
            return
        names = [element["name"] for element in elements if "name" in element]
        if table.kind in ("view", "sequence", "index", "type"):
            session.problem(f"{target(table)} is a {table.kind}: there are no statistics of it")
        if len(node["relations"]) > 1:
            session.problem(f"statistics {target(ref)} are of one table")
        self._refuse_elements(session, ref, elements)
        if len(elements) < _FEWEST and names:
            session.problem(f"statistics {target(ref)} are of one column, which has its own")
        if len(set(names)) < len(names) or len(set(self._keys(elements))) < len(elements):
            session.problem(f"statistics {target(ref)} name a column twice")
        said = set(strings(node.get("stat_types", [])))
        single = len(elements) == 1 and "expr" in elements[0]  # statistics of an expression have no kinds
        kinds = () if single else tuple(kind for kind in _KINDS if kind in said or not said)
        catalog.put(
            Statistics(
                ref,
                id=catalog.new_id(),
                origin=session.origin,
                table=table,
                kinds=kinds,
                keys=self._keys(elements),
                columns=tuple(element["name"] for element in elements if "name" in element),
            )
        )

    def _refuse_elements(self, session: Session, ref: ObjectRef, elements: list[Node]) -> None:
        """Says what of kinds, columns and expressions makes no statistics (CreateStatistics in statscmds.c)."""
        said = strings(self.node.get("stat_types", []))
        if unknown := [kind for kind in said if kind not in _KINDS]:
            session.problem(f"there are no statistics of the kind {identifier(unknown[0])}")
        if said and len(elements) == 1 and "expr" in elements[0]:
            session.problem(f"statistics {target(ref)} are of one expression, which has no kinds of them")
        system = sorted({element.get("name", "") for element in elements} & SYSTEM_COLUMNS)
        if system:
            session.problem(f"statistics {target(ref)} are of {system[0]}, a column of the system")

    def _keys(self, elements: list[Node]) -> tuple[str, ...]:
        tokens = self.tokens
        named = tokens.find("statistics") + 1
        first = tokens.find("on", tokens.closing(named) + 1 if tokens.words[named] == "(" else named) + 1
        depth, last = 0, first
        while depth or tokens.words[last] != "from":
            depth += (tokens.words[last] == "(") - (tokens.words[last] == ")")
            last += 1
        pieces = tokens.commas(first, last)
        return tuple(
            identifier(element["name"]) if "name" in element else tokens.between(*piece)
            for element, piece in zip(elements, pieces, strict=True)
        )

    def cost(self, before: Catalog, session: Session) -> Cost:
        """SHARE UPDATE EXCLUSIVE on the table (measured)."""
        table = relation(before.overlay(), session, self.node["relations"][0]["RangeVar"])
        return Cost((lock(table, SHARE_UPDATE_EXCLUSIVE),))


@statement("AlterStatsStmt")
class AlterStatistics(Ddl):
    """ALTER STATISTICS … SET STATISTICS."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Sets the target."""
        parts = strings(self.node["defnames"])
        found = in_schema(catalog, session, "statistics", parts)
        if not isinstance(found, Statistics):
            if not self.node.get("missing_ok") and not isinstance(found, External):
                session.problem(f"there are no statistics {'.'.join(map(identifier, parts))}")
            return
        value = self.node.get("stxstattarget", {}).get("Integer", {}).get("ival", 0)
        catalog.put(replace(found, target=None if value < 0 else int(value)))


def _chosen(catalog: Catalog, table: ObjectRef, names: Sequence[str]) -> ObjectRef:
    number = 0
    while True:
        name = object_name(table.name, "_".join(names), f"stat{number or ''}")
        ref = ObjectRef("statistics", table.schema, name)
        if catalog.get(ref) is None:
            return ref
        number += 1


def copy(catalog: Catalog, item: Statistics, table: Table, comment: str | None) -> None:
    """Gives a table what LIKE … INCLUDING STATISTICS copies: all but the target, under a name of its own."""
    names = [column.name for column in table.columns if column.name in item.columns]
    names += ["expr"] * (len(item.keys) - len(item.columns))
    catalog.put(
        Statistics(
            _chosen(catalog, table.ref, names),
            id=catalog.new_id(),
            comment=comment,
            table=table.ref,
            kinds=item.kinds,
            keys=item.keys,
            columns=item.columns,
        )
    )


def _set_target(item: Statistics) -> str:
    value = -1 if item.target is None else item.target
    return f"ALTER STATISTICS {target(item.ref)} SET STATISTICS {value}"


def create(item: Statistics, catalog: Catalog) -> list[str]:
    """CREATE STATISTICS, and its target."""
    kinds = f" ({', '.join(item.kinds)})" if item.kinds and item.kinds != _KINDS else ""
    text = f"CREATE STATISTICS {target(item.ref)}{kinds} ON {', '.join(item.keys)} FROM {target(item.table)}"
    return [text, *([_set_target(item)] if item.target is not None else [])]


def drop(item: Statistics, catalog: Catalog) -> list[str]:
    """DROP STATISTICS."""
    return [f"DROP STATISTICS {target(item.ref)}"]


def alter(old: Statistics, new: Statistics, catalog: Catalog) -> list[str] | None:
    """SET STATISTICS; everything else is made anew."""
    same = (old.table, old.kinds, old.keys) == (new.table, new.kinds, new.keys)
    if not same:
        return None
    return [_set_target(new)] if old.target != new.target else []
