package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredAheadTest {
    private static final String CALL = "0123456789abcdef".repeat(4);

    @TempDir
    Path folder;

    @Test
    void theCallsNameLeadsToWhatIsStored() throws Exception {
        Path done = Files.createDirectory(folder.resolve("done"));

        assertThat(StoredAhead.tell(folder, done, CALL)).isEmpty();
        assertThat(folder.resolve("call-" + CALL)).isSymbolicLink();
        assertThat(folder.resolve("call-" + CALL).toRealPath()).isEqualTo(done.toRealPath());
    }

    /** Such as network drives have it: what is stored stays stored. */
    @Test
    void aFileSystemWithoutLinksFailsNothing() throws Exception {
        try (var system = FileSystems.newFileSystem(folder.resolve("files.zip"), Map.of("create", "true"))) {
            Path done = Files.createDirectory(system.getPath("/done"));

            assertThat(StoredAhead.tell(system.getPath("/"), done, CALL))
                    .hasValueSatisfying(why -> assertThat(why).contains("No link can be made", "HINT:"));
        }
    }
}
