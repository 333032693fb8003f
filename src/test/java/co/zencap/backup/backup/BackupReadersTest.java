package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes are two instances on one catalog. */
class BackupReadersTest {
    private static final BackupRef BACKUP = new BackupRef("shop", "20260101T000000Z-1", true);

    private final PostgresUrl url = TestCluster.createDatabase();
    private final Catalog catalogOfOne = new Catalog(url, "zencap");
    private final Catalog catalogOfOther = new Catalog(url, "zencap");
    private final BackupReaders one = new BackupReaders(catalogOfOne.dataSource(), "shop");
    private final BackupReaders other = new BackupReaders(catalogOfOther.dataSource(), "shop");
    private final Operations operations = new Operations(Clock.systemUTC(), one::follow);

    @AfterEach
    void close() {
        catalogOfOne.close();
        catalogOfOther.close();
    }

    @Test
    void whatIsReadAnywhereIsNotDeletedUntilTheLastReaderIsDone() throws Exception {
        for (Kind kind : new Kind[] {Kind.VERIFICATION, Kind.RESTORATION_TEST, Kind.FILE_RESTORATION}) {
            RunningOperation first = operations.begin(kind, BACKUP, null);
            RunningOperation second = operations.begin(Kind.UPLOAD, "shop", null);
            second.backup(BACKUP.id());
            for (BackupReaders node : new BackupReaders[] {one, other}) {
                assertThat(node.tryDelete(BACKUP.id())).as("%s", kind).isNull();
                assertThat(node.inUse()).accepts(BACKUP.id()).rejects("another");
            }
            first.succeed();
            assertThat(other.tryDelete(BACKUP.id())).isNull();
            second.succeed();
            assertThat(other.inUse()).rejects(BACKUP.id());
            other.tryDelete(BACKUP.id()).close();
        }
        assertThat(locks()).isEqualTo("0");
    }

    @Test
    void whoComesWhileItIsDeletedWaitsForThatToEnd() throws Exception {
        var deleting = other.tryDelete(BACKUP.id());
        var reader = CompletableFuture.supplyAsync(() -> operations.begin(Kind.VERIFICATION, BACKUP, null));
        try (deleting) {
            assertThatThrownBy(() -> reader.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(other.inUse()).as("one that deletes reads nothing").rejects(BACKUP.id());
        }
        RunningOperation verification = reader.get(20, TimeUnit.SECONDS);
        assertThat(other.tryDelete(BACKUP.id())).isNull();
        verification.succeed();
    }

    @Test
    void aLockThatGotLostIsTakenAgain() throws Exception {
        RunningOperation test = operations.begin(Kind.RESTORATION_TEST, BACKUP, null);
        Databases.query(
                url,
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        one.renew();

        assertThat(other.tryDelete(BACKUP.id())).isNull();
        test.succeed();
        other.tryDelete(BACKUP.id()).close();
    }

    @Test
    void withoutTheCatalogWorkGoesOnAndNothingIsDeleted() {
        catalogOfOne.close();
        RunningOperation verification = operations.begin(Kind.VERIFICATION, BACKUP, null);

        assertThatThrownBy(() -> one.tryDelete(BACKUP.id())).isInstanceOf(SQLException.class);
        verification.succeed();
        assertThat(verification.isSucceeded()).isTrue();
    }

    private String locks() {
        return Databases.query(
                        url,
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                                + " (SELECT oid FROM pg_database WHERE datname = current_database())")
                .get(0);
    }
}
