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
                        "./zencap status shows those that run; GET /api/v1/operations lists the latest ones."));
    }

    List<Operation> latest(String limit) {
        return queries.operations(SearchTerm.limit(limit, 20, MOST_OPERATIONS), operations);
    }
}
