"""Statements that read and write rows: SELECT, DML, maintenance; and what of the schema the functions they call change."""

from __future__ import annotations

from functools import cached_property

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Index, Table, View
from fixer.ddl.base import (
    ACCESS_EXCLUSIVE,
    ACCESS_SHARE,
    SHARE_UPDATE_EXCLUSIVE,
    STRENGTH,
    Cost,
    Ddl,
    Session,
    lock,
    locks,
    statement,
)
from fixer.ddl.bodies.program import call_functions, fire
from fixer.ddl.current_setting import NOT_KNOWN, listed, path_text
from fixer.ddl.names import creation_schema, existing, holds_the_schema, place, range_parts
from fixer.ddl.reach import below, cascaded, referring
from fixer.ddl.relations.identity_sequence import numbering
from fixer.ddl.session import DATA, constant_text, end_transaction, set_path
from fixer.ddl.tables.view import table_as
from fixer.model import Hazard, Lock, ObjectRef
from fixer.sql import parse
from fixer.sql.parse import Node
from fixer.sql.quote import target
from fixer.values import replace


def _cluster(catalog: Catalog, item: Table | View, index: str) -> None:
    """Marks the index of a table; of a partitioned one those of its partitions, since it has no rows itself."""
    if not isinstance(item, Table) or item.partition_key is None:
        catalog.put(replace(item, clustered_on=index))
        return
    parent = ObjectRef("index", item.ref.schema, index)
    for partition in catalog.partitions(item.ref):
        for own in catalog.children(partition.ref, Index):
            if own.parent == parent:
                _cluster(catalog, partition, own.ref.name)


@statement("SelectStmt")
class Select(Ddl):
    """SELECT, of which set_config('search_path', …) and its like, INTO and the functions it calls have an effect."""

    def __init__(self, node: Node, text: str):
        super().__init__(node, text)
        self.anchors = "intoClause" in node  # the statements in functions do, each by itself

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Follows the settings, runs what called functions do to the schema, makes the table of SELECT INTO."""
        before = session.settings.copy()
        call_functions(self.text, catalog, session)
        end_transaction("a function that is called", before, session)
        for item in self.node.get("targetList", []):
            call = item.get("ResTarget", {}).get("val", {}).get("FuncCall", {})
            arguments = call.get("args", [])
            if not call or call["funcname"][-1]["String"]["sval"] != "set_config" or len(arguments) != 3:
                continue
            name, value = constant_text(arguments[0]), constant_text(arguments[1])
            local = bool(arguments[2].get("A_Const", {}).get("boolval", {}).get("boolval"))
            if name is not None and name != "search_path":
                session.settings.set(name.lower(), value or NOT_KNOWN, local)
            elif name == "search_path" and value is not None:
                set_path(session, listed(value), local)
                session.settings.set(name, path_text(listed(value)) or "''", local)
            elif name == "search_path":
                session.unmodelled("set_config gives the search_path a value that is not a constant")
        if "intoClause" in self.node:
            into = self.node["intoClause"]
            schema, name = place(catalog, session, range_parts(into["rel"]))
            kind = (
                "pg_temp"
                if into["rel"].get("relpersistence") == "t"
                else schema or creation_schema(catalog, session)
            )
            table_as(catalog, session, ObjectRef("table", kind, name), into, self.node)


_LOSES = {
    "TruncateStmt": "all rows of {} are gone",
    "DeleteStmt": "rows of {} are gone",
    "UpdateStmt": "values in {} are replaced",
    "MergeStmt": "rows of {} are replaced",
}


_DEEP = frozenset({"TruncateStmt", "LockStmt", "DeleteStmt", "UpdateStmt"})
"""Those that go down to partitions and heirs (measured)."""
_FIRING = {"InsertStmt": "INSERT", "UpdateStmt": "UPDATE", "DeleteStmt": "DELETE", "CopyStmt": "INSERT"}
"""Kind -> the event that triggers wait for."""
_WRITES = {
    "InsertStmt": "INSERT INTO",
    "UpdateStmt": "UPDATE",
    "DeleteStmt": "DELETE FROM",
    "MergeStmt": "MERGE INTO",
}


@statement(*DATA)
class Data(Ddl):
    """Data and its maintenance: no effect on the schema."""

    anchors = False

    @cached_property
    def kind(self) -> str:
        """Which statement it is: the class is the same for all."""
        return next(kind for kind in DATA if kind in parse.statements(self.text)[0]["stmt"])

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Triggers may do something; CLUSTER … USING marks the index as CLUSTER ON does, REINDEX makes one valid; nothing else is schema."""
        if self.kind in _WRITES and holds_the_schema(parts := range_parts(self.node["relation"])):
            session.unmodelled(
                f"{_WRITES[self.kind]} {parts[-1]} writes to the system's own tables: it may have changed anything"
            )
        if self.kind in _FIRING and (self.kind != "CopyStmt" or self.node.get("is_from")):
            item = existing(catalog, session, range_parts(self.node["relation"]))
            if item is not None:
                fire(item.ref, _FIRING[self.kind], catalog, session)
        if self.kind == "ReindexStmt":
            self._rebuild(catalog, session)
        if self.kind == "TruncateStmt" and self.node.get("behavior") != "DROP_CASCADE":
            for key in referring(catalog, self._named(catalog, session))[:1]:
                session.problem(
                    f"constraint {target(key.ref)} refers to a table that TRUNCATE empties without CASCADE"
                )
        if self.kind != "ClusterStmt" or "indexname" not in self.node:
            return
        item = existing(catalog, session, range_parts(self.node["relation"]))
        if isinstance(item, Table | View):
            _cluster(catalog, item, self.node["indexname"])

    def _named(self, catalog: Catalog, session: Session) -> list[ObjectRef]:
        """The relations that are named, with those below them where it goes down to them."""
        node = self.node
        listed = [item["RangeVar"] for item in node.get("relations", [])]
        listed += [item["VacuumRelation"].get("relation") for item in node.get("rels", [])]
        listed += [node["relation"]] if "relation" in node else []
        refs: list[ObjectRef] = []
        for named in filter(None, listed):
            item = existing(catalog, session, range_parts(named))
            deep = self.kind in _DEEP and not parse.is_only(named) and isinstance(item, Table)
            refs += [] if item is None else below(catalog, item.ref) if deep else [item.ref]
        return refs

    def _rebuild(self, catalog: Catalog, session: Session) -> None:
        if "relation" not in self.node:
            return
        item = existing(catalog, session, range_parts(self.node["relation"]))
        for index in (
            (item,) if isinstance(item, Index) else catalog.children(item.ref, Index) if item else ()
        ):
            table = catalog.find(index.table, Table)
            if not index.valid and (table is None or table.partition_key is None):
                catalog.put(replace(index, valid=True))

    def _has(self, option: str) -> bool:
        named = [*self.node.get("options", []), *self.node.get("params", [])]
        return any(item["DefElem"]["defname"] == option for item in named)

    def _mode(self) -> str:
        if self.kind == "LockStmt":
            return next(mode for mode, rank in STRENGTH.items() if rank == self.node["mode"] - 1)
        if self.kind == "CopyStmt" and not self.node.get("is_from"):
            return ACCESS_SHARE
        if self.kind == "VacuumStmt" and self._has("full"):
            return ACCESS_EXCLUSIVE
        if self._has("concurrently"):
            return SHARE_UPDATE_EXCLUSIVE
        return DATA[self.kind]

    def cost(self, before: Catalog, session: Session) -> Cost:
        """By kind; VACUUM, REINDEX CONCURRENTLY and CLUSTER of everything refuse a transaction block."""
        node = self.node
        refs = self._named(before, session)
        if self.kind == "TruncateStmt" and node.get("behavior") == "DROP_CASCADE":
            refs = cascaded(before, refs)
        found = [before.get(ref) for ref in refs]
        taken: list[Lock] = [lock(ref, self._mode()) for ref in refs]
        if node.get("restart_seqs"):
            numbered = [item for item in found if isinstance(item, Table)]
            taken += locks((ref for item in numbered for ref in numbering(before, item)), ACCESS_EXCLUSIVE)
        taken += [lock(item.table, self._mode()) for item in found if isinstance(item, Index)]
        if self.kind == "ReindexStmt" and not self._has("concurrently"):
            taken += [lock(item.ref, ACCESS_EXCLUSIVE) for item in found if isinstance(item, Index)]
        text = _LOSES.get(self.kind)
        hazards = tuple(Hazard("data-loss", text.format(target(ref))) for ref in refs) if text else ()
        if self.kind == "ClusterStmt" or (self.kind == "VacuumStmt" and self._has("full")):
            hazards = tuple(
                Hazard("rewrite", f"writes all of {target(item.ref)} anew", target(item.ref))
                for item in found
                if isinstance(item, View) or (isinstance(item, Table) and item.partition_key is None)
            )
        alone = bool(node.get("is_vacuumcmd")) or self._has("concurrently")
        alone = alone or (self.kind == "ClusterStmt" and "relation" not in node)
        return Cost(tuple(taken), hazards, transactional=not alone)
