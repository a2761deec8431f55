"""What a review asks for, held against the catalog: which table is meant, what is there already, which rule it is.

A suggestion is confined to objects of the catalog. It is not run: the fixer that answers its rule decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Function, Index, Policy, Table
from fixer.findings.report import Report
from fixer.findings.suggestion import suggestions
from fixer.model import ObjectRef
from fixer.planner.resolve import Resolver
from fixer.sql.quote import identifier, target
from fixer.values import Value, replace

WHOLE = frozenset(
    {
        "comment",
        "search-path",
        "row-level-security",
        "foreign-key-index",
        "schema-qualification",
        "policy-performance",
        "rollback",
    }
)
"""Rules whose fixer mends the object as a whole, whatever the suggestion says of it."""
_ALL_KEYS = re.compile(r"\b(?:all|every|each) (?:the )?foreign[- ]keys?\b", re.IGNORECASE)
"""What is shown of one foreign key is wanted of all."""
_MAKES_NEW = frozenset(
    {"table", "partitioning", "view", "function", "extension", "enum-type", "type", "schema", "sequence"}
)
"""What a suggestion may name though the catalog has it not."""


class Settled(Value, frozen=True):
    """A review's report with its rule and objects, or what answers it already."""

    report: Report
    targets: Sequence[ObjectRef] = ()
    by: str = ""
    """What serves already."""
    code: str = ""
    reason: str = ""
    """Why it is refused at once."""


def settle(report: Report, resolver: Resolver) -> Settled:
    """What the report comes to on this catalog."""
    catalog = resolver.catalog
    if report.rule == "function-body" and (function := _function(report, resolver)) is not None:
        return Settled(replace(report, suggestion_problem=""), [function])
    if report.suggestion_problem:
        code = str(report.data.get("code") or "unreadable")
        return Settled(report, _candidates(report, resolver), code=code, reason=report.suggestion_problem)
    if "template" in report.data:
        return _fill(report, resolver)
    if report.suggestion is None:
        return _prose(report, resolver)
    targets = resolver.targets(report) if report.table or report.name else []
    if report.table and not any(ref.kind == "table" for ref in targets):
        targets += [ref for ref in resolver.written(report.table) if ref not in targets]
    if report.table and not targets and report.rule not in _MAKES_NEW:
        return Settled(report, code="unresolved", reason=_not_there(report.target))
    table = next((t for ref in targets if (t := _table_of(ref, catalog))), None)
    if by := _there(report, table, catalog):
        return Settled(report, targets, by)
    return _refined(report, table, targets, catalog)


def _not_there(text: str) -> str:
    return f"nothing in the schema answers to {text or 'this finding, which names no object'}"


def _table_of(ref: ObjectRef, catalog: Catalog) -> Table | None:
    if ref.kind == "table":
        return catalog.find(ref, Table)
    return catalog.table(ref.schema, ref.table) if ref.table else None


def _candidates(report: Report, resolver: Resolver) -> list[ObjectRef]:
    for text in (report.target, *report.candidates):
        if text and (found := resolver.written(text)):
            return found
    return []


def _function(report: Report, resolver: Resolver) -> ObjectRef | None:
    """The first function that the words around a piece of a function name."""
    found = (ref for text in report.candidates for ref in resolver.written(text))
    return next((ref for ref in found if ref.kind == "function"), None)


def _prose(report: Report, resolver: Resolver) -> Settled:
    """A finding without SQL: its object is the first name in it that is one."""
    if report.target and not resolver.written(report.target):
        return Settled(report, code="unresolved", reason=_not_there(report.target))
    targets = _candidates(report, resolver)
    column = next((ref for ref in targets if ref.kind == "column"), None)
    if report.rule == "index" and column is not None:
        keys = [key for key in _foreign_keys(column, resolver.catalog) if key.columns == (column.name,)]
        if keys:
            return Settled(replace(report, rule="foreign-key-index"), [keys[0].ref, *targets])
    if report.rule == "soft-delete":  # its tables begin its bullets
        texts = [text for text, _codes in report.data.get("items", ())]
        first = [ref for text in texts for ref in resolver.written(text.partition(":")[0].strip().lower())]
        return Settled(report, [*first[:1], *(ref for ref in targets if ref not in first[:1])])
    if report.rule == "not-null" and (there := _required(report, targets, resolver.catalog)) is not None:
        return there
    return Settled(report, targets)


def _required(report: Report, targets: Sequence[ObjectRef], catalog: Catalog) -> Settled | None:
    """``user_id`` of settings should be NOT NULL: what serves already, or the SQL that says so."""
    table = next((found for ref in targets if (found := _table_of(ref, catalog))), None)
    names = re.findall(r"\w+", f"{report.target} {report.data.get('section', '')}")
    columns = (table.column(name) for name in names) if table else ()
    column = next((one for one in columns if one is not None), None)
    if table is None or column is None:
        return None
    ref = ObjectRef("column", table.ref.schema, column.name, table.ref.name)
    if column.not_null:
        return Settled(report, [ref], by=f"{target(ref)} is NOT NULL")
    sql = f"ALTER TABLE {target(table.ref)} ALTER COLUMN {identifier(column.name)} SET NOT NULL"
    return Settled(replace(report, suggestion=sql), [table.ref])


def _foreign_keys(column: ObjectRef, catalog: Catalog) -> Iterator[Constraint]:
    owner = ObjectRef("table", column.schema, column.table or "")
    return (item for item in catalog.children(owner, Constraint) if item.type == "f")


def _fill(report: Report, resolver: Resolver) -> Settled:
    """A statement without its table: the one that has all its columns, or the first of these that the text names."""
    if report.rule == "foreign-key" and any(
        _ALL_KEYS.search(text) for text, _codes in report.data.get("said", ())
    ):
        return Settled(replace(report, rule="foreign-key-action"))
    keys = [str(key) for key in report.data.get("keys", ())]
    having = [
        table
        for table in resolver.catalog.objects(Table)
        if keys and all(table.column(key) is not None for key in keys) and table.parent is None
    ]
    named = {
        ref: n for n, text in reversed(tuple(enumerate(report.candidates))) for ref in resolver.written(text)
    }
    chosen = sorted((table for table in having if table.ref in named), key=lambda table: named[table.ref])
    if not chosen and len(having) != 1:
        tables = ", ".join(sorted(target(table.ref) for table in having))
        what = f"more than one table has the columns {', '.join(keys)}: {tables}" if having else (
            f"no table has the columns {', '.join(keys)}"
        )  # fmt: skip
        return Settled(report, code="unresolved", reason=what)
    table = (chosen or having)[0]
    written = ".".join(map(identifier, (table.ref.schema, table.ref.name)))
    sql = str(report.data["template"]).replace("{table}", written)
    (read,) = suggestions(sql)
    report = replace(report, rule=read.rule)
    facts = {key: value for key, value in report.data.items() if key not in ("template", "keys")}
    filled = replace(
        report,
        suggestion=sql,
        schema=table.ref.schema,
        table=table.ref.name,
        name=read.name,
        target=target(table.ref),
        data=facts | {"columns": list(read.columns), "creates": read.creates},
    )
    return settle(filled, resolver)


def _refined(report: Report, table: Table | None, targets: Sequence[ObjectRef], catalog: Catalog) -> Settled:
    """The rule, told more closely by what the catalog knows of the object."""
    if table is None:
        return Settled(report, targets)
    owner = table.ref
    columns = tuple(map(str, report.data.get("columns", ())))
    if report.rule == "index" and columns:
        key = next(
            (
                item
                for item in catalog.children(owner, Constraint)
                if item.type == "f"
                and set(item.columns) == set(columns)
                and len(item.columns) == len(columns)
            ),
            None,
        )
        if key is not None:
            return Settled(replace(report, rule="foreign-key-index"), [key.ref, owner])
    by_owner = len(columns) <= 1  # a policy about more than whose a row is stays as it was suggested
    if (
        report.rule == "policy"
        and not table.row_security
        and by_owner
        and report.data.get("creates") == "policy"
    ):
        return Settled(replace(report, rule="row-level-security"), [owner])
    if report.rule == "foreign-key" and _same_key(report, table, catalog) is not None:
        return Settled(replace(report, rule="foreign-key-action"), [owner])
    return Settled(report, [owner, *(ref for ref in targets if ref != owner)])


def _there(report: Report, table: Table | None, catalog: Catalog) -> str:
    """What serves already, in words: the same thing under its name, or one that does as much."""
    creates, name = report.data.get("creates"), report.name or ""
    if creates == "extension":
        ref = ObjectRef("extension", "", name)
        return f"the extension {identifier(name)}" if catalog.get(ref) is not None else ""
    if table is None:
        return ""
    schema, owner = table.ref.schema, table.ref
    if creates == "table":
        return f"{target(owner)}, which is there"
    if creates == "column" and table.column(name) is not None:
        return f"the column {target(owner)}.{identifier(name)}"
    if creates == "policy" and catalog.find(ObjectRef("policy", schema, name, owner.name), Policy):
        return f"the policy {identifier(name)}"
    if report.rule == "comment":
        return "its comment" if table.comment == report.data.get("text") and table.comment else ""
    if report.rule == "row-level-security":
        return "row security is on" if table.row_security else ""
    if report.rule == "not-null" and (column := table.column(name)) is not None:
        return f"{target(owner)}.{identifier(name)} is NOT NULL" if column.not_null else ""
    if report.rule == "foreign-key":
        key = _same_key(report, table, catalog)
        return f"the foreign key {identifier(key.ref.name)}" if key and _same_actions(report, key) else ""
    if creates == "index":
        return _index_there(report, table, catalog)
    if creates == "constraint" and report.rule == "unique" and (by := _index_there(report, table, catalog)):
        return by
    if creates == "constraint" and name:
        found = catalog.find(ObjectRef("constraint", schema, name, owner.name), Constraint)
        return f"the constraint {identifier(name)}" if found is not None else ""
    return ""


def _index_there(report: Report, table: Table, catalog: Catalog) -> str:
    wanted = tuple(map(str, report.data.get("columns", ())))
    unique = report.rule == "unique"
    for index in catalog.children(table.ref, Index):
        same_name = report.name is not None and index.ref.name == report.name
        if same_name and index.valid:
            return f"the index {identifier(index.ref.name)}"
        keys = tuple(key.column for key in index.keys)
        whole = index.predicate is None and index.method == "btree" and index.valid
        plain = not any(key.suffix for key in index.keys[: len(wanted)])
        if not (wanted and whole and plain):
            continue
        if (unique and index.unique and keys == wanted) or (not unique and keys[: len(wanted)] == wanted):
            what = "the unique constraint" if index.constraint and index.unique else "the index"
            return f"{what} {identifier(index.ref.name)}"
    return ""


def _same_key(report: Report, table: Table, catalog: Catalog) -> Constraint | None:
    """The foreign key on the same columns."""
    columns = tuple(map(str, report.data.get("columns", ())))
    return next(
        (
            item
            for item in catalog.children(table.ref, Constraint)
            if item.type == "f" and columns and item.columns == columns
        ),
        None,
    )


_ACTIONS = {"CASCADE": "c", "RESTRICT": "r", "SET NULL": "n", "SET DEFAULT": "d", "NO ACTION": "a"}


def _same_actions(report: Report, key: Constraint) -> bool:
    """Whether the key does ON DELETE and ON UPDATE what the suggestion says."""
    sql = " ".join((report.suggestion or "").upper().split())

    def said(event: str) -> str:
        behind = sql.partition(f" ON {event} ")[2]
        return next((code for word, code in _ACTIONS.items() if behind.startswith(word)), "a")

    return (said("DELETE"), said("UPDATE")) == (key.on_delete, key.on_update)


def migrations(report: Report, known: Sequence[ObjectRef]) -> list[ObjectRef]:
    """The migrations that the words name, by their files or by numbers: ``0002_users``, ``0002-0004``."""
    numbers = {ref: found[0] for ref in known if (found := re.match(r"\d{4,}", ref.name))}
    named = set()
    for first, last in re.findall(r"\b(\d{4,})(?:\s*[-\u2013]\s*(\d{4,}))?", report.message):
        named |= {ref for ref, number in numbers.items() if int(first) <= int(number) <= int(last or first)}
    return [ref for ref in known if ref in named]


def members(report: Report, cases: Sequence[Any], catalog: Catalog) -> list[Any]:
    """The cases that a finding about a whole family means: SECURITY DEFINER functions only, where it says so."""
    if report.rule == "search-path" and "SECURITY DEFINER" in report.message.upper():
        return [
            case
            for case in cases
            if (found := catalog.find(case.finding.target, Function)) and found.security_definer
        ]
    return list(cases)
