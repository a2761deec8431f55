"""What stays of a migration's statements: what a ROLLBACK takes back is not there to be undone."""

from __future__ import annotations

from collections.abc import Iterable

from fixer.replay import Ran

BEGINS = frozenset({"TRANS_STMT_BEGIN", "TRANS_STMT_START"})
ENDS = frozenset({"TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK", "TRANS_STMT_PREPARE"})


def transaction_kind(ran: Ran) -> str:
    """What a statement does to the transaction; "" for all others."""
    return str(ran.node.get("kind", "")) if ran.kind == "TransactionStmt" else ""


def staying(statements: Iterable[Ran], wrapped: bool) -> tuple[Ran, ...]:
    """The statements of a file without those that are rolled back, and those that hold transactions. ``wrapped``: the tool runs it
    in one, and commits what is open at its end.
    """
    kept: list[Ran] = []
    within: list[Ran] | None = [] if wrapped else None
    marks: list[tuple[str, int]] = []
    for ran in statements:
        kind, name = transaction_kind(ran), ran.node.get("savepoint_name", "")
        if kind in ENDS:
            kept += within if within and kind != "TRANS_STMT_ROLLBACK" else ()
            within, marks = [] if ran.node.get("chain") else None, []
        elif kind in BEGINS:
            within = [] if within is None else within
        elif within is None:
            kept.append(ran)
        elif kind == "TRANS_STMT_SAVEPOINT":
            marks.append((name, len(within)))
        elif kind == "TRANS_STMT_ROLLBACK_TO":
            while marks and marks[-1][0] != name:
                marks.pop()
            del within[marks[-1][1] if marks else 0 :]
        elif not kind:
            within.append(ran)
    return (*kept, *(within or ())) if wrapped else tuple(kept)
