"""What is asked of fixer, and what comes back: the two values between the command line and the pipeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fixer.config import Config
from fixer.model import FileChange, Finding, Location, Plan, Progress, no_progress
from fixer.values import Value


@dataclass(frozen=True)
class Request:
    """One run, with every option resolved: the command line before the configuration before the defaults.

    Paths are relative to ``cwd`` where they lie below it. None means that the pipeline finds out.
    """

    cwd: Path = field(default_factory=Path.cwd)
    db: str | None = None
    """The database to plan from, as libpq takes it or ``$NAME``; the migrations alone, when None."""
    not_valid: bool = False
    """Constraints that rows break are added NOT VALID and left so."""
    path: str | None = None
    """The migrations folder or the SQL file to read."""
    out: str | None = None
    """The folder that new files go to; the one that is read, when None."""
    findings: tuple[str, ...] = ()
    """Files of other tools' reports: FILE, tool:FILE, or - for standard input."""
    sql: tuple[str, ...] = ()
    """Files of SQL that says what is wanted; - for standard input."""
    run: tuple[str, ...] = ()
    """Linters to run over the input."""
    select: tuple[str, ...] = ()
    """The rules to act on; all, when empty."""
    extend_select: tuple[str, ...] = ()
    """Rules to look for besides those that are looked for by default."""
    ignore: Mapping[str, str] = field(default_factory=dict)
    """Rule or finding key -> why it is left alone."""
    only: tuple[str, ...] = ()
    """Keys of the findings to act on; all, when empty."""
    unsafe: bool = False
    layout: str | None = None
    platform: str | None = None
    major: int | None = None
    """The version of PostgreSQL that migrations are made for, where no database tells; that of the tool's configuration when
    None, else ``tried_on``, else the newest."""
    tried_on: int | None = None
    """The version of the scratch server that is named."""
    group_by: str = "rule"
    """rule, table, finding or none."""
    concurrently: str = "auto"
    """auto, always or never."""
    pending_from: str | None = None
    pending: frozenset[str] | None = None
    """The files that have not been applied anywhere, where whoever asks knows them; the pipeline finds out, when None."""
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    config: Config = field(default_factory=Config)
    progress: Progress = no_progress


@dataclass(frozen=True, slots=True)
class Summary:
    """What was read: the first line of a report."""

    folder: str
    layout: str
    migrations: int
    tables: int
    functions: int
    seconds: float = 0.0
    applicability: Mapping[str, str] = field(default_factory=dict)
    """Rule -> how far its fixes may be trusted; tells the reader even where nothing was mended."""
    path: str = ""
    """The folder that the migrations are in, or go to."""


def reported(finding: Finding) -> Location | None:
    """Where a finding was reported."""
    return finding.location


class Outcome(Value, frozen=True):
    """What a run came to: ``changes`` are the files to write, ``how_to_run`` what to type then.

    ``place`` says where a finding is: where it was reported, else where what it is about is made.
    """

    plan: Plan
    summary: Summary
    changes: tuple[FileChange, ...] = ()
    diff: str = ""
    how_to_run: str = ""
    place: Callable[[Finding], Location | None] = reported
