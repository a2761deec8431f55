"""What migrations have lost or changed of rows, in words: table, column, and a value before and after."""

from __future__ import annotations

from collections.abc import Iterator

from fixer.model import Loss, TableRows
from fixer.sql.quote import identifier, literal


def told(rows: TableRows, came_back: bool) -> Iterator[str]:
    """A sentence for each loss on the way up, else for each on the way back. ``came_back``: that was gone to its end."""
    restored = " (its way back restores them)" if came_back and rows.after_down else ""
    losses, way = (rows.up, "up") if rows.up else (rows.back, "back")
    for loss in losses:
        yield f"{_of(rows, loss)} on the way {way}{_example(loss)}{restored}"


def _of(rows: TableRows, loss: Loss) -> str:
    column = f"{rows.table}.{identifier(loss.column)}"
    match loss.what:
        case "table":
            return f"{rows.table} is lost with its {rows.before} rows"
        case "rows":
            return f"{loss.rows} of {rows.before} rows of {rows.table} are lost"
        case "others":
            return f"{rows.table} gets {loss.rows} rows beside its {rows.before}, and nothing tells which is which,"
        case "column":
            return f"the values of {column} are lost with it"
        case "numbers":
            return f"the numbers of {column} begin again"
        case _:
            return f"values of {column} change"


def _example(loss: Loss) -> str:
    return f": {' → '.join(map(_shown, loss.example))}" if loss.example is not None else ""


def _shown(value: str | None) -> str:
    return "NULL" if value is None else literal(value)
