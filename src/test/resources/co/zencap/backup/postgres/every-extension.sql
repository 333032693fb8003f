-- Uses all that the extensions of this database brought, as their own catalog entries tell: a table with a column of each
-- type and rows in it, an index by each operator class, a view of each function, operator and cast, triggers, foreign servers
-- and tables, dictionaries, functions in each language. What an object does not take is noted in made.by_catalog, with the
-- reason: no list here names an extension.
CREATE SCHEMA made;
CREATE TABLE made.by_catalog (number serial, kind text, name text, failure text);

CREATE FUNCTION made.attempt(kind text, name text, command text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE command;
    INSERT INTO made.by_catalog (kind, name) VALUES (kind, name);
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    INSERT INTO made.by_catalog (kind, name, failure) VALUES (kind, name, SQLSTATE || ' ' || SQLERRM);
    RETURN false;
END $$;

CREATE FUNCTION made.of_extension(class regclass, object oid) RETURNS boolean LANGUAGE sql STABLE AS
    'SELECT EXISTS (SELECT FROM pg_depend WHERE classid = class AND objid = object AND deptype = ''e'')';

-- an unpretentious name, unique for its object
CREATE FUNCTION made.label(prefix text, object oid, name text) RETURNS text LANGUAGE sql STABLE AS
    'SELECT format(''made.%I'', left(prefix || ''_'' || (SELECT count(*) FROM made.by_catalog) || ''_'' || name, 60))';

-- one that a polymorphic argument takes
CREATE FUNCTION made.concrete(type oid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE type::regtype::text
        WHEN 'anyarray' THEN 'integer[]' WHEN 'anycompatiblearray' THEN 'integer[]'
        WHEN 'anyelement' THEN 'integer' WHEN 'anynonarray' THEN 'integer' WHEN 'anycompatible' THEN 'integer'
        WHEN 'anycompatiblenonarray' THEN 'integer'
        WHEN 'anyrange' THEN 'int4range' WHEN 'anymultirange' THEN 'int4multirange' WHEN 'anyenum' THEN 'made.mood'
        WHEN 'record' THEN 'made.by_catalog'
        ELSE type::regtype::text END
$$;

-- values that text of this kind is read as, tried on each type
CREATE TABLE made.literal (number serial, text text);
INSERT INTO made.literal (text) VALUES ('1'), ('-7'), ('0.25'), ('a'), ('A b'), ('1/3'), ('1.2.3'), ('1:2~rc3-4'), ('(1,2)'),
    ('(1,2),(3,4)'), ('[1,2]'), ('1 .. 2'), ('{1,2}'), ('{}'), ('a=>1, "b c"=>NULL'), ('Top.Science.Astronomy'), ('a.*{1,2}.b'),
    ('a & b'), ('10.0.0.1'), ('10.0.0.0/8'), ('10.0.0.1-10.0.0.9'), ('::1'), ('2001:db8::/32'), ('978-0-393-04002-9'),
    ('0-393-04002-X'), ('1436-4522'), ('979-0-060-11561-5'), ('036000291452'), ('220500896394'), ('9771436452008'), ('123[4-5]'),
    ('5 km/h'), ('POINT(1 2)'), ('POLYGON((0 0,0 1,1 1,0 0))'), ('BOX(1 2,3 4)'), ('BOX3D(1 2 3,4 5 6)'), ('<(1d,2d),3d>'),
    ('(10d, 20d)'), ('{(0d,0d),(10d,0d),(10d,10d)}'), ('x.y = 1'), ('c1ccccc1'), ('2020-02-29'), ('1.2.840.113549'), ('1100'),
    (E'\\x128b7f'), ('flags 0 count 1 compression 100 centroids 1 (1.0, 1)');
CREATE TYPE made.mood AS ENUM ('sad', 'ok', 'happy');

DO $$
DECLARE
    t record; word record; other record; place text; columns text; filled int;
BEGIN
    -- types
    FOR t IN SELECT y.oid, y.typname, format_type(y.oid, NULL) AS type, y.typarray, y.typtype,
                    coalesce((SELECT string_agg(enumlabel, ',') FROM pg_enum WHERE enumtypid = y.oid), '') AS labels
               FROM pg_type y LEFT JOIN pg_class c ON c.oid = y.typrelid
              WHERE made.of_extension('pg_type', y.oid) AND y.typtype <> 'p' AND y.typisdefined
                AND (y.typrelid = 0 OR c.relkind = 'c')
                AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = y.oid) ORDER BY y.typname, y.oid
    LOOP
        place := made.label('type', t.oid, t.typname);
        IF made.attempt('type', t.type, format('CREATE TABLE %s (id int PRIMARY KEY, v %s)', place, t.type)) THEN
            INSERT INTO made.literal (text) SELECT unnest(string_to_array(t.labels, ','));
            EXECUTE format('INSERT INTO %s VALUES (0, NULL)', place);
            filled := 0;
            FOR word IN SELECT * FROM made.literal ORDER BY number LOOP
                BEGIN
                    EXECUTE format('INSERT INTO %s VALUES (%s, %L)', place, word.number, word.text);
                    filled := filled + 1;
                EXCEPTION WHEN OTHERS THEN CONTINUE; -- not of this type
                END;
            END LOOP;
            INSERT INTO made.by_catalog (kind, name, failure)
            VALUES ('value', t.type, CASE WHEN filled = 0 THEN 'no text is one' END);
            IF t.typarray <> 0 THEN
                PERFORM made.attempt('array', t.type, format('ALTER TABLE %s ADD a %s[]', place, t.type));
                PERFORM made.attempt('array value', t.type, format('UPDATE %s SET a = ARRAY[v, NULL, v]', place));
            END IF;
            IF t.typtype <> 'd' THEN
                PERFORM made.attempt('domain', t.type, format('CREATE DOMAIN %s AS %s', made.label('domain', t.oid, t.typname), t.type));
            END IF;
            PERFORM made.attempt('statistics', t.type, format('CREATE STATISTICS %s ON id, v FROM %s', made.label('statistics', t.oid, t.typname), place));
            PERFORM made.attempt('matview', t.type, format('CREATE MATERIALIZED VIEW %s AS SELECT * FROM %s', made.label('matview', t.oid, t.typname), place));
            PERFORM made.attempt('default', t.type, format('ALTER TABLE %s ALTER v SET DEFAULT NULL::%s', place, t.type));
            PERFORM made.attempt('generated', t.type, format('ALTER TABLE %s ADD g %s GENERATED ALWAYS AS (v) STORED', place, t.type));
            PERFORM made.attempt('list partition', t.type, format('CREATE TABLE %s_p (v %s) PARTITION BY LIST (v)', place, t.type));
            PERFORM made.attempt('function', t.type, format('CREATE FUNCTION %s(x %s) RETURNS %2$s LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT x; END',
                made.label('takes', t.oid, t.typname), t.type));
            PERFORM made.attempt('range', t.type, format('CREATE TYPE %s AS RANGE (subtype = %s)', made.label('range', t.oid, t.typname), t.type));
        END IF;
    END LOOP;

    -- indexes, and constraints that need them
    FOR t IN SELECT c.oid, c.opcname, format('%I.%I', n.nspname, c.opcname) AS class, m.amname, made.concrete(c.opcintype) AS type,
                    c.opcfamily, c.opcintype
               FROM pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace JOIN pg_am m ON m.oid = c.opcmethod
              WHERE made.of_extension('pg_opclass', c.oid) ORDER BY m.amname, c.opcname, c.oid
    LOOP
        place := made.label('index', t.oid, t.opcname);
        PERFORM made.attempt('indexed type', t.type, format('CREATE TABLE %s (v %s, id int)', place, t.type));
        PERFORM made.attempt('index', t.class || ' ' || t.amname, format('CREATE INDEX ON %s USING %I (v %s)', place, t.amname, t.class));
        PERFORM made.attempt('index of an expression', t.class || ' ' || t.amname,
            format('CREATE INDEX ON %s USING %I ((coalesce(v, v)) %s) WHERE v IS NOT NULL', place, t.amname, t.class));
        IF t.amname = 'btree' THEN
            PERFORM made.attempt('partitions', t.class, format('CREATE TABLE %s_p (v %s, id int) PARTITION BY RANGE (v %s)', place, t.type, t.class));
            PERFORM made.attempt('partition', t.class, format('CREATE TABLE %s_q PARTITION OF %1$s_p FOR VALUES FROM (MINVALUE) TO (MAXVALUE)', place));
        ELSIF t.amname = 'hash' THEN
            PERFORM made.attempt('partitions', t.class, format('CREATE TABLE %s_p (v %s, id int) PARTITION BY HASH (v %s)', place, t.type, t.class));
            PERFORM made.attempt('partition', t.class, format('CREATE TABLE %s_q PARTITION OF %1$s_p FOR VALUES WITH (MODULUS 1, REMAINDER 0)', place));
        END IF;
        FOR other IN SELECT format('OPERATOR(%I.%s)', n.nspname, p.oprname) AS operator
                   FROM pg_amop a JOIN pg_operator p ON p.oid = a.amopopr JOIN pg_namespace n ON n.oid = p.oprnamespace
                  WHERE a.amopfamily = t.opcfamily AND a.amoplefttype = t.opcintype AND a.amoprighttype = t.opcintype
                    AND p.oprcom = p.oid AND a.amoppurpose = 's' AND t.amname IN ('gist', 'spgist')
        LOOP
            PERFORM made.attempt('exclusion', t.class || ' ' || other.operator,
                format('ALTER TABLE %s ADD EXCLUDE USING %I (v %s WITH %s)', place, t.amname, t.class, other.operator));
        END LOOP;
    END LOOP;

    -- functions, operators and casts
    FOR t IN SELECT p.oid, p.proname, format('%I.%I', n.nspname, p.proname) AS function, p.prokind,
                    (SELECT string_agg(CASE WHEN p.provariadic <> 0 AND a.at = p.pronargs THEN 'VARIADIC ' ELSE '' END
                            || 'NULL::' || made.concrete(a.type), ', ' ORDER BY a.at)
                       FROM unnest(p.proargtypes) WITH ORDINALITY a (type, at)) AS arguments, p.oid::regprocedure::text AS signature
               FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
              WHERE made.of_extension('pg_proc', p.oid) AND p.prokind IN ('f', 'a', 'w')
                AND NOT 'internal'::regtype = ANY (p.proargtypes) AND NOT 'cstring'::regtype = ANY (p.proargtypes)
                AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype, 'internal'::regtype, 'cstring'::regtype,
                    'language_handler'::regtype, 'fdw_handler'::regtype, 'index_am_handler'::regtype, 'record'::regtype)
              ORDER BY p.proname, p.oid
    LOOP
        PERFORM made.attempt('view of a function', t.signature, format('CREATE VIEW %s AS SELECT %s(%s) %s AS x',
            made.label('call', t.oid, t.proname), t.function, t.arguments, CASE t.prokind WHEN 'w' THEN 'OVER ()' ELSE '' END));
    END LOOP;
    FOR t IN SELECT o.oid, o.oprname, format('OPERATOR(%I.%s)', n.nspname, o.oprname) AS operator, o.oid::regoperator::text AS signature,
                    made.concrete(o.oprleft) AS left_type, made.concrete(o.oprright) AS right_type, o.oprleft, o.oprresult,
                    (SELECT lanname FROM pg_language l JOIN pg_proc p ON p.prolang = l.oid WHERE p.oid = o.oprcode) AS language
               FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
              WHERE made.of_extension('pg_operator', o.oid) ORDER BY o.oid
    LOOP
        PERFORM made.attempt('view of an operator', t.signature, format('CREATE VIEW %s AS SELECT %s %s NULL::%s AS x',
            made.label('operator', t.oid, ''), CASE WHEN t.oprleft <> 0 THEN 'NULL::' || t.left_type ELSE '' END, t.operator, t.right_type));
        -- functions in SQL lean on the search path, which a restore empties: rows that are checked by some don't come back
        IF t.oprresult = 'boolean'::regtype AND t.oprleft <> 0 AND t.language <> 'sql' THEN
            place := made.label('checked', t.oid, '');
            PERFORM made.attempt('check with an operator', t.signature,
                format('CREATE TABLE %s (a %s, b %s, CHECK (a %4$s b))', place, t.left_type, t.right_type, t.operator));
            PERFORM made.attempt('policy with an operator', t.signature, format('CREATE POLICY own ON %s USING (a %s b)', place, t.operator));
            PERFORM made.attempt('row', t.signature, format('INSERT INTO %s VALUES (NULL, NULL)', place));
        END IF;
    END LOOP;
    FOR t IN SELECT c.oid, format_type(castsource, NULL) AS source, format_type(casttarget, NULL) AS target FROM pg_cast c
              WHERE made.of_extension('pg_cast', c.oid) ORDER BY 2, 3
    LOOP
        PERFORM made.attempt('view of a cast', t.source || ' as ' || t.target, format('CREATE VIEW %s AS SELECT NULL::%s::%s AS x',
            made.label('cast', t.oid, ''), t.source, t.target));
    END LOOP;

    -- triggers, in a table with columns of many kinds
    CREATE TABLE made.triggered (id int, name text, at timestamptz, document tsvector, lo oid);
    FOR t IN SELECT p.oid, p.proname, format('%I.%I', n.nspname, p.proname) AS function, p.prorettype = 'trigger'::regtype AS of_rows
               FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
              WHERE made.of_extension('pg_proc', p.oid) AND p.prorettype IN ('trigger'::regtype, 'event_trigger'::regtype)
              ORDER BY p.proname, p.oid
    LOOP
        IF t.of_rows THEN
            PERFORM made.attempt('trigger', t.function, format('CREATE TRIGGER %I BEFORE INSERT OR UPDATE ON made.triggered FOR EACH ROW EXECUTE FUNCTION %s(''id'', ''it''''s'')',
                t.proname, t.function));
            PERFORM made.attempt('disabled trigger', t.function, format('ALTER TABLE made.triggered DISABLE TRIGGER %I', t.proname));
        ELSE
            PERFORM made.attempt('event trigger', t.function, format('CREATE EVENT TRIGGER %I ON ddl_command_end WHEN TAG IN (''CREATE TABLE'') EXECUTE FUNCTION %s()',
                'made_' || t.proname, t.function));
            PERFORM made.attempt('disabled event trigger', t.function, format('ALTER EVENT TRIGGER %I DISABLE', 'made_' || t.proname));
        END IF;
    END LOOP;

    -- foreign servers and tables, with as few options as their validators let pass
    FOR t IN SELECT oid, fdwname FROM pg_foreign_data_wrapper f WHERE made.of_extension('pg_foreign_data_wrapper', f.oid)
    LOOP
        FOREACH columns IN ARRAY ARRAY['', 'OPTIONS (host ''203.0.113.1'')', 'OPTIONS (servername ''203.0.113.1'')',
            'OPTIONS (datasource ''/nowhere'', format ''CSV'')'] LOOP
            EXIT WHEN made.attempt('server', t.fdwname, format('CREATE SERVER %I TYPE ''x'' VERSION ''1'' FOREIGN DATA WRAPPER %I %s', 'server of ' || t.fdwname, t.fdwname, columns));
        END LOOP;
        PERFORM made.attempt('user mapping', t.fdwname, format('CREATE USER MAPPING FOR PUBLIC SERVER %I', 'server of ' || t.fdwname));
        FOREACH columns IN ARRAY ARRAY['', 'OPTIONS (filename ''/nowhere'', format ''csv'')', 'OPTIONS (table ''x'')', 'OPTIONS (layer ''x'')'] LOOP
            EXIT WHEN made.attempt('foreign table', t.fdwname, format('CREATE FOREIGN TABLE %s (id int NOT NULL, t text) SERVER %I %s',
                made.label('foreign', t.oid, t.fdwname), 'server of ' || t.fdwname, columns));
        END LOOP;
    END LOOP;

    -- text search
    FOR t IN SELECT e.oid, e.tmplname, format('%I.%I', n.nspname, e.tmplname) AS template
               FROM pg_ts_template e JOIN pg_namespace n ON n.oid = e.tmplnamespace WHERE made.of_extension('pg_ts_template', e.oid)
    LOOP
        FOREACH columns IN ARRAY ARRAY['', format(', RULES = %L', t.tmplname)] LOOP
            place := format('made.%I', t.tmplname || '_' || length(columns));
            PERFORM made.attempt('dictionary', t.template, format('CREATE TEXT SEARCH DICTIONARY %s (TEMPLATE = %s%s)', place, t.template, columns));
            PERFORM made.attempt('configuration', t.template, format('CREATE TEXT SEARCH CONFIGURATION %s (COPY = english)', place));
            PERFORM made.attempt('mapping', t.template, format('ALTER TEXT SEARCH CONFIGURATION %s ALTER MAPPING FOR asciiword, int WITH %1$s, simple', place));
        END LOOP;
    END LOOP;

    -- functions in each language, and with each transform
    PERFORM set_config('check_function_bodies', 'off', true);
    FOR t IN SELECT lanname FROM pg_language l WHERE made.of_extension('pg_language', l.oid)
    LOOP
        PERFORM made.attempt('function in a language', t.lanname, format('CREATE FUNCTION made.%I(x int) RETURNS int LANGUAGE %I AS %L',
            'in_' || t.lanname, t.lanname, E'it''s \\ $ a\nbody;'));
        PERFORM made.attempt('procedure in a language', t.lanname, format('CREATE PROCEDURE made.%I(INOUT x int) LANGUAGE %I AS %L',
            'does_' || t.lanname, t.lanname, 'nothing'));
    END LOOP;
    FOR t IN SELECT r.oid, format_type(r.trftype, NULL) AS type, l.lanname FROM pg_transform r JOIN pg_language l ON l.oid = r.trflang
              WHERE made.of_extension('pg_transform', r.oid)
    LOOP
        PERFORM made.attempt('function with a transform', t.type || ' ' || t.lanname, format('CREATE FUNCTION %s(x %s) RETURNS int TRANSFORM FOR TYPE %2$s LANGUAGE %I AS ''x''',
            made.label('transforms', t.oid, t.lanname), t.type, t.lanname));
    END LOOP;

    -- rows of the tables that extensions keep for their users: one as the first is there, under another key
    FOR t IN SELECT c.oid, c.oid::regclass::text AS name
               FROM pg_extension e, unnest(e.extconfig) c (oid) JOIN pg_class r ON r.oid = c.oid WHERE r.relkind = 'r'
    LOOP
        SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum),
               string_agg(CASE WHEN a.attnum > 1 THEN quote_ident(a.attname)
                   WHEN format_type(a.atttypid, NULL) IN ('integer', 'bigint') THEN '990001' ELSE quote_literal('made') END,
                   ', ' ORDER BY a.attnum)
          INTO columns, place
          FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
        PERFORM made.attempt('configuration row', t.name,
            format('INSERT INTO %s (%s) SELECT %s FROM %1$s LIMIT 1', t.name, columns, place));
    END LOOP;
END $$;

-- who may use what extensions brought is the operator's to change
CREATE ROLE "ext'ra";
DO $$
DECLARE t record;
BEGIN
    FOR t IN SELECT e.extname, (SELECT min(objid) FROM pg_depend WHERE refobjid = e.oid AND deptype = 'e' AND classid = 'pg_proc'::regclass) AS function
               FROM pg_extension e
    LOOP
        IF t.function IS NOT NULL THEN
            PERFORM made.attempt('privileges of an extension''s function', t.extname,
                format('REVOKE ALL ON FUNCTION %s FROM public; GRANT EXECUTE ON FUNCTION %1$s TO "ext''ra"', t.function::regprocedure));
        END IF;
    END LOOP;
END $$;
