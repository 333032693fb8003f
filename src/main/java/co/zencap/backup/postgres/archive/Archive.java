package co.zencap.backup.postgres.archive;

import java.util.List;

/**
 * A whole archive, read to its end.
 *
 * @param header its head
 * @param entries those of its table of contents that have data, in its order
 * @param blocks where the data lies, in the order of the archive
 * @param size the archive's size in bytes
 * @param fingerprint what the data is
 * @param database statements that make the database itself, and give it its settings and privileges
 */
public record Archive(
        ArchiveHeader header,
        List<TocEntry> entries,
        List<DataBlock> blocks,
        long size,
        Fingerprint fingerprint,
        List<String> database) {

    /**
     * The data of one entry.
     *
     * @param dumpId the entry
     * @param position offset of the block's type byte
     */
    public record DataBlock(int dumpId, long position) {}
}
