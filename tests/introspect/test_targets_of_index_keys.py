"""What ALTER INDEX … SET STATISTICS said of an index's keys is read."""

from __future__ import annotations

import psycopg

from fixer.catalog.introspect import introspect
from fixer.catalog.objects import Index

SQL = """
CREATE TABLE t (a int, b int);
CREATE INDEX said ON t ((a + 1), b, (b + 1));
ALTER INDEX said ALTER 1 SET STATISTICS 10;
ALTER INDEX said ALTER 3 SET STATISTICS 0;
CREATE INDEX unsaid ON t ((a + 1), b, (b + 1));
"""


def test_targets_are_those_of_their_keys(server):
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SQL.encode())
        found = {index.ref.name: index.statistics for index in introspect(connection).objects(Index)}

    assert found == {"said": ((1, 10), (3, 0)), "unsaid": ()}
