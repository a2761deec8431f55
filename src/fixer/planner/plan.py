"""The planner's one way through: collect → mend and prove → group → files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from fixer.catalog.catalog import Catalog
from fixer.diff import edited
from fixer.findings.report import Report
from fixer.layouts.base import Folder
from fixer.model import (
    Applicability,
    Diagnostic,
    Edit,
    FileChange,
    FileEdit,
    Finding,
    Hazard,
    Plan,
    PlannedMigration,
)
from fixer.planner.backs import ways_back
from fixer.planner.collect import collect
from fixer.planner.edits import Accepted, accept
from fixer.planner.filter import Filter
from fixer.planner.group import Style, migrations
from fixer.planner.mend import Edited, Known, mend_all
from fixer.planner.proof import Rules
from fixer.planner.resolve import Resolver
from fixer.planner.reversals import reversed_cases
from fixer.registry import Drafts, WaysBack
from fixer.render import Templates


@dataclass(frozen=True)
class Input:
    """Everything a plan is made of."""

    catalog: Catalog
    rules: Rules
    reports: Sequence[Report]
    filter: Filter
    resolver: Resolver
    style: Style
    templates: Templates
    unsafe: bool
    folder: Folder
    out: Folder
    now: datetime
    files: Mapping[str, str]
    """The input files' texts by path, for edits."""
    diagnostics: tuple[Diagnostic, ...] = ()
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None
    known: Known = field(default_factory=Known)
    drafts: Drafts | None = None
    ways_back: Callable[[Sequence[Edit]], WaysBack | None] = lambda _edits: None
    """The ways back of the folder's migrations, with edits in their files."""


def make(given: Input) -> Plan:
    """The plan. Raises FixerError."""
    rules = given.rules
    collected = collect(
        given.catalog, rules.fixers, rules.options, given.reports, given.filter, given.resolver
    )
    mended = mend_all(
        [case for case in collected.cases if not case.fixer.of_folder],
        given.catalog,
        rules,
        given.templates,
        given.style.concurrently,
        given.unsafe,
        collected,
        given.filter,
        given.progress,
        given.known,
    )
    base, accepted = given.catalog, Accepted()
    if mended.edits and given.drafts is not None:
        accepted = accept(mended.edits, given.drafts)
        collected.refusals += accepted.refusals
        base = given.drafts.remade(accepted.edits)
    of_folder = [case for case in collected.cases if case.fixer.of_folder]
    added: tuple[PlannedMigration, ...] = ()
    if of_folder:
        again = given.ways_back(accepted.edits)
        added = reversed_cases(of_folder, base, rules, given.unsafe, accepted.edits, again, collected)
    units = [*accepted.units, *mended.units]
    listed = migrations(units, base, given.style, given.templates)
    planned, side = given.style.layout.files(listed, given.folder, given.out, given.now, given.templates)
    edits, files, notes = _file_edits(accepted.edited), given.files, []
    if accepted.edited and given.drafts is not None:
        backs = ways_back(accepted, given.drafts)
        edits, notes = (*edits, *backs.edits), backs.diagnostics
        files = {**files, **{back.path: back.text for back in given.drafts.backs.values()}}
    files = {**files, **{c.path: c.old for entry in added for c in entry.files if c.old is not None}}
    return Plan(
        migrations=tuple(_sized(entry, given.known.sizes) for entry in planned),
        edits=edits,
        satisfied=tuple(sorted(collected.satisfied, key=lambda item: _order(item.finding))),
        refusals=tuple(sorted(collected.refusals, key=lambda item: _order(item.finding))),
        ignored=tuple(sorted(collected.ignored, key=lambda item: _order(item.finding))),
        diagnostics=(*given.diagnostics, *notes, *_limits(given, planned)),
        side_files=side,
        edited_files=_edited([*(edit for entry in edits for edit in entry.edits), *_sections(added)], files),
        ways_back=added,
    )


def _sized(planned: PlannedMigration, sizes: Mapping[str, str]) -> PlannedMigration:
    """With how large the tables are that something happens to. The files do not say it: it changes from day to day."""
    if not sizes:
        return planned
    migration = planned.migration
    up = tuple(
        replace(statement, hazards=tuple(_with_size(hazard, sizes) for hazard in statement.hazards))
        for statement in migration.up
    )
    return replace(planned, migration=replace(migration, up=up))


def _with_size(hazard: Hazard, sizes: Mapping[str, str]) -> Hazard:
    size = sizes.get(hazard.relation)
    return replace(hazard, detail=f"{hazard.detail} ({size})") if size else hazard


def _order(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.key, finding.source


def _limits(given: Input, planned: Sequence[PlannedMigration]) -> list[Diagnostic]:
    """What the tool cannot do, said once where there is something to run."""
    layout, migrations = given.style.layout, [one.migration for one in planned]
    concurrently = any(
        one.online or not all(statement.transactional for statement in (*one.up, *one.down))
        for one in migrations
    )
    said = [*([layout.concurrently] if concurrently else []), *(layout.tool if migrations else ())]
    return [Diagnostic("info", sentence) for sentence in said]


def _file_edits(edited: Sequence[Edited]) -> tuple[FileEdit, ...]:
    """One entry for each file and rule. A finding is listed once: what a migration answers by that, else by the first file."""
    found: dict[tuple[str, str], tuple[list[Finding], list[Edit]]] = {}
    unsafe = set[tuple[str, str]]()
    for one in edited:
        first = min((edit.path for edit in one.fix.edits), default="")
        for edit in one.fix.edits:
            place = (edit.path, one.fixer.rule)
            findings, listed = found.setdefault(place, ([], []))
            listed.append(edit)
            if not one.rendered.statements and edit.path == first:
                findings += [finding for finding in one.fix.findings if finding not in findings]
            if one.fix.applicability is not Applicability.SAFE:
                unsafe.add(place)
    return tuple(
        FileEdit(*place, tuple(findings), tuple(sorted(set(listed), key=_place)), place in unsafe)
        for place, (findings, listed) in sorted(found.items())
    )


def _sections(added: Sequence[PlannedMigration]) -> Iterator[Edit]:
    """The ways back that go into files that exist."""
    for planned in added:
        for change in planned.files:
            yield from change.edits


def _edited(edits: Sequence[Edit], files: Mapping[str, str]) -> tuple[FileChange, ...]:
    return tuple(
        edited(path, files[path], sorted({edit for edit in edits if edit.path == path}, key=_place))
        for path in sorted({edit.path for edit in edits})
    )


def _place(edit: Edit) -> tuple[int, int, str]:
    return edit.offset, len(edit.old), edit.new
