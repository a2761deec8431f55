"""The baseline: findings that were there on some day and are left alone, each with the reason.

The file is JSON, sorted by key, one entry per finding key:
``{"version": 1, "findings": [{"key", "rule", "target", "reason"}]}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from fixer import regular_file
from fixer.model import Diagnostic, Finding, FixerError, Location, Plan
from fixer.sql.quote import target
from fixer.values import Value

VERSION = 1


class Entry(Value, frozen=True):
    """One finding that is left alone. ``line`` is where the file has its key."""

    key: str
    rule: str
    target: str
    reason: str
    line: int = 1


class Scope(Value, frozen=True):
    """What a run looks at: an entry that lies outside of it can neither match nor be out of date."""

    select: Collection[str] = ()
    ignore: Collection[str] = ()
    only: Collection[str] = ()

    def covers(self, entry: Entry) -> bool:
        """Whether the run would have found it."""
        return (
            (not self.select or entry.rule in self.select)
            and (not self.only or entry.key in self.only)
            and entry.rule not in self.ignore
            and entry.key not in self.ignore
        )


def read(path: Path) -> dict[str, str]:
    """Key -> reason. A file that does not exist has no entries. Raises FixerError with the place."""
    return {entry.key: entry.reason for entry in entries(path)}


def entries(path: Path) -> tuple[Entry, ...]:
    """What the file holds; nothing when it does not exist. Raises FixerError with the place."""
    text = text_of(path)
    if text is None:
        return ()
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise _error(path, text, error.lineno, error.colno, f"not valid JSON: {error.msg}") from None
    except RecursionError:
        raise _error(path, text, 1, 1, "not a baseline: it is nested too deeply") from None
    if not isinstance(data, dict) or not isinstance(data.get("findings"), list):
        raise _error(path, text, 1, 1, 'a baseline is {"version": 1, "findings": […]}')
    if data.get("version") != VERSION or data.get("version") is True:
        message = f"a baseline of version {data.get('version')!r}: this fixer reads version {VERSION}"
        raise _error(path, text, _line(text, '"version"'), 1, message)
    lines = _key_lines(text)
    found = []
    for number, item in enumerate(data["findings"]):
        names = {"key", "rule", "target", "reason"}
        if (
            not isinstance(item, dict)
            or set(item) != names
            or not all(isinstance(item[n], str) for n in names)
        ):
            line = lines[number] if number < len(lines) else _line(text, '"findings"')
            message = (
                f"finding {number + 1} needs key, rule, target and reason, each a string, and nothing else"
            )
            raise _error(path, text, line, 1, message)
        line = lines[number] if len(lines) == len(data["findings"]) else 1
        found.append(Entry(item["key"], item["rule"], item["target"], item["reason"], line))
    return tuple(found)


def text_of(path: Path) -> str | None:
    """The file's text; None when it does not exist. Raises FixerError."""
    try:
        return regular_file.contents(path, _shown(path)).decode()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FixerError(f"{_shown(path)}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise FixerError("not UTF-8", Location(_shown(path), line, 1)) from None


def written(listed: Sequence[Entry]) -> str:
    """The file's text: sorted by key, so that it merges well."""
    findings = [
        {"key": e.key, "rule": e.rule, "target": e.target, "reason": e.reason}
        for e in sorted(listed, key=lambda e: e.key)
    ]
    text = json.dumps({"version": VERSION, "findings": findings}, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace").decode()  # a lone surrogate, as JSON escapes it


class Recorded(Value, frozen=True):
    """The new baseline, and how it differs from the old one."""

    entries: tuple[Entry, ...]
    added: tuple[Entry, ...]
    gone: tuple[Entry, ...]
    """What no longer matches a finding, and is not in the new one."""


def record(plan: Plan, old: Sequence[Entry], reason: str, scope: Scope | None = None) -> Recorded:
    """A baseline of everything that the plan mends or refuses.

    A reason that was given before stays. Entries outside of the run's scope stay as they are.
    """
    known = {entry.key: entry for entry in old}
    today = {f.key: Entry(f.key, f.rule, _target(f), reason) for f in _open(plan)}
    kept = [known.get(key, entry) for key, entry in today.items()]
    beyond = [e for e in old if e.key not in today and not (scope or Scope()).covers(e)]
    listed = tuple(sorted((*kept, *beyond), key=lambda e: e.key))
    names = {entry.key for entry in listed}
    return Recorded(
        listed,
        added=tuple(entry for entry in listed if entry.key not in known),
        gone=tuple(entry for entry in old if entry.key not in names),
    )


def default_reason(now: datetime) -> str:
    """What an entry says when nobody gave a reason."""
    return f"there on {now.date().isoformat()}, when the baseline was made"


def stale(plan: Plan, listed: Sequence[Entry], path: Path, scope: Scope) -> tuple[Diagnostic, ...]:
    """A diagnostic for each entry that no finding of this run matches."""
    answered = [i.finding for i in plan.ignored] + [s.finding for s in plan.satisfied] + _open(plan)
    seen = {finding.key for finding in answered}
    return tuple(
        Diagnostic(
            "info",
            f"{entry.key} is in the baseline and was not found: `fixer baseline` takes it out",
            Location(_shown(path), entry.line, 1),
        )
        for entry in listed
        if entry.key not in seen and scope.covers(entry)
    )


def _open(plan: Plan) -> list[Finding]:
    """The findings that are acted on or refused."""
    mended = [f for m in plan.answering for fix in m.migration.fixes for f in (fix.finding, *fix.findings)]
    edited = [finding for edit in plan.edits for finding in edit.findings]
    return [*mended, *edited, *(refusal.finding for refusal in plan.refusals)]


def _target(finding: Finding) -> str:
    return target(finding.target) if finding.target else finding.target_text


def _key_lines(text: str) -> list[int]:
    return [
        number for number, line in enumerate(text.split("\n"), 1) if re.match(r'\s*\{?\s*"key"\s*:', line)
    ]


def _line(text: str, word: str) -> int:
    return text[: max(text.find(word), 0)].count("\n") + 1


def _error(path: Path, text: str, line: int, column: int, message: str) -> FixerError:
    shown = text.split("\n")[line - 1]
    return FixerError(
        message,
        Location(_shown(path), line, column),
        shown,
        "Mend it, or delete it and run `fixer baseline`.",
    )


def _shown(path: Path) -> str:
    cwd = Path.cwd()
    return (path.relative_to(cwd) if path.is_relative_to(cwd) else path).as_posix()
