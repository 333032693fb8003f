package co.zencap.backup.wal;

import co.zencap.backup.postgres.WalSegment;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Brings a file of the log to a server that asks for it: whole and on disk, or not at all. */
public final class WalFetch {
    private final WalArchive archive;

    public WalFetch(WalArchive archive) {
        this.archive = archive;
    }

    /**
     * Brings a file, or, of a segment that never became whole, the beginning that there is.
     *
     * @return false when it is not there
     */
    public boolean fetch(String name, Path to) throws IOException {
        Optional<byte[]> content = archive.read(name);
        if (content.isEmpty() && WalSegment.isWhole(name)) {
            content = archive.read(name + WalSegment.PARTIAL);
            // It may have become whole between the two questions.
            content = content.isPresent() ? content : archive.read(name);
        }
        if (content.isEmpty()) {
            return false;
        }
        Path target = to.toAbsolutePath();
        Path temporary = Files.createTempFile(target.getParent(), ".wal-fetch-", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                Channels.newOutputStream(channel).write(content.get());
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return true;
    }
}
