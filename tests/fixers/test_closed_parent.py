"""closed-parent: by which columns a row leads to what is closed."""

from __future__ import annotations

import pytest
from helpers_names import catalog_of, fixer

from fixer.model import Finding, Fix, ObjectRef, Refusal
from fixer.registry import Options

closed_parent = fixer("closed_parent")
SESSIONS = "CREATE TABLE sessions (id bigint PRIMARY KEY, is_completed boolean NOT NULL);"
MESSAGES = "CREATE TABLE messages (session_id bigint REFERENCES sessions {});"


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        (SESSIONS + MESSAGES.format(""), Fix),
        (MESSAGES.format("(id)") + SESSIONS, Fix),
        (MESSAGES.format("") + SESSIONS, Refusal),  # by which columns is not known: it came later
    ],
)
def test_it_has_to_be_known_by_which_columns(sql: str, wanted: type) -> None:
    said = [("rejects what a completed session gets", ["is_completed = true"])]
    table = ObjectRef("table", "public", "messages")
    finding = Finding(
        "closed-parent", "review", "closed-parent", table, "", "key", data={"said": said, "named": [table]}
    )

    answer = closed_parent.fix(finding, catalog_of(sql), Options())

    assert isinstance(answer, wanted)
