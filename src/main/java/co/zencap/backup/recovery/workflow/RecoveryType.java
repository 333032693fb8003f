package co.zencap.backup.recovery.workflow;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is recovered, in the specification's words. */
public enum RecoveryType {
    FULL,
    DATABASE_ONLY,
    FILES_ONLY;

    public boolean hasDatabase() {
        return this != FILES_ONLY;
    }

    public boolean hasFiles() {
        return this != DATABASE_ONLY;
    }

    /** As the API calls it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All words. */
    public static List<String> words() {
        return Arrays.stream(values()).map(RecoveryType::word).toList();
    }

    /** @param word as {@link #word} gives it */
    public static Optional<RecoveryType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }
}
