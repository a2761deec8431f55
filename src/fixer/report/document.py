"""A plan as JSON, the interface for other programs. ``docs/plan.schema.json`` is made from these classes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Literal, TypeVar

import msgspec

from fixer import model
from fixer.diff import edited, unified
from fixer.report import safe
from fixer.sql.quote import target as target_text

VERSION: Literal[1] = 1

Text = Annotated[str | None, msgspec.Meta(description="null where nothing is known")]
Target = Annotated[
    str | None,
    msgspec.Meta(
        description="schema.name, schema.table.column, schema.table.constraint or "
        "schema.function(argument types), quoted only where PostgreSQL needs it; null where nothing was named"
    ),
]
Line = Annotated[int, msgspec.Meta(ge=1)]


class Finding(msgspec.Struct, forbid_unknown_fields=True):
    """One thing that somebody reported, with the rule in its own tool's spelling."""

    source: str
    rule: str
    path: Text
    line: Line | None
    target: Target


class File(msgspec.Struct, forbid_unknown_fields=True):
    """A file to write, whole; its path is relative to the working directory, as in the diff."""

    path: str
    content: str


class Lock(msgspec.Struct, forbid_unknown_fields=True):
    """A table-level lock, its mode as pg_locks spells it."""

    relation: str
    mode: str


class Hazard(msgspec.Struct, forbid_unknown_fields=True):
    """Something to know before a statement is run."""

    kind: str
    detail: str


class Statement(msgspec.Struct, forbid_unknown_fields=True):
    """One SQL statement and what it costs."""

    sql: str
    transactional: Annotated[bool, msgspec.Meta(description="false: it has to run outside a transaction")]
    locks: list[Lock]
    hazards: list[Hazard]


class Fix(msgspec.Struct, forbid_unknown_fields=True):
    """What a migration mends.

    A fix that takes several migrations is in each of them under one key; its findings are with the first.
    """

    rule: str
    target: Target
    title: str
    applicability: Literal["safe", "unsafe", "manual"]
    key: Annotated[str, msgspec.Meta(description="the same from run to run; what --only takes")]
    findings: list[Finding]


class Migration(msgspec.Struct, forbid_unknown_fields=True):
    """A migration with its files; side files such as a journal are with the last migration."""

    name: str
    files: list[File]
    up: list[Statement]
    down: list[Statement]
    fixes: list[Fix]


class Edit(msgspec.Struct, forbid_unknown_fields=True):
    """A pending file that is changed in place for one rule; the diff is against the file as it is."""

    path: str
    diff: str
    rule: str
    findings: list[Finding]


class WayBack(msgspec.Struct, forbid_unknown_fields=True):
    """The way back that a migration gets which exists and has none: a file of its own, or a section of the migration's."""

    migration: Annotated[str, msgspec.Meta(description="the path of the migration's file")]
    files: list[File]
    diff: str
    down: list[Statement]
    lost: Annotated[list[str], msgspec.Meta(description="what it does not bring back, a sentence each")]
    fixes: list[Fix]


class Satisfied(msgspec.Struct, forbid_unknown_fields=True):
    """A finding that does not hold (any more), and what already serves."""

    rule: str
    target: Target
    by: str
    findings: list[Finding]


class Refusal(msgspec.Struct, forbid_unknown_fields=True):
    """A finding that is not mended, why, and what a person would have to decide."""

    rule: str
    target: Target
    code: Literal["unsafe", "manual", "data", "unresolved", "unreadable", "unsupported"]
    reason: str
    decide: str
    findings: list[Finding]


class Ignored(msgspec.Struct, forbid_unknown_fields=True):
    """A finding that was set aside by the configuration, a baseline or an option."""

    rule: str
    target: Target
    why: str
    findings: list[Finding]


class Diagnostic(msgspec.Struct, forbid_unknown_fields=True):
    """Something about the input that is worth saying but stops nothing."""

    level: Literal["info", "warning"]
    path: Text
    line: Line | None
    column: Line | None
    message: str


class Document(msgspec.Struct, forbid_unknown_fields=True):
    """What `fixer plan --output-format json` prints. Each finding that came in is in it once."""

    version: Literal[1]
    migrations: list[Migration]
    ways_back: list[WayBack]
    edits: list[Edit]
    satisfied: list[Satisfied]
    refusals: list[Refusal]
    ignored: list[Ignored]
    diagnostics: list[Diagnostic]


def text(plan: model.Plan) -> str:
    """The JSON of a plan, the same to the byte for the same plan."""
    return safe.as_json(msgspec.to_builtins(document(plan)))


def document(plan: model.Plan) -> Document:
    """The plan in the shape of the interface."""
    old = {change.path: change.old or "" for change in plan.edited_files}
    seen: set[int] = set()
    return Document(
        version=VERSION,
        migrations=_migrations(plan, seen),
        ways_back=_ways_back(plan, seen),
        edits=[
            Edit(
                path=edit.path,
                diff=unified([edited(edit.path, old[edit.path], edit.edits)]),
                rule=edit.rule,
                findings=_findings(edit.findings),
            )
            for edit in plan.edits
        ],
        satisfied=[
            Satisfied(rule=one.finding.rule, target=_target(one.finding), by=one.by, findings=findings)
            for one, findings in _together(plan.satisfied, lambda item: (item.by,))
        ],
        refusals=[
            Refusal(
                rule=one.finding.rule,
                target=_target(one.finding),
                code=one.code,  # type: ignore[arg-type]  # the model has it as a plain string
                reason=one.reason,
                decide=one.decide,
                findings=findings,
            )
            for one, findings in _together(plan.refusals, lambda item: (item.code, item.reason, item.decide))
        ],
        ignored=[
            Ignored(rule=one.finding.rule, target=_target(one.finding), why=one.why, findings=findings)
            for one, findings in _together(plan.ignored, lambda item: (item.why,))
        ],
        diagnostics=[_diagnostic(item) for item in plan.diagnostics],
    )


def _ways_back(plan: model.Plan, seen: set[int]) -> list[WayBack]:
    whole = {change.path: change.new for change in plan.edited_files}
    return [
        WayBack(
            migration=fix.reversal.path,
            files=[File(path=c.path, content=whole.get(c.path, c.new)) for c in planned.files],
            diff=unified(planned.files),
            down=[_statement(statement) for statement in planned.migration.down],
            lost=list(fix.reversal.lost),
            fixes=[_fix(fix, seen)],
        )
        for planned in plan.ways_back
        for fix in planned.migration.fixes
        if fix.reversal is not None
    ]


def _migrations(plan: model.Plan, seen: set[int]) -> list[Migration]:
    made = []
    for number, planned in enumerate(plan.migrations, 1):
        side = plan.side_files if number == len(plan.migrations) else ()
        migration = planned.migration
        made.append(
            Migration(
                name=migration.name,
                files=[File(path=change.path, content=change.new) for change in (*planned.files, *side)],
                up=[_statement(statement) for statement in migration.up],
                down=[_statement(statement) for statement in migration.down],
                fixes=[_fix(fix, seen) for fix in migration.fixes],
            )
        )
    return made


def _fix(fix: model.Fix, seen: set[int]) -> Fix:
    new = [finding for finding in fix.findings or (fix.finding,) if id(finding) not in seen]
    seen.update(id(finding) for finding in new)
    return Fix(
        rule=fix.finding.rule,
        target=_target(fix.finding),
        title=fix.title,
        applicability=fix.applicability.value,
        key=fix.finding.key,
        findings=_findings(new),
    )


def _statement(statement: model.Statement) -> Statement:
    return Statement(
        sql=statement.sql,
        transactional=statement.transactional,
        locks=[Lock(relation=lock.relation, mode=lock.mode) for lock in statement.locks],
        hazards=[Hazard(kind=hazard.kind, detail=hazard.detail) for hazard in statement.hazards],
    )


_Answer = TypeVar("_Answer", bound=model.Satisfied | model.Refusal | model.Ignored)


def _together(
    items: Iterable[_Answer], what: Callable[[_Answer], tuple[str, ...]]
) -> list[tuple[_Answer, list[Finding]]]:
    """The same answer to several reports of one thing is one entry."""
    found: dict[tuple[object, ...], list[_Answer]] = {}
    for item in items:
        found.setdefault((item.finding.key, _target(item.finding), *what(item)), []).append(item)
    return [(same[0], _findings([item.finding for item in same])) for same in found.values()]


def _findings(findings: Sequence[model.Finding]) -> list[Finding]:
    return [
        Finding(
            source=finding.source,
            rule=finding.source_rule,
            path=finding.location.path if finding.location else None,
            line=finding.location.line if finding.location else None,
            target=_target(finding),
        )
        for finding in findings
    ]


def _target(finding: model.Finding) -> str | None:
    return target_text(finding.target) if finding.target else finding.target_text or None


def _diagnostic(item: model.Diagnostic) -> Diagnostic:
    place = item.location
    return Diagnostic(
        level=item.level,  # type: ignore[arg-type]  # the model has it as a plain string
        path=place.path if place else None,
        line=place.line if place else None,
        column=place.column if place else None,
        message=item.message,
    )
