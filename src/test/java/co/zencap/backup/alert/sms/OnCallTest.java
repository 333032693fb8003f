package co.zencap.backup.alert.sms;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.AlertRule.Hours;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OnCallTest {
    private static final Instant NIGHT_IN_BERLIN = Instant.parse("2026-01-15T01:00:00Z");
    private static final Instant DAY_IN_BERLIN = Instant.parse("2026-01-15T11:00:00Z");

    private final Person berlin = person("+491", "22:00-07:00", "Europe/Berlin");
    private final Person newYork = person("+121", "22:00-07:00", "America/New_York");
    private final Person always = new Person("+441", Optional.empty(), ZoneId.of("UTC"));

    @Test
    void theFirstIsCalledAndWithEachEscalationOneMore() {
        var people = new OnCall(List.of(berlin, newYork, always));

        assertThat(people.called(0, DAY_IN_BERLIN)).containsExactly("+491");
        assertThat(people.called(1, DAY_IN_BERLIN)).containsExactly("+491", "+441");
        assertThat(people.called(7, DAY_IN_BERLIN)).containsExactly("+491", "+441", "+121");
    }

    @Test
    void whoseQuietHoursItIsComesAfterTheOthers() {
        var people = new OnCall(List.of(berlin, newYork));

        assertThat(people.called(0, NIGHT_IN_BERLIN)).containsExactly("+121");
        assertThat(people.called(1, NIGHT_IN_BERLIN)).containsExactly("+121", "+491");
    }

    @Test
    void whenAllAreQuietTheFirstIsCalledAllTheSame() {
        assertThat(new OnCall(List.of(berlin)).called(0, NIGHT_IN_BERLIN)).containsExactly("+491");
    }

    private static Person person(String number, String hours, String zone) {
        return new Person(number, Hours.parse(hours), ZoneId.of(zone));
    }
}
