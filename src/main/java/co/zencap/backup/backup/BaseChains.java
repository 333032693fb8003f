package co.zencap.backup.backup;

import co.zencap.backup.backup.Artifact.Role;
import co.zencap.backup.postgres.WalServer;
import java.util.Optional;

/** Whether a base backup can build on the one before it. Pure. */
final class BaseChains {
    /** A recovery needs all that a backup builds on, so that a chain must end somewhere, whatever the schedule says. */
    static final int LONGEST = 14;

    private BaseChains() {}

    /**
     * The newest base backup that is here.
     *
     * @param manifest of it; empty: there is none
     * @param broken why nothing can build on it, in words; empty where nobody knows of anything
     */
    record Newest(Optional<Manifest> manifest, Optional<String> broken) {}

    /**
     * What becomes of the wish for an incremental one.
     *
     * @param parent what it builds on; empty: it is a full one
     * @param why it is a full one, in words
     * @param alarming whether a person has to know
     */
    record Choice(Optional<Manifest> parent, String why, boolean alarming) {
        private static Choice full(String why) {
            return new Choice(Optional.empty(), why, false);
        }
    }

    /** @param encrypted whether the new one will be */
    static Choice choose(WalServer.Identity cluster, boolean encrypted, Newest newest) {
        if (newest.broken().isPresent()) {
            return new Choice(Optional.empty(), newest.broken().get(), true);
        }
        if (cluster.major() < WalServer.INCREMENTAL_SINCE) {
            return Choice.full("the server is of version " + cluster.major());
        }
        if (!cluster.summarizes()) {
            return Choice.full("summarize_wal is off at the server");
        }
        Optional<Manifest> manifest = newest.manifest().filter(m -> m.base()
                .filter(base -> base.systemIdentifier().equals(cluster.systemIdentifier()))
                .isPresent());
        if (manifest.isEmpty()) {
            return Choice.full("there is no base backup of this cluster here");
        }
        Manifest parent = manifest.get();
        if (parent.artifact(Role.BASE_LIST).isEmpty()
                || parent.source()
                        .filter(source -> source.serverMajor() == cluster.major())
                        .isEmpty()) {
            return Choice.full("the one before was made without a list of its files that this server reads");
        }
        if (parent.encryption().isPresent() != encrypted) {
            return Choice.full("of the one before and this only one is encrypted");
        }
        int length = parent.base().orElseThrow().chain().size() + 1;
        return length > LONGEST
                ? Choice.full(length - 1 + " incremental ones follow the last full one")
                : new Choice(manifest, "", false);
    }
}
