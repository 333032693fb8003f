package co.zencap.backup.report;

import java.time.Duration;
import java.util.Locale;

/** How much time a report tells of. */
public enum ReportPeriod {
    DAILY(1, 14),
    WEEKLY(7, 28);

    private final int days;
    private final int charted;

    ReportPeriod(int days, int charted) {
        this.days = days;
        this.charted = charted;
    }

    /** So many days are told of. */
    int days() {
        return days;
    }

    /** So many are in the charts; those before the ones that are told of are what these are compared with. */
    int charted() {
        return charted;
    }

    Duration time() {
        return Duration.ofDays(days);
    }

    /** For a sentence. */
    String inWords() {
        return this == DAILY ? "the last 24 hours" : "the last 7 days";
    }

    /** As the catalog and the routes call it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ReportPeriod of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
