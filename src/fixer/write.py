"""Writes file changes to disk: all of them, or none.

Every file is written in full beside its place and synced first, so that a full disk shows before anything
changes; then new files are linked into place, which fails where a file exists, and changed ones are replaced
when their bytes are still those that were read. Whatever goes wrong is undone. A process that is killed
outright can leave a part behind, never half a file.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from fixer.interrupts import undisturbed
from fixer.model import FileChange, FixerError

try:
    import fcntl
except ImportError:  # Windows: the checks below still keep two runs apart, only without a clear loser
    fcntl = None  # type: ignore[assignment]

_ORDER = ("down", "online", "up", "side", "edit")
"""Ways back first: whenever a migration is there, so is its way back."""
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV})
_VERSION = re.compile(r"[0-9]+(?=_)")


def write(changes: Sequence[FileChange], root: Path, also: Sequence[Path] = ()) -> None:
    """Writes ``changes``, whose paths count from ``root``: all or none.

    Nothing is written outside of ``root`` and the folders in ``also`` (those that the user named), whatever
    symbolic links say. Raises FixerError, with nothing changed, on any failure: a file that exists or has
    changed, a version that another run took meanwhile, a full disk, a missing permission, Ctrl-C.
    """
    todo = [change for change in changes if change.old != change.new]
    todo.sort(key=lambda change: _ORDER.index(change.role))
    done, current = _Done(), str(root)
    with ExitStack() as locks:
        try:
            allowed = [folder.resolve() for folder in (root, *also)]
            places = [_place(change.path, root, allowed) for change in todo]
            if len(set(places)) < len(places):
                raise FixerError("two changes to one file")
            for folder in sorted({place.parent for place in places}):
                current = str(folder)
                done.make_folder(folder)
                try:
                    locks.enter_context(_lock(folder))
                except FixerError:
                    done.leave(folder)
                    raise
            ready = []
            for change, place in zip(todo, places, strict=True):
                current = change.path
                ready.append(done.prepare(place, change.new.encode()))
            for change, place, temporary in zip(todo, places, ready, strict=True):
                current = change.path
                if change.old is None:
                    done.create(temporary, place)
                else:
                    done.replace(temporary, place, change.old.encode())
            _check_versions(todo, places)
            for folder in {place.parent for place in places}:
                _sync(folder)
        except BaseException as error:
            with undisturbed(ending=True):
                left = done.undo()
            outcome = f"could not undo: {', '.join(left)}" if left else "nothing was written"
            if isinstance(error, FixerError):
                raise FixerError(
                    f"{error.message}; {outcome}", error.location, error.line, error.hint
                ) from None
            if isinstance(error, KeyboardInterrupt):
                raise FixerError(f"interrupted; {outcome}") from None
            if isinstance(error, OSError):
                raise FixerError(f"{current}: {error.strerror or error}; {outcome}") from None
            raise
        with undisturbed(ending=True):  # all is written
            done.tidy()


def _place(path: str, root: Path, allowed: Sequence[Path]) -> Path:
    """Where a change goes, with every symbolic link on the way to it followed."""
    if "\0" in path:
        raise FixerError(f"not a path: {path!r}")
    given = root / path
    place = given.parent.resolve() / given.name
    if given.name in ("", "..") or not any(folder in place.parents for folder in allowed):
        raise FixerError(f"{path} leads outside of {root.resolve()}")
    if place.is_symlink():
        raise FixerError(f"{path} is a symbolic link", hint="Name the file that it leads to.")
    return place


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Holds the folder against other runs by a lock on the folder itself: no file stays, and it dies with us.

    Where the system cannot lock a folder (some network file systems, Windows) there is none, and two runs
    that take the same version at the same moment both undo what they wrote.
    """
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FixerError(
                f"another run is writing to {folder}",
                hint="Run again when it is through: versions are given anew.",
            ) from None
        except OSError:
            pass
        yield
    finally:
        os.close(descriptor)


def _check_versions(changes: Sequence[FileChange], places: Sequence[Path]) -> None:
    """Raises FixerError when a version of ours has another file in its folder: somebody was faster."""
    ours = {place.name for place in places}
    for change, place in zip(changes, places, strict=True):
        match = _VERSION.match(place.name)
        if change.role != "up" or change.old is not None or match is None:
            continue
        for other in sorted(entry.name for entry in place.parent.iterdir()):
            same = _VERSION.match(other)
            if (
                same
                and int(same.group()) == int(match.group())
                and other.endswith(".sql")
                and other not in ours
            ):
                raise FixerError(
                    f"version {match.group()} was taken meanwhile by {place.parent / other}",
                    hint="Run again.",
                )


def _sync(folder: Path) -> None:
    """Makes the folder's entries survive a power cut, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class _Done:
    """What a run has put on the disk so far.

    Each thing is noted before it is done, so that an interruption between the two leaves nothing unknown;
    undoing looks at what is really there, and touches only what is ours: the file that was prepared.
    """

    folders: list[Path] = field(default_factory=list)
    temporaries: list[Path] = field(default_factory=list)
    created: list[tuple[Path, os.stat_result]] = field(default_factory=list)
    replaced: list[tuple[Path, os.stat_result, Path]] = field(default_factory=list)
    """Place, the file that we put there, and the link that keeps the one before it."""

    def make_folder(self, folder: Path) -> None:
        """The folder, with those above it that are missing."""
        missing = [above for above in (folder, *folder.parents) if not above.exists()]
        for above in reversed(missing):
            self.folders.append(above)
            try:
                above.mkdir()
            except FileExistsError:  # another run's: not ours to remove
                self.folders.remove(above)

    def leave(self, folder: Path) -> None:
        """The folder is another run's now, whoever made it."""
        self.folders[:] = [made for made in self.folders if made not in (folder, *folder.parents)]

    def prepare(self, place: Path, raw: bytes) -> Path:
        """A finished, synced file beside ``place``, under a name of its own."""
        temporary = self._beside(place)
        with temporary.open("xb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        return temporary

    def create(self, temporary: Path, place: Path) -> None:
        """Puts a prepared file where none is. Raises FixerError where one is."""
        self.created.append((place, temporary.stat()))
        try:
            try:
                place.hardlink_to(temporary)
                temporary.unlink()
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                with place.open("xb") as claim:  # no links here: an empty file takes the name
                    self.created.append((place, os.fstat(claim.fileno())))
                temporary.replace(place)
        except FileExistsError:
            raise FixerError(f"{place} exists already") from None

    def replace(self, temporary: Path, place: Path, old: bytes) -> None:
        """Puts a prepared file in place of one that holds ``old``. Raises FixerError where it does not."""
        before = place.stat()
        backup = self._beside(place)
        try:
            backup.hardlink_to(place)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            shutil.copy2(place, backup)
        if place.read_bytes() != old:
            raise FixerError(f"{place} was changed meanwhile", hint="Run again.")
        temporary.chmod(before.st_mode & 0o7777)
        with suppress(OSError):  # only root may give files away
            os.chown(temporary, before.st_uid, before.st_gid)
        self.replaced.append((place, temporary.stat(), backup))
        temporary.replace(place)

    def tidy(self) -> None:
        """Removes what was only needed on the way."""
        for temporary in self.temporaries:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def undo(self) -> list[str]:
        """Takes everything back; returns what could not be."""
        left = []
        for place, ours, backup in reversed(self.replaced):
            try:
                if os.path.samestat(place.stat(), ours):
                    backup.replace(place)
            except OSError as error:
                left.append(f"{place} ({error.strerror}; its old text is in {backup})")
                self.temporaries.remove(backup)
        for place, ours in reversed(self.created):
            try:
                if place.exists() and os.path.samestat(place.stat(), ours):
                    place.unlink()
            except OSError as error:
                left.append(f"{place} ({error.strerror})")
        self.tidy()
        for folder in reversed(self.folders):
            with suppress(OSError):  # somebody else has put something there
                folder.rmdir()
        return left

    def _beside(self, place: Path) -> Path:
        temporary = place.with_name(f".fixer-{secrets.token_hex(8)}.tmp")
        self.temporaries.append(temporary)
        return temporary
