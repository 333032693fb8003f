package co.zencap.backup.api;

import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import java.util.List;
import org.apache.camel.Header;

/** {@code /api/v1/operations}. */
public final class OperationResource {
    private static final int MOST_OPERATIONS = 500;

    private final Operations operations;
    private final CatalogQueries queries;

    public OperationResource(Operations operations, CatalogQueries queries) {
        this.operations = operations;
        this.queries = queries;
    }

    /** The latest operations. */
    public Answer list(@Header("limit") String limit) {
        return Answer.ok(latest(limit));
    }

    /** One operation. */
    public Answer get(@Header("id") String id) {
        return operations
                .find(id)
                .or(() -> queries.operation(id))
                .map(Answer::ok)
                .orElseThrow(() -> new ApiProblem(
                        404,
                        "No such operation",
                        "There is no operation of that id.",
                        "GET /api/v1/operations lists the latest ones."));
    }

    List<Operation> latest(String limit) {
        if (limit != null && !limit.matches("\\d{1,4}")) {
            throw new ApiProblem(422, "Wrong limit", "'limit' must be a whole number.", "Use for example limit=10.");
        }
        int most = limit == null ? 20 : Integer.parseInt(limit);
        return queries.operations(Math.max(1, Math.min(most, MOST_OPERATIONS)), operations);
    }
}
