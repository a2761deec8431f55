"""What came in: the detectors' problems and the reports of other tools, as cases to be answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fixer.catalog.catalog import Catalog
from fixer.findings.report import Report
from fixer.model import Ignored, Satisfied
from fixer.planner.cases import Case, Cases, Collected
from fixer.planner.detected import detected
from fixer.planner.filter import Filter
from fixer.planner.incoming import Incoming
from fixer.planner.resolve import Resolver
from fixer.registry import Fixer, Options


def collect(
    catalog: Catalog,
    fixers: Mapping[str, Fixer],
    options: Mapping[str, Options],
    reports: Iterable[Report],
    wanted: Filter,
    resolver: Resolver,
) -> Collected:
    """Everything that came in, sorted into cases and answers; every finding is in exactly one place."""
    collected = Collected()
    cases = Cases()
    covered: dict[str, str] = {}
    for fixer, finding, by in detected([f for f in fixers.values() if wanted.runs(f)], catalog, options):
        why = wanted.why(finding)
        if by is not None:
            covered[finding.key] = by
        if why is not None:
            collected.ignored.append(Ignored(finding, why))
        elif by is not None:
            collected.satisfied.append(Satisfied(finding, by))
        elif finding.key not in cases.by_key:
            cases.add(Case(fixer, (finding,)), catalog)
    waiting = frozenset(statement.path for some in options.values() for statement in some.pending)
    reader = Incoming(catalog, fixers, options, wanted, resolver, collected, cases, covered, waiting)
    for report in reports:
        reader.take(report)
    collected.cases = cases.all()
    return collected
