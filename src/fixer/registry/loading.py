"""Loading fixer files, the built-in folder first, then the project's own."""

from __future__ import annotations

import importlib.util
import sys
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

from fixer import regular_file
from fixer.model import Applicability, FixerError
from fixer.registry.fixer import Fixer, place_of
from fixer.registry.options import Options

_REQUIRED = {"rule": str, "promise": str, "slug": str, "answers": dict, "applicability": Applicability}


def load(folders: Sequence[Path]) -> dict[str, Fixer]:
    """All fixers of the folders by rule, sorted; a later folder's file replaces an earlier one of the same stem.

    Raises FixerError for a file that does not load or lacks something: a broken fixer never disappears silently.
    """
    files: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.py")):
            if not path.name.startswith("_"):
                files[path.stem] = path
    fixers: dict[str, Fixer] = {}
    for path in files.values():
        regular_file.check(path, str(path))
        state = path.stat()
        fixer = _load(path, (state.st_dev, state.st_ino, state.st_mtime_ns, state.st_size))
        if fixer.rule in fixers:
            raise FixerError(f"{path}: rule {fixer.rule} is already defined by {fixers[fixer.rule].path}")
        fixers[fixer.rule] = fixer
    return dict(sorted(fixers.items()))


@cache
def _load(path: Path, state: tuple[int, ...]) -> Fixer:
    """A file's fixer; ``state`` is what changes with the file. A run of the bot plans again and again."""
    module = _module(path)
    for name, kind in _REQUIRED.items():
        if not isinstance(getattr(module, name, None), kind):
            raise FixerError(
                f"{path}: a fixer needs `{name}` ({kind.__name__})", hint="See CONTRIBUTING: add a fixer."
            )
    for name in ("detect", "fix"):
        if not callable(getattr(module, name, None)):
            raise FixerError(
                f"{path}: a fixer needs a function `{name}`", hint="See CONTRIBUTING: add a fixer."
            )
    return Fixer(
        rule=module.rule,
        promise=module.promise,
        slug=module.slug,
        answers=module.answers,
        applicability=module.applicability,
        after=getattr(module, "after", ()),
        options=getattr(module, "Options", Options),
        detect=module.detect,
        fix=module.fix,
        satisfied=getattr(module, "satisfied", None),
        documentation=(module.__doc__ or "").strip(),
        path=path,
        by_default=getattr(module, "by_default", True),
        last=getattr(module, "last", False),
        carries_out=getattr(module, "carries_out", False),
        edits_pending=getattr(module, "edits_pending", False),
        of_folder=getattr(module, "of_folder", False),
        reads_prose=getattr(module, "reads_prose", False),
        reads_sql=getattr(module, "reads_sql", False),
    )


def _module(path: Path) -> ModuleType:
    name = f"fixer_file_{path.stem.replace('-', '_')}_{zlib.crc32(str(path).encode()):08x}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise FixerError(f"{path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    except FixerError:
        raise
    except Exception as error:  # noqa: BLE001  whatever a user's file raises is that user's message
        raise FixerError(f"{path}: {place_of(error, path)}{type(error).__name__}: {error}") from None
    return module
