package co.zencap.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
    private static final FileName NO_UTF8 = FileName.of(new byte[] {'a', (byte) 0xFF, '\n', (byte) 0xC3});

    @TempDir
    Path folder;

    @Test
    void namesThatAreNoTextSurviveTheWayToTheDiskAndBack() throws Exception {
        Files.createFile(NO_UTF8.in(folder));
        Files.createFile(FileName.of("Ärger, \"quoted\"\n%41").in(folder));

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::getFileName).map(FileName::of))
                    .containsExactlyInAnyOrder(NO_UTF8, FileName.of("Ärger, \"quoted\"\n%41"));
        }
    }

    @Test
    void andTheWayToJsonAndBack() throws Exception {
        for (FileName name : List.of(NO_UTF8, FileName.of("srv/ü \n\"x\""))) {
            String json = Json.MAPPER.writeValueAsString(name);
            assertThat(Json.MAPPER.readValue(json, FileName.class)).isEqualTo(name);
        }
        assertThat(Json.MAPPER.writeValueAsString(FileName.of("a/ü"))).isEqualTo("\"a/ü\"");
    }

    @Test
    void theOrderIsThatOfAWalk() {
        assertThat(Stream.of("a-b", "a/b/c", "a", "a/b-c", "b", "a/b")
                        .map(FileName::of)
                        .sorted())
                .map(FileName::toString)
                .containsExactly("a", "a/b", "a/b/c", "a/b-c", "a-b", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "/etc/passwd", "a//b", ".", "", "a/./b", "a\0b"})
    void nothingLeavesTheFolder(String path) {
        assertThatThrownBy(() -> FileName.of(path).in(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HINT:");
    }

    @Test
    void aLinkMayLeadAnywhere() {
        assertThat(FileName.of("../x/./y").asLink()).hasToString("../x/./y");
        assertThat(FileName.of("/etc").asLink()).hasToString("/etc");
    }
}
