package co.zencap.backup.monitor;

import co.zencap.backup.catalog.BackupMeasures.Measured;
import co.zencap.backup.figures.Figures;
import java.time.Duration;
import java.util.Optional;

/** What of each backup is compared with those before it. */
enum Measure {
    DATABASE("size of the database", 10_000_000) {
        @Override
        Optional<Long> of(Measured backup) {
            return Optional.of(backup.database());
        }

        @Override
        String hint(boolean less) {
            return less ? LESS.formatted("tables", "./zencap test") : MORE;
        }
    },
    FILES("size of the files", 10_000_000) {
        @Override
        Optional<Long> of(Measured backup) {
            return Optional.of(backup.files());
        }

        @Override
        String hint(boolean less) {
            return less ? LESS.formatted("files, or a disk that is not mounted,", "./zencap list") : MORE;
        }
    },
    DURATION("time it took", Duration.ofMinutes(2).toMillis()) {
        @Override
        Optional<Long> of(Measured backup) {
            return backup.time().map(Duration::toMillis);
        }

        @Override
        String hint(boolean less) {
            return less
                    ? "See whether it still holds all that it should."
                    : "See what else ran then, on this machine and on the database's server; ./zencap status shows what"
                            + " runs now.";
        }

        @Override
        String words(double value) {
            return Figures.duration(Duration.ofMillis(Math.round(value)));
        }
    };

    private static final String LESS =
            "Find out whether %s were deleted on purpose; %s shows what there is. If not, place a legal hold on the last"
                    + " whole backup at once (./zencap hold ID, or POST /api/v1/backups/ID/hold), so that no cleanup takes it.";
    private static final String MORE = "Find out what has grown.";

    private final String words;
    private final long floor;

    /** @param floor differences below it never matter */
    Measure(String words, long floor) {
        this.words = words;
        this.floor = floor;
    }

    long floor() {
        return floor;
    }

    /** Empty where it is not known. */
    abstract Optional<Long> of(Measured backup);

    /** What to do when it is far off. */
    abstract String hint(boolean less);

    /** A value, for a person. */
    String words(double value) {
        return Figures.bytes(Math.round(value));
    }

    @Override
    public String toString() {
        return words;
    }
}
