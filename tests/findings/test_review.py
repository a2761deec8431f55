"""A review in Markdown is read by its words: remedies, claims, severities, and what asks for nothing."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest

from fixer.findings import Report, read
from fixer.findings.review import drizzle, words
from fixer.findings.suggestion import suggestions
from fixer.texts.encoding import repaired


def review(text: str) -> tuple[Report, ...]:
    return read("review.md", dedent(text))


def asked(text: str) -> list[Report]:
    return [report for report in review(text) if not report.aside]


SQL_BLOCK = """
```sql
CREATE INDEX a_b ON a (b);
```
"""


@pytest.mark.parametrize(
    ("above", "is_remedy"),
    [
        ("**Recommendation:** Add it:", True),
        ("**Suggestion:** Add:", True),
        ("**Fix**:", True),
        ("**Option A: One** (Recommended)\n\n**SQL**:", True),
        ("**Evidence:**", False),
        ("**Current State:**", False),
        ("**Example:**", False),
        ("**Before**:", False),
        ("**Migration 0003** (fix):", False),
        ("", True),  # in a section about a problem
    ],
)
def test_code_is_a_remedy_where_the_nearest_word_says_so(above: str, is_remedy: bool) -> None:
    found = asked(f"### Issue 1: Missing index\n\n{above}\n{SQL_BLOCK}")

    assert any(report.suggestion == "CREATE INDEX a_b ON a (b)" for report in found) is is_remedy


def test_comments_in_a_block_part_what_is_from_what_is_wanted() -> None:
    found = asked("""
        ## Indexes

        ```sql
        -- Existing index
        CREATE INDEX a_b ON a (b);
        -- Recommended
        CREATE INDEX a_c ON a (c);
        ```
        """)

    assert [report.suggestion for report in found] == ["CREATE INDEX a_c ON a (c)"]


@pytest.mark.parametrize(
    "heading",
    ["### ✅ GOOD: Indexes", "### ‚úì GOOD: Indexes", "### Strengths", "#### **✅ Well Implemented**"],
)
def test_praise_is_read_and_not_acted_on_however_it_is_encoded(heading: str) -> None:
    (report,) = review(f"{heading}\n\nAll fine.\n{SQL_BLOCK}")

    assert report.aside
    assert report.suggestion is None


@pytest.mark.parametrize(
    ("heading", "text", "level", "word"),
    [
        ("Issue 1: Missing index", "**Severity:** LOW-MEDIUM", "warning", "LOW-MEDIUM"),
        ("Issue 1: Missing index", "**Severity:** CRITICAL (if exposed)", "error", "CRITICAL"),
        ("Issue 1: Missing index", "**Impact:** LOW - rare.", "info", "LOW"),
        ("🔴 CRITICAL-1: Missing index", "", "error", "CRITICAL"),
        ("üî¥ Missing index", "", "error", "\N{LARGE RED CIRCLE}"),
        ("Missing index", "", "warning", ""),
    ],
)
def test_severities_are_kept(heading: str, text: str, level: str, word: str) -> None:
    heading = heading.replace("üî¥", "\uf8ffüî¥")  # as U+1F534 looks in Mac OS Roman
    (report,) = asked(f"## {heading}\n\n{text}\n{SQL_BLOCK}")

    assert (report.level, report.data.get("severity", "")) == (level, word)


def test_a_level_above_is_that_of_all_below() -> None:
    (report,) = asked(f"# High Priority\n\n## Missing index\n{SQL_BLOCK}")

    assert report.level == "error"


@pytest.mark.parametrize("character", ["–", "→", "✓", "✗", "⚠️", "🔴", "🟡", "├──", "é", "“quoted”"])
@pytest.mark.parametrize("encoding", ["mac_roman", "cp1252"])
def test_text_that_was_read_in_another_encoding_is_put_right(character: str, encoding: str) -> None:
    try:
        broken = character.encode().decode(encoding)
    except UnicodeDecodeError:
        pytest.skip(f"{encoding} has no such bytes")

    assert repaired(f"a {broken} b") == f"a {character} b"
    assert repaired(f"a {character} b") == f"a {character} b"


def test_rows_of_a_table_of_findings_are_findings() -> None:
    rows = review("""
        ## Summary

        | # | Severity | Description |
        |---|---|---|
        | 1 | CRITICAL | `orders.user_id` has no index on its foreign key |
        | 2 | LOW | Comments are short |
        """)

    assert [(r.level, r.rule, bool(r.aside), r.line) for r in rows] == [
        ("error", "foreign-key-index", False, 6),
        ("info", "advice", True, 7),
    ]
    assert rows[0].candidates[0] == "orders.user_id"


def test_rows_that_say_which_foreign_keys_there_are_become_foreign_keys() -> None:
    found = asked("""
        ## Foreign keys

        | Relationship | Source Table | Target Table | On Delete | On Update | Status |
        |---|---|---|---|---|---|
        | `users.id` → `posts.authorId` | posts | users | CASCADE | NO ACTION | ✅ |

        | Foreign Key | ON DELETE |
        |---|---|
        | posts.editor_id → users.id | set null |
        """)

    assert [(r.rule, r.suggestion) for r in found] == [
        (
            "foreign-key",
            "ALTER TABLE posts ADD FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE NO ACTION",
        ),
        (
            "foreign-key",
            "ALTER TABLE posts ADD FOREIGN KEY (editor_id) REFERENCES users (id) ON DELETE SET NULL",
        ),
    ]


def test_indexes_in_prose_are_suggestions_with_or_without_their_table() -> None:
    found = asked("""
        ## Critical Indexes (Immediate)

        1. **Filters**: `posts(status)`, `posts(user_id, created_at DESC)`
        2. **Feeds**: `(status, created_at)`
        """)

    assert [r.suggestion or r.data["template"] for r in found] == [
        "CREATE INDEX ON posts (status)",
        "CREATE INDEX ON posts (user_id, created_at DESC)",
        "CREATE INDEX ON {table} (status, created_at)",
    ]


def test_bullets_that_say_what_a_column_lacks_are_findings() -> None:
    found = asked("""
        ## Missing Indexes

        - `accounts.userId` – No explicit index
        - `keys.user_id` – ✓ Index exists
        - nothing named
        """)

    assert [(r.target, r.rule) for r in found] == [("accounts.userId", "index")]


def test_a_bare_constraint_waits_for_its_table() -> None:
    (report,) = asked("""
        ### 1. Missing check

        **Suggestion:** Add:
        ```sql
        CHECK (done_at IS NULL OR done)
        ```
        """)

    assert report.data["template"] == "ALTER TABLE {table} ADD CHECK (done_at IS NULL OR done)"
    assert report.data["keys"] == ["done", "done_at"]


def test_what_is_no_sql_is_unreadable_with_its_line_and_stops_nothing() -> None:
    first, second = asked("""
        ### Issue: Missing index

        **Fix:**
        ```sql
        CREATE INDEX a ON b (c);
        SET x = date_trunc(, 'week');
        ```
        """)

    assert first.suggestion_problem == ""
    assert (second.line, second.data["code"]) == (7, "unreadable")
    assert second.suggestion_problem.startswith("line 7: not SQL")


REFUSED = [
    "DROP DATABASE shop",
    "COPY t TO PROGRAM 'rm -rf /'",
    "COPY t FROM '/etc/passwd'",
    "DO $$ BEGIN PERFORM 1; END $$",
    "CREATE ROLE x SUPERUSER",
    "ALTER ROLE x SUPERUSER",
    "DROP ROLE x",
    "GRANT admin TO x",
    "ALTER SYSTEM SET fsync = off",
    "ALTER TABLE t OWNER TO x",
    "SET ROLE x",
    "TRUNCATE t",
    "DELETE FROM t",
    "INSERT INTO t VALUES (1)",
    "UPDATE t SET a = 1",
    "SELECT 1",
    "CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS 'import os'",
    "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc', 'system'",
    "LOAD 'x'",
    "ALTER TABLE t ALTER COLUMN a TYPE text USING 'x'",
    "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT pg_read_file(''x'')'",
    "ALTER TABLE t ADD COLUMN x text DEFAULT pg_read_file('/etc/passwd')",
    "CREATE VIEW v AS SELECT pg_catalog.pg_ls_dir('.')",
    "CREATE POLICY p ON t USING (dblink_exec('x', 'y') = 'z')",
    "ALTER TABLE t ADD COLUMN x text DEFAULT extensions.dblink_exec('x', 'y')",
    "CREATE INDEX i ON t (lo_import('/etc/passwd'))",
    "VACUUM FULL t",
    "BEGIN",
    "CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION f()",
    "CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p",
    "REASSIGN OWNED BY a TO b",
]
TAKEN = {
    "CREATE INDEX CONCURRENTLY i ON public.t (a, b DESC)": ("index", "t"),
    "CREATE UNIQUE INDEX i ON t (a)": ("unique", "t"),
    "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)": ("check", "t"),
    "ALTER TABLE t ADD CONSTRAINT c UNIQUE (a)": ("unique", "t"),
    "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES b (id)": ("foreign-key", "t"),
    "ALTER TABLE t ALTER a SET NOT NULL": ("not-null", "t"),
    "ALTER TABLE t ALTER a TYPE int USING a::int": ("column-type", "t"),
    "ALTER TABLE t ADD COLUMN a int": ("column", "t"),
    "ALTER TABLE t ENABLE ROW LEVEL SECURITY": ("row-level-security", "t"),
    "CREATE POLICY p ON t USING (true)": ("policy", "t"),
    "COMMENT ON TABLE public.t IS 'x'": ("comment", "t"),
    "ALTER FUNCTION f() SET search_path = public": ("search-path", None),
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'": ("function", None),
    "CREATE TYPE e AS ENUM ('a')": ("enum-type", None),
    "CREATE EXTENSION IF NOT EXISTS citext": ("extension", None),
    "GRANT SELECT ON t TO anon": ("privileges", None),
    "CREATE VIEW v AS SELECT 1": ("view", "v"),
    "DROP POLICY p ON t": ("drop", None),
    "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()": ("trigger", "t"),
    "CREATE TABLE p PARTITION OF t FOR VALUES IN (1)": ("partitioning", "p"),
}


@pytest.mark.parametrize("sql", REFUSED)
def test_what_is_no_ddl_on_the_schema_is_refused_and_says_so(sql: str) -> None:
    (one,) = suggestions(f"{sql};")

    assert (one.code, one.rule) == ("unsupported", "")
    assert one.problem


@pytest.mark.parametrize("sql", TAKEN)
def test_a_suggestion_is_told_by_what_it_does(sql: str) -> None:
    (one,) = suggestions(f"-- why\n{sql};\n")

    assert (one.problem, one.rule, one.table) == ("", *TAKEN[sql])
    assert (one.sql, one.line, one.comment) == (sql, 1, "why")


def test_a_refused_statement_does_not_take_the_others_with_it() -> None:
    rules = [
        (one.rule, one.code) for one in suggestions("CREATE INDEX i ON t (a); DROP DATABASE x; CREAT x;")
    ]

    assert rules == [("index", ""), ("", "unsupported"), ("", "unreadable")]


DRIZZLE: list[tuple[str, list[Any]]] = [
    ("index('i').on(table.userId)", ["CREATE INDEX i ON {table} (user_id)"]),
    ("index('i').on(table.a.desc(), t.b)", ["CREATE INDEX i ON {table} (a DESC, b)"]),
    ("index('i').on(table.tags).using('gin')", ["CREATE INDEX i ON {table} USING gin (tags)"]),
    (
        "index('i').on(table.at)\n  .where(sql`${table.status} = 'x'`)",
        ["CREATE INDEX i ON {table} (at) WHERE status = 'x'"],
    ),
    ("index('i').on(t.a).include(t.b, t.c)", ["CREATE INDEX i ON {table} (a) INCLUDE (b, c)"]),
    ("uniqueIndex('i').on(t.a)", ["CREATE UNIQUE INDEX i ON {table} (a)"]),
    ("unique('u').on(t.a, t.b)", ["ALTER TABLE {table} ADD CONSTRAINT u UNIQUE (a, b)"]),
    ("check('c', sql`${t.priceCents} >= 0`)", ["ALTER TABLE {table} ADD CONSTRAINT c CHECK (price_cents >= 0)"]),
    (
        "export const tasks = pgTable('tasks', {\n  userId: text('owner').notNull().references(() => users.id, { onDelete: 'cascade' }),\n"
        "  version: integer('version').default(1).notNull(), // new\n}, (t) => [index('i').on(t.userId)])",
        [
            "ALTER TABLE tasks ADD COLUMN owner text NOT NULL",
            "ALTER TABLE tasks ADD FOREIGN KEY (owner) REFERENCES users (id) ON DELETE CASCADE",
            "ALTER TABLE tasks ADD COLUMN version integer DEFAULT 1 NOT NULL",
            "CREATE INDEX i ON tasks (owner)",
        ],
    ),
    ("pgTable('t', {\n  a: text('a').unique(),\n})", ["ALTER TABLE {table} ADD COLUMN"][:0]),
    ("const t = pgTable('t', { ... }, (t) => [index('i').on(t.a)])", ["CREATE INDEX i ON t (a)"]),
    # what is not understood is said
    ("index('i').on(sql`lower(${t.a})`)", [None]),
    ("index('i').on(t.a).where(eq(t.b, 1))", [None]),
    ("check('c', sql`${helper(t.a)} > 0`)", [None]),
    ("const t = pgTable('t', {\n  a: vector('a', { dimensions: 3 }),\n})", [None]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "expected"), DRIZZLE)
def test_drizzle_code_becomes_sql_or_says_what_was_not_read(code: str, expected: list[str | None]) -> None:
    found = list(drizzle.read(code))

    assert [one.sql or None for one in found] == expected
    assert all(one.sql or one.problem.startswith("not read: ") for one in found)


def test_queries_and_types_are_no_drizzle_schema() -> None:
    assert not drizzle.is_drizzle("await db.select().from(tasks).where(eq(tasks.userId, user.id))")
    assert not drizzle.is_drizzle("export type User = typeof users.$inferSelect;")


def test_every_rule_of_a_review_has_a_word_for_it() -> None:
    assert words.rule_of("nothing of the kind") == "advice"
    assert words.rule_of("Functions don't lock search_path") == "search-path"
    assert words.rule_of("Missing Indexes on Foreign Keys") == "foreign-key-index"


HOSTILE = [
    "# a\n" * 2000,
    "- " * 500 + "x",
    "```sql\n" + "(" * 3000,
    "| a | b |\n|---|\n| | | | |\n",
    "## `\x1b[2J` \x00 issue\n\n" + SQL_BLOCK,
    "## Issue\n\n```sql\nCREATE INDEX \"a\nb\" ON \"x\"\"; DROP TABLE y; --\" (c);\n```\n",
    "",
    "\ufeff# Issue: missing index",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_document_breaks_the_reader(text: str) -> None:
    assert isinstance(read("review.md", text), tuple)


@pytest.mark.parametrize(
    ("title", "number"),
    [("Issue 9: Migration metadata directory", 1), ("Missing references", 1), ("Metadata", 0)],
)
def test_a_problem_is_read_whatever_its_heading_reminds_of(title: str, number: int) -> None:
    found = review(f"## {title}\n\nThe migration history lacks documentation that a person can read.\n")

    assert len(found) == number
