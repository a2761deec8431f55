"""``fixer bot --provider git`` as a user runs it; what git is given, and what never leaves us."""

from __future__ import annotations

import socket
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bot.repositories import COMMENTS, CONFIG, ENVIRONMENT, FOREIGN_KEYS, MIGRATIONS, git, place, state
from e2e.tools import fixer

from fixer.bot.git import git_in
from fixer.bot.repository import blobs, commit, look
from fixer.model import FixerError

TOKEN = "ghp_s3cret"


def test_branches_are_pushed_and_bodies_printed(tmp_path):
    here = place(tmp_path)

    first = fixer(here.clone, "bot", environment=ENVIRONMENT)

    assert (first.returncode, first.stderr) == (0, "")
    assert set(here.tips()) == {"main", COMMENTS, FOREIGN_KEYS}
    assert f"{COMMENTS}: push, and open" in first.stdout
    assert "### How to refuse it" in first.stdout
    tips = here.tips()
    again = fixer(here.clone, "bot", "--provider", "git", environment=ENVIRONMENT)
    assert (again.returncode, here.tips()) == (0, tips)


@pytest.mark.slow
def test_it_can_be_run_below_the_top_of_the_repository(tmp_path):
    files = {f"services/shop/{name}": text for name, text in MIGRATIONS.items()}
    here = place(tmp_path, {**files, "services/shop/fixer.toml": CONFIG}, "")

    done = fixer(here.clone / "services/shop", "bot", environment=ENVIRONMENT)

    assert done.returncode == 0, done.stderr
    assert "services/shop/db/000002_comment_orders.up.sql" in here.files(COMMENTS)


@pytest.mark.slow
@pytest.mark.parametrize("extra", [(), ("--dry-run",)], ids=["for real", "dry"])
@pytest.mark.parametrize(
    ("prepare", "options", "problem"),
    [
        (("remote", "remove", "origin"), (), "has no remote"),
        (("remote", "set-url", "origin", "/nowhere.git"), (), "git ls-remote failed"),
        ((), ("--base", "develop"), "has no branch develop"),
        ((), ("--base=--upload-pack=x",), "has no branch --upload-pack=x"),
        ((), ("--provider", "github"), "GITHUB_TOKEN is not set"),
        ((), ("--provider", "gitlab"), "GITLAB_TOKEN is not set"),
        ((), ("--comment",), "git alone has no pull requests"),
    ],
)
def test_what_is_missing_is_said_and_nothing_changes(tmp_path, prepare, options, problem, extra):
    here = place(tmp_path)
    if prepare:
        git(here.clone, *prepare)
    before = state(here.clone)

    done = fixer(
        here.clone,
        "bot",
        *options,
        *extra,
        environment={**ENVIRONMENT, "GITHUB_TOKEN": "", "GITLAB_TOKEN": ""},
    )

    assert done.returncode == 2
    assert problem in done.stderr
    assert state(here.clone) == before


@pytest.mark.slow
def test_a_configuration_that_is_not_of_the_base_branch_is_refused(tmp_path):
    here = place(tmp_path)

    done = fixer(here.clone, "bot", "--config", str(here.clone / "fixer.toml"), environment=ENVIRONMENT)
    twin = fixer(here.clone, "bot", "--config", "fixer.toml", environment=ENVIRONMENT)

    assert (done.returncode, "from the base branch" in done.stderr) == (2, True)
    assert twin.returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("provider", ["github", "gitlab"])
@pytest.mark.parametrize("options", [(), ("--comment", "--pull-request", "1")], ids=["bot", "review"])
def test_a_remote_that_no_forge_has(tmp_path, provider, options):
    here = place(tmp_path)
    tokens = {"GITHUB_TOKEN": TOKEN, "GITLAB_TOKEN": TOKEN}

    done = fixer(here.clone, "bot", "--provider", provider, *options, environment={**ENVIRONMENT, **tokens})

    assert (done.returncode, "names no repository of a forge" in done.stderr) == (2, True)


def test_no_repository(tmp_path):
    done = fixer(tmp_path, "bot", environment=ENVIRONMENT)

    assert (done.returncode, "is not in a git repository that can be used" in done.stderr) == (2, True)


def test_a_commit_holds_what_git_itself_would_add(tmp_path):
    git(tmp_path, "init", "--quiet", ".")
    odd = 'db/a "b"\\\n.sql'
    (tmp_path / "db").mkdir()
    (tmp_path / ".gitattributes").write_text("*.sql text\n")
    (tmp_path / "db" / "run.sql").write_text("SELECT 1;\n")
    (tmp_path / "db" / "run.sql").chmod(0o755)
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "first")
    texts = {"db/run.sql": "SELECT 2;\r\n", odd: "SELECT 3;\r\n"}
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text.encode())
    (tmp_path / "mine.txt").write_text("not to be committed")
    made = git_in(tmp_path, ENVIRONMENT)

    sha = commit(made, texts, "words", ("fixer", "f@x"), datetime.fromtimestamp(1790000000, UTC), "main")

    listed = {
        line.split("\t")[1]: line.split(" ")[0] for line in made("ls-tree", "-rz", sha)[:-1].split("\0")
    }
    assert listed == {".gitattributes": "100644", "db/run.sql": "100755", odd: "100644"}
    assert made("cat-file", "blob", f"{sha}:{odd}") == "SELECT 3;"
    wanted = blobs(made, texts)
    git(tmp_path, "add", "--", *texts)
    assert {path: made("rev-parse", f":{path}") for path in texts} == wanted
    assert {path: made("rev-parse", f"{sha}:{path}") for path in texts} == wanted


def test_the_token_goes_through_the_environment_alone_and_only_to_its_host(tmp_path):
    url = "https://github.com/shop/db.git"
    made = git_in(tmp_path, {**ENVIRONMENT, "GITHUB_TOKEN": TOKEN}, (url, "x-access-token", TOKEN))
    plain = subprocess.run(["git", "init", "--quiet", str(tmp_path)], env=ENVIRONMENT, check=True)

    assert plain.returncode == 0
    assert TOKEN not in repr(made)
    assert "GITHUB_TOKEN" not in made.environment
    header = made("config", "--get-urlmatch", "http.extraHeader", url)
    assert header.startswith("Authorization: Basic ")
    assert made.ok("config", "--get-urlmatch", "http.extraHeader", "https://evil.example/x") is None
    assert made.ok("config", "--get-urlmatch", "http.extraHeader", "http://github.com/shop/db.git") is None
    assert "xtra" not in (tmp_path / ".git" / "config").read_text()


def test_a_password_in_the_url_is_not_named_to_gits_helper(tmp_path):
    """GitLab leaves the job's token in the URL of the remote, and git names the whole URL to git-remote-https."""
    url = f"https://gitlab-ci-token:{TOKEN}@gitlab.com/shop/db.git"
    git(tmp_path, "init", "--quiet", ".")
    git(tmp_path, "remote", "add", "origin", url)

    ours = git_in(tmp_path, ENVIRONMENT, (url, "oauth2", "another"))
    alone = git_in(tmp_path, ENVIRONMENT)

    assert ours("remote", "get-url", "origin") == "https://gitlab.com/shop/db.git"
    assert alone("remote", "get-url", "origin") == url
    assert git(tmp_path, "remote", "get-url", "origin") == url


@pytest.mark.slow
@pytest.mark.parametrize("ours", [True, False], ids=["with a token of its own", "its twin"])
def test_the_process_list_while_a_server_is_asked_holds_no_token(tmp_path, ours):
    """The twin shows that a password in a URL would be seen there: whoever has no other is left with it."""
    git(tmp_path, "init", "--quiet", ".")
    with socket.create_server(("127.0.0.1", 0)) as server:  # says nothing, so that git waits
        host = f"127.0.0.1:{server.getsockname()[1]}"
        url = f"https://gitlab-ci-token:{TOKEN}@{host}/shop/db.git"
        git(tmp_path, "remote", "add", "origin", url)
        made = git_in(tmp_path, ENVIRONMENT, (url, "oauth2", f"another-{TOKEN}") if ours else None)
        running = subprocess.Popen(["git", "ls-remote", "origin"], cwd=tmp_path, env=made.environment)
        try:
            seen = ""
            while host not in seen:
                assert running.poll() is None
                seen = "".join(
                    line for line in map(_cmdline, Path("/proc").glob("[0-9]*/cmdline")) if host in line
                )
        finally:
            running.kill()
            running.wait()

    assert (TOKEN in seen) == (not ours)


def _cmdline(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:  # it has ended
        return ""


@pytest.mark.slow
def test_a_header_that_a_checkout_left_behind_is_dropped(tmp_path):
    git(tmp_path, "init", "--quiet", ".")
    git(tmp_path, "config", "http.https://github.com/.extraheader", "Authorization: Basic b2xk")
    made = git_in(tmp_path, ENVIRONMENT, ("https://github.com/shop/db.git", "x-access-token", TOKEN))

    values = made("config", "--get-all", "http.https://github.com/.extraheader").split("\n")

    assert values[-2] == ""  # which empties the list
    assert values[-1].startswith("Authorization: Basic ")


@pytest.mark.parametrize("url", [f"https://ann:{TOKEN}@127.0.0.1:9/x.git", "https://127.0.0.1:9/x.git"])
def test_what_git_says_holds_no_secret(tmp_path, url):
    git(tmp_path, "init", "--quiet", ".")
    made = git_in(tmp_path, {**ENVIRONMENT, "GITHUB_TOKEN": TOKEN}, (url, "x-access-token", TOKEN))

    with pytest.raises(FixerError) as error:
        made("ls-remote", "--", url)

    assert TOKEN not in str(error.value)
    assert "127.0.0.1" in str(error.value)
    assert TOKEN not in made.clean(f"fatal: {TOKEN}")


@pytest.mark.slow
@pytest.mark.parametrize("runner", ["true", ""], ids=["GitHub Actions", "its twin"])
def test_no_line_of_a_body_is_a_command_to_the_runner(tmp_path, runner):
    text = "A purchase.\n::error::owned\n  ::set-output name=x::y\n##[error]z"
    here = place(tmp_path, config=CONFIG.replace('"One purchase."', f"'''{text}'''"))

    done = fixer(here.clone, "bot", environment={**ENVIRONMENT, "GITHUB_ACTIONS": runner})

    assert done.returncode == 0, done.stderr
    assert "::error::owned" in done.stdout and "##[error]z" in done.stdout
    heard = [line for line in done.stdout.splitlines() if line.strip().startswith(("::", "##["))]
    assert bool(heard) == (not runner)


@pytest.mark.slow
def test_a_remote_that_stays_silent_is_given_up_in_time(tmp_path):
    here = place(tmp_path)
    before = state(here.clone)
    with socket.create_server(("127.0.0.1", 0)) as server:
        git(here.clone, "remote", "set-url", "origin", f"http://127.0.0.1:{server.getsockname()[1]}/shop.git")
        made = replace(git_in(here.clone, ENVIRONMENT), seconds=1)

        with pytest.raises(FixerError, match="git ls-remote did not answer within 1 s"):
            look(made, "origin", None)

    git(here.clone, "remote", "set-url", "origin", str(here.remote))
    assert state(here.clone) == before


@pytest.mark.slow
def test_a_server_that_refuses_the_push_is_said(tmp_path):
    here = place(tmp_path)
    hook = Path(here.remote) / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'branches are protected' >&2\nexit 1\n")
    hook.chmod(0o755)

    done = fixer(here.clone, "bot", environment=ENVIRONMENT)

    assert done.returncode == 1
    assert "branches are protected" in done.stdout
    assert set(here.tips()) == {"main"}


@pytest.mark.slow
def test_a_remote_that_takes_no_force_push_is_said_and_keeps_its_branch(tmp_path):
    here = place(tmp_path)
    assert here.run() == 0
    git(here.remote, "config", "receive.denyNonFastForwards", "true")
    tips = here.tips()
    here.commit("main", {"fixer.toml": CONFIG.replace("One purchase.", "A purchase.")})

    done = here.run()

    assert done == 1
    assert any(
        COMMENTS in line and "could not be pushed" in line and "non-fast-forward" in line
        for line in here.said
    )
    assert here.tips()[COMMENTS] == tips[COMMENTS]


@pytest.mark.slow
def test_a_journal_that_moved_on_is_written_anew(tmp_path):
    """Drizzle keeps one file for all migrations: two branches would conflict in it."""
    journal = '{\n  "version": "7",\n  "dialect": "postgresql",\n  "entries": [%s]\n}\n'
    entry = '\n    {\n      "idx": %d,\n      "version": "7",\n      "when": %d,\n      "tag": "%s",\n      "breakpoints": true\n    }'
    first = entry % (0, 1700000000000, "0000_shop")
    files = {
        "db/0000_shop.sql": MIGRATIONS["db/000001_shop.up.sql"],
        "db/meta/_journal.json": journal % first,
    }
    here = place(tmp_path, files)
    assert here.run() == 0
    assert "db/meta/_journal.json" in here.files(COMMENTS)
    here.merge(COMMENTS)

    assert here.run() == 0

    git(here.remote, "merge-tree", "--write-tree", "main", FOREIGN_KEYS)  # fails on a conflict


@pytest.mark.slow
def test_the_proof_is_in_the_body(tmp_path, server):
    here = place(tmp_path, config=CONFIG.replace("verify = false", "verify = true"))

    done = fixer(here.clone, "bot", "--server", server.url.format("postgres"), environment=ENVIRONMENT)

    assert done.returncode == 0, done.stderr
    assert "proved on PostgreSQL" in done.stdout


@pytest.mark.slow
def test_with_a_database_the_body_says_how_many_rows_wait(tmp_path, server):
    here = place(tmp_path, config=CONFIG + 'draft = "always"\n')
    before = here.tips()
    with server.database() as url:
        rows = "INSERT INTO {0} SELECT n{1} FROM generate_series(1, 3000) n; ANALYZE {0};"
        filled = "".join(rows.format(*pair) for pair in (("users", ""), ("orders", ", n"), ("items", ", n")))
        applied = "CREATE TABLE schema_migrations (version bigint, dirty boolean); INSERT INTO schema_migrations VALUES (1, false);"
        server.psql(url, MIGRATIONS["db/000001_shop.up.sql"] + filled + applied)

        given = {**ENVIRONMENT, "SHOP": url}
        done = fixer(here.clone, "bot", "--dry-run", "--db", "$SHOP", environment=given)
        gone = {**ENVIRONMENT, "SHOP": "postgresql://ann:s3cret@127.0.0.1:9/shop"}
        failed = fixer(here.clone, "bot", "--db", "$SHOP", environment=gone)

    assert done.returncode == 0, done.stderr
    assert "about 3.0 k rows" in done.stdout
    assert (failed.returncode, "s3cret" in failed.stdout + failed.stderr) == (2, False)
    assert here.tips() == before
