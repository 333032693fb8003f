package co.zencap.backup.report;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.ReportQueries.Day;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BackupDaysTest {

    @Test
    void whatFailedIsNeverRoundedAway() {
        assertThat(days(day(0, 1000, 999, 5)).rate()).isEqualTo("999 of 1000 (99 %)");
    }

    @Test
    void theTimeThatIsToldOfIsComparedWithTheDaysBefore() {
        var days = days(day(3, 10, 5, 100), day(2, 10, 10, 100), day(0, 24, 24, 150));

        assertThat(days.rate()).isEqualTo("24 of 24 (100 %), before 75 %");
        assertThat(days.usual(Day::bytes, bytes -> String.format(Locale.ROOT, "%.0f B", bytes)))
                .isEqualTo("150 B (+50 %)");
        assertThat(days.runs() - days.succeeded()).isZero();
    }

    @Test
    void daysWithoutABackupAreGapsInTheChart() {
        double[] chart =
                days(day(13, 1, 1, 7), day(0, 1, 1, 9), day(40, 1, 1, 8)).chart(Day::bytes);

        assertThat(chart).hasSize(14);
        assertThat(chart[0]).isEqualTo(7);
        assertThat(chart[13]).isEqualTo(9);
        assertThat(chart[1]).isNaN();
    }

    @Test
    void ofATargetWithoutBackupsNothingIsMadeUp() {
        assertThat(days().rate()).isEqualTo("none ended");
        assertThat(days().usual(Day::bytes, String::valueOf)).isEmpty();
    }

    private static BackupDays days(Day... days) {
        return new BackupDays(ReportPeriod.DAILY, List.of(days));
    }

    private static Day day(int daysAgo, long runs, long succeeded, double bytes) {
        return new Day("shop", daysAgo, runs, succeeded, OptionalDouble.of(1), OptionalDouble.of(bytes));
    }
}
