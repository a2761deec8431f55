"""What the bot remembers, and where: trailers in its commit, and a hidden block in the body of the pull request."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from fixer.model import Edit, Finding, Fix, Operation
from fixer.values import Value

_BLOCK = re.compile(r"<!-- fixer: (\{.*?\}) -->", re.DOTALL)
_TRAILER = re.compile(r"^Fixer-([A-Z][a-z]+): (\S+)$", re.MULTILINE)
_DIGEST = re.compile(r"[0-9a-f]{12}\Z")
_LONGEST = 20_000
"""Characters of a block that names its findings; a longer one holds their digests alone. A body has 65,536 on GitHub."""


class Memory(Value, frozen=True):
    """What a body says: the digests of the findings it mends, and whether the bot itself has closed it.

    ``given`` are the keys of the marks that the bot has given it, ``draft`` whether it has made it a draft: what is otherwise
    by now, people have changed.
    """

    digests: frozenset[str] = frozenset()
    closed: bool = False
    given: frozenset[str] = frozenset()
    draft: bool = False


class Trailers(Value, frozen=True):
    """What a commit of the bot says: its parent, its tree, the moment that its versions come from, the branch that it is for."""

    base: str = ""
    tree: str = ""
    now: datetime | None = None
    into: str = ""


def digest(finding: Finding, fix: Fix | None) -> str:
    """Twelve hex digits that stay while a finding and what would be done about it stay."""
    parts: list[object] = [finding.key, sorted((name, repr(value)) for name, value in finding.data.items())]
    steps: tuple[Operation | Edit, ...] = (*fix.operations, *fix.edits) if fix else ()
    parts += [_said(step) for step in steps]
    if fix and fix.reversal:
        parts.append(fix.reversal.change.new)
    return hashlib.sha256(repr(parts).encode(errors="backslashreplace")).hexdigest()[:12]


def _said(step: Operation | Edit) -> object:
    if isinstance(step, Operation):
        return step.template, sorted((name, repr(value)) for name, value in step.params.items())
    return step.path, step.old, step.new


def block(findings: Mapping[str, str], given: Collection[str] = (), draft: bool = False) -> str:
    """The hidden block for findings by key, with their digests."""
    memory: dict[str, object] = {"findings": dict(sorted(findings.items()))}
    if len(_json(memory)) > _LONGEST:
        memory = {"digests": " ".join(sorted(findings.values()))}
    return _block({**memory, **_settled(given, draft)})


def _block(memory: Mapping[str, object]) -> str:
    return f"<!-- fixer: {_json(memory)} -->"


def _settled(given: Collection[str], draft: bool) -> Mapping[str, object]:
    return {**({"given": sorted(given)} if given else {}), **({"draft": True} if draft else {})}


def _json(value: object) -> str:
    """JSON that cannot end a comment: no ``<``, ``>``, ``--`` in it, and nothing but ASCII."""
    text = json.dumps(value)
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("--", "\\u002d\\u002d")):
        text = text.replace(sign, code)
    return text


def remembered(body: str) -> Memory:
    """What a body's block says. Whatever is not as the bot writes it counts as nothing."""
    data = _data(body)
    findings, listed, settled = data.get("findings", {}), data.get("digests", ""), data.get("given", [])
    given = list(findings.values()) if isinstance(findings, dict) else []
    given += listed.split() if isinstance(listed, str) else []
    digests = frozenset(item for item in given if isinstance(item, str) and _DIGEST.match(item))
    keys = [key for key in settled if isinstance(key, str)] if isinstance(settled, list) else []
    return Memory(digests, data.get("closed") is True, frozenset(keys), data.get("draft") is True)


def _data(body: str) -> Mapping[str, Any]:
    match = _BLOCK.search(body)
    try:
        data = json.loads(match[1]) if match else {}
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def closed(body: str) -> str:
    """The body, saying that the bot has closed it: that is no rejection."""
    return _rewritten(body, {"closed": True, **_data(body)})


def settled(body: str, given: Collection[str], draft: bool) -> str:
    """The body, saying what else the bot has done to its pull request."""
    rest = {name: value for name, value in _data(body).items() if name not in ("given", "draft")}
    return _rewritten(body, {**rest, **_settled(given, draft)})


def _rewritten(body: str, memory: Mapping[str, object]) -> str:
    return _BLOCK.sub(lambda _match: _block(memory), body, count=1)


def signed(message: str, known: Trailers) -> str:
    """A commit message with its trailers."""
    stamp = known.now.astimezone(UTC).isoformat().replace("+00:00", "Z") if known.now else ""
    said = {"Base": known.base, "Tree": known.tree, "Now": stamp, "Into": quote(known.into)}
    return f"{message.strip()}\n\n" + "".join(
        f"Fixer-{name}: {text}\n" for name, text in said.items() if text
    )


def trailers(message: str) -> Trailers:
    """The trailers of a commit message, the last of each; nothing where it has none."""
    found = {match[1]: match[2] for match in _TRAILER.finditer(message)}
    try:
        now = datetime.fromisoformat(found.get("Now", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        now = None
    return Trailers(found.get("Base", ""), found.get("Tree", ""), now, unquote(found.get("Into", "")))
