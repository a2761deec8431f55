"""`apply` writes all files or none, whatever happens on the way."""

from __future__ import annotations

import errno
import fcntl
import multiprocessing
import os
import signal
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fixer import write as module
from fixer.interrupts import is_undisturbed
from fixer.model import FileChange, FixerError
from fixer.write import write

JOURNAL = '{"entries": []}'


def project(folder: Path) -> Path:
    """A project with a migration, a journal and a pending file."""
    (folder / "migrations/meta").mkdir(parents=True)
    (folder / "migrations/000001_a.up.sql").write_text("SELECT 1;\n")
    (folder / "migrations/meta/_journal.json").write_text(JOURNAL)
    (folder / "migrations/000002_b.up.sql").write_bytes(b"\xef\xbb\xbfSELECT 2;\r\n")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path / "project")


def changes() -> list[FileChange]:
    """One of each role, in no order, into folders that are and are not there."""
    return [
        FileChange("migrations/000002_b.up.sql", "\ufeffSELECT 2;\r\n", "\ufeffSELECT x;\r\n", "edit"),
        FileChange("migrations/meta/_journal.json", JOURNAL, '{"entries": [{}]}', "side"),
        FileChange("migrations/000003_c.up.sql", None, "SELECT 'größe';\n", "up"),
        FileChange("migrations/000003_c.online.sql", None, "SELECT 'first';\n", "online"),
        FileChange("deep/rollbacks/000003_c.down.sql", None, "SELECT 'back';\n", "down"),
    ]


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def after(folder: Path) -> dict[str, bytes | None]:
    written = {change.path: change.new.encode() for change in changes()}
    return {**tree(folder), **written, "deep": None, "deep/rollbacks": None}


def test_all_files_are_written_to_the_byte_and_nothing_else(root: Path) -> None:
    wanted = after(root)

    write(changes(), root)

    assert tree(root) == wanted


def test_nothing_to_change_touches_nothing(root: Path) -> None:
    same = FileChange("migrations/000001_a.up.sql", "SELECT 1;\n", "SELECT 1;\n", "edit")
    before = (root / same.path).stat()

    write([same], root)
    write([], root)

    assert (root / same.path).stat() == before


def test_a_way_back_is_there_before_its_migration(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = []
    create, replace = module._Done.create, module._Done.replace
    monkeypatch.setattr(module._Done, "create", lambda self, t, p: (order.append(p.name), create(self, t, p)))
    monkeypatch.setattr(
        module._Done, "replace", lambda self, t, p, o: (order.append(p.name), replace(self, t, p, o))
    )

    write(changes(), root)

    assert order == [
        "000003_c.down.sql",
        "000003_c.online.sql",
        "000003_c.up.sql",
        "_journal.json",
        "000002_b.up.sql",
    ]


def test_a_replaced_file_keeps_its_mode_and_a_new_one_follows_the_umask(root: Path) -> None:
    (root / "migrations/000002_b.up.sql").chmod(0o604)
    before = os.umask(0o027)
    try:
        write(changes(), root)
    finally:
        os.umask(before)

    def mode(name: str) -> int:
        return stat.S_IMODE((root / name).stat().st_mode)

    assert mode("migrations/000002_b.up.sql") == 0o604
    assert mode("migrations/000003_c.up.sql") == 0o640


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Ctrl-C raises KeyboardInterrupt, also where the tests run in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    assert signal.signal(signal.SIGINT, before) is signal.default_int_handler


class Injected:
    """Lets the n-th call of the system functions that `write` uses fail, and those before it succeed."""

    functions = ("mkdir", "open", "link", "replace", "chmod", "fsync", "stat", "listdir", "scandir", "unlink")

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, nth: int, error: Callable[[], BaseException], late: bool
    ):
        self.left = nth
        for name in self.functions:
            real = getattr(os, name)
            monkeypatch.setattr(os, name, self._wrap(real, error, late))

    def _wrap(
        self, real: Callable[..., Any], error: Callable[[], BaseException], late: bool
    ) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            self.left -= 1
            hit = self.left == 0 and not is_undisturbed()
            if hit and not late:
                raise error()
            try:
                return real(*args, **options)
            finally:
                if hit:
                    raise error()

        return call


FAULTS: dict[str, tuple[Callable[[], BaseException], bool]] = {
    "disk full": (lambda: OSError(errno.ENOSPC, "No space left on device"), False),
    "no permission": (lambda: PermissionError(errno.EACCES, "Permission denied"), False),
    "Ctrl-C before a call": (KeyboardInterrupt, False),
    "Ctrl-C after a call": (KeyboardInterrupt, True),
}


@pytest.mark.parametrize(("error", "late"), FAULTS.values(), ids=FAULTS.keys())
def test_a_failure_at_any_moment_leaves_everything_as_it_was(
    tmp_path: Path, error: Callable[[], BaseException], late: bool, interrupts: None
) -> None:
    """Each system call in turn fails once: an error and nothing changed, or no harm was done."""
    failed = 0
    for nth in range(1, 1000):
        root = project(tmp_path / str(nth))
        before, wanted = tree(root), after(root)
        with pytest.MonkeyPatch.context() as patch:
            injected = Injected(patch, nth, error, late)
            try:
                write(changes(), root)
            except FixerError as raised:
                assert str(raised).endswith("; nothing was written")
                failed += 1
                wanted = before
        assert tree(root) == wanted
        if injected.left > 0:
            break
    assert failed > 40


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_file_system_without_links_is_written_too(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise OSError(number, os.strerror(number))

    wanted = after(root)
    monkeypatch.setattr(os, "link", refuse)

    write(changes(), root)

    assert tree(root) == wanted


def test_without_links_a_failure_is_undone_too(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    (root / "migrations/000002_b.up.sql").write_text("changed")
    before = tree(root)

    with pytest.raises(FixerError, match="changed meanwhile"):
        write(changes(), root)

    assert tree(root) == before


def occupied(root: Path) -> None:
    (root / "migrations/000003_c.up.sql").write_text("somebody else's")


def same_version(root: Path) -> None:
    (root / "migrations/3_other.sql").write_text("somebody else's")


def changed(root: Path) -> None:
    (root / "migrations/meta/_journal.json").write_text(JOURNAL + "\n")


def gone(root: Path) -> None:
    (root / "migrations/000002_b.up.sql").unlink()


def held(root: Path) -> None:
    global _held
    _held = os.open(root / "migrations", os.O_RDONLY)
    fcntl.flock(_held, fcntl.LOCK_EX)


_held = -1


@pytest.mark.parametrize(
    ("happened", "message"),
    [
        (occupied, "exists already"),
        (same_version, "version 000003 was taken meanwhile by .*3_other.sql"),
        (changed, "changed meanwhile"),
        (gone, "No such file"),
        (held, "another run is writing"),
    ],
)
def test_what_happened_since_the_plan_stops_everything(
    root: Path, happened: Callable[[Path], None], message: str
) -> None:
    happened(root)
    before = tree(root)
    try:
        with pytest.raises(FixerError, match=f"{message}.*; nothing was written"):
            write(changes(), root)
    finally:
        if happened is held:
            os.close(_held)

    assert tree(root) == before


@pytest.mark.parametrize(
    "path",
    [
        "../outside.sql",
        "migrations/../../outside.sql",
        "/etc/outside.sql",
        "link/outside.sql",
        "nul\0.sql",
        "..",
        "",
    ],
)
def test_nothing_is_written_outside_of_the_project(root: Path, path: str) -> None:
    (root.parent / "elsewhere").mkdir()
    (root / "link").symlink_to(root.parent / "elsewhere")
    before = tree(root.parent)

    with pytest.raises(FixerError, match=r"leads outside|not a path"):
        write([*changes(), FileChange(path, None, "x")], root)

    assert tree(root.parent) == before


def test_a_symbolic_link_is_not_written_through(root: Path) -> None:
    (root / "migrations/000009_z.up.sql").symlink_to(root.parent / "outside.sql")

    with pytest.raises(FixerError, match="is a symbolic link"):
        write([FileChange("migrations/000009_z.up.sql", None, "x")], root)

    assert not (root.parent / "outside.sql").exists()


def test_a_link_that_stays_inside_and_a_folder_the_user_named_are_fine(root: Path) -> None:
    (root / "link").symlink_to(root / "migrations")
    out = root.parent / "named"

    write([FileChange("link/000004_d.up.sql", None, "x")], root)
    write([FileChange("../named/000004_d.up.sql", None, "y")], root, also=[out])

    assert (root / "migrations/000004_d.up.sql").read_text() == "x"
    assert (out / "000004_d.up.sql").read_text() == "y"


def test_two_changes_to_one_file_are_refused(root: Path) -> None:
    change = FileChange("migrations/000003_c.up.sql", None, "x")

    with pytest.raises(FixerError, match="two changes to one file"):
        write([change, FileChange("migrations/meta/../000003_c.up.sql", None, "y")], root)


def _run(root: Path, name: str, locked: bool, start: Any, results: Any) -> None:
    if not locked:
        module.fcntl = None  # type: ignore[assignment]
    start.wait()
    try:
        write(
            [
                FileChange(f"new/000003_{name}.down.sql", None, name, "down"),
                FileChange(f"new/000003_{name}.up.sql", None, name, "up"),
            ],
            root,
        )
    except FixerError as error:
        results.put((name, str(error)))
    else:
        results.put((name, ""))


@pytest.mark.parametrize("locked", [True, False], ids=["with locks", "where folders cannot be locked"])
def test_two_runs_at_once_never_take_the_same_version(root: Path, locked: bool) -> None:
    """The folder is new as well, so that both try to make it."""
    context = multiprocessing.get_context("fork")
    for _ in range(15):
        start, results = context.Event(), context.Queue()
        runs = [context.Process(target=_run, args=(root, name, locked, start, results)) for name in "ab"]
        for run in runs:
            run.start()
        start.set()
        said = dict(results.get(timeout=30) for _ in runs)
        for run in runs:
            run.join()
        winners = [name for name, error in said.items() if not error]
        assert len(winners) == 1 if locked else len(winners) <= 1
        names = {path.name for path in (root / "new").iterdir()} if (root / "new").exists() else set()
        assert names == {f"000003_{name}.{way}.sql" for name in winners for way in ("up", "down")}
        assert all("nothing was written" in error for error in said.values() if error)
        for path in list((root / "new").iterdir()) if (root / "new").exists() else []:
            path.unlink()
        if (root / "new").exists():
            (root / "new").rmdir()


def test_a_second_ctrl_c_does_not_stop_the_undoing(
    root: Path, monkeypatch: pytest.MonkeyPatch, interrupts: None
) -> None:
    before = tree(root)
    undo = module._Done.undo

    def impatient(self: module._Done) -> list[str]:
        signal.raise_signal(signal.SIGINT)
        return undo(self)

    def interrupted(folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module._Done, "undo", impatient)
    monkeypatch.setattr(module, "_sync", interrupted)

    with pytest.raises(FixerError, match="interrupted; nothing was written"):
        write(changes(), root)

    assert tree(root) == before


def test_what_somebody_else_wrote_meanwhile_is_not_undone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending, new = root / "migrations/000002_b.up.sql", root / "migrations/000003_c.up.sql"

    def busy(folder: Path) -> None:
        for path in (pending, new):
            (root / "theirs").write_text("theirs")
            (root / "theirs").replace(path)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(module, "_sync", busy)

    with pytest.raises(FixerError, match="Input/output error"):
        write(changes(), root)

    assert pending.read_text() == new.read_text() == "theirs"


def test_a_new_folder_that_another_run_has_locked_is_left_to_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be about to write there, whoever made the folder."""
    make, held = module._Done.make_folder, []

    def slow(self: module._Done, folder: Path) -> None:
        make(self, folder)
        held.append(os.open(folder, os.O_RDONLY))
        fcntl.flock(held[-1], fcntl.LOCK_EX)

    monkeypatch.setattr(module._Done, "make_folder", slow)

    with pytest.raises(FixerError, match="another run is writing"):
        write([FileChange("new/deep/000003_c.up.sql", None, "x")], root)
    for descriptor in held:
        os.close(descriptor)

    assert (root / "new/deep").is_dir()


def test_what_cannot_be_undone_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path) -> None:
        monkeypatch.setattr(os, "replace", broken)
        raise OSError(errno.EIO, "Input/output error")

    def broken(*args: Any, **options: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(module, "_sync", full)

    with pytest.raises(
        FixerError, match=r"could not undo: .*000002_b.up.sql \(.*its old text is in .*\.tmp\)"
    ):
        write(changes(), root)
