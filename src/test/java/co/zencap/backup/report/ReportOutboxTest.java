package co.zencap.backup.report;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Sightings;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ReportOutboxTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    private final ReportOutbox outbox = new ReportOutbox("shop", Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void aDeliveredDailyReportSaysNothingOfAWeeklyOne() {
        Sightings weekly = outbox.undelivered(new DueReport(ReportPeriod.WEEKLY, NOON, 6));

        assertThat(weekly.alerts()).extracting(Alert::cause).containsExactly("report//undelivered weekly");
        assertThat(outbox.delivered(new DueReport(ReportPeriod.DAILY, NOON, 1)).watch())
                .isNotEqualTo(weekly.watch());
        assertThat(outbox.delivered(new DueReport(ReportPeriod.WEEKLY, NOON, 7)).watch())
                .isEqualTo(weekly.watch());
        assertThat(outbox.undelivered(new DueReport(ReportPeriod.WEEKLY, NOON, 5)))
                .as("late only")
                .isNull();
    }
}
