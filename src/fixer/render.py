"""Templates to text. Reads templates and nothing else; what comes out is parsed by whoever asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import CodeType
from typing import Any, Final

import jinja2
from jinja2.bccache import Bucket

from fixer.model import FixerError
from fixer.sql import quote

_PACKAGE = Path(__file__).parent


WAY_BACK = "\f-- way back\f"
"""What ``{{ way_back }}`` stands for in a template: below it is the way back, where computing would not find it."""


def builtin_folder(name: str) -> Path:
    """The folder of built-in ``fixers`` or ``templates``: in the wheel, or at the top of a checkout."""
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / name


class _Compiled(jinja2.BytecodeCache):
    """What templates were compiled to, for the next plan of this process."""

    seen: Final[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.seen.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.seen[bucket.key, bucket.checksum] = bucket.code


class Templates:
    """The project's templates before the built-in ones.

    A file of the project replaces the built-in of the same name; ``{% extends "builtin/sql/x.sql.j2" %}``
    changes one block of it.
    """

    def __init__(self, project: Sequence[Path] = ()):
        builtin = jinja2.FileSystemLoader(builtin_folder("templates"))
        loaders: list[jinja2.BaseLoader] = [
            *(jinja2.FileSystemLoader(folder) for folder in project),
            builtin,
            jinja2.PrefixLoader({"builtin": builtin}),
        ]
        self._environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader(loaders),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=_Compiled(),
            autoescape=False,  # noqa: S701  SQL is not HTML: identifiers and literals go through the filters below
        )
        self._environment.globals["way_back"] = WAY_BACK
        self._environment.filters |= {
            "identifier": quote.identifier,
            "identifiers": lambda names: ", ".join(quote.identifier(name) for name in names),
            "literal": quote.literal,
            "body": quote.body,
            "target": quote.target,
        }

    def render(self, name: str, params: Mapping[str, Any]) -> str:
        """The text of template ``name`` (``sql/create_index.sql.j2``). Raises FixerError with the template's place."""
        try:
            return self._environment.get_template(name).render(params)
        except jinja2.TemplateNotFound as error:
            raise FixerError(
                f"there is no template {error.name}", hint="Put it into .fixer/templates/."
            ) from None
        except jinja2.TemplateSyntaxError as error:
            raise FixerError(f"{error.filename or name}:{error.lineno}:1: {error.message}") from None
        except jinja2.UndefinedError as error:
            raise FixerError(f"template {name}: {error.message}") from None
