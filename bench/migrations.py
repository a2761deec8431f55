"""A project's worth of migrations without ways back, and what it takes psql to apply them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from server import psql, running

from fixer.verify import binaries as programs

NUMBER = 300
# {n} is the migration's number, {t} that of a table that is there by then, {p} that of the migration after it
_KINDS = (
    """CREATE TABLE things_{n} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL,
    kind varchar(20) DEFAULT 'usual' CHECK (kind IN ('usual', 'rare')), at timestamptz NOT NULL DEFAULT now());
CREATE INDEX things_{n}_name ON things_{n} (lower(name));
COMMENT ON TABLE things_{n} IS 'what there is, number {n}';""",
    """ALTER TABLE things_{t} ADD COLUMN extra_{n} jsonb NOT NULL DEFAULT '{{}}', ADD COLUMN of_{n} bigint;
ALTER TABLE things_{t} ADD CONSTRAINT of_{n} FOREIGN KEY (of_{n}) REFERENCES things_{t} ON DELETE CASCADE;
CREATE INDEX things_of_{n} ON things_{t} (of_{n}) WHERE of_{n} IS NOT NULL;""",
    """CREATE FUNCTION touch_{n}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); RETURN NEW; END $$;
CREATE TRIGGER touch_{n} BEFORE UPDATE ON things_{t} FOR EACH ROW EXECUTE FUNCTION touch_{n}();""",
    """CREATE VIEW rare_{n} AS SELECT id, name FROM things_{t} WHERE kind = 'rare';
CREATE TYPE state_{n} AS ENUM ('open', 'done');
ALTER TABLE things_{t} ADD COLUMN state_{n} state_{n} NOT NULL DEFAULT 'open';""",
    """ALTER TABLE things_{t} ALTER COLUMN extra_{p} DROP NOT NULL, ALTER COLUMN kind SET DEFAULT 'rare';
ALTER TABLE things_{t} RENAME COLUMN at TO at_{n};
ALTER TABLE things_{t} RENAME COLUMN at_{n} TO at;
ALTER TABLE things_{t} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_{n} ON things_{t} USING (kind = 'usual');""",
)


def write(folder: Path) -> list[Path]:
    """The migrations as golang-migrate names them; gives their files in order."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = []
    for number in range(1, NUMBER + 1):
        kind = (number - 1) % len(_KINDS)
        text = _KINDS[kind].format(n=number, t=number - kind, p=number - kind + 1)
        files.append(folder / f"{number:06}_step.up.sql")
        files[-1].write_text(text + "\n")
    return files


@contextmanager
def applied(files: Sequence[Path]) -> Iterator[tuple[list[str], Callable[[], None]]]:
    """What runs the migrations, each in a transaction of its own as the tools do, on a server that is set up as PostgreSQL
    comes; and what makes its database anew before that.
    """
    binaries = next(
        (folder for folder in (*programs.local(), *programs.embedded()) if (folder / "psql").exists()), None
    )
    if binaries is None:
        raise SystemExit("there is no psql to measure beside")
    sent = [word for file in files for word in ("-c", "BEGIN", "-f", str(file), "-c", "COMMIT")]
    with running(binaries) as folder:
        anew = ("-c", f"DROP DATABASE IF EXISTS {_DATABASE}", "-c", f"CREATE DATABASE {_DATABASE}")

        def prepare() -> None:
            subprocess.run([*psql(binaries, folder), *anew], check=True, stderr=subprocess.DEVNULL)

        yield [*psql(binaries, folder, _DATABASE), *sent], prepare


_DATABASE = "migrated"
