"""What came in: the detectors' problems and the reports of other tools, as cases to be answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import External
from fixer.findings.report import Report
from fixer.model import Finding, Ignored, Location, ObjectRef, Refusal, Satisfied
from fixer.planner.resolve import Resolver, described
from fixer.planner.scope import around, key, owner_of
from fixer.registry import Fixer, Options, Problem, problems, satisfied_by


@dataclass(frozen=True, slots=True)
class Case:
    """One problem to be mended, and everybody's findings that report it; the first is the one a fixer is asked about."""

    fixer: Fixer
    findings: tuple[Finding, ...]

    @property
    def finding(self) -> Finding:
        """The finding that stands for all."""
        return self.findings[0]


@dataclass
class Collected:
    """Cases to mend, and what is answered already."""

    cases: list[Case] = field(default_factory=list)
    satisfied: list[Satisfied] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filter:
    """What to leave alone, and why."""

    select: frozenset[str] = frozenset()
    ignore: Mapping[str, str] = field(default_factory=dict)
    """Rule or key -> the reason given."""
    only: frozenset[str] = frozenset()
    baseline: Mapping[str, str] = field(default_factory=dict)

    def runs(self, rule: str) -> bool:
        """Whether a rule's own detector is asked at all."""
        return (not self.select or rule in self.select) and rule not in self.ignore

    def why(self, finding: Finding) -> str | None:
        """Why a finding is left alone, or None."""
        if self.select and finding.rule not in self.select:
            return "not among the selected rules"
        for name in (finding.key, finding.rule):
            if name in self.ignore:
                return self.ignore[name]
        if self.only and finding.key not in self.only:
            return "not asked for (--only)"
        if finding.key in self.baseline:
            return f"in the baseline: {self.baseline[finding.key]}"
        return None


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


def collect(
    catalog: Catalog,
    fixers: Mapping[str, Fixer],
    options: Mapping[str, Options],
    reports: Sequence[Report],
    wanted: Filter,
    resolver: Resolver,
) -> Collected:
    """Everything that came in, sorted into cases and answers; every finding is in exactly one place."""
    collected = Collected()
    cases: dict[str, Case] = {}
    covered: dict[str, str] = {}
    for fixer, finding, by in detected([f for f in fixers.values() if wanted.runs(f.rule)], catalog, options):
        why = wanted.why(finding)
        if by is not None:
            covered[finding.key] = by
        if why is not None:
            collected.ignored.append(Ignored(finding, why))
        elif by is not None:
            collected.satisfied.append(Satisfied(finding, by))
        elif finding.key not in cases:
            cases[finding.key] = Case(fixer, (finding,))
    for report in reports:
        _report(report, catalog, fixers, options, wanted, resolver, collected, cases, covered)
    collected.cases = list(cases.values())
    return collected


def _report(
    report: Report,
    catalog: Catalog,
    fixers: Mapping[str, Fixer],
    options: Mapping[str, Options],
    wanted: Filter,
    resolver: Resolver,
    collected: Collected,
    cases: dict[str, Case],
    covered: Mapping[str, str],
) -> None:
    fixer = next((f for f in fixers.values() if f.answers_to(report.source, report.rule)), None)
    if fixer is None:
        finding = _foreign(report, report.rule, None, "")
        reason = f"no fixer answers {report.source}'s {report.rule}"
        collected.refusals.append(Refusal(finding, "unsupported", reason))
        return
    targets = resolver.targets(report)
    if not targets:
        finding = _foreign(report, fixer.rule, None, "")
        why = wanted.why(finding)
        if why is not None:
            collected.ignored.append(Ignored(finding, why))
            return
        tried = f"nothing in the schema answers to {described(report)}"
        collected.refusals.append(
            Refusal(finding, "unresolved", tried, "Check the name, or read the findings of this schema.")
        )
        return
    own = _own_data(report)
    finding = _foreign(report, fixer.rule, targets[0], own)
    matches = _matching(cases, fixer.rule, targets, own, catalog)
    why = wanted.why(finding)
    if why is not None:
        collected.ignored.append(Ignored(finding, why))
    elif matches:
        known = cases[matches[0]]
        cases[matches[0]] = replace(known, findings=(*known.findings, replace(finding, key=matches[0])))
    elif (
        by := next((covered[k] for k in (key(fixer.rule, t, own) for t in targets) if k in covered), None)
    ) is not None:
        collected.satisfied.append(Satisfied(finding, by))
    elif own or (by := holds(fixer, finding, catalog, options[fixer.rule])) is None:
        cases[finding.key] = Case(fixer, (finding,))
    else:
        collected.satisfied.append(Satisfied(finding, by))


def _matching(
    cases: Mapping[str, Case], rule: str, targets: Sequence[ObjectRef], own: str, catalog: Catalog
) -> list[str]:
    """The cases that a report is about: of the same name, else of the same rule in the table that it names."""
    exact = [k for k in (key(rule, target, own) for target in targets) if k in cases]
    if exact or own:
        return exact
    named = {key(rule, target) for target in targets}
    tables = {target for target in targets if target.kind == "table"}
    return [
        k
        for k, case in cases.items()
        if case.fixer.rule == rule
        and (
            k.partition("#")[0] in named
            or (case.finding.target and owner_of(case.finding.target, catalog) in tables)
        )
    ]


def _own_data(report: Report) -> str:
    """What a report adds to its target: a CHECK's text, a suggestion. Two reports that differ in it are two cases."""
    return str(report.data.get("check") or report.suggestion or "")


def _foreign(report: Report, rule: str, ref: ObjectRef | None, own: str) -> Finding:
    location = None
    if report.path is not None:
        location = Location(report.path, report.line or 1, report.column or 1)
    return Finding(
        rule=rule,
        source=report.source,
        source_rule=report.rule,
        target=ref,
        message=report.message,
        key=key(rule, ref, own, report.target or f"{report.source}/{report.rule}"),
        location=location,
        level=report.level,
        target_text=report.target,
        data=report.data,
        suggestion=report.suggestion,
    )


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
