package co.zencap.backup.postgres.archive;

import co.zencap.backup.postgres.archive.Archive.DataBlock;
import co.zencap.backup.postgres.archive.TocEntry.DataState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes into an archive where its data lies. pg_dump leaves that open when its output is a pipe, because it can't go
 * back; then each worker of {@code pg_restore --jobs} reads from block to block to find its table, and the order of the
 * work can't follow the tables' sizes. The result is what pg_dump writes to a file: {@code WriteOffset} of
 * {@code pg_backup_archiver.c}, {@code _CloseArchive} and {@code _PrepParallelRestore} of {@code pg_backup_custom.c}.
 *
 * <p>Meant for an archive that was written to a file while an {@link ArchiveReader} read along.
 */
public final class ArchiveOffsets {
    private ArchiveOffsets() {}

    /**
     * Completes the archive in {@code file}, in place; does nothing to entries that have their position.
     *
     * @param file open for writing, exactly the bytes that {@code archive} was read from
     * @return how many positions were written
     * @throws IOException when the file has another size, or writing fails
     */
    public static int write(FileChannel file, Archive archive) throws IOException {
        if (file.size() != archive.size()) {
            throw new IOException("The archive has " + archive.size() + " bytes, but the file " + file.size()
                    + ". HINT: write all of the archive to the file before the positions");
        }
        Map<Integer, DataBlock> blocks =
                archive.blocks().stream().collect(Collectors.toMap(DataBlock::dumpId, Function.identity()));
        int written = 0;
        for (TocEntry entry : archive.entries()) {
            if (entry.dataState() == DataState.POSITION_NOT_SET) {
                write(file, entry.offsetField(), blocks.get(entry.dumpId()).position());
                written++;
            }
        }
        return written;
    }

    private static void write(FileChannel file, long field, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 + ArchiveHeader.OFFSET_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) DataState.POSITION_SET.code).putLong(position).flip();
        long at = field;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }
}
