"""What a plan says of the files that a pull request adds: changes of lines, and what is left for the summary."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Collection, Mapping, Sequence

from fixer.bot.review.forge import Suggestion
from fixer.diff import Replaced, replaced
from fixer.model import Edit, FileEdit, Finding, Plan
from fixer.report import safe
from fixer.report.markdown import code, fence, prose
from fixer.values import Value

_LONGEST = 100
"""Lines of one suggestion: GitLab takes no more above the line that it stands on."""
_MOST = 50
"""Suggestions on one pull request; what is more is told in the summary."""
_HALF = "it is one half of a change, and the migration below is the other"
_SENTENCES = 8
"""Findings that one comment names."""


class Suggestions(Value, frozen=True):
    """``shown`` go on lines. ``path:line`` of the others, with why, in ``told``."""

    shown: tuple[Suggestion, ...]
    told: tuple[tuple[str, str], ...]


def suggestions(
    plan: Plan, texts: Mapping[str, str], prefix: str, shown_paths: Collection[str]
) -> Suggestions:
    """The edits of a plan as suggested changes, in the order of the files.

    ``texts`` are the files that the pull request adds, by path from the working directory, which is ``prefix`` of the
    repository; ``shown_paths`` are those of the repository whose lines the forge shows.
    """
    shown: list[Suggestion] = []
    told: list[tuple[str, str]] = []
    halved = _halved(plan)
    for path in sorted({edit.path for edit in plan.edits} & set(texts)):
        entries = [edit for edit in plan.edits if edit.path == path]
        whole = posixpath.normpath(posixpath.join(prefix, path))
        edits = tuple(dict.fromkeys(edit for entry in entries for edit in entry.edits))
        halves = tuple(edit for edit in edits if edit in halved)
        told += [(f"{path}:{part.first}", _HALF) for part in replaced(texts[path], halves)]
        for part in replaced(texts[path], tuple(edit for edit in edits if edit not in halved)):
            hidden = "" if whole in shown_paths else "the page does not show the file"
            why = hidden or _unfit(part) or ("there are too many already" if len(shown) >= _MOST else "")
            if why:
                told.append((f"{path}:{part.first}", why))
            else:
                shown.append(_suggestion(whole, part, entries))
    return Suggestions(tuple(shown), tuple(told))


def _halved(plan: Plan) -> frozenset[Edit]:
    """The edits that leave something to a migration: whoever accepted one alone would lose what is taken out of the file.

    So are those of the ways back, which answer no finding themselves.
    """
    halves = {e for planned in plan.answering for fix in planned.migration.fixes for e in fix.edits}
    ways_back = {e for entry in plan.edits if not entry.findings for e in entry.edits}
    return frozenset(halves | ways_back) if halves else frozenset()


def _unfit(part: Replaced) -> str:
    """Why lines cannot be a suggestion; "" where they can."""
    if part.last - part.first >= _LONGEST:
        return f"they are more than {_LONGEST} lines"
    text = "\n".join(_typed(part.new))
    return "" if safe.block(text) == text else "they hold characters that cannot be seen"


def _typed(lines: Collection[str]) -> tuple[str, ...]:
    """Lines as a person types them: forges keep a file's own line ends."""
    return tuple(line.removesuffix("\n").removesuffix("\r") for line in lines)


def _suggestion(path: str, part: Replaced, entries: Collection[FileEdit]) -> Suggestion:
    findings = [(entry.rule, finding) for entry in entries for finding in entry.findings]
    near = [pair for pair in findings if _is_at(pair[1], part)] or findings
    sentences = list(
        dict.fromkeys(f"{prose(f.message).removesuffix('.')} ({code(rule)})." for rule, f in near)
    )
    more = len(sentences) - _SENTENCES
    listed = sentences[:_SENTENCES] + ([f"… and {more} more."] if more > 0 else [])
    text = listed[0] if len(listed) == 1 else "\n".join(f"- {sentence}" for sentence in listed)
    identity = repr((path, part.old, part.new)).encode(errors="backslashreplace")
    key = hashlib.sha256(identity).hexdigest()[:12]
    return Suggestion(path, part.first, part.last, key, text, _typed(part.new))


def _is_at(finding: Finding, part: Replaced) -> bool:
    return finding.location is not None and part.first <= finding.location.line <= part.last


def block(info: str, lines: Sequence[str]) -> str:
    """The lines in a fence that none of them can end; ``info`` is what the forge calls it."""
    ticks = fence("\n".join(lines))
    return "\n".join([f"{ticks}{info}", *lines, ticks])
