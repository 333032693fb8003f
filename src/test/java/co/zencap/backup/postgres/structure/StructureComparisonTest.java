package co.zencap.backup.postgres.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.PostgresCommands.DumpOptions;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.SnapshotSession;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolPayload;
import co.zencap.backup.postgres.ToolProcess;
import co.zencap.backup.postgres.structure.StructureComparison.Compared;
import co.zencap.backup.postgres.structure.StructureReading.Patience;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.HardCases;
import co.zencap.backup.testing.TestCluster;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A restored database is made as its source was; one that is not is found out, and what differs is named. */
class StructureComparisonTest {
    private static final String ROLES = "structure";

    @TempDir
    static Path folder;

    private static PostgresUrl source;
    private static PostgresUrl restored;
    private static List<StructureItem> expected;

    @BeforeAll
    static void restore() throws Exception {
        source = TestCluster.createDatabase();
        restored = TestCluster.createDatabase();
        HardCases.fill(source, ROLES);
        expected = read(source);
        var commands = new PostgresCommands(ClientTools.locate(Optional.empty(), 15), folder);
        Path dump = folder.resolve("source.dump");
        try (PassFile from = PassFile.write(folder, source);
                PassFile to = PassFile.write(folder, restored);
                SnapshotSession snapshot = SnapshotSession.open(source, "structure")) {
            var options = new DumpOptions(snapshot.snapshotId(), Duration.ofMinutes(1), List.of(), Limits.NONE);
            try (ToolPayload payload = new ToolPayload(ToolProcess.start(commands.dump(source, from, options)));
                    OutputStream out = Files.newOutputStream(dump)) {
                payload.writeTo(out);
            }
            ToolProcess.run(commands.restoreWithOwners(restored, to, dump, 2, Limits.NONE));
        }
    }

    @AfterAll
    static void dropRoles() {
        HardCases.dropRoles(ROLES, source, restored);
    }

    @Test
    void aRestoreBringsEverythingBack() throws Exception {
        Compared compared = compare(restored);

        assertThat(compared.differences()).isEmpty();
        assertThat(compared.compared()).isGreaterThan(200);
        assertThat(expected.stream().map(StructureItem::kind).distinct()).hasSizeGreaterThan(25);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DROP INDEX app.customers_trgm | Index app.customers_trgm is missing.",
                "CREATE INDEX extra ON app.a (b) | Index app.extra is there, but should not be.",
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.customers_note'::regclass | Index app.customers_note is missing.",
                "ALTER TABLE app.customers ENABLE TRIGGER touch | Trigger app.customers touch is 'CREATE",
                "DROP TRIGGER touch ON app.customers | Trigger app.customers touch is missing.",
                "DROP POLICY own ON app.customers | Policy app.customers own is missing.",
                "ALTER POLICY own ON app.customers USING (status IN ('a', 'z')) | Policy app.customers own is 'RESTRICTIVE",
                "ALTER TABLE app.customers DISABLE ROW LEVEL SECURITY | Table app.customers is",
                "CREATE OR REPLACE FUNCTION app.add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a - b' | Function app.add(a integer, b integer) is",
                "ALTER FUNCTION app.touch() SECURITY INVOKER | Function app.touch() is",
                "DROP PROCEDURE app.nothing | Procedure app.nothing(INOUT x integer) is missing.",
                "REVOKE SELECT ON app.customers FROM clerk_structure | Privileges of table app.customers is",
                "GRANT EXECUTE ON FUNCTION app.touch() TO public | Privileges of function app.touch() is",
                "GRANT EXECUTE ON FUNCTION gen_salt(text) TO public | Privileges of function public.gen_salt(pg_catalog.text) is 'clerk_structure EXECUTE, public EXECUTE'; 'clerk_structure EXECUTE' was expected.",
                "REVOKE EXECUTE ON FUNCTION digest(bytea, text) FROM public | Privileges of function public.digest(pg_catalog.bytea,pg_catalog.text) is there, but should not be.",
                "REVOKE UPDATE (note) ON app.customers FROM clerk_structure | Privileges of column app.customers.note is missing.",
                "ALTER TABLE app.customers OWNER TO postgres | Owner of table app.customers is 'postgres'; 'owner_structure' was expected.",
                "ALTER DEFAULT PRIVILEGES FOR ROLE owner_structure IN SCHEMA app REVOKE SELECT ON TABLES FROM clerk_structure | Default privileges of owner_structure r in app is missing.",
                "ALTER TABLE app.a VALIDATE CONSTRAINT later | Constraint app.a later is",
                "ALTER TABLE app.b ALTER CONSTRAINT b_a_fkey NOT DEFERRABLE | Constraint app.b b_a_fkey is",
                "ALTER TABLE app.a DROP CONSTRAINT circle | Constraint app.a circle is missing.",
                "ALTER TABLE app.customers ALTER status SET DEFAULT 'b' | Column app.customers.status is",
                "ALTER TABLE app.customers ALTER amount TYPE numeric(10,2) | Column app.customers.amount is 'numeric(10,2)'; 'numeric' was expected.",
                "ALTER TABLE app.customers ALTER marks DROP NOT NULL | Column app.customers.marks is",
                "ALTER TABLE app.customers DROP COLUMN f4 | Column app.customers.f4 is missing.",
                "ALTER TABLE app.customers ALTER id SET GENERATED BY DEFAULT | Column app.customers.id is",
                "COMMENT ON COLUMN app.customers.mail IS NULL | Comment of table column app.customers.mail is missing.",
                "COMMENT ON TRIGGER touch ON app.customers IS 'x' | Comment of trigger touch on app.customers is 'x'; 'adds a dot' was expected.",
                "COMMENT ON SCHEMA app IS 'x' | Comment of schema app is there, but should not be.",
                "COMMENT ON LARGE OBJECT 4711 IS 'other' | Comment of large object 4711 is 'other'; 'two bytes' was expected.",
                "ALTER TYPE app.mood RENAME VALUE 'meh' TO 'so so' | Type app.mood is",
                "ALTER DOMAIN app.email DROP NOT NULL | Domain app.email is",
                "CREATE OR REPLACE VIEW app.good AS SELECT id, status FROM app.customers WHERE status IN ('a', 'c') | View app.good is",
                "ALTER SEQUENCE app.numbers INCREMENT 1 | Sequence app.numbers is",
                "DROP STATISTICS app.together | Statistics app.together is missing.",
                "DROP RULE ignore ON app.empty | Rule app.empty ignore is missing.",
                "ALTER TABLE app.events DETACH PARTITION app.events_rest | Table app.events_rest is",
                "DROP EVENT TRIGGER guard | Event trigger guard is missing.",
                "ALTER PUBLICATION pub DROP TABLE app.b | Publication pub is",
                "ALTER SERVER elsewhere OPTIONS (SET host '203.0.113.9') | Server elsewhere is",
                "DROP AGGREGATE app.total (int) | Aggregate app.total(integer) is missing.",
                "DROP CAST (app.address AS text) | Cast app.address as text is missing.",
                "DROP EXTENSION pg_trgm CASCADE | Extension pg_trgm is missing.",
                "ALTER TABLE app.fast SET LOGGED | Table app.fast is",
                "REFRESH MATERIALIZED VIEW app.counts WITH NO DATA | Materialized view app.counts is",
                "ALTER OPERATOR FAMILY app.by_size USING btree DROP OPERATOR 1 (bigint, integer) | Operator family app.by_size using btree is",
                "DROP CONVERSION app.odd | Conversion app.odd is missing.",
                "DROP LANGUAGE plodd | Language plodd is missing.",
                "DROP ACCESS METHOD odd_heap | Access method odd_heap is missing.",
                "DROP COLLATION app.caseless | Collation app.caseless is missing.",
                "UPDATE pg_collation SET colliculocale = 'sv' WHERE collname = 'german' | Collation app.german is",
                "ALTER TYPE app.odd_text SET (STORAGE = external) | Type app.odd_text is",
                "REVOKE USAGE ON SCHEMA public FROM public | Privileges of schema public is",
                "GRANT CREATE ON SCHEMA public TO clerk_structure | Privileges of schema public is",
                "ALTER PUBLICATION pub SET TABLE app.a WHERE (id > 5), app.b | Publication pub is",
                "ALTER PUBLICATION pub OWNER TO owner_structure | Owner of publication pub is 'owner_structure'; 'postgres' was expected.",
                "DROP USER MAPPING FOR CURRENT_USER SERVER elsewhere | User mapping of postgres on server elsewhere is missing.",
                "DROP SCHEMA \"Odd \"\"Schema\"\"; --\" CASCADE | Schema \"Odd \"\"Schema\"\"; --\" is missing.",
            })
    void whatDiffersIsNamed(String defect, String sentence) throws Exception {
        PostgresUrl copy = restored.withDatabase("sabotaged_structure");
        TestCluster.execute(
                TestCluster.get().url("postgres"),
                "CREATE DATABASE " + copy.database() + " TEMPLATE " + restored.database());
        try {
            TestCluster.execute(copy, defect);

            assertThat(compare(copy).differences()).anyMatch(found -> found.startsWith(sentence));
        } finally {
            TestCluster.get().dropDatabase(copy.database());
        }
    }

    @Test
    void whatTheServerNotesOfItsColumnsIsNoDifference() throws Exception {
        PostgresUrl copy = restored.withDatabase("noted_structure");
        TestCluster.execute(
                TestCluster.get().url("postgres"),
                "CREATE DATABASE " + copy.database() + " TEMPLATE " + restored.database());
        try {
            TestCluster.execute(
                    copy,
                    "UPDATE pg_attribute SET attoptions = attoptions || ARRAY['pg_attver=42']"
                            + " WHERE attnum > 0 AND attrelid IN ('app.customers'::regclass, 'app.good'::regclass)");

            assertThat(compare(copy).differences()).isEmpty();
        } finally {
            TestCluster.get().dropDatabase(copy.database());
        }
    }

    @Test
    void withoutRolesNobodyAsksForOwners() throws Exception {
        try (Connection connection = TestCluster.connect(restored)) {
            connection.setAutoCommit(false);
            try (StructureReading found = StructureReading.of(connection, List.of(), Patience.ENDLESS)) {
                Compared compared = StructureComparison.of(
                        expected.stream()
                                .filter(item -> !StructureComparison.OF_ROLES.contains(item.kind()))
                                .iterator(),
                        found,
                        StructureComparison.OF_ROLES,
                        true);
                assertThat(compared.differences()).isEmpty();
            }
        }
    }

    @Test
    void whatAnotherVersionHasReadIsLookedForButNotCompared() throws Exception {
        List<StructureItem> ofAnother = expected.stream()
                .filter(item -> !item.isReading() && !item.kind().equals("operator family"))
                .map(item ->
                        item.kind().equals("view") ? StructureItem.of("view", item.name(), "told otherwise") : item)
                .toList();
        PostgresUrl copy = restored.withDatabase("read_otherwise");
        TestCluster.execute(
                TestCluster.get().url("postgres"),
                "CREATE DATABASE " + copy.database() + " TEMPLATE " + restored.database());
        try (Connection connection = TestCluster.connect(copy)) {
            TestCluster.execute(copy, "DROP RULE ignore ON app.empty");
            connection.setAutoCommit(false);
            try (StructureReading found = StructureReading.of(connection, List.of(), Patience.ENDLESS)) {
                Compared compared = StructureComparison.of(ofAnother.iterator(), found, Set.of(), true);

                assertThat(compared.differences()).containsExactly("Rule app.empty ignore is missing.");
                assertThat(compared.definitions()).isFalse();
            }
        } finally {
            TestCluster.get().dropDatabase(copy.database());
        }
    }

    /** It is long, and some connections are slow. */
    @Test
    void theQueryIsSentOnceAndWithoutItsComments() throws Exception {
        try (Connection connection = TestCluster.connect(restored);
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int reading = 0; reading < 2; reading++) {
                Savepoint before = connection.setSavepoint();
                try (var items = StructureReading.of(connection, List.of(), Patience.ENDLESS)) {
                    items.forEachRemaining(item -> {});
                }
                connection.rollback(before);
            }
            try (ResultSet sent = sql.executeQuery("SELECT statement FROM pg_prepared_statements"
                    + " WHERE statement LIKE '%pg_get_viewdef%' AND from_sql = false")) {
                assertThat(sent.next()).isTrue();
                assertThat(sent.getString(1)).doesNotContain("--").hasSizeLessThan(24_000);
                assertThat(sent.next()).isFalse();
            }
        }
    }

    @Test
    void aServerThatThinksForTooLongIsStopped() throws Exception {
        try (Connection connection = TestCluster.connect(restored)) {
            connection.setAutoCommit(false);
            var impatient = new Patience(Duration.ZERO, Duration.ofMillis(1));

            assertThatThrownBy(() -> StructureReading.of(connection, List.of(), impatient))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("statement timeout");
            assertThat(connection.isClosed()).isFalse();
        }
    }

    @Test
    void indexesOfTheRestoredDatabaseAreInOrder() throws Exception {
        try (Connection connection = TestCluster.connect(restored)) {
            IndexHealth health = IndexHealth.of(connection, Duration.ofMinutes(1));

            assertThat(health.damaged()).isEmpty();
            assertThat(health.leftOut()).isEmpty();
            assertThat(health.checked()).isGreaterThan(5);
        }
        assertThat(Databases.query(restored, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'zencap%'"))
                .isEmpty();
    }

    @Test
    void indexesForWhichThereIsNoTimeAreToldOf() throws Exception {
        try (Connection connection = TestCluster.connect(restored)) {
            IndexHealth health = IndexHealth.of(connection, Duration.ZERO);

            assertThat(health.checked()).isZero();
            assertThat(health.leftOut()).matches("the time for it was over before the (\\d+) largest of \\1 were read");
        }
    }

    @Test
    void aServerThatEndsTheSessionMeanwhileIsTheFailureThatIsTold() throws Exception {
        try (Connection connection = TestCluster.connect(restored);
                Connection other = TestCluster.connect(restored);
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("LOCK TABLE app.customers IN ACCESS EXCLUSIVE MODE");
            var health = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> IndexHealth.of(connection, Duration.ofMinutes(1))));
            Awaitility.await().until(() -> !Databases.query(
                            restored,
                            "SELECT pg_terminate_backend(pid)"
                                    + " FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%bt_index_check%'")
                    .isEmpty());

            assertThat(health.get()).hasMessageContaining("terminating connection");
        }
    }

    private static Compared compare(PostgresUrl database) throws Exception {
        try (Connection connection = TestCluster.connect(database)) {
            connection.setAutoCommit(false);
            try (StructureReading found = StructureReading.of(connection, List.of(), Patience.ENDLESS)) {
                return StructureComparison.of(expected.iterator(), found, Set.of(), true);
            }
        }
    }

    private static List<StructureItem> read(PostgresUrl database) throws Exception {
        try (Connection connection = TestCluster.connect(database)) {
            connection.setAutoCommit(false);
            var items = new ArrayList<StructureItem>();
            try (StructureReading reading = StructureReading.of(connection, List.of(), Patience.ENDLESS)) {
                reading.forEachRemaining(items::add);
            }
            assertThat(items).isSorted();
            return items;
        }
    }
}
