"""Where and how a relation is stored: its tablespace, its access method, its parameters."""

from __future__ import annotations

from collections.abc import Sequence

from fixer.ddl.base import Session, strings
from fixer.sql.parse import Node

DEFAULT_TABLESPACE, DEFAULT_METHOD = "pg_default", "heap"


def option_name(option: Node) -> str:
    """A parameter's name: that of the TOAST table's has its namespace before it."""
    return ".".join(option[key] for key in ("defnamespace", "defname") if key in option)


def option_value(option: Node) -> str:
    """What a parameter is set to, which may be a bare or quoted word, as text (defGetString); true without a value."""
    argument = option.get("arg")
    if argument is None:
        return "true"
    ((kind, value),) = argument.items()
    if kind == "TypeName":
        return ".".join(strings(value["names"]))
    return str(next(iter(value.values()), 0 if kind == "Integer" else ""))


def unless_default(name: str | None, default: str) -> str | None:
    """A tablespace or access method; None for the one that a relation has without being told."""
    return None if name == default else name


def placed(session: Session, said: str | None, inherited: str | None = None) -> str | None:
    """The tablespace of a new table or index: what it says, else what comes from its parent, else default_tablespace
    (documentation, 20.11.1 Statement Behavior).
    """
    default = session.settings.values.get("default_tablespace") or None
    return unless_default(said or inherited or default, DEFAULT_TABLESPACE)


def stored(session: Session, said: str | None, inherited: str | None = None) -> str | None:
    """The access method of a new table, likewise; by default_table_access_method."""
    default = session.settings.values.get("default_table_access_method") or None
    return unless_default(said or inherited or default, DEFAULT_METHOD)


def parameters(head: str, old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The fewest SET and RESET between two lists of storage parameters (``fillfactor=70``), whose order is kept.

    What is set anew comes last (transformRelOptions).
    """
    wanted = {_name(option) for option in new}
    gone = [_name(option) for option in old if _name(option) not in wanted]
    kept = [option for option in old if _name(option) in wanted]
    same = 0
    while same < len(kept) and kept[same] == new[same]:
        same += 1
    steps = [f"{head} RESET ({', '.join(gone)})"] if gone else []
    return steps + ([f"{head} SET ({', '.join(new[same:])})"] if new[same:] else [])


def _name(option: str) -> str:
    return option.split("=")[0].strip()
