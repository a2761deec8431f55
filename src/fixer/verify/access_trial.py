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
from fixer.verify.access_questions import COMMANDS, LABELS, OWNER, Question
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
    owners: dict[str, list[str]]

    def reach(self) -> Reach:
        labels = [label for label in LABELS if label in self.owners]
        granted = self._granted()
        return {
            command: self._whose(command, labels) if may else None
            for command, may in zip(COMMANDS, granted, strict=True)
        }

    def _whose(self, command: str, labels: Sequence[str]) -> Whose:
        """Whose rows the command reaches, or the first error: a command that fails on one row fails on all."""
        reached: list[str] = []
        for label in labels:
            done = self._try(command, label)
            if isinstance(done, Raised):
                return done
            if done:
                reached.append(label)
        return tuple(reached)

    def _granted(self) -> tuple[bool, ...]:
        """For each command, whether the role has the right at all."""
        if self.question.role == OWNER:
            return (True,) * len(COMMANDS)
        of = f"{literal(self.question.role)}, {literal(self.question.table_name)}"
        rights = [f"pg_catalog.has_any_column_privilege({of}, 'SELECT')"]
        rights += [f"pg_catalog.has_table_privilege({of}, {literal(command)})" for command in COMMANDS[1:]]
        (row,) = run(self.connection, f"SELECT {', '.join(rights)}")
        return tuple(row)

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
        if command == "insert" and state.startswith(
            "23"
        ):  # policies are asked before constraints (ExecInsert)
            return True
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
