"""From a request to a plan with its files and its diff: reads what is named, writes nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from fixer import down, pending, project, regular_file
from fixer.baseline import read as read_baseline
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import External, Function, Table
from fixer.config import Config, check, did_you_mean, options_for
from fixer.diff import unified
from fixer.drafts import drafts, with_edits
from fixer.findings.asked import SOURCE as ASKED
from fixer.findings.asked import asked_for
from fixer.findings.gather import gather
from fixer.findings.run import run_all
from fixer.layouts import LAYOUTS, choose, detect, named, sections
from fixer.layouts.base import Folder, Layout, MigrationSource
from fixer.live import Live, database
from fixer.model import Diagnostic, Edit, FileChange, FixerError, Plan
from fixer.planner.filter import Filter
from fixer.planner.group import Style
from fixer.planner.mend import Known
from fixer.planner.named import unknown_names
from fixer.planner.places import Places, place
from fixer.planner.plan import Input, make
from fixer.planner.proof import Rules
from fixer.planner.resolve import Resolver
from fixer.registry import Drafts, Fixer, Options, Statistics, WaysBack, load
from fixer.render import Templates, builtin_folder
from fixer.replay import Replayed, newer, replay, start
from fixer.request import Outcome, Request, Summary
from fixer.sql.script import Lines
from fixer.values import Value, replace
from fixer.way_back.folder import Backs
from fixer.way_back.missing import Missing

__all__ = ["Project", "fixers_of", "folder_of", "planned", "platform_of", "run"]

_READ_ONLY = ("goose", "sql-migrate", "tern", "node-pg-migrate")
NEW_FOLDER = "migrations"
"""Where new files go when nothing says where."""


def fixers_of(root: Path) -> dict[str, Fixer]:
    """All fixers, the built-in ones and the project's own in ``.fixer/fixers``. Raises FixerError."""
    return load([builtin_folder("fixers"), root / ".fixer" / "fixers"])


class Project(Value, frozen=True):
    """What a plan was made from: the input as it was read, and what it is to be judged by."""

    folder: Folder
    reading: Layout
    """The layout that the input is in."""
    layout: Layout
    """The layout that new files are in."""
    sources: tuple[MigrationSource, ...]
    """The migrations that make the schema, on top of ``copied`` where there is one."""
    copied: Catalog | None
    """What a live database has, before the migrations that it has not had yet."""
    replayed: Replayed
    platform: str
    new: Callable[[], Catalog]
    """What a new database has, before the first migration."""
    major: int | None
    """The version of PostgreSQL that migrations are made for; None where nothing says."""
    rules: Rules


def run(request: Request) -> Outcome:
    """Plans. Raises FixerError."""
    return planned(request)[0]


def planned(request: Request) -> tuple[Outcome, Project]:
    """Plans, and gives what the plan was made from. Raises FixerError."""
    if request.db is None:
        return _planned(request, None)
    with database(request.db, request.platform or "plain") as live:
        return _planned(request, live)


def _planned(request: Request, live: Live | None) -> tuple[Outcome, Project]:
    started = time.monotonic()
    fixers = fixers_of(request.cwd)
    _known(request, fixers)
    own = request.cwd / ".fixer" / "templates"
    templates = Templates([own] if own.is_dir() else [])
    folder = folder_of(request, live)
    out = _target(request, folder)
    reading = named(request.layout) if request.layout and out is folder else detect(folder)
    layout = choose(folder, out, request.layout or _by_default(folder, out, live))
    sources = reading.sources(folder) if folder.files else ()
    reports = (*gather(request.findings, request.cwd), *asked_for(request.sql, request.cwd))
    if request.run:
        listed = [(source.path, source.text) for source in sources]
        reports += run_all(request.run, listed, request.cwd, os.environ, reading.wraps_in_transaction)
    placed = any(report.path and not report.aside for report in reports)
    platform = request.platform or platform_of(folder, layout, live)
    fixers = {rule: fixer.on(platform) for rule, fixer in fixers.items()}
    waiting = _pending(request, live, folder, reading, sources)
    major = live.catalog.major if live else request.major or folder.major or request.tried_on
    new = partial(start, platform, major)
    making, replayed = _read(request, live, sources, waiting, new, placed)
    base = live.catalog.overlay if live else new
    tried = drafts(reading, folder, making, waiting, _backs(reading, folder), base) if waiting else None
    if folder.is_file and out.files:  # what was written for this dump before
        replay(newer(layout.sources(out), replayed.catalog), base=replayed.catalog)
    opened = down.database(reading, platform, major=major)
    backs = partial(_ways_back, Backs(folder, reading, layout, out, templates, new, opened, request.progress))
    rules = _rules(request, fixers, platform, replayed, live, tried, backs([]))
    resolver = Resolver(replayed.catalog, Places(replayed.extents, replayed.lines, replayed.files))
    plan = make(
        Input(
            catalog=replayed.catalog,
            rules=rules,
            reports=reports,
            filter=_filter(request),
            resolver=resolver,
            style=Style(layout, _concurrently(request, layout), request.group_by),
            templates=templates,
            unsafe=request.unsafe,
            folder=folder,
            out=out,
            now=request.now,
            files={folder.at(name): text for name, text in folder.files.items()},
            diagnostics=(
                *reading.skipped(folder),
                *replayed.diagnostics,
                *(pending.warnings(live.facts.applied, reading, folder, sources) if live else ()),
                *_misspelt(request.config, rules, resolver),
            ),
            progress=request.progress,
            known=_from_database(request, live),
            drafts=tried,
            ways_back=backs,
        )
    )
    _refuse_what_was_asked(plan)
    plan = replace(plan, diagnostics=(*plan.diagnostics, *_unmatched(request, plan)))
    changes = _changes(plan)
    summary = Summary(
        folder=f"database {live.name}" if live else folder.path,
        layout=layout.name,
        migrations=len(sources),
        tables=sum(1 for _ in replayed.catalog.objects(Table)),
        functions=sum(1 for _ in replayed.catalog.objects(Function)),
        seconds=time.monotonic() - started,
        applicability={rule: fixer.applicability.value for rule, fixer in fixers.items()},
        path=folder.path,
    )
    outcome = Outcome(
        plan,
        summary,
        changes,
        unified(changes, plan.edits),
        layout.how_to_run(out.path, plan.migrations),
        partial(place, catalog=replayed.catalog, lines=replayed.lines),
    )
    copied = live.catalog if live else None
    return outcome, Project(folder, reading, layout, making, copied, replayed, platform, new, major, rules)


def _known(request: Request, fixers: Mapping[str, Fixer]) -> None:
    """Rules that are named have to exist, in the configuration and on the command line."""
    check(request.config, fixers, LAYOUTS)
    for rule in (
        *request.select,
        *request.extend_select,
        *(name for name in request.ignore if ":" not in name),
    ):
        if rule not in fixers:
            raise FixerError(f"there is no rule {rule}", hint=did_you_mean(rule, fixers))


def folder_of(request: Request, live: Live | None = None) -> Folder:
    """What is named, else the one folder found; with a database there need be none."""
    if request.path:
        return project.read(Path(request.path))
    if live is not None and not project.folders(request.cwd):
        return Folder(request.out or NEW_FOLDER)
    return project.read(project.find_folder(request.cwd))


def _target(request: Request, folder: Folder) -> Folder:
    """Where new files go: the folder named, else the one that is read; ``migrations`` for a dump."""
    if request.out is not None:
        out = folder if Path(request.out) == Path(folder.path) else project.read_target(Path(request.out))
        _refuse_foreign(out)
        return out
    return project.read_target(Path(NEW_FOLDER)) if folder.is_file else folder


def _refuse_foreign(out: Folder) -> None:
    """Tools whose folders are only read would take a pair's both halves for migrations."""
    tool = next((kind for text in out.files.values() if (kind := sections.kind(text)) in _READ_ONLY), None)
    if tool is not None:
        raise FixerError(
            f"{out.path} is a {tool} folder, which fixer only reads: {tool} would take both halves of a pair for migrations",
            hint="Name another folder with --out, and copy the statements over by hand.",
        )


def _by_default(folder: Folder, out: Folder, live: Live | None) -> str:
    """The layout where no folder shows one: what the database says was run, else pairs."""
    if out.files or (folder.files and not folder.is_file):
        return ""
    tools = [applied.tool for applied in live.facts.applied if applied.tool in LAYOUTS] if live else []
    return tools[0] if tools else "golang-migrate"


def _read(
    request: Request,
    live: Live | None,
    sources: Sequence[MigrationSource],
    waiting: frozenset[str],
    new: Callable[[], Catalog],
    extents: bool,
) -> tuple[tuple[MigrationSource, ...], Replayed]:
    """The schema: what the migrations make, or the database with the migrations that it has not had yet; and those."""
    if live is None:
        return tuple(sources), replay(sources, waiting, request.progress, extents, new())
    on_top = tuple(source for source in sources if source.path in waiting)
    base = live.catalog.overlay() if on_top else live.catalog
    replayed = replay(on_top, waiting, request.progress, base=base)
    if not extents:
        return on_top, replayed
    files = replay(sources, extents=True)
    return on_top, replace(replayed, files=files.files, lines=files.lines, extents=files.extents)


def _pending(
    request: Request,
    live: Live | None,
    folder: Folder,
    reading: Layout,
    sources: Sequence[MigrationSource],
) -> frozenset[str]:
    """The files that have not been applied anywhere: from a version on, by the tool's own table, or by git."""
    if request.pending is not None:
        return request.pending & frozenset(source.path for source in sources)
    if request.pending_from is not None:
        return pending.from_version(request.pending_from, folder, sources)
    if live is not None:
        found = pending.not_applied(live.facts.applied, reading, folder, sources)
        return frozenset() if found is None else found
    return frozenset(source.path for source in sources) & pending.added_on_branch(request.cwd)


def _backs(reading: Layout, folder: Folder) -> Folder:
    """Where the ways back are."""
    path = reading.down_folder(folder.path)
    return folder if path == folder.path else project.read_target(Path(path))


def _ways_back(known: Backs, edits: Sequence[Edit]) -> WaysBack | None:
    """The ways back of the folder's migrations, with edits in their files; None where no folder was read."""
    if known.folder.is_file or not known.folder.files:
        return None
    return Missing(partial(_looked_up, known, edits))


def _looked_up(known: Backs, edits: Sequence[Edit]) -> Backs:
    """The same with the folder that the ways back are in, which is read now, and with the edits."""
    out = _backs(known.layout, known.folder) if known.out is known.folder else known.out
    return replace(known, out=out, run=with_edits(known.folder, edits) if edits else None)


def platform_of(folder: Folder, layout: Layout, live: Live | None = None) -> str:
    """Whose database the migrations are for."""
    served = live is not None and isinstance(live.catalog.relation("auth", "users"), External)
    return "supabase" if folder.is_supabase() or layout.name == "supabase" or served else "plain"


def _from_database(request: Request, live: Live | None) -> Known:
    """What the planner may know of the data."""
    if live is None:
        return Known(not_valid=request.not_valid)
    plain = request.concurrently == "auto"
    return Known(
        cache(live.broken_by), live.is_small if plain else Known().is_small, live.sizes(), request.not_valid
    )


def _concurrently(request: Request, layout: Layout) -> bool:
    if request.concurrently == "always" and layout.non_transactional == "none":
        raise FixerError(
            f"--concurrently always: {layout.name} runs every migration in a transaction, where PostgreSQL refuses "
            "CREATE INDEX CONCURRENTLY",
            hint="Leave it at auto: the concurrent form is written beside the migration, to be run first by hand.",
        )
    return request.concurrently != "never" and layout.non_transactional != "none"


def _filter(request: Request) -> Filter:
    baseline = read_baseline(request.config.baseline_path) if request.config.baseline_path else {}
    return Filter(
        select=frozenset(request.select),
        extend_select=frozenset(request.extend_select),
        ignore=dict(request.ignore),
        only=frozenset(request.only),
        baseline=baseline,
    )


def _rules(
    request: Request,
    fixers: Mapping[str, Fixer],
    platform: str,
    replayed: Replayed,
    live: Live | None,
    tried: Drafts | None,
    backs: WaysBack | None,
) -> Rules:
    config: Config = request.config
    documents = {path: _document(config.root / path, path) for path in config.documentation}
    statistics = Statistics(live.unused(), live.since(), live.is_small) if live else None
    options: dict[str, Options] = {
        rule: options_for(fixer, config, platform, documents, replayed.pending, statistics, tried, backs)
        for rule, fixer in fixers.items()
    }
    return Rules(fixers, options, frozenset((*request.select, *request.extend_select)))


def _document(path: Path, name: str) -> str:
    try:
        regular_file.check(path, name)
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise FixerError(
            f"{name}: {error.strerror}", hint="It is named in the configuration as documentation."
        ) from None


def _misspelt(config: Config, rules: Rules, resolver: Resolver) -> list[Diagnostic]:
    """Names in the configuration that the schema has not, at their places."""
    found = []
    for unknown in unknown_names(rules, resolver):
        hint = f"; did you mean {unknown.nearest}?" if unknown.nearest else ""
        message = (
            f"[rules.{unknown.rule}.{unknown.option}]: nothing in the schema is called {unknown.name}{hint}"
        )
        place = config.error(message, ("rules", unknown.rule, unknown.option, unknown.name)).location
        found.append(Diagnostic("warning", message, place))
    return found


def _unmatched(request: Request, plan: Plan) -> list[Diagnostic]:
    """Keys that were asked for and that no finding has."""
    fixes = [fix for migration in plan.answering for fix in migration.migration.fixes]
    keys = {finding.key for fix in fixes for finding in fix.findings}
    keys |= {finding.key for edit in plan.edits for finding in edit.findings}
    for answers in (plan.satisfied, plan.refusals, plan.ignored):
        keys |= {answer.finding.key for answer in answers}
    return [
        Diagnostic("warning", f"--only {key}: no finding has this key")
        for key in request.only
        if key not in keys
    ]


_BAD_INPUT = frozenset({"unreadable", "unresolved", "unsupported"})


def _refuse_what_was_asked(plan: Plan) -> None:
    """A file of SQL that does not fit the schema, or cannot be carried out, is bad input: nothing is planned around it."""
    for refusal in plan.refusals:
        finding, place = refusal.finding, refusal.location or refusal.finding.location
        if finding.source == ASKED and refusal.code in _BAD_INPUT and place is not None:
            lines = Lines(place.path, finding.suggestion or "")
            raise FixerError(refusal.reason, place, lines.line(lines.offset(place.line)), refusal.decide)


def _changes(plan: Plan) -> tuple[FileChange, ...]:
    listed = [change for migration in plan.migrations for change in migration.files]
    listed += [change for entry in plan.ways_back for change in entry.files if change.old is None]
    return (*listed, *plan.side_files, *plan.edited_files)
