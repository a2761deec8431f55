"""Which files of a folder are migrations, in which order, and what of them goes up."""

from __future__ import annotations

import json

import pytest

from fixer.layouts import LAYOUTS, detect
from fixer.layouts.base import Folder
from fixer.layouts.plain import LAYOUT as PLAIN
from fixer.model import FixerError

JOURNAL = "meta/_journal.json"


def entries(*listed: tuple[int, int, str]) -> str:
    """A journal with one (idx, when, tag) to a line."""
    lines = ",\n".join(json.dumps({"idx": idx, "when": when, "tag": tag}) for idx, when, tag in listed)
    return f'{{"entries": [\n{lines}]}}'


@pytest.mark.parametrize(
    ("path", "files", "wanted"),
    [
        ("migrations", {"1_a.up.sql": "", "1_a.down.sql": ""}, "golang-migrate"),
        ("migrations", {"1_a.up.sql": "", "2_b.sql": ""}, "plain"),
        ("migrations", {"1_a.sql": "", "1_a.down.sql": ""}, "plain"),
        ("migrations", {"1_a.down.sql": ""}, "plain"),
        ("migrations", {"1_a.sql": ""}, "plain"),
        ("migrations", {"1_a.sql": "-- +goose Up\n"}, "plain"),
        ("migrations", {"1_a.sql": "-- migrate:up\n-- migrate:down\n"}, "dbmate"),
        ("migrations", {"1_a.sql": "SELECT '-- migrate:up';"}, "plain"),
        ("drizzle", {JOURNAL: "{}", "0000_a.sql": ""}, "drizzle"),
        ("supabase/migrations", {"1_a.sql": ""}, "supabase"),
        ("supabase/migrations", {"1_a.sql": "", JOURNAL: "{}"}, "supabase"),
        ("my-supabase/migrations", {"1_a.sql": ""}, "plain"),
        ("apps/web/supabase/migrations", {}, "supabase"),
    ],
)
def test_the_tool_is_told_from_its_files(path: str, files: dict[str, str], wanted: str) -> None:
    assert detect(Folder(path, files)).name == wanted


def test_a_supabase_folder_is_known_from_inside_it() -> None:
    """PATH is `.` or `migrations`: only the mark says where that is."""
    assert detect(Folder(".", {"1_a.sql": ""}, frozenset({"supabase/migrations"}))).name == "supabase"
    assert detect(Folder(".", {"1_a.sql": ""}, frozenset({"supabase/config.toml"}))).name == "plain"


ORDER = {
    "golang-migrate goes by number, one folder deep": (
        "golang-migrate",
        {
            "10_c.up.sql": "",
            "9_b.up.sql": "",
            "000001_a.up.sql": "",
            "1_a.down.sql": "",
            "old/2_x.up.sql": "",
        },
        ["000001", "9", "10"],
    ),
    "Supabase goes by file name": (
        "supabase",
        {"9_b.sql": "", "10_c.sql": "", "1_a.sql": ""},
        ["10", "1", "9"],
    ),
    "dbmate goes by file name": (
        "dbmate",
        {f"{name}.sql": "-- migrate:up\n-- migrate:down\n" for name in ("9_b", "10_c", "1")},
        ["1", "10", "9"],
    ),
    "Drizzle goes by its journal, and takes nothing else": (
        "drizzle",
        {
            JOURNAL: entries((1, 1, "0001_b"), (0, 2, "0000_a"), (2, 3, "custom")),
            "0000_a.sql": "",
            "0001_b.sql": "",
            "custom.sql": "",
            "0001_b.online.sql": "",
            "0001_b.down.sql": "",
            "0009_draft.sql": "",
        },
        ["0001", "0000", "0002"],
    ),
    "a plain folder goes by number, without its ways back": (
        "plain",
        {
            "10_c.sql": "",
            "9-b.sql": "",
            "01_a.sql": "",
            "01_a.down.sql": "",
            "9_b.rollback.sql": "",
            "11_d.up.sql": "",
        },
        ["01", "9", "10", "11"],
    ),
    "a plain folder knows ways back by the words that people and tools write": (
        "plain",
        {
            "1-a-up.sql": "",
            "1-a-down.sql": "",
            "2_b.sql": "",
            "2_b_rollback.sql": "",
            "3_c_up.sql": "",
            "3_c_revert.sql": "",
            "4.do.d.sql": "",
            "4.undo.d.sql": "",
            "5.do.sql": "",
            "5.undo.sql": "",
        },
        ["1", "2", "3", "4", "5"],
    ),
    "and a word that leads back from no file is part of a name": (
        "plain",
        {"1_tear_down.sql": "", "2-scale-up.sql": "", "3_rollback.sql": ""},
        ["1", "2", "3"],
    ),
    "a number is enough of a name, which no second number follows": (
        "plain",
        {"0001.sql": "", "0002.created.sql": "", "0003.1.sql": ""},
        ["0001", "0002"],
    ),
}


@pytest.mark.parametrize(("name", "files", "wanted"), ORDER.values(), ids=ORDER.keys())
def test_migrations_come_in_the_tools_order(name: str, files: dict[str, str], wanted: list[str]) -> None:
    layout = LAYOUTS.get(name, PLAIN)

    assert [source.version for source in layout.sources(Folder("m", files))] == wanted


def test_a_dump_is_one_migration() -> None:
    (source,) = PLAIN.sources(Folder("db/schema.sql", {"schema.sql": "SELECT 1;\r\n"}, is_file=True))

    assert (source.version, source.name, source.path, source.text) == (
        "",
        "schema",
        "db/schema.sql",
        "SELECT 1;\r\n",
    )


DUPLICATES = {
    "golang-migrate": {"1_a.up.sql": "", "01_b.up.sql": ""},
    "supabase": {"1_a.sql": "", "1_b.sql": ""},
    "dbmate": {"1_a.sql": "-- migrate:up\n", "1_b.sql": "-- migrate:up\n"},
    "drizzle": {
        JOURNAL: entries((0, 1, "0000_a"), (1, 2, "0000_a")),
        "0000_a.sql": "",
    },
}


@pytest.mark.parametrize("name", DUPLICATES)
def test_a_duplicate_version_names_both_files(name: str) -> None:
    with pytest.raises(FixerError, match="is taken by") as raised:
        LAYOUTS[name].sources(Folder("m", DUPLICATES[name]))

    paths = {f"m/{file}" for file in DUPLICATES[name] if file.endswith(".sql")}
    assert all(path in str(raised.value) for path in paths)


def test_two_files_of_one_version_run_by_their_names_where_no_tool_refuses_them() -> None:
    folder = Folder("m", {"2_c.sql": "", "1_b.sql": "", "1_a.sql": ""})

    assert [source.name for source in PLAIN.sources(folder)] == ["a", "b", "c"]


def test_two_drizzle_files_with_one_number_are_fine() -> None:
    """Branches that were merged: Drizzle goes by the journal alone."""
    log = entries((1, 1, "0001_a"), (1, 2, "0001_b"))
    folder = Folder("m", {JOURNAL: log, "0001_a.sql": "", "0001_b.sql": ""})

    assert [source.name for source in LAYOUTS["drizzle"].sources(folder)] == ["a", "b"]


@pytest.mark.parametrize("name", [*LAYOUTS, "plain"])
def test_a_folder_without_migrations_is_an_error(name: str) -> None:
    files = {"readme.sql": "", JOURNAL: '{"entries": []}'}

    with pytest.raises(FixerError, match="m holds no migrations"):
        LAYOUTS.get(name, PLAIN).sources(Folder("m", files))


@pytest.mark.parametrize(
    ("name", "files", "said"),
    [
        ("golang-migrate", {"1_a.up.sql": "", "1_a.down.sql": ""}, []),
        ("golang-migrate", {"1_a.up.sql": "", "seed.sql": ""}, ["m/seed.sql:1:1"]),
        ("supabase", {"1_a.sql": ""}, []),
        ("supabase", {"1_a.sql": "", "seed.sql": "", "1-b.sql": ""}, ["m/1-b.sql:1:1", "m/seed.sql:1:1"]),
        (
            "supabase",
            {"20211208000000_init.sql": "", "20220101000000_init.sql": ""},
            ["m/20211208000000_init.sql:1:1"],
        ),
        ("supabase", {"1_a.sql": "", JOURNAL: entries((0, 5, "0000_a"))}, ["m/meta/_journal.json:1:1"]),
        ("dbmate", {"1_a.sql": "-- migrate:up\n-- migrate:down"}, []),
        ("dbmate", {"1_a.sql": "-- migrate:up\n"}, ["m/1_a.sql:1:1"]),
        ("drizzle", {JOURNAL: entries((0, 5, "0000_a")), "0000_a.sql": ""}, []),
        (
            "drizzle",
            {
                JOURNAL: entries((0, 9, "a"), (1, 9, "b")),
                "a.sql": "",
                "b.sql": "",
            },
            ["m/meta/_journal.json:3:1"],
        ),
        ("plain", {"1_a.sql": ""}, []),
        ("plain", {"1_a.sql": "-- +goose Up\n"}, ["None"]),
    ],
)
def test_what_the_tool_passes_over_is_said(name: str, files: dict[str, str], said: list[str]) -> None:
    found = LAYOUTS.get(name, PLAIN).skipped(Folder("m", files))

    assert [str(diagnostic.location) for diagnostic in found] == said


def test_the_old_supabase_init_is_left_out_as_the_cli_does() -> None:
    names = ["20211208000000_init.sql", "20220101000000_b.sql"]

    assert [source.name for source in LAYOUTS["supabase"].sources(Folder("m", dict.fromkeys(names, "")))] == [
        "b"
    ]
    assert len(LAYOUTS["supabase"].sources(Folder("m", dict.fromkeys(["2020_a.sql", *names], "")))) == 3


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("{\n  oops", "is not JSON", "m/meta/_journal.json:2:3"),
        ("", "is not JSON", "m/meta/_journal.json:1:1"),
        ("[]", "has no list of entries", "m/meta/_journal.json:1:1"),
        ('{"entries": {}}', "has no list of entries", "m/meta/_journal.json:1:1"),
        ('{"entries": [\n  7]}', "entry 0 .* is not an object", "m/meta/_journal.json:1:14"),
        (
            '{"entries": [\n  {"idx": 0, "tag": "a"}]}',
            'has no whole number for "when"',
            "m/meta/_journal.json:2:3",
        ),
        (
            '{"entries": [\n  {"idx": true, "when": 1, "tag": "a"}]}',
            "has no whole number",
            "m/meta/_journal.json:2:3",
        ),
        (
            '{"entries": [\n  {"idx": 0, "when": 1, "tag": 5}]}',
            'has no text for "tag"',
            "m/meta/_journal.json:2:3",
        ),
        (entries((0, 5, "0000_gone")), "there is no file m/0000_gone.sql", "m/meta/_journal.json:2:1"),
    ],
)
def test_a_malformed_journal_is_an_error_with_its_place(text: str, message: str, place: str) -> None:
    with pytest.raises(FixerError, match=message) as raised:
        LAYOUTS["drizzle"].sources(Folder("m", {JOURNAL: text}))

    assert str(raised.value.location) == place


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("SELECT 1;\n", "no `-- migrate:up`", "m/1_a.sql:1:1"),
        ("-- migrate:down\n", "no `-- migrate:up`", "m/1_a.sql:1:1"),
        ("-- x\n-- migrate:down\n-- migrate:up\n", "stands before", "m/1_a.sql:2:1"),
        ("-- x\n\nSELECT 1;\n-- migrate:up\n", "a statement stands before", "m/1_a.sql:3:1"),
    ],
)
def test_a_file_that_dbmate_refuses_is_an_error_with_its_place(text: str, message: str, place: str) -> None:
    with pytest.raises(FixerError, match=message) as raised:
        LAYOUTS["dbmate"].sources(Folder("m", {"1_a.sql": text}))

    assert str(raised.value.location) == place


def test_a_drizzle_chunk_needs_no_semicolon() -> None:
    """As one text it does: the breakpoint becomes one, of the same length."""
    text = "SELECT 1--> statement-breakpoint\nSELECT 2;\n--> statement-breakpoint\nSELECT 3"
    (source,) = LAYOUTS["drizzle"].sources(
        Folder("m", {JOURNAL: entries((0, 5, "0000_a")), "0000_a.sql": text})
    )

    assert len(source.text) == len(text)
    assert [part.strip() for part in source.text.split(";") if part.strip()] == [
        "SELECT 1",
        "SELECT 2",
        "SELECT 3",
    ]
    assert source.text.index("SELECT 3") == text.index("SELECT 3")
