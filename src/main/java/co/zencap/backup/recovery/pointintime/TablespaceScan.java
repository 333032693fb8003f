package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.WalSegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Finds where a tablespace was made in the log that a server is about to replay. Replaying that empties the folder that it was made
 * in, by its path of then: on the machine of the original, the live one's (src/backend/commands/tablespace.c,
 * {@code create_tablespace_directories}: "forcibly drop the target subdirectory if present"). Not for several threads.
 *
 * <p>It walks over the records as src/backend/access/transam/xlogreader.c does; the formats are those of
 * src/include/access/xlog_internal.h, xlogrecord.h and rmgrlist.h, unchanged in what is read here since PostgreSQL 9.5. Segments come
 * in their order: a record that begins in one may end in the next.
 */
final class TablespaceScan {
    private static final int PAGE_HEADER = 24;
    private static final int FIRST_PAGE_HEADER = 40;
    private static final int GOES_ON = 0x0001;
    private static final int IS_FIRST = 0x0002;

    private static final int RECORD_HEADER = 24;
    private static final int INFO = 16;
    private static final int RESOURCE_MANAGER = 17;
    private static final int TABLESPACE = 5;
    private static final int CREATE = 0x00;
    private static final int TRANSACTION = 1;

    /** Commits and aborts, of prepared transactions as well; all begin with their time (xact.h). */
    private static final Set<Integer> ENDS = Set.of(0x00, 0x20, 0x30, 0x40);

    private static final int END_MASK = 0x70;
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    /** Ids of what comes before a record's main data (xlogrecord.h). */
    private static final int SHORT_DATA = 255;

    private static final int LONG_DATA = 254;
    private static final int ORIGIN = 253;
    private static final int TOP_TRANSACTION = 252;

    /** A path has 1024 bytes at most. */
    private static final int MOST_KEPT = 2048;

    private final Lsn from;
    private WalSegment last;
    private Begun atStart = Begun.NOTHING;
    private Begun atEnd = Begun.NOTHING;

    /** @param from records of before are not replayed */
    TablespaceScan(Lsn from) {
        this.from = from;
    }

    /**
     * A tablespace was made.
     *
     * @param at where the record begins
     * @param folder the path that it names
     * @param next when the first transaction behind it ended; empty when none did in the same segment
     */
    record Made(Lsn at, String folder, Optional<Instant> next) {}

    /**
     * A record of which the rest is still to come.
     *
     * @param at where it begins
     * @param bytes its beginning, as far as it is of interest
     * @param length of all of it
     */
    private record Begun(Lsn at, byte[] bytes, long length) {
        static final Begun NOTHING = new Begun(new Lsn(0), new byte[0], 0);

        boolean isThere() {
            return length > 0;
        }

        Begun with(byte[] content, int position, int count) {
            boolean interesting = bytes.length <= RESOURCE_MANAGER || isOfTablespace() || isEnd();
            int taken = Math.min(interesting ? count : 0, MOST_KEPT - bytes.length);
            if (taken <= 0) {
                return this;
            }
            byte[] more = Arrays.copyOf(bytes, bytes.length + taken);
            System.arraycopy(content, position, more, bytes.length, taken);
            return new Begun(at, more, length);
        }

        boolean isOfTablespace() {
            return bytes.length > RESOURCE_MANAGER
                    && bytes[RESOURCE_MANAGER] == TABLESPACE
                    && (bytes[INFO] & 0xF0) == CREATE;
        }

        /** Of a tablespace with a folder of its own; one inside the cluster's folder has no path. */
        Optional<Made> made() {
            if (!isOfTablespace()) {
                return Optional.empty();
            }
            String folder = folder();
            return folder.isEmpty() ? Optional.empty() : Optional.of(new Made(at, folder, Optional.empty()));
        }

        boolean isEnd() {
            return bytes.length > RESOURCE_MANAGER
                    && bytes[RESOURCE_MANAGER] == TRANSACTION
                    && ENDS.contains(bytes[INFO] & END_MASK);
        }

        /** When the transaction ended. */
        Optional<Instant> time() {
            int start = data();
            return isEnd() && start > 0 && start + 8 <= bytes.length
                    ? Optional.of(EPOCH.plus(
                            ByteBuffer.wrap(bytes)
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .getLong(start),
                            ChronoUnit.MICROS))
                    : Optional.empty();
        }

        /** What can't be read is a folder, too: it must not be replayed. */
        private String folder() {
            int start = data();
            return start < 0 ? "?" : path(start + 4);
        }

        /** Where the main data begins; negative where that can't be told. */
        private int data() {
            int at = RECORD_HEADER;
            while (at < bytes.length) {
                int id = bytes[at] & 0xFF;
                int data =
                        switch (id) {
                            case SHORT_DATA -> at + 2;
                            case LONG_DATA -> at + 5;
                            default -> -1;
                        };
                if (data > 0) {
                    return data;
                }
                if (id != ORIGIN && id != TOP_TRANSACTION) {
                    break;
                }
                at += id == ORIGIN ? 3 : 5;
            }
            return -1;
        }

        private String path(int start) {
            int end = start;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            return start > bytes.length ? "?" : new String(bytes, start, end - start, StandardCharsets.UTF_8);
        }
    }

    /**
     * Looks through a segment.
     *
     * @param content all of it; what is not written yet is zeros
     * @return the first tablespace that was made in it, or by a record that ends in it
     */
    Optional<Made> scan(WalSegment segment, byte[] content) {
        atStart = before(segment);
        last = segment;
        var walk = new Walk(segment, ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN), atStart);
        Optional<Made> found = walk.find();
        atEnd = walk.record;
        return found;
    }

    /** The same place again, on this branch or another, begins as it did; what does not follow begins with nothing. */
    private Begun before(WalSegment segment) {
        if (last == null) {
            return Begun.NOTHING;
        }
        return segment.number() == last.number()
                ? atStart
                : segment.number() == last.number() + 1 ? atEnd : Begun.NOTHING;
    }

    private final class Walk {
        private final WalSegment segment;
        private final ByteBuffer content;
        private Begun record;
        private Optional<Made> made = Optional.empty();

        Walk(WalSegment segment, ByteBuffer content, Begun record) {
            this.segment = segment;
            this.content = content;
            this.record = record;
        }

        Optional<Made> find() {
            int page = content.capacity() < FIRST_PAGE_HEADER ? 0 : content.getInt(36);
            if (page < 512 || content.capacity() % page != 0) {
                return Optional.empty(); // nothing was written
            }
            for (int start = 0; start < content.capacity() && !isDone(); start += page) {
                page(start, start + page);
            }
            return made;
        }

        private boolean isDone() {
            return made.flatMap(Made::next).isPresent();
        }

        private void page(int start, int end) {
            int flags = content.getShort(start + 2);
            int at = start + ((flags & IS_FIRST) != 0 ? FIRST_PAGE_HEADER : PAGE_HEADER);
            if (content.getLong(start + 8) != segment.start().value() + start) {
                record = Begun.NOTHING; // not written yet; the place may have been another one's before
                return;
            }
            if ((flags & GOES_ON) == 0) {
                record = Begun.NOTHING;
            } else {
                long rest = Integer.toUnsignedLong(content.getInt(start + 16));
                int here = (int) Math.min(rest, end - at);
                record = record.with(content.array(), at, here);
                if (rest > end - at) {
                    return;
                }
                ended();
                at += aligned(here);
            }
            records(at, end);
        }

        private void records(int start, int end) {
            int at = start;
            while (at < end && !isDone()) {
                long length = Integer.toUnsignedLong(content.getInt(at));
                if (length < RECORD_HEADER) {
                    return; // what follows was not written
                }
                int here = (int) Math.min(length, end - at);
                // Nearly all are neither of a tablespace nor cut by the page's end.
                int manager = length > here ? TABLESPACE : content.get(at + RESOURCE_MANAGER);
                if (manager == TABLESPACE || manager == TRANSACTION && made.isPresent()) {
                    record = new Begun(new Lsn(segment.start().value() + at), new byte[0], length)
                            .with(content.array(), at, here);
                    if (length > here) {
                        return;
                    }
                    ended();
                }
                at += aligned(here);
            }
        }

        private void ended() {
            if (record.isThere() && made.isEmpty()) {
                made = record.made().filter(each -> each.at().reaches(from));
            } else if (record.isThere()) {
                made = made.map(each -> new Made(each.at(), each.folder(), record.time()));
            }
            record = Begun.NOTHING;
        }

        private static int aligned(int bytes) {
            return (bytes + 7) & ~7;
        }
    }
}
