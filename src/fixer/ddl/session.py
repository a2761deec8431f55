"""Statements that change no object: settings, transactions, and what only says, asks or prepares something."""

from __future__ import annotations

import re

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object
from fixer.ddl.base import (
    ACCESS_EXCLUSIVE,
    ROW_EXCLUSIVE,
    SHARE,
    SHARE_UPDATE_EXCLUSIVE,
    Ddl,
    Saved,
    Session,
    statement,
)
from fixer.sql.parse import Node

DEFAULT_PATH = ("public",)
DEFAULT_ENCODING = "UTF8"

# the search_path


class _LocalPath(tuple[str, ...]):
    """A search_path set for one transaction, and the one behind it that comes back."""

    outer: tuple[str, ...]


def set_path(session: Session, schemas: tuple[str, ...], local: bool) -> None:
    path = tuple(schema for schema in schemas if schema not in ("", "$user"))
    if local:
        inner = _LocalPath(path)
        current = session.search_path
        inner.outer = current.outer if isinstance(current, _LocalPath) else current
        path = inner
    session.search_path = path


def listed(text: str) -> tuple[str, ...]:
    """The schemas in a search_path given as one string (SplitIdentifierString)."""
    found = re.findall(r'"((?:[^"]|"")*)"|([^\s,"]+)', text)
    return tuple(quoted.replace('""', '"') if quoted else bare.lower() for quoted, bare in found)


def constant_text(node: Node) -> str | None:
    """The value of a string constant; None for anything else."""
    constant = node.get("A_Const", {}).get("sval")
    return None if constant is None else str(constant.get("sval", ""))


# client_encoding

_AS_THEY_STAND = frozenset({"utf8", "unicode", "sqlascii"})
"""The encodings from which UTF-8 comes as it is (documentation, 24.3.3 Automatic Character Set Conversion)."""


def set_encoding(session: Session, name: str, local: bool = False) -> None:
    """Letters and digits tell encodings apart (clean_encoding_name in encnames.c). A local one ends none, as that comes back."""
    converts = re.sub(r"[^a-z0-9]", "", name.lower()) not in _AS_THEY_STAND
    if converts or not local:
        session.encoding = name if converts else None


@statement("VariableSetStmt")
class SetVariable(Ddl):
    """SET and RESET."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Follows the search_path and client_encoding; a change of role is noted, because it changes who owns what comes next."""
        node = self.node
        name, kind, local = node.get("name", ""), node["kind"], bool(node.get("is_local"))
        values = tuple(value for item in node.get("args", []) if (value := constant_text(item)) is not None)
        back = kind in ("VAR_RESET", "VAR_SET_DEFAULT")
        if kind == "VAR_RESET_ALL" or (name == "search_path" and back):
            set_path(session, DEFAULT_PATH, local)
        elif name == "search_path" and kind == "VAR_SET_VALUE":
            set_path(session, values, local)
        if kind == "VAR_RESET_ALL" or (name == "client_encoding" and back):
            set_encoding(session, DEFAULT_ENCODING, local)
        elif name == "client_encoding" and values:
            set_encoding(session, values[0], local)
        if name in ("role", "session_authorization") and values and values[0] not in ("none", ""):
            session.roles.setdefault(values[0], False)
            session.notes.append(f"the owner of what {values[0]} creates from here on is not followed")


@statement("DiscardStmt")
class Discard(Ddl):
    """DISCARD."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """DISCARD ALL resets every setting."""
        if self.node["target"] == "DISCARD_ALL":
            set_path(session, DEFAULT_PATH, local=False)
            set_encoding(session, DEFAULT_ENCODING)


@statement("TransactionStmt")
class Transaction(Ddl):
    """BEGIN, COMMIT, ROLLBACK, SAVEPOINT."""

    anchors = False

    def effect(self, catalog: Catalog, session: Session) -> None:
        """The end of a transaction takes back SET LOCAL; a ROLLBACK takes back what was done since BEGIN, or the savepoint."""
        kind = self.node["kind"].removeprefix("TRANS_STMT_")
        if kind in ("BEGIN", "START") and not session.saved:
            self._save(catalog, session, "")
        elif kind == "SAVEPOINT" and session.saved:
            self._save(catalog, session, self.node["savepoint_name"])
        elif kind in ("COMMIT", "ROLLBACK"):
            if isinstance(session.search_path, _LocalPath):
                session.search_path = session.search_path.outer
            if kind == "ROLLBACK" and not session.saved:
                session.unmodelled(
                    "ROLLBACK is not modelled where no BEGIN is: what it undoes counts as done"
                )
            elif kind == "ROLLBACK":
                self._restore(catalog, session, session.saved[0])
            session.saved.clear()
            if self.node.get("chain"):
                self._save(catalog, session, "")
        elif kind == "ROLLBACK_TO":
            name = self.node["savepoint_name"]
            at = next((i for i in range(len(session.saved) - 1, 0, -1) if session.saved[i].name == name), 0)
            if not at:
                session.unmodelled(
                    "ROLLBACK TO is not modelled where no savepoint is: what it undoes counts as done"
                )
            else:
                del session.saved[at + 1 :]
                self._restore(catalog, session, session.saved[at])
        elif kind == "PREPARE":
            session.unmodelled("PREPARE TRANSACTION is not modelled: what it may undo counts as done")

    def _save(self, catalog: Catalog, session: Session, name: str) -> None:
        if session.keeps:
            objects = {item.ref: item for item in catalog.objects(Object)}
            session.saved.append(Saved(name, objects, session.search_path, session.encoding))

    def _restore(self, catalog: Catalog, session: Session, saved: Saved) -> None:
        for item in list(catalog.objects(Object)):
            if item.ref not in saved.objects:
                catalog.remove(item.ref)
        for ref, item in saved.objects.items():
            if catalog.get(ref) is not item:
                catalog.put(item)
        session.search_path, session.encoding = saved.search_path, saved.encoding


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
