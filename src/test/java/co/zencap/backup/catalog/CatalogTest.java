package co.zencap.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static final int CALLERS = 8;

    private final PostgresUrl there = TestCluster.createDatabase();

    /** Each looked for itself once, one after the other, and a backup began only after all of them. */
    @Test
    void whoeverWaitsForACatalogThatIsAwaySharesTheFailureAndItComesBack() {
        String name = "late_" + there.database();
        try (var catalog = new Catalog(TestCluster.get().url(name), "zencap")) {
            List<Throwable> failures = readyAtOnce(catalog);

            assertThat(failures).hasSize(CALLERS).doesNotContainNull();
            assertThat(failures.stream().distinct()).as("attempts").hasSizeLessThan(CALLERS / 2);

            TestCluster.createDatabase(name);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(readyAtOnce(catalog)).containsOnlyNulls());
            assertThat(Databases.query(TestCluster.get().url(name), "SELECT id FROM zencap.backups"))
                    .isEmpty();
        }
    }

    @Test
    void thatItIsAwayIsSaidWithoutThePartsThatAskIt() {
        try (var catalog =
                new Catalog(PostgresUrl.parse("postgresql://nobody:n0b0dys-password@127.0.0.1:1/away"), "zencap")) {
            assertThatThrownBy(catalog::ready)
                    .isInstanceOf(CatalogFailure.class)
                    .hasMessageStartingWith("The catalog is away: the server cannot be reached. The driver says:"
                            + " Connection to 127.0.0.1:1 refused. HINT: check host, port and firewall")
                    .hasMessageNotContainingAny("SQL State", "request timed out", "n0b0dys-password", "\n");
        }
    }

    @Test
    void aPoolThatGivesNoConnectionNamesNoFigures() {
        var pool = new SQLTransientConnectionException(
                "catalog - Connection is not available, request timed out after 5001ms (total=10, active=10, idle=0)");

        assertThat(CatalogFailure.in(new IllegalStateException(pool)).orElseThrow())
                .hasMessageStartingWith("The catalog is away: no connection to it could be had in time;")
                .hasMessageContaining("HINT: ")
                .hasMessageNotContaining("total=");
    }

    @Test
    void whatIsWrongInACatalogThatIsThereIsSomethingElse() {
        assertThat(CatalogFailure.in(new IllegalStateException(
                        new SQLException("ERROR: relation \"backups\" does not exist", "42P01"))))
                .isEmpty();
    }

    /**
     * Liberty's class loaders list no folders: there Flyway looks for this file in each, in the one for callbacks whatever is
     * configured, and logs an error where it is missing.
     */
    @Test
    void eachFolderThatFlywayLooksIntoCanBeFoundOnLiberty() {
        for (String folder : List.of("co/zencap/backup/catalog/migration", "db/callback")) {
            assertThat(Catalog.class.getClassLoader().getResource(folder + "/flyway.location"))
                    .as(folder)
                    .isNotNull();
        }
    }

    /** What each of many callers got, null for success. */
    private static List<Throwable> readyAtOnce(Catalog catalog) {
        var threads = Executors.newFixedThreadPool(CALLERS);
        try {
            var calls = IntStream.range(0, CALLERS)
                    .mapToObj(i -> CompletableFuture.runAsync(catalog::ready, threads))
                    .toList();
            return calls.stream()
                    .map(call -> call.handle((nothing, failure) ->
                                    failure instanceof CompletionException wrapped ? wrapped.getCause() : failure)
                            .join())
                    .toList();
        } finally {
            threads.shutdown();
        }
    }
}
