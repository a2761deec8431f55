"""What is made anew is the same as it was, also where it was read from the time of day."""

from __future__ import annotations

import json

import pytest
from e2e.tools import fixer
from verify.project import named, pairs, verify

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
