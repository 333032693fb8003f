package co.zencap.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.json.Json;
import co.zencap.backup.target.TargetId;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.Hostile;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index and packs that are not encrypted may be anybody's: what they say happens inside of the folder, or not at all. */
class HostileIndexTest {
    @TempDir
    Path jail;

    private PackFolder.Backup backup;
    private List<JsonNode> lines;
    private Path into;

    @BeforeEach
    void backUp() throws Exception {
        Path source = Files.createDirectories(jail.resolve("source/folder"));
        Files.writeString(source.resolve("file"), "content");
        Files.writeString(source.resolve("other"), "other content");
        Files.writeString(source.resolve("empty"), "");
        Files.createLink(source.resolve("second-name"), source.resolve("file"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("file"));
        backup = new PackFolder(jail.resolve("packs")).backup(FileSet.of(new TargetId("set"), jail.resolve("source")));
        lines = new ArrayList<>();
        try (FileIndex index = backup.source().index()) {
            index.forEachRemaining(entry -> lines.add(Json.MAPPER.valueToTree(entry)));
        }
        Files.writeString(jail.resolve("beside"), "untouched");
        into = jail.resolve("restored/here");
        Files.createDirectories(into);
    }

    @Test
    void whatIsWholeComesBack() throws Exception {
        restore(text(lines));

        assertThat(Folders.files(into)).hasSize(5);
    }

    /** An index that names a link and something behind it, in every order. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsWrittenThroughALinkOfItsOwn(boolean linkFirst) throws Exception {
        String status = status();
        String link =
                "{\"path\":\"a\",\"type\":\"symlink\",\"size\":0,\"status\":" + status + ",\"link\":\"" + jail + "\"}";
        String behind = "{\"path\":\"a/beside\",\"type\":\"file\",\"size\":0,\"status\":" + status + "}";

        assertThatThrownBy(() -> restore(linkFirst ? link + "\n" + behind : behind + "\n" + link))
                .isInstanceOf(IOException.class);
        assertNothingOutside();
    }

    @Test
    void aFileIsNotWrittenThroughALinkOfItsName() throws Exception {
        String status = status();
        String link = "{\"path\":\"a\",\"type\":\"symlink\",\"size\":0,\"status\":" + status + ",\"link\":\"" + jail
                + "/beside\"}";
        String file = "{\"path\":\"a\",\"type\":\"file\",\"size\":5,\"status\":" + status + "}";

        assertThatThrownBy(() -> restore(link + "\n" + file)).isInstanceOf(IOException.class);
        assertNothingOutside();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../beside", "a/../../beside", "..", ".", "", "/etc/x", "a//b", "a/\\u0000b"})
    void aPathThatLeadsOutIsRefused(String path) throws Exception {
        for (String type : List.of("file", "folder")) {
            assertThatThrownBy(() -> restore("{\"path\":\"" + path + "\",\"type\":\"" + type
                            + "\",\"size\":0,\"status\":" + status() + "}"))
                    .as(type)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("HINT");
        }
        assertNothingOutside();
    }

    @Test
    void anIndexIsRestoredInsideOrRefused() throws Exception {
        Map<String, String> before = FileTrees.describe(jail.resolve("source"));
        Hostile.tries(400, input -> {
            var some = new ArrayList<String>();
            for (JsonNode line : lines) {
                some.add(input.chance(4) ? input.json(line) : line.toString());
            }
            if (input.chance(4)) {
                some.add(input.number(some.size()), input.any(some));
            }
            String index = input.sample(String.join("\n", some));
            try {
                restore(index);
            } catch (IOException e) {
                Hostile.requireFit(e);
            }
            assertNothingOutside();
            empty(into);
        });
        assertThat(FileTrees.describe(jail.resolve("source"))).isEqualTo(before);
    }

    @Test
    void aPackOfAnyBytesIsRestoredInsideOrRefused() throws Exception {
        byte[] pack;
        try (InputStream plain = backup.source().open(backup.packs().get(0))) {
            pack = plain.readAllBytes();
        }
        Hostile.tries(200, input -> {
            byte[] changed = input.changed(pack);
            try {
                restore(text(lines), changed);
                assertThat(into.resolve(inRoot("source/folder/file"))).hasContent("content");
            } catch (IOException e) {
                Hostile.requireFit(e);
            }
            try {
                PackCheck.read(new ByteArrayInputStream(changed));
            } catch (IOException e) {
                Hostile.requireFit(e);
            }
            assertNothingOutside();
            empty(into);
        });
    }

    private Path inRoot(String path) {
        return Path.of("/").relativize(jail.resolve(path));
    }

    private String status() {
        return lines.get(0).path("status").toString();
    }

    /** Away with what came back, whatever its modes forbid. */
    private static void empty(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException failure) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
        Files.createDirectories(folder);
    }

    private void assertNothingOutside() throws IOException {
        assertThat(jail.resolve("beside")).hasContent("untouched");
        try (var beside = Files.list(jail)) {
            assertThat(beside.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("source", "packs", "beside", "restored");
        }
        try (var beside = Files.list(jail.resolve("restored"))) {
            assertThat(beside).allMatch(into::equals);
        }
    }

    private static String text(List<JsonNode> lines) {
        return String.join("\n", lines.stream().map(JsonNode::toString).toList());
    }

    private void restore(String index) throws IOException, InterruptedException {
        restore(index, null);
    }

    private void restore(String index, byte[] pack) throws IOException, InterruptedException {
        FileRestore.Source whole = backup.source();
        FileRestore.Source source = new FileRestore.Source() {
            @Override
            public FileIndex index() throws IOException {
                return new FileIndex(new ByteArrayInputStream(index.getBytes(StandardCharsets.UTF_8)));
            }

            @Override
            public List<Pack> packs() {
                return whole.packs();
            }

            @Override
            public InputStream open(Pack each) throws IOException {
                return pack == null ? whole.open(each) : new ByteArrayInputStream(pack);
            }
        };
        new FileRestore(source, into, Globs.NONE, 1, bytes -> {}).run();
    }
}
