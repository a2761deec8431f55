"""The ways back that a folder lacks, as fixers ask for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from fixer.layouts.content import stem
from fixer.model import FixerError, ObjectRef, Reversal
from fixer.way_back.folder import Backs


def reference(path: str) -> ObjectRef:
    """What a migration goes by in findings: the name of its file, without the ending."""
    return ObjectRef("migration", "", stem(path))


@dataclass(frozen=True)
class Missing:
    """Which migrations have no way back, and what each would get; looked for where somebody asks.

    Raises FixerError then, for a folder that its tool would not read.
    """

    read: Callable[[], Backs]

    @cached_property
    def there(self) -> Mapping[ObjectRef, str]:
        """Those that have one -> the migration's file."""
        return {reference(path): path for path, lacks in self._listed.items() if not lacks}

    @cached_property
    def missing(self) -> Mapping[ObjectRef, str]:
        """Those that have none, in the order in which they run -> the migration's file."""
        return {reference(path): path for path, lacks in self._listed.items() if lacks}

    def computed(self, ref: ObjectRef) -> Reversal | str:
        """The way back of one that has none; a sentence where it cannot be worked out. All are, with the first."""
        found, why = self._computed
        return found.get(ref, why)

    @cached_property
    def _backs(self) -> Backs:
        return self.read()

    @cached_property
    def _listed(self) -> Mapping[str, bool]:
        return {source.path: self._backs.lacks(source) for source in self._backs.sources()}

    @cached_property
    def _computed(self) -> tuple[Mapping[ObjectRef, Reversal], str]:
        """Those that can be told, and why the others cannot."""
        found: dict[ObjectRef, Reversal] = {}
        try:
            told, error = self._backs.told()
        except FixerError as wrong:
            return {}, wrong.placed
        for down in told:
            back, path = down.way_back, down.source.path
            if back is not None and down.change is not None:
                found[reference(path)] = Reversal(
                    path, back.statements, down.change, back.lost, back.restores
                )
        return found, error.placed if error is not None else ""
