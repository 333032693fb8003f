package co.zencap.backup.api;

import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.model.rest.RestParamType;

/** Restoration tests, recoveries, and tables beside the live ones. */
public final class RecoveryApi extends ApiRoutes {
    @Override
    void calls() {
        rest("/api/v1")
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
                .to("direct:post-drop-kept");
        serve("list-restoration-tests", "testActions", "list");
        serve("get-certificate", "testActions", "certificate");
        serve("list-recoveries", "recoveryActions", "list");
        serve("get-recovery", "recoveryActions", "get");
        serve("get-recovery-certificate", "recoveryActions", "certificate");
        serve("post-drop-kept", "keptDatabaseResource", "drop");
        restoredTables();
    }

    private void restoredTables() {
        RestDefinition tables = rest("/api/v1/restored-tables");
        tables.post()
                .id("post-restored-tables")
                .description(
                        "Restores tables beside the live ones, into a schema of their own: 'tables' or 'schemas' (lists),"
                                + " 'backupId' or 'at'; else of the newest backup of 'target', or of the primary database")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-restored-tables");
        tables.get()
                .id("list-restored-tables")
                .description("What was restored beside the live tables, and how it differed when it was compared")
                .produces(JSON)
                .to("direct:list-restored-tables");
        inDatabase(tables.get("/{id}")
                        .id("get-restored-tables")
                        .description("One schema of restored tables")
                        .produces(JSON))
                .to("direct:get-restored-tables");
        inDatabase(tables.post("/{id}/compare")
                        .id("post-table-comparison")
                        .description("Compares a restored table with the live one by key: 'table'")
                        .consumes(JSON)
                        .produces(JSON))
                .to("direct:post-table-comparison");
        inDatabase(tables.get("/{id}/differences")
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
                        .endParam())
                .to("direct:get-differences");
        inDatabase(tables.post("/{id}/copy-back")
                        .id("post-copy-back")
                        .description(
                                "Copies rows back into live tables in one transaction: 'tables' (else all that were compared),"
                                        + " 'rows' (missing, changed or all), 'keys'; 'dryRun' gives the plan, 'confirmed' does it,"
                                        + " in the live 'database' of that name and no other where it is given")
                        .consumes(JSON)
                        .produces(JSON))
                .to("direct:post-copy-back");
        inDatabase(tables.post("/{id}/drop")
                        .id("post-drop-restored")
                        .description("Drops restored tables, and the replaced rows that were kept beside them")
                        .produces(JSON))
                .to("direct:post-drop-restored");
        serve("post-restored-tables", "tableResource", "restore");
        serve("list-restored-tables", "tableResource", "list");
        serve("get-restored-tables", "tableResource", "get");
        serve("post-table-comparison", "tableResource", "compare");
        serve("get-differences", "tableResource", "differences");
        serve("post-copy-back", "tableResource", "copyBack");
        serve("post-drop-restored", "tableResource", "drop");
    }

    private static RestDefinition inDatabase(RestDefinition call) {
        return call.param()
                .name("target")
                .type(RestParamType.query)
                .description("in whose database; needed where several have restored tables of that name")
                .required(false)
                .endParam();
    }
}
