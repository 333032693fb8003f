package co.zencap.backup.backup;

import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.stream.Payload;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps the end of a base backup's tar as it passes: there pg_basebackup's own manifest says which write-ahead log belongs to
 * it.
 */
public final class BaseBackupEnd implements Payload {
    /** The manifest ends with a line for each range of the log, and the tar with less than this of zeros. */
    private static final int KEPT = 1 << 15;

    private static final Pattern RANGE =
            Pattern.compile("\\{ \"Timeline\": (\\d+), \"Start-LSN\": \"([0-9A-F]+/[0-9A-F]+)\","
                    + " \"End-LSN\": \"([0-9A-F]+/[0-9A-F]+)\" \\}");

    private final Payload source;
    private final byte[] ring = new byte[KEPT];
    private long length;

    /** @param source closed with this */
    BaseBackupEnd(Payload source) {
        this.source = source;
    }

    /** The log from a place to another, on one of its branches. */
    record Range(int timeline, Lsn start, Lsn end) {}

    @Override
    public void writeTo(OutputStream out) throws IOException {
        source.writeTo(new FilterOutputStream(out) {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                out.write(bytes, offset, count);
                keep(bytes, offset, count);
            }
        });
    }

    private void keep(byte[] bytes, int offset, int count) {
        int from = Math.max(0, count - KEPT);
        int at = (int) ((length + from) % KEPT);
        int left = count - from;
        int first = Math.min(left, KEPT - at);
        System.arraycopy(bytes, offset + from, ring, at, first);
        System.arraycopy(bytes, offset + from + first, ring, 0, left - first);
        length += count;
    }

    /**
     * The log that the base backup needs.
     *
     * @throws IOException when its end does not say so
     */
    Range range() throws IOException {
        int kept = (int) Math.min(length, KEPT);
        int begin = (int) ((length - kept) % KEPT);
        var end = new byte[kept];
        for (int i = 0; i < kept; i++) {
            end[i] = ring[(begin + i) % KEPT];
        }
        List<Range> ranges = ranges(new String(end, StandardCharsets.ISO_8859_1));
        if (ranges.isEmpty()) {
            throw new IOException(
                    "pg_basebackup's manifest does not say which write-ahead log belongs to what it wrote."
                            + " HINT: the server has to be of version 13 or newer.");
        }
        return new Range(
                ranges.get(0).timeline(),
                ranges.get(0).start(),
                ranges.get(ranges.size() - 1).end());
    }

    private static List<Range> ranges(String text) {
        var ranges = new ArrayList<Range>();
        Matcher range = RANGE.matcher(text);
        while (range.find()) {
            ranges.add(new Range(
                    Integer.parseUnsignedInt(range.group(1)), Lsn.parse(range.group(2)), Lsn.parse(range.group(3))));
        }
        return ranges;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
