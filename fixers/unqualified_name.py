"""Names without a schema.

What is wrong: a statement or a function says ``orders``, and which table that is depends on the
search_path of whoever runs it.

Why it matters: a migration run by another role, or restored from a dump, lands in another schema or
fails. A function finds whatever its caller has put in front: for one that is SECURITY DEFINER that is a
way to its owner's rights.

What is done: in migrations that have not been applied anywhere, the schema is written before each name,
in place, by source position; comments, formatting and strings stay as they are. In functions of the
schema as it is (SQL and PL/pgSQL), whose names are looked up at each call, CREATE OR REPLACE carries the
same body with qualified names, and language, volatility, SECURITY, SET, cost, comment and grants as they
were. CTEs, aliases, columns, variables, temporary tables and what PostgreSQL itself defines are left
alone. So are functions whose search_path is fixed, and bodies written as BEGIN ATOMIC or RETURN: their
names were bound when they were created. Statements in strings that EXECUTE runs stay as they are.

What it locks: no table.

The way back: the function as it was, by CREATE OR REPLACE; for an edited file, the file as it was.

When not to: where one function is meant to work in several schemas, by the search_path of its caller (an
application with a schema per tenant). Set ``search_path`` to where names are found, if that is not
``public``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fixer import api

rule = "unqualified-name"
promise = "Every name says its schema, so that it means the same to everyone."
slug = "qualify_names"
answers = {
    "squawk": ("require-table-schema",),
    "pgrubic": ("SM001",),
    "review": ("schema-qualification",),
}
applicability = api.Applicability.SAFE


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.unqualified-name]."""

    search_path: tuple[str, ...] = ("public",)
    """Where the unqualified names of functions are found."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Each unqualified name of a pending file, and each function of the schema that has some."""
    for mention in _mentions(catalog, options):
        yield api.Problem(
            mention.ref,
            _why(mention),
            location=mention.location,
            discriminator=f"{mention.location.path}:{mention.ordinal}",
        )
    pending = {statement.path for statement in options.pending}
    for function in catalog.objects(api.Function):
        if not _looks_up_at_each_call(function) or (function.origin and function.origin.path in pending):
            continue
        try:
            found = _unqualified(api.read_body(function.source), function, catalog, options)
        except api.BodyNotUnderstood as error:
            yield api.Problem(function.ref, f"the body of {_short(function)} cannot be read: {error.reason}")
            continue
        if found:
            yield api.Problem(function.ref, _message(function, found))


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """An edit of the pending file, or the function with its names qualified."""
    place = finding.location
    if place is not None:
        mention = next((item for item in _mentions(catalog, options) if _at(item.location, place)), None)
        if mention is not None:
            return _edit(finding, mention)
    function = catalog.find(finding.target, api.Function) if finding.target else None
    if function is None:
        return api.Satisfied(finding, "the file has been applied: its names have got their meaning")
    if not _looks_up_at_each_call(function):
        return api.Satisfied(finding, f"the names of {api.target(function.ref)} do not depend on its caller")
    return _replace(finding, function, catalog, options)


# pending files


@dataclass(frozen=True)
class _Mention:
    name: api.Name
    ref: api.ObjectRef
    location: api.Location
    ordinal: int


def _mentions(catalog: api.Catalog, options: Options) -> Iterator[_Mention]:
    """The unqualified names of the pending files, numbered by file."""
    counts: dict[str, int] = {}
    for statement in options.pending:
        for name, ref in sorted(statement.resolved, key=lambda pair: pair[0].start):
            if not _to_qualify(name, ref) or catalog.relation("pg_temp", name.parts[0]):
                continue
            counts[statement.path] = counts.get(statement.path, 0) + 1
            yield _Mention(name, ref, _location(statement, name), counts[statement.path])


def _location(statement: api.PendingStatement, name: api.Name) -> api.Location:
    before = statement.text[: name.start]
    start = statement.location
    lines = before.count("\n")
    column = start.column + name.start if lines == 0 else len(before) - before.rindex("\n")
    return api.Location(statement.path, start.line + lines, column, statement.offset + name.start)


def _at(one: api.Location, other: api.Location) -> bool:
    return (one.path, one.line, one.column) == (other.path, other.line, other.column)


def _why(mention: _Mention) -> str:
    return f'"{mention.name.parts[0]}" is found through the search_path of whoever runs the file'


def _edit(finding: api.Finding, mention: _Mention) -> api.Fix:
    where = mention.location
    return api.Fix(
        finding,
        title=f"{mention.name.parts[0]} is {api.target(mention.ref)}",
        why=_why(mention),
        slug=slug,
        edits=(api.Edit(where.path, where.offset, "", f"{api.identifier(mention.ref.schema)}."),),
    )


# functions


def _looks_up_at_each_call(function: api.Function) -> bool:
    """Whether the names in the body get their meaning from the caller's search_path."""
    pinned = any(name == "search_path" for name, _value in function.config)
    return function.language in ("sql", "plpgsql") and not function.atomic and not pinned


_Found = list[tuple[api.Name, api.ObjectRef]]


def _unqualified(
    body: api.RoutineBody,
    function: api.Function,
    catalog: api.Catalog,
    options: Options,
) -> _Found:
    """The body's names that lack their schema, and what they mean."""
    found = []
    for name in body.names:
        path = function.path or options.search_path
        ref = api.resolve(catalog, name, path) if len(name.parts) == 1 else None
        if ref is not None and _to_qualify(name, ref):
            found.append((name, ref))
    hidden = api.transition_tables(catalog, function) if found else ()
    return [(name, ref) for name, ref in found if name.parts[0] not in hidden]


def _gone(body: api.RoutineBody, function: api.Function, catalog: api.Catalog, options: Options) -> str:
    """A table that the body names and that is not there any more, which PostgreSQL looks up where a function in SQL is created."""
    for name in body.names if function.language == "sql" else ():
        *schema, bare = name.parts
        path = function.path or options.search_path
        known = api.is_builtin("relation", bare) or api.extensions_providing("relation", bare)
        if name.kind != "relation" or known or api.resolve(catalog, name, path) is not None:
            continue
        if not schema or catalog.find(api.ObjectRef("schema", "", schema[-1]), api.Schema) is not None:
            return ".".join(map(api.identifier, name.parts))
    return ""


def _to_qualify(name: api.Name, ref: api.ObjectRef) -> bool:
    """Whether the name is written without a schema, and can only mean that object."""
    return (
        len(name.parts) == 1
        and name.start >= 0
        and ref.kind != "external"  # where it is, nobody has said
        and ref.schema not in ("", "pg_temp")
        and not api.is_builtin(name.kind, name.parts[0])  # pg_catalog comes first, or overloads it
    )


def _message(function: api.Function, found: _Found) -> str:
    names = [f'"{name}"' for name in dict.fromkeys(name.parts[0] for name, _ref in found)]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{api.identifier(function.ref.name)} finds {listed} through its caller's search_path"


def _replace(
    finding: api.Finding, function: api.Function, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    try:
        body = api.read_body(function.source)
    except api.BodyNotUnderstood as error:
        reason = f"the body of {api.target(function.ref)} cannot be read: {error.reason}"
        return api.Refusal(finding, "unsupported", reason, "Qualify its names by hand.")
    found = _unqualified(body, function, catalog, options)
    if not found:
        return api.Satisfied(finding, f"every name in {api.target(function.ref)} is qualified or built in")
    column = api.column_missing(catalog, function)
    missing = _gone(body, function, catalog, options) or (column and api.identifier(column))
    if missing:
        reason = f"{api.target(function.ref)} reads {missing}, which is not there any more: PostgreSQL would not make it again"
        return api.Refusal(finding, "unsupported", reason, "Mend or drop the function first.")
    late = _late(function, catalog, options)
    if late:
        reason = f"{api.target(function.ref)} is made before type {late}: PostgreSQL would not make it"
        return api.Refusal(finding, "unsupported", reason, "Put the files in order.")
    try:
        source = api.with_body(
            function.source,
            [(name.start, name.start, f"{api.identifier(ref.schema)}.") for name, ref in found],
        )
        source = _qualified_head(source, catalog, options)
        source = api.create_or_replace(source, function.ref.schema, function.ref.name)
    except ValueError as error:
        reason = f"{api.target(function.ref)} cannot be edited: {error}"
        return api.Refusal(finding, "unsupported", reason, "Qualify its names by hand.")
    names = tuple(dict.fromkeys(api.target(ref) for _name, ref in found))
    dynamic = f"{_short(function)} also finds objects by names that it computes: those stay as they are."
    return api.Fix(
        finding,
        title=f"{_short(function)} says {', '.join(names)}",
        why=f"{_message(function, found)}.\nThe body is qualified.",
        slug=f"qualify_{function.ref.name}",
        operations=(api.Operation("replace_function", {"source": source.rstrip().removesuffix(";")}),),
        notes=(dynamic,) if body.dynamic else (),
    )


def _late(function: api.Function, catalog: api.Catalog, options: Options) -> str | None:
    """A type of the head that was not there when the function was made, and is now: replaced, it would have another."""
    unknown = {kind.name for kind in (*function.argument_types, function.returns) if kind and not kind.schema}
    for name in api.names_in_statement(function.source) if unknown else ():
        ref = api.resolve(catalog, name, options.search_path) if name.kind == "type" else None
        if ref is not None and ref.name in unknown and _to_qualify(name, ref):
            return api.target(ref)
    return None


def _qualified_head(source: str, catalog: api.Catalog, options: Options) -> str:
    """The statement with the types of its arguments and its result qualified: all who run it find the same."""
    for name in sorted(api.names_in_statement(source), key=lambda name: name.start, reverse=True):
        ref = api.resolve(catalog, name, options.search_path)
        if ref is not None and name.kind == "type" and _to_qualify(name, ref):
            source = f"{source[: name.start]}{api.identifier(ref.schema)}.{source[name.start :]}"
    return source


def _short(function: api.Function) -> str:
    return f"{api.identifier(function.ref.name)}({function.ref.args or ''})"
