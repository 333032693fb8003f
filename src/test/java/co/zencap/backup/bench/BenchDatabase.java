package co.zencap.backup.bench;

import co.zencap.backup.postgres.PostgresUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of mixed content: text, JSON, numbers, bytea, with indexes. */
final class BenchDatabase {
    /** Bytes of table data that one unit of the generator makes, as pg_dump writes them. */
    private static final int UNITS_PER_MEGABYTE = 700;

    private BenchDatabase() {}

    static void fill(PostgresUrl url, int megabytes) throws SQLException {
        int n = megabytes * UNITS_PER_MEGABYTE;
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
                Statement sql = connection.createStatement()) {
            sql.execute("SELECT setseed(0.42)");
            sql.execute("CREATE TABLE customers AS SELECT i AS id, 'customer-' || i || '@example.org' AS email,"
                    + " (ARRAY['Ada','Grace','Edsger','Barbara','Donald'])[1 + i % 5] AS given_name,"
                    + " md5(i::text) AS token, now() - random() * interval '900 days' AS created_at"
                    + " FROM generate_series(1, " + n / 2 + ") i");
            sql.execute("CREATE TABLE orders AS SELECT i AS id, (random() * " + n / 2 + ")::int + 1 AS customer_id,"
                    + " (random() * 10000)::numeric(12, 2) AS total, (random() * 9)::int AS state,"
                    + " now() - random() * interval '900 days' AS ordered_at, random() AS score"
                    + " FROM generate_series(1, " + n * 3 + ") i");
            sql.execute("CREATE TABLE events AS SELECT i AS id, jsonb_build_object('kind',"
                    + " (ARRAY['view','click','buy','leave'])[1 + i % 4], 'session', md5(random()::text), 'page', '/p/' || i % 997,"
                    + " 'price', round((random() * 1000)::numeric, 2), 'tags', ARRAY['a' || i % 7, 'b' || i % 13]) AS body"
                    + " FROM generate_series(1, " + n * 2 + ") i");
            sql.execute(
                    "CREATE TABLE documents AS SELECT i AS id, repeat('The quick brown fox no. ' || i || ' jumps over the"
                            + " lazy dog. ', 3 + i % 9) || md5(random()::text) AS text FROM generate_series(1, " + n
                            + ") i");
            sql.execute(
                    "CREATE TABLE images AS SELECT i AS id, (SELECT string_agg(decode(md5(random()::text || i || j),"
                            + " 'hex'), '') FROM generate_series(1, 64) j) AS content FROM generate_series(1, " + n / 8
                            + ") i");
            for (String table : new String[] {"customers", "orders", "events", "documents", "images"}) {
                sql.execute("ALTER TABLE " + table + " ADD PRIMARY KEY (id)");
            }
            sql.execute("CREATE UNIQUE INDEX ON customers (email)");
            sql.execute("CREATE INDEX ON orders (customer_id)");
            sql.execute("CREATE INDEX ON orders (ordered_at)");
            connection.setAutoCommit(true);
            sql.execute("VACUUM ANALYZE");
        }
    }

    static long size(PostgresUrl url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT pg_database_size(current_database())")) {
            row.next();
            return row.getLong(1);
        }
    }
}
