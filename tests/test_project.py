"""The folder is found, and its files are read to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixer import project
from fixer.model import FixerError


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def make(*paths: str, text: str = "SELECT 1;\n") -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)


@pytest.mark.parametrize(
    ("wanted", "paths"),
    [
        ("db/migrations", ["db/migrations/000001_a.up.sql", "db/migrations/000001_a.down.sql"]),
        ("drizzle", ["drizzle/meta/_journal.json", "drizzle/custom.sql"]),
        (
            "supabase/migrations",
            [
                "supabase/migrations/20250101000000_a.sql",
                "supabase/rollbacks/20250101000000_a.sql",
                "seed.sql",
            ],
        ),
        ("m", ["m/1_a.sql", "m/old/2_b.sql"]),
        (
            "m",
            ["m/1_a.sql", "node_modules/x/1_a.sql", ".venv/x/1_a.sql", "venv/x/1_a.sql", ".hidden/1_a.sql"],
        ),
        ("m", ["m/1_a.sql", "queries/by_2_keys.sql", "docs/1_intro.md"]),
    ],
)
def test_the_one_migrations_folder_is_found(wanted: str, paths: list[str]) -> None:
    make(*paths)

    assert project.find_folder(Path()).as_posix() == wanted


def test_the_working_directory_may_be_the_folder() -> None:
    make("1_a.sql")

    folder = project.read(project.find_folder(Path()))
    assert folder.path == "."
    assert folder.at("1_a.sql") == "1_a.sql"


def test_several_folders_are_listed() -> None:
    make("a/1_a.sql", "b/c/1_a.sql")

    with pytest.raises(FixerError, match="there are 2 migrations folders; name one of them:\n  a\n  b/c"):
        project.find_folder(Path())


def test_of_many_folders_some_are_named() -> None:
    make(*(f"m{number:02}/1_a.sql" for number in range(30)))

    with pytest.raises(FixerError, match="there are 30 migrations folders") as raised:
        project.find_folder(Path())

    assert str(raised.value).endswith("m19\n  and 10 more")


def test_no_folder_says_what_was_looked_for() -> None:
    make("queries/all.sql")

    with pytest.raises(FixerError, match=r"no migrations folder below (.|\n)*000001_name.up.sql"):
        project.find_folder(Path())


def test_text_is_read_to_the_byte() -> None:
    """Positions are those of the file: CRLF stays, and a byte order mark is a character."""
    make("m/1_a.sql", "m/deep/2_b.sql", "m/meta/_journal.json", "m/meta/0000_snapshot.json", "m/readme.md")
    raw = "\ufeffSELECT 'größe';\r\n\f\u2028".encode()
    Path("m/1_a.sql").write_bytes(raw)

    folder = project.read(Path("m"))

    assert sorted(folder.files) == ["1_a.sql", "deep/2_b.sql", "meta/_journal.json"]
    assert folder.files["1_a.sql"].encode() == raw


@pytest.mark.parametrize("given", ["m", "m/", "./m", "x/../m"])
def test_paths_are_those_from_the_working_directory(root: Path, given: str) -> None:
    make("m/1_a.sql", "x/other")

    assert project.read(Path(given)).path == "m"
    assert project.read(root / given).path == "m"
    assert project.read(Path(given)).at("1_a.sql") == "m/1_a.sql"


def test_a_folder_elsewhere_keeps_its_path(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("m/1_a.sql", "x/other")
    monkeypatch.chdir(root / "x")

    assert project.read(Path("../m")).at("1_a.sql") == "../m/1_a.sql"
    assert project.read(root / "m").path == (root / "m").as_posix()


def test_one_file_is_a_dump() -> None:
    make("db/schema.sql")

    folder = project.read(Path("db/schema.sql"))

    assert folder.is_file
    assert folder.files == {"schema.sql": "SELECT 1;\n"}
    assert folder.at("schema.sql") == "db/schema.sql"


def test_tell_tale_files_are_seen_up_to_the_repository(root: Path) -> None:
    make("app/supabase/migrations/1_a.sql", "app/supabase/config.toml", "drizzle.config.ts")
    make("inner/.git/config", "inner/m/1_a.sql")

    assert project.read(Path("app/supabase/migrations")).marks == {
        "supabase/migrations",
        "supabase/config.toml",
        "drizzle.config.ts",
    }
    assert project.read(Path("inner/m")).marks == frozenset()


@pytest.mark.parametrize(
    ("said", "major"),
    [
        ("[db]\nmajor_version = 17", 17),
        ("[db]\nport = 1", None),
        ("[db]\nmajor_version = '17'", None),
        ("[db]\nmajor_version = true", None),
        ("[db]\nmajor_version = 9", None),
        ("db = 15", None),
        ("[db", None),
        ("\xff", None),
    ],
)
def test_the_version_that_a_supabase_project_says_is_read_and_never_in_the_way(
    said: str, major: int | None
) -> None:
    make("app/supabase/migrations/20250101000000_a.sql", "app/dump.sql", "other/m/1_a.sql")
    Path("app/supabase/config.toml").write_text(said, encoding="latin-1")

    assert project.read(Path("app/supabase/migrations")).major == major
    assert project.read(Path("app/dump.sql")).major == major
    assert project.read(Path("other/m")).major is None


HEADER = "--\n-- PostgreSQL database dump\n--\n\n\\restrict x\n\n-- Dumped from database version {}\n-- Dumped by pg_dump version 18.4\n"


@pytest.mark.parametrize(("version", "major"), [("15.18 (Debian 15.18-1)", 15), ("18beta1", 18), ("9.6.24", None), ("", None)])  # fmt: skip
def test_a_dump_says_which_version_it_is_of(version: str, major: int | None) -> None:
    Path("dump.sql").write_text(f"{HEADER.format(version)}\nCREATE TABLE t (a int);")

    assert project.read(Path("dump.sql")).major == major


def test_a_migration_does_not_say_which_version_the_others_are_for() -> None:
    make("m/1_a.sql")
    Path("m/1_a.sql").write_text(HEADER.format("14.1"))

    assert project.read(Path("m")).major is None


def test_a_dump_that_is_no_text_says_how_it_becomes_one() -> None:
    Path("schema.dump").write_bytes(b"PGDMP\x01\x0e\x00\x85")

    with pytest.raises(FixerError, match=r"^schema\.dump is a dump in a format of pg_dump's own") as raised:
        project.read(Path("schema.dump"))

    assert "pg_restore -s" in raised.value.hint


@pytest.mark.parametrize(
    ("raw", "place", "message"),
    [
        (b"SELECT 1;\nSELECT 'gr\xf6\xdfe';\n", "m/1_a.sql:2:11", "not UTF-8: byte 0xf6 at offset 20"),
        ("größe ".encode() + b"\xff\n", "m/1_a.sql:1:7", "byte 0xff at offset 8"),
        ("SELECT 1;".encode("utf-16"), "m/1_a.sql:1:1", "byte 0xff at offset 0"),
        (b"x\ncut \xc3", "m/1_a.sql:2:5", "byte 0xc3 at offset 6"),
    ],
)
def test_a_file_that_is_not_utf_8_is_shown_with_its_place(raw: bytes, place: str, message: str) -> None:
    make("m/1_a.sql")
    Path("m/1_a.sql").write_bytes(raw)

    with pytest.raises(FixerError) as raised:
        project.read(Path("m"))

    shown = str(raised.value)
    assert shown.startswith(f"{place}: ")
    assert message in shown
    assert "Save the file as UTF-8." in shown


@pytest.mark.parametrize(
    ("path", "message"), [("missing", "missing does not exist"), ("empty", "empty holds no migrations")]
)
def test_a_wrong_path_says_so(path: str, message: str) -> None:
    make("empty/readme.md")

    with pytest.raises(FixerError, match=message):
        project.read(Path(path))


def test_the_target_may_be_empty_or_missing_but_no_file() -> None:
    make("empty/readme.md", "schema.sql")

    assert project.read_target(Path("empty")).files == {}
    assert project.read_target(Path("missing/deep")) == project.Folder("missing/deep")
    with pytest.raises(FixerError, match=r"schema\.sql is not a folder"):
        project.read_target(Path("schema.sql"))
