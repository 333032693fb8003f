package co.zencap.backup.postgres.exec;

import co.zencap.backup.postgres.ToolCommand;
import org.apache.camel.Exchange;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Takes the {@link ToolCommand} from the message body, and nothing from headers or the endpoint's parameters: headers may
 * come from outside, and arguments in a URI would show in logs and JMX. The exchange owns the process: when it is done,
 * well or not, the process is ended.
 */
public final class ToolExecBinding implements ExecBinding {

    private static final String OWN_HEADERS = "CamelExec*";

    @Override
    public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
        if (!(exchange.getMessage().getBody() instanceof ToolCommand command)) {
            throw new IllegalArgumentException("exec:" + endpoint.getExecutable()
                    + " needs a ToolCommand as message body.\nHINT: call the bean that makes it in the step before.");
        }
        if (!endpoint.getExecutable().equals(command.name())) {
            throw new IllegalArgumentException(
                    "The route says exec:" + endpoint.getExecutable() + " but the command is for " + command.name()
                            + ".\nHINT: make the route's step and the bean agree.");
        }
        exchange.getMessage().removeHeaders(OWN_HEADERS);
        ToolExecCommand exec = new ToolExecCommand(command);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                exec.end();
            }

            /** Not with an alert on its way, which a full queue may discard. */
            @Override
            public boolean allowHandover() {
                return false;
            }
        });
        return exec;
    }

    /** The body becomes a payload (streaming) or the program's output as a string; headers stay as they are. */
    @Override
    public void writeOutput(Exchange exchange, ExecResult result) {
        exchange.getMessage().setBody(((ToolExecResult) result).body());
    }
}
