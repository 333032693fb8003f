package co.zencap.backup.restore;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.disk.Private;
import co.zencap.backup.postgres.archive.Archive;
import co.zencap.backup.postgres.archive.ArchiveOffsets;
import co.zencap.backup.postgres.archive.FingerprintTap;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/** A backup's dump on the way to pg_restore. */
public final class DumpFile {
    /** At a time: with the few KB of transferTo, system calls would take as long as the decompression. */
    private static final int FETCH_BYTES = 1 << 18;

    private DumpFile() {}

    /**
     * Decrypts it to a private file, because pg_restore works in parallel only on one that it can seek in.
     *
     * @param file is made here, and must not be there yet
     * @param progress gets the stored bytes read so far
     */
    public static Archive fetch(StoredBackup backup, Path file, LongConsumer progress) throws IOException {
        Artifact artifact = backup.manifest().artifact(Artifact.Role.DATABASE).orElseThrow();
        Files.createFile(file, Private.FILE);
        try (MeasuredInputStream stored = backup.openQuickly(artifact, progress);
                InputStream plain = backup.plaintext(artifact, stored);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FingerprintTap tap = FingerprintTap.ofStructure(Channels.newOutputStream(channel))) {
            byte[] buffer = new byte[FETCH_BYTES];
            for (int read = plain.read(buffer); read >= 0; read = plain.read(buffer)) {
                tap.write(buffer, 0, read);
            }
            Archive archive = tap.result();
            ArchiveOffsets.write(channel, archive);
            return archive;
        }
    }
}
