package co.zencap.backup.cleanup;

import co.zencap.backup.backup.BackupReaders;
import co.zencap.backup.repository.RepositoryUse;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * One erasure under way: it has the repositories for itself, and nobody reads the backup, until it is closed.
 *
 * @param request what was asked for
 * @param contents what the repositories hold, the one off site first: it may refuse
 */
public record ErasureRun(
        Erasures.Request request, List<Contents> contents, RepositoryUse.Use use, BackupReaders.Deleting readers)
        implements Closeable {

    /** @throws IOException when others may have begun to use the repositories */
    void requireAlone() throws IOException {
        use.requireHeld();
    }

    @Override
    public void close() {
        try (use) {
            readers.close();
        }
    }
}
