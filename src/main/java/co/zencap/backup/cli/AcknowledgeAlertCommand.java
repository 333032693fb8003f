package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says that somebody sees to an alert: it goes on to nobody else. */
@Command(name = "acknowledge", description = "Says that somebody sees to an alert: it goes on to nobody else.")
final class AcknowledgeAlertCommand extends SurroundedCommand {
    @Parameters(paramLabel = "ID", description = "The alert, as ./zencap alerts shows it, or the beginning of its id.")
    private String id;

    AcknowledgeAlertCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        String alert = surroundings().api().changeAlert(id, "acknowledge", Map.of());
        surroundings().terminal().out().println("Alert " + alert + " is acknowledged: nobody else is called.");
        return ExitStatus.OK;
    }
}
