package co.zencap.backup.recovery.database;

import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.S3Retrieval.Order;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;

/** Whether a recovery has to wait for an archive tier before it can begin to restore. */
public final class ArchiveCheck {
    private static final String ABOUT = "archive tier";

    private ArchiveCheck() {}

    /**
     * Looks; asks for nothing.
     *
     * @param keys of all objects that the recovery reads
     * @return empty when nothing has to be brought back
     */
    public static Optional<PreflightCheck> of(Retrievals retrievals, Repository repository, Collection<String> keys) {
        try {
            return retrievals.needed(repository, keys).map(ArchiveCheck::wait);
        } catch (IOException e) {
            Problem problem = Problem.of(ABOUT, e);
            return Optional.of(PreflightCheck.warning(
                    ABOUT,
                    "Whether something has to be brought back from an archive tier is not known: " + problem.detail(),
                    problem.hint()));
        }
    }

    private static PreflightCheck wait(Order order) {
        return PreflightCheck.warning(
                ABOUT,
                Figures.count(order.objects(), "object") + " (" + Figures.bytes(order.bytes()) + ") of it "
                        + (order.objects() == 1 ? "lies" : "lie") + " in " + order.storageClass()
                        + ", an archive tier: they are asked for first and waited for, which usually takes "
                        + order.expected() + ", on top of what the restoration takes.",
                "BACKUP_S3_RESTORE_TIER says how fast, and how dear; a newer backup may not be archived yet.");
    }
}
