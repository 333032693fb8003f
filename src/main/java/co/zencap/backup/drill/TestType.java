package co.zencap.backup.drill;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.settings.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How much of a recovery a restoration test rehearses. */
public enum TestType {
    /** The database, in the sandbox. */
    QUICK("quickTest"),
    /** A full system backup: database, roles, files and configuration, in the staging environment. */
    FULL("fullTest"),
    /**
     * As if all were lost but the bucket and the key: the newest full system backup is found there without the catalog, and
     * restored into a cluster that has nothing.
     */
    DISASTER_SIMULATION("disasterSimulation");

    private final String word;

    TestType(String word) {
        this.word = word;
    }

    /** As the API and the catalog call it. */
    public String word() {
        return word;
    }

    /** All words. */
    public static List<String> words() {
        return Arrays.stream(values()).map(TestType::word).toList();
    }

    /** By its word. */
    public static Optional<TestType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }

    /** Whether files are restored too. */
    boolean takesFiles() {
        return this != QUICK;
    }

    /** The server that is restored into; empty: a throwaway cluster. */
    Optional<PostgresUrl> server(Settings settings) {
        return switch (this) {
            case QUICK -> settings.sandbox();
            case FULL -> settings.staging().or(settings::sandbox);
            case DISASTER_SIMULATION -> Optional.empty();
        };
    }
}
