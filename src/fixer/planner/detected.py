"""What the detectors see in a catalog, and whether a finding still holds there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import External
from fixer.model import Finding
from fixer.planner.scope import around, key
from fixer.registry import Fixer, Options, Problem, problems, satisfied_by


def finding_of(fixer: Fixer, problem: Problem) -> Finding:
    """A detector's problem as a finding."""
    return Finding(
        rule=fixer.rule,
        source="fixer",
        source_rule=fixer.rule,
        target=problem.target,
        message=problem.message,
        key=key(fixer.rule, problem.target, problem.discriminator),
        location=problem.location,
        data=problem.data,
    )


def detected(
    fixers: Iterable[Fixer], catalog: Catalog, options: Mapping[str, Options]
) -> Iterator[tuple[Fixer, Finding, str | None]]:
    """What the fixers see for themselves, each with what satisfies it already."""
    for fixer in fixers:
        for problem in problems(fixer, catalog, options[fixer.rule]):
            yield fixer, finding_of(fixer, problem), problem.satisfied_by


def holds(fixer: Fixer, finding: Finding, catalog: Catalog, options: Options) -> str | None:
    """None while a finding still holds; else by what it is satisfied, in words."""
    told = finding.source != "fixer" or finding.data or finding.suggestion
    if fixer.satisfied is not None and told:
        return satisfied_by(fixer, finding, catalog, options)
    if finding.target is None:
        return None
    if isinstance(catalog.get(finding.target), External):
        return "the platform: it is not this project's to change"
    focus = catalog.focused(around([finding.target], catalog))
    for problem in problems(fixer, focus, options):
        if finding_of(fixer, problem).key == finding.key:
            return problem.satisfied_by
    return f"the schema as it is: {fixer.rule} does not hold for it"
