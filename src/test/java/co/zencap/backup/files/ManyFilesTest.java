package co.zencap.backup.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyFilesTest {
    /** With 100,000 files, 300 bytes kept of each would not fit. */
    private static final String HEAP = "-Xmx40m";

    @TempDir
    Path folder;

    @Test
    void memoryDoesNotGrowWithTheNumberOfFiles() throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyFiles.class.getName(),
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
