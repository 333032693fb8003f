package co.zencap.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.files.FileEntry.Piece;
import co.zencap.backup.files.FileEntry.Status;
import co.zencap.backup.files.FileEntry.Type;
import co.zencap.backup.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileIndexTest {
    private static final Piece ONE = new Piece("1".repeat(64), 1, 5);
    private static final Piece TWO = new Piece("2".repeat(64), 7, 6);
    private static final Piece THREE = new Piece("3".repeat(64), 1, 7);

    @Test
    void findsThePiecesThatTheLinesHave() throws Exception {
        String lines = line("a", List.of(ONE))
                + line("\"pieces\":[{\"sha256\":\"x\"}]", List.of())
                + line("b", List.of())
                + line("c", List.of(TWO, THREE));

        assertThat(pieces(lines)).containsExactly(ONE, TWO, THREE);
    }

    @Test
    void passesOverWhatNewerVersionsMayAdd() throws Exception {
        String lines = "{\"new\":{\"pieces\":[{\"sha256\":\"x\"}]},\"pieces\":[{\"more\":[{}],\"sha256\":\""
                + ONE.sha256() + "\",\"pack\":1,\"bytes\":5}],\"also\":[{\"pieces\":[]}]}\n{\"pieces\":null}\n";

        assertThat(pieces(lines)).containsExactly(ONE);
    }

    @Test
    void whatIsCutOffOrNoIndexIsAFailure() throws Exception {
        String lines = line("a", List.of(ONE)) + line("b", List.of(TWO));

        assertThatThrownBy(() -> pieces(lines.substring(0, lines.length() - 20)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> pieces("[1]\n")).isInstanceOf(IOException.class);
    }

    private static String line(String path, List<Piece> pieces) throws IOException {
        var status = new Status("0644", 1, 2, "me", null, Instant.EPOCH, Instant.parse("2026-11-25T01:02:03.4Z"), 9);
        var entry = new FileEntry(FileName.of(path), Type.FILE, 3, status, "0".repeat(64), pieces, null, null);
        return Json.MAPPER.writeValueAsString(entry) + "\n";
    }

    private static List<Piece> pieces(String lines) throws IOException {
        var found = new ArrayList<Piece>();
        try (var index = new FileIndex(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)))) {
            index.pieces(found::add);
        }
        return found;
    }
}
