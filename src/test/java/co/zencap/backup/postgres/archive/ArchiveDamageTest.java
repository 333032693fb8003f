package co.zencap.backup.postgres.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import co.zencap.backup.postgres.archive.TestServer.Database;
import co.zencap.backup.testing.Hostile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchiveDamageTest {
    private static byte[] dump;
    private static Archive whole;

    @BeforeAll
    static void makeDump() throws Exception {
        Database database = TestServer.createDatabase();
        database.execute(
                "CREATE TABLE a AS SELECT i, i::text AS t FROM generate_series(1, 50) i",
                "CREATE TABLE b (i int)",
                "CREATE TABLE c AS SELECT 'x' AS x",
                "SELECT lo_from_bytea(0, decode(repeat('ab', 500), 'hex'))",
                "SELECT lo_from_bytea(0, '')");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        database.dump(out);
        dump = out.toByteArray();
        whole = read(dump);
    }

    @Test
    void anArchiveCutAnywhereIsNotTakenForAWholeOne() {
        for (int length = 0; length < dump.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> read(Arrays.copyOf(dump, cut)))
                    .as("cut after %d of %d bytes", length, dump.length)
                    .isInstanceOfSatisfying(ArchiveFormatException.class, e -> assertThat(e.position())
                            .isBetween(0L, (long) cut));
        }
    }

    /** A flipped bit is refused, or makes another fingerprint or table of contents, or was of no meaning to us. */
    @Test
    void aFlippedBitNeverDoesWorseThanBeRefused() throws IOException {
        int dataStart = (int) whole.blocks().get(0).position();
        int unnoticedInData = 0;
        for (int i = 0; i < dump.length; i++) {
            for (int bit : new int[] {0, 3, 7}) {
                byte[] damaged = dump.clone();
                damaged[i] ^= (byte) (1 << bit);
                try {
                    Archive read = read(damaged);
                    if (i >= dataStart && read.fingerprint().equals(whole.fingerprint())) {
                        unnoticedInData++;
                    }
                } catch (ArchiveFormatException e) {
                    assertThat(e.position()).isBetween(0L, (long) dump.length);
                } catch (RuntimeException e) {
                    fail("bit " + bit + " of byte " + i + " ends in " + e, e);
                }
            }
        }
        assertThat(unnoticedInData).isZero();
    }

    @Test
    void bytesBehindTheEndAreRefused() {
        assertThatThrownBy(() -> read(Arrays.copyOf(dump, dump.length + 1))).isInstanceOf(ArchiveFormatException.class);
    }

    @Test
    void aBlockThatComesTwiceIsRefused() {
        int start = (int) whole.blocks().get(0).position();
        byte[] twice = Arrays.copyOf(dump, 2 * dump.length - start);
        System.arraycopy(dump, start, twice, dump.length, dump.length - start);
        assertThatThrownBy(() -> read(twice))
                .isInstanceOf(ArchiveFormatException.class)
                .hasMessageContaining("should not be here");
    }

    @Test
    void anAnnouncedLengthAllocatesNothing() {
        byte[] forged = Arrays.copyOf(dump, 64);
        int lengthOfDatabaseName = 5 + 6 + 5 + 7 * 5;
        forged[lengthOfDatabaseName + 4] = 0x7f;
        assertThatThrownBy(() -> read(forged)).isInstanceOf(ArchiveFormatException.class);
    }

    @Test
    void whateverIsDoneToItItIsReadOrRefused() {
        Hostile.tries(2000, input -> {
            byte[] changed = input.changed(dump);
            try {
                read(changed);
            } catch (ArchiveFormatException e) {
                Hostile.requireFit(e);
                assertThat(e.position()).isBetween(0L, (long) changed.length);
            }
        });
    }

    private static Archive read(byte[] archive) throws IOException {
        return new ArchiveReader(new ByteArrayInputStream(archive)).read();
    }
}
