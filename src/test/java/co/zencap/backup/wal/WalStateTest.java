package co.zencap.backup.wal;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.WalServer;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which repository does not get the log is told by its name. */
class WalStateTest {
    private static final String CLUSTER = "7000000000000000001";
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final Problem REFUSED = new Problem("Not sent", "The bucket is gone.", "Make it anew.");
    private static final Problem FULL = new Problem("Not sent", "The disk is full.", "Free some space.");

    private final WalState state = new WalState();

    @BeforeEach
    void aClusterIsReceived() {
        state.cluster(identity());
    }

    private static WalServer.Identity identity() {
        return new WalServer.Identity(
                CLUSTER, 16 << 20, "15.1", "replica", "postgres", 0, true, true, false, Map.of(), 1);
    }

    @Test
    void oneInWhichNothingArrivesForMinutesIsNamedUntilSomethingDoes() {
        state.moves("local", NOW);
        state.rests("local");
        state.moves("s3", NOW);

        assertThat(state.problem(NOW.plusSeconds(359))).as("it may be slow").isEmpty();
        assertThat(state.problem(NOW.plusSeconds(361))).hasValueSatisfying(problem -> {
            assertThat(problem.title()).endsWith("is not sent to s3");
            assertThat(problem.detail()).contains("Nothing has arrived there since " + NOW);
        });
        assertThat(state.problemSince(NOW.plusSeconds(361))).contains(NOW);
        assertThat(state.unsentTo("local", NOW.plusSeconds(361))).isEmpty();

        state.moves("s3", NOW.plusSeconds(370));

        assertThat(state.problem(NOW.plusSeconds(371))).isEmpty();
        state.rests("s3");
        assertThat(state.problem(NOW.plusSeconds(9000))).as("nothing is sent").isEmpty();
    }

    @Test
    void thoseThatRefuseAreNamedTogetherEachForAsLongAsItDoes() {
        state.unsent("s3", CLUSTER, REFUSED, NOW);
        state.unsent("s3", CLUSTER, REFUSED, NOW.plusSeconds(10));
        state.unsent("local", CLUSTER, FULL, NOW.plusSeconds(20));

        assertThat(state.problem(NOW.plusSeconds(30))).hasValueSatisfying(problem -> {
            assertThat(problem.title()).endsWith("is not sent to local and s3");
            assertThat(problem.detail()).contains("The disk is full.", "The bucket is gone.");
        });
        assertThat(state.problemSince(NOW.plusSeconds(30))).contains(NOW);

        state.sent("s3", CLUSTER);

        assertThat(state.problem(NOW.plusSeconds(30)).orElseThrow().title()).endsWith("is not sent to local");
        assertThat(state.problemSince(NOW.plusSeconds(30))).contains(NOW.plusSeconds(20));
        state.sent("local", CLUSTER);
        assertThat(state.problem(NOW.plusSeconds(30))).isEmpty();
        assertThat(state.problemSince(NOW.plusSeconds(30))).isEmpty();
    }

    /** What another cluster has left keeps nobody from making base backups of the one that is there. */
    @Test
    void thatTheLogOfAnotherClusterIsRefusedIsNoProblemOfThisOne() {
        state.unsent("s3", "7000000000000000002", REFUSED, NOW);

        assertThat(state.problem(NOW.plusSeconds(30))).isEmpty();

        state.unsent("s3", CLUSTER, REFUSED, NOW);
        state.sent("s3", "7000000000000000002");

        assertThat(state.problem(NOW.plusSeconds(30))).isPresent();
    }

    /** After a start the server may be gone, and what lies here the last of it. */
    @Test
    void whatWasTakenOverAndIsRefusedIsToldBeforeAServerIsReached() {
        var started = new WalState();
        started.unsent("s3", CLUSTER, REFUSED, NOW);
        started.failed(new Problem("The write-ahead log is not received", "The server is gone.", ""), NOW);

        assertThat(started.notSent(NOW.plusSeconds(30)).orElseThrow().title()).endsWith("is not sent to s3");
        started.sent("s3", "7000000000000000002");
        assertThat(started.notSentSince(NOW.plusSeconds(30))).contains(NOW);
        var watch = new WalWatch("shop-base", null, started, null, null, "here", Clock.fixed(NOW.plusSeconds(61), UTC));
        assertThat(watch.sightings().alerts())
                .extracting(alert -> alert.problem().title())
                .containsExactly("The write-ahead log is not received", "The write-ahead log is not sent to s3");

        started.sent("s3", CLUSTER);

        assertThat(started.notSent(NOW.plusSeconds(30))).isEmpty();
        started.unsent("s3", "7000000000000000002", REFUSED, NOW);
        started.cluster(identity());
        assertThat(started.notSent(NOW.plusSeconds(30)))
                .as("of another than the one that is received")
                .isEmpty();
    }

    @Test
    void thatItIsNotReceivedComesFirst() {
        state.unsent("s3", CLUSTER, REFUSED, NOW);
        var gone = new Problem("The write-ahead log is not received", "The server is gone.", "");
        state.failed(gone, NOW.plusSeconds(5));

        assertThat(state.problem(NOW.plusSeconds(30))).contains(gone);
        assertThat(state.problemSince(NOW.plusSeconds(30))).contains(NOW.plusSeconds(5));

        state.works();

        assertThat(state.problem(NOW.plusSeconds(30)).orElseThrow().title()).endsWith("is not sent to s3");
    }
}
