"""What the bot writes for people, made from what anybody may have written; and what it reads back from it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bot.repositories import COMMENTS, CONFIG, MIGRATIONS, place
from markdown_it import MarkdownIt

from fixer.bot import dashboard, memory, parts
from fixer.bot.body import Shown, body, title
from fixer.bot.groups import Group, branch_of
from fixer.bot.parts import ignore_place
from fixer.config import Config, load
from fixer.model import (
    Applicability,
    Finding,
    Fix,
    Hazard,
    Location,
    Lock,
    Migration,
    ObjectRef,
    Plan,
    PlannedMigration,
    Refusal,
    Statement,
)
from fixer.render import Templates
from fixer.report.markdown import code, fenced, plain, prose
from fixer.report.outcomes import NEEDS_UNSAFE
from fixer.request import Outcome

HOSTILE = [
    "@everyone, see #1 and !2",
    "<script>alert(1)</script> <img src=x onerror=y>",
    "``` \n```\n# title\n/close\n",
    "[x](http://evil) https://evil.example www.evil.example ![x](y)",
    "--> <!-- fixer: {} -->",
    "a | b \\| c `d` ``e``",
    "*bold* _it_ ~~no~~ &lt; &#64;x",
    "\x1b[31m\u202e",
]
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "made", [prose, code, lambda text: "\n\n" + fenced(text)], ids=["prose", "code", "fenced"]
)
def test_hostile_text_is_text(made, text):
    html = MARKDOWN.render(f"- before {made(text)} after\n")

    assert set(re.findall(r"<\s*/?(\w+)", html)) <= {"ul", "li", "p", "code", "pre"}
    outside = re.sub(r"<code.*?</code>", "", html, flags=re.DOTALL)
    assert not re.search(r"[@#!]\w|www\.|://", outside)
    assert "after" in html.rpartition("</code>")[2] + html


def test_harmless_text_stays_readable():
    assert prose("adds an index on orders (user_id).") == "adds an index on orders (user_id)."
    assert code("public.orders") == "`public.orders`"
    assert fenced("SELECT 1;", "sql") == "```sql\nSELECT 1;\n```"


def test_a_title_names_nobody():
    assert "@ann" not in plain("see @ann, fixes #1")
    assert "#1" not in plain("see @ann, fixes #1")
    assert plain("add 3 indexes") == "add 3 indexes"


@pytest.mark.parametrize(
    "reference", ["GH-1", "gh-1", "https://github.com/shop/db/issues/1", "#1", "shop/db#1"]
)
def test_a_commit_message_closes_no_issue(reference):
    assert reference not in plain(f"fixes {reference}")
    assert plain(f"fixes {reference}").replace("\u200b", "") == f"fixes {reference}"


@pytest.mark.parametrize("command", ["/close", "/approve", "/assign_reviewer @ann"])
def test_a_sentence_is_no_command_to_gitlab(command):
    assert not prose(command).startswith("/")
    assert prose("reads and/or writes") == "reads and/or writes"


@pytest.mark.parametrize("key", [*HOSTILE, "missing-comment:public.orders"])
@pytest.mark.parametrize("closed", [False, True])
def test_what_is_remembered_is_what_was_said(key, closed):
    said = memory.block({key: "0123456789ab"})
    body = f"{memory.closed(said) if closed else said}\n\nwords"

    assert body.count("-->") == 1
    assert memory.remembered(body) == memory.Memory(frozenset({"0123456789ab"}), closed)

    settled = memory.settled(body, {key}, draft=True)
    assert settled.count("-->") == 1
    assert memory.remembered(settled) == memory.Memory(
        frozenset({"0123456789ab"}), closed, frozenset({key}), True
    )
    assert memory.settled(settled, (), draft=False) == body


@pytest.mark.parametrize("into", ["main", "release/2.0", "ü", "a\u00a0b", "x-->y"])
def test_what_a_commit_is_for_is_read_from_its_message(into):
    known = memory.Trailers("a" * 40, "b" * 40, datetime(2026, 1, 1, tzinfo=UTC), into)

    assert memory.trailers(memory.signed("fix\n\nFixer-Into: elsewhere", known)) == known


@pytest.mark.parametrize("why", [*HOSTILE, "function lower(integer) does not exist"])
def test_a_reason_is_read_from_the_dashboard_as_it_was_written(why):
    groups = {"fixer/a": Group("a", {"k": "0" * 12}), "fixer/b": Group("b", {"k": "1" * 12})}
    told = {"fixer/a": dashboard.reason(why), "fixer/b": dashboard.reason("other")}
    changed = {**groups, "fixer/b": Group("b", {"k": "2" * 12})}

    for waiting in ([], ["fixer/a", "fixer/b"]):
        body = dashboard.text(dashboard.Standing(groups, waiting=waiting, unproved=told), "main")
        assert dashboard.unproved(body, groups) == told
        assert dashboard.unproved(body.replace("\n", "\r\n"), changed) == {"fixer/a": told["fixer/a"]}


@pytest.mark.parametrize("base", ["main", "x-->y", "a--b", "ü/@ann"])
def test_each_base_branch_has_a_dashboard_of_its_own(base):
    assert re.fullmatch("<!-- [^<>]*[^-<>] -->", dashboard.mark(base))
    assert dashboard.mark(base) != dashboard.mark(base + "2")
    assert "@ann" not in dashboard.title(base)


def test_many_findings_are_remembered_by_their_digests():
    findings = {f"rule:public.table_{n}": f"{n:012x}" for n in range(2000)}

    said = memory.block(findings)

    assert len(said) < 30_000
    assert memory.remembered(said).digests == frozenset(findings.values())


@pytest.mark.parametrize(
    "body",
    ["", "words", "<!-- fixer: {no json} -->", '<!-- fixer: {"findings": [1]} -->', '<!-- fixer: {"findings": {"a": 1}} -->',
     '<!-- fixer: {"digests": 3} -->'],
)  # fmt: skip
def test_what_is_not_ours_is_nothing(body):
    assert memory.remembered(body) == memory.Memory()


@pytest.mark.parametrize(
    ("name", "branch"),
    [
        ("missing-comment", "fixer/missing-comment"),
        ("missing-comment:public.orders", "fixer/missing-comment-public-orders-"),
        ("../../main", "fixer/main-"),
        ("a.lock", "fixer/a-lock-"),
        ("ü", "fixer/"),
        ("--upload-pack=x", "fixer/upload-pack-x-"),
    ],
)
def test_a_branch_is_called_what_git_allows(name, branch):
    made = branch_of(name)

    assert made.startswith(branch)
    assert re.fullmatch(r"fixer/[a-z0-9-]+", made)
    assert (made == branch) == (name == "missing-comment")


def test_names_that_look_alike_have_branches_of_their_own():
    assert branch_of("a.b") != branch_of("a-b") != branch_of("a b")


def test_ticked_boxes_are_read():
    groups = {name: Group(name.removeprefix("fixer/")) for name in ("fixer/a", "fixer/b", "fixer/c")}
    body = dashboard.text(dashboard.Standing(groups, {}, ["fixer/a", "fixer/b"], ["fixer/c"]), "main")

    assert dashboard.asked(body) == dashboard.Asked()
    ticked = body.replace("- [ ] <!-- fixer: fixer/a", "- [x] <!-- fixer: fixer/a")
    assert dashboard.asked(ticked) == dashboard.Asked(now=frozenset({"fixer/a"}))
    assert dashboard.asked(
        body.replace("- [ ] <!-- fixer again", "- [X] <!-- fixer again")
    ) == dashboard.Asked(again=frozenset({"fixer/c"}))


def test_a_dashboard_is_no_longer_than_a_forge_takes():
    groups = {f"fixer/{n}": Group(f"missing-comment:public.{'t' * 60}_{n}") for n in range(2000)}
    few = dict(list(groups.items())[:3])

    body = dashboard.text(dashboard.Standing(groups, {}, list(groups)), "main")
    all_told = dashboard.text(
        dashboard.Standing(few, {}, list(few), unproved={"fixer/1": "x " * 500}), "main"
    )

    assert len(body) < 65_536
    listed = body.count("- [ ]")
    assert f"- … and {2000 - listed} more" in body
    assert (all_told.count("- [ ]"), "more" in all_told) == (3, False)


def test_a_title_is_no_longer_than_a_forge_takes():
    names = [chr(ord("a") + n) * 63 for n in range(5)]
    finding = found("x")
    fix = Fix(finding, f"orders ({', '.join(names)})", "why", "slug", ())

    assert len(title("Draft: DB: {summary}", Group("g", {"k": "0" * 12}, [fix]))) == 245
    assert title("DB: {summary}", Group("g", {"k": "0" * 12})) == "DB: g (1 finding)"


def test_a_box_whose_wish_failed_stays_ticked():
    body = dashboard.text(
        dashboard.Standing({"fixer/a": Group("a")}, {}, ["fixer/a"], kept={"fixer/a"}), "main"
    )

    assert dashboard.asked(body).now == {"fixer/a"}


def test_a_body_says_everything_and_obeys_nothing(tmp_path):
    evil = 'CREATE TABLE public."@ann ``` <b>--> #1" (id bigint PRIMARY KEY);\n'
    config = CONFIG.replace(
        'orders = "One purchase."', "'@ann ``` <b>--> #1' = '''x ````\n@everyone <script> -->'''"
    )
    here = place(tmp_path, {**MIGRATIONS, "db/000001_shop.up.sql": evil}, config)

    assert here.run() == 0

    (request,) = here.forge.pull_requests(COMMENTS)
    body = request.body
    html = MARKDOWN.render(re.sub(r"</?(details|summary)>", "", body.partition("-->")[2]))
    outside = re.sub(r"<code.*?</code>", "", html, flags=re.DOTALL)
    assert not re.search(r"@\w|<script|<b>|#1", outside)
    assert body.count("<details>") == body.count("</details>") == 2
    for part in (
        "What was found",
        "What changes",
        "SQL, up",
        "SQL, the way back",
        "Locks: ",
        "Proof",
        "How to run",
        "How to refuse",
    ):
        assert part in body
    assert "COMMENT ON TABLE" in body
    assert memory.remembered(body).digests
    assert here.run() == 0
    assert here.forge.written() == [f"open {COMMENTS}"]


def found(message: str, target: str = "orders", rule: str = "missing-comment", **more: Any) -> Finding:
    return Finding(
        rule=rule,
        source=more.pop("source", "fixer"),
        source_rule=rule,
        target=ObjectRef("table", "public", target),
        message=message,
        key=f"{rule}:public.{target}",
        **more,
    )


def test_findings_stand_together_by_rule_and_by_who_found_them():
    listed = parts.findings(
        [
            found("orders has no comment"),
            found("is too wide", "items"),
            found("orders has no comment", source="wiki", location=Location("db/1.sql", 3, 1)),
        ]
    )

    assert [(one["rule"], one["source"], one["said"]) for one in listed] == [
        ("`missing-comment`", "fixer", ["orders has no comment", "`items`: is too wide"]),
        ("`missing-comment`", "wiki", ["orders has no comment (`db/1.sql:3:1`)"]),
    ]


def test_one_message_about_many_is_said_once():
    place = Location("review.md", 9, 1)
    (one,) = parts.findings(
        [found("say what they are for", name, source="review", location=place) for name in ("a", "b")]
    )

    assert one["said"] == ["`a`, `b`: say what they are for (`review.md:9:1`)"]


def test_what_is_about_no_object_has_its_place_once():
    one = replace(found("no triggers", location=Location("review.md", 4, 1)), target=None)

    (told,) = parts.findings([one])

    assert told["said"] == ["no triggers (`review.md:4:1`)"]


def test_one_message_about_more_than_can_be_read_is_cut():
    (one,) = parts.findings([found("x", f"t{number}") for number in range(parts.LISTED + 7)])

    assert one["said"] == [f"{', '.join(f'`t{number}`' for number in range(parts.LISTED))} and 7 more: x"]


def test_many_findings_are_counted():
    (one,) = parts.findings([found(f"x{number}", f"t{number}") for number in range(parts.LISTED + 7)])

    assert (len(one["said"]), one["more"]) == (parts.LISTED, 7)


def test_fixes_with_one_reason_are_told_at_once():
    def fix(title: str, why: str, applicability: Applicability = Applicability.SAFE) -> Fix:
        return Fix(found("x", title), title, why, "slug", (), applicability=applicability)

    told = parts.fixes(
        [fix("a", "Because."), fix("b", "Because."), fix("c", "Because.", Applicability.UNSAFE)]
    )

    assert [(one["titles"], one["unsafe"]) for one in told] == [("a, b", False), ("c", True)]


def test_what_is_done_to_several_in_one_way_is_told_once():
    def fix(table: str, how: str = "row security by user_id") -> Fix:
        return Fix(
            found("x", table), f"public.{table}: {how}", f"Who reads public.{table} sees b.", "slug", ()
        )

    told = parts.fixes([fix("a"), fix("c"), fix("d", "row security by id")])

    assert [(one["titles"], one["names"], one["why"]) for one in told] == [
        ("public.a, public.c: row security by user_id", False, "Who reads it sees b."),
        ("public.d: row security by id", False, "Who reads public.d sees b."),
    ]


@pytest.mark.parametrize(
    ("summary", "about"),
    [
        (("Stops here if an index is missing.",), ["Stops here if an index is missing."]),
        (("other words  [missing-comment]", "Lock: none."), []),
    ],
    ids=["its own words", "the reasons of its fixes"],
)
def test_a_migration_that_no_fix_tells_of_says_what_it_is_for(summary, about):
    made = Migration("x", (Statement("SELECT 1"),), (), (Fix(found("x"), "t", "why", "slug", ()),), summary)

    assert parts.migration(PlannedMigration(made, ()), parts.Budget(1000))["about"] == about


def test_locks_and_costs_are_told_once_for_all_tables():
    statements = tuple(
        Statement(
            f"CREATE INDEX ON {name} (x)",
            locks=(Lock(name, "ShareLock"),),
            hazards=(Hazard("scan", f"reads all of {name}", name), Hazard("data-loss", f"{name} goes", name)),
        )
        for name in ("public.a", "public.b")
    )
    planned = PlannedMigration(Migration("x", statements, (), ()), ())

    told = parts.migration(planned, parts.Budget(1000))

    assert (
        told["locks"] == "Locks: SHARE on `public.a`, `public.b` (writes wait); held while the table is read."
    )
    assert told["hazards"] == ["reads all of public.a, public.b", "**data-loss**: public.a, public.b goes"]


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        ([("ShareLock", True), ("AccessExclusiveLock", True)], "ACCESS EXCLUSIVE on `public.a` (reads and writes wait); held for a moment"),
        ([("ShareUpdateExclusiveLock", False)], "SHARE UPDATE EXCLUSIVE on `public.a` (reads and writes go on); held until it is done, which waits for older transactions"),
    ],
    ids=["the strongest counts", "a concurrent build takes its time"],
)  # fmt: skip
def test_locks_are_told_as_they_are_held(statements, said):
    up = tuple(
        Statement("SELECT 1", transactional=inside, locks=(Lock("public.a", mode),))
        for mode, inside in statements
    )

    told = parts.migration(PlannedMigration(Migration("x", up, (), ()), ()), parts.Budget(1000))

    assert told["locks"] == f"Locks: {said}."


def test_a_cost_of_a_column_names_the_column_of_each_table():
    hazards = tuple(
        Hazard("data-loss", f"the values of {name}.created_at are gone", name)
        for name in ("public.a", "public.b")
    )
    planned = PlannedMigration(Migration("x", (Statement("SELECT 1", hazards=hazards),), (), ()), ())

    assert parts.migration(planned, parts.Budget(1000))["hazards"] == [
        "**data-loss**: the values of public.a.created_at, public.b.created_at are gone"
    ]


def test_what_is_unsafe_is_allowed_in_the_configuration_and_not_by_an_option():
    refusal = Refusal(found("x"), "unsafe", "It may fail.", f"drop it: {NEEDS_UNSAFE}")

    (told,) = parts.refused([refusal])

    assert (told["reason"], told["decide"]) == (
        "It may fail",
        "drop it, with `unsafe = true` in the configuration.",
    )


@pytest.mark.parametrize("many", [1, 2, 30])
def test_the_entries_to_add_are_a_configuration(many, tmp_path):
    keys = [f'rule:public."t{number}"' for number in range(many)]
    text = parts.ignore_line(keys).removeprefix("```toml\n").removesuffix("```")
    (tmp_path / "fixer.toml").write_text(text)

    assert list(load(tmp_path).ignore) == keys[:10]
    assert ("20 more" in text) == (many == 30)


@pytest.mark.parametrize("alone", [False, True], ids=["a forge", "git alone"])
def test_only_what_can_be_closed_is_said_to_be(alone):
    shown = Shown(Group("x", {"a:b": "0" * 12}), Outcome(Plan(), (), "", ""), None, "", can_close=not alone)

    assert ("Close it" in body(shown, Templates())) == (not alone)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fixer.toml", "to `fixer.toml`, above its first table"),
        ("pyproject.toml", "`[tool.fixer]` of `pyproject.toml`"),
    ],
)
def test_the_line_to_add_goes_where_it_is_read(name, said):
    assert said in ignore_place(Config(file=Path("/somewhere") / name))


def test_without_a_configuration_the_line_makes_one():
    assert "`fixer.toml`" in ignore_place(Config())
