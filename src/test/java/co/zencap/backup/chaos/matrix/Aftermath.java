package co.zencap.backup.chaos.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** What a service has to show for after a fault. */
final class Aftermath {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Scene scene;
    private final TestService service;

    Aftermath(Scene scene, TestService service) {
        this.scene = scene;
        this.service = service;
    }

    /** A backup that a later cleanup can delete. */
    void backUpWell() {
        Operation backup = service.backup();
        assertThat(backup.problem()).isNull();
        assertThat(service.awaitProof(backup.id())).allMatch(o -> o.state() == State.SUCCEEDED);
    }

    /** A backup with its proof, and a cleanup: the whole life, as far as it gets. */
    List<Operation> runOnce() throws IOException {
        var run = new ArrayList<Operation>();
        Operation backup = service.backup();
        run.add(backup);
        if (backup.state() == State.SUCCEEDED) {
            run.addAll(service.awaitProof(backup.id()));
        }
        run.add(Scene.cleanUp(service));
        return run;
    }

    /** Who failed has an alert with a cause and a remedy. */
    void assertTold(List<Operation> run) {
        for (Operation operation : run) {
            if (operation.state() == State.FAILED) {
                assertThat(operation.problem().hint()).as(operation.toString()).isNotBlank();
                Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(alerts("component = '"
                                + operation.kind() + "' AND target = '" + operation.target() + "' AND seen_at >= '"
                                + operation.startedAt() + "' AND detail <> '' AND hint <> ''"))
                        .as("alerts of %s", operation)
                        .isNotEmpty());
            }
        }
    }

    /** @return the alert's title */
    String assertDeathTold() {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> alerts("title LIKE '%cut off%' AND hint <> ''"), told -> !told.isEmpty())
                .get(0);
    }

    /** It had ended well, except that nobody wrote down where it is: its successor does, if it is not of this very moment. */
    String assertListedAfterDeath() throws IOException {
        for (Path file : Folders.files(scene.repository())) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
        }
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(listed())
                .hasSize(1));
        return "listed by the next service";
    }

    private List<String> alerts(String which) {
        return Databases.query(scene.catalog(), "SELECT title FROM zencap.backup_monitoring_alerts WHERE " + which);
    }

    void assertNextRunSucceeds() throws IOException {
        Databases.execute(scene.catalog(), "UPDATE zencap.backup_copies SET next_attempt_at = now()");
        List<Operation> next = runOnce();
        assertThat(next)
                .allSatisfy(o -> assertThat(o.problem()).as(o.toString()).isNull());
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(Databases.query(
                        scene.catalog(), "SELECT backup_id FROM zencap.backup_copies WHERE state = 'pending'"))
                .isEmpty());
    }

    /** Whatever is listed can be read to the last byte, and whatever is stored is listed. */
    void assertNothingFalse() throws IOException {
        List<BackupRow> listed = listed();
        assertThat(listed).isNotEmpty();
        for (BackupRow row : listed) {
            Operation verification = service.verify(new BackupRef(row.target(), row.id(), true));
            assertThat(verification.problem()).as("%s", row).isNull();
        }
        Set<String> ids = listed.stream().map(BackupRow::id).collect(Collectors.toSet());
        assertThat(withManifest(scene.repository())).isSubsetOf(ids);
        assertThat(withManifest(scene.bucket())).isSubsetOf(ids);
    }

    private List<BackupRow> listed() {
        return service.bean("catalogQueries", CatalogQueries.class).backups(100);
    }

    private static Set<String> withManifest(Path root) throws IOException {
        return folders(root, true);
    }

    private static Set<String> folders(Path root, boolean withManifest) throws IOException {
        return Folders.files(root).stream()
                // What a probe of the bucket leaves when it is killed is swept a day later; no listing shows it.
                .filter(file -> !file.toString().contains("/.zencap-probe/"))
                .filter(file -> !withManifest || file.endsWith("manifest.json"))
                .map(file -> file.getParent().getFileName().toString())
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Objects, files, processes, connections, sandboxes. */
    void assertNothingLeft() {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(folders(scene.repository(), false)).isEqualTo(withManifest(scene.repository()));
            assertThat(folders(scene.bucket(), false)).isEqualTo(withManifest(scene.bucket()));
            assertThat(Folders.scratch(scene.work()))
                    .allMatch(file -> file.endsWith("catalog-journal.jsonl"))
                    .allMatch(file -> file.toFile().length() == 0);
            assertThat(ProcessHandle.current()
                            .descendants()
                            .map(p -> p.info().command().orElse("")))
                    .noneMatch(command -> command.contains("/pg_") || command.endsWith("/psql"));
            assertThat(Databases.query(
                            scene.source(),
                            "SELECT application_name || ': ' || query FROM pg_stat_activity"
                                    + " WHERE application_name <> 'test' AND datname = current_database()"))
                    .isEmpty();
            assertThat(Databases.query(
                            TestCluster.sandbox().url("postgres"),
                            "SELECT datname FROM pg_database WHERE datname LIKE 'zencap_sandbox%'"))
                    .isEmpty();
        });
    }
}
