package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators edit route files while the service works. */
class RouteReloadTest {
    private static final String ROUTE = "backup-database";
    private static final String DESCRIPTION = "Dumps the database in one snapshot";

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private TestService service;
    private Path file;
    private String original;

    @BeforeEach
    void start() throws Exception {
        Databases.fill(source);
        service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(source),
                        "BACKUP_CATALOG_URL", Databases.text(catalog),
                        "BACKUP_TEST_AFTER_BACKUP", "false"));
        file = folder.resolve("home/routes/database-backup.camel.yaml");
        original = Files.readString(file);
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
    }

    @Test
    void aBackupThatRunsIsNotHarmedByAnEditOfItsRoute() throws Exception {
        CompletableFuture<State> backup;
        try (Connection other = Databases.connect(source);
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            backup = CompletableFuture.supplyAsync(() -> service.backup().state());
            Awaitility.await().until(() -> !Databases.query(
                            source, "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'zencap %'")
                    .isEmpty());

            Files.writeString(file, original.replace(DESCRIPTION, "Edited"));

            Awaitility.await().atMost(Duration.ofSeconds(30)).until(RouteReloadTest::aRouteIsBeingStopped);
            other.rollback();
        }
        assertThat(backup.get()).isEqualTo(State.SUCCEEDED);
        awaitDescription("Edited");
        assertThat(service.backup().state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void aFileThatIsNoYamlChangesNothing() throws Exception {
        Files.writeString(file, original.replace("      steps:", "     steps: ["));

        assertThat(alert()).contains("database-backup.camel.yaml", "line");
        assertThat(service.backup().state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void aRouteThatCannotStartIsReplacedByTheOneBefore() throws Exception {
        atOnce(original.replace("ref: meter", "ref: nobody"));

        assertThat(alert()).contains("database-backup.camel.yaml");
        awaitDescription(DESCRIPTION);
        assertThat(service.backup().state()).isEqualTo(State.SUCCEEDED);

        atOnce(original.replace(DESCRIPTION, "Repaired"));
        awaitDescription("Repaired");
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog,
                        "SELECT action || ' ' || outcome FROM zencap.backup_audit"
                                + " WHERE reason LIKE 'routes/database-backup.camel.yaml%' ORDER BY seq"))
                .containsExactly("edit-routes failed", "edit-routes done"));
    }

    /** As editors save it: a file that is written to while it is watched may be seen twice. */
    private void atOnce(String content) throws IOException {
        Path whole = Files.writeString(folder.resolve("edited"), content);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Telling of it needs these very routes. */
    @ParameterizedTest
    @ValueSource(strings = {"catalog", "alert", "errors", "verification", "backup"})
    void aRouteFileThatCannotBePutToWorkTakesNoRouteAway(String name) throws Exception {
        Path edited = folder.resolve("home/routes/" + name + ".camel.yaml");
        List<String> before = service.camel().getRoutes().stream()
                .map(Route::getRouteId)
                .sorted()
                .toList();

        Files.writeString(edited, Files.readString(edited).replaceFirst("method: \"?[a-zA-Z]+", "$0Nonsense"));

        assertThat(alert()).contains(name + ".camel.yaml");
        assertThat(service.camel().getRoutes())
                .extracting(Route::getRouteId)
                .containsExactlyInAnyOrderElementsOf(before);
        assertThat(service.backup().state()).isEqualTo(State.SUCCEEDED);
    }

    /** Camel's name of the thread that waits for what is under way. */
    private static boolean aRouteIsBeingStopped() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().contains("ShutdownTask"));
    }

    private ServiceStatus status() {
        return service.camel().getRouteController().getRouteStatus(ROUTE);
    }

    private void awaitDescription(String text) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Route route = service.camel().getRoute(ROUTE); // none for a moment, while it is replaced
            assertThat(route).isNotNull();
            assertThat(route.getDescription()).contains(text);
            assertThat(status()).isEqualTo(ServiceStatus.Started);
        });
    }

    private String alert() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions() // the first entry makes the tables
                .until(
                        () -> String.join(
                                "",
                                Databases.query(
                                        catalog,
                                        "SELECT title || detail || hint FROM zencap.backup_monitoring_alerts")),
                        text -> !text.isEmpty());
    }
}
