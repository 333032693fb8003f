package co.zencap.backup.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A program to run. Immutable; its text shows no value of the environment.
 *
 * @param executable       the program's file
 * @param arguments        passed as they are, no shell between
 * @param environment      all that the program gets beside PATH, HOME, TZ and the locale C
 * @param workingDirectory where it runs
 * @param limits           when it is ended
 * @param mode             whether its output streams or is small
 */
public record ToolCommand(
        Path executable,
        List<String> arguments,
        Map<String, String> environment,
        Path workingDirectory,
        Limits limits,
        Mode mode) {

    public ToolCommand {
        Objects.requireNonNull(executable, "executable");
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        Objects.requireNonNull(workingDirectory, "workingDirectory");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(mode, "mode");
    }

    /** What a route's {@code exec} endpoint does with the program's standard output. */
    public enum Mode {
        /** It flows on while the program runs: the message body becomes a {@link ToolPayload}. */
        STREAM,
        /** The program runs to its end first; its small output is the message body, a failure is thrown. */
        RUN
    }

    /**
     * When a program is ended by force. Zero means without limit.
     *
     * @param wallClock  from start to end
     * @param noProgress time without a byte from the program while somebody waits for one; a slow reader does not count
     */
    public record Limits(Duration wallClock, Duration noProgress) {

        public static final Limits NONE = new Limits(Duration.ZERO, Duration.ZERO);

        public Limits {
            if (wallClock.isNegative() || noProgress.isNegative()) {
                throw new IllegalArgumentException("a limit cannot be negative");
            }
        }
    }

    public String name() {
        return executable.getFileName().toString();
    }

    /** The same with one more, or another, environment variable. */
    public ToolCommand withVariable(String name, String value) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put(name, value);
        return new ToolCommand(executable, arguments, all, workingDirectory, limits, mode);
    }

    @Override
    public String toString() {
        return executable + " " + String.join(" ", arguments);
    }
}
