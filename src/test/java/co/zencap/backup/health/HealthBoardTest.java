package co.zencap.backup.health;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.MovableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HealthBoardTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final MovableClock clock = new MovableClock(NOON);
    private final AtomicReference<Finding> found = new AtomicReference<>(Finding.up("Well."));

    @Test
    void sinceWhenAndWhenItWasLastGoodIsRemembered() {
        HealthBoard board = board(Component.of("disk", found::get));
        board.look();
        clock.advance(Duration.ofMinutes(5));
        board.look();

        clock.advance(Duration.ofMinutes(5));
        found.set(Finding.degraded("Full.", "Free some."));
        board.look();
        clock.advance(Duration.ofMinutes(5));
        ComponentHealth health = board.look().components().get(0);

        assertThat(health.state()).isEqualTo(Condition.DEGRADED);
        assertThat(health.since()).isEqualTo(NOON.plus(Duration.ofMinutes(10)));
        assertThat(health.lastGood()).isEqualTo(NOON.plus(Duration.ofMinutes(5)));
        assertThat(health.hint()).isEqualTo("Free some.");
    }

    @Test
    void whatFailsHidesNothing() {
        HealthBoard board = board(
                Component.of("catalog", () -> {
                    throw new IOException("It is away. HINT: bring it back.");
                }),
                Component.of("routes", () -> {
                    throw new StackOverflowError();
                }),
                Component.of("disk", found::get));

        List<ComponentHealth> components = board.look().components();

        assertThat(components).extracting(ComponentHealth::name).containsExactly("catalog", "routes", "disk");
        assertThat(components)
                .extracting(ComponentHealth::state)
                .containsExactly(Condition.DOWN, Condition.DOWN, Condition.UP);
        assertThat(components.get(0).detail()).isEqualTo("It is away.");
        assertThat(components.get(0).hint()).isEqualTo("bring it back.");
        assertThat(components.get(0).lastGood()).isNull();
    }

    @Test
    void whatHangsIsSaidToAndDelaysNothingElse() throws Exception {
        var release = new CountDownLatch(1);
        var asked = new AtomicInteger();
        HealthBoard board = board(
                Component.of("repository s3", () -> {
                    asked.incrementAndGet();
                    release.await();
                    return Finding.up("It answers.");
                }),
                Component.of("disk", found::get));
        long start = System.nanoTime();

        List<ComponentHealth> components = board.look().components();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(components).extracting(ComponentHealth::state).containsExactly(Condition.HANGING, Condition.UP);
        assertThat(components.get(0).detail()).contains("asked at " + NOON);

        clock.advance(Duration.ofMinutes(5));
        assertThat(board.look().components().get(0).since()).isEqualTo(NOON);
        assertThat(asked).as("it is asked again only when it has answered").hasValue(1);

        release.countDown();
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(board.look().components().get(0).state()).isEqualTo(Condition.UP));
        assertThat(asked.get()).as("what it answered late was of then").isGreaterThan(1);
    }

    @Test
    void howLongAnAnswerTakesIsToldWhereThatTellsSomething() {
        HealthBoard board = board(
                Component.of("database", () -> {
                            Thread.sleep(30);
                            return found.get();
                        })
                        .timed(),
                Component.of("disk", found::get),
                Component.of("catalog", () -> {
                            throw new IOException("It is away.");
                        })
                        .timed());

        List<ComponentHealth> components = board.look().components();

        assertThat(components.get(0).response()).isBetween(Duration.ofMillis(29), PATIENCE);
        assertThat(components.get(1).response()).isNull();
        assertThat(components.get(2).response()).as("it gave no answer").isNull();
    }

    @Test
    void whoeverAsksAgainAtOnceTakesWhatIsKnown() {
        var asked = new AtomicInteger();
        HealthBoard board = board(Component.of("disk", () -> {
            asked.incrementAndGet();
            return found.get();
        }));
        assertThat(board.latest().components()).isEmpty();

        board.notOlderThan(Duration.ofSeconds(5));
        clock.advance(Duration.ofSeconds(4));
        board.notOlderThan(Duration.ofSeconds(5));
        assertThat(asked).hasValue(1);

        clock.advance(Duration.ofSeconds(2));
        board.notOlderThan(Duration.ofSeconds(5));
        assertThat(asked).hasValue(2);
    }

    private HealthBoard board(Component... components) {
        return new HealthBoard(List.of(components), PATIENCE, clock);
    }
}
