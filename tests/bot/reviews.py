"""Somebody's pull request, on a real remote and on a forge, reviewed by the program as its user runs it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from bot import play_github, play_gitlab
from bot.forge_server import ABSENT, State
from bot.repositories import ENVIRONMENT, MIGRATIONS, Place, git, place
from e2e.tools import fixer

CONFIG = 'path = "db"\nselect = ["unqualified-name", "unindexed-foreign-key"]\n'
ADDED = {
    "db/000002_more.up.sql": (
        "-- Who pays.\n"
        "CREATE TABLE public.payers (id bigint PRIMARY KEY);\n"
        "\n"
        "ALTER TABLE orders ADD COLUMN note text;\n"
        "\n\n\n\n\n\n\n\n"
        "ALTER TABLE users\n"
        "    ADD COLUMN payer_id bigint NOT NULL\n"
        "    REFERENCES payers;\n"
    ),
    "db/000002_more.down.sql": "ALTER TABLE users DROP COLUMN payer_id;\nALTER TABLE orders DROP COLUMN note;\nDROP TABLE payers;\n",
}
_FENCE = re.compile(r"^(`{3,})suggestion(?::-(\d+)\+0)?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
_STATUS = {"A": "added", "M": "modified", "D": "removed", "R": "renamed"}


@dataclass
class Review:
    """A pull request from a fork, the forge that has it, and how the bot is called."""

    here: Place
    forge: str
    state: State
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def push(self, files: Mapping[str, str | None], message: str = "theirs") -> str:
        """The author pushes to the pull request, which begins at the base branch's tip of the first time."""
        work = self.folder / "fork"
        if not work.is_dir():
            git(self.folder, "clone", "--quiet", str(self.here.remote), str(work))
        for name, text in files.items():
            path = work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_symlink():
                path.unlink()
            path.write_bytes(text.encode()) if text is not None else path.unlink()
        git(work, "add", "--all")
        git(work, "commit", "--quiet", "--allow-empty", "--message", message)
        return self.published()

    def published(self) -> str:
        """What the forge knows once the author has pushed."""
        work = self.folder / "fork"
        git(
            work,
            "push",
            "--quiet",
            "--force",
            "origin",
            "HEAD:refs/pull/1/head",
            "HEAD:refs/merge-requests/1/head",
        )
        head = git(work, "rev-parse", "HEAD")
        listed = git(work, "diff", "--name-status", "--find-renames", "origin/main...HEAD").splitlines()
        self.state.files[:] = [self._file(*line.split("\t")) for line in listed]
        if self.forge == "github":
            asked = {
                "base": "main",
                "head": "theirs",
                "title": "t",
                "body": "b",
                "sha": head,
                "from": "stranger/db",
            }
            self.state.pulls[:] = [play_github.pull(self.state, 1, asked)]
        else:
            asked = {
                "target_branch": "main",
                "source_branch": "theirs",
                "title": "t",
                "description": "b",
                "sha": head,
            }
            self.state.pulls[:] = [{**play_gitlab.pull(1, asked), "source_project_id": 2}]
        return head

    def _file(self, status: str, *paths: str) -> dict[str, Any]:
        kind = _STATUS[status[0]]
        if self.forge == "github":
            before = {"previous_filename": paths[0]} if kind == "renamed" else {}
            return {"filename": paths[-1], "status": kind, **before}
        kinds = {
            "new_file": kind == "added",
            "renamed_file": kind == "renamed",
            "deleted_file": kind == "removed",
        }
        return {"old_path": paths[0], "new_path": paths[-1], **kinds}

    def run(self, *options: str, **environment: str) -> CompletedProcess[str]:
        """``fixer bot --comment``, as CI runs it."""
        given = {**ENVIRONMENT, **self.environment, **environment}
        return fixer(self.here.clone, "bot", "--comment", *options, environment=given)

    def suggested(self) -> list[tuple[str, int, int, str]]:
        """Each suggestion that stands: path, first and last line, the lines to put there."""
        found = []
        for remark in self.state.remarks:
            match = _FENCE.search(remark["body"])
            if match is None:
                continue
            if self.forge == "github":
                last, path = remark["line"], remark["path"]
                first = remark["start_line"] or last
                assert (remark["side"], match[2]) == ("RIGHT", None)
            else:
                last, path = remark["position"]["new_line"], remark["position"]["new_path"]
                first = last - int(match[2])
            found.append((path, first, last, match[3]))
        return found

    def accepted(self) -> dict[str, str]:
        """The files after everything suggested was committed from the web page."""
        work = self.folder / "fork"
        files = {
            path: (work / path).read_text().splitlines(keepends=True) for path, *_rest in self.suggested()
        }
        for path, first, last, text in sorted(self.suggested(), reverse=True):
            files[path][first - 1 : last] = text.splitlines(keepends=True)
        return {path: "".join(lines) for path, lines in files.items()}

    def outdate(self) -> None:
        """The lines that the comments stood on are gone: GitHub's have no line any more (null, or none, as described)."""
        for remark in self.state.remarks:
            if self.forge == "github":
                remark["line"] = ABSENT


def review(
    forge: str, state: State, folder: Path, files: Mapping[str, str] = MIGRATIONS, config: str = CONFIG
) -> Review:
    """A pull request that adds nothing yet. The remote is reached as git@host:shop/db.git, through a stand-in for ssh."""
    here = place(folder, files, config)
    given = called(here, forge, state, folder)
    if forge == "github":
        event = folder / "event.json"
        event.write_text('{"pull_request": {"number": 1}, "repository": {"full_name": "shop/db"}}')
        given["GITHUB_EVENT_PATH"] = str(event)
    else:
        given |= {"CI_MERGE_REQUEST_IID": "1", "CI_MERGE_REQUEST_PROJECT_PATH": "shop/db"}
    return Review(here, forge, state, folder, given)


def called(here: Place, forge: str, state: State, folder: Path) -> dict[str, str]:
    """The remote under its name on the forge, reached through a stand-in for ssh; and the environment that the bot needs."""
    ssh = folder / "ssh"
    ssh.write_text(f"#!/bin/sh\neval \"exec $(echo \"$2\" | cut -d' ' -f1) '{here.remote}'\"\n")
    ssh.chmod(0o755)
    host = "github.com" if forge == "github" else "gitlab.com"
    git(here.clone, "remote", "set-url", "origin", f"git@{host}:shop/db.git")
    given = {"GIT_SSH_COMMAND": str(ssh), "GIT_SSH_VARIANT": "simple"}
    if forge == "github":
        return given | {"GITHUB_API_URL": state.url, "GITHUB_TOKEN": state.token}
    return given | {"CI_SERVER_URL": state.url, "GITLAB_TOKEN": state.token}
