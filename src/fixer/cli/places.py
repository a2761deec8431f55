"""Where files may go."""

from __future__ import annotations

from pathlib import Path

from fixer.request import Request


def named_folders(request: Request, out: str) -> list[Path]:
    """The folders that the user named, where files may go; Supabase's ways back lie beside the migrations."""
    folders = [Path(out), Path(out).absolute().parent / "rollbacks"]
    if request.path is not None:
        read = Path(request.path)
        folders.append(read.parent if read.is_file() else read)
    return folders
