"""A small project for the tests of ``fixer down``."""

from __future__ import annotations

from pathlib import Path

from e2e.tools import write

ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY, note text, status text NOT NULL);\n"
SHOP = {
    "000001_orders.up.sql": ORDERS,
    "000001_orders.down.sql": "DROP TABLE orders;\n",
    "000002_gone.up.sql": "ALTER TABLE orders DROP COLUMN note, DROP COLUMN status;\n",
    "000003_index.up.sql": "CREATE INDEX CONCURRENTLY orders_id ON orders (id);\n",
}


def put(folder: Path, files: dict[str, str], name: str = "migrations") -> Path:
    """Writes the files of a migrations folder; gives the project's folder."""
    write(folder, {f"{name}/{path}": text for path, text in files.items()})
    return folder
