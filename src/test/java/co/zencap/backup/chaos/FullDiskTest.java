package co.zencap.backup.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system without room for the backup. Who may not mount one, can't make one: then this is left out. */
class FullDiskTest {
    @TempDir
    Path folder;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
        assumeTrue(mounted, "this user may not mount a file system");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    @Test
    void aFullDisk() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        PostgresUrl catalog = TestCluster.createDatabase();
        Databases.execute(
                source,
                "CREATE TABLE noise AS SELECT i, sha512(i::text::bytea) FROM generate_series(1, 60000) i",
                "ALTER TABLE noise ADD PRIMARY KEY (i)");
        try (TestService service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(source),
                        "BACKUP_CATALOG_URL", Databases.text(catalog),
                        "BACKUP_LOCAL_DIR", disk.toString(),
                        "BACKUP_TEST_AFTER_BACKUP", "false"))) {
            Operation backup = service.backup();

            assertThat(backup.state()).isEqualTo(State.FAILED);
            assertThat(backup.problem().sentence()).contains("No space left").contains("HINT:");
            assertThat(Folders.files(disk)).isEmpty();

            assertThat(run("mount", "-o", "remount,size=64m", disk.toString())).isTrue();
            assertThat(service.backup().state()).isEqualTo(State.SUCCEEDED);
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
