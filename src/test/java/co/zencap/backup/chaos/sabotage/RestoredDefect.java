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
    CHANGED_LARGE_OBJECT("SELECT lo_put(4711, 0, '\\xaa')", "large objects differs"),
    MISSING_LARGE_OBJECT("SELECT lo_unlink(4712)", "There are 1 large objects; 2 were expected"),

    MISSING_INDEX("DROP INDEX app.customers_trgm", "Index app.customers_trgm is missing."),
    MISSING_FOREIGN_KEY(
            "ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey",
            "Constraint public.orders orders_customer_id_fkey is missing."),
    MISSING_PRIMARY_KEY("ALTER TABLE orders DROP CONSTRAINT orders_pkey", "orders_pkey is missing."),
    MISSING_COLUMN_DEFAULT("ALTER TABLE app.customers ALTER mood DROP DEFAULT", "Column app.customers.mood is"),
    MISSING_TRIGGER("DROP TRIGGER touch ON app.customers", "Trigger app.customers touch is missing."),
    ENABLED_TRIGGER("ALTER TABLE app.customers ENABLE TRIGGER touch", "Trigger app.customers touch is"),
    CHANGED_FUNCTION(
            "CREATE OR REPLACE FUNCTION app.add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE STRICT"
                    + " AS 'SELECT a - b'",
            "Function app.add(a integer, b integer) is"),
    CHANGED_VIEW(
            "CREATE OR REPLACE VIEW app.good AS SELECT id, status FROM app.customers WHERE status = 'a'",
            "View app.good is"),
    EMPTIED_MATERIALIZED_VIEW(
            "REFRESH MATERIALIZED VIEW app.counts WITH NO DATA", "Materialized view app.counts is not as it was."),
    MISSING_POLICY("DROP POLICY own ON app.customers", "Policy app.customers own is missing."),
    ROW_SECURITY_OFF("ALTER TABLE app.customers DISABLE ROW LEVEL SECURITY", "Table app.customers is"),
    MISSING_EXTENSION("DROP EXTENSION pg_trgm CASCADE", "Extension pg_trgm is missing."),
    MISSING_EVENT_TRIGGER("DROP EVENT TRIGGER guard", "Event trigger guard is missing."),
    MISSING_PUBLICATION("DROP PUBLICATION pub", "Publication pub is missing."),
    RENAMED_ENUM_LABEL("ALTER TYPE app.mood RENAME VALUE 'meh' TO 'so so'", "Type app.mood is"),
    MISSING_COMMENT("COMMENT ON COLUMN app.customers.mail IS NULL", "Comment of table column app.customers.mail"),
    UNVALIDATED_MADE_VALID("ALTER TABLE app.a VALIDATE CONSTRAINT later", "Constraint app.a later is"),

    MISSING_ROLE(
            "DROP OWNED BY clerk_sabotage; DROP ROLE clerk_sabotage",
            "Role of clerk_sabotage is missing.",
            TestType.FULL),
    ROLE_WITH_MORE_RIGHTS(
            "ALTER ROLE clerk_sabotage CREATEDB", "Role of clerk_sabotage is not as it was.", TestType.FULL),
    OTHER_OWNER(
            "ALTER TABLE app.customers OWNER TO postgres",
            "Owner of table app.customers is not as it was.",
            TestType.FULL),
    MISSING_GRANT(
            "REVOKE SELECT ON app.customers FROM clerk_sabotage",
            "Privileges of table app.customers is",
            TestType.FULL);

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
