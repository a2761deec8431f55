"""Who may do what with whose rows: row security tried out, role by role, user by user, command by command.

Everything happens in one transaction that is rolled back. Triggers and foreign keys are off in it
(session_replication_role), so that what is seen is the work of grants and policies alone.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import psycopg

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Policy, Table
from fixer.model import ObjectRef
from fixer.planner.proof import Rules
from fixer.row_security import Owner, OwnerUnknownError, RowSecurityOptions, owner_of
from fixer.sql import parse
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, literal, target
from fixer.values import Value, replace
from fixer.verify.connection import Connection, run
from fixer.verify.files import Step
from fixer.verify.rows import Filler
from fixer.verify.user_ids import left_null

COMMANDS = ("select", "insert", "update", "delete")
APPLICATION, OWNER = "fixer_application", "fixer_owner"
"""Roles that exist only inside the transaction: one that has every right that is granted, and one that owns."""
NOBODY = "nobody"
_USERS = ("user 1", "user 2")
_LABELS = (*_USERS, NOBODY)
_SETTING = re.compile(r"current_setting\s*\(\s*'([^']+)'", re.IGNORECASE)
_NEEDS = "that takes a superuser, who may become anybody: name one with --server, or leave it out"
_ROWS = 3
_PARTITIONS = 20
"""For so many there are rows of two users in each."""
_EACH = 5
Reach = Mapping[str, tuple[str, ...] | None]


class Question(Value, frozen=True):
    """One role acting for one user (or for none) on one table."""

    table: ObjectRef
    role: str
    user: str
    """``user 1``, ``user 2``, or "" for none."""
    owner: Owner
    settings: tuple[str, ...]
    """The settings that tell PostgreSQL who the user is."""

    @property
    def table_name(self) -> str:
        """The table as people write it."""
        return target(self.table)

    @property
    def who(self) -> str:
        """As the table shows it."""
        role = {APPLICATION: "application", OWNER: "owner of the table"}.get(self.role, self.role)
        return role if self.role == OWNER else f"{role}, {self.user or NOBODY}"

    def asked_of(self, catalog: Catalog, rules: Rules) -> Question | None:
        """The same of another schema, where something else may say whose a row is; None where nothing does."""
        if self._tells_owner(catalog):
            return self
        table, options = catalog.find(self.table, Table), _options(rules)
        try:
            owner = owner_of(table, catalog, options) if table is not None and options is not None else None
        except OwnerUnknownError:
            return None
        return replace(self, owner=owner) if owner is not None else None

    def _tells_owner(self, catalog: Catalog) -> bool:
        """Whether a schema has the columns that say whose a row is."""
        needed = [(self.owner.table.ref, self.owner.column.name)]
        needed += [(key.table, column) for key in self.owner.path for column in key.columns]
        tables = {ref: catalog.find(ref, Table) for ref, _column in needed}
        return all((table := tables[ref]) is not None and table.column(name) for ref, name in needed)

    def concerns(self, step: Step) -> bool:
        """Whether a migration works on the table's policies."""
        texts = (piece.sql for piece in step.up.pieces)
        return any(
            ("POLICY" in text or "ROW LEVEL SECURITY" in text) and self.table.name in text for text in texts
        )


def questions(first: Catalog, last: Catalog, rules: Rules) -> list[Question]:
    """What to ask: every role and user, for each table whose row security or policies differ."""
    options = _options(rules)
    if options is None:
        return []
    found: list[Question] = []
    for table in last.objects(Table):
        was = first.find(table.ref, Table)
        if was is None or not _changed(was, table, first, last):
            continue
        try:
            owner = owner_of(table, last, options)
        except OwnerUnknownError:
            continue
        policies = last.children(table.ref, Policy)
        texts = [text for policy in policies for text in (policy.using, policy.check) if text]
        names = _settings(texts, owner.column.name) or tuple(
            dict.fromkeys(_SETTING.findall(" ".join([*texts, options.identity])))
        )
        for role, users in _who(policies, options):
            found += [Question(table.ref, role, user, owner, names) for user in users]
    return found


def _settings(texts: Sequence[str], column: str) -> tuple[str, ...]:
    """The settings that policies compare with the column that says whose a row is: others tell something else."""
    found: dict[str, None] = {}
    for text in texts:
        for node in parse.nodes(parse.expression(text)):
            sides = [node.get("A_Expr", {}).get(side, {}) for side in ("lexpr", "rexpr")]
            for one, other in (sides, sides[::-1]):
                fields = _bare(one).get("ColumnRef", {}).get("fields", [])
                names = {field["String"]["sval"] for field in fields if "String" in field}
                if column in names:
                    found |= dict.fromkeys(_asked(other))
    return tuple(found)


def _bare(node: Node) -> Node:
    """What is cast, however often."""
    while "TypeCast" in node:
        node = node["TypeCast"]["arg"]
    return node


def _asked(tree: Node) -> Iterator[str]:
    """The names of the settings that an expression reads."""
    for node in parse.nodes(tree):
        call = node.get("FuncCall", {})
        if call and call["funcname"][-1]["String"]["sval"] == "current_setting":
            names = (_bare(argument).get("A_Const", {}).get("sval", {}) for argument in call["args"][:1])
            yield from (name["sval"] for name in names if "sval" in name)


def _changed(was: Table, table: Table, first: Catalog, last: Catalog) -> bool:
    flags = (was.row_security, was.force_row_security) != (table.row_security, table.force_row_security)
    return flags or first.children(was.ref, Policy) != last.children(table.ref, Policy)


def _who(policies: Sequence[Policy], options: RowSecurityOptions) -> list[tuple[str, tuple[str, ...]]]:
    if options.platform == "supabase":
        return [
            ("anon", ("",)), ("authenticated", (*_USERS, "")), ("service_role", ("",)), (OWNER, ("",)),
        ]  # fmt: skip
    named = sorted({role for policy in policies for role in policy.roles if role})
    return [*((role, (*_USERS, "")) for role in named), (APPLICATION, (*_USERS, "")), (OWNER, ("",))]


def _options(rules: Rules) -> RowSecurityOptions | None:
    return next((found for found in rules.options.values() if isinstance(found, RowSecurityOptions)), None)


def promised(question: Question, seen: Matrix, after: Reach, last: Catalog, rules: Rules) -> Reach:
    """What policies of fixer's own making promise: users their own rows, nobody none, the owner and the service all."""
    options = _options(rules)
    table = last.find(question.table, Table)
    if options is None or table is None:
        return after
    roles = options.roles or (("authenticated",) if options.platform == "supabase" else ())
    if question.role == "service_role" or (question.role == OWNER and not table.force_row_security):
        everybody = seen.labels[question.table]  # as far as its rights go, of which a policy says nothing
        return {command: None if after[command] is None else everybody for command in COMMANDS}
    bound = not roles or question.role in roles
    own = (question.user,) if question.user and bound else ()
    return {command: None if after[command] is None else own for command in COMMANDS}


@dataclass(frozen=True)
class Matrix:
    """The answers in the order of the questions; whose rows each table has; and what could not be tried, and why."""

    reach: tuple[Reach, ...] = ()
    labels: Mapping[ObjectRef, tuple[str, ...]] = field(default_factory=dict)
    untried: Mapping[str, str] = field(default_factory=dict)


def matrix(connection: Connection, asked: Sequence[Question], catalog: Catalog) -> Matrix:
    """What each may do. Leaves nothing behind."""
    if not asked:
        return Matrix()
    if connection.info.parameter_status("is_superuser") != "on":
        return Matrix(({},) * len(asked), untried=dict.fromkeys((q.table_name for q in asked), _NEEDS))
    unknown: dict[str, str] = {}
    found: list[Reach] = []
    rows: dict[ObjectRef, dict[str, list[str]]] = {}
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
        for question in asked:
            if question.table not in rows:
                rows[question.table] = _owners(connection, question, catalog, empty)
                if not _of_two(rows[question.table]):  # the migrations may have given all to one
                    besides = besides or _filled_besides(connection, catalog)
                    rows[question.table] = _owners(connection, question, catalog, empty)
            owners = rows[question.table]
            if not _of_two(owners):
                because = filler.unfilled.get(question.table_name)
                reason = "there are no rows of two users to try it with"
                unknown[question.table_name] = f"{reason}: {because}" if because else reason
            found.append(_Tried(connection, question, catalog, owners).reach())
    finally:
        if not connection.closed:
            connection.execute("ROLLBACK")
    labels = {ref: tuple(label for label in _LABELS if label in owners) for ref, owners in rows.items()}
    return Matrix(tuple(found), labels, unknown)


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
    roles = ", ".join(dict.fromkeys([APPLICATION, OWNER, *(identifier(q.role) for q in asked if _ours(q))]))
    for schema in sorted({table.ref.schema for table in catalog.objects(Table)}):
        name = identifier(schema)
        run(connection, f"GRANT USAGE ON SCHEMA {name} TO {roles}")
        run(connection, f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {name} TO {roles}")


def _ours(question: Question) -> bool:
    """Whether the role's rights are for us to give: those of a platform's roles are as the platform and migrations say."""
    return question.role not in ("anon", "authenticated", "service_role")


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
    users = [value for value in by_id if value is not None][: len(_USERS)]
    found = {label: by_id[value][:_EACH] for label, value in zip(_USERS, users, strict=False)}
    found |= {f"{label} id": [value] for label, value in zip(_USERS, users, strict=False)}
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
    return set(_USERS) <= set(owners)


def _is_key(owner: Owner, catalog: Catalog) -> bool:
    return owner.column.name in catalog.primary_key(owner.table.ref)


@dataclass
class _Tried:
    """One question, tried out."""

    connection: Connection
    question: Question
    catalog: Catalog
    owners: dict[str, list[str]]

    def reach(self) -> Reach:
        labels = [label for label in _LABELS if label in self.owners]
        granted = self._granted()
        return {
            command: tuple(label for label in labels if self._try(command, label)) if may else None
            for command, may in zip(COMMANDS, granted, strict=True)
        }

    def _granted(self) -> tuple[bool, ...]:
        """For each command, whether the role has the right at all."""
        if self.question.role == OWNER:
            return (True,) * len(COMMANDS)
        of = f"{literal(self.question.role)}, {literal(self.question.table_name)}"
        rights = [f"pg_catalog.has_any_column_privilege({of}, 'SELECT')"]
        rights += [f"pg_catalog.has_table_privilege({of}, {literal(command)})" for command in COMMANDS[1:]]
        (row,) = run(self.connection, f"SELECT {', '.join(rights)}")
        return tuple(row)

    def _try(self, command: str, label: str) -> bool:
        """Whether the command reaches rows of that owner. All in one message: there are many of these."""
        before, text = self._statements(command, self.owners[label][0])
        if self.question.role == OWNER:
            before += f"ALTER TABLE {self.question.table_name} OWNER TO {OWNER};\n"
        try:
            cursor = self.connection.execute(f"SAVEPOINT tried;\n{before}{self._become()}{text}".encode())
            while cursor.nextset():
                pass
            return cursor.rowcount > 0 if command != "select" else cursor.fetchone() != (0,)
        except psycopg.Error as error:
            if self.connection.broken:
                raise
            if error.sqlstate != "42501":  # anything but "may not" says nothing about rights
                return command == "insert" and error.sqlstate is not None and error.sqlstate.startswith("23")
            return False
        finally:
            if not self.connection.broken:
                self.connection.execute("ROLLBACK TO SAVEPOINT tried; RELEASE SAVEPOINT tried")

    def _become(self) -> str:
        """What makes the session that role, acting for that user."""
        user = self.question.user
        ids = self.owners.get(f"{user} id", [""])
        claims = {"sub": ids[0], "role": self.question.role} if user else {"role": self.question.role}
        values = {"request.jwt.claim.sub": ids[0], "request.jwt.claims": json.dumps(claims)}
        values |= {"request.jwt.claim.role": self.question.role}
        values |= dict.fromkeys((*self.question.settings, "app.current_user_id"), ids[0]) | {
            name: value for name, value in values.items() if name in self.question.settings
        }
        settings = ", ".join(
            f"pg_catalog.set_config({literal(name)}, {literal(value)}, true)"
            for name, value in values.items()
        )
        return f"SELECT {settings};\nSET LOCAL ROLE {identifier(self.question.role)};\n"

    def _statements(self, command: str, where: str) -> tuple[str, str]:
        """What has to be done before, and the command on that row. Where it would reach others too, those are taken out
        before: a command without WHERE reads nothing, so that no policy for SELECT stands in its way."""
        place = self.question.table_name
        oid, tid = where.split(" ")
        row = f"tableoid = {oid} AND ctid = {literal(tid)}::tid"
        if command == "select":
            return "", f"SELECT count(*) FROM {place} WHERE {row}"  # noqa: S608  quoted
        if command == "delete":
            return f"DELETE FROM {place} WHERE NOT ({row});\n", f"DELETE FROM {place}"  # noqa: S608  quoted
        columns = [column for column in self._columns() if not column.generated]
        names = [identifier(column.name) for column in columns]
        texts = self._texts(names, where, row)
        if command == "insert":  # the row itself anew: it is taken out first, so that it fits
            values = f"OVERRIDING SYSTEM VALUE VALUES ({', '.join(texts)})"
            before = f"DELETE FROM {place} WHERE {row};\n"  # noqa: S608  quoted
            return before, f"INSERT INTO {place} ({', '.join(names)}) {values}"
        settable = [number for number, c in enumerate(columns) if not (c.identity and c.identity.always)]
        at = settable[-1] if settable else 0
        before = f"DELETE FROM {place} WHERE NOT ({row});\n"  # noqa: S608  quoted
        return before, f"UPDATE {place} SET {names[at]} = {texts[at]}"  # noqa: S608  quoted

    def _texts(self, names: Sequence[str], where: str, row: str) -> list[str]:
        """The values of a row, read once."""
        known = self.owners.setdefault(f"{where} values", [])
        if not known:
            listed = ", ".join(f"{name}::text" for name in names)
            (values,) = run(self.connection, f"SELECT {listed} FROM {self.question.table_name} WHERE {row}")  # noqa: S608
            known += ["NULL" if value is None else literal(str(value)) for value in values]
        return known

    def _columns(self) -> Sequence[Column]:
        table = self.catalog.find(self.question.table, Table)
        return table.columns if table is not None else ()
