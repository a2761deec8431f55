"""The proof on the model: after up the finding is gone and none is new; after down the catalog is what it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import DdlError
from fixer.ddl.difference import CannotRestoreError, difference
from fixer.ddl.run import run, split
from fixer.model import Finding, Fix, FixerError, ObjectRef
from fixer.planner.collect import holds
from fixer.planner.scope import around, key
from fixer.registry import Fixer, Options, problems
from fixer.render import WAY_BACK, Templates
from fixer.sql.parse import SqlSyntaxError


@dataclass(frozen=True, slots=True)
class Rules:
    """The fixers in force with their options."""

    fixers: Mapping[str, Fixer]
    options: Mapping[str, Options]
    selected: frozenset[str] = frozenset()
    """Rules that are looked for though they are not by default."""

    @property
    def watching(self) -> list[Fixer]:
        """The fixers whose own detectors say whether something is new: nobody asked what the others would find."""
        return [f for f in self.fixers.values() if f.by_default or f.rule in self.selected]


@dataclass(frozen=True, slots=True)
class Rendered:
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


def prove(
    case_fixer: Fixer,
    fix: Fix,
    rendered: Rendered,
    current: Catalog,
    rules: Rules,
    whole: bool = True,
) -> Catalog:
    """Runs a fix up and down on the model. Returns the layer that holds its changes.

    Unless it is the ``whole`` of the fix, its finding may stay.

    Raises FixerError naming the fixer when the fix does not do what it promises: that is a bug in the fixer.
    """
    layer = current.overlay()
    try:
        for sql in rendered.statements:
            run(layer, sql)
    except (DdlError, SqlSyntaxError) as error:
        raise _bug(case_fixer, fix.finding, f"its SQL does not fit the schema: {error}") from None
    changed = layer.changes(current)
    if not changed:
        raise _bug(case_fixer, fix.finding, "its SQL changes nothing")
    by = holds(case_fixer, fix.finding, layer, rules.options[case_fixer.rule])
    if by is None and whole:
        raise _bug(case_fixer, fix.finding, "the finding is still there after its fix")
    refs = [ref for ref, _before, _after in changed]
    near = around(refs, layer) | around(refs, current)
    left = _found(layer, near, rules)
    new = left - _found(current, near, rules) if left else left
    if new and not case_fixer.carries_out:
        raise _bug(
            case_fixer,
            fix.finding,
            f"it leaves a finding that was not there before: {', '.join(sorted(new))}",
        )
    try:
        back = layer.overlay()
        for sql in reversed(rendered.statements):
            for said in rendered.ways_back.get(sql, ()):
                run(back, said)
        difference(back, current)
    except (CannotRestoreError, DdlError) as error:
        raise _bug(case_fixer, fix.finding, f"there is no way back: {error}") from None
    return layer


def _found(catalog: Catalog, near: frozenset[ObjectRef], rules: Rules) -> set[str]:
    """The findings among these objects."""
    focus = catalog.focused(near)
    return {
        key(fixer.rule, problem.target, problem.discriminator)
        for fixer in rules.watching
        for problem in problems(fixer, focus, rules.options[fixer.rule])
        if problem.satisfied_by is None
    }


def _bug(fixer: Fixer, finding: Finding, what: str) -> FixerError:
    return FixerError(
        f"fixer {fixer.rule} ({fixer.path.name}) does not keep its promise for {finding.key}: {what}",
        hint=f"This is a bug in the fixer. Leave it out with --ignore {fixer.rule} until it is mended.",
    )
