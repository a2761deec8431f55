"""What PostgreSQL calls an output that has no name is known without it."""

from __future__ import annotations

import psycopg
import pytest
from postgres import Postgres

from fixer.ddl.queries.output_names import output_name, range_alias
from fixer.sql.parse import statement
from fixer.verify.connection import connect

SETUP = "CREATE TYPE r AS (f int); CREATE TABLE a (n text, r r, arr int[])"
EXPRESSIONS = """
current_date
current_time(2)
current_timestamp
localtime
localtimestamp(1)
current_role
current_user
user
session_user
current_catalog
current_schema
current_schema()
(select 1)
(select 1 as x)
(select 1 as x)::text
(select 1)::int
(select 1 as x) + 1
(select a from a limit 1)
(values (1))
(values (1))::text
(select 1 as k union select 2 as l)
exists (select 1)
exists (select 1)::text
array(select 1)
array(select 1)::text[]
1 in (select 1)
coalesce((select 1 as q))
case when true then (select 1 as q) end
case when true then 1 else (select 1 as q) end
case when true then 1 else n::int end
1::int::text
current_date::text
-1
not true
a.n
(a).n
(a.r).f
(array[1, 2])[1]
a.arr[1]
a.*::text
row(1, 2)
array[1]
nullif(1, 2)
greatest(1, 2)
least(1)
interval '1'
date '2020-01-01'
1 is null
n collate "C"
(n collate "C")::varchar
extract(year from now())
position('a' in 'b')
trim(leading from 'a')
now() at time zone 'utc'
collation for (n)
sum(1) over ()
pg_catalog.now()
normalize('a')
1 between 0 and 2
'x'
$$x$$::text
null
a
""".strip().splitlines()
IN_FROM = """
generate_series(1, 2)
current_date
coalesce(1, 2)
pg_catalog.now()
jsonb_each('{}')
nullif(1, 2) with ordinality
rows from (now(), generate_series(1, 2))
a tablesample system (1)
unnest(array[1]) as u
""".strip().splitlines()


@pytest.fixture(scope="module")
def database(server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(SETUP.encode())
        yield connection


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_output_is_called_as_postgresql_calls_it(expression: str, database: psycopg.Connection):
    query = f"SELECT {expression} FROM a LIMIT 0"
    cursor = database.execute(query.encode())
    _kind, tree = statement(query)

    assert cursor.description is not None
    assert output_name(tree["targetList"][0]["ResTarget"]["val"]) == cursor.description[0].name


@pytest.mark.parametrize("item", IN_FROM)
def test_what_stands_in_from_goes_by_the_name_that_postgresql_gives_it(
    item: str, database: psycopg.Connection
):
    _kind, tree = statement(f"SELECT FROM {item}")
    alias = range_alias(tree["fromClause"][0])

    database.execute(f'SELECT "{alias}" IS NULL FROM {item}'.encode())  # a row as a whole, or its only column
