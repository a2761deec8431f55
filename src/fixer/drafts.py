"""The migrations that have not been applied anywhere, run on the model with edits in their files."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import External
from fixer.diff import apply_edits
from fixer.layouts import halves, sections
from fixer.layouts.base import Folder, Layout, MigrationSource
from fixer.model import Edit, FixerError
from fixer.registry import Back, Drafts, MisfitError
from fixer.replay import Ran, Step, replay, steps
from fixer.sql.names import names
from fixer.sql.parse import SqlSyntaxError, slices
from fixer.sql.quote import target
from fixer.sql.script import clean
from fixer.sql.transaction import refuses_transaction


def drafts(
    layout: Layout,
    folder: Folder,
    sources: Sequence[MigrationSource],
    waiting: frozenset[str],
    backs: Folder,
    start: Callable[[], Catalog],
) -> Drafts | None:
    """The files of ``waiting``; None where nothing waits. ``start`` gives what the first of ``sources`` meets.

    ``backs`` is the folder where ways back are looked for.

    A migration that is applied already and stands behind one that waits is run with them.
    """
    first = next((number for number, source in enumerate(sources) if source.path in waiting), None)
    if first is None:
        return None
    model = _Model(layout, folder, sources[:first], tuple(source.path for source in sources[first:]), start)
    texts = {folder.at(name): text for name, text in folder.files.items()}
    files = {source.path: texts[source.path] for source in sources if source.path in waiting}

    def outside(path: str, alone: bool) -> tuple[Edit, ...] | None:
        insertions = layout.outside(files[path], alone)
        return None if insertions is None else tuple(Edit(path, at, "", new) for at, new in insertions)

    return Drafts(
        files,
        {path: back for path, text in files.items() if (back := _back(layout, path, text, backs))},
        {path: texts[name] for path in files if (name := f"{path.removesuffix('.sql')}.online.sql") in texts},
        lambda: model.applied,
        model.remade,
        outside,
        lambda path: layout.wraps(files[path]),
    )


def _back(layout: Layout, path: str, text: str, backs: Folder) -> Back | None:
    """The way back of a migration: a section of its file, or a file beside it or of its name elsewhere."""
    within = sections.down(text, path) if layout.both_halves else None
    if within is not None:
        return Back(path, text, within)
    name = posixpath.basename(path)
    found = halves.back(name, backs.files)
    if found is None and backs.at(name) != path and name in backs.files:
        found = name
    return None if found is None else Back(backs.at(found), backs.files[found], backs.files[found])


def with_edits(folder: Folder, edits: Sequence[Edit]) -> Folder:
    """The folder with its files edited. Raises ValueError where edits overlap."""
    by_path: dict[str, list[Edit]] = {}
    for edit in sorted(set(edits), key=order):
        by_path.setdefault(edit.path, []).append(edit)
    files = {
        name: apply_edits(text, by_path[path]) if (path := folder.at(name)) in by_path else text
        for name, text in folder.files.items()
    }
    return replace(folder, files=files)


def order(edit: Edit) -> tuple[str, int, int, str]:
    """The order in which edits are made: the same in every run."""
    return edit.path, edit.offset, len(edit.old), edit.new


@dataclass(frozen=True)
class _Model:
    layout: Layout
    folder: Folder
    shipped: Sequence[MigrationSource]
    paths: tuple[str, ...]
    start: Callable[[], Catalog]
    made: dict[tuple[Edit, ...], Catalog] = field(default_factory=dict)

    @cached_property
    def applied(self) -> Catalog:
        """Before the first file that waits."""
        return replay(self.shipped, base=self.start()).catalog

    @cached_property
    def known(self) -> frozenset[tuple[str, str]]:
        """What does not fit though nobody has edited anything: path and message."""
        return frozenset(
            (step.source.path, misfit)
            for step in steps(self._sources(()), self.applied.overlay())
            for ran in step.statements
            for misfit in ran.misfits
        )

    def remade(self, edits: Sequence[Edit]) -> Catalog:
        """The catalog behind all files, edited. Raises MisfitError."""
        wanted = tuple(sorted(set(edits), key=order))
        if wanted not in self.made:
            self.made[wanted] = self._remade(wanted)
        return self.made[wanted]

    @cached_property
    def refused(self) -> frozenset[str]:
        """Files that no tool can run though nobody has edited anything."""
        found = steps(self._sources(()), self.applied.overlay())
        return frozenset(step.source.path for step in found if self._refused(step, self.folder))

    def _refused(self, step: Step, folder: Folder) -> Ran | None:
        """A statement of a migration that the tool would run in a transaction, which it does not take."""
        ran = next((ran for ran in step.statements if refuses_transaction(ran.kind, ran.node)), None)
        if ran is None:
            return None
        text = next(text for name, text in folder.files.items() if folder.at(name) == step.source.path)
        return None if self.layout.outside(text, len(step.statements) == 1) == () else ran

    def _remade(self, edits: tuple[Edit, ...]) -> Catalog:
        base = self.applied.overlay()
        layer = base.overlay()
        folder = with_edits(self.folder, edits)
        for step in steps(self._sources(edits), layer):
            if edits and step.source.path not in self.refused and (ran := self._refused(step, folder)):
                raise _misfit(_IN_TRANSACTION, step, ran, edits)
            for ran in step.statements if edits else ():
                new = next((one for one in ran.misfits if (step.source.path, one) not in self.known), None)
                if new is not None:
                    raise _misfit(new, step, ran, edits)
            if edits:
                self._none_lost(step, edits)
        return layer

    def _none_lost(self, step: Step, edits: Sequence[Edit]) -> None:
        """What a statement names and nobody makes is taken to exist, unless the files made it. Raises MisfitError."""
        known = self.remade(())
        for ref, was, now in step.after.changes(step.before):
            if was is not None or not isinstance(now, External) or known.get(ref) is not None:
                continue
            for ran in step.statements:
                if any(name.parts[-1] == ref.name for name in names(ran.sql)):
                    raise _misfit(f"there is no {target(ref)}", step, ran, edits)

    def _sources(self, edits: Sequence[Edit]) -> list[MigrationSource]:
        """The files that wait, edited. Raises MisfitError where that leaves no SQL."""
        try:
            read = self.layout.sources(with_edits(self.folder, edits))
        except ValueError as error:
            raise MisfitError(str(error), edits[0].path, edits[0].offset) from None
        except FixerError as error:
            raise MisfitError(error.message, edits[0].path, edits[0].offset) from None
        found = [source for source in read if source.path in self.paths]
        for path in {edit.path for edit in edits}:
            text = next((source.text for source in found if source.path == path), "")
            try:
                slices(clean(text))
            except SqlSyntaxError as error:
                said = f"the edited file does not parse: {error.message}"
                raise MisfitError(said, path, edits[0].offset) from None
        return found


_IN_TRANSACTION = "what PostgreSQL refuses in a transaction would share its file with other statements, and so a transaction"


def _misfit(reason: str, step: Step, ran: Ran, edits: Sequence[Edit]) -> MisfitError:
    own = [edit for edit in edits if edit.path == step.source.path]
    return MisfitError(reason, step.source.path, _before(ran.location.offset, own))


def _before(offset: int, edits: Sequence[Edit]) -> int:
    """Where a place of the edited text was before."""
    shift = 0
    for edit in edits:
        if edit.offset + shift + len(edit.new) > offset:
            break
        shift += len(edit.new) - len(edit.old)
    return offset - shift
