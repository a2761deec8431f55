"""What one rule's fix leads to that another selected rule finds is answered in the same plan, and proved with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from e2e.tools import fixer
from verify.project import verify

TABLE = {"migrations/000001_t.up.sql": "CREATE TABLE t (id serial PRIMARY KEY, note text);\n"}
SERIAL, IDENTITY = "serial-column", "identity-by-default"
BOTH = ("--select", f"{SERIAL},{IDENTITY}")


def _rules(document: dict[str, Any]) -> dict[str, list[str]]:
    mended = {fix["rule"] for migration in document["migrations"] for fix in migration["fixes"]}
    others = {name: [one["rule"] for one in document[name]] for name in ("refusals", "ignored")}
    return {"mended": sorted(mended), **others}


@pytest.mark.parametrize(
    ("config", "flags", "mended", "refused", "ignored"),
    [
        ("", ("--select", "serial-column"), [SERIAL], [], []),
        ("", (*BOTH, "--unsafe"), [IDENTITY, SERIAL], [], []),
        ("", BOTH, [SERIAL], [IDENTITY], []),
        (
            f'ignore = [{{ key = "{IDENTITY}:public.t.id", reason = "as it is" }}]\n',
            (*BOTH, "--unsafe"),
            [SERIAL],
            [],
            [IDENTITY],
        ),
    ],
    ids=["alone", "mended", "not without --unsafe", "ignored"],
)
def test_what_a_fix_leads_to_that_another_selected_rule_finds_is_answered_and_proved(
    config, flags, mended, refused, ignored, tmp_path: Path
):
    document = verify(tmp_path, {**TABLE, "fixer.toml": config}, *flags)
    planned = json.loads(fixer(tmp_path, "plan", "--output-format", "json", *flags).stdout)

    assert _rules(planned) == {"mended": mended, "refusals": refused, "ignored": ignored}
    assert document["proved"] is True


def test_it_may_be_found_at_another_table_than_the_one_that_was_changed(tmp_path: Path):
    sql = """CREATE TABLE events (id bigint NOT NULL); CREATE UNIQUE INDEX events_id ON events (id);
    CREATE TABLE notes (id bigint PRIMARY KEY, event_id bigint NOT NULL);"""

    document = verify(
        tmp_path,
        {"migrations/000001_a.up.sql": sql},
        "--unsafe",
        "--select",
        "missing-primary-key,missing-foreign-key",
    )

    cleared = [one["rule"] for proof in document["proofs"] for one in proof["cleared"]]
    assert sorted(cleared) == ["missing-foreign-key", "missing-primary-key"]
    assert document["proved"] is True
