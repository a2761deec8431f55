"""The JSON of a plan is an interface: its shape is published, and nothing is in it twice or missing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from fixer.model import Plan
from fixer.report import document, schema

PUBLISHED = Path(__file__).parents[2] / "docs" / "plan.schema.json"


def read(plan: Plan) -> dict:
    return json.loads(document.text(plan))


def findings_in(written: dict) -> list[dict]:
    fixes = [fix for migration in written["migrations"] for fix in migration["fixes"]]
    entries = [*fixes, *(e for name in ("edits", "satisfied", "refusals", "ignored") for e in written[name])]
    return [finding for entry in entries for finding in entry["findings"]]


def test_the_published_schema_is_the_one_of_the_code():
    assert PUBLISHED.read_text() == schema.text()


def test_the_published_schema_is_a_valid_schema():
    jsonschema.Draft202012Validator.check_schema(json.loads(PUBLISHED.read_text()))


def test_a_plan_with_everything_and_an_empty_one_follow_the_published_schema(full):
    validator = jsonschema.Draft202012Validator(json.loads(PUBLISHED.read_text()))

    assert [*validator.iter_errors(read(full)), *validator.iter_errors(read(Plan()))] == []


@pytest.mark.parametrize("name", ["version", "migrations", "edits", "diagnostics"])
def test_the_schema_does_not_pass_what_lacks_a_field_or_has_another(name):
    validator = jsonschema.Draft202012Validator(json.loads(PUBLISHED.read_text()))
    written = read(Plan())

    assert list(validator.iter_errors(written | {"more": 1}))
    assert list(validator.iter_errors({k: v for k, v in written.items() if k != name}))


def test_every_finding_is_there_exactly_once_even_where_a_fix_takes_two_migrations(full):
    written = read(full)

    assert sorted((f["source"], f["rule"], f["target"] or "") for f in findings_in(written)) == [
        ("fixer", "missing-check", "public.orders.total"),
        ("fixer", "missing-comment", "public.lines"),
        ("fixer", "mutable-search-path", "public.close_order(bigint)"),
        ("fixer", "rls-disabled", "public.orders"),
        ("fixer", "unindexed-foreign-key", "public.lines"),
        ("fixer", "unindexed-foreign-key", "public.orders.orders_customer_id_fkey"),
        ("fixer", "unqualified-name", "public.close_order(bigint)"),
        ("fixer", "unqualified-name", "public.orders"),
        ("supabase", "0099_new", "public.gone"),
        ("supabase", "unindexed_foreign_keys", "public.orders.orders_customer_id_fkey"),
    ]


def test_a_split_fix_is_in_each_of_its_migrations_under_one_key(full):
    first, second = read(full)["migrations"][:2]

    assert [fix["key"] for fix in first["fixes"]] == [fix["key"] for fix in second["fixes"]]


def test_a_finding_keeps_its_own_tools_spelling_and_place(full):
    theirs = [f for f in findings_in(read(full)) if f["rule"] == "unindexed_foreign_keys"]

    assert theirs == [
        {
            "source": "supabase",
            "rule": "unindexed_foreign_keys",
            "path": "lints.json",
            "line": 4,
            "target": "public.orders.orders_customer_id_fkey",
        }
    ]


def test_a_migration_has_its_statements_locks_and_hazards(full):
    migration = read(full)["migrations"][0]

    assert migration["up"] == [
        {
            "sql": "CREATE INDEX CONCURRENTLY i\n    ON public.orders (customer_id)",
            "transactional": False,
            "locks": [{"relation": "public.orders", "mode": "ShareUpdateExclusiveLock"}],
            "hazards": [],
        }
    ]
    assert migration["files"][1] == {"path": "migrations/000003_index_orders.up.sql", "content": "up\n"}


def test_every_file_that_apply_writes_is_there_the_journal_too(full):
    paths = [file["path"] for migration in read(full)["migrations"] for file in migration["files"]]

    assert paths[-1] == "migrations/meta/_journal.json"
    assert len(paths) == len(set(paths)) == 9


def test_an_edit_is_a_diff_of_the_file_as_it_is(full):
    (edit,) = read(full)["edits"]

    assert edit["diff"].splitlines()[-3:] == [
        " CREATE VIEW v AS",
        "-SELECT FROM orders;",
        "+SELECT FROM public.orders;",
    ]


def test_the_same_answer_to_two_reports_of_one_thing_is_one_entry(full):
    refusal = full.refusals[0]
    again = replace(refusal, finding=replace(refusal.finding, source="eugene"))
    other = replace(refusal, reason="another reason")

    written = read(Plan(refusals=(refusal, again, other)))

    assert [len(entry["findings"]) for entry in written["refusals"]] == [2, 1]


def test_the_same_plan_gives_the_same_bytes(full):
    assert document.text(full) == document.text(full)


def test_what_a_terminal_would_obey_is_escaped_and_comes_back(full):
    odd = replace(full.diagnostics[0], message="a\x1b[2J\x9b2J\u202eb\u2028c")

    text = document.text(Plan(diagnostics=(odd,)))

    assert text.replace("\n", "").isprintable()
    assert json.loads(text)["diagnostics"][0]["message"] == odd.message


def test_a_path_that_is_no_utf8_still_gives_json_that_can_be_written(full):
    odd = replace(full.diagnostics[0], message="caf\udce9")

    text = document.text(Plan(diagnostics=(odd,)))

    assert json.loads(text.encode())["diagnostics"][0]["message"] == "caf\udce9"
