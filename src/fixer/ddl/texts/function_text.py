"""What is kept of the statement that makes a function, and that statement with other names in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fixer.catalog.objects import Function
from fixer.ddl.address import in_place
from fixer.function_source import names_in_tree, names_outside_body, with_body, with_head
from fixer.sql import parse
from fixer.sql.names import Name
from fixer.sql.parse import Node, Offsets
from fixer.sql.tokens import Tokens
from fixer.values import replace


def written(node: Node, text: str) -> tuple[str, str, str | None]:
    """Parameters, result and BEGIN ATOMIC or RETURN body as written, white space folded."""
    tokens, offsets = Tokens(text), Offsets(text)
    opening = tokens.find("(")
    closing = tokens.closing(opening)
    options = [tokens.at(offsets.char(item["DefElem"]["location"])) for item in node.get("options", [])]
    body = len(tokens)
    if "sql_body" in node:
        last = max(options, default=closing)
        body = next(i for i in range(last, len(tokens)) if tokens.words[i] in ("begin", "return"))
    returns = tokens.find("returns", closing + 1)
    end = min((position for position in options if position > returns), default=body)
    result = tokens.folded(returns + 1, min(end, body)) if "returnType" in node else ""
    return tokens.folded(opening + 1, closing), result, tokens.folded(body, len(tokens)) or None


def with_qualified_head(function: Function, qualify: Callable[[Name], str | None]) -> Function:
    """The function with the types in its head qualified; a body that is text finds its names when it runs, any other is
    read when the function is made.
    """
    if function.kind == "a":
        return function
    source = function.source
    head = _qualifying(source, names_outside_body(source), qualify)
    body = _qualifying(source, names_in_tree(source), qualify) if function.atomic else []
    if not head and not body:
        return function
    source = with_body(source, body) if body else source
    source = with_head(source, head) if head else source
    return with_source(function, source)


def with_source(function: Function, source: str) -> Function:
    """The function with other names in the statement that makes it, and in what is kept of that besides."""
    if source == function.source:
        return function
    if function.kind == "a":
        tokens = Tokens(source)
        taken = tokens.find("(")
        made_of = tokens.find("(", tokens.closing(taken) + 1)
        return replace(function, source=source, arguments=tokens.inside(taken), body=tokens.inside(made_of))
    arguments, result, body = written(parse.statement(source)[1], source)
    kept = body if function.atomic else function.body
    return replace(function, source=source, arguments=arguments, result=result, body=kept)


def _qualifying(
    source: str, found: Iterable[Name], qualify: Callable[[Name], str | None]
) -> list[tuple[int, int, str]]:
    return [
        (name.start, name.end, in_place(name, text, source[: name.start]))
        for name in found
        if (text := qualify(name)) is not None
    ]
