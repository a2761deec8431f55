"""Which pull request is meant: an option says it, or the variables of the CI that runs us."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fixer.bot.where import Where, named
from fixer.model import FixerError

_REF = re.compile(r"refs/pull/(\d{1,9})/(?:merge|head)\Z")
_LARGEST = 5_000_000
"""Bytes of an event that are read."""


def which(provider: str, where: Where, given: int | None, environment: Mapping[str, str]) -> int:
    """The number of the pull request. Raises FixerError where nothing says it, or where it is another repository's."""
    if provider == "git":
        raise FixerError(
            "git alone has no pull requests to comment on", hint="Use --provider github or --provider gitlab."
        )
    if given is not None:
        return given
    found = _github(where, environment) if provider == "github" else _gitlab(where, environment)
    if found is None:
        raise FixerError(
            "nothing says which pull request to comment on",
            hint="Name it with --pull-request NUMBER. In CI, GITHUB_EVENT_PATH, GITHUB_REF or CI_MERGE_REQUEST_IID says it.",
        )
    return found


def _github(where: Where, environment: Mapping[str, str]) -> int | None:
    """From the event (``pull_request.number``), else from the ref ``refs/pull/7/merge``."""
    event = _event(environment.get("GITHUB_EVENT_PATH", ""))
    request = event.get("pull_request")
    number = request.get("number") if isinstance(request, dict) else None
    if isinstance(number, int) and not isinstance(number, bool) and number > 0:
        repository = event.get("repository")
        full = repository.get("full_name") if isinstance(repository, dict) else None
        if isinstance(full, str) and full.lower() != named(where).lower():
            raise FixerError(
                f"pull request {number} belongs to {full!a}, and the remote is {named(where)!a}",
                hint="Run it in a checkout of the repository that the pull request is to go into.",
            )
        return number
    match = _REF.match(environment.get("GITHUB_REF", ""))
    return int(match[1]) if match else None


def _event(path: str) -> Mapping[str, Any]:
    """The event that started a workflow; nothing where there is none. Raises FixerError for one that cannot be read."""
    if not path:
        return {}
    try:
        with Path(path).open("rb") as file:
            event = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is not JSON"
        raise FixerError(
            f"GITHUB_EVENT_PATH={path}: {said}", hint="Or name it with --pull-request."
        ) from None
    return event if isinstance(event, dict) else {}


def _gitlab(where: Where, environment: Mapping[str, str]) -> int | None:
    text = environment.get("CI_MERGE_REQUEST_IID", "")
    if not re.fullmatch(r"\d{1,9}", text):
        return None
    target = environment.get("CI_MERGE_REQUEST_PROJECT_PATH", "")
    if target and target != named(where):
        raise FixerError(
            f"merge request {text} belongs to {target!a}, and this pipeline runs in the fork {named(where)!a}, whose token "
            "may not comment there",
            hint="Run a pipeline for it in the parent project.",
        )
    return int(text)
