"""What an expression in a body comes to where its parts are constants, or variables whose value is known.

PostgreSQL documentation, 9.4 String Functions and Operators (format, quote_ident …); what is not among them is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from fixer.sql.parse import Node
from fixer.sql.quote import identifier, literal, unquoted

Value = str | bool | tuple[str, ...]
"""A text or a number as it is written, a truth, an array of texts. NULL is never known."""
Known = Mapping[str, Value]
"""Variables by name; parameters by number, too (``$1``)."""
NOTHING_KNOWN: Known = MappingProxyType({})

_PLACE = re.compile(r"%(?:(?P<number>\d+)\$)?(?P<how>.)", re.DOTALL)
_PLAIN_ARRAY = re.compile(r"\{[^\\\"{}]*\}\Z")
_TEXTS = frozenset({"text", "varchar", "name", "regclass", "regproc", "regprocedure"})


def evaluated(node: Node, known: Known = NOTHING_KNOWN) -> Value | None:
    """The value of an expression; None where it is not known, or NULL."""
    ((kind, inner),) = node.items() if len(node) == 1 else (("", {}),)
    read = _READ.get(kind)
    return read(inner, known) if read is not None else None


def text_of(node: Node, known: Known = NOTHING_KNOWN) -> str | None:
    """The same where it is a text."""
    value = evaluated(node, known)
    return value if isinstance(value, str) else None


def elements(node: Node, known: Known = NOTHING_KNOWN) -> tuple[str, ...] | None:
    """What a loop goes through: the elements of an array, and what unnest makes of one."""
    call = node.get("FuncCall", {})
    if call and call["funcname"][-1]["String"]["sval"] == "unnest" and len(call["args"]) == 1:
        return elements(call["args"][0], known)
    value = evaluated(node, known)
    return value if isinstance(value, tuple) else None


def _constant(node: Node, _known: Known) -> Value | None:
    if "boolval" in node:
        return bool(node["boolval"].get("boolval"))
    if "ival" in node:
        return str(node["ival"].get("ival", 0))
    return str(node["sval"].get("sval", "")) if "sval" in node else None


def _variable(node: Node, known: Known) -> Value | None:
    return known.get(".".join(field.get("String", {}).get("sval", "*") for field in node["fields"]))


def _parameter(node: Node, known: Known) -> Value | None:
    return known.get(f"${node.get('number')}")


def _cast(node: Node, known: Known) -> Value | None:
    wanted, value = node["typeName"], evaluated(node["arg"], known)
    if wanted["names"][-1]["String"]["sval"] not in _TEXTS or "typmods" in wanted:
        return None
    if "arrayBounds" in wanted and isinstance(value, str):
        return _elements(value)
    return None if isinstance(value, bool) or ("arrayBounds" in wanted) != isinstance(value, tuple) else value


def _elements(written: str) -> tuple[str, ...] | None:
    """The elements of an array written as a string, where none of them is quoted."""
    if not _PLAIN_ARRAY.match(written):
        return None
    found = tuple(part.strip() for part in written[1:-1].split(",")) if written != "{}" else ()
    return None if any(part.upper() in ("", "NULL") for part in found) else found


def _array(node: Node, known: Known) -> Value | None:
    return _all_texts(node.get("elements", []), known)


def _all_texts(nodes: Sequence[Node], known: Known) -> tuple[str, ...] | None:
    found = [text_of(node, known) for node in nodes]
    texts = tuple(text for text in found if text is not None)
    return texts if len(texts) == len(found) else None


def _operation(node: Node, known: Known) -> Value | None:
    name = node["name"][-1]["String"]["sval"]
    if "lexpr" not in node:
        return None
    left = text_of(node["lexpr"], known)
    if node["kind"] == "AEXPR_IN":
        listed = _all_texts(node["rexpr"]["List"]["items"], known)
        return None if left is None or listed is None else bool((left in listed) == (name == "="))
    right = text_of(node["rexpr"], known)
    if node["kind"] != "AEXPR_OP" or left is None or right is None:
        return None
    return _OPERATORS[name](left, right) if name in _OPERATORS else None


_OPERATORS: dict[str, Callable[[str, str], str | bool]] = {
    "||": lambda left, right: left + right,
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
}


def _logic(node: Node, known: Known) -> Value | None:
    parts = [evaluated(part, known) for part in node["args"]]
    if node["boolop"] == "NOT_EXPR":
        return None if not isinstance(parts[0], bool) else not parts[0]
    decides = bool(node["boolop"] == "OR_EXPR")
    if decides in parts:
        return decides
    return None if None in parts else not decides


def _null_test(node: Node, known: Known) -> Value | None:
    return None if evaluated(node["arg"], known) is None else bool(node["nulltesttype"] == "IS_NOT_NULL")


def _call(node: Node, known: Known) -> Value | None:
    *schema, name = (part["String"]["sval"] for part in node["funcname"])
    given = _all_texts(node.get("args", []), known)
    read = _FUNCTIONS.get(name) if schema in ([], ["pg_catalog"]) else None
    if read is None or given is None:
        return None
    try:
        return read(*given)
    except TypeError:  # another number of arguments than any of PostgreSQL's takes
        return None


def _format(pattern: str, *given: str) -> str | None:
    """format(): None where it says a width, or more than it is given."""
    pieces, last, next_one = [], 0, 0
    for place in _PLACE.finditer(pattern):
        pieces.append(pattern[last : place.start()])
        last = place.end()
        if place["how"] == "%" and place["number"] is None:
            pieces.append("%")
            continue
        at = int(place["number"]) - 1 if place["number"] else next_one
        next_one = at + 1
        if place["how"] not in _HOW or not 0 <= at < len(given):
            return None
        pieces.append(_HOW[place["how"]](given[at]))
    return "".join(pieces) + pattern[last:]


_HOW: dict[str, Callable[[str], str]] = {"s": str, "I": identifier, "L": literal}
_FUNCTIONS: dict[str, Callable[..., str | None]] = {
    "format": _format,
    "quote_ident": lambda text: identifier(text),
    "quote_literal": lambda text: literal(text),
    "concat": lambda *texts: "".join(texts),
    "lower": lambda text: text.lower(),
    "upper": lambda text: text.upper(),
    "replace": lambda text, old, new: text.replace(old, new) if old else text,
}
_READ: dict[str, Callable[[Node, Known], Value | None]] = {
    "A_Const": _constant,
    "ColumnRef": _variable,
    "ParamRef": _parameter,
    "TypeCast": _cast,
    "A_ArrayExpr": _array,
    "A_Expr": _operation,
    "BoolExpr": _logic,
    "NullTest": _null_test,
    "FuncCall": _call,
}

_GAP = r"(?:\s|--[^\n]*\n|/\*(?:[^*]|\*(?!/))*\*/)"
_SET = (
    rf"\binto{_GAP}+(?:strict{_GAP}+)?(?:[\w.\"]+{_GAP}*(?:\[[^\];]*\]{_GAP}*)?,{_GAP}*)*\"?{{0}}\b",
    r"\bdiagnostics\b[^;]*\b{0}\b",
    r"\b{0}\s*(?:\[[^;]*\]|\.\s*\w+)\s*:?=",
    r"\bcall\b[^;]*\b{0}\b",
)
_LOOP = r"\bfor(?:each)?\s+(?:\w+\s*,\s*)*{0}\s*(?:,\s*\w+\s*)*(?:slice\s+\d+\s+)?in\b"


def set_by_code(body: str, name: str, loops: int = 0) -> bool:
    """Whether a body may give a variable a value otherwise than by assigning an expression to it, and in that many loops."""
    bare = re.escape(unquoted(name))
    return len(re.findall(_LOOP.format(bare), body, re.IGNORECASE)) > loops or any(
        re.search(form.format(bare), body, re.IGNORECASE) for form in _SET
    )
