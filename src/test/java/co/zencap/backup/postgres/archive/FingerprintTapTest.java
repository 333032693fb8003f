package co.zencap.backup.postgres.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.postgres.archive.TestServer.Database;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FingerprintTapTest {
    private static byte[] dump;

    private final AtomicReference<Thread> thread = new AtomicReference<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** More than the queue holds, so that a writer would wait for a reader that is gone. */
    @BeforeAll
    static void makeDump() throws Exception {
        Database database = TestServer.createDatabase();
        database.execute("CREATE TABLE a AS SELECT i, repeat('x', 1000) AS t FROM generate_series(1, 12000) i");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        database.dump(bytes);
        dump = bytes.toByteArray();
    }

    @AfterEach
    void theThreadHasEnded() {
        assertThat(thread.get().isAlive()).isFalse();
    }

    @Test
    void passesAllBytesOnAndKnowsTheirFingerprint() throws IOException {
        Archive archive;
        try (FingerprintTap tap = tap(out)) {
            tap.write(dump[0]);
            for (int start = 1; start < dump.length; start += 70_001) {
                tap.write(dump, start, Math.min(70_001, dump.length - start));
            }
            archive = tap.result();
            assertThat(tap.result()).isSameAs(archive);
        }
        assertThat(out.toByteArray()).isEqualTo(dump);
        assertThat(archive.fingerprint())
                .isEqualTo(
                        new ArchiveReader(new ByteArrayInputStream(dump)).read().fingerprint());
        assertThat(archive.size()).isEqualTo(dump.length);
    }

    @Test
    void aDumpThatIsCutFailsAtItsEnd() throws IOException {
        try (FingerprintTap tap = tap(out)) {
            tap.write(dump, 0, dump.length - 1);
            assertThatThrownBy(tap::result).isInstanceOf(ArchiveFormatException.class);
        }
    }

    @Test
    void aDumpThatCannotBeReadFailsTheWritingBeforeItsEnd() throws IOException {
        byte[] garbage = new byte[64 * 1024];
        Arrays.fill(garbage, (byte) 'g');
        try (FingerprintTap tap = tap(OutputStream.nullOutputStream())) {
            assertThatThrownBy(() -> {
                        while (true) {
                            tap.write(garbage);
                        }
                    })
                    .isInstanceOf(ArchiveFormatException.class)
                    .hasMessageContaining("PGDMP");
            assertThatThrownBy(tap::result).isInstanceOf(ArchiveFormatException.class);
        }
    }

    @Test
    void closingBeforeTheEndEndsTheThread() throws IOException {
        FingerprintTap tap = tap(out);
        tap.write(dump, 0, dump.length / 2);
        tap.close();
        tap.close();
        assertThatThrownBy(tap::result).isInstanceOf(IOException.class).hasMessageContaining("broken off");
    }

    @Test
    void closingWithoutAnyByteEndsTheThread() throws IOException {
        tap(out).close();
    }

    @Test
    void aFailureDownstreamComesThrough() throws IOException {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        try (FingerprintTap tap = tap(full)) {
            assertThatThrownBy(() -> tap.write(dump)).hasMessage("No space left on device");
        }
    }

    @Test
    void anInterruptedWriterLeavesNoThreadBehind() throws IOException {
        try (FingerprintTap tap = tap(out)) {
            Thread.currentThread().interrupt();
            tap.write(dump, 0, 1000);
            assertThatThrownBy(tap::result).isInstanceOf(java.io.InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private FingerprintTap tap(OutputStream downstream) {
        return new FingerprintTap(downstream, ArchiveReader.Reading.CONTENT, task -> {
            thread.set(new Thread(task));
            return thread.get();
        });
    }
}
