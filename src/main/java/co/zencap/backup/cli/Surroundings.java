package co.zencap.backup.cli;

import co.zencap.backup.client.ApiAddress;
import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ApiFailure;
import co.zencap.backup.client.OperationWatch;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.settings.Variables;
import co.zencap.backup.terminal.ProgressLine;
import co.zencap.backup.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a command finds around it.
 *
 * @param home the installation ({@code ZENCAP_HOME}, set by the launcher)
 * @param environment of the process
 * @param terminal where output goes
 * @param clock for progress and relative times
 * @param pause between two questions about an operation
 */
public record Surroundings(
        Path home, Map<String, String> environment, Terminal terminal, Clock clock, OperationWatch.Pause pause) {

    static Surroundings ofProcess() {
        Map<String, String> environment = System.getenv();
        Path home = Path.of(Optional.ofNullable(environment.get("ZENCAP_HOME")).orElse(""))
                .toAbsolutePath()
                .normalize();
        return new Surroundings(
                home,
                environment,
                Terminal.system(environment),
                Clock.systemDefaultZone(),
                () -> TimeUnit.MILLISECONDS.sleep(250));
    }

    /** The settings in force, from files and the environment. */
    Map<String, String> variables() {
        try {
            return Variables.read(home, environment);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The service that the settings name. */
    ApiClient api() {
        ApiAddress address = ApiAddress.of(variables(), home);
        if (address.isExposed()) {
            terminal.err()
                    .println("NOTE: " + address
                            + " is not encrypted; your key can be read on its way. HINT: use https.");
        }
        return new ApiClient(address);
    }

    /** Waits for an operation's end, and shows how far it is. */
    Operation toTheEnd(Operation started, OperationWatch.Question question) throws ApiFailure, InterruptedException {
        try (ProgressLine line = progress()) {
            return new OperationWatch(question, line, clock, pause).toTheEnd(started);
        }
    }

    ProgressLine progress() {
        return new ProgressLine(terminal, clock);
    }
}
