package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.testing.JumpingClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedEditsTest {
    @TempDir
    Path folder;

    private final JumpingClock clock = new JumpingClock();
    private final RefusedEdits edits = new RefusedEdits("node", clock);

    @Test
    void oneIsSeenAsLongAsItIsInItsFile() throws IOException {
        edits.refused(failure("alert.camel.yaml"));
        clock.jump(Duration.ofDays(3));

        assertThat(edits.sightings().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.cause()).isEqualTo("routes//edit of alert.camel.yaml on node");
            assertThat(alert.problem().title()).contains("line 7");
            assertThat(alert.at()).isAfter(clock.instant().minus(Duration.ofMinutes(1)));
        });
    }

    @Test
    void oneThatIsPutRightSaysNothingOfAnother() throws IOException {
        edits.refused(failure("alert.camel.yaml"));
        edits.refused(failure("wal.camel.yaml"));

        assertThat(edits.works(folder.resolve("alert.camel.yaml")).alerts())
                .extracting(Alert::cause)
                .containsExactly("routes//edit of wal.camel.yaml on node");
        assertThat(edits.works(folder.resolve("wal.camel.yaml")).alerts()).isEmpty();
    }

    @Test
    void whoseFileIsGoneIsGone() throws IOException {
        RouteReloadFailure failure = failure("mine.camel.yaml");
        edits.refused(failure);

        Files.delete(failure.file());

        assertThat(edits.sightings().alerts()).isEmpty();
    }

    private RouteReloadFailure failure(String name) throws IOException {
        return new RouteReloadFailure(Files.createFile(folder.resolve(name)), OptionalInt.of(7), "No such bean.");
    }
}
