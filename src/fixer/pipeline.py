"""From a request to a plan with its files and its diff: reads what is named, writes nothing."""

from __future__ import annotations

import gc
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fixer import project
from fixer.baseline import read as read_baseline
from fixer.catalog.objects import Function, Table
from fixer.config import Config, check, did_you_mean, options_for
from fixer.diff import apply_edits, unified
from fixer.findings import read as read_findings
from fixer.findings.report import Report
from fixer.layouts import LAYOUTS, choose, detect, named
from fixer.layouts.base import Folder, Layout, MigrationSource
from fixer.model import FileChange, FixerError, Plan
from fixer.planner.collect import Filter
from fixer.planner.group import Style
from fixer.planner.plan import Input, make
from fixer.planner.proof import Rules
from fixer.planner.resolve import Resolver
from fixer.registry import Fixer, Options, load
from fixer.render import Templates, builtin_folder
from fixer.replay import Replayed, replay
from fixer.request import Outcome, Request, Summary

__all__ = ["fixers_of", "run"]


def fixers_of(root: Path) -> dict[str, Fixer]:
    """All fixers, the built-in ones and the project's own in ``.fixer/fixers``. Raises FixerError."""
    return load([builtin_folder("fixers"), root / ".fixer" / "fixers"])


def run(request: Request) -> Outcome:
    """Plans. Raises FixerError."""
    started = time.monotonic()
    gc.disable()  # a catalog is one large tree that stays: collecting it over and over finds nothing
    fixers = fixers_of(request.cwd)
    _known(request, fixers)
    own = request.cwd / ".fixer" / "templates"
    templates = Templates([own] if own.is_dir() else [])
    folder = project.read(_path(request))
    out = _target(request, folder)
    reading = named(request.layout) if request.layout and out is folder else detect(folder)
    pairs = "golang-migrate" if folder.is_file and not out.files else ""  # a dump has no layout of its own
    layout = choose(folder, out, request.layout or pairs)
    sources = reading.sources(folder)
    reports = _reports(request)
    replayed = replay(
        sources, _pending(request, folder, sources), request.progress, extents=any(r.path for r in reports)
    )
    platform = request.platform or (
        "supabase" if folder.is_supabase() or layout.name == "supabase" else "plain"
    )
    rules = _rules(request, fixers, platform, replayed)
    plan = make(
        Input(
            catalog=replayed.catalog,
            rules=rules,
            reports=reports,
            filter=_filter(request),
            resolver=Resolver(replayed.catalog, replayed.extents, replayed.lines),
            style=Style(layout, _concurrently(request, layout), request.group_by),
            templates=templates,
            unsafe=request.unsafe,
            folder=folder,
            out=out,
            now=request.now,
            files={folder.at(name): text for name, text in folder.files.items()},
            diagnostics=(*reading.skipped(folder), *replayed.diagnostics),
            progress=request.progress,
        )
    )
    changes = _changes(plan)
    _check_edits(plan, sources, replayed)
    summary = Summary(
        folder=folder.path,
        layout=layout.name,
        migrations=len(sources),
        tables=sum(1 for _ in replayed.catalog.objects(Table)),
        functions=sum(1 for _ in replayed.catalog.objects(Function)),
        seconds=time.monotonic() - started,
        applicability={rule: fixer.applicability.value for rule, fixer in fixers.items()},
    )
    return Outcome(
        plan, summary, changes, unified(changes, plan.edits), layout.how_to_run(out.path, plan.migrations)
    )


def _known(request: Request, fixers: Mapping[str, Fixer]) -> None:
    """Rules that are named have to exist, in the configuration and on the command line."""
    check(request.config, fixers, LAYOUTS)
    for rule in (*request.select, *(name for name in request.ignore if ":" not in name)):
        if rule not in fixers:
            raise FixerError(f"there is no rule {rule}", hint=did_you_mean(rule, fixers))


def _path(request: Request) -> Path:
    return Path(request.path) if request.path else project.find_folder(request.cwd)


def _target(request: Request, folder: Folder) -> Folder:
    """Where new files go: the folder named, else the one that is read; ``migrations`` for a dump."""
    if request.out is not None and Path(request.out) != Path(folder.path):
        return project.read_target(Path(request.out))
    return project.read_target(Path("migrations")) if folder.is_file else folder


def _concurrently(request: Request, layout: Layout) -> bool:
    if request.concurrently == "always" and layout.non_transactional == "none":
        raise FixerError(
            f"--concurrently always: {layout.name} runs every migration in a transaction, where PostgreSQL refuses "
            "CREATE INDEX CONCURRENTLY",
            hint="Leave it at auto: the concurrent form is written beside the migration, to be run first by hand.",
        )
    return request.concurrently != "never" and layout.non_transactional != "none"


def _reports(request: Request) -> tuple[Report, ...]:
    found: list[Report] = []
    for name in request.findings:
        path = Path(name)
        try:
            text = path.read_bytes().decode()
        except OSError as error:
            raise FixerError(f"{name}: {error.strerror}") from None
        except UnicodeDecodeError as error:
            raise FixerError(f"{name}: not UTF-8 (byte {error.start})") from None
        found += read_findings(name, text)
    return tuple(found)


def _filter(request: Request) -> Filter:
    baseline = read_baseline(request.config.baseline_path) if request.config.baseline_path else {}
    return Filter(
        select=frozenset(request.select),
        ignore=dict(request.ignore),
        only=frozenset(request.only),
        baseline=baseline,
    )


def _rules(request: Request, fixers: Mapping[str, Fixer], platform: str, replayed: Replayed) -> Rules:
    config: Config = request.config
    documents = {path: _document(config.root / path, path) for path in config.documentation}
    options: dict[str, Options] = {
        rule: options_for(fixer, config, platform, documents, replayed.pending)
        for rule, fixer in fixers.items()
    }
    return Rules(fixers, options)


def _document(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise FixerError(
            f"{name}: {error.strerror}", hint="It is named in the configuration as documentation."
        ) from None


def _pending(request: Request, folder: Folder, sources: Sequence[MigrationSource]) -> frozenset[str]:
    """The files that have not been applied anywhere: from a version on, or those added against git's base branch."""
    if request.pending_from is not None:
        wanted = request.pending_from
        known = [source.version for source in sources]
        start = next(
            (n for n, v in enumerate(known) if v == wanted or v.lstrip("0") == wanted.lstrip("0")), None
        )
        if start is None:
            raise FixerError(
                f"--pending-from {wanted}: there is no such version in {folder.path}",
                hint=f"The last one is {known[-1]}." if known else "",
            )
        return frozenset(source.path for source in sources[start:])
    return frozenset(source.path for source in sources) & _added_on_branch(request.cwd)


def _added_on_branch(cwd: Path) -> frozenset[str]:
    """Files that this branch adds against the remote's default branch; none without git, a remote or a difference."""

    def git(*words: str) -> str:
        done = subprocess.run(  # noqa: S603  fixed words, no shell
            ["git", "-C", str(cwd), *words],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": _search_path(), "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    try:
        base = git("rev-parse", "--abbrev-ref", "origin/HEAD")
        if not base:
            return frozenset()
        listed = git("diff", "--name-only", "--diff-filter=A", "--relative", "-z", f"{base}...HEAD")
        untracked = (
            git("ls-files", "--others", "--exclude-standard", "-z") if git("rev-parse", "HEAD") else ""
        )
    except OSError:
        return frozenset()
    return frozenset(name for name in (listed + "\0" + untracked).split("\0") if name)


def _search_path() -> str:
    return os.environ.get("PATH", os.defpath)


def _changes(plan: Plan) -> tuple[FileChange, ...]:
    listed = [change for migration in plan.migrations for change in migration.files]
    return (*listed, *plan.side_files, *plan.edited_files)


def _check_edits(plan: Plan, sources: Sequence[MigrationSource], replayed: Replayed) -> None:
    """An edited file still parses, and makes the very same schema."""
    if not plan.edited_files:
        return
    edited = [replace(source, text=_masked(source, plan)) for source in sources]
    try:
        changed = replay(edited).catalog.changes(replayed.catalog)
    except FixerError as error:
        raise FixerError(f"an edit leaves a file that does not parse: {error}") from None
    names = sorted(ref.name for ref, was, now in changed if was is None or now is None)
    if names:
        raise FixerError(f"an edit changes the schema: {', '.join(names)}", hint="This is a bug in a fixer.")


def _masked(source: MigrationSource, plan: Plan) -> str:
    """The edited up half: the edits applied to the text whose other halves are blanked."""
    edits = {edit for entry in plan.edits if entry.path == source.path for edit in entry.edits}
    return apply_edits(source.text, tuple(edits))
