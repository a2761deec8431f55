"""Which migrations have not been applied anywhere: only those may be edited in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from fixer.catalog.introspect.facts import Applied
from fixer.checkout import git
from fixer.layouts.base import Folder, Layout, MigrationSource
from fixer.model import Diagnostic, FixerError


def from_version(version: str, folder: Folder, sources: Sequence[MigrationSource]) -> frozenset[str]:
    """The files from a version on. Raises FixerError where there is no such version."""
    known = [source.version for source in sources]
    start = next((n for n, v in enumerate(known) if _same(v, version)), None)
    if start is None:
        raise FixerError(
            f"--pending-from {version}: there is no such version in {folder.path}",
            hint=f"The last one is {known[-1]}." if known else "",
        )
    return frozenset(source.path for source in sources[start:])


def not_applied(
    applied: Sequence[Applied], layout: Layout, folder: Folder, sources: Sequence[MigrationSource]
) -> frozenset[str] | None:
    """The files that the tool's own table does not list; None where the database has no such table, or does not show it."""
    found = _of(applied, layout, folder)
    if found is None or found.hidden:
        return None
    keys = layout.applied_as(folder, sources)
    if found.up_to is not None:
        last = int(found.up_to)
        return frozenset(s.path for s, key in zip(sources, keys, strict=True) if int(key) > last)
    known = {_bare(version) for version in found.versions}
    return frozenset(s.path for s, key in zip(sources, keys, strict=True) if _bare(key) not in known)


def warnings(
    applied: Sequence[Applied], layout: Layout, folder: Folder, sources: Sequence[MigrationSource]
) -> Iterator[Diagnostic]:
    """What the tool's own table does not tell, or what will keep the tool from running anything."""
    found = _of(applied, layout, folder)
    if found is None or not sources:
        return
    if found.hidden:
        yield Diagnostic(
            "warning",
            f"{found.table} may not be read: which migrations the database has had is not known, and all are taken for applied",
        )
    if found.dirty:
        yield Diagnostic(
            "warning",
            f"the run of version {found.up_to} failed halfway: {found.tool} runs nothing until `migrate force`",
        )
    last = sources[-1].version
    if found.up_to is not None and int(found.up_to) > int(last):
        yield Diagnostic(
            "warning",
            f"the database is at version {found.up_to}, and {folder.path} ends at {last}: {found.tool} runs nothing from there",
        )


def _of(applied: Sequence[Applied], layout: Layout, folder: Folder) -> Applied | None:
    tool = layout.run_by(folder) or layout.name
    return next((entry for entry in applied if entry.tool == tool), None)


def added_on_branch(cwd: Path) -> frozenset[str]:
    """Files that this branch adds against the remote's default branch; none without git, a remote or a difference."""

    base = git(cwd, "rev-parse", "--abbrev-ref", "origin/HEAD")
    if not base:
        return frozenset()
    listed = git(cwd, "diff", "--name-only", "--diff-filter=A", "--relative", "-z", f"{base}...HEAD")
    untracked = (
        git(cwd, "ls-files", "--others", "--exclude-standard", "-z") if git(cwd, "rev-parse", "HEAD") else ""
    )
    return frozenset(name for name in (listed + "\0" + untracked).split("\0") if name)


def _same(one: str, other: str) -> bool:
    return one == other or _bare(one) == _bare(other)


def _bare(version: str) -> str:
    return version.lstrip("0") or "0"
