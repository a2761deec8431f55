"""Functions with their owner's rights that look into the caller's temporary schema first.

What is wrong: a SECURITY DEFINER function has a search_path of its own in which ``pg_temp`` is not last: not named at
all (``''`` too), or before others.

Why it matters: a path that does not name pg_temp has temporary tables and types found before everything else, even
built-in types. Who may call the function makes a temporary table or domain of a name that its body uses, and has it used
with the owner's rights.

What is done: ``ALTER FUNCTION … SET search_path`` with the same schemas in the same order, and pg_temp last; with
pg_catalog where nothing else is in it; in a pending file that makes the function, there.

What it locks: no table. Functions that are running are not disturbed.

The way back: the search_path as it was.

When not to: where a function is meant to take a temporary table of its caller instead of a permanent one of the same
name. Functions without a search_path of their own are mutable-search-path's.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "temporary-schema-first"
promise = "Nobody can put a temporary object in front of what a function uses with its owner's rights."
slug = "temporary_schema_last"
answers = {"pgrubic": ("ST004", "ST005")}
applicability = api.Applicability.SAFE


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """SECURITY DEFINER functions whose own path does not end in pg_temp."""
    for function in catalog.objects(api.Function):
        if _open(function) and not options.is_platform(function.ref.schema):
            text = f"{_short(function)} looks for names among its caller's temporary objects first"
            yield api.Problem(function.ref, text)


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """What speaks against another tool's finding."""
    function = catalog.find(finding.target, api.Function) if finding.target else None
    if function is None or _open(function):
        return None
    if not function.security_definer:
        return "it runs with its caller's rights"
    if function.atomic:
        return "its body, whose names were bound at creation"
    path = api.own_path(function)
    return f"SET search_path = {', '.join(map(api.identifier, path))}" if path is not None else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The same path with pg_temp last."""
    function = catalog.find(finding.target, api.Function) if finding.target else None
    if function is None:
        return api.Refusal(finding, "unresolved", "there is no such function")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    path = api.own_path(function)
    if path is None:
        reason = f"{_short(function)} has no search_path of its own"
        return api.Refusal(finding, "unsupported", reason, "That is what mutable-search-path mends.")
    schemas = [name for name in path if name != "pg_temp"] or ["pg_catalog"]
    value = ", ".join(map(api.identifier, [*schemas, "pg_temp"]))
    made = api.Fix(
        finding,
        title=f"{_short(function)} gets search_path = {value}",
        why=f"{_short(function)} runs with its owner's rights, and looks among its caller's temporary objects first.",
        slug=f"{function.ref.name}_search_path",
        applicability=applicability,
    )
    return api.with_setting(made, function, "search_path", value, options.pending)


def _open(function: api.Function) -> bool:
    """Whether pg_temp is not last, or nothing but pg_temp is in the path."""
    path = api.own_path(function)
    if path is None or not function.security_definer or function.atomic:
        return False
    return path[-1:] != ["pg_temp"] or set(path) == {"pg_temp"}


def _short(function: api.Function) -> str:
    return f"{api.identifier(function.ref.name)}({function.ref.args or ''})"
