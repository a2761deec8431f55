"""Every part of an object that a Supabase lint tells is found, wherever the lint has hidden it.

The samples are what splinter.sql gave on PostgreSQL 15 for a small schema with awkward names.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fixer.findings import Report, read
from fixer.model import FixerError

SAMPLES = Path(__file__).parent / "samples"


def sample() -> dict[str, Report]:
    """The last report of each rule."""
    return {report.rule: report for report in read("s", (SAMPLES / "splinter.json").read_text())}


def row(name: str, metadata: Any, cache_key: str = "", **more: Any) -> dict[str, Any]:
    return {"name": name, "level": "WARN", "metadata": metadata, "cache_key": cache_key} | more


def one(name: str, metadata: Any, cache_key: str = "", **more: Any) -> Report:
    (report,) = read("s", json.dumps([row(name, metadata, cache_key, **more)]))
    return report


def parts(report: Report) -> tuple[str | None, ...]:
    return report.kind, report.schema, report.table, report.name, report.args


def test_csv_and_json_say_the_same() -> None:
    assert read("a", (SAMPLES / "splinter.csv").read_text()) == read(
        "b", (SAMPLES / "splinter.json").read_text()
    )


def test_the_shapes_of_the_cli_and_the_api_say_the_same() -> None:
    rows = json.loads((SAMPLES / "splinter.json").read_text())
    camel = [
        {("cacheKey" if key == "cache_key" else key): value for key, value in row.items()} for row in rows
    ]

    assert read("a", json.dumps({"results": camel})) == read("b", json.dumps(rows))
    assert read("a", json.dumps({"lints": rows})) == read("b", json.dumps(rows))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("unindexed_foreign_keys", ("constraint", "public", "notes", "notes_user_fk", None)),
        ("auth_rls_initplan", ("policy", "public", "notes", 'Users read, "own"', None)),
        ("unused_index", ("index", "public", None, "notes_id_2", None)),
        ("multiple_permissive_policies", ("table", "public", None, "notes", None)),
        ("duplicate_index", ("table", "public", None, "notes", None)),
        ("function_search_path_mutable", ("function", "public", None, "f", None)),
        ("rls_disabled_in_public", ("table", "public", None, "users", None)),
        ("unsupported_reg_types", ("column", "My S", "No tes", "d", None)),
        ("rls_policy_always_true", ("policy", "public", "notes", "w", None)),
        (
            "anon_security_definer_function_executable",
            ("function", "public", None, "f", "p_id bigint, t text"),
        ),
    ],
)
def test_the_object_of_each_lint_is_told(rule: str, expected: tuple[str | None, ...]) -> None:
    assert parts(sample()[rule]) == expected


def test_the_schema_of_lint_0001_is_quoted_already_and_the_others_are_not() -> None:
    quoted = one(
        "unindexed_foreign_keys", {"schema": '"My ""S"', "name": "a", "fkey_name": "k", "type": "table"}
    )
    bare = one("no_primary_key", {"schema": '"My', "name": "a", "type": "table"})

    assert parts(quoted) == ("constraint", 'My "S', "a", "k", None)
    assert parts(bare) == ("table", '"My', None, "a", None)


def test_columns_of_a_foreign_key_are_numbers() -> None:
    assert sample()["unindexed_foreign_keys"].data["fkey_columns"] == [2]


def test_overloads_are_told_apart_by_the_hash_of_their_body() -> None:
    reports = read("s", (SAMPLES / "splinter.json").read_text())

    hashes = [r.data["body_md5"] for r in reports if r.rule == "function_search_path_mutable"]

    assert hashes == ["95adb6e77a0884d9e50232cb8c5c969d", "8222fbf4485048374b8751d04bb6c90a"]


def test_role_action_and_policies_come_from_the_text() -> None:
    data = sample()["multiple_permissive_policies"].data

    assert (data["role"], data["action"]) == ("authenticated", "SELECT")
    assert data["policies"] == ['Users read, "own"', "other"]


def test_indexes_and_clauses_are_carried() -> None:
    assert sample()["duplicate_index"].data["indexes"] == ["notes_id_1", "notes_id_2"]
    assert sample()["rls_policy_always_true"].data["with_check"] == "true"
    assert sample()["rls_policy_always_true"].data["roles"] == ["public"]
    assert sample()["unused_index"].data["table"] == "notes"


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (  # the prefix is not the lint's name, and looks like the object
            one("auth_rls_initplan", {"schema": "rls", "name": "init"}, "auth_rls_init_plan_rls_init_plan_p"),
            ("policy", "rls", "init", "plan_p", None),
        ),
        (
            one(
                "rls_references_user_metadata", {"schema": "a", "name": "b"}, "some_new_prefix_a_b_my policy"
            ),
            ("policy", "a", "b", "my policy", None),
        ),
        (
            one("auth_rls_initplan", {"schema": "a", "name": "b"}, "no such thing"),
            ("policy", "a", "b", None, None),
        ),
        (
            one("fkey_to_auth_unique", {"schema": "a", "name": "b", "foreign_key": "k"}),
            ("constraint", "a", "b", "k", None),
        ),
        (
            one("extension_versions_outdated", {"extension_name": "vector", "installed_version": "1"}),
            ("extension", None, None, "vector", None),
        ),
        (
            one("materialized_view_in_api", {"schema": "a", "name": "b", "type": "materialized view"}),
            ("materialized view", "a", None, "b", None),
        ),
        (one("a_lint_of_tomorrow", {}), (None, None, None, None, None)),
        (one("a_lint_of_tomorrow", None), (None, None, None, None, None)),
    ],
)
def test_parts_that_the_metadata_lacks_come_from_the_cache_key(
    report: Report, expected: tuple[str | None, ...]
) -> None:
    assert parts(report) == expected


def test_message_level_and_target_are_for_people() -> None:
    report = one(
        "auth_rls_initplan",
        {"schema": "public", "name": "notes", "type": "table"},
        "auth_rls_init_plan_public_notes_Users read own",
        detail="Table \\`public.notes\\` has a row level security policy",
        level="ERROR",
        remediation="https://supabase.com/docs",
    )

    assert report.message == "Table `public.notes` has a row level security policy"
    assert (report.level, report.target) == ("error", "public.notes.Users read own")
    assert report.data["remediation"] == "https://supabase.com/docs"
    assert (report.path, report.line) == (None, None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"level": "FATAL"}, '"level" to be one of ERROR, WARN, INFO'),
        ({"level": None}, '"level" to be a string'),
        ({"name": 1}, '"name" to be a string'),
        ({"metadata": [1]}, '"metadata" to be an object'),
        ({"metadata": "{"}, '"metadata" to be an object'),
        ({"metadata": {"schema": 5}}, '"schema" in "metadata" to be a string'),
        ({"metadata": {"fkey_name": {"a": 1}}}, '"fkey_name" in "metadata" to be a string'),
        ({"detail": []}, '"detail" to be a string'),
    ],
)
def test_a_row_that_is_no_lints_is_unreadable_and_the_others_are_read(
    changes: dict[str, Any], message: str
) -> None:
    rows = [row("no_primary_key", {}), row("no_primary_key", {}) | changes]

    good, bad = read("s.json", "[\n" + ",\n".join(map(json.dumps, rows)) + "]")

    assert good.rule == "no_primary_key"
    assert message in bad.problem
    assert (bad.path, bad.line) == ("s.json", 3)


def test_a_file_without_a_single_good_row_is_an_error_with_the_place_of_the_first() -> None:
    rows = [row("no_primary_key", {}) | {"level": "LOUD"}, row("no_primary_key", {}) | {"level": 1}]

    with pytest.raises(FixerError, match="level") as error:
        read("s.json", "[\n" + ",\n".join(map(json.dumps, rows)) + "]")

    assert str(error.value).startswith("s.json:2:")


def test_an_unreadable_row_of_a_csv_is_named_by_the_line_where_it_begins() -> None:
    text = (
        "name,level,detail,metadata,cache_key\n"
        'no_primary_key,WARN,"over\r\ntwo lines",{},x\n'
        "no_primary_key,LOUD,,{},x\n"
        "no_primary_key,WARN,,{}\n"
    )

    _good, loud, short = read("s.csv", text)

    assert (loud.line, loud.column) == (4, 1)
    assert "level" in loud.problem
    assert (short.line, short.problem) == (5, "expected 5 fields, found 4")
