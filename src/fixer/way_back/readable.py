"""Statements as a person would write them: what happens to one table in a row is one ALTER TABLE."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from fixer.model import Statement

_ALIKE = re.compile(
    r"(ALTER TABLE (?:ONLY )?(?:\"(?:[^\"]|\"\")+\"|[^\"\s])+) ((?:DROP|ADD) COLUMN|DROP CONSTRAINT|"
    r"ALTER COLUMN(?= (?:\"(?:[^\"]|\"\")+\"|[^\"\s]+) (?:(?:SET|DROP) (?:DEFAULT|NOT NULL)|TYPE)\b)) (?=\S)"
)
"""The table, and subcommands of which PostgreSQL's own order does the same as the given one: a default that is dropped, the
types, which rewrite the table once, what is set (ATPrepCmd, AT_PASS_DROP, AT_PASS_ALTER_TYPE and those behind it).
"""


def joined(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, those behind each other that do the same kind of thing to one table as one."""
    found: list[Statement] = []
    for key, run in groupby(statements, key=_key):
        alike = list(run)
        found += [_one(alike, key)] if key is not None and len(alike) > 1 else alike
    return found


def _key(statement: Statement) -> tuple[str, str] | None:
    match = _ALIKE.match(statement.sql)
    return (match[1], match[2]) if match and statement.transactional else None


def _one(alike: Sequence[Statement], key: tuple[str, str]) -> Statement:
    table = key[0]
    steps = ",\n    ".join(one.sql[len(table) + 1 :] for one in alike)
    return Statement(
        f"{table}\n    {steps}",
        locks=tuple(dict.fromkeys(lock for one in alike for lock in one.locks)),
        hazards=tuple(dict.fromkeys(hazard for one in alike for hazard in one.hazards)),
        validates=any(one.validates for one in alike),
    )
