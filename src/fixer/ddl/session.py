"""Statements that change no object: settings, transactions, data, maintenance; and DO, which may run any."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Index, Table, View
from fixer.ddl.base import (
    ACCESS_EXCLUSIVE,
    ACCESS_SHARE,
    ROW_EXCLUSIVE,
    SHARE,
    SHARE_UPDATE_EXCLUSIVE,
    STRENGTH,
    Cost,
    Ddl,
    Session,
    lock,
    statement,
)
from fixer.ddl.names import creation_schema, existing, place, range_parts
from fixer.ddl.view import table_as
from fixer.model import Hazard, Lock, ObjectRef
from fixer.sql import parse
from fixer.sql.parse import Node
from fixer.sql.quote import target

DEFAULT_PATH = ("public",)

# the search_path


class _LocalPath(tuple[str, ...]):
    """A search_path set for one transaction, and the one behind it that comes back."""

    outer: tuple[str, ...]


def _set_path(session: Session, schemas: tuple[str, ...], local: bool) -> None:
    path = tuple(schema for schema in schemas if schema not in ("", "$user"))
    if local:
        inner = _LocalPath(path)
        current = session.search_path
        inner.outer = current.outer if isinstance(current, _LocalPath) else current
        path = inner
    session.search_path = path


def _listed(text: str) -> tuple[str, ...]:
    """The schemas in a search_path given as one string (SplitIdentifierString)."""
    found = re.findall(r'"((?:[^"]|"")*)"|([^\s,"]+)', text)
    return tuple(quoted.replace('""', '"') if quoted else bare.lower() for quoted, bare in found)


def constant_text(node: Node) -> str | None:
    """The value of a string constant; None for anything else."""
    constant = node.get("A_Const", {}).get("sval")
    return None if constant is None else str(constant.get("sval", ""))


@statement("VariableSetStmt")
class SetVariable(Ddl):
    """SET and RESET."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Follows the search_path; a change of role is noted, because it changes who owns what comes next."""
        node = self.node
        name, kind = node.get("name", ""), node["kind"]
        values = tuple(value for item in node.get("args", []) if (value := constant_text(item)) is not None)
        if kind == "VAR_RESET_ALL" or (name == "search_path" and kind in ("VAR_RESET", "VAR_SET_DEFAULT")):
            _set_path(session, DEFAULT_PATH, bool(node.get("is_local")))
        elif name == "search_path" and kind == "VAR_SET_VALUE":
            _set_path(session, values, bool(node.get("is_local")))
        elif name in ("role", "session_authorization") and values and values[0] not in ("none", ""):
            session.roles[values[0]] = None
            session.notes.append(f"the owner of what {values[0]} creates from here on is not followed")


@statement("DiscardStmt")
class Discard(Ddl):
    """DISCARD."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """DISCARD ALL resets the search_path."""
        if self.node["target"] == "DISCARD_ALL":
            _set_path(session, DEFAULT_PATH, local=False)


@statement("TransactionStmt")
class Transaction(Ddl):
    """BEGIN, COMMIT, ROLLBACK, SAVEPOINT."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """The end of a transaction takes back SET LOCAL; what a ROLLBACK undoes stays, and is noted."""
        kind = self.node["kind"]
        if kind in ("TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK") and isinstance(
            session.search_path, _LocalPath
        ):
            session.search_path = session.search_path.outer
        if kind in ("TRANS_STMT_ROLLBACK", "TRANS_STMT_ROLLBACK_TO"):
            session.problem("ROLLBACK is not modelled: what it undoes counts as done")


@statement("SelectStmt")
class Select(Ddl):
    """SELECT, of which set_config('search_path', …) and INTO have an effect."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Follows the search_path, and makes the table of SELECT INTO."""
        for item in self.node.get("targetList", []):
            call = item.get("ResTarget", {}).get("val", {}).get("FuncCall", {})
            arguments = call.get("args", [])
            if not call or call["funcname"][-1]["String"]["sval"] != "set_config" or len(arguments) != 3:
                continue
            name, value = constant_text(arguments[0]), constant_text(arguments[1])
            if name == "search_path" and value is not None:
                local = bool(arguments[2].get("A_Const", {}).get("boolval", {}).get("boolval"))
                _set_path(session, _listed(value), local)
            elif name == "search_path":
                session.problem("set_config gives the search_path a value that is not a constant")
        if "intoClause" in self.node:
            into = self.node["intoClause"]
            schema, name = place(session, range_parts(into["rel"]))
            kind = (
                "pg_temp" if into["rel"].get("relpersistence") == "t" else schema or creation_schema(session)
            )
            table_as(catalog, session, ObjectRef("table", kind, name), into, self.node)


# data and maintenance

# kind -> the lock on each relation that it names (documentation, 13.3.1; measured)
DATA = {
    "InsertStmt": ROW_EXCLUSIVE,
    "UpdateStmt": ROW_EXCLUSIVE,
    "DeleteStmt": ROW_EXCLUSIVE,
    "MergeStmt": ROW_EXCLUSIVE,
    "CopyStmt": ROW_EXCLUSIVE,
    "TruncateStmt": ACCESS_EXCLUSIVE,
    "LockStmt": "",  # says itself which
    "VacuumStmt": SHARE_UPDATE_EXCLUSIVE,
    "ClusterStmt": ACCESS_EXCLUSIVE,  # USING marks the index, too
    "ReindexStmt": SHARE,
}
_LOSES = {
    "TruncateStmt": "all rows of {} are gone",
    "DeleteStmt": "rows of {} are gone",
    "UpdateStmt": "values in {} are replaced",
    "MergeStmt": "rows of {} are replaced",
}


@statement(*DATA)
class Data(Ddl):
    """Data and its maintenance: no effect on the schema."""

    @cached_property
    def kind(self) -> str:
        """Which statement it is: the class is the same for all."""
        return next(kind for kind in DATA if kind in parse.statements(self.text)[0]["stmt"])

    def effect(self, catalog: Catalog, session: Session) -> None:
        """CLUSTER … USING marks the index as CLUSTER ON does, REINDEX makes one valid; nothing else is schema."""
        if self.kind == "ReindexStmt":
            self._rebuild(catalog, session)
        if self.kind != "ClusterStmt" or "indexname" not in self.node:
            return
        item = existing(catalog, session, range_parts(self.node["relation"]))
        if isinstance(item, Table | View):
            catalog.put(replace(item, clustered_on=self.node["indexname"]))

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
        listed = [item["RangeVar"] for item in node.get("relations", [])]
        listed += [item["VacuumRelation"].get("relation") for item in node.get("rels", [])]
        listed += [node["relation"]] if "relation" in node else []
        found = [existing(before, session, range_parts(item)) for item in listed if item]
        refs = [item.ref for item in found if item is not None]
        taken: list[Lock] = [lock(ref, self._mode()) for ref in refs]
        taken += [lock(item.table, self._mode()) for item in found if isinstance(item, Index)]
        if self.kind == "ReindexStmt" and not self._has("concurrently"):
            taken += [lock(item.ref, ACCESS_EXCLUSIVE) for item in found if isinstance(item, Index)]
        text = _LOSES.get(self.kind)
        hazards = tuple(Hazard("data-loss", text.format(target(ref))) for ref in refs) if text else ()
        alone = bool(node.get("is_vacuumcmd")) or self._has("concurrently")
        alone = alone or (self.kind == "ClusterStmt" and not listed)
        return Cost(tuple(taken), hazards, transactional=not alone)


NOTHING = (
    "VariableShowStmt",
    "ExplainStmt",
    "NotifyStmt",
    "ListenStmt",
    "UnlistenStmt",
    "CheckPointStmt",
    "LoadStmt",
    "PrepareStmt",
    "ExecuteStmt",
    "DeallocateStmt",
    "DeclareCursorStmt",
    "FetchStmt",
    "ClosePortalStmt",
    "ConstraintsSetStmt",
)


@statement(*NOTHING)
class WithoutEffect(Ddl):
    """What says, asks or prepares something, and leaves schema and data alone."""
