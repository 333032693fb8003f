package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.JumpingClock;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The timers that Quartz does not keep. */
class TimerBeatsTest {
    @TempDir
    Path folder;

    private final JumpingClock clock = new JumpingClock();

    @Test
    void oneWhoseRouteIsStoppedIsLateAndTheOthersAreWrittenDown() throws Exception {
        PostgresUrl catalog = TestCluster.createDatabase();
        try (var service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(TestCluster.createDatabase()),
                        "BACKUP_CATALOG_URL",
                        Databases.text(catalog)),
                routes -> routes.replaceAll(
                        "(timer:[a-z-]+\\?)(?!repeatCount)[a-z0-9&=]*period[a-z0-9&=]*", "$1period=300&delay=300"),
                clock)) {
            var beats = service.bean("timerBeats", TimerBeats.class);
            Awaitility.await().ignoreExceptions().untilAsserted(() -> assertThat(written(catalog))
                    .contains("renew-locks", "watch-work"));
            assertThat(beats.late(clock.instant())).isEmpty();

            service.camel().getRouteController().stopRoute("renew-locks");
            clock.jump(Duration.ofHours(5));

            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(beats.late(clock.instant()).keySet()).containsExactly("renew-locks"));
            service.camel().getRouteController().startRoute("renew-locks");
            Awaitility.await().until(() -> beats.late(clock.instant()).isEmpty());
        }
    }

    private static List<String> written(PostgresUrl catalog) {
        return Databases.query(catalog, "SELECT timer FROM zencap.backup_timers");
    }
}
