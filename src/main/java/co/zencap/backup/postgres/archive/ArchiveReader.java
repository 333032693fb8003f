package co.zencap.backup.postgres.archive;

import co.zencap.backup.postgres.archive.Archive.DataBlock;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a pg_dump archive in custom format, made with {@code --compress=0}, from its first byte to its last, and takes
 * the fingerprint of its data on the way. Memory is bounded: one buffer, one block of a row, and of the table of contents
 * the entries that have data, which are as many as the tables.
 *
 * <p>After the table of contents comes, for every entry that has data, a block: its type, the entry's number, then
 * pieces (a length and that many bytes) until a length of 0; a block of large objects has, before each one's pieces, its
 * OID, and ends with the OID 0. Sources: {@code _StartData}, {@code _StartLO}, {@code _CustomWriteFunc} and
 * {@code _readBlockHeader} of PostgreSQL's {@code src/bin/pg_dump/pg_backup_custom.c}; {@code dumpTableData_copy} of
 * {@code pg_dump.c} for the rows. Up to PostgreSQL 18 each row is a piece of its own, but nothing here counts on it.
 *
 * <p>An archive that is cut anywhere is noticed: inside of a block by the missing end, between blocks by the entries
 * whose data hasn't come.
 */
public final class ArchiveReader {
    /** How much the fingerprint is to know; less takes less time. All of the archive is read in any case. */
    enum Reading {
        /** Rows and large objects, hashed. */
        CONTENT,
        /** How many rows and large objects there are. */
        COUNTS,
        /** No rows: the fingerprint has no tables. */
        STRUCTURE
    }

    private static final int BLOCK_DATA = 1;
    private static final int BLOCK_LARGE_OBJECTS = 3;

    /** Where the rows go, and by which columns: partitions that are loaded through one root make one sum. */
    private record Target(TableName name, List<String> columns) {}

    private final ArchiveInput in;
    private final Reading reading;
    private final RowHash hash;
    private final Map<Target, HashSum> tables = new LinkedHashMap<>();
    private final HashSum largeObjects = new HashSum();

    /** Reads {@code in}, which stays the caller's to close. */
    public ArchiveReader(InputStream in) {
        this(in, Reading.CONTENT);
    }

    /** As the other one, with a fingerprint of as much as {@code reading} says. */
    ArchiveReader(InputStream in, Reading reading) {
        this.in = new ArchiveInput(in);
        this.reading = reading;
        this.hash = new RowHash(reading == Reading.CONTENT);
    }

    /**
     * Reads all of the archive; may be called once.
     *
     * @throws ArchiveFormatException when it is truncated or damaged, or made with other options
     * @throws IOException when reading the stream fails
     */
    public Archive read() throws IOException {
        ArchiveHeader header = ArchiveHeader.read(in);
        TocReader toc = new TocReader(in, header);
        Map<Integer, TocEntry> entries = toc.read();
        List<DataBlock> blocks = blocks(entries);
        List<TableFingerprint> fingerprints = new ArrayList<>(tables.size());
        tables.forEach((table, sum) -> fingerprints.add(TableFingerprint.of(table.name(), table.columns(), sum)));
        Fingerprint fingerprint = new Fingerprint(
                toc.encoding().name(), fingerprints, LargeObjects.of(largeObjects), Optional.of(toc.sequences()));
        return new Archive(
                header,
                List.copyOf(entries.values()),
                blocks,
                in.position(),
                reading == Reading.COUNTS ? fingerprint.counts() : fingerprint,
                toc.database());
    }

    private List<DataBlock> blocks(Map<Integer, TocEntry> entries) throws IOException {
        List<DataBlock> blocks = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        long start = in.position();
        for (int type = in.read(); type >= 0; type = in.read()) {
            int dumpId = in.readInt();
            TocEntry entry = entries.get(dumpId);
            if (entry == null || !entry.hasData() || !seen.add(dumpId)) {
                throw damaged(start, "the data of entry " + dumpId + " should not be here");
            }
            if (entry.dataState() == TocEntry.DataState.POSITION_SET && entry.dataPosition() != start) {
                throw damaged(start, "the data of " + entry + " should be at byte " + entry.dataPosition());
            }
            switch (type) {
                case BLOCK_DATA -> data(entry);
                case BLOCK_LARGE_OBJECTS -> largeObjects();
                default -> throw damaged(start, "a block has the unknown type " + type);
            }
            blocks.add(new DataBlock(dumpId, start));
            start = in.position();
        }
        for (TocEntry entry : entries.values()) {
            if (entry.hasData() && !seen.contains(entry.dumpId())) {
                throw damaged(start, "it ends without the data of " + entry);
            }
        }
        return blocks;
    }

    private void data(TocEntry entry) throws IOException {
        if (reading == Reading.STRUCTURE || !entry.isTableData()) {
            pieces((buffer, offset, length) -> {});
            return;
        }
        CopyStatement copy = copyStatement(entry);
        CopyRows rows = new CopyRows(hash);
        pieces(rows::accept);
        if (!rows.terminated()) {
            throw damaged(in.position(), "the rows of " + entry + " don't end as they should");
        }
        tables.computeIfAbsent(new Target(copy.target(), copy.columns()), t -> new HashSum())
                .add(rows.sum());
    }

    private CopyStatement copyStatement(TocEntry entry) throws ArchiveFormatException {
        if (entry.copyStatement().isEmpty()) {
            throw new ArchiveFormatException(
                    in.position(),
                    "the data of " + entry + " is not in COPY format",
                    "make the dump without --inserts, --column-inserts and --rows-per-insert");
        }
        try {
            return CopyStatement.parse(entry.copyStatement(), entry.namespace());
        } catch (IllegalArgumentException e) {
            throw damaged(in.position(), "the COPY of " + entry + " can't be read: " + e.getMessage());
        }
    }

    private void largeObjects() throws IOException {
        for (int oid = in.readInt(); oid != 0; oid = in.readInt()) {
            LargeObjectHash object = new LargeObjectHash(hash, oid);
            pieces(object::accept);
            object.addTo(largeObjects);
        }
    }

    private void pieces(ArchiveInput.Sink sink) throws IOException {
        for (int length = in.readLength(); length != 0; length = in.readLength()) {
            in.pass(length, sink);
        }
    }

    private static ArchiveFormatException damaged(long position, String what) {
        return ArchiveFormatException.damaged(position, what);
    }
}
