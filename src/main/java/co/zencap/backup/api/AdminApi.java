package co.zencap.backup.api;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.rest.RestBindingMode;
import org.apache.camel.model.rest.RestParamType;

/** The admin API in the REST DSL. Which class does what is in the routes at the end; OpenAPI is made from the rest. */
public final class AdminApi extends RouteBuilder {
    private static final String JSON = "application/json";

    @Override
    public void configure() {
        restConfiguration()
                .component("platform-http")
                .bindingMode(RestBindingMode.off)
                .inlineRoutes(true)
                .apiContextPath("/api/openapi.json")
                .apiContextRouteId("openapi")
                .apiProperty("api.title", "ZenCap Backup admin API")
                .apiProperty("api.version", "1")
                .apiProperty(
                        "api.description",
                        "Every call needs 'Authorization: Bearer KEY': ADMIN_API_KEY, or a key whose role may do it.")
                .apiProperty("openapi.version", "3.0.1");

        onException(Throwable.class).handled(true).bean("callAudit", "failed").process(new ProblemProcessor());

        adminApi();
        resources();
        access();
    }

    private void adminApi() {
        rest("/api/admin/backup-system")
                .description("The specification's single endpoint")
                .get()
                .id("get-backup-system")
                .description("Overview, status, health, metrics, what the dashboard shows, or the latest operations")
                .produces(JSON)
                .param()
                .name("action")
                .type(RestParamType.query)
                .description("none, status, health, metrics, dashboard, operations or disaster_recovery")
                .required(false)
                .endParam()
                .param()
                .name("limit")
                .type(RestParamType.query)
                .dataType("integer")
                .description("how many operations, 1 to 500")
                .required(false)
                .endParam()
                .to("direct:get-backup-system")
                .post()
                .id("post-backup-system")
                .description(
                        "initialize (with 'config': intervals of automatedBackup and monitoring, schedules, performance),"
                                + " backup, test or disaster_recovery (with 'options'); long work answers 202 with the operation's id and Location")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-backup-system");
        rest("/api/init-db")
                .post()
                .id("init-db")
                .description("Creates or upgrades the catalog's tables")
                .produces(JSON)
                .to("direct:init-db");
        rest("/metrics")
                .get()
                .id("get-metrics")
                .description("All that is measured, as Prometheus reads it; BACKUP_METRICS_TOKEN opens it, too")
                .produces("text/plain")
                .to("direct:get-metrics");
    }

    private void resources() {
        rest("/api/v1")
                .get("/backups")
                .id("list-backups")
                .description("The backups, the newest first")
                .produces(JSON)
                .param()
                .name("limit")
                .type(RestParamType.query)
                .dataType("integer")
                .description("how many, 1 to 10000")
                .required(false)
                .endParam()
                .to("direct:list-backups")
                .get("/backups/{id}")
                .id("get-backup")
                .description("One backup: what is known of it, and its manifest, its signature checked")
                .produces(JSON)
                .to("direct:get-backup")
                .post("/backups/{id}/verify")
                .id("post-verification")
                .description("Reads every copy of a backup back and checks it")
                .produces(JSON)
                .to("direct:post-verification")
                .post("/backups/{id}/restore-files")
                .id("post-file-restoration")
                .description("Brings files back: 'to' (an empty folder of the service's machine), 'paths' (patterns),"
                        + " 'fileSet', 'repository'")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-file-restoration")
                .post("/backups/{id}/hold")
                .id("post-hold")
                .description("Places a legal hold: 'reason'; the backup is not deleted before its release")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-hold")
                .post("/backups/{id}/release")
                .id("post-release")
                .description("Releases a legal hold: 'reason'")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-release")
                .get("/restoration-tests")
                .id("list-restoration-tests")
                .description("The latest restoration tests, the newest first: what was restored, compared and found")
                .produces(JSON)
                .to("direct:list-restoration-tests")
                .get("/restoration-tests/{id}/certificate")
                .id("get-certificate")
                .description("A test's signed certificate; 'id' may also be its operation's or backup's")
                .produces(JSON)
                .to("direct:get-certificate")
                .get("/recoveries")
                .id("list-recoveries")
                .description("The latest recoveries, the newest first: their steps, and where they stand")
                .produces(JSON)
                .to("direct:list-recoveries")
                .get("/recoveries/{id}")
                .id("get-recovery")
                .description("One recovery; 'id' may also be its operation's")
                .produces(JSON)
                .to("direct:get-recovery")
                .get("/recoveries/{id}/certificate")
                .id("get-recovery-certificate")
                .description("A recovery's signed account: timeline, objectives reached, what was lost")
                .produces(JSON)
                .to("direct:get-recovery-certificate")
                .post("/recoveries/{id}/drop-kept")
                .id("post-drop-kept")
                .description("Drops the database that a recovery has kept: 'database', its name; there is no way back")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-drop-kept")
                .get("/retention")
                .id("get-retention")
                .description("What a cleanup would keep and delete now, and why; deletes nothing")
                .produces(JSON)
                .to("direct:get-retention")
                .post("/retention/run")
                .id("post-cleanup")
                .description("Starts a cleanup: 'allowLargePurge' (true: beyond BACKUP_RETENTION_MAX_PURGE_PERCENT)")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-cleanup")
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
                .post("/catalog/rebuild")
                .id("post-catalog-rebuild")
                .description("Lists what the manifests of all repositories tell, and the catalog does not know")
                .produces(JSON)
                .to("direct:post-catalog-rebuild")
                .get("/repository-speed")
                .id("get-repository-speed")
                .description("How fast the repositories were, with each verification, the newest first")
                .produces(JSON)
                .to("direct:get-repository-speed")
                .get("/alerts")
                .id("list-alerts")
                .description("What is wrong, the worst first; with state=all also what was")
                .produces(JSON)
                .param()
                .name("state")
                .type(RestParamType.query)
                .description("open or all")
                .required(false)
                .endParam()
                .param()
                .name("limit")
                .type(RestParamType.query)
                .dataType("integer")
                .description("how many, 1 to 1000")
                .required(false)
                .endParam()
                .to("direct:list-alerts")
                .post("/alerts/test")
                .id("post-alert-test")
                .description("Sends a marked test through every channel, and tells what each of them answered")
                .produces(JSON)
                .to("direct:post-alert-test")
                .get("/alerts/{id}")
                .id("get-alert")
                .description("One alert, and who was told through which channel")
                .produces(JSON)
                .to("direct:get-alert")
                .post("/alerts/{id}/acknowledge")
                .id("post-acknowledgement")
                .description("Somebody sees to it: it goes on to nobody else")
                .produces(JSON)
                .to("direct:post-acknowledgement")
                .post("/alerts/{id}/silence")
                .id("post-silence")
                .description("Nobody is told of its cause for so many 'hours'; 0 ends a silence")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-silence")
                .post("/alerts/{id}/resolve")
                .id("post-resolution")
                .description("Somebody says that it is over")
                .produces(JSON)
                .to("direct:post-resolution")
                .get("/operations")
                .id("list-operations")
                .description("The latest operations, the newest first")
                .produces(JSON)
                .to("direct:list-operations")
                .get("/operations/{id}")
                .id("get-operation")
                .description("One operation: state, phase, progress and, at the end, the backup's id or the problem")
                .produces(JSON)
                .to("direct:get-operation");

        restoredTables();

        rest("/slack")
                .post("/actions")
                .id("post-slack-action")
                .description("Presses of an alert's buttons in Slack; signed by Slack in place of the key")
                .consumes("application/x-www-form-urlencoded")
                .produces(JSON)
                .to("direct:post-slack-action");

        from("direct:get-metrics")
                .routeId("api-get-metrics")
                .bean("metricsResource", "text")
                .removeHeaders("*")
                .setHeader(Exchange.CONTENT_TYPE, constant(MetricsResource.TYPE));
        serve("get-backup-system", "adminActions", "query");
        serve("post-backup-system", "adminActions", "command");
        serve("init-db", "adminActions", "initDatabase");
        serve("list-backups", "backupResource", "list");
        serve("get-backup", "backupDetails", "get");
        serve("get-storage-history", "storageHistory", "get");
        serve("get-schedules", "scheduleResource", "list");
        serve("post-verification", "backupResource", "verify");
        serve("post-file-restoration", "backupResource", "restoreFiles");
        serve("list-restoration-tests", "testActions", "list");
        serve("get-certificate", "testActions", "certificate");
        serve("list-recoveries", "recoveryActions", "list");
        serve("get-recovery", "recoveryActions", "get");
        serve("get-recovery-certificate", "recoveryActions", "certificate");
        serve("post-drop-kept", "keptDatabaseResource", "drop");
        serve("post-hold", "retentionActions", "hold");
        serve("post-release", "retentionActions", "release");
        serve("get-retention", "retentionActions", "plan");
        serve("post-cleanup", "retentionActions", "run");
        serve("get-storage", "storageResource", "get");
        serve("get-point-in-time", "pointInTimeResource", "get");
        serve("get-objectives", "objectivesResource", "get");
        serve("post-security-checks", "securityResource", "run");
        serve("get-security-checks", "securityResource", "latest");
        serve("post-catalog-rebuild", "catalogResource", "rebuild");
        serve("get-repository-speed", "speedResource", "list");
        serve("list-alerts", "alertResource", "list");
        serve("post-alert-test", "alertTestResource", "run");
        serve("get-alert", "alertResource", "get");
        serve("post-acknowledgement", "alertResource", "acknowledge");
        serve("post-silence", "alertResource", "silence");
        serve("post-resolution", "alertResource", "resolve");
        serve("post-slack-action", "slackActions", "press");
        serve("list-operations", "operationResource", "list");
        serve("get-operation", "operationResource", "get");
    }

    private void access() {
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

    private void restoredTables() {
        rest("/api/v1/restored-tables")
                .post()
                .id("post-restored-tables")
                .description(
                        "Restores tables beside the live ones, into a schema of their own: 'tables' or 'schemas' (lists),"
                                + " 'backupId' or 'at'; else of the newest backup")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-restored-tables")
                .get()
                .id("list-restored-tables")
                .description("What was restored beside the live tables, and how it differed when it was compared")
                .produces(JSON)
                .to("direct:list-restored-tables")
                .get("/{id}")
                .id("get-restored-tables")
                .description("One schema of restored tables")
                .produces(JSON)
                .to("direct:get-restored-tables")
                .post("/{id}/compare")
                .id("post-table-comparison")
                .description("Compares a restored table with the live one by key: 'table'")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-table-comparison")
                .get("/{id}/differences")
                .id("get-differences")
                .description("Rows that were found to differ, page by page in the order of the key")
                .produces(JSON)
                .param()
                .name("table")
                .type(RestParamType.query)
                .description("the live table, like public.orders")
                .endParam()
                .param()
                .name("kind")
                .type(RestParamType.query)
                .description("missing, changed or unexpected")
                .required(false)
                .endParam()
                .param()
                .name("after")
                .type(RestParamType.query)
                .dataType("integer")
                .description("'next' of the page before")
                .required(false)
                .endParam()
                .param()
                .name("limit")
                .type(RestParamType.query)
                .dataType("integer")
                .description("how many, 1 to 200")
                .required(false)
                .endParam()
                .to("direct:get-differences")
                .post("/{id}/copy-back")
                .id("post-copy-back")
                .description(
                        "Copies rows back into live tables in one transaction: 'tables' (else all that were compared),"
                                + " 'rows' (missing, changed or all), 'keys'; 'dryRun' gives the plan, 'confirmed' does it")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-copy-back")
                .post("/{id}/drop")
                .id("post-drop-restored")
                .description("Drops restored tables, and the replaced rows that were kept beside them")
                .produces(JSON)
                .to("direct:post-drop-restored");
        serve("post-restored-tables", "tableResource", "restore");
        serve("list-restored-tables", "tableResource", "list");
        serve("get-restored-tables", "tableResource", "get");
        serve("post-table-comparison", "tableResource", "compare");
        serve("get-differences", "tableResource", "differences");
        serve("post-copy-back", "tableResource", "copyBack");
        serve("post-drop-restored", "tableResource", "drop");
    }

    /** Whatever is served passes {@link AccessControl} before, and {@link CallAudit} behind. */
    private void serve(String name, String bean, String method) {
        from("direct:" + name)
                .routeId("api-" + name)
                .setProperty(AccessControl.ACTION, constant(name))
                .convertBodyTo(String.class)
                .bean("callAudit", "begin")
                .bean("accessControl", "check")
                .bean(bean, method)
                .process(new AnswerProcessor())
                .bean("callAudit", "answered")
                .removeHeaders("*", Exchange.HTTP_RESPONSE_CODE, Exchange.CONTENT_TYPE, "Location");
    }
}
