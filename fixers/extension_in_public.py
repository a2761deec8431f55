"""Extensions among one's own tables.

What is wrong: an extension is installed in the schema ``public``.

Why it matters: an API that shows ``public`` offers the extension's functions to its clients, and its names stand beside
those of the application, which a later version of it may take.

What is done: ``ALTER EXTENSION … SET SCHEMA extensions`` (``schema`` in the configuration), which is created where it is
not there. Columns, indexes, defaults, views and policies that use the extension keep on using it: PostgreSQL knows it by
its number.

What it locks: no table of the application, for a moment the extension's own objects.

The way back: back to ``public``.

When not to: where SQL of the application finds the extension through a search_path without that schema. Refused is the
move while a function says ``public.`` before a name of the extension, or has a search_path of its own without the schema;
and extensions that cannot be moved (PostGIS and others): these are dropped and created anew, by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fixer import api

rule = "extension-in-public"
promise = "Extensions have a schema of their own."
slug = "move_extensions"
answers = {"supabase": ("extension_in_public",)}
applicability = api.Applicability.UNSAFE
by_default = ("supabase",)

_ELSEWHERE = frozenset(
    {"plpgsql", "plperl", "plperlu", "plpython3u", "pltcl", "pltclu", "plv8", "adminpack", "pg_cron", "pgmq"}
    | {"pg_graphql", "supabase_vault", "pgsodium", "pg_repack", "pg_tle", "pg_net"}
    | {"postgis_topology", "postgis_tiger_geocoder"}
)
"""Extensions that say themselves in which schema they are, or make one (their control files and scripts)."""
_UNMOVABLE = frozenset(
    {"postgis", "postgis_raster", "postgis_sfcgal", "timescaledb", "pg_partman", "xml2", "pgroonga"}
)
"""Extensions that are not relocatable (their control files)."""


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.extension-in-public]."""

    schema: str = "extensions"
    """Where extensions are to be."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Extensions in public."""
    for extension in catalog.objects(api.Extension):
        if _in_public(extension):
            yield api.Problem(extension.ref, "is installed in the schema public")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That the extension is in another schema."""
    extension = catalog.find(finding.target, api.Extension) if finding.target else None
    if extension is None or _in_public(extension):
        return None
    return f"it is in the schema {extension.schema or 'that it says itself'}"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """ALTER EXTENSION … SET SCHEMA."""
    extension = catalog.find(finding.target, api.Extension) if finding.target else None
    if extension is None:
        return api.Refusal(finding, "unresolved", "there is no such extension")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    name, schema = extension.ref.name, options.schema
    if name in _UNMOVABLE:
        decide = f"DROP EXTENSION {name} and CREATE EXTENSION {name} SCHEMA {schema}, with what uses it."
        return api.Refusal(finding, "manual", f"PostgreSQL cannot move {name} to another schema", decide)
    if users := sorted(_left_behind(name, catalog, options)):
        reason = f"{', '.join(users)} would no longer find {name}"
        return api.Refusal(
            finding, "manual", reason, f"Add {schema} to their search_path, or qualify the names."
        )
    there = catalog.get(api.ObjectRef("schema", "", schema)) is not None or options.is_platform(schema)
    create = () if there else (api.Operation("create_schema", {"schema": schema}),)
    return api.Fix(
        finding,
        title=f"{name} moves to the schema {schema}",
        why=f"The extension {name} is in the schema public, among the application's own names.",
        slug=f"{name}_to_{schema}",
        operations=(
            *create,
            api.Operation("set_extension_schema", {"extension": name, "schema": schema, "old": "public"}),
        ),
        applicability=applicability,
        notes=(f"Whoever uses {name} without its schema's name needs {schema} in the search_path.",),
    )


def _in_public(extension: api.Extension) -> bool:
    return (extension.schema or "public") == "public" and extension.ref.name not in _ELSEWHERE


def _left_behind(name: str, catalog: api.Catalog, options: Options) -> Iterator[str]:
    """The functions that find something of the extension in public, and would not find it in its new schema."""
    for function in catalog.overlay().objects(api.Function):
        path = next((value for key, value in function.config if key == "search_path"), None)
        words = {part.strip().strip('"') for part in (path or "").split(",")}
        body = function.body or ""
        if function.atomic or ("public" not in body and (path is None or options.schema in words)):
            continue
        try:
            names = api.read_body(function.source).names
        except api.BodyNotUnderstood:
            continue
        for used in names:
            provided = name in api.extensions_providing(used.kind, used.parts[-1])
            unqualified = len(used.parts) == 1 and path is not None and options.schema not in words
            own = unqualified and api.is_builtin(used.kind, used.parts[0])
            if provided and not own and (unqualified or used.parts[0] == "public"):
                yield api.target(function.ref)
                break
