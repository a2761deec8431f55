"""A plan as SARIF 2.1.0 (OASIS), for code scanning: one result for each finding that stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fixer.model import Finding, Location
from fixer.registry import Fixer
from fixer.report import safe
from fixer.report.outcomes import named
from fixer.report.rules import markdown
from fixer.report.standing import from_top, standing
from fixer.request import Outcome
from fixer.sql.quote import target

_PARAGRAPH = "\n\n"
_LONGEST = 1024
"""Characters of a description that code scanning takes."""
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def text(outcome: Outcome, fixers: Mapping[str, Fixer], version: str, prefix: str) -> str:
    """The log, the same to the byte for the same plan.

    ``prefix`` is where we are below the top of the repository, from which code scanning counts.
    """
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
                    _result(finding, what, rules.index(finding.rule), _placed(outcome, finding, prefix))
                    for finding, what in entries
                ],
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _rule(name: str, fixer: Fixer | None) -> dict[str, Any]:
    """What code scanning shows of a rule: it takes none without a full description and a help."""
    if fixer is None:
        said = f"Another tool's rule {name}."
        return {
            "id": name,
            "shortDescription": {"text": name},
            "fullDescription": {"text": said},
            "help": {"text": said},
        }
    page = safe.block(markdown(fixer))
    return {
        "id": name,
        "shortDescription": {"text": fixer.promise},
        "fullDescription": {
            "text": f"{fixer.promise} {fixer.documentation.partition(_PARAGRAPH)[0]}"[:_LONGEST]
        },
        "help": {"text": page, "markdown": page},
    }


def _placed(outcome: Outcome, finding: Finding, prefix: str) -> Location:
    """Where a finding is shown; code scanning takes none without a line, so the folder's first where no file makes it."""
    place = outcome.place(finding) or Location(outcome.summary.path, 1, 1)
    return replace(place, path=from_top(prefix, place.path))


def _result(finding: Finding, what: str, rule: int, place: Location) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.path)},
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }
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
