package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.client.ApiAddress;
import co.zencap.backup.client.ApiClient;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TraceCollector;
import co.zencap.backup.testing.TraceCollector.Taken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server, whose classes come from a WAR and whose log is its own, sends what its timer begins. */
class TracesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path home;

    @Test
    void aBackupIsSeenToItsCertificateAndADeadCollectorIsToldOfOnce() throws Exception {
        PostgresUrl shop = TestCluster.createDatabase();
        Databases.fill(shop);
        try (var collector = new TraceCollector()) {
            Map<String, String> environment = Installation.in(home)
                    .variables(
                            shop,
                            TestCluster.createDatabase(),
                            Map.of(
                                    "BACKUP_SCHEDULE_DATABASE", "60",
                                    "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(),
                                    "OTEL_EXPORTER_OTLP_HEADERS", "api-key=t0ken",
                                    "OTEL_BSP_SCHEDULE_DELAY", "100"));
            try (LibertyProcess server = LibertyProcess.start(home, home.resolve("server"), environment)) {
                server.awaitStarted(PATIENCE);
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> !collector.spans("restore-test").isEmpty());
                Taken certificate = collector.spans("restorationTest.finish").get(0);
                assertThat(collector.spans("schedule-database"))
                        .extracting(Taken::trace)
                        .containsExactly(certificate.trace());

                collector.close();
                var api = new ApiClient(new ApiAddress(server.address(), Optional.of(Installation.KEY)));
                for (int i = 0; i < 2; i++) {
                    String backup =
                            api.backup("database", Optional.empty()).get(0).id();
                    Awaitility.await().atMost(PATIENCE).until(() -> api.operations(20), all -> isProved(backup, all));
                }
                Awaitility.await().until(() -> Files.readString(server.log()).contains("takes no traces"));
                assertThat(Files.readString(server.log()))
                        .containsOnlyOnce("takes no traces")
                        .doesNotContain("Failed to export", "t0ken");
            }
        }
    }

    private static boolean isProved(String backup, List<Operation> operations) {
        return operations.stream()
                .anyMatch(o -> o.kind() == Operation.Kind.RESTORATION_TEST
                        && backup.equals(o.parentId())
                        && o.state() == Operation.State.SUCCEEDED);
    }
}
