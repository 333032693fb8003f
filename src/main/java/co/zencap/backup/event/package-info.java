/**
 * What the service itself did and warned of, in the catalog's table {@code backup_system_events}, where queries and reports find
 * it beside the operations. The log's files remain the place for details: events wait in memory, within bounds, and are not
 * kept over the end of a process that never reached the catalog.
 */
package co.zencap.backup.event;
