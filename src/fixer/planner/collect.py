"""What came in: the detectors' problems and the reports of other tools, as cases to be answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import External
from fixer.findings.report import Report
from fixer.model import Finding, Ignored, Location, ObjectRef, Refusal, Satisfied
from fixer.planner.incoming import Incoming
from fixer.planner.resolve import Resolver
from fixer.planner.scope import around, key, owner_of
from fixer.registry import Fixer, Options, Problem, problems, satisfied_by
from fixer.values import Value, replace


class Case(Value, frozen=True):
    """One problem to be mended, and everybody's findings that report it; the first is the one a fixer is asked about."""

    fixer: Fixer
    findings: tuple[Finding, ...]

    @property
    def finding(self) -> Finding:
        """The finding that stands for all."""
        return self.findings[0]


_CARRIED = ("text", "forced")
"""What a report may know that a detector cannot: the words of a comment, that row security is to hold for owners."""


class Cases:
    """The cases by key, and by what a report may say of them: the object or its table."""

    def __init__(self) -> None:
        self.by_key: dict[str, Case] = {}
        self._joined: dict[str, list[Finding]] = {}
        self._named: dict[str, list[str]] = {}
        self._owned: dict[tuple[str, ObjectRef], list[str]] = {}
        self._of_rule: dict[str, list[str]] = {}

    def add(self, case: Case, catalog: Catalog) -> None:
        """Files a new case."""
        name, finding = case.finding.key, case.finding
        self.by_key[name] = case
        self._named.setdefault(name.partition("#")[0], []).append(name)
        self._of_rule.setdefault(case.fixer.rule, []).append(name)
        if finding.target is not None:
            owner = owner_of(finding.target, catalog)
            self._owned.setdefault((case.fixer.rule, owner), []).append(name)

    def join(self, name: str, finding: Finding) -> None:
        """One more finding that reports the same; what it alone knows goes to the one that a fixer is asked about."""
        known = self.by_key[name]
        first = known.findings[0]
        told = {key: finding.data[key] for key in _CARRIED if key in finding.data} | {**first.data}
        if told != first.data:
            first = replace(first, data=told)
            self.by_key[name] = replace(known, findings=(first,))
        self._joined.setdefault(name, []).append(replace(finding, key=name))

    def all(self) -> list[Case]:
        """The cases, each with everything that was joined."""
        return [
            replace(case, findings=(*case.findings, *self._joined.get(name, ())))
            for name, case in self.by_key.items()
        ]

    def of_rule(self, rule: str) -> list[Case]:
        """All cases of a rule."""
        return [self.by_key[name] for name in self._of_rule.get(rule, ())]

    def at(self, rule: str, place: Location) -> str | None:
        """The case of a rule at a place."""
        spot = (place.path, place.line, place.column)
        for name in self._of_rule.get(rule, ()):
            where = self.by_key[name].finding.location
            if where is not None and (where.path, where.line, where.column) == spot:
                return name
        return None

    def matching(
        self, rule: str, targets: Sequence[ObjectRef], own: str, place: Location | None
    ) -> str | None:
        """The case that a report is about: of the same name and place, else of the same rule in the table that it names."""
        exact = next((k for k in (key(rule, target, own) for target in targets) if k in self.by_key), None)
        if exact is not None or own:
            return exact
        found = [name for target in targets for name in self._named.get(key(rule, target), ())]
        found += [
            name
            for target in targets
            if target.kind == "table"
            for name in self._owned.get((rule, target), ())
        ]
        columns = {target for target in targets if target.kind == "column"}
        if columns:  # what is said of one column is not said of another
            found = [name for name in found if not self._about_another(name, columns)]
        if place is not None:
            spot = (place.path, place.line, place.column)
            for name in found:
                where = self.by_key[name].finding.location
                if where is not None and (where.path, where.line, where.column) == spot:
                    return name
        return found[0] if found else None

    def _about_another(self, name: str, columns: set[ObjectRef]) -> bool:
        target = self.by_key[name].finding.target
        return target is not None and target.kind == "column" and target not in columns


@dataclass
class Collected:
    """Cases to mend, and what is answered already."""

    cases: list[Case] = field(default_factory=list)
    satisfied: list[Satisfied] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)

    def answered(self, case: Case, answer: Satisfied | Refusal) -> None:
        """Files an answer that is no fix, for each of the case's findings."""
        if isinstance(answer, Satisfied):
            self.satisfied += [replace(answer, finding=finding) for finding in case.findings]
        else:
            self.refusals += [replace(answer, finding=finding) for finding in case.findings]


@dataclass(frozen=True, slots=True)
class Filter:
    """What to leave alone, and why."""

    select: frozenset[str] = frozenset()
    extend_select: frozenset[str] = frozenset()
    """Rules to look for besides those that are looked for by default."""
    ignore: Mapping[str, str] = field(default_factory=dict)
    """Rule or key -> the reason given."""
    only: frozenset[str] = frozenset()
    baseline: Mapping[str, str] = field(default_factory=dict)

    def runs(self, fixer: Fixer) -> bool:
        """Whether a rule's own detector is asked at all."""
        rule = fixer.rule
        wanted = rule in self.select if self.select else fixer.by_default
        return (wanted or rule in self.extend_select) and rule not in self.ignore

    def why(self, finding: Finding) -> str | None:
        """Why a finding is left alone, or None."""
        if self.select and finding.rule not in self.select | self.extend_select:
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
