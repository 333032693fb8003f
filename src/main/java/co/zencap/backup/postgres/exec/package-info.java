/**
 * Lets {@code exec:pg_dump} in a route run a {@link co.zencap.backup.postgres.ToolCommand}: Camel's own executor collects
 * the whole output in memory and takes any exit status for success. Only this package knows Camel.
 */
package co.zencap.backup.postgres.exec;
