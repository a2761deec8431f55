"""What is to be proved, and the scratch database with its schema and rows that it is proved on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.ddl.base import DdlError
from fixer.ddl.run import apply
from fixer.model import Progress
from fixer.planner.proof import Rules
from fixer.sql.parse import SqlSyntaxError
from fixer.values import Value
from fixer.verify.contents import Contents
from fixer.verify.database import Schema, Scratch, build, scratch_database
from fixer.verify.files import Step
from fixer.verify.nulls import made_required
from fixer.verify.rows import Filler
from fixer.verify.server import Server
from fixer.verify.starting import Opener


class Job(Value, frozen=True):
    """What is to be proved. ``rows`` is how many each table gets; ``server`` opens the one to prove it on."""

    schema: Schema
    steps: tuple[Step, ...]
    rules: Rules
    one_transaction: bool
    progress: Progress
    server: Opener
    rows: int = 0
    existing: tuple[Step, ...] = ()
    """The folder's migrations from the first on, where some of them are given a way back: those have a ``down``."""

    @property
    def wanted(self) -> tuple[str, ...]:
        """The extensions that the schema and the migrations create."""
        return self.schema.extensions(*(step.up for step in (*self.existing, *self.steps)))


@dataclass
class Said:
    """What there is to say besides the proofs."""

    unfilled: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, None] = field(default_factory=dict)
    judged_by: tuple[str, ...] = ("introspection",)


@contextmanager
def built(job: Job, server: Server, said: Said, schema: Schema) -> Iterator[Scratch]:
    with scratch_database(server, schema, job.wanted, job.progress) as made:
        build(made, schema, job.progress)
        note(made, said)
        for name in schema.assumed:
            said.left_out[
                f"the extension {name} was there beforehand: the migrations use it, and none creates it"
            ] = None
        yield made
        note(made, said)


def note(made: Scratch, said: Said) -> None:
    for one in made.sender.left_out:
        said.left_out[f"{one.place}: {one.why}: left out"] = None
    for rolled_back in made.sender.unended:
        said.left_out[str(rolled_back)] = None
    if made.pg_dump is not None:
        said.judged_by = ("introspection", "pg_dump")


def filled(
    made: Scratch, job: Job, said: Said, catalog: Catalog | None = None, goal: Catalog | None = None
) -> Contents | None:
    """``goal``: what the rows are to fit besides what planned migrations make."""
    if not job.rows:
        return None
    job.progress("filling tables", 0, 1)
    catalog = catalog or made.snapshot(with_dump=False).catalog
    if goal is None:
        goal = _goal(job, catalog)
        for place in sorted(
            place for table in catalog.objects(Table) for place in made_required(table, goal)
        ):
            said.left_out[f"{place} has a value in every row here: it is NOT NULL after the migrations"] = (
                None
            )
    filler = Filler(made.connection, catalog, job.rows, goal, nulls=True)
    filler.fill()
    said.unfilled |= filler.unfilled
    return Contents.of(made.connection)


def _goal(job: Job, catalog: Catalog) -> Catalog:
    """What planned migrations make of the schema, as far as the model can tell."""
    layer = catalog.overlay()
    for step in job.steps:
        for statement in step.announced or ():
            with suppress(DdlError, SqlSyntaxError):
                apply(layer, statement.sql)
    return layer
