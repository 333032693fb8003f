package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.health.Component;
import co.zencap.backup.health.Finding;
import co.zencap.backup.health.HealthBoard;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.testing.MovableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutagesTest {
    private static final String CAUSE = "health//the repository s3 on node1";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T03:00:00Z"));
    private final Alert alert = Alert.of(
            Level.ERROR,
            "backup",
            "shop",
            new Problem("The backup of shop failed", "It refuses", "Start it"),
            clock.instant());

    private Finding found = Finding.up("It answers.");
    private final HealthBoard board = new HealthBoard(
            List.of(Component.of("repository s3", () -> found), Component.of("disk", () -> Finding.down("Full.", ""))),
            Duration.ofSeconds(5),
            clock);
    private final Outages outages = new Outages(board, "repository s3", "node1");

    @Test
    void whatFailsBecauseTheRepositoryIsAwayFollowsFromThat() {
        assertThat(outages.explained(alert, new IOException(failure(Reason.UNREACHABLE)))
                        .follows())
                .isEqualTo(CAUSE);
        assertThat(outages.explained(alert, failure(Reason.CREDENTIALS)).follows())
                .isEqualTo(CAUSE);
        assertThat(List.of(failure(Reason.FULL), failure(Reason.ARCHIVED), new IOException("torn")))
                .allSatisfy(other ->
                        assertThat(outages.explained(alert, other).follows()).isEmpty());
    }

    @Test
    void itIsNewsUntilSomebodyHasLooked() {
        Alert explained = outages.explained(alert, failure(Reason.UNREACHABLE));
        assertThat(outages.isNews(explained)).isTrue();
        assertThat(outages.isNews(alert)).isFalse();

        away();

        assertThat(outages.isNews(explained)).isFalse();
    }

    @Test
    void aBackupThatFailsMeanwhileIsCriticalAndSaysBoth() {
        board.look();
        assertThat(outages.together(alert)).isEqualTo(alert);

        away();

        assertThat(outages.together(alert)).satisfies(both -> {
            assertThat(both.level()).isEqualTo(Level.CRITICAL);
            assertThat(both.cause()).isEqualTo(alert.cause());
            assertThat(both.problem().title()).isEqualTo("The backup of shop failed while the repository s3 is away");
            assertThat(both.problem().detail())
                    .isEqualTo("It refuses. Nothing goes off site either: the repository s3 has been away since "
                            + "2026-11-26T03:00:00Z.");
            assertThat(both.problem().hint()).startsWith("Start it. ").contains("tried again", "is back");
        });
    }

    @Test
    void itIsBackOnce() {
        board.look();
        assertThat(outages.isBack()).isFalse();
        away();
        assertThat(outages.isBack()).isFalse();
        found = Finding.up("It answers.");
        board.look();

        assertThat(outages.isBack()).isTrue();
        assertThat(outages.isBack()).isFalse();
    }

    private void away() {
        found = Finding.down("Refused.", "Start it.");
        board.look();
    }

    private static RepositoryFailure failure(Reason reason) {
        return new RepositoryFailure(reason, "Cannot list", "refused", "look", null);
    }
}
