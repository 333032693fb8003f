package co.zencap.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassFileTest {

    @TempDir
    Path folder;

    @Test
    void isReadableByItsOwnerAloneEscapedAndGoneAfterwards() throws Exception {
        PostgresUrl url = PostgresUrl.of(new Host("h", 1), "u:1", "a:b\\c", "d");
        Path path;
        try (PassFile file = PassFile.write(folder.resolve("private"), url)) {
            path = file.path();
            assertThat(Files.readString(path)).isEqualTo("*:*:*:u\\:1:a\\:b\\\\c\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
                    .isEqualTo("rwx------");
            assertThat(file).asString().doesNotContain("a:b");
            file.close();
        }
        assertThat(path).doesNotExist();
    }
}
