package co.zencap.backup.api;

/** Keys that open the API, and the trail of what was done. */
public final class AccessApi extends ApiRoutes {
    @Override
    void calls() {
        rest("/api/v1/api-keys")
                .get()
                .id("list-api-keys")
                .description("The keys that open the API: names, roles, until when; never the keys themselves")
                .produces(JSON)
                .to("direct:list-api-keys")
                .post()
                .id("post-api-key")
                .description(
                        "Makes a key, which only this answer shows: 'name', 'role' (viewer, operator, recovery, admin),"
                                + " 'expiresAt' (a time, or never; without it a year from now)")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-api-key")
                .post("/{id}/revoke")
                .id("post-api-key-revocation")
                .description("Revokes a key for good, by its id or name")
                .produces(JSON)
                .to("direct:post-api-key-revocation");
        rest("/api/v1/audit")
                .get()
                .id("get-audit")
                .description(
                        "Who did what, the newest first, and whether the trail is whole; 'q' (words), 'actor', 'action',"
                                + " 'outcome', 'since', 'until' (times), 'before' (a number), 'limit' (1 to 1000)")
                .produces(JSON)
                .to("direct:get-audit")
                .get("/verification")
                .id("get-audit-verification")
                .description(
                        "Reads the whole trail, and what of it was exported to the repositories, and compares them")
                .produces(JSON)
                .to("direct:get-audit-verification")
                .post("/export")
                .id("post-audit-export")
                .description("Writes what is new in the trail to the repositories, as the timer does")
                .produces(JSON)
                .to("direct:post-audit-export");
        serve("list-api-keys", "apiKeyResource", "list");
        serve("post-api-key", "apiKeyResource", "create");
        serve("post-api-key-revocation", "apiKeyResource", "revoke");
        serve("get-audit", "auditResource", "list");
        serve("get-audit-verification", "auditResource", "verify");
        serve("post-audit-export", "auditResource", "exportNow");
    }
}
