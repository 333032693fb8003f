package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.terminal.CapturedTerminal;
import co.zencap.backup.testing.Installation;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./zencap start} on the built server. */
class StartIT {
    @TempDir
    Path home;

    private final CapturedTerminal terminal = CapturedTerminal.pipes();

    @Test
    void isReadyWhileItsDatabaseIsAwayAndSaysSo() throws Exception {
        PostgresUrl away = PostgresUrl.parse("postgresql://postgres:x@127.0.0.1:1/shop");
        Map<String, String> environment = Installation.in(home).variables(away, away, Map.of());
        var surroundings =
                new Surroundings(home, environment, terminal.terminal(), Clock.systemDefaultZone(), () -> {});
        try {
            assertThat(Zencap.run(surroundings, "start")).as(terminal.err()).isEqualTo(ExitStatus.OK);

            assertThat(terminal.out()).startsWith("The service is ready");
            assertThat(terminal.err().lines().filter(line -> line.contains("WARNING")))
                    .singleElement()
                    .asString()
                    .startsWith("WARNING: database is down: ")
                    .contains("; catalog is down: ", "HINT: ./zencap health")
                    .doesNotContain("backups is");
        } finally {
            Zencap.run(surroundings, "stop");
        }
    }
}
