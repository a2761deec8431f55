"""Functions that lack a piece which somebody has written down.

What is wrong: a review says what a trigger or a function should do besides, in PL/pgSQL: a value that is to be set, a
guard that raises, an ELSE for what no branch expects, another value in an UPDATE.

Why it matters: what the function passes over in silence (a value that no branch knows, a row that lacks something)
is found much later, by somebody else.

What is done: CREATE OR REPLACE FUNCTION with the piece where it belongs, and nothing else changed: an assignment to
NEW before what first reads it, a guard at the beginning, an ELSE in the one IF that has none, a SET clause or an
INSERT instead of the one that does the same now. What the function's own search_path does not lead to gets its
schema. Where there is no such place, or more than one, it is refused. A function that a pending file makes has the piece put
in there.

What it locks: nothing on tables; calls that run go on with the old body.

The way back: the function as it was.

When not to: while callers count on the old behaviour; what used to pass may raise now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fixer import api

rule = "function-body"
promise = "A function does what a review asks of it, piece by piece."
slug = "function_bodies"
answers = {"review": ("function-body",)}
applicability = api.Applicability.UNSAFE
reads_prose = True
_BY_HAND = "Write the function as it should be, as CREATE OR REPLACE FUNCTION, into a file: fixer plan --sql FILE plans it."


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Nothing: what a function should do, only a person can say."""
    return ()


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That the piece is there already."""
    function = _function(finding, catalog)
    if function is None or function.language != "plpgsql" or function.body is None:
        return None
    try:
        there = _there(function.body, _piece(finding), catalog)
    except api.BodyNotUnderstood:
        return None
    return f"{api.target(function.ref)}, which has it" if there else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The function with the piece in it."""
    function = _function(finding, catalog)
    if function is None:
        return api.Refusal(finding, "unresolved", "there is no such function")
    name = api.target(function.ref)
    if function.language != "plpgsql" or function.body is None:
        return api.Refusal(finding, "unsupported", f"{name} is not written in PL/pgSQL", _BY_HAND)
    try:
        if _there(function.body, _piece(finding), catalog):
            return api.Satisfied(finding, f"{name}, which has it")
        edit = api.placed(function.body, _piece(finding))
        assert edit is not None
        edit = _within_reach(edit, function, catalog)
        made = api.made_by(options.pending, function)
        source = api.with_body(made.text if made else function.source, [edit])
        if made is None:
            source = api.create_or_replace(source, function.ref.schema, function.ref.name)
    except api.NotPlacedError as error:
        reason = f"it cannot be told where that belongs in {name}: {error}"
        return api.Refusal(finding, "manual", reason, _decide(error))
    except api.BodyNotUnderstood as error:
        return api.Refusal(
            finding, "unsupported", f"the body of {name} cannot be read: {error.reason}", _BY_HAND
        )
    except ValueError as error:
        return api.Refusal(finding, "unsupported", f"{name} cannot be edited: {error}", _BY_HAND)
    fix = api.Fix(
        finding,
        title=f"{api.identifier(function.ref.name)}(): {api.shortened(_piece(finding))}",
        why=f"{' '.join(finding.message.split())}: {api.identifier(function.ref.name)}() does it from now on.",
        slug=f"replace_{function.ref.name}",
        applicability=applicability,
    )
    if made is not None:
        return replace(fix, edits=(made.changed(source),))
    operation = api.Operation("replace_function", {"source": source.rstrip().removesuffix(";")})
    return replace(fix, operations=(operation,))


def _there(body: str, piece: str, catalog: api.Catalog) -> bool:
    """Whether the body has the piece, whatever schemas it says besides."""
    bare = body
    for name in sorted(api.names_in_body("plpgsql", body), key=lambda name: name.start, reverse=True):
        if len(name.parts) == 2 and name.start >= 0 and api.resolve(catalog, name) is not None:
            last = body[name.start : name.end].rpartition(".")[2]
            bare = f"{bare[: name.start]}{last}{bare[name.end :]}"
    return _has(body, piece) or _has(bare, piece)


def _has(body: str, piece: str) -> bool:
    try:
        return api.placed(body, piece) is None
    except api.NotPlacedError:
        return False


def _within_reach(
    edit: tuple[int, int, str], function: api.Function, catalog: api.Catalog
) -> tuple[int, int, str]:
    """The piece with a schema before the names that the function's own search_path does not lead to."""
    path = api.own_path(function)
    if path is None or function.body is None:
        return edit
    start, end, new = edit
    changed = function.body[:start] + new + function.body[end:]
    for name in sorted(api.names_in_body("plpgsql", changed), key=lambda name: name.start, reverse=True):
        ref = api.resolve(catalog, name) if len(name.parts) == 1 else None
        at = name.start - start
        if ref is None or not 0 <= at < len(new) or api.is_builtin(name.kind, name.parts[0]):
            continue
        if api.resolve(catalog, name, path) is None:
            new = f"{new[:at]}{api.identifier(ref.schema)}.{new[at:]}"
    return start, end, new


def _decide(error: api.NotPlacedError) -> str:
    """What somebody has to say, and where."""
    if not error.unknown:
        return _BY_HAND
    names = " and ".join(error.unknown)
    return (
        f"Say what {names} {'is' if len(error.unknown) == 1 else 'are'} to be, and of which rows. {_BY_HAND}"
    )


def _piece(finding: api.Finding) -> str:
    return str(finding.data.get("fragment", ""))


def _function(finding: api.Finding, catalog: api.Catalog) -> api.Function | None:
    return catalog.find(finding.target, api.Function) if finding.target else None
