package co.zencap.backup.files;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.files.FileComparison.Compared;
import co.zencap.backup.files.FileRestore.Restored;
import co.zencap.backup.target.TargetId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to a restored file is found out and named. */
class FileComparisonTest {
    @TempDir
    Path folder;

    private FileRestore.Source backup;
    private Path target;
    private Path files;
    private Restored restored;

    @BeforeEach
    void restore() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source/sub"));
        Files.writeString(source.resolve("text"), "some text");
        Files.writeString(source.resolve("other"), "other text");
        Files.createFile(source.resolve("empty"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("text"));
        Files.createLink(source.resolve("second name"), source.resolve("text"));
        var set = new FileSet(new TargetId("set"), List.of(source), Globs.NONE, Globs.NONE, false);
        var packs = new PackFolder(Files.createDirectory(folder.resolve("packs")));
        Files.setPosixFilePermissions(source.resolve("other"), PosixFilePermissions.fromString("rwx--x---"));
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("r-x------"));
        backup = packs.backup(set, new FilePacking.Sizes(64 << 10, 8 << 10, 2, 2))
                .source();
        target = folder.resolve("target");
        restored = new FileRestore(backup, target, Globs.NONE, 2, bytes -> {}).run();
        files = FileName.of(source).relative().in(target);
    }

    @Test
    void untouchedAllIsAsItWas() throws Exception {
        Compared compared = compare();

        assertThat(compared.differences()).isEmpty();
        assertThat(compared.paths()).isEqualTo(6);
        assertThat(compared.bytes()).isEqualTo("some text".length() + "other text".length());
    }

    enum Damage {
        CONTENT("has the expected size, but other content") {
            @Override
            void on(Path files) throws IOException {
                FileTime before = Files.getLastModifiedTime(files.resolve("text"));
                Files.writeString(files.resolve("text"), "same text");
                Files.setLastModifiedTime(files.resolve("text"), before);
            }
        },
        SIZE("has 4 bytes; 9 were expected") {
            @Override
            void on(Path files) throws IOException {
                Files.writeString(files.resolve("text"), "less");
            }
        },
        MISSING("is missing") {
            @Override
            void on(Path files) throws IOException {
                Files.delete(files.resolve("empty"));
            }
        },
        MODE("has the mode 0640") {
            @Override
            void on(Path files) throws IOException {
                Files.setPosixFilePermissions(files.resolve("other"), PosixFilePermissions.fromString("rw-r-----"));
            }
        },
        TIME("was changed at 2001-01-01T00:00:00Z") {
            @Override
            void on(Path files) throws IOException {
                Files.setLastModifiedTime(files.resolve("empty"), FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
            }
        },
        LINK("is no link to text") {
            @Override
            void on(Path files) throws IOException {
                Files.delete(files.resolve("link"));
                Files.createSymbolicLink(files.resolve("link"), Path.of("other"));
            }
        },
        HARD_LINK("is not the same file as") {
            @Override
            void on(Path files) throws IOException {
                Files.delete(files.resolve("second name"));
                Files.copy(files.resolve("other"), files.resolve("second name"));
            }
        },
        TYPE("is no file") {
            @Override
            void on(Path files) throws IOException {
                Files.delete(files.resolve("empty"));
                Files.createDirectory(files.resolve("empty"));
            }
        };

        private final String sentence;

        Damage(String sentence) {
            this.sentence = sentence;
        }

        abstract void on(Path files) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void whatDiffersIsNamed(Damage damage) throws Exception {
        FileTime time = Files.getLastModifiedTime(files);
        Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwx------"));
        damage.on(files);
        Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("r-x------"));
        Files.setLastModifiedTime(files, time);

        assertThat(compare().differences()).anyMatch(sentence -> sentence.contains(damage.sentence));
    }

    /** The file behind a chosen link was not chosen; the folders on the way come back as they were. */
    @Test
    void chosenPathsAreRestoredAndComparedAlone() throws Exception {
        FileName chosen = FileName.of(folder.resolve("source/sub/text")).relative();
        var wanted = new Subtrees(List.of(chosen));
        Path some = folder.resolve("some");
        new FileRestore(backup, some, wanted, 2, bytes -> {}).run();

        Compared compared = new FileComparison(backup, some, wanted, restored.owners(), bytes -> {}).run();

        assertThat(compared.differences()).isEmpty();
        assertThat(compared.paths()).isEqualTo(3); // the folder, the file, and the link that stands for it
        Path sub = FileName.of(folder.resolve("source/sub")).relative().in(some);
        assertThat(sub.resolve("text")).hasContent("some text");
        assertThat(sub.resolve("second name")).doesNotExist();
        assertThat(Files.getPosixFilePermissions(sub)).isEqualTo(PosixFilePermissions.fromString("r-x------"));

        Files.writeString(sub.resolve("text"), "same text");
        assertThat(new FileComparison(backup, some, wanted, restored.owners(), bytes -> {})
                        .run()
                        .differences())
                .singleElement()
                .asString()
                .contains("other content");
    }

    @Test
    void ownersAreComparedWhereTheyWereRestored() throws Exception {
        if (restored.owners()) {
            Files.setAttribute(files.resolve("empty"), "unix:gid", 4321);

            assertThat(compare().differences()).singleElement().asString().contains("belongs to", ":4321;");
        }
    }

    private Compared compare() throws IOException {
        return new FileComparison(backup, target, restored.owners(), bytes -> {}).run();
    }
}
