package co.zencap.backup.files;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.JavaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyFilesTest {
    /** With 100,000 files, 300 bytes kept of each would not fit. */
    private static final List<String> HEAP = List.of("-Xmx40m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

    @TempDir
    Path folder;

    @Test
    void memoryDoesNotGrowWithTheNumberOfFiles() throws Exception {
        Path output = folder.resolve("output");
        Process process = JavaProcess.of(
                        HEAP,
                        ManyFiles.class,
                        "100000",
                        Files.createDirectory(folder.resolve("many")).toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
