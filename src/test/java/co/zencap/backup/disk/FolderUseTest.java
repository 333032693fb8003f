package co.zencap.backup.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderUseTest {
    @TempDir
    Path work;

    /** The other process is killed: nobody tells anybody that it has ended. */
    @Test
    void nobodyHasAFolderAloneWhileAnotherProcessIsAtWork() throws Exception {
        Path folder = Files.createDirectory(work.resolve("recover"));
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("at work");

            assertThat(FolderUse.alone(folder)).isEmpty();
        } finally {
            other.destroyForcibly();
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> isFree(folder));
    }

    @Test
    void whereThereIsNoFolderNothingIsMade() throws IOException {
        assertThat(FolderUse.alone(work.resolve("recover"))).isEmpty();
        assertThat(work).isEmptyDirectory();
    }

    private static boolean isFree(Path folder) throws IOException {
        var alone = FolderUse.alone(folder);
        if (alone.isPresent()) {
            alone.get().close();
        }
        return alone.isPresent();
    }

    /** The other process. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws Exception {
            try (FolderUse use = FolderUse.share(Path.of(arguments[0]))) {
                System.out.println("at work");
                Thread.sleep(Duration.ofMinutes(1).toMillis());
            }
        }
    }
}
