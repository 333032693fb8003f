package co.zencap.backup.recovery.pointintime;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a recovery to a point in time has brought back.
 *
 * @param folder its data directory
 * @param tablespaces where they lie
 * @param baseBackup from which base backup
 * @param place how far the log was replayed
 * @param lastCommit when the last transaction in it was committed; empty when none was after the base backup
 * @param databases that take connections
 * @param tables read to the end
 * @param rows in them
 * @param indexes compared with their tables
 * @param promoted whether it is a server of its own now; else it is as it was looked through, and may be thrown away
 */
public record RecoveredCluster(
        Path folder,
        List<Move> tablespaces,
        String baseBackup,
        String place,
        Optional<Instant> lastCommit,
        int databases,
        long tables,
        long rows,
        long indexes,
        boolean promoted) {

    /**
     * A tablespace, which never lies where the original's does.
     *
     * @param name of it
     * @param from where the original's lies
     * @param to where it lies
     */
    public record Move(String name, String from, Path to) {}
}
