"""Proofs for a person: what the summary counts, and that names stay readable."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from rich.console import Console

from fixer.model import Access, Failure, Loss, MeasuredLock, MeasuredRewrite, Proof, TableRows, Verification
from fixer.report import proof_document, proof_markdown, proof_text
from fixer.report.name import Name
from fixer.report.proof import COMMANDS, headline, line_of

PROVED = Proof("a", "migrations/000001_a.up.sql", applied=True, restored=True, reapplied=True)
BEYOND = ("takes AccessExclusiveLock on public.users, announced was none",)
LOCK = MeasuredLock("SELECT 1", "public.users", "", "AccessExclusiveLock")
WRITTEN = Proof(
    "b", "b.up.sql", applied=True, restored=True, reapplied=True, unannounced=BEYOND, locks=(LOCK,)
)
PLANNED = Proof("c", "c.up.sql", applied=True, unannounced=BEYOND, locks=(LOCK,), problems=BEYOND)
UP_ONLY = Proof("d", "d.up.sql", applied=True)
BACK = " proved on PostgreSQL 18.4: up, down to the same schema (by introspection), and up again."
SUMMARIES = {
    "nothing": ((), (), "Nothing to prove on PostgreSQL 18.4: there are no migrations.", True),
    "all proved": ((PROVED, PROVED), (), f"2 of 2 migrations{BACK}", True),
    "a planned one locks more than announced": ((PROVED, PLANNED), (), f"1 of 2 migrations{BACK}", False),
    "a written one does": (
        (PROVED, WRITTEN),
        (),
        f"2 of 2 migrations{BACK} Locks or rewrites of 1 migration are not as announced.",
        True,
    ),
    "some have no way back": (
        (PROVED,),
        (UP_ONLY, UP_ONLY),
        f"1 of 1 migration{BACK} 2 migrations without a way back went up.",
        True,
    ),
    "none has one": (
        (),
        (UP_ONLY,),
        "Nothing proved on PostgreSQL 18.4: no migration has a way back. 1 migration without a way back went up.",
        False,
    ),
}


@pytest.mark.parametrize(("proofs", "measured", "said", "good"), SUMMARIES.values(), ids=SUMMARIES)
def test_the_summary_counts_what_was_proved_what_only_went_up_and_what_was_not_as_announced(
    proofs: tuple[Proof, ...], measured: tuple[Proof, ...], said: str, good: bool
) -> None:
    verification = Verification("PostgreSQL 18.4", "migrations", proofs, measured, ("introspection",))

    assert headline(verification) == said
    assert verification.proved is good


def _drawn(*proofs: Proof, measured: tuple[Proof, ...] = ()) -> str:
    out = io.StringIO()
    proof_text.render(Verification("PostgreSQL 18.4", "m", proofs, measured), Console(file=out))
    return out.getvalue()


def test_a_long_way_back_leaves_room_for_the_names() -> None:
    long = Proof(
        "b", "000002_validate_check_orders_total_cents.up.sql", applied=True, restored=True, reapplied=True,
        restored_with="check_orders_total_cents_and_some_more_of_it",
    )  # fmt: skip

    assert "  000002_validate_check_" in _drawn(PROVED, long)


LONG = Proof(
    "c", "db/migrations/000003_index_items_order_id_and_all_that_comes_of_it.up.sql", applied=True, restored=True,
    reapplied=True, restored_with="000004_validate_items_order_id.up.sql", rows=(TableRows("items", 5, True, True),),
    locks=(MeasuredLock("SELECT 1", "public.users", "ShareUpdateExclusiveLock", "ShareUpdateExclusiveLock"),),
    access=(Access("public.some_table_with_a_long_name_that_fills_half_of_the_line", "authenticated, user 1",
                   dict.fromkeys(COMMANDS, ("user 1",)), dict.fromkeys(COMMANDS), dict.fromkeys(COMMANDS)),),
)  # fmt: skip


def test_in_a_pipe_no_name_is_broken_however_long_the_line_becomes() -> None:
    said = _drawn(PROVED, LONG)

    (line,) = (line for line in said.splitlines() if "000003_" in line)
    assert line.split() == [
        *("000003_index_items_order_id_and_all_that_comes_of_it.up.sql", "✓", "–", "ShareUpdateExclusive"),
        *("✓", "with", "000004_validate_items_order_id.up.sql", "✓", "5", "kept"),
    ]
    assert (
        "public.some_table_with_a_long_name_that_fills_half_of_the_line  authenticated, user 1  own" in said
    )


LOSSES = {
    "lost: public.t": (TableRows("public.t", 5, False, False, up=(Loss("rows", rows=2), Loss("numbers", "id"))),),
    'changed: public.t."Name"': (TableRows("public.t", 5, True, False, back=(Loss("values", "Name", example=("a", None)),)),),
    "changed: public.t.a and 1 other table": (
        TableRows("public.s", 5, True, True),
        TableRows("public.t", 5, False, False, up=(Loss("values", "a"),)),
        TableRows("public.u", 5, False, False, up=(Loss("table"),)),
    ),
    "5 kept": (TableRows("public.t", 5, True, True),),
}  # fmt: skip


@pytest.mark.parametrize("said", LOSSES)
def test_the_table_names_the_first_column_that_has_lost_values(said: str) -> None:
    proof = Proof("c", "c.sql", applied=True, restored=True, reapplied=True, rows=LOSSES[said])

    assert line_of(proof, True).cells[-1] == (said, said == "5 kept")


@pytest.mark.parametrize("width", [79, 100, 130])
def test_on_a_terminal_a_name_is_folded_between_its_words(width: int) -> None:
    out = io.StringIO()
    terminal = Console(file=out, force_terminal=True, width=width, color_system=None, highlight=False)

    proof_text.render(Verification("PostgreSQL 18.4", "m", (PROVED, LONG), ()), terminal)

    table = [line for line in out.getvalue().split("whose rows")[0].splitlines() if line.startswith("  ")]
    words = {word for line in table for word in re.findall(r"[a-z0-9]+", line)}
    named = set(re.findall(r"[a-z0-9]+", f"{LONG.path.rpartition('/')[2]} {LONG.restored_with}"))
    assert named - words == set()
    assert max(len(line.rstrip()) for line in table) <= width


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (40, ["000006_check_indexes.up.sql"]),
        (24, ["000006_check_indexes", ".up.sql"]),
        (16, ["000006_check_", "indexes.up.sql"]),
        (8, ["000006_", "check_", "indexes", ".up.sql"]),
        (5, ["00000", "6_", "check", "_", "index", "es", ".up.s", "ql"]),
    ],
)
def test_a_name_is_folded_behind_its_words_and_before_its_endings(width: int, lines: list[str]) -> None:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(Name("000006_check_indexes.up.sql"))

    assert [line.rstrip() for line in out.getvalue().splitlines()] == lines


@pytest.mark.parametrize(
    "form", [proof_markdown.text, proof_document.text, None], ids=["markdown", "json", "text"]
)
def test_no_password_of_a_migration_is_in_a_report(form: Callable[[Verification], str] | None) -> None:
    statement = "CREATE ROLE r PASSWORD 'Top77' IN ROLE no"
    proof = Proof(
        "e", "e.up.sql",
        failure=Failure("up", statement, "42704", "no role"),
        locks=(MeasuredLock(statement, "public.users", "", "AccessExclusiveLock"),),
        rewrites=(MeasuredRewrite(statement, "public.users", True, True),),
        dump_difference=("+    password 'Top77',",),
        problems=("no role",),
    )  # fmt: skip

    said = form(Verification("PostgreSQL 18.4", "m", (proof,))) if form else _drawn(proof)

    assert "PASSWORD '***' IN ROLE no" in said
    assert "password '***'," in said
    assert "Top77" not in said


def test_what_was_not_announced_is_a_problem_of_what_was_planned_and_a_remark_on_what_was_written() -> None:
    assert _drawn(PLANNED).count(BEYOND[0]) == 1
    assert _drawn(WRITTEN).count(BEYOND[0]) == 1
    assert "AccessExclusive, not as announced" in _drawn(WRITTEN)


def test_what_has_no_way_back_is_in_the_table_with_what_it_took() -> None:
    (line,) = (line for line in _drawn(PROVED, measured=(UP_ONLY,)).splitlines() if "d.up.sql" in line)

    assert line.split() == ["d.up.sql", "✓", "–", "none", "none", "–"]


@pytest.mark.parametrize(
    ("locks", "cell"),
    [
        ((MeasuredLock("DO", "", "", "", told=False, measured=False),), "not measured"),
        (
            (MeasuredLock("DO", "public.users", "", "ShareLock", told=False, measured=False),),
            "Share, not all measured",
        ),
        ((MeasuredLock("VACUUM", "public.users", "ShareLock", "", measured=False),), "not measured"),
    ],
)
def test_locks_that_were_not_measured_are_neither_called_none_nor_too_few(
    locks: tuple[MeasuredLock, ...], cell: str
) -> None:
    said = _drawn(Proof("e", "e.up.sql", applied=True, locks=locks))

    assert f"  {cell}  " in said
    assert "was announced" not in said


FAILED = Failure("down", "", "42601", "no SQL\nat all", line="DROP TABL t;")
DUMPED = ("+CREATE TABLE t (", "… and 9 more lines")


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        (Proof("a", "a.sql", applied=True, restored=False, failure=FAILED, problems=(f"down: {FAILED}",)),
         "    down: no SQL\n    at all (SQLSTATE 42601)\n    statement: DROP TABL t;\n"),
        (Proof("a", "a.sql", applied=True, restored=False, problems=("left",), dump_difference=DUMPED),
         "after the way back (+):\n        +CREATE TABLE t (\n        … and 9 more lines\n"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_line_by_line(proof: Proof, said: str) -> None:
    assert said in _drawn(proof)
