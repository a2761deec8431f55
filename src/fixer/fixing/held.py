"""What holds a table's rows to a condition: the constraints that imply it, and the one that is to be added."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Table
from fixer.ddl.names import object_name
from fixer.ddl.reach import below
from fixer.fixing.condition import columns_in
from fixer.model import Check
from fixer.sql.canonical import equivalent, implies
from fixer.sql.quote import identifier, shown, target


def checks_of(table: Table, catalog: Catalog) -> list[Constraint]:
    """The table's CHECK constraints that hold for its children too."""
    heirs = catalog.heirs(table.ref)
    found = catalog.children(table.ref, Constraint)
    return [c for c in found if c.type == "c" and c.expression and not (c.no_inherit and heirs)]


def types_of(table: Table) -> dict[str, str]:
    return {column.name: str(column.type) for column in table.columns}


def implied_by(check: str, table: Table, catalog: Catalog) -> str | None:
    """The constraints that let nothing pass which breaks the check."""
    used = columns_in(check)
    if used is None:
        return None
    alone = bool(catalog.heirs(table.ref))
    not_null = [
        identifier(c.name)
        for c in table.columns
        if c.not_null and c.name in used and not (alone and c.not_null_as and c.not_null_as.no_inherit)
    ]
    facts = [f"{name} IS NOT NULL" for name in not_null]
    checks = checks_of(table, catalog)
    valid = [c for c in checks if c.validated and used & (columns_in(c.expression or "") or set())]
    types = types_of(table)
    for constraints in ([], *([one] for one in valid), valid):
        known = [*facts, *(f"({constraint.expression}\n)" for constraint in constraints)]
        if known and implies(" AND ".join(known), check, types):
            names = [identifier(constraint.ref.name) for constraint in constraints]
            return " and ".join(names) or f"NOT NULL of {', '.join(not_null)}"
    return None


def not_valid_yet(check: str, table: Table, catalog: Catalog) -> str | None:
    """The name of a constraint that says the same and has not been validated."""
    for constraint in checks_of(table, catalog):
        same = equivalent(constraint.expression or "", check, types_of(table))
        if same and not constraint.validated:
            return constraint.ref.name
    return None


def offending(check: str, table: Table, catalog: Catalog) -> Check:
    """The query for rows that break a check."""
    primary = catalog.primary_key(table.ref)
    used = sorted(columns_in(check) or ())
    listed = ", ".join(map(identifier, dict.fromkeys([*primary, *used])))
    query = f"SELECT {listed} FROM {target(table.ref)} WHERE NOT ({check})"  # noqa: S608  of a condition that is usable
    return Check(query, f"rows of {shown(table.ref)} that break {check}", len(primary))


def free_check_name(wanted: str, check: str, table: Table, catalog: Catalog, taken: Iterable[str]) -> str:
    """The name asked for, or PostgreSQL's own choice, which no constraint of the table or below it has."""
    busy = {
        constraint.ref.name
        for ref in below(catalog, table.ref)
        for constraint in catalog.children(ref, Constraint)
    } | set(taken)
    used = sorted(columns_in(check) or ())
    first, second, label = table.ref.name, used[0] if len(used) == 1 else "", "check"
    if wanted and wanted.isprintable():
        first, second, label = wanted, "", ""
    whole = "_".join(part for part in (first, second, label) if part)
    if object_name(first, second, label) != whole:
        digest = hashlib.sha256(whole.encode()).hexdigest()[:8]
        label = f"{digest}_{label}" if label else digest
    name, number = object_name(first, second, label), 0
    while name in busy:
        number += 1
        name = object_name(first, second, f"{label}{number}")
    return name
