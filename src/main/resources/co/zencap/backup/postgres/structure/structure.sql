-- What a dump of the whole database must bring back beside rows: one row (kind, name, facts) for each object, for servers
-- from 13 on. Names are whole and never OIDs. What belongs to an extension or a type comes with it, invalid indexes are in
-- no dump, and neither are the schemas that are left out on purpose.
WITH extended AS (
    SELECT classid, objid FROM pg_depend
     WHERE deptype = 'e'
        -- what a range type brings with it: more from version 14 on, and in no dump
        OR deptype = 'i' AND classid IN ('pg_proc'::regclass, 'pg_cast'::regclass)
), ns AS (
    SELECT oid, nspname, nspowner, nspacl, quote_ident(nspname) AS name FROM pg_namespace
     WHERE NOT starts_with(nspname::text, 'pg_') AND nspname <> 'information_schema' AND nspname <> ALL (?)
       AND ('pg_namespace'::regclass, pg_namespace.oid) NOT IN (SELECT classid, objid FROM extended)
), rel AS (
    SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name
      FROM pg_class c JOIN ns n ON n.oid = c.relnamespace
     WHERE ('pg_class'::regclass, c.oid) NOT IN (SELECT classid, objid FROM extended)
), tab AS (
    SELECT * FROM rel WHERE relkind IN ('r', 'p', 'f', 'v', 'm')
), fun AS (
    SELECT p.*, format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) AS name
      FROM pg_proc p JOIN ns n ON n.oid = p.pronamespace
     WHERE ('pg_proc'::regclass, p.oid) NOT IN (SELECT classid, objid FROM extended)
), typ AS (
    SELECT t.*, format('%I.%I', n.nspname, t.typname) AS name
      FROM pg_type t JOIN ns n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
     WHERE (t.typtype IN ('d', 'e', 'r') OR t.typtype = 'b' AND t.typcategory <> 'A' OR c.relkind = 'c')
       AND ('pg_type'::regclass, t.oid) NOT IN (SELECT classid, objid FROM extended)
), owned AS (
    SELECT 'pg_class'::regclass AS class, oid, CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
           WHEN 'S' THEN 'sequence' ELSE 'table' END || ' ' || name AS name, relowner AS owner,
           CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char" AS acl_type, relacl AS acl
      FROM rel WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
    UNION ALL SELECT 'pg_proc'::regclass, oid, 'function ' || name, proowner, 'f', proacl FROM fun
    UNION ALL SELECT 'pg_type'::regclass, oid, 'type ' || name, typowner, 'T', typacl FROM typ
    UNION ALL SELECT 'pg_namespace'::regclass, oid, 'schema ' || name, nspowner, 'n', nspacl FROM ns
     WHERE oid >= 16384 OR nspname = 'public'
    UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, 'foreign-data wrapper ' || quote_ident(fdwname), fdwowner,
           'F', fdwacl FROM pg_foreign_data_wrapper WHERE oid >= 16384
    UNION ALL SELECT 'pg_foreign_server'::regclass, oid, 'server ' || quote_ident(srvname), srvowner, 'S', srvacl
      FROM pg_foreign_server
    UNION ALL SELECT 'pg_largeobject'::regclass, oid, 'large object ' || oid, lomowner, 'L', lomacl
      FROM pg_largeobject_metadata WHERE lomacl IS NOT NULL -- there may be millions, mostly without
), brought AS ( -- by extensions, and of whose privileges something is known
    SELECT o.*, p.initprivs AS came_with
      FROM (SELECT 'pg_class'::regclass AS class, oid, relowner AS owner, CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char" AS acl_type,
                   relacl AS acl FROM pg_class WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
            UNION ALL SELECT 'pg_proc'::regclass, oid, proowner, 'f', proacl FROM pg_proc
            UNION ALL SELECT 'pg_type'::regclass, oid, typowner, 'T', typacl FROM pg_type
            UNION ALL SELECT 'pg_namespace'::regclass, oid, nspowner, 'n', nspacl FROM pg_namespace
            UNION ALL SELECT 'pg_language'::regclass, oid, lanowner, 'l', lanacl FROM pg_language
            UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, fdwowner, 'F', fdwacl FROM pg_foreign_data_wrapper) o
      LEFT JOIN pg_init_privs p ON p.classoid = o.class AND p.objoid = o.oid AND p.objsubid = 0
     WHERE (o.acl IS NOT NULL OR p.initprivs IS NOT NULL)
       AND (o.class, o.oid) IN (SELECT classid, objid FROM pg_depend WHERE deptype = 'e')
), belonging AS ( -- to somebody, who can't give anybody rights in it
    SELECT class, oid, name, owner FROM owned
    UNION ALL SELECT 'pg_publication'::regclass, oid, 'publication ' || quote_ident(pubname), pubowner FROM pg_publication
    UNION ALL SELECT 'pg_event_trigger'::regclass, oid, 'event trigger ' || quote_ident(evtname), evtowner FROM pg_event_trigger
), structure (kind, name, facts) AS (
    SELECT 'schema', name, '' FROM ns WHERE nspname <> 'public'

    UNION ALL
    SELECT CASE relkind WHEN 'f' THEN 'foreign table' ELSE 'table' END, name,
           concat_ws(', ',
               CASE relpersistence WHEN 'u' THEN 'unlogged' END,
               'partitioned by ' || pg_get_partkeydef(oid),
               (SELECT 'child of ' || string_agg(i.inhparent::regclass::text, ' and ' ORDER BY i.inhseqno)
                  FROM pg_inherits i WHERE i.inhrelid = rel.oid),
               CASE WHEN relispartition THEN pg_get_expr(relpartbound, oid) END,
               CASE WHEN reloftype <> 0 THEN 'of type ' || reloftype::regtype END,
               (SELECT 'with ' || string_agg(o, ' ' ORDER BY o) FROM unnest(reloptions) o),
               CASE WHEN relrowsecurity THEN 'row security' END,
               CASE WHEN relforcerowsecurity THEN 'forced row security' END,
               CASE WHEN relreplident IN ('n', 'f') THEN 'replica identity ' || relreplident::text END,
               (SELECT 'server ' || quote_ident(s.srvname) || ' options ' || (SELECT md5(string_agg(o, ',' ORDER BY o)) FROM unnest(f.ftoptions) o)
                  FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = rel.oid))
      FROM rel WHERE relkind IN ('r', 'p', 'f')

    UNION ALL
    SELECT 'column', rel.name || '.' || quote_ident(a.attname),
           concat_ws(', ',
               format_type(a.atttypid, a.atttypmod),
               CASE WHEN a.attcollation <> t.typcollation THEN 'collation ' || a.attcollation::regcollation END,
               CASE WHEN a.attnotnull THEN 'not null' END,
               CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
               -- a default names no column; with its table given, the server would go through all columns for each, twice over
               CASE a.attgenerated WHEN '' THEN 'default ' || pg_get_expr(d.adbin, 0)
                   ELSE 'generated ' || pg_get_expr(d.adbin, d.adrelid) END,
               CASE WHEN a.attstorage <> t.typstorage THEN 'storage ' || a.attstorage::text END,
               CASE WHEN a.attstattarget >= 0 THEN 'statistics ' || a.attstattarget END,
               CASE WHEN a.attfdwoptions IS NOT NULL THEN
                   (SELECT 'options ' || md5(string_agg(o, ',' ORDER BY o)) FROM unnest(a.attfdwoptions) o) END,
               -- servers of since August 2026 keep a version of their own among them, which is in no dump
               (SELECT 'with ' || string_agg(o, ' ' ORDER BY o) FROM unnest(a.attoptions) o WHERE NOT starts_with(o, 'pg_attver=')))
      FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE rel.relkind IN ('r', 'p', 'f', 'v', 'm', 'c')

    UNION ALL
    SELECT 'sequence', rel.name,
           concat_ws(' ', format_type(s.seqtypid, NULL), 'start', s.seqstart, 'increment', s.seqincrement, 'min', s.seqmin,
               'max', s.seqmax, 'cache', s.seqcache, CASE WHEN s.seqcycle THEN 'cycle' END,
               (SELECT 'owned by ' || d.refobjid::regclass || '.' || quote_ident(a.attname)
                  FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                 WHERE d.classid = 'pg_class'::regclass AND d.objid = rel.oid AND d.deptype IN ('a', 'i')
                   AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0))
      FROM rel JOIN pg_sequence s ON s.seqrelid = rel.oid

    UNION ALL
    SELECT 'constraint', tab.name || ' ' || quote_ident(c.conname), pg_get_constraintdef(c.oid)
      FROM tab JOIN pg_constraint c ON c.conrelid = tab.oid WHERE c.contype IN ('c', 'f', 'p', 'u', 'x')
       AND NOT (c.contype = 'f' AND c.conparentid <> 0) -- made anew, under other names

    UNION ALL -- foreign keys that nobody enforces, as ALTER TABLE ... DISABLE TRIGGER ALL makes them
    SELECT 'disabled constraint', tab.name || ' ' || quote_ident(c.conname), ''
      FROM tab JOIN pg_constraint c ON c.conrelid = tab.oid WHERE c.contype = 'f' AND c.conparentid = 0
       AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgconstraint = c.oid AND t.tgisinternal AND t.tgenabled = 'D')

    UNION ALL
    SELECT 'index', rel.name,
           concat_ws(' ', pg_get_indexdef(i.indexrelid), CASE WHEN i.indisclustered THEN 'CLUSTER' END,
               CASE WHEN i.indisreplident THEN 'REPLICA IDENTITY' END)
      FROM rel JOIN pg_index i ON i.indexrelid = rel.oid
     WHERE i.indisvalid AND i.indisready AND i.indrelid IN (SELECT oid FROM tab)

    UNION ALL
    SELECT CASE relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END, name,
           concat_ws(' ', (SELECT 'WITH ' || string_agg(o, ' ' ORDER BY o) FROM unnest(reloptions) o),
               CASE WHEN NOT relispopulated THEN 'without rows' END, pg_get_viewdef(oid))
      FROM rel WHERE relkind IN ('v', 'm')

    UNION ALL
    SELECT CASE prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END, fun.name,
           CASE WHEN prokind <> 'a' THEN pg_get_functiondef(fun.oid) ELSE concat_ws(' ',
               a.aggkind, a.aggtransfn::regprocedure, a.aggfinalfn::oid::regprocedure, a.aggcombinefn::oid::regprocedure,
               a.aggtranstype::regtype, quote_nullable(a.agginitval), a.aggsortop::regoperator, fun.proparallel) END
      FROM fun LEFT JOIN pg_aggregate a ON a.aggfnoid = fun.oid

    UNION ALL
    SELECT 'operator', o.oid::regoperator::text,
           concat_ws(' ', o.oprcode, 'commutator', o.oprcom::regoperator, 'negator', o.oprnegate::regoperator,
               o.oprrest, o.oprjoin, CASE WHEN o.oprcanhash THEN 'hashes' END, CASE WHEN o.oprcanmerge THEN 'merges' END)
      FROM pg_operator o JOIN ns ON ns.oid = o.oprnamespace
     WHERE ('pg_operator'::regclass, o.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL
    SELECT 'operator class', ns.name || '.' || quote_ident(o.opcname) || ' using ' || m.amname,
           concat_ws(' ', o.opcintype::regtype, CASE WHEN o.opcdefault THEN 'default' END,
               CASE WHEN o.opckeytype <> 0 THEN 'storage ' || o.opckeytype::regtype END)
      FROM pg_opclass o JOIN ns ON ns.oid = o.opcnamespace JOIN pg_am m ON m.oid = o.opcmethod
     WHERE ('pg_opclass'::regclass, o.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL
    SELECT 'operator family', ns.name || '.' || quote_ident(f.opfname) || ' using ' || m.amname,
           concat_ws(', ',
               (SELECT string_agg(concat_ws(' ', o.amopstrategy, o.amopopr::regoperator, 'to sort by ' || s.opfname),
                         ', ' ORDER BY o.amopstrategy, o.amopopr::regoperator::text COLLATE "C")
                  FROM pg_amop o LEFT JOIN pg_opfamily s ON s.oid = o.amopsortfamily WHERE o.amopfamily = f.oid),
               (SELECT string_agg(concat_ws(' ', p.amprocnum, p.amproclefttype::regtype, p.amprocrighttype::regtype,
                         p.amproc::oid::regprocedure), ', '
                         ORDER BY p.amprocnum, p.amproclefttype::regtype::text COLLATE "C", p.amprocrighttype::regtype::text COLLATE "C")
                  FROM pg_amproc p WHERE p.amprocfamily = f.oid))
      FROM pg_opfamily f JOIN ns ON ns.oid = f.opfnamespace JOIN pg_am m ON m.oid = f.opfmethod
     WHERE ('pg_opfamily'::regclass, f.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL
    SELECT 'access method', quote_ident(amname), amhandler::regproc::text FROM pg_am
     WHERE oid >= 16384 AND ('pg_am'::regclass, pg_am.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL
    SELECT 'language', quote_ident(lanname),
           concat_ws(' ', CASE WHEN lanpltrusted THEN 'trusted' END, lanplcallfoid::regproc, laninline::regproc, lanvalidator::regproc)
      FROM pg_language
     WHERE oid >= 16384 AND ('pg_language'::regclass, pg_language.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL
    SELECT 'transform', t.trftype::regtype || ' for ' || quote_ident(l.lanname),
           concat_ws(' ', t.trffromsql::oid::regprocedure, t.trftosql::oid::regprocedure)
      FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
     WHERE ('pg_transform'::regclass, t.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL
    SELECT 'conversion', ns.name || '.' || quote_ident(c.conname),
           concat_ws(' ', pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc::regproc,
               CASE WHEN c.condefault THEN 'default' END)
      FROM pg_conversion c JOIN ns ON ns.oid = c.connamespace
     WHERE ('pg_conversion'::regclass, c.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL
    SELECT 'cast', castsource::regtype || ' as ' || casttarget::regtype,
           concat_ws(' ', castfunc::regprocedure, castcontext, castmethod)
      FROM pg_cast
     WHERE oid >= 16384 AND ('pg_cast'::regclass, pg_cast.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL
    SELECT CASE typtype WHEN 'd' THEN 'domain' ELSE 'type' END, name,
           CASE typtype
             WHEN 'e' THEN 'enum of ' || (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
                                            FROM pg_enum WHERE enumtypid = typ.oid)
             WHEN 'd' THEN concat_ws(' ', format_type(typbasetype, typtypmod), CASE WHEN typnotnull THEN 'not null' END,
                  'default ' || typdefault,
                  (SELECT string_agg(quote_ident(conname) || ' ' || pg_get_constraintdef(oid), ' ' ORDER BY conname)
                     FROM pg_constraint WHERE contypid = typ.oid AND contype = 'c'))
             WHEN 'r' THEN (SELECT concat_ws(' ', 'range of', r.rngsubtype::regtype, o.opcname,
                         CASE WHEN r.rngcanonical <> 0 THEN 'canonical ' || r.rngcanonical END,
                         CASE WHEN r.rngsubdiff <> 0 THEN 'difference ' || r.rngsubdiff END,
                         CASE WHEN r.rngcollation <> s.typcollation THEN 'collation ' || r.rngcollation::regcollation END)
                  FROM pg_range r JOIN pg_opclass o ON o.oid = r.rngsubopc JOIN pg_type s ON s.oid = r.rngsubtype
                 WHERE r.rngtypid = typ.oid)
             WHEN 'c' THEN 'composite'
             ELSE concat_ws(' ', typinput, typoutput, typlen, typalign, 'storage', typstorage, 'category', typcategory,
                  CASE WHEN typisdefined THEN NULL ELSE 'nothing but a name' END, CASE WHEN typispreferred THEN 'preferred' END,
                  CASE WHEN typbyval THEN 'by value' END, CASE WHEN typcollation <> 0 THEN 'collatable' END,
                  CASE WHEN typmodin <> 0 THEN 'modifiers ' || typmodin END, 'default ' || typdefault) END
      FROM typ

    UNION ALL
    SELECT 'trigger', tab.name || ' ' || quote_ident(t.tgname),
           CASE t.tgenabled WHEN 'O' THEN '' WHEN 'D' THEN 'DISABLED ' ELSE 'ENABLED ' || t.tgenabled::text || ' ' END
               || pg_get_triggerdef(t.oid)
      FROM tab JOIN pg_trigger t ON t.tgrelid = tab.oid WHERE NOT t.tgisinternal

    UNION ALL
    SELECT 'event trigger', quote_ident(evtname), concat_ws(' ', evtevent, evtfoid::regprocedure, evtenabled, evttags::text)
      FROM pg_event_trigger
     WHERE ('pg_event_trigger'::regclass, pg_event_trigger.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL
    SELECT 'rule', tab.name || ' ' || quote_ident(r.rulename), concat_ws(' ', r.ev_enabled, pg_get_ruledef(r.oid))
      FROM tab JOIN pg_rewrite r ON r.ev_class = tab.oid WHERE r.rulename <> '_RETURN'

    UNION ALL
    SELECT 'policy', tab.name || ' ' || quote_ident(p.polname),
           concat_ws(' ', CASE WHEN NOT p.polpermissive THEN 'RESTRICTIVE' END, p.polcmd, 'TO',
               (SELECT string_agg(CASE r WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(r)) END, ' ' ORDER BY
                   CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r)::text COLLATE "C" END) FROM unnest(p.polroles) r),
               'USING ' || pg_get_expr(p.polqual, p.polrelid), 'CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid))
      FROM tab JOIN pg_policy p ON p.polrelid = tab.oid

    UNION ALL
    SELECT 'extension', quote_ident(e.extname), CASE WHEN n.nspname <> 'public' THEN 'in schema ' || quote_ident(n.nspname) END
      FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.oid >= 16384

    UNION ALL
    SELECT 'collation', ns.name || '.' || quote_ident(c.collname),
           concat_ws(' ', c.collprovider, c.collcollate, c.collctype,
               -- which locale ICU has is in a column of its own from 15 on, that has another name from 17 on
               coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale'), to_jsonb(c) ->> 'collicurules',
               CASE WHEN NOT c.collisdeterministic THEN 'not deterministic' END)
      FROM pg_collation c JOIN ns ON ns.oid = c.collnamespace
     WHERE ('pg_collation'::regclass, c.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL
    SELECT 'statistics', ns.name || '.' || quote_ident(s.stxname), pg_get_statisticsobjdef(s.oid)
      FROM pg_statistic_ext s JOIN ns ON ns.oid = s.stxnamespace

    UNION ALL
    SELECT 'text search configuration', ns.name || '.' || quote_ident(c.cfgname),
           (SELECT string_agg(m.maptokentype || ':' || m.mapdict::regdictionary, ' ' ORDER BY m.maptokentype, m.mapseqno)
              FROM pg_ts_config_map m WHERE m.mapcfg = c.oid)
      FROM pg_ts_config c JOIN ns ON ns.oid = c.cfgnamespace
     WHERE ('pg_ts_config'::regclass, c.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL
    SELECT 'text search dictionary', ns.name || '.' || quote_ident(d.dictname), d.dictinitoption
      FROM pg_ts_dict d JOIN ns ON ns.oid = d.dictnamespace
     WHERE ('pg_ts_dict'::regclass, d.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL
    SELECT 'foreign-data wrapper', quote_ident(fdwname),
           concat_ws(' ', fdwhandler::regproc, fdwvalidator::regproc, (SELECT md5(string_agg(o, ',' ORDER BY o)) FROM unnest(fdwoptions) o))
      FROM pg_foreign_data_wrapper f
     WHERE ('pg_foreign_data_wrapper'::regclass, f.oid) NOT IN (SELECT classid, objid FROM extended)
       AND oid >= 16384

    UNION ALL
    SELECT 'server', quote_ident(s.srvname),
           concat_ws(' ', quote_ident(f.fdwname), s.srvtype, s.srvversion, (SELECT md5(string_agg(o, ',' ORDER BY o)) FROM unnest(s.srvoptions) o))
      FROM pg_foreign_server s JOIN pg_foreign_data_wrapper f ON f.oid = s.srvfdw

    UNION ALL
    SELECT 'publication', quote_ident(p.pubname),
           concat_ws(' ', CASE WHEN p.puballtables THEN 'all tables' END, p.pubinsert, p.pubupdate, p.pubdelete,
               CASE WHEN NOT p.pubtruncate THEN 'no truncate' END, CASE WHEN p.pubviaroot THEN 'via root' END,
               -- from 15 on
               (SELECT 'schemas ' || string_agg(ns.name, ' ' ORDER BY ns.name COLLATE "C")
                  FROM pg_depend d JOIN pg_depend s ON s.classid = d.classid AND s.objid = d.objid
                  JOIN ns ON s.refclassid = 'pg_namespace'::regclass AND s.refobjid = ns.oid
                 WHERE d.classid = to_regclass('pg_catalog.pg_publication_namespace')
                   AND d.refclassid = 'pg_publication'::regclass AND d.refobjid = p.oid),
               (SELECT string_agg(r.prrelid::regclass::text, ' ' ORDER BY r.prrelid::regclass::text COLLATE "C")
                  FROM pg_publication_rel r WHERE r.prpubid = p.oid AND r.prrelid IN (SELECT oid FROM tab)),
               -- from 15 on
               (SELECT 'filtered ' || string_agg(r.prrelid::regclass::text, ' ' ORDER BY r.prrelid::regclass::text COLLATE "C")
                  FROM pg_publication_rel r WHERE r.prpubid = p.oid AND to_jsonb(r) ->> 'prqual' IS NOT NULL))
      FROM pg_publication p

    UNION ALL -- from 15 on: which columns and rows; older catalogs have no such columns, so these are asked for by JSON
    SELECT 'publication table', quote_ident(p.pubname) || ' ' || tab.name,
           concat_ws(' ',
               (SELECT 'columns ' || string_agg(quote_ident(a.attname), ' ' ORDER BY a.attname COLLATE "C")
                  FROM pg_attribute a
                 WHERE a.attrelid = r.prrelid AND to_jsonb(r) -> 'prattrs' @> to_jsonb(a.attnum)),
               (SELECT 'where ' || (to_jsonb(t) ->> 'rowfilter') FROM pg_publication_tables t
                 WHERE t.pubname = p.pubname AND format('%I.%I', t.schemaname, t.tablename) = tab.name))
      FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid JOIN tab ON tab.oid = r.prrelid
     WHERE to_jsonb(r) ->> 'prqual' IS NOT NULL OR to_jsonb(r) ->> 'prattrs' IS NOT NULL

    UNION ALL
    SELECT 'comment', i.type || ' ' || i.identity, d.description
      FROM pg_description d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
     WHERE (d.objoid >= 16384 OR d.classoid = 'pg_largeobject'::regclass)
       AND (d.classoid, d.objoid) NOT IN (SELECT classid, objid FROM extended)
       AND CASE d.classoid
             WHEN 'pg_extension'::regclass THEN false
             WHEN 'pg_trigger'::regclass THEN d.objoid IN (SELECT oid FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM tab))
             WHEN 'pg_constraint'::regclass THEN
                  d.objoid IN (SELECT oid FROM pg_constraint WHERE conrelid IN (SELECT oid FROM tab)
                                  AND NOT (contype = 'f' AND conparentid <> 0))
             WHEN 'pg_class'::regclass THEN d.objoid IN (SELECT oid FROM rel WHERE relkind NOT IN ('i', 'I')
                  UNION ALL SELECT indexrelid FROM pg_index
                   WHERE indisvalid AND indisready AND indrelid IN (SELECT oid FROM tab))
             WHEN 'pg_policy'::regclass THEN d.objoid IN (SELECT oid FROM pg_policy WHERE polrelid IN (SELECT oid FROM tab))
             WHEN 'pg_rewrite'::regclass THEN d.objoid IN (SELECT oid FROM pg_rewrite WHERE ev_class IN (SELECT oid FROM tab))
             WHEN 'pg_namespace'::regclass THEN d.objoid IN (SELECT oid FROM ns)
             ELSE i.schema IS NULL OR i.schema IN (SELECT nspname::text FROM ns) OR i.schema IN (SELECT name FROM ns) END

    UNION ALL
    SELECT 'owner', b.name, quote_ident(pg_get_userbyid(b.owner)) FROM belonging b
     WHERE (b.class, b.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL -- those that something here depends on; others come and go with other databases
    SELECT 'role', quote_ident(r.rolname),
           concat_ws(', ',
               CASE WHEN r.rolsuper THEN 'superuser' END, CASE WHEN r.rolcanlogin THEN 'login' END,
               CASE WHEN NOT r.rolinherit THEN 'inherits nothing' END, CASE WHEN r.rolcreatedb THEN 'creates databases' END,
               CASE WHEN r.rolcreaterole THEN 'creates roles' END, CASE WHEN r.rolreplication THEN 'replication' END,
               CASE WHEN r.rolbypassrls THEN 'bypasses row security' END,
               CASE WHEN r.rolconnlimit >= 0 THEN r.rolconnlimit || ' connections' END,
               CASE WHEN r.rolvaliduntil < 'infinity' THEN 'valid until ' || (r.rolvaliduntil AT TIME ZONE 'UTC') END,
               (SELECT 'member of ' || string_agg(quote_ident(pg_get_userbyid(m.roleid))
                         || CASE WHEN m.admin_option THEN ' with admin option' ELSE '' END,
                         ' ' ORDER BY pg_get_userbyid(m.roleid)::text COLLATE "C")
                  FROM pg_auth_members m WHERE m.member = r.oid),
               -- not what they are set to, which may be a secret
               (SELECT 'sets ' || string_agg(split_part(c, '=', 1), ' ' ORDER BY split_part(c, '=', 1))
                  FROM pg_db_role_setting s, unnest(s.setconfig) c WHERE s.setdatabase = 0 AND s.setrole = r.oid))
      FROM pg_roles r
     WHERE r.oid IN (SELECT d.refobjid FROM pg_shdepend d JOIN pg_database b ON b.oid = d.dbid
                      WHERE b.datname = current_database() AND d.refclassid = 'pg_authid'::regclass)

    UNION ALL -- not what they are set to, which may be a secret
    SELECT CASE s.setrole WHEN 0 THEN 'database setting' ELSE 'role setting' END,
           CASE WHEN s.setrole <> 0 THEN quote_ident(pg_get_userbyid(s.setrole)) || ' ' ELSE '' END || split_part(c, '=', 1),
           md5(substr(c, strpos(c, '=') + 1))
      FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) c
     WHERE d.datname = current_database()

    UNION ALL -- not their options, which hold passwords
    SELECT 'user mapping', CASE m.umuser WHEN 0 THEN 'public' ELSE quote_ident(m.usename) END || ' on server ' || quote_ident(m.srvname), ''
      FROM pg_user_mappings m

    UNION ALL
    SELECT 'privileges', o.name,
           (SELECT string_agg(g.privilege, ', ' ORDER BY g.privilege COLLATE "C")
              FROM (SELECT CASE e.grantee WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(e.grantee)) END
                           || ' ' || e.privilege_type || CASE WHEN e.is_grantable THEN ' with grant option' ELSE '' END
                      FROM aclexplode(coalesce(o.acl, acldefault(o.acl_type, o.owner))) e) g (privilege))
      FROM owned o
     WHERE (o.class, o.oid) NOT IN (SELECT classid, objid FROM extended)

    UNION ALL -- of what extensions brought, where they are others than those came with; without its owner's, who created it
    SELECT 'privileges', i.type || ' ' || i.identity, now.privileges
      FROM brought b CROSS JOIN LATERAL pg_identify_object(b.class, b.oid, 0) i
      CROSS JOIN LATERAL (
           SELECT string_agg(g.privilege, ', ' ORDER BY g.privilege COLLATE "C")
             FROM (SELECT CASE e.grantee WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(e.grantee)) END
                          || ' ' || e.privilege_type || CASE WHEN e.is_grantable THEN ' with grant option' ELSE '' END
                     FROM aclexplode(coalesce(b.acl, acldefault(b.acl_type, b.owner))) e
                    WHERE e.grantee <> b.owner) g (privilege)) now (privileges)
      CROSS JOIN LATERAL (
           SELECT string_agg(g.privilege, ', ' ORDER BY g.privilege COLLATE "C")
             FROM (SELECT CASE e.grantee WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(e.grantee)) END
                          || ' ' || e.privilege_type || CASE WHEN e.is_grantable THEN ' with grant option' ELSE '' END
                     FROM aclexplode(coalesce(b.came_with, acldefault(b.acl_type, b.owner))) e
                    WHERE e.grantee <> b.owner) g (privilege)) before (privileges)
     WHERE now.privileges IS DISTINCT FROM before.privileges

    UNION ALL
    SELECT 'privileges', 'column ' || tab.name || '.' || quote_ident(a.attname),
           (SELECT string_agg(g.privilege, ', ' ORDER BY g.privilege COLLATE "C")
              FROM (SELECT CASE e.grantee WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(e.grantee)) END
                           || ' ' || e.privilege_type || CASE WHEN e.is_grantable THEN ' with grant option' ELSE '' END
                      FROM aclexplode(a.attacl) e) g (privilege))
      FROM tab JOIN pg_attribute a ON a.attrelid = tab.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped

    UNION ALL
    SELECT 'default privileges',
           concat_ws(' ', quote_ident(pg_get_userbyid(d.defaclrole)), d.defaclobjtype, 'in ' || ns.name),
           (SELECT string_agg(g.privilege, ', ' ORDER BY g.privilege COLLATE "C")
              FROM (SELECT CASE e.grantee WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(e.grantee)) END
                           || ' ' || e.privilege_type || CASE WHEN e.is_grantable THEN ' with grant option' ELSE '' END
                      FROM aclexplode(d.defaclacl) e) g (privilege))
      FROM pg_default_acl d LEFT JOIN ns ON ns.oid = d.defaclnamespace
     WHERE d.defaclnamespace = 0 OR ns.oid IS NOT NULL
)
SELECT kind, name, coalesce(facts, '') FROM structure
 WHERE name IS NOT NULL -- it was dropped this very moment
 ORDER BY kind COLLATE "C", convert_to(name, 'UTF8'), facts COLLATE "C"
