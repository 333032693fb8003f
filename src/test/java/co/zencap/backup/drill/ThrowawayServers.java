package co.zencap.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Restoration tests on throwaway servers, and what they find where the restored database is not as its source was. */
abstract class ThrowawayServers {
    @TempDir
    Path folder;

    final PostgresUrl catalog = TestCluster.createDatabase();

    @BeforeEach
    void open() throws IOException {
        // as root, the throwaway servers run as another user, who has to reach their folder
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @AfterEach
    void leaveTheRestoredDatabasesAlone() {
        Tamper.end();
    }

    TestService start(PostgresUrl source, ServerBinaries sandbox) throws Exception {
        var variables = Map.of(
                "POSTGRES_URL_NON_POOLING", Databases.text(source),
                "BACKUP_CATALOG_URL", Databases.text(catalog),
                "BACKUP_SANDBOX_BIN", sandbox.bin().toString(),
                "BACKUP_TEST_AFTER_BACKUP", "false");
        return TestService.start(folder, variables, Tamper::into);
    }

    static void finds(String tampering, String words, TestService service, TestType type, Operation backup) {
        Tamper.with(tampering);
        Operation test = service.test(type, TestService.ref(backup));
        Tamper.end();

        assertThat(test.state()).isEqualTo(State.FAILED);
        assertThat(test.problem().detail()).contains(words);
    }
}
