"""A policy that ends a command with an error is told from one that keeps rows."""

from __future__ import annotations

import pytest
from verify.project import verify
from verify.reached import ALL, NONE, PLAIN, SUPABASE, every, rows_of, table_of

from fixer.model import Access, Raised
from fixer.report.proof import good, reach
from fixer.verify.access_questions import COMMANDS

OWN_ROWS = "user_id = (SELECT auth.uid())"
ACTIVATED = {
    "policies that work": (f"USING ({OWN_ROWS})", {}),
    "a policy that reads its own table": (
        f"USING (body IN (SELECT n.body FROM notes n WHERE {OWN_ROWS}))",
        dict.fromkeys(COMMANDS, "42P17"),
    ),
    "a check that reads its own table": (
        f"USING ({OWN_ROWS}) WITH CHECK (body IN (SELECT n.body FROM notes n))",
        {"insert": "42P17", "update": "42P17"},
    ),
    "a policy that divides by zero": (
        f"USING ({OWN_ROWS} AND 1 / (length(body) - length(body)) = 1)",
        dict.fromkeys(COMMANDS, "22012"),
    ),
    "a policy that reads a table that the role may not read": (
        f"USING ({OWN_ROWS} AND EXISTS (SELECT FROM secrets))",
        dict.fromkeys(COMMANDS, "42501"),
    ),
}


@pytest.mark.parametrize("name", ACTIVATED)
def test_a_fix_with_which_a_policy_that_is_there_fails_is_not_proved(name, tmp_path):
    """Each of them was said to reach nothing, and taken as meant: the application gets an error on every statement."""
    policy, failing = ACTIVATED[name]
    secrets = "CREATE TABLE secrets (id int); REVOKE ALL ON secrets FROM authenticated;"
    files = {
        "supabase/config.toml": "",
        "supabase/migrations/20240101000000_a.sql": f"{SUPABASE}{secrets} CREATE POLICY p ON notes TO authenticated {policy};",
    }

    chosen = ("--unsafe", "--select", "rls-disabled")
    document = verify(tmp_path, files, *chosen, code=1 if failing else 0)

    (shown,) = (row for row in rows_of(document, "public.notes") if row["who"] == "authenticated, user 1")
    assert {error["command"]: error["sqlstate"] for error in shown["errors"]} == failing
    assert {error["when"] for error in shown["errors"]} <= {"after"}
    said = [problem for proof in document["proofs"] for problem in proof["problems"]]
    for command, state in failing.items():
        (named,) = (p for p in said if p.startswith(f"authenticated, user 1 gets an error on {command} of"))
        assert state in named
    assert bool(said) == bool(failing)


@pytest.mark.parametrize("name", ["a policy that reads its own table", "policies that work"])
def test_a_policy_that_failed_before_as_it_does_now_is_no_fault_of_what_changes(name, tmp_path):
    policy, failing = ACTIVATED[name]
    asked = "CREATE POLICY also ON notes FOR DELETE TO service_role USING (true)"
    there = f"{SUPABASE} ALTER TABLE notes ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON notes TO authenticated {policy};"
    files = {"supabase/config.toml": "", "supabase/migrations/20240101000000_a.sql": there, "a.sql": asked}

    document = verify(tmp_path, files, "--unsafe", "--select", "suggested-sql", "--sql", "a.sql")

    (shown,) = (row for row in rows_of(document, "public.notes") if row["who"] == "authenticated, user 1")
    assert {(error["when"], error["command"]) for error in shown["errors"]} == {
        (when, command) for when in ("before", "after") for command in failing
    }


@pytest.mark.parametrize(
    ("identity", "errors"),
    [
        ("current_setting('app.user_id')::bigint", {("application, nobody", "22P02")}),
        ("nullif(current_setting('app.user_id', true), '')::bigint", set()),
    ],
)
def test_an_identity_that_fails_for_nobody_alone_keeps_rows_as_well_as_one_that_is_null(
    identity, errors, tmp_path
):
    settings = f'[rules.rls-disabled]\nidentity = "{identity}"\n'
    files = {"migrations/0001_a.sql": PLAIN, "fixer.toml": settings}

    document = verify(tmp_path, files, "--unsafe", "--select", "rls-disabled")

    rows = rows_of(document, "public.tasks")
    assert {(row["who"], error["sqlstate"]) for row in rows for error in row["errors"]} == errors
    assert table_of(document, "public.tasks")["application, nobody"][1] == every(NONE)


_RECURSION = Raised("42P17", 'infinite recursion detected in policy for relation "rec"')
_NO_ID = Raised("22P02", "no id", expected=True)
_WANTED = ("user 1",)


@pytest.mark.parametrize(
    ("before", "after", "promised", "cell", "fine"),
    [
        (ALL, _RECURSION, _RECURSION, "error: infinite recursion… (42P17)", False),
        (ALL, _RECURSION, _WANTED, "error: infinite recursion… (42P17)", False),
        (_RECURSION, _RECURSION, _RECURSION, "error: infinite recursion… (42P17)", True),
        (Raised("22012", "x"), _RECURSION, _RECURSION, "error: infinite recursion… (42P17)", False),
        (ALL, _NO_ID, _NO_ID, "error: no id (22P02)", True),
        (ALL, _WANTED, _WANTED, "own", True),
        (ALL, (), _WANTED, "none", False),
        (None, None, None, "refused", True),
    ],
)
def test_a_cell_names_the_error_and_is_good_only_where_nothing_broke(before, after, promised, cell, fine):
    reached = [dict.fromkeys(COMMANDS, whose) for whose in (before, after, promised)]

    access = Access("public.rec", "authenticated, user 1", *reached)

    assert reach(access, "after") == [cell] * len(COMMANDS)
    assert good(access) == [fine] * len(COMMANDS)
