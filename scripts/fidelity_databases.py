"""The two databases of the fidelity harness: one that the files made, one that the replayed catalog made."""

from __future__ import annotations

import os
import re
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from fixer.layouts.base import MigrationSource
from fixer.model import FixerError
from fixer.sql import parse
from fixer.sql.script import Lines, clean
from fixer.verify import standins

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from postgres import at_hand, programs, started

_STATEMENT_TIMEOUT = "120s"
_MISSING_ROLE = re.compile(r'role "(.+)" does not exist')
_DATA = frozenset(
    {"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "VariableSetStmt", "RefreshMatViewStmt"}
)
"""Their failing is none of the schema's business: rows that COPY would have brought are missing."""
_ALONE = re.compile(r"\bCONCURRENTLY\b|^\s*(VACUUM|BEGIN|COMMIT|START\s+TRANSACTION|END)\b", re.I | re.M)
# what the wheel's servers do not come with, as far as schemas use it
EXTENSIONS = {
    "uuid-ossp": """
        CREATE FUNCTION {0}uuid_generate_v1() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()';
        CREATE FUNCTION {0}uuid_generate_v1mc() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()';
        CREATE FUNCTION {0}uuid_generate_v4() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()';
        CREATE FUNCTION {0}uuid_generate_v5(uuid, text) RETURNS uuid LANGUAGE sql AS 'SELECT $1';
        CREATE FUNCTION {0}uuid_nil() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'""",
    "pgcrypto": """
        CREATE FUNCTION {0}gen_random_bytes(int) RETURNS bytea LANGUAGE sql
            AS 'SELECT substr(sha512(uuid_send(gen_random_uuid())), 1, $1)';
        CREATE FUNCTION {0}gen_salt(text) RETURNS text LANGUAGE sql AS 'SELECT $1';
        CREATE FUNCTION {0}gen_salt(text, int) RETURNS text LANGUAGE sql AS 'SELECT $1';
        CREATE FUNCTION {0}crypt(text, text) RETURNS text LANGUAGE sql AS 'SELECT $1';
        CREATE FUNCTION {0}digest(text, text) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT NULL::bytea';
        CREATE FUNCTION {0}digest(bytea, text) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT NULL::bytea';
        CREATE FUNCTION {0}hmac(text, text, text) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT NULL::bytea'""",
    "citext": "CREATE DOMAIN {0}citext AS text",
    "unaccent": "CREATE FUNCTION {0}unaccent(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
}  # fmt: skip


@dataclass(frozen=True)
class Refused:
    """A statement that PostgreSQL refused, and why."""

    place: str
    message: str


@dataclass(frozen=True)
class Original:
    """The files without what PostgreSQL refused, those refusals, and SQL that stood in for missing extensions."""

    sources: list[MigrationSource]
    refused: list[Refused]
    stand_ins: list[str]


@dataclass
class Server:
    """A server to make databases on."""

    url: str

    def connect(self, database: str) -> psycopg.Connection:
        """A connection to one of its databases."""
        return psycopg.connect(make_conninfo(self.url, dbname=database), autocommit=True)

    @contextmanager
    def databases(self, supabase: bool, count: int = 2) -> Iterator[list[str]]:
        """New databases from template0, with the platform's stand-ins; dropped at the end with the roles made."""
        names = [f"fixer_{uuid.uuid4().hex[:12]}" for _ in range(count)]
        before = self._roles()
        try:
            for name in names:
                self._run("postgres", f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
                if supabase:
                    with self.connect(name) as connection:
                        standins.create_roles(connection, "supabase", ())
                        standins.install(connection, "supabase", standins.available(connection))
            yield names
        finally:
            for name in names:
                self._run("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            with self.connect("postgres") as connection:
                standins.drop_roles(connection, self._roles() - before)

    def _roles(self) -> set[str]:
        with self.connect("postgres") as connection:
            return {name for (name,) in connection.execute("SELECT rolname::text FROM pg_roles")}

    def _run(self, database: str, sql: str) -> None:
        with self.connect(database) as connection:
            connection.execute(sql.encode())


@contextmanager
def server(url: str | None, version: int | None) -> Iterator[Server]:
    """The server at a URL, else one of a major version, else the one that the tests use."""
    given = url or (None if version else os.environ.get("FIXER_TEST_SERVER"))
    if given:
        yield Server(given)
        return
    for running in started(_binaries(version) if version else programs()):
        yield Server(running.url.format("postgres"))


def _binaries(version: int) -> Path:
    found = at_hand().get(version)
    if found is None:
        hint = "Name a server with --server, or its programs' folder in FIXER_TEST_BINARIES."
        raise FixerError(f"there is no PostgreSQL {version} at hand", hint=hint)
    return found


def run_files(connection: psycopg.Connection, sources: Sequence[MigrationSource], wrapped: bool) -> Original:
    """Runs files as psql would, ``wrapped`` in a transaction each where the tool does that.
    Raises FixerError for SQL that does not parse.
    """
    kept: list[MigrationSource] = []
    refused: list[Refused] = []
    stand_ins: list[str] = []
    for source in sources:
        text, lines = clean(source.text), Lines(source.path, source.text)
        try:
            pieces = parse.slices(text)
        except parse.SqlSyntaxError as error:
            raise FixerError(error.message, lines.location(error.offset), lines.line(error.offset)) from None
        _reset(connection)
        transaction = wrapped and not _ALONE.search(text)
        if transaction:
            _begin(connection, "BEGIN")
        left = text
        for piece in pieces:
            message = _run(connection, text[piece], stand_ins)
            if message is not None:
                left = left[: piece.start] + re.sub(r"[^\n]", " ", text[piece]) + left[piece.stop :]
                if message:
                    refused.append(Refused(str(lines.location(piece.start)), message))
        if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            connection.execute("COMMIT")
        kept.append(replace(source, text=left))
    return Original(kept, refused, stand_ins)


def _reset(connection: psycopg.Connection) -> None:
    connection.execute("RESET ALL; RESET SESSION AUTHORIZATION; RESET ROLE")
    connection.execute(f"SET statement_timeout TO '{_STATEMENT_TIMEOUT}'")


def _begin(connection: psycopg.Connection, sql: str) -> None:
    """Begins or ends a transaction. Deferred keys are checked at once in it: at COMMIT they would take the file's schema
    along for rows that are missing.
    """
    connection.execute(sql.encode())
    if connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS:
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _run(connection: psycopg.Connection, sql: str, stand_ins: list[str]) -> str | None:
    """Runs one statement: None where it went through, what PostgreSQL said where not, "" where that means nothing."""
    kind, node = parse.statement(sql)
    if kind == "CopyStmt":
        return ""
    if kind == "TransactionStmt":
        try:
            _begin(connection, sql)
        except psycopg.Error as error:
            return error.diag.message_primary or str(error)
        return None
    for _attempt in range(20):
        error = _attempted_rows(connection, sql) if kind in _DATA else _attempted(connection, sql)
        if error is None:
            return None
        said = error.diag.message_primary or str(error)
        role = _MISSING_ROLE.search(said)
        if role is None:
            break
        name = role[1].replace('"', '""')
        if _attempted(connection, f'CREATE ROLE "{name}"') is not None:
            break
    if kind == "CreateExtensionStmt":
        made = _stand_in(connection, node)
        if made is not None:
            stand_ins.append(made)
            return None
    if kind == "CreateRoleStmt" and error.sqlstate == "42710":
        return None
    return "" if kind in _DATA else said


def _attempted(connection: psycopg.Connection, sql: str) -> psycopg.Error | None:
    """The error of a statement, of which nothing stays behind in an open transaction either."""
    inside = connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
    if inside:
        connection.execute("SAVEPOINT fixer_fidelity")
    try:
        connection.execute(sql.encode())
    except psycopg.OperationalError as error:
        if connection.closed:
            raise
        failed: psycopg.Error | None = error
    except psycopg.Error as error:
        failed = error
    else:
        failed = None
    if inside:
        if failed is not None:
            connection.execute("ROLLBACK TO SAVEPOINT fixer_fidelity")
        connection.execute("RELEASE SAVEPOINT fixer_fidelity")
    return failed


def _attempted_rows(connection: psycopg.Connection, sql: str) -> psycopg.Error | None:
    """The error of a statement about rows; foreign keys are not held against it: what they refer to may be missing.

    Nor does it wait for COMMIT, which would take what stands before it along.
    """
    if connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS:
        sql = f"{sql.rstrip().rstrip(';')}; SET CONSTRAINTS ALL IMMEDIATE"
    error = _attempted(connection, sql)
    if not isinstance(error, psycopg.errors.ForeignKeyViolation):
        return error
    _attempted(connection, "SET session_replication_role TO replica")
    error = _attempted(connection, sql)
    _attempted(connection, "RESET session_replication_role")
    return error


def _stand_in(connection: psycopg.Connection, node: parse.Node) -> str | None:
    """SQL that was run in place of an extension that the server does not come with; None where nothing is known."""
    text = EXTENSIONS.get(node["extname"])
    if text is None:
        return None
    options = {item["DefElem"]["defname"]: item["DefElem"] for item in node.get("options", [])}
    if "schema" in options:
        schema = options["schema"]["arg"]["String"]["sval"]
    else:
        row = connection.execute("SELECT current_schema()").fetchone()
        schema = row[0] if row and row[0] else "public"
    text = text.replace("{0}", f'"{schema}".')
    if _attempted(connection, text) is not None:
        return None
    return f'CREATE SCHEMA IF NOT EXISTS "{schema}"; {text}'


def run_printed(connection: psycopg.Connection, statements: Sequence[str]) -> list[Refused]:
    """Runs printed statements one by one. Gives those that PostgreSQL refuses."""
    connection.execute(f"SET statement_timeout TO '{_STATEMENT_TIMEOUT}'")
    refused = []
    for sql in statements:
        error = _attempted(connection, sql)
        if error is None or error.sqlstate == "42P06":  # a stand-in has made the schema
            continue
        kind, node = parse.statement(sql)
        if kind != "CreateExtensionStmt" or node["extname"] not in EXTENSIONS:
            refused.append(Refused(" ".join(sql.split()), error.diag.message_primary or str(error)))
    return refused
