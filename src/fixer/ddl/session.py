"""Statements that change no object: settings, transactions, and what only says, asks or prepares something."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object
from fixer.ddl.acting_role import AUTHORIZATION, ROLE
from fixer.ddl.base import (
    ACCESS_EXCLUSIVE,
    ROW_EXCLUSIVE,
    SHARE,
    SHARE_UPDATE_EXCLUSIVE,
    Ddl,
    Saved,
    Session,
    Settings,
    statement,
)
from fixer.ddl.current_setting import NOT_KNOWN, path_text
from fixer.sql.parse import Node

DEFAULT_PATH = ("public",)

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


def end_local_path(session: Session) -> bool:
    """A search_path that was set for a transaction ends with it. False where there was none."""
    if not isinstance(session.search_path, _LocalPath):
        return False
    session.search_path = session.search_path.outer
    return True


def setting_text(node: Node) -> str | None:
    """A value that SET gives: words, strings and numbers as text; None for anything else (an interval of a time zone)."""
    constant = node.get("A_Const", {})
    if "boolval" in constant:
        return "on" if constant["boolval"].get("boolval") else "off"
    if "ival" in constant:
        return str(constant["ival"].get("ival", 0))
    return str(constant["fval"]["fval"]) if "fval" in constant else constant_text(node)


def constant_text(node: Node) -> str | None:
    """The value of a string constant; None for anything else."""
    constant = node.get("A_Const", {}).get("sval")
    return None if constant is None else str(constant.get("sval", ""))


DECISIVE = frozenset(
    [
        "array_nulls",
        "client_encoding",
        "datestyle",
        "default_table_access_method",
        "default_tablespace",
        "intervalstyle",
        "role",
        "search_path",
        "session_authorization",
        "standard_conforming_strings",
        "timezone",
        "transform_null_equals",
    ]
)
"""The settings that decide what statements make."""


def end_transaction(what: str, before: Settings, session: Session) -> None:
    """Code that no transaction is around is one of its own: what it sets for that, and was not set for one ``before``, ends there.
    Said, since a tool may have begun one for the file.
    """
    if session.transaction:
        return
    for name in sorted(session.settings.outer.keys() - before.outer.keys()):
        session.settings.set(name, session.settings.outer[name])
        if name == "search_path":
            end_local_path(session)
        if name in DECISIVE:
            session.notes.append(
                f"{what} sets the {name} until its transaction ends, which is taken to be its own, not that of the file"
            )


@statement("VariableSetStmt")
class SetVariable(Ddl):
    """SET and RESET."""

    anchors = False

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Follows the settings, and takes note of the roles."""
        node = self.node
        name, kind, local = node.get("name", ""), node["kind"], bool(node.get("is_local"))
        values = tuple(value for item in node.get("args", []) if (value := constant_text(item)) is not None)
        back = kind in ("VAR_RESET", "VAR_SET_DEFAULT")
        if kind == "VAR_RESET_ALL" or (name == "search_path" and back):
            set_path(session, DEFAULT_PATH, local)
        elif name == "search_path" and kind == "VAR_SET_VALUE":
            set_path(session, values, local)
        if kind == "VAR_RESET_ALL":
            session.settings.reset()
        elif back or not node.get("args"):
            session.settings.set(name.lower(), None, local)
        else:
            said = [text for item in node["args"] if (text := setting_text(item)) is not None]
            text = path_text(said) if name == "search_path" else ", ".join(said)
            session.settings.set(name.lower(), text if said else NOT_KNOWN, local)
        if name == AUTHORIZATION:
            session.settings.set(ROLE, None, local)
        if name in (ROLE, AUTHORIZATION) and values and values[0] != "none":
            session.roles.setdefault(values[0], False)


@statement("DiscardStmt")
class Discard(Ddl):
    """DISCARD."""

    anchors = False

    def effect(self, catalog: Catalog, session: Session) -> None:
        """DISCARD ALL resets every setting."""
        if self.node["target"] == "DISCARD_ALL":
            set_path(session, DEFAULT_PATH, local=False)
            session.settings.take(Settings())


@statement("TransactionStmt")
class Transaction(Ddl):
    """BEGIN, COMMIT, ROLLBACK, SAVEPOINT."""

    anchors = False

    def effect(self, catalog: Catalog, session: Session) -> None:
        """The end of a transaction takes back SET LOCAL; a ROLLBACK takes back what was done since BEGIN, or the savepoint."""
        kind = self.node["kind"].removeprefix("TRANS_STMT_")
        if kind in ("BEGIN", "START") and not session.transaction:
            session.open_transaction()
        if kind in ("BEGIN", "START") and not session.saved:
            self._save(catalog, session, "")
        elif kind == "SAVEPOINT" and session.saved:
            self._save(catalog, session, self.node["savepoint_name"])
        elif kind in ("COMMIT", "ROLLBACK"):
            session.settings.end()
            session.transaction = 0
            end_local_path(session)
            if kind == "ROLLBACK" and not session.saved:
                session.unmodelled(
                    "ROLLBACK is not modelled where no BEGIN is: what it undoes counts as done"
                )
            elif kind == "ROLLBACK":
                self._restore(catalog, session, session.saved[0])
            session.saved.clear()
            if self.node.get("chain"):
                session.open_transaction()
                self._save(catalog, session, "")
        elif kind == "ROLLBACK_TO":
            at = self._savepoint(session)
            if not at:
                session.unmodelled(
                    "ROLLBACK TO is not modelled where no savepoint is: what it undoes counts as done"
                )
            else:
                del session.saved[at + 1 :]
                self._restore(catalog, session, session.saved[at])
        elif kind == "RELEASE":
            if at := self._savepoint(session):
                del session.saved[at:]
        elif kind == "PREPARE":
            session.unmodelled("PREPARE TRANSACTION is not modelled: what it may undo counts as done")

    def _savepoint(self, session: Session) -> int:
        """Where the savepoint is kept that is named: the last of its name, behind which others wait for its RELEASE; 0 for none."""
        name, kept = self.node["savepoint_name"], session.saved
        return next((at for at in range(len(kept) - 1, 0, -1) if kept[at].name == name), 0)

    def _save(self, catalog: Catalog, session: Session, name: str) -> None:
        if session.keeps:
            objects = {item.ref: item for item in catalog.objects(Object)}
            session.saved.append(Saved(name, objects, session.state()))

    def _restore(self, catalog: Catalog, session: Session, saved: Saved) -> None:
        for item in list(catalog.objects(Object)):
            if item.ref not in saved.objects:
                catalog.remove(item.ref)
        for ref, item in saved.objects.items():
            if catalog.get(ref) is not item:
                catalog.put(item)
        session.back_to(saved.state)


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
