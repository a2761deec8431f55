"""Parameters that an extension brings are taken: its name stands before them."""

from __future__ import annotations

import pytest

from fixer.layouts.base import MigrationSource
from fixer.replay import replay

TABLE = "CREATE TABLE t (at timestamptz NOT NULL, v float8);\n"


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE t SET (timescaledb.compress, timescaledb.compress_segmentby = 'v')",
        "CREATE MATERIALIZED VIEW m WITH (timescaledb.continuous) AS SELECT at, v FROM t",
        "CREATE TABLE h (at timestamptz NOT NULL) WITH (tsdb.hypertable, fillfactor = 70)",
    ],
)
def test_what_an_extension_takes_is_no_mistake(sql):
    assert not replay([MigrationSource("1", "1", "1.sql", TABLE + sql)]).diagnostics


def test_toast_is_no_extension():
    (said,) = replay(
        [MigrationSource("1", "1", "1.sql", f"{TABLE}ALTER TABLE t SET (toast.compress)")]
    ).diagnostics

    assert said.message == 'public.t has no parameter "toast.compress"'
