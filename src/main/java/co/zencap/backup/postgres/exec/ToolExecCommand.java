package co.zencap.backup.postgres.exec;

import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.ToolProcess;
import java.util.Set;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;

/** A {@link ToolCommand} in the shape that the exec component passes about, and the process once it runs. */
final class ToolExecCommand extends ExecCommand {

    private final transient ToolCommand command;
    private transient volatile ToolProcess process;

    ToolExecCommand(ToolCommand command) {
        super(
                command.executable().toString(),
                command.arguments(),
                command.workingDirectory().toString(),
                ExecEndpoint.NO_TIMEOUT,
                Set.of(0),
                null,
                null,
                false,
                LoggingLevel.DEBUG);
        this.command = command;
    }

    ToolCommand command() {
        return command;
    }

    void started(ToolProcess running) {
        process = running;
    }

    void end() {
        ToolProcess running = process;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public String toString() {
        return command.toString();
    }
}
