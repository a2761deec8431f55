"""Edits of pending files: which go together, what is left of the schema by them, and their moved statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function
from fixer.catalog.objects import Sequence as Numbers
from fixer.ddl.base import DdlError
from fixer.ddl.run import apply
from fixer.ddl.steps.settled import settled
from fixer.ddl.texts.qualify import qualified
from fixer.diff import apply_edits
from fixer.model import Edit, ObjectRef, Refusal
from fixer.planner.mend import Edited, Unit
from fixer.planner.scope import owner_of
from fixer.registry import Drafts, MisfitError
from fixer.sql.quote import target
from fixer.sql.script import clean
from fixer.sql.tokens import Tokens


@dataclass
class Accepted:
    """The fixes whose edits are made, the refusals of the others, and the catalog that the edited files leave."""

    edited: list[Edited] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All edits."""
        return tuple(dict.fromkeys(edit for one in self.edited for edit in one.fix.edits))

    @property
    def units(self) -> list[Unit]:
        """What is moved out of the files, in the order in which it stood there."""
        moving = sorted((one for one in self.edited if one.rendered.statements), key=_place)
        return [
            Unit(one.fixer, [one.fix], one.rendered.statements, frozenset(), one.rendered.ways_back)
            for one in moving
        ]


def _place(one: Edited) -> tuple[str, int]:
    return min((edit.path, edit.offset) for edit in one.fix.edits)


def accept(edited: Sequence[Edited], drafts: Drafts) -> Accepted:
    """The fixes that can be made together: tried all at once, and by halves where that does not work."""
    outer, inner = _swallowed(edited, drafts)
    accepted = Accepted()
    _add(outer, accepted, drafts)
    place = {id(one): number for number, one in enumerate(accepted.edited)}
    for one, by in inner:
        number = place.get(id(by))
        if number is None:
            _add([one], accepted, drafts)
            continue
        taking = accepted.edited[number]
        findings = (*taking.fix.findings, *one.fix.findings)
        accepted.edited[number] = replace(taking, fix=replace(taking.fix, findings=findings))
    return accepted


def _add(some: Sequence[Edited], accepted: Accepted, drafts: Drafts) -> None:
    if not some:
        return
    why = _misfit([*accepted.edited, *some], drafts)
    if why is None:
        accepted.edited += some
    elif len(some) == 1:
        (one,) = some
        decide = "Change the file by hand, or leave this one out."
        accepted.refusals += [Refusal(f, "unsupported", why, decide) for f in one.fix.findings]
    else:
        half = len(some) // 2
        _add(some[:half], accepted, drafts)
        _add(some[half:], accepted, drafts)


def _swallowed(edited: Sequence[Edited], drafts: Drafts) -> tuple[list[Edited], list[tuple[Edited, Edited]]]:
    """Fixes of what another one takes out of the file altogether go along with it."""
    large = [
        (edit, one)
        for one in edited
        for edit in one.fix.edits
        if edit.old and len(one.fix.edits) < _MANY and (one.rendered.statements or _takes_out(edit))
    ]
    emptied = frozenset(path for path in {edit.path for edit, _one in large} if _emptied(path, large, drafts))
    takers = {
        id(one): next(
            (other for edit, other in large if other is not one and _goes_with(one, edit, other, emptied)),
            None,
        )
        for one in edited
    }
    outer: list[Edited] = []
    inner: list[tuple[Edited, Edited]] = []
    for one in edited:
        last = one
        while (by := takers[id(last)]) is not None:
            last = by
        if last is one:
            outer.append(one)
        else:
            inner.append((one, last))
    return outer, inner


_MANY = 1000


def _takes_out(edit: Edit) -> bool:
    """Whether a comment stands where SQL stood."""
    return bool(edit.new.strip()) and not Tokens(edit.new).words


def _emptied(path: str, large: Sequence[tuple[Edit, Edited]], drafts: Drafts) -> bool:
    """Whether all SQL of a file is taken out of it."""
    gone = sorted({edit for edit, _one in large if edit.path == path}, key=lambda edit: edit.offset)
    try:
        left = apply_edits(drafts.files[path], gone)
    except ValueError:
        return False
    return not Tokens(clean(left)).words


def _goes_with(one: Edited, edit: Edit, other: Edited, emptied: frozenset[str]) -> bool:
    """Whether all that a fix changes is within what another takes out: what is moved goes with what is left out.

    What is put in front of a statement is for those behind it as well, as long as there are some.
    """
    end = edit.offset + len(edit.old)
    moved_only = bool(one.rendered.statements) and not other.rendered.statements
    return all(
        inner.path == edit.path
        and edit.offset <= inner.offset
        and inner.offset + len(inner.old) <= end
        and (len(inner.old) < len(edit.old) or moved_only)
        and (inner.old or edit.offset < inner.offset < end or inner.path in emptied)
        for inner in one.fix.edits
    )


def _misfit(edited: Sequence[Edited], drafts: Drafts) -> str | None:
    """Why the fixes cannot be made together: what the files and the moved statements make is not what it was."""
    accepted = Accepted(list(edited))
    try:
        state = drafts.remade(accepted.edits).overlay()
        for unit in accepted.units:
            for sql in unit.statements:
                apply(state, sql)
    except MisfitError as error:
        return error.reason
    except DdlError as error:
        return f"what is moved does not fit behind the edited files: {error}"
    left = otherwise(state, drafts.remade(()), {ref for one in edited for ref in one.fix.remakes})
    return f"the edited files would make {', '.join(left)} otherwise" if left else None


def otherwise(state: Catalog, goal: Catalog, meant: set[ObjectRef]) -> list[str]:
    """What is not the same and is not meant to be otherwise."""
    left = []
    for ref, was, now in state.changes(goal):
        owners = {ref, owner_of(ref, goal), owner_of(ref, state)}
        owners |= {item.owned_by[0] for item in (was, now) if isinstance(item, Numbers) and item.owned_by}
        if ref.kind == "external" or owners & meant:
            continue
        if was is not None and now is not None:
            if isinstance(was, Function) and isinstance(now, Function):
                continue  # the body is text: names in it may be qualified
            if settled(was, goal) == settled(now, state) or qualified(was, goal) == qualified(now, state):
                continue
        left.append(target(ref))
    return sorted(left)
