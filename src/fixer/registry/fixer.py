"""What a fixer is, and asking it: whatever its code raises names it and the line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.model import Applicability, Finding, Fix, FixerError, Location, ObjectRef, Refusal, Satisfied
from fixer.registry.options import Options
from fixer.values import Value, replace


@dataclass(frozen=True, slots=True)
class Problem:
    """What ``detect`` found. ``satisfied_by`` says that something serves already, and what.

    ``discriminator`` tells apart several problems of one rule on one object; it becomes part of the key.
    """

    target: ObjectRef
    message: str
    satisfied_by: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    location: Location | None = None
    discriminator: str = ""


Detect = Callable[[Catalog, Any], Iterable[Problem]]
Mend = Callable[[Finding, Catalog, Any], Fix | Refusal | Satisfied]
Holds = Callable[[Finding, Catalog, Any], str | None]


class Fixer(Value, frozen=True):
    """One loaded fixer file."""

    rule: str
    promise: str
    slug: str
    answers: Mapping[str, Sequence[str]]
    applicability: Applicability
    after: Sequence[str]
    options: type[Options]
    detect: Detect
    fix: Mend
    satisfied: Holds | None
    documentation: str
    path: Path
    by_default: bool | tuple[str, ...] = True
    """Its own detector looks, on every platform or on those named; else only where the rule is selected. Other tools'
    findings are answered all the same."""
    last: bool = False
    """It is asked when the others have been, wherever its name would put it."""
    carries_out: bool = False
    """It does what somebody asked for, whatever other rules may then find in that."""
    reads_prose: bool = False
    """It acts on what a review says in words, without SQL (``Finding.data``: named, codes, said, fragment)."""
    reads_sql: bool = False
    """Of a review whose prose it reads, it acts on what is suggested as SQL, too; else that is carried out as it stands."""
    edits_pending: bool = False
    """It mends pending files in place, and is asked first of what is found there."""
    of_folder: bool = False
    """It is about the migrations themselves, not about what they make: asked once all edits of them are known."""

    def on(self, platform: str) -> Fixer:
        """The same, for a project on that platform."""
        wanted = self.by_default
        return replace(self, by_default=platform in wanted if isinstance(wanted, tuple) else wanted)

    def answers_to(self, source: str, rule: str) -> bool:
        """Whether this fixer acts on that rule of that tool; every fixer answers to its own name."""
        return rule == self.rule or rule in self.answers.get(source, ())


def place_of(error: BaseException, path: Path) -> str:
    """``line N: `` where the traceback passes through ``path``."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    if line is None and isinstance(error, SyntaxError):
        line = error.lineno
    return f"line {line}: " if line else ""


@contextmanager
def _told(fixer: Fixer) -> Iterator[None]:
    """Whatever a fixer's code raises becomes a FixerError that names it and the line."""
    try:
        yield
    except FixerError:
        raise
    except Exception as error:  # noqa: BLE001  whatever a fixer raises is its author's message
        place = place_of(error, fixer.path)
        raise FixerError(f"{fixer.path}: {place}{type(error).__name__}: {error}") from None


def problems(fixer: Fixer, catalog: Catalog, options: Options) -> list[Problem]:
    """What a fixer detects. Raises FixerError naming the fixer where its code raises."""
    with _told(fixer):
        return list(fixer.detect(catalog, options))


def mend(fixer: Fixer, finding: Finding, catalog: Catalog, options: Options) -> Fix | Refusal | Satisfied:
    """What a fixer does about a finding. Raises FixerError naming the fixer where its code raises."""
    with _told(fixer):
        return fixer.fix(finding, catalog, options)


def satisfied_by(fixer: Fixer, finding: Finding, catalog: Catalog, options: Options) -> str | None:
    """What a fixer says serves already. Raises FixerError naming the fixer where its code raises."""
    with _told(fixer):
        return fixer.satisfied(finding, catalog, options) if fixer.satisfied else None
