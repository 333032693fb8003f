package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.testing.MovableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of what is configured, also of those times when nobody looks. */
class ConfigurationSeenTest {
    @TempDir
    Path home;

    private Path work;
    private Path route;

    @BeforeEach
    void install() throws IOException {
        work = Files.createDirectories(home.resolve("work"));
        route = Files.createDirectories(home.resolve("routes")).resolve("upload.camel.yaml");
        Files.writeString(route, "- route: 1");
        Files.writeString(Files.createDirectories(home.resolve("config/checks")).resolve("orders.sql"), "SELECT 1");
        Files.writeString(home.resolve(".env.local"), "ADMIN_API_KEY=secret");
    }

    @Test
    void theFirstTimeThereIsNothingToCompareWith() throws IOException {
        assertThat(changes()).isEmpty();
        assertThat(changes()).isEmpty();
        assertThat(Files.readString(work.resolve(ConfigurationSeen.FILE))).doesNotContain("secret");
    }

    @Test
    void whatWasEditedWhileTheServiceDidNotRunIsTold() throws IOException {
        changes();
        Files.writeString(route, "- route: 2");
        Files.delete(home.resolve("config/checks/orders.sql"));
        Files.writeString(home.resolve("config/retention.yaml"), "x: 1");
        Files.setLastModifiedTime(home.resolve(".env.local"), FileTime.from(Instant.parse("2026-11-26T03:00:00Z")));

        List<CatalogEntry> changes = changes();

        assertThat(changes).extracting(CatalogEntry::statement).containsOnly("record-audit-entry");
        assertThat(changes)
                .extracting(CatalogEntry::parameters)
                .extracting(parameters -> parameters.get("action") + " " + parameters.get("reason"))
                .containsExactly(
                        "edit-configuration .env.local was changed since the service started last",
                        "edit-configuration config/checks/orders.sql was removed since the service started last",
                        "edit-configuration config/retention.yaml was added since the service started last",
                        "edit-routes routes/upload.camel.yaml was changed since the service started last");
        assertThat(changes.get(3).parameters().get("detail").toString()).contains("sha256Before", "sha256\"");
        assertThat(changes.get(3).parameters())
                .containsEntry("source", "node-1")
                .containsEntry(
                        "actor", "owner of the file: " + Files.getOwner(route).getName());
        assertThat(changes()).isEmpty();
    }

    @Test
    void aFolderThatKubernetesMountsHasTheSameNames() throws IOException {
        assertThat(changes()).isEmpty();
        mount("routes", "..2026_11_26");
        mount("config", "..2026_11_26");
        Files.createSymbolicLink(home.resolve("routes/.#upload.camel.yaml"), Path.of("somebody@there:1"));

        assertThat(changes()).isEmpty();

        Path next = Files.createDirectories(home.resolve("routes/..2026_11_27")).resolve("upload.camel.yaml");
        Files.writeString(next, "- route: 2");
        Files.delete(home.resolve("routes/..data"));
        Files.createSymbolicLink(home.resolve("routes/..data"), Path.of("..2026_11_27"));
        assertThat(changes())
                .extracting(entry -> entry.parameters().get("reason"))
                .containsExactly("routes/upload.camel.yaml was changed since the service started last");
    }

    /** As its volumes of ConfigMaps are: names that link to what ..data links to. */
    private void mount(String folder, String version) throws IOException {
        Path root = home.resolve(folder);
        Path data = home.resolve(version);
        Files.move(root, data);
        Files.createDirectories(root);
        Files.move(data, root.resolve(version));
        Files.createSymbolicLink(root.resolve("..data"), Path.of(version));
        try (Stream<Path> entries = Files.list(root.resolve(version))) {
            for (Path each : entries.toList()) {
                Files.createSymbolicLink(
                        root.resolve(each.getFileName()), Path.of("..data").resolve(each.getFileName()));
            }
        }
    }

    @Test
    void whatWasEditedWhileItRanIsToldOnce() throws IOException {
        changes();
        Files.writeString(route, "- route: 2");

        Map<String, Object> done = seen().edited(route).at(Instant.EPOCH).parameters();
        assertThat(done).containsEntry("action", "edit-routes").containsEntry("outcome", "done");
        assertThat(done.get("reason")).isEqualTo("routes/upload.camel.yaml: The routes follow the edit");
        assertThat(changes()).isEmpty();

        Files.writeString(route, "- nonsense");
        Map<String, Object> refused = seen().refused(new RouteReloadFailure(route, OptionalInt.of(1), "no such thing"))
                .at(Instant.EPOCH)
                .parameters();
        assertThat(refused).containsEntry("outcome", "failed");
    }

    @Test
    void aFileThatWasCutOffIsNoReasonNotToStart() throws IOException {
        Files.writeString(work.resolve(ConfigurationSeen.FILE), "{\"routes/up");

        assertThat(changes()).hasSize(3);
    }

    /** As when the catalog, its journal and the disk of both are away. */
    @Test
    void whatCouldNotBeHandedOnIsToldAgain() throws IOException {
        changes();
        Files.writeString(route, "- route: 2");

        assertThat(seen().changes()).hasSize(1);
        assertThat(changes()).hasSize(1);
        assertThat(changes()).isEmpty();
    }

    private List<CatalogEntry> changes() throws IOException {
        ConfigurationSeen seen = seen();
        List<CatalogEntry> changes = seen.changes();
        seen.handedOn();
        return changes;
    }

    private ConfigurationSeen seen() {
        return new ConfigurationSeen(home, work, "node-1", new MovableClock(Instant.parse("2026-11-26T03:00:00Z")));
    }
}
