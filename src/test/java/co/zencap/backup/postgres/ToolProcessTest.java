package co.zencap.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolCommand.Mode;
import co.zencap.backup.stream.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ToolProcessTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private ToolCommand shell(String script, Map<String, String> environment, Limits limits) {
        return new ToolCommand(Path.of("/bin/sh"), List.of("-c", script), environment, folder, limits, Mode.STREAM);
    }

    private ToolCommand shell(String script) {
        return shell(script, Map.of(), Limits.NONE);
    }

    private static ToolFailure failureOf(ToolPayload payload) {
        try (payload) {
            payload.writeTo(OutputStream.nullOutputStream());
        } catch (ToolFailure failure) {
            return failure;
        } catch (IOException other) {
            throw new AssertionError(other);
        }
        throw new AssertionError("it did not fail");
    }

    @Test
    void streamsItsOutputAndCountsIt() throws Exception {
        AtomicLong bytes = new AtomicLong();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ToolPayload payload =
                new ToolPayload(ToolProcess.start(shell("head -c 3000000 /dev/zero")), bytes::addAndGet)) {
            payload.writeTo(out);
        }
        assertThat(out.size()).isEqualTo(3_000_000);
        assertThat(bytes).hasValue(3_000_000);
    }

    @Test
    void failsAfterTheLastByteWhenTheExitStatusIsNotZero() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ToolPayload payload = new ToolPayload(ToolProcess.start(shell("echo half; echo because >&2; exit 3")))) {
            assertThatThrownBy(() -> payload.writeTo(out))
                    .isInstanceOfSatisfying(ToolFailure.class, failure -> assertThat(failure.exitStatus())
                            .isEqualTo(3))
                    .hasMessageContaining("sh failed")
                    .hasMessageContaining("exit status 3")
                    .hasMessageContaining("because")
                    .hasMessageContaining("HINT:");
        }
        assertThat(out.toString()).isEqualTo("half\n");
    }

    @Test
    void seesNothingOfOurEnvironmentButWhatItNeeds() throws Exception {
        String seen = ToolProcess.run(shell("env", Map.of("PGHOST", "h"), Limits.NONE))
                .standardOutput();
        assertThat(seen.lines().map(line -> line.split("=")[0]))
                .contains("PATH", "LANG", "LC_ALL", "PGHOST")
                .isSubsetOf("PATH", "HOME", "TZ", "LANG", "LC_ALL", "PGHOST", "PWD", "OLDPWD", "SHLVL", "_");
        assertThat(seen).contains("LC_ALL=C\n");
    }

    @Test
    void keepsTheEndOfWhatItSaysOnStandardErrorWithHashesMasked() throws Exception {
        ToolFailure failure = failureOf(new ToolPayload(ToolProcess.start(
                shell("head -c 5000000 /dev/zero | tr '\\0' x >&2; echo 'PASSWORD SCRAM-SHA-256$4096:abc=$d:e' >&2;"
                        + " echo last words >&2; exit 1"))));
        assertThat(failure.standardError()).hasSizeLessThanOrEqualTo(16 * 1024).endsWith("PASSWORD ***\nlast words\n");
        assertThat(failure.getMessage()).hasSizeLessThan(3000);
    }

    @Test
    void isEndedWhenItIsSilentForTooLong() throws Exception {
        ToolFailure failure = failureOf(new ToolPayload(
                ToolProcess.start(shell("echo x; sleep 300", Map.of(), new Limits(LONG, Duration.ofMillis(300))))));
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(FailureCause.NO_PROGRESS);
        assertThat(failure).hasMessageContaining("no sign of life");
    }

    @Test
    void isNotBlamedForASlowReader() throws Exception {
        ToolCommand command = shell("head -c 400000 /dev/zero", Map.of(), new Limits(LONG, Duration.ofMillis(200)));
        OutputStream slow = new OutputStream() {
            private final Object never = new Object();

            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                synchronized (never) {
                    try {
                        never.wait(500);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
            }
        };
        try (ToolPayload payload = new ToolPayload(ToolProcess.start(command))) {
            payload.writeTo(slow);
        }
    }

    @Test
    void isEndedWhenItRunsForTooLongHoweverBusy() throws Exception {
        ToolFailure failure = failureOf(
                new ToolPayload(ToolProcess.start(shell("yes", Map.of(), new Limits(Duration.ofMillis(300), LONG)))));
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(FailureCause.WALL_CLOCK);
    }

    @Test
    void takesItsChildrenAlongWhenClosed() throws Exception {
        ToolProcess tool = ToolProcess.start(shell("trap '' TERM; sleep 300 & echo $!; wait; sleep 300"));
        byte[] line = new byte[20];
        int length = tool.output().read(line);
        ProcessHandle child = ProcessHandle.of(Long.parseLong(new String(line, 0, length).strip()))
                .orElseThrow();
        tool.close();
        tool.close();
        assertThat(tool.isAlive()).isFalse();
        await().until(() -> !child.isAlive());
    }

    @Test
    void saysWhichSignalKilledIt() throws Exception {
        ToolFailure failure = failureOf(new ToolPayload(ToolProcess.start(shell("kill -9 $$"))));
        assertThat(failure.exitStatus()).isEqualTo(137);
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(FailureCause.KILLED);
        assertThat(failure).hasMessageContaining("signal 9").hasMessageContaining("out-of-memory");
    }

    @Test
    void readsInputAndMayStopReadingEarly() throws Exception {
        Payload long1 = payload(out -> out.write(new byte[10_000_000]));
        assertThat(ToolProcess.run(shell("wc -c"), long1).standardOutput().strip())
                .isEqualTo("10000000");
        Payload long2 = payload(out -> out.write(new byte[10_000_000]));
        assertThat(ToolProcess.run(shell("head -c 5 | wc -c"), long2)
                        .standardOutput()
                        .strip())
                .isEqualTo("5");
    }

    @Test
    void failsWhenItsInputCannotBeRead() {
        Payload broken = payload(out -> {
            throw new IOException("the stored object is damaged");
        });
        assertThatThrownBy(() -> ToolProcess.run(shell("cat"), broken)).hasMessage("the stored object is damaged");
    }

    /** The program takes the pipe's end for a good one, and may be quicker than a source that takes its time to close. */
    @Test
    void failsWhenItsInputBreaksOffAndIsSlowToClose() {
        var ended = new CountDownLatch(1);
        Payload broken = new Payload() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write("half".getBytes(StandardCharsets.UTF_8));
                throw new IOException("the connection broke off");
            }

            @Override
            public void close() throws IOException {
                try {
                    ended.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        try {
            assertThatThrownBy(() -> ToolProcess.run(shell("cat"), broken)).hasMessage("the connection broke off");
        } finally {
            ended.countDown();
        }
    }

    @Test
    void failsWhenItsInputBreaksOffInAWayThatNobodyForesaw() {
        Payload broken = payload(out -> {
            out.write("half".getBytes(StandardCharsets.UTF_8));
            throw new IllegalStateException("the pool is shut down");
        });
        assertThatThrownBy(() -> ToolProcess.run(shell("cat"), broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the pool is shut down");
    }

    @Test
    void doesNotCollectWithoutBounds() {
        assertThatThrownBy(() -> ToolProcess.run(shell("yes")))
                .isInstanceOfSatisfying(ToolFailure.class, failure -> assertThat(failure.reason())
                        .isEqualTo(FailureCause.OUTPUT_TOO_LONG));
    }

    @Test
    void saysWhatIsMissing() {
        ToolCommand missing = new ToolCommand(
                folder.resolve("pg_dump"), List.of(), Map.of("PGPASSWORD", "secret"), folder, Limits.NONE, Mode.RUN);
        assertThatThrownBy(() -> ToolProcess.run(missing)).hasMessageContaining("HINT:");
        assertThat(missing).asString().doesNotContain("secret");
    }

    @Test
    void endsItWhenTheWaitingThreadIsInterrupted() throws Exception {
        ToolProcess tool = ToolProcess.start(shell("exec >&-; sleep 300"));
        Thread waiter = new Thread(() -> {
            try (tool) {
                tool.awaitSuccess();
            } catch (IOException expected) {
                Thread.currentThread().interrupt();
            }
        });
        waiter.start();
        waiter.interrupt();
        waiter.join(20_000);
        assertThat(waiter.isAlive()).isFalse();
        assertThat(tool.isAlive()).isFalse();
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private static Payload payload(Writing writing) {
        return new Payload() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                writing.to(out);
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }
}
