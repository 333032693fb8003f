package co.zencap.backup.client;

import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.operation.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the admin API offers, as methods. */
public final class ApiClient {
    private static final String ADMIN = "/api/admin/backup-system";
    private static final String TABLES = "/api/v1/restored-tables";

    private final ApiAddress address;
    private final ApiCalls calls;

    public ApiClient(ApiAddress address) {
        this.address = address;
        this.calls = new ApiCalls(address);
    }

    public ApiAddress address() {
        return address;
    }

    /** How the system is, as the API gives it. */
    public JsonNode status() throws ApiFailure {
        return calls.get(ADMIN + "?action=status");
    }

    /** How each part of it is, as the API gives it. */
    public JsonNode health() throws ApiFailure {
        return calls.get(ADMIN + "?action=health");
    }

    /** All backups, the newest first, as the API gives them. */
    public JsonNode backups() throws ApiFailure {
        return calls.get("/api/v1/backups");
    }

    /** All backups, the newest first. */
    public List<BackupRow> backupRows() throws ApiFailure {
        return List.of(calls.read(backups(), BackupRow[].class));
    }

    /**
     * Starts a backup.
     *
     * @param type {@code database}, {@code files}, {@code full} or {@code base}
     * @param target of which database or file set; empty: the primary database, or all file sets
     * @return one operation, or one for each file set
     */
    public List<Operation> backup(String type, Optional<String> target) throws ApiFailure {
        var body = new LinkedHashMap<String, Object>();
        body.put("action", "backup");
        body.put("type", type);
        target.ifPresent(t -> body.put("target", t));
        JsonNode answer = calls.post(ADMIN, body);
        if (!answer.has("operations")) {
            return List.of(started(answer));
        }
        var begun = new ArrayList<Operation>();
        for (JsonNode each : answer.path("operations")) {
            begun.add(started(each));
        }
        return begun;
    }

    /** Starts bringing files of a backup back; members of {@code wish} as the API takes them. */
    public Operation restoreFiles(String backupId, Map<String, Object> wish) throws ApiFailure {
        return started(calls.post("/api/v1/backups/" + encode(backupId) + "/restore-files", wish));
    }

    /** Starts a restoration test; of the newest backup when none is named. */
    public Operation test(Optional<String> backupId, String type, Optional<String> target) throws ApiFailure {
        var body = new LinkedHashMap<String, String>();
        body.put("action", "test");
        body.put("testType", type);
        backupId.ifPresent(id -> body.put("backupId", id));
        target.ifPresent(name -> body.put("target", name));
        return started(calls.post(ADMIN, body));
    }

    /** What a recovery would do now, as the API gives it; members of {@code options} as the API takes them. */
    public JsonNode recoveryPlan(Map<String, Object> options) throws ApiFailure {
        return recovery(options, "dryRun").path("plan");
    }

    /** Starts a recovery, or takes one back. */
    public Operation recover(Map<String, Object> options) throws ApiFailure {
        return started(recovery(options, "confirmed"));
    }

    private JsonNode recovery(Map<String, Object> options, String flag) throws ApiFailure {
        var all = new LinkedHashMap<String, Object>(options);
        all.put(flag, true);
        return calls.post(ADMIN, Map.of("action", "disaster_recovery", "options", all));
    }

    /** The latest recoveries, the newest first, as the API gives them. */
    public JsonNode recoveries() throws ApiFailure {
        return calls.get("/api/v1/recoveries").path("recoveries");
    }

    /** The signed account of a recovery, byte for byte; by its own or its operation's id. */
    public String recoveryCertificate(String id) throws ApiFailure {
        return calls.text("/api/v1/recoveries/" + encode(id) + "/certificate");
    }

    /** Drops the database that a recovery has kept. */
    public void dropKept(String recovery, String database) throws ApiFailure {
        calls.post("/api/v1/recoveries/" + encode(recovery) + "/drop-kept", Map.of("database", database));
    }

    /**
     * Where tables were restored.
     *
     * @param target in whose database; empty: the only one that has such a schema
     */
    public record RestoredIn(String schema, Optional<String> target) {
        private String path(String what) {
            return TABLES + "/" + encode(schema) + what
                    + target.map(name -> "?target=" + encode(name)).orElse("");
        }
    }

    /** Starts restoring tables beside the live ones; members of {@code wish} as the API takes them. */
    public Operation restoreTables(Map<String, Object> wish) throws ApiFailure {
        return started(calls.post(TABLES, wish));
    }

    /** What was restored beside the live tables, as the API gives it. */
    public JsonNode restoredTables() throws ApiFailure {
        return calls.get(TABLES);
    }

    /** Starts comparing a restored table with the live one. */
    public Operation compareTable(RestoredIn in, String table) throws ApiFailure {
        return started(calls.post(in.path("/compare"), Map.of("table", table)));
    }

    /** A page of rows that differ, as the API gives it. */
    public JsonNode differences(RestoredIn in, String table, Optional<String> kind, long after, int limit)
            throws ApiFailure {
        return calls.get(in.path("/differences") + (in.target().isPresent() ? "&" : "?") + "table=" + encode(table)
                + kind.map(k -> "&kind=" + encode(k)).orElse("") + "&after=" + after + "&limit=" + limit);
    }

    /** What a copying back would do now, as the API gives it; members of {@code wish} as the API takes them. */
    public JsonNode copyPlan(RestoredIn in, Map<String, Object> wish) throws ApiFailure {
        return copyBack(in, wish, Map.of("dryRun", true)).path("plan");
    }

    /** Starts copying rows back into the live database of that name; refused when it has another one. */
    public Operation copyBack(RestoredIn in, Map<String, Object> wish, String database) throws ApiFailure {
        return started(copyBack(in, wish, Map.of("confirmed", true, "database", database)));
    }

    private JsonNode copyBack(RestoredIn in, Map<String, Object> wish, Map<String, Object> how) throws ApiFailure {
        var all = new LinkedHashMap<String, Object>(wish);
        all.putAll(how);
        return calls.post(in.path("/copy-back"), all);
    }

    /** Drops restored tables. */
    public void dropRestored(RestoredIn in) throws ApiFailure {
        calls.post(in.path("/drop"), Map.of());
    }

    /** Starts the verification of every copy of a backup. */
    public Operation verify(String backupId) throws ApiFailure {
        return started(calls.post("/api/v1/backups/" + encode(backupId) + "/verify", Map.of()));
    }

    /** Places a legal hold on a backup, or releases it. */
    public void hold(String backupId, boolean held, String reason) throws ApiFailure {
        calls.post("/api/v1/backups/" + encode(backupId) + (held ? "/hold" : "/release"), Map.of("reason", reason));
    }

    /** What a cleanup would do now, as the API gives it. */
    public JsonNode retention() throws ApiFailure {
        return calls.get("/api/v1/retention");
    }

    /** Starts a cleanup. */
    public Operation cleanUp(boolean allowLargePurge) throws ApiFailure {
        return started(calls.post("/api/v1/retention/run", Map.of("allowLargePurge", allowLargePurge)));
    }

    /** Starts the security checks. */
    public Operation checkSecurity() throws ApiFailure {
        return started(calls.post("/api/v1/security-checks", Map.of()));
    }

    /** Starts a rebuild of the catalog from the manifests. */
    public Operation rebuildCatalog() throws ApiFailure {
        return started(calls.post("/api/v1/catalog/rebuild", Map.of()));
    }

    /** Starts destroying a backup's data key for good. */
    public Operation erase(String backupId, String confirm, String reason) throws ApiFailure {
        return started(calls.post(
                "/api/v1/backups/" + encode(backupId) + "/erasure", Map.of("confirm", confirm, "reason", reason)));
    }

    /**
     * Starts making everything anew with the encryption key in force.
     *
     * @param dryRun only a look at what hangs on which key
     */
    public Operation rotateKeys(boolean dryRun) throws ApiFailure {
        return started(calls.post(dryRun ? "/api/v1/keys/census" : "/api/v1/keys/rotation", Map.of()));
    }

    /** What they found the last time, as the API gives it. */
    public JsonNode securityChecks() throws ApiFailure {
        return calls.get("/api/v1/security-checks");
    }

    /** What is wrong, and what was where {@code all}, as the API gives it. */
    public JsonNode alerts(boolean all, int limit) throws ApiFailure {
        return calls.get("/api/v1/alerts?state=" + (all ? "all" : "open") + "&limit=" + limit);
    }

    /** One alert and who was told, as the API gives it. */
    public JsonNode alert(String id) throws ApiFailure {
        return calls.get("/api/v1/alerts/" + encode(id));
    }

    /**
     * Changes an alert: {@code acknowledge}, {@code silence} or {@code resolve}.
     *
     * @param id its id, or the beginning of it that no other's has
     * @return its whole id
     */
    public String changeAlert(String id, String change, Map<String, String> how) throws ApiFailure {
        return calls.post("/api/v1/alerts/" + encode(id) + "/" + change, how)
                .path("id")
                .asText(id);
    }

    /** Sends a marked test through every channel; what each answered, as the API gives it. */
    public JsonNode testAlerts() throws ApiFailure {
        return calls.post("/api/v1/alerts/test", Map.of());
    }

    /** Makes a key; members of {@code wish} as the API takes them. */
    public JsonNode createApiKey(Map<String, String> wish) throws ApiFailure {
        return calls.post("/api/v1/api-keys", wish);
    }

    /** All keys that ever were, as the API gives them. */
    public JsonNode apiKeys() throws ApiFailure {
        return calls.get("/api/v1/api-keys").path("keys");
    }

    /** Revokes a key, by its name or id. */
    public JsonNode revokeApiKey(String name) throws ApiFailure {
        return calls.post("/api/v1/api-keys/" + encode(name) + "/revoke", Map.of());
    }

    /** Entries of the audit trail that fit, as the API gives them; members of {@code search} as the API takes them. */
    public JsonNode audit(Map<String, String> search) throws ApiFailure {
        return calls.get("/api/v1/audit?" + query(search));
    }

    /** What the service did and warned of, as the API gives it. */
    public JsonNode events(Map<String, String> search) throws ApiFailure {
        return calls.get("/api/v1/system-events?" + query(search));
    }

    /** Whether the audit trail is whole, as the API gives it. */
    public JsonNode verifyAudit() throws ApiFailure {
        return calls.get("/api/v1/audit/verification");
    }

    /** What the repositories hold, as the API gives it. */
    public JsonNode storage() throws ApiFailure {
        return calls.get("/api/v1/storage");
    }

    /** How it stands with the recovery objectives, as the API gives it. */
    public JsonNode objectives() throws ApiFailure {
        return calls.get("/api/v1/objectives");
    }

    /** The latest restoration tests, the newest first, as the API gives them. */
    public JsonNode restorationTests() throws ApiFailure {
        return calls.get("/api/v1/restoration-tests");
    }

    /** The certificate of a restoration test, byte for byte; by the test's, its operation's or its backup's id. */
    public String certificate(String id) throws ApiFailure {
        return calls.text("/api/v1/restoration-tests/" + encode(id) + "/certificate");
    }

    /** One operation as it is now. */
    public Operation operation(String id) throws ApiFailure {
        return calls.read(calls.get("/api/v1/operations/" + encode(id)), Operation.class);
    }

    /** The latest operations, the newest first. */
    public List<Operation> operations(int limit) throws ApiFailure {
        return List.of(calls.read(calls.get("/api/v1/operations?limit=" + limit), Operation[].class));
    }

    private Operation started(JsonNode answer) throws ApiFailure {
        return calls.read(answer.path("operation"), Operation.class);
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String query(Map<String, String> search) {
        return search.entrySet().stream()
                .map(each -> each.getKey() + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
    }
}
