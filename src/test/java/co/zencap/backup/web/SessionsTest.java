package co.zencap.backup.web;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.access.Caller;
import co.zencap.backup.access.Role;
import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Caller CALLER = Caller.bootstrap("192.0.2.7");

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T03:00:00Z"));
    private final Sessions sessions = new Sessions(clock);

    @Test
    void aSessionIsKnownByItsTokenAndByNoOther() {
        String token = sessions.begin(CALLER);

        assertThat(sessions.find(token)).isPresent();
        assertThat(sessions.find(token + "x")).isEmpty();
        assertThat(sessions.find("")).isEmpty();
        assertThat(sessions.find(null)).isEmpty();
        assertThat(token).hasSize(43);
    }

    @Test
    void itsPagesTokenIsAnotherOne() {
        String token = sessions.begin(CALLER);
        var session = sessions.find(token).orElseThrow();

        assertThat(session.isOf(session.csrfToken())).isTrue();
        assertThat(session.isOf(token)).isFalse();
        assertThat(session.isOf(null)).isFalse();
        assertThat(session.isOf(
                        sessions.find(sessions.begin(CALLER)).orElseThrow().csrfToken()))
                .isFalse();
    }

    @Test
    void itEndsWhenNobodyAsksForIt() {
        String token = sessions.begin(CALLER);
        clock.advance(Sessions.IDLE.minusSeconds(1));
        assertThat(sessions.find(token)).isPresent();
        clock.advance(Sessions.IDLE.minusSeconds(1));
        assertThat(sessions.isLive(token)).isTrue();
        clock.advance(Duration.ofSeconds(1));

        assertThat(sessions.isLive(token)).isFalse();
        assertThat(sessions.find(token)).isEmpty();
    }

    @Test
    void itEndsAfterAShiftHoweverBusy() {
        String token = sessions.begin(CALLER);
        for (Duration spent = Duration.ZERO;
                spent.compareTo(Sessions.LONGEST) < 0;
                spent = spent.plus(Duration.ofMinutes(20))) {
            assertThat(sessions.find(token)).isPresent();
            clock.advance(Duration.ofMinutes(20));
        }

        assertThat(sessions.find(token)).isEmpty();
    }

    @Test
    void signingOutEndsItAtOnceAndNoOther() {
        String token = sessions.begin(CALLER);
        String other = sessions.begin(CALLER);

        sessions.end(token);
        sessions.end(null);

        assertThat(sessions.find(token)).isEmpty();
        assertThat(sessions.find(other)).isPresent();
    }

    @Test
    void thereAreOnlySoManyAndTheLongestIdleGoesFirst() {
        String idle = sessions.begin(CALLER);
        clock.advance(Duration.ofSeconds(1));
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < Sessions.MOST; i++) {
            tokens.add(sessions.begin(CALLER));
        }

        assertThat(sessions.find(idle)).isEmpty();
        assertThat(tokens).hasSize(Sessions.MOST).allMatch(sessions::isLive);
    }

    @Test
    void whoeverHasAKeySignsOutNobodyWithAnotherOne() {
        String admin = sessions.begin(CALLER);
        String anna = sessions.begin(viewer("anna"));
        clock.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 500; i++) {
            sessions.begin(viewer("mallory"));
        }

        assertThat(sessions.isLive(admin)).isTrue();
        assertThat(sessions.isLive(anna)).isTrue();
    }

    private static Caller viewer(String name) {
        return new Caller(name, Role.VIEWER, Optional.of("id-" + name), "192.0.2.8");
    }
}
