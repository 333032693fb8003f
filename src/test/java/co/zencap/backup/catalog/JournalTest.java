package co.zencap.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path folder;

    private Path file;
    private Journal journal;

    @BeforeEach
    void open() {
        file = folder.resolve("work/journal.jsonl");
        journal = new Journal(file);
    }

    @Test
    void givesEntriesBackInTheirOrder() throws IOException {
        assertThat(journal.isEmpty()).isTrue();
        for (int i = 0; i < 5; i++) {
            journal.append(entry(i));
        }

        assertThat(journal.isEmpty()).isFalse();
        assertThat(journal.first(3).entries()).containsExactly(entry(0), entry(1), entry(2));
        journal.removeFirst(3);
        assertThat(new Journal(file).first(10).entries()).containsExactly(entry(3), entry(4));
        journal.removeFirst(2);
        assertThat(journal.isEmpty()).isTrue();
    }

    @Test
    void halfALineLeftByACrashCostsOnlyItself() throws IOException {
        journal.append(entry(1));
        Files.writeString(file, "{\"statement\":\"rec", StandardOpenOption.APPEND);
        journal.append(entry(2));

        Journal.Batch batch = journal.first(10);

        assertThat(batch.entries()).containsExactly(entry(1), entry(2));
        assertThat(batch.lines()).isEqualTo(3);
        journal.removeFirst(batch.lines());
        assertThat(journal.isEmpty()).isTrue();
    }

    @Test
    void halfACharacterLeftByACrashCostsOnlyItsLine() throws IOException {
        journal.append(entry(1));
        byte[] half = Arrays.copyOf("{\"statement\":\"record-alerté".getBytes(StandardCharsets.UTF_8), 27);
        assertThat(half[26]).isEqualTo((byte) 0xc3);
        Files.write(file, half, StandardOpenOption.APPEND);
        journal.append(entry(2));
        journal.append(entry(3));

        assertThat(journal.first(10).entries()).containsExactly(entry(1), entry(2), entry(3));
        assertThat(journal.waiting("record-alert")).containsExactly(entry(1), entry(2), entry(3));
        journal.removeFirst(3);
        assertThat(journal.first(10).entries()).containsExactly(entry(3));
    }

    @Test
    void tellsWhatOfAStatementWaits() throws IOException {
        assertThat(journal.waiting("record-alert")).isEmpty();
        CatalogEntry other = CatalogEntry.entry("record-operation", "text", "record-alert");
        journal.append(entry(1));
        journal.append(other);
        journal.append(entry(2));

        assertThat(journal.waiting("record-alert")).containsExactly(entry(1), entry(2));
        assertThat(journal.waiting("record-operation")).containsExactly(other);
        journal.removeFirst(3);
        assertThat(journal.waiting("record-alert")).isEmpty();
    }

    /** Among them are revocations, which hold however little the catalog knows of them. */
    @Test
    void keepsWhatTheCatalogRefusesBesideIt() throws IOException {
        journal.append(entry(1));
        journal.append(entry(2));

        journal.refuse(List.of(new RefusedEntry(entry(1), "because")));
        journal.removeFirst(1);

        Path refused = folder.resolve("work/journal.refused.jsonl");
        assertThat(journal.refused()).isEqualTo(refused);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(refused)))
                .isEqualTo("rw-------");
        assertThat(new Journal(refused).first(10).entries()).containsExactly(entry(1));
        assertThat(journal.waiting("record-alert")).containsExactly(entry(2));
        assertThat(journal.unknown("record-alert")).containsExactly(entry(1), entry(2));
    }

    @Test
    void isReadableByItsOwnerOnly() throws IOException {
        journal.append(entry(1));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    /** What others could open, if only for a moment, they could read on in. */
    @Test
    void isNeverWrittenIntoAFileThatOthersCanRead() throws IOException {
        journal.append(entry(1));
        journal.append(entry(2));
        Path tmp = Files.writeString(file.resolveSibling("journal.jsonl.tmp"), "of a crash");
        Files.setPosixFilePermissions(tmp, PosixFilePermissions.fromString("rw-r--r--"));
        Path seen = Files.createLink(folder.resolve("seen"), tmp);

        journal.removeFirst(1);

        assertThat(seen).hasContent("of a crash");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(journal.first(10).entries()).containsExactly(entry(2));
    }

    private static CatalogEntry entry(int i) {
        return CatalogEntry.entry("record-alert", "number", i, "text", "line\nbreak", "nothing", null);
    }
}
