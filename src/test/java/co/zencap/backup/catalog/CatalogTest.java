package co.zencap.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
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
