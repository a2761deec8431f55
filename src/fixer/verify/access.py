"""Who may do what with whose rows: row security tried out, role by role, user by user, command by command.

Everything happens in one transaction that is rolled back. Triggers and foreign keys are off in it
(session_replication_role), so that what is seen is the work of grants and policies alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import psycopg

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.fixing.row_security import Owner
from fixer.model import ObjectRef, Raised, Whose
from fixer.planner.proof import Rules
from fixer.sql.quote import identifier, target
from fixer.verify.access_questions import (
    APPLICATION,
    COMMANDS,
    LABELS,
    NOBODY,
    OWNER,
    USERS,
    Question,
    options_of,
)
from fixer.verify.access_trial import Reach, Tried
from fixer.verify.connection import Connection, run
from fixer.verify.rows import Filler
from fixer.verify.user_ids import left_null

_NEEDS = "that takes a superuser, who may become anybody: name one with --server, or leave it out"
_ROWS = 3
_PARTITIONS = 20
"""For so many there are rows of two users in each."""
_EACH = 5


def promised(question: Question, seen: Matrix, after: Reach, last: Catalog, rules: Rules) -> Reach:
    """What policies of fixer's own making promise: users their own rows, nobody none, the owner and the service all."""
    options = options_of(rules)
    table = last.find(question.table, Table)
    if options is None or table is None:
        return after
    roles = options.roles or (("authenticated",) if options.platform == "supabase" else ())
    past = question.role == OWNER and not table.force_row_security
    if past or (question.table, question.role) in seen.unbound:
        everybody = seen.labels[question.table]  # as far as its rights go, of which a policy says nothing
        return {command: None if after[command] is None else everybody for command in COMMANDS}
    bound = not roles or not seen.acts_as.get(question.role, frozenset([question.role])).isdisjoint(roles)
    own = (question.user,) if question.user and bound else ()
    wanted: dict[str, Whose] = {}
    for command in COMMANDS:
        now = after[command]
        meant = now is None or (isinstance(now, Raised) and now.expected and not own)
        wanted[command] = now if meant else own
    return wanted


@dataclass(frozen=True)
class Matrix:
    """The answers in the order of the questions; whose rows each table has; and what could not be tried, and why."""

    reach: tuple[Reach, ...] = ()
    labels: Mapping[ObjectRef, tuple[str, ...]] = field(default_factory=dict)
    untried: Mapping[str, str] = field(default_factory=dict)
    unbound: Collection[tuple[ObjectRef, str]] = ()
    """The tables and the roles that go past their row security (BYPASSRLS, superusers, who has the owner's rights)."""
    acts_as: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Each role with those whose rights, and so whose policies, are its own: itself, and what it is a member of."""


def matrix(connection: Connection, asked: Sequence[Question], catalog: Catalog) -> Matrix:
    """What each may do. Leaves nothing behind."""
    if not asked:
        return Matrix()
    if connection.info.parameter_status("is_superuser") != "on":
        return Matrix(({},) * len(asked), untried=dict.fromkeys((q.table_name for q in asked), _NEEDS))
    unknown: dict[str, str] = {}
    found: list[Reach] = []
    rows: dict[ObjectRef, dict[str, list[str]]] = {}
    values: dict[ObjectRef, dict[str, dict[str, str]]] = {}
    besides = False
    connection.execute("BEGIN")
    try:
        # what is deferred would be looked at by nobody here, and no table with such a check ahead gets another owner
        run(connection, "SET CONSTRAINTS ALL IMMEDIATE")
        _give_partitions(connection, catalog)
        filler = Filler(connection, catalog, _ROWS)
        filler.fill()
        run(connection, "SET LOCAL session_replication_role = replica")
        empty = left_null([catalog])
        filler.fill()  # a row that a trigger refuses, or makes one of that a constraint refuses, will do here
        _grant(connection, catalog, asked)
        roles = sorted({question.role for question in asked})
        unbound, acts_as = _unbound(connection, asked), _acts_as(connection, roles)
        for question in asked:
            if question.table not in rows:
                rows[question.table] = _owners(connection, question, catalog, empty)
                values[question.table] = {}
                if not _of_two(rows[question.table]):  # the migrations may have given all to one
                    besides = besides or _filled_besides(connection, catalog)
                    rows[question.table] = _owners(connection, question, catalog, empty)
            owners = rows[question.table]
            if not _of_two(owners):
                because = filler.unfilled.get(question.table_name)
                reason = "there are no rows of two users to try it with"
                unknown[question.table_name] = f"{reason}: {because}" if because else reason
            found.append(Tried(connection, question, catalog, owners, values[question.table]).reach())
    finally:
        if not connection.closed:
            connection.execute("ROLLBACK")
    labels = {ref: tuple(label for label in LABELS if label in owners) for ref, owners in rows.items()}
    return Matrix(tuple(found), labels, unknown, unbound, acts_as)


def _give_partitions(connection: Connection, catalog: Catalog) -> None:
    """One that takes every row, where there is none: the application makes them as rows come."""
    tables = [table for table in catalog.objects(Table) if table.partition_key is not None]
    for number, table in enumerate(table for table in tables if not catalog.partitions(table.ref)):
        name = f"{identifier(table.ref.schema)}.{identifier(f'fixer_partition_{number}')}"
        hashed = (table.partition_key or "").lower().startswith("hash")
        rows = "FOR VALUES WITH (MODULUS 1, REMAINDER 0)" if hashed else "DEFAULT"
        with contextlib.suppress(psycopg.Error), connection.transaction():
            run(connection, f"CREATE TABLE {name} PARTITION OF {target(table.ref)} {rows}")


def _grant(connection: Connection, catalog: Catalog, asked: Sequence[Question]) -> None:
    """The roles of the transaction: one with every right on every table, and one to be the owner."""
    run(connection, f"CREATE ROLE {APPLICATION}; CREATE ROLE {OWNER}")
    given = sorted({question.role for question in asked if _ours(question)} - {APPLICATION, OWNER})
    known = _with_rights(connection, given)
    roles = ", ".join([APPLICATION, OWNER, *(identifier(role) for role in given if role not in known)])
    for schema in sorted({table.ref.schema for table in catalog.objects(Table)}):
        name = identifier(schema)
        run(connection, f"GRANT USAGE ON SCHEMA {name} TO {roles}")
        run(connection, f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {name} TO {roles}")


def _ours(question: Question) -> bool:
    """Whether the role's rights may be for us to give: those of a platform's roles are as the platform and migrations say."""
    return question.role not in ("anon", "authenticated", "service_role")


def _with_rights(connection: Connection, roles: Sequence[str]) -> frozenset[str]:
    """The roles that migrations give rights on any table, whose rights are those: of others nothing is said there, and a policy
    for them could not be tried. What everybody may says nothing of a role. (From 16384 on are the tables that somebody made.)"""
    rows = connection.execute(
        """
        WITH granted AS (
            SELECT a.grantee FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) a
            WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384
            UNION
            SELECT a.grantee FROM pg_catalog.pg_attribute t, pg_catalog.aclexplode(t.attacl) a WHERE t.attrelid >= 16384)
        SELECT rolname FROM pg_catalog.pg_roles r WHERE rolname = ANY (%s) AND EXISTS (
            SELECT FROM granted WHERE grantee <> 0 AND pg_catalog.pg_has_role(r.oid, grantee, 'USAGE'))
        """,
        [list(roles)],
    )
    return frozenset(str(role) for (role,) in rows)


def _unbound(connection: Connection, asked: Sequence[Question]) -> frozenset[tuple[ObjectRef, str]]:
    pairs = list(dict.fromkeys((question.table, question.role) for question in asked))
    rows = connection.execute(
        """
        SELECT v.number FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS v (place, role, number)
        JOIN pg_catalog.pg_roles r ON r.rolname = v.role JOIN pg_catalog.pg_class c ON c.oid = v.place::pg_catalog.regclass
        WHERE r.rolsuper OR r.rolbypassrls
            OR (NOT c.relforcerowsecurity AND pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE'))
        """,
        [[target(table) for table, _role in pairs], [role for _table, role in pairs]],
    )
    return frozenset(pairs[number - 1] for (number,) in rows)


def _acts_as(connection: Connection, roles: Sequence[str]) -> dict[str, frozenset[str]]:
    rows = connection.execute(
        "SELECT r.rolname, array_agg(m.rolname::text) FROM pg_catalog.pg_roles r JOIN pg_catalog.pg_roles m "
        "ON pg_catalog.pg_has_role(r.oid, m.oid, 'USAGE') WHERE r.rolname = ANY (%s) GROUP BY r.rolname",
        [list(roles)],
    )
    return {str(role): frozenset(others) for role, others in rows}


def _owners(
    connection: Connection, question: Question, catalog: Catalog, empty: Collection[tuple[ObjectRef, str]]
) -> dict[str, list[str]]:
    """Rows of the table (as ``tableoid ctid``) by whose they are; the users' ids under ``user 1 id``."""
    owner = question.owner
    place = target(question.table)
    owned = (question.table, owner.column.name)
    names = sorted(name for ref, name in empty if ref == question.table and (ref, name) != owned)
    if names:  # rows that are there already are seen only so
        values = ", ".join(f"{identifier(name)} = NULL" for name in names)
        with contextlib.suppress(psycopg.errors.IntegrityError), connection.transaction():
            run(connection, f"UPDATE {place} SET {values}")  # noqa: S608
    if not owner.path and not owner.column.required and not _is_key(owner, catalog):
        with connection.transaction():
            run(
                connection,
                f"UPDATE {place} SET {identifier(owner.column.name)} = NULL WHERE (tableoid, ctid) = "  # noqa: S608
                f"(SELECT tableoid, ctid FROM {place} ORDER BY tableoid, ctid DESC LIMIT 1)",
            )
    sources, name = [f"{place} AS t0"], "t0"
    for number, key in enumerate(owner.path, 1):
        assert key.references is not None
        there = f"t{number}"
        joined = " AND ".join(
            f"{there}.{identifier(far)} = {name}.{identifier(near)}"
            for near, far in zip(key.columns, key.referenced_columns, strict=True)
        )
        sources.append(f"LEFT JOIN {target(key.references._replace(kind='table'))} AS {there} ON {joined}")
        name = there
    whose = f"{name}.{identifier(owner.column.name)}::text"
    rows = run(
        connection,
        f"SELECT {whose}, t0.tableoid::bigint || ' ' || t0.ctid FROM {' '.join(sources)} ORDER BY t0.tableoid, t0.ctid",  # noqa: S608
    )
    by_id: dict[str | None, list[str]] = {}
    for value, row in rows:
        by_id.setdefault(value, []).append(row)
    users = [value for value in by_id if value is not None][: len(USERS)]
    found = {label: by_id[value][:_EACH] for label, value in zip(USERS, users, strict=False)}
    found |= {f"{label} id": [value] for label, value in zip(USERS, users, strict=False)}
    return found | ({NOBODY: by_id[None][:_EACH]} if None in by_id else {})


def _filled_besides(connection: Connection, catalog: Catalog) -> bool:
    """True once each table has some more rows, and each partition."""
    Filler(connection, catalog, _ROWS * _most_partitions(catalog), besides=True).fill()
    return True


def _most_partitions(catalog: Catalog) -> int:
    """Of a table; 1 where none has any. Rows come to one partition after the other."""
    counts = (len(catalog.partitions(t.ref)) for t in catalog.objects(Table) if t.partition_key is not None)
    return min(max(counts, default=1) or 1, _PARTITIONS)


def _of_two(owners: Collection[str]) -> bool:
    return set(USERS) <= set(owners)


def _is_key(owner: Owner, catalog: Catalog) -> bool:
    return owner.column.name in catalog.primary_key(owner.table.ref)
