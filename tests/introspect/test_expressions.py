"""Expressions that are stored alike are printed once, and still come as the server prints each of them."""

from __future__ import annotations

import psycopg

from fixer.catalog.introspect import introspect
from fixer.catalog.objects import Constraint, Index, Policy
from tests.postgres import Postgres

ALIKE = """
    CREATE TABLE {t} (a int, b text{more});
    ALTER TABLE {t} ADD CONSTRAINT {t}_c CHECK (a > 0), ADD CONSTRAINT {t}_d CHECK (length(b) < 10),
        ADD CONSTRAINT {t}_e CHECK ({t} IS NOT NULL);
    CREATE INDEX {t}_i ON {t} (b) WHERE a > 3;
    CREATE POLICY p ON {t} USING (a = (SELECT 1 AS one)) WITH CHECK (a > 5);
    CREATE POLICY q ON {t} USING (a = (SELECT {t}.a + 1));
    CREATE POLICY r ON {t} USING (EXISTS (SELECT FROM other t1 WHERE t1.a = {t}.a));
"""
TRUTH = """
    SELECT conrelid::regclass::text, conname, pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0
    UNION ALL SELECT polrelid::regclass::text, 'using ' || polname, pg_get_expr(polqual, polrelid) FROM pg_policy
    UNION ALL SELECT polrelid::regclass::text, 'check ' || polname, pg_get_expr(polwithcheck, polrelid) FROM pg_policy
    WHERE polwithcheck IS NOT NULL
    UNION ALL SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_expr(indpred, indrelid)
    FROM pg_index WHERE indpred IS NOT NULL AND indexrelid >= 16384
"""


def test_what_is_stored_alike_is_read_as_the_server_prints_each(server: Postgres) -> None:
    script = "CREATE TABLE other (a int);" + "".join(
        ALIKE.format(t=table, more=more)
        for table, more in (("t1", ""), ("t2", ", c int"), ("t3", ""), ('"T.4"', ""), ("t5", ""))
    ).replace('"T.4"_', "t4_")
    script += "ALTER TABLE t3 RENAME a TO x; ALTER TABLE t2 RENAME b TO a_b; ALTER TABLE t5 RENAME TO t1_1;"

    with server.database() as url:
        server.psql(url, script)
        with psycopg.connect(url) as connection:
            catalog = introspect(connection)
            connection.execute("SET search_path TO ''")
            truth = {tuple(row) for row in connection.execute(TRUTH)}

    def of(table: str) -> str:
        return f'public."{table}"' if table == "T.4" else f"public.{table}"

    found = {(of(item.table.name), item.ref.name, item.expression) for item in catalog.objects(Constraint)}
    for policy in catalog.objects(Policy):
        found.add((of(policy.table.name), f"using {policy.ref.name}", policy.using))
        if policy.check is not None:
            found.add((of(policy.table.name), f"check {policy.ref.name}", policy.check))
    for index in catalog.objects(Index):
        found.add((of(index.table.name), f"public.{index.ref.name}", index.predicate))
    assert found == truth
    assert len(truth) == 5 * 8
