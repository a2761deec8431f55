"""SQL that says what is wanted, as a safe migration.

What is wrong: somebody has written down the change that they want (a file named with ``--sql``, the SQL of a
review or of a linter), the way one would type it into an empty database.

Why it matters: run as it is, CREATE INDEX makes writers wait until it is built, ADD FOREIGN KEY and SET NOT
NULL read a whole table under a lock, a name without its schema means what the search_path says, and nothing
leads back.

What is done: each statement is run on a model of the schema; a file with one that does not fit is an error,
with its place and with what is there instead. BEGIN, COMMIT and timeouts are left out, since each migration
has its own. Names get their schemas, in place. Indexes are built and dropped CONCURRENTLY (on partitions one
by one, and attached). CHECK and FOREIGN KEY come NOT VALID and are validated later. UNIQUE and PRIMARY KEY
come through an index that is built before them. NOT NULL comes by a CHECK that is validated, and dropped when
the column is NOT NULL; written as a constraint (PostgreSQL 18), it comes NOT VALID, too. A new column's
constraints follow it one by one. Tables that the SQL makes itself need none of that. Whatever is not listed here
stays as it was written, with a query for the rows that a partition, an EXCLUDE or a domain's constraint would
fail on. Where an existing fixer answers a finding, it does so in its own way and the suggestion
is not used.

What it locks: the same statements say it in each file. With data that is gone afterwards, or a table that is
written anew, the fix needs ``--unsafe``; so does SQL that comes from a finding, unless it only makes indexes
or comments. What a finding suggests is refused where data would be gone.

The way back: computed like any other. What was dropped comes back empty; with ``--keep-dropped`` (``keep_dropped
= true`` in [rules.suggested-sql]) tables and columns are renamed instead of dropped, and come back with their
rows; a partition leaves its parent, and what else the statement takes along (views, foreign keys of other tables, the
primary key of a column) is dropped, and made again on the way back.

When not to: for changes of data (INSERT, UPDATE, DELETE, COPY), upkeep (REINDEX, REFRESH, VACUUM), DO blocks, roles and
settings; write these as a migration of your own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fixer import api

rule = "suggested-sql"
promise = "A change that was asked for in SQL is made without stopping the application."
slug = "suggested_sql"
answers = {
    "review": (
        "alter-table",
        "column",
        "column-type",
        "default",
        "drop",
        "drop-column",
        "drop-constraint",
        "drop-not-null",
        "enum-type",
        "exclusion",
        "extension",
        "foreign-key",
        "function",
        "identity",
        "index",
        "not-null",
        "policy",
        "primary-key",
        "privileges",
        "rename",
        "schema",
        "sequence",
        "set-schema",
        "statistics",
        "table",
        "trigger",
        "type",
        "unique",
        "validate-constraint",
        "view",
    ),
}
applicability = api.Applicability.SAFE
carries_out = True
_LOSING = ("data-loss", "rewrite")
_HARMLESS = re.compile(
    r"(?:CREATE\s+(?:UNIQUE\s+)?INDEX|COMMENT\s+ON|ALTER\s+INDEX\s+\S+\s+ATTACH)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.suggested-sql]."""

    keep_dropped: bool = False
    """Rename tables and columns to ``…_dropped`` instead of dropping them."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Nothing: what is wanted, only a person or a tool can say."""
    return ()


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That the change is there already."""
    if finding.suggestion and api.there_already(_sql(finding), catalog):
        return "the schema as it is: what the SQL makes is there, and what it drops is gone"
    return None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The statements, lock-safe."""
    if not finding.suggestion:
        return api.Refusal(
            finding, "manual", "it says what is wrong, and gives no SQL that says what is wanted"
        )
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    asked = finding.source == "sql"
    try:
        made = api.lock_safe(_sql(finding), catalog, options.keep_dropped, asked=asked)
        narrowed = _narrowed(finding, made, catalog)
        if narrowed:
            made = api.lock_safe(f"{_sql(finding)};\n{narrowed}", catalog, options.keep_dropped)
    except api.NotTakenError as error:
        there = f"There: {error.there}." if error.there and asked else ""
        return api.Refusal(finding, error.code, error.reason, there, _place(finding, error))
    if not made.steps:
        return api.Satisfied(finding, "the schema as it is: the SQL changes nothing")
    if foreign := next((ref for ref in made.changed if options.is_platform(ref.schema)), None):
        return api.Refusal(finding, "unsupported", f"{api.target(foreign)} is the platform's")
    if not api.there_already(_sql(finding), made.after):
        reason = "its statements undo one another, so that nobody could tell later whether they were run"
        return api.Refusal(finding, "unsupported", reason, "Write down only what is wanted in the end.")
    hazards = [hazard.detail for hazard in made.hazards if hazard.kind == "data-loss"]
    gone = next(iter([*hazards, *_lost(made, catalog)]), None)
    if gone and finding.source != "sql":
        decide = "Ask for it in a file of SQL (--sql), or keep what is dropped (--keep-dropped)."
        return api.Refusal(finding, "manual", gone, decide)
    told = [hazard.detail for hazard in made.hazards if hazard.kind in _LOSING]
    losing = tuple(dict.fromkeys([*told, *([] if hazards else _lost(made, catalog))]))
    trusted = finding.source == "sql" or all(_HARMLESS.match(step.sql) for step in made.steps)
    return api.Fix(
        finding,
        title=_title(finding),
        why=_why(finding),
        slug=_slug(finding),
        operations=made.operations,
        applicability=api.Applicability.SAFE if trusted and not losing else api.Applicability.UNSAFE,
        checks=tuple(made.checks),
        notes=(
            *made.notes,
            *((_ASKED_ONCE,) if _sql(finding) != finding.suggestion else ()),
            *((_NARROWED,) if narrowed else ()),
            *_covered(made, catalog),
            *((_UUID,) if any("pgcrypto" in step.sql for step in made.steps) else ()),
            *(f"{detail[:1].upper()}{detail[1:]}." for detail in losing),
        ),
    )


def _lost(made: api.SafeScript, catalog: api.Catalog) -> Iterator[str]:
    """Tables and columns that are gone, whatever took them along: CASCADE takes what no statement names."""
    left = [table for ref in made.changed if (table := made.after.find(ref, api.Table)) is not None]
    for ref in sorted(made.changed):
        was = catalog.find(ref, api.Table)
        if was is None or was.persistence == "t":
            continue
        now = next((table for table in left if table.id == was.id), None)
        if now is None:
            yield f"{api.target(ref)} goes, and its rows with it"
            continue
        kept = {column.id for column in now.columns}
        for column in was.columns:
            if column.id not in kept:
                yield f"{api.target(api.column_of(was, column))} goes, and its values with it"


_WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_NARROWED = (
    "Default privileges give clients all rights on a new view, and a view acts with its owner's rights: they could write "
    "through it past row security. Only SELECT is left to them."
)


def _narrowed(finding: api.Finding, made: api.SafeScript, catalog: api.Catalog) -> str:
    """What takes back the rights to write through a new view that nobody asked for; empty where there are none."""
    if finding.source == "sql":
        return ""
    for ref in made.changed:
        view = made.after.find(ref, api.View)
        if (
            view is None
            or view.materialized
            or catalog.get(ref) is not None
            or "invoker" in " ".join(view.options)
        ):
            continue
        writers = sorted(
            {one.grantee for one in view.grants or () if one.privilege.upper() in _WRITES} & {*api.CLIENTS}
        )
        if writers:
            return f"REVOKE {', '.join(_WRITES)} ON {api.target(ref)} FROM {', '.join(map(api.identifier, writers))}"
    return ""


_UUID = "gen_random_uuid() needs no extension from PostgreSQL 13 on; the rest of pgcrypto does."


def _covered(made: api.SafeScript, catalog: api.Catalog) -> Iterable[str]:
    """Indexes that a new one makes redundant, because it begins with their columns. They stay: dropping is another matter."""
    for ref in made.changed:
        new = made.after.find(ref, api.Index)
        if new is None or catalog.get(ref) is not None or new.predicate or new.method != "btree":
            continue
        for old in catalog.children(new.table, api.Index):
            bare = (
                not (old.unique or old.constraint or old.predicate or old.include) and old.method == "btree"
            )
            if bare and len(old.keys) < len(new.keys) and new.keys[: len(old.keys)] == old.keys:
                yield f"{api.identifier(old.ref.name)} is covered by it, and can go once nothing names it."


_SETTING = re.compile(
    r"(?<!\(select )(?<![\w.$])current_setting\s*\(\s*(?P<name>'(?:[^']|'')*')\s*(?:,\s*(?:true|false)\s*)?\)"
    r"(?P<cast>(?:::\w+)?)",
    re.IGNORECASE,
)
_POLICY = re.compile(r"\s*(?:CREATE|ALTER)\s+POLICY\b", re.IGNORECASE)
_ASKED_ONCE = (
    "The setting is asked for once per statement, and is NULL where nobody has set it: as it was suggested, the policy "
    "would ask for each row, and raise."
)


def _sql(finding: api.Finding) -> str:
    """The suggestion; a policy's settings in the form that is asked once and does not raise (they are '' after SET LOCAL)."""
    sql = finding.suggestion or ""
    if finding.source == "sql" or not _POLICY.match(sql):
        return sql
    return _SETTING.sub(r"(select nullif(current_setting(\g<name>, true), '')\g<cast>)", sql)


def _place(finding: api.Finding, error: api.NotTakenError) -> api.Location | None:
    """Where in a file that was asked for it is; None for a suggestion, which has its finding's place."""
    if finding.source != "sql" or finding.location is None:
        return None
    return api.Location(finding.location.path, error.line, error.column)


def _title(finding: api.Finding) -> str:
    if finding.source == "sql":
        return finding.message
    return api.shortened(finding.suggestion or "")


def _why(finding: api.Finding) -> str:
    if finding.source != "sql":
        said = " ".join(finding.message.split())
        return said or "A finding suggests it."
    lines: list[str] = []
    for line in (finding.suggestion or "").splitlines():
        if not line.strip().startswith("--"):
            break
        lines.append(line.strip().lstrip("- "))
    return " ".join(filter(None, lines)) or f"Asked for in {finding.message}."


def _slug(finding: api.Finding) -> str:
    words = finding.message.rpartition("/")[2].removesuffix(".sql") if finding.source == "sql" else ""
    if not words and finding.target is not None:
        words = f"suggested_{finding.target.table or finding.target.name}"
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_") or slug
