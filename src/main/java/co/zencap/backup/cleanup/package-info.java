/**
 * Carries out what {@link co.zencap.backup.retention} decides: reads what the repositories hold, deletes what may go in an
 * order that leaves nothing dangling, sweeps orphans, and places holds. What is not known is kept.
 */
package co.zencap.backup.cleanup;
