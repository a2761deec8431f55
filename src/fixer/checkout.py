"""What git says of the folder that we are in; nothing where there is no git, or no repository."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def git(cwd: Path, *words: str) -> str:
    """What a command that only reads prints; "" where it fails, or where there is no git."""
    try:
        done = subprocess.run(  # noqa: S603  fixed words, no shell
            ["git", "-C", str(cwd), *words],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": os.environ.get("PATH", os.defpath), "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def below_top(cwd: Path) -> str:
    """The path of a folder from the top of its repository, with a slash behind it; "" at the top."""
    return git(cwd, "rev-parse", "--show-prefix")
