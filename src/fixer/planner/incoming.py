"""Reports of other tools to findings: resolved, joined with what is known, or answered at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fixer.catalog.catalog import Catalog
from fixer.findings.report import Report
from fixer.findings.rules import passes, reason
from fixer.model import Finding, Ignored, Location, ObjectRef, Refusal, Satisfied
from fixer.planner import reviews
from fixer.planner.cases import Case, Cases, Collected
from fixer.planner.decisions import decided
from fixer.planner.detected import holds
from fixer.planner.filter import Filter
from fixer.planner.resolve import Resolver, described
from fixer.planner.scope import key
from fixer.prose import codes
from fixer.registry import Fixer, Options, problems

SQL = "sql"
"""The source of what a person asks for in a file of SQL."""
SUGGESTED = "suggested-sql"
"""The rule of the fixer that carries out SQL as it was suggested."""
_AS_SQL = "Write down what is wanted as SQL, in a file: fixer plan --sql FILE makes it safe."
_A_FOLDER = "Name the folder of migrations."
_CHECK_NAME = "Check the name, or read the findings of this schema."
_DONE = "the migration, which has been applied: it is done"
_AGAIN = "Run the linter again over the files as they are."
_IN_DATABASE = "An extension that no migration creates is known to the database alone: plan with --db URL."


@dataclass
class Incoming:
    """Takes reports one by one; each is filed in exactly one place, as one finding or, for a family, one per member."""

    catalog: Catalog
    fixers: Mapping[str, Fixer]
    options: Mapping[str, Options]
    wanted: Filter
    resolver: Resolver
    collected: Collected
    cases: Cases
    covered: Mapping[str, str]
    """Key -> what satisfies it, of what the detectors saw."""
    pending: frozenset[str] = frozenset()
    """The paths of files that have not been applied anywhere."""
    _answering: dict[tuple[str, str, bool], Fixer | None] = field(default_factory=dict)

    def take(self, report: Report) -> None:
        """Files a report."""
        if report.problem:
            finding = self._finding(report, report.rule, None, report.problem)
            self.collected.refusals.append(Refusal(finding, "unreadable", report.problem))
        elif report.aside:
            finding = self._finding(report, report.rule, None, report.message)
            self.collected.ignored.append(Ignored(finding, f"read and not acted on: {report.aside}"))
        elif report.in_prose:
            self._review(report)
        elif report.source == SQL:
            self._case(report, self.fixers[SUGGESTED], [], report.suggestion or "")
        else:
            self._plain(report)

    def _plain(self, report: Report) -> None:
        place = self.resolver.location(report)
        waits = place is not None and place.path in self.pending
        fixer = self._fixer(report.source, report.rule, waits)
        if fixer is not None and fixer.edits_pending and place is not None and self._of_input(report):
            if missing := self.resolver.places.missing(report):
                self._unresolved(report, fixer.rule, f"{missing}: it has changed since", _AGAIN)
            else:
                self._in_place(report, fixer, place)
            return
        if fixer is None:
            targets = self.resolver.targets(report)
            suggested = self.fixers.get(SUGGESTED)
            if report.suggestion and suggested is not None:
                self._case(report, suggested, targets, report.suggestion)
                return
            first = targets[0] if targets else None
            if (
                passes(report.source, report.rule)
                and place is not None
                and self._of_input(report)
                and not waits
            ):
                finding = self._finding(report, report.rule, first, f"{place}")
                if not self._set_aside(finding):
                    self.collected.satisfied.append(Satisfied(finding, _DONE))
                return
            self._refuse(report, first, *reason(report.source, report.rule))
            return
        targets = self.resolver.targets(report)
        alike = self.resolver.alike(report, targets)
        if len(alike) > 1:
            self._each(report, fixer, alike)
        elif targets:
            self._case(report, fixer, targets, _own_data(report))
        else:
            self._unresolved(report, fixer.rule, self._tried(report))

    def _of_input(self, report: Report) -> bool:
        return report.path is not None and self.resolver.places.known(report.path) is not None

    def _in_place(self, report: Report, fixer: Fixer, place: Location) -> None:
        """A place in a file: the statement there is the fixer's to look at, whether it changes an object or not."""
        targets = self.resolver.targets(report)
        finding = self._finding(report, fixer.rule, targets[0] if targets else None, f"{place}")
        known = self.cases.at(fixer.rule, place)
        if why := self.wanted.why(finding):
            self.collected.ignored.append(Ignored(finding, why))
        elif known is not None or finding.key in self.cases.by_key:
            self.cases.join(known or finding.key, finding)
        else:
            self.cases.add(Case(fixer, (finding,)), self.catalog)

    def _review(self, report: Report) -> None:
        settled = reviews.settle(report, self.resolver)
        report, targets = settled.report, list(settled.targets)
        fixer = self._fixer(report.source, report.rule)
        as_sql = report.suggestion is not None
        if fixer is not None and fixer.reads_prose and as_sql and not fixer.reads_sql:
            fixer = self.fixers.get(SUGGESTED, fixer)
        first = targets[0] if targets else None
        if settled.by:
            rule = fixer.rule if fixer else report.rule
            self._answer(self._finding(report, rule, first, report.suggestion or ""), by=settled.by)
        elif settled.code == "unresolved" and report.target:
            self._unresolved(report, report.rule, settled.reason)
        elif (
            fixer is not None
            and report.rule in reviews.WHOLE
            and (targets or report.suggestion is None or settled.code)
        ):
            self._family(report, fixer, targets)
        elif settled.code == "unresolved":
            self._unresolved(report, report.rule, settled.reason)
        elif settled.code:
            self._refuse(report, first, settled.code, settled.reason)
        elif fixer is None:
            self._refuse(report, first, *reason(report.source, report.rule))
        elif fixer.reads_prose and not as_sql:
            own = str(report.data.get("fragment") or report.data.get("section", ""))
            self._case(_with_names(report, self.resolver), fixer, targets, own)
        elif report.suggestion is None:
            said = "the review says what is wrong, and gives no SQL that says what is wanted"
            self._refuse(report, first, "manual", said, _AS_SQL)
        elif not targets and fixer.rule != SUGGESTED:
            self._unresolved(report, fixer.rule, self._tried(report))
        else:
            self._case(report, fixer, targets, report.suggestion or "")

    def _family(self, report: Report, fixer: Fixer, targets: list[ObjectRef]) -> None:
        """A finding about an object as a whole, or, where it names none, about each that has the problem."""
        if fixer.of_folder:
            self._folder(report, fixer)
            return
        if targets:
            self._case(report, fixer, targets, "")
            return
        members = reviews.members(report, self.cases.of_rule(fixer.rule), self.catalog)
        for case in members:
            finding = self._finding(report, fixer.rule, case.finding.target, "")
            if why := self.wanted.why(replace(finding, key=case.finding.key)):
                self.collected.ignored.append(Ignored(finding, why))
            else:
                self.cases.join(case.finding.key, finding)
        if not members:
            finding = self._finding(report, fixer.rule, None, report.message)
            self._answer(
                finding, by=f"the schema as it is: {fixer.rule} holds for nothing that is left to mend"
            )

    def _folder(self, report: Report, fixer: Fixer) -> None:
        """A finding about the folder: about each migration that has the problem, or those of them that it names."""
        known = self.options[fixer.rule].ways_back
        if known is None:
            self._refuse(report, None, "unresolved", "there is no folder of migrations to look at", _A_FOLDER)
            return
        found = [problem.target for problem in problems(fixer, self.catalog, self.options[fixer.rule])]
        for ref in reviews.migrations(report, [*known.there, *known.missing]) or found:
            self._case(report, fixer, [ref], "")
        if not found:
            finding = self._finding(report, fixer.rule, None, report.message)
            self._answer(finding, by=f"the folder as it is: {fixer.rule} holds for no migration")

    def _each(self, report: Report, fixer: Fixer, targets: Sequence[ObjectRef]) -> None:
        """A finding about several objects that it does not tell apart: about each of which it holds."""
        options, own = self.options[fixer.rule], _own_data(report)
        found = [(ref, self._finding(report, fixer.rule, ref, own)) for ref in targets]
        holding = [ref for ref, said in found if holds(fixer, said, self.catalog, options) is None]
        for ref in holding or targets[:1]:
            self._case(report, fixer, [ref], own)

    def _case(self, report: Report, fixer: Fixer, targets: list[ObjectRef], own: str) -> None:

        finding = self._finding(report, fixer.rule, targets[0] if targets else None, own)
        known = self.cases.matching(fixer.rule, targets, own, finding.location)
        if not targets and finding.key in self.cases.by_key:
            known = finding.key
        why = self.wanted.why(finding)
        covered = (self.covered.get(key(fixer.rule, target, own)) for target in targets)
        if why is not None:
            self.collected.ignored.append(Ignored(finding, why))
        elif known is not None:
            self.cases.join(known, finding)
        elif by := next((by for by in covered if by is not None), None):
            self.collected.satisfied.append(Satisfied(finding, by))
        elif (own and fixer.rule != SUGGESTED) or (
            by := holds(fixer, finding, self.catalog, self.options[fixer.rule])
        ) is None:
            self.cases.add(Case(fixer, (finding,)), self.catalog)
        else:
            self.collected.satisfied.append(Satisfied(finding, by))

    def _fixer(self, source: str, rule: str, waits: bool = False) -> Fixer | None:
        """The fixer that answers a rule, of what ``waits`` to be applied one that edits it if there is one; looked for once."""
        asked = (source, rule, waits)
        if asked not in self._answering:
            found = [fixer for fixer in self.fixers.values() if fixer.answers_to(source, rule)]
            found.sort(
                key=lambda fixer: rule not in fixer.answers.get(source, ())
            )  # one may only be called so
            fitting = [fixer for fixer in found if fixer.edits_pending == waits]
            self._answering[asked] = next(iter([*fitting, *found]), None)
        return self._answering[asked]

    def _tried(self, report: Report) -> str:
        outside = report.path is not None and self.resolver.places.known(report.path) is None
        note = (
            f": {report.path} is not among the files that were read" if outside and not report.target else ""
        )
        return f"nothing in the schema answers to {described(report)}{note}"

    def _unresolved(self, report: Report, rule: str, tried: str, decide: str = "") -> None:
        finding = self._finding(report, rule, None, report.suggestion or "")
        if why := self.wanted.why(finding):
            self.collected.ignored.append(Ignored(finding, why))
        else:
            decide = decide or (_IN_DATABASE if report.kind == "extension" else _CHECK_NAME)
            self.collected.refusals.append(Refusal(finding, "unresolved", tried, decide))

    def _refuse(self, report: Report, ref: ObjectRef | None, code: str, why: str, decide: str = "") -> None:
        finding = self._finding(report, report.rule, ref, report.suggestion or "")
        if not self._set_aside(finding):
            decide = decide or decided(report, self.resolver.catalog)
            self.collected.refusals.append(Refusal(finding, code, why, decide))

    def _set_aside(self, finding: Finding) -> bool:
        """Whether somebody wants what no fixer answers to be left alone: ``--select`` says nothing of it."""
        why = next(
            (self.wanted.ignore[n] for n in (finding.key, finding.rule) if n in self.wanted.ignore), None
        )
        if finding.key in self.wanted.baseline:
            why = why or f"in the baseline: {self.wanted.baseline[finding.key]}"
        if why is not None:
            self.collected.ignored.append(Ignored(finding, why))
        return why is not None

    def _answer(self, finding: Finding, by: str) -> None:
        if why := self.wanted.why(finding):
            self.collected.ignored.append(Ignored(finding, why))
        else:
            self.collected.satisfied.append(Satisfied(finding, by))

    def _finding(self, report: Report, rule: str, ref: ObjectRef | None, own: str) -> Finding:
        location = None
        if report.path is not None:
            location = Location(report.path, report.line or 1, report.column or 1)
            if not report.in_prose and not report.problem:
                location = self.resolver.location(report) or location
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


def _with_names(report: Report, resolver: Resolver) -> Report:
    """With every object that the words name, in their order."""
    named = (ref for text in (*codes(report.data), *report.candidates) for ref in resolver.written(text))
    return replace(report, data={**report.data, "named": tuple(dict.fromkeys(named))})


def _own_data(report: Report) -> str:
    """What a report adds to its target: a CHECK's text, a role, a command, which aspect of it, a suggestion. Those that
    differ in it are two cases.
    """
    told = [
        str(report.data[key])
        for key in ("check", "grantee", "role", "action", "aspect")
        if report.data.get(key)
    ]
    return " ".join(told) or report.suggestion or ""
