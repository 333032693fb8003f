package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets nobody be told of an alert's cause for a while. */
@Command(
        name = "silence",
        description = "Lets nobody be told of an alert's cause for a while, also when it is over and comes back.")
final class SilenceAlertCommand extends SurroundedCommand {
    @Parameters(paramLabel = "ID", description = "The alert, as ./zencap alerts shows it, or the beginning of its id.")
    private String id;

    @Option(
            names = "--hours",
            required = true,
            paramLabel = "N",
            description = "How long, up to 720; 0 ends a silence.")
    private int hours;

    SilenceAlertCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        String alert = surroundings().api().changeAlert(id, "silence", Map.of("hours", Integer.toString(hours)));
        surroundings()
                .terminal()
                .out()
                .println("Alert " + alert
                        + (hours == 0
                                ? " is no longer silenced."
                                : " is silenced for " + Figures.count(hours, "hour") + "."));
        return ExitStatus.OK;
    }
}
