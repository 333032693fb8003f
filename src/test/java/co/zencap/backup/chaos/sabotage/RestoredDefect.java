package co.zencap.backup.chaos.sabotage;

import co.zencap.backup.drill.TestType;

/** What may be wrong with a restored database, though every program ended well. */
enum RestoredDefect {
    MISSING_ROW("DELETE FROM orders WHERE id = 17", "Table public.orders has 4,999 rows; 5,000 were expected."),
    EXTRA_ROW("INSERT INTO orders VALUES (9001, 1, '{}')", "Table public.orders has 5,001 rows"),
    CHANGED_CELL(
            "UPDATE orders SET body = '{\"total\": 0}' WHERE id = 2500",
            "Table public.orders has the expected 5,000 rows, but their content differs"),
    NULL_IN_PLACE_OF_EMPTY("UPDATE blanks SET b = NULL WHERE a = 1", "Table public.blanks has the expected 2 rows"),
    NULL_IN_PLACE_OF_NAN(
            "UPDATE app.customers SET amount = NULL WHERE id = 100", "Table app.customers has the expected"),
    EMPTY_TABLE("TRUNCATE orders", "Table public.orders has 0 rows"),
    MISSING_TABLE("DROP TABLE app.child", "Table app.child is missing"),
    MISSING_PARTITION("DROP TABLE app.events_2025_x", "Table app.events_2025_x is missing"),
    WRONG_SEQUENCE_VALUE("SELECT setval('app.numbers', -500)", "Sequence app.numbers stands"),
    SEQUENCE_THAT_GIVES_A_VALUE_AGAIN(
            "SELECT setval('app.fast_id_seq', 2, false)",
            "Sequence app.fast_id_seq stands before 2; at 2 was expected."),
    MISSING_SEQUENCE("DROP SEQUENCE app.numbers", "Sequence app.numbers is missing; it stood at -5."),
    CHANGED_LARGE_OBJECT("SELECT lo_put(4711, 0, '\\xaa')", "large objects differs"),
    MISSING_LARGE_OBJECT("SELECT lo_unlink(4712)", "There are 1 large objects; 2 were expected"),

    MISSING_INDEX("DROP INDEX app.customers_trgm", "Index app.customers_trgm is missing."),
    INVALID_INDEX(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.customers_note'::regclass",
            "Index app.customers_note is missing."),
    INDEX_WITHOUT_A_ROW(
            "UPDATE pg_index SET indisready = false WHERE indexrelid = 'blanks_a'::regclass;"
                    + " DELETE FROM blanks WHERE a = 2; INSERT INTO blanks VALUES (2, NULL);"
                    + " UPDATE pg_index SET indisready = true WHERE indexrelid = 'blanks_a'::regclass",
            "Index blanks_a is damaged",
            TestType.FULL),
    DETACHED_PARTITION(
            "ALTER TABLE app.events DETACH PARTITION app.events_rest", "Table app.events_rest is not as it was."),
    INVALID_CONSTRAINT(
            "UPDATE pg_constraint SET convalidated = false WHERE conname = 'orders_customer_id_fkey'",
            "Constraint public.orders orders_customer_id_fkey is not as it was."),
    MISSING_FOREIGN_KEY(
            "ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey",
            "Constraint public.orders orders_customer_id_fkey is missing."),
    FOREIGN_KEY_THAT_NOBODY_ENFORCES(
            "ALTER TABLE orders DISABLE TRIGGER ALL; ALTER TABLE orders ENABLE TRIGGER watch",
            "Disabled constraint public.orders orders_customer_id_fkey is there, but should not be."),
    MISSING_PRIMARY_KEY("ALTER TABLE orders DROP CONSTRAINT orders_pkey", "orders_pkey is missing."),
    MISSING_COLUMN_DEFAULT("ALTER TABLE app.customers ALTER mood DROP DEFAULT", "Column app.customers.mood is"),
    MISSING_TRIGGER("DROP TRIGGER touch ON app.customers", "Trigger app.customers touch is missing."),
    DISABLED_TRIGGER("ALTER TABLE orders DISABLE TRIGGER watch", "Trigger public.orders watch is not as it was."),
    EXTRA_TRIGGER(
            "CREATE TRIGGER spy BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION app.touch()",
            "Trigger public.orders spy is there, but should not be."),
    ENABLED_TRIGGER("ALTER TABLE app.customers ENABLE TRIGGER touch", "Trigger app.customers touch is"),
    CHANGED_FUNCTION(
            "CREATE OR REPLACE FUNCTION app.add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE STRICT"
                    + " AS 'SELECT a - b'",
            "Function app.add(a integer, b integer) is"),
    CHANGED_VIEW(
            "CREATE OR REPLACE VIEW app.good AS SELECT id, status FROM app.customers WHERE status = 'a'",
            "View app.good is"),
    MISSING_VIEW("DROP VIEW app.own", "View app.own is missing."),
    EMPTIED_MATERIALIZED_VIEW(
            "REFRESH MATERIALIZED VIEW app.counts WITH NO DATA", "Materialized view app.counts is not as it was."),
    MISSING_POLICY("DROP POLICY own ON app.customers", "Policy app.customers own is missing."),
    ROW_SECURITY_OFF("ALTER TABLE app.customers DISABLE ROW LEVEL SECURITY", "Table app.customers is"),
    MISSING_EXTENSION("DROP EXTENSION pg_trgm CASCADE", "Extension pg_trgm is missing."),
    EXTENSION_IN_ANOTHER_SCHEMA("ALTER EXTENSION pgcrypto SET SCHEMA app", "Extension pgcrypto is not as it was."),
    MISSING_EVENT_TRIGGER("DROP EVENT TRIGGER guard", "Event trigger guard is missing."),
    MISSING_PUBLICATION("DROP PUBLICATION pub", "Publication pub is missing."),
    PUBLICATION_OF_OTHER_ROWS(
            "ALTER PUBLICATION some_rows SET TABLE app.spans (id) WHERE (id > 0)",
            "Publication table some_rows app.spans is not as it was."),
    PUBLICATION_OF_MORE_COLUMNS(
            "ALTER PUBLICATION some_rows SET TABLE app.spans (id, spans) WHERE (id > 1)",
            "Publication table some_rows app.spans is not as it was."),
    PUBLICATION_OF_ONE_SCHEMA_LESS(
            "ALTER PUBLICATION whole DROP TABLES IN SCHEMA app", "Publication whole is not as it was."),
    PUBLICATION_OF_TRUNCATION(
            "ALTER PUBLICATION pub SET (publish = 'insert, truncate')", "Publication pub is not as it was."),
    FOREIGN_COLUMN_OF_ANOTHER_NAME(
            "ALTER FOREIGN TABLE app.far ALTER id OPTIONS (SET column_name 'other')",
            "Column app.far.id is not as it was."),
    MISSING_STATISTICS_TARGET(
            "ALTER TABLE orders ALTER customer_id SET STATISTICS -1",
            "Column public.orders.customer_id is not as it was."),
    RENAMED_ENUM_LABEL("ALTER TYPE app.mood RENAME VALUE 'meh' TO 'so so'", "Type app.mood is"),
    MISSING_COMMENT("COMMENT ON COLUMN app.customers.mail IS NULL", "Comment of table column app.customers.mail"),
    UNVALIDATED_MADE_VALID("ALTER TABLE app.a VALIDATE CONSTRAINT later", "Constraint app.a later is");

    /** Beside the hard cases: what these defects are about. */
    static final String[] MADE_FIRST = {
        "CREATE TABLE blanks (a int, b text)",
        "INSERT INTO blanks VALUES (1, ''), (2, NULL)",
        "CREATE INDEX blanks_a ON blanks (a)",
        "CREATE TRIGGER watch BEFORE UPDATE ON orders FOR EACH ROW WHEN (OLD.id < 0)" + " EXECUTE FUNCTION app.touch()",
        "ALTER TABLE orders ALTER customer_id SET STATISTICS 500",
        "ALTER FOREIGN TABLE app.far ALTER id OPTIONS (column_name 'nr')",
        "CREATE TABLE lax (id int REFERENCES customers)",
        "ALTER TABLE lax DISABLE TRIGGER ALL", // which no dump holds: a restore may enforce it
        "CREATE PUBLICATION whole FOR TABLES IN SCHEMA app"
    };

    private final String sql;
    private final String words;
    private final TestType test;

    RestoredDefect(String sql, String words) {
        this(sql, words, TestType.QUICK);
    }

    RestoredDefect(String sql, String words, TestType test) {
        this.sql = sql;
        this.words = words;
        this.test = test;
    }

    String sql() {
        return sql;
    }

    /** By which the test names it. */
    String words() {
        return words;
    }

    /** The least test that can see it. */
    TestType test() {
        return test;
    }
}
