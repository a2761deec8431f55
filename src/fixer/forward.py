"""From a folder of migrations to a scratch database that they run on, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fixer.layouts.base import Folder, Layout
from fixer.model import Progress
from fixer.replay import replay, start
from fixer.values import replace
from fixer.verify import files
from fixer.verify.database import Schema
from fixer.verify.forward import Forward, forward
from fixer.verify.script import created_roles
from fixer.verify.starting import starting


@contextmanager
def opened(
    folder: Folder, layout: Layout, platform: str, server: str | None, major: int | None, progress: Progress
) -> Iterator[Forward]:
    """A database for the folder's migrations, on the server at a URL or on one of our own. Raises FixerError."""
    schema = replace(schema_of(folder, layout, platform), major=major)
    with starting(server) as opener, forward(opener, schema, progress) as found:
        yield found


def schema_of(folder: Folder, layout: Layout, platform: str) -> Schema:
    """What its migrations make, one file after the other. Raises FixerError for SQL that does not parse."""
    sources = layout.sources(folder)
    raw = {folder.at(name): text for name, text in folder.files.items()}
    scripts = tuple(files.source(layout, source, raw[source.path]) for source in sources)
    return Schema(
        scripts=scripts,
        platform=platform,
        roles=replay(sources, base=start(platform)).roles,
        one_transaction=False,
        source=folder.path,
        creates=created_roles(scripts),
    )
