package co.zencap.backup.access;

import static co.zencap.backup.access.Permissions.Trace.EACH;
import static co.zencap.backup.access.Permissions.Trace.NONE;
import static co.zencap.backup.access.Permissions.Trace.OWN;
import static co.zencap.backup.access.Permissions.Trace.READ;
import static co.zencap.backup.access.Role.ADMIN;
import static co.zencap.backup.access.Role.OPERATOR;
import static co.zencap.backup.access.Role.RECOVERY;
import static co.zencap.backup.access.Role.VIEWER;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What each action of the API takes, and how it is written down. The one table: what is not in it, nobody may do. Names are
 * those of the API's operations; where one call does several things, what it is asked for stands behind a colon.
 */
public final class Permissions {
    /** Opened by a proof of their own, not by a key: the signature of Slack, and the token of the metrics. */
    public static final Set<String> OWN_PROOF = Set.of("post-slack-action", "get-metrics");

    private static final Map<String, Permission> TABLE = new TreeMap<>();

    static {
        // The specification's endpoint.
        put("get-backup-system", VIEWER, NONE);
        put("get-backup-system:status", VIEWER, NONE);
        put("get-backup-system:health", VIEWER, NONE);
        put("get-backup-system:metrics", VIEWER, NONE);
        put("get-backup-system:dashboard", VIEWER, NONE);
        put("get-backup-system:operations", VIEWER, NONE);
        put("get-backup-system:disaster_recovery", VIEWER, NONE);
        put("post-backup-system:initialize", ADMIN, EACH);
        put("post-backup-system:backup", OPERATOR, EACH);
        put("post-backup-system:test", OPERATOR, EACH);
        // A plan looks at production, and changes nothing.
        put("post-backup-system:disaster_recovery:plan", OPERATOR, READ);
        put("post-backup-system:disaster_recovery:undo", RECOVERY, EACH);
        put("post-backup-system:disaster_recovery", RECOVERY, EACH);
        put("init-db", ADMIN, EACH);
        // Backups.
        put("list-backups", VIEWER, NONE);
        // Names of tables, servers and roles are in the manifest.
        put("get-backup", VIEWER, READ);
        put("post-verification", OPERATOR, EACH);
        put("post-file-restoration", RECOVERY, EACH);
        put("post-hold", OPERATOR, OWN);
        // Afterwards a cleanup may delete it.
        put("post-release", ADMIN, OWN);
        put("get-retention", VIEWER, NONE);
        put("post-cleanup", ADMIN, EACH);
        put("post-catalog-rebuild", OPERATOR, EACH);
        put("post-erasure", ADMIN, EACH);
        put("post-key-rotation", ADMIN, EACH);
        put("post-key-census", OPERATOR, EACH);
        // Proofs and recoveries.
        put("list-restoration-tests", VIEWER, NONE);
        put("get-certificate", VIEWER, NONE);
        put("list-recoveries", VIEWER, NONE);
        put("get-recovery", VIEWER, NONE);
        put("get-recovery-certificate", VIEWER, READ);
        // What was live before is gone for good then.
        put("post-drop-kept", RECOVERY, OWN);
        // Tables beside the live ones.
        put("list-restored-tables", VIEWER, NONE);
        put("get-restored-tables", VIEWER, NONE);
        put("post-restored-tables", RECOVERY, EACH);
        put("post-table-comparison", RECOVERY, EACH);
        // Rows of the database are in it.
        put("get-differences", RECOVERY, READ);
        put("post-copy-back", RECOVERY, EACH);
        put("post-copy-back:plan", RECOVERY, READ);
        put("post-drop-restored", RECOVERY, OWN);
        // What is seen.
        put("get-storage", VIEWER, NONE);
        put("get-storage-history", VIEWER, NONE);
        put("get-schedules", VIEWER, NONE);
        put("get-objectives", VIEWER, NONE);
        put("get-point-in-time", VIEWER, NONE);
        put("get-repository-speed", VIEWER, NONE);
        put("list-operations", VIEWER, NONE);
        put("list-events", VIEWER, NONE);
        put("get-operation", VIEWER, NONE);
        put("post-security-checks", OPERATOR, EACH);
        put("get-security-checks", VIEWER, READ);
        // Alerts.
        put("list-alerts", VIEWER, NONE);
        put("get-alert", VIEWER, NONE);
        put("post-alert-test", OPERATOR, EACH);
        put("post-acknowledgement", OPERATOR, OWN);
        put("post-silence", OPERATOR, OWN);
        put("post-resolution", OPERATOR, OWN);
        // The audit trail: whoever has to look over others needs no right to do what they do.
        put("get-audit", VIEWER, READ);
        put("get-audit-verification", VIEWER, READ);
        put("post-audit-export", OPERATOR, EACH);
        // Keys.
        put("list-api-keys", ADMIN, READ);
        put("post-api-key", ADMIN, EACH);
        put("post-api-key-revocation", ADMIN, EACH);
    }

    /** How an action is written down in the audit trail. */
    public enum Trace {
        /** Each call, whatever comes of it. */
        EACH,
        /** Who has seen it; not again when the same caller asks again soon after. */
        READ,
        /** Calls that fail; what is done well is written down by what does it, with more than the call tells. */
        OWN,
        /** Only when it is refused. */
        NONE
    }

    /**
     * @param least the role that may do it, and all above it
     * @param trace how it is written down
     */
    public record Permission(Role least, Trace trace) {}

    private Permissions() {}

    private static void put(String action, Role least, Trace trace) {
        if (TABLE.put(action, new Permission(least, trace)) != null) {
            throw new IllegalStateException(action + " is in the table twice");
        }
    }

    /** What an action takes; empty: nobody may do it. */
    public static Optional<Permission> of(String action) {
        return Optional.ofNullable(TABLE.get(action));
    }

    /** The whole table, in the order of its names. */
    public static Map<String, Permission> all() {
        return Map.copyOf(TABLE);
    }

    /** What a role may not do, each with the role that may: for pages, which show no more than is allowed, and say why. */
    public static Map<String, String> denied(Role role) {
        var denied = new TreeMap<String, String>();
        TABLE.forEach((action, permission) -> {
            if (!role.covers(permission.least())) {
                denied.put(action, permission.least().word());
            }
        });
        return denied;
    }
}
