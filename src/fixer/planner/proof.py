"""The proof on the model: after a fix its finding is gone, and after all of them none is new.

That the ways back restore the catalog is proved where they are made (``planner.group``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import DdlError
from fixer.ddl.run import apply, split
from fixer.model import Finding, Fix, FixerError, ObjectRef
from fixer.planner.detected import finding_of, holds
from fixer.planner.scope import around
from fixer.registry import Fixer, Options, problems
from fixer.render import WAY_BACK, Templates
from fixer.sql.parse import SqlSyntaxError
from fixer.values import Value


class Rules(Value, frozen=True):
    """The fixers in force with their options."""

    fixers: Mapping[str, Fixer]
    options: Mapping[str, Options]
    selected: frozenset[str] = frozenset()
    """Rules that are looked for though they are not by default."""
    answered: frozenset[str] = frozenset()
    """The keys of findings that a plan answers and does not mend, though its own fixes may lead to them."""

    @property
    def watching(self) -> list[Fixer]:
        """The fixers whose own detectors say whether something is new: nobody asked what the others would find."""
        asked = (f for f in self.fixers.values() if f.by_default or f.rule in self.selected)
        return [fixer for fixer in asked if not fixer.of_folder]


class Rendered(Value, frozen=True):
    """The SQL statements of a fix, and the ways back that its templates say themselves.

    ``ways_back`` has them by the statement that they undo. What they leave to restore is computed.
    """

    statements: list[str]
    ways_back: dict[str, list[str]]


def render(fix: Fix, fixer: Fixer, templates: Templates, concurrently: bool) -> Rendered:
    """The SQL statements of a fix. Raises FixerError where a template renders what does not parse."""
    made = Rendered([], {})
    for operation in fix.operations:
        name = f"sql/{operation.template}.sql.j2"
        params = {**operation.params, "concurrently": concurrently}
        up, _mark, down = templates.render(name, params).partition(WAY_BACK)
        made.statements.extend(_split(up, name, fixer))
        if down.strip():
            made.ways_back[made.statements[-1]] = _split(down, name, fixer)
    return made


def _split(text: str, name: str, fixer: Fixer) -> list[str]:
    try:
        return split(text)
    except SqlSyntaxError as error:
        line = text[: error.offset].count("\n")
        shown = text.splitlines()[line] if text.splitlines() else ""
        raise FixerError(
            f"template {name}, rendered for {fixer.rule}: {error.message} (rendered line {line + 1})",
            line=shown,
        ) from None


class CarriedOut(Value, frozen=True):
    """A fix that was run on the model, and what it changed there."""

    fixer: Fixer
    fix: Fix
    statements: list[str]
    changed: frozenset[ObjectRef]


def carry_out(
    fixer: Fixer, fix: Fix, rendered: Rendered, current: Catalog, rules: Rules
) -> tuple[CarriedOut, Catalog]:
    """Runs a fix on the model, and returns the layer that holds its changes: the finding is gone there.

    Raises FixerError naming the fixer when the fix does not do what it promises: that is a bug in the fixer.
    """
    layer = current.overlay()
    try:
        for sql in rendered.statements:
            apply(layer, sql)
    except (DdlError, SqlSyntaxError) as error:
        raise broken_promise(fixer, fix.finding, f"its SQL does not fit the schema: {error}") from None
    changed = frozenset(ref for ref, _before, _after in layer.changes(current))
    if not changed:
        raise broken_promise(fixer, fix.finding, "its SQL changes nothing")
    by = holds(fixer, fix.finding, layer, rules.options[fixer.rule])
    if by is None and not fix.new_rows_only:
        raise broken_promise(fixer, fix.finding, "the finding is still there after its fix")
    return CarriedOut(fixer, fix, rendered.statements, changed), layer


def prove_nothing_new(
    carried_out: Sequence[CarriedOut],
    before: Catalog,
    after: Catalog,
    rules: Rules,
    answered: Collection[str],
) -> None:
    """What the fixes leave has no finding that was not there before. What was asked for as it stands may have some;
    ``answered`` are the keys of those that have an answer in the plan.

    Raises FixerError naming the fixer.
    """
    held = [one for one in carried_out if not one.fixer.carries_out]
    if not _new(held, before, after, rules, answered):
        return
    state = before.overlay()
    for one in carried_out:
        layer = state.overlay()
        for sql in one.statements:
            apply(layer, sql)
        new = [] if one.fixer.carries_out else _new([one], state, layer, rules, answered)
        if new:
            what = f"it leaves a finding that was not there before: {', '.join(new)}"
            raise broken_promise(one.fixer, one.fix.finding, what)
        state = layer.commit()


def _new(
    carried_out: Sequence[CarriedOut],
    before: Catalog,
    after: Catalog,
    rules: Rules,
    answered: Collection[str],
) -> list[str]:
    changed = {ref for one in carried_out for ref in one.changed}
    near = around(changed, after) | around(changed, before)
    found = new_findings(before.focused(near), after.focused(near), rules, rules.watching)
    return sorted(finding.key for _fixer, finding in found if finding.key not in answered)


def new_findings(
    before: Catalog, after: Catalog, rules: Rules, fixers: Sequence[Fixer]
) -> list[tuple[Fixer, Finding]]:
    """What these fixers find after a change that they did not find before it."""
    left = _found(after, fixers, rules)
    there = _found(before, [fixer for fixer in fixers if left[fixer.rule]], rules)
    return [
        (fixer, finding)
        for fixer in fixers
        for name, finding in left[fixer.rule].items()
        if name not in there[fixer.rule]
    ]


def _found(catalog: Catalog, fixers: Sequence[Fixer], rules: Rules) -> dict[str, dict[str, Finding]]:
    """The findings by rule and key."""
    found: dict[str, dict[str, Finding]] = {}
    for fixer in fixers:
        of_rule = (p for p in problems(fixer, catalog, rules.options[fixer.rule]) if p.satisfied_by is None)
        found[fixer.rule] = {finding.key: finding for finding in (finding_of(fixer, p) for p in of_rule)}
    return found


def broken_promise(fixer: Fixer, finding: Finding, what: str) -> FixerError:
    """A fix that does not do what it has to: the error that names its fixer."""
    return FixerError(
        f"fixer {fixer.rule} ({fixer.path.name}) does not keep its promise for {finding.key}: {what}",
        hint=f"This is a bug in the fixer. Leave it out with --ignore {fixer.rule} until it is mended.",
    )
