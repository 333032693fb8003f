package co.zencap.backup.api;

/** How the service and what it looks after are. */
public final class StateApi extends ApiRoutes {
    @Override
    void calls() {
        rest("/api/v1")
                .get("/storage")
                .id("get-storage")
                .description("What each repository holds of each target, what that costs a month, and how it grows")
                .produces(JSON)
                .to("direct:get-storage")
                .get("/storage/history")
                .id("get-storage-history")
                .description("What each repository held of each target, day by day")
                .produces(JSON)
                .to("direct:get-storage-history")
                .get("/schedules")
                .id("get-schedules")
                .description("What is done on time, when it was done last, and when it is due")
                .produces(JSON)
                .to("direct:get-schedules")
                .get("/point-in-time")
                .id("get-point-in-time")
                .description("From when to when the database's cluster can be recovered to any instant")
                .produces(JSON)
                .to("direct:get-point-in-time")
                .get("/objectives")
                .id("get-objectives")
                .description("How long a recovery takes and how much would be lost, against the objectives")
                .produces(JSON)
                .to("direct:get-objectives")
                .post("/security-checks")
                .id("post-security-checks")
                .description("Starts the security checks: encryption, key, file modes, bucket, connections, rights")
                .produces(JSON)
                .to("direct:post-security-checks")
                .get("/security-checks")
                .id("get-security-checks")
                .description("What the security checks found the last time")
                .produces(JSON)
                .to("direct:get-security-checks")
                .get("/repository-speed")
                .id("get-repository-speed")
                .description("How fast the repositories were, with each verification, the newest first")
                .produces(JSON)
                .to("direct:get-repository-speed")
                .get("/system-events")
                .id("list-events")
                .description(
                        "What the service did and warned of, the newest first; 'type' (service-started, service-stopping, routes-edited,"
                                + " routes-refused, warning, error, events-left-out), 'component', 'before' (an id), 'limit' (1 to 1000)")
                .produces(JSON)
                .to("direct:list-events")
                .get("/operations")
                .id("list-operations")
                .description("The latest operations, the newest first; 'limit' (1 to 500)")
                .produces(JSON)
                .to("direct:list-operations")
                .get("/operations/{id}")
                .id("get-operation")
                .description("One operation: state, phase, progress and, at the end, the backup's id or the problem")
                .produces(JSON)
                .to("direct:get-operation");
        serve("get-storage", "storageResource", "get");
        serve("get-storage-history", "storageHistory", "get");
        serve("get-schedules", "scheduleResource", "list");
        serve("get-point-in-time", "pointInTimeResource", "get");
        serve("get-objectives", "objectivesResource", "get");
        serve("post-security-checks", "securityResource", "run");
        serve("get-security-checks", "securityResource", "latest");
        serve("get-repository-speed", "speedResource", "list");
        serve("list-events", "eventResource", "list");
        serve("list-operations", "operationResource", "list");
        serve("get-operation", "operationResource", "get");
    }
}
