"""What PostgreSQL does not bear out is not proposed, and the dashboard says why."""

from __future__ import annotations

import pytest
from bot.repositories import FOREIGN_KEYS, MIGRATIONS, git, place

from fixer.bot.forge import Dashboard

pytestmark = pytest.mark.slow

CHECKS = "fixer/missing-check"
SHOP = {
    **MIGRATIONS,
    "db/000001_shop.up.sql": MIGRATIONS["db/000001_shop.up.sql"]
    + "CREATE TABLE public.prices (id bigint PRIMARY KEY, price_cents int NOT NULL, tax_cents int NOT NULL);\n",
    "db/000001_shop.down.sql": "DROP TABLE public.prices; " + MIGRATIONS["db/000001_shop.down.sql"],
}
CONFIG = """path = "db"
select = ["unindexed-foreign-key", "missing-check"]
[[rules.missing-check.patterns]]
columns = "price_cents"
check = "%s"
[[rules.missing-check.patterns]]
columns = "tax_cents"
check = "%s"
[bot]
most_open = %d
"""
ILL_TYPED, FINE = "lower({column}) = 'x'", "{column} >= 0"


def shop(folder, *checks, most_open=5):
    """With checks, of which PostgreSQL refuses some that the model takes: there is no lower(integer)."""
    return place(folder, SHOP, CONFIG % (*checks, most_open))


def test_what_is_not_proved_stands_in_the_dashboard_until_it_is(tmp_path, server):
    here = shop(tmp_path, ILL_TYPED, ILL_TYPED)
    url = server.url.format("postgres")

    assert here.run(server=url) == 0

    assert here.forge.written() == [f"open {FOREIGN_KEYS}", "dashboard"]
    assert "### Not proved on PostgreSQL" in here.forge.board.body
    assert "- `missing-check`, 2 findings: " in here.forge.board.body
    assert "function lower(integer) does not exist" in here.forge.board.body
    assert any(line.startswith(f"{CHECKS}: nothing: no migration could be proved") for line in here.said)
    tips = here.tips()
    assert here.run(server=url) == 0
    assert (here.forge.written(), here.tips()) == ([], tips)

    here.commit("main", {"fixer.toml": CONFIG % (FINE, FINE, 5)})
    assert here.run(server=url) == 0
    assert here.forge.written() == [f"open {CHECKS}", "dashboard"]
    assert "Not proved" not in here.forge.board.body


def test_what_is_not_proved_takes_nobodys_place(tmp_path, server):
    here = shop(tmp_path, ILL_TYPED, ILL_TYPED, most_open=1)

    assert here.run(server=server.url.format("postgres")) == 0

    assert here.forge.written() == [f"open {FOREIGN_KEYS}", "dashboard"]


def test_what_is_proved_of_a_group_is_proposed_and_the_rest_is_said_to_be_left(tmp_path, server):
    here = shop(tmp_path, ILL_TYPED, FINE)
    url = server.url.format("postgres")

    assert here.run(server=url) == 0

    (request,) = here.forge.pull_requests(CHECKS)
    shown = git(here.remote, "show", CHECKS)
    assert "tax_cents >= 0" in shown and "lower" not in shown
    assert "function lower(integer) does not exist" in request.body
    tips = here.tips()
    here.forge.written()
    assert here.run(server=url) == 0
    assert (here.forge.written(), here.tips()) == ([], tips)


def test_a_dry_run_says_so_too(tmp_path, server):
    here = shop(tmp_path, ILL_TYPED, ILL_TYPED)

    assert here.run(server=server.url.format("postgres"), dry_run=True) == 0

    assert "### Not proved on PostgreSQL" in "\n".join(here.said)
    assert here.forge.written() == []


def test_what_waits_and_was_not_proved_says_why_until_its_findings_change(tmp_path, server):
    here = shop(tmp_path, ILL_TYPED, ILL_TYPED, most_open=0)
    url = server.url.format("postgres")
    assert here.run(server=url) == 0
    box = f"- [ ] <!-- fixer: {CHECKS} --> "
    assert f"{box}`missing-check`, 2 findings\n" in here.forge.board.body

    tick(here, CHECKS)
    assert here.run(server=url) == 0
    assert "### Not proved on PostgreSQL" in here.forge.board.body
    assert here.run(server=url) == 0

    (line,) = [line for line in here.forge.board.body.splitlines() if line.startswith(box)]
    assert "it was not proved: " in line and "function lower(integer) does not exist" in line
    before = here.forge.board.body
    assert here.run(server=url) == 0
    assert here.forge.board.body == before

    here.commit("main", {"fixer.toml": CONFIG % (FINE, FINE, 0)})
    assert here.run(server=url) == 0
    assert f"{box}`missing-check`, 2 findings\n" in here.forge.board.body


def tick(here, branch):
    body = here.forge.board.body.replace(f"- [ ] <!-- fixer: {branch} -->", f"- [x] <!-- fixer: {branch} -->")
    here.forge.board = Dashboard(1, body)
