package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.JavaProcess;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One work folder, one service. */
class WorkFolderLockTest {
    @TempDir
    Path folder;

    /** A service that is at work until it is killed. */
    public static final class Other {
        public static void main(String[] arguments) throws Exception {
            try (var held = WorkFolderLock.take(Path.of(arguments[0]))) {
                System.out.println("at work");
                System.in.read();
            }
        }
    }

    @Test
    void whoIsKilledLeavesTheFolderToTheNext() throws Exception {
        Process other = other(folder);
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("at work");

            assertThatThrownBy(() -> WorkFolderLock.take(folder))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("process " + other.pid() + ".")
                    .hasMessageContaining("HINT:");
        } finally {
            other.destroyForcibly();
        }
        assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();

        WorkFolderLock.take(folder).close();
        WorkFolderLock.take(folder).close();
    }

    /** Nor does whoever was refused take it away from the one that has it. */
    @Test
    void aSecondServiceDoesNotStartWhereOneIsAtWork() throws Exception {
        Map<String, String> variables = Map.of(
                "POSTGRES_URL_NON_POOLING", Databases.text(TestCluster.createDatabase()),
                "BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()));
        Path work = folder.resolve("work");
        try (TestService service = TestService.start(folder, variables)) {
            Path passFile = Files.createFile(work.resolve("pgpass-in-use"));

            assertThatThrownBy(() -> TestService.start(folder, variables)).hasMessageContaining("BACKUP_WORK_DIR");
            assertThat(other(work).waitFor()).isNotZero();

            assertThat(passFile).exists();
            assertThat(service.backup().problem()).isNull();
        }
        TestService.start(folder, variables).close();
    }

    private static Process other(Path work) throws Exception {
        return JavaProcess.of(List.of(), Other.class, work.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
