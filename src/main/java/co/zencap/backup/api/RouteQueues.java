package co.zencap.backup.api;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;

/** Hands wishes to the routes that fulfil them. */
public final class RouteQueues {
    private final ProducerTemplate routes;

    public RouteQueues(ProducerTemplate routes) {
        this.routes = routes;
    }

    /**
     * Hands a wish to its route, which takes it when its turn comes.
     *
     * @param operation of the wish; fails when the route takes nothing more
     */
    public Operation put(String route, Object wish, RunningOperation operation) {
        try {
            routes.sendBody(route + "?waitForTaskToComplete=Never", wish);
        } catch (CamelExecutionException e) {
            var problem = new Problem(
                    "Not started",
                    "The route " + route + " takes nothing more: "
                            + e.getCause().getMessage(),
                    "./zencap status, or GET /api/v1/operations, shows what waits; see in Hawtio whether the route is"
                            + " stopped.");
            operation.fail(problem);
            throw new ApiProblem(503, problem.title(), problem.detail(), problem.hint());
        }
        return operation.snapshot();
    }
}
