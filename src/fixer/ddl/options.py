"""The options of what is foreign: wrappers, servers, user mappings, tables and their columns."""

from __future__ import annotations

from collections.abc import Sequence

from fixer.catalog.rare_objects import Options
from fixer.ddl.base import Session
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, literal


def with_options(old: Options, nodes: Sequence[Node], session: Session) -> Options:
    """Options after OPTIONS (ADD …, SET …, DROP …); a value that is set keeps its place (transformGenericOptions)."""
    options = dict(old)
    for element in (item["DefElem"] for item in nodes):
        name, action = element["defname"], element.get("defaction", "DEFELEM_UNSPEC")
        if action in ("DEFELEM_SET", "DEFELEM_DROP") and name not in options:
            session.problem(f"there is no option {identifier(name)}")
        elif action in ("DEFELEM_ADD", "DEFELEM_UNSPEC") and name in options:
            session.problem(f"option {identifier(name)} exists already")
        if action == "DEFELEM_DROP":
            options.pop(name, None)
        else:
            options[name] = element["arg"]["String"].get("sval", "")
    return tuple(options.items())


def options_clause(options: Options) -> str:
    """`` OPTIONS (name 'value')``; nothing where there are none."""
    said = ", ".join(f"{identifier(name)} {literal(value)}" for name, value in options)
    return f" OPTIONS ({said})" if said else ""


def options_change(old: Options, new: Options) -> str:
    """The OPTIONS clause of ALTER between two lists, whose order is kept; nothing where they are alike."""
    if old == new:
        return ""
    if [name for name, _value in old] == [name for name, _value in new]:
        said = [
            f"SET {identifier(n)} {literal(v)}" for (n, v), was in zip(new, old, strict=True) if (n, v) != was
        ]
        return f"OPTIONS ({', '.join(said)})"
    shared = 0
    while old[shared : shared + 1] == new[shared : shared + 1] != ():
        shared += 1
    said = [f"DROP {identifier(name)}" for name, _value in old[shared:]]
    said += [f"ADD {identifier(name)} {literal(value)}" for name, value in new[shared:]]
    return f"OPTIONS ({', '.join(said)})"
