"""What the bot does to a pull request beside its text, once each: labels, people, draft. What people change of that stays."""

from __future__ import annotations

from fixer.bot import memory
from fixer.bot.context import Context
from fixer.bot.forge import PullRequest
from fixer.bot.groups import Group
from fixer.bot.marks import keys, marks, told, without
from fixer.config import Bot


def is_draft(settings: Bot, group: Group) -> bool:
    """Whether the configuration wants a draft of it."""
    return settings.draft == "always" or (settings.draft == "unsafe" and group.unsafe)


def settle(here: Context, request: PullRequest, draft: bool) -> str:
    """Gives what the configuration asks for and what was not given before. Returns what was done, "" for nothing.

    What was given is written down in the body, so that nothing comes back that people took away. Raises FixerError.
    """
    if not request.number:
        return ""
    known = memory.remembered(request.body)
    settings = here.settings
    wanted = marks(settings.labels, settings.reviewers, settings.assignees)
    missing = without(wanted, known.given | keys(request.marks))
    refused = here.forge.give(request, missing) if missing else ()
    for mark, why in refused:
        here.say(request.branch, f"note: {told(mark)}: {why}")
    given = known.given | (keys(wanted) - keys(mark for mark, _why in refused))
    done = [told(mark) for mark in without(missing, keys(mark for mark, _why in refused))]
    if draft not in (known.draft, request.draft):
        why = here.forge.set_draft(request, draft)
        if why:
            here.say(request.branch, f"note: {why}")
        else:
            done.append("make it a draft" if draft else "mark it ready for review")
    if (given, draft) != (known.given, known.draft):
        here.forge.write_body(request, memory.settled(request.body, given, draft))
    return ", ".join(done)
