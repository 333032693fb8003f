package co.zencap.backup.recovery.table.workflow;

import co.zencap.backup.access.Caller;

/**
 * A wish to be rid of restored tables.
 *
 * @param schema in which they lie
 */
public record DropRequest(String schema, Caller caller) {}
