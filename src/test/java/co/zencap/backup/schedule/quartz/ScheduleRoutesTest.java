package co.zencap.backup.schedule.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.event.LoggedWarnings;
import co.zencap.backup.event.SystemEvents;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.settings.SettingsChanges;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real timers of {@code routes/schedule.camel.yaml}, kept in a real catalog. */
class ScheduleRoutesTest {
    private static final String DATABASE = "trigger_name = 'database'";

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();

    @Test
    void theFirstBackupComesAtOnceAndARestartKeepsTheNextTime() throws Exception {
        String next;
        try (TestService service = start("one", Map.of("BACKUP_SCHEDULE_DATABASE", "60"))) {
            awaitBackups(service, 1);
            next = awaitTrigger("next_fire_time", DATABASE);
        }
        try (TestService service = start("one", Map.of("BACKUP_SCHEDULE_DATABASE", "60"))) {
            awaitStarted(service);
            assertThat(awaitTrigger("next_fire_time", DATABASE)).isEqualTo(next);
            assertThat(service.operations()).noneMatch(o -> o.kind() == Kind.BACKUP);
            assertThat(described(service, Schedule.DATABASE))
                    .containsEntry("timing", "every 60 minutes")
                    .extractingByKeys("lastRun", "nextRun")
                    .doesNotContainNull();
        }
    }

    @Test
    void whatWasMissedWhileTheServiceWasDownIsMadeUpForOnce() throws Exception {
        try (TestService service = start("one", Map.of("BACKUP_SCHEDULE_DATABASE", "60"))) {
            awaitBackups(service, 1);
            awaitTrigger("next_fire_time", DATABASE);
        }
        Databases.execute(
                catalog,
                "UPDATE zencap.qrtz_triggers SET next_fire_time = next_fire_time - 5 * 3600000, start_time = start_time - 9 * 3600000",
                "UPDATE zencap.backup_operations SET started_at = started_at - INTERVAL '6 hours'");
        try (TestService service = start("another-folder", Map.of("BACKUP_SCHEDULE_DATABASE", "60"))) {
            awaitBackups(service, 1);
            awaitStarted(service);
            assertThat(Databases.query(
                            catalog,
                            "SELECT next_fire_time > 1000 * extract(epoch FROM now()) FROM zencap.qrtz_triggers WHERE "
                                    + DATABASE))
                    .containsExactly("t");
            assertThat(service.operations())
                    .filteredOn(o -> o.kind() == Kind.BACKUP)
                    .hasSize(1);
        }
    }

    @Test
    void ofTwoNodesOneFires() throws Exception {
        Databases.execute(catalog, "CREATE TABLE fired (at bigint)");
        UnaryOperator<String> edit = routes -> routes.replace("?{{schedule.health-check}}", "?cron=*+*+*+*+*+?")
                .replace(
                        "- to: direct:check-health",
                        "- to: \"sql:INSERT INTO public.fired SELECT 1000 * extract(epoch FROM CAST(:#${header.scheduledFireTime}"
                                + " AS timestamp))?dataSource=#catalogDataSource\"");
        Map<String, String> on = Map.of("BACKUP_SCHEDULE_HEALTH_CHECK", "5");
        try (TestService one = start("one", on, edit);
                TestService two = start("two", on, edit)) {
            awaitStarted(one);
            awaitStarted(two);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Integer.parseInt(Databases.query(catalog, "SELECT count(*) FROM fired")
                                    .get(0))
                            >= 8);
            assertThat(Databases.query(
                            catalog, "SELECT at || ' ' || count(*) FROM fired GROUP BY at HAVING count(*) > 1"))
                    .isEmpty();
        }
    }

    @Test
    void aChangeIsLiveAtOnceAndKeptAndOtherNodesFollow() throws Exception {
        Map<String, String> on = Map.of("BACKUP_SCHEDULE_QUICK_TEST", "0 0 4 * * ?");
        try (TestService service = start("one", on)) {
            awaitStarted(service);
            changes(service)
                    .change(Map.of(
                            "BACKUP_SCHEDULE_QUICK_TEST", "0 30 5 ? * SUN#1",
                            "BACKUP_SCHEDULE_CLEANUP", "off",
                            "BACKUP_SCHEDULE_BACKUP_STATUS", "17",
                            "BACKUP_COMPRESSION_LEVEL", "7"));

            assertThat(described(service, Schedule.QUICK_TEST)).containsEntry("timing", "0 30 5 ? * SUN#1");
            assertThat(Databases.query(catalog, "SELECT cron_expression FROM zencap.qrtz_cron_triggers"))
                    .containsExactly("0 30 5 ? * SUN#1");
            assertThat(Databases.query(catalog, "SELECT repeat_interval FROM zencap.qrtz_simple_triggers"))
                    .containsExactly("1020000");

            changes(service).change(Map.of("BACKUP_SCHEDULE_QUICK_TEST", "off"));
            assertThat(Databases.query(catalog, "SELECT trigger_name FROM zencap.qrtz_triggers"))
                    .containsExactly("backup-status");
            assertThat(service.camel().getRoute("schedule-quick-test")).isNull();

            assertThatThrownBy(() -> changes(service).change(Map.of("BACKUP_SCHEDULE_QUICK_TEST", "often")))
                    .hasMessageContaining("HINT:");
            assertThatThrownBy(() -> changes(service).change(Map.of("BACKUP_LOCAL_DIR", "/elsewhere")))
                    .hasMessageContaining("can't be changed");
        }
        try (TestService next = start("two", on)) {
            awaitStarted(next);
            assertThat(described(next, Schedule.BACKUP_STATUS)).containsEntry("timing", "every 17 minutes");
            assertThat(described(next, Schedule.QUICK_TEST)).containsEntry("timing", "off");
            assertThat(live(next).values().performance().compressionLevel()).isEqualTo(7);
            assertThat(described(next, Schedule.QUICK_TEST)).containsEntry("changed", true);
            assertThat(Databases.query(catalog, "SELECT trigger_name FROM zencap.qrtz_triggers"))
                    .containsExactly("backup-status");

            changes(next).change(Map.of("BACKUP_SCHEDULE_QUICK_TEST", "", "BACKUP_COMPRESSION_LEVEL", ""));
            assertThat(described(next, Schedule.QUICK_TEST))
                    .containsEntry("timing", "0 0 4 * * ?")
                    .containsEntry("changed", false);
            assertThat(live(next).values().performance().compressionLevel()).isEqualTo(3);
        }
    }

    @Test
    void verificationsAndTestsComeOnTime() throws Exception {
        Map<String, String> on = Map.of(
                "BACKUP_SCHEDULE_QUICK_VERIFICATION", "360",
                "BACKUP_SCHEDULE_COMPREHENSIVE_VERIFICATION", "360",
                "BACKUP_VERIFY_DAYS", "1",
                "BACKUP_SCHEDULE_QUICK_TEST", "360",
                "TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        try (TestService service = start("one", on, everyThreeSeconds())) {
            String id = service.backup().backupId();
            awaitSuccess(service, id, o -> o.kind() == Kind.VERIFICATION);
            awaitSuccess(service, id, o -> "quickTest".equals(o.result().get("testType")));
        }
    }

    @Test
    void fullTestsAndDisasterSimulationsComeOnTime() throws Exception {
        // as root, the server runs as another user, who has to reach its folder
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Map<String, String> on = Map.of(
                "BACKUP_SCHEDULE_FULL_TEST",
                "360",
                "BACKUP_SCHEDULE_DISASTER_SIMULATION",
                "360",
                "STAGING_POSTGRES_URL",
                Databases.text(TestCluster.sandbox().url("postgres")),
                "BACKUP_SANDBOX_BIN",
                TestCluster.binaries().bin().toString());
        try (TestService service = start("one", on, everyThreeSeconds())) {
            String id = service.backup(
                            Manifest.Kind.FULL, service.settings().fullTarget().value())
                    .backupId();
            awaitSuccess(service, id, o -> "fullTest".equals(o.result().get("testType")));
            awaitSuccess(
                    service, id, o -> "disasterSimulation".equals(o.result().get("testType")));
        }
    }

    @Test
    void aTimerWhoseWorkCannotBeBegunIsToldOfOnce() throws Exception {
        UnaryOperator<String> broken = routes -> everyThreeSeconds()
                .apply(routes)
                .replace(
                        "        - to: direct:test-newest\n",
                        "        - throwException: {exceptionType: java.lang.IllegalStateException, message: Queue full}\n");
        try (TestService service = start("one", Map.of("BACKUP_SCHEDULE_QUICK_TEST", "360"), broken)) {
            awaitStarted(service);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Databases.query(
                            catalog, "SELECT title || ': ' || detail FROM zencap.backup_monitoring_alerts")
                    .toString()
                    .contains("schedule-quick-test fired, but its work could not be begun: Queue full"));
        }
        assertThat(Databases.query(
                        catalog, "SELECT id FROM zencap.backup_monitoring_alerts WHERE component = 'schedule'"))
                .hasSize(1);
    }

    /** Of a queue that nobody empties, the second that comes is one too many. */
    @Test
    void aTestOrCleanupThatFindsNoPlaceInItsQueueHasFailed() throws Exception {
        UnaryOperator<String> full = routes -> everyThreeSeconds()
                .apply(routes)
                .replace("?{{schedule.cleanup}}", "?cron=0/3+*+*+*+*+?")
                .replace("to: seda:test-on-demand?", "to: seda:full-of-tests?size=1&")
                .replace("to: seda:clean-up?", "to: seda:full-of-cleanups?size=1&");
        var on = Map.of("BACKUP_SCHEDULE_DISASTER_SIMULATION", "360", "BACKUP_SCHEDULE_CLEANUP", "360");
        try (TestService service = start("one", on, full)) {
            awaitStarted(service);
            Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(Databases.query(
                            catalog,
                            "SELECT DISTINCT kind || ': ' || (problem ->> 'detail') FROM zencap.backup_operations"
                                    + " WHERE state = 'failed' ORDER BY 1"))
                    .containsExactly("cleanup: Queue full", "restoration-test: Queue full"));
            assertThat(service.operations()).filteredOn(Operation::isRunning).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(Databases.query(catalog, "SELECT title FROM zencap.backup_monitoring_alerts ORDER BY title"))
                .containsExactly(
                        "The timer of schedule-cleanup fired, but its work could not be begun",
                        "The timer of schedule-disaster-simulation fired, but its work could not be begun");
    }

    private static UnaryOperator<String> everyThreeSeconds() {
        return routes -> routes.replaceAll(
                "\\?\\{\\{schedule\\.(quick-verification|comprehensive-verification|\\S+-test|disaster-simulation)}}",
                "?cron=0/3+*+*+*+*+?");
    }

    private static void awaitSuccess(TestService service, String backupId, Predicate<Operation> what) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> service.operations().stream()
                .filter(o -> o.state() == State.SUCCEEDED && o.parentId() == null)
                .filter(o -> backupId.equals(o.backupId()))
                .anyMatch(what));
    }

    @Test
    void anotherTimeZoneMovesTheTimer() throws Exception {
        try (TestService service = start("one", Map.of("BACKUP_SCHEDULE_CLEANUP", "off", "BACKUP_TIME_ZONE", "UTC"))) {
            awaitStarted(service);
        }
        var night = new HashMap<>(Map.of("BACKUP_SCHEDULE_QUICK_TEST", "0 0 4 * * ?"));
        for (String zone : List.of("UTC", "Asia/Tokyo")) {
            night.put("BACKUP_TIME_ZONE", zone);
            try (TestService service = start("one", night)) {
                awaitStarted(service);
                assertThat(Databases.query(catalog, "SELECT time_zone_id FROM zencap.qrtz_cron_triggers"))
                        .containsExactly(zone);
            }
        }
    }

    @Test
    void withoutTheCatalogTheNodeSeesToItsBackupsAndTheScheduleComesLater() throws Exception {
        Map<String, String> away = new HashMap<>(Map.of("BACKUP_SCHEDULE_DATABASE", "60"));
        away.put(
                "BACKUP_CATALOG_URL",
                Databases.text(catalog).replace(catalog.database(), "missing_" + catalog.database()));
        UnaryOperator<String> quick = routes -> routes.replace("period=60000&delay=60000", "period=1000&delay=1000")
                .replace("period=15000&delay=15000", "period=1000&delay=1000")
                .replace("\"30000\"", "\"1000\"");
        try (TestService service = start("one", away, quick)) {
            awaitBackups(service, 1);
            assertThat(scheduleRoutes(service).isStarted()).isFalse();

            TestCluster.createDatabase("missing_" + catalog.database());

            awaitStarted(service);
            assertThat(described(service, Schedule.DATABASE).get("nextRun")).isNotNull();
            assertThat(service.operations())
                    .filteredOn(o -> o.kind() == Kind.BACKUP)
                    .hasSize(1);
        }
    }

    private TestService start(String name, Map<String, String> more) throws Exception {
        return start(name, more, routes -> routes);
    }

    private TestService start(String name, Map<String, String> more, UnaryOperator<String> edit) throws Exception {
        if (Databases.query(source, "SELECT 1 FROM pg_tables WHERE tablename = 'orders'")
                .isEmpty()) {
            Databases.fill(source);
        }
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.putAll(more);
        return TestService.start(folder.resolve(name), variables, edit);
    }

    @Test
    void thatTheTimersCannotBeReadIsSaidOncePerQuestion() throws Exception {
        try (TestService service = start("one", Map.of("BACKUP_SCHEDULE_CLEANUP", "60"))) {
            awaitStarted(service);
            var warnings = new SystemEvents("shop", "one", Clock.systemUTC());
            Databases.execute(
                    TestCluster.createDatabase(), "DROP DATABASE \"" + catalog.database() + "\" WITH (FORCE)");

            List<Map<String, Object>> described;
            try (var listening = LoggedWarnings.into(warnings)) {
                described = scheduleRoutes(service).describe();
            }

            assertThat(described).hasSize(Schedule.values().length).allMatch(each -> each.get("nextRun") == null);
            assertThat(warnings.next())
                    .filteredOn(event -> event.parameters().get("component").equals("ScheduleRoutes"))
                    .singleElement()
                    .satisfies(event -> assertThat((String) event.parameters().get("details"))
                            .doesNotContain("times"));
        }
    }

    private static void awaitBackups(TestService service, int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> service.operations().stream()
                                .filter(o -> o.kind() == Kind.BACKUP && !o.isRunning())
                                .count()
                        == count);
    }

    private static void awaitStarted(TestService service) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> scheduleRoutes(service)
                .isStarted());
        // Whoever holds the lock of the start has put the routes to work.
        synchronized (scheduleRoutes(service)) {
            assertThat(scheduleRoutes(service).isStarted()).isTrue();
        }
    }

    private String awaitTrigger(String column, String where) {
        return Awaitility.await()
                .ignoreExceptions()
                .until(
                        () -> Databases.query(
                                catalog, "SELECT " + column + " FROM zencap.qrtz_triggers WHERE " + where),
                        rows -> rows.size() == 1)
                .get(0);
    }

    private static Map<String, Object> described(TestService service, Schedule schedule) {
        return scheduleRoutes(service).describe().stream()
                .filter(each -> each.get("name").equals(schedule.word()))
                .findFirst()
                .orElseThrow();
    }

    private static ScheduleRoutes scheduleRoutes(TestService service) {
        return service.bean("scheduleRoutes", ScheduleRoutes.class);
    }

    private static SettingsChanges changes(TestService service) {
        return service.bean("settingsChanges", SettingsChanges.class);
    }

    private static LiveSettings live(TestService service) {
        return service.bean("liveSettings", LiveSettings.class);
    }
}
