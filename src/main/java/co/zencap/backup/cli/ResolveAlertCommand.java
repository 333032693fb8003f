package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says that an alert is over; when it is seen again, it is a new one. */
@Command(name = "resolve", description = "Says that an alert is over; when it is seen again, it is a new one.")
final class ResolveAlertCommand extends SurroundedCommand {
    @Parameters(paramLabel = "ID", description = "The alert, as ./zencap alerts shows it, or the beginning of its id.")
    private String id;

    ResolveAlertCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        String alert = surroundings().api().changeAlert(id, "resolve", Map.of());
        surroundings().terminal().out().println("Alert " + alert + " is over.");
        return ExitStatus.OK;
    }
}
