package co.zencap.backup.api;

import co.zencap.backup.backup.CatalogRebuild;
import co.zencap.backup.operation.RunningOperation;

/** {@code /api/v1/catalog}. */
public record CatalogResource(CatalogRebuild rebuilds, RouteQueues queues) {

    /** Starts listing what the repositories hold and the catalog does not know. */
    public Answer rebuild() {
        RunningOperation operation =
                rebuilds.begin().orElseThrow(() -> ApiProblem.busy("The catalog is being rebuilt already."));
        return Answer.accepted(queues.put("seda:rebuild-catalog", operation, operation));
    }
}
