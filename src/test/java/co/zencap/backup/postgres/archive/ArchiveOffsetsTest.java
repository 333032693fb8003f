package co.zencap.backup.postgres.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import co.zencap.backup.postgres.archive.TestServer.Database;
import co.zencap.backup.postgres.archive.TocEntry.DataState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveOffsetsTest {
    @TempDir
    Path folder;

    @Test
    void aCompletedPipeDumpIsWhatPgDumpWritesToAFile() throws Exception {
        Database database = sample();
        Path byPgDump = folder.resolve("file");
        database.dumpToFile(byPgDump);
        Path completed = folder.resolve("pipe");
        Archive archive = dumpThroughPipe(database, completed);
        assertThat(archive.entries())
                .extracting(TocEntry::dataState)
                .contains(DataState.POSITION_NOT_SET)
                .doesNotContain(DataState.POSITION_SET);

        assertThat(write(completed, archive)).isEqualTo(archive.blocks().size());

        byte[] expected = Files.readAllBytes(byPgDump);
        byte[] found = Files.readAllBytes(completed);
        clearCreationTime(expected);
        clearCreationTime(found);
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void aCompletedArchiveListsAndRestores() throws Exception {
        Database database = sample();
        Path file = folder.resolve("dump");
        Archive archive = dumpThroughPipe(database, file);
        String list = database.list(file);
        write(file, archive);

        assertThat(database.list(file)).isEqualTo(list);
        Database target = TestServer.createDatabase();
        target.restore(file, "--jobs=2");
        Fingerprint expected = archive.fingerprint();
        assertThat(expected.differences(DatabaseScan.of(target.dataSource(), target.psql(), expected, 2)))
                .isEmpty();
        Archive again = read(file);
        assertThat(again.fingerprint()).isEqualTo(expected);
        assertThat(write(file, again)).isZero();
    }

    @Test
    void aFileOfAnotherSizeIsRefused() throws Exception {
        Path file = folder.resolve("dump");
        Archive archive = dumpThroughPipe(sample(), file);
        Files.write(file, new byte[1], StandardOpenOption.APPEND);
        assertThatIOException().isThrownBy(() -> write(file, archive)).withMessageContaining("HINT");
    }

    private Database sample() throws Exception {
        Database database = TestServer.createDatabase();
        database.execute(
                "CREATE TABLE a AS SELECT i, i::text AS t FROM generate_series(1, 5000) i",
                "CREATE TABLE b (i int)",
                "CREATE TABLE c AS SELECT i, repeat('x', 100) AS t FROM generate_series(1, 5000) i",
                "ALTER TABLE c ADD PRIMARY KEY (i)",
                "SELECT lo_from_bytea(0, 'content')");
        return database;
    }

    private static Archive dumpThroughPipe(Database database, Path file) throws Exception {
        try (OutputStream out = Files.newOutputStream(file);
                FingerprintTap tap = new FingerprintTap(out)) {
            database.dump(tap);
            return tap.result();
        }
    }

    private static Archive read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new ArchiveReader(in).read();
        }
    }

    private static int write(Path file, Archive archive) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return ArchiveOffsets.write(channel, archive);
        }
    }

    private static void clearCreationTime(byte[] archive) {
        java.util.Arrays.fill(archive, 16, 16 + 7 * 5, (byte) 0);
    }
}
