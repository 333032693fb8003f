package co.zencap.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.stream.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedBackupTest {
    private static final String ID = "20261124T093015Z-1f9c02";

    @TempDir
    Path root;

    private LocalRepository repository;

    @BeforeEach
    void open() throws IOException {
        repository = new LocalRepository(root.resolve("repository"));
    }

    @Test
    void nothingIsListedBeforeTheCommitAndAllAfterIt() throws IOException {
        try (StagedBackup staged = repository.stage("shop", ID)) {
            staged.write("database.dump", payload("rows"));
            assertThat(keys()).isEmpty();

            staged.commit("manifest.json", "{}".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(keys()).containsExactly("shop/" + ID + "/database.dump", "shop/" + ID + "/manifest.json");
        assertThat(names(root.resolve("repository/shop"))).containsExactly(ID);
        assertThat(names(root.resolve("repository/shop/" + ID))).containsExactly("database.dump", "manifest.json");
    }

    @Test
    void withoutACommitNothingStays() throws IOException {
        try (StagedBackup staged = repository.stage("shop", ID)) {
            staged.write("database.dump", payload("rows"));
        }

        assertThat(names(root.resolve("repository/shop"))).isEmpty();
    }

    @Test
    void whatAKilledProcessLeftIsSweptAndWhatIsInUseIsNot() throws IOException {
        Path left = Files.createDirectories(root.resolve("repository/shop/.incomplete-20261124T000000Z-000000"));
        Files.writeString(left.resolve(".lock"), "");
        Files.writeString(left.resolve("database.dump.zst.enc"), "half");

        try (StagedBackup staged = repository.stage("shop", ID)) {
            assertThat(StagedBackup.sweep(repository.root(), Instant.EPOCH)).containsExactly(left);
            staged.write("database.dump", payload("rows"));
            staged.commit("manifest.json", "{}".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(names(root.resolve("repository/shop"))).containsExactly(ID);
    }

    /** Neither a sweep nor the commit may let go of it: another process would take the folder for abandoned. */
    @Test
    void theLockIsHeldUntilTheEnd() throws IOException {
        try (StagedBackup staged = repository.stage("shop", ID)) {
            Object inode = Files.getAttribute(staged.file(".lock"), "unix:ino");
            staged.write("database.dump", payload("rows"));
            StagedBackup.sweep(repository.root(), Instant.EPOCH);
            assertThat(locks()).anyMatch(lock -> lock.contains(":" + inode + " "));

            staged.commit("manifest.json", "{}".getBytes(StandardCharsets.UTF_8));

            assertThat(locks()).anyMatch(lock -> lock.contains(":" + inode + " "));
        }
    }

    private static List<String> locks() throws IOException {
        return Files.readAllLines(Path.of("/proc/locks"));
    }

    @Test
    void filesAreTheOwnersOnly() throws IOException {
        try (StagedBackup staged = repository.stage("shop", ID)) {
            staged.write("database.dump", payload("rows"));

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(staged.file("database.dump"))))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                            staged.file("database.dump").getParent())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void noKeyLeavesTheRepository() {
        for (String key : new String[] {"../outside", "/etc/passwd", "shop/../../outside", ""}) {
            assertThatThrownBy(() -> repository.open(key)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private Stream<String> keysStream() throws IOException {
        return repository.list("").map(StoredObject::key);
    }

    private List<String> keys() throws IOException {
        try (var keys = keysStream()) {
            return keys.toList();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static Payload payload(String text) {
        return new Payload() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
