package co.zencap.backup.postgres.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.openhft.hashing.LongTupleHashFunction;
import org.junit.jupiter.api.Test;

class CopyRowsTest {
    private final Random random = new Random(42);

    @Test
    void theOrderOfRowsDoesNotMatter() {
        for (int run = 0; run < 200; run++) {
            List<byte[]> rows = someRows();
            String hash = inOnePiece(rows).sum().toString();
            Collections.shuffle(rows, random);
            assertThat(inOnePiece(rows).sum()).hasToString(hash);
        }
    }

    @Test
    void howTheTextIsCutIntoPiecesDoesNotMatter() {
        for (int run = 0; run < 200; run++) {
            List<byte[]> rows = someRows();
            byte[] text = text(rows);
            CopyRows pieces = new CopyRows(new RowHash());
            for (int start = 0; start < text.length; ) {
                int length = Math.min(text.length - start, 1 + random.nextInt(run % 5 == 0 ? 3 : 60));
                pieces.accept(text, start, length);
                start += length;
            }
            assertThat(pieces.terminated()).isTrue();
            assertThat(pieces.sum()).hasToString(inOnePiece(rows).sum().toString());
            assertThat(pieces.sum().count()).isEqualTo(rows.size());
            assertThat(pieces.sum().bytes()).isEqualTo(text.length - "\\.\n\n\n".length());
        }
    }

    @Test
    void anyChangedByteShows() {
        List<byte[]> rows = someRows();
        String hash = inOnePiece(rows).sum().toString();
        for (byte[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                byte was = row[i];
                do {
                    row[i] = (byte) random.nextInt(256);
                } while (row[i] == was || row[i] == '\n');
                assertThat(inOnePiece(rows).sum().toString()).isNotEqualTo(hash);
                row[i] = was;
            }
        }
    }

    @Test
    void aMissingOrDoubledRowShows() {
        List<byte[]> rows = someRows();
        String hash = inOnePiece(rows).sum().toString();
        for (int i = 0; i < rows.size(); i++) {
            List<byte[]> fewer = new ArrayList<>(rows);
            byte[] row = fewer.remove(i);
            assertThat(inOnePiece(fewer).sum().toString()).isNotEqualTo(hash);
            List<byte[]> more = new ArrayList<>(rows);
            more.add(row);
            assertThat(inOnePiece(more).sum().toString()).isNotEqualTo(hash);
            more.add(row); // a pair, which an exclusive or would forget
            assertThat(inOnePiece(more).sum().toString()).isNotEqualTo(hash);
        }
    }

    @Test
    void theHashOfARowIsItsXxh3() {
        CopyRows rows = inOnePiece(List.of("1\tone".getBytes(UTF_8)));
        long[] hash = LongTupleHashFunction.xx128().hashBytes("1\tone".getBytes(UTF_8));
        assertThat(rows.sum()).hasToString("xxh3-128-sum:%016x%016x".formatted(hash[1], hash[0]));
        // The published test vector for no input at all.
        assertThat(inOnePiece(List.of(new byte[0])).sum()).hasToString("xxh3-128-sum:99aa06d3014798d86001c324468d497f");
    }

    @Test
    void rowsLongerThanABlockCountToTheirLastByte() {
        byte[] row = new byte[3 * RowHash.BLOCK];
        Arrays.fill(row, (byte) 'x');
        for (int length : new int[] {RowHash.BLOCK, RowHash.BLOCK + 1, 2 * RowHash.BLOCK, row.length}) {
            byte[] cut = Arrays.copyOf(row, length);
            String hash = inOnePiece(List.of(cut)).sum().toString();
            CopyRows pieces = new CopyRows(new RowHash());
            byte[] text = text(List.of(cut));
            for (int start = 0; start < text.length; start += 100_003) {
                pieces.accept(text, start, Math.min(100_003, text.length - start));
            }
            assertThat(pieces.sum()).hasToString(hash);
            cut[length - 1] = 'y';
            assertThat(inOnePiece(List.of(cut)).sum().toString()).isNotEqualTo(hash);
        }
    }

    @Test
    void onlyTheEndMarkerEndsTheRows() {
        assertThat(inOnePiece(List.of("\\\\.".getBytes(UTF_8), "a".getBytes(UTF_8)))
                        .sum()
                        .count())
                .isEqualTo(2);
        assertThat(accept("a\nb\n").terminated()).isFalse();
        assertThat(accept("a\nb\n").whole()).isTrue();
        assertThat(accept("a\nb").whole()).isFalse();
        assertThat(accept("a\n\\.\n\n\n").terminated()).isTrue();
        assertThat(accept("a\n\\.\n\n\n").whole()).isFalse();
        assertThat(accept("a\n\\.\nb\n").terminated()).isFalse();
        assertThat(accept("a\n\\.\n\nb").terminated()).isFalse();
        assertThat(accept("a\n\\.").terminated()).isFalse();
        assertThat(accept("\\.\n\n\n").sum()).hasToString(new HashSum().toString());
        assertThat(accept("\n\n\\.\n\n\n").sum().count()).isEqualTo(2); // rows of a table without columns
    }

    private static CopyRows accept(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        CopyRows whole = new CopyRows(new RowHash());
        whole.accept(bytes, 0, bytes.length);
        CopyRows single = new CopyRows(new RowHash());
        for (int i = 0; i < bytes.length; i++) {
            single.accept(bytes, i, 1);
        }
        assertThat(single.sum()).hasToString(whole.sum().toString());
        assertThat(single.terminated()).isEqualTo(whole.terminated());
        return whole;
    }

    private List<byte[]> someRows() {
        List<byte[]> rows = new ArrayList<>();
        int count = 2 + random.nextInt(20);
        for (int i = 0; i < count; i++) {
            byte[] row = new byte[random.nextInt(80)];
            random.nextBytes(row);
            for (int j = 0; j < row.length; j++) {
                row[j] = row[j] == '\n' || row[j] == '\\' ? (byte) 'n' : row[j];
            }
            rows.add(row);
        }
        return rows;
    }

    private static CopyRows inOnePiece(List<byte[]> rows) {
        CopyRows all = new CopyRows(new RowHash());
        byte[] text = text(rows);
        all.accept(text, 0, text.length);
        return all;
    }

    private static byte[] text(List<byte[]> rows) {
        var text = new java.io.ByteArrayOutputStream();
        for (byte[] row : rows) {
            text.writeBytes(row);
            text.write('\n');
        }
        text.writeBytes("\\.\n\n\n".getBytes(UTF_8));
        return text.toByteArray();
    }
}
