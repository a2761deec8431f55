"""Event triggers that change the schema themselves: what they do when they fire is not known here, and said."""

from __future__ import annotations

import pytest
from helpers import notes

FUNCTION = """
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE command record;
BEGIN
    FOR command IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE command_tag IN ('CREATE TABLE', 'ALTER TABLE') LOOP
        {}
    END LOOP;
END $$
"""
TRIGGER = "CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION watch()"


@pytest.mark.parametrize(
    "does",
    [
        "EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', command.object_identity);",
        "CREATE TABLE IF NOT EXISTS log (at timestamptz);",
    ],
)
def test_that_an_event_trigger_changes_the_schema_is_said(does: str) -> None:
    assert notes(TRIGGER, FUNCTION.format(does)) == [
        "what event trigger watching does from here on is not followed: it may have changed anything"
    ]


@pytest.mark.parametrize(
    "does", ["NOTIFY changed, 'reload';", "RAISE NOTICE 'create %', command.object_identity;"]
)
def test_an_event_trigger_that_only_tells_changes_nothing(does: str) -> None:
    assert notes(TRIGGER, FUNCTION.format(does)) == []
