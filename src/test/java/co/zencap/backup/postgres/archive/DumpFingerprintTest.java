package co.zencap.backup.postgres.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import co.zencap.backup.postgres.archive.TestServer.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rows have the same fingerprint in the dump, in the database it came from, and in the restored one. */
class DumpFingerprintTest {
    private static final String[] HARD_CASES = {
        "CREATE TABLE empty (id int)",
        "CREATE TABLE nothing ()",
        "INSERT INTO nothing SELECT FROM generate_series(1, 7)",
        "CREATE TABLE texts (id int, t text)",
        "INSERT INTO texts VALUES (1, E'two\\nlines'), (2, E'a\\ttab'), (3, E'back\\\\slash'), (4, '\\.'), (5, NULL),"
                + " (6, ''), (7, E'\\r\\n'), (8, 'grüße \u6f22\u5b57 \uD83D\uDE00'), (9, E'\\\\.\\n\\\\.'), (5, NULL)",
        "CREATE TABLE dots (t text)",
        "INSERT INTO dots VALUES ('\\.'), ('.'), ('\\'), (NULL), ('\\N')",
        "CREATE TABLE types (a int[], b float8, c float4, d numeric, e bytea, f timestamptz, g interval, h jsonb,"
                + " i money, j uuid, k regclass, l xml, m inet, n bit(5), o tsrange)",
        "INSERT INTO types VALUES ('{1,NULL,3}', 'NaN', 'Infinity', 'NaN', '\\x00ff0a5c', now(), '1 year 2 days -3:04',"
                + " '{\"a\": [1, \"\\n\"]}', 1234.56, '7f3e0000-0000-0000-0000-000000000001', 'texts', '<a>b</a>',"
                + " '10.0.0.1/8', B'10101', '[2020-01-01,2021-01-01)')",
        "INSERT INTO types (b, c) SELECT random(), random() FROM generate_series(1, 500)",
        "CREATE TABLE generated (a int, b int GENERATED ALWAYS AS (a * 2) STORED, c text)",
        "INSERT INTO generated (a, c) SELECT i, i::text FROM generate_series(1, 100) i",
        "CREATE TABLE only_generated (b int GENERATED ALWAYS AS (42) STORED)",
        "INSERT INTO only_generated DEFAULT VALUES",
        "CREATE TABLE dropped (a int, b int, c int)",
        "INSERT INTO dropped VALUES (1, 2, 3)",
        "ALTER TABLE dropped DROP COLUMN b",
        "CREATE TABLE measures (day date, v int) PARTITION BY RANGE (day)",
        "CREATE TABLE measures_a PARTITION OF measures FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
        "CREATE TABLE measures_b PARTITION OF measures DEFAULT",
        "INSERT INTO measures SELECT date '2020-06-01' + i, i FROM generate_series(1, 500) i",
        "CREATE TABLE parent (a int)",
        "CREATE TABLE child (b text) INHERITS (parent)",
        "INSERT INTO parent VALUES (1)",
        "INSERT INTO child VALUES (2, 'two')",
        "CREATE SCHEMA \"Schéma \"\"x\"\". (y)\"",
        "CREATE TABLE \"Schéma \"\"x\"\". (y)\".\"Täble, (\u6f22)\" (\"A, b\" int, \"c\"\"d\" text, \"select\" int)",
        "INSERT INTO \"Schéma \"\"x\"\". (y)\".\"Täble, (\u6f22)\" VALUES (1, 'x', 2), (NULL, NULL, NULL)",
        "CREATE TABLE big (id int, t text, b bytea)",
        "INSERT INTO big VALUES (1, repeat(E'0123456789\\n', 2000000), decode(repeat('00ff', 5000000), 'hex'))",
        "INSERT INTO big SELECT i, repeat('x', i * 65536 - 3) FROM generate_series(1, 20) i",
        "CREATE TABLE \"gr\u00f6\u00dfe; :x 'y' \\ z\" (\"sp;alte\n:a\" text, c regclass)",
        "INSERT INTO \"gr\u00f6\u00dfe; :x 'y' \\ z\" SELECT repeat('y', 1000), 'texts' FROM generate_series(1, 5000)",
        "CREATE UNLOGGED TABLE unlogged (a int)",
        "INSERT INTO unlogged VALUES (1)",
        "CREATE VIEW a_view AS SELECT * FROM texts",
        "CREATE MATERIALIZED VIEW a_matview AS SELECT * FROM texts",
        "CREATE SEQUENCE a_sequence START 42",
        "SELECT lo_from_bytea(0, decode(repeat('ab', i * 40000), 'hex')) FROM generate_series(0, 20) i",
        "SELECT lo_from_bytea(4000000000, 'high')",
        "DO $$ BEGIN FOR i IN 1..100 LOOP"
                + " EXECUTE format('CREATE TABLE many_%s AS SELECT i FROM generate_series(1, %s) i', i, i);"
                + " END LOOP; END $$",
        "CREATE SCHEMA hidden",
        "CREATE TABLE hidden.secret AS SELECT 1 AS a"
    };

    @TempDir
    Path folder;

    @Test
    void hardCases() throws Exception {
        Database source = TestServer.createDatabase();
        source.execute(HARD_CASES);
        Fingerprint dumped = survivesARestore(source, TestServer.createDatabase(), "--exclude-schema=hidden");

        assertThat(dumped.encoding()).isEqualTo("UTF8");
        assertThat(rows(dumped, "nothing")).isEqualTo(7);
        assertThat(rows(dumped, "only_generated")).isEqualTo(1);
        assertThat(rows(dumped, "texts")).isEqualTo(10);
        assertThat(rows(dumped, "dots")).isEqualTo(5);
        assertThat(rows(dumped, "empty")).isZero();
        assertThat(rows(dumped, "parent")).isEqualTo(1);
        assertThat(rows(dumped, "many_100")).isEqualTo(100);
        assertThat(table(dumped, "generated").columns()).containsExactly("a", "c");
        assertThat(table(dumped, "Täble, (\u6f22)").columns()).containsExactly("A, b", "c\"d", "select");
        assertThat(table(dumped, "big").bytes()).isGreaterThan(40_000_000);
        assertThat(dumped.tables()).extracting(TableFingerprint::schema).doesNotContain("hidden");
        assertThat(dumped.tables())
                .extracting(TableFingerprint::table)
                .doesNotContain("measures", "a_view", "a_matview");
        assertThat(dumped.largeObjects().count()).isEqualTo(22);
        assertThat(dumped.largeObjects().bytes()).isEqualTo(210 * 40_000 + 4);
    }

    @Test
    void eachChangeAfterTheDumpIsFound() throws Exception {
        Database database = TestServer.createDatabase();
        database.execute(
                "CREATE TABLE a AS SELECT i, i::text AS t FROM generate_series(1, 1000) i",
                "CREATE TABLE b (i int)",
                "CREATE TABLE c (i int, j int)",
                "SELECT lo_from_bytea(77, 'content')");
        Fingerprint dumped = dump(database, folder.resolve("dump"));
        assertThat(dumped.differences(scan(database, dumped))).isEmpty();

        database.execute(
                "UPDATE a SET t = 'other' WHERE i = 500",
                "INSERT INTO b VALUES (1)",
                "ALTER TABLE c DROP COLUMN j",
                "SELECT lo_put(77, 0, 'C')");
        assertThat(dumped.differences(scan(database, dumped)))
                .extracting(Difference::kind)
                .containsExactly(
                        Difference.Kind.CONTENT,
                        Difference.Kind.ROWS,
                        Difference.Kind.COLUMNS,
                        Difference.Kind.CONTENT);

        database.execute("DROP TABLE a");
        assertThat(dumped.differences(scan(database, dumped)))
                .extracting(Difference::kind)
                .contains(Difference.Kind.MISSING);
        try (Connection connection = database.connect()) {
            assertThat(RowCounts.of(connection, dumped, List.of(), Set.of()).differences(dumped))
                    .extracting(Difference::toString)
                    .containsExactly(
                            "The dump has the table public.a, which was not found.",
                            "The dump has 0 rows of the table public.b; 1 were counted.");
        }
    }

    @Test
    void whatADumpLeavesOutIsMissed() throws Exception {
        Database database = TestServer.createDatabase();
        database.execute(
                "CREATE TABLE a AS SELECT 1 AS i", "CREATE TABLE b AS SELECT 1 AS i", "SELECT lo_from_bytea(0, 'x')");
        Fingerprint dumped = dump(database, folder.resolve("dump"), "--exclude-table=b", "--no-blobs");
        try (Connection connection = database.connect()) {
            assertThat(RowCounts.of(connection, dumped, List.of(), Set.of()).differences(dumped))
                    .extracting(Difference::toString)
                    .containsExactly(
                            "The dump lacks the table public.b.", "The dump has 0 large objects; 1 were counted.");
        }
    }

    @Test
    void aLatin1DatabaseMayBeRestoredAsUtf8() throws Exception {
        Database source = TestServer.createDatabase("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
        source.execute("CREATE TABLE \"größe\" (\"ß\" text)", "INSERT INTO \"größe\" VALUES ('Müller'), ('ÿ')");
        Fingerprint dumped = survivesARestore(source, TestServer.createDatabase("ENCODING 'UTF8'"));
        assertThat(dumped.encoding()).isEqualTo("LATIN1");
        assertThat(table(dumped, "größe").bytes()).isEqualTo("Müller".length() + "ÿ".length() + 2);
    }

    @Test
    void anSqlAsciiDatabaseMayHoldAnyBytes() throws Exception {
        Database source = TestServer.createDatabase("ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
        source.execute(
                "CREATE TABLE bytes (t text)", "INSERT INTO bytes VALUES (E'\\xff\\xfe'), (E'\\xc3'), ('plain')");
        Fingerprint dumped =
                survivesARestore(source, TestServer.createDatabase("ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"));
        assertThat(dumped.encoding()).isEqualTo("SQL_ASCII");
    }

    @Test
    void settingsOfTheDatabasesDoNotMatter() throws Exception {
        Database source = TestServer.createDatabase();
        source.execute(
                "CREATE TABLE t (a timestamptz, b bytea, c interval, d float8, e regclass, f date, g money)",
                "INSERT INTO t VALUES (now(), '\\x00ff5c', '1 mon -2 days', 0.1::float4, 't', '2020-12-31', 12.5)",
                "ALTER DATABASE " + source.name() + " SET TimeZone = 'Asia/Kolkata'",
                "ALTER DATABASE " + source.name() + " SET bytea_output = 'escape'");
        Database target = TestServer.createDatabase();
        target.execute(
                "ALTER DATABASE " + target.name() + " SET TimeZone = 'America/New_York'",
                "ALTER DATABASE " + target.name() + " SET DateStyle = 'German'",
                "ALTER DATABASE " + target.name() + " SET extra_float_digits = -5",
                "ALTER DATABASE " + target.name() + " SET quote_all_identifiers = on",
                "ALTER DATABASE " + target.name() + " SET IntervalStyle = 'iso_8601'");
        survivesARestore(source, target);
    }

    @Test
    void ofAnExtensionsTableOnlyTheUsersRowsCount() throws Exception {
        Files.writeString(
                TestServer.extensions().resolve("zc_settings.control"), "default_version = '1'\nrelocatable = true\n");
        Files.writeString(
                TestServer.extensions().resolve("zc_settings--1.sql"),
                """
                CREATE TABLE zc_settings (name text, builtin boolean);
                INSERT INTO zc_settings VALUES ('shipped', true);
                SELECT pg_extension_config_dump('zc_settings', 'WHERE NOT builtin');
                """);
        Database source = TestServer.createDatabase();
        source.execute("CREATE EXTENSION zc_settings", "INSERT INTO zc_settings VALUES ('mine', false)");
        assertThat(rows(survivesARestore(source, TestServer.createDatabase()), "zc_settings"))
                .isEqualTo(1);

        Fingerprint without = dump(source, folder.resolve("without"), "--exclude-table=zc_settings");
        try (Connection connection = source.connect()) {
            assertThat(RowCounts.of(connection, without, List.of(), Set.of()).differences(without))
                    .extracting(Difference::toString)
                    .containsExactly("The dump lacks the table public.zc_settings.");
        }
    }

    @Test
    void partitionsLoadedThroughTheirRootAreComparedAsOne() throws Exception {
        Database source = TestServer.createDatabase();
        source.execute(
                "CREATE TABLE h (a text, b int) PARTITION BY HASH (a)",
                "CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                "CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
                "INSERT INTO h SELECT i::text, i FROM generate_series(1, 100) i");
        Fingerprint dumped = survivesARestore(source, TestServer.createDatabase(), "--load-via-partition-root");
        assertThat(dumped.tables()).extracting(TableFingerprint::table).containsExactly("h");
        assertThat(rows(dumped, "h")).isEqualTo(100);
    }

    @Test
    void refusesDumpsItCannotCompare() throws Exception {
        Database source = TestServer.createDatabase();
        source.execute("CREATE TABLE t AS SELECT 1 AS a");
        assertThatThrownBy(() -> dump(source, folder.resolve("inserts"), "--inserts"))
                .isInstanceOf(ArchiveFormatException.class)
                .hasMessageContaining("not in COPY format")
                .hasMessageContaining("HINT");
        assertThatThrownBy(() -> dump(source, folder.resolve("compressed"), "--compress=1"))
                .isInstanceOf(ArchiveFormatException.class)
                .hasMessageContaining("--compress=0");
        assertThatThrownBy(() -> dump(source, folder.resolve("plain"), "--format=plain"))
                .isInstanceOf(ArchiveFormatException.class)
                .hasMessageContaining("--format=custom");
    }

    @Test
    void anUnreadableTableEndsTheScanAndItsSessions() throws Exception {
        Database database = TestServer.createDatabase();
        database.execute(
                "CREATE TABLE slow AS SELECT i FROM generate_series(1, 200000) i", "CREATE TABLE broken (v int)");
        Fingerprint dumped = dump(database, folder.resolve("dump"));
        database.execute(
                "DROP TABLE broken",
                "CREATE TABLE broken_base (v int)",
                "INSERT INTO broken_base VALUES (0)",
                "CREATE EXTENSION file_fdw",
                "CREATE SERVER files FOREIGN DATA WRAPPER file_fdw",
                "CREATE FOREIGN TABLE broken (v int) SERVER files OPTIONS (filename '/nowhere')");
        assertThatThrownBy(() -> DatabaseScan.of(database.dataSource(), database.psql(), dumped, 2))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("/nowhere");
        // a thread still is for a moment after its last instruction
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("table-fingerprint"));
    }

    private Fingerprint survivesARestore(Database source, Database target, String... options) throws Exception {
        Path file = folder.resolve("dump");
        Fingerprint dumped = dump(source, file, options);
        assertThat(dumped.differences(scan(source, dumped))).isEmpty();
        try (Connection connection = source.connect()) {
            List<Difference> differences = RowCounts.of(connection, dumped, List.of("hidden"), Set.of())
                    .differences(dumped);
            if (List.of(options).contains("--load-via-partition-root")) {
                // then the partitions have no data of their own
                assertThat(differences).allMatch(d -> d.kind() == Difference.Kind.MISSING);
            } else {
                assertThat(differences).isEmpty();
            }
        }
        target.restore(file, "--jobs=2");
        assertThat(dumped.differences(scan(target, dumped))).isEmpty();
        Fingerprint counts = counts(file);
        assertThat(counts).isEqualTo(dumped.counts());
        assertThat(counts.differences(scan(target, counts))).isEmpty();
        return dumped;
    }

    private static Fingerprint dump(Database source, Path file, String... options)
            throws IOException, InterruptedException {
        try (OutputStream out = Files.newOutputStream(file)) {
            source.dump(out, options);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new ArchiveReader(in).read().fingerprint();
        }
    }

    private static Fingerprint counts(Path file) throws IOException {
        try (FingerprintTap tap = FingerprintTap.ofCounts(OutputStream.nullOutputStream())) {
            Files.copy(file, tap);
            return tap.result().fingerprint();
        }
    }

    private static Fingerprint scan(Database database, Fingerprint dumped)
            throws SQLException, IOException, InterruptedException {
        return DatabaseScan.of(database.dataSource(), database.psql(), dumped, 2);
    }

    private static long rows(Fingerprint fingerprint, String table) {
        return table(fingerprint, table).rows();
    }

    private static TableFingerprint table(Fingerprint fingerprint, String table) {
        List<TableFingerprint> found = fingerprint.tables().stream()
                .filter(t -> t.table().equals(table))
                .toList();
        assertThat(found).as(table).hasSize(1);
        return found.get(0);
    }
}
