"""Row-security policies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers import contents, cost, get, notes, rerun, run

from fixer.catalog.objects import Policy
from fixer.ddl.attached import policy
from fixer.ddl.base import DdlError, Session

TABLE = "CREATE TABLE t (id int, owner uuid)"
CASES = {
    "bare": "CREATE POLICY p ON t",
    "everything": 'CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO joe, "Ann" '
    "USING (owner = (select auth.uid())) WITH CHECK ( id > 0 AND ')' <> '' )",
    "insert": "CREATE POLICY p ON t FOR INSERT WITH CHECK (true)",
    "public": "CREATE POLICY p ON t TO PUBLIC USING (true)",
    "current user": "CREATE POLICY p ON t TO CURRENT_USER USING (true)",
    "names that read like clauses": 'CREATE POLICY "using (x)" ON t USING (id = 1)',
}


def _policy(catalog) -> Policy:  # type: ignore[no-untyped-def]
    (found,) = catalog.objects(Policy)
    return found  # type: ignore[no-any-return]


@pytest.mark.parametrize("sql", CASES.values(), ids=CASES)
def test_what_create_prints_makes_an_equal_policy(sql: str) -> None:
    catalog = run(f"{TABLE}; {sql}")
    made = _policy(catalog)

    assert contents(rerun(policy.create(made, catalog), TABLE)) == contents(catalog)
    assert policy.alter(made, replace(made, comment="x"), catalog) == []


def test_expressions_are_kept_as_written() -> None:
    made = _policy(run(f"{TABLE}; {CASES['everything']}"))

    assert made.using == "owner = (select auth.uid())"
    assert made.check == "id > 0 AND ')' <> ''"
    assert made.roles == ("joe", "Ann")


def test_public_makes_the_other_roles_meaningless() -> None:
    assert _policy(run(f"{TABLE}; CREATE POLICY p ON t TO joe, PUBLIC")).roles == ("",)


ALTERED = {
    "roles": ("TO joe USING (true)", "TO ann USING (true)", ["TO ann"]),
    "using": ("USING (id = 1)", "USING (id = 2)", ["USING (id = 2)"]),
    "check added": ("USING (true)", "USING (true) WITH CHECK (id = 1)", ["WITH CHECK (id = 1)"]),
    "check taken away": ("USING (true) WITH CHECK (true)", "USING (true)", None),
    "command": ("FOR SELECT USING (true)", "FOR DELETE USING (true)", None),
    "permissive": ("USING (true)", "AS RESTRICTIVE USING (true)", None),
}


@pytest.mark.parametrize(("before", "after", "clauses"), ALTERED.values(), ids=ALTERED)
def test_only_the_clauses_that_differ_are_altered(before: str, after: str, clauses: list[str] | None) -> None:
    made = f"{TABLE}; CREATE POLICY p ON t "
    old, new = run(made + before), run(made + after)

    steps = policy.alter(_policy(old), _policy(new), old)

    assert steps == (None if clauses is None else [f"ALTER POLICY p ON public.t {' '.join(clauses)}"])
    if steps:
        assert contents(run(";".join(steps), old)) == contents(new)


def test_a_policy_on_an_external_table_holds_there() -> None:
    catalog = run("CREATE POLICY p ON storage.objects USING (true)")
    made = get(catalog, "policy", "p", "storage", table="objects")
    run(
        "; ".join([*policy.drop(made, catalog), *policy.create(made, catalog)]), catalog, Session(strict=True)
    )

    assert get(catalog, "policy", "p", "storage", table="objects") == made


def test_what_is_missing_is_said() -> None:
    assert notes("ALTER POLICY q ON t USING (true)", TABLE) == ["there is no policy public.t.q"]
    assert notes("CREATE POLICY p ON t", f"{TABLE}; CREATE POLICY p ON t") == [
        "policy public.t.p exists already"
    ]
    with pytest.raises(DdlError, match="there is no table u"):
        run("CREATE POLICY p ON u", rules=Session(strict=True))


def test_locks() -> None:
    assert cost("CREATE POLICY p ON t USING (true)", TABLE) == [("public.t", "AccessExclusiveLock")]
    assert cost("ALTER POLICY p ON t USING (true)", TABLE) == [("public.t", "AccessExclusiveLock")]
