package co.zencap.backup.files;

import co.zencap.backup.repository.LocalRepository.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The packs that a backup may refer to: its own, and those of older backups. Thread-safe. */
final class PackTable {
    private final String target;
    private final String backupId;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Pack> packs = new ArrayList<>();
    private final List<Long> used = new ArrayList<>();

    PackTable(String target, String backupId) {
        this.target = target;
        this.backupId = backupId;
    }

    /** The number of an older backup's pack in this one. */
    synchronized int borrow(Pack pack) {
        return numbers.computeIfAbsent(pack.key(), key -> add(pack));
    }

    /** A number for a pack that is going to be made. */
    synchronized int reserve() {
        return add(null);
    }

    /** A reserved pack is there now. */
    synchronized void made(int number, String name, long plainBytes, long contentBytes, Stored stored) {
        packs.set(
                number - 1,
                new Pack(number, target, backupId, name, plainBytes, stored.size(), stored.sha256(), contentBytes, 0));
    }

    synchronized void use(int number, long bytes) {
        used.set(number - 1, used.get(number - 1) + bytes);
    }

    /** Those that this backup needs. */
    synchronized List<Pack> needed() {
        return packs.stream()
                .filter(pack -> pack != null && used.get(pack.number() - 1) > 0)
                .map(pack -> pack.used(used.get(pack.number() - 1)))
                .toList();
    }

    private int add(Pack pack) {
        int number = packs.size() + 1;
        packs.add(pack == null ? null : pack.numbered(number));
        used.add(0L);
        return number;
    }
}
