"""squawk has nothing to say about the generated up migrations but what cannot be avoided."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from e2e.tools import EVERYTHING, MIGRATIONS, NOW, copied, fixer, sources, write

SQUAWK = Path(sys.executable).with_name("squawk")
GOLDEN = sorted(path.parent for path in (Path(__file__).parents[1] / "golden").glob("*/*/fixer.toml"))
FIRST = {path.parent: path for path in reversed(GOLDEN)}.values()
OF_EACH_RULE = [path if path in FIRST else pytest.param(path, marks=pytest.mark.slow) for path in GOLDEN]
LAYOUTS = ("supabase", "drizzle", "dbmate", "golang-migrate")
WRAPS = frozenset({"supabase", "drizzle", "dbmate"})

# Rule -> the statements that it may be said of, and why it cannot be helped.
EXCEPTIONS = {
    "require-lock-timeout": (
        r"(CREATE (UNIQUE )?|DROP |RE)INDEX (INDEX )?CONCURRENTLY|DETACH PARTITION \S+ CONCURRENTLY",
        "a concurrent build stands alone in its file, and giving up on a lock leaves an invalid index",
    ),
    "require-statement-timeout": (
        r"(CREATE (UNIQUE )?|DROP |RE)INDEX (INDEX )?CONCURRENTLY|DETACH PARTITION \S+ CONCURRENTLY",
        "a concurrent build stands alone in its file, and takes as long as it takes",
    ),
    "adding-not-nullable-field": (
        r"ALTER COLUMN \S+ SET NOT NULL",
        "a CHECK that was validated in the file before spares the scan, and squawk sees one file",
    ),
    "ban-drop-constraint": (
        r"DROP CONSTRAINT \S+_is_set|DROP CONSTRAINT p1_at_check",
        "the CHECK that NOT NULL replaces, and the one that DETACH CONCURRENTLY leaves behind",
    ),
    "prefer-robust-stmts": (
        r"DETACH PARTITION \S+ CONCURRENTLY",
        "PostgreSQL refuses it in a transaction",
    ),
    "require-concurrent-index-creation": (
        r"CREATE (UNIQUE )?INDEX (IF NOT EXISTS )?\S+ ON ONLY ",
        "the index of a partitioned parent is an empty shell, and PostgreSQL refuses CONCURRENTLY there",
    ),
}
# The same, in Drizzle's files only.
DRIZZLE = {
    "require-concurrent-index-creation": (
        r"CREATE (UNIQUE )?INDEX (IF NOT EXISTS )?\S+ ON ",
        "Drizzle has one transaction for all files; the concurrent form is in the .online.sql file",
    ),
    "require-concurrent-index-deletion": (
        r"DROP INDEX (IF EXISTS )?\S+;",
        "Drizzle has one transaction for all files",
    ),
}
# The same, where the configuration says concurrently = "never".
NEVER = {
    "require-concurrent-index-creation": (
        r"CREATE (UNIQUE )?INDEX (IF NOT EXISTS )?\S+ ON ",
        "it was asked for",
    ),
}
# The same, where the SQL that was asked for says so itself.
ASKED = {
    rule: (pattern, "it was asked for")
    for rule, pattern in {
        "renaming-column": r"RENAME COLUMN",
        "renaming-table": r"RENAME TO",
        "ban-drop-view": r"DROP VIEW",
        "ban-drop-not-null": r"DROP NOT NULL",
        "changing-column-type": r"ALTER COLUMN \S+ TYPE",
    }.items()
}


_REVIEWED = "a review asked for it"
_PURPOSE = "it is what the rule is there for"
_REMADE = "what hangs on a column is dropped and made again in the transaction that changes its type"
_TYPES = {
    "changing-column-type": (r"ALTER COLUMN .* TYPE ", _PURPOSE),
    "ban-drop-default": (r"ALTER COLUMN (\S+) DROP DEFAULT, ALTER COLUMN \1 TYPE ", _REMADE),
    "ban-drop-constraint": (r"DROP CONSTRAINT \S+_check", _REMADE),
    "ban-drop-view": (r"DROP VIEW", _REMADE),
    "ban-drop-function": (r"DROP FUNCTION", _REMADE),
    "require-concurrent-index-deletion": (r"DROP INDEX", _REMADE),
    "require-concurrent-index-creation": (r"CREATE INDEX", _REMADE),
}
OF_RULES = {
    **dict.fromkeys(
        (
            *(
                "char-column",
                "varchar-column",
                "integer-column",
                "foreign-key-type",
                "json-column",
                "money-column",
            ),
            *("reg-type-column", "timestamp-precision", "timestamp-without-time-zone", "timetz-column"),
        ),
        _TYPES,
    ),
    "enum-type": {**_TYPES, "ban-drop-type": (r"DROP TYPE", _PURPOSE)},
    "duplicate-index": {
        "require-concurrent-index-deletion": (
            r"DROP INDEX public.events_kind_again;",
            "PostgreSQL refuses CONCURRENTLY for the index of a partitioned table",
        )
    },
    "extension-in-public": {**_TYPES, "ban-set-schema": (r"ALTER EXTENSION \S+ SET SCHEMA", _PURPOSE)},
    "outdated-extension": {"ban-alter-extension": (r"ALTER EXTENSION \S+ UPDATE", _PURPOSE)},
    "foreign-key-action": {
        "ban-drop-constraint": (r"DROP CONSTRAINT", "the key that another one replaces"),
        "renaming-object": (r"RENAME CONSTRAINT", "the new key takes the name of the old one"),
        **dict.fromkeys(
            ("constraint-missing-not-valid", "adding-foreign-key-constraint"),
            (r"public.logs ADD CONSTRAINT", "PostgreSQL refuses NOT VALID on a partitioned table until 18"),
        ),
    },
    "foreign-key-to-auth-unique": {
        "ban-drop-constraint": (r"DROP CONSTRAINT", "the key that another one replaces")
    },
    "identity-by-default": {"ban-alter-identity": (r"SET GENERATED ALWAYS", _PURPOSE)},
    "missing-not-null": {
        "adding-not-nullable-field": (
            r'ALTER COLUMN "tenant id" SET NOT NULL',
            "a CHECK was validated before",
        ),
        "ban-drop-constraint": (
            r'DROP CONSTRAINT "notes_tenant id_is_set"',
            "the CHECK that NOT NULL replaces",
        ),
    },
    "missing-primary-key": {
        "adding-serial-primary-key-field": (r"PRIMARY KEY", _PURPOSE),
        "constraint-missing-not-valid": (
            r"public.events ADD CONSTRAINT",
            "PostgreSQL refuses USING INDEX on a partitioned table",
        ),
        "adding-field-with-default": (r"ADD COLUMN id bigint GENERATED", "a table without any key"),
    },
    "serial-column": {
        "ban-drop-default": (r"DROP DEFAULT", _PURPOSE),
        "ban-alter-identity": (r"ADD GENERATED BY DEFAULT AS IDENTITY", _PURPOSE),
        "renaming-object": (
            r"ALTER SEQUENCE .* RENAME TO .*_serial",
            "the identity's sequence takes the name of the old one",
        ),
        "ban-drop-sequence": (r"DROP SEQUENCE .*_serial", "the sequence that the identity's replaces"),
    },
    "hand-assigned-key": {"ban-alter-identity": (r"ADD GENERATED BY DEFAULT AS IDENTITY", _REVIEWED)},
    "reference-table": {"ban-drop-constraint": (r"DROP CONSTRAINT \S+_check", _REVIEWED)},
    "redundant-column": {
        "ban-drop-column": (r"DROP COLUMN", _REVIEWED),
        "renaming-column": (r"RENAME COLUMN", _REVIEWED),
    },
    "timestamp-names": {"renaming-column": (r"RENAME COLUMN", _REVIEWED)},
    "value-rename": {"renaming-object": (r"RENAME VALUE", _REVIEWED)},
}
"""By the rule of a golden folder: what cannot be helped there."""


def complaints(path: Path, text: str, wrapped: bool) -> list[tuple[str, str]]:
    """What squawk says of an up migration: rules, and the statements that they are about."""
    half = path.with_name(f"{path.name}.up-half.sql")
    half.write_text(text)
    flags = ["--assume-in-transaction"] if wrapped else []
    done = subprocess.run(
        [SQUAWK, "--reporter", "json", "--pg-version", "15", *flags, half],
        capture_output=True,
        text=True,
        check=False,
    )
    half.unlink()
    assert done.returncode in (0, 1), done.stderr
    said = json.loads(done.stdout)
    return [(item["rule_name"], _statement(text, item["line"], item["line_end"])) for item in said]


def _statement(text: str, first: int, last: int) -> str:
    return " ".join("\n".join(text.split("\n")[first : last + 1]).split())


def unexcused(
    folder: Path, before: set[str], *tables: dict[str, tuple[str, str]]
) -> list[tuple[str, str, str]]:
    """What squawk says of the migrations that are not in ``before``, exceptions aside."""
    layout, found = sources(folder)
    tables = (EXCEPTIONS, *tables, *([DRIZZLE] if layout == "drizzle" else []))
    said = []
    for source in found:
        if source.path in before:
            continue
        wrapped = layout in WRAPS and "CONCURRENTLY" not in source.text
        for rule, statement in complaints(Path(source.path), source.text, wrapped):
            if not any(rule in table and re.search(table[rule][0], statement) for table in tables):
                said.append((Path(source.path).name, rule, statement))
    return said


def _migrations(project: Path) -> str:
    names = ("migrations", "supabase/migrations", "drizzle", "db/migrations")
    return next(name for name in names if (project / name).is_dir())


@pytest.mark.parametrize("name", MIGRATIONS)
@pytest.mark.parametrize("flags", [(), ("--concurrently", "never")], ids=["auto", "never"])
def test_squawk_has_nothing_to_say_of_an_example_s_migrations(name, flags, tmp_path):
    project, out = copied(name, tmp_path)
    before = {source.path for source in sources(project / out)[1]}

    done = fixer(project, "apply", "--out", out, "--unsafe", "--now", NOW, *flags)

    assert done.returncode == 0, done.stderr
    assert {source.path for source in sources(project / out)[1]} > before
    assert unexcused(project / out, before, *([NEVER] if flags else [])) == []


@pytest.mark.parametrize("golden", OF_EACH_RULE, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_squawk_has_nothing_to_say_of_a_golden_folder(golden, tmp_path):
    shutil.copytree(golden, tmp_path / "project", ignore=shutil.ignore_patterns("wanted"))
    project = tmp_path / "project"
    out = project / _migrations(project)
    before = {source.path for source in sources(out)[1]}
    if (golden / "wanted").is_dir():
        shutil.copytree(golden / "wanted", project, dirs_exist_ok=True)

    never = 'concurrently = "never"' in (golden / "fixer.toml").read_text()
    asked = [ASKED] if golden.parent.name == "suggested-sql" else [OF_RULES.get(golden.parent.name, {})]
    assert unexcused(out, before, *asked, *([NEVER] if never else [])) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_squawk_has_nothing_to_say_in_any_layout(layout, tmp_path):
    """One schema with work for every family of fixers, partitions among it."""
    out = "supabase/migrations" if layout == "supabase" else "migrations"
    write(tmp_path, EVERYTHING)

    done = fixer(tmp_path, "apply", "dump.sql", "--out", out, "--layout", layout, "--unsafe", "--now", NOW)

    assert done.returncode == 0, done.stderr
    assert sources(tmp_path / out)[0] == layout
    assert unexcused(tmp_path / out, set()) == []


def test_squawk_is_really_asked(tmp_path):
    said = complaints(
        tmp_path / "a.sql", "SELECT 1;\nALTER TABLE a ENABLE ROW LEVEL SECURITY;\n", wrapped=False
    )

    assert {rule for rule, statement in said if statement == "ALTER TABLE a ENABLE ROW LEVEL SECURITY;"} >= {
        "require-lock-timeout",
        "require-statement-timeout",
    }


def test_squawk_is_content_with_a_pending_file_once_it_is_mended(tmp_path):
    """All that it says of the pending files is answered, and said no more of them nor of what was moved out of them."""
    golden = Path(__file__).parents[1] / "golden/written-type/with_all_others"
    project = tmp_path / "project"
    shutil.copytree(golden, project, ignore=shutil.ignore_patterns("wanted", "answers.txt"))
    before = {
        (rule, source.path)
        for source in sources(project / "migrations")[1]
        for rule, _statement in complaints(Path(source.path), source.text, wrapped=False)
        if source.version != "000001"
    }

    done = fixer(
        project,
        *("apply", "--run", "squawk", "--out", "migrations", "--now", NOW),
        environment={"PATH": f"{SQUAWK.parent}:/usr/bin:/bin"},
    )

    assert done.returncode == 0, done.stderr
    assert len({rule for rule, _path in before}) >= 14
    shipped = {source.path for source in sources(project / "migrations")[1] if source.version == "000001"}
    assert unexcused(project / "migrations", shipped) == []
