package co.zencap.backup.api;

import co.zencap.backup.operation.Operation;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.List;
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

    /** 200 with a text whose very bytes matter. */
    public static Answer verbatim(String json) {
        return new Answer(200, new RawValue(json), Optional.empty());
    }

    /** 202: the operation runs, and this is where to look for it. */
    public static Answer accepted(Operation operation) {
        Accepted accepted = Accepted.of(operation);
        return new Answer(202, accepted, Optional.of(accepted.location()));
    }

    /** 202: several operations run. */
    public static Answer accepted(List<Operation> operations) {
        var several = new Several(operations.stream().map(Accepted::of).toList());
        return operations.size() == 1
                ? accepted(operations.get(0))
                : new Answer(202, several, Optional.of("/api/v1/operations"));
    }

    record Several(List<Accepted> operations) {

        public boolean success() {
            return true;
        }
    }

    /**
     * @param operationId to ask for
     * @param operation as it is now
     * @param location where to ask
     */
    record Accepted(String operationId, Operation operation, String location) {

        static Accepted of(Operation operation) {
            return new Accepted(operation.id(), operation, "/api/v1/operations/" + operation.id());
        }

        public boolean success() {
            return true;
        }

        public String state() {
            return operation.state().toString();
        }
    }
}
