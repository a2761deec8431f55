"""`missing-down`: the ways back that a folder lacks, in the plan's own form: shown, written all or none, proved, told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from e2e.tools import NOW, fixer, tree, write

from fixer import pipeline
from fixer.bot.body import Shown, body
from fixer.bot.groups import groups_of
from fixer.render import Templates
from fixer.request import Request

ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY, status text NOT NULL);\n"
SHOP = {
    "migrations/000001_orders.up.sql": ORDERS,
    "migrations/000001_orders.down.sql": "DROP TABLE orders;\n",
    "migrations/000002_paid.up.sql": "ALTER TABLE orders ADD COLUMN paid boolean;\n",
    "migrations/000003_closed.up.sql": "UPDATE orders SET status = 'closed';\n",
}
SELECT = ("--select", "missing-down", "--now", NOW)
REVIEW = "## Issue: no rollback files\n\nNone of the migrations has a rollback script.\n"


def planned(folder: Path, *arguments: str) -> dict[str, Any]:
    done = fixer(folder, "plan", "--output-format", "json", *arguments)
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def given(document: dict[str, Any]) -> list[str]:
    return [fix["target"] for entry in document["ways_back"] for fix in entry["fixes"]]


def answers(document: dict[str, Any], where: str) -> list[dict[str, Any]]:
    return [entry for entry in document[where] if entry["rule"] in ("missing-down", "rollback")]


def test_it_is_looked_for_only_where_it_is_asked_for(tmp_path):
    write(tmp_path, SHOP)

    assert planned(tmp_path)["ways_back"] == []
    assert given(planned(tmp_path, *SELECT)) == ["000002_paid"]


def test_what_stays_lost_is_refused_by_its_sentence_and_written_when_that_is_said(tmp_path):
    write(tmp_path, SHOP)

    (refusal,) = planned(tmp_path, *SELECT)["refusals"]
    document = planned(tmp_path, *SELECT, "--unsafe")

    assert (refusal["target"], refusal["code"]) == ("000003_closed", "unsafe")
    assert "UPDATE cannot be undone" in refusal["reason"]
    assert given(document) == ["000002_paid", "000003_closed"]
    assert [entry["lost"] for entry in document["ways_back"]] == [
        [],
        ["Line 1: UPDATE cannot be undone: the earlier values are gone."],
    ]


def test_the_plan_shows_the_file_its_statements_and_the_diff(tmp_path):
    write(tmp_path, SHOP)

    shown = fixer(tmp_path, "plan", *SELECT).stdout

    assert "1 given a way back: 000002_paid" in shown
    assert "000002_paid  migrations/000002_paid.down.sql" in shown
    assert "+++ b/migrations/000002_paid.down.sql" in shown
    assert "+ALTER TABLE public.orders DROP COLUMN paid;" in shown


def test_apply_writes_what_fixer_down_writes_and_then_nothing(tmp_path):
    write(tmp_path / "a", SHOP)
    write(tmp_path / "b", SHOP)

    applied = fixer(tmp_path / "a", "apply", *SELECT, "--unsafe", "--out", "migrations")
    fixer(tmp_path / "b", "down")

    assert applied.returncode == 0, applied.stderr
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    again = fixer(tmp_path / "a", "apply", *SELECT, "--unsafe", "--out", "migrations")
    assert (again.returncode, tree(tmp_path / "a")) == (0, tree(tmp_path / "b"))


def test_a_migration_never_changes_but_where_it_holds_both_halves(tmp_path):
    text = f"-- migrate:up\n{ORDERS}"
    write(tmp_path, {"migrations/20260101000000_orders.sql": text})

    fixer(tmp_path, "apply", *SELECT, "--out", "migrations")

    written = (tmp_path / "migrations/20260101000000_orders.sql").read_text()
    assert written.startswith(text)
    assert written.endswith("DROP TABLE public.orders;\n")


def test_a_section_goes_along_with_an_edit_of_the_same_file(tmp_path):
    write(
        tmp_path,
        {
            "migrations/20260101000000_orders.sql": f"-- migrate:up\n{ORDERS}\n-- migrate:down\nDROP TABLE orders;\n",
            "migrations/20260102000000_paid.sql": "-- migrate:up\nALTER TABLE orders ADD COLUMN paid boolean;\n",
        },
    )
    arguments = (
        "--select",
        "missing-down,unqualified-name",
        "--pending-from",
        "20260102000000",
        "--now",
        NOW,
    )

    done = fixer(tmp_path, "apply", *arguments, "--out", "migrations")

    assert done.returncode == 0, done.stderr
    text = (tmp_path / "migrations/20260102000000_paid.sql").read_text()
    assert "ALTER TABLE public.orders ADD COLUMN paid boolean;" in text
    assert text.endswith("ALTER TABLE public.orders DROP COLUMN paid;\n")


def test_a_review_that_asks_for_rollbacks_is_answered_for_each_migration(tmp_path):
    write(tmp_path, {**SHOP, "review.md": REVIEW})

    document = planned(tmp_path, "--findings", "review.md")

    assert given(document) == ["000002_paid"]
    assert [entry["target"] for entry in answers(document, "refusals")] == ["000003_closed"]


def test_a_review_that_names_migrations_means_those(tmp_path):
    text = "## Issue: no rollback for migrations 000001-000002\n\nThere is no rollback script for them.\n"
    write(tmp_path, {**SHOP, "review.md": text})

    document = planned(tmp_path, "--findings", "review.md")

    assert given(document) == ["000002_paid"]
    assert [(entry["target"], entry["by"]) for entry in answers(document, "satisfied")] == [
        ("000001_orders", "000001_orders has a way back")
    ]
    assert answers(document, "refusals") == []


def test_a_review_is_satisfied_where_every_migration_has_one(tmp_path):
    write(tmp_path, {**dict(list(SHOP.items())[:2]), "review.md": REVIEW})

    (entry,) = answers(planned(tmp_path, "--findings", "review.md"), "satisfied")

    assert entry["by"] == "the folder as it is: missing-down holds for no migration"


def test_one_file_is_no_folder_to_look_at(tmp_path):
    write(tmp_path, {"schema.sql": ORDERS, "review.md": REVIEW})

    document = planned(tmp_path, "schema.sql", "--findings", "review.md")
    (refusal,) = answers(document, "refusals")

    assert (refusal["code"], refusal["reason"]) == (
        "unresolved",
        "there is no folder of migrations to look at",
    )


def test_what_does_not_fit_its_schema_is_refused_with_its_place_and_the_others_are_not(tmp_path):
    write(
        tmp_path,
        {**SHOP, "migrations/000003_closed.up.sql": "ALTER TABLE orders DROP COLUMN no_such;\n"},
    )

    document = planned(tmp_path, *SELECT)

    assert given(document) == ["000002_paid"]
    (refusal,) = document["refusals"]
    assert "migrations/000003_closed.up.sql:1:1: this does not fit the schema" in refusal["reason"]


def test_a_baseline_and_an_ignored_key_leave_it_alone(tmp_path):
    write(tmp_path, SHOP)

    document = planned(tmp_path, *SELECT, "--ignore", "missing-down:000002_paid")

    assert given(document) == []
    assert [entry["target"] for entry in document["ignored"]] == ["000002_paid"]


def test_a_pull_request_shows_the_files_and_what_stays_lost(tmp_path, monkeypatch):
    write(tmp_path, SHOP)
    monkeypatch.chdir(tmp_path)
    outcome = pipeline.run(Request(cwd=tmp_path, select=("missing-down",), unsafe=True))
    (group,) = groups_of(outcome.plan, "rule").values()

    text = body(Shown(group, outcome, None, "it was not asked for."), Templates())

    assert list(group.digests) == ["missing-down:000002_paid", "missing-down:000003_closed"]
    assert group.unsafe
    assert "`migrations/000002_paid.down.sql`, the way back of `000002_paid`" in text
    assert "ALTER TABLE public.orders DROP COLUMN paid;" in text
    assert "- Line 1: UPDATE cannot be undone" in text
    assert "How to run it" not in text


@pytest.mark.slow
def test_each_way_back_is_proved_on_the_schema_that_its_migration_met(tmp_path):
    write(tmp_path, {**SHOP, "migrations/000004_gone.up.sql": "DROP TABLE orders;\n"})

    done = fixer(tmp_path, "verify", *SELECT, "--unsafe", "--rows", "3", "--output-format", "json")

    assert done.returncode == 0, done.stdout + done.stderr
    proofs = json.loads(done.stdout)["proofs"]
    assert [(proof["path"], proof["restored"], proof["reapplied"]) for proof in proofs] == [
        (f"migrations/{name}.down.sql", True, True)
        for name in ("000002_paid", "000003_closed", "000004_gone")
    ]


@pytest.mark.slow
def test_a_template_that_does_not_lead_back_is_found_out_and_left_out(tmp_path):
    write(
        tmp_path,
        {
            **SHOP,
            ".fixer/templates/layouts/golang-migrate/down.sql.j2": "SELECT 1;\n",
        },
    )

    done = fixer(tmp_path, "apply", *SELECT, "--out", "migrations", "--verify")

    assert done.returncode == 1
    assert "left out: migrations/000002_paid.down.sql: its way back does not restore" in done.stderr
    assert not (tmp_path / "migrations/000002_paid.down.sql").exists()


@pytest.mark.slow
def test_what_a_do_block_did_is_seen_on_a_scratch_server(tmp_path):
    block = "DO $$ BEGIN EXECUTE 'ALTER TABLE orders ADD COLUMN ' || reverse('tni x'); END $$;\n"
    write(tmp_path, {**SHOP, "migrations/000003_closed.up.sql": block})

    document = planned(tmp_path, *SELECT)

    assert given(document) == ["000002_paid", "000003_closed"]
    assert document["ways_back"][1]["down"][0]["sql"] == "ALTER TABLE public.orders DROP COLUMN x"
