"""The configuration: ``fixer.toml``, or ``[tool.fixer]`` in ``pyproject.toml``, nearest upwards."""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from fixer import regular_file
from fixer.config.places import Key, place
from fixer.model import MOST_ROWS, FixerError, Location
from fixer.registry import Drafts, Fixer, Options, PendingStatement, Statistics, WaysBack
from fixer.values import Value

NAMES = ("fixer.toml", "pyproject.toml")
_BRANCH = r"^fixer/([a-z0-9-]+/|\{base\}[/-])*\{group\}$"
_BASE_OPTIONS = frozenset(option.name for option in dataclasses.fields(Options))


class Bot(Value, frozen=True):
    """How ``fixer bot`` behaves: ``[bot]``. Titles and messages hold {summary}, {group} and {count}."""

    group_by: Literal["rule", "table", "finding", "none"] = "rule"
    """What one pull request holds."""
    most_open: Annotated[int, msgspec.Meta(ge=0)] = 5
    """How many may be open; the rest waits in the dashboard."""
    branch: Annotated[str, msgspec.Meta(pattern=_BRANCH)] = "fixer/{group}"
    """What a branch is called: two bots for two base branches need two names."""
    dashboard: bool = True
    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    title: str = "fixer: {summary}"
    commit_message: str = "{summary}"
    draft: Literal["unsafe", "always", "never"] = "unsafe"
    """When a pull request is opened as a draft: where a fix in it is unsafe, always, never."""
    author_name: str = "fixer"
    author_email: str = "fixer@noreply.invalid"
    verify: bool = True
    """Proves everything on a scratch PostgreSQL first."""
    rows: Annotated[int, msgspec.Meta(ge=0, le=MOST_ROWS)] = 0
    """How many rows the tables are filled with for that."""
    run: tuple[str, ...] = ()
    """Linters to run over the migrations."""


@dataclass(frozen=True)
class Config:
    """What the file says, its paths as written: relative to ``root``. ``Config()`` is what no file says."""

    path: str | None = None
    """The migrations folder or SQL file to read."""
    layout: str | None = None
    platform: Literal["plain", "supabase"] | None = None
    postgres: Annotated[int, msgspec.Meta(ge=13, le=99)] | None = None
    """The major version of PostgreSQL that migrations are made for, where no database tells."""
    group_by: Literal["rule", "table", "finding", "none"] = "rule"
    concurrently: Literal["auto", "always", "never"] = "auto"
    pending_from: str | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    """Rules to look for besides those that are looked for by default."""
    ignore: Mapping[str, str] = field(default_factory=dict)
    """Rule or finding key -> the reason."""
    findings: tuple[str, ...] = ()
    sql: tuple[str, ...] = ()
    """Files of SQL that says what is wanted."""
    documentation: tuple[str, ...] = ()
    """Markdown files that describe the schema."""
    baseline: str = ".fixer/baseline.json"
    """The file of findings to leave alone; "" reads none."""
    unsafe: bool = False
    bot: Bot = field(default_factory=Bot)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Rule -> the options of its fixer, not checked yet: ``options_for`` does."""

    root: Path = field(default_factory=Path)
    """The folder of the file; the working directory where there is none."""
    file: Path | None = None
    text: str = ""
    """The file's text, for the places of errors."""

    @property
    def baseline_path(self) -> Path | None:
        """Where the baseline is, or would be."""
        return self.root / self.baseline if self.baseline else None

    def error(self, message: str, key: Key, hint: str = "") -> FixerError:
        """An error at the place of ``key`` (``("rules", "missing-check", "patterns")``) in the file."""
        if self.file is None:
            return FixerError(message, hint=hint)
        prefix = ("tool", "fixer") if self.file.name == "pyproject.toml" else ()
        line, column, text = place(self.text, (*prefix, *key))
        return FixerError(message, Location(_shown(self.file), line, column), text, hint)


_KEYS = tuple(f.name for f in dataclasses.fields(Config) if f.name not in ("root", "file", "text"))


def load(cwd: Path, file: Path | None = None) -> Config:
    """The configuration in ``file``, or in the nearest one upwards from ``cwd``; the defaults without any.

    Raises FixerError, with path:line:column and the line, for TOML that does not parse, an unknown key, a
    value of the wrong type.
    """
    if file is not None:
        text = _read(file, named=True)
        data = _table(file, text)
        if data is None:
            raise FixerError(f"{_shown(file)} has no table [tool.fixer]")
        return _config(file, text, data)
    for folder in (cwd.resolve(), *cwd.resolve().parents):
        for name in NAMES:
            candidate = folder / name
            if not candidate.is_file():
                if name == NAMES[0]:  # nobody else's
                    regular_file.check(candidate, _shown(candidate))
                continue
            text = _read(candidate)
            if name == "pyproject.toml" and not re.search(r"\btool\b", text):
                continue  # somebody else's, and it need not even parse
            data = _table(candidate, text)
            if data is not None:
                return _config(candidate, text, data)
    return Config(root=cwd)


def _read(file: Path, *, named: bool = False) -> str:
    try:
        return regular_file.contents(file, _shown(file), named=named).decode("utf-8-sig")
    except OSError as error:
        raise FixerError(f"{_shown(file)}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise FixerError("not UTF-8", Location(_shown(file), line, 1), hint="TOML is always UTF-8.") from None


def _table(file: Path, text: str) -> dict[str, Any] | None:
    """The file's table of fixer's settings; None for a pyproject.toml without one."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _syntax_error(file, text, str(error)) from None
    if file.name != "pyproject.toml":
        return data
    tool = data.get("tool", {})
    table = tool.get("fixer") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise Config(file=file, text=text).error("tool.fixer is not a table", ())
    return table


def _syntax_error(file: Path, text: str, message: str) -> FixerError:
    lines = text.split("\n")
    found = re.search(r" \(at line (\d+), column (\d+)\)\Z", message)
    line, column = (int(found[1]), int(found[2])) if found else (len(lines), len(lines[-1]) + 1)
    reason = re.sub(r" \(at .*\)\Z", "", message)
    where = Location(_shown(file), line, column)
    return FixerError(f"not valid TOML: {reason[:1].lower()}{reason[1:]}", where, lines[line - 1])


def _config(file: Path, text: str, data: Mapping[str, Any]) -> Config:
    blank = Config(root=file.parent, file=file, text=text)
    hints = typing.get_type_hints(Config, include_extras=True)  # with the bounds of numbers
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name not in _KEYS:
            raise blank.error(f"there is no setting {name}", (name,), did_you_mean(name, _KEYS))
        if name == "ignore":
            values[name] = _ignore(blank, value)
        else:
            values[name] = _converted(blank, value, hints[name], (name,))
    return dataclasses.replace(blank, **values)


def _ignore(config: Config, value: object) -> dict[str, str]:
    """``["rule", {rule = "…" | key = "…", reason = "…"}]`` as a mapping."""
    if not isinstance(value, list):
        raise config.error("ignore is a list of rules, or of {rule | key, reason}", ("ignore",))
    default = f"ignored in {config.file.name if config.file else 'the configuration'}"
    found: dict[str, str] = {}
    for entry in value:
        if isinstance(entry, str):
            found[entry] = default
            continue
        fields = dict(entry) if isinstance(entry, dict) else {}
        reason = fields.pop("reason", default)
        if len(fields) != 1 or not fields.keys() <= {"rule", "key"} or not isinstance(reason, str):
            raise config.error("an entry of ignore is a rule, or {rule | key, reason}", ("ignore",))
        (name,) = fields.values()
        if not isinstance(name, str):
            raise config.error("a rule or key is a string", ("ignore",))
        found[name] = reason
    return found


def check(config: Config, rules: Iterable[str], layouts: Iterable[str]) -> None:
    """Every rule and the layout that the file names have to exist. Raises FixerError at their place."""
    known = tuple(rules)
    for name in config.rules:
        if name not in known:
            raise config.error(f"there is no rule {name}", ("rules", name), did_you_mean(name, known))
    for setting in ("select", "extend_select", "ignore"):
        for name in getattr(config, setting):
            if name not in known and not (setting == "ignore" and ":" in name):  # a key has a colon
                raise config.error(f"there is no rule {name}", (setting,), did_you_mean(name, known))
    if config.layout is not None and config.layout not in (names := tuple(layouts)):
        hint = did_you_mean(config.layout, names)
        raise config.error(f"there is no layout {config.layout}", ("layout",), hint)


def options_for(
    fixer: Fixer,
    config: Config,
    platform: str,
    documents: Mapping[str, str],
    pending: Sequence[PendingStatement],
    statistics: Statistics | None = None,
    drafts: Drafts | None = None,
    ways_back: WaysBack | None = None,
) -> Options:
    """The options of one fixer: its own ``Options`` with what [rules.<rule>] says.

    Raises FixerError at the place of an unknown option or a value of the wrong type.
    """
    key: Key = ("rules", fixer.rule)
    hints = _hints(fixer.options)  # type: ignore[arg-type]  # the hash of a class, not of its values
    own = [f.name for f in dataclasses.fields(fixer.options) if f.name not in _BASE_OPTIONS]
    values: dict[str, Any] = {}
    for name, value in config.rules.get(fixer.rule, {}).items():
        if name not in own:
            message = f"{fixer.rule} has no option {name}"
            raise config.error(message, (*key, name), did_you_mean(name, own))
        values[name] = _converted(config, value, hints[name], (*key, name))
    try:
        return fixer.options(
            **values,
            platform=platform,
            documents=documents,
            pending=tuple(pending),
            drafts=drafts,
            statistics=statistics,
            ways_back=ways_back,
        )
    except (ValueError, TypeError) as error:
        raise config.error(f"{fixer.rule}: {error}", key) from None


@cache
def _hints(kind: type[Options]) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)


def _converted(config: Config, value: object, kind: Any, key: Key) -> Any:
    """``value`` as a ``kind``, strictly: no field is passed over, nothing is coerced."""
    _no_unknown_fields(config, value, kind, key)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$")
        inside = f" (at {key[-1]}{where.removesuffix('`')})" if where else ""
        raise config.error(f"{key[-1]}: {_plain(message, kind)}{inside}", key) from None
    except TypeError as error:  # the fixer's annotation is none that a TOML value can have
        raise FixerError(f"option {'.'.join(key)}: {error}") from None


def _plain(message: str, kind: Any) -> str:
    choices = [str(c) for part in (kind, *typing.get_args(kind)) if typing.get_origin(part) is Literal
               for c in typing.get_args(part)]  # fmt: skip
    if message.startswith("Invalid enum value") and choices:
        return f"{message[:1].lower()}{message[1:]}, expected one of {', '.join(choices)}"
    return message[:1].lower() + message[1:]


def _no_unknown_fields(config: Config, value: object, kind: Any, key: Key) -> None:
    """Tables inside of options are dataclasses of the fixer; msgspec would pass over unknown fields."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type) and isinstance(value, dict):
        hints = typing.get_type_hints(kind)
        for name, part in value.items():
            if name not in hints:
                message = f"{key[-1]} has no field {name}"
                raise config.error(message, (*key, name), did_you_mean(name, hints))
            _no_unknown_fields(config, part, hints[name], (*key, name))
    for inner in typing.get_args(kind):
        parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else [value]
        for part in parts:
            _no_unknown_fields(config, part, inner, key)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint: the closest name, or all of them."""
    names = list(known)
    close = difflib.get_close_matches(name, names, 1)
    if close:
        return f"Did you mean {close[0]}?"
    return f"There are {', '.join(names)}." if names else "It has none."


def _shown(file: Path) -> str:
    """From the working directory where it lies below it."""
    cwd = Path.cwd()
    return (file.relative_to(cwd) if file.is_relative_to(cwd) else file).as_posix()
