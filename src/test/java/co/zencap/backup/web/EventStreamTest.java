package co.zencap.backup.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.testing.MovableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private final Operations operations =
            new Operations(new MovableClock(Instant.parse("2026-11-26T03:00:00Z")), operation -> {});

    @Test
    void tellsWhatRunsWheneverThatChangesAndOnlyThen() throws Exception {
        var looks = new AtomicInteger();
        var out = new ByteArrayOutputStream();
        var running = new RunningOperation[1];

        new EventStream(operations::running, () -> {
                    int look = looks.incrementAndGet();
                    if (look == 2) {
                        running[0] = operations.begin(Kind.BACKUP, "shop\n\nevent: evil", null);
                    } else if (look == 4) {
                        running[0].succeed();
                    }
                    return look < 6;
                })
                .sendTo(out);

        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).startsWith("retry: 5000\n\n");
        assertThat(text.lines().filter(line -> line.startsWith("event:")))
                .hasSize(3)
                .containsOnly("event: running");
        assertThat(text.lines().filter(line -> line.startsWith("data:")).toList())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("data: []"),
                        second -> assertThat(second).contains("\"kind\":\"backup\"", "shop\\n\\nevent: evil"),
                        third -> assertThat(third).isEqualTo("data: []"));
    }

    @Test
    void endsWhenTheListenerIsGone() {
        var gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        };

        assertThatThrownBy(() -> new EventStream(operations::running, () -> true).sendTo(gone))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
    }
}
