"""``make downs DIR=path``: whether the way back of each migration in a folder restores the schema that was there before it.

`fixer down` writes the ways back into a copy of the folder that has none. The migrations run on PostgreSQL, with a look at
the schema before each (pg_dump and introspection); then the ways back run from the last to the first as their tool sends
them, with the same look after each. Hand-written ones are judged in the same way, each on a copy of the database.
What PostgreSQL refuses of the migrations is left out, and listed. Exit code 1 where one of fixer's ways back does not
restore and had not said so, 2 where nothing can be tried; the last line is the ratio.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
from downs_folder import Migration, Project, project
from fidelity_databases import Refused, Server, run_files, server
from postgres import at_hand
from psycopg.conninfo import make_conninfo

from fixer.model import FixerError
from fixer.values import replace
from fixer.verify.looks import Looks
from fixer.verify.moments import moment
from fixer.verify.script import Script, Way
from fixer.verify.send import Sender, SqlError
from fixer.verify.snapshot import Difference, Snapshot, compare, take

_UNSURE = re.compile(
    r"stays as it is|not undone|means the moment|only come back NOT NULL|fails while a row holds|cannot be undone"
    r"|leave out what is said of it here"
)
"""Sentences of a way back that announce that the schema may not be restored, or that rows may stop it."""


@dataclass(frozen=True)
class Failed:
    """That a way back stopped: PostgreSQL's message, with the place."""

    message: str
    sqlstate: str = ""

    @property
    def by_rows(self) -> bool:
        """Whether rows stood in its way: class 22 data exception, 23 integrity constraint violation (documentation,
        appendix A)."""
        return self.sqlstate[:2] in ("22", "23")


@dataclass(frozen=True)
class Verdict:
    """What came of one way back. ``said`` are its sentences on what is lost."""

    name: str
    difference: Difference | None
    failure: Failed | None = None
    said: tuple[str, ...] = ()

    @property
    def restored(self) -> bool:
        """Whether the schema is as it was before the migration."""
        return self.difference is not None and self.difference.same

    @property
    def announced(self) -> bool:
        """Whether it had said that this may happen: rows may stop it, nothing else may."""
        if self.failure is not None and not self.failure.by_rows:
            return False
        return any(_UNSURE.search(sentence) for sentence in self.said)

    def lines(self) -> Iterator[str]:
        """For a person: what is not as it was."""
        yield f"  {self.name}"
        if self.failure:
            yield f"      {self.failure.message}"
        if self.difference is not None:
            yield from (f"      {line}" for line in (*self.difference.objects, *self.difference.dump))
        yield from (f"      said: {sentence}" for sentence in self.said)


@dataclass
class Report:
    """All verdicts: fixer's, and those of the ways back that people wrote."""

    refused: list[Refused] = field(default_factory=list)
    ours: list[Verdict] = field(default_factory=list)
    theirs: list[Verdict] = field(default_factory=list)

    @property
    def wrong(self) -> list[Verdict]:
        """Those of fixer's that do not restore, and had not said so."""
        return [one for one in self.ours if not one.restored and not one.announced]

    def lines(self) -> Iterator[str]:
        """For a person."""
        yield from _section(
            "refused by PostgreSQL, left out", [[f"  {r.place}: {r.message}"] for r in self.refused]
        )
        moved = [one.name for one in self.ours if one.difference is not None and one.difference.moved]
        yield from _section("restored but for the order of columns", [[f"  {name}"] for name in moved])
        listed = [one for one in self.theirs if not one.restored]
        yield from _section("hand-written, and does not restore", [list(one.lines()) for one in listed])
        said = [one for one in self.ours if not one.restored and one.announced]
        yield from _section("does not restore, and says so", [list(one.lines()) for one in said])
        yield from _section("DOES NOT RESTORE", [list(one.lines()) for one in self.wrong])
        if self.theirs:
            yield f"hand-written: {sum(one.restored for one in self.theirs)} of {len(self.theirs)} restore"
        restored, whole = sum(one.restored for one in self.ours), len(self.ours)
        yield f"{len(said)} do not and say so, {len(self.wrong)} do not"
        yield f"downs {restored}/{whole} = {int(restored / whole * 10000) / 100:.2f} %"


def _section(title: str, items: Sequence[Sequence[str]]) -> Iterator[str]:
    if items:
        yield f"{title} ({len(items)}):"
        for item in items:
            yield from item


@dataclass(frozen=True)
class Trial:
    """A server, and the migrations as they run there."""

    where: Server
    pg_dump: Path
    since: datetime
    """When it began, as the server writes it: what was read from 'now' is another moment in every database."""

    def conninfo(self, database: str) -> str:
        """How to reach a database."""
        return make_conninfo(self.where.url, dbname=database)

    def look(self, database: str) -> Snapshot:
        """The schema now, without the roles that all databases here share, and the settings that a copy of one does not have."""
        with self.where.connect(database) as connection:
            looks = Looks(self.since)
            found = take(connection, self.conninfo(database), self.pg_dump, with_dump=True, looks=looks)
            return replace(found, beside=frozenset())

    def run(self, database: str, script: Script) -> Failed | None:
        """Runs a way back as its tool does; what came of it where it fails."""
        try:
            with self.where.connect(database) as connection:
                Sender(connection).send(script)
        except SqlError as error:
            return Failed(f"{error.failure.location}: {error.failure.message}", error.failure.sqlstate)
        except FixerError as error:  # a way back that was never run: it does not parse
            return Failed(f"{error.location}: {error.message}")
        return None

    @contextmanager
    def copy(self, database: str) -> Iterator[str]:
        """A copy of a database that nobody is connected to."""
        name = f"fixer_{uuid.uuid4().hex[:12]}"
        with self.where.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {database}".encode())
            try:
                yield name
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def tried(
        self, database: str, name: str, script: Script, before: Snapshot, said: tuple[str, ...] = ()
    ) -> Verdict:
        """Runs a way back, and looks whether the schema is as it was before the migration."""
        failure = self.run(database, script)
        seen = None if failure else compare(before, self.look(database))
        return Verdict(name, seen, failure, said)


def judge(trial: Trial, whole: Project) -> Report:
    """Runs everything forth and back. Raises FixerError where fixer writes no ways back."""
    report = Report()
    with trial.where.databases(whole.supabase, 1) as (database,):
        looks, kept = forth(trial, database, whole.migrations, report.refused)
        backs = ways_back(whole, kept, trial.where.url)
        for number in reversed(range(len(kept))):
            migration, before = kept[number], looks[number]
            if migration.down is not None:
                with trial.copy(database) as other:
                    report.theirs.append(trial.tried(other, migration.name, migration.down, before))
            back = backs[number]
            verdict = trial.tried(database, migration.name, back.script, before, back.lost)
            report.ours.append(verdict)
            if not verdict.restored and number:
                anew(trial, database, kept[:number], whole.supabase)
    return report


def forth(
    trial: Trial, database: str, found: Sequence[Migration], refused: list[Refused]
) -> tuple[list[Snapshot], list[Migration]]:
    """Runs the migrations; gives the schema before each, and them without what PostgreSQL refuses."""
    looks, kept = [], []
    for migration in found:
        looks.append(trial.look(database))
        with trial.where.connect(database) as connection:
            done = run_files(connection, [migration.source], migration.wrapped)
        refused += done.refused
        kept.append(migration.keeping(done.sources[0].text))
    return looks, kept


def anew(trial: Trial, database: str, ran: Sequence[Migration], supabase: bool) -> None:
    """The database as these migrations make it."""
    with trial.where.databases(supabase, 1) as (fresh,):
        with trial.where.connect(fresh) as connection:
            for migration in ran:
                run_files(connection, [migration.source], migration.wrapped)
        with trial.where.connect("postgres") as connection:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())
            connection.execute(f"CREATE DATABASE {database} TEMPLATE {fresh}".encode())


@dataclass(frozen=True)
class Back:
    """A way back of fixer's, and its sentences on what is lost."""

    script: Script
    lost: tuple[str, ...]


def ways_back(whole: Project, found: list[Migration], server: str) -> list[Back]:
    """What ``fixer down`` writes into a folder without ways back, in the order of the migrations."""
    with tempfile.TemporaryDirectory() as folder:
        place = whole.write(Path(folder), found)
        options = ["--output-format", "json", "--server", server]
        options += ["--layout", whole.layout.name] if whole.chosen else []
        done = subprocess.run(  # noqa: S603  programs that were found, no shell
            [sys.executable, "-m", "fixer", "down", str(place), *options],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
        )
        if done.returncode:
            raise FixerError(f"fixer down: {done.stderr.strip()}")
        listed = json.loads(done.stdout)["downs"]
        written = project(place, whole.layout.name if whole.chosen else None).migrations
    backs = []
    for migration, back in zip(written, listed, strict=True):
        script = migration.down or Script(back["path"], "", Way.EACH)
        backs.append(Back(script, tuple(back["lost"])))
    return backs


def programs_of(major: int) -> Path:
    """The programs of a server's version, else the newest at hand: pg_dump does not read a server that is newer."""
    found = at_hand()
    return found.get(major) or found[max(found)]


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description="Tries fixer's ways back of a folder of migrations on PostgreSQL."
    )
    parser.add_argument("path", type=Path, help="a folder of migrations")
    parser.add_argument("--server", help="URL of a server to make scratch databases on")
    parser.add_argument("--server-version", type=int, help="major version, of those at hand")
    parser.add_argument("--layout", help="the migration tool (as detected)")
    options = parser.parse_args()
    try:
        whole = project(options.path, options.layout)
        with server(options.server, options.server_version) as where:
            with where.connect("postgres") as connection:
                since, major = moment(connection), connection.info.server_version // 10000
            report = judge(Trial(where, programs_of(major) / "pg_dump", since), whole)
    except (FixerError, psycopg.Error) as error:
        print(error)
        print("downs 0/0 = 0.00 %")
        return 2
    for line in report.lines():
        print(line)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
