package co.zencap.backup.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How far a caller is trusted; each may do what those before it may. */
public enum Role {
    /** Sees everything but the keys, and changes nothing. */
    VIEWER,
    /** Has backups, verifications and tests made, places holds, sees to alerts. */
    OPERATOR,
    /** Puts data back. */
    RECOVERY,
    /** Changes the configuration, lets things be deleted, makes keys. */
    ADMIN;

    /** As people and the catalog write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it may do what another may. */
    public boolean covers(Role least) {
        return compareTo(least) >= 0;
    }

    /** The one of a word. */
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /** All words, the least trusted first. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Role::word).toList();
    }
}
