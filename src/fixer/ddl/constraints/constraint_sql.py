"""The SQL that adds, validates, alters and drops a constraint of a table."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint
from fixer.sql.quote import identifier, target
from fixer.values import replace

_ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def definition(constraint: Constraint) -> str:
    """The constraint as ADD CONSTRAINT takes it after its name."""
    columns = _listed(constraint, constraint.columns, "{} WITHOUT OVERLAPS")
    if constraint.type == "c":
        text = f"CHECK ({constraint.expression})"
        if constraint.no_inherit:
            text += " NO INHERIT"
    elif constraint.type == "f":
        text = f"FOREIGN KEY ({_listed(constraint, constraint.columns, _PERIOD)}) {_references(constraint)}"
    elif constraint.type == "x":
        text = f"EXCLUDE {_with_tablespace(constraint)}"
    else:
        distinct = " NULLS NOT DISTINCT" if constraint.nulls_not_distinct else ""
        text = f"{'PRIMARY KEY' if constraint.type == 'p' else f'UNIQUE{distinct}'} ({columns})"
        if constraint.include:
            text += f" INCLUDE ({', '.join(map(identifier, constraint.include))})"
        if constraint.index_options:
            text += f" WITH ({constraint.index_options})"
        text += _in_tablespace(constraint)
    if constraint.deferrable:
        text += " DEFERRABLE"
    if constraint.deferred:
        text += " INITIALLY DEFERRED"
    if not constraint.enforced:
        return f"{text} NOT ENFORCED"
    return text + ("" if constraint.validated else " NOT VALID")


def _in_tablespace(constraint: Constraint) -> str:
    name = constraint.index_tablespace
    return f" USING INDEX TABLESPACE {identifier(name)}" if name else ""


def _with_tablespace(constraint: Constraint) -> str:
    """What an exclusion constraint says, its tablespace before WHERE."""
    said, where = _in_tablespace(constraint), (constraint.exclusion or "").rfind(" WHERE (")
    text = constraint.exclusion or ""
    return f"{text[:where]}{said}{text[where:]}" if said and where >= 0 else text + said


_PERIOD = "PERIOD {}"


def _listed(constraint: Constraint, columns: tuple[str, ...], last: str) -> str:
    """The columns, the last as it is written in a constraint about periods."""
    names = list(map(identifier, columns))
    return ", ".join([*names[:-1], last.format(names[-1])] if constraint.period and names else names)


def _references(constraint: Constraint) -> str:
    assert constraint.references is not None
    text = f"REFERENCES {target(constraint.references)}"
    if constraint.referenced_columns:
        text += f" ({_listed(constraint, constraint.referenced_columns, _PERIOD)})"
    if constraint.match == "f":
        text += " MATCH FULL"
    if constraint.on_update != "a":
        text += f" ON UPDATE {_ACTIONS[constraint.on_update]}"
    if constraint.on_delete != "a":
        text += f" ON DELETE {_ACTIONS[constraint.on_delete]}"
        if constraint.set_columns:
            text += f" ({', '.join(map(identifier, constraint.set_columns))})"
    return text


def create(constraint: Constraint) -> list[str]:
    """ALTER TABLE … ADD CONSTRAINT; nothing for the copy that a partition gets by itself."""
    if constraint.clone_of is not None:
        return []
    name = identifier(constraint.ref.name)
    return [f"ALTER TABLE {target(constraint.table)} ADD CONSTRAINT {name} {definition(constraint)}"]


def renamed_copy(constraint: Constraint, state: Catalog, goal: Catalog) -> Constraint | None:
    """The constraint that a new partition got by itself where ``constraint`` should be."""
    if constraint.clone_of is None:
        return None
    made = (c for c in state.children(constraint.table, Constraint) if c.clone_of == constraint.clone_of)
    return next((c for c in made if getattr(goal.get(c.ref), "clone_of", None) != c.clone_of), None)


def drop(constraint: Constraint) -> list[str]:
    """ALTER TABLE … DROP CONSTRAINT."""
    if constraint.clone_of is not None:
        return []
    return [f"ALTER TABLE {target(constraint.table)} DROP CONSTRAINT {identifier(constraint.ref.name)}"]


def alter(old: Constraint, new: Constraint) -> list[str] | None:
    """From one state of a constraint to another; None where it has to be dropped and added again."""
    if (
        new.type == "c"
        and new.local
        and not old.local
        and replace(old, local=True, comment=None) == replace(new, comment=None)
    ):
        return create(replace(new, clone_of=None))  # which merges with what its table inherits
    old, new = replace(old, local=False), replace(new, local=False)
    if old.clone_of == new.clone_of is not None and replace(old, validated=new.validated) == new:
        name = identifier(new.ref.name)  # a partition's may be known to hold where its parent's is not
        holds_now = new.validated and not old.validated
        return [f"ALTER TABLE {target(new.table)} VALIDATE CONSTRAINT {name}"] if holds_now else []
    if old.clone_of or new.clone_of:  # that changes with the table's own place
        if replace(old, clone_of=None, comment=None) == replace(new, clone_of=None, comment=None):
            return []
        if old.clone_of:
            return []
    if old.type == "f" and new.enforced != old.enforced:
        like = replace(old, enforced=new.enforced, validated=new.validated, comment=new.comment)
        if new == like and new.validated == new.enforced:
            state = "ENFORCED" if new.enforced else "NOT ENFORCED"
            return [f"ALTER TABLE {target(new.table)} ALTER CONSTRAINT {identifier(new.ref.name)} {state}"]
    if replace(old, validated=True, comment=None) == replace(new, validated=True, comment=None):
        if new.validated and not old.validated:
            return [f"ALTER TABLE {target(new.table)} VALIDATE CONSTRAINT {identifier(new.ref.name)}"]
        return [] if new.validated == old.validated else None
    if old.type == "f" and new == replace(
        old, deferrable=new.deferrable, deferred=new.deferred, comment=new.comment
    ):
        state = "NOT DEFERRABLE" if not new.deferrable else "DEFERRABLE INITIALLY "
        state += "" if not new.deferrable else "DEFERRED" if new.deferred else "IMMEDIATE"
        return [f"ALTER TABLE {target(new.table)} ALTER CONSTRAINT {identifier(new.ref.name)} {state}"]
    return None
