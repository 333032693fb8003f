package co.zencap.backup.objective;

import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.catalog.TestQueries.RestoredBytes;
import co.zencap.backup.catalog.TestQueries.TestTimes;
import co.zencap.backup.settings.Settings.Objectives;
import java.time.Duration;
import java.util.stream.Stream;

/** What can be recovered, and which restoration tests measure that. */
public enum RecoveryKind {
    /** The database alone: quick tests. */
    DATABASE("database"),
    /** The files of a full system backup: that part of the tests that bring back all. */
    FILES("files"),
    /** All: full tests and disaster simulations. */
    FULL_SYSTEM("full-system");

    /** The tests of the database alone; all others bring back a full system backup. */
    private static final String QUICK_TEST = "quickTest";

    /** That of a whole cluster, by base backup and log. */
    private static final String CLUSTER_TEST = "pointInTimeTest";

    private static final String FILES_PHASE = "files";

    /** Not part of a recovery. */
    private static final String CLEAN_UP = "clean up";

    private final String word;

    RecoveryKind(String word) {
        this.word = word;
    }

    /** As the API calls it. */
    public String word() {
        return word;
    }

    /** The longest time that it may take. */
    Duration objective(Objectives objectives) {
        return switch (this) {
            case DATABASE -> objectives.databaseTime();
            case FILES -> objectives.filesTime();
            case FULL_SYSTEM -> objectives.fullSystemTime();
        };
    }

    /** Whether a test tells of it; one that failed before its turn came does not. */
    boolean isOf(TestTimes test) {
        boolean quick = test.testType().equals(QUICK_TEST);
        boolean ofAll = !quick && !test.testType().equals(CLUSTER_TEST);
        return switch (this) {
            case DATABASE -> quick;
            case FILES -> ofAll && test.timings().has(FILES_PHASE);
            case FULL_SYSTEM -> ofAll;
        };
    }

    /** How long it took from the first byte to what is compared and found whole. */
    Duration time(TestTimes test) {
        if (this == FILES) {
            return Stream.of(Retrievals.PHASE, FILES_PHASE, "compare files")
                    .map(phase -> phase(test, phase))
                    .reduce(Duration.ZERO, Duration::plus);
        }
        return Duration.between(test.startedAt(), test.endedAt()).minus(phase(test, CLEAN_UP));
    }

    /** How much of a backup it brings back. */
    long bytes(RestoredBytes backup) {
        return switch (this) {
            case DATABASE -> backup.database();
            case FILES -> backup.files();
            case FULL_SYSTEM -> backup.database() + backup.files();
        };
    }

    private static Duration phase(TestTimes test, String phase) {
        return Duration.ofMillis(test.timings().path(phase).asLong());
    }
}
