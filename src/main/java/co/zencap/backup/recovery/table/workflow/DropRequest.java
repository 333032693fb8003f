package co.zencap.backup.recovery.table.workflow;

import co.zencap.backup.access.Caller;

/**
 * A wish to be rid of restored tables.
 *
 * @param target in whose database
 * @param schema in which they lie
 */
public record DropRequest(String target, String schema, Caller caller) {}
