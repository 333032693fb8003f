package co.zencap.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.JavaProcess;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Neither large rows nor many objects need a heap of their size. */
class LargeDatabasesIT {
    /** The idle service takes 35 MB of it: one row of 50 MB would not fit beside. */
    private static final List<String> HEAP = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();

    @BeforeEach
    void open() throws IOException {
        // as root, the throwaway servers run as another user, who has to reach their folder
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @Test
    void aTableWithHugeRowsIsProvedInASmallHeap() throws Exception {
        Databases.execute(
                source,
                "CREATE TABLE huge (id int PRIMARY KEY, body text)",
                "ALTER TABLE huge ALTER body SET STORAGE EXTERNAL",
                "INSERT INTO huge SELECT i, repeat(md5(i::text), 50 * 1024 * 32) FROM generate_series(1, 3) i",
                "INSERT INTO huge SELECT i, repeat(md5(i::text), 32) FROM generate_series(4, 50000) i");

        String output = prove();

        assertThat(output).contains("rows=50000").contains("tables=1");
    }

    @Test
    void sixteenHundredColumnsAndAThousandPartitionsAreProved() throws Exception {
        try (var script =
                getClass().getResourceAsStream("/co/zencap/backup/postgres/many-columns-and-partitions.sql")) {
            TestCluster.execute(source, new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }

        String output = prove();

        assertThat(output).contains("rows=10020").contains("tables=1002");
    }

    private String prove() throws Exception {
        Path output = folder.resolve("output");
        var program = JavaProcess.of(HEAP, ProofInSmallHeap.class, folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        program.environment().put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        program.environment().put("BACKUP_CATALOG_URL", Databases.text(catalog));
        program.environment()
                .put("BACKUP_SANDBOX_BIN", TestCluster.binaries().bin().toString());
        program.environment().put("BACKUP_TEST_AFTER_BACKUP", "false");
        Process process = program.start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(output);
            assertThat(ended).as(said).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
