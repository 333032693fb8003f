package co.zencap.backup.recovery.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.access.Caller;
import co.zencap.backup.access.Role;
import co.zencap.backup.api.ApiProblem;
import co.zencap.backup.api.KeptDatabaseResource;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.certificate.SignedCertificate;
import co.zencap.backup.certificate.SignedCertificate.Finding;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.HttpStub;
import co.zencap.backup.testing.HttpStub.Answer;
import co.zencap.backup.testing.SlackServer;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recoveries of a database by the real routes, from its loss to its return and back. */
class RecoveryRoutesTest {
    private static final String CONFIRMED = "{\"confirmed\":true,\"recoveryType\":\"database_only\"}";
    private static final String QUICKLY =
            "{\"confirmed\":true,\"recoveryType\":\"database_only\",\"withoutSafetyBackup\":true}";
    private static final String FAILURE =
            "- throwException: {exceptionType: java.io.IOException, message: injected failure}";
    private static final String PAUSE = "- delay: {constant: \"4000\", asyncDelayed: \"false\"}";

    private static final Caller ANNA = new Caller("anna", Role.RECOVERY, Optional.of("key-1"), "192.0.2.7");

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private PostgresUrl catalog = TestCluster.createDatabase();
    private TestService service;

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    private void start(UnaryOperator<String> edit, Map<String, String> more) throws Exception {
        Databases.fill(source);
        service = Recoveries.start(folder, source, catalog, edit, more);
    }

    /** Somebody's mistake, after a backup. */
    private Operation loseOrders() {
        Operation backup = service.backup();
        assertThat(backup.problem()).isNull();
        Databases.execute(source, "DROP TABLE orders", "CREATE TABLE only_live (id int)");
        return backup;
    }

    private List<String> tables() {
        return Databases.query(
                source, "SELECT relname FROM pg_class WHERE relname IN ('orders', 'only_live') ORDER BY 1");
    }

    private List<String> databases(String infix) {
        return Databases.query(
                catalog,
                "SELECT datname FROM pg_database WHERE datname LIKE '" + source.database() + "\\_" + infix + "%'");
    }

    private List<String> alerts() {
        return Databases.query(
                catalog,
                "SELECT concat_ws('; ', level, title, detail, 'resolved: ' || resolution)"
                        + " FROM zencap.backup_monitoring_alerts WHERE component = 'recovery' ORDER BY at");
    }

    @Test
    void whoeverTalksAboutItHearsHowItGoes() throws Exception {
        try (SlackServer slack = new SlackServer()) {
            start(
                    routes -> Recoveries.insert(
                            Recoveries.insert(routes, "recoverySteps", "restore", true, PAUSE),
                            "recoverySteps",
                            "verify",
                            true,
                            PAUSE),
                    Map.of(
                            "SLACK_BOT_TOKEN",
                            SlackServer.TOKEN,
                            "BACKUP_SLACK_CHANNEL",
                            "#alerts",
                            "SLACK_API_URL",
                            slack.url()));
            loseOrders();

            assertThat(Recoveries.run(service, QUICKLY).problem()).isNull();

            Awaitility.await().untilAsserted(() -> {
                List<SlackServer.Message> said = slack.messages().stream()
                        .filter(message -> message.way().equals("chat.postMessage"))
                        .toList();
                assertThat(said.get(0).shown()).contains("has begun");
                assertThat(said.subList(1, said.size()))
                        .anyMatch(message -> message.shown().contains("compares what was restored"))
                        .allMatch(message -> message.thread().equals(said.get(0).ts()));
                assertThat(said.get(said.size() - 1).shown()).contains("It is over. Recovered from backup");
            });
        }
    }

    private static ApiProblem refused(int status, Throwable thrown) {
        assertThat(thrown).isInstanceOf(ApiProblem.class);
        assertThat(((ApiProblem) thrown).status()).as(thrown.getMessage()).isEqualTo(status);
        return (ApiProblem) thrown;
    }

    @Test
    void aPlanTellsWhatWouldHappenAndNothingDoes() throws Exception {
        start(routes -> routes, Map.of());
        Operation backup = loseOrders();

        JsonNode plan = Recoveries.ask(service, "{\"dryRun\":true}").path("plan");

        assertThat(plan.path("backup").path("id").asText()).isEqualTo(backup.backupId());
        assertThat(plan.path("backup").path("storedBytes").asLong()).isPositive();
        assertThat(plan.path("blocked").asBoolean()).isFalse();
        assertThat(plan.path("checks").findValuesAsText("about"))
                .contains("server version", "client programs", "space for the dump", "rights", "extensions");
        assertThat(plan.path("loss").path("objectiveSeconds").asLong()).isEqualTo(3600);
        assertThat(plan.path("loss").path("withinObjective").asBoolean()).isTrue();
        assertThat(plan.path("time").path("objectiveSeconds").asLong()).isEqualTo(1800);
        assertThat(plan.path("replaces").asText()).contains("kept under another name");

        assertThatThrownBy(() -> Recoveries.ask(service, "{\"recoveryType\":\"database_only\"}"))
                .satisfies(e -> assertThat(refused(422, e).problem().detail())
                        .contains(
                                "Backup " + backup.backupId(), "would be restored beside", "sessions would be ended"));
        assertThatThrownBy(() -> Recoveries.ask(service, "{\"confirmed\":true,\"dryrun\":true}"))
                .satisfies(e -> assertThat(refused(422, e).problem().detail()).contains("dryrun"));
        assertThatThrownBy(() -> Recoveries.ask(service, "{\"confirmed\":\"true\"}"))
                .satisfies(e -> refused(422, e));
        assertThatThrownBy(() -> Recoveries.ask(service, "{\"confirmed\":true,\"recoveryType\":\"all\"}"))
                .satisfies(e -> refused(422, e));
        assertThatThrownBy(() -> Recoveries.ask(service, "{\"confirmed\":true,\"recoveryType\":\"files_only\"}"))
                .satisfies(e -> assertThat(refused(422, e).problem().detail()).contains("No file set is configured"));
        assertThatThrownBy(() -> Recoveries.ask(
                        service, "{\"confirmed\":true,\"recoveryType\":\"files_only\",\"fileSets\":[\"none\"]}"))
                .satisfies(e -> refused(404, e));
        assertThatThrownBy(() -> Recoveries.ask(service, "{\"confirmed\":true,\"backupTimestamp\":\"yesterday\"}"))
                .satisfies(e -> refused(422, e));
        assertThatThrownBy(() ->
                        Recoveries.ask(service, "{\"confirmed\":true,\"backupTimestamp\":\"2020-01-01T00:00:00Z\"}"))
                .satisfies(e -> assertThat(refused(404, e).problem().detail()).contains("at or before 2020-01-01"));
        assertThatThrownBy(() -> Recoveries.ask(service, "{\"confirmed\":true,\"undo\":\"dr0\"}"))
                .satisfies(e -> refused(404, e));

        assertThat(tables()).containsExactly("only_live");
        assertThat(databases("")).isEmpty();
        assertThat(service.operations()).noneMatch(operation -> operation.kind() == Kind.RECOVERY);
    }

    @Test
    void recoversUnderTheEyesOfItsUsersAndTakesThatBack() throws Exception {
        try (HttpStub incidents = new HttpStub(asked -> new Answer(204, ""))) {
            start(routes -> routes, Map.of("DISASTER_WEBHOOK_URL", incidents.url() + "/disaster"));
            Files.createDirectories(folder.resolve("home/config/checks"));
            Files.writeString(
                    folder.resolve("home/config/checks/orders.sql"),
                    "-- name: all orders\n-- expect: 5000\nSELECT count(*) FROM orders\n");
            String earlier = loseOrders().backupId();
            String at = Databases.query(source, "SELECT to_json(clock_timestamp()) #>> '{}'")
                    .get(0);
            Databases.execute(source, "CREATE TABLE later (id int)");
            assertThat(service.backup().problem()).isNull();

            Operation recovery;
            try (Connection user = Databases.connect(source);
                    Statement sql = user.createStatement()) {
                sql.execute("SELECT 1");
                recovery = Recoveries.run(service, CONFIRMED.replace("}", ",\"backupTimestamp\":\"" + at + "\"}"));
                assertThatThrownBy(() -> sql.execute("SELECT 1")).hasMessageContaining("terminating connection");
            }

            assertThat(recovery.problem()).isNull();
            assertThat(recovery.backupId()).isEqualTo(earlier);
            assertThat(tables()).containsExactly("orders");
            assertThat(databases("before")).hasSize(1);
            assertThat(databases("restored")).isEmpty();
            String id = (String) recovery.result().get("recoveryId");
            assertThat(recovery.result())
                    .containsEntry("rows", 7000L)
                    .containsEntry("checks", 1)
                    .containsEntry("keptAs", databases("before").get(0));
            String safety = (String) recovery.result().get("safetyBackup");
            assertThat(safety).isGreaterThan(earlier);
            assertThat(Databases.query(
                            catalog, "SELECT id FROM zencap.backups WHERE manifest ->> 'safetyOf' = '" + id + "'"))
                    .containsExactly(safety);
            requireAccount(id, earlier);
            requireIncident(incidents);

            Operation undo = Recoveries.run(service, "{\"confirmed\":true,\"undo\":\"" + id + "\"}");

            assertThat(undo.problem()).isNull();
            assertThat(tables()).containsExactly("only_live");
            assertThat(databases("restored")).hasSize(1);
            Awaitility.await().untilAsserted(() -> assertThat(
                            Databases.query(catalog, "SELECT state || ' ' || step FROM zencap.backup_recoveries"))
                    .containsExactly("undone undo"));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(alerts()).anyMatch(alert -> alert.contains("was undone")));
            assertThatThrownBy(() -> Recoveries.ask(service, "{\"confirmed\":true,\"undo\":\"" + id + "\"}"))
                    .satisfies(e -> refused(409, e));
            assertThat(service.backup().problem()).isNull();
        }
    }

    private void requireAccount(String id, String backup) throws Exception {
        RecoveryRecords records = Recoveries.bean(service, "recoveryRecords", RecoveryRecords.class);
        Awaitility.await().until(() -> records.certificate(id).isPresent());
        byte[] file = records.certificate(id).orElseThrow().getBytes(StandardCharsets.UTF_8);
        assertThat(SignedCertificate.check(
                        file,
                        service.settings()
                                .masterKey()
                                .orElseThrow()
                                .certificates()
                                .publicKey()))
                .isEqualTo(Finding.GENUINE);
        JsonNode account = Json.MAPPER.readTree(file);
        assertThat(account.path("backup").path("id").asText()).isEqualTo(backup);
        assertThat(account.path("timeline").findValuesAsText("step"))
                .containsExactly(
                        "asked for",
                        "pre-flight",
                        "announcement",
                        "safety backup",
                        "restore",
                        "verification",
                        "analyze",
                        "swap",
                        "check",
                        "report",
                        "usable");
        assertThat(account.path("objectives").findValuesAsText("name"))
                .containsExactly("recovery time", "recovery point");
        assertThat(account.path("objectives").findValuesAsText("met")).containsExactly("true", "true");
        assertThat(account.path("compared").path("rows").asLong()).isEqualTo(7000);
        assertThat(account.path("lost").path("changesFrom").asText()).isNotEmpty();
        assertThat(records.find(id).orElseThrow().state()).isEqualTo(RecoveryRecord.State.SUCCEEDED);
    }

    /** Opened at the beginning, and over with what was reached. */
    private void requireIncident(HttpStub incidents) {
        Awaitility.await().untilAsserted(() -> assertThat(alerts())
                .singleElement()
                .asString()
                .startsWith("critical; The recovery of " + source.database() + " has begun")
                .contains("resolved: Recovered from backup", "recovery time", "(objective 30 min", "--undo"));
        Awaitility.await().untilAsserted(() -> assertThat(incidents.asked()).hasSize(2));
        assertThat(incidents.asked().get(0).body()).contains("has begun");
    }

    @ParameterizedTest
    @CsvSource({
        "preflight, false",
        "restore, true",
        "restore, false",
        "verify, false",
        "analyze, false",
        "swap, true",
        "swap, false",
        "check, true"
    })
    void aFailureAtAnyStepLeavesProductionAsItWas(String step, boolean before) throws Exception {
        start(routes -> Recoveries.insert(routes, "recoverySteps", step, before, FAILURE), Map.of());
        loseOrders();

        Operation recovery = Recoveries.run(service, QUICKLY);

        assertThat(recovery.state()).isEqualTo(State.FAILED);
        assertThat(recovery.problem().detail()).contains("injected failure", "Production is as it was");
        assertThat(tables()).containsExactly("only_live");
        boolean wasLive = step.equals("check") || step.equals("swap") && !before;
        assertThat(databases("restored")).hasSize(wasLive ? 1 : 0);
        assertThat(databases("before")).isEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(alerts())
                .anyMatch(alert -> alert.startsWith("critical; The recovery of ")
                        && alert.contains("injected failure Production is as it was")
                        && !alert.contains("resolved: ")));
        Awaitility.await()
                .untilAsserted(() -> assertThat(Databases.query(catalog, "SELECT state FROM zencap.backup_recoveries"))
                        .containsExactly("failed"));
        Awaitility.await().untilAsserted(() -> assertThat(alerts())
                .noneMatch(alert -> alert.contains("has begun") && !alert.contains("resolved: ")));
        // neither lock nor pause is left
        assertThat(service.backup().problem()).isNull();
        assertThat(Recoveries.ask(service, "{\"dryRun\":true}").has("plan")).isTrue();
    }

    @Test
    void aDatabaseThatAnswersOtherwiseThanTheOperatorExpectsIsNotSwappedIn() throws Exception {
        start(routes -> routes, Map.of());
        Files.createDirectories(folder.resolve("home/config/checks"));
        Files.writeString(
                folder.resolve("home/config/checks/orders.sql"),
                "-- name: many orders\n-- expect: 6000\nSELECT count(*) FROM orders\n");
        loseOrders();

        Operation recovery = Recoveries.run(service, QUICKLY);

        assertThat(recovery.problem().detail()).contains("'many orders'", "Production is as it was");
        assertThat(tables()).containsExactly("only_live");
        assertThat(databases("restored")).isEmpty();
    }

    @Test
    void neitherABackupNorAnotherRecoveryBeginsDuringTheSwap() throws Exception {
        start(routes -> Recoveries.insert(routes, "recoverySteps", "swap", true, PAUSE), Map.of());
        loseOrders();
        String recovery = Recoveries.begin(service, QUICKLY);
        Awaitility.await().until(() -> service.operation(recovery).phase().equals("wait for backups"));

        var wish = Recoveries.bean(service, "backupRequests", BackupRequests.class)
                .of(Manifest.Kind.DATABASE, service.settings().target().value())
                .orElseThrow();
        service.send("seda:run-backup?waitForTaskToComplete=Never", wish);
        assertThatThrownBy(() -> Recoveries.ask(service, QUICKLY)).satisfies(e -> refused(409, e));

        Operation recovered = service.await(recovery);
        Operation backup = service.await(wish.operation().id());
        assertThat(recovered.problem()).isNull();
        assertThat(backup.problem()).isNull();
        assertThat(backup.endedAt()).isAfter(recovered.endedAt());
        assertThat(backup.result()).containsEntry("rows", 7000L);
    }

    @Test
    void theCatalogInTheSameDatabaseIsNotTakenBackInTime() throws Exception {
        catalog = source;
        start(routes -> routes, Map.of());
        Operation first = service.backup();
        Databases.execute(source, "DROP TABLE orders", "CREATE TABLE only_live (id int)");
        String at = Databases.query(source, "SELECT to_json(clock_timestamp()) #>> '{}'")
                .get(0);
        Operation second = service.backup();

        Operation recovery = Recoveries.run(service, QUICKLY.replace("}", ",\"backupTimestamp\":\"" + at + "\"}"));

        assertThat(recovery.problem()).isNull();
        assertThat(recovery.backupId()).isEqualTo(first.backupId());
        assertThat(tables()).containsExactly("orders");
        Awaitility.await().untilAsserted(() -> {
            assertThat(Databases.query(source, "SELECT id FROM zencap.backups ORDER BY id"))
                    .containsExactly(first.backupId(), second.backupId());
            assertThat(Databases.query(source, "SELECT state FROM zencap.backup_recoveries"))
                    .containsExactly("succeeded");
            assertThat(Databases.query(source, "SELECT state FROM zencap.backup_operations WHERE kind = 'recovery'"))
                    .containsExactly("succeeded");
        });
        assertThat(service.backup().problem()).isNull();
    }

    @Test
    void whatARecoveryHasKeptIsDroppedByItsNameAndNothingElse() throws Exception {
        start(routes -> routes, Map.of());
        loseOrders();
        Operation recovery = Recoveries.run(service, QUICKLY);
        String id = (String) recovery.result().get("recoveryId");
        String kept = (String) recovery.result().get("keptAs");
        KeptDatabaseResource resource = Recoveries.bean(service, "keptDatabaseResource", KeptDatabaseResource.class);
        for (String wrong : List.of(source.database(), kept + "x", "postgres", "")) {
            assertThatThrownBy(() -> resource.drop(id, "{\"database\":\"" + wrong + "\"}", "application/json", ANNA))
                    .satisfies(
                            e -> assertThat(refused(409, e).problem().detail()).contains("keeps the database " + kept));
        }
        assertThatThrownBy(() -> resource.drop("dr0", "{\"database\":\"" + kept + "\"}", "application/json", ANNA))
                .satisfies(e -> refused(404, e));
        assertThatThrownBy(() -> resource.drop(id, "{}", "application/json", ANNA))
                .satisfies(e -> refused(422, e));
        assertThat(databases("before")).containsExactly(kept);

        resource.drop(id, "{\"database\":\"" + kept + "\"}", "application/json", ANNA);

        assertThat(databases("before")).isEmpty();
        assertThat(tables()).containsExactly("orders");
        assertThatThrownBy(() -> resource.drop(id, "{\"database\":\"" + kept + "\"}", "application/json", ANNA))
                .satisfies(e -> assertThat(refused(409, e).problem().detail()).contains("keeps no database"));
        Operation undo = Recoveries.run(service, "{\"confirmed\":true,\"undo\":\"" + id + "\"}");
        assertThat(undo.problem().detail()).contains("could be put back");
        assertThat(tables()).containsExactly("orders");
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog, "SELECT action || ' ' || reason FROM zencap.backup_audit ORDER BY seq"))
                .singleElement()
                .asString()
                .startsWith("drop-kept Dropped the database " + kept));
        assertThat(Databases.query(catalog, "SELECT actor || ' ' || source || ' ' || outcome FROM zencap.backup_audit"))
                .containsExactly("anna 192.0.2.7 done");
    }

    @Test
    void whatAnUndoHasKeptIsDroppedLikewise() throws Exception {
        start(routes -> routes, Map.of());
        loseOrders();
        Operation recovery = Recoveries.run(service, QUICKLY);
        String id = (String) recovery.result().get("recoveryId");
        assertThat(Recoveries.run(service, "{\"confirmed\":true,\"undo\":\"" + id + "\"}")
                        .problem())
                .isNull();
        String kept = databases("restored").get(0);

        Recoveries.bean(service, "keptDatabaseResource", KeptDatabaseResource.class)
                .drop(id, "{\"database\":\"" + kept + "\"}", "application/json", ANNA);

        assertThat(databases("")).isEmpty();
        assertThat(tables()).containsExactly("only_live");
    }

    /** Each of them, however many there are, though the backup is restored under another name at first. */
    @Test
    void aDatabaseThatIsGoneGetsTheSettingsBackThatItHad() throws Exception {
        start(routes -> routes, Map.of());
        String name = source.database();
        String role = "settings_" + name;
        Databases.execute(
                catalog,
                "CREATE ROLE " + role,
                "ALTER DATABASE " + name + " SET work_mem TO '7MB'",
                "ALTER DATABASE " + name + " SET search_path TO \"a; b\", public",
                "ALTER DATABASE " + name + " SET my.own TO 'it''s; \\ here'",
                "ALTER ROLE " + role + " IN DATABASE " + name + " SET work_mem TO '8MB'",
                "GRANT CREATE ON DATABASE " + name + " TO " + role,
                "REVOKE TEMPORARY ON DATABASE " + name + " FROM PUBLIC");
        String dress = "SELECT (SELECT string_agg(a::text, ' ' ORDER BY a::text COLLATE \"C\") FROM unnest(datacl) a)"
                + " || (SELECT string_agg(setconfig::text, '|' ORDER BY setrole)"
                + " FROM pg_db_role_setting WHERE setdatabase = d.oid) FROM pg_database d WHERE datname = '" + name
                + "'";
        List<String> before = Databases.query(catalog, dress);
        assertThat(service.backup().problem()).isNull();
        Databases.execute(catalog, "DROP DATABASE " + name + " WITH (FORCE)");

        Operation recovery = Recoveries.run(service, CONFIRMED);

        assertThat(recovery.problem()).isNull();
        assertThat(recovery.result().get("notes").toString()).doesNotContain("Not carried over");
        assertThat(Databases.query(catalog, dress)).isEqualTo(before);
    }

    @Test
    void aDatabaseThatIsGoneIsMadeAnew() throws Exception {
        start(routes -> routes, Map.of());
        assertThat(service.backup().problem()).isNull();
        Databases.execute(catalog, "DROP DATABASE " + source.database() + " WITH (FORCE)");

        Operation recovery = Recoveries.run(service, CONFIRMED);

        assertThat(recovery.problem()).isNull();
        assertThat(tables()).containsExactly("orders");
        assertThatThrownBy(() -> Recoveries.ask(
                        service,
                        "{\"confirmed\":true,\"undo\":\"" + recovery.result().get("recoveryId") + "\"}"))
                .satisfies(e -> assertThat(refused(409, e).problem().detail()).contains("replaced nothing"));
    }

    /** The worst day of a service that keeps its catalog where the data are. */
    @Test
    void aDatabaseThatIsGoneWithTheCatalogInItIsMadeAnew() throws Exception {
        catalog = source;
        start(routes -> routes, Map.of());
        Operation backup = service.backup();
        Databases.execute(TestCluster.get().url("postgres"), "DROP DATABASE " + source.database() + " WITH (FORCE)");

        Operation recovery = Recoveries.run(service, CONFIRMED);

        assertThat(recovery.problem()).isNull();
        assertThat(recovery.backupId()).isEqualTo(backup.backupId());
        assertThat(tables()).containsExactly("orders");
        RecoveryRecords records = Recoveries.bean(service, "recoveryRecords", RecoveryRecords.class);
        assertThat(records.latest(10)).singleElement().satisfies(record -> assertThat(record.state())
                .isEqualTo(RecoveryRecord.State.SUCCEEDED));
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .ignoreException(IllegalStateException.class)
                .untilAsserted(() -> assertThat(Databases.query(source, "SELECT state FROM zencap.backup_recoveries"))
                        .containsExactly("succeeded"));
    }

    @Test
    void whatCanNoLongerBeReadIsReplacedAllTheSame() throws Exception {
        start(routes -> routes, Map.of("BACKUP_LOCK_WAIT_SECONDS", "2"));
        loseOrders();
        try (Connection stuck = Databases.connect(source);
                Statement sql = stuck.createStatement()) {
            stuck.setAutoCommit(false);
            sql.execute("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE");

            Operation recovery = Recoveries.run(service, CONFIRMED);

            assertThat(recovery.problem()).isNull();
            assertThat(recovery.result()).doesNotContainKey("safetyBackup");
            assertThat(recovery.result().get("notes").toString()).contains("could not be backed up before");
            assertThat(tables()).containsExactly("orders");
        }
    }
}
