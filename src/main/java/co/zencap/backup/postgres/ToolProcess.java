package co.zencap.backup.postgres;

import co.zencap.backup.stream.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A running program: its live output, its last words, its limits, its end. It starts with a clean environment (PATH,
 * HOME, TZ, locale C, and what the command gives), so that no secret of ours reaches it by accident. Whoever starts it
 * closes it; closing ends the program with all its children.
 */
public final class ToolProcess implements AutoCloseable {

    private static final int TAIL = 16 * 1024;
    private static final int COLLECTED = 32 * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Path NOTHING = Path.of("/dev/null");

    private final ToolCommand command;
    private final Process process;
    private final Watchdog watchdog;
    private final OutputTail errors = new OutputTail(TAIL);
    private final Thread errorReader;
    private final Optional<InputFeeder> feeder;
    private final InputStream output;
    private final AtomicReference<FailureCause> endedBy = new AtomicReference<>();

    private ToolProcess(ToolCommand command, Process process, Payload input) {
        this.command = command;
        this.process = process;
        this.watchdog = new Watchdog(command.limits(), this::end);
        this.output = new WatchedOutput(process.getInputStream(), watchdog);
        this.errorReader =
                new Thread(() -> errors.drain(process.getErrorStream(), watchdog::alive), command.name() + "-stderr");
        errorReader.setDaemon(true);
        errorReader.start();
        this.feeder = Optional.ofNullable(input)
                .map(payload -> new InputFeeder(command.name(), payload, process.getOutputStream(), watchdog::alive));
        watchdog.start(command.name());
        process.onExit().thenRun(watchdog::stop);
    }

    /** Starts a program without input. */
    public static ToolProcess start(ToolCommand command) throws IOException {
        return start(command, null);
    }

    /**
     * Starts a program.
     *
     * @param input is written to its standard input by a thread of its own, and closed; {@code null} for none
     * @throws IOException when the program cannot be started; {@code input} is closed then as well
     */
    public static ToolProcess start(ToolCommand command, Payload input) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of(command.executable().toString()), command.arguments().stream())
                        .toList());
        builder.directory(command.workingDirectory().toFile());
        cleanEnvironment(builder.environment());
        builder.environment().putAll(command.environment());
        if (input == null) {
            builder.redirectInput(Redirect.from(NOTHING.toFile()));
        }
        try {
            return new ToolProcess(command, builder.start(), input);
        } catch (IOException e) {
            if (input != null) {
                input.close();
            }
            throw new IOException(
                    command.name() + " could not be started: " + e.getMessage() + "\nHINT: check that "
                            + command.executable() + " exists and may be executed, and that "
                            + command.workingDirectory() + " is there.",
                    e);
        }
    }

    /** Leaves only what a program needs to find its libraries, its configuration and the time zone. */
    static void cleanEnvironment(Map<String, String> environment) {
        environment.keySet().retainAll(List.of("PATH", "HOME", "TZ"));
        environment.put("LANG", "C");
        environment.put("LC_ALL", "C");
    }

    /** What a small program printed. */
    public record Output(String standardOutput, String standardError) {}

    /**
     * Runs a program to its end and collects its output.
     *
     * @throws ToolFailure when its exit status is not 0, a limit was passed, or it printed more than 32 MiB
     */
    public static Output run(ToolCommand command) throws IOException {
        return run(command, null);
    }

    /** The same, with input; see {@link #start(ToolCommand, Payload)}. */
    public static Output run(ToolCommand command, Payload input) throws IOException {
        try (ToolProcess tool = start(command, input)) {
            ByteArrayOutputStream collected = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = tool.output.read(buffer); n >= 0; n = tool.output.read(buffer)) {
                collected.write(buffer, 0, n);
                if (collected.size() > COLLECTED) {
                    tool.end(FailureCause.OUTPUT_TOO_LONG);
                }
            }
            tool.awaitSuccess();
            return new Output(collected.toString(StandardCharsets.UTF_8), tool.errors.text());
        }
    }

    public ToolCommand command() {
        return command;
    }

    /** Standard output while it is produced. Its end says nothing about success: ask {@link #awaitSuccess()} then. */
    public InputStream output() {
        return output;
    }

    /** What it writes elsewhere than to standard output, under the same limits. */
    InputStream watched(InputStream elsewhere) {
        return new WatchedOutput(elsewhere, watchdog);
    }

    /** Somebody waits for the program, by another way than by reading; what is done then ends with {@link #served()}. */
    void waiting() {
        watchdog.waiting();
    }

    void served() {
        watchdog.served();
    }

    /** The last 16 KiB that the program has said so far. */
    public String standardError() {
        return errors.text();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /**
     * Waits for the end.
     *
     * @throws ToolFailure when the exit status is not 0, or a limit was passed
     * @throws IOException when the program's input could not be read to its end
     */
    public void awaitSuccess() throws IOException {
        try {
            watchdog.waiting();
            int status = process.waitFor();
            watchdog.served();
            errorReader.join(PATIENCE.toMillis());
            FailureCause forced = endedBy.get();
            if (feeder.isPresent()) {
                feeder.get().finish(PATIENCE);
            }
            if (forced != null || status != 0) {
                String words = errors.text();
                throw new ToolFailure(
                        command.name(),
                        forced == null ? status : -1,
                        words,
                        forced == null ? FailureCause.ofTool(status, words) : forced);
            }
        } catch (InterruptedException e) {
            end(FailureCause.STOPPED);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + command.name());
        }
    }

    private void end(FailureCause because) {
        if (process.isAlive()) {
            endedBy.compareAndSet(null, because);
            ProcessTree.end(process, PATIENCE);
        }
    }

    /** Ends the program and all its children, if it still runs, and frees what belongs to it; may be called again. */
    @Override
    public void close() {
        end(FailureCause.STOPPED);
        watchdog.stop();
        try {
            feeder.ifPresent(InputFeeder::close);
            process.getInputStream().close();
            errorReader.join(TimeUnit.SECONDS.toMillis(2));
        } catch (IOException e) {
            throw new UncheckedIOException("the pipe of " + command.name() + " could not be closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return command.name() + " (process " + process.pid() + ")";
    }
}
