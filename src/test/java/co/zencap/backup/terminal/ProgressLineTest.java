package co.zencap.backup.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final SteppedClock clock = new SteppedClock();

    @Test
    void rewritesOneLineOnATerminal() {
        var screen = CapturedTerminal.screen(true, 80);
        try (var line = new ProgressLine(screen.terminal(), clock)) {
            line.show("dump", "10 %");
            line.show("dump", "20 %");
        }
        assertThat(screen.err()).isEqualTo("\r\u001b[Kdump  10 %\r\u001b[Kdump  20 %\r\u001b[K");
        assertThat(screen.out()).isEmpty();
    }

    @Test
    void neverWrapsOnATerminal() {
        var screen = CapturedTerminal.screen(true, 10);
        try (var line = new ProgressLine(screen.terminal(), clock)) {
            line.show("a long name of a step", "");
        }
        assertThat(screen.err()).startsWith("\r\u001b[Ka long na\r");
    }

    @Test
    void aLogGetsALineForEachStepAndNowAndThen() {
        var log = CapturedTerminal.pipes();
        try (var line = new ProgressLine(log.terminal(), clock)) {
            line.show("dump", "10 %");
            line.show("dump", "20 %");
            clock.now = clock.now.plus(Duration.ofSeconds(5));
            line.show("dump", "30 %");
            line.show("upload", "");
        }
        assertThat(log.err()).isEqualTo("dump  10 %\ndump  30 %\nupload\n");
    }

    @Test
    void whatIsDoneStays() {
        var screen = CapturedTerminal.screen(false, 80);
        try (var line = new ProgressLine(screen.terminal(), clock)) {
            line.show("dump", "10 %");
            line.done("dump done");
        }
        assertThat(screen.err()).isEqualTo("\r\u001b[Kdump  10 %\r\u001b[Kdump done\n");
    }

    private static final class SteppedClock extends Clock {
        private Instant now = Instant.parse("2026-11-24T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
