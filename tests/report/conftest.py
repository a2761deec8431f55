"""Plans built by hand: every list, every field."""

from __future__ import annotations

import pytest

from fixer.model import (
    Applicability,
    Check,
    Diagnostic,
    Edit,
    FileChange,
    FileEdit,
    Finding,
    Fix,
    Hazard,
    Ignored,
    Location,
    Lock,
    Migration,
    ObjectRef,
    Plan,
    PlannedMigration,
    Refusal,
    Satisfied,
    Statement,
)


def found(rule: str, ref: ObjectRef | None, source: str = "fixer", **more) -> Finding:
    key = f"{rule}:{ref.name if ref else more.get('target_text', '')}"
    return Finding(
        rule, source, more.pop("source_rule", rule), ref, more.pop("message", "is wrong"), key, **more
    )


def table(name: str) -> ObjectRef:
    return ObjectRef("table", "public", name)


@pytest.fixture
def full() -> Plan:
    """One of everything: a split fix, two rules on one function, an edit, answers of every kind."""
    key = ObjectRef("constraint", "public", "orders_customer_id_fkey", "orders")
    function = ObjectRef("function", "public", "close_order", args="bigint")
    own = found("unindexed-foreign-key", key)
    theirs = found(
        "unindexed-foreign-key",
        key,
        "supabase",
        source_rule="unindexed_foreign_keys",
        location=Location("lints.json", 4, 1),
    )
    index = Fix(own, "orders (customer_id): index", "Deleting scans.", "index", findings=(own, theirs))
    path = Fix(f := found("mutable-search-path", function), "gets a path", "Why.", "path", findings=(f,))
    names = Fix(f := found("unqualified-name", function), "qualified", "Why.", "names", findings=(f,))
    check = Fix(
        f := found("missing-check", ObjectRef("column", "public", "total", "orders")),
        "total >= 0",
        "Why.",
        "check",
        findings=(f,),
        applicability=Applicability.UNSAFE,
        checks=(Check("SELECT FROM public.orders WHERE total < 0", "a negative total"),),
    )
    build = Statement(
        "CREATE INDEX CONCURRENTLY i\n    ON public.orders (customer_id)",
        transactional=False,
        locks=(Lock("public.orders", "ShareUpdateExclusiveLock"),),
    )
    add = Statement(
        "ALTER TABLE public.orders ADD CHECK (total >= 0) NOT VALID",
        locks=(Lock("public.orders", "AccessExclusiveLock"),),
    )
    drop = Statement("DROP TABLE public.notes", hazards=(Hazard("data-loss", "all rows of notes are gone"),))

    def planned(version: str, name: str, up: Statement, down: tuple[Statement, ...], *fixes: Fix):
        files = (
            FileChange(f"migrations/{version}_{name}.down.sql", None, "down\n", "down"),
            FileChange(f"migrations/{version}_{name}.up.sql", None, "up\n", "up"),
        )
        return PlannedMigration(Migration(name, (up,), down, fixes), files)

    old = "CREATE VIEW v AS\nSELECT FROM orders;\n"
    edit = Edit("migrations/000002_v.up.sql", 29, "orders", "public.orders")
    new = old.replace("orders", "public.orders")
    return Plan(
        migrations=(
            planned("000003", "index_orders", build, (Statement("DROP INDEX i"),), index),
            planned("000004", "check_indexes", Statement("DO 'x'"), (), index),
            planned("000005", "close_order", Statement("CREATE FUNCTION f()"), (drop,), path, names),
            planned("000006", "total", add, (Statement("ALTER TABLE public.orders"),), check),
        ),
        edits=(
            FileEdit(edit.path, "unqualified-name", (found("unqualified-name", table("orders")),), (edit,)),
        ),
        satisfied=(Satisfied(found("unindexed-foreign-key", table("lines")), "lines_pkey"),),
        refusals=(
            Refusal(
                found("missing-comment", table("lines")), "data", "no text for public.lines", "write one"
            ),
            Refusal(
                found("0099_new", None, "supabase", target_text="public.gone"),
                "unsupported",
                "no fixer answers",
            ),
        ),
        ignored=(Ignored(found("rls-disabled", table("orders")), "in the baseline: a server only"),),
        diagnostics=(
            Diagnostic("info", "external, assumed to exist: auth.users"),
            Diagnostic("warning", "not modelled", Location("migrations/000001_a.up.sql", 3, 2)),
        ),
        side_files=(FileChange("migrations/meta/_journal.json", "{}", '{"a": 1}', "side"),),
        edited_files=(FileChange(edit.path, old, new, "edit"),),
    )
