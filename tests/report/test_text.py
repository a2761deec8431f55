"""The plan for a person: what becomes of everything, and the same harmless bytes in every pipe."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from fixer.model import (
    Applicability,
    Diagnostic,
    Finding,
    Fix,
    Location,
    Migration,
    ObjectRef,
    Plan,
    PlannedMigration,
    Refusal,
    Satisfied,
    Statement,
)
from fixer.report import safe
from fixer.report.console import console
from fixer.report.outcomes import by_source, listed, outcomes, totals
from fixer.report.text import render
from fixer.request import Summary

SUMMARY = Summary("migrations", "golang-migrate", 2, 3, 1, seconds=0.5)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(plan: Plan, diff: str = "", summary: Summary = SUMMARY) -> str:
    out = io.StringIO()
    render(plan, summary, diff, console(out))
    return out.getvalue()


def on_terminal(plan: Plan, diff: str = "") -> str:
    out = Terminal()
    target = Console(
        file=out, force_terminal=True, color_system="standard", width=120, markup=False, highlight=False
    )
    render(plan, SUMMARY, diff, target)
    return out.getvalue()


def refused(names: list[str], reason: str, code: str = "data", decide: str = "") -> Plan:
    refs = [ObjectRef("table", "public", name) for name in names]
    findings = [Finding("some-rule", "fixer", "some-rule", ref, "m", f"some-rule:{ref.name}") for ref in refs]
    return Plan(
        refusals=tuple(
            Refusal(f, code, reason.format(f"public.{n}"), decide.format(n))
            for f, n in zip(findings, names, strict=True)
        )
    )


def phrases(plan: Plan) -> list[str]:
    (outcome,) = outcomes(plan, {})
    return outcome.phrases


def test_the_whole_of_a_plan(full):
    assert (
        shown(full, "--- a/x\n")
        == """\
migrations/  golang-migrate  2 migrations  3 tables, 1 function

  found                     fix     what becomes of it
  0099_new               1          1 refused: no fixer answers
  missing-check          1  unsafe  1 mended: orders.total
  missing-comment        1          1 refused: no text for public.lines (write one)
  mutable-search-path    1  safe    1 mended: close_order(bigint)
  rls-disabled           1          1 ignored: in the baseline: a server only
  unindexed-foreign-key  2  safe    1 mended: orders.orders_customer_id_fkey · 1 satisfied: lines by
                                    lines_pkey
  unqualified-name       2  safe    1 mended, together with mutable-search-path · 1 edited in place:
                                    migrations/000002_v.up.sql

  9 problems (10 findings): 4 mended by 4 migrations, 1 by editing 1 pending file, 1 satisfied, 2
  refused, 1 ignored.
  supabase: 2 findings: 1 mended, 1 refused.
  Proved on the model: each fix clears its finding and leads to no new one without an answer; the
  ways back restore the schema.

  000003 index_orders
      locks SHARE UPDATE EXCLUSIVE orders  reads ✓ writes ✓  outside a transaction
      up    CREATE INDEX CONCURRENTLY i ON public.orders (customer_id)
      back  DROP INDEX i
  000004 check_indexes
      locks none on tables
      up    DO 'x'
      back  nothing to undo
  000005 close_order
      locks none on tables
      up    CREATE FUNCTION f()
      back  DROP TABLE public.notes
      !     on the way back: data-loss: all rows of notes are gone
  000006 total  unsafe
      locks ACCESS EXCLUSIVE orders  reads ✗ writes ✗ for a moment
      up    ALTER TABLE public.orders ADD CHECK (total >= 0) NOT VALID
      look  SELECT FROM public.orders WHERE total < 0 -- a row means a negative total
      back  ALTER TABLE public.orders

  edited in place, since not applied anywhere yet
  migrations/000002_v.up.sql  1 place  unqualified-name

  warning  migrations/000001_a.up.sql:3:2: not modelled
  note     external, assumed to exist: auth.users

--- a/x
"""
    )


def test_an_empty_plan_says_so():
    assert shown(Plan()) == (
        "migrations/  golang-migrate  2 migrations  3 tables, 1 function\n\n  Nothing was found.\n\n"
    )


def test_what_a_rule_is_worth_is_told_where_nothing_was_mended(full):
    summary = replace(SUMMARY, applicability={"rls-disabled": "unsafe", "other": "safe"})

    assert re.search(r"rls-disabled +1  unsafe  ", shown(full, summary=summary))


@pytest.mark.parametrize("variable", ["COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"])
def test_a_pipe_gets_the_same_bytes_whatever_the_environment_says(full, monkeypatch, variable):
    expected = shown(full, "+x\n")

    monkeypatch.setenv(variable, "1" if variable != "COLUMNS" else "43")

    assert shown(full, "+x\n") == expected
    assert "\x1b" not in expected
    assert all(line == line.rstrip() for line in expected.splitlines())


def test_how_long_it_took_is_for_a_terminal_only(full):
    assert "0.50 s" in on_terminal(full)
    assert "0.5" not in shown(full)


def test_a_terminal_gets_colours(full):
    text = on_terminal(full, "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n")

    assert "\x1b[31m-old\x1b[0m" in text
    assert "\x1b[32m+new\x1b[0m" in text


HOSTILE = [
    ("\x1b]0;owned\x07", r"\x1b]0;owned\x07"),
    ("\x9b31m", r"\x9b31m"),
    ("a\rb", r"a\x0db"),
    ("a\u202eb", r"a\u202eb"),
    ("a\u2028b", r"a\u2028b"),
    ("\udcff", r"\udcff"),
    ("[red]x[/red] :smile:", "[red]x[/red] :smile:"),
    ("Größe 表 ✓", "Größe 表 ✓"),
]


@pytest.mark.parametrize(("text", "harmless"), HOSTILE)
def test_what_a_terminal_would_obey_is_written_out_and_nothing_else(text, harmless):
    assert safe.block(f"{text}\n\t") == f"{harmless}\n\t"


@pytest.mark.parametrize(
    "text", [text for text, _harmless in HOSTILE if "\x1b" in text or "\x9b" in text or "[" in text]
)
def test_texts_of_findings_never_reach_the_terminal_as_they_are(text):
    ref = ObjectRef("table", text, text)
    finding = Finding("some-rule", text, text, ref, text, f"k:{text}", Location(text, 1, 1))
    fix = Fix(finding, text, text, "slug", findings=(finding,))
    migration = Migration(text, (Statement(text),), (Statement(text),), (fix,), down_summary=(text,))
    plan = Plan(
        migrations=(PlannedMigration(migration, ()),),
        satisfied=(Satisfied(replace(finding, key="b"), text),),
        refusals=(Refusal(replace(finding, key="c"), "data", text, text),),
        diagnostics=(Diagnostic("warning", text, Location(text, 1, 1)),),
    )

    for written in (shown(plan, text), on_terminal(plan, text)):
        assert "\x1b]" not in written
        assert "\x9b" not in written
        if "[red]" in text:
            assert "[red]x[/red] :smile:" in written


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b", "c"], "a, b, c"),
        (["a", "b", "c", "d"], "a, b, c and 1 more"),
        ([str(n) for n in range(2000)], "0, 1, 2 and 1,997 more"),
    ],
)
def test_long_lists_are_three_examples_and_a_number(names, expected):
    assert listed(names) == expected


def test_one_reason_for_many_objects_is_one_phrase_with_the_words_of_the_first():
    plan = refused(["a1", "b1", "c1", "d1", "e1"], "no text for {}", decide="put it above {}")

    assert phrases(plan) == [
        "5 refused: no text for public.a1 (put it above a1); likewise b1, c1, d1 and 1 more"
    ]


def test_a_table_that_is_called_like_a_word_of_the_reason_is_not_told_apart():
    plan = refused(["rules", "comment", "t"], "no text for {}", decide="say it in [rules.missing-comment]")

    assert phrases(plan) == [
        "3 refused: no text for public.rules (say it in [rules.missing-comment]); likewise comment, t"
    ]


def test_different_reasons_stay_apart_the_most_frequent_first():
    plan = Plan(refusals=(*refused(["a1"], "one").refusals, *refused(["b1", "c1"], "two").refusals))

    assert phrases(plan) == ["2 refused: two; likewise c1", "1 refused: one"]


def test_what_only_needs_unsafe_is_listed_without_its_reasons():
    plan = refused(["a1", "b1"], "why {}", "unsafe", "{} is changed: pass --unsafe to have it written")

    assert phrases(plan) == ["2 refused without --unsafe: a1, b1"]


def test_very_many_reasons_do_not_flood_the_table():
    plan = Plan(refusals=tuple(refused([f"t{n}"], f"reason {'x' * n}").refusals[0] for n in range(9)))

    assert phrases(plan)[-1] == "5 refused for 5 other reasons: see --output-format json"


def test_three_reports_of_one_problem_are_one_problem(full):
    assert (totals(full).findings, totals(full).problems) == (10, 9)
    assert list(by_source(full)) == [("supabase", 2, [(1, "mended"), (1, "refused")])]


def test_reports_that_name_no_object_are_not_taken_for_one():
    finding = Finding("r", "x", "r", None, "m", "r:x/r", Location("a.sql", 1, 1))
    other = replace(finding, location=Location("a.sql", 9, 1))
    plan = Plan(refusals=tuple(Refusal(f, "unresolved", "no idea") for f in (finding, other)))

    assert totals(plan).problems == 2
    assert phrases(plan) == ["2 refused: no idea; likewise a.sql:9:1"]


def test_a_plan_of_very_many_migrations_shows_thirty_and_says_how_many_more(full):
    (first, *_rest) = full.migrations

    text = shown(Plan(migrations=(first,) * 100))

    assert text.count("locks SHARE UPDATE EXCLUSIVE") == 30
    assert "and 70 more migrations, all of them in the diff" in text


def test_a_long_statement_is_one_line_of_a_hundred_columns():
    statement = Statement("SELECT\n" + "'表'\n" * 200)
    migration = Migration("m", (statement,), (), ())

    lines = shown(Plan(migrations=(PlannedMigration(migration, ()),))).splitlines()

    (line,) = [line for line in lines if line.startswith("      up")]
    assert line.endswith("…")
    assert len(line) <= 100


def test_an_unsafe_fix_is_marked(full):
    fix = full.migrations[0].migration.fixes[0]
    migration = replace(
        full.migrations[0].migration, fixes=(replace(fix, applicability=Applicability.UNSAFE),)
    )

    text = shown(Plan(migrations=(replace(full.migrations[0], migration=migration),)))

    assert "000003 index_orders  unsafe" in text


LONG_PATH = f"packages/database/src/{'migrations_of_a_folder_/' * 4}20260101000000_create_members.sql"


@pytest.mark.parametrize(
    "plan",
    [
        refused(["a"], f"{LONG_PATH} says otherwise"),
        Plan(diagnostics=(Diagnostic("warning", "it is odd", Location(LONG_PATH, 3, 1)),)),
        Plan(diagnostics=(Diagnostic("info", f"{LONG_PATH} is odd"),)),
    ],
    ids=["what becomes of a finding", "the place of a warning", "a note"],
)
def test_in_a_pipe_the_name_of_a_file_is_never_broken(plan):
    assert LONG_PATH in shown(plan)
