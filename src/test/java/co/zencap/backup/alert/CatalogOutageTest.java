package co.zencap.backup.alert;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CatalogOutageTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final CatalogOutage outage = new CatalogOutage("shop", "node1", clock);
    private final Exception refused = new IllegalStateException("connection refused");

    @Test
    void aShortOneIsNobodysBusiness() {
        assertThat(outage.lasts(refused)).isNull();
        clock.advance(Duration.ofMinutes(14));
        assertThat(outage.lasts(refused)).isNull();
    }

    @Test
    void aLongOneIsToldOnce() {
        outage.lasts(refused);
        clock.advance(Duration.ofMinutes(15));

        Alert alert = outage.lasts(refused);

        assertThat(alert.problem().sentence()).contains("12:00:00Z", "connection refused", "HINT:");
        clock.advance(Duration.ofHours(5));
        assertThat(outage.lasts(refused)).isNull();
    }

    @Test
    void theNextOneIsToldAgain() {
        outage.lasts(refused);
        clock.advance(Duration.ofHours(1));
        Alert alert = outage.lasts(refused);

        assertThat(outage.ended().watch()).isEqualTo(alert.ending().when());
        assertThat(outage.ended().alerts()).isEmpty();

        assertThat(outage.lasts(refused)).isNull();
        clock.advance(Duration.ofHours(1));
        assertThat(outage.lasts(refused)).isNotNull();
    }
}
