package co.zencap.backup.alert;

import co.zencap.backup.operation.Operation;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** The parts that notice what is wrong, by the words of their alerts: rules name them. */
public final class Components {
    private Components() {}

    /** All of them, in the order of the alphabet. */
    public static Set<String> known() {
        var words = new TreeSet<>(Set.of(
                "audit",
                "backup-status",
                "catalog",
                "discovery",
                "health",
                "objective",
                "recovery",
                "report",
                "routes",
                "schedule",
                "security",
                "storage",
                "trend",
                "upload",
                "wal"));
        Arrays.stream(Operation.Kind.values()).map(Operation.Kind::toString).forEach(words::add);
        return words;
    }
}
