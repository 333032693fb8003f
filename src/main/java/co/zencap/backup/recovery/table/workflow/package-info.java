/**
 * The steps of the routes that restore tables beside the live ones, compare them, and copy rows back; how that is done is not
 * decided here.
 */
package co.zencap.backup.recovery.table.workflow;
