package co.zencap.backup.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard is told by the real routes. */
class DashboardRoutesTest {
    private static final String INSERT_VERIFICATION =
            """
            INSERT INTO zencap.backup_verifications (id, operation_id, backup_id, repository, outcome, started_at,
                                                     ended_at, checks)
            VALUES ('v-%1$s', 'o', '%1$s', 'local', '%2$s', now(), now(), '[]')""";

    @TempDir
    Path folder;

    private PostgresUrl source;
    private PostgresUrl catalog;
    private TestService service;

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void theLastGoodBackupIsTheNewestThatWasProvedAndNotTheNewest() throws Exception {
        start();
        Operation first = service.backup();
        service.awaitProof(first.id());
        Operation second = service.backup();
        service.awaitProof(second.id());
        String target = service.settings().target().value();
        Awaitility.await().untilAsserted(() -> assertThat(
                        target(target).path("lastGood").path("id").asText())
                .isEqualTo(second.backupId()));

        Databases.execute(catalog, INSERT_VERIFICATION.formatted(second.backupId(), "failed"));

        JsonNode now = target(target);
        assertThat(now.path("lastBackup").path("id").asText()).isEqualTo(second.backupId());
        assertThat(now.path("lastBackup").path("damaged").asBoolean()).isTrue();
        assertThat(now.path("lastGood").path("id").asText()).isEqualTo(first.backupId());
        assertThat(now.path("lastTest").path("outcome").asText()).isEqualTo("passed");
        assertThat(now.path("lastTest").path("backupId").asText()).isEqualTo(second.backupId());
        assertThat(now.path("recoveryPoint").path("name").asText()).isEqualTo("recovery-point");
        assertThat(now.path("recoveryTime").path("of").asText()).isEqualTo("database");
        assertThat(dashboard().path("operations").findValuesAsText("id")).contains(first.id(), second.id());
        assertThat(dashboard().path("unavailable")).isEmpty();
    }

    @Test
    void aBackupIsTakenApartDownToItsManifestAsLongAsThatCanBeTrusted() throws Exception {
        start();
        Operation backup = service.backup();
        service.awaitProof(backup.id());
        String id = backup.backupId();

        JsonNode details = details(id);

        assertThat(details.path("backup").path("id").asText()).isEqualTo(id);
        assertThat(details.path("repository").asText()).isEqualTo("local");
        JsonNode manifest = details.path("manifest");
        assertThat(manifest.path("id").asText()).isEqualTo(id);
        assertThat(manifest.path("artifacts").findValuesAsText("name")).contains("database.dump.zst.enc");
        assertThat(manifest.path("fingerprint").path("tables")).isNotEmpty();
        assertThat(details.path("problems")).isEmpty();

        Path file = service.settings()
                .localDir()
                .resolve(service.settings().target().value())
                .resolve(id)
                .resolve("manifest.json");
        Files.writeString(file, Files.readString(file).replace("zstd:3", "zstd:4"));

        JsonNode forged = details(id);
        assertThat(forged.has("manifest")).isFalse();
        assertThat(forged.path("problems").path("local").path("detail").asText())
                .isNotBlank();
        for (String unknown : List.of("20200101T000000Z-000000", "../../etc", "x' OR '1'='1")) {
            assertThatThrownBy(() -> details(unknown))
                    .as(unknown)
                    .isInstanceOfSatisfying(ApiProblem.class, problem -> assertThat(problem.status())
                            .isEqualTo(404));
        }
        var list = bean("backupResource", BackupResource.class);
        assertThat(json(list.list("1"))).hasSize(1);
        assertThat(json(list.list("10000"))).isNotEmpty();
        for (String wrong : List.of("-1", "0", "00000", "10001", "99999999999", "x", "")) {
            assertThatThrownBy(() -> list.list(wrong))
                    .as(wrong)
                    .isInstanceOfSatisfying(ApiProblem.class, problem -> assertThat(problem.status())
                            .isEqualTo(422));
        }
    }

    @Test
    void filesOfNoSetCannotBeBackedUp() throws Exception {
        start();

        for (String target : List.of("", ",\"target\":\"unknown\"")) {
            String body = "{\"action\":\"backup\",\"type\":\"files\"" + target + "}";
            assertThatThrownBy(() -> bean("adminActions", AdminActions.class).command(body, "application/json"))
                    .as(body)
                    .isInstanceOfSatisfying(ApiProblem.class, problem -> {
                        assertThat(problem.status()).as("no such thing").isEqualTo(404);
                        assertThat(problem).hasMessageContaining("file set");
                    });
        }
    }

    @Test
    void schedulesAndTheHistoryOfStorageAreTold() throws Exception {
        start();
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_storage_samples (service, at, repository, target, storage_class, objects, bytes)"
                        + " VALUES ('" + service.settings().target().value()
                        + "', now() - interval '2 days', 'local', 'shop', 'LOCAL', 3, 300),"
                        + " ('another', now(), 'local', 'shop', 'LOCAL', 3, 300)");

        assertThat(json(bean("scheduleResource", ScheduleResource.class).list())
                        .path("schedules")
                        .findValuesAsText("name"))
                .contains("database", "full-system", "cleanup");
        JsonNode history = json(bean("storageHistory", StorageHistory.class).get());
        assertThat(history).hasSize(1);
        assertThat(history.path(0).path("bytes").asLong()).isEqualTo(300);
    }

    @Test
    void withoutTheCatalogItTellsWhatItKnowsAndNamesTheRest() throws Exception {
        source = TestCluster.createDatabase();
        service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(source),
                        "BACKUP_CATALOG_URL",
                        "postgresql://nobody:n0b0dys-password@127.0.0.1:1/away"));

        JsonNode dashboard = dashboard();

        assertThat(dashboard.path("targets")).isNotEmpty();
        assertThat(dashboard.path("catalog").path("reachable").asBoolean()).isFalse();
        assertThat(dashboard.path("unavailable").findValuesAsText("part")).containsExactly("catalog");
        assertThat(dashboard.toString()).doesNotContain("n0b0dys-password");
        String why = "the server cannot be reached. The driver says: Connection to 127.0.0.1:1 refused.";
        JsonNode status = asked("status");
        assertThat(status.path("catalog").path("detail").asText()).isEqualTo(why);
        assertThat(status.path("warnings").toString()).contains("The catalog is away: " + why + " HINT: check host");
        JsonNode health = asked("health");
        assertThat(health.path("components").findValuesAsText("detail")).contains("The catalog is away: " + why);
        assertThatThrownBy(() -> bean("apiKeyResource", ApiKeyResource.class).list())
                .isInstanceOfSatisfying(ApiProblem.class, refused -> assertThat(
                                refused.problem().detail())
                        .contains(why)
                        .doesNotContain("HINT:"));
        assertThat(status.toString() + health).doesNotContain("SQL State", "request timed out", "n0b0dys-password");
    }

    private JsonNode asked(String action) {
        return json(bean("adminActions", AdminActions.class).query(action, null));
    }

    private void start() throws Exception {
        source = TestCluster.createDatabase();
        catalog = TestCluster.createDatabase();
        Databases.fill(source);
        service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(source),
                        "BACKUP_CATALOG_URL", Databases.text(catalog),
                        "TEST_POSTGRES_URL",
                                Databases.text(TestCluster.sandbox().url("postgres"))));
        Awaitility.await().until(() -> dashboard().path("unavailable").isEmpty());
    }

    private JsonNode target(String id) {
        for (JsonNode target : dashboard().path("targets")) {
            if (target.path("id").asText().equals(id)) {
                return target;
            }
        }
        throw new AssertionError("No target " + id);
    }

    private JsonNode dashboard() {
        return json(bean("adminActions", AdminActions.class).query("dashboard", null));
    }

    private JsonNode details(String id) {
        return json(bean("backupDetails", BackupDetails.class).get(id));
    }

    private <T> T bean(String name, Class<T> type) {
        return service.bean(name, type);
    }

    /** As callers get it. */
    private static JsonNode json(Answer answer) {
        try {
            return Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
