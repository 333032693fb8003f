package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.terminal.ProgressLine;
import co.zencap.backup.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Stops the service. */
@Command(name = "stop", description = "Stops the service that ./zencap start started.")
final class StopCommand extends SurroundedCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    StopCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        Path pidFile = StartCommand.pidFile(surroundings().home());
        Terminal terminal = surroundings().terminal();
        Optional<LibertyProcess> service = LibertyProcess.running(pidFile);
        if (service.isEmpty()) {
            Files.deleteIfExists(pidFile);
            terminal.err().println("The service does not run.");
            return ExitStatus.OK;
        }
        try (ProgressLine line = surroundings().progress()) {
            line.show("Stopping the service ...", "");
            service.get().stop(PATIENCE);
        }
        Files.deleteIfExists(pidFile);
        terminal.out().println("The service has stopped.");
        return ExitStatus.OK;
    }
}
