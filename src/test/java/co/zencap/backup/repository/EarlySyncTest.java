package co.zencap.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.stream.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlySyncTest {
    @TempDir
    Path folder;

    private final EarlySync early = new EarlySync();

    @AfterEach
    void close() {
        early.close();
    }

    @Test
    void whatCanBeSyncedIsNoFailure() throws IOException {
        early.begin(Files.writeString(folder.resolve("artifact"), "rows"));

        assertThatCode(early::await).doesNotThrowAnyException();
    }

    /** The system tells of a failed write once: who does not listen then takes the file for durable. */
    @Test
    void aFailureIsNotLost() throws IOException {
        early.begin(folder.resolve("missing"));
        early.begin(Files.writeString(folder.resolve("artifact"), "rows"));

        assertThatThrownBy(early::await).isInstanceOf(NoSuchFileException.class).hasMessageContaining("missing");
    }

    @Test
    void aLongFileIsSyncedWhileItIsWritten() throws IOException {
        early.watched(folder.resolve("missing"), megabytes(63)).writeTo(OutputStream.nullOutputStream());
        assertThatCode(early::await).doesNotThrowAnyException();

        early.watched(folder.resolve("missing"), megabytes(64)).writeTo(OutputStream.nullOutputStream());
        assertThatThrownBy(early::await).isInstanceOf(NoSuchFileException.class);
    }

    /** Nothing of it is listed then. */
    @Test
    void aBackupWithAFailedSyncIsNotCommitted() throws IOException {
        var repository = new LocalRepository(folder.resolve("repository"));
        try (StagedBackup staged = repository.stage("shop", "20261124T093015Z-1f9c02")) {
            staged.write("database.dump", new Payload() {
                @Override
                public void writeTo(OutputStream out) throws IOException {
                    out.write(1);
                    Files.delete(staged.file("database.dump"));
                }

                @Override
                public void close() {
                    // Nothing is held.
                }
            });

            assertThatThrownBy(() -> staged.commit("manifest.json", new byte[1]))
                    .isInstanceOf(NoSuchFileException.class);
        }

        assertThat(folder.resolve("repository/shop")).isEmptyDirectory();
    }

    private static Payload megabytes(int count) {
        return new Payload() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                byte[] megabyte = new byte[1 << 20];
                for (int i = 0; i < count; i++) {
                    out.write(megabyte);
                }
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
