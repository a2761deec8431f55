"""What is proved, and what is caught: a wrong way back, lost rows, wrong locks, errors in the user's own files."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import psycopg
import pytest
from e2e.tools import NOW, copied, fixer, tree, write
from verify import project
from verify.project import TABLES, named, pairs, refused, verify

from fixer.report import schema
from fixer.report.proof_document import Document
from fixer.verify import binaries

WRITTEN = {
    "a right way back": (("ALTER TABLE orders ADD sent date", "ALTER TABLE orders DROP sent"), []),
    "a forgotten index": (
        (
            "CREATE INDEX late ON orders (note); ALTER TABLE orders ADD sent date",
            "ALTER TABLE orders DROP sent",
        ),
        ["index public.late"],
    ),
    "another default": (
        ("ALTER TABLE orders ALTER note DROP DEFAULT", "ALTER TABLE orders ALTER note SET DEFAULT 'nothing'"),
        ["table public.orders"],
    ),
    "a lost comment": (
        ("COMMENT ON TABLE users IS 'people'", "COMMENT ON TABLE users IS 'persons'"),
        ["table public.users"],
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_way_back_that_does_not_restore_is_named_with_what_would(name, tmp_path):
    halves, wrong = WRITTEN[name]

    document = verify(tmp_path, pairs(change=halves), "--files", code=int(bool(wrong)))

    proof = named(document, "change")
    assert (proof["proved"], proof["restored"], proof["not_restored"]) == (not wrong, not wrong, wrong)
    assert bool(proof["repair"]) == bool(proof["dump_difference"]) == bool(wrong)
    assert proof["reapplied"] is (None if wrong else True)
    assert named(document, "tables")["proved"]


def test_columns_that_keep_each_other_s_names_are_not_taken_for_columns_in_another_position(tmp_path):
    swap = (
        "ALTER TABLE people RENAME a TO x; ALTER TABLE people RENAME b TO a; ALTER TABLE people RENAME x TO b"
    )
    files = pairs(
        people=("CREATE TABLE people (a text, b text)", "DROP TABLE people"),
        wrong=(swap, "SELECT 1"),
        right=(swap, swap),
    )

    document = verify(tmp_path, files, "--files", code=1)

    assert named(document, "wrong")["not_restored"] == ["table public.people"]
    assert named(document, "right")["proved"]


def test_privileges_in_another_order_are_not_taken_for_names_of_not_null(tmp_path):
    granted = "GRANT SELECT ON orders TO pg_monitor; GRANT SELECT ON orders TO pg_read_all_data"
    files = pairs(
        granted=(granted, "REVOKE ALL ON orders FROM pg_monitor, pg_read_all_data"),
        taken=("REVOKE SELECT ON orders FROM pg_monitor", "GRANT SELECT ON orders TO pg_monitor"),
    )
    write(tmp_path, files)

    done = fixer(tmp_path, "verify", "--files", "--server", project.SERVER[0])

    said = " ".join(done.stdout.split())
    assert "table public.orders (in another order, and nothing else)" in said
    assert "names of NOT NULL" not in said


def test_a_wrong_way_back_does_not_hide_what_comes_after_it(tmp_path):
    files = pairs(
        wrong=("ALTER TABLE orders ADD sent date", "SELECT 1"),
        right=("ALTER TABLE orders ADD paid date", "ALTER TABLE orders DROP paid"),
        broken=("ALTER TABLE orders ADD back date", "ALTER TABLE orders DROP nothing"),
    )

    document = verify(tmp_path, files, "--files", code=1)

    assert [proof["proved"] for proof in document["proofs"]] == [True, False, True, False]
    failure = named(document, "broken")["failure"]
    assert (failure["during"], failure["sqlstate"], failure["line"]) == ("down", "42703", 1)
    assert failure["path"] == "migrations/000004_broken.down.sql"
    assert named(document, "wrong")["repair"] == ["ALTER TABLE public.orders DROP COLUMN sent"]


SAID_OF_COLUMNS = {
    "nothing": "",
    "comments": "; COMMENT ON COLUMN orders.status IS 'where it is'; COMMENT ON COLUMN orders.note IS 'what it is'",
    "privileges": "; GRANT SELECT (status), UPDATE (note) ON orders TO pg_monitor",
    "settings": "; ALTER TABLE orders ALTER status SET STATISTICS 5, ALTER note SET STATISTICS 6, ALTER note SET STORAGE MAIN",
    "statistics": "; CREATE STATISTICS seen ON status, note FROM orders",
}  # fmt: skip


@pytest.mark.parametrize("said", SAID_OF_COLUMNS.values(), ids=SAID_OF_COLUMNS)
def test_a_column_that_comes_back_in_another_place_is_the_one_exception(said, tmp_path):
    dropped = "ALTER TABLE orders DROP status; DROP STATISTICS IF EXISTS seen"
    back = "ALTER TABLE orders ADD status text NOT NULL CHECK (status IN ('open', 'paid'))"
    files = pairs(
        said=(f"SELECT 1{said}", ""),
        gone=(dropped, back + said),
    )

    document = verify(tmp_path, files, "--files")

    assert named(document, "gone")["moved"] == ["public.orders"]


def test_what_is_said_of_columns_is_compared_wherever_they_stand(tmp_path):
    comments = SAID_OF_COLUMNS["comments"]
    back = "ALTER TABLE orders ADD status text NOT NULL CHECK (status IN ('open', 'paid'))"
    files = pairs(
        said=(f"SELECT 1{comments}", ""),
        gone=("ALTER TABLE orders DROP status", back + comments.replace("what", "whose")),
    )

    document = verify(tmp_path, files, "--files", code=1)

    assert named(document, "gone")["not_restored"] == ["table public.orders"]


MADE_ANEW = {
    # what a view compares with, what it does once it is made anew, whether that is the same
    "a moment": ("'now'::timestamptz", "'now'::timestamptz", True),
    "a moment without a zone": ("'now'::timestamp", "'now'::timestamp", True),
    "the time of the day": ("'2001-02-03'::date + 'now'::time", "'2001-02-03'::date + 'now'::time", True),
    "a moment in another zone": ("'now'::timestamptz", "timestamptz 'now'", True),
    "no zone in another zone": ("'now'::timestamp", "'now'::timestamp", False),
    "a moment that was written down": ("'2001-02-03 04:05'::timestamptz", "'2001-02-03 04:06'::timestamptz", False),
    "the moment of each query": ("'now'::timestamptz", "now()", False),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE_ANEW)
def test_what_was_read_from_now_is_the_same_whenever_it_is_read(name, tmp_path):
    """PostgreSQL keeps the time at which it read the word, which no second reading gives again."""
    first, again, same = MADE_ANEW[name]
    made = (
        "ALTER TABLE orders ADD sent timestamptz; CREATE VIEW late AS SELECT id FROM orders WHERE sent < {}"
    )
    zone = "SET TIME ZONE 'Asia/Tokyo'; " if "another zone" in name else ""
    files = pairs(
        view=(made.format(first), "DROP VIEW late; ALTER TABLE orders DROP sent"),
        anew=("DROP VIEW late", zone + made.partition("; ")[2].format(again)),
    )

    document = verify(tmp_path, files, "--files", code=int(not same))

    assert named(document, "view")["proved"]
    proof = named(document, "anew")
    assert (proof["restored"], bool(proof["dump_difference"])) == (same, not same)


def test_a_fix_that_makes_a_view_of_now_anew_is_proved(tmp_path):
    view = "CREATE VIEW late AS SELECT code FROM codes WHERE at < 'now'::timestamp"
    made = f"CREATE TABLE codes (code varchar(9), at timestamp); {view}"
    files = pairs(codes=(made, "DROP VIEW late; DROP TABLE codes"))

    document = verify(tmp_path, files, "--select", "varchar-column", "--unsafe")

    assert document["proofs"]
    assert document["proved"]


ROWS = {
    "kept": (("ALTER TABLE orders ALTER note TYPE varchar", "ALTER TABLE orders ALTER note TYPE text"), True, True),
    "deleted": (("DELETE FROM orders; ALTER TABLE orders ADD x int", "ALTER TABLE orders DROP x"), False, False),
    "changed": (("UPDATE orders SET note = 'x'; ALTER TABLE orders ADD x int", "ALTER TABLE orders DROP x"), False, False),
    "lost on the way back": (
        (
            "ALTER TABLE orders RENAME note TO remark",
            "ALTER TABLE orders DROP remark; ALTER TABLE orders ADD note text DEFAULT 'none'",
        ),
        True,
        False,
    ),
    "renamed": (("ALTER TABLE orders RENAME TO sales", "ALTER TABLE sales RENAME TO orders"), True, True),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_rows_that_are_lost_or_changed_are_seen(name, tmp_path):
    halves, after_up, after_down = ROWS[name]

    document = verify(
        tmp_path, pairs(change=halves), "--files", "--rows", "7", code=int(not (after_up and after_down))
    )

    rows = {row["table"]: row for row in named(document, "change")["rows"]}
    orders = rows["public.orders"]
    assert (orders["rows"], orders["kept_after_up"], orders["kept_after_down"]) == (7, after_up, after_down)
    assert rows["public.users"]["kept_after_down"]


def test_nothing_is_said_of_rows_after_a_way_back_that_failed(tmp_path):
    """It did not come to them: those of all tables were called lost."""
    halves = ("ALTER TABLE orders ADD x int", "ALTER TABLE orders DROP y")

    document = verify(tmp_path, pairs(change=halves), "--files", "--rows", "7", code=1)

    proof = named(document, "change")
    assert proof["rows"] == []
    assert [problem.partition(":")[0] for problem in proof["problems"]] == ["down"]


@pytest.mark.parametrize("back", ["ALTER TABLE orders DROP must", ""])
def test_a_migration_that_only_empty_tables_take_is_tried_on_those_and_said(back, tmp_path):
    """It has been run somewhere: --rows ended with its error, and nothing was proved of any other."""
    kept = [(f"ALTER TABLE orders ADD {name} date", f"ALTER TABLE orders DROP {name}") for name in ("sent", "paid")]  # fmt: skip
    files = pairs(first=kept[0], change=("ALTER TABLE orders ADD must text NOT NULL", back), then=kept[1])

    document = verify(tmp_path, files, "--files", "--rows", "7")

    (note,) = document["notes"]
    assert note.startswith(
        "migrations/000003_change.up.sql:1:1: fails where there are rows, and was tried without: column"
    )
    assert [row["rows"] for row in named(document, "then")["rows"]] == [7, 7]
    assert named(document, "then")["proved"]


def test_rows_that_one_planned_migration_loses_are_not_lost_by_the_others(tmp_path):
    """Behind one that drops a column every other was said to have lost rows on its way back."""
    wish = {"1.sql": "COMMENT ON TABLE users IS 'u'", "2.sql": "ALTER TABLE orders DROP note", "3.sql": "COMMENT ON TABLE orders IS 'o'"}  # fmt: skip
    arguments = [part for name in wish for part in ("--sql", name)]

    document = verify(
        tmp_path, {**pairs(), **wish}, *arguments, "--select", "suggested-sql", "--unsafe", "--group-by", "finding",
        "--rows", "7", code=1,
    )  # fmt: skip

    lost = {proof["path"]: proof["problems"] for proof in document["proofs"] if not proof["proved"]}
    assert list(lost.values()) == [
        ["values of public.orders.note change on the way back: 'Text 1010' → 'none'"]
    ]
    assert len(document["proofs"]) == 3
    assert all(row["kept_after_up"] for proof in document["proofs"] for row in proof["rows"])


def test_tables_are_filled_whatever_a_plan_is_yet_to_make_of_them(tmp_path):
    """Keys and checks of columns that are not there yet left the table empty."""
    wish = (
        "CREATE TABLE shops (id int PRIMARY KEY); ALTER TABLE orders ADD shop int CHECK (shop > 0);"
        "ALTER TABLE orders ADD FOREIGN KEY (shop) REFERENCES shops; ALTER TABLE users ADD FOREIGN KEY (id) REFERENCES shops NOT VALID"
    )

    document = verify(
        tmp_path, {**pairs(), "wish.sql": wish}, "--sql", "wish.sql", "--select", "suggested-sql", "--rows", "7"
    )  # fmt: skip

    assert document["unfilled"] == []
    assert {row["rows"] for proof in document["proofs"] for row in proof["rows"]} == {7}


def test_a_migration_that_never_runs_is_no_matter_of_rows(tmp_path):
    files = pairs(change=("ALTER TABLE orders ADD must nonsense", "SELECT 1"))

    said = refused(tmp_path, files, "--files", "--rows", "7", proved="1 of 1 migration proved")

    assert 'type "nonsense" does not exist' in said


def test_a_value_that_goes_to_another_row_is_a_change(tmp_path):
    swap = "UPDATE orders SET note = (SELECT note FROM orders o WHERE o.id = 3 - orders.id) WHERE id < 3"

    document = verify(tmp_path, pairs(change=(swap, "SELECT 1")), "--files", "--rows", "2", code=1)

    assert not {row["table"]: row for row in named(document, "change")["rows"]}["public.orders"][
        "kept_after_up"
    ]


def test_a_migration_without_a_way_back_is_run_and_measured(tmp_path):
    files = pairs(
        alone=("ALTER TABLE orders ADD x int", ""),
        then=("ALTER TABLE orders ADD y int", "ALTER TABLE orders DROP y"),
    )

    document = verify(tmp_path, files, "--files")

    assert [proof["migration"] for proof in document["proofs"]] == ["tables", "then"]
    (alone,) = document["measured"]
    assert (alone["migration"], alone["path"]) == ("alone", "migrations/000002_alone.up.sql")
    assert [(lock["relation"], lock["announced"], lock["taken"]) for lock in alone["locks"]] == [
        ("public.orders", "AccessExclusiveLock", "AccessExclusiveLock")
    ]


def test_where_no_migration_has_a_way_back_nothing_is_proved(tmp_path):
    files = {"migrations/000001_a.up.sql": "CREATE TABLE a ()", "migrations/000002_b.up.sql": "DROP TABLE a"}

    document = verify(tmp_path, files, "--files", code=1)

    assert (document["proved"], document["proofs"]) == (False, [])
    assert [one["migration"] for one in document["measured"]] == ["a", "b"]


NO_PLAN = {
    "a fixer that is none": ({".fixer/fixers/broken.py": "rule ="}, "broken.py"),
    "a template that does not parse": (
        {".fixer/templates/sql/create_index.sql.j2": "{% if %}"},
        "create_index.sql.j2",
    ),
    "a rule that there is not": ({"fixer.toml": "[rules.missing-index]"}, "there is no rule missing-index"),
}


@pytest.mark.parametrize(("broken", "said"), NO_PLAN.values(), ids=NO_PLAN)
def test_files_that_are_there_are_proved_whatever_keeps_a_plan_from_being_made(broken, said, tmp_path):
    document = verify(tmp_path, pairs() | broken, "--files")

    assert [proof["migration"] for proof in document["proofs"]] == ["tables"]
    assert said in refused(tmp_path, {}, "--select", "unindexed-foreign-key")


CIRCLE = (
    "CREATE TABLE egg (id int PRIMARY KEY, hen int NOT NULL);"
    "CREATE TABLE hen (id int PRIMARY KEY, egg int NOT NULL REFERENCES egg);"
    "ALTER TABLE egg ADD FOREIGN KEY (hen) REFERENCES hen"
)
LAST = ("ALTER TABLE egg ADD x int", "ALTER TABLE egg DROP x")


def test_tables_that_need_rows_of_each_other_get_them(tmp_path):
    files = pairs(circle=(CIRCLE, "DROP TABLE egg, hen CASCADE"), last=LAST)

    document = verify(tmp_path, files, "--files", "--rows", "2")

    assert document["unfilled"] == []
    assert {row["table"]: row["rows"] for row in named(document, "last")["rows"]} == {
        "public.egg": 2,
        "public.hen": 2,
        "public.orders": 2,
        "public.users": 2,
    }


def test_tables_that_cannot_be_given_rows_are_named_in_every_format(tmp_path):
    never = f"{CIRCLE}; ALTER TABLE hen ADD CHECK (md5(egg::text) = 'x')"
    files = pairs(circle=(never, "DROP TABLE egg, hen CASCADE"), last=LAST)
    run = ("verify", "--files", "--rows", "2", "--server", project.SERVER[0])

    document = verify(tmp_path, files, "--files", "--rows", "2")

    assert [entry["table"] for entry in document["unfilled"]] == ["public.egg", "public.hen"]
    assert all("violates check constraint" in entry["why"] for entry in document["unfilled"])
    assert {row["table"] for row in named(document, "last")["rows"]} == {"public.orders", "public.users"}
    assert "rows are missing in public.egg: new row" in fixer(tmp_path, *run).stdout
    section = fixer(tmp_path, *run, "--output-format", "markdown").stdout
    assert "- Rows are missing in `public.hen`: new row" in section


CALLING = (
    "CREATE FUNCTION busy() RETURNS int LANGUAGE plpgsql AS $$ BEGIN LOCK TABLE users; RETURN 1; END $$; "
    "CREATE TABLE made AS SELECT busy() AS n"
)
BEYOND = {
    "with a way back": ("DROP TABLE made; DROP FUNCTION busy()", "3 of 3 migrations proved on"),
    "without one": ("", "2 of 2 migrations proved on"),
}


@pytest.mark.parametrize(("down", "said"), BEYOND.values(), ids=BEYOND)
def test_what_a_written_migration_locks_unannounced_is_said_and_counted_and_fails_nothing(
    down, said, tmp_path
):
    files = pairs(
        calling=(CALLING, down), as_announced=("ALTER TABLE orders ADD y int", "ALTER TABLE orders DROP y")
    )
    beyond = "takes AccessExclusiveLock on public.users, announced was none"

    document = verify(tmp_path, files, "--files")
    found = {one["migration"]: one["unannounced"] for one in (*document["proofs"], *document["measured"])}
    shown = fixer(tmp_path, "verify", "--files", "--server", project.SERVER[0])
    section = fixer(
        tmp_path, "verify", "--files", "--server", project.SERVER[0], "--output-format", "markdown"
    )

    assert document["proved"]
    assert found == {"tables": [], "calling": [beyond], "as_announced": []}
    for text in (shown.stdout, section.stdout):
        assert said in text
        assert "Locks or rewrites of 1 migration are not as announced." in text
        assert beyond in text


@pytest.mark.slow
@pytest.mark.parametrize("example", ["agent-tasks", "content-platform", "creator-suite", "language-practice"])
def test_the_plans_for_the_examples_are_proved_with_rows(example, tmp_path):
    project, _out = copied(example, tmp_path)

    document = verify(project, {}, "--unsafe", "--rows", "5")

    jsonschema.validate(document, schema.schema(Document, "fixer verify"))
    assert document["proved"]
    assert document["unfilled"] == []
    assert document["judged_by"] == ["introspection", "pg_dump"]
    assert all(proof["restored"] and proof["reapplied"] for proof in document["proofs"])
    assert any(proof["cleared"] for proof in document["proofs"])
    assert all(row["kept_after_down"] for proof in document["proofs"] for row in proof["rows"])
    locks = [lock for proof in document["proofs"] for lock in proof["locks"]]
    assert [lock for lock in locks if lock["announced"] != lock["taken"]] == []
    assert {lock["taken"] for lock in locks} & {"ShareLock", "ShareUpdateExclusiveLock"}


@pytest.mark.slow
@pytest.mark.parametrize("example", ["agent-tasks", "content-platform", "creator-suite", "language-practice"])
def test_what_was_applied_to_the_examples_is_proved_as_files(example, tmp_path):
    """What a team would run on the pull request: every file that fixer wrote holds, each for itself."""
    project, out = copied(example, tmp_path)
    done = fixer(project, "apply", "--out", out, "--unsafe", "--extend-select", "missing-down", "--now", NOW)
    assert done.returncode == 0, done.stderr

    document = verify(project, {}, "--files")

    assert document["proved"]
    assert document["measured"] == []  # none is without a way back
    migrations = [
        path
        for path in (project / out).rglob("*.sql")
        if not path.name.endswith((".down.sql", ".online.sql"))
    ]
    assert len(document["proofs"]) == len([path for path in migrations if path.parent.name != "rollbacks"])


COMMENT = (Path(__file__).parents[2] / "templates/sql/comment.sql.j2").read_text()
LOCKING = COMMENT + ";\nDO $$ BEGIN LOCK TABLE public.users IN ACCESS EXCLUSIVE MODE; END $$;\n"
SPOILT = {".fixer/templates/sql/comment.sql.j2": LOCKING}
"""A template of the project's own that locks more than its statements announce."""


def test_a_lock_that_was_not_announced_is_caught(tmp_path):
    project, _out = copied("agent-tasks", tmp_path)

    document = verify(project, SPOILT, code=1)

    spoilt = named(document, "comments")
    assert spoilt["problems"] == ["takes AccessExclusiveLock on public.users, announced was none"]
    assert spoilt["unannounced"] == spoilt["problems"]
    assert named(document, "index_connectors_user_id")["proved"]


def test_what_a_migration_sets_is_gone_with_its_session(tmp_path):
    """Its way back runs on another day, and so do the migrations after it."""
    files = pairs(
        path=(
            "CREATE SCHEMA app; SET search_path = app; CREATE TABLE t (id int)",
            "DROP TABLE t; DROP SCHEMA app",
        ),
        next=("CREATE TABLE t (id int)", "DROP TABLE public.t"),
    )

    document = verify(tmp_path, files, "--files", code=1)

    assert named(document, "path")["failure"]["message"] == 'table "t" does not exist'
    assert named(document, "next")["proved"]


CLERK = "CREATE ROLE fixer_test_clerk; GRANT SELECT ON orders TO fixer_test_clerk"
UNCLERK = "DROP OWNED BY fixer_test_clerk; DROP ROLE fixer_test_clerk"
SHARED = "; GRANT SET ON PARAMETER log_min_duration_sample TO fixer_test_clerk"
ROLES = {
    "its way back removes it": ((CLERK, UNCLERK), True),
    "its way back leaves it": ((CLERK, "REVOKE ALL ON orders FROM fixer_test_clerk"), False),
    "it has what all databases share": ((CLERK + SHARED, UNCLERK), True),
    "it stays, with what all databases share": ((CLERK + SHARED, ""), True),
}


@pytest.mark.parametrize("name", ROLES)
def test_a_role_that_a_migration_makes_is_made_by_it_and_gone_in_the_end(name, tmp_path, server):
    """Also where another migration is wrong, after which all before it run again on another database."""
    if "share" in name and binaries.major(server.binaries) < 15:
        pytest.skip("privileges on parameters are new in PostgreSQL 15")
    halves, proved = ROLES[name]
    files = pairs(
        role=halves, wrong=("ALTER TABLE orders ADD x int", "SELECT 1"), right=WRITTEN["a right way back"][0]
    )

    document = verify(tmp_path, files, "--files", code=1)

    failed = [proof["migration"] for proof in document["proofs"] if not proof["proved"]]
    assert failed == (["wrong"] if proved else ["role", "wrong"])
    with psycopg.connect(project.SERVER[0]) as connection:
        assert (
            connection.execute("SELECT FROM pg_roles WHERE rolname = 'fixer_test_clerk'").fetchone() is None
        )


def test_an_error_in_the_user_s_own_migration_is_named_with_its_place(tmp_path):
    files = {"migrations/000001_tables.up.sql": TABLES + "\n\nALTER TABLE orders ADD x nonsense;\n"}

    said = refused(tmp_path, files)

    assert 'migrations/000001_tables.up.sql:7:26: type "nonsense" does not exist' in said
    assert "SQLSTATE 42704, from PostgreSQL 1" in said


def test_a_migration_that_wants_an_extension_which_is_not_there_is_not_provable(tmp_path):
    files = pairs(extended=("CREATE EXTENSION nowhere", "DROP EXTENSION nowhere"))

    document = verify(tmp_path, files, "--files", code=1)

    proof = named(document, "extended")
    assert proof["problems"] == ["not provable here: the extension nowhere is not on this server"]
    assert named(document, "tables")["proved"]
    assert "000002_extended.up.sql:1:1" in document["notes"][0]


@pytest.mark.slow
def test_nothing_is_written_and_the_same_run_says_the_same(tmp_path):
    project, _out = copied("content-platform", tmp_path)
    before = tree(project)

    first, second = (fixer(project, "verify", "--now", NOW) for _run in range(2))

    assert tree(project) == before
    assert first.stdout == second.stdout
    assert "4 of 4 migrations proved" in first.stdout


def test_the_pull_request_s_section_is_markdown(tmp_path):
    project, _out = copied("agent-tasks", tmp_path)

    done = fixer(project, "verify", "--unsafe", "--output-format", "markdown", "--now", NOW)

    lines = done.stdout.splitlines()
    assert lines[0] == "### Proof"
    assert "| `lib/db/migrations/0027_comments.sql` | ✓ | 8 gone | ShareUpdateExclusive | ✓ | ✓ |" in lines
    assert "| `public.tasks` | application, user 1 | all → own | all → own | all → own | all → own |" in lines


def test_apply_verify_writes_what_was_proved_and_leaves_out_the_rest(tmp_path):
    project, out = copied("agent-tasks", tmp_path)
    write(project, SPOILT)

    done = fixer(project, "apply", "--out", out, "--verify", "--now", NOW)

    new = sorted(path.name for path in (project / out).glob("00[23]*") if path.name > "0027")
    assert done.returncode == 1
    assert "left out:" in done.stderr
    assert not any("comment" in name for name in new)
    assert any("index" in name for name in new)


@pytest.mark.slow
def test_one_that_is_not_proved_takes_no_other_with_it(tmp_path):
    """Neither those of its own migration, nor those before it, which are not run again once it failed."""
    patterns = "".join(
        f"[[rules.missing-check.patterns]]\ncolumns = {column!r}\ncheck = {check!r}\n"
        for column, check in (("a", "{column} > 0"), ("b", "lower({column}) = 1"), ("c", "{column} > 0"))
    )
    files = {
        "migrations/1_t.up.sql": "CREATE TABLE public.t (a int, b int, c int);\n"
        "CREATE TABLE public.users (id int PRIMARY KEY, t int REFERENCES public.users);\n",
        "migrations/1_t.down.sql": "DROP TABLE public.users; DROP TABLE public.t;\n",
        "fixer.toml": f'select = ["missing-check", "unindexed-foreign-key"]\n{patterns}',
    }
    write(tmp_path, files)

    done = fixer(tmp_path, "apply", "--out", "migrations", "--verify", "--now", NOW)

    made = "".join(path.read_text() for path in (tmp_path / "migrations").glob("*.up.sql"))
    assert (done.returncode, done.stderr.count("left out:")) == (1, 1)
    assert "function lower(integer) does not exist" in done.stderr
    assert "CHECK (a > 0)" in made and "CHECK (c > 0)" in made and "CREATE INDEX" in made
    assert "lower" not in made


@pytest.mark.slow
def test_apply_verify_writes_everything_where_everything_is_proved(tmp_path):
    project, out = copied("agent-tasks", tmp_path)
    other, _out = copied("agent-tasks", tmp_path / "other")

    done = fixer(project, "apply", "--out", out, "--verify", "--now", NOW)
    plain = fixer(other, "apply", "--out", out, "--now", NOW)

    assert (done.returncode, plain.returncode) == (0, 0)
    assert tree(project) == tree(other)


def test_the_locks_of_written_migrations_are_held_against_those_announced(tmp_path: Path) -> None:
    """What a DO block takes is shown, too, and not held against anything: nothing could be announced of it."""
    up = """ALTER TABLE orders ADD CONSTRAINT known CHECK (note <> '');
DO $$ BEGIN ALTER TABLE users ADD COLUMN late int; END $$;
"""
    down = "ALTER TABLE users DROP late; ALTER TABLE orders DROP CONSTRAINT known"
    document = verify(tmp_path, pairs(change=(up, down)), "--files")

    found = [
        (lock["statement"].split()[0], lock["relation"], lock["announced"], lock["taken"], lock["told"])
        for lock in document["proofs"][-1]["locks"]
    ]
    assert found == [
        ("ALTER", "public.orders", "AccessExclusiveLock", "AccessExclusiveLock", True),
        ("DO", "public.users", "", "AccessExclusiveLock", False),
    ]


UPDATES = {
    # an extension as it is, the version wanted, what may be said of it, what is shown of the way back
    "functions": ("pg_trgm VERSION '1.3'", "1.6", [], ["pg_trgm stays at version 1.6: "]),
    "views, which it locks": (
        "pg_stat_statements VERSION '1.7'", "1.10", [], ["pg_stat_statements stays at version 1.10: "],
    ),
    "there already": ("pg_trgm VERSION '1.6'", "1.6", [], []),
    "no such version": (
        "pg_trgm VERSION '1.3'", "9.9",
        ['not provable here: extension "pg_trgm" has no update path from version "1.3" to version "9.9"'], [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UPDATES)
def test_an_extension_s_new_version_stays_and_nothing_else_does(name, tmp_path):
    extension, version, problems, stays = UPDATES[name]
    only, _, _said = extension.partition(" ")
    of = '"name": "extension_versions_outdated", "level": "WARN", "cache_key": "x"'
    lint = f'[{{{of}, "metadata": {{"extension_name": "{only}", "default_version": "{version}"}}}}]'
    made = f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON FUNCTIONS TO anon; CREATE EXTENSION {extension};"
    files = {"migrations/000001_a.up.sql": f"CREATE ROLE anon; {made}", "lints.json": lint}

    document = verify(tmp_path, files, "--findings", "lints.json", "--unsafe", code=int(bool(problems)))

    if name == "there already":
        assert document["proofs"] == []
        return
    proof = named(document, f"update_{only}")
    assert proof["problems"] == problems
    assert [text.startswith(start) for text, start in zip(proof["stays"], stays, strict=True)] == [
        True
    ] * len(stays)


def test_a_way_back_that_forgets_more_than_a_version_is_seen(tmp_path):
    """Beside an extension's new version, which stays, the dump tells nothing; what is introspected does."""
    up = "CREATE EXTENSION pg_trgm VERSION '1.3'; CREATE TABLE t (a int)"
    change = ("ALTER EXTENSION pg_trgm UPDATE TO '1.6'; ALTER TABLE t ADD b int", "SELECT 1")

    document = verify(
        tmp_path, pairs(first=(up, "DROP TABLE t; DROP EXTENSION pg_trgm"), change=change), "--files", code=1
    )

    assert named(document, "change")["not_restored"] == ["table public.t"]


NOT_VALID = (
    "ALTER TABLE orders ADD CONSTRAINT known CHECK (note <> '') NOT VALID",
    "ALTER TABLE orders DROP CONSTRAINT known",
)
VALIDATED = ("ALTER TABLE orders VALIDATE CONSTRAINT known", "SELECT 1 -- nothing to undo")
PARTITIONED = (
    "CREATE TABLE parts (id int) PARTITION BY RANGE (id); CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (9)",
    "DROP TABLE parts",
)
BUILT = (
    "CREATE INDEX parts_id ON ONLY parts (id); CREATE INDEX part_id ON part (id)",
    "DROP INDEX IF EXISTS part_id; DROP INDEX IF EXISTS parts_id",
)
ATTACHED = ("ALTER INDEX parts_id ATTACH PARTITION part_id", "DROP INDEX parts_id")
ONE_NOTE = ("CREATE UNIQUE INDEX one_note ON orders (note)", "DROP INDEX IF EXISTS one_note")
AS_KEY = (
    "ALTER TABLE orders ADD CONSTRAINT one_note UNIQUE USING INDEX one_note",
    "ALTER TABLE orders DROP CONSTRAINT one_note",
)
IS_SET = (
    "ALTER TABLE orders ADD CONSTRAINT known CHECK (note IS NOT NULL) NOT VALID",
    "ALTER TABLE orders DROP CONSTRAINT IF EXISTS known",
)
REQUIRED = (
    "ALTER TABLE orders ALTER note SET NOT NULL, DROP CONSTRAINT known",
    "ALTER TABLE orders ADD CONSTRAINT known CHECK (note IS NOT NULL) NOT VALID, ALTER note DROP NOT NULL",
)
TOGETHER = {
    "a validated constraint goes with the migration that made it": (
        {"checks": NOT_VALID, "validate": VALIDATED},
        {"validate": "checks"},
        [],
    ),
    "other migrations between them": (
        {"checks": NOT_VALID, "sent": WRITTEN["a right way back"][0], "validate": VALIDATED},
        {"validate": "checks"},
        [],
    ),
    "something else is left beside it": (
        {"checks": NOT_VALID, "validate": (f"{VALIDATED[0]}; ALTER TABLE orders ADD sent date", VALIDATED[1])},
        {},
        ["validate"],
    ),
    "the constraint is not what it was": (
        {
            "checks": NOT_VALID,
            "validate": (VALIDATED[0], "ALTER TABLE orders DROP CONSTRAINT known, ADD CONSTRAINT known CHECK (note <> 'x')"),
        },
        {},
        ["validate"],
    ),
    "an attached index goes with the migration that built it": (
        {"parts": PARTITIONED, "built": BUILT, "attached": ATTACHED},
        {"attached": "built"},
        [],
    ),
    "an index that became a constraint's goes with the migration that built it": (
        {"built": ONE_NOTE, "key": AS_KEY},
        {"key": "built"},
        [],
    ),
    "a CHECK that has proved a column NOT NULL comes back unproved": (
        {"checks": IS_SET, "validate": VALIDATED, "required": REQUIRED},
        {"validate": "checks", "required": "checks"},
        [],
    ),
    "a CHECK that is dropped and does not come back": (
        {"checks": IS_SET, "validate": VALIDATED, "required": (REQUIRED[0], "ALTER TABLE orders ALTER note DROP NOT NULL")},
        {"validate": "checks"},
        ["required"],
    ),
    "an index that an earlier migration attached is not a later one's": (
        {"parts": PARTITIONED, "built": BUILT, "attached": ATTACHED, "later": ("SELECT 1", "DROP INDEX parts_id")},
        {"attached": "built"},
        ["later"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOGETHER)
def test_what_nothing_can_undo_by_itself_comes_back_with_the_migration_that_made_it(name, tmp_path):
    halves, completed_by, wrong = TOGETHER[name]

    document = verify(tmp_path, pairs(**halves), "--files", code=int(bool(wrong)))

    proofs = {proof["migration"]: proof for proof in document["proofs"]}
    assert {name for name, proof in proofs.items() if not proof["proved"]} == set(wrong)
    shown = {name: proof["restored_with"] for name, proof in proofs.items() if proof["restored_with"]}
    assert shown == completed_by


def test_a_constraint_that_was_there_before_all_stays_validated_and_that_is_said(tmp_path):
    files = pairs(checks=(NOT_VALID[0], ""), validate=VALIDATED)

    document = verify(tmp_path, files, "--files")

    assert named(document, "validate")["stays"] == [
        "public.orders.known stays validated: only a constraint that is dropped and made anew is NOT VALID"
    ]


RETYPED = """
CREATE TABLE items (id bigint PRIMARY KEY, slug varchar(9) NOT NULL, shop bigint,
    kind varchar(9) NOT NULL, CONSTRAINT kinds CHECK ("items"."kind" IN ('x', 'y')));
--> statement-breakpoint
CREATE UNIQUE INDEX slugs ON items (slug, shop) WHERE "items"."slug" <> '';
"""


def test_an_index_that_a_change_of_type_makes_again_is_not_built_by_hand_before(tmp_path):
    """It is there. And its CHECK, which says the table before the column, lets rows in as the new type does."""
    entry = {"idx": 0, "version": "7", "when": 1767225600000, "tag": "0000_items", "breakpoints": True}
    journal = json.dumps({"version": "7", "dialect": "postgresql", "entries": [entry]})
    files = {"drizzle/0000_items.sql": RETYPED, "drizzle/meta/_journal.json": journal}

    document = verify(tmp_path, files, "--select", "varchar-column", "--unsafe", "--rows", "4")

    assert all(proof["proved"] for proof in document["proofs"])
    assert any(proof["rows"] for proof in document["proofs"])
    assert document["unfilled"] == []
    assert (
        fixer(tmp_path, "apply", "--select", "varchar-column", "--unsafe", "--out", "drizzle").returncode == 0
    )
    assert list((tmp_path / "drizzle").glob("*.online.sql")) == []


def test_a_table_of_the_schema_s_own_files_is_no_tool_s_whatever_it_is_called(tmp_path):
    """A dump has the table in which a migration tool keeps what is applied: its finding was said to be still there."""
    dump = {"dump.sql": "CREATE TABLE public.schema_migrations (version varchar PRIMARY KEY);\n"}

    document = verify(
        tmp_path, dump, "dump.sql", "--platform", "supabase", "--unsafe", "--select", "table-in-api"
    )

    assert document["proved"] is True
    assert [len(proof["cleared"]) for proof in document["proofs"]] == [2]
