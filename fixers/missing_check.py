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

import hashlib
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
        if _columns(self.check.replace("{column}", "x")) is None:
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


class _NotUsableError(Exception):
    """A finding's check cannot be used: the code of a refusal, the reason, and what to decide."""

    def __init__(
        self, code: str, reason: str, decide: str = "Write the constraint by hand, if it is wanted."
    ):
        self.code, self.reason, self.decide = code, reason, decide
        super().__init__(reason)


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Columns with a rule by configuration or comment, each with what holds them to it if something does."""
    for table in catalog.objects(api.Table):
        if _is_foreign(table, options):
            continue
        comments = _line_comments(table)
        for column in table.columns:
            if column.inherited:
                continue
            ref = api.ObjectRef("column", table.ref.schema, column.name, table.ref.name)
            rules = _rules_of(column, comments.get(column.name), table, catalog, options)
            for check, found in {found.check: found for found in rules}.items():
                yield api.Problem(
                    ref,
                    f"nothing holds {api.shown(ref)} to {check}",
                    satisfied_by=_implied_by(check, table, catalog),
                    data={"check": check, "name": found.name, "by": found.by},
                    discriminator=check,
                )


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """The constraints that imply the checks of a finding."""
    table = _table(finding.target, catalog)
    if table is None:
        return None
    try:
        checks = [_usable(found.check, table, catalog) for found in _rules_in(finding, table)]
    except _NotUsableError:
        return None
    by = [_implied_by(check, table, catalog) for check in checks]
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
        checks = [_usable(found.check, table, catalog) for found in rules]
        _no_contradiction(finding, checks, table, catalog)
    except _NotUsableError as error:
        return api.Refusal(finding, error.code, error.reason, error.decide)
    adds: list[api.Operation] = []
    validations: list[api.Operation] = []
    for found, check in zip(rules, checks, strict=True):
        if _implied_by(check, table, catalog):
            continue
        name = _not_valid_yet(check, table, catalog)
        if name is None:
            name = _free_name(found.name, check, table, catalog, {op.params["name"] for op in adds})
            adds.append(api.Operation("add_check", {"table": table.ref, "name": name, "check": check}))
        validations.append(api.Operation("validate_constraint", {"table": table.ref, "name": name}))
    shown = "; ".join(checks)
    where = finding.target if finding.target.kind == "column" else table.ref
    return api.Fix(
        finding,
        title=f"{api.shown(where)}: CHECK ({shown})",
        why=f"By {rules[0].by}, {api.shown(where)} is to satisfy {shown}: now the database holds it to that.",
        slug=f"check_{table.ref.name}_{where.name}" if where.table else f"check_{table.ref.name}",
        operations=(*adds, *validations),
        applicability=applicability,
        checks=tuple(_offending(check, table, catalog) for check in checks),
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
    return {_folded(line[1]): line[2] for line in lines}


_PART = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
_COLUMN_LINE = re.compile(rf"^[ \t]*({_PART})[ \t][^\n]*?--([^\n]*)", re.MULTILINE)
_ADD_CHECK = re.compile(
    rf"(?:ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(?P<table>{_PART}(?:\s*\.\s*{_PART})*)\s+ADD\s+)?"
    rf"(?:CONSTRAINT\s+(?P<name>{_PART})\s+)?CHECK\s*\((?P<check>.*)\)(?:\s*NOT\s+VALID)?",
    re.IGNORECASE | re.DOTALL,
)


def _rules_in(finding: api.Finding, table: api.Table) -> list[_Rule]:
    """What a finding says. Raises _NotUsableError; what it says may still be no expression."""
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
        raise _NotUsableError("manual", "nothing says what the check is to be", decide)
    text = re.sub(r"^\s*--.*$", "", finding.suggestion, flags=re.MULTILINE)
    rules = []
    for piece in filter(None, map(str.strip, re.split(r";\s*(?:\n|\Z)", text))):
        written = _ADD_CHECK.fullmatch(piece)
        if written is None:
            raise _NotUsableError(
                "unreadable", "the suggestion is more than ALTER TABLE … ADD CONSTRAINT … CHECK"
            )
        rules.append(_rule_in(written, finding, table))
    return rules


def _rule_in(written: re.Match[str], finding: api.Finding, table: api.Table) -> _Rule:
    """The rule in ALTER TABLE … ADD CHECK, which has to be about the finding's table."""
    parts = [_folded(part) for part in re.findall(_PART, written["table"] or "")]
    known = [table.ref, *([_named(finding.target)] if finding.target else [])]
    if parts and not any(parts == [ref.schema, ref.name][-len(parts) :] for ref in known):
        raise _NotUsableError(
            "unsupported", f"the finding is about {api.shown(table.ref)}, its suggestion is not"
        )
    return _Rule(written["check"].strip(), _folded(written["name"] or ""))


def _folded(written: str) -> str:
    """An identifier as PostgreSQL reads it."""
    return written[1:-1].replace('""', '"') if written.startswith('"') else written.lower()


# what may be in an expression

_STRING = re.compile(
    r"""(?<![\w$])[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|(?<![\w$])(\$(?:[^\W\d]\w*)?\$).*?\1|"(?:[^"]|"")*\"""",
    re.DOTALL,
)
_REFUSED = {
    "a comment": re.compile(r"--|/\*"),
    "a subquery": re.compile(r"\bselect\b|\btable\b|\(\s*values\s*\(", re.IGNORECASE),
    "a parameter": re.compile(r"\$\d"),
    "the time or the user": re.compile(
        r"\b(?:current_(?:date|time|timestamp|user|role|schema|catalog)|localtime(?:stamp)?|(?:session_)?user)\b",
        re.IGNORECASE,
    ),
    "a window function": re.compile(r"\bover\s*\(", re.IGNORECASE),
}
_BEYOND_ROW = re.compile(
    r"(?!pg_(?:typeof|column_size)$)(?:pg_|lo_|brin_|gin_|binary_upgrade_|txid_)\w*|lo(?:read|write)|set_config"
    r"|nextval|setval|currval|lastval|random|gen_random_uuid|now|\w+_timestamp|timeofday|current_\w+|version"
    r"|(?:query|table|schema|database|cursor)_to_xml\w*"
)


def _usable(check: str, table: api.Table, catalog: api.Catalog) -> str:
    """The expression on one line, its names qualified. Raises _NotUsableError for what is no CHECK here."""
    columns = _columns(check)
    if columns is None:
        raise _NotUsableError("unreadable", f"{_one_line(check)} is not an expression")
    bare = _STRING.sub(lambda found: found[0][0] + " " * (len(found[0]) - 2) + found[0][-1], check)
    for what, pattern in _REFUSED.items():
        if pattern.search(bare):
            raise _NotUsableError("unsupported", f"{_one_line(check)} has {what} in it")
    unknown = sorted(columns - {column.name for column in table.columns})
    if unknown or not columns:
        which = f"no column {unknown[0]}" if unknown else "no column that the expression is about"
        raise _NotUsableError("unresolved", f"{api.shown(table.ref)} has {which}: {_one_line(check)}")
    prefixes: list[tuple[int, str]] = []
    for name in api.names_in_expression(check):
        schema = _schema_to_write(name, table, catalog)
        if name.start >= 0:
            bare = bare[: name.start] + " " * (name.end - name.start) + bare[name.end :]
            prefixes += [(name.start, f"{api.identifier(schema)}.")] if schema else []
    for qualifier in re.finditer(r'("[^"]*"|(?<![\w$])[^\W\d][\w$]*)\s*\.', bare):
        if _folded(check[qualifier.start(1) : qualifier.end(1)]) not in (table.ref.schema, table.ref.name):
            raise _NotUsableError(
                "unresolved", f"{_one_line(check)} is not about {api.shown(table.ref)} alone"
            )
    for place, prefix in sorted(prefixes, reverse=True):
        check = check[:place] + prefix + check[place:]
    line = _one_line(check)
    if "\n" in line or "\r" in line:
        raise _NotUsableError("unsupported", "the expression has a string of several lines in it")
    return line


def _columns(check: str) -> frozenset[str] | None:
    """The columns of an expression; None for what is not one expression."""
    try:
        return api.columns_of(check)
    except api.SqlSyntaxError:
        return None


def _one_line(check: str) -> str:
    """The expression without line ends, but for those in strings."""
    pieces: list[str] = []
    end = 0
    for string in _STRING.finditer(check):
        pieces += [re.sub(r"\s+", " ", check[end : string.start()]), string[0]]
        end = string.end()
    return "".join([*pieces, re.sub(r"\s+", " ", check[end:])]).strip()


def _schema_to_write(name: api.Name, table: api.Table, catalog: api.Catalog) -> str:
    """The schema to be written before a name; "" for none. Raises _NotUsableError for an unknown name."""
    *qualifier, word = name.parts
    path = (table.ref.schema, "public")
    if name.kind == "relation":
        raise _NotUsableError("unsupported", f"{word} is a relation: a CHECK sees its own row only")
    if qualifier in ([], ["pg_catalog"]) and api.is_builtin(name.kind, word):
        if name.kind == "function" and _BEYOND_ROW.fullmatch(word):
            raise _NotUsableError("unsupported", f"{word}() does not depend on the row alone")
        return ""
    ref = api.resolve(catalog, name, path)
    if ref is not None and ref.kind != "external":
        return "" if qualifier else ref.schema
    extensions = (
        api.ObjectRef("extension", "", other) for other in api.extensions_providing(name.kind, word)
    )
    if any(catalog.get(extension) is not None for extension in extensions):
        return ""
    raise _NotUsableError("unsupported", f"the schema has no {name.kind} {'.'.join(name.parts)}")


# what holds already


def _checks(table: api.Table, catalog: api.Catalog) -> list[api.Constraint]:
    """The table's CHECK constraints that hold for its children too."""
    heirs = catalog.heirs(table.ref)
    found = catalog.children(table.ref, api.Constraint)
    return [c for c in found if c.type == "c" and c.expression and not (c.no_inherit and heirs)]


def _types(table: api.Table) -> dict[str, str]:
    return {column.name: str(column.type) for column in table.columns}


def _implied_by(check: str, table: api.Table, catalog: api.Catalog) -> str | None:
    """The constraints that let nothing pass which breaks the check."""
    used = _columns(check)
    if used is None:
        return None
    not_null = [api.identifier(c.name) for c in table.columns if c.not_null and c.name in used]
    facts = [f"{name} IS NOT NULL" for name in not_null]
    checks = _checks(table, catalog)
    valid = [c for c in checks if c.validated and used & (_columns(c.expression or "") or set())]
    types = _types(table)
    for constraints in ([], *([one] for one in valid), valid):
        known = [*facts, *(f"({constraint.expression}\n)" for constraint in constraints)]
        if known and api.implies(" AND ".join(known), check, types):
            names = [api.identifier(constraint.ref.name) for constraint in constraints]
            return " and ".join(names) or f"NOT NULL of {', '.join(not_null)}"
    return None


def _not_valid_yet(check: str, table: api.Table, catalog: api.Catalog) -> str | None:
    """The name of a constraint that says the same and has not been validated."""
    for constraint in _checks(table, catalog):
        same = api.equivalent(constraint.expression or "", check, _types(table))
        if same and not constraint.validated:
            return constraint.ref.name
    return None


def _no_contradiction(
    finding: api.Finding, checks: Sequence[str], table: api.Table, catalog: api.Catalog
) -> None:
    """A comment's list of values does not overrule another list that is in force. Raises _NotUsableError."""
    if finding.data.get("by") != "its comment" or finding.target is None:
        return
    column, types = api.identifier(finding.target.name), _types(table)
    for constraint in _checks(table, catalog):
        values = re.findall(r"'(?:[^']|'')*'", constraint.expression or "")
        listed = f"{column} IN ({', '.join(values)})" if values else "false"
        if not api.equivalent(constraint.expression or "", listed, types):
            continue
        wanted, known = (f"{column} IS NOT NULL AND ({check})" for check in (checks[0], listed))
        if not api.equivalent(wanted, known, types):
            reason = f"{api.identifier(constraint.ref.name)} lists other values than the comment: {checks[0]}"
            raise _NotUsableError("manual", reason, "Correct the comment, or the constraint.")


# what is made


def _offending(check: str, table: api.Table, catalog: api.Catalog) -> api.Check:
    """The query for rows that break a check."""
    primary = catalog.primary_key(table.ref)
    used = sorted(_columns(check) or ())
    shown = ", ".join(map(api.identifier, dict.fromkeys([*primary, *used])))
    query = f"SELECT {shown} FROM {api.target(table.ref)} WHERE NOT ({check})"  # noqa: S608  shown, and checked above
    return api.Check(query, f"rows of {api.shown(table.ref)} that break {check}", len(primary))


def _free_name(wanted: str, check: str, table: api.Table, catalog: api.Catalog, taken: Iterable[str]) -> str:
    """The name asked for, or PostgreSQL's own choice, which no constraint of the table or below it has."""
    busy = {constraint.ref.name for constraint in _below(table, catalog)} | set(taken)
    used = sorted(_columns(check) or ())
    first, second, label = table.ref.name, used[0] if len(used) == 1 else "", "check"
    if wanted and wanted.isprintable():
        first, second, label = wanted, "", ""
    whole = "_".join(part for part in (first, second, label) if part)
    if api.object_name(first, second, label) != whole:
        digest = hashlib.sha256(whole.encode()).hexdigest()[:8]
        label = f"{digest}_{label}" if label else digest
    name, number = api.object_name(first, second, label), 0
    while name in busy:
        number += 1
        name = api.object_name(first, second, f"{label}{number}")
    return name


def _below(table: api.Table, catalog: api.Catalog) -> Iterator[api.Constraint]:
    """The constraints of a table and of all that get them from it."""
    yield from catalog.children(table.ref, api.Constraint)
    for child in (*catalog.partitions(table.ref), *catalog.heirs(table.ref)):
        yield from _below(child, catalog)
