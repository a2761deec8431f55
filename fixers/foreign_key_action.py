"""Foreign keys that do something else than is wanted when a row goes that they refer to.

What is wrong: the configuration, or a review, says what is to become of rows whose row in the other table is deleted or
gets another key, and the foreign key says something else, or nothing (NO ACTION).

Why it matters: without it DELETE fails, and the application cleans up by itself, in the wrong order or not at all; with
the wrong one a DELETE takes rows along that somebody needs.

What is done: the foreign key is added once more with the actions that are wanted, NOT VALID; VALIDATE CONSTRAINT in a
transaction of its own; then the old one is dropped and the new one takes its name. At no time are the rows without a
foreign key. What is wanted is said by the SQL of a finding (ADD CONSTRAINT … FOREIGN KEY … ON DELETE …), by its words
("``orders.customer_id`` should be ON DELETE CASCADE", "ON UPDATE clauses to all foreign keys"), or by

    [[rules.foreign-key-action.keys]]
    columns = "content.organization_id"
    on_delete = "restrict"

with ``on_delete``, ``on_update`` or both, each of cascade, restrict, set null, set default and no action. SET NULL for a
column that may not be NULL is refused, as is SET DEFAULT without a default.

What it locks: SHARE ROW EXCLUSIVE on both tables for a moment, which writes wait for; VALIDATE reads the table while
reads and writes go on; dropping the old one takes ACCESS EXCLUSIVE on both tables for a moment. A partitioned table
takes no NOT VALID foreign key before PostgreSQL 18: writes wait while its rows are read.

The way back: the foreign key as it was, under its name; it reads the table while writes wait.

When not to: what a DELETE does changes with it, which the application has to expect: needs ``--unsafe``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from fixer import api

rule = "foreign-key-action"
promise = "What becomes of rows whose other row goes is what is wanted."
slug = "foreign_key_actions"
answers = {"review": ("foreign-key-action",)}
applicability = api.Applicability.UNSAFE
reads_prose = True
reads_sql = True
last = True  # every foreign key that somebody asks for is there first
Said = Literal["", "cascade", "restrict", "set null", "set default", "no action"]
_CODES = {"cascade": "c", "restrict": "r", "set null": "n", "set default": "d", "no action": "a"}
_WORDS = {code: word.upper() for word, code in _CODES.items()}
_SAYS = re.compile(
    r"\bon\s+(delete|update)\W+(cascade|restrict|set\s+null|set\s+default|no\s+action)\b", re.IGNORECASE
)
_DEMANDS = re.compile(
    r"\b(?:should|must|add|use|change|set|make|want|wanted|recommend|prefer|needs?|replace)\b", re.IGNORECASE
)
_EVENT = re.compile(r"\bon\s+(delete|update)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Key:
    """What is wanted of the foreign keys on a column."""

    columns: str
    """The first column of the key: ``*.user_id``, ``orders.customer_id``, ``public.orders.customer_id``."""
    on_delete: Said = ""
    on_update: Said = ""


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.foreign-key-action]."""

    keys: tuple[Key, ...] = ()


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """The foreign keys that the configuration wants otherwise."""
    for key in catalog.objects(api.Constraint) if options.keys else ():
        if key.type != "f" or key.clone_of is not None or options.is_platform(key.table.schema):
            continue
        wanted = _configured(key, options)
        if wanted != (key.on_delete, key.on_update):
            yield api.Problem(
                key.ref,
                f"{_name(key)} says {_said((key.on_delete, key.on_update))}, wanted is {_said(wanted)}",
                data={"on_delete": wanted[0], "on_update": wanted[1]},
            )


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That the keys say what is wanted."""
    try:
        pairs = _pairs(finding, catalog)
    except api.NotTakenError:
        return None
    if not pairs or any(_actions(key) != wanted for key, wanted in pairs):
        return None
    return ", ".join(f"{_name(key)} says {_said(wanted)}" for key, wanted in pairs)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The new key, validated, in the place of the old one."""
    try:
        pairs = _pairs(finding, catalog)
    except api.NotTakenError as error:
        return api.Refusal(finding, error.code, error.reason)
    if not pairs:
        reason = "it says of no foreign key of the schema what is wanted"
        return api.Refusal(finding, "unresolved", reason, f"Say it in [[rules.{rule}.keys]].")
    open_ = [(key, wanted) for key, wanted in pairs if _actions(key) != wanted]
    if not open_:
        return api.Satisfied(finding, satisfied(finding, catalog, options) or "")
    rounds: list[Sequence[api.Operation]] = []
    checks: list[api.Check] = []
    notes: list[str] = []
    for key, wanted in open_:
        if reason := _impossible(key, wanted, catalog):
            return api.Refusal(finding, "manual", reason, "Say another action, or change the column first.")
        aside = api.free_constraint(catalog, key.table, "_".join(key.columns), "fkey")
        new = replace(key, ref=aside, on_delete=wanted[0], on_update=wanted[1], validated=True, comment=None)
        try:
            made = api.instead(key, new, catalog)
        except api.NotTakenError as error:
            return api.Refusal(finding, error.code, error.reason)
        rounds.append(made.operations)
        checks += [] if key.validated else made.checks
        notes += made.notes
    first, wanted = open_[0]
    listed = "; ".join(f"{_name(key)} {_said(said)}" for key, said in open_)
    operations = [
        one for steps in zip_longest(*rounds) for one in steps if one is not None
    ]  # all are added, then …
    return api.Fix(
        finding,
        title=listed,
        why=f"Wanted of {_name(first)} is {_said(wanted)}; it says {_said(_actions(first))}.",
        slug=f"{first.ref.name}_actions",
        operations=tuple(operations),
        applicability=applicability,
        checks=tuple(checks),
        notes=tuple(notes),
    )


_Actions = tuple[str, str]
"""ON DELETE and ON UPDATE, as pg_constraint has them."""


def _actions(key: api.Constraint) -> _Actions:
    return key.on_delete, key.on_update


def _configured(key: api.Constraint, options: Options) -> _Actions:
    """What the configuration wants of a key; what it says last counts."""
    on_delete, on_update = _actions(key)
    for entry in options.keys:
        if api.names_column(entry.columns, key.table, key.columns[0]):
            on_delete = _CODES.get(entry.on_delete, on_delete)
            on_update = _CODES.get(entry.on_update, on_update)
    return on_delete, on_update


def _pairs(finding: api.Finding, catalog: api.Catalog) -> list[tuple[api.Constraint, _Actions]]:
    """The foreign keys that a finding is about, and what it wants of each. Raises NotTakenError."""
    key = catalog.find(finding.target, api.Constraint) if finding.target else None
    said = finding.data.get("on_delete"), finding.data.get("on_update")
    if key is not None and all(code in _WORDS for code in said):
        return [(key, (str(said[0]), str(said[1])))]
    if finding.suggestion is None:
        return _in_words(finding, catalog)
    pairs = []
    for wanted in api.foreign_keys_in(finding.suggestion or "", catalog):
        pairs += [
            (there, _actions(wanted))
            for there in catalog.children(wanted.table, api.Constraint)
            if there.type == "f" and (there.columns, there.references) == (wanted.columns, wanted.references)
        ]
    return pairs


def _in_words(finding: api.Finding, catalog: api.Catalog) -> list[tuple[api.Constraint, _Actions]]:
    """What a review's words want: of all foreign keys, as a piece of SQL shows it, or of those on the columns named."""
    keys = [
        key for key in catalog.overlay().objects(api.Constraint) if key.type == "f" and key.clone_of is None
    ]
    texts = [*finding.data.get("said", ()), *finding.data.get("items", ())]
    if template := finding.data.get("template"):
        events = {event.lower() for text, _codes in texts for event in _EVENT.findall(text)}
        shown = {
            event: code for event, code in _asked(str(template)).items() if event in events or not events
        }
        return [(key, _with(key, shown)) for key in keys if shown]
    wanted: dict[api.Constraint, dict[str, str]] = {}
    for text, codes in texts:
        asked = _asked(text) if _DEMANDS.search(text) else {}
        for key in keys if asked else ():
            if any(api.names_column(code, key.table, key.columns[0]) for code in codes):
                wanted.setdefault(key, {}).update(asked)
    if not wanted:
        columns = {ref for ref in finding.data.get("named", ()) if ref.kind == "column"}
        asked = {
            event: code
            for text, _codes in texts
            if _DEMANDS.search(text)
            for event, code in _asked(text).items()
        }
        wanted = {key: asked for key in keys if asked and _first_column(key) in columns}
    return [(key, _with(key, asked)) for key, asked in wanted.items()]


def _asked(text: str) -> dict[str, str]:
    """Event -> action, as the text says it last: "change ON DELETE NO ACTION to ON DELETE CASCADE"."""
    return {event.lower(): _CODES[" ".join(word.lower().split())] for event, word in _SAYS.findall(text)}


def _with(key: api.Constraint, asked: Mapping[str, str]) -> _Actions:
    return asked.get("delete", key.on_delete), asked.get("update", key.on_update)


def _first_column(key: api.Constraint) -> api.ObjectRef:
    return api.ObjectRef("column", key.table.schema, key.columns[0], key.table.name)


def _impossible(key: api.Constraint, wanted: _Actions, catalog: api.Catalog) -> str:
    table = catalog.find(key.table, api.Table)
    for column in table.columns if table is not None else ():
        if column.name not in (key.set_columns or key.columns):
            continue
        where = api.shown(api.column_of(table, column)) if table else ""
        if "n" in wanted and column.required:
            return f"{where} may not be NULL, so that SET NULL would fail"
        if "d" in wanted and column.default is None and column.required:
            return f"{where} has no default and may not be NULL, so that SET DEFAULT would fail"
    return ""


def _said(actions: _Actions) -> str:
    on_delete, on_update = (_WORDS[code] for code in actions)
    return f"ON DELETE {on_delete}" + (f" ON UPDATE {on_update}" if actions[1] != "a" else "")


def _name(key: api.Constraint) -> str:
    place = api.shown(key.table)
    return f"{place} ({', '.join(map(api.identifier, key.columns))})"
