-- What is hard about backing up PostgreSQL, in one database, for servers from 12 on. Roles are clerk_SUFFIX and owner_SUFFIX.
CREATE EXTENSION citext;
CREATE EXTENSION pgcrypto;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION hstore;
CREATE EXTENSION ltree;
CREATE EXTENSION intarray;
CREATE EXTENSION postgres_fdw;
REVOKE EXECUTE ON FUNCTION gen_salt(text) FROM public;
GRANT EXECUTE ON FUNCTION gen_salt(text) TO clerk_SUFFIX;

CREATE SCHEMA "Odd ""Schema""; --";
COMMENT ON SCHEMA "Odd ""Schema""; --" IS 'it''s odd';
CREATE SCHEMA app AUTHORIZATION owner_SUFFIX;
GRANT USAGE ON SCHEMA app TO clerk_SUFFIX;

CREATE COLLATION app.german (provider = icu, locale = 'de-u-co-phonebk');
CREATE DOMAIN app.email AS citext CHECK (VALUE ~ '^[^@]+@[^@]+$') NOT NULL;
CREATE TYPE app.mood AS ENUM ('sad', 'ok', 'it''s "fine"');
ALTER TYPE app.mood ADD VALUE 'meh' BEFORE 'ok';
CREATE TYPE app.address AS (street text, zip varchar(10));
CREATE TYPE app.period AS RANGE (subtype = timestamptz);
CREATE SEQUENCE app.numbers AS smallint START 7 INCREMENT -3 MINVALUE -1000 MAXVALUE 1000 CYCLE CACHE 5;
SELECT nextval('app.numbers'), nextval('app.numbers');

CREATE FUNCTION app.add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a + b';
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app AS
  $$ BEGIN NEW.note := coalesce(NEW.note, '') || '.'; RETURN NEW; END $$;
REVOKE ALL ON FUNCTION app.touch() FROM public;
CREATE FUNCTION app.guard() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE PROCEDURE app.nothing(INOUT x int) LANGUAGE plpgsql AS $$ BEGIN x := x; END $$;
CREATE AGGREGATE app.total (int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE FUNCTION app.near(numeric, numeric) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs($1 - $2) < 1';
CREATE OPERATOR app.=~= (LEFTARG = numeric, RIGHTARG = numeric, FUNCTION = app.near, COMMUTATOR = OPERATOR(app.=~=));
CREATE FUNCTION app.to_text(app.address) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).street';
CREATE CAST (app.address AS text) WITH FUNCTION app.to_text(app.address) AS ASSIGNMENT;

CREATE COLLATION app.caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE CONVERSION app.odd FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE ACCESS METHOD odd_heap TYPE TABLE HANDLER heap_tableam_handler;
CREATE FUNCTION app.odd_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE LANGUAGE plodd HANDLER app.odd_handler;
CREATE TYPE app.odd_text;
CREATE FUNCTION app.odd_in(cstring) RETURNS app.odd_text LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION app.odd_out(app.odd_text) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE app.odd_text (INPUT = app.odd_in, OUTPUT = app.odd_out, STORAGE = extended, CATEGORY = 'S');
CREATE OPERATOR CLASS app.by_size FOR TYPE int USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
ALTER OPERATOR FAMILY app.by_size USING btree ADD OPERATOR 1 < (bigint, int), FUNCTION 1 (bigint, int) btint84cmp(bigint, int);

CREATE TABLE app.customers (
  id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 10) PRIMARY KEY,
  "Mixed ""Case"" ünïcode" text COLLATE app.german,
  mail app.email,
  mood app.mood DEFAULT 'ok',
  home app.address,
  tags hstore,
  path ltree,
  marks int[] NOT NULL DEFAULT '{}',
  shown text GENERATED ALWAYS AS ('y' || coalesce(status, '-')) STORED,
  status varchar(20) DEFAULT 'a' CHECK (status IN ('a', 'b', 'c')),
  life app.period,
  amount numeric, f4 real, f8 double precision, body jsonb, words tsvector, raw bytea, note text,
  EXCLUDE USING gist (life WITH &&));
ALTER TABLE app.customers ALTER COLUMN note SET STORAGE EXTERNAL;
INSERT INTO app.customers (mail, "Mixed ""Case"" ünïcode", mood, home, tags, path, marks, life, amount, f4, f8, body, words, raw, note)
SELECT 'c' || i || '@example.com', E'Ünï\t\n\\' || i, 'sad', ROW('street ' || i, '1'::varchar(10))::app.address, 'a=>1', 'a.b', ARRAY[i, -i],
       app.period(now() + i * interval '1 day', now() + i * interval '1 day' + interval '1 hour'), 'NaN', 'Infinity', '-Infinity',
       '{"a": [1, 2.50, null]}', to_tsvector('english', 'the quick brown foxes'), decode('00ff27', 'hex'), repeat('x', 2000)
  FROM generate_series(1, 50) i;
CREATE UNIQUE INDEX customers_lower ON app.customers (lower(note), mail) INCLUDE (mood) WHERE mood <> 'sad';
CREATE INDEX customers_trgm ON app.customers USING gin (note gin_trgm_ops);
CREATE INDEX customers_note ON app.customers (note COLLATE "C" DESC NULLS LAST);
CLUSTER app.customers USING customers_pkey;
ALTER TABLE app.customers REPLICA IDENTITY FULL;
CREATE STATISTICS app.together (dependencies, ndistinct) ON mood, status FROM app.customers;
CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF note ON app.customers FOR EACH ROW WHEN (NEW.status <> 'c') EXECUTE FUNCTION app.touch();
ALTER TABLE app.customers DISABLE TRIGGER touch;
COMMENT ON COLUMN app.customers.mail IS 'where to write to';
COMMENT ON TRIGGER touch ON app.customers IS 'adds a dot';
ALTER TABLE app.customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON app.customers AS RESTRICTIVE FOR UPDATE TO clerk_SUFFIX USING (status IN ('a', 'b')) WITH CHECK (id > 0);
GRANT SELECT, UPDATE (note) ON app.customers TO clerk_SUFFIX WITH GRANT OPTION;
ALTER TABLE app.customers OWNER TO owner_SUFFIX;

CREATE TABLE app.a (id int PRIMARY KEY, b int);
CREATE TABLE app.b (id int PRIMARY KEY, a int REFERENCES app.a ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE app.a ADD CONSTRAINT circle FOREIGN KEY (b) REFERENCES app.b NOT VALID;
ALTER TABLE app.a ADD CONSTRAINT later CHECK (b < 1000) NOT VALID;
INSERT INTO app.a VALUES (1, NULL); INSERT INTO app.b VALUES (1, 1); UPDATE app.a SET b = 1;

CREATE TABLE app.events (at timestamptz NOT NULL, kind text NOT NULL, PRIMARY KEY (at, kind)) PARTITION BY RANGE (at);
CREATE TABLE app.events_2025 PARTITION OF app.events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (kind);
CREATE TABLE app.events_2025_x PARTITION OF app.events_2025 FOR VALUES IN ('x', 'it''s');
CREATE TABLE app.events_rest PARTITION OF app.events DEFAULT;
CREATE INDEX events_kind ON app.events (kind);
INSERT INTO app.events VALUES ('2025-06-01', 'x'), ('2030-01-01', 'y');
CREATE TABLE app.parent (x int DEFAULT 1);
CREATE TABLE app.child (y int) INHERITS (app.parent) WITH (fillfactor = 70);
INSERT INTO app.child VALUES (1, 2);
CREATE UNLOGGED TABLE app.fast (id serial, v text);
INSERT INTO app.fast (v) VALUES ('a'), ('b');
CREATE TABLE app.empty ();
CREATE TABLE "Odd ""Schema""; --"."T;able" ("c'ol" int);
CREATE RULE ignore AS ON DELETE TO app.empty DO INSTEAD NOTHING;

CREATE VIEW app.good WITH (security_barrier = true) AS SELECT id, status FROM app.customers WHERE status IN ('a', 'b');
CREATE MATERIALIZED VIEW app.counts AS SELECT status, count(*) AS n FROM app.good GROUP BY status;
CREATE MATERIALIZED VIEW app.counts_of_counts AS SELECT sum(n) AS n FROM app.counts WITH NO DATA;
CREATE UNIQUE INDEX counts_status ON app.counts (status);

CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '203.0.113.1', dbname 'x');
CREATE USER MAPPING FOR CURRENT_USER SERVER elsewhere OPTIONS (user 'x', password 'secret');
CREATE FOREIGN TABLE app.far (id int) SERVER elsewhere OPTIONS (table_name 'far');
CREATE PUBLICATION pub FOR TABLE app.a, app.b WITH (publish = 'insert');
CREATE EVENT TRIGGER guard ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION app.guard();
CREATE TEXT SEARCH CONFIGURATION app.words (COPY = english);
ALTER TEXT SEARCH CONFIGURATION app.words ALTER MAPPING FOR asciiword WITH simple;
ALTER DEFAULT PRIVILEGES FOR ROLE owner_SUFFIX IN SCHEMA app GRANT SELECT ON TABLES TO clerk_SUFFIX;
SELECT lo_from_bytea(4711, '\x00ff'); SELECT lo_from_bytea(4712, 'more');
COMMENT ON LARGE OBJECT 4711 IS 'two bytes';
GRANT SELECT ON LARGE OBJECT 4711 TO clerk_SUFFIX;
