"""A place in a file becomes the object that the statement there made, however the tool counts."""

from __future__ import annotations

import hashlib
import json

import pytest

from fixer.findings import read
from fixer.findings.report import Report
from fixer.layouts.base import MigrationSource
from fixer.model import ObjectRef
from fixer.planner.places import Places
from fixer.planner.resolve import Resolver, described
from fixer.replay import replay
from fixer.sql.quote import target

SQL = """\
\\restrict abc
-- größe
create table größe (id bigint, "naïve" text,
    n int); create table two (a int, b json); create index idx_b on two (b);

-- the third
\talter table größe add column c json, add column d text;
comment on table two is '\N{GRINNING FACE}'; create table three (x int);
COPY two (a) FROM stdin;
1;2
\\.
create table five (y int);
"""


def resolver(text: str = SQL, path: str = "db/migrations/1.sql") -> Resolver:
    replayed = replay([MigrationSource("1", "x", path, text)], extents=True)
    return Resolver(replayed.catalog, Places(replayed.extents, replayed.lines, replayed.files))


def at(needle: str, text: str = SQL) -> tuple[int, int]:
    """Line from 1 and characters in the line before."""
    offset = text.index(needle)
    line = text.count("\n", 0, offset)
    return line + 1, offset - (text.rfind("\n", 0, offset) + 1)


def squawk(needle: str, text: str = SQL) -> Report:
    line, before = at(needle, text)
    column = len(text.split("\n")[line - 1][:before].encode())
    item = {"file": "1.sql", "line": line - 1, "column": column, "rule_name": "r", "level": "Error"}
    return read("f", json.dumps([item]))[0]


def characters(needle: str, text: str = SQL) -> Report:
    """As sqlfluff and pgrubic count."""
    line, before = at(needle, text)
    return Report("x", "r", path="1.sql", line=line, column=before + 1)


def sarif(needle: str, text: str = SQL) -> Report:
    line, before = at(needle, text)
    units = len(text.split("\n")[line - 1][:before].encode("utf-16-le")) // 2
    return Report("x", "r", path="1.sql", line=line, utf16_column=units)


# what stands there -> the likeliest object
PLACES = {
    "create table größe": 'public."größe"',
    '"naïve" text': 'public."größe"."naïve"',
    "n int);": 'public."größe".n',
    "create table two": "public.two",
    "b json)": "public.two.b",
    "create index": "public.idx_b",
    "-- the third": 'public."größe"',  # a comment stands above what it is about
    "alter table größe": 'public."größe"',
    "c json, add": 'public."größe".c',
    "d text;": 'public."größe".d',
    "comment on": "public.two",
    "create table three": "public.three",
    "x int)": "public.three.x",
    "create table five": "public.five",  # behind psql's own lines and COPY data
}


@pytest.mark.parametrize("count", [squawk, characters, sarif], ids=lambda count: count.__name__)
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("needle", PLACES)
def test_every_way_of_counting_finds_the_object(needle, ends, count):
    text = SQL.replace("\n", ends)

    targets = resolver(text).targets(count(needle, text))

    assert target(targets[0]) == PLACES[needle]


def test_a_line_alone_means_what_stands_on_it_and_then_the_next():
    """squawk 1.x says the line where the statement before has ended."""
    report = Report("squawk", "r", path="1.sql", line=4)

    found = [target(ref) for ref in resolver().targets(report) if ref.kind in ("table", "index")]

    assert found == ['public."größe"', "public.two", "public.idx_b"]


def test_a_statement_s_text_cut_out_by_bytes_is_found():
    """pgfence takes byte offsets for character offsets."""
    text = "create table größe (id int);\nalter table größe add column b int;\ncreate table z (a int);\n"
    start = len(text[: text.index("create table z")].encode())
    report = Report("pgfence", "r", path="1.sql", statement=text[start : start + 20])

    assert [target(ref) for ref in resolver(text).targets(report)][:1] == ["public.z"]


@pytest.mark.parametrize("needle", ["1;2", "\\.\n"])
def test_what_stands_in_the_rows_of_copy_is_about_no_statement(needle):
    assert resolver().targets(squawk(needle)) == []


@pytest.mark.parametrize(
    ("place", "missing"),
    [
        ({"line": 13, "column": 1}, ""),
        ({"line": 14, "column": 1}, "db/migrations/1.sql has no line 14"),
        ({"offset": len(SQL) + 1}, f"db/migrations/1.sql has no character {len(SQL) + 1}"),
        ({"statement": "create table six"}, "db/migrations/1.sql has no such statement"),
        ({"statement": "create table five"}, ""),
        ({}, ""),
    ],
)
def test_a_place_that_the_file_does_not_have_any_more_is_told(place, missing):
    assert resolver().places.missing(Report("x", "r", path="1.sql", **place)) == missing


def test_a_name_with_more_dots_than_names_can_have_is_no_name():
    """Every pair of dots may part a name: of so many there would be no end."""
    assert resolver().written("a." * 200_000) == []


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("db/migrations/1.sql", True),
        ("./db/migrations/1.sql", True),
        ("1.sql", True),
        ("/home/runner/work/shop/db/migrations/1.sql", True),
        ("../shop/../db/migrations/1.sql", True),
        ("db\\migrations\\1.sql", True),
        ("other/1.sql", False),
        ("11.sql", False),
        ("/etc/passwd", False),
        ("../../../etc/passwd", False),
    ],
)
def test_paths_are_compared_by_their_ends_and_never_opened(path, known):
    report = Report("x", "r", path=path, line=12, column=1)

    assert bool(resolver().targets(report)) is known


def test_a_path_that_may_be_two_files_is_neither():
    sources = [MigrationSource(n, n, f"{n}/up.sql", f"create table t{n} (id int);") for n in "12"]
    replayed = replay(sources, extents=True)
    both = Resolver(replayed.catalog, Places(replayed.extents, replayed.lines, replayed.files))

    assert both.targets(Report("x", "r", path="up.sql", line=1)) == []
    assert [ref.name for ref in both.targets(Report("x", "r", path="2/up.sql", line=1))] == ["t2"]


@pytest.mark.parametrize("line", [0, 13, 99])
def test_a_line_that_the_file_does_not_have_means_nothing(line):
    assert resolver().targets(Report("x", "r", path="1.sql", line=line or None)) == []


def test_what_the_table_is_called_and_the_statement_have_to_agree():
    report = Report("pgfence", "r", path="1.sql", line=8, column=60, target="three")

    assert resolver().targets(report)[0] == ObjectRef("table", "public", "three")


NAMES = """
create schema app;
create table "My T" (id bigint primary key);
create table accounts (id bigint primary key, user_id bigint references accounts);
create table app.only_here (a int);
create policy "Users. read own" on accounts for select using (true);
create index on accounts (user_id);
create function f(a int, b text) returns int language sql as 'select 1';
create function f(a bigint) returns int language sql as 'select 2';
create function f(inout a numeric(10, 2), variadic b text[]) language sql as 'select 3';
create extension citext;
"""


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (Report("pgrls", "r", target="public.My T"), 'public."My T"'),
        (Report("pgrls", "r", target="public.accounts.Users. read own"), 'public.accounts."Users. read own"'),
        (Report("review", "r", target="accounts.userId"), "public.accounts.user_id"),
        (Report("review", "r", target="Accounts"), "public.accounts"),
        (Report("x", "r", target="only_here"), "app.only_here"),
        (Report("x", "r", target="f(integer, text)"), "public.f(integer, text)"),
        (Report("x", "r", target="public.f(int, text)"), "public.f(integer, text)"),
        (Report("supabase", "r", kind="function", schema="public", name="f", args="a integer, b text"), "public.f(integer, text)"),
        (Report("supabase", "r", kind="function", schema="public", name="f", args="a bigint"), "public.f(bigint)"),
        (Report("supabase", "r", kind="extension", name="citext"), "citext"),
        (Report("supabase", "r", kind="table", schema="public", name="accounts"), "public.accounts"),
        # a database's names are exact
        (Report("supabase", "r", kind="table", schema="public", name="Accounts"), None),
        (Report("supabase", "r", kind="function", schema="public", name="f", args="a uuid"), None),
        (Report("x", "r", target="nothing_like_it"), None),
        (Report("x", "r", target='"; DROP TABLE accounts; --'), None),
        (Report("x", "r"), None),
    ],
)  # fmt: skip
def test_a_name_becomes_an_object_or_nothing(report, expected):
    catalog = replay([MigrationSource("1", "x", "1.sql", NAMES)]).catalog

    targets = Resolver(catalog).targets(report)

    assert (target(targets[0]) if targets else None) == expected


def test_overloads_are_told_apart_by_the_hash_of_their_body():
    catalog = replay([MigrationSource("1", "x", "1.sql", NAMES)]).catalog
    body = {"body_md5": "8eeef7f2f0e8ed8a1d9e5d3f6f1a1d6a"}

    assert (
        Resolver(catalog).targets(
            Report("supabase", "r", kind="function", schema="public", name="f", data=body)
        )
        == []
    )
    real = {"body_md5": hashlib.md5(b"select 2", usedforsecurity=False).hexdigest()}
    found = Resolver(catalog).targets(
        Report("supabase", "r", kind="function", schema="public", name="f", data=real)
    )
    assert [target(ref) for ref in found] == ["public.f(bigint)"]


def test_what_was_tried_is_said():
    assert described(Report("x", "r", target="a.b", path="1.sql", line=3)) == "a.b at 1.sql:3"
    assert described(Report("x", "r")) == "this finding, which names no object"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("\\i more.sql", ["psql's \\i is not followed: what it would run is missing here"]),
        ("\\ir more.sql", ["psql's \\ir is not followed: what it would run is missing here"]),
        (
            "\\include_relative x",
            ["psql's \\include_relative is not followed: what it would run is missing here"],
        ),
        ("\\set ON_ERROR_STOP on", []),
        ("\\if true", []),
        ("SELECT '\n\\i x\n';", []),
        ("-- \\i x", []),
    ],
)
def test_what_psql_would_read_from_elsewhere_is_said_to_be_missing(line: str, said: list[str]) -> None:
    diagnostics = replay(
        [MigrationSource("1", "a", "1.sql", f"CREATE TABLE t (a int);\n{line}\n")]
    ).diagnostics

    assert [d.message for d in diagnostics if d.level == "warning"] == said
    assert all(str(d.location) == "1.sql:2:1" for d in diagnostics)
