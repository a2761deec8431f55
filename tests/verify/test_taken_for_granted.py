"""Extensions that migrations use and none creates, as somebody does it beforehand: they are there, and it is said."""

from __future__ import annotations

import pytest
from e2e.tools import fixer, write
from postgres import Postgres
from verify.project import named, verify

from fixer.verify.standins import needed

SAID = {
    'type "citext" does not exist': "citext",
    'type "public.citext[]" does not exist': "citext",
    "function uuid_generate_v4() does not exist; No function matches the given name": "uuid-ossp",
    "function public.crypt(text, text) does not exist": "pgcrypto",
    'operator class "gin_trgm_ops" does not exist for access method "gin"': "pg_trgm",
    "function extensions.crypt(text) does not exist": "",
    "function nobody_makes_it(integer) does not exist": "",
    'relation "citext" does not exist': "",
}


@pytest.mark.parametrize("message", SAID)
def test_what_is_not_there_is_known_by_the_extension_that_has_it(message: str):
    assert needed(message) == SAID[message]


@pytest.fixture
def _has_citext(server: Postgres):
    with server.database() as url:
        if not server.psql(url, "SELECT 1 FROM pg_available_extensions WHERE name = 'citext'").strip():
            pytest.skip("citext is not installed here")


USES = {
    "migrations/000001_a.up.sql": "CREATE TABLE a (mail citext);",
    "migrations/000001_a.down.sql": "DROP TABLE a;",
}
NOTE = "the extension citext was there beforehand: the migrations use it, and none creates it"
LATER = {
    "migrations/000002_b.up.sql": "CREATE EXTENSION citext;",
    "migrations/000002_b.down.sql": "DROP EXTENSION citext;",
}


@pytest.mark.usefixtures("_has_citext")
def test_an_extension_that_no_migration_creates_is_there_beforehand(tmp_path):
    files = verify(tmp_path, USES, "--files")
    plan = verify(tmp_path, {**USES, "change.sql": "ALTER TABLE a ADD other citext"}, "--sql", "change.sql")

    assert named(files, "a")["proved"]
    assert NOTE in files["notes"]
    assert plan["proofs"]
    assert all(proof["proved"] for proof in plan["proofs"])
    assert NOTE in plan["notes"]


@pytest.mark.usefixtures("_has_citext")
def test_one_that_a_later_migration_creates_is_missing_before_it(tmp_path, server):
    write(tmp_path, {**USES, **LATER})

    done = fixer(tmp_path, "verify", "--files", "--server", server.url.format("postgres"))

    assert done.returncode == 2
    assert 'type "citext" does not exist' in done.stderr
