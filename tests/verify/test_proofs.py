"""What is proved, and what is caught: a wrong way back, wrong locks, errors in the user's own files."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import psycopg
import pytest
from e2e.tools import NOW, copied, fixer, tree, write
from verify import project
from verify.project import SENT, TABLES, named, pairs, refused, verify

from fixer.report import schema
from fixer.report.proof_document import Document
from fixer.verify import binaries

WRITTEN = {
    "a right way back": (SENT, []),
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
    files = pairs(role=halves, wrong=("ALTER TABLE orders ADD x int", "SELECT 1"), right=SENT)

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


def test_a_table_of_the_schema_s_own_files_is_no_tool_s_whatever_it_is_called(tmp_path):
    """A dump has the table in which a migration tool keeps what is applied: its finding was said to be still there."""
    dump = {"dump.sql": "CREATE TABLE public.schema_migrations (version varchar PRIMARY KEY);\n"}

    document = verify(
        tmp_path, dump, "dump.sql", "--platform", "supabase", "--unsafe", "--select", "table-in-api"
    )

    assert document["proved"] is True
    assert [len(proof["cleared"]) for proof in document["proofs"]] == [2]
