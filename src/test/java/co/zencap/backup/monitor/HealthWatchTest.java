package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.health.Component;
import co.zencap.backup.health.Condition;
import co.zencap.backup.health.Finding;
import co.zencap.backup.health.HealthBoard;
import co.zencap.backup.schedule.Timing;
import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthWatchTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T12:00:00Z"));
    private final AtomicReference<Finding> found = new AtomicReference<>(Finding.up("Well."));
    private Optional<Timing> timing = Timing.parse("5");

    @Test
    void whatCanNotBeUsedIsAnErrorUntilItIsOver() {
        HealthWatch watch = watch(Component.of("catalog", found::get));
        assertThat(watch.sightings().alerts()).isEmpty();
        Instant good = clock.instant();

        clock.advance(Duration.ofMinutes(5));
        found.set(Finding.down("It refuses.", "Start it."));

        assertThat(watch.sightings().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.level()).isEqualTo(Level.ERROR);
            assertThat(alert.cause()).isEqualTo("health//the catalog on node1");
            assertThat(alert.problem().title()).isEqualTo("The catalog can't be used");
            assertThat(alert.problem().detail())
                    .contains("It refuses.", "since " + clock.instant(), "last all right at " + good);
            assertThat(alert.problem().hint()).isEqualTo("Start it.");
        });
        found.set(Finding.up("Well."));
        assertThat(watch.sightings().alerts()).isEmpty();
    }

    @Test
    void whatHangsIsAnError() {
        var never = new CountDownLatch(1);
        HealthWatch watch = watch(Component.of("repository s3", () -> {
            never.await();
            return Finding.up("");
        }));

        assertThat(watch.sightings().alerts())
                .singleElement()
                .satisfies(alert -> assertThat(alert.problem().title()).isEqualTo("The repository s3 does not answer"));
        never.countDown();
    }

    @Test
    void withoutAVitalPartNothingIsSafeWhichIsCritical() {
        HealthWatch watch = watch(Component.of("key", found::get).vital());

        found.set(Finding.degraded("Old.", "Rotate it."));
        assertThat(watch.sightings().alerts()).extracting(Alert::level).containsExactly(Level.WARNING);

        found.set(Finding.down("It is another one.", "Set it back."));
        assertThat(watch.sightings().alerts()).extracting(Alert::level).containsExactly(Level.CRITICAL);
    }

    @Test
    void nobodyIsToldTwiceOfWhatAnotherWatchTells() {
        found.set(Finding.degraded("Rather full.", "Free some."));
        assertThat(watch(Component.of("routes", found::get)).sightings().alerts())
                .extracting(Alert::level)
                .containsExactly(Level.WARNING);
        assertThat(watch(Component.of("disk", found::get).toldElsewhere(Condition.DEGRADED))
                        .sightings()
                        .alerts())
                .isEmpty();

        found.set(Finding.down("Full.", "Free some."));
        assertThat(watch(Component.of("disk", found::get).toldElsewhere(Condition.DEGRADED))
                        .sightings()
                        .alerts())
                .extracting(Alert::level)
                .containsExactly(Level.ERROR);
    }

    @Test
    void whatIsNotKnownIsNobodysAlert() {
        found.set(Finding.unknown("The catalog is away.", ""));

        assertThat(watch(Component.of("channels", found::get)).sightings().alerts())
                .isEmpty();
    }

    @Test
    void itLooksByItselfWhereNoScheduleMakesItLook() {
        HealthWatch watch = watch(Component.of("disk", found::get));
        assertThat(watch.isOverdue()).isTrue();
        watch.sightings();
        clock.advance(Duration.ofMinutes(6));
        assertThat(watch.isOverdue()).isFalse();

        clock.advance(Duration.ofSeconds(1));
        assertThat(watch.isOverdue()).isTrue();
        timing = Optional.empty();
        assertThat(watch.isOverdue()).isFalse();
    }

    private HealthWatch watch(Component component) {
        return new HealthWatch(
                new HealthBoard(List.of(component), Duration.ofMillis(300), clock), () -> timing, "node1", clock);
    }
}
