"""GitHub and GitLab behind the one Protocol: the same story on both, each playing its REST API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bot.forge_server import PATH, SILENT, State, serving
from bot.play_github import GITHUB
from bot.play_gitlab import GITLAB

from fixer.bot.forge import Forge, Proposal, PullRequest
from fixer.bot.forges.github import github
from fixer.bot.forges.gitlab import gitlab
from fixer.bot.forges.patience import Patience
from fixer.bot.marks import Mark, keys, marks
from fixer.bot.where import Where, provider_of, where_of
from fixer.model import FixerError

WANTED = marks(["db"], ["ann"], ["ann"])
PROPOSAL = Proposal("fixer/x", "main", "a title", "a body", marks=WANTED)

pytestmark = pytest.mark.slow


@pytest.fixture(params=["github", "gitlab"])
def forge(request: pytest.FixtureRequest) -> Iterator[tuple[Forge, State]]:
    """A forge, and what its server holds."""
    with serving({"github": GITHUB, "gitlab": GITLAB}[request.param]) as state:
        yield made(request.param, state), state


def made(name: str, state: State, token: str = "s3cret-token", patience: Patience = Patience()) -> Forge:  # noqa: B008
    if name == "github":
        return github(Where("github.com", PATH), token, {"GITHUB_API_URL": state.url}, patience)
    return gitlab(Where("gitlab.com", PATH), token, {"CI_SERVER_URL": state.url}, patience)


def test_a_life_of_a_pull_request(forge):
    at, state = forge

    opened = at.open(PROPOSAL)
    assert [one.state for one in at.pull_requests("fixer/x")] == ["open"]
    assert at.pull_requests("fixer/y") == []
    at.update(opened, Proposal("fixer/x", "main", "another", "anew"))
    (found,) = at.pull_requests("fixer/x")
    assert (found.number, found.title, found.body, found.branch) == (1, "another", "anew", "fixer/x")
    assert at.comments(found) == []
    at.comment(found, "a word")
    assert at.comments(found) == ["a word"]
    at.close(found, "closing body")
    (found,) = at.pull_requests("fixer/x")
    assert (found.state, found.body) == ("closed", "closing body")
    pull = state.pulls[0]
    if at.name == "github":
        pull["merged_at"] = "2026-01-01T00:00:00Z"
    else:
        pull["state"] = "merged"
    assert [one.state for one in at.pull_requests("fixer/x")] == ["merged"]


def test_the_dashboard_is_found_by_its_mark_and_written_in_place(forge):
    at, state = forge

    assert at.dashboard("<!-- x -->") is None
    at.write_dashboard(None, "title", "<!-- x -->\nfirst")
    known = at.dashboard("<!-- x -->")
    assert known is not None
    at.write_dashboard(known, "title", "<!-- x -->\nsecond")
    assert at.dashboard("<!-- x -->").body == "<!-- x -->\nsecond"
    assert at.dashboard("<!-- y -->") is None
    assert len(state.issues) == 1


def found(at: Forge) -> PullRequest:
    (one,) = at.pull_requests("fixer/x")
    return one


def test_a_draft_stays_what_people_have_made_of_it(forge):
    at, state = forge
    opened = at.open(Proposal("fixer/x", "main", "t", "b", draft=True))
    assert (opened.draft, found(at).draft) == (True, True)

    at.update(found(at), Proposal("fixer/x", "main", "t2", "b"))
    assert found(at).draft
    assert at.set_draft(found(at), False) == ""
    at.update(found(at), Proposal("fixer/x", "main", "t3", "b", draft=True))

    assert (found(at).draft, found(at).title) == (False, "t3")
    assert at.set_draft(found(at), True) == ""
    assert (found(at).draft, len(state.pulls)) == (True, 1)


def test_a_forge_that_has_no_drafts_says_so():
    with serving(GITHUB) as state:
        at = made("github", state)
        at.open(PROPOSAL)
        state.app = True

        assert "Resource not accessible" in at.set_draft(found(at), True)


def test_marks_are_given_beside_those_that_are_there(forge):
    at, _state = forge
    at.open(Proposal("fixer/x", "main", "t", "b"))

    assert at.give(found(at), WANTED) == []
    assert keys(found(at).marks) == keys(WANTED)
    assert at.give(found(at), marks(["late"], ["bob"], ["bob"])) == []

    assert keys(found(at).marks) == keys(marks(["db", "late"], ["ann", "bob"], ["ann", "bob"]))


def test_who_is_not_taken_is_told_and_the_others_are_there(forge):
    at, state = forge
    state.strangers = {"eve"}
    at.open(Proposal("fixer/x", "main", "t", "b"))

    refused = at.give(found(at), marks(["db"], ["ann", "eve"], ["eve", "ann"]))

    assert [mark for mark, _why in refused] in (
        [Mark("assignee", "eve"), Mark("reviewer", "eve")],
        [Mark("reviewer", "eve"), Mark("assignee", "eve")],
    )
    assert all(why for _mark, why in refused)
    assert keys(found(at).marks) == keys(WANTED)


def test_a_team_is_asked_on_github():
    with serving(GITHUB) as state:
        at = made("github", state)
        at.open(Proposal("fixer/x", "main", "t", "b"))

        assert at.give(found(at), marks(reviewers=["shop/dbas"])) == []

        assert [team["slug"] for team in state.pulls[0]["requested_teams"]] == ["dbas"]
        assert found(at).marks == (Mark("reviewer", "shop/dbas"),)


def test_one_into_another_base_is_not_taken_for_ours(forge):
    """Two pull requests may come from one branch, into different ones."""
    at, state = forge
    at.open(Proposal("fixer/x", "other", "t", "b"))
    state.fail_next = [("POST", 403, {}, False)]

    with pytest.raises(FixerError, match="refused to open"):
        at.open(PROPOSAL)

    assert [one.base for one in at.pull_requests("fixer/x")] == ["other"]


def test_a_lost_answer_does_not_open_two(forge):
    at, state = forge
    state.fail_next = [("POST", 502, {}, True)]

    assert at.open(PROPOSAL).number == 1

    assert len(state.pulls) == 1
    assert [
        path for method, path, _data in state.writes() if path.endswith(("/pulls", "/merge_requests"))
    ] != []


def test_a_refusal_to_open_is_said(forge):
    at, state = forge
    state.fail_next = [("POST", 403, {}, False)]

    with pytest.raises(FixerError, match=r"refused to open .* \(403\)"):
        at.open(PROPOSAL)

    assert state.pulls == []


def test_reading_is_tried_again_and_a_rate_limit_waited_for(forge):
    at, state = forge
    limited = 403 if at.name == "github" else 429
    state.fail_next = [("GET", 502, {}, False), ("GET", limited, {"Retry-After": "0"}, False)]

    assert at.pull_requests("fixer/x") == []
    assert len(state.requests) == 3


@pytest.mark.parametrize(
    "told",
    [{"Retry-After": "4000"}, {"Retry-After": "Fri, 31 Dec 2099 23:59:59 GMT"}, {"Retry-After": "tomorrow"}],
    ids=["seconds", "a moment", "neither"],
)
def test_a_wait_that_is_too_long_is_an_error(forge, told):
    at, state = forge
    state.fail_next = [("GET", 403 if at.name == "github" else 429, told, False)]

    with pytest.raises(FixerError, match=r"refused to read|could not be asked"):
        at.pull_requests("fixer/x")

    assert len(state.requests) == 1


def test_githubs_hourly_limit_is_waited_for_within_bounds():
    far = {"message": "API rate limit exceeded for user 1", "X-RateLimit-Reset": "4102444799"}
    near = {**far, "X-RateLimit-Reset": "1"}
    with serving(GITHUB) as state:
        at = made("github", state)
        state.fail_next = [("GET", 403, dict(near), False)]
        assert at.pull_requests("fixer/x") == []
        state.requests.clear()
        state.fail_next = [("GET", 403, dict(far), False)]

        with pytest.raises(FixerError, match="rate limit"):
            at.pull_requests("fixer/x")

        assert len(state.requests) == 1


@pytest.mark.parametrize(
    "told",
    [{"Retry-After": "0"}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}],
    ids=["retry after", "renewed by now"],
)
def test_what_the_rate_limit_refuses_was_not_done_and_is_sent_again(forge, told):
    at, state = forge
    state.fail_next = [("POST", 429, told, False)]

    assert at.open(PROPOSAL).number == 1

    assert len(state.pulls) == 1


@pytest.mark.parametrize(("seconds", "said"), [("5", "waiting 5 s, as the forge asks\n"), ("1", "")])
def test_a_wait_is_said_where_it_is_long(forge, seconds, said, capsys, monkeypatch):
    at, state = forge
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    state.fail_next = [("GET", 403 if at.name == "github" else 429, {"Retry-After": seconds}, False)]

    assert at.pull_requests("fixer/x") == []

    assert (capsys.readouterr().err, slept) == (said, [float(seconds)])


def test_a_renewal_that_is_far_off_is_an_error_that_says_so(forge):
    at, state = forge
    prefix = "X-RateLimit" if at.name == "github" else "RateLimit"
    state.fail_next = [("POST", 429, {f"{prefix}-Remaining": "0", f"{prefix}-Reset": "4102444799"}, False)]

    with pytest.raises(FixerError) as error:
        at.comment(opened(), "a word")

    assert "asks to wait" in str(error.value) or "rate limit is used up" in error.value.hint
    assert len(state.writes()) == 1


def opened() -> PullRequest:
    return PullRequest(1, "fixer/x", "t", "b", "open")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_forge_that_stays_silent_is_given_up_in_time(forge, method):
    """A read is tried once more; what changes something is not, since it may have been done."""
    at, state = forge
    impatient = made(at.name, state, patience=Patience(silence=1))
    state.fail_next = [(method, SILENT, {}, False)] * 9

    with pytest.raises(FixerError, match=r"could not be asked to .*: it does not answer"):
        impatient.comment(opened(), "x") if method == "POST" else impatient.pull_requests("fixer/x")

    assert len(state.requests) == {"GET": 2, "POST": 1}[method]


def test_an_answer_that_is_never_heard_opens_no_second_one(forge):
    at, state = forge
    impatient = made(at.name, state, patience=Patience(silence=1))
    state.fail_next = [("POST", SILENT, {}, True)]

    assert impatient.open(PROPOSAL).number == 1

    assert len(state.pulls) == 1


def test_an_expired_token_is_said_and_not_shown(forge):
    at, state = forge
    expired = made(at.name, state, "expired-t0ken")

    with pytest.raises(FixerError, match="not valid, or has expired") as error:
        expired.pull_requests("fixer/x")

    assert "t0ken" not in str(error.value)
    assert "t0ken" not in repr(error.value.__context__ and error.value)


def test_what_comes_from_a_fork_is_not_ours(forge):
    at, state = forge
    at.open(PROPOSAL)
    if at.name == "github":
        state.pulls[0]["head"]["repo"] = {"full_name": "evil/db"}
    else:
        state.pulls[0]["source_project_id"] = 2

    assert at.pull_requests("fixer/x") == []


def test_nobody_answers(forge):
    name = forge[0].name
    state = State(url="http://127.0.0.1:9")

    with pytest.raises(FixerError, match=r"could not be asked to .*: there is no connection"):
        made(name, state).comment(forge[0].open(PROPOSAL), "x")


@pytest.mark.parametrize(
    ("url", "where", "provider"),
    [
        ("git@github.com:shop/db.git", Where("github.com", "shop/db"), "github"),
        ("https://ann:s3cret@github.com/shop/db.git", Where("github.com", "shop/db"), "github"),
        ("ssh://git@gitlab.example:2222/a/b/c.git", Where("gitlab.example", "a/b/c"), "gitlab"),
        ("https://git.example:8443/a/b", Where("git.example:8443", "a/b"), "git"),
        ("/srv/git/shop.git", Where("", "srv/git/shop"), "git"),
        ("file:///srv/git/shop.git", Where("", "srv/git/shop"), "git"),
    ],
)
def test_a_remote_says_where_it_is(url, where, provider):
    assert where_of(url) == where
    assert provider_of(where, {}) == provider


@pytest.mark.parametrize(
    ("host", "runner", "provider"),
    [
        ("git.example", "GITHUB_ACTIONS", "github"),
        ("git.example", "GITLAB_CI", "gitlab"),
        ("gitlab.com", "GITHUB_ACTIONS", "gitlab"),
        ("github.com", "GITLAB_CI", "github"),
        ("", "GITHUB_ACTIONS", "git"),
        ("git.example", "CI", "git"),
    ],
)
def test_a_host_that_says_nothing_is_that_of_the_runner(host, runner, provider):
    assert provider_of(Where(host, PATH), {runner: "true"}) == provider
