"""SARIF 2.1.0 (OASIS), from whichever tool: its results by place, or by the name of an object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from fixer.findings import pgrls
from fixer.findings.document import Document, Item
from fixer.findings.report import Report

TOOL = "sarif"
NAME = "SARIF"
LOOKS_LIKE = "SARIF 2.1.0: sqlfluff, pgfence, pgrls, code scanning"
LISTS = ()

_LEVELS = {"error": "error", "warning": "warning", "note": "info", "none": "info"}
_NO_PROBLEM = frozenset({"pass", "notApplicable", "informational", "open", "review"})
"""What section 3.27.9 has for results that report no problem."""


def recognises(document: Document) -> bool:
    return document.wrapper == "runs" and str(document.members.get("version", "2.1.0")).startswith("2.")


def reports(document: Document, item: Item) -> tuple[Report, ...]:
    """Raises UnreadableError for a result that says no rule, or keeps to no shape."""
    driver = _object(_object(item.around.get("tool")).get("driver"))
    named = re.sub(r"\W+", "-", str(driver.get("name") or TOOL).lower()).strip("-")
    source = _NAMES.get(named, named)
    rule = _rule(document, item, driver)
    rule = rule.removeprefix("policy-") if source == "pgfence" else rule  # as its JSON has it
    message = _object(document.expect(item, "message", dict))
    place = _object(next(iter(document.expect(item, "locations", list) or []), None))
    physical = _object(place.get("physicalLocation"))
    region = _object(physical.get("region"))
    in_code_points = item.around.get("columnKind") == "unicodeCodePoints"
    column = _whole(region.get("startColumn"))
    level = document.level(item, "level", _LEVELS, "warning")
    report = Report(
        source=source,
        rule=rule,
        message=str(message.get("text") or message.get("markdown") or message.get("id") or ""),
        level=level,
        path=_path(physical, item.around),
        line=_whole(region.get("startLine")),
        column=column if in_code_points else None,
        utf16_column=None if in_code_points or column is None else column - 1,
        offset=_whole(region.get("charOffset"), 0) if "startLine" not in region else None,
        end_line=_whole(region.get("endLine")),
        target=_logical(place),
        data=pgrls.DATA.get(rule, {}) if source == pgrls.TOOL else {},
        aside=_aside(item),
    )
    return (report,)


_NAMES = {"postgres-language-server-cli": "postgres-language-server", "plpgsql-check": "plpgsql_check"}


def _rule(document: Document, item: Item, driver: Mapping[str, Any]) -> str:
    """The rule by its id, or by its place in the tool's list of rules (3.27.5, 3.27.6)."""
    found = item.text("ruleId") or _object(item.value.get("rule")).get("id")
    if isinstance(found, str) and found:
        return found
    index = _whole(item.value.get("ruleIndex"), 0)
    rules = driver.get("rules")
    if index is not None and isinstance(rules, list) and index < len(rules):
        named = _object(rules[index]).get("id")
        if isinstance(named, str) and named:
            return named
    raise document.unreadable(item.offset, 'expected "ruleId" to name a rule')


def _path(physical: Mapping[str, Any], run: Mapping[str, Any]) -> str | None:
    """The file of an artifactLocation (3.4), its percent signs decoded; relative to where the run was."""
    artifact = _object(physical.get("artifactLocation"))
    uri = artifact.get("uri")
    if not isinstance(uri, str):
        index, artifacts = _whole(artifact.get("index"), 0), run.get("artifacts")
        if index is None or not isinstance(artifacts, list) or index >= len(artifacts):
            return None
        uri = _object(_object(artifacts[index]).get("location")).get("uri")
    if not isinstance(uri, str) or not uri:
        return None
    try:
        parts = urlsplit(uri)
    except ValueError:
        return uri
    return unquote(parts.path) if parts.scheme in ("file", "") else uri


def _logical(place: Mapping[str, Any]) -> str:
    """The object's name, where a result names one (3.33)."""
    listed = place.get("logicalLocations")
    first = _object(listed[0]) if isinstance(listed, list) and listed else {}
    name = first.get("fullyQualifiedName") or first.get("name")
    return name if isinstance(name, str) else ""


def _aside(item: Item) -> str:
    kind = item.value.get("kind")
    if kind in _NO_PROBLEM:
        return f"its tool says {kind}: no problem is reported"
    suppressions = item.value.get("suppressions")
    if isinstance(suppressions, list) and any(
        _object(one).get("status", "accepted") == "accepted" for one in suppressions
    ):
        return "its tool says that it was suppressed"
    return ""


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _whole(value: Any, least: int = 1) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= least else None
