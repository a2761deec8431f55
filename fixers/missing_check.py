"""Columns whose values are known to follow a rule that nothing holds them to.

What is wrong: the configuration, a comment or a finding says what a column may hold, and the database takes
anything of its type.

Why it matters: a wrong row gets in once, through a script or a second application, and every reader has to
cope with it from then on.

What is done: ADD CONSTRAINT … CHECK … NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own. The
rule is taken from a finding (its expression, or the CHECK of the ALTER TABLE that it suggests), from
``[[rules.missing-check.patterns]]`` (``columns = "*_cents"``, ``check = "{column} >= 0"``) or from a column's
comment that states all its values (``One of: draft, published``); no value is ever invented. NULL passes, as
in any CHECK, unless ``nulls = "reject"``; a finding's expression is taken as it is. What existing
constraints imply is not added again, and one that is NOT VALID yet is only validated. In a partitioned or
inherited table the constraint goes on the parent.

What it locks: ADD CONSTRAINT takes ACCESS EXCLUSIVE for a moment, without reading the table; VALIDATE reads
it under SHARE UPDATE EXCLUSIVE, while reads and writes go on.

The way back: DROP CONSTRAINT.

When not to: while rows break the rule, which the query that comes with the fix finds; VALIDATE fails on them.
Expressions with subqueries, side effects or functions that are not known are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from fixer import api

rule = "missing-check"
promise = "What is known about a column's values, the database holds them to."
slug = "checks"
answers = {"review": ("check",)}
applicability = api.Applicability.SAFE

_TEXTS = frozenset({"text", "varchar", "bpchar", "citext"})
_NUMBERS = frozenset({"int2", "int4", "int8", "numeric", "float4", "float8", "money"})


@dataclass(frozen=True)
class Pattern:
    """A rule for all columns of some name: ``*_cents``, ``orders.*_cents`` or ``public.orders.*_cents``."""

    columns: str
    check: str
    """The expression, with ``{column}`` for the column's name."""
    name: str = ""
    """The constraint's name, with ``{table}`` and ``{column}``; PostgreSQL's own choice by default."""

    def __post_init__(self) -> None:
        if api.columns_in(self.check.replace("{column}", "x")) is None:
            raise ValueError(f"{self.check} is not an SQL expression")


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.missing-check]."""

    patterns: tuple[Pattern, ...] = ()
    nulls: Literal["pass", "reject"] = "pass"
    """Whether a rule from a pattern or a comment lets NULL pass."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """An expression that a table's rows should satisfy, and who says so."""

    check: str
    name: str = ""
    by: str = "the finding"


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Columns with a rule by configuration or comment, each with what holds them to it if something does."""
    for table in catalog.objects(api.Table):
        if _is_foreign(table, options):
            continue
        comments = _line_comments(table)
        for column in table.columns:
            beside = comments.get(column.name)
            if column.inherited or not (options.patterns or column.comment or beside):
                continue
            ref = api.column_of(table, column)
            rules = _rules_of(column, beside, table, catalog, options)
            for check, found in {found.check: found for found in rules}.items():
                yield api.Problem(
                    ref,
                    f"nothing holds {api.shown(ref)} to {check}",
                    satisfied_by=api.implied_by(check, table, catalog),
                    data={"check": check, "name": found.name, "by": found.by},
                    discriminator=check,
                )


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """The constraints that imply the checks of a finding."""
    table = _table(finding.target, catalog)
    if table is None:
        return None
    try:
        checks = [api.usable(found.check, table, catalog) for found in _rules_in(finding, table)]
    except api.NotUsableError:
        return None
    by = [api.implied_by(check, table, catalog) for check in checks]
    return " and ".join(dict.fromkeys(filter(None, by))) if all(by) else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The CHECK, not valid first, then validated."""
    table = _table(finding.target, catalog)
    if table is None or finding.target is None:
        return api.Refusal(finding, "unresolved", "there is no such table")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    try:
        rules = _rules_in(finding, table)
        checks = [api.usable(found.check, table, catalog) for found in rules]
        _no_contradiction(finding, checks, table, catalog)
    except api.NotUsableError as error:
        return api.Refusal(finding, error.code, error.reason, error.decide)
    adds: list[api.Operation] = []
    validations: list[api.Operation] = []
    for found, check in zip(rules, checks, strict=True):
        if api.implied_by(check, table, catalog):
            continue
        name = api.not_valid_yet(check, table, catalog)
        if name is None:
            name = api.free_check_name(found.name, check, table, catalog, {op.params["name"] for op in adds})
            adds.append(api.Operation("add_check", {"table": table.ref, "name": name, "check": check}))
        validations.append(api.validation(table.ref, name))
    shown = "; ".join(checks)
    where = finding.target if finding.target.kind == "column" else table.ref
    return api.Fix(
        finding,
        title=f"{api.shown(where)}: CHECK ({shown})",
        why=f"By {rules[0].by}, {api.shown(where)} is to satisfy {shown}: now the database holds it to that.",
        slug=f"check_{table.ref.name}_{where.name}" if where.table else f"check_{table.ref.name}",
        operations=(*adds, *validations),
        applicability=applicability,
        checks=tuple(api.offending(check, table, catalog) for check in checks),
        notes=()
        if _named(finding.target) == table.ref
        else (f"The parent, {api.shown(table.ref)}, gets it.",),
    )


def _is_foreign(table: api.Table, options: Options) -> bool:
    """Whether the table is temporary, or the platform's."""
    return table.persistence == "t" or options.is_platform(table.ref.schema)


def _named(ref: api.ObjectRef) -> api.ObjectRef:
    """The table that a finding names, itself or by something in it."""
    return api.ObjectRef("table", ref.schema, ref.table or ref.name)


def _table(ref: api.ObjectRef | None, catalog: api.Catalog) -> api.Table | None:
    """The table of a finding; for a partition, or an inherited column, the parent that it came from."""
    table = catalog.find(_named(ref), api.Table) if ref else None
    while table is not None and ref is not None:
        column = table.column(ref.name) if ref.kind == "column" else None
        parents = (table.parent,) if table.parent else table.inherits if column and column.inherited else ()
        above = [found for parent in parents if (found := catalog.find(parent, api.Table))]
        if column is not None:
            above = [found for found in above if found.column(column.name)]
        if not above:
            return table
        table = above[0]
    return table


# where rules come from


def _rules_of(
    column: api.Column, beside: str | None, table: api.Table, catalog: api.Catalog, options: Options
) -> Iterator[_Rule]:
    """What configuration and comments say about a column; ``beside`` stands at the end of its line."""
    name = api.identifier(column.name)
    required = f"{name} IS NOT NULL AND " if options.nulls == "reject" and not column.not_null else ""
    for pattern in options.patterns:
        if _matches(pattern, column, table, catalog):
            check = pattern.check.replace("{column}", name)
            chosen = pattern.name.replace("{table}", table.ref.name).replace("{column}", column.name)
            by = f"the pattern {pattern.columns} in the configuration"
            yield _Rule(f"{required}({check})" if required else check, chosen, by)
    if column.type.name not in _TEXTS or column.type.array:
        return
    comment = column.comment if column.comment is not None else beside
    values = api.stated_values(comment) if comment else None
    if values:
        check = f"{name} IN ({', '.join(map(api.literal, values))})"
        yield _Rule(f"{required}({check})" if required else check, by="its comment")


def _matches(pattern: Pattern, column: api.Column, table: api.Table, catalog: api.Catalog) -> bool:
    """Whether the column has the pattern's name, and a type that can be compared with a number if it is."""
    if not api.names_column(pattern.columns, table.ref, column.name):
        return False
    return not _WITH_NUMBER.search(pattern.check) or _is_number(column.type, catalog)


_WITH_NUMBER = re.compile(r"\{column\}\s*(?:[<>=!]+|\bBETWEEN\b)\s*[-+]?[\d.]", re.IGNORECASE)


def _is_number(kind: api.DataType, catalog: api.Catalog) -> bool:
    base = getattr(catalog.type(kind.schema, kind.name), "base", None)  # of a domain
    if isinstance(base, api.DataType):
        return _is_number(base, catalog)
    return kind.name in _NUMBERS and not kind.array


def _line_comments(table: api.Table) -> dict[str, str]:
    """What CREATE TABLE says in comments at the ends of its columns' lines, by column."""
    origin = table.origin
    if origin is None or origin.text.find("--", origin.start, origin.end) < 0:
        return {}
    lines = _COLUMN_LINE.finditer(origin.text, origin.start, origin.end)
    return {api.unquoted(line[1]): line[2] for line in lines}


_PART = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
_COLUMN_LINE = re.compile(rf"^[ \t]*({_PART})[ \t][^\n]*?--([^\n]*)", re.MULTILINE)
_ADD_CHECK = re.compile(
    rf"(?:ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(?P<table>{_PART}(?:\s*\.\s*{_PART})*)\s+ADD\s+)?"
    rf"(?:CONSTRAINT\s+(?P<name>{_PART})\s+)?CHECK\s*\((?P<check>.*)\)(?:\s*NOT\s+VALID)?",
    re.IGNORECASE | re.DOTALL,
)


def _rules_in(finding: api.Finding, table: api.Table) -> list[_Rule]:
    """What a finding says. Raises api.NotUsableError; what it says may still be no expression."""
    given = finding.data.get("check")
    name, by = str(finding.data.get("name") or ""), str(finding.data.get("by") or "the finding")
    if isinstance(given, str) and given.strip():
        written = _ADD_CHECK.fullmatch(given.strip())
        if written is None:
            return [_Rule(given.strip(), name, by)]
        rule_found = _rule_in(written, finding, table)
        return [_Rule(rule_found.check, name or rule_found.name, by)]
    if not finding.suggestion:
        decide = "Say it in [[rules.missing-check.patterns]]."
        raise api.NotUsableError("manual", "nothing says what the check is to be", decide)
    text = re.sub(r"^\s*--.*$", "", finding.suggestion, flags=re.MULTILINE)
    rules = []
    for piece in filter(None, map(str.strip, re.split(r";\s*(?:\n|\Z)", text))):
        written = _ADD_CHECK.fullmatch(piece)
        if written is None:
            raise api.NotUsableError(
                "unreadable", "the suggestion is more than ALTER TABLE … ADD CONSTRAINT … CHECK"
            )
        rules.append(_rule_in(written, finding, table))
    return rules


def _rule_in(written: re.Match[str], finding: api.Finding, table: api.Table) -> _Rule:
    """The rule in ALTER TABLE … ADD CHECK, which has to be about the finding's table."""
    parts = [api.unquoted(part) for part in re.findall(_PART, written["table"] or "")]
    known = [table.ref, *([_named(finding.target)] if finding.target else [])]
    if parts and not any(parts == [ref.schema, ref.name][-len(parts) :] for ref in known):
        raise api.NotUsableError(
            "unsupported", f"the finding is about {api.shown(table.ref)}, its suggestion is not"
        )
    return _Rule(written["check"].strip(), api.unquoted(written["name"] or ""))


def _no_contradiction(
    finding: api.Finding, checks: Sequence[str], table: api.Table, catalog: api.Catalog
) -> None:
    """A comment's list of values does not overrule another list that is in force. Raises api.NotUsableError."""
    if finding.data.get("by") != "its comment" or finding.target is None:
        return
    column, types = api.identifier(finding.target.name), api.types_of(table)
    for constraint in api.checks_of(table, catalog):
        values = re.findall(r"'(?:[^']|'')*'", constraint.expression or "")
        listed = f"{column} IN ({', '.join(values)})" if values else "false"
        if not api.equivalent(constraint.expression or "", listed, types):
            continue
        wanted, known = (f"{column} IS NOT NULL AND ({check})" for check in (checks[0], listed))
        if not api.equivalent(wanted, known, types):
            reason = f"{api.identifier(constraint.ref.name)} lists other values than the comment: {checks[0]}"
            raise api.NotUsableError("manual", reason, "Correct the comment, or the constraint.")
