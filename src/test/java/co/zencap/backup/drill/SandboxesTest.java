package co.zencap.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.settings.SettingsReader;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is swept on a server that several services use, each by an address of its own. */
class SandboxesTest {
    @TempDir
    Path folder;

    private final PostgresUrl server = TestCluster.sandbox().url("postgres");
    private final String random = UUID.randomUUID().toString().substring(0, 8);
    private final String sandbox = "zencap_sandbox_" + random;
    private final String elsewhere = "maintenance_" + random;

    @AfterEach
    void dropBoth() {
        Databases.execute(server, "DROP DATABASE IF EXISTS " + sandbox, "DROP DATABASE IF EXISTS " + elsewhere);
    }

    @Test
    void aSandboxWhoseOwnerIsConnectedToAnotherDatabaseIsNotSwept() throws Exception {
        Databases.execute(server, "CREATE DATABASE " + sandbox, "CREATE DATABASE " + elsewhere);
        Sandboxes sandboxes = sandboxes();
        try (Connection owner = Sandboxes.connect(server.withDatabase(elsewhere))) {
            owner.createStatement().execute("SELECT pg_advisory_lock(hashtextextended('" + sandbox + "', 0))");

            sandboxes.sweep();
            assertThat(isThere()).isTrue();
        }

        sandboxes.sweep();
        assertThat(isThere()).isFalse();
    }

    private boolean isThere() {
        return !Databases.query(server, "SELECT datname FROM pg_database WHERE datname = '" + sandbox + "'")
                .isEmpty();
    }

    private Sandboxes sandboxes() throws Exception {
        var variables = Map.of(
                "POSTGRES_URL_NON_POOLING", Databases.text(TestCluster.createDatabase()),
                "TEST_POSTGRES_URL", Databases.text(server),
                "BACKUP_ENCRYPTION_KEY", "0123456789abcdef".repeat(4),
                "ADMIN_API_KEY", "k".repeat(40));
        return new Sandboxes(new SettingsReader(variables, folder).read());
    }
}
