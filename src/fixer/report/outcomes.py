"""What becomes of the findings, rule by rule, in a few words each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fixer.model import Applicability, Finding, Fix, Plan, Refusal
from fixer.report.safe import line
from fixer.sql.quote import shown, target
from fixer.values import Value

_EXAMPLES = 3
_REASONS = 4
_ORDER = tuple(level.value for level in Applicability)
NEEDS_UNSAFE = "pass --unsafe to have it written"


@dataclass
class Outcome:
    """One rule: how many problems there are, how far its fixes may be trusted, and what becomes of them."""

    rule: str
    found: int = 0
    trust: set[str] = field(default_factory=set)
    phrases: list[str] = field(default_factory=list)

    @property
    def applicability(self) -> str:
        """safe; unsafe; safe, unsafe …"""
        return ", ".join(sorted(self.trust, key=_ORDER.index))

    def says(self, number: int, phrase: str) -> None:
        """Adds what becomes of ``number`` more problems."""
        self.found += number
        self.phrases.append(f"{number} {phrase}")


class Totals(Value, frozen=True):
    """The plan in numbers. A problem that three tools report is one problem and three findings."""

    findings: int
    problems: int
    mended: int
    reversed: int
    """Migrations that exist and get a way back."""
    edited: int
    satisfied: int
    refused: int
    ignored: int


def outcomes(plan: Plan, applicability: Mapping[str, str]) -> list[Outcome]:
    """All rules with findings, by name. ``applicability`` is each rule's own, where nothing else tells."""
    found: dict[str, Outcome] = {}

    def of(rule: str) -> Outcome:
        return found.setdefault(rule, Outcome(rule))

    for rule, fixes in _by_rule(_mended(plan)).items():
        of(rule).trust |= {fix.applicability.value for _finding, fix, _lead in fixes}
        _say_mended(of(rule), fixes)
    for rule, edits in _by_rule([(f, edit.path) for edit in plan.edits for f in edit.findings]).items():
        paths = list(dict.fromkeys(line(path) for _finding, path in edits))
        of(rule).says(len(_distinct([f for f, _path in edits])), f"edited in place: {listed(paths)}")
    for rule, satisfied in _by_rule([(item.finding, item.by) for item in plan.satisfied]).items():
        _say_satisfied(of(rule), satisfied)
    for rule, refusals in _by_rule([(item.finding, item) for item in plan.refusals]).items():
        if any(refusal.code == "unsafe" for _finding, refusal in refusals):
            of(rule).trust.add("unsafe")
        _say_refused(of(rule), [refusal for _finding, refusal in refusals])
    for rule, ignored in _by_rule([(item.finding, item.why) for item in plan.ignored]).items():
        for why, findings in _grouped(ignored).items():
            of(rule).says(len(_distinct(findings)), f"ignored: {line(why)}")
    for rule, outcome in found.items():
        if not outcome.trust and rule in applicability:
            outcome.trust.add(applicability[rule])
    return [found[rule] for rule in sorted(found)]


def totals(plan: Plan) -> Totals:
    """The plan in numbers."""
    mended = [finding for finding, fix, _lead in _mended(plan) if fix.reversal is None]
    back = [finding for finding, fix, _lead in _mended(plan) if fix.reversal is not None]
    edited = [finding for edit in plan.edits for finding in edit.findings]
    satisfied = [item.finding for item in plan.satisfied]
    refused = [item.finding for item in plan.refusals]
    ignored = [item.finding for item in plan.ignored]
    lists = (mended, back, edited, satisfied, refused, ignored)
    counts = [len(_distinct(findings)) for findings in lists]
    return Totals(sum(len(findings) for findings in lists), sum(counts), *counts)


def by_source(plan: Plan) -> Iterator[tuple[str, int, list[tuple[int, str]]]]:
    """Each tool and review that was read: how many findings came in, and how many of them became what. They add up."""
    answered = [("given a way back" if fix.reversal else "mended", f) for f, fix, _lead in _mended(plan)]
    answered += [("edited in place", finding) for edit in plan.edits for finding in edit.findings]
    answered += [("satisfied", item.finding) for item in plan.satisfied]
    answered += [("refused", item.finding) for item in plan.refusals]
    answered += [("ignored", item.finding) for item in plan.ignored]
    for source in sorted({finding.source for _how, finding in answered} - {OWN}):
        counts = Counter(how for how, finding in answered if finding.source == source)
        yield source, counts.total(), [(number, how) for how, number in counts.items()]


OWN = "fixer"
"""The source of what fixer's own rules see."""


def listed(names: Iterable[str], most: int = _EXAMPLES) -> str:
    """``a, b, c and 9 more``"""
    every = list(names)
    rest = len(every) - most
    return ", ".join(every[:most]) + (f" and {rest:,} more" if rest > 0 else "")


def named(finding: Finding) -> str:
    """What a finding is about, short: public goes without saying."""
    if finding.target:
        return line(shown(finding.target))
    return line(finding.target_text or str(finding.location or "") or finding.message)


_Mended = tuple[Finding, Fix, Fix]


def _mended(plan: Plan) -> list[_Mended]:
    """Each finding that a migration answers, once, with its fix and the fix that this one goes with."""
    seen: set[int] = set()
    found: list[_Mended] = []
    for planned in plan.answering:
        leads: dict[object, Fix] = {}
        for fix in planned.migration.fixes:
            lead = leads.setdefault(fix.finding.target, fix)
            for finding in fix.findings or (fix.finding,):
                if id(finding) not in seen:
                    seen.add(id(finding))
                    found.append((finding, fix, lead))
    return found


def _say_mended(outcome: Outcome, entries: Sequence[tuple[Finding, Fix, Fix]]) -> None:
    alone: list[Finding] = []
    with_other: dict[str, list[Finding]] = {}
    for finding, fix, lead in entries:
        other = next((f.finding.rule for f in (fix, lead) if f.finding.rule != outcome.rule), None)
        (with_other.setdefault(other, []) if other else alone).append(finding)
    if alone:
        problems = _distinct(alone)
        what = "given a way back" if entries[0][1].reversal else "mended"
        outcome.says(len(problems), f"{what}: {listed(dict.fromkeys(named(f) for f in problems))}")
    for other, findings in sorted(with_other.items()):
        outcome.says(len(_distinct(findings)), f"mended, together with {other}")


def _say_satisfied(outcome: Outcome, entries: Sequence[tuple[Finding, str]]) -> None:
    problems = {id(finding): finding for finding in _distinct([finding for finding, _by in entries])}
    several: list[str] = []
    for by, findings in _grouped([(f, by) for f, by in entries if id(f) in problems]).items():
        if len(findings) > 1:
            names = listed(named(finding) for finding in findings)
            outcome.says(len(findings), f"satisfied: {names}, each by {line(by)}")
        else:
            several.append(f"{named(findings[0])} by {line(by)}")
    if several:
        outcome.says(len(several), f"satisfied: {listed(several)}")


def _say_refused(outcome: Outcome, refusals: Sequence[Refusal]) -> None:
    """One phrase for each reason, the most frequent first; the reason is that of the first, word for word."""
    groups: dict[tuple[str, ...], list[Refusal]] = {}
    distinct = {id(finding) for finding in _distinct([refusal.finding for refusal in refusals])}
    for refusal in refusals:
        if id(refusal.finding) in distinct:
            groups.setdefault(_reason(refusal), []).append(refusal)
    by_size = sorted(groups.values(), key=lambda group: -len(group))
    for group in by_size[:_REASONS]:
        outcome.says(len(group), _refused(group))
    rest = by_size[_REASONS:]
    if rest:
        number = sum(len(group) for group in rest)
        outcome.says(number, f"refused for {len(rest)} other reasons: see --output-format json")


def _refused(group: Sequence[Refusal]) -> str:
    first, others = group[0], [named(refusal.finding) for refusal in group[1:]]
    if first.code == "unsafe" and first.decide.endswith(NEEDS_UNSAFE):
        return f"refused without --unsafe: {listed(named(refusal.finding) for refusal in group)}"
    decide = f" ({line(first.decide).removesuffix('.')})" if first.decide else ""
    likewise = f"; likewise {listed(others)}" if others else ""
    return f"refused: {line(first.reason)}{decide}{likewise}"


def _reason(refusal: Refusal) -> tuple[str, ...]:
    """The reason without the names in it, so that the same reason for many objects is one."""
    ref = refusal.finding.target
    texts = [refusal.reason, refusal.decide]
    if refusal.code == "unsafe" and refusal.decide.endswith(NEEDS_UNSAFE):
        texts = [NEEDS_UNSAFE]
    if ref is not None:
        full = target(ref)
        names = {
            full,
            full.removeprefix(f"{ref.schema}."),
            ref.name,
            ref.table or ref.name,
            ref.args or ref.name,
        }
        for name in sorted(names, key=lambda name: (-len(name), name)):
            # not in [rules.…] or missing-comment, but in a name that was made of it
            whole = re.compile(rf"(?<![\w\[-]){re.escape(name)}(?![^\W_]|-)")
            texts = [whole.sub("\0", text) for text in texts]
    return (refusal.code, *texts)


def _identity(finding: Finding) -> tuple[object, ...]:
    """What makes two findings the same problem. Without an object, each report stands for itself."""
    return (finding.key,) if finding.target else (finding.key, str(finding.location), finding.message)


def _distinct(findings: Sequence[Finding]) -> list[Finding]:
    first: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        first.setdefault((finding.rule, *_identity(finding)), finding)
    return list(first.values())


_Entry = TypeVar("_Entry", bound=tuple[Finding, *tuple[Any, ...]])


def _by_rule(entries: Iterable[_Entry]) -> dict[str, list[_Entry]]:
    found: dict[str, list[_Entry]] = {}
    for entry in entries:
        found.setdefault(entry[0].rule, []).append(entry)
    return found


def _grouped(entries: Iterable[tuple[Finding, str]]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding, text in entries:
        found.setdefault(text, []).append(finding)
    return found
