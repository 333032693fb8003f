package co.zencap.backup.api;

import co.zencap.backup.operation.Operation;
import java.util.Optional;

/**
 * What a call is answered with.
 *
 * @param status of HTTP
 * @param body written as JSON
 * @param location of what was started, if anything was
 */
public record Answer(int status, Object body, Optional<String> location) {

    /** 200 with a document. */
    public static Answer ok(Object body) {
        return new Answer(200, body, Optional.empty());
    }

    /** 202: the operation runs, and this is where to look for it. */
    public static Answer accepted(Operation operation) {
        String location = "/api/v1/operations/" + operation.id();
        return new Answer(202, new Accepted(operation.id(), operation, location), Optional.of(location));
    }

    /**
     * @param operationId to ask for
     * @param operation as it is now
     * @param location where to ask
     */
    record Accepted(String operationId, Operation operation, String location) {

        public boolean success() {
            return true;
        }

        public String state() {
            return operation.state().toString();
        }
    }
}
