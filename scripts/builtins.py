"""Writes src/fixer/sql/builtins.json: the names that PostgreSQL itself and its extensions define.

    python scripts/builtins.py postgresql://postgres@127.0.0.1:5432/postgres [another server's URL …]

What the servers know is put together, so give one of each kind that matters: the oldest release with all
contrib extensions, the newest release, one with pgvector. Nothing stays behind on a server: extensions are
created in a transaction that is rolled back.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections import defaultdict
from pathlib import Path

import psycopg

TARGET = Path(__file__).parent.parent / "src/fixer/sql/builtins.json"

Names = dict[str, set[str]]

# array types are left out: they are their element's name after an underscore
QUERIES = {
    "function": ("pg_proc", "SELECT proname FROM pg_proc o WHERE {which}"),
    "type": (
        "pg_type",
        "SELECT typname FROM pg_type o WHERE {which} AND NOT (typcategory = 'A' AND typname LIKE '\\_%')"
        " AND (typrelid = 0 OR EXISTS (SELECT FROM pg_class WHERE oid = typrelid AND relkind = 'c'))",
    ),
    "operator": ("pg_operator", "SELECT oprname FROM pg_operator o WHERE {which}"),
    "relation": (
        "pg_class",
        "SELECT relname FROM pg_class o WHERE {which} AND relkind IN ('r', 'v', 'm', 'f', 'p', 'S')",
    ),
    "collation": ("pg_collation", "SELECT collname FROM pg_collation o WHERE {which}"),
    "operator class": ("pg_opclass", "SELECT opcname FROM pg_opclass o WHERE {which}"),
}
NAMESPACE = {
    "function": "pronamespace",
    "type": "typnamespace",
    "operator": "oprnamespace",
    "relation": "relnamespace",
    "collation": "collnamespace",
    "operator class": "opcnamespace",
}
# those of the operating system and of ICU differ from machine to machine; fixer knows them by their form
PORTABLE = "(o.collprovider NOT IN ('c', 'i') OR o.collname IN ('C', 'POSIX', 'ucs_basic', 'unicode'))"


def own_names(connection: psycopg.Connection) -> Names:
    """What is in pg_catalog."""
    found: Names = {}
    for kind, (_, query) in QUERIES.items():
        which = f"o.{NAMESPACE[kind]} = 'pg_catalog'::regnamespace"
        if kind == "collation":
            which += f" AND {PORTABLE}"
        found[kind] = {name for (name,) in connection.execute(query.format(which=which))}
    return found


def extension_names(connection: psycopg.Connection, extension: str) -> Names:
    """What an extension defines."""
    found: Names = {}
    with connection.transaction(force_rollback=True):
        connection.execute(f'CREATE EXTENSION IF NOT EXISTS "{extension}" CASCADE')
        for kind, (catalog, query) in QUERIES.items():
            which = (
                f"EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid"
                f" WHERE d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass"
                f" AND d.classid = '{catalog}'::regclass AND d.objid = o.oid AND e.extname = %s)"
            )
            # a literal % in the query would be taken for a parameter
            rows = connection.execute(query.format(which=which).replace("_%'", "_%%'"), (extension,))
            found[kind] = {name for (name,) in rows}
    return found


def listing(names: set[str], indent: int) -> str:
    """A JSON list that fills its lines."""
    text = ", ".join(json.dumps(name) for name in sorted(names))
    margin = " " * indent
    lines = textwrap.fill(
        text,
        110,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return f"[\n{lines}\n{' ' * (indent - 2)}]"


def section(names: Names, indent: int) -> str:
    """A JSON object of the kinds of which there is something."""
    margin = " " * indent
    kinds = [f'{margin}"{kind}": {listing(names[kind], indent + 2)}' for kind in QUERIES if names.get(kind)]
    return "{\n" + ",\n".join(kinds) + f"\n{' ' * (indent - 2)}}}"


def main(urls: list[str]) -> None:
    """Asks every server and writes the file."""
    own: Names = defaultdict(set)
    extensions: dict[str, Names] = defaultdict(lambda: defaultdict(set))
    versions = set()
    for url in urls:
        with psycopg.connect(url, autocommit=True) as connection:
            versions.add(connection.info.server_version // 10000)
            for kind, names in own_names(connection).items():
                own[kind] |= names
            for (extension,) in connection.execute("SELECT name FROM pg_available_extensions").fetchall():
                if extension != "plpgsql":  # there by default, in pg_catalog
                    for kind, names in extension_names(connection, extension).items():
                        extensions[extension][kind] |= names
    known = sorted(name for name, names in extensions.items() if any(names.values()))
    parts = [f'    "{name}": {section(extensions[name], 6)}' for name in known]
    TARGET.write_text(
        f'{{\n  "postgresql": {json.dumps(sorted(versions))},\n'
        f'  "builtin": {section(own, 4)},\n  "extensions": {{\n' + ",\n".join(parts) + "\n  }\n}\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
