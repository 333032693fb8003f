package co.zencap.backup.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
    @TempDir
    Path root;

    @Test
    void isForOneDemoAtATime() throws IOException, InterruptedException {
        // A lock is a process's; so the second demo has to be one.
        var program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Second.class.getName(),
                        root.toString())
                .redirectErrorStream(true);
        String answer;
        try (DemoFolder first = DemoFolder.open(root)) {
            Process second = program.start();
            answer = new String(second.getInputStream().readAllBytes());
            second.waitFor();
            assertThat(first.root()).isEqualTo(root);
        }
        assertThat(answer).contains("Another demo is running").contains("HINT:");

        Process third = program.start();
        assertThat(new String(third.getInputStream().readAllBytes()).strip()).isEqualTo("mine");
        assertThat(third.waitFor()).isZero();
    }

    static final class Second {
        public static void main(String[] arguments) {
            try (DemoFolder folder = DemoFolder.open(Path.of(arguments[0]))) {
                System.out.println(folder.root() == null ? "" : "mine");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void saysWhatItLeavesAndHowToBeRidOfIt() throws IOException {
        Files.createDirectories(root.resolve("service"));
        Files.write(root.resolve("service/a"), new byte[3_000_000]);
        Files.write(root.resolve("b"), new byte[2_000_000]);
        Files.createSymbolicLink(root.resolve("c"), root);

        assertThat(DemoFolder.remains(root).orElseThrow()).contains(" 5.0 MB in " + root, "rm -r '" + root + "'");
        assertThat(DemoFolder.remains(root.resolve("none"))).isEmpty();
    }

    @Test
    void whatRemovesItIsOneThatAShellUnderstands() throws IOException, InterruptedException {
        Path quoted = Files.createDirectories(root.resolve("o'neill's demo/folder"));
        Path beside = Files.createDirectories(root.resolve("o'neill's demo/folder 2"));
        String said = DemoFolder.remains(quoted).orElseThrow();

        Process shell = new ProcessBuilder("sh", "-c", said.substring(said.indexOf("rm -r ")))
                .inheritIO()
                .start();

        assertThat(shell.waitFor()).isZero();
        assertThat(quoted).doesNotExist();
        assertThat(beside).exists();
    }

    @Test
    void keysAreMadeOnceAndReadableByTheirOwnerAlone() throws IOException {
        try (DemoFolder folder = DemoFolder.open(root)) {
            DemoKeys first = DemoKeys.of(folder);
            DemoKeys second = DemoKeys.of(folder);

            assertThat(second).isEqualTo(first);
            assertThat(first.encryption()).matches("[0-9a-f]{64}").isNotEqualTo(first.admin());
            assertThat(first.toString()).doesNotContain(first.admin());
            assertThat(Files.readString(folder.authorization()))
                    .isEqualTo("Authorization: Bearer " + first.admin() + "\n");
            for (Path file : new Path[] {folder.keys(), folder.authorization()}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }
}
