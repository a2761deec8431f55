"""Which files each tool gets: names, versions, and the journal."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from layout_samples import (
    CHECK,
    COMMENTS,
    EXISTING,
    FOLDERS,
    INDEX,
    NOW,
    TEMPLATES,
    migrations,
    plan,
    written,
)

from fixer.diff import apply_edits
from fixer.layouts import LAYOUTS, detect
from fixer.layouts.base import Folder, with_new
from fixer.layouts.plain import LAYOUT as PLAIN
from fixer.model import FixerError


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_migrations_are_no_files(layout: str) -> None:
    assert plan(layout, [], EXISTING[layout]) == {}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_new_files_are_read_back_last_and_in_order(layout: str) -> None:
    """The folder is the same layout's afterwards, so that a second run finds the work done."""
    tool, folder = LAYOUTS[layout], Folder(FOLDERS[layout], EXISTING[layout])
    before = tool.sources(folder)
    planned = tool.files(migrations(layout), folder, folder, NOW, TEMPLATES)
    after = with_new(folder, planned)

    assert detect(folder) is tool
    assert detect(after) is tool
    sources = tool.sources(after)
    assert sources[: len(before)] == before
    assert [source.name for source in sources[len(before) :]] == [item.name for item in migrations(layout)]
    assert tool.skipped(after) == tool.skipped(folder)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_second_round_comes_after_the_first(layout: str) -> None:
    """Also when the clock has not moved, or went back."""
    tool = LAYOUTS[layout]
    folder = Folder(FOLDERS[layout], EXISTING[layout])
    for now in (NOW, NOW, NOW - timedelta(days=900)):
        planned = tool.files(migrations(layout), folder, folder, now, TEMPLATES)
        assert not set(written(planned)) & {folder.at(name) for name in folder.files} - {
            "drizzle/meta/_journal.json"
        }
        folder = with_new(folder, planned)
    versions = [source.version for source in tool.sources(folder)]
    assert versions == sorted(set(versions))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_input_gives_the_same_bytes(layout: str) -> None:
    assert plan(layout, migrations(layout), EXISTING[layout]) == plan(
        layout, migrations(layout), EXISTING[layout]
    )


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("source", LAYOUTS)
def test_another_folder_goes_on_from_the_source(layout: str, source: str) -> None:
    """`--out` names an empty folder: the versions are still after those that are known."""
    planned = LAYOUTS[layout].files(
        migrations(layout), Folder(FOLDERS[source], EXISTING[source]), Folder("new/out"), NOW, TEMPLATES
    )

    known = max(int(re.match(r"\d+", name)[0]) for name in EXISTING[source] if name[0].isdigit())  # type: ignore[index]
    ups = [change.path for item in planned[0] for change in item.files if change.role == "up"]
    assert all(path.startswith("new/out/") for path in ups)
    if not (layout == "drizzle" and known > 9999):  # Drizzle's order is the journal's, whatever the numbers
        assert all(int(re.match(r"\d+", Path(path).name)[0]) > known for path in ups)  # type: ignore[index]


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        ([], "000001"),
        (["000009_a"], "000010"),
        (["0009_a"], "0010"),
        (["9_a"], "10"),
        (["09_a", "0010_b"], "0011"),
        (["999999_a"], "1000000"),
        (["1494538273_a"], "1494538274"),
        (["20250101000000_a"], "20260102030405"),
        (["20260102030405_a"], "20260102030406"),
        (["20270228235959_a"], "20270301000000"),
        (["20269999999999_a"], "20270000000000"),
        (["99991231235959_a"], "99991231235960"),
        (["000001_a", "20250101000000_b"], "20260102030405"),
        (["000004_only_down.down"], "000005"),
    ],
)
def test_golang_migrate_numbers_go_on_as_the_folder_does(names: list[str], wanted: str) -> None:
    files = {f"{name}.sql" if name.endswith(".down") else f"{name}.up.sql": "SELECT 1;" for name in names}

    assert f"migrations/{wanted}_comments.up.sql" in plan("golang-migrate", [COMMENTS], files)


@pytest.mark.parametrize(
    "now", [datetime(2026, 1, 2, 3, 4, 5), NOW.astimezone(timezone(timedelta(hours=-9)))]
)
def test_stamps_are_utc(now: datetime) -> None:
    assert "supabase/migrations/20260102030405_comments.sql" in plan("supabase", [COMMENTS], now=now)


@pytest.mark.parametrize("layout", ["supabase", "dbmate"])
def test_a_folder_that_sorts_after_every_stamp_is_refused(layout: str) -> None:
    """These tools go by file name: nothing could come after `99_x.sql`."""
    text = "-- migrate:up\n-- migrate:down\n"

    with pytest.raises(FixerError, match=f"{layout} would run .*99_x.sql after the new"):
        plan(layout, [COMMENTS], {"99_x.sql": text})

    assert plan(layout, [COMMENTS], {"0099_x.sql": text})


def journal(*tags: tuple[int, int, str]) -> str:
    entries = [
        {"idx": idx, "version": "7", "when": when, "tag": tag, "breakpoints": True} for idx, when, tag in tags
    ]
    return json.dumps({"version": "7", "dialect": "postgresql", "entries": entries}, indent=2)


@pytest.mark.parametrize(
    ("files", "tag", "idx", "when"),
    [
        ({"meta/_journal.json": journal()}, "0000_comments", 0, 1767323045000),
        (
            {"meta/_journal.json": journal((0, 5, "0000_a")), "0000_a.sql": ""},
            "0001_comments",
            1,
            1767323045000,
        ),
        (
            {"meta/_journal.json": journal((0, 1767323045000, "0000_a")), "0000_a.sql": ""},
            "0001_comments",
            1,
            1767323045001,
        ),
        (
            {
                "meta/_journal.json": journal((0, 1999999999999, "0000_a"), (1, 5, "0001_b")),
                "0000_a.sql": "",
                "0001_b.sql": "",
            },
            "0002_comments",
            2,
            2000000000000,
        ),
        (
            {"meta/_journal.json": journal((0, 5, "0000_a")), "0000_a.sql": "", "0007_left.sql": ""},
            "0008_comments",
            1,
            1767323045000,
        ),
        (
            {"meta/_journal.json": journal((0, 5, "20250101000000_a")), "20250101000000_a.sql": ""},
            "20260102030405_comments",
            1,
            1767323045000,
        ),
    ],
    ids=[
        "empty",
        "next",
        "the clock stands",
        "the clock went back",
        "a file that is not in the journal",
        "stamps",
    ],
)
def test_drizzle_never_gives_a_when_that_is_silently_skipped(
    files: dict[str, str], tag: str, idx: int, when: int
) -> None:
    """Drizzle runs nothing whose `when` is not above the newest one applied, and says nothing."""
    written_files = plan("drizzle", [COMMENTS], files)

    last = json.loads(written_files["drizzle/meta/_journal.json"])["entries"][-1]
    assert last == {"idx": idx, "version": "7", "when": when, "tag": tag, "breakpoints": True}
    assert f"drizzle/{tag}.sql" in written_files


def test_the_journal_change_carries_its_edit_for_the_diff() -> None:
    old = journal((0, 5, "0000_a"))
    folder = Folder("drizzle", {"meta/_journal.json": old, "0000_a.sql": ""})
    _, (side,) = LAYOUTS["drizzle"].files([COMMENTS, CHECK], folder, folder, NOW, TEMPLATES)

    assert side.role == "side"
    assert side.old == old
    assert apply_edits(old, side.edits) == side.new
    assert [entry["when"] for entry in json.loads(side.new)["entries"]] == [5, 1767323045000, 1767323045001]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_names_fit_the_file_system(layout: str) -> None:
    """255 bytes, cut between characters; nothing in a name means something to a tool or a shell."""
    names = {Path(path).name for path in plan(layout, [replace(COMMENTS, name="ü" * 300)])}
    assert all(len(name.encode()) <= 255 for name in names)
    assert any(len(name.encode()) > 230 for name in names)

    (stem,) = {
        Path(p).name.split(".")[0]
        for p in plan(layout, [replace(COMMENTS, name="../a b/c;d.up.x")])
        if "meta" not in p
    }
    assert re.fullmatch(r"\d+_a_b_c_d_up_x", stem)
    assert (
        len(
            {
                Path(p).name.split(".")[0]
                for p in plan(layout, [replace(COMMENTS, name="'")])
                if "meta" not in p
            }
        )
        == 1
    )


def test_supabase_ways_back_never_land_among_the_migrations() -> None:
    """The CLI would run them as ups."""
    for path in ("supabase/migrations", "build/sql", "."):
        out = Folder(path)
        planned = LAYOUTS["supabase"].files([COMMENTS], out, out, NOW, TEMPLATES)
        down, up = planned[0][0].files
        assert (down.role, up.role) == ("down", "up")
        assert (
            Path(down.path).parent == Path(path, "..", "rollbacks")
            or Path(down.path).parent == Path(path).parent / "rollbacks"
        )
        assert Path(down.path).name == Path(up.path).name
    with pytest.raises(FixerError, match="is where the ways back go"):
        LAYOUTS["supabase"].files(
            [COMMENTS], Folder("supabase/rollbacks"), Folder("supabase/rollbacks"), NOW, TEMPLATES
        )


def test_a_plain_folder_gets_pairs_and_stays_readable() -> None:
    """`0001_a.sql` must not vanish once pairs lie beside it."""
    folder = Folder("sql", {"0001_a.sql": "SELECT 1;", "0001_a.down.sql": "SELECT 2;"})
    planned = PLAIN.files([COMMENTS, INDEX], folder, folder, NOW, TEMPLATES)
    after = with_new(folder, planned)

    assert detect(after) is PLAIN
    assert [source.path for source in PLAIN.sources(after)] == [
        "sql/0001_a.sql",
        "sql/0002_comments.up.sql",
        "sql/0003_index_orders.up.sql",
    ]
    assert "then run this file again." in after.files["0003_index_orders.up.sql"]
    assert PLAIN.how_to_run("sql", planned[0]) == (
        'psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f sql/0002_comments.up.sql -f sql/0003_index_orders.up.sql'
    )
