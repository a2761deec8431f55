"""From a folder of migrations to the ways back that it lacks: reads what is named, writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from fixer import project
from fixer.interrupts import ending_is_interrupting
from fixer.layouts import choose, detect, named
from fixer.layouts.base import Folder, Layout
from fixer.model import FixerError, Progress, no_progress
from fixer.render import Templates
from fixer.replay import start
from fixer.request import Request
from fixer.way_back.downs import Downs
from fixer.way_back.folder import Backs, Forward


def run(request: Request, server: str | None = None) -> Downs:
    """The ways back that are missing. Raises FixerError.

    ``server`` is the URL of a scratch server for migrations whose effect reading does not tell; one of our own when
    None, started only if there are such. What is written is for the version that the configuration says, else for that
    of the server, else for the newest.
    """
    folder = project.read(Path(request.path) if request.path else project.find_folder(request.cwd))
    if folder.is_file:
        raise FixerError(f"{folder.path} is one file", hint="Name a folder of migrations.")
    layout = choose(folder, folder, request.layout or "")
    reading = named(request.layout) if request.layout else detect(folder)
    out = project.read_target(Path(request.out or layout.down_folder(folder.path)))
    own = request.cwd / ".fixer" / "templates"
    platform = "supabase" if folder.is_supabase() else "plain"
    major = request.major or folder.major
    backs = Backs(
        folder,
        reading,
        layout,
        out,
        Templates([own] if own.is_dir() else []),
        partial(start, platform, major or _major(server)),
        database(reading, platform, server, major, request.progress),
        request.progress,
    )
    with ending_is_interrupting():
        return Downs(folder.path, layout.name, tuple(backs.all()))


def _major(server: str | None) -> int | None:
    if server is None:
        return None
    from fixer.verify.server import major_of

    return major_of(server)


def database(
    reading: Layout,
    platform: str,
    server: str | None = None,
    major: int | None = None,
    progress: Progress = no_progress,
) -> Callable[[Folder], AbstractContextManager[Forward]]:
    """What opens a scratch database for a folder's migrations, which are for that version of PostgreSQL."""

    def opened(folder: Folder) -> AbstractContextManager[Forward]:
        from fixer import forward  # only some folders need a database driver

        return forward.opened(folder, reading, platform, server, major, progress)

    return opened
