package co.zencap.backup.web;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.access.Caller;
import co.zencap.backup.access.KeyRing;
import co.zencap.backup.access.Role;
import co.zencap.backup.access.TrustedProxies;
import co.zencap.backup.audit.AuditEntry;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who comes and goes, and who tries to. */
class CallersTest {
    private static final String KEY = "k".repeat(40);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T03:00:00Z"));
    private final SignInLimit limit = new SignInLimit(clock);
    private final List<AuditEntry> written = new ArrayList<>();
    private final Callers callers = new Callers(
            new AdminKey(KEY),
            new KeyRing(List::of, statement -> List.of(), entry -> {}, clock),
            Optional.empty(),
            limit,
            TrustedProxies.parse("10.0.0.5"),
            written::add,
            clock);

    @Test
    void whoSignsInAndOutAllTheTimeIsCounted() {
        var anna = new Caller("anna", Role.VIEWER, Optional.of("id"), "192.0.2.7");
        for (int i = 0; i < 100; i++) {
            callers.write(anna, Action.SIGN_IN, "dashboard");
            callers.write(anna, Action.SIGN_OUT, "dashboard");
        }
        callers.write(Caller.bootstrap("192.0.2.7"), Action.SIGN_IN, "dashboard");
        assertThat(written)
                .extracting(entry -> entry.actor() + " " + entry.action())
                .containsExactly("anna sign-in", "anna sign-out", "api sign-in");

        clock.advance(Duration.ofMinutes(10));
        callers.write(anna, Action.SIGN_IN, "dashboard");

        assertThat(written.get(3).reason()).isEqualTo("dashboard, and 99 before that");
    }

    @Test
    void wrongKeysAtHawtioWaitAsAllOthersDoAndTheRightOneOpens() {
        for (int i = 0; i < 100; i++) {
            assertThat(callers.opensHawtio("wrong")).isFalse();
        }

        assertThat(limit.waitFor("Hawtio")).isEqualTo(SignInLimit.FIRST_WAIT);
        assertThat(written).extracting(AuditEntry::action).containsExactly("wrong-key");
        assertThat(callers.opensHawtio(KEY)).isTrue();
    }
}
