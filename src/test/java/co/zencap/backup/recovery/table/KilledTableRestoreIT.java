package co.zencap.backup.recovery.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.JavaProcess;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore that ends in the middle, by whatever. */
class KilledTableRestoreIT {
    private static final int KILLED = 137;
    private static final List<String> SMALL_HEAP =
            List.of("-Xmx40m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    @TempDir
    Path folder;

    private final PostgresUrl live = TestCluster.createDatabase();
    private StoredBackup backup;

    /** Two million rows, compressed to some MB that a heap of 40 MB can't hold as objects. */
    private void makeBackup() throws Exception {
        Databases.execute(
                live,
                "CREATE TABLE many (id int PRIMARY KEY, body text)",
                "INSERT INTO many SELECT i, md5(i::text) FROM generate_series(1, 2000000) i");
        backup = TableBackups.make(folder, live);
        Databases.execute(live, "DELETE FROM many WHERE id % 100000 = 0", "UPDATE many SET body = 'x' WHERE id = 17");
    }

    private int restore(long bytes, String bin, Path output) throws IOException, InterruptedException {
        var program = JavaProcess.of(
                        SMALL_HEAP,
                        SuddenRestore.class,
                        folder.toString(),
                        backup.manifest().target(),
                        backup.manifest().id().value(),
                        "many",
                        Long.toString(bytes),
                        bin)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        program.environment().put(SuddenRestore.URL, Databases.text(live));
        program.environment().put(SuddenRestore.KEY, "0123456789abcdef".repeat(4));
        return program.start().waitFor();
    }

    private List<String> schemas() {
        return Databases.query(live, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'restored%'");
    }

    @Test
    void nothingIsLeftAndTheNextOneRestoresMillionsOfRowsInASmallHeap() throws Exception {
        makeBackup();
        Path output = folder.resolve("output");
        TableRecovery tables = TableBackups.tables(live, folder);

        // while the rows are loaded
        long half = backup.manifest().artifacts().stream()
                        .mapToLong(artifact -> artifact.storedBytes())
                        .sum()
                / 2;
        assertThat(restore(half, "", output)).as(Files.readString(output)).isEqualTo(KILLED);
        Awaitility.await().untilAsserted(() -> assertThat(
                        Databases.query(
                                live,
                                "SELECT pid FROM pg_stat_activity WHERE application_name = 'zencap' AND datname = current_database()"))
                .isEmpty());
        assertThat(schemas()).isEmpty();
        assertThat(TableBackups.structureDatabases(live)).isEmpty();

        // while the structure is read
        assertThat(restore(Long.MAX_VALUE, deadlyPrograms().toString(), output)).isNotZero();
        assertThat(TableBackups.structureDatabases(live)).hasSize(1);
        Awaitility.await().untilAsserted(() -> {
            tables.sweep();
            assertThat(TableBackups.structureDatabases(live)).isEmpty();
        });
        assertThat(schemas()).isEmpty();

        assertThat(restore(Long.MAX_VALUE, "", output))
                .as(Files.readString(output))
                .isZero();
        assertThat(Files.readString(output)).contains("rows=2000000");
        RestoredSchema restored = tables.restored().all().get(0);
        var found =
                tables.comparison().run(restored.id(), TableWish.parse("many")).differences();
        assertThat(List.of(found.missing(), found.changed(), found.unexpected()))
                .containsExactly(20L, 1L, 0L);
        var copied =
                tables.copyBack().run(new CopyWish(restored.id(), List.of(), CopyWish.KINDS, Optional.empty()), "op");
        assertThat(copied.inserted() + copied.updated()).isEqualTo(21);
        assertThat(Databases.query(live, "SELECT count(*) FROM many WHERE body = md5(id::text)"))
                .containsExactly("2000000");
    }

    /** A pg_restore that kills who has started it; the other programs are the real ones. */
    private Path deadlyPrograms() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path real = ClientTools.locate(Optional.empty(), 15).directory();
        for (String name : List.of("pg_dump", "pg_dumpall", "pg_restore", "psql")) {
            Path program = bin.resolve(name);
            String deadly =
                    name.equals("pg_restore") ? "case \"$*\" in *--schema-only*) kill -9 $PPID; exit 1;; esac\n" : "";
            Files.writeString(program, "#!/bin/sh\n" + deadly + "exec " + real.resolve(name) + " \"$@\"\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return bin;
    }

    @Test
    void aSessionThatIsEndedAndABackupThatIsDamagedLeaveNothing() throws Exception {
        Databases.execute(
                live,
                "CREATE TABLE few (id int PRIMARY KEY, body text)",
                "INSERT INTO few SELECT i, md5(i::text) FROM generate_series(1, 200000) i");
        backup = TableBackups.make(folder, live);
        TableRecovery tables = TableBackups.tables(live, folder);
        var operation = TableBackups.operation();
        Thread ending = new Thread(() -> Awaitility.await()
                .until(() -> operation.snapshot().phase().equals("restore")
                        && !Databases.query(
                                        live,
                                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'zencap'"
                                                + " AND datname = current_database()")
                                .isEmpty()));
        ending.start();
        assertThatThrownBy(() -> tables.restore().run(backup, List.of(TableWish.parse("few")), List.of(), operation))
                .isInstanceOf(IOException.class);
        ending.join();
        assertThat(schemas()).isEmpty();

        Path dump = Folders.files(folder.resolve("repository")).stream()
                .filter(file -> file.getFileName().toString().startsWith("database.dump"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(dump);
        bytes[bytes.length * 3 / 4] ^= 1;
        Files.write(dump, bytes);
        assertThatThrownBy(() -> tables.restore()
                        .run(backup, List.of(TableWish.parse("few")), List.of(), TableBackups.operation()))
                .isInstanceOf(IOException.class);
        assertThat(schemas()).isEmpty();
        assertThat(TableBackups.structureDatabases(live)).isEmpty();
        assertThat(TableBackups.scratch(folder)).isEmpty();
    }
}
