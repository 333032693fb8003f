package co.zencap.backup.rotation;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.key.MasterKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one pass over all repositories has found and changed. Not thread-safe. */
public final class RotationReport {
    private static final int SHOWN = 20;

    private final MasterKey key;
    private final Map<String, Map<String, Uses>> uses = new LinkedHashMap<>();
    private final List<String> stranded = new ArrayList<>();
    private int strandedCount;
    private int changed;
    private int due;
    private int looked;
    private int unsigned;
    private int archived;

    /**
     * How much hangs on one key in one repository.
     *
     * @param backups data keys of backups that it wraps
     * @param logs data keys of write-ahead logs that it wraps
     * @param others manifests, holds, positions of logs and parts of the audit trail that it has signed
     */
    public record Uses(int backups, int logs, int others) {
        private static final Uses NONE = new Uses(0, 0, 0);

        private Uses and(KeyedObject object) {
            boolean log = object.isDataKey() && !BackupId.isValid(object.id());
            return new Uses(
                    backups + (object.isDataKey() && !log ? 1 : 0),
                    logs + (log ? 1 : 0),
                    others + (object.isDataKey() ? 0 : 1));
        }
    }

    RotationReport(MasterKey key) {
        this.key = key;
    }

    void addLooked() {
        looked++;
    }

    void addUse(String repository, String keyId, KeyedObject object) {
        uses.computeIfAbsent(repository, r -> new TreeMap<>())
                .merge(keyId, Uses.NONE.and(object), (a, b) -> a.and(object));
    }

    void addDue() {
        due++;
    }

    void addChanged() {
        changed++;
    }

    void addUnsigned() {
        unsigned++;
    }

    void addArchived(String repository, KeyedObject object) {
        archived++;
        addStranded(
                repository,
                object,
                "it is archived and can't be read. HINT: recover --dry-run shows how it is fetched.");
    }

    /** It stays as it is. */
    void addStranded(String repository, KeyedObject object, String why) {
        strandedCount++;
        if (stranded.size() < SHOWN) {
            stranded.add(repository + " " + object.place() + ": " + why);
        }
    }

    /** How much hangs on each key, by repository and by the key's id. */
    public Map<String, Map<String, Uses>> uses() {
        return uses;
    }

    /** Objects that were made with an older key when this pass came to them. */
    public int due() {
        return due;
    }

    /** Objects that this pass has changed. */
    public int changed() {
        return changed;
    }

    public int looked() {
        return looked;
    }

    /** Objects that were made without encryption. */
    public int unsigned() {
        return unsigned;
    }

    /** Objects that could not be changed. */
    public int left() {
        return strandedCount;
    }

    public int archived() {
        return archived;
    }

    /** The first of those, each with the reason. */
    public List<String> stranded() {
        return List.copyOf(stranded);
    }

    /** Whether all that there is opens with the key in force, as this pass has read it. */
    public boolean isProof() {
        return due == 0 && strandedCount == 0;
    }

    /** The older keys that nothing needs any more; none as long as anything is in doubt. */
    public List<String> released() {
        return isProof() ? key.older().stream().map(MasterKey::id).toList() : List.of();
    }
}
