package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import co.zencap.backup.postgres.Tablespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablespaceFoldersTest {
    @TempDir
    Path folder;

    private Path data;
    private Path live;
    private Tablespace fast;
    private Tablespace large;

    @BeforeEach
    void makeTheLiveOne() throws IOException {
        data = folder.resolve("data");
        live = Files.createDirectories(folder.resolve("live"));
        Files.createDirectory(live.resolve("PG_15_202209061"));
        fast = new Tablespace(16400, "fast", live.toString(), 10);
        large = new Tablespace(16401, "large", folder.resolve("elsewhere").toString(), 20);
    }

    @Test
    void theyComeBesideTheDataAndNeverWhereTheyWere() throws IOException {
        TablespaceFolders folders = TablespaceFolders.choose(List.of(fast, large), data, Map.of());
        Files.createDirectory(data);
        folders.make(Optional.empty());
        folders.link(Optional.empty());

        Path beside = folder.resolve("data.tablespaces/16400");
        assertThat(folders.all()).containsEntry(fast, beside);
        assertThat(Files.readSymbolicLink(data.resolve("pg_tblspc/16400"))).isEqualTo(beside);
        assertThat(Files.getPosixFilePermissions(beside)).hasSize(3);
        assertThat(Files.getPosixFilePermissions(beside.getParent())).hasSize(3);
        assertThat(live).isDirectoryContaining("glob:**PG_15_202209061");
        assertThat(folder.resolve("elsewhere")).doesNotExist();

        folders.delete();

        assertThat(beside.getParent()).doesNotExist();
        assertThat(live).exists();
    }

    @Test
    void aFolderThatHoldsAnythingIsRefused() throws IOException {
        Path linked = Files.createSymbolicLink(folder.resolve("linked"), live);
        Path file = Files.writeString(folder.resolve("file"), "");
        Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("not-there"));
        for (Path each : List.of(live, linked, file, nowhere)) {
            assertThatThrownBy(() -> TablespaceFolders.choose(List.of(fast), data, Map.of(live.toString(), each)))
                    .as("%s", each)
                    .hasMessageContaining(each + " is not empty")
                    .hasMessageContaining("HINT:");
        }
        Path left = Files.createDirectories(folder.resolve("data.tablespaces/16400/PG_15_202209061"));
        assertThatThrownBy(() -> TablespaceFolders.choose(List.of(fast), data, Map.of()))
                .hasMessageContaining("data.tablespaces/16400 is not empty");
        assertThat(left).exists();
    }

    @Test
    void anEmptyFolderWillDo() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        TablespaceFolders folders = TablespaceFolders.choose(List.of(fast), data, Map.of(live.toString(), empty));
        Files.createDirectory(data);
        folders.make(Optional.empty());

        folders.delete();

        assertThat(empty).as("was there before").exists();
    }

    @Test
    void foldersWithinEachOtherAreRefused() {
        Path one = folder.resolve("one");
        for (Path two : List.of(one, one.resolve("below"), folder, data, data.resolve("pg_tblspc/16401"))) {
            assertThatThrownBy(() -> TablespaceFolders.choose(
                            List.of(fast, large), data, Map.of(fast.location(), one, large.location(), two)))
                    .as("%s", two)
                    .hasMessageContaining("lie in each other");
        }
    }

    @Test
    void whatWasNowhereIsNotMoved() {
        assertThatThrownBy(
                        () -> TablespaceFolders.choose(List.of(fast), data, Map.of("/mnt/typo", folder.resolve("to"))))
                .hasMessageContaining("No tablespace of the base backup was in /mnt/typo")
                .hasMessageContaining(live.toString());
        assertThatThrownBy(() -> TablespaceFolders.choose(List.of(), data, Map.of("/mnt/x", folder.resolve("to"))))
                .hasMessageContaining("No tablespace of the base backup was in /mnt/x");
    }

    @Test
    void roomIsAskedForWhereEachWillLie() throws IOException {
        Files.createDirectory(data);
        long free = data.toFile().getUsableSpace();
        assumeThat(free).as("known room").isPositive();
        var huge = new Tablespace(16402, "huge", "/mnt/huge", 2 * free);

        TablespaceFolders folders = TablespaceFolders.choose(List.of(huge), data, Map.of());

        assertThatThrownBy(() -> folders.requireRoom(2 * free + 10))
                .hasMessageContaining("bytes free, and the recovery needs")
                .hasMessageContaining("HINT:");
        TablespaceFolders small = TablespaceFolders.choose(List.of(fast), data, Map.of());
        assertThatCode(() -> small.requireRoom(10)).doesNotThrowAnyException();
        // What fits each by itself need not fit both.
        var half = new Tablespace(16403, "half", "/mnt/half", free * 2 / 3);
        TablespaceFolders together = TablespaceFolders.choose(List.of(half), data, Map.of());
        assertThatThrownBy(() -> together.requireRoom(free * 4 / 3)).hasMessageContaining("the recovery needs");
    }
}
