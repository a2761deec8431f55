"""The query for what few schemas have; ``{name}`` as in ``queries``."""

from __future__ import annotations

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
