"""Tables, and other objects when asked for, that nothing in the database describes.

What is wrong: the object has no comment.

Why it matters: who opens the database in psql, a client or a schema browser sees names and types only. What
the tables are for stands in files that they do not have.

What is done: COMMENT ON with a text that somebody has written: in ``[rules.missing-comment.text]``, in the
comment above the CREATE statement (for a column: above it or at the end of its line), in the Markdown
documentation that the configuration names, or in the finding that asks for it. Where there is none, the finding is refused and says where to
put one: no sentence is ever invented, and one that says what the migration does ("Create the tables", "Step 1: …"), or
that a tool has left there ("Your SQL goes here"), is not taken. Partitions and temporary tables need none.

What it locks: SHARE UPDATE EXCLUSIVE on the table; reads and writes go on.

The way back: the comment as it was before, or none.

When not to: where the comment above a CREATE statement speaks about the migration and not about the object;
give the text in the configuration then, which comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fixer import api

rule = "missing-comment"
promise = "Every table says in the database what it is for."
slug = "comments"
answers = {"review": ("comment",)}
applicability = api.Applicability.SAFE

_PLURALS = {
    "table": "tables",
    "column": "columns",
    "view": "views",
    "materialized view": "materialized views",
    "function": "functions",
    "procedure": "procedures",
    "type": "types",
    "domain": "domains",
    "sequence": "sequences",
    "schema": "schemas",
    "trigger": "triggers",
    "policy": "policies",
    "constraint": "constraints",
    "index": "indexes",
}
"""What can be asked for, and how a sentence says it."""
_CREATED = frozenset(_PLURALS) - {"column", "constraint"}
"""What has a CREATE statement of its own."""


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.missing-comment]."""

    kinds: tuple[str, ...] = ("table",)
    """Which kinds of objects want a comment: table, column, view, function, type …"""
    text: Mapping[str, str] = field(default_factory=dict, metadata={api.NAMES: "object"})
    """Texts by name: ``orders``, ``public.orders``, ``orders.total_cents``, ``public.f(bigint)``."""

    @cached_property
    def configured(self) -> Mapping[str, str]:
        """The configured texts by folded name."""
        return _by_folded_name(self.text)

    @cached_property
    def documented(self) -> tuple[tuple[str, Mapping[str, str]], ...]:
        """The path of each document, and its texts by folded name."""
        return tuple(
            (path, _by_folded_name(api.from_markdown(text))) for path, text in self.documents.items()
        )


@dataclass(frozen=True, slots=True)
class _Text:
    """A comment, and where it comes from, for a sentence."""

    text: str
    source: str


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """The objects without a comment, of the kinds asked for."""
    unknown = sorted(set(options.kinds) - set(_PLURALS))
    if unknown:
        raise ValueError(f"kinds: there is no {unknown[0]!r}; known are {', '.join(_PLURALS)}")
    for item in catalog.objects(api.Object):
        for ref, comment in _described(item, options.kinds):
            if comment is None and not _is_foreign(item, options):
                yield api.Problem(ref, f"{api.shown(ref)} has no comment")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """The comment that the object of another tool's finding has."""
    comment = _comment(finding.target, catalog) if finding.target else None
    return "its comment" if comment is not None else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """COMMENT ON, with a text that somebody has written."""
    ref = finding.target
    item = _owner(ref, catalog) if ref else None
    if ref is None or item is None or ref.kind not in _PLURALS:
        return api.Refusal(finding, "unresolved", "there is no such object to comment on")
    if _comment(ref, catalog) is not None:
        return api.Satisfied(finding, "its comment")
    found = _text(ref, item, options) or _suggested(finding)
    if found is None:
        above = f"above its CREATE {ref.kind.upper()}, or " if ref.kind in _CREATED else ""
        decide = f"Put it {above}in [rules.missing-comment.text]."
        return api.Refusal(finding, "manual", f"no text for {api.target(ref)}", decide)
    table = api.ObjectRef("table", ref.schema, ref.table) if ref.table else None
    return api.Fix(
        finding,
        title=api.shown(ref),
        why=f"Say what the {_PLURALS[ref.kind]} are for. The text is {found.source}.",
        slug=f"comment_{ref.table}_{ref.name}" if ref.table else f"comment_{ref.name}",
        operations=(api.Operation("comment", {"object": ref, "table": table, "text": found.text}),),
        applicability=applicability,
    )


def _described(item: api.Object, kinds: Iterable[str]) -> Iterator[tuple[api.ObjectRef, str | None]]:
    """The object, and a table's own columns, as far as they are asked for, with their comments."""
    if item.ref.kind in kinds:
        yield item.ref, item.comment
    if isinstance(item, api.Table) and "column" in kinds:
        for column in item.columns:
            if not column.inherited:
                yield api.ObjectRef("column", item.ref.schema, column.name, item.ref.name), column.comment


def _is_foreign(item: api.Object, options: Options) -> bool:
    """Whether nobody has to describe the object: temporary, made for another one, or the platform's."""
    schema = item.ref.schema or item.ref.name
    made_for = any(getattr(item, name, None) for name in ("parent", "clone_of", "constraint", "owned_by"))
    temporary = getattr(item, "persistence", "p") == "t"
    return made_for or temporary or options.is_platform(schema)


def _owner(ref: api.ObjectRef, catalog: api.Catalog) -> api.Object | None:
    """The object, or the table of a column."""
    if ref.kind != "column":
        return catalog.get(ref)
    table = catalog.table(ref.schema, ref.table or "")
    return table if table is not None and table.column(ref.name) else None


def _comment(ref: api.ObjectRef, catalog: api.Catalog) -> str | None:
    item = _owner(ref, catalog)
    if ref.kind == "column" and isinstance(item, api.Table):
        column = item.column(ref.name)
        return column.comment if column else None
    return item.comment if item is not None else None


# where texts come from


def _text(ref: api.ObjectRef, item: api.Object, options: Options) -> _Text | None:
    if text := _named(ref, options.configured):
        return _Text(text, "from [rules.missing-comment.text]")
    if text := _in_source(ref, item):
        beside = "the comment beside each" if ref.kind == "column" else ""
        return _Text(text, beside or f"the comment above each CREATE {ref.kind.upper()}")
    for path, texts in options.documented:
        if text := _named(ref, texts):
            return _Text(text, f"from {path}")
    return None


def _suggested(finding: api.Finding) -> _Text | None:
    """What a finding suggests: words of a person, but of one who has read less than those above."""
    text = finding.data.get("text")
    return (
        _Text(text.strip(), "from the finding that asks for it")
        if isinstance(text, str) and text.strip()
        else None
    )


def _named(ref: api.ObjectRef, texts: Mapping[str, str]) -> str | None:
    """The text under the object's name, the fullest that is there."""
    names = map(_folded, _spellings(ref))
    return next((texts[name] for name in names if name in texts), None) if texts else None


def _by_folded_name(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts that say something; the first of a name counts."""
    return {_folded(name): text.strip() for name, text in reversed(tuple(texts.items())) if text.strip()}


def _spellings(ref: api.ObjectRef) -> Iterator[str]:
    inner = f"{ref.table}.{ref.name}" if ref.table else ref.name
    full = f"{ref.schema}.{inner}" if ref.schema else inner
    for name in (full, inner):
        if ref.args is not None:
            yield f"{ref.kind} {name}({ref.args})"
            yield f"{name}({ref.args})"
        yield f"{ref.kind} {name}"
        yield name


def _folded(name: str) -> str:
    """Names are alike whatever their case: ``taskMessages`` is ``task_messages``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.replace('"', ""))
    return re.sub(r"\s*,\s*", ",", words).strip().lower()


def _in_source(ref: api.ObjectRef, item: api.Object) -> str | None:
    """What stands above the CREATE statement; for a column, at the end of its line or above it."""
    origin = item.origin
    if origin is None or ref.kind not in (*_CREATED, "column"):
        return None
    if ref.kind != "column":
        return api.comment_above(origin.text, origin.start)
    line = _column_line(origin.text[: origin.end], origin.start, ref.name)
    if line is None:
        return None
    _code, dashes, behind = line[0].partition("--")
    if dashes:
        return api.comment_above(f"--{behind}\n{ref.name}", len(behind) + 3)
    return api.comment_above(origin.text, line.start())


def _column_line(text: str, start: int, column: str) -> re.Match[str] | None:
    """The line of a CREATE TABLE that begins with the column's name."""
    name = re.escape(column)
    quoted = re.escape(api.identifier(column))
    return re.compile(
        rf'^[ \t]*(?:{quoted}|"{name}"|{name})[ \t][^\n]*', re.MULTILINE | re.IGNORECASE
    ).search(text, start)
