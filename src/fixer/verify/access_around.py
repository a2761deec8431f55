"""What shows rows of a table past its row security: views and functions with the rights of an owner whom that does not bind.

A view is read with its owner's rights unless it is ``security_invoker``, and asks row security about the owner; a materialized one
holds what its owner saw; so a SECURITY DEFINER function (PostgreSQL documentation, CREATE VIEW, CREATE FUNCTION, 5.8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.model import ObjectRef
from fixer.sql.quote import target
from fixer.verify.connection import Connection

_GRANTED = """ARRAY(SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(grantee)::text END
        FROM pg_catalog.aclexplode(coalesce({acl}, pg_catalog.acldefault('{kind}', {owner}))) WHERE privilege_type = '{right}' AND grantee <> {owner}
        ORDER BY 1)"""
_UNBOUND = """(pg_catalog.pg_has_role({owner}, t.relowner, 'USAGE') AND NOT t.relforcerowsecurity
        OR {owner} <> t.relowner AND (r.rolsuper OR r.rolbypassrls) OR %(platform)s = 'supabase')"""
_VIEWS = f"""
WITH RECURSIVE read AS (
    SELECT DISTINCT w.ev_class AS view, d.refobjid AS source FROM pg_catalog.pg_rewrite w
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = w.oid
        AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> w.ev_class
    JOIN pg_catalog.pg_class v ON v.oid = w.ev_class AND v.relkind IN ('v', 'm')
), invoker AS (
    SELECT oid FROM pg_catalog.pg_class c WHERE relkind = 'v' AND EXISTS (SELECT FROM pg_catalog.pg_options_to_table(c.reloptions)
        WHERE option_name = 'security_invoker' AND option_value::boolean)
), open AS (
    SELECT view, source AS shown FROM read WHERE source = %(table)s::regclass
    UNION SELECT r.view, o.shown FROM open o JOIN read r ON r.source = o.view WHERE o.view IN (SELECT oid FROM invoker)
)
SELECT CASE v.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END, n.nspname, v.relname, NULL,
    {_GRANTED.format(acl="v.relacl", kind="r", owner="v.relowner", right="SELECT")}
FROM open JOIN pg_catalog.pg_class v ON v.oid = open.view JOIN pg_catalog.pg_class t ON t.oid = open.shown
JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace JOIN pg_catalog.pg_roles r ON r.oid = v.relowner
WHERE v.oid NOT IN (SELECT oid FROM invoker) AND {_UNBOUND.format(owner="v.relowner")}
ORDER BY 2, 3
"""  # noqa: S608  nothing of the user's is in it
_FUNCTIONS = f"""
SELECT 'function', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid),
    {_GRANTED.format(acl="p.proacl", kind="f", owner="p.proowner", right="EXECUTE")}
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_class t ON t.oid = %(table)s::regclass
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace JOIN pg_catalog.pg_roles r ON r.oid = p.proowner
WHERE p.prosecdef AND p.oid >= 16384 AND p.prorettype NOT IN ('bool'::regtype, 'void'::regtype, 'trigger'::regtype, 'event_trigger'::regtype)
    AND (p.prosrc ~ %(named)s OR EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass
        AND d.objid = p.oid AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = t.oid))
    AND {_UNBOUND.format(owner="p.proowner")}
ORDER BY 2, 3, 4
"""  # noqa: S608  nothing of the user's is in it


_DOES = {"view": "reads", "materialized view": "holds rows of", "function": "names"}


def switched_on(first: Catalog, last: Catalog) -> list[ObjectRef]:
    """The tables that were there before, and have row security since."""
    return [
        table.ref
        for table in last.objects(Table)
        if table.row_security and (was := first.find(table.ref, Table)) is not None and not was.row_security
    ]


def ways_around(
    connection: Connection, tables: Sequence[ObjectRef], platform: str
) -> Mapping[ObjectRef, Sequence[str]]:
    """A sentence for each view and function that somebody else may use, by the table whose rows it shows."""
    return {table: list(_around(connection, table, platform)) for table in tables}


def _around(connection: Connection, table: ObjectRef, platform: str) -> list[str]:
    named = rf"\m{_escaped(table.name)}\M"
    given = {"table": target(table), "named": named, "platform": platform}
    rows = [row for query in (_VIEWS, _FUNCTIONS) for row in connection.execute(query.encode(), given)]
    return [
        f"the {kind} {target(ObjectRef('function', schema, name, None, arguments))} {_DOES[kind]} {target(table)} with the rights of its "
        f"owner, past its row security: {', '.join(grantees)} may use it"
        for kind, schema, name, arguments, grantees in rows
        if grantees
    ]


def _escaped(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter == "_" else f"\\{letter}" for letter in name)
