package co.zencap.backup.verify;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that was started with another key by mistake must not take good backups for bad ones. */
class StrangeKeyTest {
    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private final Map<String, String> variables = new HashMap<>();

    @Test
    void aBackupOfAnotherKeyIsNotSaidToBeBadAndStaysListed() throws Exception {
        Databases.execute(source, "CREATE TABLE a (id int)");
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        Operation backup;
        try (TestService service = TestService.start(folder, variables)) {
            backup = service.backup();
            service.awaitProof(backup.id());
        }
        variables.put("BACKUP_ENCRYPTION_KEY", MasterKey.generate());

        try (TestService service = TestService.start(folder, variables)) {
            Operation verification = service.verify(TestService.ref(backup));

            assertThat(verification.problem().sentence())
                    .contains("needs the key ", "which no setting names", "does not say that it is damaged")
                    .doesNotContain("not good", "make a new one");
            assertThat(outcomes()).containsExactly("passed");

            // With its key file damaged as well nobody can tell, and it is bad.
            try (Stream<Path> files = Files.walk(folder.resolve("repository"))) {
                for (Path file : files.filter(each -> each.endsWith("key.json")).toList()) {
                    Files.writeString(file, "{}");
                }
            }
            assertThat(service.verify(TestService.ref(backup)).problem().sentence())
                    .contains("not good");
            assertThat(outcomes()).containsExactly("passed", "failed");
        }
    }

    private List<String> outcomes() {
        return Databases.query(catalog, "SELECT outcome FROM zencap.backup_verifications ORDER BY started_at");
    }
}
