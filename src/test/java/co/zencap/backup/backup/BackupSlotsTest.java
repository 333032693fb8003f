package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.settings.Settings.Performance;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes are two instances with catalogs of their own on the same database. */
class BackupSlotsTest {
    @TempDir
    Path folder;

    private final PostgresUrl url = TestCluster.createDatabase();
    private final Catalog firstCatalog = new Catalog(url, "zencap");
    private final Catalog secondCatalog = new Catalog(url, "zencap");
    private final AtomicInteger limit = new AtomicInteger(2);
    private final BackupSlots first = new BackupSlots(firstCatalog.dataSource(), "shop", limit::get);
    private final BackupSlots second = new BackupSlots(secondCatalog.dataSource(), "shop", limit::get);
    private final Operations operations = new Operations(Clock.systemUTC(), o -> {});

    @AfterEach
    void close() {
        firstCatalog.close();
        secondCatalog.close();
    }

    @Test
    void theLimitHoldsForAllNodesTogether() throws Exception {
        BackupRun a = run("a");
        BackupRun b = run("b");
        BackupRun c = run("c");
        assertThat(first.isAwaited(a)).isFalse();
        assertThat(first.isAwaited(a)).as("it has one already").isFalse();
        assertThat(second.isAwaited(b)).isFalse();
        assertThat(second.isAwaited(c)).isTrue();
        assertThat(first.isAwaited(c)).isTrue();

        a.close();

        assertThat(second.isAwaited(c)).isFalse();
        b.close();
        c.close();
        assertThat(sessions()).as("no session is held without a run").isEqualTo("0");
    }

    @Test
    void aTargetIsBackedUpByOneNodeAtATime() throws Exception {
        BackupRun here = run("a");
        BackupRun there = run("a");
        assertThat(first.isAwaited(here)).isFalse();

        assertThat(second.isAwaited(there)).isTrue();
        here.close();
        assertThat(second.isAwaited(there)).isFalse();
        there.close();
    }

    @Test
    void aPauseKeepsBackupsOfAllNodesWaitingUntilTheLastOneEnds() throws Exception {
        BackupRun there = run("a");
        assertThat(second.isAwaited(there)).isFalse();
        BackupSlots.Pause recovery = first.pause(Set.of("a"));
        assertThat(recovery.isReached()).as("while another node backs it up").isFalse();
        there.close();
        assertThat(recovery.isReached()).isTrue();

        try (BackupSlots.Pause drop = first.pause(Set.of("a", "b"))) {
            assertThat(drop.isReached()).isTrue();
            assertThat(first.isAwaited(run("b"))).isTrue();
        }

        BackupRun here = run("a");
        BackupRun next = run("a");
        assertThat(first.isAwaited(here)).as("the first pause goes on").isTrue();
        assertThat(second.isAwaited(next)).isTrue();
        recovery.close();
        assertThat(second.isAwaited(next)).isFalse();
        next.close();
        assertThat(sessions()).isEqualTo("0");
    }

    @Test
    void aNodeThatIsGoneHoldsNothing() throws Exception {
        limit.set(1);
        assertThat(first.isAwaited(run("a"))).isFalse();
        BackupRun waiting = run("b");
        assertThat(second.isAwaited(waiting)).isTrue();

        Databases.query(
                url,
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()");

        // A session that is told to end does so a moment later.
        Awaitility.await().until(() -> !second.isAwaited(waiting));
        waiting.close();
    }

    /** A server that was started anew, or a firewall that forgot a silent connection: the catalog is there all the time. */
    @Test
    void whatGotLostWithItsSessionIsTakenAgain() throws Exception {
        BackupRun a = run("a");
        assertThat(first.isAwaited(a)).isFalse();
        BackupSlots.Pause recovery = first.pause(Set.of("b"));
        assertThat(recovery.isReached()).isTrue();
        endSessions();

        first.renew();

        BackupRun sameTarget = run("a");
        assertThat(second.isAwaited(sameTarget)).isTrue();
        BackupRun paused = run("b");
        assertThat(second.isAwaited(paused)).isTrue();
        BackupRun c = run("c");
        BackupRun d = run("d");
        assertThat(second.isAwaited(c)).isFalse();
        assertThat(second.isAwaited(d)).as("the limit holds as before").isTrue();
        a.close();
        recovery.close();
        assertThat(second.isAwaited(sameTarget)).isFalse();
        c.close();
        assertThat(second.isAwaited(paused)).isFalse();
        sameTarget.close();
        paused.close();
        assertThat(sessions()).isEqualTo("0");
    }

    @Test
    void aSessionThatHasEndedIsNotTakenForACatalogThatIsAway() throws Exception {
        limit.set(3);
        BackupRun a = run("a");
        assertThat(first.isAwaited(a)).isFalse();
        endSessions();

        BackupRun b = run("b");
        assertThat(first.isAwaited(b)).isFalse();

        assertThat(second.isAwaited(run("a"))).isTrue();
        assertThat(second.isAwaited(run("b"))).isTrue();
        BackupRun there = run("c");
        assertThat(second.isAwaited(there)).isFalse();
        endSessions();
        try (BackupSlots.Pause recovery = first.pause(Set.of("c"))) {
            second.renew();
            assertThat(recovery.isReached())
                    .as("while another node backs it up")
                    .isFalse();
        }
        a.close();
        b.close();
        there.close();
        assertThat(sessions()).isEqualTo("0");
    }

    @Test
    void whatAnotherNodeHasTakenMeanwhileStaysTheirs() throws Exception {
        limit.set(1);
        BackupRun here = run("a");
        assertThat(first.isAwaited(here)).isFalse();
        endSessions();
        BackupRun there = run("a");
        assertThat(second.isAwaited(there)).isFalse();

        first.renew();

        here.close();
        assertThat(first.isAwaited(run("a"))).isTrue();
        assertThat(first.isAwaited(run("b"))).isTrue();
        there.close();
        BackupRun next = run("a");
        assertThat(first.isAwaited(next)).isFalse();
        next.close();
        assertThat(sessions()).isEqualTo("0");
    }

    @Test
    void theLimitFollowsItsSetting() throws Exception {
        limit.set(1);
        BackupRun a = run("a");
        BackupRun b = run("b");
        assertThat(first.isAwaited(a)).isFalse();
        assertThat(first.isAwaited(b)).isTrue();
        limit.set(2);
        assertThat(first.isAwaited(b)).isFalse();
        a.close();
        b.close();
    }

    @Test
    void whileTheCatalogIsAwayTheLimitHoldsForTheNodeAlone() throws Exception {
        firstCatalog.close();
        BackupRun a = run("a");
        BackupRun b = run("b");
        BackupRun c = run("c");
        assertThat(first.isAwaited(a)).isFalse();
        assertThat(first.isAwaited(b)).isFalse();
        assertThat(first.isAwaited(c)).isTrue();
        a.close();
        assertThat(first.isAwaited(c)).isFalse();
        b.close();
        c.close();
    }

    private BackupRun run(String target) throws Exception {
        Clock clock = Clock.systemUTC();
        BackupId id = BackupId.at(clock.instant());
        return new BackupRun(
                id,
                Kind.FILES,
                false,
                Optional.empty(),
                clock.instant(),
                new BackupRun.Origin(url, Optional.empty()),
                operations.begin(co.zencap.backup.operation.Operation.Kind.BACKUP, target, null),
                new LocalRepository(folder.resolve("repository")).stage(target, id.value()),
                Optional.empty(),
                new Performance(2, 3, 1, 1));
    }

    private void endSessions() {
        Databases.query(
                url,
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                        + " GROUP BY pid");
    }

    private String sessions() {
        return Databases.query(url, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
                .get(0);
    }
}
