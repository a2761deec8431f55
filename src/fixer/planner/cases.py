"""The cases to be answered, and what is answered already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fixer.catalog.catalog import Catalog
from fixer.model import Finding, Ignored, Location, ObjectRef, Refusal, Satisfied
from fixer.planner.scope import key, owner_of
from fixer.registry import Fixer
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
