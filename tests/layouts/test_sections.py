"""The up half of a file with both halves stands where it stood: positions in it are positions in the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixer.layouts import sections

GONE, KEPT = "GONE", "KEPT"

CASES = {
    "no sections": "KEPT;\n-- KEPT\n",
    "dbmate": "-- GONE\n\n-- migrate:up\n-- KEPT\nKEPT;\n\n-- migrate:down\nGONE;\n",
    "dbmate with options and CRLF": "-- migrate:up transaction:false GONE\r\nKEPT;\r\n"
    "-- migrate:down transaction:false\r\nGONE;\r\n",
    "dbmate, loosely written": "--migrate:up\t\nKEPT\n--   migrate:down  \nGONE\n",
    "dbmate, empty lines after the marker": "-- migrate:up\n\n\nKEPT\n-- migrate:down\n\n\nGONE",
    "dbmate without a way back": "-- migrate:up\nKEPT;",
    "dbmate, not at the start of a line": "-- migrate:up\nKEPT; -- migrate:down\n -- migrate:down\nKEPT\n",
    "dbmate, marker with more words": "-- migrate:up\nKEPT\n-- migrate:down of a KEPT kind\nKEPT\n",
    "dbmate, a second up is a comment": "-- migrate:up\nKEPT\n-- migrate:up\nKEPT\n-- migrate:down\nGONE\n",
    "goose": "-- GONE\n-- +goose Up\nKEPT;\n-- +goose StatementBegin\nKEPT $$ ; $$;\n-- +goose StatementEnd\n"
    "KEPT\n-- +goose Down\nGONE;\n-- +goose StatementBegin\nGONE\n-- +goose StatementEnd\n",
    "goose, loosely written": "--+goose up\r\nKEPT;\r\n--   +goose DOWN\r\nGONE;\r\n",
    "goose, no transaction": "-- +goose NO TRANSACTION\n-- +goose Up\nKEPT\n",
    "goose after a byte order mark": "\ufeff-- +goose Up\nKEPT\n-- +goose Down\nGONE\n",
    "goose, not at the start of a line": "-- +goose Up\n  -- +goose Down KEPT\nKEPT\n",
    "sql-migrate": "-- +migrate Up notransaction\n--KEPT\nKEPT\n-- +migrate Down\nGONE\n-- +migrate Up\nKEPT",
    "sql-migrate with bodies": "-- +migrate Up\n-- +migrate StatementBegin\nKEPT\n-- +migrate StatementEnd\n"
    "-- +migrate Down\nGONE\n",
    "tern": "-- KEPT\nKEPT;\n---- create above / drop below ----\nGONE;\n",
    "tern, its marker behind something": "KEPT; ---- create above / drop below ----GONE\n",
    "tern without a transaction": "---- tern: disable-tx ----\nKEPT;\n\n---- create above / drop below ----\n",
    "node-pg-migrate": "GONE\n-- Up Migration GONE\nKEPT;\n\n-- Down Migration\nGONE;\n",
    "node-pg-migrate, down first": "----down migration----\nGONE;\n --- UP   MIGRATION\nKEPT;\n",
    "words on the halves of a file that has one": "-- Up migration: KEPT\n-- Down migration: KEPT\nKEPT;\n",
    "one word of node-pg-migrate's": "-- Up Migration KEPT\nKEPT\n",
    "non-ASCII": "-- migrate:up\n-- größe KEPT 🐘\nKEPT\n-- migrate:down\n-- größe GONE 🐘\n",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_only_the_up_half_is_left_and_nothing_moves(text: str) -> None:
    up = sections.up(text, "1_a.sql")

    assert GONE not in up
    assert up.count(KEPT) == text.count(KEPT)
    assert len(up) == len(text)
    assert [index for index, char in enumerate(up) if char in "\r\n"] == [
        index for index, char in enumerate(text) if char in "\r\n"
    ]
    assert all(new in (old, " ") for old, new in zip(text, up, strict=True))


def test_markers_are_no_comment_on_what_follows() -> None:
    """`missing-comment` reads the comment above a CREATE TABLE."""
    for text in (
        "-- migrate:up\nKEPT",
        "-- +goose Up\n-- +goose StatementBegin\nKEPT",
        "-- +migrate Up\nKEPT",
    ):
        assert sections.up(text, "a.sql").strip() == "KEPT"


def test_a_file_without_sections_is_the_same_object() -> None:
    text = "SELECT 1; -- no migrate:up here, no +goose Up, no +migrate Up\n"

    assert sections.up(text, "a.sql") is text


LINES = st.sampled_from(
    [
        "-- +goose Up",
        "-- +goose Down",
        "-- +goose StatementBegin",
        "SELECT 1;",
        "",
        "-- x",
        "-- +migrate Up",
        "-- +migrate Down",
        "---- create above / drop below ----",
        "-- Up Migration",
        "-- Down Migration",
    ]
)


@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_positions_hold_in_any_file(lines: list[str], end: str) -> None:
    text = end.join(lines)
    up = sections.up(text, "a.sql")

    assert len(up) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, up, strict=True))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("KEPT\n---- create above / drop below ----\nBACK;\n", "BACK;"),
        ("KEPT\n---- create above / drop below ----\n---- tern: disable-tx ----\nBACK;\n", "BACK;"),
        ("KEPT\n---- create above / drop below ----\n-- BACK\n", None),
        ("-- Up Migration\nKEPT\n-- Down Migration\nBACK;\n", "BACK;"),
        ("-- Down Migration\nBACK;\n-- Up Migration\nKEPT\n", "BACK;"),
        ("-- Up Migration\nKEPT\n-- Down Migration\n-- BACK;\n", None),
        ("-- +goose Up\nKEPT\n", None),
        ("-- +goose Up\nKEPT\n-- +goose down\n", ""),
        ("-- +migrate Up\nKEPT\n", None),
        ("-- +migrate Up\nKEPT\n-- +migrate Down\nBACK;", "BACK;"),
    ],
)
def test_the_down_half_stands_on_its_side_of_the_marker(text: str, wanted: str | None) -> None:
    down = sections.down(text, "1_a.sql")

    assert (down and down.strip()) == wanted
    assert down is None or down.index(wanted or "") == text.index(wanted or "")


def test_tern_is_told_by_half_to_use_no_transaction() -> None:
    alone = "---- tern: disable-tx ----\nA;\n---- create above / drop below ----\nB;\n"

    assert not sections.transactional(alone, "up")
    assert sections.transactional(alone, "down")
    both = "A;\n---- create above / drop below ----\nB;\n"
    ((at, said),) = sections.untransacted(both, alone=True) or ()
    assert not sections.transactional(both[:at] + said + both[at:], "up")
    assert sections.untransacted("-- Up Migration\nA;\n-- Down Migration\n", alone=True) is None
