"""Options to a request: the command line before the configuration before the defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from fixer import regular_file
from fixer.cli.options import Options
from fixer.config import Config, load
from fixer.model import FixerError, Progress, no_progress
from fixer.request import Request

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def request(
    options: Options, cwd: Path, environment: Mapping[str, str], progress: Progress = no_progress
) -> Request:
    """Everything resolved. Raises FixerError for a configuration or a time that cannot be read."""
    config = load(cwd, options.config)
    select = _names(options.select)
    return Request(
        cwd=cwd,
        db=options.db,
        not_valid=options.not_valid,
        path=options.path or (_beside(config, config.path, cwd) if config.path else None),
        findings=tuple(options.findings or (_file_of(config, name, cwd) for name in config.findings)),
        sql=tuple(options.sql or (_file_of(config, name, cwd) for name in config.sql)),
        run=_names(options.run),
        select=select or config.select,
        extend_select=_names(options.extend_select) or config.extend_select,
        ignore=_ignore(config, select, _names(options.ignore)),
        only=tuple(options.only or ()),
        unsafe=options.unsafe or config.unsafe,
        layout=options.layout or config.layout,
        platform=options.platform or config.platform,
        major=config.postgres,
        group_by=options.group_by or config.group_by,
        concurrently=options.concurrently or config.concurrently,
        pending_from=options.pending_from if options.pending_from is not None else config.pending_from,
        now=moment(options.now, environment),
        config=_keeping(config) if options.keep_dropped else config,
        progress=progress,
    )


def _keeping(config: Config) -> Config:
    """``--keep-dropped`` is a setting of the rules that drop what has rows."""
    own = {rule: {**config.rules.get(rule, {}), "keep_dropped": True} for rule in _DROPPING}
    return replace(config, rules={**config.rules, **own})


_DROPPING = ("redundant-column", "suggested-sql")


def moment(text: str | None, environment: Mapping[str, str]) -> datetime:
    """The time of the run, in UTC: ``--now``, else SOURCE_DATE_EPOCH, else the clock. Raises FixerError."""
    if text is not None:
        if not _RFC_3339.fullmatch(text):
            raise FixerError(
                f"--now {text}: not a time as RFC 3339 has it", hint="Like 2026-01-02T03:04:05Z."
            )
        try:
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise FixerError(f"--now {text}: {error}") from None
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise FixerError(f"SOURCE_DATE_EPOCH={epoch}: not a number of seconds since 1970") from None


def _names(given: Iterable[str] | None) -> tuple[str, ...]:
    """Comma lists, repeated or not, as one."""
    return tuple(
        dict.fromkeys(name.strip() for part in given or () for name in part.split(",") if name.strip())
    )


def _ignore(config: Config, select: tuple[str, ...], ignore: tuple[str, ...]) -> dict[str, str]:
    """What the configuration ignores, unless the command line selects it, and what that ignores."""
    found = {name: reason for name, reason in config.ignore.items() if name not in select}
    return found | dict.fromkeys(ignore, "ignored on the command line")


def _beside(config: Config, path: str, cwd: Path) -> str:
    """A path of the configuration, which is relative to its file, from the working directory."""
    if os.path.isabs(path):  # noqa: PTH117
        return path
    return Path(os.path.relpath(config.root / path, cwd)).as_posix()


def _file_of(config: Config, path: str, cwd: Path) -> str:
    """The same for a file, which may not be a pipe: one that nobody writes to would stop every run."""
    regular_file.check(config.root / path, path)
    return _beside(config, path, cwd)
