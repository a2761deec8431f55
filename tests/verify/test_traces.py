"""What a migration and its way back likely leave in the system catalogs is told by their statements."""

from __future__ import annotations

import pytest

from fixer.verify.script import Script, Way
from fixer.verify.traces import comes_and_goes

NONE = {
    "CREATE TABLE t (a int)": "DROP TABLE t",
    "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'": "DROP FUNCTION f()",
    "ALTER  TABLE t\n ADD a int, ADD CHECK (a > 0)": "ALTER TABLE ONLY t DROP a",
    "ALTER TABLE t ADD b int; UPDATE t SET b = a; ALTER TABLE t ALTER b SET NOT NULL": "ALTER TABLE t DROP b",
    "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u": "ALTER TABLE t DROP CONSTRAINT t_a_fkey",
    "ALTER TABLE t ALTER a SET DEFAULT 1": "ALTER TABLE t ALTER a DROP DEFAULT",
    "ALTER TABLE t SET (fillfactor = 70)": "ALTER TABLE t RESET (fillfactor)",
    "ALTER TABLE t RENAME a TO b": "ALTER TABLE t RENAME COLUMN b TO a",
    "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t": "DROP POLICY p ON t; ALTER TABLE t DISABLE ROW LEVEL SECURITY",
}
SOME = {
    "DROP TABLE t": "CREATE TABLE t (a int)",
    "ALTER TABLE t DROP a": "ALTER TABLE t ADD a int",
    "ALTER TABLE t ALTER a SET DEFAULT 1": "ALTER TABLE t ALTER a SET DEFAULT 2",
    "ALTER TABLE t ALTER a DROP NOT NULL": "ALTER TABLE t ALTER a SET NOT NULL",
    "ALTER TABLE t ADD PRIMARY KEY (a)": "ALTER TABLE t DROP CONSTRAINT t_pkey",
    "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i": "ALTER TABLE t DROP CONSTRAINT u",
    "ALTER TABLE t ADD a int, DROP b": "ALTER TABLE t DROP a, ADD b int",
    "ALTER TABLE t ALTER a TYPE bigint": "ALTER TABLE t ALTER a TYPE int",
    "ALTER TABLE t RENAME TO u": "ALTER TABLE u RENAME TO t",
    "ALTER TABLE t ADD a int": "ALTER TABLE t DROP a; VACUUM t",
}


def _pieces(text: str):
    return Script("", text, Way.EACH).pieces


@pytest.mark.parametrize("up", NONE)
def test_what_is_made_and_dropped_likely_leaves_none(up):
    assert comes_and_goes(_pieces(up), _pieces(NONE[up]))


@pytest.mark.parametrize("up", SOME)
def test_what_is_made_anew_on_the_way_back_leaves_some(up):
    assert not comes_and_goes(_pieces(up), _pieces(SOME[up]))
