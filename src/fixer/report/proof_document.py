"""The proofs as JSON. ``docs/proof.schema.json`` is made from these classes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

import msgspec

from fixer import model
from fixer.passwords import hidden
from fixer.report import safe
from fixer.sql.quote import target as target_text

VERSION: Literal[1] = 1

Line = Annotated[int, msgspec.Meta(ge=1)]
Judged = Annotated[bool | None, msgspec.Meta(description="null: it did not come to that")]
Mode = Annotated[str, msgspec.Meta(description='as pg_locks spells it; "" for none that stops writers')]
Unannounced = Annotated[
    list[str],
    msgspec.Meta(
        description="locks and rewrites beyond those announced: problems of a planned migration, and of one that was "
        "written already only said"
    ),
]
Owners = Annotated[
    list[str] | None,
    msgspec.Meta(description="whose rows are reached: user 1, user 2, nobody; null: the command is refused"),
]


class FoundFinding(msgspec.Struct, forbid_unknown_fields=True):
    """A finding by fixer's own rule."""

    rule: str
    key: str
    target: str | None


class MeasuredLock(msgspec.Struct, forbid_unknown_fields=True):
    """The strongest lock on a relation up to a statement of its transaction."""

    statement: str
    relation: str
    announced: Mode
    taken: Mode
    told: bool
    """False for a statement of which nothing can be announced (DO, a function that is called)."""
    measured: bool
    """False where the statement may have taken more than was seen of it; relation is "" where nothing was."""


class MeasuredRewrite(msgspec.Struct, forbid_unknown_fields=True):
    """A table that was written anew, or announced to be; relation is "" where only the latter holds."""

    statement: str
    relation: str
    announced: bool
    taken: bool


class Loss(msgspec.Struct, forbid_unknown_fields=True):
    """What is lost or changed of a table's rows, with a value before and after, cut short: both null where none is known."""

    during: Annotated[str, msgspec.Meta(description="up, down")]
    what: Annotated[
        str,
        msgspec.Meta(
            description="table, rows, others (more rows have come, and nothing tells which were there), column, values, "
            "numbers (they begin again)"
        ),
    ]
    column: Annotated[str, msgspec.Meta(description='"" where it is not about one')]
    rows: Annotated[
        int,
        msgspec.Meta(description="how many rows are lost, or have come; 0 where that is not what is lost"),
    ]
    before: str | None
    after: str | None


class TableRows(msgspec.Struct, forbid_unknown_fields=True):
    """How many rows a table had, and whether all of them were there unchanged after up and after the way back."""

    table: str
    rows: int
    kept_after_up: bool
    kept_after_down: bool
    losses: list[Loss]
    apart: Annotated[
        list[str],
        msgspec.Meta(
            description="tables that have some of the rows after up, and are partitions of it no more"
        ),
    ]


class Reach(msgspec.Struct, forbid_unknown_fields=True):
    """Whose rows each command reaches."""

    select: Owners
    insert: Owners
    update: Owners
    delete: Owners


class AccessError(msgspec.Struct, forbid_unknown_fields=True):
    """A command that ends with an error, and so reaches no rows."""

    when: Annotated[str, msgspec.Meta(description="before, after")]
    command: str
    sqlstate: str
    message: str


class Access(msgspec.Struct, forbid_unknown_fields=True):
    """What a role acting for a user may do with the rows of a table."""

    table: str
    who: str
    before: Reach
    after: Reach
    promised: Reach
    errors: list[AccessError]


class Failure(msgspec.Struct, forbid_unknown_fields=True):
    """A statement that PostgreSQL refused, and where it stands in its file."""

    during: Annotated[str, msgspec.Meta(description="up, down, up again, up after the online form")]
    statement: str
    sqlstate: str
    message: str
    path: str | None
    line: Line | None


class Proof(msgspec.Struct, forbid_unknown_fields=True):
    """What PostgreSQL showed of one migration. ``problems`` is empty exactly when it is proved."""

    migration: str
    path: str
    proved: bool
    problems: list[str]
    applied: bool
    cleared: list[FoundFinding]
    remaining: list[FoundFinding]
    introduced: list[FoundFinding]
    locks: list[MeasuredLock]
    rewrites: list[MeasuredRewrite]
    unannounced: Unannounced
    restored: Judged
    restored_with: Annotated[
        str, msgspec.Meta(description="the earlier migration whose way back completes it")
    ]
    not_restored: list[str]
    repair: Annotated[list[str], msgspec.Meta(description="statements that would restore what is different")]
    moved: Annotated[
        list[str], msgspec.Meta(description="tables of which a column came back in another position")
    ]
    stays: Annotated[
        list[str], msgspec.Meta(description="what the way back leaves as it is because nothing leads back")
    ]
    dump_difference: list[str]
    reapplied: Judged
    rows: list[TableRows]
    access: list[Access]
    around: Annotated[
        list[str],
        msgspec.Meta(
            description="views and functions that show rows past the row security that a table has since"
        ),
    ]
    failure: Failure | None
    not_provable: Annotated[str, msgspec.Meta(description='what the scratch server lacks; "" for nothing')]


class Measured(msgspec.Struct, forbid_unknown_fields=True):
    """A migration that was written without a way back: it was run up, and this is what it took."""

    migration: str
    path: str
    locks: list[MeasuredLock]
    rewrites: list[MeasuredRewrite]
    unannounced: Unannounced


class Unfilled(msgspec.Struct, forbid_unknown_fields=True):
    """A table that could not be given rows."""

    table: str
    why: str


class Stopped(msgspec.Struct, forbid_unknown_fields=True):
    """A written migration that does not go up: it and those behind it were not tried, and the exit code is 2."""

    message: str
    path: str | None
    line: int | None
    untried: int


class Document(msgspec.Struct, forbid_unknown_fields=True):
    """What `fixer verify --output-format json` prints."""

    version: Literal[1]
    server: str
    source: str
    judged_by: list[str]
    proved: bool
    proofs: list[Proof]
    measured: list[Measured]
    unfilled: list[Unfilled]
    notes: list[str]
    stopped: Stopped | None


def text(verification: model.Verification) -> str:
    """The JSON of the proofs, the same to the byte for the same proofs."""
    return safe.as_json(msgspec.to_builtins(document(verification)))


def document(verification: model.Verification) -> Document:
    """The proofs in the shape of the interface."""
    return Document(
        version=VERSION,
        server=verification.server,
        source=verification.source,
        judged_by=list(verification.judged_by),
        proved=verification.proved,
        proofs=[_proof(proof) for proof in verification.proofs],
        measured=[_measured(proof) for proof in verification.measured],
        unfilled=[Unfilled(table=table, why=why) for table, why in verification.unfilled],
        notes=list(verification.notes),
        stopped=_stopped(verification),
    )


def _stopped(verification: model.Verification) -> Stopped | None:
    error = verification.stopped
    if error is None:
        return None
    where = error.location
    return Stopped(
        message=error.message,
        path=where.path if where else None,
        line=where.line if where else None,
        untried=verification.untried,
    )


def _proof(proof: model.Proof) -> Proof:
    return Proof(
        migration=proof.migration,
        path=proof.path,
        proved=proof.proved,
        problems=list(proof.problems),
        applied=proof.applied,
        cleared=_findings(proof.cleared),
        remaining=_findings(proof.remaining),
        introduced=_findings(proof.introduced),
        locks=_locks(proof),
        rewrites=_rewrites(proof),
        unannounced=list(proof.unannounced),
        restored=proof.restored,
        restored_with=proof.restored_with,
        not_restored=list(proof.not_restored),
        repair=list(proof.repair),
        moved=list(proof.moved),
        stays=list(proof.stays),
        dump_difference=[hidden(text) for text in proof.dump_difference],
        reapplied=proof.reapplied,
        rows=[_rows(row) for row in proof.rows],
        access=[
            Access(
                table=item.table,
                who=item.who,
                before=_reach(item.before),
                after=_reach(item.after),
                promised=_reach(item.promised),
                errors=[*_errors("before", item.before), *_errors("after", item.after)],
            )
            for item in proof.access
        ],
        around=list(proof.around),
        failure=_failure(proof.failure),
        not_provable=proof.not_provable,
    )


def _rows(rows: model.TableRows) -> TableRows:
    losses = [("up", loss) for loss in rows.up] + [("down", loss) for loss in rows.back]
    return TableRows(
        table=rows.table,
        rows=rows.before,
        kept_after_up=rows.after_up,
        kept_after_down=rows.after_down,
        losses=[_loss(during, loss) for during, loss in losses],
        apart=list(rows.apart),
    )


def _loss(during: str, loss: model.Loss) -> Loss:
    before, after = loss.example or (None, None)
    return Loss(during=during, what=loss.what, column=loss.column, rows=loss.rows, before=before, after=after)


def _measured(proof: model.Proof) -> Measured:
    return Measured(
        migration=proof.migration,
        path=proof.path,
        locks=_locks(proof),
        rewrites=_rewrites(proof),
        unannounced=list(proof.unannounced),
    )


def _locks(proof: model.Proof) -> list[MeasuredLock]:
    return [
        MeasuredLock(
            statement=hidden(lock.statement),
            relation=lock.relation,
            announced=lock.announced,
            taken=lock.taken,
            told=lock.told,
            measured=lock.measured,
        )
        for lock in proof.locks
    ]


def _rewrites(proof: model.Proof) -> list[MeasuredRewrite]:
    return [
        MeasuredRewrite(
            statement=hidden(item.statement),
            relation=item.relation,
            announced=item.announced,
            taken=item.taken,
        )
        for item in proof.rewrites
    ]


def _findings(findings: Iterable[model.Finding]) -> list[FoundFinding]:
    return [
        FoundFinding(rule=item.rule, key=item.key, target=target_text(item.target) if item.target else None)
        for item in findings
    ]


def _reach(values: Mapping[str, model.Whose]) -> Reach:
    return Reach(**{command: _owners(whose) for command, whose in values.items()})


def _owners(whose: model.Whose) -> list[str] | None:
    if isinstance(whose, model.Raised):
        return []
    return None if whose is None else list(whose)


def _errors(when: str, values: Mapping[str, model.Whose]) -> list[AccessError]:
    return [
        AccessError(when=when, command=command, sqlstate=error.sqlstate, message=hidden(error.message))
        for command, error in values.items()
        if isinstance(error, model.Raised)
    ]


def _failure(failure: model.Failure | None) -> Failure | None:
    if failure is None:
        return None
    return Failure(
        during=failure.during,
        statement=hidden(failure.statement),
        sqlstate=failure.sqlstate,
        message=failure.message,
        path=failure.location.path if failure.location else None,
        line=failure.location.line if failure.location else None,
    )
