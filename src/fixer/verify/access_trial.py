"""One question about row security, tried out: what a role, acting for a user, does with the rows of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Table
from fixer.model import Raised, Whose
from fixer.sql.quote import identifier, literal
from fixer.values import Value
from fixer.verify.access_questions import COMMANDS, LABELS, NOBODY, OWNER, Question
from fixer.verify.connection import Connection, run

Reach = Mapping[str, Whose]
_REFUSED = "42501"
"""insufficient_privilege: of a policy's check, and of everything else that takes a right."""
_CHECK_OF_A_POLICY = "ExecWithCheckOptions"
"""The function of PostgreSQL's that says "new row violates row-level security policy" (execMain.c); a message is translated."""
_NO_ID = ("22P02", "42704")
"""What a policy says that reads the user's id where there is none: '' is no number and no uuid (invalid_text_representation),
or the setting is not there (undefined_object). Nobody then reaches nothing, which is what it is for."""


@dataclass
class Tried:
    """One question, tried out."""

    connection: Connection
    question: Question
    catalog: Catalog
    owners: Mapping[str, list[str]]
    values: dict[str, dict[str, str]]
    """What is in a row (``tableoid ctid``), kept from one question about the table to the next."""
    rights: Rights | None = None

    def reach(self) -> Reach:
        labels = [label for label in LABELS if label in self.owners]
        return {
            command: self._whose(command, labels) if self._rights().may(command) else None
            for command in COMMANDS
        }

    def _whose(self, command: str, labels: Sequence[str]) -> Whose:
        """Whose rows the command reaches, or the first error: a command that fails on one row fails on all."""
        reached: list[str] = []
        for label in labels:
            if command == "insert" and not self._may_name(label):
                continue
            done = self._try(command, label)
            if isinstance(done, Raised):
                return done
            if done:
                reached.append(label)
        return tuple(reached)

    def _try(self, command: str, label: str) -> bool | Raised:
        """Whether the command reaches rows of that owner, or what it fails with. All in one message: there are many of these."""
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
            return self._answer(command, error)
        finally:
            if not self.connection.broken:
                self.connection.execute("ROLLBACK TO SAVEPOINT tried; RELEASE SAVEPOINT tried")

    def _answer(self, command: str, error: psycopg.Error) -> bool | Raised:
        """What an error says: that a policy refuses the row, that it let it through to a constraint, or that it fails."""
        state = error.sqlstate or ""
        if state == _REFUSED and error.diag.source_function == _CHECK_OF_A_POLICY:
            return False
        if command == "insert" and state.startswith("23"):
            return True  # policies are asked before constraints (ExecInsert)
        message = error.diag.message_primary or str(error)
        return Raised(state, message, not self.question.user and state in _NO_ID)

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
        alone = f"DELETE FROM {place} WHERE NOT ({row});\n"  # noqa: S608  quoted
        if command == "delete":
            return alone, f"DELETE FROM {place}"  # noqa: S608  quoted
        if command == "select" and self._rights().whole:
            return "", f"SELECT count(*) FROM {place} WHERE {row}"  # noqa: S608  quoted
        texts = self._texts(where, row)
        of_role = [column for column in self._columns() if column.name in self._rights().columns[command]]
        given = {identifier(c.name): texts[c.name] for c in of_role if not c.generated}
        if command == "select":  # tableoid and ctid are for those who may read the whole table
            same = " AND ".join(f"{name}::text IS NOT DISTINCT FROM {text}" for name, text in given.items())
            same = same or "true"
            before = f"DELETE FROM {place} WHERE NOT ({row}) AND {same};\n"  # noqa: S608  quoted
            return before, f"SELECT count(*) FROM {place} WHERE {same}"  # noqa: S608  quoted
        if command == "insert":  # the row itself anew: it is taken out first, so that it fits
            values = f"OVERRIDING SYSTEM VALUE VALUES ({', '.join(given.values())})"
            new = f"({', '.join(given)}) {values}" if given else "DEFAULT VALUES"
            before = f"DELETE FROM {place} WHERE {row};\n"  # noqa: S608  quoted
            return before, f"INSERT INTO {place} {new}"
        settable = [identifier(c.name) for c in of_role if not c.generated and not _always(c)]
        at = settable[-1] if settable else identifier(of_role[0].name)
        value = given[at] if settable else "DEFAULT"
        return alone, f"UPDATE {place} SET {at} = {value}"  # noqa: S608  quoted

    def _texts(self, where: str, row: str) -> Mapping[str, str]:
        """The values of a row as literals, by column; read once."""
        known = self.values.setdefault(where, {})
        if not known:
            names = [column.name for column in self._columns() if not column.generated]
            listed = ", ".join(f"{identifier(name)}::text" for name in names)
            (values,) = run(self.connection, f"SELECT {listed} FROM {self.question.table_name} WHERE {row}")  # noqa: S608
            texts = ("NULL" if value is None else literal(str(value)) for value in values)
            known |= dict(zip(names, texts, strict=True))
        return known

    def _columns(self) -> Sequence[Column]:
        table = self.catalog.find(self.question.table, Table)
        return table.columns if table is not None else ()

    def _rights(self) -> Rights:
        if self.rights is None:
            self.rights = rights_of(self.connection, self.question)
        return self.rights

    def _may_name(self, label: str) -> bool:
        """Whether the role can make a row of that owner at all: who may not write the column that says so, makes rows of whom
        its default says, which is the user that acts."""
        owner = self.question.owner
        says = owner.path[0].columns if owner.path else (owner.column.name,)
        return self._rights().columns["insert"].issuperset(says) or label == (self.question.user or NOBODY)


def _always(column: Column) -> bool:
    return column.identity is not None and column.identity.always


class Rights(Value, frozen=True):
    """What grants let a role do with a table, before any policy is asked."""

    whole: bool
    """Whether it may read the table with its system columns, not some of its columns alone."""
    delete: bool
    columns: Mapping[str, frozenset[str]]
    """Those that it may select, insert, update."""

    def may(self, command: str) -> bool:
        """Whether there is anything to try; else the command is refused."""
        return self.delete if command == "delete" else bool(self.columns[command])


def rights_of(connection: Connection, question: Question) -> Rights:
    """Asks PostgreSQL, which knows of memberships and PUBLIC; the owner, which is made one for each trial, has all."""
    of = f"{literal(question.role)}, {literal(question.table_name)}"
    schema = f"pg_catalog.has_schema_privilege({literal(question.role)}, {literal(identifier(question.table.schema))}, 'USAGE')"
    tests = [
        f"{schema} AND pg_catalog.has_table_privilege({of}, '{right}')" for right in ("SELECT", "DELETE")
    ]
    tests += [
        f"{schema} AND pg_catalog.has_column_privilege({of}, attnum, '{right}')"
        for right in ("SELECT", "INSERT", "UPDATE")
    ]
    if question.role == OWNER:
        tests = ["true"] * len(tests)
    rows = run(
        connection,
        f"SELECT attname, {', '.join(tests)} FROM pg_catalog.pg_attribute "  # noqa: S608  quoted
        f"WHERE attrelid = {literal(question.table_name)}::pg_catalog.regclass AND attnum > 0 AND NOT attisdropped",
    )
    columns = {
        command: frozenset(str(row[0]) for row in rows if row[number])
        for number, command in enumerate(COMMANDS[:-1], 3)
    }
    return Rights(all(row[1] for row in rows), all(row[2] for row in rows), columns)
