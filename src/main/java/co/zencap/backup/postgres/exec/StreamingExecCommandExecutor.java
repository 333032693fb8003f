package co.zencap.backup.postgres.exec;

import co.zencap.backup.postgres.ToolCommand.Mode;
import co.zencap.backup.postgres.ToolPayload;
import co.zencap.backup.postgres.ToolProcess;
import java.io.IOException;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecResult;

/**
 * Runs what {@link ToolExecBinding} has read: a streaming program is only started, its output flows when somebody drains
 * the body; any other runs to its end here, and fails here.
 */
public final class StreamingExecCommandExecutor implements ExecCommandExecutor {

    @Override
    public ExecResult execute(ExecCommand execCommand) throws IOException {
        if (!(execCommand instanceof ToolExecCommand command)) {
            throw new IllegalArgumentException("This executor runs only what the tool binding has read."
                    + "\nHINT: write exec:NAME?binding=#toolBinding&commandExecutor=#toolExecutor.");
        }
        if (command.command().mode() == Mode.RUN) {
            return new ToolExecResult(
                    command, ToolProcess.run(command.command()).standardOutput());
        }
        ToolProcess process = ToolProcess.start(command.command());
        command.started(process);
        return new ToolExecResult(command, new ToolPayload(process));
    }
}
