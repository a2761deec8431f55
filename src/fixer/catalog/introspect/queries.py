"""The set-based queries that introspection reads: one per system catalog, whatever the size of the database.

``{name}`` stands for a column that not every version has (``VERSIONED``). PostgreSQL documentation, chapter 53
System Catalogs; the expressions are printed by the server (9.27.6 System Catalog Information Functions).
"""

from __future__ import annotations

from fixer.catalog.introspect.careful import CAREFULLY
from fixer.catalog.introspect.rare_queries import RARE

# search_path empty: the server then qualifies every name that it prints. Values in expressions are printed in forms that every
# session reads alike, as pg_dump has them: 01/02/2020 is two days. JIT and workers would cost more than they save.
# With little memory the planner sorts by long texts what it groups by them, since it takes groups to be many. From
# PostgreSQL 18 on, other processes read a large catalog from the disk's cache: to wait for these takes longer than to read it.
BEGIN = f"""
{CAREFULLY};
SET LOCAL search_path TO '';
SET LOCAL intervalstyle TO 'postgres';
SET LOCAL bytea_output TO 'hex';
SET LOCAL extra_float_digits TO 3;
SET LOCAL standard_conforming_strings TO on;
SET LOCAL jit TO off;
SET LOCAL max_parallel_workers_per_gather TO 0;
SET LOCAL work_mem TO '256MB';
SET LOCAL effective_io_concurrency TO 0;
SET LOCAL quote_all_identifiers TO off
"""

# Schemas; roles; collations and operator classes that an index names: those which are not the default of their type; and
# comments, as one row for each catalog that they are about.
NAMES = """
SELECT 'schema', n.oid, n.nspname::text, NULL, false, n.nspowner, n.nspacl::text[], NULL::oid[], NULL::int4[], NULL::text[]
FROM pg_namespace n
WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
UNION ALL
SELECT 'role', r.oid, r.rolname::text, NULL,
       r.rolname = current_user OR r.oid = (SELECT datdba FROM pg_database WHERE datname = current_database()),
       NULL, NULL, NULL, NULL, NULL
FROM pg_roles r
UNION ALL
SELECT 'class', o.oid, quote_ident(o.opcname), quote_ident(n.nspname) || '.' || quote_ident(o.opcname), n.nspname = 'pg_catalog',
       NULL, NULL, NULL, NULL, NULL
FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace WHERE NOT o.opcdefault
UNION ALL
SELECT 'collation', c.oid, quote_ident(c.collname), quote_ident(n.nspname) || '.' || quote_ident(c.collname), n.nspname = 'pg_catalog',
       NULL, NULL, NULL, NULL, NULL
FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE c.oid <> 100 AND c.oid IN (
    SELECT unnest(i.indcollation::oid[]) FROM pg_index i WHERE i.indcollation <> ALL ('{0, 100, 0 0}'::oidvector[]))
UNION ALL
SELECT 'comment', d.classoid, c.relname::text, NULL, false, NULL, NULL, d.objects, d.columns, d.texts
FROM (SELECT e.classoid, array_agg(e.objoid) AS objects, array_agg(e.objsubid) AS columns, array_agg(e.description) AS texts
      FROM pg_description e
      WHERE e.objoid >= 16384 OR e.classoid = 'pg_namespace'::regclass
      GROUP BY e.classoid) d
JOIN pg_class c ON c.oid = d.classoid
ORDER BY 1, 2
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
GROUP BY e.oid, e.extname, e.extversion, n.oid, n.nspname
ORDER BY e.oid
"""

# Every table has a type of its rows, and one of arrays of them: those come as one row a schema.
TYPES = """
WITH alone AS MATERIALIZED (SELECT c.oid FROM pg_class c WHERE c.relkind = 'c')
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
           WHERE r.rngtypid = t.oid) END, t.typstorage::text, t.typcollation, NULL::oid[], NULL::oid[], NULL::name[]
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_type e ON e.typarray = t.oid
WHERE coalesce(e.typtype, t.typtype) <> 'c' OR coalesce(e.typrelid, t.typrelid) IN (SELECT a.oid FROM alone a)
UNION ALL
SELECT NULL, NULL, n.nspname, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, r.oids, r.arrays, r.names
FROM (SELECT t.typnamespace, array_agg(t.oid) AS oids, array_agg(t.typarray) AS arrays, array_agg(t.typname) AS names
      FROM pg_type t
      WHERE t.typtype = 'c' AND t.typrelid NOT IN (SELECT a.oid FROM alone a)
      GROUP BY t.typnamespace) r
JOIN pg_namespace n ON n.oid = r.typnamespace
ORDER BY 1
"""

# What few relations have comes as one array, which most lack. Relations that are alike but for their names are one row:
# a server takes more time to send a value than to find another that is equal.
RELATIONS = """
SELECT x.relnamespace, x.relkind::text, x.relowner, x.relacl::text[], nullif(x.relpersistence::text, 'p'),
       x.relrowsecurity, x.relforcerowsecurity, x.special::json, array_agg(x.oid), array_agg(x.relname)
FROM (
    SELECT c.oid, c.relname, c.relnamespace, c.relkind, c.relowner, c.relacl, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
           CASE WHEN c.reloptions IS NOT NULL OR tt.reloptions IS NOT NULL OR ts.oid IS NOT NULL OR am.oid IS NOT NULL
                   OR c.relreplident NOT IN ('d', 'n') OR (c.relreplident = 'n' AND c.relkind IN ('r', 'p', 'f')) OR c.reloftype <> 0
                   OR c.relkind IN ('p', 'v', 'm') OR i.parents IS NOT NULL OR x.indrelid IS NOT NULL THEN
               json_build_array(c.reloptions, tt.reloptions, ts.spcname, am.amname, c.relreplident, c.reloftype::int8,
                   c.relispartition, CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END,
                   CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END, i.parents, x.clustered, x.identity,
                   CASE WHEN c.relkind IN ('v', 'm') AND c.oid >= 16384 THEN pg_get_viewdef(c.oid) END,
                   c.relispopulated)::text COLLATE "C" END AS special
    FROM pg_class c
    LEFT JOIN (SELECT oid, reloptions FROM pg_class WHERE relkind = 't' AND reloptions IS NOT NULL) tt ON tt.oid = c.reltoastrelid
    LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
    LEFT JOIN pg_am am ON am.oid = c.relam AND am.amname <> 'heap'
    LEFT JOIN (SELECT inhrelid, array_agg(inhparent::int8 ORDER BY inhseqno) AS parents FROM pg_inherits GROUP BY 1) i
        ON i.inhrelid = c.oid
    LEFT JOIN (SELECT i.indrelid, min(k.relname) FILTER (WHERE i.indisclustered) AS clustered,
                   min(k.relname) FILTER (WHERE i.indisreplident) AS identity
               FROM pg_index i JOIN pg_class k ON k.oid = i.indexrelid
               WHERE i.indisclustered OR i.indisreplident GROUP BY 1) x ON x.indrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c', 'S') AND {ours}
) x
GROUP BY x.relnamespace, x.relkind, x.relowner, x.relacl, x.relpersistence, x.relrowsecurity, x.relforcerowsecurity, x.special
"""

# The same columns come in table after table: those alike are one row, with the relations that have them. What few columns
# have comes as one array. Those without a name are defaults, and what columns are generated by: joined to the columns
# before they are grouped, they would cost more than to group both. Only an expression with a column in it (a Var) may be
# printed otherwise beside other columns, and comes for each relation.
COLUMNS = """
SELECT x.attnum, x.attname, x.atttypid, CASE WHEN x.atttypmod >= 0 THEN format_type(x.atttypid, x.atttypmod) END,
       x.attnotnull, nullif(x.attidentity::text, ''), x.attstorage::text, x.attcollation,
       CASE x.attcollation WHEN 0 THEN NULL WHEN 100 THEN 'default' ELSE
           (SELECT CASE cn.nspname WHEN 'pg_catalog' THEN co.collname ELSE cn.nspname || '.' || co.collname END
            FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = x.attcollation) END,
       x.special::json, NULL::text[], x.relations
FROM (
    SELECT a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attidentity, a.attstorage, a.attcollation,
           CASE WHEN a.attgenerated <> '' OR {compression} <> '' OR {statistics} >= 0 OR a.attoptions IS NOT NULL
                   OR a.attinhcount > 0 OR a.attacl IS NOT NULL THEN
               json_build_array(a.attgenerated, {compression}, {statistics}, a.attoptions, a.attinhcount > 0, a.attislocal,
                   a.attacl::text[])::text COLLATE "C" END AS special,
           array_agg(a.attrelid) AS relations
    FROM pg_attribute a
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid >= 16384
        AND (a.attoptions IS NOT NULL OR {statistics} >= 0 OR a.attrelid IN (
            SELECT c.oid FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND {ours}))
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
) x
UNION ALL
SELECT x.adnum, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       CASE WHEN x.columns THEN
           ARRAY(SELECT pg_get_expr(d.adbin, d.adrelid) FROM unnest(x.oids) WITH ORDINALITY o (oid, place)
                 JOIN pg_attrdef d ON d.oid = o.oid ORDER BY o.place)
       ELSE
           ARRAY(SELECT pg_get_expr(d.adbin, 0) FROM pg_attrdef d WHERE d.oid = x.oids[1]) END,
       x.relations
FROM (
    SELECT y.adnum, position('{VAR ' IN y.stored) > 0 AS columns, y.oids, y.relations
    FROM (
        SELECT d.adnum, d.adbin::text COLLATE "C" AS stored, array_agg(d.oid) AS oids, array_agg(d.adrelid) AS relations
        FROM pg_attrdef d
        GROUP BY 1, 2
    ) y
) x
"""

SEQUENCES = """
SELECT s.seqtypid, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, d.deptype::text,
       array_agg(s.seqrelid), array_agg(d.refobjid), array_agg(d.refobjsubid)
FROM pg_sequence s
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.objsubid = 0
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
GROUP BY s.seqtypid, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, d.deptype
"""

# contype n is NOT NULL (18), t a constraint trigger. Of most NOT NULL nothing is asked: to compare their names with
# those of tables and columns takes the server longer than what is asked of all columns. So those that end as default names do are
# taken for these. A key to a partitioned table has rows of its own for the
# partitions of that table: they refer elsewhere than their parent does, and belong to the machinery. What few have comes as
# one array.
CONSTRAINTS = """
SELECT x.contype::text, array_to_string(x.conkey, ' '), array_to_string(x.confkey, ' '), x.confdeltype::text, x.special::json,
       x.oids, x.names, x.relations, x.referenced, x.parents, x.indexes
FROM (
    SELECT k.contype, k.conkey, k.confkey, k.confdeltype,
           CASE WHEN k.contype = 'x' OR k.confupdtype NOT IN ('a', ' ') OR k.confmatchtype NOT IN ('s', ' ') OR {set_columns} IS NOT NULL
                   OR k.condeferrable OR NOT k.convalidated OR k.contype = 'c' AND k.connoinherit OR k.coninhcount > 0
                   OR NOT {enforced} OR {period} OR k.contype = 'n' THEN
               json_build_array(k.confupdtype, k.confmatchtype, array_to_string({set_columns}, ' '), k.condeferrable, k.condeferred,
                   k.convalidated, k.connoinherit, k.coninhcount > 0, {enforced}, {period},
                   CASE WHEN k.contype = 'x' THEN pg_get_constraintdef(k.oid) END,
                   k.contype IN ('c', 'n') AND k.conislocal AND k.coninhcount > 0)::text COLLATE "C" END AS special,
           array_agg(k.oid) AS oids, array_agg(k.conname) AS names, array_agg(k.conrelid) AS relations,
           array_agg(k.confrelid) AS referenced, array_agg(k.conparentid) AS parents, array_agg(k.conindid) AS indexes
    FROM pg_constraint k
    WHERE (k.contype IN ('c', 'p', 'u', 'f', 'x')
           OR k.contype = 'n' AND (NOT k.convalidated OR k.connoinherit OR k.coninhcount > 0 AND k.conislocal
               OR k.conname NOT LIKE '%\\_not\\_null'))
        AND k.conrelid >= 16384 AND CASE WHEN k.conparentid = 0 THEN true ELSE
        (SELECT p.confrelid = k.confrelid FROM pg_constraint p WHERE p.oid = k.conparentid) END
    GROUP BY 1, 2, 3, 4, 5
) x
"""

# Vectors are arrays without a way to hash them. An index with expressions stays alone, since these are printed for each.
INDEXES = """
SELECT x.relnamespace, (SELECT am.amname FROM pg_am am WHERE am.oid = x.relam), array_to_string(x.columns, ' '), x.indnkeyatts,
       array_to_string(x.options, ' '), array_to_string(x.collations, ' '), array_to_string(x.classes, ' '), x.indisunique,
       x.indisvalid, x.not_distinct, x.reloptions, (SELECT ts.spcname FROM pg_tablespace ts WHERE ts.oid = x.reltablespace),
       x.inhparent, CASE WHEN x.alone IS NOT NULL THEN
           ARRAY(SELECT pg_get_indexdef(x.alone, n, true) FROM generate_series(1, x.indnkeyatts) n) END,
       x.oids, x.names, x.tables
FROM (
    SELECT c.relnamespace, c.relam, i.indkey::int2[] AS columns, i.indnkeyatts, i.indoption::int2[] AS options,
           i.indcollation::oid[] AS collations, i.indclass::oid[] AS classes, i.indisunique, i.indisvalid,
           {nulls_not_distinct} AS not_distinct, c.reloptions, c.reltablespace, h.inhparent,
           CASE WHEN i.indexprs IS NOT NULL THEN c.oid END AS alone,
           array_agg(c.oid) AS oids, array_agg(c.relname) AS names, array_agg(i.indrelid) AS tables
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    LEFT JOIN pg_inherits h ON h.inhrelid = c.oid AND c.relispartition
    WHERE {ours}
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
) x
"""

# To print an expression with columns in it, the server opens their table. Expressions that are stored alike are printed
# once, for the first of them: with the columns' numbers that they use, and all that have them. Many are stored compressed:
# what is put together from one is not, and need not be unpacked for each look at it.
ALIKE = """
SELECT x.kind, x.oids, x.relations, CASE x.kind
           WHEN 'check' THEN (SELECT pg_get_expr(k.conbin, k.conrelid) FROM pg_constraint k WHERE k.oid = x.oids[1])
           WHEN 'using' THEN (SELECT pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p WHERE p.oid = x.oids[1])
           WHEN 'with check' THEN (SELECT pg_get_expr(p.polwithcheck, p.polrelid) FROM pg_policy p WHERE p.oid = x.oids[1])
           ELSE (SELECT pg_get_expr(i.indpred, i.indrelid) FROM pg_index i WHERE i.indexrelid = x.oids[1]) END,
       CASE WHEN cardinality(x.oids) > 1 THEN ARRAY(
           SELECT DISTINCT d.refobjsubid FROM pg_depend d
           WHERE d.classid = x.class AND d.objid = x.oids[1] AND d.refclassid = 'pg_class'::regclass
               AND d.refobjid = x.relations[1] AND d.refobjsubid > 0) END
FROM (
    SELECT 'check' AS kind, 'pg_constraint'::regclass AS class, array_agg(k.oid) AS oids, array_agg(k.conrelid) AS relations
    FROM pg_constraint k WHERE k.contype = 'c' AND k.conrelid >= 16384 GROUP BY (k.conbin::text || '') COLLATE "C"
    UNION ALL
    SELECT 'using', 'pg_policy'::regclass, array_agg(p.oid), array_agg(p.polrelid)
    FROM pg_policy p WHERE p.polqual IS NOT NULL GROUP BY (p.polqual::text || '') COLLATE "C"
    UNION ALL
    SELECT 'with check', 'pg_policy'::regclass, array_agg(p.oid), array_agg(p.polrelid)
    FROM pg_policy p WHERE p.polwithcheck IS NOT NULL GROUP BY (p.polwithcheck::text || '') COLLATE "C"
    UNION ALL
    SELECT 'predicate', 'pg_class'::regclass, array_agg(i.indexrelid), array_agg(i.indrelid)
    FROM pg_index i WHERE i.indpred IS NOT NULL AND i.indexrelid >= 16384 GROUP BY (i.indpred::text || '') COLLATE "C"
) x
"""
# Those that are stored alike and may be printed otherwise.
OTHERWISE = """
SELECT 'check', k.oid, pg_get_expr(k.conbin, k.conrelid) FROM pg_constraint k WHERE k.oid = ANY (%(check)s)
UNION ALL
SELECT 'using', p.oid, pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p WHERE p.oid = ANY (%(using)s)
UNION ALL
SELECT 'with check', p.oid, pg_get_expr(p.polwithcheck, p.polrelid) FROM pg_policy p WHERE p.oid = ANY (%(with check)s)
UNION ALL
SELECT 'predicate', i.indexrelid, pg_get_expr(i.indpred, i.indrelid) FROM pg_index i WHERE i.indexrelid = ANY (%(predicate)s)
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
WHERE (NOT t.tgisinternal OR {parent} <> 0) AND CASE WHEN t.tgconstraint = 0 THEN true ELSE
    (SELECT k.contype = 't' FROM pg_constraint k WHERE k.oid = t.tgconstraint) END
ORDER BY t.oid
"""

POLICIES = """
SELECT p.polname, p.polcmd::text, p.polpermissive, p.polroles, array_agg(p.oid), array_agg(p.polrelid)
FROM pg_policy p
GROUP BY p.polname, p.polcmd, p.polpermissive, p.polroles
"""

# in the order in which their rows are needed: functions are made while the server collects columns. A connection reads what
# it has read before in less time, so what is of the same catalogs goes together.
ALL = (
    EXTENSIONS, NAMES, TYPES, FUNCTIONS, RARE, ALIKE, CONSTRAINTS, POLICIES, TRIGGERS, RELATIONS, COLUMNS, SEQUENCES, INDEXES,
)  # fmt: skip
"""And ``OTHERWISE`` where something is left to ask: with ``BEGIN`` 15 at most."""
BESIDE = frozenset({RELATIONS, COLUMNS, SEQUENCES, INDEXES})
"""Those that take the server half of the time: a second connection asks them, where there is one."""

_OURS = "c.relnamespace NOT IN (SELECT n.oid FROM pg_namespace n WHERE n.nspname = 'information_schema' OR n.nspname ~ '^pg_')"
# placeholder -> (the first major version that has it, what is read there, what is read before)
VERSIONED = {
    "multirange": (14, "'multirange_type_name = ' || format_type(r.rngmultitypid, NULL)", "NULL"),
    "compression": (14, "a.attcompression", "''::\"char\""),
    "statistics": (17, "coalesce(a.attstattarget, -1)", "a.attstattarget"),
    "set_columns": (15, "k.confdelsetcols", "NULL::int2[]"),
    "enforced": (18, "k.conenforced", "true"),
    "period": (18, "k.conperiod", "false"),
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
    chosen["ours"] = _OURS
    for name, expression in chosen.items():
        query = query.replace("{" + name + "}", expression)
    return query
