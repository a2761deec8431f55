"""A plan as SARIF 2.1.0 (OASIS), for code scanning: one result for each finding that stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fixer.model import Finding
from fixer.registry import Fixer
from fixer.report import safe
from fixer.report.outcomes import named
from fixer.report.standing import standing
from fixer.request import Outcome
from fixer.sql.quote import target

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def text(outcome: Outcome, fixers: Mapping[str, Fixer], version: str) -> str:
    """The log, the same to the byte for the same plan."""
    entries = standing(outcome.plan)
    rules = sorted({finding.rule for finding, _what in entries})
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "fixer",
                        "semanticVersion": version,
                        "rules": [_rule(name, fixers.get(name)) for name in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(finding, what, rules.index(finding.rule), outcome) for finding, what in entries
                ],
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _rule(name: str, fixer: Fixer | None) -> dict[str, Any]:
    promise = fixer.promise if fixer is not None else name
    return {"id": name, "shortDescription": {"text": promise}}


def _result(finding: Finding, what: str, rule: int, outcome: Outcome) -> dict[str, Any]:
    place = finding.location
    physical: dict[str, Any] = {
        "artifactLocation": {"uri": quote(place.path if place else outcome.summary.folder)}
    }
    if place is not None:
        physical["region"] = {"startLine": place.line, "startColumn": place.column}
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.target is not None:
        location["logicalLocations"] = [
            {"fullyQualifiedName": target(finding.target), "kind": finding.target.kind}
        ]
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _LEVELS.get(finding.level, "warning"),
        "message": {"text": safe.line(f"{named(finding)}: {finding.message.removesuffix('.')}. {what}")},
        "locations": [location],
        "partialFingerprints": {"fixerKey/v1": finding.key},
    }
