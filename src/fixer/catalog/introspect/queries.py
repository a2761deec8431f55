"""The set-based queries that introspection reads: one per system catalog, whatever the size of the database.

``{name}`` stands for a column that not every version has (``VERSIONED``). PostgreSQL documentation, chapter 53
System Catalogs; the expressions are printed by the server (9.27.6 System Catalog Information Functions).
"""

from __future__ import annotations

# search_path empty: the server then qualifies every name that it prints. JIT would cost more than it saves.
BEGIN = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SET LOCAL search_path TO '';
SET LOCAL jit TO off;
SET LOCAL quote_all_identifiers TO off
"""

# Roles; and collations and operator classes that an index names: those which are not the default of their type.
NAMES = """
SELECT 'role', r.oid, r.rolname::text, NULL,
       r.rolname = current_user OR r.oid = (SELECT datdba FROM pg_database WHERE datname = current_database())
FROM pg_roles r
UNION ALL
SELECT 'class', o.oid, quote_ident(o.opcname), quote_ident(n.nspname) || '.' || quote_ident(o.opcname), n.nspname = 'pg_catalog'
FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace WHERE NOT o.opcdefault
UNION ALL
SELECT 'collation', c.oid, quote_ident(c.collname), quote_ident(n.nspname) || '.' || quote_ident(c.collname), n.nspname = 'pg_catalog'
FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE c.oid <> 100 AND c.oid IN (SELECT unnest(indcollation::oid[]) FROM pg_index)
"""

SCHEMAS = """
SELECT n.oid, n.nspname, n.nspowner, n.nspacl::text[]
FROM pg_namespace n
WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.oid
"""

EXTENSIONS = """
SELECT e.oid, e.extname, e.extversion, n.oid, n.nspname,
       array_agg(d.objid) FILTER (WHERE d.classid = 'pg_namespace'::regclass),
       array_agg(d.objid) FILTER (WHERE d.classid = 'pg_class'::regclass),
       array_agg(d.objid) FILTER (WHERE d.classid = 'pg_type'::regclass),
       array_agg(d.objid) FILTER (WHERE d.classid = 'pg_proc'::regclass)
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
LEFT JOIN pg_depend d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
GROUP BY e.oid, n.oid
ORDER BY e.oid
"""

COMMENTS = """
SELECT classoid::regclass::text, objoid, objsubid, description
FROM pg_description
WHERE objoid >= 16384 OR classoid = 'pg_namespace'::regclass
"""

TYPES = """
SELECT t.oid, t.typname, n.nspname, t.typnamespace, t.typtype::text, e.oid, t.typrelid, t.typowner, t.typacl::text[],
       CASE t.typtype WHEN 'e' THEN
           ARRAY(SELECT l.enumlabel::text FROM pg_enum l WHERE l.enumtypid = t.oid ORDER BY l.enumsortorder) END,
       CASE t.typtype WHEN 'd' THEN json_build_array(
           t.typbasetype, CASE WHEN t.typtypmod >= 0 THEN format_type(t.typbasetype, t.typtypmod) END,
           CASE WHEN t.typdefaultbin IS NOT NULL THEN pg_get_expr(t.typdefaultbin, 0) END, t.typnotnull,
           (SELECT CASE cn.nspname WHEN 'pg_catalog' THEN c.collname ELSE cn.nspname || '.' || c.collname END
            FROM pg_collation c JOIN pg_namespace cn ON cn.oid = c.collnamespace, pg_type b
            WHERE b.oid = t.typbasetype AND c.oid = t.typcollation AND b.typcollation <> t.typcollation),
           (SELECT json_agg(json_build_array(k.conname, pg_get_expr(k.conbin, 0), k.convalidated, k.oid) ORDER BY k.oid)
            FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c')) END,
       CASE t.typtype WHEN 'r' THEN (
           SELECT concat_ws(', ', 'subtype = ' || format_type(r.rngsubtype, NULL),
               CASE WHEN NOT o.opcdefault THEN 'subtype_opclass = ' || quote_ident(n1.nspname) || '.' || quote_ident(o.opcname) END,
               'collation = ' || quote_ident(n2.nspname) || '.' || quote_ident(c.collname),
               'canonical = ' || nullif(r.rngcanonical::oid, 0)::regproc::text,
               'subtype_diff = ' || nullif(r.rngsubdiff::oid, 0)::regproc::text, {multirange})
           FROM pg_range r JOIN pg_opclass o ON o.oid = r.rngsubopc JOIN pg_namespace n1 ON n1.oid = o.opcnamespace
           JOIN pg_type s ON s.oid = r.rngsubtype
           LEFT JOIN pg_collation c ON c.oid = r.rngcollation AND r.rngcollation <> s.typcollation
           LEFT JOIN pg_namespace n2 ON n2.oid = c.collnamespace
           WHERE r.rngtypid = t.oid) END
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_type e ON e.typarray = t.oid
ORDER BY t.oid
"""

RELATIONS = """
SELECT c.oid, c.relname, c.relnamespace, c.relkind::text, c.relowner, c.relacl::text[], c.relpersistence::text,
       c.reloptions, tt.reloptions, ts.spcname, am.amname, c.relrowsecurity, c.relforcerowsecurity,
       c.relreplident::text, c.reloftype, c.relispartition,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
       i.parents, x.clustered, x.identity,
       CASE WHEN c.relkind IN ('v', 'm') AND c.oid >= 16384 THEN pg_get_viewdef(c.oid) END, c.relispopulated
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class tt ON tt.oid = c.reltoastrelid
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_am am ON am.oid = c.relam AND am.amname <> 'heap'
LEFT JOIN (SELECT inhrelid, array_agg(inhparent ORDER BY inhseqno) AS parents FROM pg_inherits GROUP BY 1) i
    ON i.inhrelid = c.oid
LEFT JOIN (SELECT i.indrelid, min(k.relname) FILTER (WHERE i.indisclustered) AS clustered,
               min(k.relname) FILTER (WHERE i.indisreplident) AS identity
           FROM pg_index i JOIN pg_class k ON k.oid = i.indexrelid
           WHERE i.indisclustered OR i.indisreplident GROUP BY 1) x ON x.indrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c', 'S')
    AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY c.oid
"""

COLUMNS = """
SELECT a.attrelid, a.attnum, a.attname, a.atttypid,
       CASE WHEN a.atttypmod >= 0 THEN format_type(a.atttypid, a.atttypmod) END,
       a.attnotnull, a.attidentity::text, a.attgenerated::text,
       CASE WHEN d.adbin IS NOT NULL THEN
           pg_get_expr(d.adbin, CASE WHEN a.attgenerated = '' THEN 0 ELSE a.attrelid END) END,
       CASE cn.nspname WHEN 'pg_catalog' THEN co.collname ELSE cn.nspname || '.' || co.collname END,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END,
       {compression}, {statistics}, a.attoptions, a.attinhcount > 0, a.attislocal, a.attacl::text[], a.attcollation
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped
    AND (c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') OR (c.relkind IN ('i', 'I') AND a.attoptions IS NOT NULL))
    AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY a.attrelid, a.attnum
"""

SEQUENCES = """
SELECT s.seqrelid, s.seqtypid, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
       d.deptype::text, d.refobjid, d.refobjsubid::smallint
FROM pg_sequence s
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.objsubid = 0
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
"""

# contype n is NOT NULL (18), t a constraint trigger. A key to a partitioned table has rows of its own for the
# partitions of that table: they refer elsewhere than their parent does, and belong to the machinery.
CONSTRAINTS = """
SELECT k.oid, k.conname, k.conrelid, k.contype::text, array_to_string(k.conkey, ' '), k.confrelid,
       array_to_string(k.confkey, ' '),
       k.confupdtype::text, k.confdeltype::text, k.confmatchtype::text, array_to_string({set_columns}, ' '),
       k.condeferrable, k.condeferred, k.convalidated, k.connoinherit, k.coninhcount > 0, k.conparentid, k.conindid,
       CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END,
       CASE WHEN k.contype = 'x' THEN pg_get_constraintdef(k.oid) END
FROM pg_constraint k
LEFT JOIN pg_constraint p ON p.oid = k.conparentid
WHERE k.conrelid <> 0 AND k.contype IN ('c', 'p', 'u', 'f', 'x') AND p.confrelid IS NOT DISTINCT FROM
    CASE WHEN p.oid IS NOT NULL THEN k.confrelid END
ORDER BY k.oid
"""

INDEXES = """
SELECT c.oid, c.relname, c.relnamespace, i.indrelid, c.relowner, am.amname, i.indkey::text, i.indnkeyatts,
       i.indoption::text, i.indcollation::text, i.indclass::text, i.indisunique, {nulls_not_distinct},
       i.indisvalid, c.reloptions, ts.spcname, h.inhparent,
       CASE WHEN i.indpred IS NOT NULL THEN pg_get_expr(i.indpred, i.indrelid) END,
       CASE WHEN 0 = ANY (i.indkey) THEN
           ARRAY(SELECT pg_get_indexdef(c.oid, n, true) FROM generate_series(1, i.indnkeyatts) n) END
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_inherits h ON h.inhrelid = c.oid AND c.relispartition
WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY c.oid
"""

FUNCTIONS = """
SELECT p.oid, p.proname, p.pronamespace, p.prokind::text, p.proowner, p.proacl::text[], l.lanname,
       p.proargtypes::oid[], p.proallargtypes, p.proargmodes::text[], p.proargnames, p.prorettype, p.proretset,
       p.provolatile::text, p.proisstrict, p.prosecdef, p.proleakproof, p.proparallel::text,
       p.procost, p.prorows, CASE WHEN p.prosupport <> 0 THEN p.prosupport::text END, p.proconfig, p.prosrc, p.probin,
       {sql_body}, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid),
       CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END,
       CASE WHEN p.prokind = 'a' THEN (
           SELECT concat_ws(', ', 'SFUNC = ' || a.aggtransfn, 'STYPE = ' || format_type(a.aggtranstype, NULL),
               'SSPACE = ' || nullif(a.aggtransspace, 0),
               'FINALFUNC = ' || nullif(a.aggfinalfn::oid, 0)::regproc, CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
               CASE WHEN a.aggfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r'::"char" ELSE 'w' END THEN 'FINALFUNC_MODIFY = ' ||
                   CASE a.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
               'COMBINEFUNC = ' || nullif(a.aggcombinefn::oid, 0)::regproc,
               'SERIALFUNC = ' || nullif(a.aggserialfn::oid, 0)::regproc,
               'DESERIALFUNC = ' || nullif(a.aggdeserialfn::oid, 0)::regproc,
               'INITCOND = ' || quote_literal(a.agginitval),
               'MSFUNC = ' || nullif(a.aggmtransfn::oid, 0)::regproc, 'MINVFUNC = ' || nullif(a.aggminvtransfn::oid, 0)::regproc,
               'MSTYPE = ' || format_type(nullif(a.aggmtranstype, 0), NULL), 'MSSPACE = ' || nullif(a.aggmtransspace, 0),
               'MFINALFUNC = ' || nullif(a.aggmfinalfn::oid, 0)::regproc, CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
               CASE WHEN a.aggmfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r'::"char" ELSE 'w' END AND a.aggmtransfn <> 0 THEN
                   'MFINALFUNC_MODIFY = ' || CASE a.aggmfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
               'MINITCOND = ' || quote_literal(a.aggminitval),
               'SORTOP = OPERATOR(' || (SELECT quote_ident(n.nspname) || '.' || o.oprname FROM pg_operator o
                   JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE o.oid = a.aggsortop) || ')',
               CASE WHEN p.proparallel <> 'u' THEN 'PARALLEL = ' || CASE p.proparallel WHEN 's' THEN 'SAFE' ELSE 'RESTRICTED' END END,
               CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END)
           FROM pg_aggregate a WHERE a.aggfnoid = p.oid) END
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i'
WHERE d.objid IS NULL  -- a range type has made its constructors itself
    AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY p.oid
"""

# Those that enforce foreign keys and deferrable keys are internal, and no constraint trigger owns them. The copy that
# a partition has is internal until PostgreSQL 14.
TRIGGERS = """
SELECT t.oid, t.tgname, t.tgrelid, t.tgtype, t.tgenabled::text, p.proname, n.nspname, t.tgargs, t.tgattr::int2[],
       t.tgconstraint <> 0, t.tgconstrrelid, t.tgdeferrable, t.tginitdeferred, t.tgoldtable, t.tgnewtable, {parent},
       CASE WHEN t.tgqual IS NOT NULL THEN pg_get_triggerdef(t.oid) END
FROM pg_trigger t
JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint
WHERE (NOT t.tgisinternal OR {parent} <> 0) AND (t.tgconstraint = 0 OR k.contype = 't')
ORDER BY t.oid
"""

POLICIES = """
SELECT p.oid, p.polname, p.polrelid, p.polcmd::text, p.polpermissive, p.polroles,
       pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_policy p
ORDER BY p.oid
"""

# What few schemas have, each kind as an array of its own; nothing of what an extension, or a type of its own, brought. Options come as pairs.
RARE = """
SELECT x.kind, x.oid, x.space, x.owner, x.data FROM (
    SELECT 'foreign table' AS kind, 'pg_class'::regclass::oid AS class, f.ftrelid AS oid, NULL::oid AS space, NULL::oid AS owner,
        json_build_array(s.srvname, (SELECT json_agg(json_build_array(o.option_name, o.option_value)) FROM pg_options_to_table(f.ftoptions) o),
            (SELECT json_agg(json_build_array(a.attnum,
                 (SELECT json_agg(json_build_array(o.option_name, o.option_value)) FROM pg_options_to_table(a.attfdwoptions) o)))
             FROM pg_attribute a WHERE a.attrelid = f.ftrelid AND a.attfdwoptions IS NOT NULL AND NOT a.attisdropped)) AS data
    FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver
    UNION ALL
    SELECT 'rule', 'pg_rewrite'::regclass, r.oid, NULL, NULL,
        json_build_array(r.ev_class::int8, r.rulename, r.ev_type::text, r.is_instead, r.ev_enabled::text, pg_get_ruledef(r.oid))
    FROM pg_rewrite r WHERE r.rulename <> '_RETURN' AND r.oid >= 16384
    UNION ALL
    SELECT 'statistics', 'pg_statistic_ext'::regclass, s.oid, s.stxnamespace, s.stxowner,
        json_build_array(s.stxrelid::int8, s.stxname, to_json(s.stxkind::text[]), s.stxkeys::text, s.stxstattarget,
            pg_get_statisticsobjdef(s.oid))
    FROM pg_statistic_ext s
    UNION ALL
    SELECT 'event trigger', 'pg_event_trigger'::regclass, e.oid, p.pronamespace, e.evtowner,
        json_build_array(e.evtname, e.evtevent, e.evttags, p.proname, e.evtenabled::text)
    FROM pg_event_trigger e JOIN pg_proc p ON p.oid = e.evtfoid
    UNION ALL
    SELECT 'publication', 'pg_publication'::regclass, p.oid, NULL, p.pubowner,
        json_build_array(p.pubname, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot,
            (SELECT json_agg(json_build_array(r.prrelid::int8, {publication_columns}, {publication_condition}))
             FROM pg_publication_rel r WHERE r.prpubid = p.oid), {publication_schemas})
    FROM pg_publication p
    UNION ALL
    SELECT 'wrapper', 'pg_foreign_data_wrapper'::regclass, w.oid, NULL, w.fdwowner,
        json_build_array(w.fdwname, w.fdwacl::text[], CASE WHEN w.fdwhandler <> 0 THEN w.fdwhandler::regproc::text END,
            CASE WHEN w.fdwvalidator <> 0 THEN w.fdwvalidator::regproc::text END,
            (SELECT json_agg(json_build_array(o.option_name, o.option_value)) FROM pg_options_to_table(w.fdwoptions) o))
    FROM pg_foreign_data_wrapper w
    UNION ALL
    SELECT 'server', 'pg_foreign_server'::regclass, s.oid, NULL, s.srvowner,
        json_build_array(s.srvname, s.srvacl::text[], w.fdwname, s.srvtype, s.srvversion,
            (SELECT json_agg(json_build_array(o.option_name, o.option_value)) FROM pg_options_to_table(s.srvoptions) o))
    FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
    UNION ALL
    SELECT 'cast', 'pg_cast'::regclass, c.oid, NULL, NULL,
        json_build_array(c.castsource::int8, c.casttarget::int8, c.castmethod::text, c.castcontext::text,
            n.nspname, p.proname, p.proargtypes::oid[]::int8[])
    FROM pg_cast c LEFT JOIN pg_proc p ON p.oid = c.castfunc LEFT JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE c.oid >= 16384
    UNION ALL
    SELECT 'operator', 'pg_operator'::regclass, o.oid, o.oprnamespace, o.oprowner,
        json_build_array(o.oprname, o.oprleft::int8, o.oprright::int8, n.nspname, p.proname,
            (SELECT json_build_array(cn.nspname, c.oprname, c.oprleft::int8, c.oprright::int8)
             FROM pg_operator c JOIN pg_namespace cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprcom),
            (SELECT json_build_array(cn.nspname, c.oprname, c.oprleft::int8, c.oprright::int8)
             FROM pg_operator c JOIN pg_namespace cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprnegate),
            CASE WHEN o.oprrest <> 0 THEN o.oprrest::text END, CASE WHEN o.oprjoin <> 0 THEN o.oprjoin::text END,
            o.oprcanhash, o.oprcanmerge)
    FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE o.oid >= 16384
    UNION ALL
    SELECT 'collation', 'pg_collation'::regclass, c.oid, c.collnamespace, c.collowner, to_json(c)
    FROM pg_collation c WHERE c.oid >= 16384
    UNION ALL
    SELECT 'dictionary', 'pg_ts_dict'::regclass, d.oid, d.dictnamespace, d.dictowner,
        json_build_array(d.dictname, quote_ident(n.nspname) || '.' || quote_ident(t.tmplname), d.dictinitoption)
    FROM pg_ts_dict d JOIN pg_ts_template t ON t.oid = d.dicttemplate JOIN pg_namespace n ON n.oid = t.tmplnamespace
    WHERE d.oid >= 16384
    UNION ALL
    SELECT 'configuration', 'pg_ts_config'::regclass, c.oid, c.cfgnamespace, c.cfgowner,
        json_build_array(c.cfgname, n.nspname || '.' || p.prsname,
            (SELECT json_agg(json_build_array(k.alias, dn.nspname, d.dictname) ORDER BY k.alias, m.mapseqno)
             FROM pg_ts_config_map m JOIN ts_token_type(c.cfgparser) k ON k.tokid = m.maptokentype
             JOIN pg_ts_dict d ON d.oid = m.mapdict JOIN pg_namespace dn ON dn.oid = d.dictnamespace WHERE m.mapcfg = c.oid))
    FROM pg_ts_config c JOIN pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_namespace n ON n.oid = p.prsnamespace
    WHERE c.oid >= 16384
    UNION ALL
    SELECT 'default privileges', 'pg_default_acl'::regclass, d.oid, nullif(d.defaclnamespace, 0), d.defaclrole,
        json_build_array(d.defaclobjtype::text, d.defaclacl::text[])
    FROM pg_default_acl d
) x
WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = x.class AND d.objid = x.oid AND d.deptype IN ('e', 'i'))
ORDER BY x.oid
"""

# in the order in which their rows are needed
ALL = (
    SCHEMAS, EXTENSIONS, NAMES, COMMENTS, TYPES, RARE, COLUMNS, RELATIONS, INDEXES, SEQUENCES, FUNCTIONS, CONSTRAINTS,
    TRIGGERS, POLICIES,
)  # fmt: skip

# placeholder -> (the first major version that has it, what is read there, what is read before)
VERSIONED = {
    "multirange": (14, "'multirange_type_name = ' || format_type(r.rngmultitypid, NULL)", "NULL"),
    "compression": (14, "a.attcompression::text", "''"),
    "statistics": (17, "coalesce(a.attstattarget, -1)", "a.attstattarget"),
    "set_columns": (15, "k.confdelsetcols", "NULL::int2[]"),
    "nulls_not_distinct": (15, "i.indnullsnotdistinct", "false"),
    "sql_body": (14, "CASE WHEN p.prosqlbody IS NOT NULL THEN pg_get_function_sqlbody(p.oid) END", "NULL"),
    "publication_columns": (15, "r.prattrs::int2[]", "NULL"),
    "publication_condition": (15, "pg_get_expr(r.prqual, r.prrelid)", "NULL"),
    "publication_schemas": (
        15,
        "(SELECT json_agg(s.pnnspid::int8) FROM pg_publication_namespace s WHERE s.pnpubid = p.oid)",
        "NULL",
    ),
    "parent": (13, "t.tgparentid", "0"),
}


def text(query: str, server_version: int) -> str:
    """A query for a server (``server_version_num``)."""
    chosen = {
        name: newer if server_version >= major * 10000 else older
        for name, (major, newer, older) in VERSIONED.items()
    }
    for name, expression in chosen.items():
        query = query.replace("{" + name + "}", expression)
    return query
