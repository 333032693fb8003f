package co.zencap.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.RepositoryUse.Use;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Two nodes are two instances on one catalog. */
class RepositoryUseTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final DataSource catalog = catalog(TestCluster.createDatabase());
    private final RepositoryUse one = node();
    private final RepositoryUse other = node();

    @Test
    void sharesGoTogetherAndKeepCleanupsOfAllNodesAway() throws Exception {
        try (Use first = one.share();
                Use second = one.share();
                Use third = other.share()) {
            assertThat(one.alone(SHORT)).isEmpty();
            assertThat(other.alone(SHORT)).isEmpty();
            first.close();
            second.close();
            assertThat(one.alone(SHORT)).isEmpty();
        }
        assertThat(one.alone(SHORT)).isPresent();
    }

    @Test
    void whileACleanupDeletesNobodyElseUsesTheRepositories() throws Exception {
        try (Use alone = one.alone(SHORT).orElseThrow()) {
            assertThat(one.share(SHORT)).isEmpty();
            assertThat(other.share(SHORT)).isEmpty();
            assertThat(other.alone(SHORT)).isEmpty();
            alone.close();
            alone.close();
            other.share(SHORT).orElseThrow().close();
        }
    }

    @Test
    void whoWaitsForOtherNodesKeepsNobodyOfItsOwnWaiting() throws Exception {
        Use theirs = other.share();
        CompletableFuture<Optional<Use>> cleanup = CompletableFuture.supplyAsync(() -> alone(one));
        for (int i = 0; i < 3; i++) {
            one.share(LONG).orElseThrow().close();
        }
        assertThat(cleanup).isNotDone();
        theirs.close();

        try (Use use = cleanup.get(LONG.toSeconds(), TimeUnit.SECONDS).orElseThrow()) {
            assertThat(other.share(SHORT)).isEmpty();
        }
        other.share(SHORT).orElseThrow().close();
    }

    /** A server that restarts, or an administrator, ends sessions without asking. */
    @Test
    void aLockThatGotLostIsNoticed() throws Exception {
        try (Use alone = one.alone(SHORT).orElseThrow()) {
            alone.requireHeld();
            endSessions();
            try (Use theirs = other.share(SHORT).orElseThrow()) {
                theirs.requireHeld();
                assertThatThrownBy(alone::requireHeld)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("broke off")
                        .hasMessageContaining("HINT:");
            }
        }
        try (Use first = one.share();
                Use lost = one.share()) {
            endSessions();
            try (Use again = one.share(SHORT).orElseThrow()) {
                assertThat(other.alone(SHORT)).isEmpty();
            }
        }
        other.alone(SHORT).orElseThrow().close();
    }

    private void endSessions() throws Exception {
        try (var connection = catalog.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
    }

    @Test
    void withoutTheCatalogBackupsGoOnAndNothingIsDeleted() throws Exception {
        var away = new RepositoryUse(
                new RepositoryLock(catalog(PostgresUrl.parse("postgresql://postgres:x@127.0.0.1:1/none")), 7));

        away.share().close();
        assertThatThrownBy(() -> away.alone(SHORT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HINT:");
        away.share(SHORT).orElseThrow().close();
    }

    private RepositoryUse node() {
        return new RepositoryUse(new RepositoryLock(catalog, 7));
    }

    private static Optional<Use> alone(RepositoryUse use) {
        try {
            return use.alone(LONG);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DataSource catalog(PostgresUrl url) {
        var source = new PGSimpleDataSource();
        source.setUrl(url.jdbcUrl());
        source.setUser(url.user());
        source.setPassword(url.password().orElseThrow());
        return source;
    }
}
