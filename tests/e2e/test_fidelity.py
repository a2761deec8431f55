"""The catalog that is read without a server is right: what is printed from it makes the very same database."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.tools import EXAMPLES, MIGRATIONS, sources, up
from postgres import Postgres

from fixer.catalog.catalog import Catalog
from fixer.ddl.difference import difference
from fixer.layouts.base import MigrationSource
from fixer.replay import replay

SCHEMAS = sorted((Path(__file__).parent / "fidelity").glob("*.sql"))


def empty() -> Catalog:
    """What every new database has."""
    return replay([]).catalog


def printed(catalog: Catalog) -> str:
    return ";\n".join(s.sql for s in difference(empty(), catalog, concurrently=False)) + ";\n"


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_a_schema_printed_from_the_catalog_is_the_schema(path, server: Postgres):
    text = path.read_text()
    replayed = replay([MigrationSource("1", path.stem, str(path), text)])
    with server.database() as original, server.database() as copy:
        server.psql(original, text)
        server.psql(copy, printed(replayed.catalog))

        assert server.dump(copy) == server.dump(original)


@pytest.mark.parametrize("name", sorted(MIGRATIONS))
def test_an_example_printed_from_the_catalog_is_the_example(name, server: Postgres):
    layout, migrations = sources(EXAMPLES / name / MIGRATIONS[name])
    platform = "supabase" if layout == "supabase" else "plain"
    replayed = replay(migrations)
    with server.database(platform) as original, server.database(platform) as copy:
        up(server, original, layout, migrations)
        server.psql(copy, printed(replayed.catalog))

        assert server.dump(copy) == server.dump(original)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_every_statement_has_a_way_back(path, server: Postgres):
    """Statement by statement: after each one and the difference back, the dump is what it was."""
    text = path.read_text()
    replayed = replay([MigrationSource("1", path.stem, str(path), text)])
    back = difference(replayed.catalog, empty(), concurrently=False)
    with server.database() as url:
        before = server.dump(url)
        server.psql(url, text)
        server.psql(url, ";\n".join(s.sql for s in back))

        assert server.dump(url) == before
