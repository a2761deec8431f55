"""Case after case to fixes: each is carried out on a catalog that holds all earlier ones, and proved there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Function, Object, Table
from fixer.ddl.routines.function import create
from fixer.lock_safe import NotTakenError, lock_safe
from fixer.model import (
    Applicability,
    Broken,
    Check,
    Finding,
    Fix,
    Ignored,
    ObjectRef,
    Operation,
    Refusal,
    Satisfied,
)
from fixer.planner.cases import Case, Collected
from fixer.planner.detected import holds
from fixer.planner.filter import Filter
from fixer.planner.proof import (
    CarriedOut,
    Rendered,
    Rules,
    carry_out,
    new_findings,
    prove_nothing_new,
    render,
)
from fixer.planner.scope import around, owner_of
from fixer.registry import Fixer, mend
from fixer.render import Templates
from fixer.sql import parse
from fixer.sql.quote import target
from fixer.values import Value, replace

_LOOK = "Run the query by hand, and plan without --db"
_HOLD_NEW_ROWS = ", or pass --not-valid to hold only new rows to it"


@dataclass(frozen=True)
class Known:
    """What a live database tells about its data; by default nothing."""

    broken_by: Callable[[Check], Broken | None] = lambda _check: None
    """How many rows break a check and which; None where there are none, or nobody has looked."""
    is_small: Callable[[ObjectRef], bool] = lambda _table: False
    sizes: Mapping[str, str] = field(default_factory=dict)
    """Relation -> how large it is, in words."""
    not_valid: bool = False
    """Rows that break a new constraint are left as they are."""


@dataclass
class Unit:
    """Fixes that are carried out together, and their statements. ``fixer`` is the one they are filed under."""

    fixer: Fixer
    fixes: list[Fix]
    statements: list[str]
    changed: frozenset[ObjectRef]
    ways_back: dict[str, list[str]] = field(default_factory=dict)
    """The ways back that templates say themselves, by the statement that they undo."""
    round: int = 0
    """Fixes of a later one build on those of the earlier ones."""

    @cached_property
    def is_all_indexes(self) -> bool:
        """Whether indexes are all that it is about."""
        return all(" INDEX " in f" {sql}" for sql in self.statements)


class Edited(Value, frozen=True):
    """A fix that edits pending files, and the SQL of what it takes out of them."""

    fixer: Fixer
    fix: Fix
    rendered: Rendered


@dataclass
class Mended:
    """What became of the cases."""

    units: list[Unit] = field(default_factory=list)
    edits: list[Edited] = field(default_factory=list)

    def edit(self, fixer: Fixer, fix: Fix, rendered: Rendered) -> None:
        """Files a fix that edits; two that say the same are one, which answers both."""
        for number, known in enumerate(self.edits):
            if (known.fix.edits, known.rendered) == (fix.edits, rendered):
                findings = (*known.fix.findings, *fix.findings)
                self.edits[number] = replace(known, fix=replace(known.fix, findings=findings))
                return
        self.edits.append(Edited(fixer, fix, rendered))


def in_order(cases: Sequence[Case], fixers: Sequence[Fixer]) -> list[Case]:
    """By rule (what a fixer wants done before comes before), then by name, so that the plan is always the same."""
    rank = {fixer.rule: number for number, fixer in enumerate(_after(fixers))}
    return sorted(cases, key=lambda case: (rank[case.fixer.rule], case.finding.key))


def _after(fixers: Sequence[Fixer]) -> list[Fixer]:
    named = {fixer.rule: fixer for fixer in fixers}
    placed: dict[str, Fixer] = {}

    def place(fixer: Fixer, above: tuple[str, ...]) -> None:
        for rule in fixer.after:
            if rule in named and rule not in placed and rule not in above:
                place(named[rule], (*above, fixer.rule))
        placed.setdefault(fixer.rule, fixer)

    for rule in sorted(named, key=lambda rule: (named[rule].last, rule)):
        place(named[rule], ())
    return list(placed.values())


def mend_all(
    cases: Sequence[Case],
    catalog: Catalog,
    rules: Rules,
    templates: Templates,
    concurrently: bool,
    unsafe: bool,
    collected: Collected,
    wanted: Filter,
    progress: Callable[[str, int, int], None],
    known: Known,
) -> Mended:
    """Asks each case's fixer, proves what it says, and files the answer. Refusals and the like go to ``collected``."""
    mended = Mended()
    current = catalog.overlay()
    carried_out: list[CarriedOut] = []
    touched: set[ObjectRef] = set()
    asked = in_order(cases, list(rules.fixers.values()))
    followed: set[str] = set()
    round_ = 0
    while asked:
        before = len(carried_out)
        waiting: list[tuple[Case, Refusal]] = []
        for number, case in enumerate(asked, max(0, len(cases) - len(asked))):
            progress("mending", number, max(len(cases), len(asked)))
            finding = case.finding
            near = around([finding.target], current) if finding.target else frozenset()
            if near & touched and not case.fixer.edits_pending:  # what is in a file stays there
                options = rules.options[case.fixer.rule]
                by = holds(case.fixer, finding, current, options)
                made = by is not None and holds(case.fixer, finding, catalog, options) is None
                unit = _answering(mended.units, near, by) if by is not None and made else None
                if unit is not None:
                    _join(unit, case)
                    continue
                if gone := _gone(finding.target, catalog, current, mended.units):
                    collected.answered(case, Satisfied(finding, gone))
                    continue
            answer = _answer(case, current, rules, templates, unsafe, known)
            if isinstance(answer, Refusal) and _may_fit_later(answer, case):
                waiting.append((case, answer))
            elif not isinstance(answer, Fix):
                collected.answered(case, answer)
            elif answer.edits:
                rendered = render(answer, case.fixer, templates, concurrently)
                mended.edit(case.fixer, replace(answer, findings=case.findings), rendered)
            else:
                fix = replace(_as_far_as_rows_allow(answer, known), findings=case.findings)
                apart = concurrently and not (
                    finding.target and known.is_small(owner_of(finding.target, current))
                )
                rendered = render(fix, case.fixer, templates, apart)
                done, layer = carry_out(case.fixer, fix, rendered, current, rules)
                current = layer.commit()
                touched |= done.changed
                carried_out.append(done)
                unit = Unit(case.fixer, [fix], rendered.statements, done.changed, rendered.ways_back, round_)
                _file(mended.units, unit, current)
        asked = [case for case, _refusal in waiting]
        rules_done = {one.fixer.rule for one in carried_out[before:]}
        # what waits may need what another rule's group makes
        round_ += any(rules_done - {case.fixer.rule} for case in asked)
        if len(carried_out) == before:  # nothing was made that one of them could have waited for
            for case, refusal in waiting:
                collected.answered(case, refusal)
            asked = []
        if not asked and carried_out:
            round_ += 1
            asked = _following(catalog, current, rules, collected, wanted, followed)
    prove_nothing_new(carried_out, catalog, current, rules, followed)
    return mended


def _following(
    before: Catalog,
    after: Catalog,
    rules: Rules,
    collected: Collected,
    wanted: Filter,
    followed: set[str],
) -> list[Case]:
    """What the fixes lead to that another rule finds, where that is selected by name: it gets its answer in the same plan."""
    selected = [fixer for fixer in rules.watching if fixer.rule in rules.selected]
    cases: list[Case] = []
    for fixer, finding in new_findings(before, after, rules, selected) if selected else ():
        if finding.key in followed:
            continue
        followed.add(finding.key)
        why = wanted.why(finding)
        if why is None:
            cases.append(Case(fixer, (finding,)))
        else:
            collected.ignored.append(Ignored(finding, why))
    return in_order(cases, list(rules.fixers.values()))


def _answer(
    case: Case, current: Catalog, rules: Rules, templates: Templates, unsafe: bool, known: Known
) -> Fix | Refusal | Satisfied:
    """What the case's fixer says, and whether that may be written."""
    answer = mend(case.fixer, case.finding, current, rules.options[case.fixer.rule])
    if isinstance(answer, Fix) and answer.plain:
        answer = _lock_safe(answer, case.fixer, templates, current)
    if isinstance(answer, Fix):
        return held_back(answer, unsafe) or _broken(answer, known) or answer
    return answer


def _lock_safe(fix: Fix, fixer: Fixer, templates: Templates, catalog: Catalog) -> Fix | Refusal:
    """A fix whose SQL is as one would type it, in the steps that do not stop the application."""
    script = ";\n".join(render(fix, fixer, templates, concurrently=False).statements)
    try:
        made = lock_safe(script, catalog, trusted=True)
    except NotTakenError as error:
        return Refusal(fix.finding, error.code, error.reason)
    return replace(
        fix,
        operations=made.operations,
        checks=tuple(dict.fromkeys((*fix.checks, *made.checks))),
        notes=(*fix.notes, *made.notes),
        plain=False,
    )


def _may_fit_later(refusal: Refusal, case: Case) -> bool:
    """Whether it may need something that a later case makes: an index its column, a table what its key refers to."""
    return refusal.code == "unsupported" or (case.fixer.carries_out and refusal.code == "unresolved")


def _broken(fix: Fix, known: Known) -> Refusal | None:
    """A fix that today's rows would fail: how many, which, and what can be done."""
    validates = bool(_not_validating(fix))
    if known.not_valid and validates:
        return None
    found = [(check, rows) for check in fix.checks if (rows := known.broken_by(check)) is not None]
    if not found:
        return None
    said = "; ".join(dict.fromkeys(f"{rows.said}: {check.sql}" for check, rows in found))
    todo = ". ".join(dict.fromkeys(check.decide if rows.known else _LOOK for check, rows in found))
    return Refusal(fix.finding, "data", said, f"{todo}{_HOLD_NEW_ROWS if validates else ''}.")


def _as_far_as_rows_allow(fix: Fix, known: Known) -> Fix:
    """With ``--not-valid``, a constraint that rows break is added for what comes, and not validated."""
    broken = next((rows for check in fix.checks if (rows := known.broken_by(check)) is not None), None)
    kept = _not_validating(fix)
    if broken is None or not kept:
        return fix
    return replace(
        fix,
        operations=kept,
        title=f"{fix.title}, NOT VALID: {broken.said}",
        why=f"{fix.why}\nOnly rows to come are held to it: some that are there break it.",
        checks=(),
        new_rows_only=True,
    )


def _not_validating(fix: Fix) -> tuple[Operation, ...]:
    """What is left of a fix for new rows only; nothing where it validates nothing, or does nothing else."""
    kept = tuple(operation for operation in fix.operations if not operation.for_rows)
    return kept if kept != fix.operations else ()


def held_back(fix: Fix, unsafe: bool) -> Refusal | None:
    """Why a fix is not written without more being said; None for one that is."""
    if fix.applicability is Applicability.MANUAL:
        return Refusal(fix.finding, "manual", fix.why, "\n".join(fix.notes))
    if fix.applicability is Applicability.UNSAFE and not unsafe:
        return Refusal(fix.finding, "unsafe", fix.why, f"{fix.title}: pass --unsafe to have it written")
    return None


def _answering(units: Sequence[Unit], near: frozenset[ObjectRef], by: str) -> Unit | None:
    """The latest unit that changed something near: one that made what the answer names, where there is one."""
    found = [unit for unit in reversed(units) if unit.changed & near]
    named = (unit for unit in found if any(ref.name in by for ref in unit.changed if ref.kind != "table"))
    return next(named, found[0] if found else None)


def _gone(ref: ObjectRef | None, before: Catalog, now: Catalog, units: Sequence[Unit]) -> str:
    """What drops the object that a finding is about, in words; empty while it is there, or under another name."""
    was = _object(ref, before) if ref is not None else None
    if ref is None or was is None or _object(ref, now) is not None:
        return ""
    owner = ObjectRef("table", ref.schema, ref.table) if ref.kind == "column" and ref.table else ref
    for unit in reversed(units):
        if owner not in unit.changed:
            continue
        left = [item for changed in unit.changed if (item := now.get(changed)) is not None]
        ids = {item.id for item in left}
        ids |= {column.id for item in left if isinstance(item, Table) for column in item.columns}
        return "" if was.id and was.id in ids else f"{target(ref)} goes: {unit.fixes[-1].title}"
    return ""


def _object(ref: ObjectRef, catalog: Catalog) -> Object | Column | None:
    if ref.kind != "column":
        return catalog.get(ref)
    table = catalog.table(ref.schema, ref.table or "")
    return table.column(ref.name) if table is not None else None


def _join(unit: Unit, case: Case) -> None:
    """One fix answers these findings too."""
    last: Fix = unit.fixes[-1]
    unit.fixes[-1] = replace(last, findings=(*last.findings, *case.findings))


def _file(units: list[Unit], unit: Unit, current: Catalog) -> None:
    """Two fixes of one function become one CREATE OR REPLACE where either replaces it; otherwise each stands alone."""
    function = _only_function(unit, current)
    if function is None:
        units.append(unit)
        return
    earlier = next((one for one in units if one.changed == {function}), None)
    if earlier is None or not (_replaces(earlier) or _replaces(unit)):
        units.append(unit)
        return
    units.remove(earlier)
    now = current.find(function, Function)
    assert now is not None
    units.append(
        Unit(
            unit.fixer,
            [*unit.fixes, *earlier.fixes],
            [
                *create(now, current),
                *(sql for sql in (*earlier.statements, *unit.statements) if not _is_in(sql)),
            ],
            unit.changed | earlier.changed,
            earlier.ways_back | unit.ways_back,
            unit.round,
        )
    )


def _is_in(sql: str) -> bool:
    """Whether CREATE OR REPLACE says it, too: not who may call the function, nor what is said of it."""
    return parse.statement(sql)[0] in ("CreateFunctionStmt", "AlterFunctionStmt")


def _only_function(unit: Unit, catalog: Catalog) -> ObjectRef | None:
    if len(unit.changed) != 1:
        return None
    (ref,) = unit.changed
    return ref if catalog.find(ref, Function) is not None else None


def _replaces(unit: Unit) -> bool:
    return any(statement.lstrip().lower().startswith("create") for statement in unit.statements)


def findings_of(units: Sequence[Unit]) -> list[Finding]:
    """All findings that the units answer."""
    return [finding for unit in units for fix in unit.fixes for finding in fix.findings]
