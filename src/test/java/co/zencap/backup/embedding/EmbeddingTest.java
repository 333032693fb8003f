package co.zencap.backup.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/embedding.md} shows a program; it is this one, and does what the page says. */
class EmbeddingTest {
    private static final String PACKAGE = "package co.zencap.backup.embedding;\n\n";

    @TempDir
    Path folder;

    @Test
    void thePageShowsTheProgram() throws Exception {
        String program = Files.readString(Path.of("src/test/java/co/zencap/backup/embedding/OwnProgram.java"));

        assertThat(Files.readString(Path.of("docs/embedding.md")))
                .contains("```java\n" + program.substring(PACKAGE.length()) + "```\n");
    }

    @Test
    void theProgramMakesABackupAndTellsHowAllIs() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        Databases.fill(source);
        Path home = folder.resolve("home");
        copy(Path.of("routes"), home.resolve("routes"));
        var environment = new HashMap<>(TestService.withoutSchedule());
        environment.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        environment.put("BACKUP_LOCAL_DIR", "backups");
        environment.put("BACKUP_ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        environment.put("ADMIN_API_KEY", "k".repeat(40));

        JsonNode status = OwnProgram.backUp(home, environment);

        assertThat(status.path("targets").findValuesAsText("id")).contains(source.database());
        try (var stored = Files.walk(home.resolve("backups"))) {
            assertThat(stored.map(path -> path.getFileName().toString())).contains("manifest.json");
        }
        // What it has begun has ended with it: the folder is free for the next one.
        assertThat(OwnProgram.backUp(home, environment).path("targets")).isNotEmpty();
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
