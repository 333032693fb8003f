package co.zencap.backup.chaos.sabotage;

import co.zencap.backup.drill.Tamper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/** What may be wrong with restored files. The folder that was backed up is made here too, so that both are seen together. */
enum RestoredFileDefect implements Tamper.Damage {
    MISSING_FILE("uploads/two.txt is missing.") {
        @Override
        public void on(Path files) throws IOException {
            Files.delete(files.resolve("two.txt"));
        }
    },
    CHANGED_BYTE("uploads/one.txt has the expected size, but other content.") {
        @Override
        public void on(Path files) throws IOException {
            Path file = files.resolve("one.txt");
            FileTime before = Files.getLastModifiedTime(file);
            Files.writeString(file, "two");
            Files.setLastModifiedTime(file, before);
        }
    },
    LAST_BYTE_CUT_OFF("uploads/one.txt has 2 bytes; 3 were expected.") {
        @Override
        public void on(Path files) throws IOException {
            Files.writeString(files.resolve("one.txt"), "on");
        }
    },
    OTHER_MODE("uploads/two.txt has the mode 0666;") {
        @Override
        public void on(Path files) throws IOException {
            Files.setPosixFilePermissions(files.resolve("two.txt"), PosixFilePermissions.fromString("rw-rw-rw-"));
        }
    },
    OTHER_TIME("uploads/sub/three.txt was changed at 2001-01-01T00:00:00Z;") {
        @Override
        public void on(Path files) throws IOException {
            Files.setLastModifiedTime(
                    files.resolve("sub/three.txt"), FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
        }
    },
    LINK_TO_ANOTHER_FILE("uploads/link is no link to one.txt.") {
        @Override
        public void on(Path files) throws IOException {
            Files.delete(files.resolve("link"));
            Files.createSymbolicLink(files.resolve("link"), Path.of("two.txt"));
        }
    },
    SECOND_NAME_OF_ANOTHER_FILE("uploads/same is not the same file as") {
        @Override
        public void on(Path files) throws IOException {
            Files.delete(files.resolve("same"));
            Files.copy(files.resolve("one.txt"), files.resolve("same"));
        }
    },
    MISSING_EMPTY_FOLDER("uploads/empty is missing.") {
        @Override
        public void on(Path files) throws IOException {
            Files.delete(files.resolve("empty"));
        }
    },
    MISSING_FOLDER("uploads/sub/three.txt is missing.") {
        @Override
        public void on(Path files) throws IOException {
            Files.delete(files.resolve("sub/three.txt"));
            Files.delete(files.resolve("sub"));
        }
    },
    FILE_IN_PLACE_OF_A_FOLDER("uploads/empty is no folder.") {
        @Override
        public void on(Path files) throws IOException {
            Files.delete(files.resolve("empty"));
            Files.createFile(files.resolve("empty"));
        }
    };

    private final String words;

    RestoredFileDefect(String words) {
        this.words = words;
    }

    /** By which the test names it. */
    String words() {
        return words;
    }

    /** Makes what is backed up first. */
    static void make(Path uploads) throws IOException {
        Files.createDirectories(uploads.resolve("sub"));
        Files.createDirectory(uploads.resolve("empty"));
        Files.writeString(uploads.resolve("one.txt"), "one");
        Files.writeString(uploads.resolve("sub/three.txt"), "three");
        Files.createSymbolicLink(uploads.resolve("link"), Path.of("one.txt"));
        Files.createLink(uploads.resolve("same"), uploads.resolve("one.txt"));
    }
}
