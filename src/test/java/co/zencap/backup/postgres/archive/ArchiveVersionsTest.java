package co.zencap.backup.postgres.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The layouts of the format versions that the machine's own pg_dump doesn't write, put together by hand. */
class ArchiveVersionsTest {
    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14, 15, 16})
    void readsEachVersion(int minor) throws IOException {
        header(minor);
        integer(4);
        entry(minor, 1, "ENCODING", "ENCODING", "SET client_encoding = 'UTF8';\n", null, null, 3);
        entry(minor, 2, "t", "TABLE DATA", null, "COPY s.t (a) FROM stdin;\n", "s", 1);
        entry(minor, 3, "BLOBS", "BLOBS", null, null, null, 1);
        entry(minor, 4, "16400..16401", "BLOBS", null, null, null, 1);
        long table = archive.size();
        data(2, "1\n", "2\n\\.\n", "\n\n");
        largeObject(3, 16399, "abc");
        largeObject(4, 16400, "");

        Archive read = new ArchiveReader(new ByteArrayInputStream(archive.toByteArray())).read();

        assertThat(read.header()).isEqualTo(new ArchiveHeader(minor, "shop", "15.18", "18.0"));
        assertThat(read.fingerprint().tables())
                .extracting(TableFingerprint::schema, TableFingerprint::table, TableFingerprint::rows)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("s", "t", 2L));
        assertThat(read.fingerprint().largeObjects())
                .extracting(LargeObjects::count, LargeObjects::bytes)
                .containsExactly(2L, 3L);
        assertThat(read.entries()).extracting(TocEntry::dumpId).containsExactly(2, 3, 4);
        assertThat(read.blocks().get(0)).isEqualTo(new Archive.DataBlock(2, table));
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 17, 255})
    void refusesVersionsItDoesNotKnow(int minor) {
        header(minor);
        assertThatThrownBy(() -> new ArchiveReader(new ByteArrayInputStream(archive.toByteArray())).read())
                .isInstanceOf(ArchiveFormatException.class)
                .hasMessageContaining("1." + minor)
                .hasMessageContaining("HINT: use the pg_dump of PostgreSQL 10 to 18");
    }

    /** pg_dump describes each large object; up to version 16 by an entry of its own. */
    @Test
    void keepsNoEntriesWithoutData() throws IOException {
        int objects = 2000;
        header(14);
        integer(objects);
        for (int id = 1; id <= objects; id++) {
            entry(14, id, String.valueOf(16384 + id), "BLOB", "SELECT pg_catalog.lo_create();", null, "", 3);
        }

        assertThat(new ArchiveReader(new ByteArrayInputStream(archive.toByteArray()))
                        .read()
                        .entries())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, Integer.MAX_VALUE})
    void refusesAnEntryNumberThatPgDumpDoesNotGive(int second) {
        header(14);
        integer(2);
        entry(14, 7, "t", "TABLE", "", null, "s", 3);
        entry(14, second, "u", "TABLE", "", null, "s", 3);

        assertThatThrownBy(() -> new ArchiveReader(new ByteArrayInputStream(archive.toByteArray())).read())
                .isInstanceOf(ArchiveFormatException.class)
                .hasMessageContaining("entry number " + second);
    }

    /** Some 300 MiB of a name are announced and would come: the limit stops them. */
    @Test
    void anEntryHasALimit() {
        header(14);
        integer(1);
        integer(1);
        integer(0);
        integer(300 << 20);
        assertThatThrownBy(() -> new ArchiveReader(new ByteArrayInputStream(archive.toByteArray())).read())
                .isInstanceOf(ArchiveFormatException.class)
                .hasMessageContaining("limit");
    }

    private void header(int minor) {
        bytes("PGDMP");
        for (int b : new int[] {1, minor, 0, 4, 8, 1}) {
            archive.write(b);
        }
        if (minor >= 15) {
            archive.write(0);
        } else {
            integer(0);
        }
        for (int i = 0; i < 7; i++) {
            integer(i);
        }
        string("shop");
        string("15.18");
        string("18.0");
    }

    private void entry(
            int minor, int id, String tag, String desc, String definition, String copy, String schema, int state) {
        integer(id);
        integer(state == 3 ? 0 : 1);
        string("1259");
        string("16385");
        string(tag);
        string(desc);
        integer(2);
        string(definition);
        string("");
        string(copy);
        string(schema);
        string("");
        if (minor >= 14) {
            string("heap");
        }
        if (minor >= 16) {
            integer('r');
        }
        string("owner");
        string("false");
        string("7");
        string("8");
        string(null);
        archive.write(state);
        archive.writeBytes(new byte[8]);
    }

    private void data(int id, String... pieces) {
        archive.write(1);
        integer(id);
        for (String piece : pieces) {
            string(piece);
        }
        integer(0);
    }

    private void largeObject(int id, int oid, String content) {
        archive.write(3);
        integer(id);
        integer(oid);
        if (!content.isEmpty()) {
            string(content);
        }
        integer(0);
        integer(0);
    }

    private void string(String text) {
        if (text == null) {
            integer(-1);
        } else {
            integer(text.getBytes(UTF_8).length);
            bytes(text);
        }
    }

    private void bytes(String text) {
        archive.writeBytes(text.getBytes(UTF_8));
    }

    private void integer(int value) {
        archive.write(value < 0 ? 1 : 0);
        for (int i = 0, left = Math.abs(value); i < 4; i++, left >>>= 8) {
            archive.write(left);
        }
    }
}
