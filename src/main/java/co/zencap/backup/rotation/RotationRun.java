package co.zencap.backup.rotation;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.RunningOperation;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** One change of the master key, pass after pass until one has nothing to do; or one look. Used by one thread at a time. */
public final class RotationRun implements Closeable {
    /** More than one is needed only while backups of before are being sent off site. */
    private static final int MOST_PASSES = 5;

    private final KeyRotation rotation;
    private final MasterKey key;
    private final RunningOperation operation;
    private final boolean dryRun;
    private final Closeable use;
    private RotationReport last;
    private int passes;
    private int due;
    private int changed;

    /**
     * @param key the one in force, which knows the older ones
     * @param dryRun look, and change nothing
     * @param use keeps away who deletes; the run's, from here on
     */
    public RotationRun(KeyRotation rotation, MasterKey key, RunningOperation operation, boolean dryRun, Closeable use) {
        this.rotation = rotation;
        this.key = key;
        this.operation = operation;
        this.dryRun = dryRun;
        this.use = use;
    }

    /** Whether another pass is to come. */
    public boolean isUnfinished() {
        return passes == 0 || !dryRun && last.due() > 0 && passes < MOST_PASSES;
    }

    /** Goes through everything once. */
    public void pass() throws IOException {
        last = rotation.pass(operation, !dryRun);
        due = passes == 0 ? last.due() : due;
        changed += last.changed();
        passes++;
        report();
    }

    private void report() {
        operation.result("dryRun", dryRun);
        operation.result("key", key.id());
        operation.result("olderKeys", ids(key.older()));
        operation.result("looked", last.looked());
        operation.result("due", due);
        operation.result("changed", changed);
        operation.result("unsigned", last.unsigned());
        operation.result("left", last.left());
        operation.result("leftObjects", last.stranded());
        operation.result("uses", last.uses());
        operation.result("released", last.released());
    }

    private static List<String> ids(List<MasterKey> keys) {
        return keys.stream().map(MasterKey::id).toList();
    }

    /**
     * Ends it.
     *
     * @return a sentence about what came of it
     * @throws IOException when an older key is still needed, unless that was only to be looked at
     */
    public String requireProof() throws IOException {
        if (!dryRun && last.due() > 0) {
            throw new IOException(last.due() + " objects were made with an older key while this ran, pass after pass."
                    + " HINT: another node or program still runs with it: start all of them with the new"
                    + " BACKUP_ENCRYPTION_KEY, then run the rotation again. Keep the old key.");
        }
        if (!dryRun && last.left() > 0) {
            throw new IOException(last.left() + " of " + last.looked() + " objects open with none of the keys given, or"
                    + " can't be read, and were left as they are; all others open with key " + key.id() + " alone: "
                    + last.stranded().stream()
                            .limit(3)
                            .collect(Collectors.joining("; "))
                            .replace("HINT:", "")
                    + " HINT: put the other repository's copy in their place, delete what is beyond repair, or fetch what is"
                    + " archived; then run the rotation again. Keep the old key until it ends well.");
        }
        return changed + " of " + last.looked() + " objects changed to key " + key.id() + ", which opens all of them"
                + (key.older().isEmpty() ? "" : "; not needed any more: " + String.join(", ", ids(key.older())));
    }

    public boolean isDryRun() {
        return dryRun;
    }

    @Override
    public void close() throws IOException {
        use.close();
    }
}
