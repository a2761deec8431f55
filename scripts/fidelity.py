"""``make fidelity DIR=path``: whether the catalog that is read without a server is the one that PostgreSQL makes.

The files run on PostgreSQL; they are replayed, the catalog is printed as DDL and run on an empty database; then the two
databases are compared object by object. What PostgreSQL refuses is left out on both sides, and listed. Exit code 1 on
a difference that replay had not announced, 2 where nothing can be compared; the last line is the ratio.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from fidelity_compare import Comparison, compare, contents
from fidelity_databases import Original, Refused, Server, run_files, run_printed, server

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object
from fixer.ddl.base import DdlError, NotMadeError
from fixer.ddl.difference import CannotRestoreError, difference
from fixer.ddl.routines.function import unchecked
from fixer.ddl.texts.depends import dependents
from fixer.layouts import detect
from fixer.layouts.base import MigrationSource
from fixer.layouts.sections import up
from fixer.model import FixerError, ObjectRef
from fixer.project import find_folder, read, read_target
from fixer.replay import Replayed, replay, start
from fixer.verify.moments import moment

_SUPABASE = re.compile(r"\b(auth\s*\.\s*(users|uid|role|jwt|email)|storage\s*\.\s*(objects|buckets))\b", re.I)
_OWN_AUTH = re.compile(r"\bCREATE\s+SCHEMA\s+(IF\s+NOT\s+EXISTS\s+)?\"?(auth|storage)\b", re.I)
_DOWN = re.compile(r"[._-](down|rollback|undo)\.sql$")
_NUMBER = re.compile(r"^\d+")


@dataclass(frozen=True)
class Report:
    """What came of one folder or file."""

    original: Original
    replayed: Replayed
    printed: list[Refused]
    comparison: Comparison

    @property
    def faithful(self) -> bool:
        """Whether nothing is wrong that had not been announced."""
        return not self.comparison.silent

    def lines(self) -> Iterable[str]:
        """Everything there is to say; the ratio comes last."""
        yield from _section(
            "refused by PostgreSQL, left out", (f"{r.place}: {r.message}" for r in self.original.refused)
        )
        warnings = [d for d in self.replayed.diagnostics if d.level == "warning"]
        yield from _section(
            "announced by replay as not modelled", (f"{d.location}: {d.message}" for d in warnings)
        )
        yield from _section(
            "printed statements that PostgreSQL refuses",
            (f"{r.place[:160]}: {r.message}" for r in self.printed),
        )
        for title, listed in (
            ("not modelled", self.comparison.announced),
            ("DIFFERENT", self.comparison.silent),
        ):
            yield from _section(title, (f"{d.what} {d.name}: {d.detail}" for d in listed))
        count, silent, known = (
            self.comparison.count,
            len(self.comparison.silent),
            len(self.comparison.announced),
        )
        yield f"{count} objects: {count - silent - known} equal, {known} not modelled and announced, {silent} different"
        compared = count - known
        ratio = 1 - silent / compared if compared else float(count > 0)
        yield f"fidelity {compared - silent}/{compared} = {_percent(ratio)}"


def _percent(ratio: float) -> str:
    """Never 100 where something is missing."""
    return f"{int(ratio * 10000) / 100:.2f} %"


def _section(title: str, items: Iterable[str]) -> Iterable[str]:
    listed = list(items)
    if listed:
        yield f"{title} ({len(listed)}):"
        yield from (f"  {item}" for item in listed)


def sources(path: Path) -> tuple[tuple[MigrationSource, ...], bool, bool]:
    """The files in order, whether each runs in a transaction, and whether it is a Supabase project. Raises FixerError."""
    if path.is_dir() and not any(path.glob("*.sql")):
        path = find_folder(path)
    folder = read(path)
    layout = detect(folder)
    if layout.name != "plain" or folder.is_file:
        return layout.sources(folder), layout.name != "plain", layout.name == "supabase"
    names = [name for name in read_target(path).names() if not _DOWN.search(name)]
    if all(_NUMBER.match(name) for name in names):
        names.sort(key=lambda name: (int(_NUMBER.match(name)[0]), name))  # type: ignore[index]
    found = (
        MigrationSource(name, name, folder.at(name), up(folder.files[name], folder.at(name)))
        for name in names
    )
    return tuple(found), False, False


def judge(where: Server, path: Path) -> Report:
    """Runs, replays, prints, runs and compares. Raises FixerError where the files cannot be read."""
    files, wrapped, project = sources(path)
    text = "\n".join(source.text for source in files)
    supabase = project or (_SUPABASE.search(text) is not None and _OWN_AUTH.search(text) is None)
    with where.databases(supabase) as (first, second):
        with where.connect(first) as connection:
            since, major = moment(connection), connection.info.server_version // 10000
            original = run_files(connection, files, wrapped)
        platform = "supabase" if supabase else "plain"
        replayed = replay(original.sources, base=start(platform, major))
        with where.connect(second) as connection:
            for stand_in in original.stand_ins:
                connection.execute(stand_in.encode())
            baseline = contents(connection, since)
        with where.connect(second) as connection:
            refused = run_printed(connection, _printed(replayed, start(platform, major)))
        with where.connect(first) as one, where.connect(second) as two:
            one_has, other_has = contents(one, since), contents(two, since)
            comparison = compare(
                one_has, other_has, baseline, replayed, [(r.place, r.message) for r in refused]
            )
    return Report(original, replayed, refused, comparison)


def _printed(replayed: Replayed, new: Catalog) -> list[str]:
    """What leads from a new database to the schema, as far as it is known which tables that has, without what does not
    fit: as a difference that replay had announced or not, it is found then.
    """
    goal = replayed.catalog.overlay()
    for item in list(goal.objects(Object)):
        table = getattr(item, "table", None)
        own = isinstance(table, ObjectRef) and goal.get(ObjectRef("schema", "", table.schema)) is not None
        if own and goal.get(table) is None:
            goal.remove(item.ref)
    while True:  # every round leaves out one object at least: what is wrong about the others is worth knowing
        try:
            return unchecked(s.sql for s in difference(new, goal, concurrently=False))
        except (CannotRestoreError, DdlError) as error:
            wrong = [item for ref in _at_fault(error) if (item := goal.get(ref)) is not None]
            if not wrong:
                raise FixerError(f"the replayed catalog cannot be printed: {error}") from None
            for item in [near for one in wrong for near in (*dependents(goal, one.ref), one)]:
                goal.remove(item.ref)


def _at_fault(error: Exception) -> list[ObjectRef]:
    if isinstance(error, CannotRestoreError):
        return error.left
    return [error.ref] if isinstance(error, NotMadeError) else []


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description="Compares what fixer reads in SQL files with what PostgreSQL makes of them."
    )
    parser.add_argument("path", type=Path, help="a folder of SQL files in order, or one file")
    parser.add_argument("--server", help="URL of a server to make scratch databases on")
    parser.add_argument("--server-version", type=int, help="major version, of those at hand")
    options = parser.parse_args()
    try:
        with server(options.server, options.server_version) as where:
            report = judge(where, options.path)
    except (FixerError, psycopg.Error) as error:
        print(error)
        print("fidelity 0/0 = 0.00 %")
        return 2
    for line in report.lines():
        print(line)
    if not report.comparison.count:
        return 2
    return 0 if report.faithful else 1


if __name__ == "__main__":
    sys.exit(main())
