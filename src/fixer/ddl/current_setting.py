"""What SET … FROM CURRENT keeps of a session's settings (documentation, CREATE FUNCTION; ShowGUCOption in guc.c)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer.ddl.base import USUAL_PATHS, Session
from fixer.sql.quote import identifier, literal

NOT_KNOWN = "not known"
"""A value that a setting got, and that no text tells."""
_KILOBYTES = (("TB", 1024**3), ("GB", 1024**2), ("MB", 1024), ("kB", 1))
_MILLISECONDS = (("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1))
_UNITS = dict.fromkeys(
    ("work_mem", "maintenance_work_mem", "logical_decoding_work_mem"), _KILOBYTES
) | dict.fromkeys(
    (
        "deadlock_timeout",
        "idle_in_transaction_session_timeout",
        "idle_session_timeout",
        "lock_timeout",
        "statement_timeout",
        "transaction_timeout",
    ),
    _MILLISECONDS,
)
_SWITCHES = {"on": "on", "true": "on", "yes": "on", "off": "off", "false": "off", "no": "off"}
_AS_WRITTEN = frozenset({"timezone", "role", "application_name"})


def path_text(schemas: Iterable[str]) -> str:
    """A search_path as SET takes it."""
    return ", ".join(identifier(schema) if schema else "''" for schema in schemas)


def listed(text: str) -> tuple[str, ...]:
    """The schemas in a search_path given as one string (SplitIdentifierString)."""
    found = re.findall(r'"((?:[^"]|"")*)"|([^\s,"]+)', text)
    return tuple(quoted.replace('""', '"') if quoted else bare.lower() for quoted, bare in found)


def kept(session: Session, name: str) -> tuple[str, bool] | None:
    """The value of a setting as SQL, and whether PostgreSQL words it so; None where the session has said nothing of it, so that
    it is the server's.
    """
    text = session.settings.values.get(name.lower())
    if name.lower() == "search_path":
        if text is None and session.search_path not in USUAL_PATHS:
            text = path_text(session.search_path)
        return (text, True) if text is not None else None
    if text is None:
        return None
    if name.lower() in _UNITS:
        with_unit = _with_unit(text, name.lower())
        return literal(with_unit or text), with_unit is not None
    if "." in name or name.lower() in _AS_WRITTEN:
        return literal(text), text != NOT_KNOWN
    return literal(_SWITCHES.get(text.lower(), text)), text.lower() in _SWITCHES


def _with_unit(text: str, name: str) -> str | None:
    """A number with the largest unit that divides it; one without a unit is of the smallest."""
    units, found = dict(_UNITS[name]), re.fullmatch(r"\s*(-?\d+)\s*(\w*)\s*", text)
    if found is None or (found[2] and found[2] not in units):
        return None
    amount = int(found[1]) * units.get(found[2], 1)
    if amount <= 0:
        return str(amount)
    unit, size = next((unit, size) for unit, size in _UNITS[name] if amount % size == 0)
    return f"{amount // size}{unit}"
