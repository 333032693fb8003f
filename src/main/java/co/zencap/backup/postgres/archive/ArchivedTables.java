package co.zencap.backup.postgres.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Which tables' rows an archive holds, by its table of contents alone: nothing behind it is needed.
 *
 * @param encoding of the rows
 * @param tables in the archive's order; each partition for itself
 * @param database statements that make the database itself, and give it its settings and privileges
 */
public record ArchivedTables(String encoding, List<Rows> tables, List<String> database) {

    /**
     * The rows of one table.
     *
     * @param dumpId the entry's number in this archive
     * @param table whose they are
     * @param columns in the order of the rows
     */
    public record Rows(int dumpId, TableName table, List<String> columns) {}

    /** Reads the beginning of {@code in}, which stays the caller's to close. */
    public static ArchivedTables read(InputStream in) throws IOException {
        var archive = new ArchiveInput(in);
        var toc = new TocReader(archive, ArchiveHeader.read(archive));
        var tables = new ArrayList<Rows>();
        for (TocEntry entry : toc.read().values()) {
            if (entry.isTableData() && !entry.copyStatement().isEmpty()) {
                tables.add(rows(entry, archive.position()));
            }
        }
        return new ArchivedTables(toc.encoding().name(), List.copyOf(tables), toc.database());
    }

    private static Rows rows(TocEntry entry, long position) throws ArchiveFormatException {
        try {
            CopyStatement copy = CopyStatement.parse(entry.copyStatement(), entry.namespace());
            // a partition's rows may be loaded through its root, and are the partition's nevertheless
            return new Rows(entry.dumpId(), new TableName(entry.namespace(), entry.tag()), copy.columns());
        } catch (IllegalArgumentException e) {
            throw ArchiveFormatException.damaged(
                    position, "the COPY of " + entry + " can't be read: " + e.getMessage());
        }
    }
}
