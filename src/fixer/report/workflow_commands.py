"""A plan as GitHub's workflow commands: an annotation for each finding that stands."""

from __future__ import annotations

from fixer.model import Finding, Location
from fixer.report import safe
from fixer.report.outcomes import named
from fixer.report.standing import from_top, standing
from fixer.request import Outcome

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def text(outcome: Outcome, prefix: str) -> str:
    """One line each; nothing in a name or a message is a command of its own.

    ``prefix`` is where we are below the top of the repository, from which GitHub counts.
    """
    return "".join(
        f"{_command(finding, what, outcome.place(finding), prefix)}\n"
        for finding, what in standing(outcome.plan)
    )


def _command(finding: Finding, what: str, place: Location | None, prefix: str) -> str:
    fields = (
        {"file": from_top(prefix, place.path), "line": str(place.line), "col": str(place.column)}
        if place
        else {}
    )
    fields["title"] = f"fixer {finding.rule}"
    given = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
    said = f"{named(finding)}: {finding.message.removesuffix('.')}. {what}"
    return f"::{_LEVELS.get(finding.level, 'warning')} {given}::{_data(said)}"


def _data(value: str) -> str:
    """As the runner decodes it: %25, %0D, %0A (actions/toolkit, command.ts)."""
    return safe.line(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
