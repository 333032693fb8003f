package co.zencap.backup.postgres.exec;

import java.util.Objects;
import org.apache.camel.component.exec.ExecResult;

/** What becomes the message body: a live payload, or the small output of a program that has ended well. */
final class ToolExecResult extends ExecResult {

    private final transient Object body;

    ToolExecResult(ToolExecCommand command, Object body) {
        // Camel asks for an exit value at once: 0 stands for "started"; the payload throws if the end is another one
        super(command, null, null, 0);
        this.body = Objects.requireNonNull(body, "body");
    }

    Object body() {
        return body;
    }
}
