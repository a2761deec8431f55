"""What the server has besides the catalog's objects, as PostgreSQL itself prints it: nothing must go unseen.

Rows are (kind, identity, definition). An object that is not modelled shows here on one side only; so does a part
of a constraint or column that the catalog has no field for.
"""

from __future__ import annotations

import psycopg

_USER = "nspname !~ '^pg_' AND nspname <> 'information_schema'"
_NO_EXTENSION = "NOT EXISTS (SELECT FROM pg_depend dep WHERE dep.classid = '{}'::regclass AND dep.objid = {}.oid AND dep.deptype = 'e')"


def _own(catalog: str, alias: str) -> str:
    return _NO_EXTENSION.format(catalog, alias)


_BASE = {
    "constraint": f"""
        SELECT 'constraint', format('%s on %s', k.conname, k.conrelid::regclass), pg_get_constraintdef(k.oid)
        FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace LEFT JOIN pg_constraint p ON p.oid = k.conparentid
        WHERE k.conrelid <> 0 AND k.contype NOT IN ('t', 'n') AND {_USER}
            AND p.confrelid IS NOT DISTINCT FROM CASE WHEN p.oid IS NOT NULL THEN k.confrelid END""",
    "not null": f"""
        SELECT 'not null', format('%s.%s', k.conrelid::regclass, a.attname),
            concat_ws(' ', k.conname, pg_get_constraintdef(k.oid), k.convalidated)
        FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
        JOIN pg_namespace n ON n.oid = k.connamespace WHERE k.contype = 'n' AND k.conrelid <> 0 AND {_USER}""",
    "rule": f"""
        SELECT 'rule', format('%s on %s', r.rulename, r.ev_class::regclass), concat_ws(' ', pg_get_ruledef(r.oid), r.ev_enabled,
            obj_description(r.oid, 'pg_rewrite'))
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE r.rulename <> '_RETURN' AND {_USER} AND {_own("pg_rewrite", "r")}""",
    "statistics": f"""
        SELECT 'statistics', format('%I.%I', n.nspname, s.stxname), concat_ws(' ', pg_get_statisticsobjdef(s.oid),
            obj_description(s.oid, 'pg_statistic_ext'))
        FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE {_own("pg_statistic_ext", "s")}""",
    "event trigger": f"""
        SELECT 'event trigger', e.evtname, concat_ws(' ', e.evtevent, e.evtfoid::regproc, e.evttags, e.evtenabled,
            obj_description(e.oid, 'pg_event_trigger'))
        FROM pg_event_trigger e WHERE {_own("pg_event_trigger", "e")}""",
    "publication": """
        SELECT 'publication', p.pubname, concat_ws(' ', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,
            p.pubviaroot, (SELECT string_agg(r.prrelid::regclass::text, ',' ORDER BY r.prrelid::regclass::text) FROM pg_publication_rel r
            WHERE r.prpubid = p.oid)) FROM pg_publication p""",
    "foreign table": f"""
        SELECT 'foreign table', c.oid::regclass::text, concat_ws(' ', s.srvname, f.ftoptions,
            (SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                a.attfdwoptions), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0))
        FROM pg_foreign_table f JOIN pg_class c ON c.oid = f.ftrelid JOIN pg_foreign_server s ON s.oid = f.ftserver
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_USER} AND {_own("pg_class", "c")}""",
    "foreign server": f"""
        SELECT 'foreign server', s.srvname, concat_ws(' ', w.fdwname, s.srvtype, s.srvversion, s.srvoptions, s.srvacl)
        FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw WHERE {_own("pg_foreign_server", "s")}""",
    "foreign data wrapper": f"""
        SELECT 'foreign data wrapper', w.fdwname, concat_ws(' ', w.fdwhandler::regproc, w.fdwoptions)
        FROM pg_foreign_data_wrapper w WHERE {_own("pg_foreign_data_wrapper", "w")}""",
    "user mapping": "SELECT 'user mapping', format('%s for %s', srvname, usename), coalesce(umoptions::text, '') FROM pg_user_mappings",
    "operator": f"""
        SELECT 'operator', o.oid::regoperator::text, concat_ws(' ', o.oprcode, o.oprcom::regoperator, o.oprnegate::regoperator,
            o.oprrest, o.oprjoin, o.oprcanmerge, o.oprcanhash)
        FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE {_USER} AND {_own("pg_operator", "o")}""",
    "operator class": f"""
        SELECT 'operator class', format('%I.%I', n.nspname, o.opcname), concat_ws(' ', o.opcintype::regtype, o.opcdefault)
        FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace WHERE {_USER} AND {_own("pg_opclass", "o")}""",
    "cast": f"""
        SELECT 'cast', format('%s as %s', c.castsource::regtype, c.casttarget::regtype), concat_ws(' ', c.castcontext, c.castmethod)
        FROM pg_cast c WHERE c.oid >= 16384 AND {_own("pg_cast", "c")}""",
    "collation": f"""
        SELECT 'collation', format('%I.%I', n.nspname, c.collname), concat_ws(' ', c.collprovider, c.collisdeterministic, c.collcollate)
        FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace WHERE {_USER} AND {_own("pg_collation", "c")}""",
    "text search": f"""
        SELECT 'text search ' || x.kind, format('%I.%I', n.nspname, x.name), x.definition FROM (
            SELECT 'configuration' AS kind, cfgname AS name, cfgnamespace AS space, (SELECT string_agg(concat_ws(' ',
                m.maptokentype, m.mapseqno, m.mapdict::regdictionary), ', ' ORDER BY m.maptokentype, m.mapseqno)
                FROM pg_ts_config_map m WHERE m.mapcfg = c.oid) AS definition FROM pg_ts_config c WHERE {_own("pg_ts_config", "c")}
            UNION ALL SELECT 'dictionary', dictname, dictnamespace, coalesce(dictinitoption, '') FROM pg_ts_dict d
                WHERE {_own("pg_ts_dict", "d")}) x
        JOIN pg_namespace n ON n.oid = x.space WHERE {_USER}""",
    "base type": f"""
        SELECT 'base type', format('%I.%I', n.nspname, t.typname), concat_ws(' ', t.typlen, t.typinput, t.typoutput)
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE t.typtype IN ('b', 'p') AND t.typelem = 0 AND {_USER} AND {_own("pg_type", "t")}""",
    "default privileges": """
        SELECT 'default privileges', concat_ws(' ', d.defaclrole::regrole, nullif(d.defaclnamespace, 0)::regnamespace, d.defaclobjtype),
            d.defaclacl::text FROM pg_default_acl d""",
    "column of a view": f"""
        SELECT 'column of a view', format('%s.%s', c.oid::regclass, a.attname), concat_ws(' ',
            format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid), a.attoptions)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relkind IN ('v', 'm') AND a.attnum > 0 AND {_USER} AND {_own("pg_class", "c")}""",
    "statistics target of an index": """
        SELECT 'statistics target of an index', format('%s.%s', c.oid::regclass, a.attname), a.attstattarget::text
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relkind IN ('i', 'I') AND a.attstattarget > 0""",
    "materialized view": f"""
        SELECT 'clustered or stored otherwise', c.oid::regclass::text, concat_ws(' ', am.amname, x.indexrelid::regclass)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am am ON am.oid = c.relam AND am.amname <> 'heap'
        LEFT JOIN pg_index x ON x.indrelid = c.oid AND x.indisclustered
        WHERE c.relkind = 'm' AND (am.oid IS NOT NULL OR x.indrelid IS NOT NULL) AND {_USER}""",
    "comment": """
        SELECT 'comment', concat_ws(' ', classoid::regclass, (SELECT x.identity FROM pg_identify_object(classoid, objoid, objsubid) x)),
            description FROM pg_description WHERE objoid >= 16384 AND classoid::regclass::text NOT IN ('pg_class', 'pg_proc', 'pg_type',
            'pg_constraint', 'pg_trigger', 'pg_policy', 'pg_namespace', 'pg_extension')""",
    "setting": """
        SELECT 'setting', concat_ws(' ', nullif(s.setdatabase = 0, true)::text, nullif(s.setrole, 0)::regrole), s.setconfig::text
        FROM pg_db_role_setting s WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())""",
    "transform": "SELECT 'transform', concat_ws(' ', trftype::regtype, l.lanname), concat_ws(' ', trffromsql, trftosql) FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang WHERE t.oid >= 16384",
    "depends on extension": """
        SELECT 'depends on extension', pg_describe_object(classid, objid, objsubid), pg_describe_object(refclassid, refobjid, 0)
        FROM pg_depend WHERE deptype = 'x'""",
    "language": "SELECT 'language', lanname, lanpltrusted::text FROM pg_language l WHERE l.oid >= 16384 AND lanname <> 'plpgsql'",
}  # fmt: skip


def inventory(connection: psycopg.Connection) -> dict[tuple[str, str], str]:
    """Every such thing by kind and identity."""
    connection.execute("SET search_path TO ''")
    found = {}
    for query in _BASE.values():
        for kind, identity, definition in connection.execute(query).fetchall():
            found[kind, identity] = definition or ""
    return found
