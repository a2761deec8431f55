"""What a person has to decide about a finding, with what would be done then: shown in the plan, never written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.findings.report import Report
from fixer.findings.rules import decision
from fixer.sql.quote import identifier, target

_TIMES = ("timestamp", "timestamptz", "date")
_MOST = 3


def decided(report: Report, catalog: Catalog) -> str:
    """The decision in words; for partitions a worked plan for the tables that the report names."""
    if report.rule == "partitioning":
        plans = [_partitions(table, catalog) for table in _tables(report, catalog)]
        return " ".join(plans) or "Name the tables that are to be partitioned, and by which column."
    return decision(report.source, report.rule)


def _tables(report: Report, catalog: Catalog) -> Iterator[Table]:
    """The tables that the words name, in their order."""
    texts = [
        report.message,
        *(text for part in ("said", "items") for text, _codes in report.data.get(part, ())),
    ]
    known = {table.ref.name: table for table in catalog.objects(Table) if table.parent is None}
    names = dict.fromkeys(word for text in texts for word in re.findall(r"\w+", text) if word in known)
    yield from (known[name] for name in list(names)[:_MOST])


def _partitions(table: Table, catalog: Catalog) -> str:
    """The steps for one table: what its keys have to become, how rows get there, and when the names change."""
    name = target(table.ref)
    if table.partition_key is not None:
        return f"{name} is partitioned already, by {table.partition_key}."
    times = sorted(
        (c for c in table.columns if c.type.name in _TIMES),
        key=lambda c: (not c.not_null, c.name != "created_at", c.name),
    )
    if not times:
        return f"{name} has no column for a point in time: say by what it is to be partitioned."
    column = times[0].name
    new = f"{table.ref.name}_by_month"
    keys = ", ".join(map(identifier, (*catalog.primary_key(table.ref), column)))
    steps = [] if times[0].not_null else [f"{identifier(column)} filled where it is NULL, and NOT NULL"]
    steps += [
        f"CREATE TABLE {new} (LIKE {name} INCLUDING ALL EXCLUDING CONSTRAINTS EXCLUDING INDEXES) "
        f"PARTITION BY RANGE ({identifier(column)}), its key ({keys}), since a key has to hold the partition's column",
        "a partition for each month that has rows and for the next two, and a DEFAULT one",
        "a trigger that writes what comes into both tables, or a moment in which nobody writes",
        f"the rows in batches, by {identifier(column)}, until both have the same",
        f"in one transaction: {name} renamed away, {new} to its name; indexes, policies, grants, triggers on the new one",
    ]
    referring = sorted({target(key.table) for key in catalog.referrers(table.ref)})
    if referring:
        steps.append(
            f"the foreign keys of {', '.join(referring)} dropped or given {identifier(column)} too: "
            "none can refer to the old key alone"
        )
    steps.append("a job that makes the next month's partition, and detaches what is older than is kept")
    worked = "; ".join(f"({number}) {step}" for number, step in enumerate(steps, 1))
    return f"{name}: {worked}."
