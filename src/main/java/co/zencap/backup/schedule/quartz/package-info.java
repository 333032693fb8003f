/**
 * The timers of {@code routes/schedule.camel.yaml}: Quartz, kept in the catalog, so that they outlive a restart and fire on
 * one node of several. They begin when the catalog can be reached; until then, and while it is away, each node sees to its
 * backups by itself.
 */
package co.zencap.backup.schedule.quartz;
